"""What machines read: feeds and redirects; and what must not be published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from sitegen.checks.checked import Checked
from sitegen.errors import Location, Problem
from sitegen.model.records import State
from sitegen.paths import page_file

_ATOM = "{http://www.w3.org/2005/Atom}"
_NAMES = ("feed.xml", "atom.xml", "rss.xml", "feed.json")
"""Files of writers by these names are feeds."""
_FORMS = frozenset({"rss", "atom", "json"})


def invalid_feed(checked: Checked) -> Iterator[Problem]:
    """A feed that feed readers can't read."""
    for path, output in checked.outputs.items():
        own = output.renderer == "copy" and path.rpartition("/")[2] in _NAMES
        if not own and output.renderer not in _FORMS:
            continue
        raw = checked.read(path)
        said = what_is_wrong(raw) if raw is not None else ""
        if said:
            place = Location(output.source if own else "site.toml")
            hint = "" if own else "a title, a tag or a text has something that feeds can't hold"
            yield Problem(place, "invalid-feed", f"the feed /{path} {said}", hint)


def what_is_wrong(raw: bytes) -> str:
    """Return what is wrong with a feed (RSS 2.0, Atom of RFC 4287, JSON Feed 1.1), in words, or nothing."""
    if raw.lstrip()[:1] == b"{":
        return _json(raw)
    if b"<!ENTITY" in raw:
        return "declares entities, which readers refuse"
    try:
        root = ElementTree.fromstring(raw)
    except ElementTree.ParseError as error:
        return f"is no XML: {error}"
    if root.tag == "rss":
        return _rss(root)
    if root.tag == f"{_ATOM}feed":
        return _atom(root)
    return f"is neither RSS nor Atom: it begins with <{root.tag.rpartition('}')[2]}>"


def _rss(root: ElementTree.Element) -> str:
    channel = root.find("channel")
    if channel is None:
        return "has no <channel>"
    if missing := [name for name in ("title", "link", "description") if channel.find(name) is None]:
        return f"has no <{missing[0]}>"
    items = channel.findall("item")
    if any(item.find("title") is None and item.find("description") is None for item in items):
        return "has an <item> with neither <title> nor <description>"
    dates = [item.findtext("pubDate") for item in items]
    if wrong := [date for date in dates if date and not _is_date(date, parsedate_to_datetime)]:
        return f"has a date that is none: {wrong[0]!r}"
    names = [item.findtext("guid") or item.findtext("link") for item in items]
    return _names(names) or _links([item.findtext("link") for item in items])


def _atom(root: ElementTree.Element) -> str:
    entries = root.findall(f"{_ATOM}entry")
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            if not element.findtext(f"{_ATOM}{name}"):
                return f"has no <{name}> in a <{element.tag.removeprefix(_ATOM)}>"
        date = element.findtext(f"{_ATOM}updated") or ""
        if not _is_date(date, datetime.fromisoformat):
            return f"has a date that is none: {date!r}"
    return _names([entry.findtext(f"{_ATOM}id") for entry in entries])


def _json(raw: bytes) -> str:
    try:
        feed: Any = json.loads(raw)
    except ValueError as error:
        return f"is no JSON: {error}"
    if not str(feed.get("version", "")).startswith("https://jsonfeed.org/version/"):
        return "has no version of JSON Feed"
    items = feed.get("items")
    if not feed.get("title") or not isinstance(items, list):
        return "has no title or no items"
    if not all("content_html" in item or "content_text" in item for item in items):
        return "has an item without content"
    return _names([item.get("id") for item in items]) or _links([item.get("url") for item in items])


def _is_date(text: str, parse: Any) -> bool:
    try:
        parse(text.strip())
    except (ValueError, TypeError):
        return False
    return True


def _names(names: list[str | None]) -> str:
    if not all(names):
        return "has an entry without a name of its own"
    twice = [name for name in names if names.count(name) > 1]
    return f"has two entries of the name {twice[0]!r}" if twice else ""


def _links(links: list[str | None]) -> str:
    relative = [link for link in links if link and not urlsplit(link).scheme]
    return f"links to {relative[0]!r}, which is no whole URL" if relative else ""


# ---- redirects


def redirect_loop(checked: Checked) -> Iterator[Problem]:
    """Redirects that lead in a circle."""
    rules = {**_redirects_of_texts(checked), **_redirects_of_writers(checked)}
    targets = {old: new for old, (new, _where) in rules.items()}
    said: set[str] = set()
    for old, (_new, where) in rules.items():
        circle = _circle(old, targets)
        if circle and not said.intersection(circle):
            said.update(circle)
            message = f"this redirect leads in a circle: {' → '.join([*circle, circle[0]])}"
            yield Problem(where, "redirect-loop", message, "let one of them lead to a page")


def _circle(start: str, targets: dict[str, str]) -> list[str]:
    """Return the circle that *start* is a part of, beginning there, or nothing."""
    seen = [start]
    while (found := targets.get(seen[-1])) is not None:
        if found == start:
            return seen
        if found in seen:
            return []
        seen.append(found)
    return []


def _redirects_of_texts(checked: Checked) -> dict[str, tuple[str, Location]]:
    structure = checked.prepared.site.structure
    return {
        _bare(structure.urls.url(one.path)): (
            _bare(one.url), Location(f"content/{one.key}", one.span.line, one.span.column)
        )
        for one in structure.redirects
    }  # fmt: skip


def _redirects_of_writers(checked: Checked) -> dict[str, tuple[str, Location]]:
    """Return the rules of a `_redirects` that a writer has put into `content/`."""
    output = checked.outputs.get("_redirects")
    raw = checked.read("_redirects") if output and output.renderer == "copy" else None
    rules: dict[str, tuple[str, Location]] = {}
    for number, line in enumerate((raw or b"").decode("utf-8", "replace").splitlines(), start=1):
        old, new, *_status = [*line.partition("#")[0].split(), "", ""][:3]
        if new and "*" not in old and ":" not in old:
            inside = checked.inside(checked.absolute(new, "/"))
            if inside:
                rules[_bare(old)] = (_bare(inside[0]), Location("content/_redirects", number))
    return rules


def _bare(path: str) -> str:
    return unquote(path).rstrip("/") or "/"


# ---- drafts


def leaked_draft(checked: Checked) -> Iterator[Problem]:
    """A draft, or a post whose date is to come, that is in the published site."""
    states = checked.prepared.site.structure.withheld
    for key, path in checked.withheld.items():
        state, file = states.get(key), page_file(path)
        if (
            state in (State.DRAFT, State.SCHEDULED)
            and file in checked.published
            and file not in checked.outputs
        ):
            what = "a draft" if state is State.DRAFT else "not to be published yet"
            message = f"this is {what}, and {path} is in the published site"
            hint = "build again, without --drafts and --future, before you upload it"
            yield Problem(Location(f"content/{key}"), "leaked-draft", message, hint)
