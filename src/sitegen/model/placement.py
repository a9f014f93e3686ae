"""Where every text and file of `content/` goes, before any of them is looked into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sitegen.config.settings import Settings
from sitegen.content.source import Source
from sitegen.content.sources import Sources
from sitegen.model.links import Resolver
from sitegen.model.permalinks import PagePaths, dated_path, text_slug
from sitegen.model.records import File, State
from sitegen.model.states import Moment, date_of, state_of
from sitegen.model.urls import Urls
from sitegen.paths import page_folder


@dataclass(frozen=True, slots=True)
class Placement:
    """*states* and *paths* of all texts by key; *files* to copy; *leaders*: the key of the page that leads a
    folder, by folder; *resolver* knows all of it."""

    states: Mapping[str, State]
    paths: Mapping[str, str]
    files: tuple[File, ...]
    leaders: Mapping[str, str]
    resolver: Resolver


def place(sources: Sources, settings: Settings, moment: Moment, urls: Urls) -> Placement:
    """Place *sources* on the site as it is at *moment*."""
    bundles = {source.key.rpartition("/")[0]: source for source in sources.texts if source.bundle}
    states = {source.key: state_of(source, moment) for source in sources.texts}
    pages = PagePaths({folder: source for folder, source in bundles.items() if source.kind == "page"})
    paths = {source.key: _path(source, settings, moment, pages) for source in sources.texts}
    files, withheld = _place_files(sources, bundles, paths, states)
    shown = {key: path for key, path in paths.items() if states[key] is State.PUBLISHED}
    withheld.update((key, state) for key, state in states.items() if state is not State.PUBLISHED)
    withheld.update((key, State.REFUSED) for key in sources.refused)
    leaders = {folder: source.key for folder, source in pages.leaders.items() if source.key in shown}
    resolver = Resolver(urls, {**shown, **{file.key: file.path for file in files}}, withheld)
    return Placement(states, paths, files, leaders, resolver)


def _path(source: Source, settings: Settings, moment: Moment, pages: PagePaths) -> str:
    if source.kind == "page":
        return pages.page(source)
    return dated_path(settings.permalinks.post, date_of(source, moment), text_slug(source))


def _place_files(
    sources: Sources, bundles: Mapping[str, Source], paths: Mapping[str, str], states: Mapping[str, State]
) -> tuple[tuple[File, ...], dict[str, State]]:
    """Return the files to copy, and the states that keep others off: a bundle's files go where it goes."""
    files: list[File] = []
    withheld: dict[str, State] = {}
    for key in sources.files:
        folder = enclosing(key.rpartition("/")[0], bundles)
        if not folder:
            files.append(File(key, f"/{key}"))
        elif states[bundles[folder].key] is not State.PUBLISHED:
            withheld[key] = states[bundles[folder].key]
        else:
            home = page_folder(paths[bundles[folder].key])
            files.append(File(key, home + key[len(folder) + 1 :]))
    return tuple(files), withheld


def enclosing(folder: str, known: Mapping[str, object]) -> str:
    """Return the innermost of *folder* and the folders around it that is *known*, or an empty string."""
    while folder and folder not in known:
        folder = folder.rpartition("/")[0]
    return folder
