"""Begin things for writers: a new text, a new site."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Literal, get_args

import frontmatter

from sitegen.errors import SetupError
from sitegen.paths import write_new_file
from sitegen.text import one_line, slugify

TextKind = Literal["post", "page", "resource"]
KINDS: tuple[str, ...] = get_args(TextKind)
_STARTER = Path(__file__).parent / "starter"


def begin_text(
    site: Path,
    title: str,
    kind: TextKind,
    tags: tuple[str, ...] = (),
    *,
    draft: bool = False,
    bundle: bool = False,
    now: datetime,
) -> Path:
    """Write a file with front matter and no text yet, and return its path.

    *now* is in the site's zone.  A post has its date, with the time of day: the posts of one day stand in the
    order in which they were begun.  *bundle*: it is the `index.md` of a folder of its own.

    Raises `SetupError` when the file exists, or no file name can be made of the title.
    """
    title = one_line(title)
    slug = slugify(title)
    if not slug:
        what_to_do = "begin with a word, and write the title into the file"
        raise SetupError(f"no file name can be made of the title {title!r}; {what_to_do}")
    path = site / "content" / f"{_name(kind, slug, now.date())}{'/index' if bundle else ''}.md"
    text = frontmatter.Post("", title=title)
    text.metadata |= {"date": f"{now:%Y-%m-%d %H:%M}"} if kind == "post" else {}
    text.metadata |= {"tags": list(tags)} if tags else {}
    text.metadata |= {"draft": True} if draft else {}
    _write_new(path, frontmatter.dumps(text, sort_keys=False, width=1000).rstrip() + "\n\n")
    return path


def _name(kind: TextKind, slug: str, today: date) -> str:
    return {
        "post": f"posts/{today.isoformat()}-{slug}",
        "page": slug,
        "resource": f"resources/{slug}",
    }[kind]


def begin_site(folder: Path, today: date) -> None:
    """Write a site that builds into *folder*, which may exist if it is empty but for what new repositories
    have.  Raises `SetupError`."""
    if folder.exists() and not (folder.is_dir() and all(map(_is_of_a_repository, folder.iterdir()))):
        raise SetupError(f"{folder} exists and is not an empty folder")
    names = {source: source.relative_to(_STARTER).as_posix() for source in sorted(_STARTER.rglob("*"))}
    files = {folder / name.replace("TODAY", today.isoformat()): source for source, name in names.items()}
    new, written = not folder.exists(), list[Path]()
    try:
        for file, source in files.items():
            if source.is_file():
                _write_new(file, source.read_text("utf-8"))
                written.append(file)
    except BaseException:  # Ctrl-C, too
        _take_back(written, [*files, folder] if new else [*files])
        raise


def _take_back(written: Iterable[Path], folders: Iterable[Path]) -> None:
    """Leave nothing of half a site, which could be neither built nor begun again: of *folders* those go in
    which nothing is."""
    for file in written:
        with suppress(OSError):
            file.unlink()
    for folder in sorted(folders, reverse=True):
        with suppress(OSError):
            folder.rmdir()


def _is_of_a_repository(path: Path) -> bool:
    is_told_of = path.stem.upper() in ("README", "LICENSE", "LICENCE")
    return is_told_of or path.name in (".git", ".gitattributes", ".github", ".gitignore", ".DS_Store")


def _write_new(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_new_file(path, text.encode())
    except FileExistsError:
        raise SetupError(f"{path} exists already") from None
    except OSError as error:
        raise SetupError(f"{path} can't be written: {error.strerror}") from None
