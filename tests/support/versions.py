"""Versions of one small site, for tests of publishing: from any of them a reader can tell which one it is.

Run as a program it publishes one version after the other until it is killed:
`python versions.py OUTPUT POSTS`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from sitegen.paths import MANIFEST, STAGED
from sitegen.publish.publish import publish

STAMP = "version.txt"
STRANGERS = {
    "CNAME": b"example.org\n",
    ".well-known/acme/token": b"token",
    ".git/HEAD": b"ref: refs/heads/pages\n",
    "2015/post-3/theirs.jpg": b"a picture that was dropped here",
    "photos/2014/one.jpg": b"a folder of their own",
}


def version(number: int, posts: int = 500) -> dict[str, bytes]:
    """Return the files of version *number*: most are the same in all, some are changed, new, gone, or another kind."""
    stamp = f"{number}".encode()
    files = {f"2015/post-{post}/index.html": f"<p>{post}</p>".encode() * 50 for post in range(posts)}
    files |= {f"tags/{tag}/index.html": b"<p>%d</p>" % tag for tag in range(posts // 5)}
    files |= {
        f"2015/post-{number * 7 % posts}/index.html": stamp,
        "index.html": stamp,
        STAMP: stamp,
        "feed.xml": stamp,
    }
    files |= {f"tags/new-{number}/index.html": stamp, f"tags/new-{number}/page/2/index.html": stamp}
    files |= {"about": stamp} if number % 2 else {"about/index.html": stamp, "about/more/index.html": stamp}
    return files


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files of *folder* but those that sitegen keeps for itself."""
    found = {}
    for place, _folders, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            inside = path.relative_to(folder).as_posix()
            if inside not in (MANIFEST, STAGED):
                found[inside] = path.read_bytes()
    return found


def put(files: Mapping[str, bytes], folder: Path) -> None:
    """Write *files* into *folder* as somebody else would."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def whole_version(found: Mapping[str, bytes], posts: int = 500) -> int | None:
    """Return which version a tree is, if it is one from the first byte to the last; strangers' files don't count."""
    ours = {path: content for path, content in found.items() if path not in STRANGERS}
    number = int(ours.get(STAMP, b"0"))
    return number if ours == version(number, posts) else None


def main() -> None:
    output, posts = Path(sys.argv[1]), int(sys.argv[2])
    stamp = output / STAMP
    number = int(stamp.read_text()) if stamp.exists() else 0
    print("ready", flush=True)
    while True:
        number += 1
        publish(version(number, posts), output)


if __name__ == "__main__":
    main()
