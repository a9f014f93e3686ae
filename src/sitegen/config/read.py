"""Read `site.toml`: parse, decode, and check what a type alone can't say."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct
from msgspec.structs import replace

from sitegen.config.decode import (
    Field,
    Mismatch,
    Report,
    choice,
    fields_of,
    is_record,
    nearest,
    record,
    unknown,
)
from sitegen.config.encoding import decode_text
from sitegen.config.located import Located, ParseError, Place, read_toml
from sitegen.config.settings import (
    CHECK_RULES,
    CommentsSettings,
    MarkdownSettings,
    Settings,
    Severity,
    SiteSettings,
)
from sitegen.config.words import decode_words
from sitegen.errors import Problem, SetupError
from sitegen.paths import read_plain_file, why_unsafe
from sitegen.patterns import regex
from sitegen.text import tag_key

SITE_FILE = "site.toml"
_LABEL = 63
"""How long a part of a host's name may be."""
_PAGE = regex(r"/[^/]+\.(?:html?|php|aspx?)/?$", re.IGNORECASE)
_NOT_IN_URL = regex(r"[\s<>\"\\^`{|}]")
_UNREPEATABLE_ZONES = frozenset({"localtime", "posixrules", "Factory"})
_OWN_FOLDERS = frozenset({"content", "themes", "templates", "assets", ".sitegen", ".git"})
_FIELD = regex(r"\{([^{}]*)\}")
_EMAIL = regex(r"[^\s@<>\"(),:;\[\\\]]+@[^\W_]([\w-]*\.)+[\w-]*[^\W_]")
_REPOSITORY = regex(r"[A-Za-z0-9-]+/[\w.-]+")
_NAMED = regex(r"(authors|tags)\..*\.([^.]*)")
"""The name of a setting in a table that has a name of its own, which may hold dots."""
_RUNNING = ("javascript:", "data:", "vbscript:", "file:")
_HOST = regex(r"[\w-]+(\.[\w-]+)*\.(?!(?:md|html?)\b)[^\W\d_]{2,}(?::\d+)?(?:/.*)?")
_LANGUAGE = regex(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class ReadSettings(Struct, frozen=True):
    """Settings and what is wrong with them; where a value is wrong, the default stands in its place."""

    settings: Settings
    problems: tuple[Problem, ...] = ()


def read_settings(site: Path) -> ReadSettings:
    """Read the `site.toml` of the folder *site*.  Raises `SetupError` when there is none."""
    try:
        raw = read_plain_file(site / SITE_FILE)
    except FileNotFoundError:
        raise SetupError(f"there is no {SITE_FILE} in {site}; {_where_it_may_be(site)}") from None
    except OSError as error:
        raise SetupError(f"{site / SITE_FILE} can't be read: {error.strerror}") from None
    return decode_settings(raw)


def _where_it_may_be(site: Path) -> str:
    """Return a hint for who has no site in the folder *site*, but maybe around it."""
    with suppress(OSError):  # a folder that is gone is in none
        folder = Path(os.path.realpath(site))
        around = next((place for place in folder.parents if (place / SITE_FILE).is_file()), None)
        if around:
            return f"it is in {around}: go there, or say --site {os.path.relpath(around)}"
    return "`sitegen init DIR` makes a site"


@lru_cache(maxsize=4)  # a preview reads the same file again and again
def decode_settings(raw: bytes) -> ReadSettings:
    """Decode the bytes of a `site.toml`."""
    report = Report(SITE_FILE, ())
    text = decode_text(raw, report)
    root = _parse(text, report) if text is not None else None
    root = _sorted_in(root, report) if root else None
    settings = record(Settings, root, report, "", check_value) if root else _without_file()
    if root:
        _check_engine(root, settings.markdown, report)
        _check_comments(root, settings.comments, report)
        _check_tags(root, report)
        settings = _with_words(root, _with_rules(root, settings, report), report)
    return ReadSettings(settings, tuple(report.problems))


def with_url(settings: Settings, url: str) -> Settings:
    """Return *settings* for a site published at *url*.  Raises `ValueError`."""
    try:
        check_url(url)
    except Mismatch as mismatch:
        raise ValueError(f"{mismatch.message} ({mismatch.hint})") from None
    return replace(settings, site=replace(settings.site, url=url))


def _parse(text: str, report: Report) -> Located | None:
    try:
        return read_toml(text)
    except ParseError as error:
        report.add(error.place, error.rule, error.message, error.hint, error.width)
        return None


def _sorted_in(root: Located, report: Report) -> Located:
    """Return *root* with what stands above all tables in those where it belongs, so that it is not missing
    there; each such setting is reported."""
    given = {**root.value} if isinstance(root.value, dict) else {}
    for key in [key for key in given if _stands_above(key, given[key], root.keys[key])]:
        name = key if key in _homes() else nearest(key, _homes())
        if not name:
            continue
        home, place = _homes()[name], root.keys[key]
        message, hint = f"{key!r} belongs in [{home}]", f"write it below [{home}]"
        if name != key:
            message, hint = f"unknown setting {key!r} above all tables", f"did you mean {name!r} in [{home}]?"
        elif home in root.keys:
            hint = f"move it below line {root.keys[home].line}, [{home}]"
        report.add(place, "unknown-key", message, hint, len(key))
        moved, table = given.pop(key), given.get(home, Located({}))
        if isinstance(table.value, dict):
            entries = {name: moved, **table.value}
            given[home] = table._replace(value=entries, keys={name: place, **table.keys})
    return root._replace(value=given)


def _stands_above(key: str, node: Located, place: Place) -> bool:
    """Tell whether a *key* of the file is no table, and was not meant as one."""
    return key not in fields_of(Settings) and not isinstance(node.value, dict) and place.column == 1


@cache
def _homes() -> dict[str, str]:
    """Return in which table each setting stands; of those in several, in the first."""
    homes: dict[str, str] = {}
    for table, field in fields_of(Settings).items():
        for name in fields_of(field.hint) if is_record(field.hint) else ():
            homes.setdefault(name, table)
    return homes


def _without_file() -> Settings:
    return Settings(site=SiteSettings(title="", url=""))


def _check_engine(root: Located, chosen: MarkdownSettings, report: Report) -> None:
    """Report settings that only another engine than the *chosen* one knows: they would do nothing."""
    tables = root.value if isinstance(root.value, dict) else {}
    given = tables.get("markdown", Located({})).keys
    for field in fields_of(MarkdownSettings).values():
        if field.name in given and field.metadata.get("engine", chosen.engine) != chosen.engine:
            message = f"markdown.{field.name} does nothing with the engine {chosen.engine!r}"
            hint = f'take it out, or choose engine = "{field.metadata["engine"]}"'
            report.add(given[field.name], "unused-setting", message, hint, len(field.name))


def _check_comments(root: Located, chosen: CommentsSettings, report: Report) -> None:
    """Report what keeps comments elsewhere from being shown: a part that is missing, or a second place."""
    tables = root.value if isinstance(root.value, dict) else {}
    comments = tables.get("comments", Located({}))
    given = comments.value.get("giscus", Located({})) if isinstance(comments.value, dict) else Located({})
    if chosen.giscus.repo:
        for name in ("repo_id", "category", "category_id"):
            if not getattr(chosen.giscus, name):
                place = given.keys.get(name, given.keys["repo"])
                hint = "giscus.app tells all four: repo, repo_id, category, category_id"
                report.add(place, "missing-key", f"giscus can't be asked without {name}", hint)
        if chosen.isso:
            message = "comments.giscus does nothing where comments.isso is set"
            report.add(given.keys["repo"], "unused-setting", message, "take one of them out", len("repo"))


def _check_tags(root: Located, report: Report) -> None:
    """Report a table of a tag that has one already, under another spelling: only one would count."""
    tables = root.value if isinstance(root.value, dict) else {}
    first: dict[str, str] = {}
    given = tables.get("tags", Located({})).keys
    for name in sorted(given, key=lambda name: given[name]):
        other = first.setdefault(tag_key(name), name)
        if other != name:
            message = f"{name!r} is the tag {other!r} of line {given[other].line}, spelt otherwise"
            report.add(given[name], "same-name", message, "put the two tables together", len(name))


def _with_rules(root: Located, settings: Settings, report: Report) -> Settings:
    """Return *settings* with the rules of `[check]`; what is no rule, or no severity, is reported."""
    tables = root.value if isinstance(root.value, dict) else {}
    given = tables.get("check")
    if given is None or not isinstance(given.value, dict):
        return settings
    rules: dict[str, Severity] = {}
    for name, node in given.value.items():
        if name in CHECK_RULES:
            found = report.attempt(_severity, node, f"check.{name}")
            rules |= {name: found} if found else {}
        elif name not in ("title_length", "skip"):
            known = (*CHECK_RULES, "title_length", "skip")
            unknown(name, given.keys[name], known, report, f"setting {name!r} in [check]")
    return replace(settings, check=replace(settings.check, rules=rules))


def _with_words(root: Located, settings: Settings, report: Report) -> Settings:
    """Return *settings* with the phrases of `[words]`; one that can't stand for the English is reported."""
    tables = root.value if isinstance(root.value, dict) else {}
    given = tables.get("words")
    if given is None or not isinstance(given.value, dict):
        return settings
    return replace(settings, words=decode_words(given.value, settings.site.language, report))


def _severity(node: Located) -> Any:
    return choice(get_args(Severity), node)


def check_value(name: str, value: Any, field: Field) -> None:
    """Check a decoded setting by its dotted *name*.  Raises `Mismatch`."""
    if "fields" in field.metadata:
        check_permalink(value, field.metadata["fields"])
    elif check := _CHECKS.get(_NAMED.sub(r"\1.KEY.\2", name)):
        check(value)


def check_title(value: str) -> None:
    if not value:
        raise Mismatch("it is empty", "give the site a name", "bad-value")


def check_url(value: str) -> None:
    if not _is_site_url(value):
        hint = "write it like https://example.org/"
        raise Mismatch(f"{value!r} is not the URL of a site", hint, "bad-value")
    parts = urlsplit(value)
    if parts.query or parts.fragment:
        hint = "leave out what follows ? or #"
        raise Mismatch("a site's URL has no query and no fragment", hint, "bad-value")
    if page := _PAGE.search(parts.path):
        hint = f"leave out {page[0].strip('/')}"
        raise Mismatch("a site's URL ends with its folder, not with a page", hint, "bad-value")


def _is_site_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host = _may_be_known(parts.hostname or "")
        sound = parts.scheme in ("http", "https") and host and parts.port != 0 and not parts.username
    except ValueError:  # a port that is no number
        return False
    folders = parts.path.strip("/").split("/") if parts.path.strip("/") else []
    return bool(sound) and not _NOT_IN_URL.search(value) and not {"", ".", ".."}.intersection(folders)


def _may_be_known(host: str) -> bool:
    """Tell whether a name server can know *host*."""
    try:
        if not host.isascii():  # what knows of those takes long to import
            host = host.encode("idna").decode()
    except UnicodeError:
        return False
    *labels, last = host.split(".")
    return host != "" and all(0 < len(label) <= _LABEL for label in labels) and len(last) <= _LABEL


def check_email(value: str) -> None:
    """Check an address to which a link leads: one name at one host, without a name around it."""
    if value and not _EMAIL.fullmatch(value):
        raise Mismatch(f"{value!r} is not an e-mail address", "write it like me@example.org", "bad-value")


def check_server(value: str) -> None:
    """Check the URL of a server that pages load a script from."""
    if value and (not _is_site_url(value) or urlsplit(value).query or urlsplit(value).fragment):
        hint = "write it like https://isso.example.org"
        raise Mismatch(f"{value!r} is not the URL of a server", hint, "bad-value")


def check_repository(value: str) -> None:
    """Check a repository of GitHub, as its page's address says it."""
    if value and not _REPOSITORY.fullmatch(value):
        raise Mismatch(f"{value!r} is not a repository", "write it like owner/name", "bad-value")


def check_language(value: str) -> None:
    if not _LANGUAGE.fullmatch(value):
        raise Mismatch(f"{value!r} is not a language tag", "write it like en or pt-BR", "bad-value")


def check_timezone(value: str) -> None:
    # `localtime` is whatever the machine's is: two machines would make two sites.
    if value == "UTC" or (value not in _UNREPEATABLE_ZONES and _is_zone(value)):
        return
    zones = {zone.lower(): zone for zone in available_timezones() - _UNREPEATABLE_ZONES}
    close = nearest(value, zones)
    hint = f"did you mean {zones[close]!r}?" if close else "write it like Europe/London"
    raise Mismatch(f"unknown time zone {value!r}", hint, "bad-value")


def _is_zone(value: str) -> bool:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):  # a folder such as Europe, no path at all, no such zone
        return False
    return True


def check_output(value: str) -> None:
    parts = PurePosixPath(value).parts
    if not parts or value.startswith("/") or ".." in parts or parts[0] in _OWN_FOLDERS:
        hint = "name a folder of its own inside the site's, such as public; --output takes any folder"
        raise Mismatch(f"the site can't be written to {value!r}", hint, "bad-value")


def check_permalink(value: str, fields: tuple[str, ...]) -> None:
    """Check a pattern such as `/{year}/{slug}/`: rooted, known fields, and the last field not left out."""
    literal = _FIELD.sub("x", value)
    reason = why_unsafe(literal.strip("/") or "x")
    if not value.startswith("/") or "//" in value or reason or re.search(r"[?#\\\s]", value):
        example = f"/{'/'.join(map('{{{}}}'.format, fields))}/".replace("//", "/blog/")
        raise Mismatch(
            f"{value!r} is not a path from the site's root", f"write it like {example}", "bad-value"
        )
    for used in _FIELD.finditer(value):
        if used[1] not in fields:
            hint = (
                f"this path may use {', '.join(map('{{{}}}'.format, fields))}"
                if fields
                else "it has no fields"
            )
            raise Mismatch(f"unknown field {used[0]}", hint, "bad-value", part=used[0])
    brace = re.search("[{}]", literal)
    if brace:
        raise Mismatch("a brace without its partner", "write a field as {slug}", "bad-value", part=brace[0])
    if fields and f"{{{fields[-1]}}}" not in value:
        message = f"{value!r} would give every page the same path"
        raise Mismatch(message, f"use {{{fields[-1]}}} in it", "bad-value")


def check_slug(value: str) -> None:
    """Check a slug given by hand: one part of a path, of characters that every URL and file system takes."""
    if not value or value in (".", "..") or re.search(r"[\x00-\x20/\\?#%<>:\"|*\x7f]", value):
        raise Mismatch(f"{value!r} can't be a part of a URL", "use letters, digits and hyphens", "bad-slug")
    if len(value.encode()) > 200:
        raise Mismatch("it is longer than 200 bytes", rule="bad-slug")


def check_menu_url(value: str) -> None:
    """Check where an entry of the menu leads: a path from the root, a part of a page, or a whole URL."""
    if not value.startswith(("#", "?")):
        check_link(value)


def check_link(value: str) -> None:
    """Check where a link on any page leads: a path from the root, or a whole URL."""
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value)
    by_mistake = scheme and (len(scheme[0]) == 2 or scheme[0].lower() in _RUNNING)
    if by_mistake or re.match(r"https?:(?!//[^\s/])", value, re.IGNORECASE):
        hint = "write a path such as /about/ or a whole URL"
        raise Mismatch(f"{value!r} leads to no page", hint, "bad-value")
    if _HOST.fullmatch(value) or _EMAIL.fullmatch(value):
        raise _without_scheme(value)
    if value and not value.startswith("/") and not scheme:
        path = re.sub(r"(?:(?:^|/)index)?\.(?:md|html)$", "", value.removeprefix("./")).strip("/")
        hint = f"write it like /{path}/" if path else "write it like /about/"
        raise Mismatch(f"{value!r} is not a path from the site's root", hint, "bad-value")


def check_portrait(value: str) -> None:
    """Check which picture is shown on any page: a path from the root, or a whole URL."""
    if not value or re.match(r"/|https?://[^\s/]|data:image/", value, re.IGNORECASE):
        return
    if "/" in value and _HOST.fullmatch(value):
        raise _without_scheme(value)
    name = "ann.jpg" if ":" in value else re.sub(r"^(?:\.*/)*(?:content/)?", "", value)
    raise Mismatch(f"{value!r} is not a path from the site's root", f"write it like /{name}", "bad-value")


def _without_scheme(value: str) -> Mismatch:
    scheme = "https://" if _HOST.fullmatch(value) else "mailto:"
    return Mismatch(f"{value!r} is no whole URL", f"begin it with {scheme}", "bad-value")


def check_menu_label(value: str) -> None:
    """Check the words of an entry of the menu."""
    if not value.strip():
        raise Mismatch("an entry of the menu without words", "say what is there", "bad-value")


_CHECKS: dict[str, Callable[[Any], None]] = {
    "site.title": check_title,
    "site.menu.label": check_menu_label,
    "site.menu.url": check_menu_url,
    "site.url": check_url,
    "site.language": check_language,
    "comments.email": check_email,
    "comments.isso": check_server,
    "comments.giscus.repo": check_repository,
    "site.timezone": check_timezone,
    "build.output": check_output,
    "authors.KEY.url": check_link,
    "authors.KEY.image": check_portrait,
    "tags.KEY.slug": check_slug,
}
