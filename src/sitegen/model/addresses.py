"""The ledger of addresses, `urls.txt`: every address that the site has published, and what became of it.

One line an address, sorted, so that version control merges it.  An address is a path from the site's root as
it stands in URLs:

    /about/ = about.md                  it is that of a text or file of `content/`
    /tags/trust/                        of a list, a feed
    /old/ -> /new/                      readers are sent on, by the writer's decision
    /gone/ gone                         there is nothing any more, by the writer's decision
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
from sitegen.paths import replace_file, why_unanswered

LEDGER = "urls.txt"
"""The file of the site's folder."""
HEAD = """\
# Every address that this site has published; sitegen keeps this file. Commit it with the texts.
# sitegen urls redirect OLD NEW and sitegen urls gone OLD say what becomes of one that is lost.
"""
_LINE = re.compile(r"(?P<url>/\S*)(?:\s+=\s+(?P<key>\S.*)|\s+->\s+(?P<to>\S+)|\s+(?P<gone>gone))?")
_TO = re.compile(r"/(?!/)\S*|https?://[^/\s]\S*", re.IGNORECASE)
_RULE = "syntax"
_NO_QUERY = "take the line out; only your host can send such readers on"
_NOBODYS = re.compile(r"(.+\.)?(test|example|invalid|localhost|example\.(com|net|org))|127\..*|::1")
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
    what readers get."""

    known: Mapping[str, Address] = {}
    kept: bool = False
    guards: bool = False


NO_LEDGER = Addresses()


def parse_addresses(text: str) -> tuple[Addresses, tuple[Problem, ...]]:
    """Return the ledger that is written in *text*, and what is wrong with it."""
    known: dict[str, Address] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        written = line.partition("#")[0].strip() if line.lstrip().startswith("#") else line.strip()
        if not written:
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
    return Addresses(dict(sorted(known.items())), kept=True), tuple(problems)


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


def write_addresses(addresses: Iterable[Address]) -> str:
    """Return the text of a ledger."""
    return HEAD + "".join(f"{one}\n" for one in sorted(addresses, key=lambda one: one.url))


def with_published(ledger: Addresses, published: Mapping[str, str]) -> Addresses:
    """Return *ledger* with all that is *published* (URL -> key); what is there again is no redirect."""
    known = dict(ledger.known)
    for url, key in published.items():
        old = known.get(url)
        if old is None or old.decided or old.key != key:
            known[url] = Address(url, key)
    return Addresses(dict(sorted(known.items())), ledger.kept, ledger.guards)


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
        return plain_lines((site / LEDGER).read_text("utf-8-sig", "replace"))
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
