"""Render a plan: one renderer for each kind of output, in one visible list."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, cast

from msgspec import Struct
from msgspec.structs import replace

from sitegen.config.settings import Settings
from sitegen.content.memory import Elsewhere, Texts
from sitegen.errors import Problem, SetupError
from sitegen.executors import helpers, in_company
from sitegen.images.cache import PictureCache
from sitegen.images.cards import make_card
from sitegen.images.icons import Form as IconForm
from sitegen.images.icons import Icon, make_icon
from sitegen.images.look import PictureFileName
from sitegen.images.making import Order, PictureMaker
from sitegen.images.photo import Photo
from sitegen.images.renditions import Recipe
from sitegen.incremental.answers import Answers, recording
from sitegen.incremental.files import digest_content
from sitegen.incremental.shorthand import Teller, Told
from sitegen.incremental.store import DamagedStoreError, Store
from sitegen.model.memory import ModelMemory
from sitegen.model.records import Site
from sitegen.model.site import with_texts
from sitegen.plan.output import Output, Renderer
from sitegen.progress import Progress, counted
from sitegen.queries.site import answers_of
from sitegen.render.content import Content, Keep, Kept, keep_nothing
from sitegen.render.html import render_html
from sitegen.render.machine import (
    render_headers,
    render_redirects,
    render_robots,
    render_sitemap,
)
from sitegen.render.mistakes import template_problem
from sitegen.render.order import by_time
from sitegen.theme.environment import ThemeEnvironment, theme_questions
from sitegen.theme.styles import is_style_sheet, style_sheet
from sitegen.theme.theme import Theme

BATCH = 64
"""How many outputs a process takes at a time, at most."""
WORTH = 100
"""From how many outputs on other processes help (`bench/crossover.py`)."""


class Kit(Struct, frozen=True):
    """What renderers work with."""

    answers: Answers
    environment: ThemeEnvironment
    theme: Theme
    content: Path
    pictures: PictureMaker
    index: Path | None = None
    """The folder of the search index."""


class Rendered(NamedTuple):
    """An output that was made: what became of its content, and the questions that it asked; or the *problem*
    that kept it from being made."""

    path: str
    kept: Kept
    asked: Told
    problem: Problem | None = None


def look_ahead(settings: Settings) -> None:
    """Import now what most outputs of an edit are rendered with, while there is time."""
    if settings.feeds.formats:
        import_module("sitegen.render.feed")


def _rss(kit: Kit, question: str, *arguments: Any) -> Content:
    from sitegen.render.feed import render_rss  # feedgen takes 40 ms to import: only when there is a feed

    return render_rss(kit.answers.view(question, *arguments))


def _atom(kit: Kit, question: str, *arguments: Any) -> Content:
    from sitegen.render.feed import render_atom

    return render_atom(kit.answers.view(question, *arguments))


def _json(kit: Kit, question: str, *arguments: Any) -> Content:
    from sitegen.render.feed import render_json

    return render_json(kit.answers.view(question, *arguments))


def _html(kit: Kit, *arguments: Any) -> Content:
    return render_html(kit.answers, kit.environment, arguments)


def _copy(kit: Kit, key: str) -> Content:
    return kit.content / key


def _asset(kit: Kit, name: str) -> Content:
    return style_sheet(kit.theme, name) if is_style_sheet(name) else _asset_file(kit, name)


def _asset_file(kit: Kit, name: str) -> Path:
    path = kit.theme.find("assets", name)
    if path is None:
        raise FileNotFoundError(name)
    return path


def _code(kit: Kit, name: str, digest: str) -> Content:
    from sitegen.theme.minify import minified

    path = _asset_file(kit, name)
    raw = style_sheet(kit.theme, name) if is_style_sheet(name) else path.read_bytes()
    if digest_content(raw).hex() != digest:
        raise SetupError(f"{path} changed while it was read; build again")
    return minified(name, raw)


def _picture(kit: Kit, key: str, photo: Photo, recipe: Recipe) -> Content:
    [content] = kit.pictures.make(Order(kit.content / key, photo, (recipe,)))
    return content


def _icon(kit: Kit, icon: Icon, size: int, form: IconForm) -> Content:
    path = kit.content / icon.name if icon.of == "content" else kit.theme.find("assets", icon.name)
    if path is None:
        raise FileNotFoundError(icon.name)
    return make_icon(PictureFileName(path, icon.digest), size, form, kit.pictures.cache, kit.pictures.codecs)


def _card(kit: Kit, question: str, *arguments: Any) -> Content:
    return make_card(kit.answers.view(question, *arguments), kit.pictures.cache)


def _search(kit: Kit, name: str, digest: str) -> Content:
    from sitegen.search.index import read_file

    return read_file(kit.index, name, digest)


RENDERERS: Mapping[Renderer, Callable[..., Content]] = {
    "html": _html,
    "rss": _rss,
    "atom": _atom,
    "json": _json,
    "sitemap": lambda _kit, kind, *entries: render_sitemap(kind, entries),
    "robots": lambda _kit, sitemap: render_robots(sitemap),
    "redirects": lambda _kit, *rules: render_redirects(rules),
    "headers": lambda _kit, *urls: render_headers(urls),
    "copy": _copy,
    "asset": _asset,
    "code": _code,
    "picture": _picture,
    "card": _card,
    "icon": _icon,
    "search": _search,
}


def make_kit(
    site: Site,
    theme: Theme,
    content: Path,
    store: Store | None = None,
    memory: ModelMemory | None = None,
    cache: PictureCache | None = None,
    index: Path | None = None,
) -> Kit:
    """Return what renders the outputs of *site*; *content* is the folder of its texts and files, *store*
    remembers compiled templates, *memory* what the site was like, *cache* what was made of pictures, and
    *index* is the folder of the search index.
    """
    answers = answers_of(site, theme_questions(theme, site.urls.url), memory)
    pictures = PictureMaker(cache or PictureCache(None), site.gallery.renditions.codecs)
    environment = ThemeEnvironment(theme, answers, store, site.structure.settings.spoken)
    return Kit(answers, environment, theme, content, pictures, index)


def make_pictures(outputs: Iterable[Output], kit: Kit, jobs: int, progress: Progress) -> None:
    """Make what is lacking of the pictures among *outputs*, each picture at once, so that rendering finds
    it.  Where nothing can be kept, each file is made when it is rendered."""
    wanted: dict[tuple[str, Photo], list[Recipe]] = {}
    for output in outputs:
        if output.renderer == "picture":
            key, photo, recipe = cast("tuple[str, Photo, Recipe]", output.arguments)
            wanted.setdefault((key, photo), []).append(recipe)
    if not (wanted and kit.pictures.cache.keeps):
        return
    orders = [Order(kit.content / key, photo, tuple(recipes)) for (key, photo), recipes in wanted.items()]
    for _made in counted(kit.pictures.make_ahead(orders, jobs), "pictures", len(orders), progress):
        pass


def forget_pictures(outputs: Iterable[Output], kit: Kit) -> None:
    """Let go of files that were made of pictures and that none of *outputs*, which are all, uses any more."""
    made = [output.arguments for output in outputs if output.renderer == "picture"]
    used = {kit.pictures.name(*cast("tuple[Photo, Recipe]", arguments[1:])) for arguments in made}
    kit.pictures.cache.trim(used)


def is_shared(outputs: Sequence[Output], jobs: int) -> bool:
    """Tell whether other processes are to help."""
    return jobs > 1 and len(outputs) >= WORTH


def render_all(
    outputs: Sequence[Output], kit: Kit, site: Site, texts: Texts, jobs: int = 1, keep: Keep = keep_nothing
) -> Iterator[Rendered]:
    """Render every output, in so many *jobs* where that is worth it, and *keep* it where it was made.

    What comes of them is yielded in no certain order, but of each process in that in which it was made.
    """
    ordered, teller = by_time(outputs, site.structure), Teller(0)

    def here(some: Iterable[Output]) -> Iterator[Rendered]:
        return (render(output, kit, keep, teller) for output in some)

    if not is_shared(outputs, jobs):
        yield from here(ordered)
        return
    textless = replace(site, posts={}, pages={}, briefs={}, teasers={}, snippets={}, documents={})
    given = (textless, texts.elsewhere(), kit.theme, kit.content, kit.pictures.cache, kit.index, keep)
    with helpers(jobs - 1, _prepare, *given) as pool:
        yield from in_company(pool, _render_batch, here, ordered, BATCH, jobs - 1)


def render(output: Output, kit: Kit, keep: Keep, teller: Teller) -> Rendered:
    """Render one output.  Raises what *keep* raises."""
    try:
        with recording() as trace:
            content = RENDERERS[output.renderer](kit, *output.arguments)
    except DamagedStoreError:  # no mistake of the template that needed what was remembered
        raise
    except Exception as error:
        problem = template_problem(error, output, kit.environment, kit.theme)
        if problem is None:
            error.add_note(f"while making {output.path} from {output.source}")
            raise
        return Rendered(output.path, Kept(""), teller.tell(()), problem)
    return Rendered(output.path, keep(output.path, content), teller.tell(trace.questions))


# ---- in a process that helps

_work: list[tuple[Kit, Keep, Teller]] = []


def _prepare(
    site: Site,
    elsewhere: Elsewhere,
    theme: Theme,
    content: Path,
    cache: PictureCache,
    index: Path | None,
    keep: Keep,
) -> None:
    texts = elsewhere()
    kit = make_kit(with_texts(site, texts), theme, content, texts.store, cache=cache, index=index)
    _work[:] = [(kit, keep, Teller(os.getpid()))]


def _render_batch(outputs: Iterable[Output]) -> list[Rendered]:
    kit, keep, teller = _work[0]
    return [render(output, kit, keep, teller) for output in outputs]
