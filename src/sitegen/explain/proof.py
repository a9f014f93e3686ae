"""Compare what was published with what a clean build makes: `sitegen build --verify`.

A difference is a mistake of sitegen or of an extension: something that shapes a page changed and no question
told.  What can be found out about it is said.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from sitegen.build import Report, Request, alone, find_work, look, make, prepare
from sitegen.content.scan import scan_content
from sitegen.incremental.answers import Question
from sitegen.incremental.ledger import Ledger
from sitegen.memory import Memory, open_memory, with_a_look
from sitegen.progress import Progress, silent
from sitegen.publish.manifest import read_manifest
from sitegen.publish.writer import Writer
from sitegen.render.content import content_digest
from sitegen.verify import Work


class Difference(Struct, frozen=True):
    """An output that is not as a clean build makes it: *line* is the first that differs, as it was
    *published* and as it is *clean*; None: there is no such file.

    *lied* are the questions whose answers were noted otherwise than a clean build gives them; *remade*: it is
    made in another way now.  With neither, the output read something without asking.
    """

    path: str
    line: int
    published: str | None
    clean: str | None
    lied: tuple[Question, ...] = ()
    remade: bool = False


def differences(request: Request, report: Report, progress: Progress = silent) -> list[Difference]:
    """Return where the site that *report* tells of differs from what a clean build makes of *request*.

    No other build of the site takes place meanwhile.
    """
    given = look(request, report.moment)
    folders = TemporaryDirectory(prefix="sitegen-")
    with alone(request), folders as folder, open_memory(Path(folder)) as nothing:
        clean = Path(folder) / "clean"
        scan = scan_content(given.content, given.settings.build.ignore)
        prepared = prepare(given, scan, nothing, progress)
        work = find_work(prepared, nothing, {})
        made = make(prepared, work, nothing, Writer(str(clean), str(clean), {}, set()).keep, progress)
        paths = _differing(clean, {*made, *(read_manifest(given.output) or {})}, given.output)

        def tell(memory: Memory) -> list[Difference]:
            ledger = Ledger(memory.store, given.fingerprint)
            return [_difference(path, clean, work, given.output, ledger) for path in paths]

        return with_a_look(request.memory, tell) if paths else []


def _differing(clean: Path, paths: Iterable[str], output: Path) -> list[str]:
    return sorted(path for path in paths if not _same(clean / path, output / path))


def _same(clean: Path, published: Path) -> bool:
    if clean.is_file() and published.is_file():
        return content_digest(clean) == content_digest(published)
    return not (os.path.lexists(clean) or os.path.lexists(published))


def _difference(path: str, clean: Path, work: Work, output: Path, ledger: Ledger) -> Difference:
    line, here, there = _first_line(_text(output / path), _text(clean / path))
    then = ledger.outputs.get(path)
    if then is None or path not in work.recipes:
        return Difference(path, line, here, there)
    noted = ledger.noted(then).items()
    lied = tuple(question for question, digest in noted if work.answers.digest(question) != digest)
    return Difference(path, line, here, there, lied, then.recipe != work.recipes[path])


def _text(file: Path) -> str | None:
    return file.read_bytes().decode("utf-8", "backslashreplace") if file.is_file() else None


def _first_line(published: str | None, clean: str | None) -> tuple[int, str | None, str | None]:
    if published is None or clean is None:
        return 1, published and published.partition("\n")[0], clean and clean.partition("\n")[0]
    pairs = zip_longest(published.split("\n"), clean.split("\n"), fillvalue="")
    return next((number, one, other) for number, (one, other) in enumerate(pairs, 1) if one != other)
