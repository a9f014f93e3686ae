"""Tags are renamed in place: nothing else of a file changes, not a byte."""

import json
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.config.decode import is_null, texts
from sitegen.config.located import ParseError
from sitegen.content.edit import rename_tags, replace_at, retagged, rewrite
from sitegen.content.front_matter import split
from sitegen.text import FORBIDDEN, one_line, tag_key

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
        ("---\ntags: [tips, b, tip, tips, tips, tips]\n---\n", "---\ntags: [b, tip]\n---\n"),
        ('{"tags": ["tips", "tips", "tips"]}\n', '{"tags": ["tip"]}\n'),
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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("+++\n[taxonomies]\ntags = ['tips', 'b']\nmore = 1\n+++\n", "+++\n[taxonomies]\ntags = ['tip', 'b']\nmore = 1\n+++\n"),
        ("---\ntaxonomies:\n  tags:\n    - tips\ntags: [tips]\n---\n", "---\ntaxonomies:\n  tags:\n    - tip\ntags: [tip]\n---\n"),
        ('{"taxonomies": {"tags": "tips, b"}}\n', '{"taxonomies": {"tags": "tip, b"}}\n'),
    ],
)  # fmt: skip
def test_a_tag_in_a_table_of_another_program_is_written_otherwise(before, after):
    assert rename_tags(before, RENAMED, ("tags", "taxonomies.tags")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- [Service, tips]\n- b", "- [Service, tip]\n- b"),
        ("- [tips, Service]\n- tip", "- [Service]\n- tip"),
        ("- - tips\n  - Service\n- b", "- - tip\n  - Service\n- b"),
    ],
)
def test_a_tag_in_a_list_in_the_list_of_another_program_is_written_otherwise(before, after):
    text = "---\ntitle: A\ncategories:\n{}\ntags: [b]\n---\n"

    assert rename_tags(text.format(before), RENAMED, ("tags", "categories")) == text.format(after)


def said(text: str) -> list[str]:
    node = split(text).table.value["tags"]
    return [] if is_null(node) else [one_line(tag) for tag in texts(node)]  # as the schema has it


@pytest.mark.parametrize(
    "new",
    ["Nr #1", "Neu: #1", "a: b", "[a]", "{a", "@a", "*a", "!a", "%a", "`a", "null", "~", "# a", "&a", "- a",
     "? a", "|", ">", "'a", '"a', '"a"', "a'b", "a\\b", "yes", "---", "a:", "- ", "a, b", "\x80"],
)  # fmt: skip
@pytest.mark.parametrize(
    "line",
    ["tags: tip, other", "tags: tip", "tags: 'tip, other'", 'tags: "other, tip"  # c', "tags: [tip, other]",
     "tags: ['other', tip]", "tags:\n- tip\n- other", "tags: >-\n  other,\n\n  tip", "tags:\n  tip,\n  other",
     "tags: |\n  tip, other\n", "tags: 'other,\n  tip'"],
)  # fmt: skip
def test_a_tag_of_any_signs_is_read_back(line, new):
    before = f"---\ntitle: A\n{line}\nsummary: B # c\n---\ntip\n"

    after = rename_tags(before, {"tip": new})

    assert said(after) == [one_line(new) if tag == "tip" else tag for tag in said(before)]
    assert after.startswith("---\ntitle: A\ntags:") and after.endswith("\nsummary: B # c\n---\ntip\n")


@pytest.mark.parametrize(
    "text",
    [
        "---\nauthor: &a tip\ntags: [*a, b]\n---\n",
        "---\ntags:\n- >-\n  tip\n- b\n---\n",
        '+++\ntags = ["""tip""", \'b\']\n+++\n',
    ],
)
def test_what_would_say_something_else_is_not_written(text):
    with pytest.raises(ParseError, match="can't be changed"):
        rename_tags(text, {"tip": "c"})


TAG = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\"'#:,[]{}&*!|>%@`~-? \\")).filter(
    lambda tag: one_line(tag) and not FORBIDDEN.search(tag)
)


@given(st.lists(TAG, min_size=1, max_size=4), TAG, st.booleans())
@example(["tip", "other"], "Nr #1", True)
@example(["NULL"], "0", True)
def test_what_is_read_back_is_what_was_meant(tags, new, with_commas):
    value = json.dumps(", ".join(tags) if with_commas else tags)
    line = f'{{"tags": {value}, "title": "A"}}\n\nbody'
    forms = [line]
    if with_commas:
        forms += [
            f"---\ntags: {', '.join(tags)}\ntitle: A\n---\nbody",
            f"---\ntags: >-\n  {','.join(tags)}\n---\n",
        ]
    for before in forms:
        try:
            old = said(before)
        except (ParseError, ValueError, KeyError):
            continue
        if not old:
            continue
        with suppress(ParseError):
            after = rename_tags(before, {old[0]: new})
            others = [tag for tag in old if tag != old[0]]
            assert {tag_key(tag) for tag in said(after)} == {tag_key(tag) for tag in [*others, one_line(new)]}
            assert [tag for tag in said(after) if tag in others] == others or one_line(new) in others


def test_pieces_are_replaced_by_their_places():
    assert replace_at("one two three", {4: (3, "2"), 0: (3, "1")}) == "1 2 three"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "---\ntags:\n  - tips # ask Anna\n  - tip # b\n---\n",
            "---\ntags:\n  # ask Anna\n  - tip # b\n---\n",
        ),
        ("---\ntags: [tips, # a\n tip] # b\n---\n", "---\ntags: [ # a\n tip] # b\n---\n"),
        ("---\ntags: [tip, # a\n tips # b\n]\n---\n", "---\ntags: [tip, # a\n  # b\n]\n---\n"),
        ('+++\ntags = [\n"tip", # a\n"tips" # b\n]\n+++\n', '+++\ntags = [\n"tip", # a\n # b\n]\n+++\n'),
    ],
)
def test_a_remark_on_a_tag_that_is_taken_out_stays(before, after):
    assert rename_tags(before, RENAMED) == after


def test_tags_on_several_lines_with_a_remark_are_left_to_the_writer():
    with pytest.raises(ParseError, match="can't be changed"):
        rename_tags('---\ntags: "tips,\n  b" # ask Anna\n---\n', RENAMED)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\r\ntags: [tips]\n---\r\na\nb\r\n", "---\r\ntags: [tip]\n---\r\na\nb\r\n"),
        ("---\rtags: [tips]\r---\ra\rb", "---\rtags: [tip]\r---\ra\rb"),
        ("\ufeff---\ntags:\r\n- tip\n- tips\r\n- b\n---\r\n\r", "\ufeff---\ntags:\r\n- tip\n- b\n---\r\n\r"),
    ],
)
def test_each_line_of_a_file_keeps_its_own_end(tmp_path, before, after):
    file = tmp_path / "one.md"
    file.write_bytes(before.encode())

    rewrite(file, retagged(file, RENAMED))

    assert file.read_bytes().decode() == after
