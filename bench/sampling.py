"""Run `sitegen` and say in which stage of the build its CPU time went: a sampling profiler.

    python bench/sampling.py PROFILE.json build --quiet

Some thousand times a second of CPU time the call stack is looked at, and the time since the last look is
booked under the package of sitegen that `build.py` had called.  Unlike cProfile this costs the code that is
measured next to nothing.  What worker processes do is booked alike, their starting and ending as `workers`.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from types import FrameType
from typing import NoReturn

GRAIN = 0.001
"""CPU seconds between two looks."""
PYTHON = sys.stdlib_module_names | {"", "__main__"}
"""Packages whose time is that of the library that called them."""
START, IMPORTS, WORKERS, OTHER = "start of Python", "imports", "workers", "other"
STAGES = {
    "config": "settings",
    "content": "read",
    "markup": "read",
    "model": "model",
    "plan": "plan",
    "theme": "render",
    "words": "render",
    "queries": "render",
    "images": "pictures",
    "render": "render",
    "publish": "publish",
    "incremental": "remember",
    "memory": "remember",
    "latest": "remember",
    "verify": "verify",
    "explain": "explain",
    "trial": "trial",
    "search": "search",
    "serve": "serve",
    "checks": "check",
}
"""The stage that each part of sitegen belongs to; one that is not listed is a stage of its own name."""
AROUND = ("", "__main__", "cli", "build", "progress", "executors", "forks")
"""Parts of sitegen that only pass on what others do."""
ORDER = tuple(dict.fromkeys((START, IMPORTS, *STAGES.values(), WORKERS, OTHER)))
"""The stages in the order in which they are shown."""


class Sampler:
    """Books the CPU seconds of this process, and of those forked from it, by stage and library.

    Each forked process leaves what it booked in a file of *folder* when it ends, or is told to end.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seconds: dict[tuple[str, str], float] = defaultdict(float)
        self.seconds[START, "python"] = self._last = time.process_time()
        self._exit = os._exit
        self._on = False

    def start(self) -> None:
        self._on = True
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, GRAIN, GRAIN)
        os.register_at_fork(after_in_child=self._start_again)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        self._on = False
        self._book((OTHER, "python"))

    def by_stage(self) -> dict[str, dict[str, float]]:
        """Return what was booked here and in the processes that have ended since."""
        sums = defaultdict(float, self.seconds)
        for file in self.folder.iterdir():
            for stage, library, seconds in json.loads(file.read_text("utf-8")):
                sums[stage, library] += seconds
        by_children = sum(sums.values()) - sum(self.seconds.values())
        if self._of_children() > by_children:
            sums[WORKERS, "python"] = self._of_children() - by_children
        table: dict[str, dict[str, float]] = defaultdict(dict)
        for (stage, library), total in sorted(sums.items(), key=lambda item: -item[1]):
            table[stage][library] = round(total, 4)
        return table

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        self._book(where(modules_of(frame)))

    def _book(self, place: tuple[str, str]) -> None:
        now = time.process_time()
        self.seconds[place] += now - self._last
        self._last = now

    def _start_again(self) -> None:
        """Begin at zero in a process just forked; timers are not inherited.

        It will end by `os._exit`, which nothing else tells of, or by SIGTERM once nobody needs it.
        """
        if not self._on:
            return
        self.seconds.clear()
        self._last = 0.0
        os._exit = self._leave
        signal.signal(signal.SIGTERM, self._told_to_end)
        signal.setitimer(signal.ITIMER_PROF, GRAIN, GRAIN)

    def _leave(self, status: int) -> NoReturn:
        """Leave what was booked, and end this process with that *status*."""
        self.stop()
        booked = [(*place, seconds) for place, seconds in self.seconds.items()]
        (self.folder / f"{os.getpid()}.json").write_text(json.dumps(booked), encoding="utf-8")
        self._exit(status)

    def _told_to_end(self, _signal: int, _frame: FrameType | None) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self._leave(1)

    @staticmethod
    def _of_children() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime


def modules_of(frame: FrameType | None) -> list[str]:
    """Return the names of the modules on the stack, the innermost first."""
    modules = []
    while frame:
        modules.append(frame.f_globals.get("__name__", ""))
        frame = frame.f_back
    return modules


def where(modules: list[str]) -> tuple[str, str]:
    """Return stage and library of a stack, given as the names of its modules, the innermost first."""
    tops = (name.partition(".")[0] for name in modules)
    library = next((top for top in tops if top not in PYTHON), "python")
    if "importlib._bootstrap" in modules:
        return IMPORTS, library
    for name in reversed(modules):
        package, _, rest = name.partition(".")
        part = rest.partition(".")[0]
        if package == "sitegen" and part not in AROUND:
            return STAGES.get(part, part), library
    return OTHER, library


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sampler = Sampler(Path(folder))
        sampler.start()
        try:
            from sitegen.cli import main as sitegen

            sitegen(sys.argv[2:])
        finally:
            sampler.stop()
            Path(sys.argv[1]).write_text(json.dumps(sampler.by_stage()), encoding="utf-8")


if __name__ == "__main__":
    main()
