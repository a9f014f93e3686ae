"""Where the time of a build is booked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sampling
from corpus import write_site
from sampling import IMPORTS, ORDER, OTHER, Sampler, where

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


def test_all_the_time_of_a_build_is_booked(tmp_path):
    write_site(tmp_path, 5)
    target = tmp_path / "profile.json"

    subprocess.run([sys.executable, sampling.__file__, target, "build", "-q"], cwd=tmp_path, check=True)

    stages = json.loads(target.read_text())
    assert (tmp_path / "public/index.html").is_file()
    assert {"start of Python", "imports", "read", "render"} <= stages.keys() <= set(ORDER)
    assert stages["imports"]["sitegen"] > 0 or sum(stages["imports"].values()) > 0


def test_the_time_between_two_looks_is_booked_once():
    sampler = Sampler()
    before = sum(sampler.seconds.values())
    sampler._look(0, sys._getframe())
    sampler._look(0, sys._getframe())

    import time

    assert before <= sum(sampler.seconds.values()) <= time.process_time()


def test_every_package_of_sitegen_belongs_to_a_stage():
    packages = {
        path.parent.name
        for path in (Path(sampling.__file__).parents[1] / "src/sitegen").glob("*/__init__.py")
    }

    assert packages - {"cli"} == sampling.STAGES.keys()
