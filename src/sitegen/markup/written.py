"""Where links, pictures and headings stand in a text as its author wrote it.

A `Document` keeps what a text says, not where.  Where something is wrong with a link, its place is looked
for in the source then, so that builds without mistakes pay nothing.  This is no parser of Markdown: what
looks like a link and is none costs at most a place, for only targets of a converted text are looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import quote

from sitegen.patterns import regex

_CODE = regex(
    r"""
      ^[ ]*+(?:>[ ]?)*+[ ]*+(?P<sign>`{3,}|~{3,})[^\n]*\n(?:.*?\n)?[ >]*(?P=sign)[`~]*[ ]*$   # a fence
    | <!--.*?-->
    | (?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ ]*\n).)+?(?<!`)(?P=ticks)(?!`)                # code in a line
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
_UNQUOTED = "/-._~!$'()*,;=:@%?#&+[]"
_LABEL = r"\[(?P<label>(?:[^\[\]\\]|\\.|\[[^\[\]]*\]){0,1000})\]"
_DESTINATION = r"<(?P<angled>[^<>\n]*)>|(?P<plain>(?:[^\s()]|\([^\s()]*\))*)"
# A link may hold a picture, so that matches lie within each other: nothing is consumed.
_INLINE = regex(rf"(?=(?:(?P<image>!)|(?<![!\\])){_LABEL}\(\s*(?:{_DESTINATION}))", re.DOTALL)
_REFERENCE = regex(rf"(?=(?:(?P<image>!)|(?<![!\\])){_LABEL}\s?\[(?P<name>[^\[\]]*)\])", re.DOTALL)
_SHORTCUT = regex(rf"(?=(?:(?P<image>!)|(?<![!\\\]])){_LABEL}(?![\[(:]))", re.DOTALL)
_DEFINITION = regex(rf"^[ >]*\[(?P<name>[^\[\]\n]+)\]:\s*(?:{_DESTINATION})", re.MULTILINE)
_ATTRIBUTE = regex(
    r"""\b(?:href|src|srcset|poster|data|action)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s>"']+))""",
    re.IGNORECASE,
)
_AUTOLINK = regex(r"<(?P<url>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
_HEADING = regex(
    r"^[ ]{0,3}(?P<signs>\#{1,6})[ \t]*(?P<atx>\S[^\n]*)$"
    r"|^(?P<setext>[^\s>\-=\#][^\n]*)\n[ ]{0,3}(?P<line>=+|-+)[ ]*$"
    r"|<h(?P<level>[1-6])\b[^<>]*>(?P<html>(?:(?!</?h[1-6]\b)[\s\S])*)",
    re.MULTILINE | re.IGNORECASE,
)


class Mention(NamedTuple):
    """A link or a picture as it is written.

    *target* is what it leads to, decoded, and stands at *at* of the text, *width* characters long; the whole
    of it begins at *start*.  *label* is the text or the alternative text as written (None: it is an attribute
    of HTML, or the definition of a reference).
    """

    target: str
    at: int
    width: int
    start: int
    label: str | None = None
    image: bool = False


class WrittenHeading(NamedTuple):
    """A heading as it is written: its *level*, its text with all marks, and where that begins (in HTML: its
    tag)."""

    level: int
    text: str
    at: int


def mentions(text: str) -> tuple[Mention, ...]:
    """Return what is linked to or shown in a Markdown *text*, in order of the places of the targets."""
    plain = without_code(text)
    # Labels may hold code: ``[`dict`]``.
    defined = {_name(match, text): match for match in _DEFINITION.finditer(plain)}
    found = [
        *_inline(plain),
        *_by_reference(plain, text, defined),
        *(_destination(match, match.start()) for match in defined.values()),
        *_html(plain),
    ]
    return tuple(sorted(found, key=lambda mention: (mention.at, mention.start)))


def find_target(text: str, target: str) -> tuple[int, int] | None:
    """Return where the *target* of a link stands first in *text*, and how long it is; None: it does not.

    Of links and pictures whose target is empty, or `#`, a picture is meant: a link may have it.
    """
    found = _targets(text).get(target)
    if found is None and (at := text.find(target)) >= 0:
        found = at, len(target)
    return found


@lru_cache(maxsize=1)  # a text that was brought here has dozens of links that lead nowhere
def _targets(text: str) -> dict[str, tuple[int, int]]:
    """Return where each target stands first, as it is written and as one of the engines escapes it."""
    found: dict[str, tuple[int, int]] = {}
    for mention in sorted(
        mentions(text), key=lambda one: one.target in ("", "#") and not _is_picture(text, one)
    ):
        for target in (mention.target, quote(mention.target, _UNQUOTED)):
            found.setdefault(target, (mention.at, mention.width))
    return found


def _is_picture(text: str, mention: Mention) -> bool:
    return mention.image or text[mention.start : mention.start + 4].lower() == "<img"


def headings(text: str) -> tuple[WrittenHeading, ...]:
    """Return the headings of a Markdown *text*, also those in HTML."""
    return tuple(_headings(text))


def without_code(text: str) -> str:
    """Return *text* with blanks in the place of code and comments, in which nothing is meant as Markdown."""
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _headings(text: str) -> Iterator[WrittenHeading]:
    # Code in a line may be all that a heading says; what it says is no sign of a heading.
    plain = _CODE.sub(lambda match: re.sub(r"[^\n]", "x" if match["ticks"] else " ", match[0]), text)
    for match in _HEADING.finditer(plain):
        group = "atx" if match["signs"] else "html" if match["level"] else "setext"
        words, at = text[match.start(group) : match.end(group)], match.start(group)
        if match["signs"]:
            yield WrittenHeading(len(match["signs"]), words.rstrip(" #"), at)
        elif match["level"]:
            yield WrittenHeading(int(match["level"]), words, match.start())
        else:
            yield WrittenHeading(1 if match["line"][0] == "=" else 2, words, at)


def _inline(plain: str) -> Iterator[Mention]:
    for match in _INLINE.finditer(plain):
        yield _destination(match, match.start())._replace(label=match["label"], image=bool(match["image"]))


def _destination(match: re.Match[str], start: int) -> Mention:
    group = "plain" if match["angled"] is None else "angled"
    return Mention(_decoded(match[group]), match.start(group), len(match[group]), start)


def _by_reference(plain: str, text: str, defined: dict[str, re.Match[str]]) -> Iterator[Mention]:
    for pattern in (_REFERENCE, _SHORTCUT):
        for match in pattern.finditer(plain) if defined else ():
            group = "name" if match.groupdict().get("name") else "label"
            if definition := defined.get(_name(match, text, group)):
                mention = _destination(definition, match.start())
                yield mention._replace(label=match["label"], image=bool(match["image"]))


def _name(match: re.Match[str], text: str, group: str = "name") -> str:
    """Return the name of a reference as *text* has it, for `plain` has blanks in the place of code."""
    return text[match.start(group) : match.end(group)].casefold()


def _html(plain: str) -> Iterator[Mention]:
    for match in _ATTRIBUTE.finditer(plain):
        group = next(name for name in ("double", "single", "bare") if match[name] is not None)
        target = unescape(match[group]).strip()
        start = plain.rfind("<", 0, match.start())
        yield Mention(target, match.start(group), len(match[group]), max(start, 0))
    for match in _AUTOLINK.finditer(plain):
        yield Mention(
            unescape(match["url"]), match.start("url"), len(match["url"]), match.start(), match["url"]
        )


def _decoded(written: str) -> str:
    return unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written)).strip()
