"""Make the structure of a site: what is published, where it goes, and how it is sorted and grouped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from urllib.parse import unquote

from msgspec import Struct, field

from sitegen.config.settings import Settings
from sitegen.content.names import composed
from sitegen.content.scan import TEXT_SUFFIXES
from sitegen.content.source import Entry, kind_of
from sitegen.content.sources import Sources
from sitegen.errors import Problem
from sitegen.incremental.digest import digest
from sitegen.markup.punctuation import punctuated
from sitegen.model.addresses import NO_LEDGER, Addresses
from sitegen.model.archives import make_months, make_years
from sitegen.model.nearby import Names
from sitegen.model.permalinks import first_permalink, text_slug
from sitegen.model.placement import Placement, enclosing, place
from sitegen.model.problems import front_matter_problem
from sitegen.model.records import Gallery, Moment, Placed, Redirect, State, Structure
from sitegen.model.snippets import make_snippets
from sitegen.model.states import count_states, date_of, is_late, may_change, state_of
from sitegen.model.terms import find_author, make_authors, make_series, make_tags
from sitegen.model.urls import Urls
from sitegen.paths import page_file, redirect_file
from sitegen.text import counted, sort_key, tag_key


class Structured(Struct, frozen=True):
    """A structure, the texts on the site that it was made of, in its order, and what is wrong between them.

    *changed* has the day on which each post was written or updated, *guids* what feeds call those that have
    no `id`; the *gallery*, the ledger of *addresses* and the paths of what is planned *later* are added
    before the plan.
    """

    structure: Structure
    posts: tuple[Placed, ...]
    pages: tuple[Placed, ...]
    changed: Mapping[str, date]
    guids: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    gallery: Gallery = field(default_factory=Gallery)
    addresses: Addresses = NO_LEDGER
    later: frozenset[str] = frozenset()


def make_structure(settings: Settings, sources: Sources, moment: Moment, urls: Urls) -> Structured:
    """Return the structure of the site as it is at *moment*."""
    maker = _Maker(settings, urls, moment, place(sources, settings, moment, urls))
    states = maker.placement.states
    texts = [entry for entry in sources.entries if entry.kind != "snippet"]
    shown = [entry for entry in texts if states[entry.key] is State.PUBLISHED]
    entries = {entry.key: entry for entry in shown}
    posts, pages = maker.posts(shown), maker.pages(shown)
    section_of = maker.sections_of(shown)
    dated = [(post.date.year, post.date.month, post.key) for post in posts if post.date]
    problems: list[Problem] = []
    snippets = make_snippets(sources, states, posts, settings, problems)
    structure = Structure(
        settings,
        urls,
        paths={post.key: post.path for post in (*posts, *pages)},
        withheld=maker.placement.resolver.withheld,
        files=maker.placement.files,
        spelt=maker.placement.resolver.spelt,
        leaders=maker.placement.leaders,
        order=tuple([post.key for post in posts]),
        pinned=tuple([post.key for post in posts if post.pinned]),
        hidden=sum(entry.noindex for entry in shown),
        pages=tuple([page.key for page in pages]),
        sections=_sections(pages, section_of),
        section_of=section_of,
        chosen=_chosen(shown, (*texts, *unread_texts(sources)), problems),
        snippets=snippets.named,
        snippet_of=snippets.under,
        tags=make_tags(posts, settings, urls, _spellings(shown)),
        authors=make_authors(posts, settings, urls),
        series=make_series(posts, settings, urls),
        months=make_months(dated, urls),
        years=make_years(dated, urls),
        redirects=tuple(_redirects([*posts, *pages], entries, urls)),
        counts=count_states(sources, states),
    )
    guids = {post.key: guid_of(entries[post.key], post, urls) for post in posts}
    problems += [*_duplicates(posts, entries, guids), *_below_the_folder_twice(shown, urls.root)]
    changed = {post.key: post.changed for post in posts if post.changed}
    made_up = {key: guid for key, guid in guids.items() if not entries[key].id}
    return Structured(structure, tuple(posts), tuple(pages), changed, made_up, tuple(problems))


def structure_name(shape: bytes, sources: Sources, moment: Moment) -> bytes:
    """Return what names a structure, and all that time says of texts: what has equal names is equal.

    *shape* names the settings.
    """
    entries, marks = sources.entries, sources.marks
    bound = [entry for entry in entries if may_change(entry, moment.now)]
    times = [f"{entry.key} {state_of(entry, moment)}{is_late(entry, moment):d}" for entry in bound]
    undated = any(entry.kind == "post" and not (entry.date or entry.named_day) for entry in bound)
    today = moment.now.date() if undated else None
    keys = tuple([entry.key for entry in entries])
    names = b"".join([marks[key].entry for key in keys])  # each of one length
    return digest((shape, keys, names, "\n".join(times), today, sources.files, sources.refused))


class _Maker(Struct, frozen=True):
    settings: Settings
    urls: Urls
    moment: Moment
    placement: Placement

    def posts(self, shown: Iterable[Entry]) -> list[Placed]:
        """Return the posts, newest first, then by slug."""
        posts = [self._placed(entry) for entry in shown if entry.kind == "post"]
        posts.sort(key=lambda post: (post.slug, post.key))
        posts.sort(key=lambda post: post.date or self.moment.now, reverse=True)
        return posts

    def pages(self, shown: Iterable[Entry]) -> list[Placed]:
        """Return the pages by title, `2. …` before `10. …`, then key."""
        pages = [entry for entry in shown if entry.kind == "page"]
        pages.sort(key=lambda page: (_in_turn(self._set(page, page.title)), page.key))
        return [self._placed(page) for page in pages]

    def sections_of(self, shown: Iterable[Entry]) -> dict[str, str]:
        """Return the key of the page that leads its section for each page that is in one."""
        leaders = self.placement.leaders
        found = {
            entry.key: leaders.get(enclosing(entry.folder, leaders), "")
            for entry in shown
            if entry.kind == "page"
        }
        return {key: leader for key, leader in found.items() if leader}

    def _placed(self, entry: Entry) -> Placed:
        date = date_of(entry, self.moment) if entry.kind == "post" else None
        days = [moment.date() for moment in (date, entry.updated) if moment]
        return Placed(
            key=entry.key,
            kind=entry.kind,
            path=self.placement.paths[entry.key],
            slug=text_slug(entry) if date else "",
            date=date,
            tags=tags_of(entry),
            authors=authors_of(entry, self.settings),
            series=tag_key(self._set(entry, entry.series)) if entry.series else "",
            series_name=self._set(entry, entry.series),
            template=entry.template,
            pinned=entry.pinned,
            noindex=entry.noindex,
            changed=max(days, default=None),
        )

    def _set(self, entry: Entry, text: str) -> str:
        return set_text(text, entry.lang, self.settings)


def _in_turn(title: str) -> tuple[tuple[str | int, ...], str]:
    """Return by what titles are sorted for people: as names are, and numbers in them as people count."""
    plain, folded = sort_key(title)
    return counted(plain), folded


def set_text(text: str, lang: str, settings: Settings) -> str:
    """Return a plain *text* of front matter, in the language *lang*, punctuated as bodies are."""
    if not text or not settings.markdown.smart_punctuation:
        return text
    return punctuated(text, lang or settings.site.language)


def tags_of(entry: Entry) -> tuple[str, ...]:
    """Return the keys of a text's tags."""
    return tuple(dict.fromkeys(map(tag_key, entry.tags)))


def authors_of(entry: Entry, settings: Settings) -> tuple[str, ...]:
    """Return the authors of a text: keys of `[authors]`, or names."""
    written = entry.authors
    if written is None:
        by_default = settings.site.author if entry.kind == "post" else ""
        written = (by_default,) if by_default else ()
    return tuple(dict.fromkeys([find_author(settings, name) for name in written]))


def _sections(pages: Iterable[Placed], section_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    sections: dict[str, list[str]] = {}
    for page in pages:
        sections.setdefault(section_of.get(page.key, ""), []).append(page.key)
    return {key: tuple(keys) for key, keys in sections.items()}


def _spellings(entries: Iterable[Entry]) -> dict[str, Counter[str]]:
    """Count how each tag is written, by its key."""
    spellings: dict[str, Counter[str]] = {}
    for written, times in Counter(tag for entry in entries for tag in entry.tags).items():
        spellings.setdefault(tag_key(written), Counter())[written] += times
    return spellings


def _redirects(texts: Iterable[Placed], entries: Mapping[str, Entry], urls: Urls) -> Iterator[Redirect]:
    """Yield the redirects; an old path may be written as a browser shows it, with escapes.

    Other programs also list the path that a text still has (`permalink` of Jekyll), and one with and without
    its slash.
    """
    for text in texts:
        entry = entries[text.key]
        answered = {page_file(text.path)}
        for written in entry.redirect_from:
            path = unquote(written)
            if redirect_file(path) not in answered:
                answered.add(redirect_file(path))
                yield Redirect(path, urls.url(text.path), text.key, entry.place("redirect_from", written))


def _below_the_folder_twice(shown: Iterable[Entry], root: str) -> Iterator[Problem]:
    """Yield a warning for each old path that begins with the folder of the site, as browsers show it: paths
    begin behind it."""
    for entry in shown if root != "/" else ():
        for written in entry.redirect_from:
            if written.startswith(root):
                message = (
                    f"{written} is {root}{written[1:]} to browsers, for the site is in the folder {root}"
                )
                hint = f"write /{written.removeprefix(root)}, if that is what it was"
                yield front_matter_problem(
                    entry, "redirect_from", "bad-redirect", message, hint, written, warning=True
                )


# ---- related posts that writers chose


def _chosen(
    shown: Iterable[Entry], entries: Sequence[Entry], problems: list[Problem]
) -> dict[str, tuple[str, ...]]:
    """Return the keys of the texts that writers chose; those not on the site now are left out."""
    wishes = [entry for entry in shown if entry.related]
    if not wishes:
        return {}
    names, on_site = names_of(entries), {entry.key for entry in shown}
    meant = _Meant(entries)
    return {entry.key: tuple(_choice(entry, names, on_site, meant, problems)) for entry in wishes}


def unread_texts(sources: Sources) -> list[Entry]:
    """Return what is known of the texts that can't be read: who names one is not to be told that it is not
    there.  A slug that such a text gives itself is not known."""
    if not sources.refused:
        return []
    from sitegen.content.read import entry_of_file

    return [entry_of_file(key) for key in sources.refused if kind_of(key) != "snippet"]


class _Meant:
    """Tells which text was probably meant by a name that none has."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.key: entry for entry in entries}

    @cached_property
    def _names(self) -> Names:
        return Names(self._entries)

    def hint(self, written: str) -> str:
        """Return a hint at the text, by its slug or, as it was *written*, its file."""
        key = self._names.find(written)
        if not key:
            return "write a post's slug or file name"
        is_file = "/" in written or written.endswith(TEXT_SUFFIXES)
        return f"did you mean {key if is_file else text_slug(self._entries[key])!r}?"


def _choice(
    entry: Entry, names: Mapping[str, str], on_site: set[str], meant: _Meant, problems: list[Problem]
) -> Iterable[str]:
    keys: dict[str, None] = {}
    for written in entry.related or ():
        name = written.removeprefix("../").removeprefix("./").strip("/")
        key = names.get(name)
        if key is None:
            hint, message = meant.hint(name), f"there is no post {written!r}"
            problems.append(front_matter_problem(entry, "related", "unknown-post", message, hint, written))
        elif key in on_site and key != entry.key:
            keys[key] = None
    return keys


def names_of(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the keys of texts by every name that `related` may use: slug, file name, path.

    What a post is called, no page is.
    """
    names: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: entry.kind != "post"):
        for name in _names(entry):
            names.setdefault(name, entry.key)
            if not name.isascii():
                names.setdefault(composed(name), entry.key)
    return names


def called(entries: Iterable[Entry], wanted: Container[str]) -> dict[str, list[str]]:
    """Return the keys of the texts that each of the *wanted* names may mean, as `names_of` has them: posts
    only, where there are any.  A path means one text."""
    found: dict[str, dict[str, None]] = {}
    paths: dict[str, list[str]] = {}
    posts: set[str] = set()
    for entry in sorted(entries, key=lambda entry: entry.kind != "post"):
        for name in map(composed, _names(entry)):
            if name not in wanted:
                continue
            if name in (composed(entry.key), composed(entry.path)):
                paths[name] = [entry.key]
            elif entry.kind == "post" or name not in posts:
                found.setdefault(name, {})[entry.key] = None
                if entry.kind == "post":
                    posts.add(name)
    return {name: sorted(keys) for name, keys in found.items()} | paths


def _names(entry: Entry) -> Iterator[str]:
    folder, _, file = entry.key.rpartition("/")
    bundle = folder.rpartition("/")[2]
    yield from (entry.key, entry.path, text_slug(entry), entry.name)
    yield from (bundle, f"{bundle}/{file}") if entry.bundle else (file, file.rpartition(".")[0])


# ---- what feeds call a post


def _duplicates(
    posts: Iterable[Placed], entries: Mapping[str, Entry], guids: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield posts that feed readers would take for one; of those with one path, the plan says enough."""
    seen: dict[str, Placed] = {}
    for post in sorted(posts, key=lambda post: post.key):
        entry, name = entries[post.key], guids[post.key]
        other = seen.setdefault(name, post)
        if other is not post and (entry.id or other.path != post.path):
            message = f"feeds would call this post and content/{other.key} by one name, {name}"
            hint = "give one of them an id of its own"
            yield front_matter_problem(entry, "id", "duplicate-id", message, hint)


def guid_of(entry: Entry, post: Placed, urls: Urls) -> str:
    """Return what feeds call a post, for ever."""
    assert post.date is not None, post.key
    return entry.id or urls.absolute(urls.url(first_permalink(entry, post.date)))
