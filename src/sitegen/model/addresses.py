"""The ledger of addresses, `urls.txt`: every address that the site has published, and what became of it.

One line an address, sorted, so that version control merges it.  An address is a path from the site's root as
it stands in URLs:

    /about/ = about.md                  it is that of a text or file of `content/`
    /tags/trust/                        of a list, a feed
    /old/ -> /new/                      readers are sent on, by the writer's decision
    /gone/ gone                         there is nothing any more, by the writer's decision

Remarks of the writer (`# …`) stay with the line below them, or at the top where there is an empty one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec import Struct

from sitegen.config.encoding import plain_lines
from sitegen.config.unmerged import UNMERGED
from sitegen.errors import Location, Problem, ProblemsError
from sitegen.paths import read_plain_file, replace_file, why_unanswered
from sitegen.patterns import regex

LEDGER = "urls.txt"
"""The file of the site's folder."""
HEAD = """\
# Every address that this site has published; sitegen keeps this file. Commit it with the texts.
# sitegen urls redirect OLD NEW and sitegen urls gone OLD say what becomes of one that is lost.
"""
_HEAD_LINES = frozenset(HEAD.splitlines())
_LINE = regex(r"(?P<url>/\S*)(?:\s+=\s+(?P<key>\S.*)|\s+->\s+(?P<to>\S+)|\s+(?P<gone>gone))?")
_TO = regex(r"/(?!/)\S*|https?://[^/\s]\S*", re.IGNORECASE)
_RULE = "syntax"
_NO_QUERY = "take the line out; only your host can send such readers on"
_NOBODYS = regex(r"(.+\.)?(test|example|invalid|localhost|example\.(com|net|org))|127\..*|::1")
"""Names that nobody can own (RFC 2606, RFC 6761), and those of the machine itself."""


class Address(NamedTuple):
    """A line of the ledger: the *url*, a path; the *key* below `content/` of what it was made from last;
    where it leads *to*; or that it is *gone*.  *line* is where it stands, 0: it is new."""

    url: str
    key: str = ""
    to: str = ""
    gone: bool = False
    line: int = 0

    @property
    def decided(self) -> bool:
        """Whether the writer has said what becomes of it."""
        return self.gone or bool(self.to)

    def __str__(self) -> str:
        if self.decided:
            return f"{self.url} gone" if self.gone else f"{self.url} -> {self.to}"
        return f"{self.url} = {self.key}" if self.key else self.url


class Addresses(Struct, frozen=True):
    """The ledger, by URL; *kept*: there is one; *guards*: what is lost is a problem, since the build is of
    what readers get.  *remarks* are the writer's lines above each URL, or above all (under an empty one)."""

    known: Mapping[str, Address] = {}
    kept: bool = False
    guards: bool = False
    remarks: Mapping[str, tuple[str, ...]] = {}


NO_LEDGER = Addresses()


def parse_addresses(text: str) -> tuple[Addresses, tuple[Problem, ...]]:
    """Return the ledger that is written in *text*, and what is wrong with it."""
    known: dict[str, Address] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        written = line.strip()
        if not written or written.startswith("#"):
            continue
        match = _LINE.fullmatch(written)
        if match is None:
            problems.append(_problem(number, line, *_why(written)))
            continue
        if reason := why_unanswered(match["url"]):
            problems.append(_problem(number, line, f"this is no address of the site: {reason}", _NO_QUERY))
            continue
        if match["to"] and not leads_somewhere(match["to"]):
            hint = "write a path such as /about/ or a whole URL"
            problems.append(_problem(number, line, f"{match['to']!r} leads to no page", hint))
            continue
        one = Address(match["url"], match["key"] or "", match["to"] or "", bool(match["gone"]), number)
        other = known.get(one.url)
        if other and other.decided and one.decided and (other.to, other.gone) != (one.to, one.gone):
            message = f"line {other.line} says something else of {one.url}"
            problems.append(_problem(number, line, message, "leave one of the two"))
        elif other is None or one.decided or not other.decided:
            known[one.url] = one
    remarks = _remarks(text) if "#" in text.removeprefix(HEAD) else {}
    return Addresses(dict(sorted(known.items())), kept=True, remarks=remarks), tuple(problems)


def _remarks(text: str) -> dict[str, tuple[str, ...]]:
    """Return the remarks in the *text* of a ledger, each under the URL above which it stands."""
    found: dict[str, tuple[str, ...]] = {}
    above: tuple[str, ...] = ()
    for line in [*text.split("\n"), ""]:
        written = line.strip()
        if not written.startswith("#"):
            url = written.split(maxsplit=1)[0] if written else ""
            found[url] = found.get(url, ()) + above
            above = ()
        elif written not in _HEAD_LINES:
            above += (written,)
    return {url: lines for url, lines in found.items() if lines}


def leads_somewhere(to: str) -> bool:
    """Tell whether readers can be sent *to* that: a path from the site's root, or a whole URL."""
    return bool(_TO.fullmatch(to))


def _why(written: str) -> tuple[str, str]:
    if re.match(r"<{7}|={7}|>{7}", written):
        return (
            UNMERGED,
            "keep the addresses of both, in any order",
        )
    return "this is no address of the site", "write /old/, /old/ = about.md, /old/ -> /new/ or /old/ gone"


def _problem(number: int, line: str, message: str, hint: str) -> Problem:
    column = len(line) - len(line.lstrip()) + 1
    return Problem(Location(LEDGER, number, column), _RULE, message, hint, line, len(line.strip()))


def write_addresses(
    addresses: Iterable[Address], remarks: Mapping[str, tuple[str, ...]] = NO_LEDGER.remarks
) -> str:
    """Return the text of a ledger with the *remarks* of its writer: those on an address that is not there
    any more stand at the top."""
    ordered = sorted(addresses, key=lambda one: one.url)
    there = {one.url for one in ordered}
    top = [line for url, lines in remarks.items() if url not in there for line in lines]
    lines = [line for one in ordered for line in (*remarks.get(one.url, ()), str(one))]
    return HEAD + "".join(f"{line}\n" for line in [*top, *([""] if top else []), *lines])


def with_published(ledger: Addresses, published: Mapping[str, str]) -> Addresses:
    """Return *ledger* with all that is *published* (URL -> key); what is there again is no redirect."""
    known = dict(ledger.known)
    for url, key in published.items():
        old = known.get(url)
        if old is None or old.decided or old.key != key:
            known[url] = Address(url, key)
    return Addresses(dict(sorted(known.items())), ledger.kept, ledger.guards, ledger.remarks)


def follow(ledger: Addresses, url: str, paths: Mapping[str, str]) -> Iterator[str]:
    """Yield the addresses to which *url* leads, one after the other: by decision, or since its text is
    elsewhere now (*paths* has the URLs of texts by key).  It ends before a circle would begin."""
    seen = {url}
    while True:
        one = ledger.known.get(url)
        new = one.to or paths.get(one.key, "") if one and not one.gone else ""
        if not new or new in seen:
            return
        yield new
        seen.add(new)
        url = new


def has_readers(url: str) -> bool:
    """Tell whether a site with this URL can be read by others: nobody has ever seen one at `example.org`."""
    return not _NOBODYS.fullmatch((urlsplit(url).hostname or "localhost").lower())


# ---- the file


def read_raw(site: Path) -> str | None:
    """Return the text of the ledger of a site; None: it keeps none."""
    try:
        return plain_lines(read_plain_file(site / LEDGER).decode("utf-8-sig", "replace"))
    except FileNotFoundError:
        return None


def read_ledger(site: Path) -> Addresses:
    """Return the ledger of a site, to change it.  Raises `ProblemsError`."""
    raw = read_raw(site)
    ledger, problems = parse_addresses(raw) if raw is not None else (NO_LEDGER, ())
    if problems:
        raise ProblemsError(problems)
    return ledger


def write_ledger(site: Path, text: str) -> None:
    """Put *text* in the place of the ledger of a site, at once.  Raises OSError."""
    replace_file(site / LEDGER, text.encode())
