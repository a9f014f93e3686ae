"""The box of a task is named by the words beside it, for those who hear the page."""

from __future__ import annotations

import pytest

BOX = '<input type="checkbox" disabled/>'


@pytest.mark.parametrize(
    ("item", "named"),
    [
        (f"<li>{BOX} Sweep</li>", f"<li><label>{BOX} Sweep</label></li>"),
        (f"<li><p>{BOX} Sweep</p><p>Daily</p></li>", f"<li><p><label>{BOX} Sweep</label></p><p>Daily</p></li>"),
        (f"<li>{BOX} <em>S</em> <code>x</code></li>", f"<li><label>{BOX} <em>S</em> <code>x</code></label></li>"),
        (f"<li>{BOX} A<ul><li>b</li></ul></li>", f"<li><label>{BOX} A</label><ul><li>b</li></ul></li>"),
        (f"<li>{BOX} A <b>c<div>d</div></b></li>", f"<li><label>{BOX} A</label> <b>c<div>d</div></b></li>"),
        (f"<li>{BOX} A <button>b</button></li>", f"<li><label>{BOX} A</label> <button>b</button></li>"),
        (f"<li><label>{BOX} A</label></li>", f"<li><label>{BOX} A</label></li>"),
    ],
)  # fmt: skip
def test_a_box_has_the_words_in_its_line_as_its_name(pass_over, item, named):
    assert pass_over(f"<ul>{item}</ul>", smart_punctuation=False).html == f"<ul>{named}</ul>"


@pytest.mark.parametrize("text", ["- [ ] Sweep\n- [x] Dust", "- [ ] Sweep\n\n- [x] Dust\n\n  Daily."])
def test_each_task_of_a_list_has_a_name(convert, native, text):
    for document in (convert(text), native.convert(text)):
        for html in (document.html, document.opening):
            assert html.count("<label><input") == html.count("</label>") == 2


def test_an_excerpt_that_ends_in_a_task_ends_its_name(convert):
    marked = convert("- [ ] Sweep <!--more--> the step").marked

    assert marked.count("<label>") == marked.count("</label>") == 1


def test_a_box_at_the_end_of_a_text_that_nothing_closes_has_its_name(pass_over):
    assert pass_over(f"<p>{BOX} Sweep").html == f"<p><label>{BOX} Sweep</label>"
