"""Where every text and file of `content/` goes, before any of them is looked into."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sitegen.config.settings import Settings
from sitegen.content.names import spelt_otherwise
from sitegen.content.source import Entry
from sitegen.content.sources import Sources
from sitegen.model.links import Resolver
from sitegen.model.permalinks import PagePaths, dated_path, text_slug
from sitegen.model.records import File, Moment, State
from sitegen.model.states import date_of, state_of
from sitegen.model.urls import Urls
from sitegen.paths import page_folder


class Placement(Struct, frozen=True):
    """*states* and *paths* of all texts by key; *files* to copy; *leaders*: the key of the page that leads a
    folder, by folder; *resolver* knows all of it."""

    states: Mapping[str, State]
    paths: Mapping[str, str]
    files: tuple[File, ...]
    leaders: Mapping[str, str]
    resolver: Resolver


def place(sources: Sources, settings: Settings, moment: Moment, urls: Urls) -> Placement:
    """Place *sources* on the site as it is at *moment*."""
    bundles = {entry.key.rpartition("/")[0]: entry for entry in sources.entries if entry.bundle}
    states = {entry.key: state_of(entry, moment) for entry in sources.entries}
    pages = PagePaths({folder: entry for folder, entry in bundles.items() if entry.kind == "page"})
    placed = [entry for entry in sources.entries if entry.kind != "snippet"]
    paths = {entry.key: _path(entry, settings, moment, pages) for entry in placed}
    files, withheld = _place_files(sources, bundles, paths, states)
    shown = {key: path for key, path in paths.items() if states[key] is State.PUBLISHED}
    withheld.update((key, state) for key, state in states.items() if state is not State.PUBLISHED)
    withheld.update((key, State.REFUSED) for key in sources.refused)
    leaders = {folder: entry.key for folder, entry in pages.leaders.items() if entry.key in shown}
    published = {**shown, **{file.key: file.path for file in files}}
    resolver = Resolver(urls, published, withheld, spelt_otherwise((*published, *withheld)))
    return Placement(states, paths, files, leaders, resolver)


def _path(entry: Entry, settings: Settings, moment: Moment, pages: PagePaths) -> str:
    if entry.kind == "page":
        return pages.page(entry)
    return dated_path(settings.permalinks.post, date_of(entry, moment), text_slug(entry))


def _place_files(
    sources: Sources, bundles: Mapping[str, Entry], paths: Mapping[str, str], states: Mapping[str, State]
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
