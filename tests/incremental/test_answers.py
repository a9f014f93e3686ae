"""Who asked what is known, and nobody asks in secret."""

from __future__ import annotations

import contextvars
import threading

import pytest

from sitegen.incremental.answers import Answers, NotRecordingError, Question, Trace, note, recording


def test_a_question_is_answered_and_noted_once_in_the_order_asked():
    answers = Answers({"double": lambda number: number * 2, "today": lambda: "monday"})

    with recording() as trace:
        assert answers.ask("double", 2) == 4
        assert answers.ask("today") == "monday"
        assert answers.ask("double", 2) == 4

    assert [*trace.questions] == [Question("double", (2,)), Question("today", ())]


def test_a_question_is_computed_once_for_all_traces():
    asked = []
    answers = Answers({"post": asked.append})

    for _ in range(3):
        with recording() as trace:
            answers.ask("post", "a")
        assert [*trace.questions] == [Question("post", ("a",))]
    assert asked == ["a"]


def test_asking_outside_of_a_recording_is_an_error():
    answers = Answers({"today": lambda: "monday"})

    with pytest.raises(NotRecordingError, match="today"):
        answers.ask("today")
    with recording():
        answers.ask("today")
    with pytest.raises(NotRecordingError):
        answers.ask("today")
    with pytest.raises(NotRecordingError):
        note(Trace({Question("today", ()): None}))


def test_a_failed_look_up_has_been_read_too():
    answers = Answers({"post": {}.__getitem__})

    with recording() as trace, pytest.raises(KeyError):
        answers.ask("post", "missing")
    with recording() as unknown, pytest.raises(KeyError):
        answers.ask("no such question")

    assert [*trace.questions] == [Question("post", ("missing",))]
    assert [*unknown.questions] == [Question("no such question", ())]


def test_a_recording_inside_another_is_its_own():
    answers = Answers({"a": lambda: 1, "b": lambda: 2})

    with recording() as outer:
        answers.ask("a")
        with recording() as inner:
            answers.ask("b")

    assert [*outer.questions] == [Question("a", ())]
    assert [*inner.questions] == [Question("b", ())]


def test_a_recording_that_fails_is_closed():
    answers = Answers({"a": lambda: 1})

    with pytest.raises(ZeroDivisionError), recording():
        raise ZeroDivisionError
    with pytest.raises(NotRecordingError):
        answers.ask("a")


def test_a_recording_belongs_to_its_thread():
    answers = Answers({"a": lambda: 1})
    failed = []

    def ask() -> None:
        try:
            answers.ask("a")
        except NotRecordingError:
            failed.append(True)

    with recording():
        thread = threading.Thread(target=contextvars.Context().run, args=(ask,))
        thread.start()
        thread.join()

    assert failed == [True]
