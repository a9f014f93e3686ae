"""What a bag of words holds."""

from __future__ import annotations

import os
import subprocess
import sys
from array import array
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.content import bags
from sitegen.content.bags import digest_bag, make_bag

MOST = (1 << bags.COUNT_BITS) - 1


def counts(bag: bytes) -> list[int]:
    """Return how often the words of the text, then those of the title, are in *bag*."""
    return [entry & MOST for entry in array("I", bag)]


def test_a_bag_doesnt_depend_on_the_order_of_the_words():
    assert make_bag("", (), "the quick brown fox") == make_bag("", (), "fox, brown; QUICK (the)")


def test_words_of_title_and_tags_count_for_more_and_those_of_the_title_are_kept_apart():
    assert counts(make_bag("", (), "keel keel")) == [2]
    assert counts(make_bag("", ("keel",), "")) == [bags.TAG_WORDS]
    assert counts(make_bag("Keel", (), "")) == [bags.TITLE_WORDS, 1]


def test_equal_titles_differ_from_equal_texts():
    assert make_bag("keel", (), "") != make_bag("", (), "keel keel keel")


@pytest.mark.parametrize("text", ["", "2015", "x", "__", "… — !"])
def test_a_text_without_words_makes_an_empty_bag(text):
    assert make_bag("", (), text) == b""


def test_pieces_of_several_words_count_like_the_words():
    assert make_bag("", (), "well-known/unknown well-known") == make_bag(
        "", (), "well well known known unknown"
    )


def test_a_word_is_counted_up_to_a_limit():
    assert counts(make_bag("", (), "keel " * 5000)) == [MOST]


def test_different_words_have_different_numbers():
    words = [f"word{number}" for number in range(500)]

    assert len(make_bag("", (), " ".join(words))) == 4 * len(words)


def test_words_known_by_heart_are_forgotten_without_harm(monkeypatch):
    texts = [f"well-known {word}{number} and {word}-{number}" for number in range(40) for word in "wĉ"]
    made = [make_bag("", (), text) for text in texts]
    monkeypatch.setattr(bags, "_REMEMBERED", 10)
    bags._WORDS.clear()
    bags._PIECES.clear()

    assert [make_bag("", (), text) for text in texts] == made
    assert max(len(bags._WORDS), len(bags._PIECES)) <= 10


@given(st.text("aZ_9sé'’-–/. \xa0\x85ßÀ²", max_size=40))
def test_a_text_in_latin_1_has_the_words_that_any_text_has(text):
    in_pieces = [term for piece in text.lower().split() for term in bags._PIECES[piece]]

    assert Counter(filter(None, bags._terms(text))) == Counter(filter(None, in_pieces))


def test_a_digest_names_a_bag():
    one, other = make_bag("", (), "keel"), make_bag("", (), "helm")

    assert len(digest_bag(one)) == 16
    assert digest_bag(one) == digest_bag(bytes(one)) != digest_bag(other)


def test_the_hash_seed_makes_no_difference():
    script = "from sitegen.content.bags import make_bag; print(make_bag('A title', ('go', '2019'), 'well-known keel').hex())"
    made = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(made) == 1
