"""Elements end where they stand: what a writer left open, or ended without beginning it, stays in the text.

Browsers carry what is left open on, a `<b>` into all that follows on the page, and a stray `</div>` ends
what is around the text.  What of their rules matters here (HTML Living Standard, 13.2.6.4.7, "in body"):
formatting goes on in the next block when its own ends before it, everything else ends with what it stands in,
and a paragraph ends where a block begins.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec import Struct

from sitegen.markup.scan import (
    ASIDE,
    BLOCK_NAMES,
    CLOSE,
    ENDS_TOO,
    HEADING_LEVELS,
    OPEN,
    RAW,
    RAW_NAMES,
    VOID_NAMES,
    Tag,
    Token,
    end_tag,
    is_tag,
    scan,
    words,
)
from sitegen.patterns import regex

_FORMATTING = words("a b big code em font i nobr s small strike strong tt u")
"""Elements that outlive what they stand in."""
_ENDED_BY_OTHERS = words(
    "body caption colgroup dd dt head html li optgroup option p rb rp rt rtc tbody td tfoot th thead tr"
)
"""Elements whose end tag HTML lets writers leave out."""
_HIDING = words("audio canvas datalist dialog meter noscript object progress select template video")
"""Elements whose content is not shown, or not as text."""
_WITHOUT_BLOCKS = _HIDING | HEADING_LEVELS.keys()
"""Elements that end where a block begins in them, if nothing ends them."""
_WITHOUT_START = words("br p")
"""Elements of which an end tag stands for an empty one."""
_FOREIGN = words("math svg")
_OF_BOTH = words("annotation-xml desc foreignobject mi mn mo ms mtext title")
"""Elements of drawings and formulas in which HTML may stand."""
_BREAKS_OUT = words(
    "b big blockquote body center code dd div dl dt em h1 h2 h3 h4 h5 h6 head i li listing menu nobr ol p pre"
    " ruby s small span strike strong sub sup table tt u ul var"
)
"""HTML that ends the drawing or formula in which it begins."""
_KNOWN = (
    words(
        "abbr acronym address article aside basefont bdi bdo bgsound blink blockquote button center cite"
        " command data del details dfn dir div dl fieldset figcaption figure footer form frame frameset h1 h2"
        " h3 h4 h5 h6 header hgroup ins kbd keygen label legend listing main map mark marquee menu nav ol"
        " output picture pre q ruby samp search section slot span sub summary sup table time ul var"
    )
    | _FORMATTING
    | _ENDED_BY_OTHERS
    | _FOREIGN
    | RAW_NAMES
    | VOID_NAMES
)
ENDS_PARAGRAPHS = HEADING_LEVELS.keys() | words(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form header hgroup li listing main menu nav ol p plaintext pre search section summary table ul"
    " xmp"
)
_WALLS = words("button caption marquee object select table td template th") | _FOREIGN
"""What stands around one of these is not ended from within."""
_TABLE_PARTS = words("caption colgroup tbody td tfoot th thead tr")
_TABLE_WALLS = words("table template")
"""The same, for tables and their parts."""
_ITEMS = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd")}
"""What the start of an item ends, with all that stands in it."""
_ITEM_WALLS = (_WALLS | BLOCK_NAMES | words("listing")) - words("address div p")
_CELLS = words("caption td th")
_AROUND_CELLS = words("table tbody tfoot thead tr")
"""In anything else a cell is no wall."""
_IN_TABLES = [[name] for name in sorted(_AROUND_CELLS)]
_PASSED_OVER = words("body frameset head html")
"""What browsers take no notice of inside a page, as of parts of tables outside of one."""
_PECULIAR = ENDS_PARAGRAPHS | _TABLE_PARTS | _HIDING | _PASSED_OVER | _FOREIGN | ENDS_TOO.keys()


def may_hold_tags(source: str) -> bool:
    """Tell whether a writer may have put tags into the Markdown *source*; comments are none."""
    return source.count("<") > source.count("<!--")


_HIDDEN_ON_PURPOSE = ("<!--", "<![if", "<![endif", "<?xml", "<!doctype")
"""Comments, what Word leaves behind, and what drawings and pages begin with."""
_BARE = regex(r"(?:\s+[\w:@*#(\[][^\s\"'<>=/]*)*\s*/?")
"""Attributes without values."""


_MOST_ROUNDS = 8
"""In two nearly everything ends."""


class Ended(NamedTuple):
    """The *tokens* of a text in which everything ends, and those that were *stray*: tags without their
    counterpart, as they were written."""

    tokens: list[Token]
    stray: tuple[str, ...] = ()


def end_elements(tokens: list[Token]) -> Ended:
    """Return the *tokens* of a whole text with an end tag for each element that nothing ends, where that
    would not carry on, and without stray end tags.

    Plain tags stand as text where nothing else would be seen of them: of elements that HTML does not know, as
    in `Dear <name>` and `</rant>`, and of those whose content is hidden, as in `use a <template>`.  So does
    what is no HTML: `<?php … ?>`, and what a comparison looks like (`a<b && c>d`).
    """
    first = stray = stray_tags(tokens)
    ended = tokens
    for _round in range(_MOST_ROUNDS):  # what ends sooner may let what stood in it end something else
        if not stray:
            break
        walk = _Walk(is_whole=True, stray=frozenset(stray))
        ended = scan("".join(walk.read(ended)))
        stray = stray_tags(ended)
    return Ended(ended, tuple([str(tokens[index]) for index in first]))


def balanced(tokens: Sequence[Token]) -> list[Token]:
    """Return *tokens*, the end of which was cut off, with an end tag for each element left open."""
    left_open = _left_open(tokens)
    if left_open is None:
        return _Walk(is_whole=False).read(tokens)
    return [*tokens, *map(end_tag, reversed(left_open))]


def _left_open(tokens: Sequence[Token]) -> list[str] | None:
    """Return what is open at the end of *tokens*; None: that takes a closer look, as nothing does of all that
    engines make."""
    names: list[str] = []
    for token in tokens:
        if type(token) is Tag:
            if token.kind is OPEN:
                if token.name in _PECULIAR and _is_peculiar(token.name, names):
                    return None
                names.append(token.name)
            elif token.kind is CLOSE and (not names or names.pop() != token.name):
                return None
    return names


def _is_peculiar(name: str, around: list[str]) -> bool:
    """Tell whether an element may end others, or be nothing, where it stands."""
    if name in _FOREIGN or (name in _TABLE_PARTS and around[-1:] not in _IN_TABLES):
        return True
    ends_another = name in ENDS_PARAGRAPHS and not (_WITHOUT_BLOCKS | {"p"}).isdisjoint(around)
    ends_an_item = not frozenset(ENDS_TOO.get(name, ())).isdisjoint(around)
    return name in _HIDING or name in _PASSED_OVER or ends_another or ends_an_item


def stray_tags(tokens: Iterable[Token]) -> list[int]:
    """Return which of the *tokens* of a whole text are tags without their counterpart."""
    walk = _Walk(is_whole=True)
    walk.read(tokens)
    return sorted(walk.found)


class _Element(Struct, eq=False):
    """An element that is open: the index of its start tag among all tokens and among those that are kept, and
    how many elements it stands in.

    *is_wall*: what stands around it is not ended from within.  *end* is where among what is kept it is to end
    when nothing ends it (None: it is not told yet).
    """

    name: str
    index: int
    start: int
    depth: int
    is_wall: bool = False
    end: int | None = None


class _Open:
    """The elements that are open, but for formatting."""

    def __init__(self) -> None:
        self.elements: list[_Element] = []
        self._places: dict[str, list[int]] = {}
        self._walls, self._table_walls, self._item_walls = [-1], [-1], [-1]
        self._lost_walls, self._parts = [-1], [-1]

    def __len__(self) -> int:
        return len(self.elements)

    def add(self, element: _Element) -> None:
        place = len(self.elements)
        self.elements.append(element)
        for places in self._lists(element):
            places.append(place)

    def pop(self) -> _Element:
        """Return the innermost one, which ends."""
        element = self.elements.pop()
        for places in self._lists(element):
            places.pop()
        return element

    def _lists(self, element: _Element) -> Iterator[list[int]]:
        yield self._places.setdefault(element.name, [])
        if element.name in _ITEM_WALLS:
            yield self._item_walls
        if element.name in _TABLE_PARTS or element.name == "table":
            yield self._parts
        if element.is_wall:
            yield self._walls
            if element.name in _TABLE_WALLS:
                yield self._table_walls
        elif element.name in _WALLS:
            yield self._lost_walls

    def has(self, name: str) -> bool:
        """Tell whether an element of that *name* is open."""
        return bool(self._places.get(name))

    def find(self, name: str) -> int | None:
        """Return how many elements the innermost of that *name* stands in, as far as it can be ended here."""
        places = self._places.get(name)
        walls = self._table_walls if name == "table" or name in _TABLE_PARTS else self._walls
        return places[-1] if places and places[-1] >= walls[-1] else None

    def start_of(self, place: int) -> int:
        """Return where among what is kept the element at a *place* begins; -1: there is none."""
        return self.elements[place].start if place >= 0 else -1

    @property
    def wall(self) -> int:
        """The place of the innermost wall; -1: there is none."""
        return self._walls[-1]

    @property
    def part(self) -> int:
        """The place of the innermost table or part of one; -1: there is none."""
        return self._parts[-1]

    @property
    def foreign(self) -> int | None:
        """The place of the outermost drawing or formula, where no HTML may stand; None: it may."""
        places = [self._places[name][0] for name in _FOREIGN if self.has(name)]
        inside = [self._places[name][-1] for name in _OF_BOTH if self.has(name)] if places else []
        return min(places) if places and max(inside, default=-1) < min(places) else None

    @property
    def lost_wall(self) -> int:
        """The same of what would be a wall, but nothing ends it."""
        return self._lost_walls[-1]

    @property
    def is_table(self) -> bool:
        """Tell whether what begins here may be part of a table."""
        return self.find("table") is not None

    def find_item(self, name: str) -> int | None:
        """Return how many elements the item stands in that ends where another one begins."""
        place = self._item_walls[-1]
        return place if place >= 0 and self.elements[place].name in _ITEMS[name] else None


class _Walk:
    """Keeps tokens, and knows what is open among them.

    *is_whole*: what nothing ends is a mistake.  *stray* are tags that are known to be without their
    counterpart.  All of it is linear in the number of tokens.
    """

    def __init__(self, *, is_whole: bool, stray: Container[int] = ()) -> None:
        self.found: list[int] = []
        """Those without their counterpart."""
        self._is_whole, self._stray = is_whole, stray
        self._kept: list[Token] = []
        self._open = _Open()
        self._formatting: dict[str, list[_Element]] = {}
        self._inside: list[_Element] = []  # formatting, the blocks of which have not ended
        self._ends: list[tuple[int, int, str]] = []  # place, the later of two starts first, name

    def read(self, tokens: Iterable[Token]) -> list[Token]:
        """Return *tokens* with each element ended."""
        for index, token in enumerate(tokens):
            if type(token) is Tag:
                if self._is_whole and _is_no_html(token) and not self._is_foreign:
                    self.found.append(index)
                    token = _as_text(token)
                elif token.kind is RAW and type(self._kept[-1]) is not Tag:  # its start tag became text
                    token = _as_text(token)
                elif token.kind is OPEN:
                    if index in self._stray and self._is_text(token):
                        token = _as_text(token)
                    else:
                        self._begin(token.name, index)
                elif token.kind is CLOSE and not self._end(token.name):
                    self.found.append(index)
                    if not self._is_text(token):
                        continue
                    token = _as_text(token)
            self._kept.append(token)
        self._end_all_in(0, even=not self._is_whole)
        for element in chain.from_iterable(self._formatting.values()):
            self._end_at(element, len(self._kept) if element.end is None else element.end)
        return self._with_ends()

    def _begin(self, name: str, index: int) -> None:
        foreign = self._open.foreign
        if foreign is not None and name in _BREAKS_OUT:
            self._end_all_in(foreign)
        if name in _TABLE_PARTS and foreign is None:
            self._begin_table_part()
        if name in ENDS_PARAGRAPHS:
            self._begin_block()
        if name in _ITEMS:
            item = self._open.find_item(name)
            if item is not None:
                self._end_all_in(item)
        for other in ENDS_TOO.get(name, ()):
            if self._open and self._open.elements[-1].name == other:
                self._leave()
        if self._is_passed_over(name):
            return
        is_wall = name in _WALLS and index not in self._stray and not self._is_lost_cell(name)
        element = _Element(name, index, len(self._kept), len(self._open), is_wall)
        if name in _FORMATTING:
            self._formatting.setdefault(name, []).append(element)
            self._inside.append(element)
        else:
            self._open.add(element)

    def _is_passed_over(self, name: str) -> bool:
        if name in _TABLE_PARTS:
            return not self._open.is_table
        return name in _PASSED_OVER and not self._is_foreign

    @property
    def _is_foreign(self) -> bool:
        return any(map(self._open.has, _FOREIGN))

    def _is_lost_cell(self, name: str) -> bool:
        return name in _CELLS and self._open.elements[-1].name not in _AROUND_CELLS

    def _begin_table_part(self) -> None:
        """End what stands between the parts of the table, or in the cell, that another part comes after."""
        place = self._open.part
        if place < 0 or not self._open.is_table:
            return
        self._end_all_in(place + (self._open.elements[place].name not in _CELLS))
        self._formatting_should_end(len(self._open))

    def _begin_block(self) -> None:
        """End the paragraph around what begins now, and know where what holds no blocks should have ended."""
        paragraph = self._open.find("p")
        if paragraph is not None:
            self._end_all_in(paragraph)
        if self._open and self._open.elements[-1].name in _WITHOUT_BLOCKS:
            self._should_end(self._open.elements[-1])
            self._formatting_should_end(len(self._open))

    def _end(self, name: str) -> bool:
        """End the innermost element of that *name*; return False when there is none."""
        if name in _FORMATTING:
            return self._end_formatting(self._formatting.get(name, []))
        place = self._open.find(name)
        if place is None:
            return name in _WITHOUT_START or (name in _TABLE_PARTS and not self._open.is_table)
        self._end_all_in(place + 1)
        self._leave()
        return True

    def _end_formatting(self, some: list[_Element]) -> bool:
        """End the last of *some*, unless there is none, or a wall around what ends here is in between."""
        if not some or some[-1].start < self._open.start_of(self._open.wall):
            return False
        last = some.pop()
        while last.start < self._open.start_of(lost := self._open.lost_wall):
            self._end_all_in(lost)
        return True

    def _end_all_in(self, depth: int, *, even: bool = False) -> None:
        """End all elements that stand in so many others, or in more, as nothing in the text does; *even*
        those that others end."""
        while len(self._open) > depth:
            element = self._leave()
            if element.name in _ENDED_BY_OTHERS and not even:
                continue
            self._end_at(element, len(self._kept) if element.end is None else element.end)

    def _leave(self) -> _Element:
        """Return the innermost element, which ends here, as formatting in it should."""
        element = self._open.pop()
        self._formatting_should_end(len(self._open) + 1)
        return element

    def _formatting_should_end(self, depth: int) -> None:
        """Know where formatting should have ended that stands in so many elements, or in more."""
        while self._inside and self._inside[-1].depth >= depth:
            self._should_end(self._inside.pop())

    def _should_end(self, element: _Element) -> None:
        element.end = len(self._kept) if element.end is None else element.end

    def _end_at(self, element: _Element, place: int) -> None:
        self.found.append(element.index)
        self._ends.append((place, -element.start, element.name))

    def _with_ends(self) -> list[Token]:
        """Return what is kept, with the end tags that belong before some of it."""
        result: list[Token] = []
        done = 0
        for place, _start, name in sorted(self._ends):
            result += [*self._kept[done:place], end_tag(name)]
            done = place
        return [*result, *self._kept[done:]]

    def _is_text(self, tag: Tag) -> bool:
        if not self._is_whole or "=" in tag.attributes or self._is_foreign:
            return False
        return tag.name in _HIDING or tag.name not in _KNOWN


def is_element(name: str) -> bool:
    """Tell whether HTML has an element *name*, or may have: one with a hyphen is made by a script."""
    return name in _KNOWN or "-" in name


def _is_no_html(tag: Tag) -> bool:
    """Tell whether browsers show nothing of what is written like a tag, and is none."""
    if tag.kind is ASIDE:
        is_comment = tag.startswith("<!--")
        return not tag[:9].lower().startswith(_HIDDEN_ON_PURPOSE) or ("<" in tag[1:] and not is_comment)
    given = tag.attributes
    if not given:
        return False
    is_bare = "=" in given or tag.kind is CLOSE or _BARE.fullmatch(given)
    return not is_bare or not is_tag(tag)


def _as_text(tag: Token) -> str:
    return tag.replace("<", "&lt;")
