"""Questions told from one process to another: each one whole once, and by its number from then on.

Pages ask the same questions again and again; whole, they would be most of what processes tell each other.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sitegen.incremental.answers import Question


class Told(NamedTuple):
    """Questions that were asked, in order, as numbers of a *teller*, which had told so many *before*; *new*
    are those not told before, which have the next numbers."""

    teller: int
    before: int
    new: tuple[Question, ...]
    numbers: bytes


class Teller:
    """Tells questions; *name* is a number that no other has that tells the same listener."""

    def __init__(self, name: int) -> None:
        self._name = name
        self._numbers: dict[Question, int] = {}

    def tell(self, questions: Iterable[Question]) -> Told:
        """Return *questions* as they are told.  They must be heard in the order in which they were told."""
        known, before, new = self._numbers, len(self._numbers), []
        numbers = array("I")
        for question in questions:
            number = known.get(question)
            if number is None:
                number = known[question] = len(known)
                new.append(question)
            numbers.append(number)
        return Told(self._name, before, tuple(new), numbers.tobytes())


class Listener:
    """Hears what several tell; *number* gives a question the number that it has here."""

    def __init__(self, number: Callable[[Question], int]) -> None:
        self._number = number
        self._heard: dict[int, list[int]] = {}

    def hear(self, told: Told) -> bytes:
        """Return the questions as numbers of the listener, packed as in `Told`.

        Raises RuntimeError when something was missed: the numbers would be those of other questions.
        """
        heard = self._heard.setdefault(told.teller, [])
        if len(heard) != told.before:
            raise RuntimeError(f"questions {len(heard)} to {told.before} of teller {told.teller} were missed")
        heard += map(self._number, told.new)
        return array("I", map(heard.__getitem__, array("I", told.numbers))).tobytes()
