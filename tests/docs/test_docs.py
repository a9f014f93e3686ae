"""The documentation: each page of it is followed to the letter, and the reference says what the code does."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import reference

from sitegen.build import Request, build
from support.pictures import jpeg

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    path
    for path in (DOCS / "content").rglob("*.md")
    if "```" in path.read_text("utf-8") and "reference" not in path.parts and path.name != "reading.md"
)
WRITTEN = "2026-11-26"
"""The day on which the pages say that they are followed."""
_BLOCK = re.compile(r"^```(\w+)(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
_TITLE, _REPLACE = re.compile(r'title="([^"]+)"'), re.compile(r'replace="((?:[^"\\]|\\.)+)"')
_SOME = r"(?:.*\n)*?"
"""What a line `…` stands for: any lines."""
_PATIENCE = 60


@dataclass(frozen=True)
class Block:
    """A fence of a page: its *language*, what else stands beside that, and its text."""

    language: str
    more: str
    text: str


def blocks(page: str) -> list[Block]:
    return [Block(*found.groups()) for found in _BLOCK.finditer(page)]


@dataclass
class Reader:
    """Does what a page says, in *folder*; *said* is what the last commands have printed."""

    folder: Path
    home: Path
    said: str = ""
    fails: bool = False
    _serving: list[subprocess.Popen[str]] = field(default_factory=list)

    def follow(self, block: Block) -> None:
        if block.language == "sh":
            self.run(block.text, fails="fails" in block.more.split())
        elif title := _TITLE.search(block.more):
            self.write(title[1], block)
        elif block.language == "text":
            lines = (_SOME if line == "…\n" else re.escape(line) for line in block.text.splitlines(True))
            pattern = "".join(lines).replace("…", ".*")
            assert re.search(rf"^{pattern}", self.said, re.MULTILINE), f"{block.text}\n---\n{self.said}"
        else:
            pytest.fail(f"nothing is done with {block}")

    def run(self, script: str, *, fails: bool) -> None:
        """Run commands as they are typed, one after the other; those that serve go on until the end."""
        self.said = ""
        for line in script.splitlines():
            if line.startswith("sitegen serve"):
                self.serve(line)
                continue
            done = subprocess.run(
                ["bash", "-ec", f'{line}\npwd > "$HOME/.pwd"'],
                cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            self.said += done.stdout + done.stderr
            assert (done.returncode != 0) == fails, f"{line}\n{self.said}"
            if not fails:
                self.folder = Path((self.home / ".pwd").read_text().strip())
        self.fails = fails

    def serve(self, line: str) -> None:
        """Serve until `end`, at another port: the tests of several pages run at the same time."""
        self.end()
        command = f"exec {line.partition('--port')[0]} --port 0"
        process = subprocess.Popen(
            ["bash", "-ec", command],
            cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self._serving.append(process)
        assert process.stdout is not None
        assert any("Serving at http://localhost:" in said for said in iter(process.stdout.readline, ""))

    def end(self) -> None:
        """End what is being served, as Ctrl-C does."""
        while self._serving:
            process = self._serving.pop()
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=_PATIENCE)
            assert process.returncode == 0

    def write(self, name: str, block: Block) -> None:
        """Write a file as a page shows it: whole, at its end, or in place of a line."""
        [*found] = self.folder.glob(name)
        path = found[0] if found else self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") if path.exists() else ""
        if replaced := _REPLACE.search(block.more):
            old = replaced[1].replace('\\"', '"')
            assert before.count(old) == 1, f"{old} in {name}"
            text = before.replace(old, block.text.rstrip("\n"))
        else:
            text = before + block.text if "append" in block.more.split() else block.text
        path.write_text(text, "utf-8")

    @property
    def environment(self) -> dict[str, str]:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return {"PATH": path, "HOME": str(self.home), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    home, work = tmp_path / "home", tmp_path / "work"
    (home / "Pictures").mkdir(parents=True)
    (home / "Pictures/mazda.jpg").write_bytes(jpeg(800, 600))
    work.mkdir()
    with ExitStack() as held:
        reader = Reader(work, home)
        held.callback(reader.end)
        yield reader


def is_installing(block: Block) -> bool:
    """Tell whether a block makes an environment, which `tests/test_wheel.py` does with the README's words."""
    return "env/bin/activate" in block.text or block.text.startswith("pip install")


@pytest.mark.parametrize("path", PAGES, ids=[path.relative_to(DOCS / "content").as_posix() for path in PAGES])
def test_whoever_follows_a_page_gets_what_it_says(path: Path, reader: Reader):
    page = path.read_text("utf-8").replace(WRITTEN, f"{datetime.now(UTC):%Y-%m-%d}")
    if path.name != "tutorial.md":
        reader.run("sitegen init site\ncd site\n", fails=False)
    for block in blocks(page):
        if not is_installing(block):
            reader.follow(block)
    if not reader.fails:
        reader.run("sitegen build", fails=False)
        assert "warning" not in reader.said


def test_the_documentation_is_a_site_without_a_mistake(tmp_path: Path):
    report = build(Request(DOCS, output=tmp_path / "docs", preview=False))

    assert report.problems == ()
    assert (tmp_path / "docs/how-to/write/index.html").is_file()


def test_the_reference_is_what_the_code_says():
    made = {name: reference.tidy(text) for name, text in reference.pages().items()}
    written = {name: (reference.FOLDER / name).read_text("utf-8") for name in made}

    assert written == made, "run `make reference`"


def test_the_reference_leaves_nothing_out():
    pages = reference.pages()
    assert "`draft`" in pages["front-matter.md"]
    assert "`per_page`" in pages["settings.md"]
    assert "## sitegen serve" in pages["commands.md"]
    assert "### sitegen urls redirect" in pages["commands.md"]
    assert "### sitegen theme list" in pages["commands.md"]
    assert "### sitegen tags merge" in pages["commands.md"]
    assert "`site.recent(count)`" in pages["templates.md"]
    assert "`accent`" in pages["theme.md"]
    assert "`card(key)`" in pages["questions.md"] and "`newest(count)`" in pages["questions.md"]
