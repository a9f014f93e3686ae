"""Every rule of `sitegen check`, in the order in which they are documented."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sitegen.checks import cells, front, links, machine, markup, references, texts, unconverted, words
from sitegen.checks.checked import Checked
from sitegen.config.settings import CHECK_RULES, Severity
from sitegen.errors import Problem


class Rule(NamedTuple):
    """A rule: its stable name, what it looks for, its severity where nothing is set, and what finds it."""

    name: str
    summary: str
    severity: Severity
    find: Callable[[Checked], Iterable[Problem]]

    @property
    def setting(self) -> str:
        """Its setting in `[check]`."""
        return self.name.replace("-", "_")


def _rule(find: Callable[[Checked], Iterable[Problem]]) -> Rule:
    """Make a rule of what finds it: the name of the function is that of its setting."""
    name, summary = find.__name__, (find.__doc__ or "").partition("\n")[0]
    return Rule(name.replace("_", "-"), summary, CHECK_RULES[name], find)


RULES: tuple[Rule, ...] = tuple(
    _rule(find)
    for find in (
        links.broken_link,
        links.broken_anchor,
        links.missing_file,
        links.redirected_link,
        machine.redirect_loop,
        links.insecure_content,
        links.orphan_page,
        words.missing_alt,
        words.useless_alt,
        words.heading_order,
        words.vague_link,
        words.repeated_link_text,
        unconverted.shown_markdown,
        markup.stray_tag,
        markup.repeated_id,
        markup.unused_footnote,
        references.repeated_definition,
        references.missing_definition,
        cells.lost_cell,
        front.lost_words,
        texts.similar_tags,
        texts.similar_authors,
        texts.missing_summary,
        texts.missing_image,
        texts.long_title,
        texts.duplicate_title,
        texts.due_review,
        texts.date_order,
        machine.invalid_feed,
        machine.leaked_draft,
    )
)
"""The rules that look at the site alone; `dead-link` (`outgoing.py`) asks other hosts."""
