"""What pages say besides the texts, and how they write days, in the language of a site.

Phrases are written in English wherever pages are made, and looked up here: in what `[words]` of `site.toml`
says, then in the file of the language (`de.toml`).  What is in neither stays English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from sitegen.text import MONTHS

Phrases = Mapping[str, str | tuple[str, ...]]
"""By what they are in English; one that counts, by its English plural, has a form for each plural of the
language."""

_FOLDER = Path(__file__).parent
_DAY, _MONTH = "{day} {month} {year}", "{month} {year}"
DATES = (_DAY, _MONTH, *MONTHS)
"""How days are written, and the names of months: phrases that a site may have otherwise, too."""


class Words:
    """The phrases of a language, those of a site's own before the others."""

    def __init__(self, language: str = "en", own: Phrases | None = None) -> None:
        file = _file_of(language)
        found: dict[str, Any] = tomllib.loads(file.read_text("utf-8")) if file else {}
        self._phrases: Phrases = {
            key: tuple(said) if isinstance(said, list) else said
            for key, said in (found.get("phrases", {}) | dict(own or {})).items()
        }
        dates: dict[str, Any] = {"day": _DAY, "month": _MONTH, "months": MONTHS} | found.get("dates", {})
        self._day: str = self._plain(_DAY, dates["day"])
        self._month: str = self._plain(_MONTH, dates["month"])
        self._first: str = dates.get("first", "1")
        self._months = [*map(self._plain, MONTHS, dates["months"])]
        self._alone = [*map(self._plain, MONTHS, dates.get("alone", dates["months"]))]
        self._form, _count = plurals_of(language)
        self.name = repr((file.name if file else "", sorted(self._phrases.items()))) if self._phrases else ""
        """Differs where anything is said otherwise; empty: all is English."""

    def _plain(self, phrase: str, otherwise: str) -> str:
        said = self._phrases.get(phrase, otherwise)
        return said if isinstance(said, str) else said[-1]

    def pattern(self, phrase: str) -> str:
        """Return *phrase* in this language, with its `{names}`."""
        return self._plain(phrase, phrase)

    def say(self, phrase: str, **values: object) -> str:
        """Return *phrase* in this language, *values* in the place of `{names}`.

        Raises `KeyError` where a value is missing, `ValueError` where a brace has no other one.
        """
        said = self.pattern(phrase)
        return said.format(**values) if values or "{" in said or "}" in said else said

    def count(self, one: str, more: str, count: int, **values: object) -> str:
        """Return the phrase for *count* things, which is *one* or *more* in English, with its `{count}` and
        other *values*.  Raises what `say` raises."""
        said = self._phrases.get(more)
        if said is None:
            said = one if count == 1 else more
        elif not isinstance(said, str):
            said = said[min(self._form(count), len(said) - 1)]
        return str(said).format(count=count, **values)

    def day(self, day: date) -> str:
        """Return a day, such as `1 September 2015` or `1. September 2015`."""
        number = self._first if day.day == 1 else day.day
        return self._day.format(day=number, month=self._months[day.month - 1], year=day.year)

    def month(self, day: date) -> str:
        """Return the month of *day* and its year, such as `September 2015`."""
        return self._month.format(month=self._alone[day.month - 1], year=day.year)


@lru_cache(8)
def words_of(language: str, own: tuple[tuple[str, Any], ...] = ()) -> Words:
    """Return the words of a *language* (BCP 47), and of a site that has its *own*."""
    return Words(language, dict(own))


def phrases() -> frozenset[str]:
    """Return all phrases, in English."""
    return frozenset(words_of("de")._phrases)


def counting() -> frozenset[str]:
    """Return those of the phrases that a number chooses a form of."""
    return frozenset(phrase for phrase, said in words_of("de")._phrases.items() if not isinstance(said, str))


def names_in(phrase: str) -> frozenset[str]:
    """Return the names that *phrase* has in braces.  Raises `ValueError`: a brace is not closed."""
    return frozenset(name for _text, name, _form, _how in Formatter().parse(phrase) if name is not None)


_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
"""The script of Chinese with all its strokes, and where it is written."""


def is_traditional(language: str) -> bool:
    """Tell whether a *language* (BCP 47) is Chinese in its traditional script."""
    first, *rest = language.lower().split("-")
    return first == "zh" and "hans" not in rest and not _TRADITIONAL.isdisjoint(rest)


def plurals_of(language: str) -> tuple[Callable[[int], int], int]:
    """Return which form a number takes in a *language* (BCP 47), from 0, and how many forms there are."""
    return _FORMS.get(language.lower().partition("-")[0], (_one_or_more, 2))


def _file_of(language: str) -> Path | None:
    """Return the file of *language*, or of what it is a kind of: `pt-BR`, `pt`."""
    parts = language.lower().split("-")
    parts[0] = {"no": "nb", "nn": "nb"}.get(parts[0], parts[0])
    if is_traditional(language):
        parts = ["zh", "hant"]
    for length in range(len(parts), 0, -1):
        file = _FOLDER / f"{'-'.join(parts[:length])}.toml"
        if file.is_file():
            return file
    return None


# Which form a number takes: the rules of Unicode's CLDR for whole numbers.


def _one_or_more(count: int) -> int:
    return int(count != 1)


def _none_is_one(count: int) -> int:
    return int(count > 1)


def _always_alike(_count: int) -> int:
    return 0


def _polish(count: int) -> int:
    few = 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14
    return 0 if count == 1 else 1 if few else 2


def _czech(count: int) -> int:
    return 0 if count == 1 else 1 if 2 <= count <= 4 else 2


def _arabic(count: int) -> int:
    if count < 3:
        return count
    rest = count % 100
    return 3 if 3 <= rest <= 10 else 4 if rest >= 11 else 5


def _russian(count: int) -> int:
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14 else 2


def _lithuanian(count: int) -> int:
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if 2 <= count % 10 <= 9 and not 11 <= count % 100 <= 19 else 2


def _slovene(count: int) -> int:
    return {1: 0, 2: 1, 3: 2, 4: 2}.get(count % 100, 3)


_SLAVIC = (_russian, 3)
_FORMS: Mapping[str, tuple[Callable[[int], int], int]] = {
    **dict.fromkeys(("fr", "pt", "hy"), (_none_is_one, 2)),
    **dict.fromkeys(("id", "ja", "ko", "lo", "ms", "my", "th", "vi", "zh"), (_always_alike, 1)),
    **dict.fromkeys(("be", "bs", "hr", "ru", "sr", "uk"), _SLAVIC),
    **dict.fromkeys(("cs", "sk"), (_czech, 3)),
    "ar": (_arabic, 6),
    "lt": (_lithuanian, 3),
    "pl": (_polish, 3),
    "sl": (_slovene, 4),
}
