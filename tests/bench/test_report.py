"""The page and the charts, made of stored results."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from charts import Bar, bar_chart
from contenders import HUGO, SITEGEN
from report import PAGE, WORK_LABELS, make_charts, make_page, seconds, write_report
from results import Measured, read_results
from works import WORKS

from bench.conftest import outcome

SVG = "{http://www.w3.org/2000/svg}"


def altered(result, key, **changes):
    """Return *result* with fields of the outcome of *key* changed."""
    outcomes = (replace(it, **changes) if it.key == key else it for it in result.outcomes)
    return replace(result, outcomes=tuple(outcomes))


def row(page: str, start: str) -> list[str]:
    line = next(line for line in page.splitlines() if line.startswith(f"| {start} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_stored_page_and_its_charts_are_what_the_stored_results_make(tmp_path):
    write_report(read_results(), tmp_path / PAGE.name)

    made = {path.relative_to(tmp_path): path.read_text() for path in tmp_path.rglob("*.*")}
    stored = {path.relative_to(PAGE.parent): path.read_text() for path in PAGE.with_suffix("").glob("*")}
    assert made == {**stored, PAGE.relative_to(PAGE.parent): PAGE.read_text()}


def test_a_page_without_results_says_so():
    assert "No results are stored yet" in make_page((), "charts")


def test_a_row_has_the_seconds_and_how_many_times_those_of_sitegen(result):
    page = make_page([result], "charts")

    assert row(page, "sitegen, Python-Markdown")[1] == "1.00 s"
    assert row(page, "Hugo, with related posts")[1:3] == ["4.00 s (4×)", "4.00 s (4×)"]


def test_a_target_is_met_or_says_by_how_much_it_is_missed(result):
    page = make_page([result], "charts")

    lines = [line for line in page.splitlines() if line.startswith("| 1,000 | Python-Markdown |")]
    assert lines[0].endswith("| ≤ 1 × Hugo, with related posts, clean build | 0.25 × | met |")
    assert lines[1].endswith("| nothing changed | ≤ 0.25 s | 1.00 s | **missed by 300%** |")
    assert "| 10,000 | Python-Markdown | nothing changed | ≤ 0.35 s | – | not measured |" in page


def test_what_is_missed_by_hardly_anything_is_not_missed_by_nothing(result):
    page = make_page([replace(result, outcomes=(outcome(SITEGEN, 0.2501), *result.outcomes[1:]))], "charts")

    assert "| nothing changed | ≤ 0.25 s | 0.25 s | **missed by less than 1%** |" in page


def test_what_failed_or_was_skipped_is_listed_with_its_reason(result):
    works = {**dict.fromkeys(WORKS, Measured(skipped="it sleeps")), "clean": Measured(failure="it\nbroke")}
    page = make_page([altered(result, HUGO, works=works)], "charts")

    assert row(page, "Hugo, with related posts")[1:3] == ["failed", "–"]
    assert "* Hugo, with related posts, clean build: failed, it\n  `broke`" in page
    assert "a body edited, nothing changed, a title edited" in page
    assert "not measured, it sleeps." in page


def test_what_each_made_stands_beside_what_was_called_for(result):
    page = make_page([altered(result, HUGO, pages={"posts": 999})], "charts")

    assert row(page, "called for")[1] == "1,000"
    assert "| Hugo, with related posts | 999 |" in page


def test_a_profile_has_a_row_for_each_stage_and_a_sum(result):
    stages = {"clean": {"read": {"markdown": 3.0, "sitegen": 1.0}, "start of Python": {"python": 1.0}}}
    page = make_page([altered(result, SITEGEN, stages=stages)], "charts")

    assert row(page, "read")[1] == "4.00 s (80%, most in markdown)"
    assert row(page, "together")[1] == "5.00 s"
    assert page.index("| start of Python |") < page.index("| read |")


def test_every_work_has_a_label():
    assert WORK_LABELS.keys() == WORKS.keys()


def test_charts_are_told_in_words_and_a_failed_contender_has_no_bar(result):
    broken = altered(result, HUGO, works=dict.fromkeys(WORKS, Measured(failure="broken")))

    page = make_page([result], "charts")
    _title, bars = make_charts([broken])["clean-1000.svg"]

    assert "![Clean build, 1,000 posts: sitegen, native engine 0.50 s; sitegen, Python" in page
    assert [bar.shown for bar in bars] == ["0.50 s", "1.00 s"]


def test_charts_of_former_results_are_removed(tmp_path, result):
    page = tmp_path / "page.md"
    write_report([result], page)
    write_report([replace(result, posts=2000)], page)

    assert {path.name for path in (tmp_path / "page").iterdir()} == {
        "clean-2000.svg",
        "body-2000.svg",
        "memory-2000.svg",
    }


def test_a_chart_is_an_image_with_a_name_a_description_and_bars_to_scale():
    bars = (Bar("A & B", 1.0, "1 s", own=True), Bar("C", 4.0, "4 s"))

    root = ElementTree.fromstring(bar_chart("Seconds", bars))

    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Seconds"
    assert root.findtext(f"{SVG}desc") == "Seconds: A & B 1 s; C 4 s."
    first, second = (float(bar.get("width", "")) for bar in root.iter(f"{SVG}rect"))
    assert second == 4 * first
    assert "prefers-color-scheme: dark" in (root.findtext(f"{SVG}style") or "")


@pytest.mark.parametrize(("value", "shown"), [(0.1234, "0.12 s"), (12.34, "12.3 s"), (123.4, "123 s")])
def test_seconds_have_three_digits(value, shown):
    assert seconds(value) == shown
