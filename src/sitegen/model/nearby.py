"""Which text or file was probably meant by a name that there is not.

Only those ask who have found something missing, and what they pay is bounded, however much is missing: names
are looked up by what slips leave of them (the letters without their case, the word without folder, day and
suffix), and only so many are compared letter by letter.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from urllib.parse import quote

from sitegen.content.names import is_picture, named_key, written_path
from sitegen.patterns import regex

COMPARED = 1000
"""How many names are compared letter by letter in a build; what is missing beyond that is only looked up."""
_CANDIDATES = 20
_COMMON = 500
_LIKENESS = 0.7
_SHORT = 8
_DAY = regex(r"\d{4}-\d{1,2}-\d{1,2}[-_. ]+")
_OF_PELICAN = regex(r"^(?:\{\w+\}|\|\w+\|)")
"""What Pelican has before a path: `{filename}`, `{static}`, of old `|filename|`."""
_OF_TEMPLATES = regex(r"""\{\{-?\s*(?:(?P<quote>["'])(?P<path>[^"']+)(?P=quote))?[^{}]*\}\}""")
"""What others put an address in the place of: `{{ site.baseurl }}`, `{{ "/car.jpg" | relative_url }}`."""
_NOT_IN_LINKS = regex(r"[\s()<>\"%#?]")


class Nearby:
    """Knows the names of all *texts*, published or not, and of the *files* that are published, by their keys.

    What is found is written as the target was: as seen from the text *key*, or from the site's root.
    """

    def __init__(self, texts: Collection[str], files: Collection[str]) -> None:
        self._every_text, self._files = texts, files

    @cached_property
    def _texts(self) -> Names:
        return Names(self._every_text)

    @cached_property
    def _pictures(self) -> Names:
        return Names(filter(is_picture, self._files))

    def text(self, target: str, key: str) -> str:
        """Return what a link to a text, written *target* in the text *key*, had better be; or nothing."""
        return _written_anew(target, key, self._texts.find)

    def picture(self, target: str, key: str, *, sure: bool) -> str:
        """Return what a picture, written *target* in the text *key*, had better be; or nothing.

        It is *sure* to be missing, or else only looked up: the host may have it, and such there are many.
        """
        return _written_anew(target, key, self._pictures.find if sure else self._pictures.look_up)


def _written_anew(target: str, key: str, find: Callable[[str], str]) -> str:
    """Return *target* with the path of what is found, seen from where the old one is seen from."""
    written = written_path(target)
    bare = _OF_TEMPLATES.sub(lambda match: match["path"] or "", _OF_PELICAN.sub("", written))
    if bare != written:
        bare = bare.partition(")")[0]  # with quotation marks in it, the default engine takes too much for it
    found = find(named_key(bare, key))
    if not found:
        return ""
    path = f"/{found}" if bare.startswith("/") else posixpath.relpath(found, posixpath.dirname(key) or ".")
    return _NOT_IN_LINKS.sub(lambda match: quote(match[0], safe=""), path) + target[len(written) :]


class Names:
    """Finds one of *keys*, files or paths of a site, by a name that is nearly it."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = sorted(keys)
        self._left = COMPARED
        self._known: dict[str, str] = {}

    def find(self, name: str) -> str:
        """Return the key that was probably meant by *name*, or nothing."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._find(name)
        return found

    def _find(self, name: str) -> str:
        return self.look_up(name) or self._called(self._most_like(_word(name)), name)

    def look_up(self, name: str) -> str:
        """Return the key that is *name* but for the case of letters, the folder, the day and the suffix."""
        return self._without_case.get(name.casefold()) or self._called(_word(name), name)

    def _called(self, word: str, name: str) -> str:
        """Return which of the keys told by a *word* is most like *name*; or nothing, as for no word."""
        from difflib import SequenceMatcher  # a site that misses nothing need not wait for it

        keys = self._by_word.get(word, [])[:_CANDIDATES] if word else []
        return max(keys, key=lambda key: SequenceMatcher(None, key, name).ratio(), default="")

    def _most_like(self, word: str) -> str:
        """Return the known word most like *word*, of those that share most pieces with it; or nothing."""
        if not self._left:
            return ""
        from difflib import get_close_matches

        self._left -= 1
        shared: Counter[str] = Counter()
        for piece in _pieces(word):
            words = self._by_piece.get(piece, ())
            if len(words) <= _COMMON:
                shared.update(words)
        likely = [candidate for candidate, _count in shared.most_common(_CANDIDATES)]
        return next(iter(get_close_matches(word, likely, 1, _LIKENESS)), "")

    @cached_property
    def _without_case(self) -> dict[str, str]:
        return {key.casefold(): key for key in self._keys}

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in self._keys:
            found.setdefault(_word(key), []).append(key)
        return found

    @cached_property
    def _by_piece(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self._by_word:
            for piece in _pieces(word):
                found.setdefault(piece, []).append(word)
        return found


def _word(key: str) -> str:
    """Return what a name is told by: no folder, no day, no suffix; of a bundle the name of its folder."""
    folder, _, file = key.casefold().rstrip("/").rpartition("/")
    stem = posixpath.splitext(file)[0]
    if stem == "index" and folder:
        stem = folder.rpartition("/")[2]
    return _DAY.sub("", stem, count=1) if _DAY.match(stem) else stem


def _pieces(word: str) -> Iterator[str]:
    """Yield the pieces of a word, three letters each and its ends among them, each once; of a short word, in
    which a slip may spoil all of these, those of two as well."""
    padded = f" {word} "
    for size in (2, 3) if len(word) < _SHORT else (3,):
        yield from dict.fromkeys(padded[at : at + size] for at in range(len(padded) - size + 1))
