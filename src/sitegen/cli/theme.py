"""`sitegen theme`: which themes there are, what one has, a file of it to change, and whether it holds."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import click
from msgspec import to_builtins

from sitegen.cli.complete import complete_templates, complete_themes
from sitegen.cli.options import form_option, site_option
from sitegen.cli.output import count, folded, show_json
from sitegen.cli.problems import problem_record, show_problems
from sitegen.config.decode import closest
from sitegen.config.read import SITE_FILE, read_settings
from sitegen.config.settings import ThemeSettings
from sitegen.errors import ProblemsError, SetupError
from sitegen.theme.overriding import copy_to_site
from sitegen.theme.theme import Theme, known_themes, read_theme, themes_here

name_argument = click.argument("name", metavar="[THEME]", default="", shell_complete=complete_themes)


@click.group(name="theme")
def command() -> None:
    """Look at themes, try them, or begin to change one."""


@command.command("list", short_help="List the themes that the site can have.")
@site_option
@form_option
def list_(site: Path, form: str) -> None:
    """List the themes that the site can have; a star marks the one that it has."""
    used, themes = _chosen(site).name, known_themes(site)
    if form == "json":
        records = [{"name": one.name, "parent": one.parent, "description": one.description} for one in themes]
        show_json({"used": used, "themes": records})
        return
    width = max((len(one.name) for one in themes), default=0)
    for one in themes:
        mark = "*" if one.name == used else " "
        name = click.style(f"{one.name:<{width}}", bold=True)
        child = f" (child of {one.parent})" if one.parent else ""
        click.echo(folded(f"{mark} {name}  {one.description}{child}", width + 4))


@command.command("show", short_help="Show what a theme has: settings, pictures, files.")
@name_argument
@site_option
@form_option
def show(name: str, site: Path, form: str) -> None:
    """Show what THEME has, or the site's own: settings with their values, presets of pictures, files."""
    settings = _chosen(site, name)
    theme = _read(site, settings)
    if form == "json":
        show_json(_record(theme))
        return
    first = theme.files[0]
    click.echo(click.style(first.name, bold=True) + f"  {first.description}")
    parents = [file.name for file in theme.files[1:]]
    if parents:
        click.echo(f"  It is a child of {', itself a child of '.join(parents)}.")
    _table("Settings, under [theme] of site.toml", _setting_rows(theme))
    _table("Presets of pictures", _preset_rows(theme))
    _table("Templates", _file_rows(theme, "templates"))
    _table("Assets", _file_rows(theme, "assets"))


@command.command("copy", short_help="Copy a file of the theme, to change it.")
@click.argument("file", metavar="TEMPLATE", shell_complete=complete_templates)
@site_option
def copy(file: str, site: Path) -> None:
    """Copy TEMPLATE of the site's theme into templates/, where it takes the place of the theme's.

    An asset is named with its folder: assets/_site.css.
    """
    settings = _chosen(site)
    path = copy_to_site(site, _read(site, settings), file)
    click.echo(f"{path.relative_to(site).as_posix()} is yours now; the theme's own is no longer used.")


@command.command("check", short_help="Try a theme on sites that are hard on themes.")
@name_argument
@site_option
@form_option
def check(name: str, site: Path, form: str) -> None:
    """Try THEME, or the site's own with its overrides and settings, on sites that are hard on themes.

    Every kind of page is made for an empty site, one post, 1,000 posts, long words, right-to-left writing,
    HTML in titles and more.  Nothing is written.  Exit code 0: nothing is wrong, 1: something is.
    """
    from sitegen.trial.sites import TRIALS
    from sitegen.trial.trial import try_theme

    settings = _chosen(site, name)
    verdict = try_theme(site, settings, with_overrides=not name or name == _chosen(site).name)
    if form == "json":
        problems = [problem_record(problem) for problem in sorted(verdict.problems)]
        show_json({"theme": settings.name, "pages": verdict.pages, "problems": problems})
    else:
        show_problems(verdict.problems)
        said = "" if verdict.problems else ", and nothing is wrong with them"
        click.echo(f"{settings.name}: {count(verdict.pages, 'page')} of {count(len(TRIALS), 'site')}{said}.")
    sys.exit(1 if verdict.problems else 0)


def _chosen(site: Path, name: str = "") -> ThemeSettings:
    """Return the settings of the theme *name*, or of the site's own; a folder without a site has the default
    one.

    Raises `SetupError` where there is no such theme.
    """
    found = read_settings(site).settings.theme if (site / SITE_FILE).is_file() else ThemeSettings()
    if name in ("", found.name):
        return found
    known = [theme.name for theme in known_themes(site)]
    if name not in known:
        raise SetupError(f"there is no theme {name!r}; {closest(name, known) or themes_here(known)}")
    return ThemeSettings(name)


def _read(site: Path, settings: ThemeSettings) -> Theme:
    theme, problems = read_theme(site, settings)
    if not theme.files:
        raise ProblemsError(problems)
    return theme


def _setting_rows(theme: Theme) -> list[tuple[str, ...]]:
    settings = theme.settings
    return [
        (key, settings[key].type, _shown(value), settings[key].about) for key, value in theme.options.items()
    ]


def _shown(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _VALUE else f"{text[: _VALUE - 1]}…"


_VALUE = 24
"""How many characters of a value are shown in a table."""


def _preset_rows(theme: Theme) -> list[tuple[str, ...]]:
    return [
        (name, ", ".join(map(str, preset.widths)), preset.aspect or "its own shape")
        for name, preset in theme.images.items()
    ]


def _file_rows(theme: Theme, kind: Literal["templates", "assets"]) -> list[tuple[str, str]]:
    return [(name, layer.shown.strip("/") or "the site itself") for name, layer in theme.files_of(kind)]


def _table(title: str, rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    click.echo(f"\n{title}")
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        cells: Iterable[str] = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False))
        click.echo(folded(f"  {'  '.join([*cells, row[-1]])}".rstrip(), sum(widths) + 2 * len(row)))


def _record(theme: Theme) -> dict[str, Any]:
    settings = {
        key: {**to_builtins(setting), "value": theme.options[key]} for key, setting in theme.settings.items()
    }
    return {
        "name": theme.files[0].name,
        "description": theme.files[0].description,
        "parents": [file.name for file in theme.files[1:]],
        "settings": settings,
        "images": {name: to_builtins(preset) for name, preset in theme.images.items()},
        "templates": dict(_file_rows(theme, "templates")),
        "assets": dict(_file_rows(theme, "assets")),
    }
