from __future__ import annotations

from collections import Counter

from corpus import Corpus, make_posts, write_site
from dialects import MARKER


def test_the_same_seed_gives_the_same_posts_and_another_seed_others():
    assert make_posts(5, seed=1) == make_posts(5, seed=1)
    assert make_posts(5, seed=1)[0].body != make_posts(5, seed=2)[0].body


def test_a_post_is_the_same_in_a_small_and_in_a_large_blog():
    assert make_posts(3)[2] == Corpus(1, 490).post(2)


def test_a_post_has_about_as_many_words_as_asked_for():
    lengths = [len(post.body.split()) for post in make_posts(30, words=490)]

    assert 490 <= sum(lengths) / 30 < 600


def test_a_few_tags_are_common_and_most_are_rare():
    tags = Counter(tag for post in make_posts(400, words=20) for tag in post.tags)

    counts = [count for _tag, count in tags.most_common()]
    assert counts[0] > 4 * counts[10]
    assert counts[len(counts) // 2] < counts[0] / 10


def test_most_posts_say_where_their_excerpt_ends():
    marked = sum(MARKER in post.body for post in make_posts(100, words=20))

    assert 55 <= marked <= 85


def test_the_corpus_is_a_site_that_sitegen_builds(tmp_path):
    from sitegen.build import Request, build

    write_site(tmp_path, 3)

    assert len(build(Request(tmp_path)).structure.order) == 3
