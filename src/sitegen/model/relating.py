"""What related posts are chosen from: posts and guides as articles, by the writer's rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain

from sitegen.config.settings import RelatedSettings
from sitegen.content.source import Entry
from sitegen.content.sources import Sources
from sitegen.model.likeness.tuning import oldest_of
from sitegen.model.records import Moment, Structure
from sitegen.model.related import Related
from sitegen.model.related_choice import Article, Rules
from sitegen.model.related_memory import KnownArticle, KnownArticles, RelatedMemory
from sitegen.model.states import date_of
from sitegen.model.structure import tags_of

_SOMETIME = datetime(2000, 1, 1, tzinfo=UTC)


def relate(structure: Structure, sources: Sources, moment: Moment, memory: RelatedMemory) -> Related:
    """Choose related posts for the posts of a site, and for those of its pages that want some."""
    settings = structure.settings.related
    if not settings.count:
        return Related({}, {})
    before = memory.chosen_before(structure, moment)
    if before is not None:
        return before
    found = articles(structure, sources, moment, memory.articles_of(structure, moment))
    return memory.relate(found, rules_of(settings), sources.bags)


def rules_of(settings: RelatedSettings) -> Rules:
    return Rules(settings.count, settings.per_column)


def articles(
    structure: Structure, sources: Sources, moment: Moment, known: KnownArticles | None = None
) -> list[Article]:
    """Return all that take part, chosen by hand or by rule; what is *known* was made of the same
    structure."""
    maker, known, found = _Maker(structure, sources, moment), {} if known is None else known, []
    for entry in sources.entries:
        key, mark = entry.key, sources.marks[entry.key]
        one = known.get(key)
        if one is None or one.entry is not entry or one.mark is not mark:
            article = maker.article(entry) if maker.takes_part(entry) else None
            one = known[key] = KnownArticle(entry, mark, article)
        if one.article:
            found.append(one.article)
    return found


class _Maker:
    def __init__(self, structure: Structure, sources: Sources, moment: Moment) -> None:
        self._structure, self._settings = structure, structure.settings.related
        self._marks, self._moment = sources.marks, moment
        self._series = _parts(structure) if self._settings.series_first else {}
        self._places = _places(structure) if "linked" in self._settings.skip else {}
        self._day = _evergreen(structure, sources, moment)
        self._chosen = {*structure.chosen, *chain.from_iterable(structure.chosen.values())}

    def takes_part(self, entry: Entry) -> bool:
        """Tell whether it is offered or has a list; any page is, where a writer chose that by hand."""
        return self._is_open(entry) or entry.key in self._chosen

    def article(self, entry: Entry) -> Article:
        key, is_post = entry.key, entry.key in self._structure.positions
        is_open, kept_out = self._is_open(entry), entry.related is False
        return Article(
            key=key,
            moment=(date_of(entry, self._moment) if is_post else self._day).timestamp(),
            digest=self._marks[key].bag,
            tags=tags_of(entry),
            chosen=self._structure.chosen.get(key, ()),
            first=_by_nearness(self._series[key], key) if key in self._series else (),
            avoided=self._avoided(key) if self._settings.skip else (),
            column=entry.column if self._settings.per_column else "",
            apart=entry.noindex or kept_out or not is_open,
            alone=kept_out or not (is_open or key in self._structure.chosen),
        )

    def _is_open(self, entry: Entry) -> bool:
        """Tell whether it is a post, or a guide: a page of a section, but not the one that leads it."""
        structure, key = self._structure, entry.key
        is_guide = key in structure.section_of and not entry.bundle
        return key in structure.positions or (self._settings.pages and is_guide)

    def _avoided(self, key: str) -> tuple[str, ...]:
        """Return what the settings leave out."""
        return tuple(dict.fromkeys([*self._beside(key), *self._linked(key)]))

    def _beside(self, key: str) -> Iterator[str]:
        place = self._structure.positions.get(key)
        if place is not None and "neighbours" in self._settings.skip:
            yield from self._structure.order[max(0, place - 1) : place]
            yield from self._structure.order[place + 1 : place + 2]

    def _linked(self, key: str) -> Iterator[str]:
        if self._places:
            names = (name.removesuffix("/index.html").strip("/") for name in self._marks[key].shown.names)
            keys = map(self._structure.key_of, names)
            yield from (self._places[key] for key in keys if key in self._places)


def _places(structure: Structure) -> dict[str, str]:
    """Return the keys of texts by what a link may call them: key, bundle, path on the site."""
    places = {path.strip("/"): key for key, path in structure.paths.items()}
    places |= {key.rpartition("/")[0]: key for key in structure.paths if key.endswith("/index.md")}
    return places | {key: key for key in structure.paths}


def _parts(structure: Structure) -> dict[str, tuple[str, ...]]:
    """Return the posts of its series, in reading order, for each post that is in one."""
    return {key: term.posts for term in structure.series.values() for key in term.posts}


def _evergreen(structure: Structure, sources: Sources, moment: Moment) -> datetime:
    """Return of which day guides are, which have no date.

    It is that of the newest of the posts by which rarity is measured, so that a new post seldom changes it.
    """
    order = structure.order
    if not order:
        return _SOMETIME
    newest = order[len(order) - oldest_of(len(order))]
    return next(date_of(entry, moment) for entry in sources.entries if entry.key == newest)


def _by_nearness(parts: Sequence[str], own: str) -> tuple[str, ...]:
    """Return the other parts of a series: the next one, the one before, the one after the next …"""
    place = parts.index(own)
    others = [number for number in range(len(parts)) if number != place]
    return tuple(parts[n] for n in sorted(others, key=lambda n: (abs(n - place), n < place)))
