"""Where links, pictures and headings stand in Markdown."""

import pytest

from sitegen.markup import written
from sitegen.markup.written import find_target, headings, mentions


@pytest.mark.parametrize(
    ("text", "target", "label", "image"),
    [
        ("See [the about](»about.md) page", "about.md", "the about", False),
        ("See [the about](»about.md \"Title\")", "about.md", "the about", False),
        ("See [it](<»a b.md>)", "a b.md", "it", False),
        ("![A car](»car.jpg)", "car.jpg", "A car", True),
        ("[![A car](»car.jpg)](big.jpg)", "car.jpg", "A car", True),
        ("[![A car](car.jpg)](»big.jpg)", "big.jpg", "![A car](car.jpg)", False),
        ("[it](»wiki/A_(b).md)", "wiki/A_(b).md", "it", False),
        ("[it](»a.md?x=1&amp;y)", "a.md?x=1&y", "it", False),
        ("[it](»a\\_b.md)", "a_b.md", "it", False),
        ("<https://x.example/>", "https://x.example/", "https://x.example/", False),
        ('<a class="x" href="»a.md">it</a>', "a.md", None, False),
        ("<img src='»a.png'>", "a.png", None, False),
        ("`[no](a.md)` [yes](»a.md)", "a.md", "yes", False),
        ("```\n[no](a.md)\n```\n[yes](»a.md)", "a.md", "yes", False),
        ("~~~ markdown\n[no](a.md)\n~~~\n[yes](»a.md)", "a.md", "yes", False),
        ("<!-- [no](a.md) -->[yes](»a.md)", "a.md", "yes", False),
        ("- [one](b.md)\n- [two](»a.md)", "a.md", "two", False),
    ],
)  # fmt: skip
def test_a_mention_is_found_where_its_target_stands(text, target, label, image):
    at = text.find("»")
    text = text.replace("»", "")

    found = [mention for mention in mentions(text) if mention.target == target]

    assert [(mention.label, mention.image) for mention in found] == [(label, image)]
    assert at < 0 or found[0].at == at


def test_a_reference_is_used_in_one_place_and_defined_in_another():
    text = "Go [there][x], or to [X].\n\n[x]: »there.md\n".replace("»", "")

    found = mentions(text)

    assert [(m.label, m.target, m.start) for m in found] == [
        ("there", "there.md", 3),
        ("X", "there.md", 21),
        (None, "there.md", 27),
    ]
    assert {text[m.at : m.at + m.width] for m in found} == {"there.md"}


def test_labels_that_hold_code_are_told_apart():
    text = "See [`one`] and [`two`][].\n\n[`one`]: a.md\n[`two`]: b.md\n"

    assert [(m.target, m.start) for m in mentions(text)] == [
        ("a.md", 4),
        ("a.md", 28),
        ("b.md", 16),
        ("b.md", 42),
    ]


def test_a_target_is_not_taken_for_the_same_word_in_the_text_or_the_end_of_another():
    text = "The car.jpg is [old](my-car.jpg) or ![new](car.jpg)."

    assert find_target(text, "car.jpg") == (43, 7)
    assert find_target("only car.jpg", "car.jpg") == (5, 7)
    assert find_target(text, "bus.jpg") is None


def test_headings_of_both_styles_but_not_those_in_code():
    text = "# One #\n\ntext\n\n<h2 class='a'>\nOdd</h2>\n\nTwo\n---\n\n```\n# no\n```\n### Three {#id}\n\n#Four\n\n---\n"

    assert [(h.level, h.text, text[h.at : h.at + 3]) for h in headings(text)] == [
        (1, "One", "One"),
        (2, "\nOdd", "<h2"),
        (2, "Two", "Two"),
        (3, "Three {#id}", "Thr"),
        (1, "Four", "Fou"),
    ]


@pytest.mark.parametrize(
    "piece", ["[", "![", "<h1>", "<h1 ", "[a](", "`", "```\n", "<", "<!--", "\\", "[[]", "(("]
)
def test_odd_texts_come_to_an_end(piece):
    mentions(piece * 3000)  # were a pattern to try all ways, this would not end
    headings(piece * 3000)


def test_a_target_that_an_engine_escaped_is_found_where_it_was_written():
    text = "[x](a.md) [über](über%20uns.md)"

    assert find_target(text, "%C3%BCber%20uns.md") == (text.index("über%20"), len("über%20uns.md"))


def test_a_text_is_looked_through_once_however_many_of_its_targets_are_looked_for(monkeypatch):
    looked = []
    monkeypatch.setattr(written, "mentions", lambda text: looked.append(text) or mentions(text))
    text = "".join(f"[{number}](gone-{number}.md) " for number in range(99))

    places = [find_target(text + "", f"gone-{number}.md") for number in range(99)]

    assert None not in places
    assert len(looked) == 1
