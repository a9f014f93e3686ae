"""What a URL or a file of a site is about: `sitegen why`.  Nothing is built, nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from msgspec import Struct

from sitegen.build import Given, Prepared, Request, look, prepare
from sitegen.content.comments import text_name
from sitegen.content.names import composed
from sitegen.content.scan import TEXT_SUFFIXES, Scan, scan_content, why_left_alone
from sitegen.content.source import Entry
from sitegen.errors import Problem
from sitegen.explain.find import Target, close_targets, find_address, find_target
from sitegen.explain.rules import Rule, rules_of, scheduled
from sitegen.incremental.answers import Question
from sitegen.incremental.ledger import Cause, Ledger
from sitegen.memory import Memory, with_a_look
from sitegen.model.addresses import Address, follow, parse_addresses
from sitegen.model.placement import Placement, enclosing, place
from sitegen.model.records import State
from sitegen.model.structure import names_of
from sitegen.paths import quote_path, site_path
from sitegen.plan import Output
from sitegen.plan.texts import is_redirect

_ABOUT_A_FILE = {
    "text": "its text",
    "card": "what lists show of it",
    "link": "what links show of it",
    "page_link": "what links show of it",
    "snippet": "it",
    "picture": "the picture",
}
"""The questions whose argument is the file that they show, in words."""


class OutputFacts(Struct, frozen=True):
    """What is known of a file of the site: *source* says what asked for it (see `Output`), *template* is
    empty where there is none, *asked* has the questions in order.  *cause* is why it was made the last time;
    None: it was not made yet, as far as is remembered.  *leads_to* is the URL to which it sends readers on.
    """

    path: str
    url: str
    source: str
    renderer: str
    template: str
    asked: tuple[Question, ...] = ()
    cause: Cause | None = None
    leads_to: str = ""


class Use(Struct, frozen=True):
    """What outputs asked about a file, in words (empty: all there is to ask), and their site paths."""

    what: str
    paths: tuple[str, ...]


class FileFacts(Struct, frozen=True):
    """What is known of a source file: what it is, the site paths that it becomes, and where else it is used.

    *rules* keep it off the site, *problems* are what is wrong with it.
    """

    file: str
    what: str
    becomes: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    rules: tuple[Rule, ...] = ()
    problems: tuple[Problem, ...] = ()


class FolderFacts(Struct, frozen=True):
    """What is known of a folder of `content/`: its *texts*, how many of them are *published*, and how many
    *others*, which are no texts, are in it.  *rules* keep all of it off the site."""

    folder: str
    texts: tuple[str, ...]
    published: int
    others: int
    rules: tuple[Rule, ...] = ()


class Former(Struct, frozen=True):
    """What the ledger of addresses knows of one that no file of the site answers.

    Readers are sent on, *to* another; or it is *gone*, by the writer's decision; or nothing is said of it.
    *key* is the text or file that it was made from last, *line* where it stands in the ledger.
    """

    url: str
    to: str
    gone: bool
    key: str
    line: int


class Unknown(Struct, frozen=True):
    """There is nothing of that name; *close* are URLs and files with one like it."""

    close: tuple[str, ...]


Facts = OutputFacts | FileFacts | FolderFacts | Former | Unknown


def why(request: Request, named: str) -> Facts:
    """Return what is known of the URL or file that is *named*.

    Raises `SetupError` and `UsageError` as a build does; mistakes in the content are part of what is told.
    """
    given = look(request)
    return with_a_look(request.memory, partial(_why, given, named))


def _why(given: Given, named: str, memory: Memory) -> Facts:
    scan = scan_content(given.content, given.settings.build.ignore)
    prepared = prepare(given, scan, memory)
    placement = place(prepared.sources, given.settings, given.moment, prepared.site.urls)
    known = _Known(prepared, scan, placement, Ledger(memory.store, given.fingerprint))
    target = find_target(named, prepared, scan, placement)
    if target is not None:
        return known.facts(target)
    if address := find_address(named, prepared):
        return _former(address, prepared)
    return Unknown(close_targets(named, prepared, scan))


def _former(address: Address, prepared: Prepared) -> Former:
    ledger, _problems = parse_addresses(prepared.given.ledger or "")
    paths = {key: quote_path(path) for key, path in prepared.site.structure.paths.items()}
    *_others, last = ("", *follow(ledger, address.url, paths))
    return Former(address.url, last, address.gone, address.key, address.line)


class _Known(Struct, frozen=True):
    prepared: Prepared
    scan: Scan
    placement: Placement
    ledger: Ledger

    def facts(self, target: Target) -> Facts:
        if target.kind == "output":
            return self._output(next(out for out in self.prepared.outputs if out.path == target.name))
        if target.kind == "content":
            return self._content(target.name)
        if target.kind == "folder":
            return self._folder(target.name)
        if target.kind == "settings":
            return FileFacts(target.name, "settings: when one changes, everything is made again")
        if target.kind == "ledger":
            pages = [site_path(out.path) for out in self.prepared.outputs if out.source == target.name]
            return FileFacts(target.name, "the addresses that were published", tuple(sorted(pages)))
        return self._theme_file(target)

    # ---- outputs

    def _output(self, output: Output) -> OutputFacts:
        made = self.ledger.outputs.get(output.path)
        return OutputFacts(
            output.path,
            site_path(output.path),
            output.source,
            output.renderer,
            str(output.arguments[0]) if output.renderer == "html" else "",
            self.ledger.asked(made) if made else (),
            made.cause if made else None,
            str(output.arguments[3]) if is_redirect(output) else "",
        )

    # ---- files

    def _content(self, key: str) -> FileFacts:
        entries = {entry.key: entry for entry in self.prepared.sources.entries}
        file = f"content/{key}"
        problems = tuple(sorted(p for p in self.prepared.problems if p.location.path == file))
        if entry := entries.get(key):
            return self._text(entry, problems)
        if key in self.prepared.sources.refused:
            return FileFacts(
                file, "a text", rules=(Rule("refused", "there are mistakes in it"),), problems=problems
            )
        if key in self.scan.comments:
            return self._comments(key, problems)
        if key in self.scan.files:
            return self._copied(key, entries, problems)
        if problems:
            return FileFacts(file, "a file", rules=(Rule("refused", "it can't be used"),), problems=problems)
        return FileFacts(file, "a file", rules=(self._left_alone(key),))

    def _folder(self, key: str) -> FolderFacts:
        inside = f"{key}/" if key else ""
        texts = [text for text in self.scan.texts if text.startswith(inside)]
        others = [file for file in (*self.scan.files, *self.scan.comments) if file.startswith(inside)]
        states = self.placement.states
        published = sum(states.get(text) is State.PUBLISHED for text in texts)
        ignored = self._ignored(key) if key else None
        files = tuple(f"content/{text}" for text in texts)
        return FolderFacts(f"content/{inside}", files, published, len(others), (ignored,) if ignored else ())

    def _text(self, source: Entry, problems: tuple[Problem, ...]) -> FileFacts:
        what = f"a {source.kind}"
        if self.placement.states[source.key] is not State.PUBLISHED:
            rules = rules_of(source, self.prepared.given.moment)
            return FileFacts(source.path, what, rules=rules, problems=problems)
        questions = (Question(name, (source.key,)) for name in _ABOUT_A_FILE)
        return FileFacts(source.path, what, self._made_from(source.path), self._uses(questions), (), problems)

    def _comments(self, key: str, problems: tuple[Problem, ...]) -> FileFacts:
        entries = [entry for entry in self.prepared.sources.entries if entry.kind != "snippet"]
        about = names_of(entries).get(text_name(key) or "")
        uses = self._uses([Question("comments", (about,))]) if about else ()
        what = f"comments on content/{about}" if about else "comments on no text"
        # A file of many comments is shown, without those that wait.
        waiting = [
            one.date for one in self.prepared.waiting if one.key == key and key.endswith(TEXT_SUFFIXES)
        ]
        rules = tuple(map(scheduled, waiting))
        return FileFacts(f"content/{key}", what, uses=uses, rules=rules, problems=problems)

    def _copied(self, key: str, entries: dict[str, Entry], problems: tuple[Problem, ...]) -> FileFacts:
        file, becomes = f"content/{key}", self._made_from(f"content/{key}")
        if becomes:
            shown = key in self.prepared.site.gallery.photos
            uses = self._uses([Question("picture", (composed(key),))]) if shown else ()
            what = "a picture" if shown else "a file that is copied"
            return FileFacts(file, what, becomes, uses, problems=problems)
        bundles = {source.key.rpartition("/")[0]: source for source in entries.values() if source.bundle}
        owner = bundles[enclosing(key.rpartition("/")[0], bundles)]
        with_owner = Rule("bundle", f"it goes where {owner.path} goes, and that is not on the site")
        return FileFacts(
            file, "a file that is copied", rules=(with_owner, *rules_of(owner, self.prepared.given.moment))
        )

    def _left_alone(self, key: str) -> Rule:
        return self._ignored(key) or Rule("unread", "it is no file that can be read")

    def _ignored(self, key: str) -> Rule | None:
        ignore = self.prepared.given.settings.build.ignore
        parts = key.split("/")
        for end in range(1, len(parts) + 1):
            part = "/".join(parts[:end])
            if reason := why_left_alone(part, ignore):
                around = "" if part == key else f"content/{part}/ is left alone: "
                return Rule("ignored", f"{around}{reason}")
        return None

    def _theme_file(self, target: Target) -> FileFacts:
        theme, question = self.prepared.given.theme, Question(target.kind, (target.name,))
        if target.kind == "template":
            path, what = theme.find("templates", target.name), "a template"
        else:
            path, what = theme.find("assets", target.name), "a file of the theme"
        file = theme.shown(path) if path else target.name
        becomes = self._made_from(f"assets/{target.name}") if target.kind == "asset" else ()
        return FileFacts(file, what, becomes, self._uses([question]))

    def _made_from(self, source: str) -> tuple[str, ...]:
        return tuple(site_path(output.path) for output in self.prepared.outputs if output.source == source)

    def _uses(self, questions: Iterable[Question]) -> tuple[Use, ...]:
        """Return which outputs asked one of *questions* when they were made."""
        found: dict[Question, list[str]] = {question: [] for question in questions}
        for path, made in self.ledger.outputs.items():
            for question in found.keys() & set(self.ledger.asked(made)):
                found[question].append(site_path(path))
        return tuple(_used(found))


def _used(found: dict[Question, list[str]]) -> Iterator[Use]:
    for question, paths in found.items():
        if paths:
            yield Use(_ABOUT_A_FILE.get(question.name, ""), tuple(sorted(paths)))
