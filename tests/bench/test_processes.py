"""Known processes, and what is measured of them."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from processes import FailedRunError, Usage, run

BURN = "import time\nwhile time.process_time() < {}: pass\n"
HOLD = "import time\nheld = b'x' * {}_000_000\n"


def measure(folder: Path, script: str, timeout: float = 60) -> Usage:
    return run([sys.executable, "-c", script], folder, folder / "log", timeout)


def test_the_cpu_time_of_grandchildren_is_counted(tmp_path):
    child = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN.format(0.4)!r}])\n"
    parent = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {child!r}])\n{BURN.format(0.3)}"

    usage = measure(tmp_path, parent)

    assert 0.7 <= usage.cpu < 2.5


def test_waiting_is_wall_time_and_no_cpu_time(tmp_path):
    usage = measure(tmp_path, "import time; time.sleep(1)")

    assert usage.wall >= 1
    assert usage.cpu < 0.8


def test_memory_is_that_of_all_processes_together(tmp_path):
    child = HOLD.format(60) + "print(flush=True); time.sleep(1)"
    parent = HOLD.format(40) + (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}], stdout=subprocess.PIPE)\n"
        "child.stdout.read()\n"
    )

    assert 100e6 < measure(tmp_path, parent).peak < 140e6


def test_memory_that_two_processes_share_is_counted_once(tmp_path):
    script = HOLD.format(60) + "import os\npid = os.fork()\ntime.sleep(1)\npid and os.wait()\n"

    assert 60e6 < measure(tmp_path, script).peak < 100e6


def test_the_peak_is_the_highest_and_not_the_last(tmp_path):
    script = HOLD.format(60) + "time.sleep(1)\ndel held\ntime.sleep(0.3)\n"

    assert measure(tmp_path, script).peak > 60e6


def test_a_command_that_fails_is_reported_with_its_last_lines(tmp_path):
    with pytest.raises(FailedRunError, match="exit code 3: the reason"):
        measure(tmp_path, "import sys; print('the reason'); sys.exit(3)")


def test_a_command_that_takes_too_long_is_ended_with_all_its_children(tmp_path):
    script = (
        "import subprocess, pathlib\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        "pathlib.Path('pid').write_text(str(child.pid))\n"
        "child.wait()\n"
    )

    with pytest.raises(FailedRunError, match="too long"):
        measure(tmp_path, script, timeout=0.5)

    assert is_gone(int((tmp_path / "pid").read_text()))


def is_gone(pid: int) -> bool:
    for _try in range(100):
        stat = Path(f"/proc/{pid}/stat")
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False
