"""The Jinja environment of a theme: strict, escaped, and with no read that is not a question."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
    nodes,
)
from markupsafe import Markup

from sitegen.config.unmerged import UNMERGED, first_unmerged
from sitegen.errors import UnknownNameError
from sitegen.incremental.answers import Answers, Question, Trace, note, note_question, recording
from sitegen.incremental.store import Store
from sitegen.patterns import regex
from sitegen.text import iso
from sitegen.theme.bytecode import StoredBytecode
from sitegen.theme.phrases import phrase_functions, with_phrases
from sitegen.theme.quick import QuickContext, QuickGenerator, QuickTemplate, is_tested
from sitegen.theme.theme import Theme
from sitegen.words import Words, words_of

# What would make two builds of the same input differ.
_UNREPEATABLE_FILTERS = ("random",)
_UNREPEATABLE_GLOBALS = ("lipsum",)
_SCALARS = frozenset({str, Markup, int, bool, type(None)})
_INDENT = regex(r"^[ \t]+", re.MULTILINE)
_KEEPS_BLANKS = regex(r"<(?:pre|textarea|script|style)\b")
_CLOCK = frozenset({"now", "utcnow", "today"})


def theme_questions(theme: Theme, asset_url: Callable[[str], str]) -> dict[str, Callable[..., Any]]:
    """Return the questions about the theme: `template`, `asset`, `option`."""

    def template(name: str) -> str:
        """The digest of the template that stands for *name*; empty where there is none."""
        path = theme.find("templates", name)
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest() if path else ""
        except OSError:
            return ""  # the loader says why

    def asset(name: str) -> str:
        """The URL of a file of the theme's `assets/`: another one when the file is edited."""
        if theme.find("assets", name) is None:
            raise UnknownNameError(f"the theme has no asset {name!r}", name, theme.assets())
        path, _digest = theme.named.get(name, (f"assets/{name}", ""))
        return asset_url(path)

    def option(name: str) -> Any:
        """The value of a setting of the theme."""
        if name not in theme.options:
            raise UnknownNameError(f"the theme declares no setting {name!r}", name, theme.options)
        return theme.options[name]

    return {"template": template, "asset": asset, "option": option}


class _Fact:
    """An attribute of `site` that is the answer to a question; one that nothing could change, such as a
    setting, is looked up once."""

    def __init__(self, name: str, *arguments: str) -> None:
        self._asked = (name, *arguments)

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, site: SiteGlobal, _owner: type | None = None) -> Any:
        with recording() as trace:
            answer = site._ask(*self._asked)
        if trace.questions:
            note(trace)
        else:
            site.__dict__[self._name] = answer  # found there from now on
        return answer


def _question(name: str, *kinds: type, called: str = "") -> Any:
    """Return a method of `site` that asks a question with arguments of these *kinds*."""
    called = called or name

    def ask(site: SiteGlobal, *arguments: Hashable, **named: Any) -> Any:
        given = [_argument(argument) for argument in arguments]
        if named or tuple(map(type, given)) != kinds:
            raise TemplateRuntimeError(f"site.{called} is asked like this: {_example(called, kinds)}")
        if any(isinstance(argument, int) and argument < 0 for argument in given):
            raise TemplateRuntimeError(f"site.{called} gives so many, and not less than none")
        return site._ask(name, *given)

    ask.__name__ = called  # for those who print it without a call
    return ask


def _example(called: str, kinds: Iterable[type]) -> str:
    """Return how a question is asked."""
    arguments = ", ".join("5" if kind is int else '"…"' for kind in kinds)
    return f"site.{called}({arguments})"


class SiteGlobal:
    """What templates call `site`: `site.title` and the like are answers, `site.recent(5)` asks a question."""

    title, description = _Fact("setting", "title"), _Fact("setting", "description")
    language, url = _Fact("setting", "language"), _Fact("setting", "url")
    menu, feeds, home = _Fact("menu"), _Fact("feeds"), _Fact("home")
    icons, has_own_icon = _Fact("icons"), _Fact("has_own_icon")
    asset, option = _question("asset", str), _question("option", str)
    recent, tagged, topics = _question("recent", int), _question("tagged", str, int), _question("topics")
    snippet = _question("snippet_by_name", str, called="snippet")
    sections, path, today = _question("sections"), _question("path", str), _question("today")
    main_topics, guides = _question("main_topics", int), _question("guides", int)
    loose_pages = _question("loose_pages", int)

    def __init__(self, answers: Answers) -> None:
        self._ask = answers.ask

    def __repr__(self) -> str:
        return "<site>"  # without an address, which would make every build differ


def _argument(value: Any) -> Hashable:
    """Return an argument of a question as a plain text or whole number: questions that are equal must be the
    same.  1.0 is refused: it would be answered where another page has asked with 1, and only there."""
    if isinstance(value, str):
        return str(value)
    if type(value) is int:
        return value
    raise TypeError(f"a question takes texts and whole numbers, not a {type(value).__name__}")


class Fragments:
    """What templates call `fragment`: a template rendered once for each set of values that it is given.

    A fragment sees these values and `site`, nothing of the page around it, so that its result can be used on
    every page that gives it the same; what it asked is noted in the trace of each of them.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._made: dict[Hashable, _Fragment] = {}

    def fragment(self, template: str, **values: Any) -> Markup:
        """Return the *template* as rendered with *values*, and note what it asked."""
        key = (template, *values, *map(_identity, values.values()))
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(template, values)
        note(made.asked)
        return made.html

    def _make(self, template: str, values: dict[str, Any]) -> _Fragment:
        with recording() as trace:
            html = Markup(self._environment.get_template(template).render(values))
        return _Fragment(html, trace, tuple(values.values()))


class _Fragment(NamedTuple):
    """A rendered fragment, and the *values* it was given: while they are kept, no others have their ids."""

    html: Markup
    asked: Trace
    values: tuple[Any, ...]


def _identity(value: Any) -> Hashable:
    """Return what only *value* itself has, or a text or number of the same type that is written the same.

    Equality lies: 1 and True are equal, and so are a text and its Markup, or the hour that comes twice in
    autumn, alone or inside other values.  Records are the same wherever the same question was asked.
    Raises TypeError for what can change, such as a list.
    """
    kind = type(value)
    if kind in _SCALARS:
        return kind, value
    if kind is tuple:
        hash(value)  # of what is in it, too
    elif kind.__hash__ is None:
        raise TypeError(f"a fragment can't be remembered for a {kind.__name__}, which can change")
    return kind, id(value)


class _FreshModules(QuickTemplate):
    """A template whose imported module is made anew for each render, so that its reads are seen each time."""

    def _get_default_module(self, ctx: Any = None) -> Any:
        if ctx is None:
            return self.make_module()
        keys = ctx.globals_keys - self.globals.keys()
        return self.make_module({key: ctx.parent[key] for key in keys})


class _ThemeLoader(BaseLoader):
    """Reads templates through the layers of a theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002
        path = self.theme.find("templates", template)
        if path is None:
            raise TemplateNotFound(template)
        try:
            source = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise TemplateSyntaxError("the template is not UTF-8", line, template, str(path)) from None
        except OSError as error:
            what = f"the template can't be read: {error.strerror}"
            raise TemplateSyntaxError(what, 1, template, str(path)) from None
        mark = first_unmerged(source)
        if mark is not None:
            raise TemplateSyntaxError(UNMERGED, source.count("\n", 0, mark) + 1, template, str(path))
        return source, str(path), lambda: True

    def list_templates(self) -> list[str]:
        names: set[str] = set()
        for layer in self.theme.layers:
            folder = layer.folder / "templates"
            names.update(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        return sorted(names)


class ThemeEnvironment(Environment):
    """Asks for every template before it is loaded: `extends`, `include` and `import` all pass here."""

    template_class = _FreshModules
    if is_tested():
        context_class = QuickContext
        code_generator_class = QuickGenerator

    def __init__(
        self, theme: Theme, answers: Answers, store: Store | None = None, words: Words | None = None
    ) -> None:
        """Make the environment of *theme*; *store* remembers compiled templates, *words* are the site's."""
        self._words = words or words_of("en")
        writer = self.code_generator_class.__name__
        self._compiled = StoredBytecode(store, self._words.name, writer) if store else None
        super().__init__(
            loader=_ThemeLoader(theme),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=0,
            bytecode_cache=self._compiled,
        )
        self.answers = answers
        self._loaded: dict[str, tuple[Question, Template]] = {}
        for name in _UNREPEATABLE_FILTERS:
            del self.filters[name]
        for name in _UNREPEATABLE_GLOBALS:
            del self.globals[name]
        self.globals["site"] = SiteGlobal(answers)
        self.globals["fragment"] = Fragments(self).fragment  # a method is called with less ado
        self.globals |= phrase_functions(self._words)
        days = {"day": self._words.day, "month": self._words.month, "iso": iso}
        self.filters |= {name: _of_days(name, write) for name, write in days.items()}
        self.filters["direction"] = direction
        self.filters["absolute"] = self._absolute_filter()
        self.filters["rendition"] = self._asking_filter("rendition")
        self.filters["url"] = self._asking_filter("picture_url")

    def compile_all(self) -> None:
        """Compile every template of the theme; one that can't be is left to the page that needs it."""
        with recording():
            for name in self.list_templates():
                with suppress(jinja2.TemplateError):
                    self.get_template(name)

    def save_compiled(self) -> None:
        """Hand to the store what was compiled in this build."""
        if self._compiled:
            self._compiled.save()

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        """Return a template without the blanks that its lines begin with: they are for those who write it;
        browsers show none of them, except in the elements that keep blanks."""
        made = super().preprocess(source, name, filename)
        return made if _KEEPS_BLANKS.search(made) else _INDENT.sub("", made)

    def compile(self, source: Any, name: str | None = None, filename: str | None = None, **how: Any) -> Any:  # type: ignore[override]
        """Compile a template; what is nested deeper than Python can is a mistake of its author."""
        try:
            return super().compile(source, name, filename, **how)
        except (SyntaxError, RecursionError):
            what = "tags or parentheses are nested too deeply in this template"
            raise TemplateSyntaxError(what, 1, name, filename) from None

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Parse a template, say its phrases, and refuse calls of the clock, such as `page.date.now()`."""
        tree = with_phrases(super()._parse(source, name, filename), self._words, name, filename)
        if not any(method in source for method in _CLOCK):
            return tree
        for call in tree.find_all(nodes.Call):
            method = call.node
            if isinstance(method, nodes.Getattr) and method.attr in _CLOCK and not _is_site(method.node):
                what = f"{method.attr}() would make every build differ; site.today() is the day of the build"
                raise TemplateSyntaxError(what, call.lineno, name, filename)
        return tree

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:  # noqa: A002
        name = str(name)  # `{% include name %}` may name it by a Markup
        loaded = self._loaded.get(name)
        if loaded is None:
            self.answers.ask("template", name)
            loaded = Question("template", (name,)), super()._load_template(name, globals)
            self._loaded[name] = loaded
        else:
            note_question(loaded[0])
        return loaded[1]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the environment's globals: no template here is given any of its own."""
        return super().make_globals(d) if d else self.globals

    def _asking_filter(self, question: str) -> Callable[..., Any]:
        """Return a filter that asks about the value it is given."""

        @jinja2.pass_context
        def ask(_context: Any, value: Hashable, *arguments: Hashable) -> Any:
            if value is None:
                raise TemplateRuntimeError(
                    "there is no picture here: ask whether there is, {% if … %}, first"
                )
            return self.answers.ask(question, value, *arguments)

        return ask

    def _absolute_filter(self) -> Callable[..., str]:
        # With a context, Jinja does not run the filter on literals while it compiles, where nobody records.
        @jinja2.pass_context
        def absolute(_context: Any, url: str) -> str:
            """Return a rooted URL with the site's scheme and host; whole URLs stay."""
            if not isinstance(url, str):
                raise TemplateRuntimeError(f"absolute takes a URL, and this is {_called(url)}")
            return f"{self.answers.ask('origin')}{url}" if url.startswith("/") else url

        return absolute


def _of_days(name: str, write: Callable[[Any], str]) -> Callable[..., str]:
    """Return a filter that writes days, and says so of anything else."""

    def written(value: Any, *given: Any, **named: Any) -> str:
        if given or named:
            what = (
                f"{name} takes nothing in parentheses; in a form of your own a date is .strftime('%Y-%m-%d')"
            )
            raise TemplateRuntimeError(what)
        try:
            return write(value)
        except (AttributeError, TypeError):
            raise TemplateRuntimeError(f"{name} writes a day, and this is {_called(value)}") from None

    return written


def _called(value: Any) -> str:
    """Return what the *value* of a variable is called by those who write templates."""
    if value is None:
        return "empty here: ask whether it is there, {% if … %}, first"
    return "a text" if isinstance(value, str) else f"a {type(value).__name__}"


def _is_site(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Name) and node.name == "site"


_RIGHT_TO_LEFT = (
    " ar arc ckb dv fa glk he iw ji khw lrc mzn nqo pnb ps sd syr ug ur yi"
    " adlm arab aran hebr mand mend nkoo rohg samr syrc thaa "
)
"""Languages, and scripts of four letters, that are read from right to left, each between blanks."""


def direction(language: str) -> str:
    """Return how a *language* (BCP 47) is read: `rtl` or `ltr`.  A script that it names decides."""
    first, *rest = language.lower().split("-")
    script = next((part for part in rest[:2] if len(part) == 4 and part.isalpha()), first)
    return "rtl" if f" {script} " in _RIGHT_TO_LEFT else "ltr"


def template_place(error: BaseException, theme: Theme) -> tuple[str, int]:
    """Return the template and line in which *error* came up; an empty name: in none."""
    if isinstance(error, TemplateSyntaxError) and (file := error.filename or error.name):
        return theme.shown(Path(file)), error.lineno  # of an open comment Jinja says the file as the name
    place = ("", 1)
    trace = error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if any(path.is_relative_to(layer.folder / "templates") for layer in theme.layers):
            place = (theme.shown(path), trace.tb_lineno)
        trace = trace.tb_next
    return place
