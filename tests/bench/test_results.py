from __future__ import annotations

from dataclasses import replace

from processes import Usage
from results import Measured, ratio, read_results, write_result


def runs(*walls: float) -> Measured:
    return Measured(tuple(Usage(wall, 0.0, 0) for wall in walls))


def test_a_result_is_read_as_it_was_written(tmp_path, result):
    write_result(result, tmp_path)

    assert read_results(tmp_path) == (result,)


def test_each_size_has_its_file_and_a_new_run_takes_the_place_of_the_old(tmp_path, result):
    write_result(replace(result, posts=10_000), tmp_path)
    write_result(result, tmp_path)
    write_result(replace(result, day="2027-01-01"), tmp_path)

    assert [(it.posts, it.day) for it in read_results(tmp_path)] == [
        (1000, "2027-01-01"),
        (10_000, "2026-11-24"),
    ]


def test_ratios_are_taken_round_by_round():
    # The machine was slow in the second round, for both.
    assert ratio(runs(2.0, 40.0, 3.0), runs(1.0, 20.0, 1.0), lambda usage: usage.wall) == 2.0


def test_only_rounds_that_both_were_measured_in_are_compared():
    assert ratio(runs(6.0), runs(2.0, 100.0), lambda usage: usage.wall) == 3.0
    assert ratio(runs(), runs(1.0), lambda usage: usage.wall) is None
