"""Run a command and say what it took: wall time, CPU time, memory of all its processes together (Linux)."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.02
"""Seconds between two looks at the memory."""
LOOKING = 20
"""A look is followed by a pause of LOOKING times its CPU time, so that looking disturbs little."""
TAIL = 12
"""How many of the last lines that a command printed are kept of one that failed."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took: seconds, seconds (user and system), bytes.

    *cpu* holds the command and every descendant that was waited for.  *peak* is the highest sum, over the
    processes alive at one time, of their proportional set sizes (PSS: two that share a page have half each).
    """

    wall: float
    cpu: float
    peak: int


class FailedRunError(Exception):
    """A command ended badly, or not in time; the message holds the last lines it printed."""


def run(command: Sequence[str], folder: Path, log: Path, timeout: float) -> Usage:
    """Run *command* in *folder* and return its usage; what it prints goes to the file *log*."""
    start = time.perf_counter()
    with log.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        peak = _watch(process.pid, start + timeout)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    _pid, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise FailedRunError(f"exit code {process.returncode}: {_tail(log)}")
    return Usage(wall, used.ru_utime + used.ru_stime, peak)


def _watch(pid: int, deadline: float) -> int:
    """Return the highest memory of the tree of *pid*, when that process has ended."""
    peak = 0
    handle = os.pidfd_open(pid)
    try:
        ended = select.poll()
        ended.register(handle, select.POLLIN)
        pause = 0.0
        while not ended.poll(pause * 1000):
            begin = time.thread_time()
            if time.perf_counter() > deadline:
                raise FailedRunError("stopped: it took too long")
            peak = max(peak, sum(map(_memory, _tree(pid))))
            pause = max(INTERVAL, LOOKING * (time.thread_time() - begin))
    finally:
        os.close(handle)
    return peak


def _tree(pid: int) -> Iterator[int]:
    """Yield *pid* and its descendants; a process that ends meanwhile is left out."""
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))
    except (FileNotFoundError, ProcessLookupError):
        return


def _memory(pid: int) -> int:
    """Return the proportional set size of *pid* in bytes."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        pass  # it ended, or is about to
    return 0


def _tail(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").splitlines()
    return "\n".join([line.rstrip() for line in lines if line.strip()][-TAIL:])
