"""Tags are renamed in place: nothing else of a file changes, not a byte."""

import pytest

from sitegen.content.edit import rename_tags, replace_at

RENAMED = {"tips": "tip", "KDE": "kde", "odd": "c: d", "yes!": "yes"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntitle: A # tips\ntags: [tips, b]   # tips\n---\ntips\n", "---\ntitle: A # tips\ntags: [tip, b]   # tips\n---\ntips\n"),
        ("---\ntags: ['tips', \"KDE\"]\n---\n", "---\ntags: ['tip', \"kde\"]\n---\n"),
        ("---\ntags:\n  - b\n  - tips\n---\n", "---\ntags:\n  - b\n  - tip\n---\n"),
        ("---\ntags:\n- tip\n- tips\n- b\n---\n", "---\ntags:\n- tip\n- b\n---\n"),
        ("---\ntags: [tip, tips, b]\n---\n", "---\ntags: [tip, b]\n---\n"),
        ("---\ntags: [b, tip, tips]\n---\n", "---\ntags: [b, tip]\n---\n"),
        ("---\ntags: [tips, tip]\n---\n", "---\ntags: [tip]\n---\n"),
        ("---\ntags: b, tips, tip\n---\n", "---\ntags: b, tip\n---\n"),
        ("---\ntags: 'b, tips'\n---\n", "---\ntags: 'b, tip'\n---\n"),
        ("---\ntags: tips\n---\n", "---\ntags: tip\n---\n"),
        ("---\ntags: [odd, yes!]\n---\n", '---\ntags: ["c: d", "yes"]\n---\n'),
        ("+++\ntags = ['b', 'tips'] # x\n+++\n", "+++\ntags = ['b', 'tip'] # x\n+++\n"),
        ('+++\ntags = [\n  "tips",\n  "tip",\n]\n+++\n', '+++\ntags = [\n  "tip",\n]\n+++\n'),
        ('{"title": "A", "tags": ["tips", "b"]}\n\ntips', '{"title": "A", "tags": ["tip", "b"]}\n\ntips'),
        ("---\ntags: [Tips, tipster]\n---\n", "---\ntags: [Tips, tipster]\n---\n"),
        ("---\ntitle: x\n---\n", "---\ntitle: x\n---\n"),
        ("---\ntags:\n---\n", "---\ntags:\n---\n"),
    ],
)  # fmt: skip
def test_a_tag_is_written_otherwise(before, after):
    assert rename_tags(before, RENAMED) == after


def test_pieces_are_replaced_by_their_places():
    assert replace_at("one two three", {4: (3, "2"), 0: (3, "1")}) == "1 2 three"
