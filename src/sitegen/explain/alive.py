"""Which addresses are alive: a page or file of the site of today is there, and no redirect."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.build import Request, look, prepare
from sitegen.content.scan import scan_content
from sitegen.memory import Memory, with_a_look
from sitegen.paths import answering_files, decoded_path
from sitegen.plan.texts import is_redirect


def find_alive(request: Request, urls: Iterable[str]) -> dict[str, str]:
    """Return which of *urls*, addresses of the site, are alive, each with its source (see `Output`).

    Nothing is built, nothing is written.
    """
    given = look(request)

    def use(memory: Memory) -> dict[str, str]:
        prepared = prepare(given, scan_content(given.content, given.settings.build.ignore), memory)
        sources = {one.path: one.source for one in prepared.outputs if not is_redirect(one)}
        asked = {url: answering_files(decoded_path(url)) for url in urls}
        found = {url: next(filter(None, map(sources.get, files)), "") for url, files in asked.items()}
        return {url: source for url, source in found.items() if source}

    return with_a_look(request.memory, use)
