"""Every setting of `site.toml`: one frozen dataclass a table, one docstring a setting.

The docstring under a field is its documentation; `field(metadata=...)` says what its type alone does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sitegen.words import Words, words_of

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of `[site] menu`."""

    label: str
    """The text of the link."""
    url: str
    """Where it leads: a path from the site's root (`/about/`) or a whole URL."""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """`[site]`: what the site is."""

    title: str
    """The site's name, in headings, page titles and feeds. Required."""
    url: str
    """Where the site will be published, with `https://` and, where it has one, its folder. Required."""
    description: str = ""
    """One sentence about the site, for feeds and search engines."""
    language: str = "en"
    """The language of the texts, as a BCP 47 tag such as `en` or `pt-BR`."""
    timezone: str = "UTC"
    """The IANA name of the zone in which dates without a zone are meant, such as `Europe/London`."""
    author: str = ""
    """Who wrote the posts that name no author; empty: such a post has no byline."""
    icon: str = ""
    """The picture of which icons are made for tabs and home screens: a path from the site's root, to a square
    PNG of 512 pixels or so. Empty: that of the theme."""
    snippet: str = ""
    """The note that stands under every post that has no other: the name of a file in `content/snippets/`."""
    menu: tuple[MenuItem, ...] = ()
    """The site's navigation, in order: `[{ label = "About", url = "/about/" }]`."""


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """`[build]`: where the site goes."""

    output: str = "public"
    """The folder that the site is written to, from the site's folder."""
    ignore: tuple[str, ...] = ()
    """Files of `content/` to leave alone: shell patterns on the path from `content/`, such as `notes/*`."""
    urls: bool = True
    """Begin `urls.txt`, which keeps every address that was published, with the first build of a site that has
    an address of its own (not `example.org` or `localhost`). `false`: only `sitegen urls start` begins it."""


@dataclass(frozen=True, slots=True)
class PermalinkSettings:
    """`[permalinks]`: the paths of pages. A path that ends in `/` is a folder with an `index.html`."""

    post: str = field(
        default="/{year}/{month}/{slug}/", metadata={"fields": ("year", "month", "day", "slug")}
    )
    """A post; may use `{year}`, `{month}`, `{day}` and must use `{slug}`."""
    index: str = field(default="/", metadata={"fields": ()})
    """The newest posts; give it another path, such as `/blog/`, to make `content/index.md` the home page."""
    tag: str = field(default="/tags/{tag}/", metadata={"fields": ("tag",)})
    """A tag's archive; must use `{tag}`."""
    author: str = field(default="/authors/{author}/", metadata={"fields": ("author",)})
    """An author's archive; must use `{author}`."""
    series: str = field(default="/series/{series}/", metadata={"fields": ("series",)})
    """The posts of a series; must use `{series}`."""


@dataclass(frozen=True, slots=True)
class MarkdownSettings:
    """`[markdown]`: how texts become HTML."""

    engine: Literal["python-markdown", "commonmark"] = "python-markdown"
    """The converter: `python-markdown`, which takes extensions, or `commonmark`, which is many times as fast
    and follows the CommonMark standard to the letter."""
    extensions: tuple[str, ...] = field(default=(), metadata={"engine": "python-markdown"})
    """Python-Markdown extensions to add to the default ones, by name. Only for that engine."""
    extension_configs: Table = field(default_factory=dict, metadata={"engine": "python-markdown"})
    """Options of extensions: `[markdown.extension_configs."pymdownx.arithmatex"]`."""
    highlight: bool = True
    """Colour fenced code whose language is named."""
    smart_punctuation: bool = True
    """Make quotation marks, apostrophes, dashes and ellipses typographic."""
    relaxed: bool = field(default=True, metadata={"engine": "python-markdown"})
    """Accept what today's authors write: a list or a table right under a paragraph, lists nested by two
    blanks, a link whose label is code, a fence with more than a language after it. Only for
    `python-markdown`; CommonMark accepts all of it."""
    excerpt_words: int = field(default=60, metadata={"least": 10})
    """How long an automatic excerpt is, in words, before it ends with its paragraph."""
    timeout: float = field(default=10.0, metadata={"least": 0.1})
    """How many seconds one text may take before it is refused."""


@dataclass(frozen=True, slots=True)
class ArchivesSettings:
    """`[archives]`: the lists of posts."""

    per_page: int = field(default=10, metadata={"least": 1})
    """How many posts a page of a list shows."""
    index: Literal["excerpts", "full"] = "excerpts"
    """Whether the index shows excerpts or whole posts."""
    tags: bool = True
    """Make the tags' archives."""
    months: bool = True
    """Make the months' archives."""
    years: bool = True
    """Make the years' archives."""
    authors: bool = True
    """Make the authors' archives."""


@dataclass(frozen=True, slots=True)
class FeedsSettings:
    """`[feeds]`: what subscribers get."""

    formats: tuple[Literal["rss", "atom", "json"], ...] = ("rss", "atom", "json")
    """Which feeds of the whole site are made: `/feed.xml`, `/atom.xml`, `/feed.json`."""
    tags: bool = True
    """Make an RSS feed for each tag."""
    content: Literal["full", "excerpt"] = "full"
    """Whether an entry holds the whole post or its excerpt."""
    entries: int = field(default=20, metadata={"least": 1})
    """How many posts a feed holds."""


@dataclass(frozen=True, slots=True)
class RelatedSettings:
    """`[related]`: the posts offered at the end of a post."""

    count: int = field(default=5, metadata={"least": 0})
    """How many related posts a post shows."""
    pages: bool = True
    """Whether the pages of a section (guides) are offered too, and show related posts themselves."""
    series_first: bool = False
    """Whether the other parts of a post's series come first, those next to it before others."""
    per_column: int = field(default=3, metadata={"least": 0})
    """At most how many of them belong to one column, posts whose titles begin with the same words and a colon
    (`The Weekly 12: …`); 0: any number."""
    skip: tuple[Literal["neighbours", "linked"], ...] = ()
    """What is not offered although it is alike: `neighbours`, the next newer and older post; `linked`, the
    posts that the text itself links to."""


@dataclass(frozen=True, slots=True)
class ImagesSettings:
    """`[images]`: what becomes of pictures."""

    originals: bool = False
    """Publish every picture as it is, too, with all that its file tells of place and camera. Without it, a
    file of which pages only show what was made of it is published where a text links to it."""
    cards: int = field(default=25, metadata={"least": 0})
    """For how many of the newest posts, those without a picture, a card is drawn (title, author, site) that
    other sites show with a link; all other pages have the card of the site. 0: there are no cards."""


@dataclass(frozen=True, slots=True)
class GiscusSettings:
    """`[comments.giscus]`: comments kept in the discussions of a repository, as giscus.app says them."""

    repo: str = ""
    """The repository, `OWNER/NAME`; empty: no such comments."""
    repo_id: str = ""
    """Its identifier."""
    category: str = ""
    """The category of discussions."""
    category_id: str = ""
    """Its identifier."""


@dataclass(frozen=True, slots=True)
class CommentsSettings:
    """`[comments]`: how readers can answer. Comments themselves are files in `content/comments/`."""

    email: str = ""
    """An address to which readers may write; empty: there is no such link."""
    isso: str = ""
    """The URL of an Isso server whose comments are loaded when a reader asks for them."""
    giscus: GiscusSettings = field(default_factory=GiscusSettings)
    """A repository whose discussions are loaded when a reader asks for them."""


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """`[search]`: the search page."""

    enabled: bool = True
    """Make a search page and an index of all texts, where the theme has such a page. It takes Pagefind:
    `pip install 'sitegen[search]'`."""


Severity = Literal["error", "warning", "off"]
CHECK_RULES: Mapping[str, Severity] = {
    "broken_link": "error",
    "broken_anchor": "error",
    "missing_file": "error",
    "redirected_link": "warning",
    "redirect_loop": "error",
    "insecure_content": "warning",
    "orphan_page": "warning",
    "missing_alt": "warning",
    "useless_alt": "warning",
    "heading_order": "warning",
    "vague_link": "warning",
    "repeated_link_text": "warning",
    "shown_markdown": "warning",
    "stray_tag": "warning",
    "repeated_id": "warning",
    "unused_footnote": "warning",
    "repeated_definition": "warning",
    "missing_definition": "warning",
    "lost_cell": "warning",
    "similar_tags": "warning",
    "missing_summary": "off",
    "missing_image": "off",
    "long_title": "warning",
    "duplicate_title": "warning",
    "due_review": "warning",
    "date_order": "warning",
    "invalid_feed": "error",
    "leaked_draft": "error",
    "dead_link": "warning",
}
"""The rules of `sitegen check` (`checks/rules.py`), and how bad each is where nothing is set."""


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """`[check]`: what `sitegen check` looks for. Other keys are rules, `"error"`, `"warning"` or `"off"`;
    its name has `_` where messages have a hyphen."""

    title_length: int = field(default=70, metadata={"least": 1})
    """How many characters a title may have."""
    skip: tuple[str, ...] = ()
    """Files of which nothing is said: shell patterns on their path from the site's folder, such as
    `content/posts/200*`."""
    rules: Mapping[str, Severity] = field(default_factory=dict, metadata={"rest": True})
    """How bad a finding of a rule is, where that is set."""

    def severity(self, rule: str) -> Severity:
        """Return how bad a finding of *rule* is."""
        name = rule.replace("-", "_")
        return self.rules.get(name, CHECK_RULES[name])


@dataclass(frozen=True, slots=True)
class FrontMatterSettings:
    """`[front_matter]`: what may stand at the top of a file."""

    allow: tuple[str, ...] = ()
    """Further keys that are accepted; a template finds them in `extra`."""


@dataclass(frozen=True, slots=True)
class ThemeSettings:
    """`[theme]`: how the site looks. Every key besides `name` is a setting of the theme itself."""

    name: str = "default"
    """A folder of the site's own `themes/`, or a theme that comes with sitegen."""
    options: Table = field(default_factory=dict, metadata={"rest": True})
    """The theme's own settings, checked against its `theme.toml`."""


@dataclass(frozen=True, slots=True)
class AuthorSettings:
    """`[authors.KEY]`: an author whom posts name by the key."""

    name: str = ""
    """The name in bylines; the key itself where it is missing."""
    url: str = ""
    """The author's own page: a whole URL, or a path from the site's root."""
    about: str = ""
    """One or two sentences, shown on the author's archive."""
    image: str = ""
    """A portrait: a path from the site's root, to a file of `content/`, or a whole URL."""


@dataclass(frozen=True, slots=True)
class TagSettings:
    """`[tags.KEY]`: a tag; the key is one of its spellings."""

    name: str = ""
    """How the tag is written; the commonest spelling in the posts where it is missing."""
    description: str = ""
    """One or two sentences, shown on the tag's archive."""
    slug: str = ""
    """The tag in its URL; made from the name where it is missing."""
    snippet: str = ""
    """The note that stands under its posts: the name of a file in `content/snippets/`."""


@dataclass(frozen=True, slots=True)
class WordsSettings:
    """`[words]`: what pages say besides the texts. Every key is a phrase in
    English: `"Continue reading" = "Read on"`."""

    phrases: Mapping[str, Any] = field(default_factory=dict, metadata={"rest": True})
    """What is said instead; of a phrase that counts a list, with a form for each plural of the language."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole of `site.toml`."""

    site: SiteSettings
    build: BuildSettings = field(default_factory=BuildSettings)
    permalinks: PermalinkSettings = field(default_factory=PermalinkSettings)
    markdown: MarkdownSettings = field(default_factory=MarkdownSettings)
    archives: ArchivesSettings = field(default_factory=ArchivesSettings)
    feeds: FeedsSettings = field(default_factory=FeedsSettings)
    related: RelatedSettings = field(default_factory=RelatedSettings)
    images: ImagesSettings = field(default_factory=ImagesSettings)
    comments: CommentsSettings = field(default_factory=CommentsSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    check: CheckSettings = field(default_factory=CheckSettings)
    front_matter: FrontMatterSettings = field(default_factory=FrontMatterSettings)
    theme: ThemeSettings = field(default_factory=ThemeSettings)
    authors: Mapping[str, AuthorSettings] = field(default_factory=dict)
    tags: Mapping[str, TagSettings] = field(default_factory=dict)
    words: WordsSettings = field(default_factory=WordsSettings)

    @property
    def spoken(self) -> Words:
        """What pages say besides the texts, in the language of the site and in its own words."""
        return words_of(self.site.language, tuple(self.words.phrases.items()))
