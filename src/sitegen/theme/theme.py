"""Find a theme and its parents, read their `theme.toml`, and say which file stands for a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from sitegen.config.decode import Mismatch, Report, closest, record
from sitegen.config.encoding import decode_text
from sitegen.config.located import START, ParseError, read_toml
from sitegen.config.places import toml_problem
from sitegen.config.read import SITE_FILE
from sitegen.config.settings import ThemeSettings
from sitegen.errors import Problem
from sitegen.images.presets import Preset, Presets, check_name, check_preset
from sitegen.paths import why_unsafe
from sitegen.theme.settings import ThemeSetting, check_declared, decide, derive, in_css, is_sound

API = 1
"""The version of the contract between sitegen and themes."""
TEMPLATES = (
    *("index.html", "post.html", "page.html", "section.html", "tag.html", "month.html", "year.html"),
    *("author.html", "series.html", "tags.html", "archives.html", "404.html", "redirect.html"),
)
"""What every theme has, or one of its parents: a template for each kind of page."""
OPTIONAL_TEMPLATES = ("search.html",)
"""The kinds of pages that a theme may do without."""


class ThemeFile(Struct, frozen=True):
    """`theme.toml`."""

    name: str
    api: int = API
    parent: str = ""
    """The theme whose files are used where this one has none."""
    description: str = ""
    settings: Mapping[str, ThemeSetting] = field(default_factory=dict)
    images: Mapping[str, Preset] = field(default_factory=dict)
    """The ways in which it shows pictures: `[images.NAME]`."""


class Layer(Struct, frozen=True):
    """A folder with `templates/` and `assets/`, and how its files are called in messages."""

    folder: Path
    shown: str


class Theme(Struct, frozen=True):
    """A theme with its parents, below the site's own overrides.  *layers* are searched from first to last.

    *named* has, by name, the path under which templates name an asset, and the digest of its file; it is
    known when the files have been digested.
    """

    layers: tuple[Layer, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    """The values of its settings."""
    properties: Mapping[str, str] = field(default_factory=dict)
    """Those that style sheets have, by their custom properties."""
    images: Presets = field(default_factory=dict)
    """The ways in which it shows pictures."""
    files: tuple[ThemeFile, ...] = ()
    """Its `theme.toml`, and those of its parents."""
    named: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def settings(self) -> Mapping[str, ThemeSetting]:
        """The settings that it declares, with those of its parents."""
        declared: dict[str, ThemeSetting] = {}
        for file in reversed(self.files):
            declared.update(file.settings)
        return declared

    def overriding(self) -> Iterator[Theme]:
        """Yield the theme from each layer on that a site has written over others: its own files, and those of
        child themes in its folder."""
        site = self.layers[0].folder
        for number, layer in enumerate(self.layers[:-1]):
            if layer.folder.is_relative_to(site):
                yield Theme(self.layers[number:])

    def find(self, kind: Literal["templates", "assets"], name: str) -> Path | None:
        """Return the file that stands for *name*; None: no layer has it."""
        if why_unsafe(name):
            return None
        paths = (layer.folder / kind / name for layer in self.layers)
        return next((path for path in paths if path.is_file()), None)

    def template_text(self, name: str) -> str | None:
        """Return the template that stands for *name* as it is written, for those who look into it; None: it
        is not there, or can't be read, which the loader says."""
        path = self.find("templates", name)
        try:
            return path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n") if path else None
        except OSError:
            return None

    def shown(self, path: Path) -> str:
        """Return how a template's file is called in messages."""
        for layer in self.layers:
            if path.is_relative_to(layer.folder):
                return f"{layer.shown}{path.relative_to(layer.folder).as_posix()}"
        return path.name

    def files_of(self, kind: Literal["templates", "assets"]) -> tuple[tuple[str, Layer], ...]:
        """Return the paths of all files of a *kind*, sorted, each with the layer that has it."""
        found: dict[str, Layer] = {}
        for layer in reversed(self.layers):
            found.update(dict.fromkeys(_files(layer.folder / kind), layer))
        return tuple(sorted(found.items(), key=lambda item: item[0]))

    def assets(self) -> tuple[str, ...]:
        """Return the paths of all files below `assets/` that are published, sorted."""
        paths = (path for path, _layer in self.files_of("assets"))
        return tuple(path for path in paths if not path.rpartition("/")[2].startswith("_"))


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            yield relative.as_posix()


def theme_folders(site: Path) -> tuple[Path, ...]:
    """Return where themes are looked for: in the site's own folder, then among those of sitegen."""
    package = Path(__file__).resolve().parents[1]
    return (site / "themes", package / "themes", package.parents[1] / "themes")


def read_theme(site: Path, settings: ThemeSettings) -> tuple[Theme, tuple[Problem, ...]]:
    """Return the theme of *settings* for the folder *site*, and what is wrong with it or its settings."""
    chain, problems = _chain(site, settings.name)
    files = tuple(file for file, _layer in chain)
    images: dict[str, Preset] = {}
    is_whole = not problems
    for file, layer in reversed(chain):
        problems += _idle_drops(file, layer, images, problems)
        images = {name: preset for name, preset in {**images, **file.images}.items() if preset.widths}
    layers = (Layer(site, ""), *(layer for _file, layer in chain))
    declared = Theme(layers, files=files).settings
    if is_whole:
        problems += [one for file, layer in chain for one in _like_nothing(file, layer, declared)]
    options, wrong = _options(site, settings.options, declared, is_whole=is_whole)
    properties = {one.css: in_css(one, options[key]) for key, one in declared.items() if one.css}
    return Theme(layers, options, properties, images, files), (*problems, *(wrong if chain else ()))


def _idle_drops(file: ThemeFile, layer: Layer, images: Presets, problems: Iterable[Problem]) -> list[Problem]:
    """Return a problem for each preset that *file* drops and that no parent has: *images* are theirs.  One
    whose widths are missing, or are wrong, by the *problems* is none: it was not to be dropped."""
    found: list[Problem] = []
    said = {problem.message.partition(":")[0] for problem in problems}
    for name, preset in file.images.items():
        is_told = not said.isdisjoint((f"images.{name}.widths", f"[images.{name}] needs 'widths'"))
        if not preset.widths and name not in images and not is_told:
            message, hint = "a preset needs widths", "write them like [400, 640, 1000]"
            where, shown = ("images", name, "widths"), f"{layer.shown}theme.toml"
            found.append(toml_problem(layer.folder, shown, where, "bad-value", message, hint))
    return found


def _like_nothing(file: ThemeFile, layer: Layer, declared: Mapping[str, ThemeSetting]) -> Iterator[Problem]:
    """Yield a problem for each colour of *file* that is to be like one that is not *declared*."""
    colours = [key for key, setting in declared.items() if setting.type == "colour"]
    for key, setting in file.settings.items():
        if setting.like and setting.like not in colours:
            what, where = f"there is no colour {setting.like!r}", ("settings", key, "like")
            hint = closest(setting.like, colours)
            yield toml_problem(layer.folder, f"{layer.shown}theme.toml", where, "bad-value", what, hint)


def _chain(site: Path, name: str) -> tuple[list[tuple[ThemeFile, Layer]], list[Problem]]:
    """Return the theme and its parents, each with its file, as far as they can be found."""
    chain: list[tuple[ThemeFile, Layer]] = []
    problems: list[Problem] = []
    asked_by, folder = SITE_FILE, site
    key: tuple[str, ...] = ("theme", "name")
    while name or not chain:  # the last parent names none
        if name in (file.name for file, _layer in chain):
            problems.append(
                toml_problem(folder, asked_by, key, "theme", f"the theme {name!r} is its own parent")
            )
            break
        found = _find_folder(site, name)
        if found is None:
            hint = closest(name, _known_themes(site)) or themes_here(_known_themes(site))
            problems.append(toml_problem(folder, asked_by, key, "theme", f"there is no theme {name!r}", hint))
            break
        folder, layer = found, Layer(found, f"themes/{name}/")
        asked_by, key = f"{layer.shown}theme.toml", ("parent",)
        file = _read_file(folder, asked_by, problems)
        chain.append((replace(file, name=name), layer))
        name = file.parent
    return chain, problems


def themes_here(names: Iterable[str]) -> str:
    """Return a hint at the *names* of all themes."""
    return f"themes here: {', '.join(names)}"


def known_themes(site: Path) -> tuple[ThemeFile, ...]:
    """Return the themes that the folder *site* can have, by name; of one that can't be read, the name."""
    names = _known_themes(site)
    found = ((name, _find_folder(site, name)) for name in names)
    return tuple(replace(_read_file(folder, name, []), name=name) for name, folder in found if folder)


def _find_folder(site: Path, name: str) -> Path | None:
    if not re.fullmatch(r"[\w][\w.-]*", name):
        return None
    folders = (folder / name for folder in theme_folders(site))
    return next((folder for folder in folders if (folder / "theme.toml").is_file()), None)


def _known_themes(site: Path) -> list[str]:
    files = (path for folder in theme_folders(site) for path in folder.glob("*/theme.toml"))
    return sorted({path.parent.name for path in files})


def _read_file(folder: Path, shown: str, problems: list[Problem]) -> ThemeFile:
    try:
        raw = (folder / "theme.toml").read_bytes()
    except OSError as error:
        report = Report(shown, ())
        report.add(START, "unreadable", f"the file can't be read: {error.strerror}")
        problems += report.problems
        return ThemeFile(folder.name)
    file, wrong = _decode_file(raw, folder, shown)
    problems += wrong
    return file


@lru_cache(maxsize=8)  # a preview reads the same files again and again
def _decode_file(raw: bytes, folder: Path, shown: str) -> tuple[ThemeFile, tuple[Problem, ...]]:
    report = Report(shown, ())
    file = ThemeFile(folder.name)
    try:
        text = decode_text(raw, report)
        if text is not None:
            file = record(ThemeFile, read_toml(text), report, "", _check)
            _check_settings(file, folder, shown, report.problems)
    except ParseError as error:
        report.add(error.place, error.rule, error.message, error.hint, error.width)
    return file, tuple(report.problems)


def _check(name: str, value: Any, _field: Any) -> None:
    if name == "api" and value != API:
        raise Mismatch(f"this version of sitegen has version {API} of the theme contract", rule="theme")
    if name.startswith("images."):
        preset, _, key = name.removeprefix("images.").partition(".")
        check_name(preset)
        check_preset(key.rpartition(".")[2], value)


def _options(
    site: Path, given: Mapping[str, Any], declared: Mapping[str, ThemeSetting], *, is_whole: bool
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the value of every declared setting, and the problems of those given.

    A theme that is not *whole*, because its file has a mistake or its parent is not there, may know any
    setting that is like none of those declared.
    """
    problems: list[Problem] = []
    values = {key: _by_itself(setting) for key, setting in declared.items()}
    chosen: set[str] = set()
    for key, value in given.items():
        setting = declared.get(key)
        if setting is None:
            hint = closest(key, declared) or f"its settings: {', '.join(declared) or 'none'}" * is_whole
            if not hint:
                continue
            what = f"the theme has no setting {key!r}"
            problems.append(toml_problem(site, SITE_FILE, ("theme", key), "unknown-key", what, hint))
            continue
        if not is_sound(setting):
            continue  # it is the theme's file that is wrong
        try:
            values[key] = decide(setting, value)
            chosen.update([key] if setting.type == "colour" else [])
        except Mismatch as mismatch:
            what, hint = f"theme.{key}: {mismatch.message}", mismatch.hint or setting.about
            problems.append(toml_problem(site, SITE_FILE, ("theme", key), mismatch.rule, what, hint))
    for key, setting in declared.items():
        if setting.like in chosen and key not in chosen and is_sound(setting):
            values[key] = derive(setting, values[setting.like])
    return values, problems


def _by_itself(setting: ThemeSetting) -> Any:
    """Return the value of a setting that no site gives; a wrong one is reported where it is declared."""
    try:
        return decide(setting, setting.default) if is_sound(setting) else setting.default
    except Mismatch:
        return setting.default


def _is_told(key: str, problems: Iterable[Problem]) -> bool:
    """Tell whether the *problems* of a file say what is wrong with its setting *key*."""
    beginnings = (f"settings.{key}.", f"[settings.{key}] needs ")
    return any(problem.message.startswith(beginnings) for problem in problems)


def _check_settings(file: ThemeFile, folder: Path, shown: str, problems: list[Problem]) -> None:
    """Report what is wrong with declared settings, and defaults that no site could give."""
    for key, setting in file.settings.items():
        if _is_told(key, problems):
            continue  # what else is wrong comes of that
        wrong = [*check_declared(setting)]
        for part, message, hint in wrong:
            what, path = f"settings.{key}.{part}: {message}", ("settings", key, part)
            problems.append(toml_problem(folder, shown, path, "bad-value", what, hint))
        if wrong:
            continue
        try:
            decide(setting, setting.default)
        except Mismatch as mismatch:
            what, path = f"settings.{key}.default: {mismatch.message}", ("settings", key, "default")
            problems.append(toml_problem(folder, shown, path, mismatch.rule, what, mismatch.hint))
