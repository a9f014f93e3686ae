"""What readers would see change: the site as it would be built, beside what was published last."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from html import escape, unescape
from pathlib import Path
from xml.etree import ElementTree

from msgspec import Struct

from sitegen.build import Request
from sitegen.finished import Finished, look_into
from sitegen.images.cards import FOLDER as CARDS
from sitegen.paths import site_path
from sitegen.patterns import regex
from sitegen.plan import Output
from sitegen.plan.texts import is_redirect
from sitegen.progress import Progress, silent
from sitegen.search.index import BUNDLE

_UNSEEN = regex(
    r"<!--.*?-->|<(script|style|template|svg)\b.*?</\1\s*>|<span\b[^>]*\saria-hidden=[^>]*>[^<]*</span>",
    re.DOTALL | re.IGNORECASE,
)
_LINE_ENDS = regex(
    r"</?(?:address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    r"h[1-6]|header|hr|li|main|nav|ol|option|p|pre|section|summary|table|tbody|td|tfoot|th|thead|title|tr|ul)\b[^>]*>",
    re.IGNORECASE,
)
_TAG = regex(r"""<(?:[^"'<>]++|"[^"]*+"|'[^']*+')*+>""")
_TITLE = regex(r"<title>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_LEADS = regex(r"""<(?:a|area)\b[^>]*?\shref\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_SHOWS = regex(r"""<img\b[^>]*?\ssrc\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_ATOM = "{http://www.w3.org/2005/Atom}"
_FEEDS = frozenset({"rss", "atom", "json"})
_BESIDE = (f"{BUNDLE}/", f"{CARDS}/")
"""Where files are that are made beside pages: for searching, and for links on other sites."""


class NewPage(Struct, frozen=True, order=True):
    """A page that is new, and its title."""

    url: str
    title: str


class ChangedPage(Struct, frozen=True, order=True):
    """A page in which readers see something change: lines that go and lines that come, and whether links lead
    elsewhere or other pictures are shown."""

    url: str
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    links: bool = False
    pictures: bool = False


class ChangedFeed(Struct, frozen=True, order=True):
    """A feed, with the names of entries that come, go, or change."""

    url: str
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class Preflight(Struct, frozen=True):
    """All that readers would see change.  *unseen* counts the pages that change in nothing of it; *files* are
    other files that are new, changed or gone."""

    new: tuple[NewPage, ...] = ()
    changed: tuple[ChangedPage, ...] = ()
    gone: tuple[str, ...] = ()
    feeds: tuple[ChangedFeed, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    lost_redirects: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    unseen: int = 0


def compare(request: Request, progress: Progress = silent) -> tuple[Finished, Preflight]:
    """Return the site as a build of *request* would make it, and how it differs from what was published."""
    return look_into(request, lambda finished: (finished, _compare(finished)), progress)


def _compare(finished: Finished) -> Preflight:
    if not finished.is_whole:
        return Preflight()
    outputs = {output.path: output for output in finished.prepared.outputs}
    before, folder = finished.published.record.digests, finished.prepared.given.output
    fresh = [outputs[path] for path in sorted(finished.fresh)]
    pages = [output for output in fresh if output.renderer == "html" and not is_redirect(output)]
    redirects = [output for output in fresh if is_redirect(output)]
    removed = sorted(path for path in before if path not in outputs)
    looked_at = {*removed, *(page.path for page in pages)} & before.keys()
    was_page = {path for path in looked_at if path.endswith(".html") and not _is_redirect_page(folder / path)}
    changed, unseen = _changed_pages([page for page in pages if page.path in was_page], finished, folder)
    old_redirects = [path for path in removed if path.endswith(".html") and path not in was_page]
    gone = [path for path in removed if path in was_page]
    feeds = [output for output in fresh if output.renderer in _FEEDS]
    return Preflight(
        new=tuple(sorted(_new_pages([page for page in pages if page.path not in was_page], finished))),
        changed=changed,
        gone=tuple(map(site_path, gone)),
        feeds=tuple(_changed_feeds(feeds, finished, folder)),
        redirects=tuple(_new_redirects(redirects, folder)),
        lost_redirects=tuple(map(site_path, old_redirects)),
        files=(*_files(fresh, finished, folder), *_lost_files(removed)),
        unseen=unseen,
    )


def _new_redirects(redirects: Iterable[Output], folder: Path) -> Iterator[tuple[str, str]]:
    """Yield where readers are sent on from and to, if there was a page of another kind or target before."""
    for one in redirects:
        target, before = str(one.arguments[3]), folder / one.path
        if not _is_redirect_page(before) or f'"{escape(target)}"' not in _text(_bytes(before)):
            yield site_path(one.path), target


def _new_pages(pages: Iterable[Output], finished: Finished) -> Iterator[NewPage]:
    for page in pages:
        title = _TITLE.search(_text(finished.read(page)))
        yield NewPage(site_path(page.path), unescape(title[1]).strip() if title else "")


def _changed_pages(
    pages: Iterable[Output], finished: Finished, folder: Path
) -> tuple[tuple[ChangedPage, ...], int]:
    changed, unseen = [], 0
    for page in pages:
        old, new = _text(_bytes(folder / page.path)), _text(finished.read(page))
        if old == new:
            continue
        gone, come = line_changes(visible_lines(old), visible_lines(new))
        links = not (gone or come) and _LEADS.findall(old) != _LEADS.findall(new)
        pictures = _SHOWS.findall(old) != _SHOWS.findall(new)
        if gone or come or links or pictures:
            changed.append(ChangedPage(site_path(page.path), gone, come, links, pictures))
        else:
            unseen += 1
    return tuple(changed), unseen


def visible_lines(html: str) -> list[str]:
    """Return what readers see of a page of HTML: its lines of text, the title first, white space folded."""
    text = re.sub(r"\s+", " ", _UNSEEN.sub(" ", html))
    lines = (
        " ".join(unescape(_TAG.sub("", line)).split()) for line in _LINE_ENDS.sub("\n", text).split("\n")
    )
    return [line for line in lines if line]


def line_changes(old: list[str], new: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines that go, and those that come; one that moves does neither, unless all of them do."""
    gone: list[str] = []
    come: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += old[a:b]
            come += new[c:d]
    real = tuple(_without(gone, come)), tuple(_without(come, gone))
    return real if any(real) else (tuple(gone), tuple(come))


def _without(lines: Iterable[str], others: Iterable[str]) -> Iterator[str]:
    """Yield *lines*, as often as there are more of each than in *others*."""
    left = Counter(others)
    for line in lines:
        if left[line]:
            left[line] -= 1
        else:
            yield line


def _changed_feeds(feeds: Iterable[Output], finished: Finished, folder: Path) -> Iterator[ChangedFeed]:
    for feed in feeds:
        old, new = feed_entries(_bytes(folder / feed.path) or b""), feed_entries(finished.read(feed) or b"")
        changed = tuple(name for name in new if name in old and old[name] != new[name])
        come, gone = tuple(new.keys() - old.keys()), tuple(old.keys() - new.keys())
        if come or gone or changed:
            yield ChangedFeed(site_path(feed.path), tuple(sorted(come)), tuple(sorted(gone)), changed)


def feed_entries(raw: bytes) -> Mapping[str, str]:
    """Return the entries of a feed of ours, by name; a feed that can't be read has none."""
    try:
        if raw.lstrip()[:1] == b"{":
            return {str(item["id"]): json.dumps(item, sort_keys=True) for item in json.loads(raw)["items"]}
        root = ElementTree.fromstring(raw)
    except (ElementTree.ParseError, ValueError, KeyError):
        return {}
    found = [(item, item.findtext("guid")) for item in root.iter("item")]
    found += [(entry, entry.findtext(f"{_ATOM}id")) for entry in root.iter(f"{_ATOM}entry")]
    return {name or "": ElementTree.tostring(entry, "unicode") for entry, name in found}


def _files(fresh: Iterable[Output], finished: Finished, folder: Path) -> Iterator[str]:
    for output in fresh:
        if output.renderer in ("copy", "asset") and _bytes(folder / output.path) != finished.read(output):
            yield site_path(output.path)


def _lost_files(removed: Iterable[str]) -> Iterator[str]:
    return (
        site_path(path) for path in removed if not path.endswith(".html") and not path.startswith(_BESIDE)
    )


def _is_redirect_page(file: Path) -> bool:
    return b'http-equiv="refresh"' in (_bytes(file) or b"")


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace")
