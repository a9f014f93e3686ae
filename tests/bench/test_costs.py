"""The scripts that measure stages by themselves: they run, and say something of each case."""

from __future__ import annotations

import crossover
import related_cost

from sitegen.content import sources
from sitegen.render import rendering


def test_each_number_of_texts_and_of_pages_is_read_and_rendered_with_one_job_and_with_two(
    monkeypatch, capsys
):
    monkeypatch.setattr(sources, "WORTH", sources.WORTH)
    monkeypatch.setattr(rendering, "WORTH", rendering.WORTH)

    crossover.measure(runs=1, texts=(3,), counts=(4,), posts=30)

    said = [line.partition(":")[0].split() for line in capsys.readouterr().out.splitlines()]
    assert said == [
        ["python-markdown", "3", "texts"],
        ["commonmark", "3", "texts"],
        ["posts", "4", "pages"],
        ["lists", "4", "pages"],
    ]


def test_related_posts_cost_something_in_every_case(tmp_path, capsys):
    related_cost.prepare(tmp_path, 60)

    for case in ("bags", related_cost.FROM_NOTHING, *related_cost.CHANGES):
        seconds, clock, _grown = related_cost.run(case, tmp_path, 1)
        assert seconds > 0 and clock > 0, case
