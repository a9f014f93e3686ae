"""What reading a text costs, part by part."""

from __future__ import annotations

from datetime import UTC

from reading_cost import make_files, measure

from sitegen.config.settings import MarkdownSettings
from sitegen.content.read import Reading
from sitegen.markup.engines import make_engine


def test_every_part_costs_something():
    costs = measure(make_files(3), Reading(make_engine(MarkdownSettings(), "en"), UTC), runs=1)

    assert min(costs.values()) > 0
