"""Links to other sites: politely asked, within bounds, and not again for a week.

A host is asked one thing at a time, some hosts at once; `HEAD` first, `GET` (whose body is not read) where a
host does not know it.  What has no certain answer (a host is busy, forbids robots, wants a password) is no
finding.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag, urlsplit

from msgspec import Struct

from sitegen import __version__
from sitegen.checks.checked import Checked
from sitegen.checks.rules import Rule
from sitegen.config.read import SITE_FILE
from sitegen.content.names import is_whole_url
from sitegen.errors import Location, Problem
from sitegen.markup.written import Mention
from sitegen.memory import FOLDER
from sitegen.paths import replace_file
from sitegen.patterns import regex
from sitegen.progress import Progress, counted, silent

if TYPE_CHECKING:
    import httpx

HOSTS = 8
"""How many hosts are asked at once."""
PAUSE = 0.5
"""How long a host is left in peace between two questions, in seconds."""
TIMEOUT = 10.0
"""How long an answer may take, in seconds."""
MOST = 2000
"""How many links are asked about in one go; the others wait for the next."""
FRESH = 7 * 86_400
"""For how long an answer is believed, in seconds; a bad one is asked for again."""
_FILE = "outgoing.json"
_NOT_HEAD = frozenset({400, 403, 404, 405, 406, 429, 500, 501, 503})
"""Answers to HEAD after which GET may be answered otherwise."""
_ERRNO = regex(r"^\[Errno -?\d+\] ")
_GONE = frozenset({404, 410, 451})
DEAD_LINK = Rule(
    "dead-link",
    "A link to another site that does not answer as it should (--external).",
    "warning",
    lambda _checked: (),
)

Answers = Mapping[str, str]
"""What is wrong with each URL that was asked for, in words; nothing: it is fine, or nobody knows."""
_UNREACHED = "can't be reached"


def dead_links(checked: Checked, progress: Progress = silent, pause: float = PAUSE) -> Iterator[Problem]:
    """Yield the links of texts to other sites that lead to nothing."""
    found: dict[str, list[tuple[str, Mention]]] = {}
    for key in checked.with_notes:
        for mention in {mention.at: mention for mention in checked.mentions(key)}.values():
            url = urldefrag(mention.target).url
            if is_whole_url(url) and url.startswith(("http://", "https://")) and not checked.inside(url):
                found.setdefault(url, []).append((key, mention))
    asked = ask_all(found, checked.prepared.given.request.site / FOLDER / _FILE, progress, pause)
    if asked.waiting:
        message = f"links to other sites that were not asked for yet: {asked.waiting:,} of {len(found):,}"
        yield Problem(Location(SITE_FILE), "dead-link", message, "check again; those that were fine can wait")
    if asked.offline:
        message = f"no other site can be reached: {asked.offline}"
        hint = "is this machine online? nothing is known of the links to them"
        yield Problem(Location(SITE_FILE), "dead-link", message, hint)
        return
    answers = asked.answers
    for url, mentions in found.items():
        for key, mention in mentions if answers.get(url) else ():
            message = f"{url} {answers[url]}"
            yield checked.in_body(
                key, "dead-link", message, mention.at, mention.width, "link to another place"
            )


class Asked(NamedTuple):
    """What became of links: *answers*, how many are *waiting* for the next time, and why no host at all could
    be reached, in words (*offline*)."""

    answers: Answers
    waiting: int
    offline: str


def ask_all(urls: Iterable[str], cache: Path, progress: Progress = silent, pause: float = PAUSE) -> Asked:
    """Ask for *urls*; what was fine within the last week, says the file *cache*, is not asked for again."""
    now = time.time()
    known = {url: at for url, at in _read(cache).items() if 0 <= now - at < FRESH}
    wanted = [url for url in urls if url not in known]
    by_host: dict[str, list[str]] = {}
    for url in wanted[:MOST]:
        by_host.setdefault(urlsplit(url).netloc.lower(), []).append(url)
    answers: dict[str, str] = {}
    with _client() as client, ThreadPoolExecutor(HOSTS) as pool:
        asking = pool.map(lambda of_host: [*_ask_host(client, of_host, pause)], by_host.values())
        for said in counted(asking, "links", len(by_host), progress):
            for answer in said:
                answers[answer.url] = answer.wrong
                if answer.fine:
                    known[answer.url] = now
        offline = _why_offline(client, answers, len(by_host), known)
    _write(cache, known)
    return Asked(answers, len(wanted[MOST:]), offline)


def _why_offline(client: httpx.Client, answers: Answers, hosts: int, known: Iterable[str]) -> str:
    """Return why this machine reaches nobody; empty: it does, or it may be the fault of the only host.

    Where all *hosts* that were asked are silent they may be the ones that are gone, and the others *known*:
    one of those tells.
    """
    if hosts < 2 or not all(wrong.startswith(_UNREACHED) for wrong in answers.values()):
        return ""
    reached = any(not ask(client, url).wrong.startswith(_UNREACHED) for url in [*known][:1])
    return "" if reached else next(iter(answers.values())).removeprefix(f"{_UNREACHED}: ")


class Answer(Struct, frozen=True):
    """What became of a question: it is *fine*, or *wrong* in these words, or neither is known."""

    url: str
    fine: bool
    wrong: str = ""


def _client() -> httpx.Client:
    import httpx

    agent = f"sitegen/{__version__} (checks the links of a site)"
    return httpx.Client(
        timeout=TIMEOUT,
        follow_redirects=True,
        max_redirects=5,
        headers={"User-Agent": agent, "Accept": "*/*"},
    )


def _ask_host(client: httpx.Client, urls: Iterable[str], pause: float) -> Iterator[Answer]:
    """Ask one host for *urls*, one after the other; a host that does not answer is not asked again."""
    silence = ""
    for number, url in enumerate(urls):
        if silence:
            yield Answer(url, fine=False, wrong=silence)
            continue
        if number:
            time.sleep(pause)
        answer = ask(client, url)
        silence = answer.wrong if answer.wrong.startswith(_UNREACHED) else ""
        yield answer


def ask(client: httpx.Client, url: str) -> Answer:
    """Ask for one URL."""
    import httpx

    try:
        status = client.head(url).status_code
        if status in _NOT_HEAD:
            with client.stream("GET", url) as response:
                status = response.status_code
    except httpx.TooManyRedirects:
        return Answer(url, fine=False, wrong="leads from one redirect to the next without end")
    except (httpx.TimeoutException, httpx.RemoteProtocolError):
        return Answer(url, fine=False)  # it may be busy
    except httpx.TransportError as error:
        return Answer(url, fine=False, wrong=f"{_UNREACHED}: {_ERRNO.sub('', str(error))}")
    except (httpx.InvalidURL, ValueError) as error:
        return Answer(url, fine=False, wrong=f"is no URL: {error}")
    wrong = f"is not there any more ({status})" if status in _GONE else ""
    return Answer(url, fine=status < 400, wrong=wrong)


def _read(cache: Path) -> dict[str, float]:
    """Return when each URL was fine the last time; what can't be read is forgotten."""
    try:
        found = json.loads(cache.read_text("utf-8"))
        return {str(url): float(at) for url, at in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _write(cache: Path, known: Mapping[str, float]) -> None:
    """Remember what was fine; where that can't be written, it is asked for again."""
    try:
        cache.parent.mkdir(exist_ok=True)
        replace_file(cache, json.dumps(dict(sorted(known.items())), indent=0).encode())
    except OSError:
        return
