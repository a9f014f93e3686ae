"""The one visible list of planners, and the checks that every plan passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sitegen.errors import Location, Problem
from sitegen.model.records import Site
from sitegen.paths import MANIFEST, collision_key, site_path, why_unsafe
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
from sitegen.plan.machine import plan_feeds, plan_host_redirects, plan_not_found, plan_sitemap
from sitegen.plan.output import Output
from sitegen.plan.texts import plan_files, plan_pages, plan_posts, plan_redirects

Planner = Callable[[Site], Iterable[Output]]

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
    plan_feeds,
    plan_files,
    plan_redirects,
    plan_host_redirects,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The outputs by path, and the problems that keep the plan from being carried out."""

    outputs: tuple[Output, ...]
    problems: tuple[Problem, ...] = ()


def plan_site(site: Site, assets: Iterable[str] = ()) -> Plan:
    """Return the plan of *site*; *assets* are the paths of the theme's files below `assets/`."""
    outputs = [output for planner in PLANNERS for output in planner(site)]
    outputs += [Output(f"assets/{path}", "asset", (path,), f"assets/{path}") for path in sorted(assets)]
    outputs += plan_sitemap(site, outputs)
    problems = [*_unsafe(outputs), *_collisions(outputs)]
    return Plan(tuple(sorted(outputs, key=lambda output: output.path)), tuple(problems))


def _unsafe(outputs: Iterable[Output]) -> Iterator[Problem]:
    for output in outputs:
        reason = why_unsafe(output.path) or ("sitegen uses that name" if output.path == MANIFEST else "")
        if reason:
            message = f"{site_path(output.path)!r} can't be a file of the site: {reason}"
            yield Problem(_location(output), "unsafe-path", message, "give it another slug or name")


def _collisions(outputs: Iterable[Output]) -> Iterator[Problem]:
    """Two outputs with one path (for some file system), or a file where another needs a folder."""
    taken: dict[str, Output] = {}
    for output in outputs:
        other = taken.setdefault(collision_key(output.path), output)
        if other is not output:
            yield _collision(output, other)
    for output in outputs:
        parts = collision_key(output.path).split("/")
        for length in range(1, len(parts)):
            file = taken.get("/".join(parts[:length]))
            if file:
                yield _collision(output, file)


def _collision(one: Output, other: Output) -> Problem:
    first, second = sorted((one, other), key=lambda output: (_is_file(output), output.source))
    if first.source == second.source:
        message = f"{site_path(first.path)} is planned twice"
    elif first.path == second.path:
        message = f"{site_path(first.path)} is also the path of {first.source}"
    else:
        message = f"{site_path(second.path)} and {site_path(first.path)}, of {first.source}, can't stand side by side"
    return Problem(_location(second), "same-path", message, "give one of them another slug, name or path")


def _is_file(output: Output) -> bool:
    return output.source.startswith(("content/", "assets/"))


def _location(output: Output) -> Location:
    return Location(output.source if _is_file(output) else "site.toml")
