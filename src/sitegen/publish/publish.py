"""Publish a whole site at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sitegen.publish.published import read_published
from sitegen.publish.stage import Published, stage
from sitegen.render.content import Content

__all__ = ["Content", "Published", "publish"]


def publish(contents: Mapping[str, Content], output: Path) -> Published:
    """Make the files of the folder *output* those of *contents*; files that sitegen did not make stay.

    Raises `SetupError` when a file can't be read or written, or is in the way; nothing has changed then.
    """
    with stage(contents, (), read_published(output)) as staged:
        for path, content in contents.items():
            staged.note(path, staged.keep(path, content))
        staged.finish()
        return staged.switch()
