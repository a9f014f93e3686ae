"""Where the time of a build is booked."""

from __future__ import annotations

import json
import multiprocessing
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
import sampling
from corpus import write_site
from sampling import IMPORTS, OTHER, Sampler, where

from sitegen import forks
from sitegen.forks import Forks, beside

BUILD = ["sitegen.build", "sitegen.cli.build", "click.core", "sitegen.cli", "__main__"]


@pytest.mark.parametrize(
    ("stack", "booked"),
    [
        (["markdown.core", "sitegen.markup.python_markdown", "sitegen.content.read"], ("read", "markdown")),
        (["re", "sitegen.model.related", "sitegen.model.site"], ("model", "sitegen")),
        (
            ["json", "jinja2.runtime", "sitegen.theme.environment", "sitegen.render.html"],
            ("render", "jinja2"),
        ),
        (["sitegen.text", "sitegen.queries.views", "sitegen.render.html"], ("render", "sitegen")),
        (["sitegen.explain"], ("explain", "sitegen")),
        (["pathlib"], (OTHER, "sitegen")),
        (
            ["importlib._bootstrap", "feedgen", "importlib._bootstrap", "sitegen.render.feed"],
            (IMPORTS, "feedgen"),
        ),
    ],
)
def test_time_is_booked_under_the_package_that_the_build_called(stack, booked):
    assert where([*stack, *BUILD]) == booked


def profile(target: Path, arguments: str) -> dict[str, dict[str, float]]:
    command = [sys.executable, sampling.__file__, str(target), *arguments.split()]
    subprocess.run(command, cwd=Path(sampling.__file__).parents[1], check=True)
    stages: dict[str, dict[str, float]] = json.loads(target.read_text())
    return stages


def test_all_the_time_of_a_build_is_booked(tmp_path):
    write_site(tmp_path, 50)
    target = tmp_path / "profile.json"

    stages = profile(target, f"build -q -j 1 --site {tmp_path}")

    assert (tmp_path / "public/index.html").is_file()
    assert {"start of Python", "imports", "read", "render"} <= stages.keys()
    assert sum(stages["imports"].values()) > 0.01


def in_a_process() -> None:
    child = multiprocessing.get_context("fork").Process(target=burn, args=(0.3,))
    child.start()
    child.join()


def in_a_pool() -> None:
    with Forks(1, burn, 0.1) as pool:
        pool.submit(burn, 0.3).result()


def beside_this_one() -> None:
    assert beside(partial(burn, 0.3)).result()


@pytest.mark.parametrize("work", [in_a_process, in_a_pool, beside_this_one])
def test_what_forked_processes_do_is_booked_under_their_stage(tmp_path, monkeypatch, work):
    monkeypatch.setattr(forks, "can_fork", lambda: True)
    (tmp_path / "booked").mkdir()
    sampler = Sampler(tmp_path / "booked")
    before = signal.getsignal(signal.SIGPROF)
    try:
        sampler.start()
        work()
    finally:
        sampler.stop()
        signal.signal(signal.SIGPROF, before)

    stages = sampler.by_stage()

    assert len(list((tmp_path / "booked").iterdir())) == 1
    assert 0.3 <= sum(stages[OTHER].values()) - sampler.seconds[OTHER, "python"] < 0.5


def burn(seconds: float) -> bool:
    while time.process_time() < seconds:
        pass
    return True


def test_the_time_between_two_looks_is_booked_once(tmp_path):
    sampler = Sampler(tmp_path)
    for _look in range(3):
        sampler._look(0, sys._getframe())

    booked = sum(sampler.seconds.values())

    assert time.process_time() - 0.01 < booked <= time.process_time()


def test_every_package_of_sitegen_belongs_to_a_stage():
    packages = {
        path.parent.name
        for path in (Path(sampling.__file__).parents[1] / "src/sitegen").glob("*/__init__.py")
    }

    assert packages - {"cli"} <= sampling.STAGES.keys()
