"""Style sheets are put together of parts and of what the site sets, and published whole."""

from __future__ import annotations

import pytest

from support.blog import Blog

THEME = """\
name = "plain"
[settings.columns]
type = "number"
default = 1
[settings.wide]
type = "switch"
default = false
[settings.tagline]
type = "text"
default = ""
[settings.accent]
type = "colour"
default = "#0f5747"
css = "--accent"
[settings.width]
type = "number"
default = 31.5
css = "--width"
unit = "em"
"""


@pytest.fixture
def styled(blog: Blog) -> Blog:
    """A blog whose theme has a style sheet in parts."""
    blog.file("themes/plain/theme.toml", THEME)
    blog.file("themes/plain/assets/style.css", '@import "_part.css";\n@import "sitegen:settings";\np { }\n')
    return blog.file("themes/plain/assets/_part.css", "b { }\n")


def sheet(blog: Blog) -> str:
    blog.build()
    return blog.page("/assets/style.css")


def test_parts_stand_where_they_are_imported_and_are_not_published(styled):
    assert sheet(styled) == "b { }\n:root{--accent:#0f5747;--width:31.5em;}\np { }\n"
    assert not any("_part" in path for path in styled.published())


def test_settings_of_the_site_are_custom_properties(styled):
    styled.configure('accent = "#2a3a6b"\nwidth = 40\n')

    assert ":root{--accent:#2a3a6b;--width:40em;}" in sheet(styled)


def test_the_sites_own_part_takes_the_place_of_the_themes(styled):
    styled.file("assets/_part.css", "i { }\n")

    assert sheet(styled).startswith("i { }\n")


def test_an_edit_of_a_part_is_published(styled):
    sheet(styled)

    styled.file("themes/plain/assets/_part.css", "b { color: red }\n")

    rendered = {path for path in styled.build().rendered if path.endswith(".css")}
    assert "assets/style.css" in rendered and len(rendered) == 2, "under its own name, and that of its bytes"
    assert "red" in styled.page("/assets/style.css")


def test_each_part_comes_once_even_in_a_circle(styled):
    styled.file("themes/plain/assets/_part.css", '@import "_other.css";\nb { }\n')
    styled.file("themes/plain/assets/_other.css", '@import "_part.css";\n@import "style.css";\ni { }\n')

    assert sheet(styled).startswith("i { }\nb { }\n:root")


def test_parts_are_named_from_the_file_that_imports_them_and_other_imports_come_first(styled):
    styled.file(
        "themes/plain/assets/deep/a.css",
        '@import "b.css";\n@import "../_part.css";\n@import "https://e.org/x.css";\n',
    )
    styled.file("themes/plain/assets/deep/b.css", "u { }\n").build()

    assert styled.page("/assets/deep/a.css") == '@import "https://e.org/x.css";\nu { }\nb { }\n'


WAYS = ['@import "{}";', "@import '{}';", '@import url("{}");', "@import url('{}');", "@import url({});"]


@pytest.mark.parametrize("way", WAYS)
def test_a_part_is_imported_in_each_way_that_style_sheets_have(styled, way):
    styled.file("themes/plain/assets/style.css", f"{way.format('_part.css')}\np {{ }}\n")

    assert sheet(styled) == "b { }\np { }\n"


@pytest.mark.parametrize("way", WAYS)
def test_a_part_that_is_imported_in_any_way_and_is_not_there_is_said(styled, way):
    styled.file("themes/plain/assets/_part.css", way.format("nowhere.css"))

    (problem,) = styled.problems()

    assert str(problem.location) == f"themes/plain/assets/_part.css:1:{way.index('{') + 1}"
    assert problem.width == len("nowhere.css")


@pytest.mark.parametrize("way", WAYS)
def test_what_another_host_has_is_imported_from_there(styled, way):
    written = way.format("https://e.org/x.css")
    styled.file("themes/plain/assets/style.css", f"{written}\np {{ }}\n")

    assert sheet(styled) == f"{written}\np {{ }}\n"


def test_what_a_part_imports_from_another_host_stands_where_browsers_look_for_it(styled):
    font = "@import url(https://e.org/css2?family=Inter:wght@400;700);"
    styled.file("assets/_part.css", f"{font}\nb {{ }}\n")
    styled.file(
        "themes/plain/assets/style.css", '@charset "utf-8";\n@layer a, b;\np { }\n@import "_part.css";\n'
    )

    assert sheet(styled) == f'@charset "utf-8";\n@layer a, b;\n{font}\np {{ }}\nb {{ }}\n'


@pytest.mark.parametrize(
    ("when", "made"),
    [
        ("layer(base)", "@layer base {\nb { }\n}\n"),
        ("layer", "@layer {\nb { }\n}\n"),
        ("print", "@media print {\nb { }\n}\n"),
        ("screen and (width >= 40em)", "@media screen and (width >= 40em) {\nb { }\n}\n"),
        (
            "layer(x.y) supports(not (display: grid)) print",
            "@media print {\n@supports (not (display: grid)) {\n@layer x.y {\nb { }\n}\n}\n}\n",
        ),
    ],
)
@pytest.mark.parametrize("way", WAYS)
def test_what_an_import_asks_for_is_written_around_its_part(styled, way, when, made):
    written = way.format("_part.css").replace(";", f" {when};")
    styled.file("themes/plain/assets/style.css", f"p {{ }}\n{written}\n")

    assert sheet(styled) == f"p {{ }}\n{made}"


def test_an_import_in_a_comment_is_none(styled):
    written = (
        '/*\n@import "nowhere.css";\n@import "_part.css";\n@import url(https://e.org/x.css);\n*/\np { }\n'
    )
    styled.file("assets/_part.css", "/* no */ b { }\n")
    styled.file("themes/plain/assets/style.css", written)

    assert sheet(styled) == written


def test_what_looks_like_a_comment_in_a_text_hides_no_import(styled):
    written = "p { content: \"/*\"; background: url(a/*.png) }\n@import '_part.css';\ni { content: '*/' }\n"
    styled.file("themes/plain/assets/style.css", written)

    assert sheet(styled) == written.replace("@import '_part.css';\n", "b { }\n")


def test_a_part_that_is_not_there_is_said_where_it_is_imported(styled):
    styled.file("themes/plain/assets/_part.css", '\n@import "nowhere.css";\n')

    (problem,) = styled.problems()

    assert (str(problem.location), problem.rule) == ("themes/plain/assets/_part.css:2:10", "missing-file")
    assert styled.published() == set()


def test_a_byte_order_mark_before_a_part_costs_none_of_its_rules(styled):
    styled.file("assets/_part.css", "\ufeff@import '_more.css';\nb { }\n")
    styled.file("assets/_more.css", "\ufeffi { }\n")

    assert sheet(styled).startswith("i { }\nb { }\n:root")


def test_two_versions_that_git_left_in_a_style_sheet_are_a_mistake(styled):
    styled.file("assets/_part.css", "é { }\n<<<<<<< HEAD\nb { }\n=======\ni { }\n>>>>>>> other\n")

    (problem,) = styled.problems()

    assert (str(problem.location), problem.rule) == ("assets/_part.css:2:1", "syntax")
    assert problem.message == "two versions of this file were not merged"


def test_an_import_right_behind_a_byte_order_mark_that_leads_nowhere_is_said(styled):
    styled.file("assets/_part.css", "\ufeff@import '_nope.css';\n")

    (problem,) = styled.problems()

    assert str(problem.location) == "assets/_part.css:1:10"
