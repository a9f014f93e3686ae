"""On what it was measured."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from pathlib import Path


def describe_machine() -> dict[str, str]:
    kibibytes = int(_find(r"MemTotal:\s*(\d+)", "/proc/meminfo"))
    return {
        "processor": _find(r"model name\s*:\s*(.+)", "/proc/cpuinfo") or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{kibibytes / 2**20:.0f} GiB",
        "system": _find(r'PRETTY_NAME="(.+)"', "/etc/os-release") or platform.system(),
        "kernel": platform.release().partition("-")[0],
        "Python": platform.python_version(),
        "Node.js": _node(),
    }


def _find(pattern: str, path: str) -> str:
    found = re.search(pattern, Path(path).read_text("utf-8"))
    return found[1].strip() if found else ""


def _node() -> str:
    try:
        done = subprocess.run(["node", "--version"], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip().lstrip("v")
