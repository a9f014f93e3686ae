"""What the rules look at: the site as it would be built, its finished pages, its texts as written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urljoin, urlsplit

from msgspec import Struct, field

from sitegen.build import Prepared
from sitegen.checks.pages import Page
from sitegen.config.decode import visible
from sitegen.config.encoding import plain_lines
from sitegen.config.located import place_of
from sitegen.config.read import SITE_FILE
from sitegen.content.edit import TAGS, find_tag
from sitegen.content.names import is_whole_url
from sitegen.content.renaming import names_of, own_name
from sitegen.content.source import Source
from sitegen.errors import Location, Problem
from sitegen.markup.document import ConversionError, Document, Engine
from sitegen.markup.engines import LateEngine
from sitegen.markup.written import Mention, mentions
from sitegen.model.nearby import Names
from sitegen.model.records import Text
from sitegen.paths import site_path
from sitegen.patterns import regex
from sitegen.plan.output import Output
from sitegen.plan.texts import is_redirect
from sitegen.theme.styles import style_sheets

Result = TypeVar("Result")


class Written(NamedTuple):
    """A text file: all of it, and where its body begins."""

    text: str
    body_at: int

    @property
    def body(self) -> str:
        """What comes after the front matter."""
        return self.text[self.body_at :]


_QUOTED = regex(r'"(?:[^"\\\n]|\\.)*"')


class Checked(Struct, frozen=True, dict=True):
    """A site that is checked.

    *mistakes* are those of templates.  *pages* are its finished pages of HTML by output path, *read* returns
    the bytes of an output; both are empty where the site can't be built.  *published* are the paths of the
    files that were published last, *withheld* the paths of the texts that are not on the site, by key.
    """

    prepared: Prepared
    mistakes: tuple[Problem, ...] = ()
    pages: Mapping[str, Page] = field(default_factory=dict)
    read: Callable[[str], bytes | None] = lambda _path: None
    published: frozenset[str] = frozenset()
    withheld: Mapping[str, str] = field(default_factory=dict)

    def once(self, find: Callable[[Checked], Result]) -> Result:
        """Return what *find* finds, which several rules want to know and which takes long."""
        if find not in self._once:
            self._once[find] = find(self)
        found: Result = self._once[find]
        return found

    @cached_property
    def _once(self) -> dict[Callable[[Checked], Any], Any]:
        return {}

    @cached_property
    def texts(self) -> Mapping[str, Text]:
        """The texts on the site, by key."""
        site = self.prepared.site
        return {**site.posts, **site.pages}

    @cached_property
    def with_notes(self) -> tuple[str, ...]:
        """The keys of the texts on the site, and of the notes under them."""
        return (*self.texts, *self.prepared.site.snippets)

    @cached_property
    def outputs(self) -> Mapping[str, Output]:
        """All that is planned, by path."""
        return {output.path: output for output in self.prepared.outputs}

    def source(self, key: str) -> Source:
        return self.prepared.sources.texts.source(key)

    def document(self, key: str) -> Document:
        return self.prepared.sources.texts.document(key)

    # ---- what stands where

    def written(self, key: str) -> Written:
        """Return the file of a text as it is written, with plain line ends and no byte order mark."""
        found = self._written.get(key)
        if found is None:
            text = self._read(key)
            lines = text.split("\n")
            before = sum(len(line) + 1 for line in lines[: self.source(key).body_line - 1])
            found = self._written[key] = Written(text, before)
        return found

    def is_still_written(self, key: str) -> bool:
        """Tell whether the file of a text is as `written` has it: its writer may have saved it since."""
        return self._read(key) == self.written(key).text

    def _read(self, key: str) -> str:
        path = self.prepared.given.request.site / self.source(key).path
        return plain_lines(path.read_text("utf-8-sig", "replace"))

    def mentions(self, key: str) -> tuple[Mention, ...]:
        """Return what the body of a text links to and shows."""
        found = self._mentions.get(key)
        if found is None:
            found = self._mentions[key] = mentions(self.written(key).body)
        return found

    def tried(self, key: str, body: str) -> Document | None:
        """Return what would become of a text with another *body*; None: it could not be converted.

        So a rule that has a doubt asks the engine, which alone knows what is code, or HTML, or escaped.
        """
        try:
            return self._engine.convert(body, self.source(key).meta.lang)
        except ConversionError:
            return None

    @cached_property
    def _engine(self) -> Engine:
        settings = self.prepared.site.settings
        return LateEngine(settings.markdown, settings.site.language)

    @cached_property
    def _written(self) -> dict[str, Written]:
        return {}

    @cached_property
    def _mentions(self) -> dict[str, tuple[Mention, ...]]:
        return {}

    def in_body(self, key: str, rule: str, message: str, at: int, width: int, hint: str = "") -> Problem:
        """Return a problem at an offset of a text's body."""
        return self.in_file(key, rule, message, self.written(key).body_at + at, width, hint)

    def in_file(self, key: str, rule: str, message: str, at: int, width: int, hint: str = "") -> Problem:
        """Return a problem at an offset of a text's file."""
        return _problem(self.source(key).path, self.written(key).text, at, width, rule, message, hint)

    def in_front(self, key: str, name: str, rule: str, message: str, hint: str = "") -> Problem:
        """Return a problem with the value of a front matter key; without one, with the whole file."""
        text, body_at = self.written(key)
        names = "|".join(re.escape(own_name(one)) for one in self._names_of(name))
        written = rf'^\s*"?(?:{names})"?\s*[:=][ \t]*'
        if text.lstrip().startswith("{"):  # JSON may stand on one line
            written = rf'[{{,]\s*"(?:{names})"\s*:[ \t]*'
        found = re.search(written, text[:body_at], re.MULTILINE)
        if found is None and name.startswith("image_"):  # others write it in a table under image
            return self.in_front(key, "image", rule, message, hint)
        if found is None:
            return Problem(Location(self.source(key).path), rule, message, hint)
        quoted = _QUOTED.match(text, found.end())
        line = quoted[0] if quoted else text[found.end() :].partition("\n")[0].rstrip(" ,")
        return _problem(self.source(key).path, text, found.end(), max(len(line), 1), rule, message, hint)

    def in_tags(self, key: str, tag: str, rule: str, message: str, hint: str = "") -> Problem:
        """Return a problem with a *tag* of a text, as it is written."""
        text, _body_at = self.written(key)
        found = find_tag(text, tag, self._names_of(TAGS))
        if found is None:
            return self.in_front(key, "tags", rule, message, hint)
        return _problem(self.source(key).path, text, *found, rule, message, hint)

    def in_authors(self, key: str, author: str, rule: str, message: str, hint: str = "") -> Problem:
        """Return a problem with an *author* of a text, as it is written."""
        text, _body_at = self.written(key)
        found = find_tag(text, author, (*self._names_of("authors"), *self._names_of("author")))
        if found is None:
            return self.in_front(key, "author", rule, message, hint)
        return _problem(self.source(key).path, text, *found, rule, message, hint)

    def _names_of(self, name: str) -> tuple[str, ...]:
        """Return the keys of front matter that say what *name* does."""
        return names_of(name, self.prepared.given.settings.front_matter.rename)

    def in_site_files(
        self, needles: tuple[str, ...], rule: str, message: str, hint: str, context: str
    ) -> Problem:
        """Return a problem with what stands in the settings or a template: the first of *needles* found.

        A setting is marked as builds do, with its quotation marks.
        """
        for shown, text in self._site_files:
            for needle in needles:
                found = re.search(rf"""(["']){re.escape(needle)}\1""", text)
                if found:
                    at, end = found.span() if shown == SITE_FILE else (found.start() + 1, found.end() - 1)
                    return _problem(shown, text, at, end - at, rule, message, hint, context)
        return Problem(Location(SITE_FILE), rule, message, hint, context=context)

    def in_styles(self, written: str, rule: str, message: str, hint: str) -> Problem:
        """Return a problem with what is *written* in a style sheet of the theme."""
        theme = self.prepared.given.theme
        for path in style_sheets(theme):
            text = plain_lines(path.read_text("utf-8-sig", "replace"))
            if (at := text.find(written)) >= 0:
                return _problem(theme.shown(path), text, at, len(written), rule, message, hint)
        return Problem(Location("assets"), rule, message, hint)

    @cached_property
    def _site_files(self) -> tuple[tuple[str, str], ...]:
        site, theme = self.prepared.given.request.site, self.prepared.given.theme
        files = [(SITE_FILE, site / SITE_FILE)]
        for layer in theme.layers:
            folder = layer.folder / "templates"
            files += [(theme.shown(path), path) for path in sorted(folder.rglob("*")) if path.is_file()]
        return tuple((shown, plain_lines(path.read_text("utf-8-sig", "replace"))) for shown, path in files)

    # ---- where links lead

    @cached_property
    def set_links(self) -> frozenset[str]:
        """The whole URLs to which settings lead: the menu, and the authors."""
        urls, settings = self.prepared.site.urls, self.prepared.site.settings
        given = [item.url for item in settings.site.menu]
        given += [author.url for author in settings.authors.values() if author.url]
        return frozenset(urls.absolute(urls.rooted(url)) for url in given)

    @cached_property
    def page_names(self) -> Names:
        """Finds a page by a path that is nearly its own; pages that send readers on are none."""
        return Names(site_path(page) for page in self.pages if not is_redirect(self.outputs[page]))

    def absolute(self, url: str, path: str) -> str:
        """Return a URL of the page at the decoded site *path* as a whole one."""
        urls = self.prepared.site.urls
        return urljoin(urls.absolute(urls.url(path)), url)

    def inside(self, url: str) -> tuple[str, str] | None:
        """Return the site path and the fragment, as written, of a whole *url*; None: it leads elsewhere."""
        urls = self.prepared.site.urls
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}".lower() not in _spellings(urls.origin):
            return None
        path = parts.path or "/"
        if urls.root != "/" and not f"{path}/".startswith(urls.root):
            return None
        return f"/{path[len(urls.root) :]}", parts.fragment

    def mentioned(self, key: str) -> Iterator[tuple[str, Mention]]:
        """Yield the links and pictures of a text with the whole URLs that they lead to."""
        text = self.texts[key]
        yield from self._leading(key, text.urls, text.path)

    def _leading(self, key: str, urls: Sequence[str | None], path: str) -> Iterator[tuple[str, Mention]]:
        links = self.source(key).outline.links
        leads = {link.target: url for link, url in zip(links, urls, strict=True) if url}
        for mention in self.mentions(key):
            url = mention.target if is_whole_url(mention.target) else leads.get(mention.target)
            if url:
                yield self.absolute(url, path), mention

    @cached_property
    def noted(self) -> Mapping[str, Sequence[tuple[str, Mention]]]:
        """What the notes under texts link to and show, by whole URL: in which note, and where."""
        found: dict[str, list[tuple[str, Mention]]] = {}
        for key, note in self.prepared.site.snippets.items():
            for url, mention in self._leading(key, note.urls, "/"):
                found.setdefault(url, []).append((key, mention))
        return found

    def mentions_of(self, key: str, whole: str) -> Sequence[Mention]:
        """Return the links and pictures of a text that lead to the *whole* URL."""
        found = self._led.get(key)
        if found is None:
            found = self._led[key] = {}
            for url, mention in self.mentioned(key):
                found.setdefault(url, []).append(mention)
        return found.get(whole, ())

    @cached_property
    def _led(self) -> dict[str, dict[str, list[Mention]]]:
        return {}

    def own_target(self, key: str, whole: str) -> str:
        """Return the target of the link of a text that leads to the *whole* URL; empty: it has none."""
        text = self.texts[key]
        for link, url in zip(text.outline.links, text.urls, strict=True):
            if url and self.absolute(url, text.path) == whole:
                return link.target
        return ""


def _spellings(origin: str) -> tuple[str, str]:
    """Return an origin by `https:` and by `http:`, which hosts send on."""
    bare = origin.partition("://")[2]
    return f"https://{bare}", f"http://{bare}"


def _problem(
    path: str, text: str, at: int, width: int, rule: str, message: str, hint: str, context: str = ""
) -> Problem:
    place = place_of(text, at)
    line = visible(text.split("\n")[place.line - 1])
    return Problem(Location(path, *place), rule, message, hint, line, width, context=context)
