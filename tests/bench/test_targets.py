from __future__ import annotations

from dataclasses import replace

import pytest
from contenders import CONTENDERS, HUGO, NATIVE, SITEGEN
from targets import TARGETS, Target, judge, megabytes
from works import WORKS


@pytest.mark.parametrize(
    ("target", "reached", "excess"),
    [
        (Target(1000, NATIVE, "clean", 1.0), 0.5, -0.5),
        (Target(1000, SITEGEN, "body", 0.5), 1.0, 1.0),
        (Target(1000, SITEGEN, "clean", 0.5, (HUGO, "clean")), 0.25, -0.5),
        (Target(1000, SITEGEN, "template", 1.0, (NATIVE, "clean")), 2.0, 1.0),
        (Target(1000, SITEGEN, "clean", 50.0, figure=megabytes), 100.0, 1.0),
    ],
)
def test_a_target_is_judged_by_what_was_measured(result, target, reached, excess):
    verdict = judge(target, [result])

    assert verdict.reached == reached
    assert verdict.excess == pytest.approx(excess)


def test_a_target_is_compared_across_sizes_where_it_says_so(result):
    target = Target(2000, NATIVE, "clean", 12.0, (NATIVE, "clean"), against_posts=1000)

    assert judge(target, [result, replace(result, posts=2000)]).reached == 1.0
    assert judge(target, [replace(result, posts=2000)]).reached is None


def test_what_was_not_measured_or_failed_is_not_judged(result):
    failed = replace(
        result,
        outcomes=tuple(
            replace(it, works={**it.works, "clean": replace(it.works["clean"], failure="broken")})
            for it in result.outcomes
        ),
    )
    target = Target(1000, NATIVE, "clean", 1.0)

    assert judge(target, []).excess is None
    assert judge(target, [failed]).excess is None
    assert judge(replace(target, against=(HUGO, "clean")), [failed]).excess is None
    assert judge(replace(target, key="somebody"), [result]).excess is None


def test_every_target_names_contenders_and_works_that_there_are():
    keys = {contender.key for contender in CONTENDERS}
    named = [(target.key, target.work) for target in TARGETS]
    named += [target.against for target in TARGETS if target.against]

    assert {key for key, _work in named} <= keys
    assert {work for _key, work in named} <= WORKS.keys()
