"""Phrases in templates, in the language of the site: `_("Page {number}", number=2)`, named as in gettext.

The language of a site is known when its templates are compiled, so that a phrase that is written out costs
nothing when a page is made: it is replaced by what it is in that language.
"""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from sitegen.words import Words

SAY, COUNT = "_", "ngettext"


def phrase_functions(words: Words) -> dict[str, Callable[..., Any]]:
    """Return what templates call to say something in the language of the site."""

    def say(phrase: str, **values: Any) -> Markup:
        """A phrase in the language of the site, with values in the place of its `{names}`."""
        said = escape(words.say(phrase))
        return said.format(**values) if values else said

    def ngettext(one: str, more: str, count: int) -> Markup:
        """The phrase for so many things, with their number in the place of `{count}`."""
        return escape(words.count(one, more, count))

    return {SAY: say, COUNT: ngettext}


def with_phrases(
    tree: nodes.Template, words: Words, name: str | None, filename: str | None
) -> nodes.Template:
    """Return the *tree* of a template with its phrases said.

    Raises `TemplateSyntaxError`: a value is missing.
    """
    made: nodes.Template = _Sayer(words, name, filename).visit(tree)
    return made


class _Sayer(NodeTransformer):
    def __init__(self, words: Words, name: str | None, filename: str | None) -> None:
        self._words, self._name, self._filename = words, name, filename

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802
        self.generic_visit(call)
        if not (isinstance(call.node, nodes.Name) and call.node.name == SAY and len(call.args) == 1):
            return call
        [phrase] = call.args
        if not isinstance(phrase, nodes.Const) or call.dyn_args or call.dyn_kwargs:
            return call
        values = {value.key: value.value for value in call.kwargs}
        parts = [*self._parts(self._words.say(phrase.value), values, call)]
        return parts[0] if len(parts) == 1 else nodes.Concat(parts, lineno=call.lineno)

    def _parts(self, said: str, values: dict[str, nodes.Expr], call: nodes.Call) -> list[nodes.Expr]:
        if not values:
            return [nodes.Const(escape(said), lineno=call.lineno)]
        parts: list[nodes.Expr] = []
        for text, field, _form, _how in Formatter().parse(said):
            if text:
                parts.append(nodes.Const(escape(text), lineno=call.lineno))
            if field is None:
                continue
            if field not in values:
                what = f"{said!r} needs a value for {{{field}}}"
                raise TemplateSyntaxError(what, call.lineno, self._name, self._filename)
            parts.append(values[field])
        return parts
