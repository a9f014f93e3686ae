"""While related posts are chosen elsewhere, what shows none is rendered."""

from __future__ import annotations

from itertools import count

import pytest

from sitegen.build import Request, look, prepare
from sitegen.content.scan import scan_content
from sitegen.memory import with_a_look
from sitegen.render.rendering import render_all


@pytest.mark.parametrize("patience", [0, 3, 1000])
def test_only_what_shows_no_related_posts_is_rendered_while_they_are_waited_for(blog, patience):
    for number in range(12):
        blog.write(f"posts/post-{number}.md", tags=["a"])
    blog.write("about.md")
    looks, rendered, settled = count(), list[str](), list[int]()

    def render(memory):
        given = look(Request(blog.folder, as_of="2026-01-01"))
        prepared = prepare(given, scan_content(given.content), memory)
        waiting = (lambda: next(looks) < patience, lambda: settled.append(len(rendered)))
        outputs, kit = prepared.outputs, prepared.kit
        for one in render_all(outputs, kit, prepared.site, prepared.sources.texts, waiting=waiting):
            rendered.append(one.path)
        return {output.path for output in outputs}

    planned = with_a_look(blog.folder / ".sitegen", render)

    assert sorted(rendered) == sorted(planned)
    (first,) = settled
    assert first >= min(patience, 3)
    assert not [
        path for path in rendered[:first] if path.startswith("2024/01/post-") or path == "about/index.html"
    ]
