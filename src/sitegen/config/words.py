"""Decode `[words]` of `site.toml`: what a site says in words of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sitegen.config.decode import Mismatch, Report, decode_item, toml_text
from sitegen.config.located import Located
from sitegen.config.settings import WordsSettings
from sitegen.words import DATES, counting, names_in, phrases, plurals_of


def decode_words(given: Mapping[str, Located], language: str, report: Report) -> WordsSettings:
    """Return the phrases that are *given*; what can't stand for its phrase in this *language* is reported."""
    said = {
        phrase: report.attempt(partial(_said, phrase, language), node, f"words.{phrase}")
        for phrase, node in given.items()
    }
    return WordsSettings({phrase: one for phrase, one in said.items() if one is not None})


def _said(phrase: str, language: str, node: Located) -> str | tuple[str, ...]:
    """Return what is said for *phrase*, or the forms of it that a number chooses from."""
    if not isinstance(node.value, tuple):
        return _form(phrase, node)
    _, plurals = plurals_of(language)
    if phrase in phrases() - counting() or phrase in DATES:
        raise Mismatch("this phrase does not count: it is one text", rule="bad-value")
    if len(node.value) != plurals:
        many = "one plural" if plurals == 1 else f"{plurals} plurals"
        message = f"{language} has {many}, and here are {len(node.value)}"
        raise Mismatch(message, "write a form for each, that for one thing first", "bad-value")
    return tuple([decode_item(partial(_form, phrase), form) for form in node.value])


def _form(phrase: str, node: Located) -> str:
    said, names = toml_text(node), names_in(phrase)
    try:
        more = names_in(said) - names
    except ValueError:
        raise Mismatch("a brace has no other one", "write {{ or }} for one", "bad-value", node) from None
    if more:
        name, has = f"{{{min(more)}}}", ", ".join(f"{{{each}}}" for each in sorted(names))
        message, hint = f"nothing is put in the place of {name}", f"this phrase has {has or 'none'}"
        raise Mismatch(message, hint, "bad-value", node, name)
    return said
