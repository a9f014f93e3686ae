"""Links and files: whether what pages lead to and show is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from sitegen.checks.checked import Checked
from sitegen.checks.pages import Reference
from sitegen.checks.styles import lost_files
from sitegen.content.edit import replace_at
from sitegen.content.names import candidates, is_whole_url
from sitegen.content.scan import name_of
from sitegen.errors import Problem
from sitegen.markup.written import Mention, find_target
from sitegen.paths import output_path, page_file, quote_path, site_path
from sitegen.patterns import regex
from sitegen.plan.output import Output
from sitegen.plan.redirects import Rule, find_rule, read_rules
from sitegen.plan.texts import is_redirect
from sitegen.text import letters_of

_EVERYWHERE = frozenset({"", "top"})
"""Fragments that every page has."""


_PUT = "put it there"
_NO_FILE = "there is no file {path} on this site"
_NOTHING_THERE = 400
"""From this code on, a host answers that there is nothing."""
_MAIL = regex(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NOT_PLAIN = regex(r"[^\w%./~:@!$,;=?+-]+")
"""What means something in Markdown, or ends a link."""
_TRIED = regex(r"sitegen-link-\d+/")
_SHOWN = regex(r"""\bsrc\s*=\s*["']?$""", re.IGNORECASE)
_OF_NO_HOST = (
    (
        regex("link://"),
        "{target} is an address that only Nikola knows",
        "link to a text by the path of its file, and to a tag by its address, such as /tags/service/",
    ),
    (
        regex("file:", re.IGNORECASE),
        "nobody else can follow {target}: it is on somebody's own disk",
        "put the file into content/, and link to it by its path from this one",
    ),
    (
        regex(r"https?:(?!//[^\s/?#])", re.IGNORECASE),
        "{target} names no site",
        "write the whole URL, such as https://example.org/",
    ),
)
"""What begins as a whole URL and leads to no other site: a pattern, what is said, and a hint."""
_MADE_UP = regex(r"\{\{|\{%")
_HOST = regex(r"www\.[\w-]+(?:\.[\w-]+)+")


class Broken(NamedTuple):
    """A reference of a page with which something is wrong, and the whole URL that it leads to."""

    page: str
    reference: Reference
    url: str


class _Found(NamedTuple):
    """What was found out about all references: those to nothing, those to a part that its page has not, and
    the paths of what other pages lead to."""

    missing: tuple[Broken, ...]
    partless: tuple[Broken, ...]
    linked: frozenset[str]


class _Target(NamedTuple):
    """Where a reference to the site itself leads: the whole URL, the output that answers it (None: nothing
    does) and the fragment."""

    url: str
    output: Output | None
    fragment: str


def broken_link(checked: Checked) -> Iterator[Problem]:
    """A link to a page of the site that is not there."""
    wrong = [found for found in checked.once(_look).missing if not found.reference.shown]
    message = "there is no page {path} on this site"
    yield from _said(checked, wrong, "broken-link", message, _page_hint)
    yield from _to_no_host(checked)


def _to_no_host(checked: Checked) -> Iterator[Problem]:
    """Yield the links that look as if they led to another site, and lead nowhere. Of pictures builds tell."""
    for key in checked.with_notes:
        body = checked.written(key).body
        for mention in {mention.at: mention for mention in checked.mentions(key)}.values():
            for pattern, message, hint in _OF_NO_HOST:
                shown = mention.image or _SHOWN.search(body, max(0, mention.at - 12), mention.at)
                if pattern.match(mention.target) and not shown:
                    said = message.format(target=mention.target)
                    yield checked.in_body(key, "broken-link", said, mention.at, mention.width, hint)


def _page_hint(checked: Checked, found: Broken) -> str:
    """Return where a link to a page that is not there had better lead."""
    path, fragment = checked.inside(found.url) or ("", "")
    if _MADE_UP.search(unquote(path)):
        return "another program would make an address of it: link to a text by the path of its file"
    written = unquote(path).rpartition("/")[2]
    if _MAIL.fullmatch(written):
        return f"an address of mail is linked to as mailto:{written}"
    if _HOST.fullmatch(written):
        return f"another site is linked to as https://{written}"
    if unpublished := _unpublished(checked, path):
        return unpublished
    if near := checked.page_names.find(unquote(path)):
        return f"did you mean {quote_path(near) + (f'#{fragment}' if fragment else '')!r}?"
    if found.url in checked.set_links:
        return "write the address of a page of this site, such as /tags/, or a whole URL"
    return "link to a text by the path of its file"


def missing_file(checked: Checked) -> Iterator[Problem]:
    """A file that a page, or a style sheet, shows and the site does not have."""
    wrong = [found for found in checked.once(_look).missing if found.reference.shown]
    yield from _said(checked, wrong, "missing-file", _NO_FILE, _file_hint)
    yield from _lost_choices(checked, {(found.page, found.url) for found in wrong})
    yield from lost_files(checked)


def _lost_choices(checked: Checked, told: Container[tuple[str, str]]) -> Iterator[Problem]:
    """Yield the pictures that a `srcset` or `poster` in a text names and the site does not have, but for
    those *told* of, by page and URL.  Only texts are read for them, for a page has many of our own."""
    for key in checked.with_notes if checked.pages else ():
        text = checked.texts.get(key)
        path = text.path if text else "/"
        for choice in _choices(checked, key):
            url = checked.absolute(choice.url, path)
            inside = checked.inside(url)
            if inside is None or find_output(checked, inside[0]) or _is_sent_on(checked, url):
                continue
            if (page_file(path), url) not in told:
                hint = _unpublished(checked, inside[0]) or _PUT
                yield _at_choice(checked, key, choice, _NO_FILE.format(path=inside[0]), hint)


class _Choice(NamedTuple):
    """A picture that browsers may show: its URL, how that is *written*, and the value of the attribute that
    it is *written_in*."""

    url: str
    written: str
    written_in: str


def _choices(checked: Checked, key: str) -> Iterator[_Choice]:
    """Yield the pictures that `srcset` and `poster` of a text, or a note, name."""
    shown = checked.texts.get(key) or checked.prepared.site.snippets[key]
    for link, url in zip(checked.source(key).outline.links, shown.urls, strict=True):
        if url and link.attribute == "poster":
            yield _Choice(url, link.target, link.target)
        elif url and link.attribute == "srcset":
            for (leads, _), (written, _) in zip(candidates(url), candidates(link.target), strict=False):
                yield _Choice(leads, written, link.target)


def _at_choice(checked: Checked, key: str, choice: _Choice, message: str, hint: str) -> Problem:
    body = checked.written(key).body
    at, _width = find_target(body, choice.written_in) or (0, 1)
    at = max(at, body.find(choice.written, at))
    return checked.in_body(key, "missing-file", message, at, len(choice.written), hint)


def _file_hint(checked: Checked, found: Broken) -> str:
    path, _fragment = checked.inside(found.url) or ("", "")
    return _unpublished(checked, path) or _PUT


def _unpublished(checked: Checked, path: str) -> str:
    """Return what to do about a picture that is not published as it is; empty: there is none at *path*."""
    site, plain = checked.prepared.site, unquote(path)
    for file in site.structure.files:
        if file.path == plain and file.key in site.gallery.hidden:
            return f"{name_of(file.key)} is not published as it is: write its path in a text, not its URL"
    return ""


def broken_anchor(checked: Checked) -> Iterator[Problem]:
    """A link to a part that its page does not have."""
    wrong = checked.once(_look).partless
    yield from _said(checked, wrong, "broken-anchor", "{path} has no part {fragment}", _anchor_hint)


def _anchor_hint(checked: Checked, found: Broken) -> str:
    """Return the name that a part of the page has, if only its signs differ from what is written."""
    path, fragment = checked.inside(found.url) or ("", "")
    output = find_output(checked, path)
    letters = letters_of(unquote(fragment))
    anchors = checked.pages[output.path].anchors if output and letters else ()
    near = [name for name in anchors if letters_of(name) == letters]
    if near:
        return f"did you mean '#{min(near)}'?"
    return "a heading's name is made from its text; {#name} after a heading gives it another"


def redirected(checked: Checked) -> Iterator[tuple[str, Mention, Output, str]]:
    """Yield the links of texts to old paths: the text, the link, the redirect that answers, the fragment as
    it can stand in any link."""
    for key in checked.texts:
        for url, mention in checked.mentioned(key):
            inside = checked.inside(url)
            output = find_output(checked, inside[0]) if inside else None
            if inside and output and is_redirect(output):
                yield key, mention, output, f"#{_NOT_PLAIN.sub(_quoted, inside[1])}" if inside[1] else ""


def _quoted(signs: re.Match[str]) -> str:
    return quote(signs[0], safe="")


def text_now(checked: Checked, at: str, mention: Mention, output: Output) -> tuple[str, str]:
    """Return the text to which a redirect (*output*) leads, and which part of it, where `--fix` can let the
    link that is *mention*, of the text *at*, lead there; empty: only its writer can."""
    inside = checked.inside(checked.absolute(str(output.arguments[3]), "/"))
    there = find_output(checked, inside[0]) if inside else None
    key = there.source.removeprefix("content/") if there and not is_redirect(there) else ""
    if inside is None or key not in checked.texts or mention.label is None or "?" in mention.target:
        return "", ""
    if mention.at not in checked.once(_Links).of(at):
        return "", ""
    return key, f"#{inside[1]}" if inside[1] else ""


class _Links:
    """Tells which mentions of a text are links, and nothing besides: what looks like one may be code, or the
    definition of a picture too, and of `<https://…>` the words would change.  The engine is asked."""

    def __init__(self, checked: Checked) -> None:
        self._checked = checked
        self._found: dict[str, frozenset[int]] = {}

    def of(self, key: str) -> frozenset[int]:
        """Return at which offsets of its body the targets of the links of a text stand."""
        if key not in self._found:
            self._found[key] = frozenset(self._find(key))
        return self._found[key]

    def _find(self, key: str) -> Iterator[int]:
        mentions = {one.at: one for one in self._checked.mentions(key) if one.label is not None}
        names = {at: f"sitegen-link-{at}/" for at in mentions}
        edits = {at: (one.width, names[at]) for at, one in mentions.items()}
        tried = self._checked.tried(key, replace_at(self._checked.written(key).body, edits))
        if tried is None:
            return
        leads = {link.target for link in tried.links if link.attribute == "href"}
        shown = {link.target for link in tried.links if link.attribute != "href"}
        seen = {*_TRIED.findall(tried.html)}
        yield from (at for at, name in names.items() if name in leads and name not in shown | seen)


def redirected_link(checked: Checked) -> Iterator[Problem]:
    """A link to an old path, from which readers are sent on."""
    for key, mention, output, _fragment in redirected(checked):
        message = f"{mention.target} is an old path: it sends readers on to {output.arguments[3]}"
        hint = "link to the new one"
        if text_now(checked, key, mention, output)[0]:
            hint += ", or let sitegen check --fix do that"
        yield checked.in_body(key, "redirected-link", message, mention.at, mention.width, hint)


def insecure_content(checked: Checked) -> Iterator[Problem]:
    """A picture, script or frame by `http:` in a site of `https:`."""
    if not checked.prepared.site.urls.origin.startswith("https:"):
        return
    wrong = [
        Broken(page, reference, reference.url)
        for page, facts in checked.pages.items()
        for reference in facts.references
        if reference.shown and reference.url.lower().startswith("http:")
    ]
    message = "{url} is loaded without encryption, which browsers may refuse"
    yield from _said(checked, wrong, "insecure-content", message, "write https: if the host has it")


def orphan_page(checked: Checked) -> Iterator[Problem]:
    """A page that no other page links to."""
    linked = checked.once(_look).linked
    for key, text in checked.texts.items():
        path = page_file(text.path)
        if path in checked.pages and path not in linked and path != "index.html" and not text.noindex:
            message = f"no other page links to {text.path}"
            yield checked.in_front(
                key,
                "title",
                "orphan-page",
                message,
                "link to it, or put it into [site] menu; noindex: true hides it",
            )


def _look(checked: Checked) -> _Found:
    """Look at all references once, for all rules: there are millions on a large site."""
    missing: list[Broken] = []
    partless: list[Broken] = []
    linked: set[str] = set()
    sending = {page for page in checked.pages if is_redirect(checked.outputs[page])}
    for page, reference, target in _inner(checked):
        url, output, fragment = target
        if output is None and not _is_sent_on(checked, url):
            missing.append(Broken(page, reference, url))
        elif output and fragment and _lacks(checked, output, unquote(fragment)):
            partless.append(Broken(page, reference, url))
        if output and output.path not in linked and page != output.path and page not in sending:
            linked.add(output.path)
    return _Found(tuple(missing), tuple(partless), frozenset(linked))


def _is_sent_on(checked: Checked, url: str) -> bool:
    """Tell whether the host is told, by `_redirects`, where readers of a whole *url* of the site go."""
    found = find_rule(checked.once(_host_rules), unquote(urlsplit(url).path))
    return found is not None and found[0] < _NOTHING_THERE


def _host_rules(checked: Checked) -> tuple[Rule, ...]:
    return read_rules((checked.read("_redirects") or b"").decode("utf-8", "replace"))


def _lacks(checked: Checked, output: Output, name: str) -> bool:
    """Tell whether an *output* is a page without a part of that *name*."""
    page = checked.pages.get(output.path)
    everywhere = name in _EVERYWHERE or name.startswith(":~:")
    return page is not None and not everywhere and name not in page.anchors


def _inner(checked: Checked) -> Iterator[tuple[str, Reference, _Target]]:
    """Yield all references to the site itself: the page, the reference, and where it leads."""
    known: dict[str, _Target | None] = {}  # of those that lead to one place, whatever page they stand on
    for page, facts in checked.pages.items():
        for reference in facts.references:
            written = reference.url
            if written[:1] == "/" or is_whole_url(written):
                if written not in known:
                    known[written] = _target(checked, written, page)
                target = known[written]
            else:
                target = _target(checked, written, page)
            if target:
                yield page, reference, target


def _target(checked: Checked, written: str, page: str) -> _Target | None:
    """Return where a URL leads that is *written* on a *page*; None: to another site."""
    url = checked.absolute(written, site_path(page))
    inside = checked.inside(url)
    return _Target(url, find_output(checked, inside[0]), inside[1]) if inside else None


def find_output(checked: Checked, path: str) -> Output | None:
    """Return what a host answers with at a site *path*, as written in a URL; None: nothing."""
    plain = unquote(path)
    for file in (output_path(plain), page_file(plain), output_path(f"{plain}/")):
        if file in checked.outputs:
            return checked.outputs[file]
    return None


def _said(
    checked: Checked,
    wrong: Sequence[Broken],
    rule: str,
    message: str,
    hint: str | Callable[[Checked, Broken], str],
) -> Iterator[Problem]:
    """Yield a problem for each place in which one of *wrong* is written: a text, a note, a template, the
    settings."""
    said: set[str] = set()
    for found in sorted(wrong, key=lambda found: _repeats(checked, found)):
        words = _words(checked, found)
        key = _key(checked, found)
        wish = hint if isinstance(hint, str) else hint(checked, found)
        places = checked.mentions_of(key, found.url) if key else ()
        for mention in {mention.at: mention for mention in places}.values():
            yield checked.in_body(key, rule, message.format(**words), mention.at, mention.width, wish)
        if key and not places and found.url == _picture(checked, key):
            yield checked.in_front(key, "image", rule, message.format(**words), wish)
        elif key and not places and (target := checked.own_target(key, found.url)):
            body = checked.written(key).body
            at, width = find_target(body, target) or find_target(body, unquote(target)) or (0, 1)
            yield checked.in_body(key, rule, message.format(**words), at, width, wish)
        elif not places and found.url in checked.noted:
            for note, mention in checked.noted[found.url] if found.url not in said else ():
                yield checked.in_body(note, rule, message.format(**words), mention.at, mention.width, wish)
        elif not said & {found.url, found.reference.url} and (found.url in checked.set_links or not places):
            needles = (found.reference.url, words["path"], found.url)
            # What settings name is on every page, or on many: none of them is to blame.
            context = "" if found.url in checked.set_links else f"on {site_path(found.page)}"
            yield checked.in_site_files(needles, rule, message.format(**words), wish, context)
            said.add(found.reference.url)  # as it is written: from each page it may lead elsewhere
        said.add(found.url)


def _repeats(checked: Checked, found: Broken) -> int:
    """Return how surely it is written elsewhere: lists repeat what is in texts, and pages of texts the
    pictures of those that they offer."""
    key = _key(checked, found)
    return int(found.url != _picture(checked, key)) if key else 2


def _picture(checked: Checked, key: str) -> str:
    """Return the whole URL of the picture that stands for a text; empty: it has none."""
    text = checked.texts[key]
    return checked.absolute(text.image.file, text.path) if text.image else ""


def _words(checked: Checked, found: Broken) -> dict[str, str]:
    inside = checked.inside(found.url)
    path, fragment = inside or (found.url, "")
    return {"path": path, "fragment": f"#{fragment}", "url": found.url}


def _key(checked: Checked, found: Broken) -> str:
    """Return the text that a page is made of; empty: it is none of a text."""
    key = checked.outputs[found.page].source.removeprefix("content/")
    return key if key in checked.texts and not is_redirect(checked.outputs[found.page]) else ""
