"""Make the `Site`: the story of the model, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sitegen.config.settings import Settings
from sitegen.content.memory import Texts
from sitegen.content.sources import Sources
from sitegen.errors import Problem
from sitegen.model.memory import ModelMemory
from sitegen.model.records import Census, Moment, Placed, Site, Structure
from sitegen.model.related import Article
from sitegen.model.related_memory import RelatedMemory
from sitegen.model.structure import Structured, make_structure, structure_name
from sitegen.model.texts import Locate, MadeTexts, TextMaker, Words, nowhere
from sitegen.model.urls import make_urls


@dataclass(frozen=True, slots=True)
class Modelled:
    """A site, the texts on it as the plan needs them, and what is wrong between its texts."""

    site: Site
    structured: Structured
    problems: tuple[Problem, ...]


def make_site(
    settings: Settings,
    sources: Sources,
    moment: Moment,
    memory: ModelMemory,
    shape: bytes = b"",
    locate: Locate = nowhere,
) -> Modelled:
    """Return the site as it is at *moment*; *shape* names the settings.

    Nothing in it depends on what *memory* has from the last build, which only saves work.
    """
    memory.note_structure(structure_name(shape, sources, moment))
    structured = make_structure(settings, sources, moment, make_urls(settings.site.url))
    structure = structured.structure
    problems = (*structured.problems, *memory.stamps.check(sources, TextMaker(structure, moment), locate))
    site = Site(
        structure,
        moment,
        related=_relate(structured.posts, structure, sources, memory.related),
        census=Census(structure.counts, len(structure.files), sources.ignored),
    )
    return Modelled(with_texts(site, sources.texts), structured, problems)


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
    posts: Sequence[Placed], structure: Structure, sources: Sources, memory: RelatedMemory
) -> dict[str, tuple[str, ...]]:
    count = structure.settings.related.count
    if not count:
        return {}
    keys = {sources.marks[post.key].bag: post.key for post in posts}
    articles = [
        Article(
            key=post.key,
            date=post.date,
            digest=sources.marks[post.key].bag,
            tags=post.tags,
            chosen=structure.chosen.get(post.key, ()),
            apart=post.noindex,
        )
        for post in posts
        if post.date
    ]
    return memory.relate(
        articles, count, lambda digests: sources.bags.of([keys[digest] for digest in digests])
    )
