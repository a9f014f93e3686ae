"""Install what looks at pages: a browser, axe-core, the Nu HTML checker and its Java.

    python bench/reader/installing.py

What is there stays.  Programs of the system are installed with apt-get where that is possible without asking
anybody; what remains lacking is said, and the tests that need it are skipped with the same words.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from reader.chromium import find_chromium  # noqa: E402

FOLDER = HERE.parents[1] / ".bench/reader"
AXE = FOLDER / "node_modules/axe-core/axe.min.js"
VNU = FOLDER / "node_modules/vnu-jar/build/dist/vnu.jar"
CHECKER = (
    *("java", "-Xss8m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", str(VNU)),
    *("--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html"),
)
"""The Nu HTML checker, as a command that takes a folder; one compiler of Java does for so short a run."""
PINNED = ("package.json", "package-lock.json")
HINT = "run `make browser`, which installs what is missing where it may"


def why_no_axe() -> str:
    """Return what keeps pages from being looked at by axe-core; empty: nothing."""
    return "" if AXE.is_file() else f"axe-core is not installed; {HINT}"


def why_no_checker() -> str:
    """Return what keeps pages from being checked by the Nu HTML checker; empty: nothing."""
    if not shutil.which("java"):
        return f"there is no Java for the Nu HTML checker; {HINT}"
    return "" if VNU.is_file() else f"the Nu HTML checker is not installed; {HINT}"


def install_packages() -> str:
    """Install the pinned packages of npm, and return what went wrong."""
    stamp = FOLDER / "installed"
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in PINNED)).hexdigest()
    if stamp.is_file() and stamp.read_text() == digest:
        return ""
    if not shutil.which("npm"):
        return "there is no npm, which brings axe-core and the Nu HTML checker"
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in PINNED:
        shutil.copy(HERE / name, FOLDER / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True)
    if done.returncode:
        return f"npm could not install axe-core and the Nu HTML checker: {done.stderr.strip()[-200:]}"
    stamp.write_text(digest)
    return ""


def install_programs() -> str:
    """Install what is missing of Chromium, Java and npm with apt-get, and return what is missing then."""
    wanted = {"chromium": bool(find_chromium())}
    wanted |= {name: bool(shutil.which(name)) for name in ("java", "npm")}
    packages = {"chromium": "chromium-headless-shell", "java": "default-jre-headless", "npm": "npm"}
    missing = [name for name, there in wanted.items() if not there]
    if not missing:
        return ""
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        return f"install {', '.join(packages[name] for name in missing)}; only root could do it here"
    subprocess.run(["apt-get", "update", "-q"], capture_output=True)
    names = [packages[name] for name in missing]
    older = ["chromium" if name == packages["chromium"] else name for name in names]
    if _install(names) or _install(older):
        return ""
    return f"apt-get could not install {', '.join(older)}"


def _install(names: list[str]) -> bool:
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *names]
    return subprocess.run(install, capture_output=True).returncode == 0


def main() -> int:
    problems = [problem for problem in (install_programs(), install_packages()) if problem]
    for problem in problems:
        print(f"Not all tests of pages can be run: {problem}.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
