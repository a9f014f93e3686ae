"""Publish again and again; each time another step of the work on the disk kills the process, or fails.

Python tells an audit hook of each such step before it is done, so nothing has to be patched.  Run as a program,
`python every_step.py FOLDER kill|fail first|edit|kept|many`, it prints a line for each step that went wrong, and at the end how
many steps there were.  It forks, and is therefore a process of its own.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sitegen.errors import SetupError
from sitegen.publish.publish import publish
from sitegen.publish.published import read_published
from sitegen.publish.stage import stage
from sitegen.render.content import content_digest
from support.versions import STRANGERS, put, tree, version, whole_version

STEPS = ("open", "os.link", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.scandir", "os.listdir",
         "ctypes.dlsym", "fcntl.flock")  # fmt: skip
POSTS = 10
MANY = {f"objects/{number}": b"" for number in range(1100)}
"""A stranger's folder that is moved, not linked."""
DONE, REFUSED, BROKEN = 0, 3, 4


Publishing = Callable[[dict[str, bytes], Path], object]


def publish_changes(contents: dict[str, bytes], output: Path) -> None:
    """Publish *contents* as a build does: what is public already is kept."""
    published = read_published(output)
    kept = {
        path for path, content in contents.items() if published.digests.get(path) == content_digest(content)
    }
    made = {path: content for path, content in contents.items() if path not in kept}
    with stage(made, kept, published) as staged:
        for path, content in made.items():
            staged.note(path, staged.keep(path, content))
        staged.finish()
        staged.switch()


def publish_with_a_fault(output: Path, number: int, step: int, kind: str, publishing: Publishing) -> int:
    """Publish version *number* in a process of its own whose *step* goes wrong; return how that ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = step

    def hook(event: str, _arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if event in STEPS:
            left -= 1
            if left == 0 and kind == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            if left == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    sys.addaudithook(hook)
    try:
        publishing(version(number, POSTS), output)
    except SetupError:
        os._exit(REFUSED)
    except BaseException:  # noqa: BLE001 - whatever it is, the parent says so
        traceback.print_exc(file=sys.stdout)
        sys.stdout.flush()
        os._exit(BROKEN)
    os._exit(DONE if left > 0 else REFUSED)


def what_is_wrong(
    output: Path, number: int, ended: int, strangers: dict[str, bytes], publishing: Publishing
) -> str:
    """Return what is wrong after version *number* was to follow the one before; empty: nothing."""
    found = tree(output)
    ours = {path: content for path, content in found.items() if path not in strangers}
    linked = {path: content for path, content in strangers.items() if path not in MANY}
    public = whole_version(ours, POSTS) if ours or strangers else number - 1
    if ended == BROKEN:
        return "an error that is not for the writer"
    if public not in (number - 1, number):
        return f"neither old nor new: {sorted(ours.items() - version(number, POSTS).items())}"
    if not linked.items() <= found.items():
        return f"strangers' files are missing: {sorted(linked.items() - found.items())}"
    read_published(output)
    if not strangers.items() <= tree(output).items():
        return "strangers' files were not brought home"
    try:
        publishing(version(number + 1, POSTS), output)
    except SetupError as error:
        return f"the next build fails: {error}"
    if tree(output) != version(number + 1, POSTS) | strangers:
        return "the next build is wrong"
    if not read_published(output).intact:
        return "the next build is not intact"
    names = {path.name for path in (output.parent / ".public.sitegen").iterdir()} - {
        "lock",
        "twin",
        ".gitignore",
    }
    left = sorted(name for name in names if not name.startswith("record-"))
    return f"left behind: {left}" if left else ""


def main() -> None:
    folder, kind, first = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "first"
    strangers = STRANGERS | (MANY if sys.argv[3] == "many" else {})
    publishing = publish_changes if sys.argv[3] == "kept" else publish
    output = folder / "public"
    number, step, ended = 1, 0, REFUSED
    if not first:
        publish(version(number, POSTS), output)
        put(strangers, output)
    while ended != DONE:
        if first:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        step += 1
        number += 2
        publishing(version(number - 1, POSTS), output) if not first else None
        ended = publish_with_a_fault(output, number, step, kind, publishing)
        if wrong := what_is_wrong(output, number, ended, {} if first else strangers, publishing):
            print(f"step {step}: {wrong}")
    print(step)


if __name__ == "__main__":
    main()
