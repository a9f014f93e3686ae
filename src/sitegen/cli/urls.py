"""`sitegen urls`: the ledger of all addresses that were published."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from sitegen.build import Request
from sitegen.cli.options import site_option
from sitegen.cli.output import count
from sitegen.config.read import read_settings
from sitegen.content.names import is_whole_url
from sitegen.errors import UsageError
from sitegen.model.addresses import (
    LEDGER,
    Address,
    leads_somewhere,
    read_ledger,
    write_addresses,
    write_ledger,
)
from sitegen.model.urls import make_urls
from sitegen.paths import why_unanswered
from sitegen.patterns import regex

if TYPE_CHECKING:
    from sitegen.explain.alive import Answering

_FIRST = regex(r"/\d{4}/\d{2}/(?P<slug>[^/]+)/")
"""An address as feeds name posts by default (see `first_permalink`)."""


@click.group(name="urls")
def command() -> None:
    """Keep the addresses that were published: none is lost without a decision.

    The first build of a site with an address of its own begins urls.txt. Each build of the site (without
    --drafts, --future, --as-of, --base-url and --output) notes new addresses in it, and refuses to lose one.
    """


@command.command(short_help="Begin urls.txt where no build does.")
@site_option
def start(site: Path) -> None:
    """Begin urls.txt where no build does: at an address such as example.org, or with [build] urls = false."""
    read_settings(site)  # says it where there is no site
    file = site / LEDGER
    if file.exists():
        click.echo(f"{LEDGER} is there already: {count(len(read_ledger(site).known), 'address')} in it.")
        return
    write_ledger(site, write_addresses(()))
    click.echo(f"{file}: the next sitegen build notes all addresses in it. Commit it with your texts.")


@command.command(short_help="Send readers of old addresses on.")
@click.argument("old", nargs=-1, required=True)
@click.argument("new")
@site_option
def redirect(old: tuple[str, ...], new: str, site: Path) -> None:
    """Send readers of the address OLD, or of several, on to NEW, an address of the site or a whole URL.

    "/old/*" stands for all lost addresses that begin so; with "/new/*" for those whose ends are there.
    """
    addresses = [one for url in old for one in _sent_on(url, new, site)]
    for address in addresses:
        if address.url == address.to:
            raise UsageError(f"{address.url} can't lead to itself")
    known = read_ledger(site).known
    _decide(site, addresses)
    _tell_of_feeds(site, [known[one.url] for one in addresses if one.url in known and one.to.startswith("/")])


@command.command(short_help="Declare that there is nothing at an address any more.")
@click.argument("old", nargs=-1, required=True)
@site_option
def gone(old: tuple[str, ...], site: Path) -> None:
    """Declare that there is nothing at the address OLD, or at several, any more, for ever (410).

    "/old/*" stands for all lost addresses that begin so.
    """
    _decide(site, [Address(url, gone=True) for named in old for url in _meant(named, site)])


@command.command(short_help="Take out an address that nobody has seen.")
@click.argument("old")
@site_option
def forget(old: str, site: Path) -> None:
    """Take the address OLD out, since it was never seen by anybody: it was built here and not published."""
    ledger = read_ledger(site)
    known, url = dict(ledger.known), _path(old, site)
    if known.pop(url, None) is None:
        raise UsageError(f"{LEDGER} has no address {url}")
    write_ledger(site, write_addresses(known.values(), ledger.remarks))
    click.echo(f"{url} is forgotten.")


def _sent_on(old: str, new: str, site: Path) -> list[Address]:
    """Return what is to be noted of the address *old*, or of those that it stands for."""
    urls = _meant(old, site)
    if not old.endswith("*"):
        return [Address(url, to=_one_target(new, site)) for url in urls]
    if not new.endswith("*"):
        return [Address(url, to=_target(new, site)) for url in urls]
    beginning, to = _old(old[:-1], site), _target(new[:-1], site)
    moved = {url: to + url.removeprefix(beginning) for url in urls}
    there = moved.values() if is_whole_url(to) else _answering(site, [*moved.values()])
    found = [Address(url, to=at) for url, at in moved.items() if at in there]
    if not found:
        raise UsageError(f"there is no page at {new} for any lost address that begins with {beginning}")
    return found


def _meant(old: str, site: Path) -> list[str]:
    """Return the address *old*, or all that are lost and begin as it does before its star."""
    known = read_ledger(site).known
    if not old.endswith("*") or _old(old, site) in known:
        return [_old(old, site)]
    beginning = _old(old[:-1], site)
    begun = [url for url, one in known.items() if url.startswith(beginning) and not one.decided]
    answering = _answering(site, begun)
    lost = [url for url in begun if url not in answering]
    if not lost:
        raise UsageError(f"no address that begins with {beginning} is lost")
    return lost


def _decide(site: Path, addresses: Sequence[Address]) -> None:
    ledger = read_ledger(site)
    sent_on = _refuse_alive(site, [address.url for address in addresses])
    known = {**ledger.known, **{address.url: address for address in addresses}}
    write_ledger(site, write_addresses(known.values(), ledger.remarks))
    for address in addresses:
        click.echo(f"{LEDGER}: {address}")
    for url, source in sent_on.items():
        click.echo(f"No effect on {url} yet: {source} has it in redirect_from, which comes first.")


def _tell_of_feeds(site: Path, lost: Sequence[Address]) -> None:
    """Say by which name feeds knew posts whose files have other names now: else they show them again."""
    urls = make_urls(read_settings(site).settings.site.url)
    for one in lost:
        match, file = _FIRST.fullmatch(one.url), one.key.removesuffix("/index.md").removesuffix(".md")
        if match and file.startswith("posts/") and file.endswith(match["slug"]):
            name = urls.absolute(urls.root + one.url.lstrip("/"))
            click.echo(
                "Feeds will show the post as a new one, unless its front matter has the old one's name:"
            )
            click.echo(f"    id: {name}")


def _refuse_alive(site: Path, urls: Sequence[str]) -> dict[str, str]:
    """Refuse to decide what becomes of a page that is there: the next build would take that back.  Return
    which of *urls* are decided about by texts, with their files."""
    sent_on: dict[str, str] = {}
    for url, (source, sends_on) in _answering(site, urls).items():
        if sends_on:
            sent_on[url] = source
            continue
        is_file = source.startswith("content/")
        what = f"move or delete {source} first" if is_file else f"it is made from {source}"
        raise UsageError(f"{url} is alive, so the next build would take that back: {what}")
    return sent_on


def _answering(site: Path, urls: Sequence[str]) -> Mapping[str, Answering]:
    from sitegen.explain.alive import find_answering

    return find_answering(Request(site), urls)


def _target(url: str, site: Path) -> str:
    """Return an address to which readers can be sent, as it stands in the ledger: a line, without blanks."""
    if not re.match("https?://", url, re.IGNORECASE):
        return _path(url, site)
    written = re.sub(r"[\s\x00-\x1f\x7f]", lambda blank: quote(blank[0]), url.strip())
    if not leads_somewhere(written) or not _is_text(url):
        raise UsageError(f"{url!r} leads to no page; write a path such as /about/ or a whole URL")
    return written


def _one_target(new: str, site: Path) -> str:
    """Return the address *new* as it stands in the ledger; with a star only where a page has one in its."""
    target = _target(new, site)
    if new.endswith("*") and not is_whole_url(target) and not _answering(site, [target]):
        raise UsageError(
            f'{new!r} stands for several addresses: write one, or OLD with a star too ("/old/*")'
        )
    return target


def _old(url: str, site: Path) -> str:
    """Return an address of which something is decided, as it stands in the ledger."""
    path = _path(url, site)
    if reason := why_unanswered(path):
        raise UsageError(f"{url!r} is no address of the site: {reason}")
    return path


def _path(url: str, site: Path) -> str:
    """Return an address of the *site* as it stands in the ledger, from the site's root."""
    urls = make_urls(read_settings(site).settings.site.url)
    if url.startswith(urls.origin + urls.root):
        url = f"/{url.removeprefix(urls.origin + urls.root)}"
    if not url.startswith("/") or url.startswith("//"):
        raise UsageError(f"{url!r} is no address of the site: it begins with /")
    if not _is_text(url):
        raise UsageError(f"{url!r} is no address of the site: it is not UTF-8")
    path = quote(url, safe="/-._~!$'()*,;=:@%?#&+")
    if urls.root != "/" and path.startswith(urls.root) and path not in read_ledger(site).known:
        below = f"/{path.removeprefix(urls.root)}"
        raise UsageError(f"addresses begin behind {urls.root}, the folder of the site: write {below}")
    return path


def _is_text(word: str) -> bool:
    """Tell whether a *word* of the command line is text; of any other bytes Python makes surrogates."""
    return not re.search("[\ud800-\udfff]", word)
