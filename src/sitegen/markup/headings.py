"""Headings get ids that one can link to; `[TOC]`, or what others write for it, becomes the list of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from html import escape
from unicodedata import normalize
from urllib.parse import unquote

from msgspec.structs import replace

from sitegen.markup.document import Heading, Link
from sitegen.markup.plain import plain_text
from sitegen.markup.scan import (
    HEADING_LEVELS,
    OPEN,
    Landmarks,
    Tag,
    Token,
    Tokens,
    attribute,
    closes,
    end_tag,
    fills_a_paragraph,
    is_blank,
    is_text,
    opens,
    start_tag,
    without,
)
from sitegen.patterns import regex
from sitegen.text import letters_of, one_line, slugify, unique_name

UNNAMED = "section"
"""The id of a heading whose text holds nothing that an id could be made of."""
CONTENTS = ("[TOC]", "[toc]")
"""One of these is in all that asks for a list of contents."""
LISTED = "{:toc}"
"""How kramdown asks for one: under the only item of a list, which is in its place."""
_ASKS = regex(r"\n[ \t]*\{:toc\}\s*\Z")
_MARKERS = frozenset(["[TOC]", "[toc]", "[[TOC]]", "[[toc]]", "@[TOC]", "@[toc]"])


def tell_ids_apart(tokens: list[Token], landmarks: Landmarks) -> None:
    """Leave an id to the first element that has it, for no page may have two; another heading gets another,
    so that it can be linked to.  *tokens* and *landmarks* are changed in place."""
    taken = set(_ids(landmarks))
    seen = {""}
    for place, (index, tag) in enumerate(landmarks):
        name = (attribute(tag.attributes, "id") or "") if tag.attributes else ""
        if name in seen and name:
            attributes = without(tag.attributes, "id")
            if tag.name in HEADING_LEVELS:
                name = unique_name(name, taken)
                attributes += f' id="{escape(name)}"'
            tokens[index] = new = start_tag(tag.name, attributes, tag.kind)
            landmarks[place] = index, new
        taken.add(name)
        seen.add(name)


def name_headings(tokens: list[Token], landmarks: Landmarks) -> tuple[Heading, ...]:
    """Give each heading in *tokens* (changed in place) an id of its own; return the headings in order."""
    starts = [(index, tag) for index, tag in landmarks if tag.name in HEADING_LEVELS and tag.kind is OPEN]
    taken = set(_ids(landmarks)) if starts else set()
    headings = []
    for index, tag in starts:
        inside = tokens[index + 1 : _heading_end(tokens, index)]
        text = plain_text(inside) or _shown_text(inside)
        name = attribute(tag.attributes, "id")
        if not name:
            name = unique_name(slugify(text) or UNNAMED, taken)
            taken.add(name)
            tokens[index] = start_tag(tag.name, f'{without(tag.attributes, "id")} id="{escape(name)}"')
        headings.append(Heading(HEADING_LEVELS[tag.name], name, text))
    return tuple(headings)


def _shown_text(tokens: Tokens) -> str:
    """Return what stands for the pictures in *tokens*: the name of a heading that holds nothing else."""
    alts = [
        attribute(token.attributes, "alt") for token in tokens if type(token) is Tag and token.name == "img"
    ]
    return one_line(" ".join(filter(None, alts)))


def _ids(landmarks: Landmarks) -> Iterator[str]:
    """Yield every name that a fragment can lead to."""
    for _, tag in landmarks:
        if tag.attributes:
            yield attribute(tag.attributes, "id") or ""
            if tag.name == "a":
                yield attribute(tag.attributes, "name") or ""


def find_headings(
    links: tuple[Link, ...], headings: Sequence[Heading], landmarks: Landmarks
) -> tuple[Link, ...]:
    """Return *links* with those led to their heading that call it by the name that it has elsewhere.

    Contents lists written by hand do, for GitHub and others have rules of their own: `path.parse(path)` is
    `pathparsepath` there, and the second `Fixed` is `fixed-1`; to MkDocs `Образ Docker` is `docker`.  A name
    that something has stays what it is.
    """
    if not headings or not any(link.target.startswith("#") for link in links):
        return links
    own = {heading.id for heading in headings}.union(_ids(landmarks))
    lost = [link for link in links if link.target.startswith("#") and unquote(link.target[1:]) not in own]
    if not lost:
        return links
    elsewhere = {**_names_elsewhere(headings, _ascii_letters), **_names_elsewhere(headings, letters_of)}
    found = {link: elsewhere.get(letters_of(unquote(link.target))) for link in lost}
    return tuple([replace(link, target=f"#{name}") if (name := found.get(link)) else link for link in links])


def _ascii_letters(text: str) -> str:
    """Return what programs that know no other letters leave of a heading's text."""
    return letters_of(normalize("NFKD", text).encode("ascii", "ignore").decode())


def _names_elsewhere(headings: Sequence[Heading], letters_in: Callable[[str], str]) -> dict[str, str]:
    """Return the ids of *headings* by the letters in their texts, and those of equal ones by their number."""
    names: dict[str, str] = {}
    numbered: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for heading in headings:
        letters = letters_in(heading.text)
        number = counts[letters] if letters else counts[letters] + 1  # of those without any all have one
        if number:
            numbered[f"{letters}{number}"] = heading.id
        else:
            names[letters] = heading.id
        counts[letters] += 1
    return {**numbered, **names}


def _heading_end(tokens: Tokens, start: int) -> int:
    """Return the index of the end tag of a heading, or of what ends it where there is none.

    Its words may stand in a paragraph: CommonMark reads them so below an empty line.
    """
    has_words = False
    for index in range(start + 1, len(tokens)):
        token = tokens[index]
        if (has_words and opens(token, "p")) or (isinstance(token, Tag) and token.name in HEADING_LEVELS):
            return index
        has_words = has_words or bool(is_text(token) and token.strip())
    return len(tokens)


def ask_as_others(tokens: Tokens) -> list[Token]:
    """Return *tokens* with a paragraph that asks for a contents list in the place of each list that does."""
    result: list[Token] = []
    position = 0
    for index, token in enumerate(tokens):
        around = _only_item(tokens, index) if is_text(token) and _ASKS.search(token) else None
        if around:
            result += [*tokens[position : around[0]], start_tag("p"), CONTENTS[0], end_tag("p")]
            position = around[1]
    return [*result, *tokens[position:]]


def _only_item(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """Return where the list begins and ends of which the text at *index* is all; None: it is in no such."""
    before = [at for at in range(max(index - 4, 0), index) if not is_blank(tokens[at])][-2:]
    after = [at for at in range(index + 1, min(index + 5, len(tokens))) if not is_blank(tokens[at])][:2]
    if len(before) < 2 or len(after) < 2:
        return None
    (start, item), (item_end, end) = before, after
    if not (opens(tokens[item], "li") and closes(tokens[item_end], "li")):
        return None
    is_list = any(opens(tokens[start], name) and closes(tokens[end], name) for name in ("ul", "ol"))
    return (start, end + 1) if is_list else None


def insert_contents(tokens: list[Token], headings: Sequence[Heading]) -> list[Token]:
    """Return *tokens* with a contents list for each paragraph that only asks for one."""
    result: list[Token] = []
    position = 0
    for index in range(1, len(tokens) - 1):
        if tokens[index].strip() in _MARKERS and fills_a_paragraph(tokens, index):
            result += tokens[position : index - 1]
            result += _contents([heading for heading in headings if heading.text])
            position = index + 2
    return [*result, *tokens[position:]]


def _contents(headings: Sequence[Heading]) -> Iterator[Token]:
    """Yield a nested list of *headings*; a level that was left out does not show."""
    if not headings:
        return
    levels: list[int] = []
    yield start_tag("nav", ' class="toc"')
    for heading in headings:
        while len(levels) > 1 and heading.level <= levels[-2]:
            levels.pop()
            yield from (end_tag("li"), end_tag("ul"))
        if levels and heading.level <= levels[-1]:
            yield end_tag("li")
        else:
            levels.append(heading.level)
            yield start_tag("ul")
        levels[-1] = min(levels[-1], heading.level)
        yield start_tag("li")
        yield start_tag("a", f' href="#{escape(heading.id)}"')
        yield escape(heading.text, quote=False)
        yield end_tag("a")
    for _ in levels:
        yield from (end_tag("li"), end_tag("ul"))
    yield end_tag("nav")
