"""Every setting of `site.toml`: one record a table, one docstring a setting.

The docstring under a field is its documentation; `Meta` says what its type alone does not.  The types are
read by every start (`config.decode`): they are not written down as texts, which would have to be compiled.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from sitegen.words import Words, words_of

Table = Mapping[str, Any]


class MenuItem(Struct, frozen=True):
    """One entry of `[site] menu`."""

    label: str
    """The text of the link."""
    url: str
    """Where it leads: a path from the site's root (`/about/`) or a whole URL."""


class SiteSettings(Struct, frozen=True):
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


class BuildSettings(Struct, frozen=True):
    """`[build]`: where the site goes."""

    output: str = "public"
    """The folder that the site is written to, from the site's folder."""
    ignore: tuple[str, ...] = ()
    """Files of `content/` to leave alone: shell patterns on the path from `content/`, such as `notes/*`."""
    urls: bool = True
    """Begin `urls.txt`, which keeps every address that was published, with the first build of a site that has
    an address of its own (not `example.org` or `localhost`). `false`: only `sitegen urls start` begins it."""


class PermalinkSettings(Struct, frozen=True):
    """`[permalinks]`: the paths of pages. A path that ends in `/` is a folder with an `index.html`."""

    post: Annotated[str, Meta(extra={"fields": ("year", "month", "day", "slug")})] = "/{year}/{month}/{slug}/"
    """A post; may use `{year}`, `{month}`, `{day}` and must use `{slug}`."""
    index: Annotated[str, Meta(extra={"fields": ()})] = "/"
    """The newest posts; give it another path, such as `/blog/`, to make `content/index.md` the home page."""
    tag: Annotated[str, Meta(extra={"fields": ("tag",)})] = "/tags/{tag}/"
    """A tag's archive; must use `{tag}`."""
    author: Annotated[str, Meta(extra={"fields": ("author",)})] = "/authors/{author}/"
    """An author's archive; must use `{author}`."""
    series: Annotated[str, Meta(extra={"fields": ("series",)})] = "/series/{series}/"
    """The posts of a series; must use `{series}`."""


class MarkdownSettings(Struct, frozen=True):
    """`[markdown]`: how texts become HTML."""

    engine: Literal["python-markdown", "commonmark"] = "python-markdown"
    """The converter: `python-markdown`, which takes extensions, or `commonmark`, which is many times as fast
    and follows the CommonMark standard to the letter."""
    extensions: Annotated[tuple[str, ...], Meta(extra={"engine": "python-markdown"})] = ()
    """Python-Markdown extensions to add to the default ones, by name. Only for that engine."""
    extension_configs: Annotated[Table, Meta(extra={"engine": "python-markdown"})] = field(
        default_factory=dict
    )
    """Options of extensions: `[markdown.extension_configs."pymdownx.arithmatex"]`."""
    highlight: bool = True
    """Colour fenced code whose language is named."""
    smart_punctuation: bool = True
    """Make quotation marks, apostrophes, dashes and ellipses typographic."""
    relaxed: Annotated[bool, Meta(extra={"engine": "python-markdown"})] = True
    """Accept what today's authors write: a list, a table or fenced code right under a paragraph, lists
    nested by two blanks and what is indented like the text of an item, `1)` as a number, `[#1] [#2]` as two
    links, a line that ends with a backslash, `\\$` and the like, a link whose label is code, a fence with
    more than a language after it. Only for `python-markdown`; CommonMark accepts all of it."""
    excerpt_words: Annotated[int, Meta(ge=10)] = 60
    """How long an automatic excerpt is, in words, before it ends with its paragraph."""
    timeout: Annotated[float, Meta(ge=0.1)] = 10.0
    """How many seconds one text may take before it is refused."""


class ArchivesSettings(Struct, frozen=True):
    """`[archives]`: the lists of posts."""

    per_page: Annotated[int, Meta(ge=1)] = 10
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


class FeedsSettings(Struct, frozen=True):
    """`[feeds]`: what subscribers get."""

    formats: tuple[Literal["rss", "atom", "json"], ...] = ("rss", "atom", "json")
    """Which feeds of the whole site are made: `/feed.xml`, `/atom.xml`, `/feed.json`."""
    tags: bool = True
    """Make an RSS feed for each tag."""
    content: Literal["full", "excerpt"] = "full"
    """Whether an entry holds the whole post or its excerpt."""
    entries: Annotated[int, Meta(ge=1)] = 20
    """How many posts a feed holds."""


class RelatedSettings(Struct, frozen=True):
    """`[related]`: the posts offered at the end of a post."""

    count: Annotated[int, Meta(ge=0)] = 5
    """How many related posts a post shows."""
    pages: bool = True
    """Whether the pages of a section (guides) are offered too, and show related posts themselves."""
    series_first: bool = False
    """Whether the other parts of a post's series come first, those next to it before others."""
    per_column: Annotated[int, Meta(ge=0)] = 3
    """At most how many of them belong to one column, posts whose titles begin with the same words and a colon
    (`The Weekly 12: …`); 0: any number."""
    skip: tuple[Literal["neighbours", "linked"], ...] = ()
    """What is not offered although it is alike: `neighbours`, the next newer and older post; `linked`, the
    posts that the text itself links to."""


class ImagesSettings(Struct, frozen=True):
    """`[images]`: what becomes of pictures."""

    originals: bool = False
    """Publish every picture as it is, too, with all that its file tells of place and camera. Without it, a
    file of which pages only show what was made of it is published where a text links to it."""
    cards: Annotated[int, Meta(ge=0)] = 25
    """For how many of the newest posts, those without a picture, a card is drawn (title, author, site) that
    other sites show with a link; all other pages have the card of the site. 0: there are no cards."""


class GiscusSettings(Struct, frozen=True):
    """`[comments.giscus]`: comments kept in the discussions of a repository, as giscus.app says them."""

    repo: str = ""
    """The repository, `OWNER/NAME`; empty: no such comments."""
    repo_id: str = ""
    """Its identifier."""
    category: str = ""
    """The category of discussions."""
    category_id: str = ""
    """Its identifier."""


class CommentsSettings(Struct, frozen=True):
    """`[comments]`: how readers can answer. Comments themselves are files in `content/comments/`."""

    email: str = ""
    """An address to which readers may write; empty: there is no such link."""
    isso: str = ""
    """The URL of an Isso server whose comments are loaded when a reader asks for them."""
    giscus: GiscusSettings = field(default_factory=GiscusSettings)
    """A repository whose discussions are loaded when a reader asks for them."""


class SearchSettings(Struct, frozen=True):
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
    "lost_words": "warning",
    "similar_tags": "warning",
    "similar_authors": "warning",
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


class CheckSettings(Struct, frozen=True):
    """`[check]`: what `sitegen check` looks for. Other keys are rules, `"error"`, `"warning"` or `"off"`;
    its name has `_` where messages have a hyphen."""

    title_length: Annotated[int, Meta(ge=1)] = 70
    """How many characters a title may have."""
    skip: tuple[str, ...] = ()
    """Files of which nothing is said: shell patterns on their path from the site's folder, such as
    `content/posts/200*`."""
    rules: Annotated[Mapping[str, Severity], Meta(extra={"rest": True})] = field(default_factory=dict)
    """How bad a finding of a rule is, where that is set."""

    def severity(self, rule: str) -> Severity:
        """Return how bad a finding of *rule* is."""
        name = rule.replace("-", "_")
        return self.rules.get(name, CHECK_RULES[name])


class FrontMatterSettings(Struct, frozen=True):
    """`[front_matter]`: what may stand at the top of a file."""

    allow: tuple[str, ...] = ()
    """Further keys that are accepted; a template finds them in `extra`."""
    rename: Mapping[str, Any] = field(default_factory=dict)
    """Keys of another program, each with the key that it is taken for: `{ categories = "tags", lastmod =
    "updated" }`. One that stands in a table is written with a point, `{ "taxonomies.tags" = "tags" }`. What
    two lists say counts together."""


class ThemeSettings(Struct, frozen=True):
    """`[theme]`: how the site looks. Every key besides `name` is a setting of the theme itself."""

    name: str = "default"
    """A folder of the site's own `themes/`, or a theme that comes with sitegen."""
    options: Annotated[Table, Meta(extra={"rest": True})] = field(default_factory=dict)
    """The theme's own settings, checked against its `theme.toml`."""


class AuthorSettings(Struct, frozen=True):
    """`[authors.KEY]`: an author whom posts name by the key."""

    name: str = ""
    """The name in bylines; the key itself where it is missing."""
    url: str = ""
    """The author's own page: a whole URL, or a path from the site's root."""
    about: str = ""
    """One or two sentences, shown on the author's archive."""
    image: str = ""
    """A portrait: a path from the site's root, to a file of `content/`, or a whole URL."""


class TagSettings(Struct, frozen=True):
    """`[tags.KEY]`: a tag; the key is one of its spellings."""

    name: str = ""
    """How the tag is written; the commonest spelling in the posts where it is missing."""
    description: str = ""
    """One or two sentences, shown on the tag's archive."""
    slug: str = ""
    """The tag in its URL; made from the name where it is missing."""
    snippet: str = ""
    """The note that stands under its posts: the name of a file in `content/snippets/`."""


class WordsSettings(Struct, frozen=True):
    """`[words]`: what pages say besides the texts. Every key is a phrase in
    English: `"Continue reading" = "Read on"`."""

    phrases: Annotated[Mapping[str, Any], Meta(extra={"rest": True})] = field(default_factory=dict)
    """What is said instead; of a phrase that counts a list, with a form for each plural of the language."""


class Settings(Struct, frozen=True):
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
