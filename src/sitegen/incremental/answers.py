"""Recorded questions.

Whatever an output needs to know it learns by asking a question through `Answers`; while a `recording` is
open, the question is noted in the trace of that output.  Asking while nobody records is an error: such a
read could never be verified later.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from msgspec import Struct

from sitegen.incremental.digest import digest


class Question(NamedTuple):
    """The name of a question and its arguments, which are texts, whole numbers or other values of digests."""

    name: str
    arguments: tuple[Hashable, ...]


class Trace(Struct):
    """The questions asked for one output, each once, in the order in which they were first asked."""

    questions: dict[Question, None] = {}


class Everything:
    """Contains whatever there is, and nothing, which is what questions without arguments have."""

    def __contains__(self, _item: object) -> bool:
        return True


class NotRecordingError(RuntimeError):
    """A question was asked outside of a recording: a mistake of ours, never of the writer."""


_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)


@contextmanager
def recording() -> Iterator[Trace]:
    """Note every question asked inside the `with` block in the trace that it yields."""
    trace = Trace()
    token = _trace.set(trace)
    try:
        yield trace
    finally:
        _trace.reset(token)


def note(asked: Trace) -> None:
    """Note the questions that were *asked*, and answered, for something that is used again here."""
    trace = _trace.get()
    if trace is None:
        raise NotRecordingError("something that was remembered is used while nobody records")
    trace.questions.update(asked.questions)


def note_question(asked: Question) -> None:
    """Note a question that was answered before in this build."""
    trace = _trace.get()
    if trace is None:
        raise NotRecordingError(f"{asked} was asked while nobody records")
    trace.questions[asked] = None


NO_ANSWER = b""
"""The digest of an answer that there is not: the question raised LookupError."""


class Answers:
    """Asks *functions* by name; each question is computed once a build and answered with a frozen value.

    A function may raise LookupError, which is an answer too.  *digests* has, for some of the questions, a
    function of the same arguments that returns the digest of the answer without computing the answer.
    *views* are put together from answers: what is noted is what they ask, not that they were asked for.
    *fleeting* are questions whose answers are large and asked for once or twice: they are not kept.
    *stay* has, for some of the questions, the first arguments with which the answer is certain to be the one
    that it had when questions were last saved.
    *late* are questions that another process answers meanwhile: there are better ones to begin with.
    """

    def __init__(
        self,
        functions: Mapping[str, Callable[..., Any]],
        digests: Mapping[str, Callable[..., bytes]] | None = None,
        views: Mapping[str, Callable[..., Any]] | None = None,
        fleeting: frozenset[str] = frozenset(),
        stay: Mapping[str, Container[Hashable]] | None = None,
        late: frozenset[str] = frozenset(),
    ) -> None:
        self.stay, self.late = stay or {}, late
        self._fleeting = fleeting
        self._functions = functions
        self._digest_functions = digests or {}
        self._views = {} if views is None else views  # they may be added later
        self._made: dict[tuple[str, tuple[Hashable, ...]], tuple[Any, Trace]] = {}
        self._known: dict[tuple[str, tuple[Hashable, ...]], tuple[Question, Any]] = {}
        self._digests: dict[Question, bytes] = {}

    def ask(self, name: str, *arguments: Hashable) -> Any:
        """Return the answer, after noting the question.  Raises KeyError for an unknown question."""
        trace = _trace.get()
        if trace is None:
            raise NotRecordingError(f"{name}{arguments} was asked while nobody records")
        known = self._known.get((name, arguments))
        if known is None:
            if name in self._views:
                return self._shared_view(name, arguments, trace)
            question = Question(name, arguments)
            trace.questions[question] = None  # before the answer: a failed look-up has read too
            if name in self._fleeting:
                return self._functions[name](*arguments)
            known = self._known[question] = question, self._functions[name](*arguments)
        trace.questions[known[0]] = None
        return known[1]

    def view(self, name: str, *arguments: Hashable) -> Any:
        """Return a view for the one output that shows it.  What is asked for again, is better asked for."""
        return self._views[name](*arguments)

    def _shared_view(self, name: str, arguments: tuple[Hashable, ...], trace: Trace) -> Any:
        made = self._made.get((name, arguments))
        if made is None:
            with recording() as inner:
                try:
                    view = self._views[name](*arguments)
                except BaseException:
                    trace.questions.update(inner.questions)
                    raise
            made = self._made[name, arguments] = view, inner
        trace.questions.update(made[1].questions)
        return made[0]

    def digest(self, question: Question) -> bytes:
        """Return the digest of the answer that *question* has in this build, whoever asked it."""
        found = self._digests.get(question)
        if found is None:
            found = self._digests[question] = self._digest(question)
        return found

    def _digest(self, question: Question) -> bytes:
        name, arguments = question
        function = self._digest_functions.get(name)
        try:
            if function is not None:
                return function(*arguments)
            if question not in self._known:
                self._known[question] = question, self._functions[name](*arguments)
        except LookupError:
            return NO_ANSWER
        return digest(self._known[question][1])

    def __contains__(self, name: str) -> bool:
        return name in self._functions or name in self._views
