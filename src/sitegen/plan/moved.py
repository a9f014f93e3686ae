"""What becomes of addresses that were published and are no page any more: redirects, 410, or a problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import unquote

from msgspec import Struct

from sitegen.config.located import Span
from sitegen.content.names import is_picture, is_whole_url
from sitegen.errors import Location, Problem
from sitegen.model.addresses import LEDGER, Address, Addresses, follow
from sitegen.model.permalinks import SEARCH_PATH
from sitegen.model.records import State, Structure
from sitegen.model.structure import Structured
from sitegen.paths import answering_files, collision_key, decoded_path, quote_path, redirect_file
from sitegen.patterns import regex
from sitegen.plan.output import SEARCH_PAGE, Output, html

_FEEDS = frozenset({"rss", "atom", "json"})
_OF_HOSTS = frozenset({"404.html", "_redirects", "_headers", "robots.txt", "sitemap.xml"})
"""Files that are no addresses for readers."""
_DAY = regex(r"\d{4}-\d\d-\d\d-(?=.)")
COMPARED = 50_000
"""How many pairs of a lost and a new URL are compared letter by letter in a build, in a second or two."""

NAMESAKES = 20
"""Of how many pages of one name it may be guessed which of them another one has become."""


class Moved(Struct, frozen=True):
    """What the ledger of addresses adds to a plan: *redirects* (old URL, new URL, rooted), what is *gone*,
    pages for hosts that know no `_redirects`, and what is lost."""

    redirects: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()
    outputs: tuple[Output, ...] = ()
    problems: tuple[Problem, ...] = ()


def settle(made: Structured, outputs: Sequence[Output]) -> Moved:
    """Return what becomes of the addresses of the ledger that none of the *outputs* answers."""
    ledger, structure = made.addresses, made.structure
    if not ledger.kept:
        return Moved()
    files = {output.path for output in outputs} | made.later
    paths = {key: quote_path(path) for key, path in structure.paths.items()}
    redirects: list[tuple[str, str]] = []
    gone: list[str] = []
    pages: list[Output] = []
    lost: list[Address] = []
    for url, one in ledger.known.items():
        if _answers(files, url):
            continue
        new = next((to for to in follow(ledger, url, paths) if is_whole_url(to) or _answers(files, to)), "")
        old = structure.urls.rooted(url)
        if new:
            redirects.append((old, structure.urls.rooted(new)))
            pages += _page(one, structure.urls.rooted(new))
        elif one.gone:
            gone.append(old)
        elif ledger.guards and structure.withheld.get(one.key) is not State.EXPIRED:
            lost.append(one)
    all_read = State.REFUSED not in structure.withheld.values()  # else it may come back with a text
    problems = tuple(_problems(lost, made, paths, outputs)) if lost and all_read else ()
    return Moved(tuple(redirects), tuple(gone), tuple(_with_room(pages, files)), problems)


def _answers(files: set[str], url: str) -> bool:
    return any(file in files for file in answering_files(decoded_path(url)))


def _page(one: Address, new: str) -> Iterator[Output]:
    """Yield the page that sends readers on, where the old address is that of a page."""
    path = unquote(one.url)
    file = redirect_file(path)
    if file.endswith((".html", ".htm")):
        arguments = html("redirect.html", "redirect", path, new)
        yield Output(file, "html", arguments, LEDGER, span=Span(max(one.line, 1), 1, len(one.url)))


def _with_room(pages: Sequence[Output], files: Iterable[str]) -> Iterator[Output]:
    """Yield those of *pages* that can stand beside the *files*.

    Where only capitals of an address have changed, none can, and readers are sent on by hosts that read
    `_redirects`.
    """
    taken = {collision_key(file) for file in files} if pages else ()
    yield from (page for page in pages if collision_key(page.path) not in taken)


def _problems(
    lost: Sequence[Address], made: Structured, paths: Mapping[str, str], outputs: Sequence[Output]
) -> Iterator[Problem]:
    """Yield the problem of each *lost* address; those of one text are redirected by one command."""
    known = made.addresses.known
    together: dict[tuple[str, str], list[Address]] = {}
    for one in lost:
        key = _key(one, known)
        together.setdefault((key, "" if key else one.url), []).append(one)
    published = published_addresses(made.structure, outputs)
    folders = _moved_folders([one.url for one in lost], published)
    lists = [url for url, key in published.items() if not key]
    places = _Places(known.values(), paths, [url for url in lists if url not in known])
    for (key, _url), group in together.items():
        urls = [one.url for one in group]
        if len(urls) == 1 and (folder := _folder_of(urls[0], folders, published)):
            yield _lost(group[0], made, f'sitegen urls redirect "{folder}*" "{folders[folder]}*"')
            continue
        new = "" if key else places.of_list(_end(group[0].url, known))
        if not new and (key or group[0].to):
            new = places.of_text(key, urls)
        command = " ".join(["sitegen urls redirect", *urls, new or "/NEW/"])
        for one in group:
            yield _lost(one, made, command)


def _moved_folders(lost: Iterable[str], published: Collection[str]) -> dict[str, str]:
    """Return the folders that have evidently moved, as those of tags do with their `[permalinks]`, each with
    where it is now: nothing is below it any more, and several of the *lost* URLs have their like there."""
    alike = dict[str, list[str]]()
    for url in published:
        alike.setdefault(_tail(url), []).append(url)
    found = dict[str, Counter[str]]()
    for url in lost:
        candidates = [] if _is_period(url) else alike.get(_tail(url), [])
        for there in candidates if len(candidates) <= NAMESAKES else ():
            old, new = _parted(url, there)
            found.setdefault(old, Counter())[new] += 1
    moved = dict[str, str]()
    for old, places in found.items():
        (new, most), *others = places.most_common(2)
        clear = most > 1 and all(number < most for _place, number in others)
        if clear and not any(url.startswith(old) for url in published):
            moved[old] = new
    return moved


def _parted(old: str, new: str) -> tuple[str, str]:
    """Return two URLs without the folders and the name that both end with: `/tags/`, `/topics/`."""
    pairs = zip(reversed(old.split("/")), reversed(new.split("/")), strict=False)
    alike = [part for part, _same in takewhile(lambda pair: pair[0] == pair[1], pairs)]
    end = "/".join(reversed(alike))
    return old.removesuffix(end), new.removesuffix(end)


def _folder_of(url: str, folders: Mapping[str, str], published: Container[str]) -> str:
    """Return that of the *folders* with which *url* has moved, or nothing."""
    for old, new in folders.items():
        if url.startswith(old) and new + url.removeprefix(old) in published:
            return old
    return ""


def _key(one: Address, known: Mapping[str, Address]) -> str:
    """Return the key of what the address was of, or of what it was to lead to; empty: nothing is known."""
    for to in (one.url, *follow(Addresses(known), one.url, {})):
        if to in known and known[to].key:
            return known[to].key
    return ""


def _end(url: str, known: Mapping[str, Address]) -> str:
    """Return where readers of *url* were to end."""
    *_, end = url, *follow(Addresses(known), url, {})
    return end


def _lost(one: Address, made: Structured, command: str) -> Problem:
    state = made.structure.withheld.get(one.key)
    if one.to:
        message = f"{one.url} is to lead to {one.to}, and nothing is there"
    elif state in (State.DRAFT, State.SCHEDULED):
        what = "a draft" if state is State.DRAFT else "scheduled for later"
        message = f"{one.url} was published, and content/{one.key} is {what} now"
    else:
        message = f"{one.url} was published, and nothing is there now"
    # A list comes and goes with its posts; a text, or a file, was taken away by somebody.
    warning = not one.key and not one.to
    hint = "" if warning else f"if nobody has seen it yet, sitegen urls forget {one.url}; else "
    hint += f"{command}, or gone {one.url}"
    place = Location(LEDGER, max(one.line, 1), 1)
    return Problem(place, "lost-url", message, hint, str(one), len(one.url), warning=warning)


class _Places:
    """Tells where texts and lists evidently are now, by what the ledger knew of them, the *paths* of today
    and the *lists* that were not there before."""

    def __init__(self, known: Iterable[Address], paths: Mapping[str, str], lists: Iterable[str]) -> None:
        kept, there = [*known], frozenset(paths.values())
        before = {one.key for one in kept}
        self._taken_over = {one.key: one.url for one in kept if one.key and one.url in there}
        self._new = {key: url for key, url in paths.items() if key not in before}
        self._texts = {url: _named(new) for new, url in self._new.items()}
        self._left = COMPARED
        self._lists: dict[str, list[str]] = {}
        for url in lists:
            if not _is_period(url):
                self._lists.setdefault(_tail(url), []).append(url)

    def of_list(self, url: str) -> str:
        """Return the URL of the only new list that is called as the one at *url* was, or nothing."""
        alike = self._lists.get(_tail(url), [])
        return alike[0] if len(alike) == 1 else ""

    def of_text(self, key: str, urls: Iterable[str]) -> str:
        """Return the URL to which the text of a *key*, at *urls* once, has gone: one that it had, where a
        text is now; that of the only new text of its name in another folder, or of its day in the same one;
        else that which is written most like one of them, if any is."""
        if url := self._taken_over.get(key):
            return url
        folder, name, day = _named(key)
        texts = self._texts if name else {}
        found = [url for url, text in texts.items() if text.name == name]
        found = found or [
            url for url, text in texts.items() if day and (text.folder, text.day) == (folder, day)
        ]
        if len(found) == 1:
            return found[0]
        return next(filter(None, map(self._most_like, urls)), "")

    def _most_like(self, url: str) -> str:
        """Return the new URL that is written most like *url*, if any is; nothing when enough was compared."""
        if self._left < len(self._new):
            return ""
        from difflib import get_close_matches  # where no address is lost, nobody need wait for it

        self._left -= len(self._new)
        return next(iter(get_close_matches(url, self._new.values(), 1, 0.6)), "")


def _tail(url: str) -> str:
    """Return by what a list is known wherever it is: `kaffee/`, `kaffee/feed.xml`."""
    return "/".join(url.split("/")[-2:])


def _is_period(url: str) -> bool:
    """Tell whether a list is called like a month, which is another one in each year."""
    return _tail(url).strip("/").isdigit()


class _Named(NamedTuple):
    """What the key of a text tells: its *folder*, its *name* without day and suffix, its *day*, if any."""

    folder: str
    name: str
    day: str


def _named(key: str) -> _Named:
    folder, _, file = key.rpartition(".")[0].removesuffix("/index").rpartition("/")
    day = _DAY.match(file)
    return _Named(folder, file[day.end() :] if day else file, day[0] if day else "")


def published_addresses(structure: Structure, outputs: Iterable[Output]) -> dict[str, str]:
    """Return the addresses that are to be kept, each with the key of what it is made from: those of texts,
    lists, feeds, files and the search; not pictures nor the further pages of a list, which come and go."""
    found = {quote_path(path): key for key, path in structure.paths.items()}
    for output in outputs:
        if output.renderer == "html" and output.listed:
            found.setdefault(quote_path(output.listed), "")
        elif output.arguments == SEARCH_PAGE:  # and no redirect to be found in its place
            found.setdefault(quote_path(SEARCH_PATH), "")
        elif output.renderer in _FEEDS:
            found[quote_path(f"/{output.path}")] = ""
        elif output.renderer == "copy" and output.path not in _OF_HOSTS and not is_picture(output.path):
            found[quote_path(f"/{output.path}")] = str(output.arguments[0])
    return found
