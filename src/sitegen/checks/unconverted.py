"""Markdown that readers see as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from sitegen.checks.checked import Checked
from sitegen.config.places import toml_problem
from sitegen.config.read import SITE_FILE
from sitegen.errors import Problem
from sitegen.markup.scan import Kind, Tag, scan, words
from sitegen.markup.written import without_code
from sitegen.patterns import regex

_NO_TEXT = words("code pre kbd samp var tt textarea script style title svg math")
"""Elements in which nobody expects Markdown to be converted."""
_INLINE = words(
    "a abbr b bdi bdo cite del dfn em font i ins label mark q s small span strike strong sub sup u"
)
_SHORTCODES = (
    r"(?:wp_)?caption|gallery|embed|audio|video|playlist|youtube|vimeo|sourcecode|contact-form-7"
    r"|(?:vc|et_pb|fusion)_\w+"
)
"""Names that WordPress, and what is often added to it, puts something in the place of."""
_MARKDOWN = regex(
    r"""(?P<link> !?\[[^\[\]\n]+\]\((?:[^()\s]|\([^()\s]*\))+\) )
    | (?P<bold> \*\*(?=[^\s*])[^*\n]*[^\s*]\*\* )
    | (?P<code> `[^`\s](?:[^`\n]*[^`\s])?` )
    | (?P<fence> ^\ {0,3}(?:```|~~~)[^`\n]*$ )
    | (?P<heading> ^\ {0,3}\#{2,6}\ [^\n]+$ )
    | (?P<unspaced> ^\ {0,3}\#{2,6}[^\s\#][^\n]*$ )
    | (?P<embed> !\[\[(?=\S)[^\[\]\n]*[^\s\[\]]\]\] )
    | (?P<wiki> \[\[(?=\S)[^\[\]\n]*[^\s\[\]]\]\] )
    | (?P<toc> \{:toc\} )
    | (?P<order> \{\{[<%]\s*/?[\w./-]+ | \{%-?\s*[a-z_]+ | \{\{-?\s*(?:site|page)\.\w+
        | \{:[:/][a-z]+ )
    | (?P<attributes> \{:\ ?[.\#][a-z] )
    | (?P<shortcode> \[(?:@)\s[\w-]+= | \[/(?:@)\] )
    | (?P<remark> (?<![\w%])%%[^%\n]+%% | ^%%$ | \{/\* )
    | (?P<highlight> (?<![\w=])==(?=[^\s=])[^=\n]*[^\s=]==(?![\w=]) )
    | (?P<note> (?<=[^\s(\[])\^\[(?=[^\s\[\]]+\ )[^\[\]\n]+\] )
    | (?P<code_of_mdx> ^import\ [\w{}*,\ ]+\ from(?=\ ["'“”‘’„«])
        | ^export\ (?:const|default|let|function)\b )
    | (?P<container> ^\ {0,3}:::+\ *\{?\.?[a-zA-Z][\w-]* )
    | (?P<bullet> ^[•●▪◦‣](?=[\ \t\xa0]) )""".replace("@", _SHORTCODES),
    re.VERBOSE | re.MULTILINE,
)
_SIGNS = (
    "import ",
    "export ",
    "{/*",
    ":::",
    "](",
    "**",
    "`",
    "~~~",
    "##",
    "[[",
    "{{",
    "{%",
    "{:",
    "%%",
    "[/",
    "^[",
    "=",
    *"•●▪◦‣",
)
"""One of these is in whatever `_MARKDOWN` finds."""
_IN_PLAIN = regex(
    r"""(?P<link> \[[^\[\]\n]+\]\([^()\s]+\) )
    | (?P<bold> \*\*(?=[^\s*])[^*\n]*[^\s*]\*\* )
    | (?P<tag> <(?P<name>a|abbr|b|code|em|i|mark|small|span|strong|sub|sup|u)\b[^<>]*>[^<>]*</(?P=name)> )
    | (?P<entity> &(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31}); )""",
    re.VERBOSE,
)
"""Marks that mean nothing in plain texts, such as titles and tags, as exports of other programs have them."""
_PASTED = regex("[“„”‘‚’«»](.+)[”“’‘»«]")
_HINT = "is a sign missing, or a blank too many? what is to be seen like that belongs in code"

_OF_OTHERS = {
    "wiki": "write [words](file.md), with the path of the file from this one",
    "embed": "write ![what it shows](picture.jpg), with the path of the file from this one",
    "toc": "write [TOC] in the place of the list",
    "order": "another program put something in its place: write that, or put it in code",
    "attributes": "write it right under the paragraph, table or heading that it is for, or take it out",
    "shortcode": 'WordPress put something in its place: write that, such as ![A car](car.jpg "The caption")',
    "remark": "a remark of Obsidian or MDX, which was not to be seen: take it out",
    "highlight": "write <mark> and </mark> around it, as HTML has it, or ** as for all that matters",
    "note": "write [^1] here, and [^1]: with the words of the note on a line of its own",
    "code_of_mdx": "MDX runs this, and readers see it: take it out",
    "container": "write > [!NOTE] in its place, and > before each line of the note",
    "unspaced": "write a blank behind the number signs, and it is a heading",
    "bullet": "write - in the place of each such sign, and there is a list",
}
"""What to do about marks that only other programs know, by their names in `_MARKDOWN`."""


class _Shown(NamedTuple):
    """A piece of Markdown as it is shown, and the name of the element that it stands in (empty: in none)."""

    piece: str
    inside: str
    kind: str | None
    """Its name in `_MARKDOWN`."""
    at: int = 0
    """Where it is written."""


def shown_markdown(checked: Checked) -> Iterator[Problem]:
    """Markdown that readers see as it was written."""
    yield from _in_settings(checked)
    engine = checked.prepared.site.settings.markdown.engine
    for key in checked.with_notes:
        yield from _in_front(checked, key)
        html = checked.document(key).html
        if not any(sign in html for sign in _SIGNS):
            continue
        body = checked.written(key).body
        shown = [*_meant(_shown(html), body, without_code(body))]
        if shown:
            piece, inside, kind, at = shown[0]
            more = f", and so is more Markdown of this text ({len(shown) - 1})" if len(shown) > 1 else ""
            message = f"{piece!r} is shown as it is written{more}"
            hint = _hint(inside, engine) if _is_in_tag(inside, body, at) else _HINT
            hint = _OF_OTHERS.get(kind or "", hint)
            yield checked.in_body(key, "shown-markdown", message, at, len(piece), hint)


def _in_front(checked: Checked, key: str) -> Iterator[Problem]:
    """Yield what stands as it is written in plain texts of front matter, the first of each."""
    meta = checked.source(key).meta
    for name in ("title", "summary", "image_alt", "image_caption", "series"):
        for message, hint in _marks(getattr(meta, name), name):
            yield checked.in_front(key, name, "shown-markdown", message, hint)
    for tag in meta.tags:
        for message, hint in (*_marks(tag, "a tag"), *_pasted_quotes(tag)):
            yield checked.in_tags(key, tag, "shown-markdown", message, hint)


def _in_settings(checked: Checked) -> Iterator[Problem]:
    """Yield what stands as it is written in plain texts of the settings, the first of each."""
    settings = checked.prepared.site.settings
    plain: dict[tuple[str, ...], str] = {
        ("site", name): getattr(settings.site, name) for name in ("title", "description")
    }
    for key, author in settings.authors.items():
        plain |= {("authors", key, name): getattr(author, name) for name in ("name", "about")}
    for key, tag in settings.tags.items():
        plain |= {("tags", key, name): getattr(tag, name) for name in ("name", "description")}
    for path, value in plain.items():
        for message, hint in _marks(value, path[-1]):
            folder = checked.prepared.given.request.site
            yield toml_problem(folder, SITE_FILE, path, "shown-markdown", message, hint)


def _marks(value: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield what is to be said, and a hint, of the first mark in the plain text *value*, which is *name*."""
    match = _IN_PLAIN.search(value)
    if match and not (match["entity"] and unescape(match[0]) == match[0]):
        hint = f"write {unescape(match[0])}" if match["entity"] else "take out the marks"
        yield f"{match[0]!r} is shown as it is written: {name} is plain text", hint


def _pasted_quotes(tag: str) -> Iterator[tuple[str, str]]:
    """Yield what is to be said, and a hint, of a *tag* between quotation marks of a word processor, which
    were to be those of YAML."""
    if match := _PASTED.fullmatch(tag):
        yield f"{tag!r} is shown with its quotation marks: they are no straight ones", f"write {match[1]}"


def _meant(shown: Iterable[_Shown], body: str, plain: str) -> Iterator[_Shown]:
    """Yield what is written as it is *shown*, with its place in *body*, which is *plain* without its code.

    All else was escaped, and is meant to be seen.
    """
    for one in shown:
        at = _code_at(one.piece, body, plain) if one.piece.lstrip()[0] in "`~" else _at(one.piece, plain)
        if at < 0 and one.kind == "shortcode":
            at = (
                plain.find("\\" + one.piece) + 1 or -1
            )  # escaped by what made Markdown of it, not by a writer
        if at >= 0:
            yield one._replace(at=at)


def _at(piece: str, plain: str) -> int:
    """Return where *piece* stands without a backslash before it, or -1."""
    at = plain.find(piece)
    while at > 0 and plain[at - 1] == "\\":
        at = plain.find(piece, at + 1)
    return at


def _code_at(piece: str, body: str, plain: str) -> int:
    """Return where code is written as *piece*, or -1; what stands between other code, as in `` `a`/`b` ``, is
    none."""
    at = body.find(piece)
    while at >= 0 and plain[at : at + len(piece)].strip() not in ("", piece.strip()):
        at = body.find(piece, at + 1)
    return at


def _is_in_tag(name: str, body: str, at: int) -> bool:
    """Tell whether the element *name* around the place *at* is written as HTML."""
    begins = re.compile(rf"<(/?){name}\b", re.IGNORECASE).findall(body, 0, at) if name else []
    return bool(begins) and not begins[-1]


def _hint(inside: str, engine: str) -> str:
    if engine == "python-markdown":
        return f'inside HTML Markdown is read where the tags say so: <{inside} markdown="1">'
    return f"inside HTML Markdown is read after an empty line: leave one below <{inside}>"


def _shown(html: str) -> Iterator[_Shown]:
    """Yield the Markdown that is text in *html*, in order."""
    around: list[str] = []
    run: list[str] = []  # of text that nothing but inline elements interrupt
    for token in scan(html):
        if not isinstance(token, Tag):
            run.append("" if _NO_TEXT.intersection(around) else unescape(token))
            continue
        if token.name not in _INLINE:
            yield from _pieces(run, around)
            run.clear()
        if token.kind is Kind.OPEN:
            around.append(token.name)
        elif token.kind is Kind.CLOSE and token.name in around:
            while around.pop() != token.name:
                pass
        run.append("\0" if token.name in _INLINE else "")  # no piece goes on behind a tag
    yield from _pieces(run, around)


def _pieces(run: list[str], around: list[str]) -> Iterator[_Shown]:
    inside = next((name for name in reversed(around) if name not in _INLINE), "")
    for found in _MARKDOWN.finditer("".join(run)):
        yield _Shown(found[0], inside, found.lastgroup)
