"""The one visible list of planners, and the checks that every plan passes."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from sitegen.errors import Location, Problem
from sitegen.model.addresses import LEDGER
from sitegen.model.records import Structure
from sitegen.model.structure import Structured
from sitegen.paths import collision_key, site_path, why_unsafe
from sitegen.plan.archives import (
    plan_all_posts,
    plan_all_tags,
    plan_authors,
    plan_index,
    plan_months,
    plan_series,
    plan_tags,
    plan_years,
)
from sitegen.plan.assets import Assets, plan_assets, plan_headers
from sitegen.plan.feed_names import find_renamed
from sitegen.plan.machine import plan_feeds, plan_host_redirects, plan_not_found, plan_search, plan_sitemap
from sitegen.plan.moved import settle
from sitegen.plan.output import Output
from sitegen.plan.texts import (
    is_redirect,
    plan_cards,
    plan_files,
    plan_icons,
    plan_pages,
    plan_pictures,
    plan_posts,
    plan_redirects,
    unread_redirects,
)
from sitegen.text import tag_key

Planner = Callable[[Structured], Iterable[Output]]

PLANNERS: tuple[Planner, ...] = (
    plan_index,
    plan_posts,
    plan_pages,
    plan_tags,
    plan_authors,
    plan_series,
    plan_months,
    plan_years,
    plan_all_tags,
    plan_all_posts,
    plan_not_found,
    plan_search,
    plan_feeds,
    plan_files,
    plan_pictures,
    plan_cards,
    plan_icons,
    plan_redirects,
)


class Plan(Struct, frozen=True):
    """The outputs by path, and the problems that keep the plan from being carried out."""

    outputs: tuple[Output, ...]
    problems: tuple[Problem, ...] = ()


def plan_site(made: Structured, assets: Assets = ()) -> Plan:
    """Return the plan of a site with these *assets* of its theme."""
    outputs = [output for planner in PLANNERS for output in planner(made)]
    outputs += plan_assets(assets)
    moved = settle(made, outputs)
    outputs += [*moved.outputs, *plan_host_redirects(made, moved)]
    outputs += plan_headers(made, outputs)
    outputs += plan_sitemap(made, outputs)
    problems = [*_unsafe(outputs), *_collisions(outputs), *_homeless(outputs), *_misnamed(made.structure)]
    problems += [*moved.problems, *find_renamed(made)]
    if unread := unread_redirects(made):  # what they collide with is known now
        outputs = [output for output in outputs if output.path not in unread]
    return Plan(tuple(sorted(outputs, key=lambda output: output.path)), tuple(problems))


def collisions_with(later: Sequence[Output], outputs: Sequence[Output]) -> Iterable[Problem]:
    """Return what can't stand side by side of what is planned *later* than the other *outputs*: only those
    are looked at that begin as its paths do, and there are hardly ever any."""
    places = {collision_key(_top(output)) for output in later}
    near = {top for top in map(_top, outputs) if collision_key(top) in places} if places else ()
    return _collisions([*(one for one in outputs if _top(one) in near), *later]) if near else ()


def _top(output: Output) -> str:
    return output.path.partition("/")[0]


def _unsafe(outputs: Iterable[Output]) -> Iterator[Problem]:
    for output in outputs:
        reason = why_unsafe(output.path)
        if reason:
            message = f"{site_path(output.path)!r} can't be a file of the site: {reason}"
            hint = _OF_LEDGER if output.source == LEDGER else "give it another slug or name"
            yield _problem(output, "unsafe-path", message, hint)


def _homeless(outputs: Iterable[Output]) -> Iterator[Problem]:
    if not any(output.path == "index.html" for output in outputs):
        hint, setting = 'write content/index.md, or set [permalinks] index = "/"', ("permalinks", "index")
        where, message = Location("site.toml"), "there is no page at /"
        yield Problem(where, "no-home-page", message, hint, warning=True, setting=setting)


def _misnamed(structure: Structure) -> Iterator[Problem]:
    """Yield a warning for each table of a tag by whose `name` posts have another tag, which it is not of."""
    for key, tag in structure.settings.tags.items():
        other = structure.tags.get(tag_key(tag.name)) if tag.name else None
        if other and other.key != tag_key(key):
            message = f"tags.{key}.name: {tag.name!r} is another tag, of which this table says nothing"
            both = tag_key(key) in structure.tags
            hint = (
                f"make one of the two: sitegen tags merge {shlex.quote(key)} {shlex.quote(tag.name)}"
                if both
                else f'call the table [tags."{tag.name}"]'
            )
            setting = ("tags", key, "name")
            yield Problem(Location("site.toml"), "same-name", message, hint, warning=True, setting=setting)


def _collisions(outputs: Iterable[Output]) -> Iterator[Problem]:
    """Two outputs with one path (for some file system), or a file where another needs a folder."""
    taken: dict[str, Output] = {}
    pairs: dict[tuple[str, ...], tuple[Output, Output]] = {}
    for output in outputs:
        other = taken.setdefault(collision_key(output.path), output)
        if other is not output:
            pairs.setdefault((output.source, other.source), (output, other))
    for key, output in taken.items():
        end = key.find("/")
        while end >= 0:
            file = taken.get(key[:end])
            if file:
                pairs.setdefault((file.source,), (output, file))
            end = key.find("/", end + 1)
    return (_collision(one, other) for one, other in pairs.values())


def _collision(one: Output, other: Output) -> Problem:
    """Say it where it can be mended: at a redirect before a text or file, at these before the settings, and
    of these at one that was made."""
    first, second = sorted((one, other), key=lambda output: (_rank(output), output.source))
    path, hint = site_path(first.path), _HINTS.get(second.setting[:1], _HINT)
    if first.path != second.path:
        message = f"{site_path(second.path)} and {path}, of {first.source}, can't stand side by side"
    elif is_redirect(second):
        what = "a redirect" if is_redirect(first) else "the page"
        same = "another line" if second.source == LEDGER else "itself"
        whose = same if first.source == second.source else first.source
        message, hint = (
            f"the redirect from {path} would cover {what} of {whose}",
            "remove it from redirect_from",
        )
    elif first.source == second.source:
        message = f"{path} is planned twice"
    else:
        message = f"{path} is also the path of {first.source}"
        hint = _OF_INDEX if path == "/" and _is_file(second) and not _is_file(first) else hint
    return _problem(second, "same-path", message, _OF_LEDGER if second.source == LEDGER else hint)


_OF_LEDGER = "take the line out, or write another address"
_HINT = "give one of them another slug, name or path"
_OF_INDEX = 'it becomes the home page where the posts are elsewhere: [permalinks] index = "/blog/"'
_HINTS: Mapping[tuple[str, ...], str] = {
    ("permalinks",): "write another path",
    ("tags",): "write another slug",
}


def _rank(output: Output) -> int:
    return (2 + is_redirect(output)) if _is_file(output) else bool(output.setting)


def _is_file(output: Output) -> bool:
    return output.source.startswith(("content/", "assets/", LEDGER))


def _problem(output: Output, rule: str, message: str, hint: str) -> Problem:
    line, column, width = output.span
    if not _is_file(output):
        return Problem(Location("site.toml"), rule, message, hint, setting=output.setting)
    return Problem(Location(output.source, line, column), rule, message, hint, width=width)
