"""Questions and causes in words."""

from __future__ import annotations

from sitegen.explain.words import WHY, WORDS, asked_words, cause_words, listed, question_words
from sitegen.incremental.answers import Question
from sitegen.incremental.ledger import Cause, Why
from sitegen.queries.questions import QUESTIONS
from sitegen.theme.environment import theme_questions
from sitegen.theme.theme import Theme


def test_every_question_and_no_other_has_words():
    assert WORDS.keys() == QUESTIONS.keys() | theme_questions(Theme(()), str).keys()


def test_every_cause_has_words():
    assert all(cause_words(Cause(why, (Question("total", ()),))) for why in Why)
    assert WHY.keys() == {*Why} - {Why.ANSWER}


def test_a_question_of_each_kind_reads_well():
    assert question_words(Question("text", ("posts/a.md",))) == "the text of content/posts/a.md"
    assert question_words(Question("list_page", ("tag", "trust", 2))) == (
        "which posts are on page 2 of the tag 'trust'"
    )
    assert question_words(Question("list_page", ("index", "", 1))) == "which posts are on page 1 of the index"
    assert question_words(Question("term", ("author", "maren"))) == "what is said of the author 'maren'"
    assert question_words(Question("newest_tagged", ("trust", 3))) == (
        "which are the 3 newest posts with the tag 'trust'"
    )
    assert question_words(Question("total", ())) == "how many posts there are"


def test_a_question_without_words_is_named():
    assert question_words(Question("weather", ("Rome", 2))) == "weather('Rome', 2)"
    assert asked_words([Question("weather", ("Rome",)), Question("weather", ("Oslo",))]) == [
        "weather('Rome') and weather('Oslo')"
    ]


def test_questions_of_a_kind_are_told_together_in_the_order_in_which_they_were_asked():
    asked = [
        Question("template", ("post.html",)),
        Question("total", ()),
        Question("template", ("base.html",)),
    ]

    assert asked_words(asked) == ["2 templates (post.html and base.html)", "how many posts there are"]


def test_a_long_list_is_cut_but_never_for_a_single_item():
    assert listed("a") == "a"
    assert listed("ab") == "a and b"
    assert listed("abcd") == "a, b, c and d"
    assert listed("abcde") == "a, b, c and 2 more"
    assert listed("") == ""
