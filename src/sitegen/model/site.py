"""Make the `Site`: the story of the model, in order."""

from __future__ import annotations

from dataclasses import replace

from sitegen.content.memory import Texts
from sitegen.content.sources import Sources
from sitegen.errors import Problem
from sitegen.model.memory import ModelMemory
from sitegen.model.records import Census, Moment, Site, Structure
from sitegen.model.related import Article
from sitegen.model.related_memory import RelatedMemory
from sitegen.model.states import date_of
from sitegen.model.structure import tags_of
from sitegen.model.texts import Locate, MadeTexts, TextMaker, Words, nowhere


def make_site(
    structure: Structure,
    sources: Sources,
    moment: Moment,
    memory: ModelMemory,
    locate: Locate = nowhere,
) -> tuple[Site, tuple[Problem, ...]]:
    """Return the site with this *structure*, as it is at *moment*, and what is wrong in its texts.

    Nothing in it depends on what *memory* has from the last build, which only saves work.
    """
    maker, same = TextMaker(structure, moment), memory.has_same_structure
    problems = memory.stamps.check(sources, maker, locate, same_structure=same)
    site = Site(
        structure,
        moment,
        related=_relate(structure, sources, moment, memory.related),
        census=Census(structure.counts, len(structure.files), sources.ignored),
    )
    return with_texts(site, sources.texts), tuple(problems)


def with_texts(site: Site, texts: Texts) -> Site:
    """Return *site* with the *texts* that it is made of."""
    structure, maker = site.structure, TextMaker(site.structure, site.moment)
    return replace(
        site,
        posts=MadeTexts(structure.order, maker.post, texts),
        pages=MadeTexts(structure.pages, maker.page, texts),
        documents=Words(structure.paths, texts),
    )


def _relate(
    structure: Structure, sources: Sources, moment: Moment, memory: RelatedMemory
) -> dict[str, tuple[str, ...]]:
    count, marks = structure.settings.related.count, sources.marks
    if not count:
        return {}
    keys = {marks[key].bag: key for key in structure.order}
    posts = (entry for entry in sources.entries if entry.key in structure.positions)
    articles = [
        Article(
            key=entry.key,
            date=date_of(entry, moment),
            digest=marks[entry.key].bag,
            tags=tags_of(entry),
            chosen=structure.chosen.get(entry.key, ()),
            apart=entry.noindex,
        )
        for entry in posts
    ]
    return memory.relate(
        articles, count, lambda digests: sources.bags.of([keys[digest] for digest in digests])
    )
