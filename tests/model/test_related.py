"""Which posts are offered under which."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sitegen.content.bags import Bag, digest_bag, make_bag
from sitegen.model import related
from sitegen.model.likeness import from_nothing, sums, tuning
from sitegen.model.likeness.state import PAGE
from sitegen.model.likeness.tuning import COMPARED
from sitegen.model.related import Memory
from sitegen.model.related_choice import REACH, Article, Rules

NEW_YEAR = datetime(2015, 1, 1, tzinfo=UTC)

TOPICS = {
    "cooking": "simmer broth garlic onion ladle oven roast butter flour yeast",
    "sailing": "mast rudder harbour tide anchor keel regatta jib helm buoy",
    "chess": "bishop gambit endgame rook castling opening pawn tempo fork stalemate",
    "garden": "compost seedling pruning mulch trellis bulb hedge orchard weeding perennial",
    "music": "chord melody rhythm tuning fret bassline verse octave tremolo cadence",
}


BAGS: dict[bytes, Bag] = {}
"""Stands for what a build remembers of conversion."""


def article(key, title, tags, text, date, **more) -> Article:
    bag = make_bag(title, tags, text)
    digest = digest_bag(bag)
    BAGS[digest] = bag
    return Article(key=key, moment=date.timestamp(), digest=digest, tags=tags, **more)


def post(
    key: str, text: str = "", *, title: str = "", tags: tuple[str, ...] = (), day: float = 0, **more
) -> Article:
    return article(key, title, tags, text, NEW_YEAR + timedelta(days=day), **more)


def bags_of(digests: Iterable[bytes]) -> list[Bag]:
    return [BAGS[digest] for digest in digests]


def related_posts(articles: list[Article], count: int) -> dict[str, tuple[str, ...]]:
    return dict(chosen(articles, count).lists)


def chosen(articles: list[Article], count: int, **rules: int) -> related.Related:
    return choose(articles, Rules(count, **rules), bags_of)


def choose(
    articles: list[Article], rules: Rules, bags_of, memory: Memory | None = None, jobs: int = 1
) -> related.Related:
    return related.choose(related.ask(articles, rules), bags_of, memory or Memory(), jobs)


def blog(copies: int = 6, length: int = 25) -> list[Article]:
    """Posts on five topics, *copies* of each: words of the topic, and words that anybody uses."""
    dice = random.Random(5)
    chat = ["people", "week", "thing", "really", "today", "never", "often", "maybe", "while", "around"]
    return [
        post(
            f"{topic}-{number}",
            " ".join(dice.choices(words.split(), k=length) + dice.choices(chat, k=length)),
            title=f"On {topic}",
            day=dice.randrange(1000),
        )
        for topic, words in TOPICS.items()
        for number in range(copies)
    ]


words = st.sampled_from(
    [*" ".join(TOPICS.values()).split(), "the", "of", "Café", "2015", "x", "猫と暮らす", "हिन्दी"]
)
texts = st.lists(words, max_size=12).map(" ".join)
keys = st.text("abcdef", min_size=1, max_size=3)
articles = st.builds(
    article,
    key=keys,
    title=texts,
    tags=st.lists(st.sampled_from(["go", "c", "2019", "", "c++", "news"]), max_size=3, unique=True).map(
        tuple
    ),
    text=texts,
    date=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))])),
    chosen=st.lists(keys, max_size=3).map(tuple),
    first=st.lists(keys, max_size=3).map(tuple),
    avoided=st.lists(keys, max_size=3).map(tuple),
    column=st.sampled_from(["", "", "weekly"]),
    apart=st.booleans(),
    alone=st.sampled_from([False, False, False, True]),
)
blogs = st.lists(articles, max_size=15, unique_by=lambda article: article.key)


_FEWER = settings.default.max_examples // 2
"""Of blogs, which take long."""


@settings(max_examples=_FEWER)
@given(blogs, st.integers(0, 20))
def test_a_list_has_as_many_posts_as_asked_for_or_as_there_are(posts, count):
    offered = {article.key for article in posts if not article.apart}
    known = {article.key for article in posts}

    lists = related_posts(posts, count)

    assert lists.keys() == known
    for article in posts:
        choice = (offered | known.intersection(article.chosen)) - {article.key}
        if article.alone:
            assert lists[article.key] == ()
        elif not article.avoided:
            assert len(lists[article.key]) == min(count, len(choice))
        else:
            assert bool(lists[article.key]) == bool(count and choice)


@settings(max_examples=_FEWER)
@given(blogs)
def test_no_post_is_offered_with_itself_or_twice_or_when_it_stands_apart(posts):
    apart = {article.key for article in posts if article.apart}

    lists = related_posts(posts, 5)

    for article in posts:
        others = lists[article.key]
        assert article.key not in others
        assert len(set(others)) == len(others)
        assert apart.intersection(others) <= set(article.chosen)


@settings(max_examples=_FEWER)
@given(st.data())
def test_the_order_in_which_posts_are_given_makes_no_difference(data):
    posts = data.draw(blogs)

    assert related_posts(data.draw(st.permutations(posts)), 4) == related_posts(posts, 4)


@settings(max_examples=_FEWER)
@given(blogs)
def test_a_longer_list_begins_with_the_shorter_one(posts):
    short, long = related_posts(posts, 3), related_posts(posts, 6)

    assert all(long[key][:3] == others for key, others in short.items())


SHOW = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
import test_related
print(test_related.related_posts(test_related.blog(), 5))
"""


def test_the_hash_seed_makes_no_difference():
    shown = {
        subprocess.run(
            [sys.executable, "-c", SHOW],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert shown == {f"{related_posts(blog(), 5)}\n"}


def test_posts_on_one_topic_are_offered_with_each_other():
    for key, others in related_posts(blog(), 5).items():
        topic = key.split("-")[0]
        assert [other.split("-")[0] for other in others] == [topic] * 5


def test_a_shared_tag_wins_over_unrelated_posts():
    posts = [
        *blog(),
        post("odd", "nothing in common", tags=("trust",)),
        post("pair", "own words", tags=("trust",)),
    ]

    assert related_posts(posts, 3)["odd"][0] == "pair"


@pytest.mark.parametrize("tag", ["c", "2019", "c++", "猫"])
def test_a_tag_without_a_word_counts_too(tag):
    posts = [*blog(), post("odd", "a little garlic", tags=(tag,), day=1), post("pair", tags=(tag,), day=900)]

    assert related_posts(posts, 3)["odd"][0] == "pair"


def test_a_word_of_the_title_counts_for_more_than_one_of_the_text():
    said, named = post("said", "keel and some more words"), post("named", "and some more words", title="Keel")
    posts = [post("own", "a keel for me"), said, named, *(post(f"other{n}", f"filler{n}") for n in range(5))]

    assert related_posts(posts, 2)["own"] == ("named", "said")


def test_two_titles_alike_count_for_more_than_the_same_words_in_the_text():
    said, named = post("a", "keel keel keel tide"), post("b", "tide", title="Keel")
    posts = [
        post("own", "and tide", title="Keel"),
        said,
        named,
        *(post(f"p{n}", f"filler{n}") for n in range(9)),
    ]

    assert related_posts(posts, 2)["own"] == ("b", "a")


def test_a_word_said_again_and_again_counts_for_less_each_time():
    one, many = post("one", "keel"), post("many", TOPICS["chess"])
    posts = [post("own", f"keel keel keel keel keel {TOPICS['chess']}"), one, many]

    assert related_posts([*posts, *(post(f"p{n}", f"filler{n}") for n in range(9))], 2)["own"] == (
        "many",
        "one",
    )


def test_words_that_most_posts_use_make_nobody_alike():
    common = " ".join(TOPICS.values())
    posts = [post(f"p{number}", f"{common} own{number}") for number in range(9)]
    posts += [post(f"q{number}", f"quite{number} different{number}") for number in range(7)]
    posts += [post("own", f"{common} quince"), post("other", "quince jam", day=4000)]

    assert related_posts(posts, 1)["own"] == ("other",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Customers", "CUSTOMER"),
        ("policies", "policy"),
        ("Café", "cafe\u0301"),
        ("Straßen", "straßen"),
        ("हिन्दी", "हिन्दी"),
        ("東京の天気", "今日の東京"),
        ("「猫」", "猫"),
        ("サッカー選手", "サッカー"),
        ("고객은", "고객을"),
        ("ภาษาไทย", "ไทย"),
        ("_keel_", "keel"),
        ("don’t", "don't"),
    ],
)
def test_two_forms_of_a_word_are_one(one, other):
    posts = [*blog(2), post("one", one, day=-500), post("other", other, day=5000)]

    assert related_posts(posts, 1)["one"] == ("other",)


@pytest.mark.parametrize(
    ("one", "other"), [("2015", "2015"), ("x", "x"), ("glass", "glas"), ("東", "京"), ("__", "__")]
)
def test_numbers_letters_and_other_words_are_no_likeness(one, other):
    posts = [post("one", one), post("near", "own words", day=1), post("other", other, day=500), *blog(1)]

    assert related_posts(posts, 1)["one"] != ("other",)


def test_of_two_posts_as_alike_the_nearer_in_time_comes_first():
    posts = [post(key, "quince jam", day=day) for key, day in [("late", 700), ("own", 0), ("near", -30)]]

    assert related_posts([*posts, *blog()], 2)["own"] == ("near", "late")


def test_equal_posts_are_offered_newest_first_and_then_by_key():
    twins = [post(key, "quince jam", day=day) for key, day in [("z", 1), ("b", -1), ("y", 1), ("a", -1)]]

    assert related_posts([*twins, post("own", "quince jam"), *blog()], 4)["own"] == ("y", "z", "a", "b")


def test_a_long_post_is_not_everyones_neighbour():
    long = post("long", " ".join([*TOPICS.values(), "people week thing really"] * 40), day=500)

    offered = Counter(other for others in related_posts([*blog(), long], 3).values() for other in others)

    assert offered["long"] <= 3
    assert max(offered.values()) <= 8


def test_posts_in_a_crowd_give_way_to_one_that_few_are_like():
    crowd = [post(f"crowd{n}", "keel tide anchor helm", day=n / 100) for n in range(12)]
    quiet = post("quiet", "bishop rook pawn tempo", day=1)
    # These make the words of both equally rare; only the post in the crowd has close neighbours of its own.
    others = [
        post(f"{word}{n}", f"{word} a{word}{n} b{word}{n} c{word}{n}", day=9000)
        for word in ("bishop", "rook", "pawn", "tempo")
        for n in range(11)
    ]
    own = post("own", "keel tide bishop rook")

    assert related_posts([*crowd, quiet, own, *others], 5)["own"][0] == "quiet"


def test_posts_chosen_by_hand_come_first_in_the_order_of_choice():
    chosen = ("chess-1", "nobody", "music-0", "chess-1", "own")
    posts = [*blog(), post("own", TOPICS["garden"], chosen=chosen)]

    others = related_posts(posts, 4)["own"]

    assert others[:2] == ("chess-1", "music-0")
    assert all(other.startswith("garden") for other in others[2:])


def test_more_choices_than_places_are_cut():
    posts = [post("own", chosen=("c", "b", "a")), post("a"), post("b"), post("c")]

    assert related_posts(posts, 2)["own"] == ("c", "b")


def test_a_post_that_stands_apart_is_offered_only_by_choice_and_has_a_list_itself():
    posts = [*blog(), post("aside", TOPICS["chess"], apart=True), post("fan", "own words", chosen=("aside",))]

    lists = related_posts(posts, 5)

    assert [key for key, others in lists.items() if "aside" in others] == ["fan"]
    assert all(other.startswith("chess") for other in lists["aside"])


def test_posts_that_stand_apart_take_no_place_from_others():
    aside = [post(f"aside{n}", "quince jam", apart=True) for n in range(2 * COMPARED)]
    posts = [*aside, *(post(f"p{n}", f"own{n}", day=n) for n in range(200))]

    assert related_posts([*posts, post("own", "quince jam"), post("far", "quince jam", day=900)], 1)[
        "own"
    ] == ("far",)


def test_a_near_duplicate_is_not_offered_but_what_else_is_alike():
    said = " ".join(f"{word}{number}" for word in ("keel", "mast", "tide", "jib") for number in range(10))
    posts = [
        post("own", said),
        post("twin", f"{said} again", day=400),
        post("like", f"{said[:100]} and more of other things that nobody else has said before", day=900),
    ]

    assert related_posts([*posts, *blog()], 1)["own"] == ("like",)


def test_posts_to_be_avoided_are_offered_only_by_choice():
    keys = tuple(f"chess-{number}" for number in range(5))
    posts = [*blog(), post("own", TOPICS["chess"], avoided=keys), post("fan", avoided=keys, chosen=keys[:1])]

    lists = related_posts(posts, 3)

    assert not set(keys).intersection(lists["own"])
    assert lists["fan"][0] == "chess-0"
    assert not set(keys).intersection(lists["fan"][1:])


def test_rather_a_post_to_be_avoided_than_none():
    posts = [post("own", avoided=("a", "b")), post("a", day=9), post("b", day=1)]

    assert chosen(posts, 3).lists["own"] == ("b", "a")
    assert chosen(posts, 3).fill["own"] == 2


def test_what_only_fills_a_list_is_counted():
    posts = [post("own", "keel mast"), post("like", "keel mast", day=900), post("a", "x1"), post("b", "x2")]

    found = chosen(posts, 3)

    assert found.lists["own"] == ("like", "a", "b")
    assert found.fill["own"] == 2
    assert "own" not in chosen([*posts, *blog()], 1).fill


def test_no_more_of_a_column_are_offered_than_may_be():
    weekly = [post(f"weekly{n}", TOPICS["chess"], column="weekly", day=n) for n in range(6)]
    others = [post(f"other{n}", f"{TOPICS['chess']} and own{n}", day=4000 + n) for n in range(4)]
    posts = [*weekly, *others, *blog()]

    alike = chosen(posts, 5).lists["weekly0"]
    of_column = chosen(posts, 5, per_column=2).lists["weekly0"]

    assert all(key.startswith("weekly") for key in alike)
    assert sum(key.startswith("weekly") for key in of_column) == 2
    assert of_column[:2] == alike[:2]


def test_parts_of_a_series_come_after_what_was_chosen_and_before_what_is_alike():
    posts = [*blog(), post("own", TOPICS["garden"], chosen=("chess-1",), first=("music-0", "music-1"))]

    others = related_posts(posts, 5)["own"]

    assert others[:3] == ("chess-1", "music-0", "music-1")
    assert all(other.startswith("garden") for other in others[3:])


def test_a_post_that_is_alone_has_no_list():
    assert related_posts([*blog(), post("own", TOPICS["chess"], alone=True)], 5)["own"] == ()


def test_a_near_duplicate_is_not_even_offered_to_fill_a_list():
    said = " ".join(f"word{number}" for number in range(30))
    posts = [post("own", said, tags=("go",)), post("twin", said, tags=("go",)), post("a"), post("b")]

    assert set(related_posts([*posts, *blog(1)], 2)["own"]).isdisjoint({"twin"})


def test_where_nothing_is_alike_shared_tags_come_first_then_nearness_then_the_key():
    posts = [
        post("own", tags=("go", "web", "x1")),
        post("two tags", tags=("go", "web"), day=300),
        post("one tag", tags=("go",), day=200),
        post("near", tags=("web",), day=-100),
        post("b", day=3),
        post("a", day=-3),
        post("c", day=2),
    ]
    # Every word of these tags is in all the posts, and so says nothing.
    posts = [
        post(p.key, "go web", tags=p.tags, day=(p.moment - NEW_YEAR.timestamp()) / 86_400) for p in posts
    ]

    assert related_posts(posts, 9)["own"] == ("two tags", "near", "one tag", "c", "a", "b")


def test_posts_alike_come_before_those_that_only_fill_the_list():
    posts = [
        post("own", "keel"),
        post("far", "keel", day=5000),
        *(post(f"p{n}", f"own{n}", day=n) for n in range(8)),
    ]

    assert related_posts(posts, 3)["own"] == ("far", "p0", "p1")


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_the_smallest_blogs_offer_what_they_have(size):
    posts = [post(f"p{number}", "the same words", tags=("tag",)) for number in range(size)]

    assert {len(others) for others in related_posts(posts, 5).values()} == ({size - 1} if size else set())


def test_a_blog_of_photographs_has_full_lists_however_long():
    posts = [post(f"p{number:03}", day=number) for number in range(4 * REACH)]

    lists = related_posts(posts, 2 * REACH)

    assert {len(others) for others in lists.values()} == {2 * REACH}
    assert set(lists["p100"][:2]) == {"p099", "p101"}


def test_a_rare_word_reaches_across_the_whole_blog():
    between = [post(f"p{number:03}", f"filler{number}", day=number) for number in range(6 * REACH)]
    posts = [post("first", "keel", day=-1), *between, post("last", "keel", day=6 * REACH)]

    assert related_posts(posts, 1)["first"] == ("last",)


def test_dates_at_both_ends_of_the_calendar_are_compared():
    ends = [post("a", "keel"), post("b", "keel")]
    first, last = (
        replace(p, moment=day.timestamp())
        for p, day in zip(
            ends, (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)), strict=True
        )
    )

    assert related_posts([first, last, *blog(1)], 1)["a"] == ("b",)


steps = st.sampled_from(
    ["add", "remove", "text", "title", "tags", "date", "apart", "choose", "avoid", "nothing"]
)


SMALL = {
    **{"STEP": 10, "SAMPLED": 8, "CHANGED": 0.9},
    **{"COMPARED": 3, "HEAVY": 4, "RANKED": 4, "CROWD": 2, "SAID": 3},
}


@settings(max_examples=settings.default.max_examples * 3 // 10)
@given(st.data(), st.integers(0, 3), st.lists(steps, min_size=1, max_size=8))
def test_what_was_remembered_never_shows(data, copies, course):
    """A blog goes through random steps; from the memory of the last lists come the same as from nothing."""
    posts = {p.key: p for p in [*blog(copies * 8), *data.draw(blogs)]}
    memory, before = Memory(), {}
    with pytest.MonkeyPatch.context() as small:
        # So that few posts are as many are otherwise: a sample, full candidates, most of it taken over.
        for name, value in SMALL.items():
            small.setattr(tuning, name, value)
        for step in ["nothing", *course]:
            if step == "add":
                posts |= {p.key: p for p in [data.draw(articles)]}
            elif posts and step != "nothing":
                change(posts, data.draw(st.sampled_from(sorted(posts))), step, data.draw(articles))
            remembered = choose(list(posts.values()), Rules(5), bags_of, memory)

            assert remembered.lists == related_posts(list(posts.values()), 5)
            now = related.ask([*posts.values()], Rules(5))
            for key in related.those_that_stay(now, memory.lists, remembered.memory.lists):
                assert (remembered.lists[key], remembered.fill.get(key)) == before[key]
            memory = remembered.memory
            before = {key: (keys, remembered.fill.get(key)) for key, keys in remembered.lists.items()}


def change(posts: dict[str, Article], key: str, step: str, other: Article) -> None:
    """Take from *other* what the *step* changes; a new digest stands for another text, title or tag."""
    post = posts.pop(key)
    if step != "remove":
        posts[key] = {
            "text": replace(post, digest=other.digest),
            "title": replace(post, digest=other.digest),
            "tags": replace(post, digest=other.digest, tags=other.tags),
            "date": replace(post, moment=other.moment),
            "apart": replace(post, apart=not post.apart),
            "choose": replace(post, chosen=other.chosen),
            "avoid": replace(post, avoided=other.avoided, first=other.first, alone=other.alone),
        }[step]


def test_a_build_without_changes_takes_its_lists_from_the_memory():
    first = choose(blog(), Rules(5), bags_of)

    second = choose(blog(), Rules(5), no_bags, first.memory)

    assert second.lists == first.lists
    assert second.memory is first.memory


def no_bags(digests: Iterable[bytes]) -> list[Bag]:
    raise AssertionError("a bag was asked for")


def test_one_new_post_on_a_large_blog_asks_for_one_bag():
    posts = blog(250)  # more than the sample, so that most posts have no part in how rare words are
    memory = choose(posts, Rules(5), bags_of).memory
    new = post("new", TOPICS["chess"], day=5000)
    asked = []

    def note(digests: Iterable[bytes]) -> list[Bag]:
        asked.extend(digests)
        return bags_of(asked)

    changed = choose([*posts, new], Rules(5), note, memory)

    assert asked == [new.digest]
    assert changed.lists == related_posts([*posts, new], 5)


@pytest.mark.parametrize("gone", ["head", "rarity", "words 0", "found 0"])
def test_a_memory_that_is_not_whole_is_refused(gone):
    pages = dict(choose(blog(), Rules(5), bags_of).memory.pages())
    del pages[gone]

    with pytest.raises(related.MemoryLostError):
        choose([*blog(), post("new")], Rules(5), bags_of, Memory(pages=lambda: pages))


def test_a_memory_of_another_form_is_refused(monkeypatch):
    memory = choose(blog(), Rules(5), bags_of).memory
    monkeypatch.setattr(tuning, "HALF_LIFE", 30)

    with pytest.raises(related.MemoryLostError):
        choose([*blog(), post("new")], Rules(5), bags_of, memory)


def test_one_new_post_changes_few_of_the_remembered_pages():
    posts = blog(250)
    memory = choose(posts, Rules(5), bags_of).memory
    new = post("new", TOPICS["chess"], day=5000)

    changed = choose([*posts, new], Rules(5), bags_of, memory).memory

    before, after = memory.pages(), changed.pages()
    written = [name for name in after if after[name] != before.get(name)]
    assert [name for name in written if name.startswith("words")] == [f"words {len(posts) // PAGE}"]
    assert "rarity" not in written


@pytest.mark.parametrize("columns", [1 << 13, 64], ids=["few share a column", "many share a column"])
def test_a_large_blog_is_added_up_in_another_way_with_the_same_result(columns, monkeypatch):
    posts = blog(40)
    lists = related_posts(posts, 5)
    monkeypatch.setattr(sums, "LARGE", 0)
    monkeypatch.setattr(sums, "_COLUMNS", columns)

    assert related_posts(posts, 5) == lists


def test_it_makes_no_difference_how_many_processes_share_the_work(monkeypatch):
    posts = blog(20)
    lists = related_posts(posts, 5)
    monkeypatch.setattr(from_nothing, "WORTH", 10)

    assert choose(posts, Rules(5), bags_of, jobs=2).lists == lists


def test_on_a_large_blog_a_common_word_is_followed_to_the_nearest_posts_only():
    far = post("far", "keel", day=9000)
    near = [post(f"p{number:04}", f"keel filler{number}", day=number) for number in range(0, 2000, 4)]
    others = [post(f"o{number:04}", f"other{number}", day=number) for number in range(2000)]

    lists = related_posts([far, *near, *others], 3)

    assert all(other.startswith("p") for other in lists["p0400"])
    assert len(lists["far"]) == 3


def test_numpy_is_not_imported_before_it_is_needed():
    script = "import sys, sitegen.model.site; sys.exit('numpy' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    assert subprocess.run([sys.executable, "-c", script], env=environment, check=False).returncode == 0
