"""The scripts that measure stages by themselves: they run, and say something of each case."""

from __future__ import annotations

import crossover
import pytest
import related_cost
import search_cost

from sitegen.content import sources
from sitegen.render import rendering
from sitegen.search.pagefind import find_pagefind


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


@pytest.mark.skipif(not find_pagefind(), reason="Pagefind is not installed: pip install pagefind[bin]")
def test_a_search_costs_something_in_every_case(tmp_path):
    beds = search_cost.prepare(tmp_path, 12)

    for case in search_cost.CASES:
        found = dict(search_cost.measure(beds, case, 1, tmp_path / "log"))
        assert found.keys() == {search_cost.WITH, search_cost.WITHOUT}
        assert all(usage.wall > 0 and usage.cpu > 0 for usages in found.values() for usage in usages), case


def test_a_build_that_did_not_make_a_search_is_not_measured(tmp_path):
    beds = search_cost.prepare(tmp_path, 3)
    beds = {search_cost.WITH: beds[search_cost.WITHOUT]}

    with pytest.raises(RuntimeError, match="the search is wrong"):
        list(search_cost.measure(beds, "clean", 1, tmp_path / "log"))
