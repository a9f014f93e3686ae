"""Render a site without publishing it, and without making its pictures."""

from __future__ import annotations

from pathlib import Path

from sitegen.build import Request, look, prepare
from sitegen.content.scan import scan_content
from sitegen.incremental.answers import recording
from sitegen.memory import Memory, with_a_look
from sitegen.render.rendering import RENDERERS

WORDS = frozenset({"html", "rss", "atom", "json"})


def rendered(site: Path, as_of: str = "2026-06-01") -> dict[str, bytes]:
    """Return the pages and feeds of the folder *site*, drafts among them, by path."""
    given = look(Request(site, as_of=as_of, drafts=True, future=True))
    scan = scan_content(given.content, given.settings.build.ignore)

    def render(memory: Memory) -> dict[str, bytes]:
        prepared = prepare(given, scan, memory)
        assert [problem for problem in prepared.problems if not problem.warning] == []
        made = {}
        for output in prepared.outputs:
            if output.renderer in WORDS:
                with recording():
                    content = RENDERERS[output.renderer](prepared.kit, *output.arguments)
                assert isinstance(content, bytes)
                made[output.path] = content
        return made

    return with_a_look(site, render)
