"""Work that is shared by processes comes to the same as work that is done here."""

from __future__ import annotations

import importlib
import os
import pickle
import pkgutil
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sitegen
from sitegen import executors, forks
from sitegen.build import BuildError, Request, build
from sitegen.errors import Location, Problem, ProblemsError, SetupError, SitegenError, UsageError
from sitegen.executors import Promise, Serial, executor, helpers, in_batches, in_company
from sitegen.incremental.store import DamagedStoreError
from sitegen.markup.document import ConversionError, ExtensionError
from sitegen.model.records import Census
from support import labour
from support.blog import Blog

SITES = Path(__file__).parent / "sites"
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@pytest.fixture(params=["fork", "spawn"])
def method(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How processes are started."""
    found: str = request.param
    monkeypatch.setattr(executors, "start_method", lambda: found)
    return found


# ---- batches


class Counted(Serial):
    """Counts the batches that it was given and that nobody has taken yet."""

    def __init__(self) -> None:
        self.given = 0

    def submit(self, fn: Callable[[Any], Any], item: Any, /) -> Promise[Any]:
        self.given += 1
        return super().submit(fn, item)


@pytest.mark.parametrize("size", [1, 3, 10, 11])
@pytest.mark.parametrize("ahead", [1, 2, 100])
@pytest.mark.parametrize("many", [0, 1, 9, 10, 30])
def test_results_come_in_the_order_of_the_items(size: int, ahead: int, many: int):
    results = in_batches(Serial(), labour.double, range(many), size, ahead)

    assert [*results] == [2 * number for number in range(many)]


def test_results_of_several_processes_come_in_the_order_of_the_items(method: str):
    with executor(2, labour.prepare) as pool:
        assert [*in_batches(pool, labour.double, range(50), 3, 8)] == [2 * number for number in range(50)]


def test_batches_do_not_pile_up():
    pool = Counted()
    results = in_batches(pool, labour.double, range(100), size=10, ahead=3)

    for taken in range(1, 101):
        next(results)
        assert pool.given <= (taken - 1) // 10 + 1 + 3


def test_a_batch_is_a_slice_of_the_items():
    sizes: list[int] = []

    def noted(batch: Sequence[int]) -> list[int]:
        sizes.append(len(batch))
        return [*batch]

    assert [*in_batches(Serial(), noted, range(7), 3, 2)] == [*range(7)]
    assert sizes == [3, 3, 1]


# ---- in company


class Prompt(Serial):
    """Notes the batches that it is given, and does each at once."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    def submit(self, fn: Callable[[Any], Any], item: Any, /) -> Promise[Any]:
        self.batches.append([*item])
        return super().submit(fn, item)


class Lazy(Prompt):
    """Notes the batches that it is given; none is done before somebody waits for it."""

    def submit(self, fn: Callable[[Any], Any], item: Any, /) -> Promise[Any]:
        promise = super().submit(fn, item)
        return type("Undone", (), {"result": promise.result, "done": lambda _self: False})()


@given(st.integers(0, 300), st.integers(1, 70), st.integers(1, 5))
def test_all_items_are_done_once_wherever(many: int, size: int, helping: int):
    for pool in (Prompt(), Lazy()):
        made = [*in_company(pool, labour.double, labour.double, range(many), size, helping)]

        assert sorted(made) == [2 * number for number in range(many)]


class Answering(Prompt):
    """Answers in order, and each time somebody looks, some *more* batches have just been answered."""

    def __init__(self, more: Iterator[int]) -> None:
        super().__init__()
        self.more, self.answered = more, 0

    def submit(self, fn: Callable[[Any], Any], item: Any, /) -> Promise[Any]:
        promise, number = super().submit(fn, item), len(self.batches)

        def done(_self: object) -> bool:
            self.answered += next(self.more, 1)
            return number <= self.answered

        return type("Answer", (), {"result": promise.result, "done": done})()


@given(st.lists(st.integers(0, 3)), st.integers(1, 200), st.integers(1, 3))
def test_what_helpers_have_done_comes_in_the_order_of_the_items(more: list[int], many: int, helping: int):
    pool = Answering(iter(more))

    made = [*in_company(pool, labour.double, lambda batch: [-1 for _one in batch], range(many), 4, helping)]

    told = [number for batch in pool.batches for number in batch]
    assert [number for number in made if number != -1] == [2 * number for number in told]


def test_helpers_take_from_the_start_and_this_process_from_the_end():
    pool, own = Lazy(), list[int]()

    def here(batch: Sequence[int]) -> list[int]:
        own.extend(batch)
        return [*batch]

    assert {*in_company(pool, labour.double, here, range(100), 10, 1)} >= {*own}

    told = [number for batch in pool.batches for number in batch]
    assert own
    assert told == [*range(len(told))]
    assert sorted(own) == [*range(len(told), 100)]


def test_batches_become_smaller_so_that_all_end_at_about_the_same_time():
    pool = Prompt()

    assert len([*in_company(pool, labour.double, labour.double, range(200), 20, 1)]) == 200

    sizes = [len(batch) for batch in pool.batches]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (20, 1)


def test_this_process_does_its_share(method: str):
    with helpers(1, labour.prepare) as pool:
        found = {*in_company(pool, labour.process_slowly, labour.process_slowly, range(40), 4, 1)}

    assert len(found) == 2
    assert os.getpid() in found


def test_a_helper_that_is_killed_stops_the_build_with_a_reason(method: str):
    with (
        pytest.raises(SetupError, match="was killed; is there enough memory"),
        helpers(1, labour.prepare) as pool,
    ):
        [*in_company(pool, labour.die, labour.double, range(8), 1, 1)]


# ---- processes


@pytest.mark.parametrize("jobs", [0, 1])
def test_one_job_is_done_in_this_process(jobs: int):
    with executor(jobs, labour.prepare, "given") as pool:
        assert {*in_batches(pool, labour.process_of, range(3), 1, 1)} == {os.getpid()}
        assert [*in_batches(pool, labour.what_was_given, range(1), 1, 1)] == [("given",)]


def test_several_jobs_are_done_in_other_processes_which_are_told_what_is_given(method: str):
    with executor(2, labour.prepare, "given", 2) as pool:
        assert os.getpid() not in {*in_batches(pool, labour.process_of, range(3), 1, 1)}
        assert [*in_batches(pool, labour.what_was_given, range(3), 1, 2)] == [("given", 2)] * 3


def test_a_process_that_is_killed_stops_the_build_with_a_reason(method: str):
    with (
        pytest.raises(SetupError, match="was killed; is there enough memory"),
        executor(2, labour.prepare) as pool,
    ):
        [*in_batches(pool, labour.die, range(8), 1, 4)]


def test_mistakes_that_another_process_finds_arrive_as_they_are(method: str):
    with pytest.raises(ProblemsError) as caught, executor(2, labour.prepare) as pool:
        [*in_batches(pool, labour.find_a_mistake, range(2), 2, 2)]

    assert type(caught.value) is ProblemsError
    assert [problem.location.line for problem in caught.value.problems] == [0, 1]


def test_nobody_waits_for_who_waits_for_him(method: str):
    large = [b"x" * 3_000_000] * 8
    with executor(2, labour.prepare) as pool:
        asked = [pool.submit(labour.as_it_is, [item]) for item in large]

        assert [promise.result() for promise in asked] == [[item] for item in large]


def test_work_goes_to_the_process_that_has_least_to_do():
    with forks.Forks(2, labour.prepare) as pool:
        slow = pool.submit(labour.sleep, [0.5])
        done = {pool.submit(labour.process_of, [0]).result()[0] for _number in range(3)}

        assert not slow.done()
        assert len(done) == 1
        slow.result()


def test_what_a_process_is_prepared_with_may_fail():
    with forks.Forks(1, labour.find_a_mistake, [3]) as pool, pytest.raises(ProblemsError) as caught:
        pool.submit(labour.double, [1]).result()

    assert caught.value.problems[0].location.line == 3


def test_a_mistake_of_ours_in_another_process_tells_where():
    with forks.Forks(1, labour.prepare) as pool, pytest.raises(TypeError) as caught:
        pool.submit(labour.double, None).result()

    assert "labour.py" in caught.value.__notes__[0]


def test_forked_processes_end_with_the_one_that_is_killed():
    program = """import time
from sitegen.forks import Forks
from support import labour
with Forks(2, labour.prepare) as pool:
    pool.submit(labour.sleep, [60])
    print(*[helper.child for helper in pool._helpers], flush=True)
    time.sleep(60)
"""
    folder, command = Path(__file__).parent, [sys.executable, "-c", program]
    paths = os.pathsep.join([str(folder), *sys.path])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}
    ) as asking:
        assert asking.stdout
        children = [int(child) for child in asking.stdout.readline().split()]
        asking.kill()
    deadline = time.monotonic() + 10
    while any(is_running(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert len(children) == 2
    assert not any(is_running(child) for child in children)


def is_running(process: int) -> bool:
    """Tell whether a process has not ended; nobody may have asked yet how."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_processes_are_not_forked_where_a_thread_is_running(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("threading.active_count", lambda: 2)

    assert executors.start_method() == "spawn"


def test_processes_are_not_forked_on_a_mac(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setattr("sys.platform", "darwin")

    assert executors.start_method() == "spawn"
    assert forks.beside(lambda: 1).result() is None


def test_processes_are_forked_where_that_can_be(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("threading.active_count", lambda: 1)
    assert executors.start_method() == "fork"

    monkeypatch.delattr("os.fork")
    assert executors.start_method() == "spawn"


# ---- beside


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], Promise[Any]]:
    """`forks.beside`, also where a thread runs, as in some processes that run tests."""
    monkeypatch.setattr(forks, "can_fork", lambda: True)
    return forks.beside


def test_work_is_done_beside_while_this_process_goes_on(beside):
    start = time.monotonic()

    there = beside(lambda: (time.sleep(0.2), os.getpid())[1])

    assert time.monotonic() - start < 0.1
    assert not there.done()
    assert there.result() not in (None, os.getpid())
    assert there.done()


def test_what_comes_of_it_may_be_larger_than_a_pipe(beside):
    assert beside(lambda: b"x" * 1_000_000).result() == b"x" * 1_000_000


def fail() -> None:
    raise LookupError


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def return_what_no_pipe_takes() -> object:
    return lambda: None


@pytest.mark.parametrize("work", [fail, die, return_what_no_pipe_takes])
def test_work_that_fails_beside_has_no_result(beside, work: Callable[[], object]):
    assert beside(work).result() is None


def test_a_process_that_nobody_waits_for_ends(beside):
    there = beside(lambda: time.sleep(60))
    child = there.process.child

    del there

    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_process_that_nobody_waits_for_ends_with_this_one():
    program = "import time\nfrom sitegen.forks import beside\nthere = beside(lambda: time.sleep(60))\n"
    command = [sys.executable, "-c", f"{program}print(there.process.child)"]

    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)

    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


@pytest.fixture
def at_hand(beside) -> Callable[[Callable[[], Callable[[Any], Any]]], forks.AtHand[Any, Any]]:
    """`forks.at_hand`, also where a thread runs."""
    return forks.at_hand


def test_a_process_at_hand_gets_ready_before_it_is_asked(at_hand):
    def get_ready() -> Callable[[float], float]:
        ready = time.monotonic()
        return lambda asked: asked - ready

    there = at_hand(get_ready)
    time.sleep(0.2)

    assert there.ask(time.monotonic()).result() > 0.1


def test_a_question_may_be_larger_than_a_pipe(at_hand):
    assert at_hand(lambda: len).ask(b"x" * 1_000_000).result() == 1_000_000


@pytest.mark.parametrize("get_ready", [fail, die, lambda: lambda _question: fail()])
def test_a_process_at_hand_that_fails_has_no_answer(at_hand, get_ready):
    assert at_hand(get_ready).ask(b"x" * 1_000_000).result() is None


def test_a_process_at_hand_that_nobody_asks_ends(at_hand):
    there = at_hand(lambda: time.sleep(60))
    child = there._there.process.child

    del there

    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_process_at_hand_ends_when_the_one_that_might_ask_is_killed():
    program = """import os, sys, time
from sitegen.forks import at_hand
there = at_hand(lambda: len)
print(there._there.process.child, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout
        child = int(asking.stdout.readline())
        asking.kill()
    deadline = time.monotonic() + 10
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not is_running(child)


def fails_after(many: int) -> Callable[[], int]:
    """Return an `os.fork` of a system that allows so *many* processes more."""
    forked, right = iter(range(many)), os.fork

    def fork() -> int:
        if next(forked, None) is None:
            raise BlockingIOError("Resource temporarily unavailable")
        return right()

    return fork


def test_work_is_done_here_where_the_system_allows_no_more_processes(beside, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.fork", fails_after(0))
    open_files = {*Path("/proc/self/fd").iterdir()}

    assert beside(lambda: 1).result() is None
    assert forks.at_hand(lambda: len).ask("abc").result() is None
    assert {*Path("/proc/self/fd").iterdir()} == open_files


def test_a_build_goes_on_with_as_many_processes_as_the_system_allows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.fork", fails_after(1))
    with forks.Forks(3, labour.prepare) as pool:
        assert pool.submit(labour.double, [4]).result() == [8]

    with pytest.raises(SetupError, match="-j 1 needs none"), forks.Forks(3, labour.prepare):
        pass


def test_no_process_is_at_hand_where_a_thread_is_running(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("threading.active_count", lambda: 2)

    assert forks.at_hand(lambda: len).ask("abc").result() is None


def test_nothing_is_done_beside_where_a_thread_is_running(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("threading.active_count", lambda: 2)

    there = forks.beside(lambda: 1)

    assert there.done()
    assert there.result() is None


# ---- errors


PROBLEMS = [
    Problem(Location("content/a.md", 3, 4), "rule", "wrong", "a hint", "offending", 5),
    Problem(Location("site.toml"), "other", "odd", warning=True),
]
ERRORS: dict[type[Exception], Exception] = {
    SitegenError: SitegenError("a reason"),
    ProblemsError: ProblemsError(PROBLEMS),
    BuildError: BuildError(PROBLEMS, Census()),
    SetupError: SetupError("a reason"),
    UsageError: UsageError("a reason"),
    ConversionError: ConversionError("a reason", 7, "a hint"),
    ExtensionError: ExtensionError("name", "a reason"),
    DamagedStoreError: DamagedStoreError("a reason"),
}


def with_subclasses(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for further in kind.__subclasses__():
        yield from with_subclasses(further)


def test_every_error_that_sitegen_raises_on_purpose_is_tried():
    for module in pkgutil.walk_packages(sitegen.__path__, "sitegen."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    roots = (SitegenError, ConversionError, ExtensionError, DamagedStoreError)
    found = {kind for root in roots for kind in with_subclasses(root)}

    assert {kind for kind in found if kind.__module__.startswith("sitegen.")} == {*ERRORS}


@pytest.mark.parametrize("error", ERRORS.values(), ids=[kind.__name__ for kind in ERRORS])
def test_an_error_survives_the_way_to_another_process(error: Exception):
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        found = pickle.loads(pickle.dumps(error, protocol))

        assert type(found) is type(error)
        assert vars(found) == vars(error)
        assert found.args == error.args
        assert str(found) == str(error)


# ---- builds


@pytest.fixture
def pools(method: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How the processes of each pool were started; even the smallest site is worth some."""
    started: list[str] = []

    class Noted(ProcessPoolExecutor):
        def __init__(self, jobs: int, context: Any, *given: Any) -> None:
            started.append(context.get_start_method())
            super().__init__(jobs, context, *given)

    class Forked(forks.Forks):
        def __init__(self, *given: Any) -> None:
            started.append("fork")
            super().__init__(*given)

    monkeypatch.setattr("concurrent.futures.process.ProcessPoolExecutor", Noted)
    monkeypatch.setattr(executors, "Forks", Forked)
    monkeypatch.setattr("sitegen.content.sources.WORTH", 1)
    monkeypatch.setattr("sitegen.render.rendering.WORTH", 1)
    return started


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def build_with(jobs: int, site: Path, **options: Any) -> dict[str, bytes]:
    """Build *site* in its own `public/`, and return the tree."""
    build(Request(site, site / "public", as_of="2026-06-01", jobs=jobs, **options))
    return tree(site / "public")


def test_several_processes_build_the_same_bytes_as_one(tmp_path: Path, method: str, pools: list[str]):
    alone, shared = tmp_path / "alone", tmp_path / "shared"
    for copy in (alone, shared):
        shutil.copytree(SITES / "kitchen-sink", copy, ignore=shutil.ignore_patterns(".sitegen", "public"))
    expected = build_with(1, alone, drafts=True)
    assert pools == []

    assert build_with(2, shared, drafts=True) == expected
    assert pools == [method, method, method], "one to read, one for pictures, one to render"

    for copy in (alone, shared):
        text = next((copy / "content").rglob("*.md"))
        text.write_text(f"{text.read_text()}\n\nMore words.\n")
    expected = build_with(1, alone)
    pools.clear()
    assert build_with(2, shared) == expected
    assert pools == [method, method], "a build that has remembered all the other words"


def test_several_processes_find_the_same_mistakes_as_one(blog: Blog, pools: list[str]):
    blog.write("posts/one.md").write("about.md").write("wrong.md", colour="red")
    expected = blog.problems()
    assert expected

    assert blog.problems(jobs=2) == expected
    assert pools

    blog.delete("content/wrong.md").file("templates/page.html", "{{ page.nothing }}")
    pools.clear()
    expected = blog.problems()
    assert any(problem.rule == "template" for problem in expected)
    assert blog.problems(jobs=2) == expected
    assert pools


def test_nobody_writes_on_when_a_build_has_failed(tmp_path: Path, method: str):
    with pytest.raises(SetupError, match="full"), helpers(1, labour.prepare) as pool:
        pool.submit(labour.write_on, tmp_path)
        while not any(tmp_path.iterdir()):
            time.sleep(0.01)
        raise SetupError("the disk is full")

    written = len([*tmp_path.iterdir()])
    time.sleep(0.1)
    assert len([*tmp_path.iterdir()]) == written < labour.MANY
