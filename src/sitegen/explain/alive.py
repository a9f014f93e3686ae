"""Which addresses are alive: a page or file of the site of today is there, or what a text sends on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sitegen.build import Request, look, prepare
from sitegen.content.scan import scan_content
from sitegen.memory import Memory, with_a_look
from sitegen.model.addresses import LEDGER
from sitegen.paths import answering_files, decoded_path
from sitegen.plan.texts import is_redirect


class Answering(NamedTuple):
    """What answers an address: its *source* (see `Output`), and whether it *sends_on* by `redirect_from`."""

    source: str
    sends_on: bool


def find_answering(request: Request, urls: Iterable[str]) -> dict[str, Answering]:
    """Return which of *urls*, addresses of the site, are answered, by anything but the ledger.

    Nothing is built, nothing is written.
    """
    given = look(request)

    def use(memory: Memory) -> dict[str, Answering]:
        prepared = prepare(given, scan_content(given.content, given.settings.build.ignore), memory)
        answers = {
            one.path: Answering(one.source, is_redirect(one))
            for one in prepared.outputs
            if one.source != LEDGER
        }
        asked = {url: answering_files(decoded_path(url)) for url in urls}
        found = {url: next(filter(None, map(answers.get, files)), None) for url, files in asked.items()}
        return {url: answer for url, answer in found.items() if answer}

    return with_a_look(request.memory, use)
