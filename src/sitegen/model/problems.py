"""Problems with values of front matter, which the model finds when the texts have been read."""

from __future__ import annotations

from sitegen.content.source import Entry
from sitegen.errors import Location, Problem


def front_matter_problem(
    entry: Entry,
    key: str,
    rule: str,
    message: str,
    hint: str = "",
    item: str = "",
    *,
    warning: bool = False,
) -> Problem:
    """Return a problem with the value of a front matter key, or with an *item* of its list."""
    line, column, width = entry.place(key, item)
    place = Location(entry.path, line, column)
    return Problem(place, rule, f"{key}: {message}", hint, width=width, warning=warning)
