"""The story of a build, in order.  This is the only module that knows it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property, lru_cache, partial
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from sitegen.config.decode import Mismatch, visible
from sitegen.config.encoding import plain_lines
from sitegen.config.located import START, Place, place_of
from sitegen.config.places import at_its_setting, toml_problem
from sitegen.config.read import SITE_FILE, read_settings, with_url
from sitegen.config.settings import CheckSettings, Settings
from sitegen.content.scan import Scan, name_of, scan_content
from sitegen.content.source import reading_shape
from sitegen.content.watch import working_folder
from sitegen.errors import Location, Problem, ProblemsError, UsageError
from sitegen.executors import collecting_rarely, cores
from sitegen.forks import JOBS, can_fork
from sitegen.images.codecs import installed_codecs
from sitegen.incremental.digest import digest
from sitegen.incremental.ledger import Cause
from sitegen.incremental.store import DamagedStoreError
from sitegen.latest import (
    Inputs,
    Latest,
    inputs_of,
    keep_latest,
    outputs_digest,
    recall_latest,
    told_by,
)
from sitegen.markup.document import ExtensionError
from sitegen.markup.engines import LateEngine
from sitegen.memory import (
    FOLDER,
    PREVIEW,
    PREVIEW_SITE,
    Memory,
    discard_memory,
    open_memory,
    with_a_look,
)
from sitegen.model.addresses import (
    LEDGER,
    NO_LEDGER,
    Addresses,
    has_readers,
    parse_addresses,
    read_raw,
    with_published,
    write_addresses,
    write_ledger,
)
from sitegen.model.records import Census, Moment, Site, Structure
from sitegen.model.states import Change, may_change, next_change, next_moment
from sitegen.paths import COMMENT_FEED
from sitegen.progress import Progress, counted, silent
from sitegen.publish.folder import check_output
from sitegen.publish.lock import build_lock
from sitegen.publish.outlet import Outlet, OutputFolder
from sitegen.publish.published import look_at_published
from sitegen.publish.stage import Published, count_changes
from sitegen.render.content import Keep, Kept, keep_nothing
from sitegen.search.pagefind import SEARCH_TEMPLATE, half_blind, missing, program_used
from sitegen.theme.styles import style_problems
from sitegen.theme.theme import Theme, read_theme
from sitegen.theme.unusable import unusable_files

if (
    TYPE_CHECKING
):  # what takes long to import is imported by the step that needs it: often there is nothing to do
    from sitegen.content.comments import Comments, Written
    from sitegen.content.memory import Texts
    from sitegen.content.read import Reading
    from sitegen.content.source import Entry, Source
    from sitegen.content.sources import Reader, Sources
    from sitegen.images.cache import PictureCache
    from sitegen.images.icons import Icon
    from sitegen.model.memory import ModelMemory
    from sitegen.model.records import Gallery
    from sitegen.model.texts import Found, Locate
    from sitegen.plan import Asset, Layout, LayoutMemory, Output
    from sitegen.render.rendering import Kit, Rendered
    from sitegen.search.known import SearchIndex
    from sitegen.verify import Work

_STEPS = (
    *("sitegen.model.site", "sitegen.model.threads", "sitegen.plan", "sitegen.theme.assets"),
    *("sitegen.verify", "sitegen.render.rendering"),
)
"""What a build that has something to do imports."""
_NEW_OBJECTS = 5_000_000
"""After how many objects that stayed cycles are looked for: more than an edit among 10,000 posts makes, where
to look takes a tenth of a second."""


class Request(Struct, frozen=True):
    """What a build is asked for.  *as_of* is a date as writers write it; empty: now.  *jobs* is how many
    processes may share the work; 0: as many as there are processors."""

    site: Path
    output: Path | None = None
    drafts: bool = False
    future: bool = False
    as_of: str = ""
    base_url: str = ""
    jobs: int = 1
    preview: bool = False
    """Build beside the site that readers get: into a folder of the cache, with a memory of its own."""

    @property
    def is_for_readers(self) -> bool:
        """Whether the site is built as its readers get it: today's, at its own address and place."""
        others = self.drafts or self.future or self.as_of or self.base_url or self.output or self.preview
        return not others

    @property
    def memory(self) -> Path:
        """The folder in which builds of this kind remember."""
        return self.site / FOLDER / PREVIEW if self.preview else self.site / FOLDER


class Report(Struct, frozen=True):
    """What a build did.  *outputs* counts the planned files; *rendered* has those that were made, by path,
    each with its cause; *problems* are warnings, when the build succeeded; *next* is the first change after
    *moment* that time alone will bring.  *structure* is None where nothing had changed, and nothing was
    looked into.
    """

    structure: Structure | None
    census: Census
    output: Path
    outputs: int
    rendered: Mapping[str, Cause]
    published: Published
    moment: Moment
    seconds: float
    problems: tuple[Problem, ...] = ()
    next: Change | None = None
    until: datetime | None = None
    """The first moment at which time alone may make another site of it, besides the end of the day."""
    begun: bool = False
    """Whether the build has begun the ledger of addresses."""
    reads: frozenset[str] = frozenset()
    """The files besides texts that were read for them, by whole path."""


def build(request: Request, say: Callable[[str], None] | None = None, progress: Progress = silent) -> Report:
    """Build the site and publish it; *say* is told once when another build has to be waited for.

    Raises `BuildError` when the writer made mistakes, `SetupError` when the site or the output folder is not
    what it must be, and `UsageError` for a request that can't be right; nothing is written then.
    """
    with alone(request, say), collecting_rarely(_NEW_OBJECTS):
        try:
            return _build(request, (), progress)
        except DamagedStoreError as damage:
            return _build(request, (discard_memory(request.memory, damage),), progress)


def _build(request: Request, notes: tuple[Problem, ...], progress: Progress) -> Report:
    given = look(request)
    check_place(given)
    with open_memory(request.memory, request.site / FOLDER) as memory:
        return build_with(given, memory, notes, progress)


@contextmanager
def alone(request: Request, say: Callable[[str], None] | None = None) -> Iterator[None]:
    """Keep builds of one site apart; where nothing can be remembered, there is nothing that they share."""
    if not (request.site / SITE_FILE).is_file() or not _can_remember(request):
        yield
        return
    with build_lock(request.memory, say=say):
        yield


def _can_remember(request: Request) -> bool:
    folders = (request.memory, request.site / FOLDER, request.site)
    place = next(folder for folder in folders if os.path.lexists(folder) or folder == request.site)
    return place.is_dir() and os.access(place, os.W_OK)


def build_with(
    given: Given, memory: Memory, notes: tuple[Problem, ...] = (), progress: Progress = silent
) -> Report:
    """Build with an open *memory*, which nobody else may use meanwhile.  Raises what `build` raises, and
    `DamagedStoreError`."""
    try:
        return _build_with(given, memory, notes, progress)
    except ProblemsError:  # what was right need not be converted again
        with memory.saving():
            pass
        raise


def _build_with(given: Given, memory: Memory, notes: tuple[Problem, ...], progress: Progress) -> Report:
    start = time.perf_counter()
    outlet = OutputFolder(given.output, _jobs(given))
    scan = scan_content(given.content, given.settings.build.ignore)
    inputs = _inputs(given, scan, memory)
    latest = None if given.problems else recall_latest(memory)
    out = outputs_digest(given.output, outlet.there)
    if latest and latest.out == out and _is_done(latest, inputs, given, memory):
        return _nothing_to_do(latest, given, start)
    build = Building(given, scan, memory, outlet, notes, progress, start)
    return _run(build, inputs, recall=latest is not None and latest.out == out)


def build_again(given: Given, scan: Scan, memory: Memory, outlet: Outlet, *, hasty: bool = False) -> Report:
    """Build once more in one process: with all that the *memory* keeps decoded, into an *outlet* that has
    what the last build has put there.  Raises what `build_with` raises.

    After a *hasty* build another has to come that is not: posts may be related as they were (see `prepare`).
    """
    build = Building(given, scan, memory, outlet, (), silent, time.perf_counter(), hasty)
    return _run(build, None, recall=True)


class Building(Struct, frozen=True):
    """A build: what it begins with, where it goes, and since when."""

    given: Given
    scan: Scan
    memory: Memory
    outlet: Outlet
    notes: tuple[Problem, ...]
    progress: Progress
    start: float
    hasty: bool = False


def _run(building: Building, inputs: Inputs | None, *, recall: bool) -> Report:
    """Make the site; *inputs* are remembered for a build that would do it all again."""
    given, memory, notes, progress = building.given, building.memory, building.notes, building.progress
    prepared = prepare(given, building.scan, memory, progress, recall=recall, hasty=building.hasty)
    from sitegen.render.rendering import look_ahead
    from sitegen.verify import are_read

    if prepared.model.related.is_awaited and all(problem.warning for problem in prepared.problems):
        look_ahead(prepared.given.settings)
        building.outlet.look_ahead()
    work = find_work(prepared, memory, building.outlet.there, notes)
    forgotten = (*_forgotten(given, building.outlet.there, work.recipes),)
    with building.outlet.stage(work.causes, work.kept) as staged:
        for path, kept in make(prepared, work, memory, staged.keep, progress, notes).items():
            staged.note(path, kept)
        digests = work.digests()
        progress("publish", 0, len(work.outputs))
        staged.finish()
        ledger = _ledger(prepared)
        settled = _settled(prepared, ledger)
        with memory.saving():  # traces of bytes that are not there are never believed
            prepared.model.save()
            prepared.layouts.note_ledger(_ledger_name(given, settled))
            prepared.layouts.save(prepared.layout)
            prepared.kit.environment.save_compiled()
            work.save()
            memory.files.finish()
            if inputs is not None and are_read(prepared.copies):
                out = outputs_digest(given.output, digests)
                used = structs.replace(inputs, ledger=settled).used(memory.files)
                keep_latest(memory, _latest(prepared, used, out, len(digests)))
        progress("switch", 0, len(digests))
        done = staged.switch()
        progress("remember", 0, len(digests))
        _forget_pictures(prepared)
    warnings = (*map(_publishing, done.warnings), *_keep_ledger(prepared, ledger), *forgotten)
    problems = (*notes, *prepared.problems, *memory.problems, *warnings)
    report = _report(prepared, work, done, building.start, problems)
    begun = given.ledger == "" and (given.request.site / LEDGER).is_file()
    return structs.replace(report, begun=begun)


def rehearse(request: Request, progress: Progress = silent) -> Report:
    """Do all that a build does but writing, and report what it would do.  Raises what `build` raises."""
    start = time.perf_counter()
    given = look(request)
    check_place(given)
    published = look_at_published(given.output)

    def rehearse_with(memory: Memory) -> Report:
        scan = scan_content(given.content, given.settings.build.ignore)
        prepared = prepare(given, scan, memory, progress)
        work = find_work(prepared, memory, published.digests)
        make(prepared, work, memory, keep_nothing, progress)
        done = count_changes(work.digests(), published)
        return _report(prepared, work, done, start, prepared.problems)

    return with_a_look(request.memory, rehearse_with)


def _report(
    prepared: Prepared, work: Work, done: Published, start: float, problems: tuple[Problem, ...]
) -> Report:
    site, given = prepared.site, prepared.given
    return Report(
        site.structure,
        site.census,
        given.output,
        len(work.recipes),
        work.causes,
        done,
        given.moment,
        time.perf_counter() - start,
        problems,
        prepared.next_change(),
        prepared.until(),
        reads=frozenset(prepared.sources.reads),
    )


def _nothing_to_do(latest: Latest, given: Given, start: float) -> Report:
    published, seconds = Published(0, latest.outputs, 0), time.perf_counter() - start
    made: dict[str, Cause] = {}
    return Report(
        None,
        latest.census,
        given.output,
        latest.outputs,
        made,
        published,
        given.moment,
        seconds,
        latest.problems,
        latest.next,
        latest.until,
        reads=frozenset(path for path, _digest in latest.reads),
    )


# ---- the steps


class Given(Struct, frozen=True):
    """What a build begins with; *problems* are those of the settings and of the theme.

    *fingerprint* is the digest of all that shapes every output, besides sitegen itself.
    """

    request: Request
    settings: Settings
    theme: Theme
    moment: Moment
    output: Path
    fingerprint: bytes
    problems: tuple[Problem, ...]
    ledger: str | None = None
    """The ledger of addresses as it is written; empty: it begins now; None: the site keeps none."""

    @property
    def content(self) -> Path:
        return self.request.site / "content"


def look(request: Request, moment: Moment | None = None) -> Given:
    """Return what a build of *request* begins with, at the *moment* if that is known already."""
    settings, settings_problems = _settings(request)
    theme, theme_problems = read_theme(request.site, settings.theme)
    settings, no_search = _with_search(settings, theme, request)
    shape = (theme.options, theme.properties, theme.images)
    return Given(
        request,
        settings,
        theme,
        moment or _moment(request, settings),
        _output(request, settings),
        digest((_reading_shape(settings), _shown(settings), *shape, installed_codecs())),
        # Where settings can't be read as they are written, one may say that no search is wanted.
        (
            *settings_problems,
            *theme_problems,
            *style_problems(theme),
            *(() if settings_problems else no_search),
        ),
        _ledger_text(request, settings),
    )


def _ledger_text(request: Request, settings: Settings) -> str | None:
    """Return the text of the ledger of addresses; empty: the build is to begin it; None: there is none."""
    raw = read_raw(request.site)
    if raw is None and settings.build.urls and request.is_for_readers and has_readers(settings.site.url):
        return ""
    return raw


def _with_search(settings: Settings, theme: Theme, request: Request) -> tuple[Settings, tuple[Problem, ...]]:
    """Return the settings as far as there can be a search; a preview has none, for it would have to wait."""
    wanted = theme.find("templates", SEARCH_TEMPLATE) is not None and not request.preview
    problem = missing(settings, wanted)
    if wanted and problem is None:
        weak = half_blind(settings)
        return settings, (weak,) if weak else ()
    without = structs.replace(settings, search=structs.replace(settings.search, enabled=False))
    return without, (problem,) if problem else ()


class Prepared(Struct, frozen=True, dict=True):
    """What is known before anything is rendered, with every problem found so far."""

    given: Given
    sources: Sources
    copies: Mapping[str, bytes]
    model: ModelMemory
    layouts: LayoutMemory
    layout: Layout
    site: Site
    kit: Kit
    problems: tuple[Problem, ...]
    waiting: tuple[Written, ...] = ()
    """The comments that are not shown before their moment."""

    @property
    def outputs(self) -> tuple[Output, ...]:
        """All that is planned, where nothing was recalled."""
        assert self.layout.outputs is not None
        return self.layout.outputs

    def next_change(self) -> Change | None:
        """Return the first change that time alone will bring."""
        return next_change(self._bound, self.given.moment, self.waiting)

    def until(self) -> datetime | None:
        """Return the first moment from which on another build may come out differently."""
        return next_moment(self._bound, self.given.moment.now, self.waiting)

    @cached_property
    def _bound(self) -> list[Entry]:
        """The texts that time may change: few of many."""
        return [entry for entry in self.sources.entries if may_change(entry, self.given.moment.now)]


def prepare(
    given: Given,
    scan: Scan,
    memory: Memory,
    progress: Progress = silent,
    *,
    recall: bool = False,
    hasty: bool = False,
) -> Prepared:
    """Read, model and plan the site; *recall*: where structure and plan stay, the remembered ones will do.

    *hasty*: where all texts are where they were, posts are related as they were.
    """
    reader = _reader(given, scan, memory)  # before there is much in memory that it would have a share in
    from sitegen.model.memory import ModelMemory

    model = ModelMemory(memory.store, _jobs(given), hasty=hasty)
    if given.settings.related.count:
        model.related.get_ready()
    site_folder = given.request.site
    sources = _read(given, scan, memory, progress, reader)
    from sitegen.model.site import make_site
    from sitegen.model.structure import unread_texts
    from sitegen.model.threads import make_threads, said_by
    from sitegen.plan import LayoutMemory
    from sitegen.theme.assets import name_assets
    from sitegen.verify import digest_copies

    copies = digest_copies(given.theme, given.content, scan, memory)
    layouts = LayoutMemory(memory.store)
    locate = _locator(site_folder)
    theme = name_assets(given.theme, copies)
    comments = _read_comments(given, scan, memory)
    sources = structs.replace(sources, reads={**sources.reads, **comments.reads})
    said = said_by(comments, given.moment)
    model.note_comments(said.name)
    changing = said.name + _search_name(given, sources)
    later = frozenset({COMMENT_FEED} if said.is_any and given.settings.feeds.formats else ())
    layout, gallery, wrong = _lay_out(
        given, theme, sources, copies, model, layouts, locate, changing, later, recall=recall
    )
    site, text_problems = make_site(layout.structure, sources, given.moment, model, locate, gallery)
    from sitegen.render.rendering import make_kit  # while another process may choose related posts

    discussed = make_threads(said, layout.structure, (*sources.entries, *unread_texts(sources)))
    site = structs.replace(site, comments=discussed.threads)
    unknown = _unknown(given, scan, sources)
    laid_out = _without_consequences(layout.problems, scan)
    found = (*given.problems, *unknown, *sources.problems, *laid_out, *text_problems, *wrong)
    found = (*found, *discussed.problems)
    layout, index, late = _plan_later(given, layout, site, sources.texts, memory, found)
    problems = tuple(_quoted(problem, site_folder) for problem in (*found, *late))
    kit = make_kit(
        site, theme, given.content, memory.store, model, _picture_cache(memory), index=index.folder
    )
    waiting = discussed.waiting
    return Prepared(given, sources, copies, model, layouts, layout, site, kit, problems, waiting)


def _without_consequences(problems: Iterable[Problem], scan: Scan) -> Iterator[Problem]:
    """Yield *problems* with a layout.  While files of `content/` can't be read, no address is called lost:
    it comes back with them."""
    return (problem for problem in problems if not scan.problems or problem.rule != "lost-url")


def _search_name(given: Given, sources: Sources) -> bytes:
    """Return what names the files of the search index."""
    if not given.settings.search.enabled:
        return b""
    from sitegen.search.known import texts_name

    return texts_name(sources.marks)


def _plan_later(
    given: Given, layout: Layout, site: Site, texts: Texts, memory: Memory, found: Iterable[Problem]
) -> tuple[Layout, SearchIndex, tuple[Problem, ...]]:
    """Return *layout* with what can be planned only when texts are known: the feed of comments, and the files
    of the search index; and what is wrong with these.  A layout that is recalled has those that it had."""
    from sitegen.search.known import NO_INDEX

    if layout.outputs is None:
        return layout, NO_INDEX, ()
    from sitegen.plan.layout import planned_too
    from sitegen.plan.machine import plan_comment_feed
    from sitegen.plan.planning import collisions_with

    index, wrong = NO_INDEX, any(not problem.warning for problem in found)
    if given.settings.search.enabled and not wrong:
        from sitegen.search.index import FOLDER, make_index

        folder = memory.folder / FOLDER if memory.folder else None
        reading = _reading_shape(given.settings)
        writes = not memory.is_looked_at
        index = make_index(site, texts, reading, folder, writes=writes, jobs=_jobs(given))
    later = (*plan_comment_feed(site), *index.outputs)
    problems = (*index.problems, *collisions_with(later, layout.outputs))
    return planned_too(layout, later), index, problems


def _read_comments(given: Given, scan: Scan, memory: Memory) -> Comments:
    from sitegen.content.comments import CommentMemory, Comments, read_comments

    if not scan.comments:
        return Comments()
    reading = _reading(given.settings)
    remembered = CommentMemory(memory.store, reading.fingerprint())
    try:
        comments = read_comments(given.content, scan, reading, remembered, memory.files)
    except ExtensionError:  # who read the texts has said so
        return Comments()
    with memory.saving(later=True):
        remembered.save()
    return comments


def _unknown(given: Given, scan: Scan, sources: Sources) -> tuple[Problem, ...]:
    """Return what is wrong with names that settings and files of the site have for each other."""
    theme = (*_stray_blocks(given), *_unused_templates(given, sources), *_unnamed_assets(given, scan))
    theme = (*theme, *unusable_files(given.theme))
    return (*_unknown_snippets(given, sources), *theme, *_unsaid_words(given), *_wrong_renames(given))


def _wrong_renames(given: Given) -> Iterator[Problem]:
    """Yield a problem for each key of front matter that can't be taken for another."""
    rename = given.settings.front_matter.rename
    if not rename:
        return
    from sitegen.content.renaming import wrong_renames

    for wrong in wrong_renames(rename):
        place = ("front_matter", "rename", wrong.key)
        yield toml_problem(given.request.site, SITE_FILE, place, "bad-value", wrong.message, wrong.hint)


def _unsaid_words(given: Given) -> Iterator[Problem]:
    """Yield a warning for each phrase of `[words]` that nothing says."""
    if not given.settings.words.phrases:
        return
    from sitegen.theme.unsaid import unsaid

    for phrase, hint in unsaid(given.theme, given.settings.words.phrases):
        place, message = ("words", phrase), f"no page says {phrase!r}"
        problem = toml_problem(given.request.site, SITE_FILE, place, "unknown-key", message, hint)
        yield structs.replace(problem, warning=True)


def _has_own(given: Given, kind: str) -> bool:
    """Tell whether the site, or a child theme in its folder, may have files of a *kind* over a theme's."""
    return any((part.layers[0].folder / kind).is_dir() for part in given.theme.overriding())


def _stray_blocks(given: Given) -> tuple[Problem, ...]:
    """Return a problem for each block that nothing shows because of the site's own templates."""
    if not _has_own(given, "templates"):
        return ()
    from sitegen.theme.blocks import lost_blocks, stray_blocks

    return (*stray_blocks(given.theme), *lost_blocks(given.theme))


def _unused_templates(given: Given, sources: Sources) -> tuple[Problem, ...]:
    """Return a warning for each of the site's own templates that no page can be made with."""
    if sources.refused or not _has_own(given, "templates"):
        return ()  # a text that can't be read may choose any
    from sitegen.theme.unused import unused_templates

    return tuple(unused_templates(given.theme, {entry.template for entry in sources.entries}))


def _unnamed_assets(given: Given, scan: Scan) -> tuple[Problem, ...]:
    """Return a warning for each of the site's own assets that is probably meant to be one of the theme's."""
    if not _has_own(given, "assets"):
        return ()
    from sitegen.theme.unnamed import unnamed_assets

    keys = chain(scan.texts, scan.comments, scan.files)
    others = chain((given.request.site / SITE_FILE,), map(given.content.joinpath, keys))
    return tuple(unnamed_assets(given.theme, others))


def _unknown_snippets(given: Given, sources: Sources) -> tuple[Problem, ...]:
    """Return a problem for each snippet that `site.toml` names and that there is not."""
    from sitegen.model.snippets import unknown_in_settings

    return tuple(
        toml_problem(
            given.request.site, SITE_FILE, place, "unknown-snippet", f"there is no snippet {name!r}", hint
        )
        for place, name, hint in unknown_in_settings(given.settings, sources)
    )


def _lay_out(
    given: Given,
    theme: Theme,
    sources: Sources,
    copies: Mapping[str, bytes],
    model: ModelMemory,
    layouts: LayoutMemory,
    locate: Locate,
    changing: bytes,
    later: frozenset[str],
    *,
    recall: bool,
) -> tuple[Layout, Gallery, tuple[Problem, ...]]:
    """Decide what is published where, or recall that; and which files are shown as pictures.

    *changing* names what the plan has besides, which is known later; *later* has the paths of what is an
    address for readers among it.
    """
    from sitegen.images.cards import accent_of
    from sitegen.images.renditions import Renditions
    from sitegen.model.gallery import make_gallery, shown_name
    from sitegen.model.structure import make_structure, structure_name
    from sitegen.model.urls import make_urls
    from sitegen.plan import make_layout

    urls, name = make_urls(given.settings.site.url), structure_name(given.fingerprint, sources, given.moment)
    model.note_structure(name)
    icon, no_icon = _icon(given, copies, model)
    icon_name = bytes.fromhex(icon.digest) if icon else b""
    made_of = (name, copies, shown_name(sources.marks) + changing + icon_name)
    layouts.note(made_of, _ledger_name(given, given.ledger))

    def gallery_of(structure: Structure) -> tuple[Gallery, tuple[Problem, ...]]:
        accent = accent_of(given.theme.options.get("accent"))
        renditions = Renditions(given.theme.images, installed_codecs(), accent)
        files = (copies, given.content, model.photos, renditions)
        made, problems = make_gallery(structure, sources, *files, locate, _jobs(given))
        return structs.replace(made, icon=icon), (*problems, *no_icon)

    recalled = layouts.recall(given.settings, urls) if recall else None
    if recalled is not None:
        return recalled, *gallery_of(recalled.structure)
    made = make_structure(given.settings, sources, given.moment, urls)
    gallery, problems = gallery_of(made.structure)
    addresses, unreadable = _addresses(given)
    problems_so_far = (*made.problems, *unreadable)
    made = structs.replace(made, gallery=gallery, addresses=addresses, later=later, problems=problems_so_far)
    return make_layout(made, _assets(theme)), gallery, problems


def _addresses(given: Given) -> tuple[Addresses, tuple[Problem, ...]]:
    """Return the ledger of addresses; it guards them in builds for readers."""
    if given.ledger is None:
        return NO_LEDGER, ()
    ledger, problems = parse_addresses(given.ledger)
    return structs.replace(ledger, guards=given.request.is_for_readers), problems


def _ledger_name(given: Given, ledger: str | None) -> object:
    """Return what tells a ledger, and what is made of it, from all others."""
    return ledger, given.request.is_for_readers


def _ledger(prepared: Prepared) -> str | None:
    """Return what the ledger of addresses has to be when the site is public."""
    given = prepared.given
    if given.ledger is None or not given.request.is_for_readers or prepared.layout.outputs is None:
        return given.ledger
    return _noting(prepared, _addresses(given)[0])


def _settled(prepared: Prepared, ledger: str | None) -> str | None:
    """Return the ledger under which the build remembers itself: *ledger*, as it will be.  Where something was
    told at a line of it, which new addresses move, or of a post whose address it has yet to note, it is the
    one that was read, and the next build looks again."""
    told = any(one.location.path == LEDGER or one.rule == "feed-name" for one in prepared.problems)
    return prepared.given.ledger if told else ledger


def _noting(prepared: Prepared, ledger: Addresses) -> str:
    """Return the text of *ledger* with all that the build publishes."""
    from sitegen.plan.moved import published_addresses

    assert prepared.layout.outputs is not None
    published = published_addresses(prepared.layout.structure, prepared.layout.outputs)
    return write_addresses(with_published(ledger, published).known.values(), ledger.remarks)


def _forgotten(given: Given, before: Iterable[str], now: Container[str]) -> Iterator[Problem]:
    """Warn of pages that were published *before* and are not any more, where no ledger tells of them: it
    begins now, or it was lost."""
    pages = before if given.ledger == "" else ()
    gone = [path for path in pages if path.endswith(".html") and path not in now]
    if gone:
        urls = sorted(f"/{path.removesuffix('index.html')}" for path in gone)
        many = "an address" if len(urls) == 1 else f"{len(urls)} addresses"
        shown = ", ".join(urls[:3]) + (" …" if len(urls) > 3 else "")
        message = (
            f"it begins anew, and {many} that readers had {'is' if len(urls) == 1 else 'are'} lost: {shown}"
        )
        hint = f"if {LEDGER} was lost, bring it back and build again"
        yield Problem(Location(LEDGER), "lost-url", message, hint, warning=True)


def _keep_ledger(prepared: Prepared, ledger: str | None) -> Iterator[Problem]:
    """Write the ledger where it has changed; that it can't be written is said.

    What was decided while the build ran, by `sitegen urls` or in an editor, stays; where that can't be read,
    the next build says so, and notes what this one could not.
    """
    given = prepared.given
    if ledger is None or ledger == given.ledger:
        return
    try:
        raw = read_raw(given.request.site)
        if raw is not None and raw != given.ledger:
            decided, unreadable = parse_addresses(raw)
            if unreadable:
                return
            ledger = _noting(prepared, decided)
        write_ledger(given.request.site, ledger)
    except OSError as error:
        message = f"the new addresses can't be noted: {error.strerror}"
        yield Problem(Location(LEDGER), "publish", message, warning=True)


def _icon(
    given: Given, copies: Mapping[str, bytes], model: ModelMemory
) -> tuple[Icon | None, tuple[Problem, ...]]:
    """Return the picture of which icons are made, and what is wrong with it."""
    from sitegen.images.icons import PICTURE
    from sitegen.incremental.files import digest_file
    from sitegen.model.gallery import icon_of

    path = given.theme.find("assets", PICTURE)
    own = (PICTURE, digest_file(path)) if path else None
    icon, fault = icon_of(given.settings, copies, own, given.content, model.photos)
    if fault is None:
        return icon, ()
    place = ("site", "icon")
    return None, (
        toml_problem(given.request.site, SITE_FILE, place, "bad-picture", fault.message, fault.hint),
    )


def _assets(theme: Theme) -> list[Asset]:
    """Return the assets of *theme*, as the plan knows them."""
    from sitegen.plan import Asset
    from sitegen.theme.assets import is_code

    named = ((name, theme.named.get(name, ("", ""))) for name in theme.assets())
    return [Asset(name, path, is_code(name), digest) for name, (path, digest) in named]


def _picture_cache(memory: Memory) -> PictureCache:
    """Return where files that are made of pictures are kept."""
    from sitegen.images.cache import FOLDER as PICTURES
    from sitegen.images.cache import PictureCache

    folder = memory.folder / PICTURES if memory.folder else None
    return PictureCache(folder, writes=not memory.is_looked_at)


def find_work(
    prepared: Prepared, memory: Memory, there: Mapping[str, str], notes: tuple[Problem, ...] = ()
) -> Work:
    """Return what has to be made because it is not *there* as it has to be.

    Raises `BuildError` at mistakes, *notes* among them.
    """
    from sitegen.verify import verify

    found = (*notes, *prepared.problems)
    if any(not problem.warning for problem in found):
        _stop_at_mistakes((*found, *_seen_in_templates(prepared)), prepared)
    work = verify(prepared.layout, prepared.copies, prepared.kit, memory, prepared.given.fingerprint, there)
    prepared.model.related.settle()  # before processes are forked that would wait for the same
    return work


def _seen_in_templates(prepared: Prepared) -> Iterator[Problem]:
    """Yield what is wrong with templates, where no page will be made that would tell it."""
    from sitegen.render.mistakes import mistakes_at_sight

    kit = prepared.kit
    for problem in mistakes_at_sight(prepared.sources.entries, kit.environment, prepared.given.theme):
        yield _quoted(problem, prepared.given.request.site)


def make(
    prepared: Prepared,
    work: Work,
    memory: Memory,
    keep: Keep,
    progress: Progress = silent,
    notes: tuple[Problem, ...] = (),
) -> dict[str, Kept]:
    """Render what *work* says, *keep* it where it was made, and return what became of it, by path.

    Raises `BuildError` at mistakes in templates; what was kept by then is to be dropped.
    """
    from sitegen.render.rendering import is_shared, make_pictures, render_all

    kit, site = prepared.kit, prepared.site
    jobs = _jobs(prepared.given) if memory.is_shared else 1
    if is_shared(work.outputs, jobs):
        kit.environment.compile_all()  # once for all processes, and for the first edit
        with memory.saving():
            kit.environment.save_compiled()
    make_pictures(work.outputs, kit, _jobs(prepared.given), progress)
    rendering = render_all(work.outputs, kit, site, prepared.sources.texts, jobs, keep)
    rendered = counted(rendering, "render", len(work.outputs), progress)
    made, mistakes = _collect(rendered, work)
    _stop_at_mistakes((*notes, *prepared.problems, *_wanted_by(mistakes, prepared)), prepared)
    return made


def _wanted_by(mistakes: Iterable[Problem], prepared: Prepared) -> Iterator[Problem]:
    """Yield *mistakes*; that there is no template is said where a text asks for it."""
    from sitegen.render.mistakes import missing_template

    entries = prepared.sources.texts.entries
    for problem in mistakes:
        entry = entries.get(problem.location.path.removeprefix("content/"))
        if entry is None or problem.rule != "template":
            yield problem
            continue
        placed = missing_template(entry, prepared.kit.environment.list_templates())
        yield _quoted(structs.replace(placed, context=problem.context), prepared.given.request.site)


def _latest(prepared: Prepared, into: bytes, out: bytes, outputs: int) -> Latest:
    """Return what the next build is told of this one.

    Until the switch *out* is not what is public, and nobody believes it.
    """
    now, change, census = prepared.given.moment.now, prepared.next_change(), prepared.site.census
    reads = tuple(sorted(prepared.sources.reads.items()))
    problems, until = prepared.problems, prepared.until()
    told = told_by(prepared.given.request.site) if _tells_of_settings(prepared) else b""
    place = working_folder()
    return Latest(into, out, now, until, change, census, outputs, problems, reads, told, place)


def _tells_of_settings(prepared: Prepared) -> bool:
    """Tell whether what the build says depends on more of `site.toml` than its settings: a problem stands at
    a line, which a comment above it moves, or a comment may name an asset."""
    if any(problem.location.path == SITE_FILE for problem in prepared.problems):
        return True
    if not _has_own(prepared.given, "assets"):
        return False
    from sitegen.theme.unnamed import has_doubtful

    return has_doubtful(prepared.given.theme)


def _forget_pictures(prepared: Prepared) -> None:
    """Bound what is kept of pictures; where the plan was recalled, the site uses what it used."""
    if prepared.layout.outputs is not None:
        from sitegen.render.rendering import forget_pictures

        forget_pictures(prepared.outputs, prepared.kit)


def _publishing(said: str) -> Problem:
    return Problem(Location(SITE_FILE), "publish", said, warning=True)


def _jobs(given: Given) -> int:
    return given.request.jobs or cores()


def _inputs(given: Given, scan: Scan, memory: Memory) -> Inputs | None:
    try:
        files, content = memory.files, given.content
        is_for_readers = given.request.is_for_readers  # only then addresses are noted and missed
        unusable = tuple(problem.location.path for problem in unusable_files(given.theme))
        fingerprint = digest((given.fingerprint, program_used(given.settings), is_for_readers, unusable))
        return inputs_of(fingerprint, given.theme, scan, given.moment, files, content, given.ledger)
    except OSError:  # what needs the file says which one, and why
        return None


def _is_done(latest: Latest, inputs: Inputs | None, given: Given, memory: Memory) -> bool:
    """Tell whether the *latest* build has done all that this one would."""
    try:
        files, site = memory.files, given.request.site
        return inputs is not None and latest.stands(inputs.found(files), given.moment, files, site)
    except OSError:
        return False


class BuildError(ProblemsError):
    """The build stopped at mistakes; *census* accounts for the content so far, *reads* are the files besides
    texts that were read for them, by whole path."""

    def __init__(
        self, problems: Iterable[Problem], census: Census, reads: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(problems)
        self.census, self.reads = census, reads

    def __reduce__(self) -> tuple[type[BuildError], tuple[object, ...]]:
        return type(self), (self.problems, self.census, self.reads)


def _stop_at_mistakes(problems: Iterable[Problem], prepared: Prepared) -> None:
    found = tuple(problems)
    if any(not problem.warning for problem in found):
        raise BuildError(found, prepared.site.census, frozenset(prepared.sources.reads))


def _output(request: Request, settings: Settings) -> Path:
    if request.output:
        return request.output
    return request.memory / PREVIEW_SITE if request.preview else request.site / settings.build.output


def check_place(given: Given) -> None:
    """Raise `SetupError` when the site may not be written where it is to be."""
    if not given.request.preview:  # that has its place in a folder that is ours
        check_output(given.output, given.request.site)


def _settings(request: Request) -> tuple[Settings, tuple[Problem, ...]]:
    found = read_settings(request.site)
    if not request.base_url:
        return found.settings, found.problems
    try:
        return with_url(found.settings, request.base_url), found.problems
    except ValueError as error:
        raise UsageError(f"--base-url: {error}") from None


def _moment(request: Request, settings: Settings) -> Moment:
    """Return the moment of the build in the site's zone; a bare day means its end, so that it is included."""
    zone = ZoneInfo(settings.site.timezone)
    if not request.as_of:
        return Moment(_telling_hours_apart(datetime.now(zone)), request.drafts, request.future)
    from sitegen.content.schema import parse_moment

    try:
        moment = parse_moment(request.as_of, zone)
    except Mismatch as mismatch:
        raise UsageError(f"--as-of: {mismatch.message}; {mismatch.hint}") from None
    if ":" not in request.as_of:
        moment = moment.replace(hour=23, minute=59, second=59, microsecond=999_999)
    return Moment(_telling_hours_apart(moment), request.drafts, request.future)


def _telling_hours_apart(now: datetime) -> datetime:
    """Return *now*; in an hour that comes twice, with a zone of its own.

    Python compares moments of one zone by what clocks show: in the second hour, what was published in the
    first would be still to come. It is the quicker way, and the right one at any other time.
    """
    zone = now.tzinfo
    comes_twice = now.replace(fold=0).utcoffset() != now.replace(fold=1).utcoffset()
    return (
        now.replace(tzinfo=ZoneInfo.no_cache(zone.key)) if comes_twice and isinstance(zone, ZoneInfo) else now
    )


def _shown(settings: Settings) -> Settings:
    """Return *settings* as far as they shape what is published."""
    return structs.replace(settings, check=CheckSettings())


def _reading_shape(settings: Settings) -> bytes:
    engine, keys = LateEngine(settings.markdown, settings.site.language), settings.front_matter
    return reading_shape(engine.fingerprint, settings.site.timezone, keys.allow, keys.rename)


def _reading(settings: Settings) -> Reading:
    from sitegen.content.read import Reading

    engine = LateEngine(settings.markdown, settings.site.language)
    zone, watch = ZoneInfo(settings.site.timezone), bool(settings.markdown.extensions)
    keys = settings.front_matter
    return Reading(engine, zone, keys.allow, keys.rename, watch)


def _reader(given: Given, scan: Scan, memory: Memory) -> Reader | None:
    """Have another process get ready to read texts, where it is known that a few have changed."""
    from sitegen.content.sources import WORTH, reader_at_hand

    jobs, changed = _jobs(given), memory.files.taken
    if jobs < JOBS or memory.store.decoded is not None or not 0 < len(changed) < WORTH or not can_fork():
        return None
    if changed.isdisjoint(map(name_of, scan.texts)):
        return None
    return reader_at_hand(given.content, _reading(given.settings))


def _read(
    given: Given, scan: Scan, memory: Memory, progress: Progress, reader: Reader | None = None
) -> Sources:
    settings = given.settings
    try:
        return _read_with(_reading(settings), given, scan, memory, progress, reader)
    except ExtensionError as error:
        problem = _unusable(error, given.request.site)
        plain = structs.replace(settings.markdown, extensions=(), extension_configs={})
        reading = _reading(structs.replace(settings, markdown=plain))
        sources = _read_with(reading, given, scan, memory, progress)
        return structs.replace(sources, problems=(problem, *sources.problems))


def _read_with(
    reading: Reading,
    given: Given,
    scan: Scan,
    memory: Memory,
    progress: Progress,
    reader: Reader | None = None,
) -> Sources:
    from sitegen.content.memory import SourceMemory
    from sitegen.content.sources import read_sources

    remembered = SourceMemory(memory.store, memory.files, reading.fingerprint())
    meanwhile = partial(_get_ready, given, memory)
    sources = read_sources(
        given.content, scan, reading, remembered, _jobs(given), progress, meanwhile, reader
    )
    # What took a while to convert need not be converted again, whatever becomes of this build.
    with memory.saving(later=remembered.is_little):
        remembered.save()
        memory.files.save()
    if memory.is_shared:
        remembered.release()
    return sources


def _get_ready(given: Given, memory: Memory, many: bool) -> None:
    """Do what comes next anyway, while other processes read and this one would only wait: for a while, if
    there are *many* texts."""
    for step in _STEPS:
        import_module(step)
    if not many:
        return
    from sitegen.incremental.answers import Answers
    from sitegen.theme.environment import ThemeEnvironment, theme_questions

    answers = Answers(theme_questions(given.theme, str))  # to compile a template asks for no asset
    environment = ThemeEnvironment(given.theme, answers, memory.store, given.settings.spoken)
    environment.compile_all()
    environment.save_compiled()
    if given.settings.related.count:
        import_module("sitegen.model.likeness.numbers")  # numpy takes a while


def _unusable(error: ExtensionError, site: Path) -> Problem:
    setting = ("extension_configs", *error.options) if error.options else ("extensions", error.name)
    hint = "install the package that it comes from, or take it out of [markdown] extensions"
    if error.options:
        hint = "add it there, or take these out" if len(error.options) == 1 else "take it out"
    message = f"the extension {error.name!r} {error.message}"
    return toml_problem(site, SITE_FILE, ("markdown", *setting), "extension", message, hint)


def _locator(site: Path) -> Locate:
    """Return what finds the target of a link in a source's file, for problems."""

    @lru_cache(maxsize=1)  # a text may have many broken links
    def read(path: str, first: int) -> tuple[list[str], str]:
        lines = _lines(site / path)
        return lines, "\n".join(lines[first - 1 :])

    def locate(source: Source, target: str) -> Found:
        from sitegen.markup.written import find_target
        from sitegen.model.texts import Found

        lines, body = read(source.path, source.body_line)
        found = find_target(body, target)
        if found is None:
            return Found(START, "")
        place = place_of(body, found[0])
        line = place.line + source.body_line - 1
        return Found(Place(line, place.column), lines[line - 1])

    return locate


def _quoted(problem: Problem, site: Path) -> Problem:
    """Return *problem* with the line of the file at which it stands; the model knows places of texts, and
    keys of settings."""
    path, line = site / problem.location.path, problem.location.line
    if problem.setting:
        return at_its_setting(problem, path)
    if problem.offending or problem.location == Location(problem.location.path) or not path.is_file():
        return problem
    lines = _lines(path)
    return structs.replace(problem, offending=visible(lines[line - 1])) if line <= len(lines) else problem


def _lines(path: Path) -> list[str]:
    return plain_lines(path.read_text("utf-8-sig", "replace")).split("\n")


def _collect(rendered: Iterable[Rendered], work: Work) -> tuple[dict[str, Kept], list[Problem]]:
    """Collect what is rendered; a template's mistake is noted once, however many pages it spoils: of the
    first of them in the plan, whichever was rendered first."""
    kept: dict[str, Kept] = {}
    spoilt: dict[str, Problem] = {}
    for made in rendered:
        if made.problem is None:
            work.record(made)
            kept[made.path] = made.kept
        else:
            spoilt[made.path] = made.problem
    mistakes: dict[tuple[str, int, str], Problem] = {}
    for problem in (spoilt[output.path] for output in work.outputs if output.path in spoilt):
        mistakes.setdefault((problem.location.path, problem.location.line, problem.message), problem)
    return kept, [*mistakes.values()]
