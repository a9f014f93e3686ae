"""Run `sitegen` and say in which stage of the build its CPU time went: a sampling profiler.

    python bench/sampling.py PROFILE.json build --quiet

Some thousand times a second of CPU time the call stack is looked at, and the time since the last look is
booked under the package of sitegen that `build.py` had called.  Unlike cProfile this costs the code that is
measured next to nothing.  Worker processes are booked as a whole.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import FrameType

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
    "queries": "render",
    "render": "render",
    "publish": "publish",
    "incremental": "remember",
}
"""The stage that each package of sitegen belongs to; one that is not listed is a stage of its own name."""
ORDER = tuple(dict.fromkeys((START, IMPORTS, *STAGES.values(), WORKERS, OTHER)))
"""The stages in the order in which they are shown."""


class Sampler:
    """Books CPU seconds by stage and library until it is stopped."""

    def __init__(self) -> None:
        self.seconds: dict[tuple[str, str], float] = defaultdict(float)
        self.seconds[START, "python"] = self._last = time.process_time()

    def start(self) -> None:
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, GRAIN, GRAIN)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        if children.ru_utime + children.ru_stime:
            self.seconds[WORKERS, "sitegen"] = children.ru_utime + children.ru_stime

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        now = time.process_time()
        self.seconds[where(modules_of(frame))] += now - self._last
        self._last = now

    def by_stage(self) -> dict[str, dict[str, float]]:
        table: dict[str, dict[str, float]] = defaultdict(dict)
        for (stage, library), seconds in sorted(self.seconds.items(), key=lambda item: -item[1]):
            table[stage][library] = round(seconds, 4)
        return table


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
        if package == "sitegen" and part not in ("", "__main__", "cli", "build"):
            return STAGES.get(part, part), library
    return OTHER, library


def main() -> None:
    sampler = Sampler()
    sampler.start()
    try:
        from sitegen.cli import main as sitegen

        sitegen(sys.argv[2:])
    finally:
        sampler.stop()
        Path(sys.argv[1]).write_text(json.dumps(sampler.by_stage()), encoding="utf-8")


if __name__ == "__main__":
    main()
