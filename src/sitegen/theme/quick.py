"""Jinja with less work for each value, call and part of a template, and the same result.

Jinja hands every piece of text through the generators of all templates and blocks around it, makes a `Markup`
of every value, and asks of everything it calls whether it wants the context.  A page made of many small
templates spends most of its time so.  What is done instead leans on how Jinja's compiler is made: it is used
with the versions it was tested with, and a test compares its pages with those of stock Jinja.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

import jinja2
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import BlockReference, Context
from jinja2.utils import internalcode, missing
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner as escape_text
except ImportError:  # another version, or one without its C part
    escape_text = escape

TESTED = ("3.1.",)
"""The versions of Jinja with which quick and stock rendering were found equal."""
# Callables whose class can't ask for the context.
_PLAIN = frozenset({FunctionType, MethodType, BuiltinMethodType})


def printed(value: Any) -> str:
    """Return *value* as it stands in HTML: what `escape` gives, but no `Markup`, and of None nothing."""
    kind = type(value)
    if kind is str:
        return escape_text(value)
    return value if kind is Markup else escape(readable(value))


_READABLE = frozenset({int, float, bool, list, tuple, dict})


def readable(value: Any) -> Any:
    """Return *value*, which a template prints; None, which says that there is nothing, is an empty text.

    Raises `TemplateRuntimeError` when readers would be shown what it is in Python, such as
    `<generator object at 0x7f…>`: that is never meant, and another text in each build.
    """
    if value is None:
        return ""
    kind, shows_itself = type(value), hasattr(type(value), "__html__")
    as_text: Any = kind.__str__
    if as_text is not object.__str__ or shows_itself or kind in _READABLE:
        return value
    what = f"a {kind.__name__} is no text: print one of its parts"
    if isinstance(value, Iterator):
        what = "this prints no text, but what makes a list: add |join(', ') or |list"
    elif isinstance(value, BlockReference):
        what = f"this prints no text, but a block, which has to be called: super(), or self.{value.name}()"
    elif callable(value):
        name = getattr(value, "__name__", None) or getattr(value, "name", None) or "it"
        what = f"this prints no text, but {name}, which has to be called: {name}(…)"
    raise jinja2.TemplateRuntimeError(what)


class QuickContext(Context):
    """A context that calls what does not want the context without further ado."""

    @internalcode
    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        if type(__obj) not in _PLAIN or hasattr(__obj, "jinja_pass_arg"):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        try:
            return __obj(*args, **kwargs)
        except StopIteration:
            what = "value was undefined because a callable raised a StopIteration exception"
            return __self.environment.undefined(what)


class QuickTemplate(Template):
    """A template that prints values with `printed`."""

    @classmethod
    def _from_namespace(cls, environment: Any, namespace: Any, globals: Any) -> Template:  # noqa: A002
        namespace["escape"] = printed  # in place of the one that the compiled module has imported
        return super()._from_namespace(environment, namespace, globals)

    def part(self, context: Context, local: Mapping[str, Any]) -> Iterable[str]:
        """Render this template inside that of *context*, where the variables *local* are set as well."""
        values = context.get_all()
        if local:
            values = values | {name: value for name, value in local.items() if value is not missing}
        return self.root_render_func(
            type(context)(self.environment, values, self.name, self.blocks, self.globals)
        )


class QuickGenerator(CodeGenerator):
    """Writes functions that gather their text in a list and yield it whole, instead of piece by piece."""

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        whole_function = frame.buffer is None and (frame.rootlevel or frame.block_frame)
        if whole_function:
            self.buffer(frame)
        super().blockvisit(nodes, frame)
        if whole_function:
            self.writeline(f"yield concat({frame.buffer})")

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        """Write an include as Jinja does, but into the list, and with a cheaper call."""
        if node.ignore_missing:
            self.writeline("try:")
            self.indent()
        one = isinstance(node.template, nodes.Const) and isinstance(node.template.value, str)
        self.writeline(f"template = environment.get_{'' if one else 'or_select_'}template(", node)
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")
        if node.ignore_missing:
            self.outdent()
            self.writeline("except TemplateNotFound: pass")
            self.writeline("else:")
            self.indent()
        apart = "_get_default_module()._body_stream"
        part = f"part(context, {self.dump_local_context(frame)})" if node.with_context else apart
        self.writeline(f"{frame.buffer}.extend(template.{part})")
        if node.ignore_missing:
            self.outdent()


def is_tested(version: str = jinja2.__version__) -> bool:
    """Return whether quick rendering may be used with this version of Jinja."""
    return version.startswith(TESTED)
