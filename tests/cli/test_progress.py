"""The line that tells how far a build has come."""

from __future__ import annotations

import io
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sitegen.cli.progress import ProgressLine

SLOW = """
import time
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

class Slow(Preprocessor):
    def run(self, lines):
        time.sleep({pause})
        return lines

class Slowing(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Slow(md), "slow", 1)

def makeExtension(**options):
    return Slowing(**options)
"""


class Terminal(io.StringIO):
    def shown(self) -> str:
        """Return what stands on the last line now."""
        return self.getvalue().rpartition("\n")[2].rpartition("\r")[2].rstrip()


def test_nothing_is_said_in_the_first_second():
    clock, terminal = iter([0.0, 0.9, 1.1]), Terminal()
    line = ProgressLine(terminal, lambda: next(clock))

    line.tell("convert", 1, 10_000)
    assert terminal.getvalue() == ""
    line.tell("convert", 3412, 10_000)
    assert terminal.shown() == "converting 3,412 of 10,000"


def test_a_shorter_line_leaves_nothing_of_a_longer_one_and_wiping_nothing_at_all():
    terminal = Terminal()
    clock = iter([0.0, 2.0, 2.1])
    line = ProgressLine(terminal, lambda: next(clock))
    line.tell("convert", 10_000, 10_000)
    long = len(terminal.getvalue())

    line.tell("render", 1, 9)
    assert terminal.shown() == "rendering 1 of 9"
    assert len(terminal.getvalue()) == 2 * long  # blanks cover what was there

    line.wipe()
    assert terminal.shown() == ""
    assert terminal.getvalue().endswith(f"\r{' ' * len('rendering 1 of 9')}\r")


def test_where_nobody_looks_only_the_stages_are_noted():
    line = ProgressLine(None, lambda: 0.0)

    line.tell("convert", 1, 2)
    line.wipe()

    assert line.stages == {"convert"}


# ---- on a terminal


@pytest.fixture
def slow(blog, tmp_path):
    """A blog of which each text takes its time."""

    def slow(pause: float, texts: int):
        (tmp_path / "slowing.py").write_text(SLOW.format(pause=pause))
        for number in range(texts):
            blog.write(f"page-{number}.md")
        return blog.configure('[markdown]\nextensions = ["slowing"]')

    return slow


class OnTerminal:
    """`sitegen build` with a terminal as its standard error, or as all three."""

    def __init__(self, folder: Path, *words: str, **env: str) -> None:
        self.ours, theirs = pty.openpty()
        places = {"PYTHONPATH": os.pathsep.join([str(folder.parent), *sys.path]), "TERM": "xterm", "PATH": ""}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sitegen", "build", "--site", str(folder), "-j1", *words],
            stdin=theirs, stdout=theirs, stderr=theirs, env={**places, **env}, start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background job ignores it
        )  # fmt: skip
        os.close(theirs)
        self.said = ""

    def read_until(self, pattern: str) -> None:
        while not re.search(pattern, self.said):
            self.said += os.read(self.ours, 4096).decode()

    def end(self) -> int:
        try:
            while data := os.read(self.ours, 4096):
                self.said += data.decode()
        except OSError:  # Linux says so when the other end is closed
            pass
        os.close(self.ours)
        return self.process.wait()


def test_a_long_build_tells_how_far_it_is_and_wipes_the_line(slow):
    terminal = OnTerminal(slow(0.1, 25).folder)

    assert terminal.end() == 0
    assert re.search(r"\rconverting \d+ of 25", terminal.said)
    assert "\x1b" not in terminal.said
    assert re.search(r"\r +\r0 posts, 25 pages\.\r\n", terminal.said)


@pytest.mark.parametrize(
    ("words", "env"), [((), {"TERM": "dumb"}), (("-q",), {}), (("--format", "json"), {})]
)
def test_nothing_is_told_to_who_does_not_want_it(slow, words, env):
    terminal = OnTerminal(slow(0.1, 15).folder, *words, **env)

    assert terminal.end() == 0
    assert "converting" not in terminal.said


def test_an_interrupted_build_ends_with_130_and_leaves_the_site_as_it_was(slow):
    blog = slow(0.02, 250)
    terminal = OnTerminal(blog.folder)
    terminal.read_until("converting")
    os.killpg(terminal.process.pid, signal.SIGINT)

    assert terminal.end() == 130
    assert terminal.said.rstrip().endswith("\rInterrupted. Nothing was published.")
    assert "Traceback" not in terminal.said
    assert not blog.public.exists()
