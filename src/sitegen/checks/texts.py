"""What front matter says: titles, summaries, pictures, dates of review, tags."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sitegen.checks.checked import Checked
from sitegen.content.source import Entry
from sitegen.errors import Problem
from sitegen.model.structure import authors_of
from sitegen.text import day_text, letters_of, one_line, sort_key, tag_key

_NO_PLURALS = frozenset(["news", "series", "species", "always", "means", "analytics", "politics", "ethics"])


def long_title(checked: Checked) -> Iterator[Problem]:
    """A title that search engines cut."""
    most = checked.prepared.site.settings.check.title_length
    for key, text in checked.texts.items():
        if len(text.title) > most:
            message = f"the title has {len(text.title)} characters, more than {most}"
            yield checked.in_front(key, "title", "long-title", message, "say the rest in the summary")


def duplicate_title(checked: Checked) -> Iterator[Problem]:
    """Two texts with one title."""
    first: dict[str, str] = {}
    for key in sorted(checked.texts):
        title = one_line(checked.texts[key].title)
        other = first.setdefault(title.casefold(), key)
        if other != key:
            message = f"the title {title!r} is also that of content/{other}"
            yield checked.in_front(key, "title", "duplicate-title", message, "readers can't tell them apart")


def missing_summary(checked: Checked) -> Iterator[Problem]:
    """A text without a summary."""
    for key, text in checked.texts.items():
        if not text.summary:
            hint = "add summary: one sentence for lists and search engines"
            yield checked.in_front(key, "title", "missing-summary", "there is no summary", hint)


def missing_image(checked: Checked) -> Iterator[Problem]:
    """A post without a picture."""
    for key, text in checked.texts.items():
        if text.kind == "post" and not checked.source(key).meta.image:
            hint = "add image: a file beside the text; lists and previews show it"
            yield checked.in_front(key, "title", "missing-image", "the post has no picture", hint)


def due_review(checked: Checked) -> Iterator[Problem]:
    """A text whose date of review has come, or a note under texts."""
    now = checked.prepared.site.moment.now
    for key in checked.with_notes:
        due = checked.source(key).meta.review_by
        if due and due <= now:
            message = f"it was to be read again by {day_text(due)}"
            hint = "read it, mend it, and write a later date"
            yield checked.in_front(key, "review_by", "due-review", message, hint)


def date_order(checked: Checked) -> Iterator[Problem]:
    """A text that expires, or was changed, before its date."""
    for entry in checked.prepared.sources.entries:
        date = entry.date or entry.named_day
        for name, moment, what in (
            ("expires", entry.expires, "expires"),
            ("updated", entry.updated, "was changed"),
        ):
            if date and moment and moment.date() < date.date() and not entry.draft:
                message = f"it {what} on {day_text(moment)}, before its date"
                yield checked.in_front(entry.key, name, "date-order", message, "correct one of them")


# ---- tags and authors


class TagMerge(NamedTuple):
    """A tag as it is written that had better be written as another; *safe*: its archive stays what it is."""

    old: str
    new: str
    safe: bool


def similar_tags(checked: Checked) -> Iterator[Problem]:
    """Tags that are one tag, spelt in different ways."""
    entries = [entry for entry in checked.prepared.sources.entries if entry.kind == "post"]
    for merge in tag_merges(entries):
        users = [entry for entry in entries if merge.old in entry.tags]
        others = sum(merge.new in entry.tags for entry in entries)
        often = "once" if others == 1 else f"{others} times"
        if merge.safe:
            message = f"the tag {merge.old!r} is written {merge.new!r} elsewhere ({often})"
            hint = f"sitegen check --fix writes it {merge.new!r} everywhere"
        else:
            message = f"the tags {merge.old!r} and {merge.new!r} ({often}) are nearly one"
            hint = f"sitegen tags merge {_typed(merge.old)} {_typed(merge.new)} makes them one"
        for entry in users:
            yield checked.in_tags(entry.key, merge.old, "similar-tags", message, hint)


def similar_authors(checked: Checked) -> Iterator[Problem]:
    """Authors that are one, written in different ways: each has an archive."""
    settings = checked.prepared.given.settings
    users: dict[str, list[Entry]] = {}
    for entry in checked.prepared.sources.entries:
        for name in authors_of(entry, settings) if entry.authors else ():
            users.setdefault(name, []).append(entry)
    alike: dict[str, list[str]] = {}
    for name in sorted(users, key=lambda name: (name not in settings.authors, -len(users[name]), name)):
        alike.setdefault(letters_of(sort_key(name)[0]) or name, []).append(name)
    for first, *others in alike.values():
        often = "once" if len(users[first]) == 1 else f"{len(users[first])} times"
        hint = f"write it {first!r}, if it is the same person: each has an archive"
        for other in others:
            message = f"the author {other!r} is written {first!r} elsewhere ({often})"
            for entry in users[other]:
                yield checked.in_authors(entry.key, other, "similar-authors", message, hint)


def _typed(tag: str) -> str:
    """Return a tag as it is typed: in quotation marks that all shells know, but for signs that mean something
    between these."""
    return shlex.quote(tag) if re.search(r'["$`\\!]', tag) else f'"{tag}"'


def tag_merges(entries: Iterable[Entry]) -> tuple[TagMerge, ...]:
    """Return which tags had better be merged: the rarer into the commoner."""
    counts = Counter(tag for entry in entries for tag in entry.tags)
    spelt: dict[str, list[str]] = {}
    for tag in sorted(counts, key=lambda tag: (-counts[tag], tag)):
        spelt.setdefault(tag_key(tag), []).append(tag)
    found = [TagMerge(other, first, safe=True) for first, *others in spelt.values() for other in others]
    alike: dict[str, list[str]] = {}
    for first, *_others in spelt.values():
        alike.setdefault(_stem(tag_key(first)), []).append(first)
    total = {names[0]: sum(counts[name] for name in names) for names in spelt.values()}
    for names in alike.values():
        first, *others = sorted(names, key=lambda name: (-total[name], name))
        found += [TagMerge(other, first, safe=False) for other in others]
    return tuple(found)


def _stem(key: str) -> str:
    """Return what near-twins share: no blanks, hyphens, apostrophes and accents, and no plural; `c` is not
    `c++`."""
    words = re.sub(r"['’]", "", re.sub(r"[\s_\-.]+", " ", sort_key(key)[0])).split()
    return "".join([*words[:-1], _singular(words[-1])]) if words else key


def _singular(word: str) -> str:
    if len(word) < 4 or word in _NO_PLURALS or not word.isalpha() or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word.removesuffix("s")
