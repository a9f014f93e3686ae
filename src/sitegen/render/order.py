"""In which order outputs are rendered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sitegen.model.archives import page_of
from sitegen.model.lists import find_list
from sitegen.model.records import Structure
from sitegen.plan.output import Output

_Order = tuple[bool, int]


def by_time(outputs: Iterable[Output], structure: Structure) -> list[Output]:
    """Return *outputs* by when the posts that they show were written, newest first; before them what shows
    none, or is a feed.

    A page of a list stands near the pages of its posts and the other lists that have them.  So a text is
    loaded, and what lists show of it is made, in one process and once, and can be forgotten soon.
    """
    return sorted(outputs, key=lambda output: _order(output, structure))


def _order(output: Output, structure: Structure) -> _Order:
    settings = structure.settings
    match output.arguments:
        case (_, "list", str(kind), str(key), int(number)):
            listed = find_list(structure, kind, key).posts
            return True, _middle(page_of(listed, number, settings.archives.per_page), structure)
        case ("tag_feed", str(tag)):
            return False, _middle(structure.tags[tag].posts[: settings.feeds.entries], structure)
        case (_, _, str(key)) if key in structure.positions:
            return True, structure.positions[key]
    return False, -1


def _middle(posts: Sequence[str], structure: Structure) -> int:
    """Return the place among all posts of the one in the middle of *posts*."""
    return structure.positions[posts[len(posts) // 2]] if posts else -1
