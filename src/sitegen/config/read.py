"""Read `site.toml`: parse, decode, and check what a type alone can't say."""

from __future__ import annotations

import dataclasses
import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from sitegen.config.decode import Mismatch, Report, closest, record
from sitegen.config.located import Located, ParseError, Place, read_toml
from sitegen.config.settings import Settings, SiteSettings
from sitegen.errors import Problem, SetupError

SITE_FILE = "site.toml"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """Settings and what is wrong with them; where a value is wrong, the default stands in its place."""

    settings: Settings
    problems: tuple[Problem, ...] = ()


def read_settings(site: Path) -> ReadSettings:
    """Read the `site.toml` of the folder *site*.  Raises `SetupError` when there is none."""
    try:
        raw = (site / SITE_FILE).read_bytes()
    except FileNotFoundError:
        raise SetupError(f"there is no {SITE_FILE} in {site}; `sitegen init DIR` makes a site") from None
    except OSError as error:
        raise SetupError(f"{site / SITE_FILE} can't be read: {error.strerror}") from None
    return decode_settings(raw)


def decode_settings(raw: bytes) -> ReadSettings:
    """Decode the bytes of a `site.toml`."""
    text = raw.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    report = Report(SITE_FILE, text.split("\n"))
    node = _parse(raw, text, report)
    settings = record(Settings, node, report, "", check_value) if node else _without_file()
    return ReadSettings(settings, tuple(report.problems))


def with_url(settings: Settings, url: str) -> Settings:
    """Return *settings* for a site published at *url*.  Raises `ValueError`."""
    try:
        check_url(url)
    except Mismatch as mismatch:
        raise ValueError(f"{mismatch.message} ({mismatch.hint})") from None
    return dataclasses.replace(settings, site=dataclasses.replace(settings.site, url=url))


def _parse(raw: bytes, text: str, report: Report) -> Located | None:
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line_start = before.rfind(b"\n") + 1
        place = Place(before.count(b"\n") + 1, len(before[line_start:].decode("utf-8", "replace")) + 1)
        report.add(place, "encoding", f"byte 0x{raw[error.start]:02x} is not UTF-8", "save the file as UTF-8")
        return None
    try:
        return read_toml(text)
    except ParseError as error:
        report.add(error.place, "syntax", error.message)
        return None


def _without_file() -> Settings:
    return Settings(site=SiteSettings(title="", url=""))


def check_value(name: str, value: Any, field: dataclasses.Field[Any]) -> None:
    """Check a decoded setting by its dotted *name*.  Raises `Mismatch`."""
    if "fields" in field.metadata:
        check_permalink(value, field.metadata["fields"])
    elif name in _CHECKS:
        _CHECKS[name](value)
    elif name.startswith("tags.") and name.endswith(".slug"):
        check_slug(value)


def check_title(value: str) -> None:
    if not value:
        raise Mismatch("it is empty", "give the site a name", "bad-value")


def check_url(value: str) -> None:
    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
        parts = None
    if not sound or any(char.isspace() for char in value):
        raise Mismatch(
            f"{value!r} is not the URL of a site", "write it like https://example.org/", "bad-value"
        )
    if parts and (parts.query or parts.fragment):
        raise Mismatch(
            "a site's URL has no query and no fragment", "leave out what follows ? or #", "bad-value"
        )


def check_language(value: str) -> None:
    if not _LANGUAGE.fullmatch(value):
        raise Mismatch(f"{value!r} is not a language tag", "write it like en or pt-BR", "bad-value")


def check_timezone(value: str) -> None:
    if value == "UTC":
        return
    try:
        ZoneInfo(value)
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError only for well-formed names
        known = False
    except KeyError:
        known = False
    else:
        known = True
    if not known:
        zones = {zone.lower(): zone for zone in available_timezones()}
        hint = closest(value, zones)
        for lower, zone in zones.items():
            hint = hint.replace(f"'{lower}'", f"'{zone}'")
        raise Mismatch(f"unknown time zone {value!r}", hint or "write it like Europe/London", "bad-value")


def check_output(value: str) -> None:
    parts = Path(value).parts
    if (
        not parts
        or value.startswith("/")
        or ".." in parts
        or parts[0] in ("content", "themes", "templates", "assets")
    ):
        hint = "name a folder of its own inside the site's, such as public; --output takes any folder"
        raise Mismatch(f"the site can't be written to {value!r}", hint, "bad-value")


def check_permalink(value: str, fields: tuple[str, ...]) -> None:
    """Check a pattern such as `/{year}/{slug}/`: rooted, known fields, and the last field not left out."""
    try:
        used = [
            name for _text, name, _spec, _conversion in string.Formatter().parse(value) if name is not None
        ]
    except ValueError:
        raise Mismatch(f"{value!r} has a brace without its partner", rule="bad-value") from None
    if (
        not value.startswith("/")
        or ".." in value.split("/")
        or "//" in value
        or any(c in value for c in "?#\\ ")
    ):
        raise Mismatch(
            f"{value!r} is not a path from the site's root", "write it like /{year}/{slug}/", "bad-value"
        )
    for name in used:
        if name not in fields:
            known = ", ".join(f"{{{field}}}" for field in fields) or "no fields"
            raise Mismatch(f"unknown field {{{name}}}", f"this path may use {known}", "bad-value")
    if fields and fields[-1] not in used:
        raise Mismatch(
            f"{value!r} would give every page the same path", f"use {{{fields[-1]}}} in it", "bad-value"
        )


def check_slug(value: str) -> None:
    """Check a slug given by hand: one part of a path, of characters that every URL and file system takes."""
    if not value or value in (".", "..") or re.search(r"[\x00-\x20/\\?#%<>:\"|*\x7f]", value):
        raise Mismatch(f"{value!r} can't be a part of a URL", "use letters, digits and hyphens", "bad-slug")
    if len(value.encode()) > 200:
        raise Mismatch("it is longer than 200 bytes", rule="bad-slug")


_CHECKS: dict[str, Callable[[Any], None]] = {
    "site.title": check_title,
    "site.url": check_url,
    "site.language": check_language,
    "site.timezone": check_timezone,
    "build.output": check_output,
}
