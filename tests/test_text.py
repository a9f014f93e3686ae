import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.paths import NAME_BYTES
from sitegen.text import (
    SLUG_BYTES,
    SLUG_LENGTH,
    beginning,
    count_words,
    in_whole_minutes,
    iso,
    one_line,
    respelt,
    shorten,
    slugify,
    sort_key,
    tag_key,
)


@given(st.text(max_size=400))
def test_a_slug_always_fits_into_a_file_name(text):
    slug = slugify(text)

    assert len(slug) <= SLUG_LENGTH
    assert len(slug.encode()) <= SLUG_BYTES < NAME_BYTES


def test_long_slugs_of_wide_characters_are_cut_between_characters_and_stay_apart():
    one, two = slugify("日" * 160), slugify("日" * 161)

    assert one.startswith("日日")
    assert one != two
    assert len(one.encode()) <= SLUG_BYTES


def test_a_slug_that_has_few_but_wide_characters_is_cut_too():
    assert len(slugify("日" * 90).encode()) <= SLUG_BYTES
    assert slugify("日" * 60) == "日" * 60


def test_shortening_looks_at_no_more_than_it_keeps_and_gives_the_same():
    for words in range(1, 40):
        text = "a \n " * words
        assert shorten(text, 20) == (one_line(text) if words <= 10 else "a " * 9 + "a…")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It isn't a well-known word -- or two", 7),
        ("“It isn’t” — ‘he’ said…", 4),
        ("a--b a'-b 'a' - '", 5),
        ("naïve Straße, ½ £", 3),
        ("日本語 and words", 5),
        ("Слова и слова", 3),
    ],
)
def test_words_are_counted_as_a_reader_would(text, count):
    assert count_words(text) == count


@given(st.text("ab1_'-’‘“”–—… .,;é²ªж日\u202f\u00a0ß", max_size=12))
@settings(max_examples=500)
def test_counting_is_that_of_a_plain_rule(text):
    spaced, characters = re.subn("日", " ", text)

    assert count_words(text) == characters + len(re.findall(r"\w+(?:['’-]\w+)*", spaced))


@pytest.mark.parametrize("left", ["\u200b", "\u00ad", "\u2060", "\ufeff", "\ufe0f"])
def test_what_nobody_sees_makes_no_other_tag_and_no_other_slug(left):
    assert tag_key(f"f{left}oo{left}") == tag_key("foo")
    assert tag_key(left) == left
    assert slugify(f"Kunden{left}service 1{left}") == "kundenservice-1"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("हिन्दी भाषा", "हिन्दी-भाषा"),
        ("நான்", "நான்"),
        ("كُتُب", "كتب"),
        ("עִבְרִית", "עברית"),
        ("می‌خواهم", "می-خواهم"),
        ("❤\ufe0f love", "love"),
        ("1\ufe0f\u20e3 Knock", "1-knock"),
        ("Brand™\ufe0f talk", "brandtm-talk"),
        ("Café d’été", "cafe-dete"),
        ("प्रश्न_१", "प्रश्न-१"),
    ],
)
def test_a_slug_keeps_the_marks_that_are_part_of_a_letter(text, slug):
    assert slugify(text) == slug


def test_names_are_sorted_as_people_look_for_them():
    names = ["Zebra", "Öl", "Kaffee", "Ärger", "äpfel", "apple", "Apfel"]
    assert sorted(names, key=sort_key) == ["Apfel", "äpfel", "apple", "Ärger", "Kaffee", "Öl", "Zebra"]
    assert sorted(["izmir", "İstanbul", "ilk"], key=sort_key) == ["ilk", "İstanbul", "izmir"]


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.timezone_keys())
def test_a_moment_is_written_with_an_offset_that_formats_know(moment, key):
    moment = moment.replace(microsecond=0, tzinfo=ZoneInfo(key))

    written = iso(moment)

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", written)
    assert datetime.fromisoformat(written) == in_whole_minutes(moment)
    assert (datetime.fromisoformat(written) - moment.astimezone(ZoneInfo("UTC"))).total_seconds() == 0


@pytest.mark.parametrize(
    ("text", "length", "start"),
    [
        ("It marks (i.e. sets) all. And more of it", 30, "It marks (i.e. sets) all."),
        ("It is what Mr. Smith and e.g. Ann want of it", 34, "It is what Mr. Smith and e.g. Ann…"),
        ("It has, e.g. Kate, and vs. Others", 28, "It has, e.g. Kate, and vs…"),
        ("We had all of v2. npm came and so on", 30, "We had all of v2. npm came…"),
        ("It follows our rules. npm is what it is", 30, "It follows our rules."),
        ("はい、そうです。そのとおりです。ここ", 17, "はい、そうです。そのとおりです。"),
        ("It is for the best of… us and all", 24, "It is for the best of…"),
        ("Wir haben lange auf. Am 3. Oktober nicht", 27, "Wir haben lange auf."),
        ("So said everyone. It is No. 5 of them", 31, "So said everyone."),
        ("So said everyone. It is Prof. Jones who", 31, "So said everyone."),
        ("It was so in 1999. Then came the rest", 22, "It was so in 1999."),
    ],
)
def test_a_beginning_ends_with_a_sentence_and_not_with_an_abbreviation(text, length, start):
    assert beginning(text, length) == start


@pytest.mark.parametrize("long", ["x" * 40_000, "_1" * 20_000, f"ł {'ö' * 40_000}"])
def test_a_long_word_without_such_letters_is_passed_over_in_no_time(long):
    started = time.perf_counter()
    respelt(long)

    assert time.perf_counter() - started < 0.5


def test_words_with_letters_that_keyboards_lack_are_respelt_once_and_others_are_not():
    assert respelt("Sœur, bœuf; SŒUR, l’Œuvre. Été, naïve, ink. Żółć ısı Straße") == (
        *("boeuf", "isi", "oeuvre", "soeur", "strasse", "zolc"),
    )
