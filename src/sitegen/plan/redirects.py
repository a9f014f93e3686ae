"""Read `_redirects` and follow it, as the hosts do that know the file (Netlify, Cloudflare Pages)."""

from __future__ import annotations

import re
from itertools import takewhile
from urllib.parse import unquote

from msgspec import Struct

from sitegen.patterns import regex

MOVED = 301
_CODE = regex(r"(\d{3})!?")
_FIELD = regex(r"\\\*|:[A-Za-z]\w*")


class Rule(Struct, frozen=True):
    """A line of `_redirects`: paths that match *old* (a pattern) are answered with *code*, and lead to
    *new*."""

    old: re.Pattern[str]
    new: str
    code: int


def read_rules(text: str) -> tuple[Rule, ...]:
    """Return the rules of a `_redirects` file; what is no rule is left out, as hosts do."""
    return tuple([rule for line in text.splitlines() if (rule := _read(_without_remark(line.split())))])


def _without_remark(parts: list[str]) -> list[str]:
    """Return the *parts* of a line before one that begins with `#`; within one it is for a part of a page."""
    return list(takewhile(lambda part: not part.startswith("#"), parts))


def _read(parts: list[str]) -> Rule | None:
    if len(parts) < 2 or not parts[0].startswith("/"):
        return None
    code = _CODE.fullmatch(parts[-1])
    new = "" if code and len(parts) == 2 else parts[1]  # `/old 410`: it leads nowhere
    return Rule(_pattern(parts[0]), new, int(code[1]) if code else MOVED)


def _pattern(old: str) -> re.Pattern[str]:
    """Return what matches an old path, with or without a slash at its end; `*` and `:name` stand for more."""
    escaped = re.escape(unquote(old.replace("%2A", "\0").replace("%3A", "\1")).rstrip("/"))
    pattern = _FIELD.sub(_group, escaped).replace("\0", r"\*").replace("\1", ":")
    return re.compile(f"{pattern}/?", re.DOTALL)


def _group(field: re.Match[str]) -> str:
    return "(?P<splat>.*)" if field[0] == r"\*" else f"(?P<{field[0][1:]}>[^/]+)"


def find_rule(rules: tuple[Rule, ...], path: str) -> tuple[int, str] | None:
    """Return the code and the new place of a decoded *path*; None: no rule is about it."""
    for rule in rules:
        match = rule.old.fullmatch(path)
        if match:
            return rule.code, _filled(rule.new, match)
    return None


def _filled(new: str, match: re.Match[str]) -> str:
    for name, value in match.groupdict().items():
        new = new.replace(f":{name}", value)
    return new
