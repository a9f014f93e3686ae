"""The columns of a table are aligned by classes, which every host's rules let pass."""

from __future__ import annotations

import re

import pytest

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.engines import ENGINES, make_engine


@pytest.mark.parametrize("name", ENGINES)
def test_columns_are_aligned_by_classes_with_either_engine(name):
    engine = make_engine(MarkdownSettings(engine=name), "en")
    html = engine.convert("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |").html

    cells = re.findall(r"<(t[hd])\b(.*?)>", html)
    assert cells[:4] == [
        ("th", ' class="text-left"'),
        ("th", ' class="text-center"'),
        ("th", ' class="text-right"'),
        ("th", ""),
    ]
    assert [attributes for _name, attributes in cells[4:]] == [attributes for _name, attributes in cells[:4]]
    assert "style" not in html


@pytest.mark.parametrize(
    ("cell", "becomes"),
    [
        ('<td class="big" style="text-align: right;">', '<td class="big text-right">'),
        ("<TD style='text-align:center'>", '<td class="text-center">'),
        ('<td style="text-align: right; color: red">', '<td style="text-align: right; color: red">'),
        ('<p style="text-align: right">', '<p style="text-align: right">'),
    ],
)
def test_what_a_writer_has_styled_otherwise_is_left_alone(pass_over, cell, becomes):
    assert f"{becomes}x" in pass_over(f"<table><tr>{cell}x</td></tr></table>").html
