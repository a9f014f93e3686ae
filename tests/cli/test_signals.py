"""Whoever ends a command, and however: it says so in a word, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sitegen import __main__ as start
from sitegen import cli
from support.blog import Blog

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="there are other signals")

LOSES = """\
import os, signal, time
from sitegen.cli.signals import heed_signals

class Loses:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)

heed_signals()
Loses()
try:
    time.sleep(20)
except KeyboardInterrupt:
    print("It came.")
"""
"""Ctrl-C in a place from which Python lets no exception out."""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_the_system_ends_takes_its_temporary_files_along(
    blog: Blog, tmp_path: Path, number: signal.Signals
):
    (place := tmp_path / "temporary").mkdir()
    command = [sys.executable, "-m", "sitegen", "theme", "check", "--site", str(blog.folder)]
    environ = {**os.environ, "TMPDIR": str(place)}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environ) as process:
        until = time.monotonic() + 30
        while not any(place.iterdir()) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        assert any(place.iterdir())
        process.send_signal(number)
        _out, said = process.communicate(timeout=30)

    assert (process.returncode, said.decode().startswith("Interrupted.")) == (128 + number, True)
    assert said.count(b"\n") == 1
    assert not any(place.iterdir())


def test_an_interrupt_that_was_lost_comes_once_more():
    ran = subprocess.run(
        [sys.executable, "-c", LOSES], capture_output=True, text=True, check=True, timeout=60
    )

    assert (ran.stdout, ran.stderr) == ("It came.\n", "")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "Interrupted.\n"),
        (MemoryError(), 1, "sitegen: there is not enough memory\n"),
        (
            ImportError("x.so: failed to map segment from shared object"),
            1,
            "sitegen: there is not enough memory\n",
        ),
    ],
)
def test_before_a_command_is_loaded_there_is_no_traceback_either(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    said: str,
):
    def end() -> None:
        raise RuntimeError("Error calling __set_name__") from error

    monkeypatch.setattr(cli, "run", end)
    with pytest.raises(SystemExit) as ended:
        start.run()

    assert (ended.value.code, capsys.readouterr().err) == (code, said)
