"""Why a build rendered what it rendered: the causes, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from sitegen.explain.words import WHY, question_words
from sitegen.incremental.answers import Question
from sitegen.incremental.ledger import Cause, Why


class Reason(Struct, frozen=True):
    """How many outputs have one cause, in words, and the *first* of them."""

    count: int
    because: str
    first: str


def reasons(rendered: Mapping[str, Cause]) -> list[Reason]:
    """Return the reasons for all that was *rendered* (path -> cause), that of the most outputs first.

    An output with several questions that are answered otherwise counts for the one that most others have.
    """
    shared = Counter(question for cause in rendered.values() for question in cause.questions)
    paths: dict[str, list[str]] = {}
    for path, cause in rendered.items():
        paths.setdefault(_because(cause, shared), []).append(path)
    found = [Reason(len(those), because, min(those)) for because, those in paths.items()]
    return sorted(found, key=lambda reason: (-reason.count, reason.because))


def _because(cause: Cause, shared: Counter[Question]) -> str:
    if cause.why is not Why.ANSWER:
        return WHY[cause.why]
    return f"because {question_words(max(cause.questions, key=shared.__getitem__))} changed"
