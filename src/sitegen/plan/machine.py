"""Plan what machines read: feeds, sitemaps, robots.txt, redirects for hosts, the 404 page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sitegen.model.permalinks import SEARCH_PATH
from sitegen.model.records import Site
from sitegen.model.structure import Structured
from sitegen.paths import COMMENT_FEED, output_path
from sitegen.plan.moved import Moved
from sitegen.plan.output import SEARCH_PAGE, Output, html
from sitegen.queries.heads import FEED_FILES, tag_feed_path
from sitegen.queries.views import SitemapEntry

SITEMAP_URLS = 50_000
"""How many URLs one sitemap may hold (sitemaps.org protocol)."""


def plan_feeds(made: Structured) -> Iterator[Output]:
    feeds = made.structure.settings.feeds
    for form in feeds.formats:
        yield Output(FEED_FILES[form][0], form, ("site_feed", form), f"the {FEED_FILES[form][2]} feed")
    if not (feeds.tags and made.structure.settings.archives.tags):
        return
    for tag in made.structure.tags.values():
        path = output_path(tag_feed_path(tag))
        yield Output(path, "rss", ("tag_feed", tag.key), f"the tag {tag.name!r}")


def plan_not_found(made: Structured) -> Iterator[Output]:
    if not _own(made, "404.html"):
        yield Output("404.html", "html", html("404.html", "not_found"), "the page for what is not there")


def plan_search(made: Structured) -> Iterator[Output]:
    """The search page; a page of the writer's own in its place comes first.  A post there is no such page."""
    structure = made.structure
    has_own = any(structure.paths[key] == SEARCH_PATH for key in structure.pages)
    if structure.settings.search.enabled and not has_own:
        path = output_path(SEARCH_PATH)
        yield Output(path, "html", SEARCH_PAGE, "the search page")


def plan_comment_feed(site: Site) -> Iterator[Output]:
    """The feed of all comments, where there are any."""
    if site.comments and site.settings.feeds.formats:
        yield Output(COMMENT_FEED, "rss", ("comment_feed",), "the feed of comments")


def plan_host_redirects(made: Structured, moved: Moved) -> Iterator[Output]:
    """`_redirects`, as Netlify and Cloudflare Pages read it: of front matter and of the ledger."""
    urls, gone = made.structure.urls, made.structure.urls.url("404.html")
    rules = [(urls.url(redirect.path), redirect.url, 301) for redirect in made.structure.redirects]
    rules += [(old, new, 301) for old, new in moved.redirects]
    rules += [(old, gone, 410) for old in moved.gone]
    if rules and not _own(made, "_redirects"):
        yield Output("_redirects", "redirects", tuple(rules), "the redirects of front matter and urls.txt")


def plan_sitemap(made: Structured, outputs: Sequence[Output]) -> Iterator[Output]:
    """The sitemap of all *outputs* that are listed (in parts and an index, where one file can't hold it),
    and the robots.txt that names it.  A file of the writer's own by one of these names comes first."""
    urls = made.structure.urls
    entries = [
        SitemapEntry(urls.absolute(urls.url(output.listed)), output.changed)
        for output in outputs
        if output.listed
    ]
    entries.sort(key=lambda entry: entry.url)
    parts = [entries[start : start + SITEMAP_URLS] for start in range(0, len(entries), SITEMAP_URLS)]
    if len(parts) > 1:
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            yield Output(name, "sitemap", ("urls", *part), "the sitemap")
        index = [SitemapEntry(urls.absolute(urls.url(name))) for name in names]
        yield Output("sitemap.xml", "sitemap", ("index", *index), "the sitemap")
    elif not _own(made, "sitemap.xml"):
        yield Output("sitemap.xml", "sitemap", ("urls", *entries), "the sitemap")
    if not _own(made, "robots.txt"):
        sitemap = urls.absolute(urls.url("sitemap.xml"))
        yield Output("robots.txt", "robots", (sitemap,), "robots.txt")


def _own(made: Structured, name: str) -> bool:
    return any(file.path == f"/{name}" for file in made.structure.files)
