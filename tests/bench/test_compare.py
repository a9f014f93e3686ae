"""A whole comparison, with a stand-in for the generators."""

from __future__ import annotations

from compare import Comparison, Patience, compare
from contenders import CONTENDERS
from works import WORKS


def test_every_work_is_measured_in_every_round(pretender, tools):
    bed = pretender()

    comparison = Comparison([bed], tools, Patience())
    comparison.measure(2)

    assert {work: comparison.find(bed, work).failure for work in WORKS} == dict.fromkeys(WORKS, "")
    assert {work: len(comparison.find(bed, work).runs) for work in WORKS} == dict.fromkeys(WORKS, 2)
    assert comparison.pages[bed.contender.key]["posts"] == 12


def test_a_build_without_all_posts_has_failed_and_so_has_what_would_follow(pretender, tools):
    bed = pretender("--forget-a-post")

    comparison = Comparison([bed], tools, Patience())
    comparison.measure(1)

    assert comparison.find(bed, "clean").failure == "11 posts were made, not 12"
    assert comparison.find(bed, "body").failure == "there is no clean build to start from"
    assert not any(measured.runs for measured in comparison.measured.values())


def test_a_build_that_takes_no_notice_of_an_edit_has_failed(pretender, tools):
    bed = pretender("--stale")

    comparison = Comparison([bed], tools, Patience())
    comparison.measure(1)

    fine = {work for work in WORKS if not comparison.find(bed, work).failure}
    assert fine == {"clean", "nothing"}
    assert "lacks 'bodyedit0'" in comparison.find(bed, "body").failure


def test_a_contender_that_breaks_is_reported_with_what_it_said_and_the_others_go_on(pretender, tools):
    broken, fine = pretender("--break"), pretender()

    comparison = Comparison([broken, fine], tools, Patience())
    comparison.measure(1)

    assert comparison.find(broken, "clean").failure == "exit code 1: pretend: all is lost"
    assert comparison.find(fine, "template").runs


def test_a_slow_contender_is_measured_in_the_first_round_only(pretender, tools):
    slow, quick = pretender("--sleep", "0.6"), pretender()

    comparison = Comparison([slow, quick], tools, Patience(slow=0.5))
    comparison.measure(2)

    assert len(comparison.find(slow, "clean").runs) == 1
    assert len(comparison.find(quick, "clean").runs) == 2


def test_a_very_slow_contender_is_measured_at_few_works_and_the_reason_is_kept(pretender, tools):
    bed = pretender("--sleep", "0.3")

    comparison = Comparison([bed], tools, Patience(very_slow=0.2))
    comparison.measure(1)

    assert {work for work in WORKS if comparison.find(bed, work).runs} == {"clean", "body"}
    assert "clean build takes more than" in comparison.find(bed, "title").skipped


def test_a_build_that_never_ends_is_stopped(pretender, tools):
    bed = pretender("--sleep", "60")

    comparison = Comparison([bed], tools, Patience(timeout=0.3))
    comparison.measure(1)

    assert comparison.find(bed, "clean").failure == "stopped: it took too long"


def test_a_contender_with_too_many_posts_is_left_out_with_its_reason(tools):
    nikola = next(contender for contender in CONTENDERS if contender.largest)

    result = compare(nikola.largest + 1, [nikola], tools, 1, Patience())

    [outcome] = result.outcomes
    assert {measured.skipped for measured in outcome.works.values()} == {
        f"it takes too long with more than {nikola.largest:,} posts"
    }
