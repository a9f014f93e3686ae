"""HTML in texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from sitegen.checks.checked import Checked
from sitegen.errors import Problem
from sitegen.markup.balance import is_element, stray_tags
from sitegen.markup.scan import RAW_NAMES, Tag, Token, scan
from sitegen.markup.written import without_code
from sitegen.patterns import regex

_RAW_START = regex(rf"<({'|'.join(sorted(RAW_NAMES))})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_ASIDES = {"<!--": "-->", "<![CDATA[": "]]>", "<!": ">", "<?": ">"}
"""How what is no tag begins, and what ends it."""
_DRAWING = regex(r"<(?P<name>svg|math)\b.*?</(?P=name)\s*>", re.IGNORECASE | re.DOTALL)
_COMPONENT = regex(r"<(?P<name>[A-Z]\w*)(?:\s[^<>]*)?/>")
_CODE = regex(r"<code\b.*?</code>", re.DOTALL)
_GIVEN_ID = regex(
    r"\{:?(?!%)(?:[^{}\n]*\s)?(?P<braces>#[\w:.-]+)(?:\s[^{}\n]*)?\}"
    r"|<[a-z][^<>]*?\sid\s*=\s*[\"']?(?P<html>[^\s\"'<>]+)",
    re.IGNORECASE,
)


_FOOTNOTE = regex(r'<li id="fn:([^"]*)">')


class _Stray(NamedTuple):
    """A tag as it is written, and where in the body of its text."""

    tag: str
    at: int


def stray_tag(checked: Checked) -> Iterator[Problem]:
    """A tag of HTML that nothing ends, or that ends nothing."""
    for key in checked.with_notes:
        for whole, at in _stray_tags(checked, key):
            tag = whole.partition("\n")[0]
            name = (tag.strip("</>").split() or [""])[0]
            if tag in _ASIDES:
                message, hint = f"nothing ends {tag}", f"write {_ASIDES[tag]} where it ends"
            elif not name[:1].isalpha():
                message, hint = f"{tag} is no HTML", "it stands on the page as it is written; or take it out"
            elif tag.startswith("</"):
                message, hint = f"{tag} ends nothing", f"take it out, or write <{name}> where that begins"
            else:
                message, hint = f"nothing ends {tag}", f"write </{name}> where it ends"
            hint = f"{hint}; if it is what you write about, write `{tag}`"
            yield checked.in_body(key, "stray-tag", message, at, len(tag), hint)
        yield from _components(checked, key)


def _components(checked: Checked, key: str) -> Iterator[Problem]:
    """Yield what MDX and others put something in the place of, and browsers show nothing of."""
    html = checked.document(key).html
    if "/>" not in html:
        return
    hint = "another program put something in its place: write that, or take it out"
    body = _DRAWING.sub(lambda match: " " * len(match[0]), without_code(checked.written(key).body))
    for match in _COMPONENT.finditer(body):
        name, is_image = match["name"], match["name"] == "Image"
        if f"<{name}" in html and (is_image or not is_element(name.lower())):
            message = f"<{name}> is no element of HTML, and nothing is seen of it"
            yield checked.in_body(
                key, "stray-tag", message, match.start(), len(match[0].split("\n")[0]), hint
            )


def repeated_id(checked: Checked) -> Iterator[Problem]:
    """An id that is given twice in one text."""
    for key in checked.with_notes:
        html = checked.document(key).html
        if "id=" not in html:
            continue
        seen: dict[str, int] = {}
        for name, at, width in _given_ids(without_code(checked.written(key).body)):
            if f'id="{name}"' not in html and f"id='{name}'" not in html:
                continue  # it is no id, but text
            if seen.setdefault(name, at) != at:
                message, hint = (
                    f"the id {name!r} is given twice",
                    "links lead to the first; give this another",
                )
                yield checked.in_body(key, "repeated-id", message, at, width, hint)


def unused_footnote(checked: Checked) -> Iterator[Problem]:
    """A footnote to which no mark leads."""
    for key in checked.with_notes:
        document = checked.document(key)
        labels = [unescape(label) for label in _FOOTNOTE.findall(document.html)]
        led_to = {link.target for link in document.links} if labels else ()
        for label in labels:
            if f"#fn:{label}" not in led_to:
                at = _defined(label, without_code(checked.written(key).body))
                message, hint = (
                    f"no mark leads to the footnote {label!r}",
                    f"write [^{label}] where it belongs",
                )
                yield checked.in_body(key, "unused-footnote", message, at, len(label) + 3, hint)


def _defined(label: str, plain: str) -> int:
    """Return where in a *plain* body a footnote begins."""
    found = re.search(rf"^[ >]*(?P<mark>\[\^{re.escape(label)}\]:)", plain, re.MULTILINE | re.IGNORECASE)
    return found.start("mark") if found else 0


def _given_ids(plain: str) -> Iterator[tuple[str, int, int]]:
    """Yield the ids that are written in a *plain* body, in braces or tags, with their places and widths."""
    for match in _GIVEN_ID.finditer(plain):
        group = "html" if match["braces"] is None else "braces"
        yield match[group].lstrip("#"), match.start(group), len(match[group])


def _stray_tags(checked: Checked, key: str) -> list[_Stray]:
    document = checked.document(key)
    if not (document.stray or "&lt;" in document.html):
        return []
    plain = without_code(checked.written(key).body)
    found = [*_left_open(plain, document.html.lower())]
    for tag, at in found:  # it is text
        plain = f"{plain[:at]}{' ' * len(tag)}{plain[at + len(tag) :]}"
    places = _places(plain) if document.stray else {}
    for tag in document.stray:
        found.append(_Stray(tag, places[tag].pop(0) if places.get(tag) else 0))
    return sorted(found, key=lambda stray: stray.at)


def _left_open(plain: str, html: str) -> Iterator[_Stray]:
    """Yield the start tags of elements of raw text that nothing ends, and that *html* shows therefore."""
    for match in _RAW_START.finditer(plain):
        name = match[1].lower()
        if f"&lt;{name}" in html and not re.search(rf"</{name}[\s/>]", plain[match.end() :], re.IGNORECASE):
            yield _Stray(match[0], match.start())
    yield from _left_open_asides(plain, _CODE.sub("", html))


def _left_open_asides(plain: str, html: str) -> Iterator[_Stray]:
    """Yield the same for comments and the like; *html* is without code, and so are lines of *plain* that are
    indented like it."""
    for begins, ends in _ASIDES.items():
        begin = rf"{re.escape(begins)}(?!--|\[CDATA)"
        shown = len(re.findall(f"&lt;{begin[1:].lower()}", html)) - len(re.findall(rf"\\{begin}", plain))
        found = re.finditer(rf"^(?! {{4}}|\t)(?:.*?[^\\])??({begin})", plain, re.MULTILINE)
        places = [match.start(1) for match in found if ends not in plain[match.end() :]]
        for at in places[-shown:] if shown > 0 else ():
            yield _Stray(begins, at)


def _places(plain: str) -> dict[str, list[int]]:
    """Return where tags stand in a *plain* body, those first that have no counterpart there."""
    tokens = scan(plain)
    starts = _starts(tokens, plain)
    found: dict[str, list[int]] = {}
    for index in stray_tags(tokens):
        found.setdefault(tokens[index], []).append(starts[index])
    for token, start in zip(tokens, starts, strict=True):
        if start not in found.setdefault(token, []):
            found[token].append(start)
    return found


def _starts(tokens: Iterable[Token], plain: str) -> list[int]:
    """Return where *tokens* begin in *plain*, of which they were made; some of the text may be escaped."""
    starts: list[int] = []
    at = 0
    for token in tokens:
        if isinstance(token, Tag):
            at = max(at, plain.find(token, at))
        starts.append(at)
        at += len(token) if plain.startswith(token, at) else 0
    return starts
