"""The engine `commonmark`: pulldown-cmark by way of pyromark, brought level with the default engine.

What pulldown-cmark has no option for is mended in its HTML, and only in texts that need it: each step is
asked for by a literal that it can't do without.  Most texts need none; their HTML is passed on as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

import pyromark

from sitegen.config.settings import MarkdownSettings
from sitegen.markup import abbreviations, attributes, footnotes
from sitegen.markup.admonitions import quote_admonitions
from sitegen.markup.alerts import ADMONITION
from sitegen.markup.balance import may_hold_tags
from sitegen.markup.comments import without_open_comments
from sitegen.markup.document import Document
from sitegen.markup.failures import convert_or_explain
from sitegen.markup.fingerprint import engine_fingerprint
from sitegen.markup.finish import finish
from sitegen.markup.guard import time_limit
from sitegen.markup.references import NUMBERED
from sitegen.markup.scan import (
    ATTRIBUTE,
    OPEN,
    Tag,
    Token,
    Tokens,
    closes,
    end_tag,
    opens,
    scan,
    start_tag,
    step,
    with_class,
)
from sitegen.markup.written import without_code
from sitegen.patterns import regex

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_SUBSCRIPT
)
_MARKDOWN = pyromark.Markdown(options=_OPTIONS | pyromark.Options.ENABLE_DEFINITION_LIST)
_WITHOUT_DEFINITIONS = pyromark.Markdown(options=_OPTIONS)
# A colon that begins a line; the library takes any for that of a definition, which has a blank after it.  A
# line under the head of a table is not taken for one, a line of colons alone is.
_COLON = regex(
    r"^(?: {0,3}(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]))* {0,3}:(?!(?!:+[ \t]*$)[-:| \t]*$)(?P<blank>[ \t])?",
    re.MULTILINE,
)
_CODE = regex(r'<pre><code(?: class="language-\{?\.?([\w#.+-]*)[^"]*")?>')
_CHECKBOX = '<input disabled="" type="checkbox"'
_QUOTED_SOURCE = ADMONITION.partition("{")[0]
_NUMBERED_BUT_MARKS = {number: sign for number, sign in NUMBERED.items() if chr(number) != ADMONITION[2]}
_QUOTED = f"<blockquote>\n<p>{_QUOTED_SOURCE}"
_SUBSCRIPT = regex(r"~([^\s~]+)~")
# Elements in whose text a tilde is a tilde.
_VERBATIM = frozenset(["code", "pre", "kbd", "samp", "math", "svg"])


class CommonMark:
    """pulldown-cmark behind the `Engine` protocol; it has no state."""

    def __init__(self, settings: MarkdownSettings, language: str = "en") -> None:
        self.settings, self.language = settings, language

    @cached_property
    def fingerprint(self) -> str:
        """Engine, versions, settings and language."""
        return engine_fingerprint(self.settings, self.language)

    def convert(self, text: str, language: str = "") -> Document:
        """Convert *text*; raises `ConversionError`."""
        language = language or self.language

        def attempt(text: str, seconds: float) -> Document:
            with time_limit(seconds):
                return finish(to_html(text), self.settings, language, has_tags=may_hold_tags(text))

        return convert_or_explain(attempt, text, self.settings.timeout)


def to_html(text: str) -> str:
    """Return *text* as the HTML that the pass after the engine begins with."""
    html = _with_admonitions(text) if "!!!" in text else _render(text)
    if "<pre><code" in html:
        html = _CODE.sub(_code_start, html).replace("\n</code></pre>", "</code></pre>")
    html = without_open_comments(html)
    steps = [
        step for step, sign, literals in _STEPS if sign in html and any(map(html.__contains__, literals))
    ]
    if steps:
        tokens = scan(html)
        for step in steps:
            tokens = step(tokens)
        html = "".join(tokens)
    return html


def _render(text: str) -> str:
    engine, text = _defining(text) if _COLON.search(text) else (_MARKDOWN, text)
    try:
        html = engine.html(text)
    except BaseException as error:
        # A panic of the library is no Exception, lest it be swallowed; to us it is one text that failed.
        if type(error).__name__ == "PanicException":
            raise RuntimeError(str(error)) from error
        raise
    if "&#" not in text:
        return html
    return html.translate(_NUMBERED_BUT_MARKS if ADMONITION[2] in text else NUMBERED)


def _defining(text: str) -> tuple[pyromark.Markdown, str]:
    """Return what converts *text*, in which lines begin with a colon, so that only definitions are."""
    plain = without_code(text)
    colons = [*_COLON.finditer(plain)]
    others = [match.end() - 1 for match in colons if not match["blank"]]
    if not others:
        return _MARKDOWN, text
    if len(others) == len(colons):
        return _WITHOUT_DEFINITIONS, text
    for place in reversed(others):
        text = f"{text[:place]}\\{text[place:]}"
    return _MARKDOWN, text


def _with_admonitions(text: str) -> str:
    quoted = quote_admonitions(text, _paragraphs)
    html = _render(quoted)
    if html.count(_QUOTED) == quoted.count(_QUOTED_SOURCE):
        return html
    return _render(text)  # one of them has become something else than a quotation with a paragraph


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the lines of the paragraphs of *text* that stand in nothing else: first, and after the last."""
    source = text.encode()
    ranges: list[tuple[int, int]] = []
    depth, line, position = 0, 0, 0
    for event, place in _MARKDOWN.events_with_range(text):
        if isinstance(event, str):  # a line break or a rule
            continue
        if "Start" in event:
            if depth == 0 and event["Start"] == "Paragraph":
                line += source.count(b"\n", position, place["start"])
                position = place["start"]
                lines = source[position : place["end"]].rstrip(b"\n").count(b"\n") + 1
                ranges.append((line, line + lines))
            depth += 1
        elif "End" in event:
            depth -= 1
    return ranges


def _code_start(match: re.Match[str]) -> str:
    # As the default engine has it: what follows the language, after a blank or a comma, is left out.
    language = f' class="language-{match[1]}"' if match[1] else ""
    return f'<pre class="highlight"><code{language}>'


def _mark_tasks(tokens: list[Token]) -> list[Token]:
    """Give lists of tasks, and the tasks in them, the classes that themes know."""
    open_lists: list[int] = []
    for index, token in enumerate(tokens):
        if opens(token, "ul") or opens(token, "ol"):
            open_lists.append(index)
        elif closes(token, "ul") or closes(token, "ol"):
            del open_lists[-1:]
        elif token.startswith(_CHECKBOX) and open_lists and (item := _item_of(tokens, index)):
            _add_class(tokens, open_lists[-1], "task-list")
            _add_class(tokens, item, "task-list-item")
            tokens[index + 1] = " " + tokens[index + 1].removeprefix("\n")
    return tokens


def _item_of(tokens: Tokens, checkbox: int) -> int:
    """Return the index of the item that a checkbox begins, with a paragraph or without; 0: there is none."""
    if checkbox + 1 < len(tokens) and tokens[checkbox + 1].startswith("\n"):
        for index in (checkbox - 1, checkbox - 3):
            if index > 0 and opens(tokens[index], "li"):
                return index
    return 0


def _add_class(tokens: list[Token], index: int, name: str) -> None:
    tag = tokens[index]
    if isinstance(tag, Tag):
        tokens[index] = start_tag(tag.name, with_class(tag.attributes, name))


def _split_terms(tokens: list[Token]) -> list[Token]:
    """Make a term of each line of what stands before a definition."""
    result: list[Token] = []
    depth = 0  # of the elements in a term
    is_term = False
    for token in tokens:
        if isinstance(token, Tag):
            is_term, depth = (token.kind is OPEN, 0) if token.name == "dt" else (is_term, depth + step(token))
        elif is_term and depth == 0:
            first, *others = token.split("\n")
            result.append(first)
            for other in others:
                result += [end_tag("dt"), "\n", start_tag("dt"), other]
            continue
        result.append(token)
    return result


def _lower_subscripts(tokens: list[Token]) -> list[Token]:
    """Make subscripts inside words (`H~2~O`), which the library asks blanks around."""
    result: list[Token] = []
    verbatim = 0
    for token in tokens:
        if isinstance(token, Tag):
            verbatim += step(token) if token.name in _VERBATIM else 0
            result.append(token)
        elif "~" in token and not verbatim:
            result += scan(_SUBSCRIPT.sub(r"<sub>\1</sub>", token))
        else:
            result.append(token)
    return result


def _drop_marks_of_markdown(tokens: list[Token]) -> list[Token]:
    """Leave out `markdown="1"`, by which the default engine knows HTML with Markdown in it."""

    def without(match: re.Match[str]) -> str:
        return "" if match[2] == "markdown" else match[0]

    return [
        start_tag(token.name, ATTRIBUTE.sub(without, token.attributes), token.kind)
        if isinstance(token, Tag) and " markdown" in token.attributes
        else token
        for token in tokens
    ]


_STEPS: tuple[tuple[Callable[[list[Token]], list[Token]], str, tuple[str, ...]], ...] = (
    (footnotes.gather_footnotes, "<", (footnotes.DEFINITION,)),
    (abbreviations.expand_abbreviations, "[", (abbreviations.DEFINITION,)),
    (attributes.apply_attributes, "{", attributes.SIGNS),
    (_mark_tasks, "<", (_CHECKBOX,)),
    (_split_terms, "<", ("</dt>",)),
    (_lower_subscripts, "~", ("~",)),
    (_drop_marks_of_markdown, "k", (" markdown",)),
)
"""What is mended in the HTML, and what the HTML holds when there is something to mend: a character, which is
found much sooner than two, and one of some texts."""
