"""Check front matter: one visible table of keys, each with what decodes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from typing import Any, Literal
from urllib.parse import unquote

from sitegen.config.decode import (
    FALSE,
    TRUE,
    FrozenTable,
    Mismatch,
    Report,
    boolean,
    free,
    is_null,
    kind,
    nearest,
    table,
    text,
    texts,
)
from sitegen.config.located import Located
from sitegen.config.read import check_language, check_slug
from sitegen.content.names import is_picture
from sitegen.content.source import FrontMatter
from sitegen.images.photo import Focus
from sitegen.paths import why_unanswered, why_unsafe
from sitegen.patterns import regex
from sitegen.text import one_line

Decoder = Callable[[Located], Any]

_DATE = regex(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[Tt ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>[Zz]|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?(?:\s+[A-Z]{2,5})?|UTC|GMT)?)?"
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_IN_WORDS = regex(
    r"(?:[a-z]{3,9},?[ ]+)?(?:(?P<first>[a-z]{3,9})\.?[ ]+(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    r"|(?P<before>\d{1,2})(?:st|nd|rd|th)?\.?[ -]+(?P<second>[a-z]{3,9})\.?),?[ -]+(?P<year>\d{4})\b",
    re.IGNORECASE,
)
"""A day with its month in English, as Astro and mails have it: `Jul 08 2022`, `Fri, 8 Jul 2022`."""
_DATE_HINT = "write it like 2015-09-14, 2015-09-14 09:30 or 2015-09-14T09:30:00+02:00"
_FOCUS = regex(r"(100|\d{1,2})%\s+(100|\d{1,2})%")
_PATH_HINT = "write a path from the site's root, such as /2009/old-name/"
_WHOLE_URL = regex(r"https?://[^/?#]*(?P<path>[^?#]*)", re.IGNORECASE)
_PLACEHOLDER = regex(r"/(:[a-z_]+)(?=[/.-]|$)")
"""A part of a pattern of Jekyll: `/:year/:title/`."""
_FIRST_YEAR, _LAST_YEAR = 1000, 9998
_ALLOW = "[front_matter] allow of site.toml"
_REQUIRED_HINT = "add title: … to the front matter"


def moment(node: Located, zone: tzinfo) -> datetime:
    """A date, with or without a time, with or without a zone; the result is in *zone*."""
    value = node.value
    if isinstance(value, datetime):
        return _in_zone(value, zone)
    if isinstance(value, date):
        return _in_zone(datetime(value.year, value.month, value.day), zone)  # noqa: DTZ001 - the zone follows
    if not isinstance(value, str):
        raise Mismatch("expected a date", _DATE_HINT, "bad-date")
    return parse_moment(value, zone)


@lru_cache(1024)  # the date of a post is often in its file's name too
def parse_moment(written: str, zone: tzinfo) -> datetime:
    """Return the moment that *written* names, in *zone*.  Raises `Mismatch`."""
    match = _DATE.fullmatch(_in_digits(written.strip()))
    if not match:
        raise Mismatch(f"{written!r} is not a date", _DATE_HINT, "bad-date")
    parts = {name: int(match[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")}
    try:
        return _in_zone(datetime(**parts, tzinfo=_offset(match["zone"])), zone)
    except (ValueError, OverflowError) as error:
        reason = "no zone is a day away" if "timedelta" in str(error) else str(error)
        raise Mismatch(f"there is no {written!r}: {reason}", _DATE_HINT, "impossible-date") from None


def _in_digits(written: str) -> str:
    """Return *written* with the day at its beginning in digits, if its month is a word of English."""
    match = _IN_WORDS.match(written)
    word = (match["first"] or match["second"]).lower() if match else ""
    months = [number for number, name in enumerate(_MONTHS, 1) if match and name.startswith(word)]
    if not match or not months:
        return written
    return f"{match['year']}-{months[0]}-{match['day'] or match['before']}{written[match.end() :]}"


def _offset(written: str | None) -> tzinfo | None:
    """Return the zone that is *written* as a number, perhaps with its name before or behind it."""
    if not written:
        return None
    written = written.removeprefix("UTC").removeprefix("GMT").partition(" ")[0]
    if not written or written[0] not in "+-":
        return UTC
    digits = written[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if written[0] == "-" else 1))


def _in_zone(value: datetime, zone: tzinfo) -> datetime:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        hint = f"write a year from {_FIRST_YEAR} to {_LAST_YEAR}"
        raise Mismatch(f"the year {value.year} is out of range", hint, "impossible-date")
    value = value.replace(microsecond=0)
    if value.tzinfo is None:
        # An hour that clocks leave out is the one after it; of one that comes twice the first is meant.
        value = value.replace(tzinfo=zone).astimezone(UTC)
    return value.astimezone(zone)


def _line(node: Located) -> str:
    """A text of one line, however many the writer has put it on."""
    return one_line(text(node))


def _writers(node: Located) -> tuple[str, ...]:
    """One name, whatever commas are in it, or, as others write it, a list."""
    return tuple(map(one_line, texts(node))) if isinstance(node.value, tuple) else (_line(node),)


def _series(node: Located) -> str:
    """The name of a series, or, as others write it, a list of that one."""
    if not isinstance(node.value, tuple):
        return _line(node)
    names = texts(node)
    if len(names) > 1:
        message = f"a text is a part of one series, and these are {len(names)}"
        raise Mismatch(message, f"write the one that matters most, series: {names[0]}", at=node.value[1])
    return one_line("".join(names))


def _tags(node: Located) -> tuple[str, ...]:
    return tuple(map(one_line, texts(node)))


def _slug(node: Located) -> str:
    value = text(node)
    if value:
        check_slug(value)
    return value


def _language(node: Located) -> str:
    value = text(node)
    check_language(value)
    return value


def _paths(node: Located) -> tuple[str, ...]:
    """Old paths of the site, as a browser shows them: perhaps percent-encoded."""
    paths = texts(node)
    items = node.value if isinstance(node.value, tuple) else ()
    wrong = [
        Mismatch(f"{path!r} can't be redirected: {reason}", _path_hint(path), "bad-redirect", at)
        for path, at in zip(paths, items if len(items) == len(paths) else [node] * len(paths), strict=True)
        if (reason := _why_no_redirect(path))
    ]
    if wrong:
        wrong[0].more = wrong[1:]
        raise wrong[0]
    return paths


def path_of_url(written: str) -> str:
    """Return the path of a whole URL that says no more than the host and this; another text as it is."""
    whole = _WHOLE_URL.fullmatch(written)
    return (whole["path"] or "/") if whole else written


def _path_hint(path: str) -> str:
    if whole := _WHOLE_URL.match(path):
        return f"write its path alone: {whole['path'] or '/'}"
    return "write the path that came of it" if _PLACEHOLDER.search(path) else _PATH_HINT


def _why_no_redirect(path: str) -> str:
    if not path.startswith("/"):
        return "it does not begin with /"
    if put_in := _PLACEHOLDER.search(path):
        return f"another program puts something in the place of {put_in[1]}"
    if reason := why_unanswered(path):
        return reason
    inner = unquote(path).removeprefix("/").removesuffix("/")
    return why_unsafe(inner) if inner else "it is the site's own root"


def _focus(node: Located) -> Focus:
    written = text(node)
    match = _FOCUS.fullmatch(written)
    if not match:
        hint = "write it like 30% 20%: from the left, and from the top"
        raise Mismatch(f"{written!r} is no point of a picture", hint, "bad-value")
    return Focus(int(match[1]), int(match[2]))


def _template(node: Located) -> str:
    value = text(node)
    if value and (why_unsafe(value) or not value.endswith(".html")):
        raise Mismatch(
            f"{value!r} is not a template", "write the name of a file such as landing.html", "bad-value"
        )
    return value


def _chosen(node: Located) -> tuple[str, ...] | Literal[False]:
    if node.value is False or (node.plain and str(node.value).lower() in FALSE):
        return False
    if node.value is True or (node.plain and str(node.value).lower() in TRUE):
        raise Mismatch("expected a list of posts, or false", "write slugs or file names: [one, two]")
    return texts(node)


def _snippet(node: Located) -> str:
    """The name of a snippet; empty: none."""
    if node.value is False or (node.plain and str(node.value).lower() in FALSE):
        return ""
    return text(node).removesuffix(".md")


@cache
def decoders(zone: tzinfo) -> Mapping[str, Decoder]:
    """Return what decodes each key."""

    def when(node: Located) -> datetime:
        return moment(node, zone)

    return {
        "title": _line,
        "date": when,
        "updated": when,
        "slug": _slug,
        "id": text,
        "tags": _tags,
        "author": _writers,
        "authors": texts,
        "summary": text,
        "image": text,
        "image_alt": _line,
        "image_caption": _line,
        "image_focus": _focus,
        "draft": boolean,
        "expires": when,
        "review_by": when,
        "series": _series,
        "redirect_from": _paths,
        "pinned": boolean,
        "related": _chosen,
        "snippet": _snippet,
        "comments": boolean,
        "noindex": boolean,
        "lang": _language,
        "template": _template,
        "extra": table,
    }


_SINCE = ("date", "from then on it is on the site")
_CHANGED = ("updated", "the day of the last change")
_SHORT = ("summary", "lists and search engines show it")
_PICTURE = ("image", "the picture for lists and previews")
_ADDRESS = ("slug", "only the last part of the address; redirect_from: keeps an old address")
_LATER = ("draft", "true where it is not to be published yet")
_SECRET = ("draft", "true keeps it off the site, where nobody is asked for a password")
_UNMADE = ("draft", "true keeps it off the site, where no page is made for other pages alone")
_UNSEEN = ("noindex", "true where search engines are to leave it out; draft: true keeps it off the site")
_SORTED = ("", "take it out: pages are sorted by title, and pinned: true puts a post before the others")
_PARTS = ("", "take it out: the parts of a series are in the order of their dates")
_FIRST = ("pinned", "true puts a post before the others")
_HIDDEN = ("noindex", "true where search engines are to leave it out")
_FOREIGN: Mapping[str, tuple[str, str]] = {
    **{name: ("tags", f"here, {name} are tags") for name in ("categories", "keywords", "labels", "topics")},
    "category": ("tags", "here, categories are tags"),
    **dict.fromkeys(("alias", "aliases"), ("redirect_from", "the paths that lead here")),
    **dict.fromkeys(("permalink", "url", "path", "saveas"), _ADDRESS),
    **dict.fromkeys(("published", "publish", "dgpublish", "ispublished", "isdraft", "status"), _LATER),
    "public": _LATER,
    **dict.fromkeys(("access", "password", "postpassword", "private", "isprivate", "protected"), _SECRET),
    "visibility": _SECRET,
    **dict.fromkeys(("headless", "build", "eleventyexcludefromcollections"), _UNMADE),
    **dict.fromkeys(("hidden", "unlisted"), _UNSEEN),
    **dict.fromkeys(("created", "createdat", "createdon", "createddate", "datecreated"), _SINCE),
    **dict.fromkeys(("creationdate", "postdate", "posted", "postedat", "postedon", "pubdate"), _SINCE),
    **dict.fromkeys(("datepublished", "publishdate", "publisheddate", "publishedat", "publishedon"), _SINCE),
    **dict.fromkeys(("changed", "datemodified", "dateupdated", "edited", "lastmod"), _CHANGED),
    **dict.fromkeys(("lastmodified", "lastmodifiedat", "lastupdate", "lastupdated"), _CHANGED),
    **dict.fromkeys(("lastupdatedat", "modified", "modifiedat", "modifiedon", "modifieddate"), _CHANGED),
    **dict.fromkeys(("updatedat", "updatedon", "updateddate"), _CHANGED),
    **dict.fromkeys(("abstract", "description", "excerpt", "intro", "subtitle", "teaser"), _SHORT),
    "layout": ("template", "a file such as landing.html; posts and pages that have their own need no key"),
    **dict.fromkeys(("banner", "cover", "coverimage", "featureimage", "featuredimage"), _PICTURE),
    **dict.fromkeys(("headerimage", "heroimage", "imageurl", "ogimage", "thumbnail"), _PICTURE),
    **dict.fromkeys(("featured", "sticky", "pin"), _FIRST),
    **dict.fromkeys(("nocomments", "disablecomments"), ("comments", "false where there are to be none")),
    **dict.fromkeys(("index", "robots"), _HIDDEN),
    **dict.fromkeys(("language", "locale"), ("lang", "the language of the text, such as de")),
    "expirydate": ("expires", "from then on it is not on the site"),
    **dict.fromkeys(("weight", "order", "navorder", "menuorder", "sortorder", "position"), _SORTED),
    **dict.fromkeys(("part", "seriesorder", "seriesindex", "seriespart", "seriesweight"), _PARTS),
    "excerptseparator": ("", "take it out: <!--more--> in the text is where an excerpt ends"),
    "redirectto": ("", "take the file away, and send readers on: sitegen urls redirect OLD NEW"),
}
"""Keys of other generators, as `plain_key` spells them: ours for the same thing (empty: there is none), and
what is to be known of it."""
_SAME = frozenset({"tags", "redirect_from", "date", "updated", "summary", "image", "lang", "expires"})
"""Those of ours whose values others write alike."""
_RENAME = "; for all texts at once there is [front_matter] rename"
_OFF, _ON = frozenset({"false", "no", "0"}), frozenset({"true", "yes", "1"})
_KEPT_OFF: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("published", "publish", "dgpublish", "ispublished"), _OFF),
    **dict.fromkeys(("public", "listed", "permalink"), _OFF),
    **dict.fromkeys(("private", "isprivate", "hidden", "unlisted", "protected", "isdraft"), _ON),
    **dict.fromkeys(("headless", "eleventyexcludefromcollections"), _ON),
    **dict.fromkeys(
        ("status", "visibility", "poststatus", "access"),
        frozenset({"draft", "private", "hidden", "pending", "trash", "members", "paid", "password"}),
    ),
}
"""Keys of others, and what they say where a text is not for everybody."""
_OPPOSITES = {"nocomments": "comments", "disablecomments": "comments", "index": "noindex"}
"""Other keys of others that mean with `true` what these of ours mean with `false`."""
_PASSWORDS = frozenset({"password", "postpassword"})
"""Keys of others that keep a text from everybody, whatever they say."""
_NEVER = frozenset({"never", *_OFF})
"""What `build` of Hugo says of `render` or `list` where no page is made, or none that lists show."""
_LIKENESS = 0.7
"""How alike a key must be to one of ours to be a slip of it: `math` is no `author`, `time` no `title`."""


FENCE_WIDTH = 3
"""What is missing is said of the fence, `---` or `+++`, which is so many characters wide."""
_EMPTY_ALLOWED = frozenset({"tags", "authors", "redirect_from", "related", "extra"})
_SWITCHES = frozenset({"draft", "pinned", "comments", "noindex"})


def decode_front_matter(
    node: Located,
    report: Report,
    zone: tzinfo,
    allow: tuple[str, ...],
    heading: Callable[[], str | None] = lambda: None,
) -> FrontMatter:
    """Decode *node*; what is wrong goes to *report*, and the default stands in its place.

    *heading* is asked for the heading that the text begins with where it has no title.
    """
    if not isinstance(node.value, dict):
        message = f"the front matter is not a table of keys and values, but {kind(node)}"
        is_joined = isinstance(node.value, str) and ":\xa0" in node.value
        hint = "the blank after the colon is one that keeps words together: type it anew" if is_joined else ""
        report.add(node.place, "syntax", message, hint or "write title: …", node.width)
        return FrontMatter(title="")
    entries = _with_picture(node.value)
    known = decoders(zone)
    values: dict[str, Any] = {}
    allowed: dict[str, Any] = {}
    for key, entry in entries.items():
        if key in allow and key not in known:
            allowed[key] = report.attempt(free, entry, key)
            if _keeps_off(key, allowed[key]) and "draft" not in entries:
                message = f"{key!r} says that this is not for everybody; [front_matter] allow makes it public"
                hint = "write draft: true, or draft: false where it is to be on the site"
                report.add(node.keys[key], "bad-value", message, hint, len(key))
        elif key not in known:
            hint = _hint_of_table(key, entry) or _hint(key, known)
            report.add(node.keys[key], "unknown-key", f"unknown key {key!r}", hint, len(key))
        elif not is_null(entry) or key in _SWITCHES:
            values[key] = report.attempt(known[key], entry, key)
        elif key in _EMPTY_ALLOWED:
            values[key] = None if key != "authors" else ()
    if not values.get("title"):
        _require_title(node, entries, values, report, lambda: means("title", entries, zone, allow), heading)
    authors = _authors(values)
    extra = FrozenTable({**(values.pop("extra", None) or {}), **allowed})
    rest = {key: value for key, value in values.items() if value is not None}
    return FrontMatter(**{"title": "", **rest}, authors=authors, extra=extra)


def _with_picture(entries: Mapping[str, Located]) -> Mapping[str, Located]:
    """Return *entries* with what a table under `image` says of the picture under our keys for that.

    Others write `image: {path: …, alt: …}`; what else they say there is how large it is, and the like.
    """
    table: object = entries["image"].value if "image" in entries else None
    if not isinstance(table, dict):
        return entries
    path = next((table[name] for name in _PICTURE_PATHS if name in table), None)
    words = {f"image_{name}": table[name] for name in ("alt", "caption") if name in table}
    return {**words, **entries, "image": path} if path else entries


_PICTURE_PATHS = ("path", "src", "url", "image", "feature", "banner", "hero", "teaser", "thumbnail", "thumb")


def _keeps_off(key: str, value: object) -> bool:
    """Tell whether the *key* of another program says, by its *value*, that a text is not for everybody."""
    plain = plain_key(key)
    if plain in _PASSWORDS:
        return bool(value)
    if plain == "build" and isinstance(value, Mapping):
        return any(str(value.get(name)).lower() in _NEVER for name in ("render", "list"))
    return str(value).lower() in _KEPT_OFF.get(plain, ())


def is_opposite(key: str, ours: str) -> bool:
    """Tell whether the *key* of another program says with `true` what *ours* says with `false`."""
    plain = plain_key(key)
    if ours in ("draft", "noindex") and _KEPT_OFF.get(plain) == _OFF:
        return True
    return _OPPOSITES.get(plain) == ours


def _hint_of_table(key: str, entry: Located) -> str:
    """Return a hint for a table of others that has what one of ours says in it: the tags of Zola's
    `taxonomies`, a picture in `header`; nothing for all else."""
    if not isinstance(entry.value, dict) or plain_key(key) in _FOREIGN:
        return ""
    for inner, value in entry.value.items():
        ours = inner if inner in _SAME else _FOREIGN.get(plain_key(inner), ("", ""))[0]
        if ours in ("image", "summary"):  # a teaser is either
            ours = "image" if is_picture(str(value.value)) else "summary"
        if ours in _SAME:
            return f'[front_matter] rename can take what is in it for ours: "{key}.{inner}" = "{ours}"'
    return ""


def _hint(key: str, known: Iterable[str]) -> str:
    ours, words = _FOREIGN.get(plain_key(key), ("", ""))
    if words and ours:
        return f"write {ours}: {words}{_RENAME if ours in _SAME else ''}"
    if words:
        return words
    if key.lower() in known:
        return f"write {key.lower()}: keys are in lower case{_RENAME}"
    near = _meant(key, known)
    return f"did you mean {near!r}?" if near else f"keys of your own go under extra, or into {_ALLOW}"


def plain_key(key: str) -> str:
    """Return what `pub_date`, `pub-date` and `pubDate` share."""
    return re.sub("[-_ ]", "", key.lower())


def _meant(key: str, known: Iterable[str]) -> str:
    """Return which of the *known* keys is meant by another; empty: none, as far as can be told."""
    foreign = _FOREIGN.get(plain_key(key))
    if foreign:
        return foreign[0]
    ours = {plain_key(name): name for name in known}
    return ours.get(nearest(plain_key(key), ours, _LIKENESS), "")


def means(name: str, entries: Iterable[str], zone: tzinfo, allow: tuple[str, ...]) -> bool:
    """Tell whether one of the keys *entries* is not known, and its hint is to write *name*."""
    known = decoders(zone)
    unknown = (key for key in entries if key not in known and key not in allow)
    return any(_meant(key, known) == name for key in unknown)


def _require_title(
    node: Located,
    entries: Mapping[str, Located],
    values: Mapping[str, Any],
    report: Report,
    misspelt: Callable[[], bool],
    heading: Callable[[], str | None],
) -> None:
    """Report that there is no title, unless that is said already: it can't be decoded, or is misspelt."""
    if "title" in values and values["title"] is None:
        return
    if "title" in entries:
        hint = "write it after the colon, in quotation marks if it is null or ~"
        report.add(node.keys["title"], "missing-title", "the title is empty", hint, len("title"))
        return
    if misspelt():
        return
    found = heading()
    hint = f"move the heading {found!r} to the front matter, as its title" if found else _REQUIRED_HINT
    report.add(node.place, "missing-title", "the title is missing", hint, FENCE_WIDTH)


def _authors(values: dict[str, Any]) -> tuple[str, ...] | None:
    one, many = values.pop("author", None), values.pop("authors", None)
    if one is None and many is None:
        return None
    return tuple(dict.fromkeys(name for name in (*(one or ()), *(many or ())) if name))
