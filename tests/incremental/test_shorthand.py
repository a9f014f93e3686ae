"""Questions that are told by number come out as they went in, whoever told them."""

from __future__ import annotations

import pickle
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.incremental.answers import Question
from sitegen.incremental.shorthand import Listener, Teller

NAMES = st.sampled_from(["text", "card", "link"])
QUESTIONS = st.lists(st.builds(Question, NAMES, st.tuples(st.sampled_from("abc"))), max_size=8)


@given(st.lists(st.tuples(st.integers(0, 2), QUESTIONS), max_size=20))
def test_what_several_tell_is_heard_as_it_was_asked(said: list[tuple[int, list[Question]]]):
    numbered: list[Question] = []

    def number(question: Question) -> int:
        if question not in numbered:
            numbered.append(question)
        return numbered.index(question)

    tellers, listener = [Teller(name) for name in range(3)], Listener(number)

    for name, questions in said:
        told = pickle.loads(pickle.dumps(tellers[name].tell(questions)))
        heard = array("I", listener.hear(told))
        assert [numbered[one] for one in heard] == questions


def test_a_question_is_told_whole_only_once():
    teller, asked = Teller(7), Question("text", ("posts/one.md",))

    first, again = teller.tell([asked, asked]), teller.tell([asked])

    assert (first.teller, first.new, again.new) == (7, (asked,), ())


def test_what_is_heard_before_something_told_earlier_is_never_taken_for_other_questions():
    a, b, c = (Question("text", (name,)) for name in "abc")
    teller, listener = Teller(7), Listener([a, b, c].index)
    first, second = teller.tell([a]), teller.tell([b, c])

    with pytest.raises(RuntimeError, match="questions 0 to 1 of teller 7 were missed"):
        listener.hear(second)

    assert [*array("I", listener.hear(first))] == [0]
    assert [*array("I", listener.hear(second))] == [1, 2]
