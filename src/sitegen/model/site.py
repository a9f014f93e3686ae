"""Make the `Site`: the story of the model, in order."""

from __future__ import annotations

from msgspec.structs import replace

from sitegen.content.memory import LOADED, Texts
from sitegen.content.sources import Sources
from sitegen.errors import Problem
from sitegen.model.memory import ModelMemory
from sitegen.model.records import Census, Gallery, Moment, Site, Structure
from sitegen.model.relating import relate
from sitegen.model.texts import Locate, MadeTexts, TextMaker, Words, nowhere


def make_site(
    structure: Structure,
    sources: Sources,
    moment: Moment,
    memory: ModelMemory,
    locate: Locate = nowhere,
    gallery: Gallery | None = None,
) -> tuple[Site, tuple[Problem, ...]]:
    """Return the site with this *structure*, as it is at *moment*, and what is wrong in its texts.

    Nothing in it depends on what *memory* has from the last build, which only saves work.
    """
    maker, same = TextMaker(structure, moment), memory.has_same_structure
    problems = memory.stamps.check(sources, maker, locate, same_structure=same)
    offered = relate(structure, sources, moment, memory.related)
    site = Site(
        structure,
        moment,
        related=offered.lists,
        fill=offered.fill,
        census=Census(structure.counts, len(structure.files), sources.ignored),
        gallery=gallery or Gallery(),
    )
    return with_texts(site, sources.texts), tuple(problems)


def with_texts(site: Site, texts: Texts) -> Site:
    """Return *site* with the *texts* that it is made of."""
    structure, maker = site.structure, TextMaker(site.structure, site.moment)
    return replace(
        site,
        posts=MadeTexts(structure.order, lambda key: maker.post(texts.source(key)), LOADED),
        pages=MadeTexts(structure.pages, lambda key: maker.page(texts.source(key)), LOADED),
        briefs=MadeTexts(
            structure.paths, lambda key: maker.brief(texts.entries[key], texts.marks[key].shown)
        ),
        teasers=MadeTexts(
            structure.order, lambda key: maker.teaser(texts.entries[key], texts.excerpt(key)), 1
        ),
        snippets=MadeTexts(tuple(structure.snippets.values()), lambda key: maker.snippet(texts.source(key))),
        documents=Words(structure.paths, texts),
    )
