"""Who is measured: one visible list, and what each needs to be run and checked."""

from __future__ import annotations

from dataclasses import dataclass

SITEGEN, NATIVE = "sitegen", "sitegen-commonmark"
HUGO, HUGO_PLAIN = "hugo-related", "hugo"
PELICAN, PELICAN_CACHED = "pelican", "pelican-cached"
NIKOLA, ELEVENTY = "nikola", "eleventy"


@dataclass(frozen=True, slots=True)
class Contender:
    """A generator with one way to use it.

    *home* is the folder of `rivals/` with its configuration and theme; each of *adding* is a file of it and
    text to add to its end.  *command* and *version* may use `{python}` (the one that runs the benchmark),
    `{source}` (that of this repository), `{bin}` (the scripts of the PyPI rivals), `{hugo}` and `{eleventy}`.
    *caches* are shell patterns of what a clean build does not find.  *frame* is the template that every page
    uses: part of *home*, or a copy of the file *frame_source* of this repository.  *related* says whether
    posts offer related ones.  More than *largest* posts take too long to be measured.
    """

    key: str
    label: str
    home: str
    dialect: str
    command: tuple[str, ...]
    version: tuple[str, ...]
    output: str
    caches: tuple[str, ...]
    frame: str
    related: bool
    frame_source: str = ""
    adding: tuple[tuple[str, str], ...] = ()
    largest: int | None = None


_OWN = ("env", "PYTHONPATH={source}", "{python}", "-m", "sitegen")


def _sitegen(key: str, label: str, *adding: tuple[str, str]) -> Contender:
    return Contender(
        key=key,
        label=label,
        home="sitegen",
        dialect="sitegen",
        command=(*_OWN, "build", "--quiet"),
        version=(*_OWN, "--version"),
        output="public",
        caches=(".sitegen", ".public.sitegen"),
        frame="templates/base.html",
        frame_source="themes/default/templates/base.html",
        related=True,
        adding=adding,
    )


def _hugo(key: str, label: str, config: str, related: bool) -> Contender:
    return Contender(
        key=key,
        label=label,
        home="hugo",
        dialect="hugo",
        command=("{hugo}", "--quiet", "--config", config),
        version=("{hugo}", "version"),
        output="public",
        caches=("resources", ".hugo_build.lock"),
        frame="layouts/baseof.html",
        related=related,
    )


def _pelican(key: str, label: str, *options: str) -> Contender:
    return Contender(
        key=key,
        label=label,
        home="pelican",
        dialect="pelican",
        command=("{bin}/pelican", "--settings", "pelicanconf.py", "--quiet", *options),
        version=("{bin}/pelican", "--version"),
        output="output",
        caches=("cache", "__pycache__"),
        frame="theme/templates/base.html",
        related=True,
    )


CONTENDERS = (
    _sitegen(SITEGEN, "sitegen, Python-Markdown"),
    _sitegen(NATIVE, "sitegen, native engine", ("site.toml", '\n[markdown]\nengine = "commonmark"\n')),
    _hugo(HUGO_PLAIN, "Hugo, without related posts", "hugo.toml", related=False),
    _hugo(HUGO, "Hugo, with related posts", "hugo.toml,related.toml", related=True),
    Contender(
        key=ELEVENTY,
        label="Eleventy",
        home="eleventy",
        dialect="eleventy",
        command=("node", "{eleventy}", "--quiet"),
        version=("node", "{eleventy}", "--version"),
        output="_site",
        caches=(".cache",),
        frame="_includes/base.njk",
        related=False,
    ),
    _pelican(PELICAN, "Pelican"),
    _pelican(
        PELICAN_CACHED, "Pelican, with its cache", "-e", "CACHE_CONTENT=true", "LOAD_CONTENT_CACHE=true"
    ),
    Contender(
        key=NIKOLA,
        label="Nikola",
        home="nikola",
        dialect="nikola",
        command=("{bin}/nikola", "build"),
        version=("{bin}/nikola", "version"),
        output="output",
        caches=("cache", ".doit.db*", "__pycache__", "state_data.json"),
        frame="themes/bench/templates/base.tmpl",
        related=False,
        largest=1000,
    ),
)
