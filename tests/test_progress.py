"""How far long work has come."""

from __future__ import annotations

from sitegen.progress import PAUSE, counted


def test_long_work_is_told_of_at_most_ten_times_a_second():
    clock = iter(number * 0.01 for number in range(1000))
    told = []

    items = [*counted("abc" * 100, "render", 300, lambda *words: told.append(words), lambda: next(clock))]

    assert items == [*"abc" * 100]
    seconds = 300 * 0.01
    assert len(told) <= seconds / PAUSE + 1
    assert told[0] == ("render", 1, 300)
    assert all(stage == "render" and total == 300 for stage, _done, total in told)


def test_a_build_tells_of_its_stages_in_order(blog):
    from sitegen.build import Request, build

    blog.write("posts/one.md")
    told = []
    build(Request(blog.folder), progress=lambda *words: told.append(words))

    assert [*dict.fromkeys(stage for stage, _, _ in told)] == [
        "convert",
        "render",
        "publish",
        "switch",
        "remember",
    ]
    assert all(done <= total for _, done, total in told)
    told.clear()
    build(Request(blog.folder), progress=lambda *words: told.append(words))
    assert told == []
