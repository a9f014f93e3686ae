"""What may be wider than a telephone can be scrolled by keyboard, and has a name."""

from __future__ import annotations

import pytest

BOX = '<section class="scroll" tabindex="0" role="group" aria-label="Table">'
TABLE = "<table><tr><td>x</td></tr></table>"


@pytest.mark.parametrize("around", ["{}", "<ul><li>{}</li></ul>", "<blockquote>{}</blockquote>"])
def test_a_table_is_boxed_wherever_it_stands(pass_over, around):
    assert pass_over(around.format(TABLE)).html == around.format(f"{BOX}{TABLE}</section>")


def test_a_table_in_a_table_has_no_box_of_its_own(pass_over):
    assert pass_over(f"<table><tr><td>{TABLE}</td></tr></table>").html.count(BOX) == 1


def test_a_table_that_nobody_closes_is_boxed_as_far_as_it_goes(pass_over):
    assert pass_over("<table><tr><td>x").html == f"{BOX}<table><tr><td>x</table></section>"


def test_an_excerpt_that_ends_in_a_table_closes_its_box(convert):
    document = convert("| a |\n|---|\n| b <!--more--> |\n| c |\n\nAfter.")

    assert document.marked.count("<section") == document.marked.count("</section>") == 1


def test_code_can_be_reached_and_a_writer_who_sees_to_it_is_left_alone(pass_over):
    assert 'tabindex="0" role="group" aria-label="Code"' in pass_over("<pre>x</pre>").html
    assert pass_over('<pre tabindex="-1">x</pre>').html == '<pre tabindex="-1">x</pre>'


def test_code_that_its_writer_has_named_keeps_its_name(pass_over):
    html = pass_over('<pre role="region" aria-label="Output">x</pre>').html

    assert html == '<pre role="region" aria-label="Output" tabindex="0">x</pre>'
