"""Which files of a site are shown as pictures: planned from what texts name, never found while rendering."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sitegen.config.settings import Settings
from sitegen.content.memory import Mark
from sitegen.content.names import composed, is_whole_url, named_key, spelt_otherwise, written_path
from sitegen.content.scan import name_of
from sitegen.content.sources import Sources
from sitegen.errors import Location, Problem
from sitegen.images.icons import LEAST, Icon
from sitegen.images.look import PhotoMemory, PictureFileName
from sitegen.images.photo import CENTRE, Fault, Focus, Photo
from sitegen.images.presets import AUTHOR, BODY
from sitegen.images.renditions import Renditions
from sitegen.incremental.digest import digest
from sitegen.model.nearby import Nearby
from sitegen.model.problems import front_matter_problem
from sitegen.model.records import Gallery, Structure, Wanted
from sitegen.model.texts import ELSEWHERE, OF_THE_THEME, Locate


class Use(NamedTuple):
    """Somebody shows the file *key* in the presets of a *kind*: the text *by*, inside it or standing for it,
    or `[authors]`, whose key is *by*, as a portrait."""

    key: str
    by: str
    kind: str
    focus: Focus = CENTRE


TEXT = "text"
"""The kind of use of a picture that stands for a text, which is shown in all presets but two."""


def shown_name(marks: Mapping[str, Mark]) -> bytes:
    """Return what names all that texts show as pictures: where it stays, so does what is made of them."""
    shown = [(key, mark.shown) for key, mark in marks.items() if mark.shown.names or mark.shown.image]
    return digest(
        [
            (key, one.image, one.names[: one.link_names], one.pictures, one.files, tuple(one.image_focus))
            for key, one in sorted(shown)
            if one.image or one.pictures or one.files
        ]
    )


def make_gallery(
    structure: Structure,
    sources: Sources,
    copies: Mapping[str, bytes],
    content: Path,
    memory: PhotoMemory,
    renditions: Renditions,
    locate: Locate,
    jobs: int = 1,
) -> tuple[Gallery, tuple[Problem, ...]]:
    """Return the gallery of a site, and the problems of files that can't be shown, each where it is named.

    *copies* has the digests of files by name; the files are in the folder *content*.
    """
    files = {file.key for file in structure.files if name_of(file.key) in copies}
    uses = [use for use in _uses(structure, sources.marks) if use.key in files]
    names = {use.key: PictureFileName(content / use.key, copies[name_of(use.key)].hex()) for use in uses}
    looks = memory.look(names, jobs)
    photos = {key: look for key, look in sorted(looks.items()) if isinstance(look, Photo)}
    faults = {key: look for key, look in looks.items() if isinstance(look, Fault)}
    wanted = tuple(sorted({one for use in uses if use.key in photos for one in _wanted(use, renditions)}))
    hidden = frozenset(_hidden(uses, photos, wanted, structure, sources.marks))
    problems = [*_no_portraits(structure), *(_problems(uses, faults, sources, locate) if faults else ())]
    pictured = frozenset(key for key in structure.paths if is_preview(sources.marks[key].shown.image))
    return Gallery(photos, wanted, hidden, pictured, None, renditions), tuple(problems)


def is_preview(url: str) -> bool:
    """Tell whether other sites show the picture at *url* with a link; they know no drawings (SVG)."""
    return bool(url) and not written_path(url).lower().endswith(".svg")


def _uses(structure: Structure, marks: Mapping[str, Mark]) -> Iterator[Use]:
    for key in _texts(structure):
        shown = marks[key].shown
        if shown.link_names:
            yield Use(structure.key_of(shown.names[0]), key, TEXT, Focus(*shown.image_focus))
        for name in shown.pictures:
            yield Use(structure.key_of(name), key, BODY)
    for name, image in _portraits(structure):
        yield Use(structure.key_of(named_key(image, "")), name, AUTHOR)


def _portraits(structure: Structure) -> Iterator[tuple[str, str]]:
    """Yield the authors of the settings who have a picture on this site, and its path."""
    for name, author in structure.settings.authors.items():
        if author.image and not is_whole_url(author.image):
            yield name, author.image


def _no_portraits(structure: Structure) -> Iterator[Problem]:
    """Yield a problem for each portrait that is not there, unless the theme may have it."""
    files = {file.key for file in structure.files}
    for name, image in _portraits(structure):
        if structure.key_of(named_key(image, "")) not in files and not image.startswith(OF_THE_THEME):
            meant = Nearby((), files).picture(image, "", sure=True)
            hint = f"did you mean {meant!r}?" if meant else ELSEWHERE
            message, where = f"authors.{name}.image: there is no file {image!r}", Location("site.toml")
            setting = ("authors", name, "image")
            yield Problem(where, "missing-file", message, hint, warning=True, setting=setting)


def _texts(structure: Structure) -> Iterator[str]:
    """Yield the texts that are on the site, and the notes that stand under them."""
    yield from structure.paths
    yield from structure.snippets.values()


def _wanted(use: Use, renditions: Renditions) -> Iterator[Wanted]:
    presets = renditions.for_texts if use.kind == TEXT else (use.kind,)
    for preset in presets:
        if preset in renditions.presets:
            cuts = renditions.presets[preset].ratio is not None
            yield Wanted(use.key, preset, use.focus if cuts else CENTRE)


def _hidden(
    uses: Iterable[Use],
    photos: Mapping[str, Photo],
    wanted: Iterable[Wanted],
    structure: Structure,
    marks: Mapping[str, Mark],
) -> Iterator[str]:
    """Yield the files that nobody gets as they are: pages show what is made of them, and no text links to
    them."""
    if structure.settings.images.originals:
        return
    made = {(one.key, one.preset if one.preset in (BODY, AUTHOR) else TEXT) for one in wanted}
    linked = {structure.key_of(name) for key in _texts(structure) for name in marks[key].shown.files}
    as_they_are = {use.key for use in uses if (use.key, use.kind) not in made}
    for key, photo in photos.items():
        if photo.fallback and key not in as_they_are and key not in linked:
            yield key


def _problems(
    uses: Iterable[Use], faults: Mapping[str, Fault], sources: Sources, locate: Locate
) -> Iterator[Problem]:
    for use in uses:
        fault = faults.get(use.key)
        if fault is None:
            continue
        message = f"{fault.message} ({name_of(use.key)})"
        if use.kind == AUTHOR:
            setting = ("authors", use.by, "image")
            yield Problem(Location("site.toml"), _RULE, message, fault.hint, setting=setting)
            continue
        source = sources.texts.source(use.by)
        if use.kind == TEXT:
            yield front_matter_problem(source.entry, "image", _RULE, message, fault.hint)
            continue
        for link in source.outline.links:
            if link.image and named_key(written_path(link.target), use.by) == composed(use.key):
                place, line = locate(source, link.target)
                where, width = Location(source.path, *place), len(link.target)
                yield Problem(where, _RULE, message, _how_shown(link.target) or fault.hint, line, width)


_RULE = "bad-picture"
_OTHERS = {
    'show a film by HTML: <video src="{}" controls></video>': "mp4 m4v webm mov ogv avi mkv",
    'let a sound be played by HTML: <audio src="{}" controls></audio>': "mp3 m4a ogg oga opus wav flac",
    "link to it: [what it is]({})": "pdf doc docx odt xls xlsx ods ppt pptx odp zip epub txt",
}
"""How files are shown that are no pictures, by their suffixes; some programs write them as pictures."""


def _how_shown(written: str) -> str:
    """Return how to show the file that is *written* as a picture; empty: as a picture, if it is one."""
    suffix = written_path(written).rpartition(".")[2].lower()
    found = next((how for how, suffixes in _OTHERS.items() if suffix in suffixes.split()), "")
    return found.format(written)


def icon_of(
    settings: Settings,
    copies: Mapping[str, bytes],
    own: tuple[str, bytes] | None,
    content: Path,
    memory: PhotoMemory,
) -> tuple[Icon | None, Fault | None]:
    """Return the picture of which icons are made, or why it can't be; *own* is that of the theme."""
    if not settings.site.icon:
        return (Icon("assets", own[0], own[1].hex()), None) if own else (None, None)
    key = _as_on_disk(named_key(settings.site.icon, ""), copies)
    found = copies.get(name_of(key))
    if found is None:
        return None, Fault(
            f"there is no file {name_of(key)}", "write a path from the site's root, such as /icon.png"
        )
    look = memory.look({key: PictureFileName(content / key, found.hex())})[key]
    if isinstance(look, Fault):
        return None, look
    if not look.fallback or min(look.width, look.height) < LEAST:
        return None, Fault(
            "no icons can be made of this picture", f"give a PNG of at least {LEAST} pixels a side"
        )
    return Icon("content", key, found.hex()), None


def _as_on_disk(key: str, copies: Mapping[str, bytes]) -> str:
    """Return the key of the file that *key* names, whose accents may be apart."""
    if key.isascii() or name_of(key) in copies:
        return key
    prefix = name_of("")
    keys = [name.removeprefix(prefix) for name in copies if name.startswith(prefix)]
    return spelt_otherwise(keys).get(key, key)
