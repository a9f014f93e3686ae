"""The contract between sitegen and themes is written down, all of it, in docs/content/reference/themes.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from sitegen.images.presets import Preset
from sitegen.images.renditions import Rendition, SourceSet
from sitegen.incremental.answers import Answers
from sitegen.markup.document import Heading
from sitegen.model.records import Html, Picture
from sitegen.queries import views
from sitegen.theme.environment import SiteGlobal, ThemeEnvironment
from sitegen.theme.settings import ThemeSetting
from sitegen.theme.theme import OPTIONAL_TEMPLATES, TEMPLATES, Theme, ThemeFile

HERE = Path(__file__).resolve().parents[2]
DOCS = (HERE / "docs" / "content" / "reference" / "themes.md").read_text()
PICTURES = (HERE / "docs" / "content" / "reference" / "images.md").read_text()
DEFAULT = HERE / "themes" / "default"
NOT_FOR_TEMPLATES = {"FeedEntry", "FeedView", "SitemapEntry"}
VIEWS = [
    *(one for name, one in vars(views).items() if isinstance(one, type) and one.__module__ == views.__name__),
    *(Html, Picture, Rendition, SourceSet, Heading),
]


def section(name: str) -> str:
    """Return the part of the page under the heading that names a view."""
    parts = re.split(r"^(#{2,3} .*)$", DOCS, flags=re.MULTILINE)
    return next(text for heading, text in zip(parts[1::2], parts[2::2], strict=True) if name in heading)


def listed(text: str) -> set[str]:
    """Return what the first column of the tables in *text* names."""
    rows = re.findall(r"^\| (.*?) \| ", text, flags=re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def fields_of(record: type) -> set[str]:
    return set(record.__struct_fields__)


def own_filters() -> set[str]:
    return ThemeEnvironment(Theme(()), Answers({})).filters.keys() - Environment().filters.keys()


@pytest.mark.parametrize("view", [one for one in VIEWS if one.__name__ not in NOT_FOR_TEMPLATES])
def test_every_variable_is_written_down(view):
    of_records = {"text", "links", "urls", "home", "pictures", "early"} if view is Html else set()
    properties = {name for name, value in vars(view).items() if isinstance(value, property)}
    names = fields_of(view) - of_records | properties

    assert sorted(names - listed(section(f"`{view.__name__}`"))) == []


def test_every_question_of_site_is_written_down():
    names = {name for name in vars(SiteGlobal) if not name.startswith("_")}
    said = set(re.findall(r"`site\.(\w+)", section("What every template has")))

    assert said == names


def test_every_filter_is_written_down():
    said = {name.partition("\\|")[2].partition("(")[0] for name in listed(section("What every template has"))}

    assert own_filters() <= said


def test_what_the_reference_shows_of_a_rendition_is_there():
    shown = re.findall(
        r'rendition\("\w+"\)\)\.(\w+)', (HERE / "docs/content/reference/templates.md").read_text()
    )

    assert shown
    assert set(shown) <= fields_of(Rendition)


def test_every_kind_of_page_is_written_down():
    assert {*TEMPLATES, *OPTIONAL_TEMPLATES} == listed(section("Templates")) - {"page"}


def test_every_key_of_a_theme_file_is_written_down():
    assert fields_of(ThemeFile) <= listed(section("Make your own"))
    assert fields_of(ThemeSetting) <= listed(section("Settings"))
    assert fields_of(Preset) <= listed(PICTURES)


def test_every_setting_of_the_default_theme_is_written_down():
    declared = set(re.findall(r"^\[settings\.(\w+)\]", (DEFAULT / "theme.toml").read_text(), re.MULTILINE))

    assert declared <= listed(section("Settings"))


def test_every_variable_of_every_template_of_the_default_theme_is_written_down():
    environment = Environment()
    environment.filters |= dict.fromkeys(own_filters(), str)
    rows = re.findall(r"^\| (.*?) \| (.*) \|$", section("The parts of the default theme"), re.MULTILINE)
    said = {
        name: set(re.findall(r"`(\w+)`", row))
        for names, row in rows
        for name in re.findall(r"`([^`]+)`", names)
    }
    for path in (DEFAULT / "templates").glob("*.html"):
        used = meta.find_undeclared_variables(environment.parse(path.read_text())) - {
            "site",
            "fragment",
            "_",
            "ngettext",
        }
        known = {"page"} if path.name in (*TEMPLATES, *OPTIONAL_TEMPLATES) else said[path.name]
        assert used <= known, path.name
