"""Put comments under the texts that they are about, each below the one that it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sitegen.config.decode import closest
from sitegen.config.located import Span
from sitegen.content.comments import ANY, Comments, Written
from sitegen.content.source import Entry
from sitegen.errors import Location, Problem
from sitegen.incremental.digest import digest
from sitegen.model.comment import Comment, Threads
from sitegen.model.records import Moment, Structure
from sitegen.model.structure import called, names_of
from sitegen.text import counted

DEEPEST = 6
"""How many levels of answers there are; one to the last level stands beside it."""


class Discussed(NamedTuple):
    """The comments of the texts on the site, those of them that are *waiting* for their moment, and what is
    wrong with all."""

    threads: Threads
    waiting: tuple[Written, ...] = ()
    problems: tuple[Problem, ...] = ()


class Said(NamedTuple):
    """All comments that are written, and those of them that are *late*: not shown before their moment."""

    comments: Comments
    late: tuple[Written, ...] = ()

    @property
    def name(self) -> bytes:
        """What names all that is shown."""
        late = [(one.key, one.id) for one in self.late]
        return digest((self.comments.name, late)) if late else self.comments.name

    @property
    def is_any(self) -> bool:
        """Whether any may be shown."""
        return len(self.late) < sum(map(len, self.comments.by_text.values()))


def said_by(comments: Comments, moment: Moment) -> Said:
    """Return what is said at *moment*."""
    if moment.future:
        return Said(comments)
    written = [one for said in comments.by_text.values() for one in said]
    return Said(comments, tuple([one for one in written if one.date > moment.now]))


def make_threads(said: Said, structure: Structure, entries: Iterable[Entry]) -> Discussed:
    """Return what is said of the texts on the site, without what is late and the answers to that."""
    comments = said.comments
    if not comments.by_text:
        return Discussed({}, problems=comments.problems)
    not_yet = {(one.key, one.id) for one in said.late}
    waiting: list[Written] = []
    problems = [*comments.problems]
    texts = [entry for entry in entries if entry.kind != "snippet"]
    meant = called(texts, {*comments.by_text, *comments.refused})
    names = names_of(texts) if not meant.keys() >= comments.by_text.keys() else {}
    found: dict[str, list[Written]] = {}
    for name, written in comments.by_text.items():
        keys = meant.get(name, ())
        if not keys:
            problems.append(_unknown(name, written[0], names))
        elif len(keys) > 1:
            problems.append(_unclear(name, written[0], keys))
        else:
            found.setdefault(keys[0], []).extend(written)
    refused: dict[str, frozenset[str]] = {}
    for name, ids in comments.refused.items():
        for key in meant.get(name, ()):
            refused[key] = refused.get(key, frozenset()) | ids
    threads = {}
    for key, written_ in sorted(found.items()):
        lost = refused.get(key, frozenset())
        wrong = [*_wrong(written_, lost)]
        problems += wrong
        if not wrong and not lost and key in structure.paths:
            hidden = [one for one in written_ if (one.key, one.id) in not_yet]
            waiting += hidden
            if shown := _without(hidden, written_):
                threads[key] = _threaded(shown)
    return Discussed(threads, tuple(waiting), tuple(problems))


def _without(hidden: Iterable[Written], written: Sequence[Written]) -> Sequence[Written]:
    """Return what is *written* without what is *hidden*, and without the answers to that."""
    gone = {one.id for one in hidden}
    known = {one.id: one for one in written} if gone else {}
    return [one for one in written if gone.isdisjoint([one.id, *_above(one, known)])] if gone else written


def _unknown(name: str, first: Written, names: Iterable[str]) -> Problem:
    hint = closest(name, names) or "call it by the slug or the file name of a post or page"
    message = f"there is no text {name!r} that these comments could be about"
    return Problem(Location(f"content/{first.key}"), "unknown-text", message, hint)


def _unclear(name: str, first: Written, keys: Sequence[str]) -> Problem:
    both = " and ".join(f"content/{key}" for key in keys[:2])
    message = f"these comments could be about {both}, which are both called {name!r}"
    hint = f"call it by its path, as in comments/{keys[0]}/1.md"
    return Problem(Location(f"content/{first.key}"), "unclear-text", message, hint)


def _wrong(comments: Iterable[Written], refused: frozenset[str]) -> Iterator[Problem]:
    """Yield what is wrong between *comments* on one text; those *refused* are there, too, and are told of."""
    known: dict[str, Written] = {}
    for one in comments:
        other = known.setdefault(one.id, one)
        if other is not one:
            hint = "give one of them an id of its own"
            message = f"{Location(f'content/{other.key}', other.id_at.line)} has the id {one.id!r} as well"
            yield _problem(one, one.id_at, "duplicate-id", message, hint)
    for one in known.values():
        if one.parent and one.parent not in known:
            if one.parent in refused or ANY in refused:
                continue
            hint = closest(one.parent, known) or "write the id of a comment on the same text"
            message = f"there is no comment {one.parent!r} to answer"
            yield _problem(one, one.parent_at, "unknown-comment", message, hint)
        elif one.parent and _is_circle(one, known):
            message = "this comment would be an answer to itself"
            yield _problem(
                one, one.parent_at, "circular-comment", message, "take out one parent of the circle"
            )


def _is_circle(first: Written, known: Mapping[str, Written]) -> bool:
    seen, one = {first.id}, known.get(first.parent)
    while one is not None and one.parent:
        if one.parent == first.id:
            return True
        if one.id in seen:
            return False  # others go in a circle, and are told of
        seen.add(one.id)
        one = known.get(one.parent)
    return False


def _problem(one: Written, at: Span, rule: str, message: str, hint: str) -> Problem:
    return Problem(Location(f"content/{one.key}", at.line, at.column), rule, message, hint, width=at.width)


def _threaded(written: Iterable[Written]) -> tuple[Comment, ...]:
    ordered = sorted(written, key=_when)
    known = {one.id: one for one in ordered}
    answers: dict[str, list[Written]] = {}
    for one in ordered:
        answers.setdefault(_parent(one, known), []).append(one)

    def below(parent: str) -> tuple[Comment, ...]:
        return tuple([_comment(one, below(one.id)) for one in answers.get(parent, ())])

    return below("")


def _when(one: Written) -> tuple[object, ...]:
    """Return what comments are sorted by: those of one day, without an hour, as they were counted."""
    return one.date, counted(one.key), one.id_at.line, counted(one.id)


def _parent(one: Written, known: Mapping[str, Written]) -> str:
    """Return the comment below which *one* stands."""
    above = [*_above(one, known)]
    return above[max(0, len(above) - DEEPEST + 1)] if above and DEEPEST > 1 else ""


def _above(one: Written, known: Mapping[str, Written]) -> Iterator[str]:
    """Yield the ids of the comment that *one* answers, of the one that that answers, and so on."""
    parent = one.parent
    while parent:
        yield parent
        parent = known[parent].parent


def _comment(one: Written, replies: tuple[Comment, ...]) -> Comment:
    return Comment(one.id, one.author, one.url, one.date, one.body, replies)
