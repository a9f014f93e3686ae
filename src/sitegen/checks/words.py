"""The words of links and pictures, and the order of headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import PurePosixPath
from typing import NamedTuple

from sitegen.checks.checked import Checked
from sitegen.content.names import written_path
from sitegen.errors import Problem
from sitegen.markup.document import LINK_TOKEN, Document
from sitegen.markup.written import Mention, WrittenHeading, headings
from sitegen.patterns import regex

_VAGUE = {
    "en": "here|click|click here|click on this|read|read more|more|more here|this|this link|link|this page|"
    "page|this post|this article|this site|website|learn more|find out more|details|see here|go|download",
    "de": "hier|hier klicken|klicken sie hier|klick hier|mehr|mehr lesen|weiterlesen|link|dieser link|seite",
    "fr": "ici|cliquez ici|cliquer ici|lire|lire la suite|plus|en savoir plus|lien|ce lien|cette page",
    "es": "aquí|haz clic aquí|haga clic aquí|más|leer más|ver más|enlace|este enlace|esta página",
}
"""Link texts that say nothing out of their sentence, by language."""
_SAYS_NOTHING = regex(
    "image|picture|photo|photograph|pic|img|graphic|figure|screenshot|illustration|alt|untitled|placeholder|"
    "alt text|image description|bild|foto|imagen"
)
_NUMBERED = regex(r"(?:img|image|dsc[fn]?|photo|pxl|screenshot|bild|foto)[\W_]*\d[\d\W_]*")
_SUFFIX = regex(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)$", re.IGNORECASE)
_ANCHOR = regex("<a((?:\\s|\x02)[^>]*)>(.*?)</a>", re.DOTALL)
_HREF = regex(r"""\shref="([^"]*)\"""")
_ALT = regex(r"""<img\b[^>]*?\salt="([^"]*)\"""")
_SHOWING = regex(r"<(?:audio|embed|form|iframe|img|object|source|track|video)\b", re.IGNORECASE)
"""What begins an element that has an address and is no link."""
_TAG = regex(r"<[^>]*>")
_CALLED = regex(r"\s(?:aria-label|aria-labelledby|title)=", re.IGNORECASE)
_SEEN = regex("<(?!/|(?:[abiu]|em|strong|span|code|small|mark|del|ins|su[bp]|br|wbr|font)\\b)", re.IGNORECASE)
"""An element that is seen, or heard, without words in it."""
_NO_WORDS = "write between the brackets what is there: [About us](../about.md); or take the link out"


class _Anchor(NamedTuple):
    """A link of a converted text: where it leads, as written, its words, and whether it *is_empty*: nobody
    sees it, and it is called nothing."""

    target: str
    words: str
    is_empty: bool


def vague_link(checked: Checked) -> Iterator[Problem]:
    """A link whose text does not say where it leads."""
    hint = "let the words of the link name what is there: many read, or hear, links alone"
    for key in checked.with_notes:
        language = (
            (checked.source(key).meta.lang or checked.prepared.site.settings.site.language)
            .partition("-")[0]
            .lower()
        )
        vague = frozenset(_VAGUE.get(language, _VAGUE["en"]).split("|"))
        for anchor, mention in _anchors(checked, key):
            words = anchor.words.casefold().strip(" .:!?…»>→")
            if words in vague:
                message = f"the words {anchor.words!r} do not say where this link leads"
                yield _at_link(checked, key, mention, "vague-link", message, hint)
            elif anchor.is_empty:
                message = f"this link to {anchor.target} has no words"
                yield _at_link(checked, key, mention, "vague-link", message, _NO_WORDS)


def repeated_link_text(checked: Checked) -> Iterator[Problem]:
    """Links of one text that read alike and lead to different places."""
    hint = "give them different words, or one target"
    for key in checked.with_notes:
        first: dict[str, str] = {}
        for anchor, mention in _anchors(checked, key):
            words = anchor.words.casefold()
            if len(re.sub(r"\W", "", words)) < 2:
                continue
            other = first.setdefault(words, anchor.target)
            if written_path(other) != written_path(anchor.target):
                message = f"{anchor.words!r} leads to {other} before, and to {anchor.target} here"
                yield _at_link(checked, key, mention, "repeated-link-text", message, hint)


def missing_alt(checked: Checked) -> Iterator[Problem]:
    """A picture without a text for those who can't see it."""
    hint = 'say what it shows: ![A window with three bicycles](window.jpg); a mere ornament is <img alt="" …>'
    for key in checked.with_notes:
        without = {image.src for image in checked.document(key).images if image.alt is None}
        empty = {image.src for image in checked.document(key).images if image.alt == ""}
        for mention in _distinct(checked, key):
            in_markdown = mention.image and mention.target in empty and not mention.label
            if in_markdown or (mention.target in without and not mention.image and mention.label is None):
                message = f"the picture {mention.target} has no text for those who can't see it"
                yield checked.in_body(key, "missing-alt", message, mention.at, mention.width, hint)
        meta = checked.source(key).meta
        if meta.image and not meta.image_alt:
            message = f"the picture {meta.image} has no text for those who can't see it"
            yield checked.in_front(key, "image", "missing-alt", message, "add image_alt: what it shows")


def useless_alt(checked: Checked) -> Iterator[Problem]:
    """A text for a picture that says nothing."""
    hint = "say what the picture shows, as you would on the telephone"
    for key in checked.with_notes:
        useless = {
            image.src: image.alt
            for image in checked.document(key).images
            if image.alt and is_useless(image.alt, image.src)
        }
        for mention in _distinct(checked, key):
            if mention.target in useless and mention.label != "" and (mention.image or mention.label is None):
                message = f"{useless[mention.target]!r} does not say what the picture shows"
                yield checked.in_body(key, "useless-alt", message, mention.at, mention.width, hint)
        meta = checked.source(key).meta
        if meta.image_alt and is_useless(meta.image_alt, meta.image):
            message = f"{meta.image_alt!r} does not say what the picture shows"
            yield checked.in_front(key, "image_alt", "useless-alt", message, hint)


def is_useless(alt: str, src: str) -> bool:
    """Tell whether *alt* says nothing of the picture in the file *src*."""
    said = alt.casefold().strip(" .")
    stem = PurePosixPath(written_path(src)).stem.casefold()
    plain = re.sub(r"[\W_]+", " ", said).strip()
    return bool(
        _SAYS_NOTHING.fullmatch(said)
        or _SUFFIX.search(said)
        or _NUMBERED.fullmatch(said)
        or (plain == re.sub(r"[\W_]+", " ", stem).strip() and " " not in plain and re.search(r"[\d_-]", said))
    )


def heading_order(checked: Checked) -> Iterator[Problem]:
    """A heading that skips a level, or one as high as the title."""
    for key in checked.texts:
        document = checked.document(key)
        written: list[WrittenHeading] | None = None
        above = 1
        for heading in document.headings:
            if heading.level > above + 1 or heading.level == 1:
                written = [*headings(checked.written(key).body)] if written is None else written
                at, width = _place_of(heading.level, heading.text, written)
                name = repr(heading.text) if heading.text else "a heading without words"
                is_html = checked.written(key).body.startswith("<", at)
                if _letters(heading.text) == _letters(checked.source(key).meta.title) != "":
                    message = f"{name} is the title once more"
                    hint = "take it out: the page has its title above the text"
                elif heading.level == 1:
                    message = f"{name} is as high as the title"
                    hint = "write <h2>" if is_html else "begin with ##"
                else:
                    message = f"{name} is of level {heading.level}, below one of level {above}"
                    hint = f"write <h{above + 1}>" if is_html else f"write {'#' * (above + 1)}"
                yield checked.in_body(key, "heading-order", message, at, width, hint)
            above = heading.level


def _place_of(level: int, text: str, written: list[WrittenHeading]) -> tuple[int, int]:
    """Return where a heading stands in a body, and how long it is; headings before it are let go of."""
    wanted = _letters(text)
    for index, heading in enumerate(written):
        if heading.level == level and _letters(heading.text).startswith(wanted):
            del written[: index + 1]
            return heading.at, len(heading.text.split("\n")[0]) or 1
    return 0, 1


def _letters(text: str) -> str:
    """Return the letters of a heading, as it is written or as it is read."""
    plain = re.sub(r"\]\([^)]*\)|\]\[[^\]]*\]|\[\^[^\]]*\]|<[^>]*>", "", unescape(text))
    return re.sub(r"[\W_]+", "", plain).casefold()


def _distinct(checked: Checked, key: str) -> Iterator[Mention]:
    yield from {mention.at: mention for mention in checked.mentions(key)}.values()


def _anchors(checked: Checked, key: str) -> Iterator[tuple[_Anchor, Mention | None]]:
    """Yield the links of a text in order, each with the place at which it is written, where that is found."""
    places: dict[str, list[Mention]] = {}
    body = checked.written(key).body if checked.document(key).html.find("<a") >= 0 else ""
    for mention in checked.mentions(key) if body else ():
        if (
            not mention.image
            and body[mention.start : mention.start + 1] in "[<"
            and not _SHOWING.match(body, mention.start)
            and not _defines(mention, body)
        ):
            places.setdefault(mention.target, []).append(mention)
    for found in places.values():
        found.sort(key=lambda mention: mention.start)
    seen: Counter[str] = Counter()
    for anchor in _links_of(checked.document(key)):
        written = places.get(anchor.target, [])
        number = min(seen[anchor.target], len(written) - 1)
        seen[anchor.target] += 1
        yield anchor, written[number] if written else None


def _defines(mention: Mention, body: str) -> bool:
    """Tell whether a mention is the definition of a reference."""
    return mention.label is None and body[mention.start] == "["


def _links_of(document: Document) -> Iterator[_Anchor]:
    for match in _ANCHOR.finditer(document.html):
        token, href = LINK_TOKEN.search(match[1]), _HREF.search(match[1])
        if "footnote" in match[1] or not (token or href):
            continue
        target = document.links[int(token[1])].target if token else unescape(href[1]) if href else ""
        words = _TAG.sub("", match[2]).strip() or " ".join(_ALT.findall(match[2]))
        is_empty = not (words or _CALLED.search(match[1]) or _SEEN.search(match[2]))
        yield _Anchor(target, " ".join(unescape(words).split()), is_empty)


def _at_link(
    checked: Checked, key: str, mention: Mention | None, rule: str, message: str, hint: str
) -> Problem:
    if mention is None:
        return checked.in_body(key, rule, message, 0, 1, hint)
    label = mention.label
    return checked.in_body(key, rule, message, mention.start + (label is not None), len(label or "<"), hint)
