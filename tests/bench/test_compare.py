"""A whole comparison, with a stand-in for the generators."""

from __future__ import annotations

from dataclasses import replace

from compare import Comparison, Patience, compare
from contenders import CONTENDERS
from works import WORKS


def measure(beds, tools, rounds, **patience) -> Comparison:
    comparison = Comparison(beds, tools, Patience(**patience), settle=lambda: None)
    comparison.measure(rounds)
    return comparison


def test_every_work_is_measured_in_every_round(pretender, tools):
    bed = pretender()

    comparison = measure([bed], tools, 2)

    assert {work: comparison.find(bed, work).failure for work in WORKS} == dict.fromkeys(WORKS, "")
    assert {work: len(comparison.find(bed, work).runs) for work in WORKS} == dict.fromkeys(WORKS, 2)
    assert comparison.pages[bed.contender.key]["posts"] == 12


def test_a_build_without_all_posts_has_failed_and_so_has_what_would_follow(pretender, tools):
    bed = pretender("--forget-a-post")

    comparison = measure([bed], tools, 1)

    assert comparison.find(bed, "clean").failure == "11 posts were made, not 12"
    assert comparison.find(bed, "body").failure == "there is no clean build to start from"
    assert not any(measured.runs for measured in comparison.measured.values())


def test_a_build_that_takes_no_notice_of_an_edit_has_failed(pretender, tools):
    bed = pretender("--stale")

    comparison = measure([bed], tools, 1)

    fine = {work for work in WORKS if not comparison.find(bed, work).failure}
    assert fine == {"clean", "nothing"}
    assert "lacks 'bodyedit0'" in comparison.find(bed, "body").failure


def test_a_contender_that_breaks_is_reported_with_what_it_said_and_the_others_go_on(pretender, tools):
    broken, fine = pretender("--break"), pretender()

    comparison = measure([broken, fine], tools, 1)

    assert comparison.find(broken, "clean").failure == "exit code 1: pretend: all is lost"
    assert comparison.find(fine, "template").runs


def test_a_slow_contender_is_measured_in_the_first_round_only(pretender, tools):
    bed = pretender()

    comparison = measure([bed], tools, 2, clean=0.0)

    assert {work: len(comparison.find(bed, work).runs) for work in WORKS} == dict.fromkeys(WORKS, 1)


def test_a_contender_whose_edits_take_long_is_spared_more_of_them_and_the_reason_is_kept(pretender, tools):
    bed = pretender()

    comparison = measure([bed], tools, 1, edit=0.0)

    assert {work for work in WORKS if comparison.find(bed, work).runs} == {"clean", "body"}
    assert comparison.find(bed, "title").skipped == "an edit takes it more than 0 s"


def test_a_build_that_never_ends_is_stopped(pretender, tools):
    bed = pretender("--sleep", "60")

    comparison = measure([bed], tools, 1, timeout=0.3)

    assert comparison.find(bed, "clean").failure == "stopped: it took too long"


def test_a_contender_with_too_many_posts_is_left_out_with_its_reason(tools):
    few = replace(CONTENDERS[0], largest=2)

    result = compare(3, [few], tools, 1, Patience())

    [outcome] = result.outcomes
    assert {measured.skipped for measured in outcome.works.values()} == {
        "it takes too long with more than 2 posts"
    }
