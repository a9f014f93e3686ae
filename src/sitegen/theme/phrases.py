"""Phrases in templates, in the language of the site: `_("Page {number}", number=2)`, named as in gettext.

The language of a site is known when its templates are compiled, so that a phrase that is written out costs
nothing when a page is made: it is replaced by what it is in that language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from string import Formatter
from typing import Any

from jinja2 import TemplateRuntimeError, TemplateSyntaxError, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from sitegen.words import Words

SAY, COUNT = "_", "ngettext"


def phrase_functions(words: Words) -> dict[str, Callable[..., Any]]:
    """Return what templates call to say something in the language of the site."""

    def say(phrase: str, **values: Any) -> Markup:
        """A phrase in the language of the site, with values in the place of its `{names}`."""
        with _told(phrase):
            return escape(words.pattern(phrase)).format(**values)

    def ngettext(one: str, more: str, count: int, **values: Any) -> Markup:
        """The phrase for so many things, with their number in the place of `{count}`."""
        with _told(one), _told(more):
            return escape(words.count(one, more, count, **values))

    say.__name__ = say.__qualname__ = SAY  # as templates call them, and messages
    ngettext.__qualname__ = COUNT
    return {SAY: say, COUNT: ngettext}


@contextmanager
def _told(phrase: object) -> Iterator[None]:
    """Turn what can be wrong with a *phrase* into a mistake of the template."""
    if not isinstance(phrase, str):
        raise TemplateRuntimeError(f"a phrase is a text, not a {type(phrase).__name__}")
    try:
        yield
    except KeyError as error:
        raise TemplateRuntimeError(_lacks(phrase, str(error.args[0]))) from None
    except (ValueError, IndexError, AttributeError) as error:
        raise TemplateRuntimeError(f"{phrase!r} can't be filled in: {error}") from None


def _lacks(phrase: str, name: str) -> str:
    return f"{phrase!r} needs a value for {{{name}}}"


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
        self._said: list[nodes.Concat] = []

    def visit_Output(self, output: nodes.Output) -> nodes.Node:  # noqa: N802
        """Print the parts of a phrase one by one, which takes less than to join them first."""
        self.generic_visit(output)
        parts: list[nodes.Expr] = []
        for node in output.nodes:
            is_phrase = isinstance(node, nodes.Concat) and any(node is said for said in self._said)
            parts += node.nodes if is_phrase and isinstance(node, nodes.Concat) else [node]
        output.nodes = parts
        return output

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802
        self.generic_visit(call)
        if not (isinstance(call.node, nodes.Name) and call.node.name == SAY and len(call.args) == 1):
            return call
        [phrase] = call.args
        if not isinstance(phrase, nodes.Const) or not isinstance(phrase.value, str):
            return call
        if call.dyn_args or call.dyn_kwargs:
            return call
        try:
            pieces = [*Formatter().parse(self._words.pattern(phrase.value))]
        except ValueError as error:
            raise self._mistake(f"{phrase.value!r} can't be filled in: {error}", call) from None
        if any(form or how for _text, _name, form, how in pieces):
            return call
        values = {value.key: value.value for value in call.kwargs}
        parts: list[nodes.Expr] = []
        for text, name, _form, _how in pieces:
            if text or not pieces[1:]:
                parts.append(nodes.Const(escape(text), lineno=call.lineno))
            if name is not None and name not in values:
                raise self._mistake(_lacks(phrase.value, name), call)
            parts += [] if name is None else [values[name]]
        if not parts:
            return nodes.Const(Markup(""), lineno=call.lineno)
        if len(parts) == 1:
            return parts[0]
        self._said.append(nodes.Concat(parts, lineno=call.lineno))
        return self._said[-1]

    def _mistake(self, what: str, call: nodes.Call) -> TemplateSyntaxError:
        return TemplateSyntaxError(what, call.lineno, self._name, self._filename)
