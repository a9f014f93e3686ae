"""Words of front matter that are not where their writer put them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.checks.checked import Checked
from sitegen.content.source import FrontMatter
from sitegen.errors import Problem
from sitegen.patterns import regex
from sitegen.text import one_line

_KEYS = "title|summary|image_alt|image_caption|series|tags|authors?"
# A value or an item of a list without quotation marks, up to a number sign that a word follows at once:
# whoever means a comment leaves a blank there.
_BEHIND = regex(
    rf"""^(?:(?:{_KEYS}):|[ ]*-(?=[ ]))(?:[ ]+[^\s"'\[{{|>\#][^\n]*?)?[ ]+(?P<lost>\#[^\s\#][^\n]*?)[ ]*$""",
    re.MULTILINE,
)


def lost_words(checked: Checked) -> Iterator[Problem]:
    """Words of front matter behind a `#`, which are a comment in YAML."""
    hint = "put the whole text in quotation marks, or take out the #"
    for key in checked.texts:
        text, body_at = checked.written(key)
        if not text.lstrip().startswith("---"):
            continue
        kept = _plain_texts(checked.source(key).meta)
        for match in _BEHIND.finditer(text, 0, body_at):
            if one_line(match["lost"]) not in kept:  # else it is a line of a longer text
                message = f"{match['lost']!r} is no part of it: after a blank, # begins a comment"
                yield checked.in_file(
                    key, "lost-words", message, match.start("lost"), len(match["lost"]), hint
                )


def _plain_texts(meta: FrontMatter) -> str:
    """Return all that the front matter says in words."""
    texts = (meta.title, meta.summary, meta.image_alt, meta.image_caption, meta.series)
    return one_line("\n".join([*texts, *meta.tags, *(meta.authors or ())]))
