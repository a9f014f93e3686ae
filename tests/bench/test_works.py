"""What each work does to a site."""

from __future__ import annotations

import pytest
from contenders import CONTENDERS
from corpus import make_posts
from works import FRAME_MARK, WORKS, Proof, make_bed, what_is_unproved

POSTS = make_posts(12, words=30)


def sources(bed) -> dict[str, str]:
    return {path.name: path.read_text() for path in (bed.folder / "content/posts").iterdir()}


@pytest.mark.parametrize("work", ["body", "title", "tags"])
def test_an_edit_changes_one_file_and_another_in_each_round(pretender, work):
    bed = pretender()
    changed = []
    for round_ in range(3):
        before = sources(bed)
        WORKS[work](bed, round_)
        after = sources(bed)
        changed += [name for name in after if after[name] != before[name]]
        assert after.keys() == before.keys()

    assert len(set(changed)) == len(changed) == 3


def test_a_new_post_is_the_newest(pretender):
    bed = pretender()

    WORKS["new"](bed, 0)

    assert max(bed.posts.values(), key=lambda post: post.day).slug == "newest-0"
    assert len(sources(bed)) == 13


def test_an_added_tag_is_one_that_other_posts_have(pretender):
    bed = pretender()
    tags = {tag for post in POSTS for tag in post.tags}

    WORKS["tags"](bed, 0)

    assert {tag for post in bed.posts.values() for tag in post.tags} == tags


def test_nothing_is_nothing_and_clean_leaves_the_sources(pretender):
    bed = pretender()
    before = sources(bed)
    (bed.folder / ".sitegen").mkdir()
    bed.output.mkdir()

    WORKS["nothing"](bed, 0)
    assert bed.output.exists()
    WORKS["clean"](bed, 0)

    assert sources(bed) == before
    assert not bed.output.exists()
    assert not (bed.folder / ".sitegen").exists()


@pytest.mark.parametrize("contender", CONTENDERS, ids=lambda contender: contender.key)
def test_the_frame_of_every_contender_can_be_edited_again_and_again(tmp_path, contender):
    bed = make_bed(tmp_path / "site", contender, POSTS)
    frame = bed.folder / contender.frame

    assert FRAME_MARK.findall(frame.read_text()) == ["template-0"]
    for round_ in range(2):
        WORKS["template"](bed, round_)

    assert FRAME_MARK.findall(frame.read_text()) == ["template-2"]


def test_what_is_added_to_a_configuration_stands_at_its_end(tmp_path):
    native = next(contender for contender in CONTENDERS if contender.adding)

    bed = make_bed(tmp_path / "site", native, ())

    assert (bed.folder / "site.toml").read_text().endswith('engine = "commonmark"\n')


def test_a_proof_holds_when_one_of_its_pages_has_the_text(tmp_path):
    (tmp_path / "one.html").write_text("nothing")
    (tmp_path / "two.html").write_text("the text")

    assert what_is_unproved(tmp_path, (Proof("*.html", "the text"),)) == ""
    assert what_is_unproved(tmp_path, (Proof("one.html", "the text"),)) == "one.html lacks 'the text'"
    assert what_is_unproved(tmp_path, (Proof("no.html", "the text"),)) == "no.html was not made"
