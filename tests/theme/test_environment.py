"""Templates: strict, escaped, placed when wrong, and with no read that is not a question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2.defaults
import pytest

from sitegen.errors import Problem
from sitegen.incremental.answers import Answers, Question, recording
from sitegen.theme.environment import ThemeEnvironment, direction, theme_questions
from sitegen.theme.theme import Layer, Theme
from support.blog import Blog

STAND_INS: dict[str, Callable[..., Any]] = {
    "origin": lambda: "https://example.org",
    "setting": lambda name: f"<{name}>",
    "recent": lambda count: tuple(range(count)),
    "tagged": lambda tag, count: (tag,) * count,
}


class Bench:
    """A theme in a folder, rendered outside of any site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.theme = Theme((Layer(folder / "over", ""), Layer(folder, "themes/t/")), {"accent": "green"})
        self.start()

    def start(self) -> None:
        """Begin a new build: new answers, a new environment."""
        self.answers = Answers(STAND_INS | theme_questions(self.theme, lambda path: f"/{path}"))
        self.environment = ThemeEnvironment(self.theme, self.answers)

    def write(self, name: str, text: str) -> Bench:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return self

    def render(self, name: str, **values: Any) -> tuple[str, list[Question]]:
        with recording() as trace:
            text = self.environment.get_template(name).render(**values)
        return text, [*trace.questions]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def asked(name: str, *arguments: Any) -> Question:
    return Question(name, arguments)


# ---- what is published of a template


def test_the_blanks_that_lines_of_a_template_begin_with_are_not_published(bench):
    bench.write(
        "templates/a.html",
        "<ul>\n  {% for x in [1, 2] %}\n\t<li>{{ x }}\n    {{ text }}</li>\n  {% endfor %}\n</ul>\n",
    )

    made, _asked = bench.render("a.html", text="a\n  b")

    assert made == "<ul>\n<li>1\na\n  b</li>\n<li>2\na\n  b</li>\n</ul>\n", "what is printed keeps its own"


@pytest.mark.parametrize("element", ["pre", "textarea", "script"])
def test_a_template_with_an_element_that_keeps_blanks_keeps_its_own(bench, element):
    text = f"<div>\n  <{element}>\n    x\n  </{element}>\n</div>\n"
    bench.write("templates/a.html", text)

    assert bench.render("a.html")[0] == text


# ---- no read escapes


def test_a_filter_on_a_literal_asks_at_every_render(bench):
    bench.write("templates/a.html", "{{ '/logo.png'|absolute }}")

    first, second = bench.render("a.html"), bench.render("a.html")

    assert first == second == ("https://example.org/logo.png", [asked("template", "a.html"), asked("origin")])


def test_no_filter_or_test_of_ours_is_run_while_a_template_is_compiled(bench):
    ours = {name for name in bench.environment.filters if name not in jinja2.defaults.DEFAULT_FILTERS}
    assert {"absolute", "day", "month", "iso", "direction"} <= ours
    assert set(bench.environment.tests) == set(jinja2.defaults.DEFAULT_TESTS)

    for name in sorted(ours):
        bench.start()
        with recording() as trace:
            bench.environment.from_string(f"{{{{ '/x'|{name} }}}}{{{{ ['/x']|map('{name}')|list }}}}")
        assert [*trace.questions] == [], f"{name} asks and does not take the context"


def test_every_page_that_imports_a_macro_asks_what_its_module_asks(bench):
    bench.write("templates/m.html", "{% set title = site.title %}{% macro show() %}{{ title }}{% endmacro %}")
    bench.write("templates/a.html", "{% import 'm.html' as m %}{{ m.show() }}")
    bench.write("templates/b.html", "{% from 'm.html' import show %}{{ show() }}")

    for name in ("a.html", "b.html", "a.html"):
        text, questions = bench.render(name)
        assert text == "&lt;title&gt;"
        assert questions == [asked("template", name), asked("template", "m.html"), asked("setting", "title")]


def test_every_way_to_another_template_is_asked_for_also_when_it_is_known_already(bench):
    bench.write("templates/base.html", "{% block b %}{% endblock %}").write("templates/part.html", "part")
    bench.write(
        "templates/a.html", "{% extends 'base.html' %}{% block b %}{% include 'part.html' %}{% endblock %}"
    )

    for _ in range(2):
        _, questions = bench.render("a.html")
        assert questions == [asked("template", name) for name in ("a.html", "base.html", "part.html")]


def test_a_template_that_is_not_there_has_been_asked_for(bench):
    bench.write(
        "templates/a.html", "{% include 'no.html' ignore missing %}{% include ['no2.html', 'b.html'] %}"
    )
    bench.write("templates/b.html", "b")

    assert bench.render("a.html") == (
        "b",
        [asked("template", name) for name in ("a.html", "no.html", "no2.html", "b.html")],
    )
    with recording():
        assert bench.answers.ask("template", "no.html") == ""


def test_a_macro_asks_for_the_page_that_calls_it(bench):
    bench.write("templates/m.html", "{% macro list(n) %}{{ site.recent(n)|join(',') }}{% endmacro %}")
    bench.write("templates/a.html", "{% from 'm.html' import list %}{{ list(page) }}")

    assert bench.render("a.html", page=2)[1][-1] == asked("recent", 2)
    assert bench.render("a.html", page=3) == (
        "0,1,2",
        [asked("template", "a.html"), asked("template", "m.html"), asked("recent", 3)],
    )


def test_a_new_file_that_comes_before_the_themes_changes_the_answer(bench):
    bench.write("templates/a.html", "theme")
    with recording():
        before = bench.answers.ask("template", "a.html")

    bench.write("over/templates/a.html", "site").start()

    with recording():
        assert bench.answers.ask("template", "a.html") != before
    assert bench.render("a.html")[0] == "site"


def test_a_template_can_not_ask_outside_of_a_render(bench):
    with pytest.raises(RuntimeError, match="nobody records"):
        bench.environment.get_template("a.html")


@pytest.mark.parametrize("name", ["../secret.html", "/etc/passwd", "a/../../secret.html"])
def test_nothing_outside_of_the_theme_is_a_template_or_an_asset(bench, name):
    bench.write("secret.html", "secret")

    assert bench.theme.find("templates", name) is None
    assert bench.theme.find("assets", name) is None


# ---- the same input gives the same bytes


@pytest.mark.parametrize(
    "source", ["{{ [1, 2]|random }}", "{{ lipsum() }}", "{{ page.now() }}", "{{ now() }}"]
)
def test_templates_have_no_clock_and_no_dice(bench, source):
    bench.write("templates/a.html", source)

    with pytest.raises(jinja2.TemplateError):
        bench.render("a.html", page=None)


def test_no_address_of_an_object_can_be_printed(bench):
    bench.write("templates/a.html", "{{ value }}")

    for value in (bench.environment.globals["site"], object(), len, "x".upper, iter("ab"), (n for n in "ab")):
        with pytest.raises(jinja2.TemplateRuntimeError, match="no text"):
            bench.render("a.html", value=value)
    for value in (1, 1.5, True, ["a"], ("a",), {"a": 1}):
        assert bench.render("a.html", value=value)[0]


def test_of_what_is_not_there_nothing_is_printed(bench):
    macro = "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(value) }}"
    bench.write("templates/a.html", "<i title='{{ value }}'>{{ value }}</i>" + macro)

    assert bench.render("a.html", value=None)[0] == "<i title=''></i>"


def test_a_forgotten_join_is_a_mistake_with_its_line_and_says_what_to_add(blog):
    blog.file("templates/post.html", "<h1>\n{{ page.tags|map(attribute='name') }}</h1>\n").write(
        "posts/one.md"
    )

    [problem] = blog.problems()

    assert (problem.location.path, problem.location.line) == ("templates/post.html", 2)
    assert "|join" in problem.message


def test_a_fragment_is_made_once_and_its_questions_are_those_of_every_page(bench):
    bench.write("templates/f.html", "{{ site.title }}{{ n }}").write(
        "templates/a.html", "{{ fragment('f.html', n=n) }}"
    )

    first, second = bench.render("a.html", n=1), bench.render("a.html", n=1)

    assert first == second
    assert first[1] == [asked("template", "a.html"), asked("template", "f.html"), asked("setting", "title")]
    assert bench.render("a.html", n=True)[0] == "&lt;title&gt;True", "1 and True are not the same text"


def test_what_is_printed_is_escaped(bench):
    bench.write("templates/a.html", "{{ page }}{{ site.description }}")

    assert bench.render("a.html", page="<b>&")[0] == "&lt;b&gt;&amp;&lt;description&gt;"


# ---- mistakes


def template_problem(blog: Blog) -> Problem:
    """Return the one problem of a site with a post and a page; nothing is published, what was there stays."""
    blog.write("posts/one.md").write("posts/two.md").write("about.md")
    (problem,) = blog.problems()
    assert problem.rule == "template"
    return problem


def test_an_undefined_name_is_placed_and_the_page_named(blog):
    blog.file("templates/post.html", "<h1>\n{{ titel }}\n</h1>")

    problem = template_problem(blog)

    assert (problem.location.path, problem.location.line) == ("templates/post.html", 2)
    assert problem.message == "'titel' is undefined"
    assert problem.context == "while making /2024/01/one/ from content/posts/one.md"
    assert problem.offending == "{{ titel }}"


def test_an_undefined_attribute_is_placed(blog):
    blog.file("templates/post.html", "\n\n{{ page.titel }}")

    problem = template_problem(blog)

    assert (problem.location.line, "'titel'" in problem.message) == (3, True)


def test_a_mistake_in_an_included_file_of_the_theme_is_placed_there(blog):
    blog.file("themes/plain/templates/_part.html", "fine\n{{ nothing.here }}")
    blog.file("templates/post.html", "{% include '_part.html' %}")

    problem = template_problem(blog)

    assert (problem.location.path, problem.location.line) == ("themes/plain/templates/_part.html", 2)
    assert problem.offending == "{{ nothing.here }}"


def test_a_mistake_in_a_macro_is_placed_there(blog):
    blog.file("templates/_m.html", "{% macro show(x) %}\n{{ x.nothing }}\n{% endmacro %}")
    blog.file("templates/post.html", "{% from '_m.html' import show %}\n\n{{ show(page) }}")

    problem = template_problem(blog)

    assert (problem.location.path, problem.location.line) == ("templates/_m.html", 2)


def test_a_mistake_in_a_fragment_is_placed_there(blog):
    blog.file("templates/_f.html", "\n{{ nothing }}")
    blog.file("templates/post.html", "{{ fragment('_f.html', title=page.title) }}")

    problem = template_problem(blog)

    assert (problem.location.path, problem.location.line) == ("templates/_f.html", 2)


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("\n{% if %}", 2, "'%}' can't stand here"),
        ("{% for x in y %}", 1, "{% for %} is never closed"),
        ("\n{{ 1|nofilter }}", 2, "there is no filter 'nofilter'"),
        ("\n\n{{ page.date.now() }}", 3, "now() would make every build differ"),
        ("\n{% extends 'no.html' %}", 2, "there is no template 'no.html'"),
        ("{% include 'no.html' %}", 1, "there is no template 'no.html'"),
        ("{% include 'post.html' %}", 1, "without end"),
        ("{% extends 'post.html' %}", 1, "without end"),
        ("\n{{ 1 / 0 }}", 2, "ZeroDivisionError: division by zero"),
        ("\n{{ site.asset('no.css') }}", 2, "the theme has no asset 'no.css'"),
        ("\n{{ site.option('no') }}", 2, "the theme declares no setting 'no'"),
        ("\n{{ site.nothing }}", 2, "there is no 'nothing' in site"),
        ("\n{{ page.titel }}", 2, "there is no 'titel' in a PostView"),
        ("\n{{ titel }}", 2, "'titel' is undefined"),
        ("\n{{ site.recent([1]) }}", 2, "texts and whole numbers, not a list"),
        ("\n{{ fragment('no.html', value=[1]) }}", 2, "which can change"),
        ("\n{{ site.recent }}", 2, "recent, which has to be called: recent(…)"),
        ("\n{{ site.snippet }}", 2, "snippet, which has to be called: snippet(…)"),
        ("{% macro name() %}{% endmacro %}\n{{ name }}", 2, "name, which has to be called: name(…)"),
        (
            "{% extends 'base.html' %}{% block main %}\n{{ super }}{% endblock %}",
            2,
            "a block, which has to be",
        ),
        ("\n{% for one in site.recent() %}{% endfor %}", 2, "site.recent is asked like this: site.recent(5)"),
        (
            "\n{% for one in site.recent('5') %}{% endfor %}",
            2,
            "site.recent is asked like this: site.recent(5)",
        ),
        ("\n{% for one in site.recent(count=5) %}{% endfor %}", 2, "like this: site.recent(5)"),
        ("\n{% for one in site.recent %}{% endfor %}", 2, "what has to be called first: NAME(…)"),
        ("\n{{ site.topics(5) }}", 2, "site.topics is asked like this: site.topics()"),
        ("\n{{ site.recent(-1)|length }}", 2, "site.recent gives so many, and not less than none"),
        ("\n{{ site.tagged('x') }}", 2, 'like this: site.tagged("…", 5)'),
        ("\n{{ site.asset('x', 1) }}", 2, 'like this: site.asset("…")'),
        ("\n{{ page.date|day('%Y') }}", 2, "day takes nothing in parentheses"),
        ("\n{{ page.updated|day }}", 2, "day writes a day, and this is empty here"),
        ("\n{{ page.title|iso }}", 2, "iso writes a day, and this is a text"),
        ("\n{{ page.updated|absolute }}", 2, "absolute takes a URL, and this is empty here"),
        (f"{'{% if 1 %}' * 150}{'{% endif %}' * 150}", 1, "nested too deeply"),
        (f"{'{% for one in [1] %}' * 25}{'{% endfor %}' * 25}", 1, "nested too deeply"),
        (f"{{{{ {'(' * 900}1{')' * 900} }}}}", 1, "nested too deeply"),
    ],
)
def test_every_mistake_in_a_template_is_said_once_where_it_stands(blog, source, line, message):
    blog.file("templates/post.html", source)

    problem = template_problem(blog)

    assert (problem.location.path, problem.location.line) == ("templates/post.html", line)
    assert message in problem.message


@pytest.mark.parametrize(
    ("source", "column", "message", "hint"),
    [
        ("<b>{{ page.image.url }}</b>", 18, "there is no 'url' in nothing", "{% if … %}"),
        ("{% for one in [1] %}{{ loop.idnex }}{% endfor %}", 29, "in loop", "'index'"),
        ("<b>{{ page.date.strftim('%Y') }}</b>", 17, "there is no 'strftim' in a date", "'strftime'"),
        ("<b>{{ page.title.uper() }}</b>", 18, "there is no 'uper' in a text", "'upper'"),
        ("<b>{{ page.tags.first }}</b>", 17, "there is no 'first' in a list", ""),
        ("<b>{{ page.extra.hero }}</b>", 18, "there is no 'hero' in a table", ""),
        ("{% if 1 %}{% elseif 2 %}{% endif %}", 14, "there is no tag 'elseif'", "'elif'"),
    ],
)
def test_what_a_value_does_not_have_is_said_in_words_where_it_is_written(blog, source, column, message, hint):
    blog.file("templates/post.html", source)

    problem = template_problem(blog)

    assert (problem.location.line, problem.location.column) == (1, column)
    assert message in problem.message
    assert hint in problem.hint


def test_a_template_that_extends_the_one_it_replaces_is_told_how_to_begin_with_that(blog):
    blog.file("templates/post.html", "{% extends 'post.html' %}")

    assert template_problem(blog).hint == (
        "it stands in the place of the theme's: `sitegen theme copy post.html` begins with what that has"
    )


def test_a_template_that_is_not_utf8_is_placed(blog):
    blog.file("templates/post.html", b"fine\ncaf\xe9")

    problem = template_problem(blog)

    assert (str(problem.location), problem.message) == (
        "templates/post.html:2:1",
        "the template is not UTF-8",
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_two_versions_that_git_left_in_a_template_are_a_mistake(blog, end):
    lines = ["<p>", "<<<<<<< HEAD", "{{ post.title }}", "=======", "{{ post.url }}", ">>>>>>> other", "</p>"]
    blog.file("templates/post.html", end.join(lines).encode())

    problem = template_problem(blog)

    assert (str(problem.location), problem.message) == (
        "templates/post.html:2:1",
        "two versions of this file were not merged",
    )


def test_a_theme_without_a_template_is_one_problem_however_many_pages_need_it(blog):
    (blog.folder / "themes/plain/templates/post.html").unlink()

    problem = template_problem(blog)

    assert (problem.location.path, problem.message) == ("site.toml", "there is no template 'post.html'")


def test_a_template_that_a_text_asks_for_is_missed_in_that_text(blog):
    blog.write("landing.md", template="landing.html")

    problem = template_problem(blog)

    assert (problem.location.path, problem.message) == (
        "content/landing.md",
        "there is no template 'landing.html'",
    )


def test_half_a_character_in_a_free_value_is_a_problem_of_its_text(blog):
    blog.file("templates/post.html", "{{ page.extra.hero }}")
    blog.file("content/posts/x.md", '---\ntitle: X\ndate: 2024-01-01\nextra: {hero: "\\ud800"}\n---\n')

    problems = blog.problems()

    assert [problem.location.path for problem in problems] == ["content/posts/x.md"]


def test_mistakes_in_several_templates_are_said_together(blog):
    blog.file("templates/post.html", "{{ a }}").file("templates/page.html", "{{ b }}")
    blog.write("posts/one.md").write("about.md")

    assert [problem.location.path for problem in blog.problems()] == [
        "templates/page.html",
        "templates/post.html",
    ]


def test_a_broken_template_leaves_the_published_site_alone(blog):
    blog.write("posts/one.md").write("about.md").build()
    before = {path: (blog.public / path).read_bytes() for path in blog.published()}

    blog.file("templates/post.html", "{{ nothing }}").write("about.md", "New text.").write("new.md")

    assert len(blog.problems()) == 1
    assert {path: (blog.public / path).read_bytes() for path in blog.published()} == before


@pytest.mark.parametrize(
    ("language", "read"),
    [
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("AZ-Arab", "rtl"),
        ("en", "ltr"),
        ("ar-Latn-EG", "ltr"),
        ("uz-UZ", "ltr"),
    ],
)
def test_a_language_is_read_in_the_direction_of_its_script(language, read):
    assert direction(language) == read
