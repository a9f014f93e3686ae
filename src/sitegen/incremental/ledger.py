"""Verifying traces: which outputs must be made again, and why.

An output is left as it is when it is planned with the same recipe, every question that it asked has the same
answer still, and its bytes are there.  (Mokhov, Mitchell, Peyton Jones: Build Systems à la Carte, 2018.)
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sitegen.incremental.answers import Answers, Question
from sitegen.incremental.pages import Pages
from sitegen.incremental.store import DamagedStoreError, Row, Store, reading_back

_OUTPUTS, _QUESTIONS, _STATE = "output", "question", "state"
_PAGE = 1024


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


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an output is made; *questions* are those whose answers changed, the first asked first."""

    why: Why
    questions: tuple[Question, ...] = ()


class Made(NamedTuple):
    """What is remembered of an output: the digests of its recipe and its bytes, the *numbers* of the
    questions that it asked, in order, and why it was made last."""

    recipe: bytes
    content: str
    numbers: array[int]
    cause: Cause


class Ledger:
    """The traces of all outputs of the last build, and those of this one as they are recorded."""

    def __init__(self, store: Store, fingerprint: bytes) -> None:
        """Read what *store* remembers; what was made under another *fingerprint* must all be made again."""
        self._store, self._fingerprint = store, fingerprint
        self._valid = store.get(_STATE, "fingerprint") == fingerprint
        with reading_back("the traces"):
            # By number, each with the digest of its answer; None: it is not known yet.
            self._questions = _read_questions(store)
            self._outputs = Pages(store, _OUTPUTS, _dump, _load)
        self._numbers = {question: number for number, (question, _) in enumerate(self._questions)}
        self._pages = _pages(self._questions)

    def causes(
        self, recipes: Mapping[str, bytes], there: Mapping[str, str], answers: Answers
    ) -> dict[str, Cause]:
        """Return the outputs to make, by path, each with its cause.

        *recipes* has the digest of every planned output's recipe, *there* the digests of the bytes that are
        there, *answers* what the questions are answered with now.
        """
        changed = {
            number
            for number, (question, digest) in enumerate(self._questions)
            if not (digest and answers.unchanged(question)) and answers.digest(question) != digest
        }
        causes = {}
        for path, recipe in recipes.items():
            cause = self._cause(path, recipe, there.get(path), changed)
            if cause is not None:
                causes[path] = cause
        return causes

    def _cause(self, path: str, recipe: bytes, there: str | None, changed: set[int]) -> Cause | None:
        made = self.outputs.get(path)
        if made is None:
            return Cause(Why.NEW)
        if not self._valid:
            return Cause(Why.EVERYTHING)
        if made.recipe != recipe:
            return Cause(Why.RECIPE)
        if changed and not changed.isdisjoint(made.numbers):
            return Cause(Why.ANSWER, tuple([self._questions[n][0] for n in made.numbers if n in changed]))
        return None if made.content == there else Cause(Why.GONE)

    @property
    def outputs(self) -> Mapping[str, Made]:
        """What is remembered of each output, by path."""
        return self._outputs.values

    def asked(self, made: Made) -> tuple[Question, ...]:
        """Return the questions that an output asked, in order."""
        return tuple([self._questions[number][0] for number in made.numbers])

    def noted(self, made: Made) -> dict[Question, bytes | None]:
        """Return the questions that an output asked, in order, each with the digest of its answer then."""
        return dict([self._questions[number] for number in made.numbers])

    def record(self, path: str, recipe: bytes, content: str, asked: Iterable[Question], cause: Cause) -> None:
        """Note that an output was made: the questions *asked*, and the digest of its bytes."""
        self._outputs.put(path, Made(recipe, content, array("I", map(self._number, asked)), cause))

    def _number(self, question: Question) -> int:
        number = self._numbers.get(question)
        if number is None:
            number = self._numbers[question] = len(self._questions)
            self._questions.append((question, None))
        return number

    def save(self, planned: Mapping[str, object], answers: Answers) -> None:
        """Hand everything to the store: of the outputs *planned*, which have all been verified or made."""
        outputs = self._outputs
        outputs.drop([path for path in outputs.values if path not in planned])
        used = {number for made in outputs.values.values() for number in made.numbers}
        if not self._valid or len(used) < len(self._questions) // 2:
            self._renumber(used)
        pages = self._answered(answers)
        outputs.save()
        self._store.put(_QUESTIONS, (self._page(number) for number in pages))
        self._store.forget(_QUESTIONS, map(str, range(_pages(self._questions), self._pages)))
        count = b"%d" % len(self._questions)
        self._store.put(_STATE, [Row("fingerprint", b"", self._fingerprint), Row("questions", b"", count)])

    def _answered(self, answers: Answers) -> list[int]:
        """Bring the digests up to date; return the numbers of the pages that this changes."""
        pages = set()
        for number, (question, old) in enumerate(self._questions):
            if old and answers.unchanged(question):
                continue
            new = answers.digest(question)
            if new != old:
                self._questions[number] = (question, new)
                pages.add(number // _PAGE)
        return sorted(pages)

    def _renumber(self, used: set[int]) -> None:
        """Forget the questions that no output asks any more."""
        kept = sorted(used)
        numbers = {old: new for new, old in enumerate(kept)}
        self._questions = [(self._questions[old][0], None) for old in kept]
        self._numbers = {question: number for number, (question, _) in enumerate(self._questions)}
        for path, made in self._outputs.values.items():
            again = array("I", [numbers[old] for old in made.numbers])
            self._outputs.put(path, made._replace(numbers=again))

    def _page(self, number: int) -> Row:
        page = self._questions[number * _PAGE : (number + 1) * _PAGE]
        return Row(str(number), b"", marshal.dumps([(*question, digest) for question, digest in page]))


def _pages(questions: Sized) -> int:
    return -(-len(questions) // _PAGE)


def _read_questions(store: Store) -> list[tuple[Question, bytes | None]]:
    """Return the questions by number, each with the digest of its answer.

    Raises `DamagedStoreError` when a page is missing: others would stand for the questions of each output.
    """
    questions: list[tuple[Question, bytes | None]] = []
    for row in sorted(store.rows(_QUESTIONS), key=lambda row: int(row.name)):
        page = marshal.loads(row.value)
        questions += [(Question(name, arguments), digest) for name, arguments, digest in page]
    if len(questions) != int(store.get(_STATE, "questions") or 0):
        raise DamagedStoreError(f"there are {len(questions)} questions, and were more or less")
    return questions


def _dump(page: dict[str, Made]) -> bytes:
    return marshal.dumps(
        {
            path: (recipe, content, numbers.tobytes(), cause.why.value, [(*one,) for one in cause.questions])
            for path, (recipe, content, numbers, cause) in page.items()
        }
    )


def _load(raw: bytes) -> dict[str, Made]:
    page = {}
    for path, (recipe, content, numbers, why, questions) in marshal.loads(raw).items():
        cause = Cause(Why(why), tuple(Question(*one) for one in questions)) if questions else _PLAIN[why]
        page[path] = Made(recipe, content, array("I", numbers), cause)
    return page


_PLAIN = {str(why): Cause(why) for why in Why}
