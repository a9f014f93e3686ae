"""Paths inside the site and the URLs they become."""

from __future__ import annotations

import errno
import os
import posixpath
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, unquote

from sitegen.patterns import regex

# Unreserved characters and sub-delimiters of RFC 3986 that need no escape in a path.
_PATH_SAFE = "/-._~!$'()*,;=:@"
_PLAIN_PATH = regex(r"[A-Za-z0-9/\-._~!$'()*,;=:@]*")  # nothing in it is quoted
_CONTROL = regex("[\x00-\x1f\x7f]")
_NO_TEXT = regex("[\ud800-\udfff]")  # how Python has the bytes of a file's name that are not UTF-8
COMMENT_FEED = "comments/feed.xml"
"""The feed of comments."""
MANIFEST = ".sitegen-manifest"
"""The file of the output folder in which sitegen notes what it made."""
STAGED = ".sitegen-new"
"""The file of the output folder that is being written; one left there is of a build that was killed."""
NAME_BYTES = 255
"""Longest name of a file or folder on the file systems in use, in bytes of UTF-8."""


def quote_path(path: str) -> str:
    """Return a decoded *path* percent-encoded for a URL."""
    return path if _PLAIN_PATH.fullmatch(path) else quote(path, safe=_PATH_SAFE)


def output_path(url: str) -> str:
    """Return the file, relative to the output folder, that a decoded site path such as `/about/` names."""
    return (url.lstrip("/") + "index.html") if url.endswith("/") else url.lstrip("/")


def page_file(url: str) -> str:
    """Return the file of the page at a decoded site path; hosts serve `/about` from `about.html`."""
    path = output_path(url)
    return path if path.endswith((".html", ".htm", ".xhtml")) else f"{path}.html"


def decoded_path(url: str) -> str:
    """Return the decoded path of a *url* that has no host."""
    return unquote(url.partition("#")[0].partition("?")[0])


def why_unanswered(path: str) -> str:
    """Return why no file answers an old *path*, which may be percent-encoded; empty: one can."""
    return "files can't answer what follows ? or #" if "?" in path or "#" in path else ""


def answering_files(path: str) -> tuple[str, ...]:
    """Return the files of the output folder that may answer a decoded *path*: the first that is there."""
    return output_path(path), page_file(path), output_path(f"{path}/")


def redirect_file(path: str) -> str:
    """Return the file that answers an old *path*: one without a suffix was a folder's page."""
    folder = not path.endswith("/") and "." not in path.rpartition("/")[2]
    return output_path(f"{path}/" if folder else path)


def page_folder(url: str) -> str:
    """Return the folder for what belongs to a page: `/a/` for `/a/`, `/a.html` and `/a`."""
    return url if url.endswith("/") else re.sub(r"\.x?html?$", "", url) + "/"


def site_path(path: str) -> str:
    """Return the site path of a file of the output folder: `about/index.html` is `/about/`."""
    return "/" + (path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path)


def join_url(folder: str, name: str) -> str:
    """Return the site path of *name* (which may hold `..`) seen from the site path *folder*."""
    joined = posixpath.normpath(posixpath.join("/", folder, name))
    return joined + "/" if name.endswith("/") and joined != "/" else joined


def why_unsafe(path: str) -> str:
    """Return why *path* may not be a file of the output folder, or an empty string.

    A safe path is text, relative, has no empty, `.` or `..` part, no control character, no name that is too
    long and none that sitegen keeps for itself.
    """
    parts = path.split("/")
    if not path or path.startswith("/") or "\\" in path:
        return "it is not a relative path"
    if "" in parts or "." in parts or ".." in parts:
        return "it leaves the site or has an empty part"
    if _CONTROL.search(path):
        return "it has a control character"
    if _NO_TEXT.search(path):
        return "its name is not UTF-8"
    if _bytes(path) > NAME_BYTES and any(_bytes(part) > NAME_BYTES for part in parts):
        return "a name in it is longer than 255 bytes"
    if collision_key(parts[0]) in (MANIFEST, STAGED):
        return "sitegen uses that name"
    return ""


def _bytes(name: str) -> int:
    """Return how many bytes *name* takes on a file system."""
    return len(name.encode("utf-8", "surrogatepass"))


def collision_key(path: str) -> str:
    """Return what two paths share when a case-insensitive or normalising file system takes them for one."""
    return path if path.isascii() and path.islower() else unicodedata.normalize("NFC", path).casefold()


def read_plain_file(file: Path) -> bytes:
    """Return what stands in a *file*.  Raises OSError; also of a pipe or a device, for which one may wait for
    ever, or which has no end."""
    with open(file, "rb", opener=_open_without_waiting) as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no file, but a device or a pipe", str(file))
        return opened.read()


def _open_without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def write_new_file(file: Path, raw: bytes) -> None:
    """Write a *file* that is not there, at once.

    Raises OSError, which names the file, and FileExistsError where it is there; nothing is left behind then.
    """
    new = file.with_name(f".{file.name}.new")
    try:
        with _speaking_of(file):
            new.write_bytes(raw)
            _link(new, file)
    finally:
        with suppress(OSError):
            new.unlink()


def _link(new: Path, file: Path) -> None:
    """Give what is *new* the name of a *file* that is not there."""
    try:
        os.link(new, file)
    except FileExistsError:
        raise
    except OSError:  # there are disks without links; between the two steps another may make the file
        if os.path.lexists(file):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        new.rename(file)


def replace_file(file: Path, raw: bytes) -> None:
    """Put *raw* in the place of a *file*, at once, with the permissions that it has.  Of a link to a file,
    that is the one which is replaced; the link stays.

    Raises OSError, which names the file; nothing is left behind then.
    """
    replace_files({file: raw})


def replace_files(contents: Mapping[Path, bytes]) -> None:
    """Put what is new in the place of several files, each at once, as `replace_file` does, and none before
    all of it has been written: where there is no room for one of them, all stay as they are."""
    named = {file.resolve() if file.is_symlink() else file: file for file in contents}
    written = {there: there.with_name(f".{there.name}.new") for there in named}
    try:
        for there, new in written.items():
            with _speaking_of(named[there]):
                new.write_bytes(contents[named[there]])
                if there.exists():
                    new.chmod(there.stat().st_mode)
        for there, new in written.items():
            with _speaking_of(named[there]):
                new.replace(there)
    except BaseException:  # Ctrl-C, too
        for new in written.values():
            with suppress(OSError):
                new.unlink()
        raise


@contextmanager
def _speaking_of(file: Path) -> Iterator[None]:
    """Let an error of the system name *file*, not one that stands in for it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error
