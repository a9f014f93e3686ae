"""Verifying traces: which outputs must be made again, and why.

An output is left as it is when it is planned with the same recipe, every question that it asked has the same
answer still, and its bytes are there.  (Mokhov, Mitchell, Peyton Jones: Build Systems à la Carte, 2018.)
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Iterator, Mapping, Set, Sized
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from msgspec import Struct

from sitegen.incremental.answers import Answers, Everything, Question
from sitegen.incremental.pages import Pages
from sitegen.incremental.store import DamagedStoreError, Row, Store, reading_back

_OUTPUTS, _QUESTIONS, _STATE = "output", "question", "state"
_PAGE = 1024
_HANDFUL = 8
"""So few numbers are sooner looked for one by one."""
_FEW = 0.1
_FEW_MADE = 100
"""Of so small a part of the outputs, made again, nobody looks which questions are still asked."""


class Why(StrEnum):
    """Why an output is made."""

    NEW = "new"
    """It was not planned before."""
    EVERYTHING = "everything"
    """What shapes every output has changed: settings, versions."""
    RECIPE = "recipe"
    """It is made in another way, or from another file."""
    ANSWER = "answer"
    """A question that it asked has another answer."""
    GONE = "gone"
    """What was made is not there any more, or was changed by somebody else."""


class Cause(Struct, frozen=True):
    """Why an output is made; *questions* are those whose answers changed, the first asked first."""

    why: Why
    questions: tuple[Question, ...] = ()


class Made(NamedTuple):
    """What is remembered of an output: the digests of its recipe and its bytes, the *numbers* of the
    questions that it asked, in order, and *why* it was made last; of plain values, as they are stored.
    """

    recipe: bytes
    content: str
    numbers: bytes
    why: str
    changed: tuple[tuple[str, tuple[Hashable, ...]], ...] = ()
    """The questions of the cause."""

    @property
    def cause(self) -> Cause:
        """Why it was made last.  Raises `DamagedStoreError`."""
        with reading_back("the traces"):
            return Cause(Why(self.why), tuple([Question(*question) for question in self.changed]))


class _Outputs(Mapping[str, Made]):
    """What is remembered of each output, by path."""

    def __init__(self, plain: Mapping[str, tuple[Any, ...]]) -> None:
        self._plain = plain

    def __getitem__(self, path: str) -> Made:
        return Made._make(self._plain[path])

    def __contains__(self, path: object) -> bool:
        return path in self._plain

    def __iter__(self) -> Iterator[str]:
        return iter(self._plain)

    def __len__(self) -> int:
        return len(self._plain)


class Ledger:
    """The traces of all outputs of the last build, and those of this one as they are recorded."""

    def __init__(self, store: Store, fingerprint: bytes) -> None:
        """Read what *store* remembers; what was made under another *fingerprint* must all be made again."""
        self._store, self._fingerprint = store, fingerprint
        self._valid = store.get(_STATE, "fingerprint") == fingerprint
        with reading_back("the traces"):
            self._known = _known_questions(store)
            self._pages = Pages(store, _OUTPUTS)
        # By number, and the digests of their answers; None: it is not known yet.
        self._questions, self._digests = [*self._known.questions], [*self._known.digests]
        self.outputs: Mapping[str, Made] = _Outputs(self._pages.values)
        """What is remembered of each output, by path, from the last build."""
        self._loaded = len(self._questions)
        self._changed: dict[int, bytes] = {}
        self._more: dict[_Plain, int] = {}
        self._near: dict[_Plain, int] = {}
        self._made: dict[str, tuple[Any, ...]] = {}

    def causes(
        self, recipes: Mapping[str, bytes], there: Mapping[str, str], answers: Answers
    ) -> dict[str, Cause]:
        """Return the outputs to make, by path, each with its cause.

        *recipes* has the digest of every planned output's recipe, *there* the digests of the bytes that are
        there, *answers* what the questions are answered with now.
        """
        self._changed = self._verify(answers)
        causes: dict[str, Cause] = {}
        values, is_valid, may_ask = self._pages.values, self._valid, _may_hold(self._changed)
        with reading_back("the traces"):
            for path, recipe in recipes.items():
                made = values.get(path)
                is_there = made and is_valid and made[0] == recipe and made[1] == there.get(path)
                if made and is_there and not may_ask(made[2]):
                    continue  # so it is with nearly all
                cause = self._cause(path, recipe, there.get(path))
                if cause is not None:
                    causes[path] = cause
            self._near = self._asked_by(causes) if len(causes) <= _FEW_MADE else {}
        return causes

    def _asked_by(self, paths: Iterable[str]) -> dict[_Plain, int]:
        """Return the numbers of the questions that a few outputs asked; they will ask most of them again."""
        values, questions = self._pages.values, self._questions
        return {
            questions[number]: number
            for path in paths
            if path in values
            for number in array("I", values[path][2])
        }

    def _verify(self, answers: Answers) -> dict[int, bytes]:
        """Return the questions with another answer than they had, by number, each with the digest of it."""
        changed = {}
        for number in self._known.uncertain(answers.stay, answers.late):
            now = answers.digest(self._question(number))
            if now != self._digests[number]:
                changed[number] = now
        return changed

    def _cause(self, path: str, recipe: bytes, there: str | None) -> Cause | None:
        made = self._pages.values.get(path)
        if made is None:
            return Cause(Why.NEW)
        if not self._valid:
            return Cause(Why.EVERYTHING)
        made_by, content, packed, _why, _changed = made
        if made_by != recipe:
            return Cause(Why.RECIPE)
        changed = self._changed
        if changed and not changed.keys().isdisjoint(numbers := array("I", packed)):
            return Cause(Why.ANSWER, tuple([self._question(n) for n in numbers if n in changed]))
        return None if content == there else Cause(Why.GONE)

    def _question(self, number: int) -> Question:
        return Question(*self._questions[number])

    def asked(self, made: Made) -> tuple[Question, ...]:
        """Return the questions that an output asked, in order."""
        return tuple([self._question(number) for number in array("I", made.numbers)])

    def noted(self, made: Made) -> dict[Question, bytes | None]:
        """Return the questions that an output asked, in order, each with the digest of its answer then."""
        return {self._question(number): self._digests[number] for number in array("I", made.numbers)}

    def record(self, path: str, recipe: bytes, content: str, numbers: bytes, cause: Cause) -> None:
        """Note that an output was made: the *numbers* of the questions that it asked (see `numbers`), and the
        digest of its bytes."""
        changed = tuple([tuple(question) for question in cause.questions])
        self._made[path] = (recipe, content, numbers, cause.why.value, changed)

    def recipes(self) -> dict[str, bytes]:
        """Return the recipes of all outputs of the last build, by path."""
        return {path: made[0] for path, made in self._pages.values.items()}

    def contents(self, paths: Iterable[str]) -> dict[str, str]:
        """Return the digests of what the outputs *paths* are now, which have all been verified or made."""
        made, values = self._made, self._pages.values
        return {path: (made.get(path) or values[path])[1] for path in paths}

    def numbers(self, asked: Iterable[Question]) -> bytes:
        """Return the numbers of questions, packed."""
        return array("I", map(self.number, asked)).tobytes()

    def number(self, question: Question) -> int:
        """Return the number of a question."""
        number = self._near.get(question)
        if number is None:
            number = self._known.numbers.get(question)
        if number is None:
            number = self._more.get(question)
        if number is None:
            plain = (question.name, question.arguments)
            number = self._more[plain] = len(self._questions)
            self._questions.append(plain)
            self._digests.append(None)
        return number

    def save(self, planned: Mapping[str, object], answers: Answers) -> None:
        """Hand everything to the store: of the outputs *planned*, which have all been verified or made."""
        values = self._pages.values
        gone = [path for path in values if path not in planned]
        self._pages.drop(gone)
        for path, made in self._made.items():
            self._pages.put(path, made)
        before = _pages(self._digests[: self._loaded])
        if self._loaded and (gone or len(self._made) > _FEW * len(values)):
            self._forget_questions()
        changed = self._answer(answers)
        self._pages.save()
        self._store.put(_STATE, [Row("fingerprint", b"", self._fingerprint)])
        if self._store.decoded is not None:
            self._store.decoded[_QUESTIONS] = self._known.grown(self._questions, self._digests, self._more)
            return
        self._store.put(_QUESTIONS, (self._page(number) for number in changed))
        self._store.forget(_QUESTIONS, map(str, range(_pages(self._questions), before)))
        self._store.put(_STATE, [Row("questions", b"", b"%d" % len(self._questions))])

    def _answer(self, answers: Answers) -> list[int]:
        """Bring the digests up to date; return the numbers of the pages that this changes."""
        for number in range(self._loaded, len(self._questions)):  # that were not there when it was verified
            self._changed[number] = answers.digest(self._question(number))
        for number, digest in self._changed.items():
            self._digests[number] = digest
        return sorted({number // _PAGE for number in self._changed})

    def _forget_questions(self) -> None:
        """Number the questions anew, without those that no output asks any more, when these are many."""
        values = self._pages.values
        used = sorted({number for made in values.values() for number in array("I", made[2])})
        if self._valid and len(used) >= len(self._questions) // 2:
            return
        self._near = {}
        numbers = {old: new for new, old in enumerate(used)}
        self._questions = [self._questions[old] for old in used]
        self._digests = [None for _old in used]
        self._loaded, self._changed = 0, {}
        self._known, self._more = _Known(), {question: new for new, question in enumerate(self._questions)}
        for path, (recipe, content, packed, *cause) in [*values.items()]:
            again = array("I", [numbers[old] for old in array("I", packed)]).tobytes()
            self._pages.put(path, (recipe, content, again, *cause))

    def _page(self, number: int) -> Row:
        part = slice(number * _PAGE, (number + 1) * _PAGE)
        return Row(str(number), b"", marshal.dumps((self._questions[part], self._digests[part])))


def _may_hold(numbers: Collection[int]) -> Callable[[bytes], bool]:
    """Return what tells of packed numbers that they hold none of *numbers*, or may."""
    if len(numbers) > _HANDFUL:
        return lambda _packed: True
    sought = [array("I", [number]).tobytes() for number in numbers]
    if len(sought) == 1:
        (only,) = sought
        return lambda packed: only in packed
    return lambda packed: any(one in packed for one in sought)


def _pages(questions: Sized) -> int:
    return -(-len(questions) // _PAGE)


_Plain = tuple[str, tuple[Hashable, ...]]


class _Known:
    """The *questions* of the last build by number, and the *digests* of their answers."""

    def __init__(self, questions: Iterable[_Plain] = (), digests: Iterable[bytes | None] = ()) -> None:
        self.questions, self.digests = [*questions], [*digests]
        self._by_subject: dict[str, dict[Hashable, list[int]]] | None = None

    @cached_property
    def numbers(self) -> dict[_Plain, int]:
        """The numbers of questions."""
        return {question: number for number, question in enumerate(self.questions)}

    def uncertain(self, stay: Mapping[str, Container[Hashable]], late: Container[str]) -> Iterator[int]:
        """Yield the numbers of the questions whose answers may not have stayed, *late* ones last (see
        `Answers`)."""
        if self._by_subject is not None:
            yield from self._uncertain_of(self._by_subject, stay)
            return
        for is_late in (False, True):
            yield from [
                number
                for number, (name, arguments) in enumerate(self.questions)
                if (name in late) is is_late
                and not (name in stay and (arguments[0] if arguments else None) in stay[name])
            ]

    def _uncertain_of(
        self, groups: Mapping[str, Mapping[Hashable, list[int]]], stay: Mapping[str, Container[Hashable]]
    ) -> Iterator[int]:
        for name, by_subject in groups.items():
            sure = stay.get(name, ())
            if isinstance(sure, Everything):
                continue
            subjects = by_subject.keys() - sure if isinstance(sure, Set) else by_subject.keys()
            for subject in subjects:
                yield from by_subject[subject]

    def grown(
        self, questions: list[_Plain], digests: list[bytes | None], more: Mapping[_Plain, int]
    ) -> _Known:
        """Return what is known for one more build in this process: there are *more* questions."""
        grown = _Known()
        grown.questions, grown.digests = questions, digests
        grown.numbers = self.numbers
        grown.numbers.update(more)
        groups = self._by_subject
        if groups is None:
            groups, more = {}, grown.numbers
        for (name, arguments), number in more.items():
            subject = arguments[0] if arguments else None
            groups.setdefault(name, {}).setdefault(subject, []).append(number)
        grown._by_subject = groups
        return grown


def _known_questions(store: Store) -> _Known:
    """Return the questions by number, and the digests of their answers.

    Raises `DamagedStoreError` when a page is missing: others would stand for the questions of each output.
    """
    kept = store.decoded.get(_QUESTIONS) if store.decoded is not None else None
    if kept is not None:
        known: _Known = kept
        return known
    questions: list[_Plain] = []
    digests: list[bytes | None] = []
    for row in sorted(store.rows(_QUESTIONS), key=lambda row: int(row.name)):
        more, their_digests = marshal.loads(row.value)
        questions += more
        digests += their_digests
    if not len(questions) == len(digests) == int(store.get(_STATE, "questions") or 0):
        raise DamagedStoreError(f"there are {len(questions)} questions, and were more or less")
    return _Known(questions, digests)
