"""Make the `Site`: the story of the model, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

from sitegen.config.settings import Settings
from sitegen.content.source import Source
from sitegen.content.sources import Sources
from sitegen.errors import Problem
from sitegen.incremental.store import Store
from sitegen.model.archives import make_months, make_years, period_key
from sitegen.model.permalinks import text_slug
from sitegen.model.placement import place
from sitegen.model.records import Census, Page, Post, Redirect, Site, State
from sitegen.model.related import Article
from sitegen.model.related_memory import RelatedMemory
from sitegen.model.states import Moment, count_states
from sitegen.model.terms import make_authors, make_series, make_tags
from sitegen.model.texts import Locate, TextMaker, nowhere
from sitegen.model.urls import make_urls
from sitegen.text import tag_key


def make_site(
    settings: Settings,
    sources: Sources,
    moment: Moment,
    locate: Locate = nowhere,
    related: RelatedMemory | None = None,
) -> tuple[Site, tuple[Problem, ...]]:
    """Return the site as it is at *moment*, and what is wrong between its texts; *related* remembers what
    related posts were chosen from."""
    urls = make_urls(settings.site.url)
    placement = place(sources, settings, moment, urls)
    maker = TextMaker(settings, urls, moment, placement, locate)
    shown = [source for source in sources.texts if placement.states[source.key] is State.PUBLISHED]
    posts = _make_posts(shown, sources.texts, maker)
    pages = _make_pages(shown, maker)
    _check_identity(shown, posts, maker)
    months, years = make_months(posts, urls), make_years(posts, urls)
    site = Site(
        settings=settings,
        today=moment.now.date(),
        urls=urls,
        posts={post.key: post for post in posts},
        documents=sources.documents,
        pages={page.key: page for page in pages},
        order=tuple(post.key for post in posts),
        front=tuple(post.key for post in sorted(posts, key=lambda post: not post.pinned)),
        positions={post.key: number for number, post in enumerate(posts)},
        sections=_sections(pages),
        tags=make_tags(posts, settings, urls, _spellings(shown)),
        authors=make_authors(posts, settings, urls),
        series=make_series(posts, settings, urls),
        months=months,
        years=years,
        periods={period_key(period): period for period in (*months, *years)},
        related=_relate(posts, sources, settings.related.count, related or RelatedMemory(Store(None))),
        redirects=_redirects([*posts, *pages], {source.key: source for source in shown}),
        files=placement.files,
        census=Census(count_states(sources, placement.states), len(placement.files), sources.ignored),
    )
    return site, tuple(maker.problems)


def _make_posts(shown: Sequence[Source], all_texts: Sequence[Source], maker: TextMaker) -> list[Post]:
    """Return the posts, newest first, then by slug."""
    names = _names(all_texts)
    on_site = {source.key for source in shown}
    posts = [
        maker.post(source, _chosen(source, names, on_site, maker))
        for source in shown
        if source.kind == "post"
    ]
    posts.sort(key=lambda post: (post.slug, post.key))
    posts.sort(key=lambda post: post.date, reverse=True)
    return posts


def _make_pages(shown: Sequence[Source], maker: TextMaker) -> list[Page]:
    """Return the pages by title, then key."""
    pages = [maker.page(source) for source in shown if source.kind == "page"]
    return sorted(pages, key=lambda page: (page.title.casefold(), page.key))


def _sections(pages: Iterable[Page]) -> dict[str, tuple[str, ...]]:
    sections: dict[str, list[str]] = {}
    for page in pages:
        sections.setdefault(page.section, []).append(page.key)
    return {key: tuple(keys) for key, keys in sections.items()}


def _names(sources: Iterable[Source]) -> dict[str, str]:
    """Return the keys of posts by every name that `related` may use: slug, file name, path."""
    names: dict[str, str] = {}
    for source in sources:
        if source.kind != "post":
            continue
        folder, _, file = source.key.rpartition("/")
        bundle = folder.rpartition("/")[2]
        own = (bundle, f"{bundle}/{file}") if source.bundle else (file, file.rpartition(".")[0])
        for name in (source.key, source.path, text_slug(source), source.name, *own):
            names.setdefault(name, source.key)
    return names


def _chosen(source: Source, names: Mapping[str, str], on_site: set[str], maker: TextMaker) -> tuple[str, ...]:
    """Return the keys of the posts that the writer chose; those not on the site now are left out."""
    keys: list[str] = []
    for written in source.meta.related:
        key = names.get(written.removeprefix("../").removeprefix("./").strip("/"))
        if key is None:
            hint = "write a post's slug or file name"
            message = f"there is no post {written!r}"
            maker.problem(source, "related", "unknown-post", message, hint, written)
        elif key in on_site and key != source.key:
            keys.append(key)
    return tuple(dict.fromkeys(keys))


def _check_identity(shown: Sequence[Source], posts: Sequence[Post], maker: TextMaker) -> None:
    """Note posts that feed readers would take for one; of those with one path, the plan says enough."""
    sources = {source.key: source for source in shown}
    seen: dict[str, Post] = {}
    for post in sorted(posts, key=lambda post: post.key):
        source, other = sources[post.key], seen.setdefault(post.guid, post)
        if other is not post and (source.meta.id or other.path != post.path):
            message = f"feeds would call this post and {sources[other.key].path} by one name, {post.guid}"
            maker.problem(source, "id", "duplicate-id", message, "give one of them an id of its own")


def _spellings(sources: Iterable[Source]) -> dict[str, Counter[str]]:
    """Count how each tag is written, by its key."""
    spellings: dict[str, Counter[str]] = {}
    for source in sources:
        for tag in source.meta.tags:
            spellings.setdefault(tag_key(tag), Counter())[tag] += 1
    return spellings


def _relate(
    posts: Sequence[Post], sources: Sources, count: int, memory: RelatedMemory
) -> dict[str, tuple[str, ...]]:
    if not count:
        return {}
    digests = {source.key: source.bag for source in sources.texts}
    keys = {digest: key for key, digest in digests.items()}
    articles = [
        Article(
            key=post.key,
            date=post.date,
            digest=digests[post.key],
            tags=post.tags,
            chosen=post.chosen,
            apart=post.noindex,
        )
        for post in posts
    ]
    return memory.relate(
        articles, count, lambda digests: sources.bags.of([keys[digest] for digest in digests])
    )


def _redirects(texts: Iterable[Post | Page], sources: Mapping[str, Source]) -> tuple[Redirect, ...]:
    """Return the redirects; an old path may be written as a browser shows it, with escapes."""
    return tuple(
        Redirect(path, text.url, text.key, sources[text.key].place("redirect_from", written))
        for text in texts
        for path, written in {unquote(written): written for written in text.redirect_from}.items()
    )
