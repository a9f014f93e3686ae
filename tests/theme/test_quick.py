"""Quick rendering gives what stock Jinja gives, whatever a template does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError, pass_context
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context
from markupsafe import Markup

from sitegen.build import Request, build
from sitegen.model.records import Html
from sitegen.theme.environment import ThemeEnvironment
from sitegen.theme.quick import QuickContext, QuickGenerator, QuickTemplate, is_tested

SITE = Path(__file__).parents[1] / "sites/kitchen-sink"


class Quick(Environment):
    template_class = QuickTemplate
    context_class = QuickContext
    code_generator_class = QuickGenerator


class Title(str):
    """A text of its own class."""


class Shouting:
    """Wants the context when it is called."""

    @pass_context
    def __call__(self, context: Any, text: str) -> str:
        return f"{text} {context['page'].title}!"


@pass_context
def loud(context: Any, text: str) -> str:
    return f"{text} {context.get('n', context['page'].title)}"


def stopped() -> Any:
    return next(iter(()))


VALUES = {
    "page": SimpleNamespace(title="<A & 'B'>", none=None, number=1, html=Markup("<b>"), tree=[[1, [2]], [3]]),
    "body": Html("<p>it's</p>"),
    "own": Title("<own>"),
    "posts": ("a", "<b>", "c"),
    "table": {"key": "<v>", "items": "shadowed"},
    "shout": Shouting(),
    "loud": loud,
    "stopped": stopped,
}
PARTS = {
    "part.html": "[{{ page.title }} {{ n|default('-') }}]",
    "part2.html": "{% set n = 2 %}({% include 'part.html' %})",
    "globals.html": "{{ page is defined }}{{ n is defined }}",
    "base.html": "<{% block a %}base a {% block b %}inner{% endblock %}{% endblock %}|{% block c scoped %}{% endblock %}>",
    "middle.html": "{% extends 'base.html' %}{% block a %}middle({{ super() }}){% endblock %}",
    "needs.html": "{% block must required %}{% endblock %}",
    "macros.html": "{% set word = page.title if page is defined else 'none' %}{% macro m(x, y=2) %}{{ x }}{{ y }}{{ word }}{{ caller() if caller }}{% endmacro %}",
}
TEMPLATES = [
    "{{ page.title }}{{ page.none }}{{ page.number }}{{ page.html }}{{ body }}{{ own }}{{ 1.5 }}{{ true }}",
    "{{ table.key }}{{ table['items'] }}{{ table['key'] }}{{ table.none is defined }}",
    "{{ page.title ~ page.html }}{{ page.title|upper }}{{ page.html|replace('b', '<i>') }}{{ posts|join(', ') }}",
    "{{ page.title|safe }}{{ page.title|e }}{{ page.title|forceescape }}{{ '<'|e ~ '>' }}{{ '<'|safe ~ '>' }}",
    "{% include 'part.html' %}{% include 'part2.html' %}{% include 'part.html' %}",
    "{% for n in posts %}{% include 'part.html' %}{% include 'part2.html' %}{% endfor %}{% include 'part.html' %}",
    "{% with n = 3 %}{% include 'part.html' %}{% with n = 4 %}{% include 'part2.html' %}{% endwith %}{% endwith %}",
    "{% set n = '<5>' %}{% include 'part.html' %}{{ n }}{% include 'globals.html' without context %}",
    "{% if false %}{% set n = 1 %}{% endif %}{% include 'part.html' %}",
    "{% include 'none.html' ignore missing %}{% include ['none.html', 'part.html'] %}{% include 'pa' ~ 'rt.html' %}",
    "{% include ['none.html', 'neither.html'] ignore missing %}{% include ('part.html',) ignore missing %}.",
    "{% include 'none.html' %}",
    "{% include page.nothing %}",
    "{% include 'middle.html' %}after",
    "{% extends 'middle.html' %}lost{% block b %}B{{ super() }}{% include 'part.html' %}{% endblock %}",
    "{% extends 'base.html' %}{% set n = 7 %}{% block a %}{{ super() }}{{ self.b() }}{% include 'part.html' %}{% endblock %}",
    "{% if page %}{% extends 'base.html' %}{% endif %}shown?{% block c %}c{% endblock %}",
    "{% if not page %}{% extends 'base.html' %}{% endif %}shown{% block c %}c{% endblock %}",
    "{% for n in posts %}{% block x scoped %}{{ n }}{{ loop.index }}{% include 'part.html' %}{% endblock %}{% endfor %}",
    "{% extends 'needs.html' %}",
    "{% extends 'base.html' %}{% extends 'middle.html' %}",
    "{% import 'macros.html' as m %}{{ m.m('<x>') }}{% from 'macros.html' import m with context %}{{ m('y', 3) }}",
    "{% from 'macros.html' import m %}{% call m(1) %}called {{ page.title }}{% include 'part.html' %}{% endcall %}",
    "{% macro own(n) %}{% include 'part.html' %}{% for p in posts %}{{ p }}{% endfor %}{% endmacro %}{{ own(1) }}{{ own(n=2)|upper }}",
    "{% macro own(n=page.title) %}{{ n }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ own() }}{{ own(1, 2, k='<') }}",
    "{% filter upper %}a{{ page.title }}{% include 'part.html' %}{% for p in posts %}{{ p }}{% endfor %}{% endfilter %}b",
    "{% set x %}<i>{{ page.title }}{% include 'part.html' %}</i>{% endset %}{{ x }}{{ x|length }}{% set x|upper %}y{% endset %}{{ x }}",
    "{% for branch in page.tree recursive %}{{ loop.depth }}{% if branch is iterable %}({{ loop(branch) }}){% else %}{{ branch }}{% endif %}{% endfor %}",
    "{% for p in posts if p != 'a' %}{{ p }}{{ loop.last }}{{ loop.previtem|default('') }}{% else %}none{% endfor %}{% for p in [] %}{% else %}none{% endfor %}",
    "{% for p in posts %}{{ loop.cycle('odd', 'even') }}{% if loop.changed(p) %}{{ p }}{% endif %}{% endfor %}",
    "{% set ns = namespace(n=0) %}{% for p in posts %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}",
    "{{ shout('a') }}{{ loud('b') }}{% for n in posts %}{{ loud(n) }}{{ shout(n) }}{% endfor %}{{ page.title.upper() }}",
    "{% block x %}{% set n = 9 %}{{ loud('in') }}{% endblock %}{{ range(3)|list }}{{ dict(a=1) }}{{ posts.index('c') }}",
    "{% autoescape false %}{{ page.title }}{% include 'part.html' %}{% endautoescape %}{{ page.title }}",
    "{% autoescape page.none %}{{ page.title }}{{ '<' ~ '>' }}{% endautoescape %}",
    "{{ 'yes' if page.none }}",
    "{{ stopped() }}",
    "{{ nothing }}",
    "a\n{{ page.title }}\n{{ page.nothing }}",
    "{{ page.title.nothing() }}",
    "{{ posts.index('z') }}",
    "{{ 1 / 0 }}",
    "",
    "only text\n",
]


def outcome(environment: Environment) -> tuple[str, str]:
    """Return what a page is: its text, or the mistake and where it stands."""
    try:
        return "text", environment.get_template("page.html").render(VALUES)
    except (TemplateError, ArithmeticError, ValueError, TypeError) as error:
        return type(error).__name__, f"{str(error)!r} {places(error)}"


def places(error: BaseException) -> list[tuple[str, int]]:
    """Return the templates and lines that *error* came through."""
    found, trace = [], error.__traceback__
    while trace is not None:
        found.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    return [place for place in found if "template" in place[0] and "jinja2" not in place[0]]


def options(source: str) -> Mapping[str, Any]:
    loader = DictLoader(PARTS | {"page.html": source})
    return {"loader": loader, "autoescape": True, "undefined": StrictUndefined, "trim_blocks": True}


@pytest.mark.parametrize("source", TEMPLATES)
def test_a_page_is_what_stock_jinja_makes_of_it(source):
    quick = outcome(Quick(**options(source)))
    stock = outcome(Environment(**options(source), finalize=lambda value: "" if value is None else value))

    assert quick == stock


def test_a_template_yields_its_text_whole():
    environment = Quick(**options("{% extends 'base.html' %}{% block c %}1{{ page.number }}2{% endblock %}"))

    assert [*filter(None, environment.get_template("page.html").generate(VALUES))] == ["<base a inner|112>"]


def test_only_versions_of_jinja_that_were_tested_are_made_quick():
    assert [is_tested(version) for version in ("3.1.4", "3.1.6", "3.2.0", "4.0")] == [
        True,
        True,
        False,
        False,
    ]
    assert ThemeEnvironment.code_generator_class is QuickGenerator


def test_a_whole_site_is_the_same_with_stock_jinja(monkeypatch, tmp_path):
    quick = made(tmp_path / "quick")
    monkeypatch.setattr(ThemeEnvironment, "code_generator_class", CodeGenerator)
    monkeypatch.setattr(ThemeEnvironment, "context_class", Context)

    assert made(tmp_path / "stock") == quick


def made(output: Path) -> dict[str, bytes]:
    build(Request(SITE, output, as_of="2026-06-01"))
    return {str(path.relative_to(output)): path.read_bytes() for path in output.rglob("*") if path.is_file()}
