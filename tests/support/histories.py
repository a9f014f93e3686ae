"""Histories: a site, and steps that are taken one by one, each followed by a build that must be a clean one's."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from unittest.mock import patch

from hypothesis import strategies as st

from sitegen import forks
from sitegen.build import Report, Request, build
from sitegen.content import sources
from sitegen.errors import Problem, ProblemsError, SitegenError
from sitegen.incremental import files
from sitegen.model import related_memory
from sitegen.model.likeness import from_nothing
from sitegen.publish import published
from sitegen.render import rendering
from support import pieces
from support.steps import STEPS, add_templates, make_text
from support.trees import Tree, differing, read_tree
from support.writer import Writer

Result = TypeVar("Result")


class Step(NamedTuple):
    """A step by name; *pick* chooses what it is done to, *value* what comes of it."""

    name: str
    pick: int
    value: int


@dataclass(frozen=True)
class History:
    """*texts* are the numbers from which the first texts are made; its repr makes the history again.

    *settled*: what `stat` says of a file is believed at once, as if each step took a while.  Otherwise every
    file is too young to be believed, and is read again by each build.
    """

    theme: str
    texts: tuple[int, ...]
    steps: tuple[Step, ...]
    settled: bool = True
    own_templates: bool = False


def histories(longest: int = 10) -> st.SearchStrategy[History]:
    """Return the strategy of histories of up to *longest* steps; shorter and smaller ones are simpler."""
    numbers = st.integers(0, 99)
    step = st.builds(Step, st.sampled_from(list(STEPS)), numbers, numbers)
    return st.builds(
        History,
        st.sampled_from(("plain", "plain", "plain", "default")),
        st.lists(st.integers(0, 9999), min_size=5, max_size=15).map(tuple),
        st.lists(step, min_size=3, max_size=longest).map(tuple),
        st.booleans(),
        st.booleans(),
    )


@dataclass(frozen=True)
class Outcome:
    """What came of a build: a tree and warnings, or why it failed."""

    tree: Tree
    problems: tuple[Problem, ...] = ()
    outputs: int = 0
    failure: str = ""


class NotAsCleanError(AssertionError):
    """An incremental build is not what a clean one is."""


def begin(history: History, folder: Path) -> Writer:
    """Return the site in the empty *folder* with which *history* begins."""
    (folder / "content").mkdir(parents=True)
    writer = Writer(folder, settings={**pieces.START, "theme.name": history.theme})
    writer.options["as_of"] = pieces.CLOCK[0]
    writer.files["content/images/dot.gif"] = pieces.picture(0)
    for number, name in enumerate(pieces.SNIPPETS):
        writer.files[f"content/snippets/{name}.md"] = pieces.snippet(number)
    writer.files["content/images/photo.png"] = pieces.photo(history.texts[0])
    writer.files["content/images/drawing.svg"] = pieces.drawing(0)
    writer.use_plain_theme()
    if history.texts[0] % 2:
        writer.files["templates/search.html"] = pieces.SEARCH_TEMPLATE
    if history.own_templates:
        add_templates(writer, history.texts[0])
    for number in history.texts:
        writer.add(make_text(writer, number))
    writer.save()
    return writer


def follow(history: History, folder: Path, checking: Callable[[Writer, Path], Check] | None = None) -> Check:
    """Take the steps of *history* in *folder*, and raise `NotAsCleanError` at the first wrong build.

    *checking* makes what builds both ways, where that is another `Check`.
    """
    settled = 0 if history.settled else files.SETTLED
    besides = sum(history.texts) % 3 == 0
    with all_work_is_shared(besides=besides), patch.object(files, "SETTLED", settled):
        check = (checking or Check)(begin(history, folder / "site"), folder)
        check.build("the beginning")
        for step in history.steps:
            STEPS[step.name](check.writer, step.pick, step.value)
            check.writer.save()
            check.build(f"{step.name}, {step.pick}, {step.value}")
    return check


@contextmanager
def all_work_is_shared(*, besides: bool) -> Iterator[None]:
    """Let builds with two jobs share even the little work that a small site is, and have all builds do some
    *besides* what they do."""
    with ExitStack() as stack:
        for module in (sources, rendering, from_nothing):
            stack.enter_context(patch.object(module, "WORTH", 2))
        for module in (sources, rendering):
            stack.enter_context(patch.object(module, "BATCH", 3))
        stack.enter_context(patch.object(published, "MANY", 0))
        for module, name in (
            (published, "beside_in_turn"),
            (related_memory, "at_hand"),
            (sources, "at_hand"),
        ):
            stack.enter_context(patch.object(module, name, beside_threads(getattr(forks, name))))
            stack.enter_context(patch.object(module, "JOBS", 1 if besides else 2))
        if besides:  # although a thread is running: of those who run tests, some do
            stack.enter_context(patch("sitegen.build.JOBS", 1))
            for module in ("build", "content.sources", "executors"):
                stack.enter_context(patch(f"sitegen.{module}.can_fork", lambda: True))
        yield


def beside_threads(start: Callable[..., Result]) -> Callable[..., Result]:
    """Return what has work done in a process of its own, as *start* does, although a thread is running: of
    those who run tests, some do."""

    def start_anyway(*work: Any) -> Result:
        with patch.object(forks, "can_fork", lambda: True):
            return start(*work)

    return start_anyway


class Check:
    """Builds a site over its last state, and clean in a copy, and compares."""

    def __init__(self, writer: Writer, folder: Path) -> None:
        self.writer, self.folder = writer, folder
        self.built, self.failed = 0, 0
        """How many builds were compared, and of how many both failed, as they should."""
        self._numbers = count()
        self._clean: dict[Any, Outcome] = {}

    def build(self, step: str) -> None:
        """Build both ways after *step*."""
        for difference in self.differences():
            raise NotAsCleanError(f"after {step!r}: {difference}")

    def differences(self) -> Iterator[str]:
        """Build both ways, and yield in what they differ."""
        before = self.before()
        outcome, clean = self.outcome(), self.clean()
        self.built, self.failed = self.built + 1, self.failed + bool(clean.failure)
        if outcome.failure != clean.failure:
            yield f"it {_fate(outcome)}, and a clean build {_fate(clean)}"
        expected = before if clean.failure else clean.tree
        for path in sorted(differing(outcome.tree, expected)):
            yield f"{path} {_how(path, outcome.tree, expected)}"
        if outcome.problems != clean.problems:
            yield f"it says {outcome.problems}, and a clean build {clean.problems}"
        if outcome.outputs != clean.outputs:
            yield f"it counts {outcome.outputs} outputs, and a clean build {clean.outputs}"

    def before(self) -> Tree:
        """Return what is there."""
        return read_tree(self.writer.output)

    def outcome(self) -> Outcome:
        """Build over the last state."""
        return build_outcome(self.writer.folder, self.writer.options)

    def clean(self) -> Outcome:
        """Build a copy that has no cache and no output, in one job; what was built so once is remembered."""
        options = {name: value for name, value in self.writer.options.items() if name != "jobs"}
        known = (frozenset(self.writer.sources().items()), frozenset(options.items()))
        if known not in self._clean:
            copy = self.folder / f"clean-{next(self._numbers)}"
            self.writer.copy(copy)
            self._clean[known] = build_outcome(copy, options)
            shutil.rmtree(copy)
        return self._clean[known]


def build_outcome(site: Path, options: dict[str, Any]) -> Outcome:
    """Build *site* into its `public/` and return what came of it."""
    output = site / "public"
    try:
        report: Report = build(Request(site, **options))
    except ProblemsError as error:
        return Outcome(read_tree(output), of_the_site(error.problems), failure="has mistakes")
    except SitegenError as error:
        return Outcome(read_tree(output), failure=str(error).replace(str(site), ""))
    return Outcome(read_tree(output), of_the_site(report.problems), report.outputs)


def of_the_site(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return *problems* without what is said of a damaged cache."""
    return tuple(sorted(problem for problem in problems if problem.rule != "cache"))


def _fate(outcome: Outcome) -> str:
    return f"fails ({outcome.failure}: {outcome.problems})" if outcome.failure else "succeeds"


def _how(path: str, tree: Tree, expected: Tree) -> str:
    """Say how the file *path* is wrong."""
    if path not in tree:
        return "is missing"
    if path not in expected:
        return "should not be there"
    ours, right = (tree[path] or b"").splitlines(), (expected[path] or b"").splitlines()
    pairs = zip([*ours, b""], [*right, b""], strict=False)
    line, other = next(((one, two) for one, two in pairs if one != two), (b"", b""))
    return f"has {line[:200]!r} where a clean build has {other[:200]!r}"
