"""A whole site in a temporary folder, for tests that read like what a writer does."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.build import Report, Request, build, look, prepare
from sitegen.content.scan import scan_content
from sitegen.errors import Problem, ProblemsError
from sitegen.incremental.files import FileDigests
from sitegen.incremental.store import Store
from sitegen.memory import Memory
from sitegen.model.records import Site
from sitegen.paths import MANIFEST, output_path
from support.trees import Tree, read_tree

PLAIN_THEME = Path(__file__).parents[1] / "themes" / "plain"
SITE_TOML = """\
[site]
title = "A blog"
url = "https://example.org/"

[theme]
name = "plain"
"""


@dataclass(frozen=True, slots=True)
class Blog:
    """A site with the theme `plain`, built as of New Year 2026 unless the test says otherwise.

    The methods that write return the blog, so that calls can be chained.
    """

    folder: Path

    def write(self, name: str, body: str = "Words.", **front_matter: Any) -> Blog:
        """Write a text below `content/`: `write("posts/one.md", title="One", tags=["a"])`.

        Without a title it gets its file's name, and a post without a date one in 2024.
        """
        given = {"title": Path(name).stem, **front_matter}
        if name.startswith("posts/"):
            given.setdefault("date", "2024-01-01")
        head = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in given.items())
        return self.file(f"content/{name}", f"---\n{head}---\n{body}\n")

    def file(self, path: str, content: str | bytes) -> Blog:
        """Write any file, by its path from the site's folder."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def configure(self, more: str) -> Blog:
        """Add *more* (TOML) to the `site.toml` of the tests, of which `[theme]` is the last table."""
        return self.file("site.toml", f"{SITE_TOML}{more}\n")

    def delete(self, path: str) -> Blog:
        (self.folder / path).unlink()
        return self

    def build(self, **options: Any) -> Report:
        """Build into `public/`; *options* are those of `Request`."""
        return build(Request(**{"site": self.folder, "as_of": "2026-01-01", **options}))

    def site(self, **options: Any) -> Site:
        """Return what a build would ask about, with all words in memory; nothing is published."""
        return model(Request(**{"site": self.folder, "as_of": "2026-01-01", **options}))

    def problems(self, **options: Any) -> tuple[Problem, ...]:
        """Build, and return what is wrong: mistakes, or the warnings of a build that succeeded."""
        try:
            return tuple(sorted(self.build(**options).problems))
        except ProblemsError as error:
            return error.problems

    @property
    def public(self) -> Path:
        return self.folder / "public"

    def page(self, path: str) -> str:
        """Return the text of what was published at a site path: `page("/about/")`, `page("/feed.xml")`."""
        return (self.public / output_path(path)).read_text("utf-8")

    def published(self) -> set[str]:
        """Return the paths of all published files, from the output folder; empty: nothing was written."""
        files = {
            path.relative_to(self.public).as_posix() for path in self.public.rglob("*") if path.is_file()
        }
        return files - {MANIFEST}


def make_blog(folder: Path) -> Blog:
    """Return an empty blog in *folder*."""
    shutil.copytree(PLAIN_THEME, folder / "themes" / "plain")
    (folder / "content").mkdir()
    return Blog(folder).configure("")


def model(request: Request) -> Site:
    """Return what a build of *request* would ask about, with all words in memory; nothing is published."""
    given, store = look(request), Store(None)
    scan = scan_content(given.content, given.settings.build.ignore)
    site = prepare(given, scan, Memory(store, FileDigests(store), [])).site
    store.close()
    return site


def built_clean(blog: Blog) -> Tree:
    """Forget all that was built of *blog*, build it again, and return the site."""
    for name in (".sitegen", "public", ".public.sitegen"):
        shutil.rmtree(blog.folder / name, ignore_errors=True)
    blog.build()
    return read_tree(blog.public)
