"""Recorded questions.

Whatever an output needs to know it learns by asking a question through `Answers`; while a `recording` is
open, the question is noted in the trace of that output.  Asking while nobody records is an error: such a
read could never be verified later.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Question(NamedTuple):
    """The name of a question and its arguments."""

    name: str
    arguments: tuple[Hashable, ...]


@dataclass(slots=True)
class Trace:
    """The questions asked for one output, each once, in the order in which they were first asked."""

    questions: dict[Question, None] = field(default_factory=dict)


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


class Answers:
    """Asks *functions* by name; each question is computed once a build and answered with a frozen value."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._functions = functions
        self._known: dict[tuple[str, tuple[Hashable, ...]], tuple[Question, Any]] = {}

    def ask(self, name: str, *arguments: Hashable) -> Any:
        """Return the answer, after noting the question.  Raises KeyError for an unknown question."""
        trace = _trace.get()
        if trace is None:
            raise NotRecordingError(f"{name}{arguments} was asked while nobody records")
        known = self._known.get((name, arguments))
        if known is None:
            question = Question(name, arguments)
            trace.questions[question] = None  # before the answer: a failed look-up has read too
            known = self._known[question] = question, self._functions[name](*arguments)
        trace.questions[known[0]] = None
        return known[1]

    def __contains__(self, name: str) -> bool:
        return name in self._functions
