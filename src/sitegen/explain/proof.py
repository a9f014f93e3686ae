"""Compare what was published with what a clean build makes: `sitegen build --verify`.

A difference is a mistake of sitegen or of an extension: something that shapes a page changed and no question
told.  What can be found out about it is said.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from sitegen.build import Made, Report, Request, look, make, prepare
from sitegen.content.scan import scan_content
from sitegen.incremental.answers import Question
from sitegen.incremental.ledger import Ledger
from sitegen.memory import Memory, open_memory, with_a_look
from sitegen.progress import Progress, silent
from sitegen.publish.manifest import read_manifest
from sitegen.render.content import Content, content_digest

_NOTHING = Path(os.devnull)  # is no regular file


@dataclass(frozen=True, slots=True)
class Difference:
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
    """Return where the site that *report* tells of differs from what a clean build makes of *request*."""
    given = look(request, report.moment)
    with TemporaryDirectory(prefix="sitegen-") as folder, open_memory(Path(folder)) as nothing:
        scan = scan_content(given.content, given.settings.build.ignore)
        made = make(prepare(given, scan, nothing, progress), nothing, {}, progress=progress)
        ours = read_manifest(given.output) or {}
        paths = _differing(made.contents, ours, given.output)

        def tell(memory: Memory) -> list[Difference]:
            ledger = Ledger(memory.store, given.fingerprint)
            return [_difference(path, made, given.output, ledger) for path in paths]

        return with_a_look(request.site, tell) if paths else []


def _differing(contents: Mapping[str, Content], ours: Iterable[str], output: Path) -> list[str]:
    both = contents.keys() | set(ours)
    return sorted(path for path in both if not _same(contents.get(path), output / path))


def _same(content: Content | None, published: Path) -> bool:
    if content is None or not published.is_file():
        return content is None and not os.path.lexists(published)
    if isinstance(content, Path):
        return content_digest(content) == content_digest(published)
    return published.read_bytes() == content


def _difference(path: str, made: Made, output: Path, ledger: Ledger) -> Difference:
    texts = _text(output / path), _text(made.contents.get(path, _NOTHING))
    line, published, clean = _first_line(*texts)
    then = ledger.outputs.get(path)
    if then is None or path not in made.work.recipes:
        return Difference(path, line, published, clean)
    answers = made.work.answers
    lied = tuple(
        question for question, digest in ledger.noted(then).items() if answers.digest(question) != digest
    )
    return Difference(path, line, published, clean, lied, then.recipe != made.work.recipes[path])


def _text(content: Content) -> str | None:
    if isinstance(content, Path):
        if not content.is_file():
            return None
        content = content.read_bytes()
    return content.decode("utf-8", "backslashreplace")


def _first_line(published: str | None, clean: str | None) -> tuple[int, str | None, str | None]:
    if published is None or clean is None:
        return 1, published and published.partition("\n")[0], clean and clean.partition("\n")[0]
    pairs = zip_longest(published.split("\n"), clean.split("\n"), fillvalue="")
    return next((number, one, other) for number, (one, other) in enumerate(pairs, 1) if one != other)
