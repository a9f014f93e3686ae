"""Write the reference of the documentation from the code: what is written in two places differs one day.

    python docs/reference.py

A test compares the pages in `docs/content/reference/` with what this makes.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import tomllib
import typing
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec.structs import FieldInfo, fields

from sitegen.cli import COMMANDS
from sitegen.config.decode import fields_of
from sitegen.config.settings import Settings
from sitegen.content.source import FrontMatter
from sitegen.queries import views
from sitegen.queries.questions import QUESTIONS
from sitegen.queries.site import VIEWS
from sitegen.queries.structural import STRUCTURAL
from sitegen.theme.environment import SiteGlobal, _Fact

FOLDER = Path(__file__).parent / "content" / "reference"
THEME = Path(__file__).parents[1] / "themes" / "default"
NOTE = "<!-- Made from the code by docs/reference.py: edit what it says there. -->"
TEMPLATES = {
    "post.html": "post",
    "page.html": "page",
    "section.html": "page",
    "index.html, tag.html, month.html, year.html, author.html, series.html": "list",
    "tags.html": "tags",
    "archives.html": "archives",
    "404.html": "not_found",
    "redirect.html": "redirect",
}
"""Which view is `page` in which template."""
BRAND = """
Words are written in these colours, and 7:1 is what WCAG asks of text at its highest level. A colour with
less stops the build, which names the nearest one that is readable, darker or lighter in the same hue:

```text
site.toml:9:10: theme.accent: #ff9900 is hard to read on #f2f1ec: 1.9:1, and it needs 7:1 [contrast]
  9 | accent = "#ff9900"
    |          ^^^^^^^^^
  hint: the nearest colour that is readable is #774503
```

If the colour of your shop is lighter than that, give the one that is named to `accent`, and show your own
where nothing has to be read on it or in it: in the picture of your site (`[site] icon`), in a logo, or as a
band above every page, by a file `assets/_site.css`:

```css
.masthead { border-top: 0.4rem solid #ff9900; }
```

In the dark scheme a light colour is readable: `accent_dark = "#ff9900"` may be just yours.
"""
FILTERS = {
    "day": "A date in words: `{{ page.date|day }}`.",
    "month": "A month and its year in words.",
    "direction": "How a language is read, `rtl` or `ltr`: the value of `dir`.",
    "iso": "A date or a moment as ISO 8601.",
    "absolute": "A URL of the site with its scheme and host.",
    "rendition": 'A picture in a way that `theme.toml` names: `{{ (image|rendition("card")).url }}`.',
    "url": "The URL of a picture as it is.",
}


def pages() -> dict[str, str]:
    """Return the pages of the reference, by the names of their files."""
    return {
        "settings.md": page("Settings", "Every setting of site.toml.", settings()),
        "front-matter.md": page(
            "Front matter", "Every key that may stand at the top of a text.", front_matter()
        ),
        "commands.md": page("Commands", "Every command and its options.", commands()),
        "templates.md": page("Templates", "What templates are given.", templates()),
        "theme.md": page("The default theme", "The settings of the theme that comes with sitegen.", theme()),
        "questions.md": page("Questions", "What a page may ask, and be made again for.", questions()),
    }


def page(title: str, summary: str, parts: Iterator[str]) -> str:
    return f"---\ntitle: {title}\nsummary: {summary}\n---\n\n{NOTE}\n\n" + "\n".join(parts)


# ---- settings and front matter


def settings() -> Iterator[str]:
    yield "Only `title` and `url` of `[site]` are required. A key that is not listed here is a mistake, which"
    yield "`sitegen build` names with its line.\n"
    for hint in typing.get_type_hints(Settings).values():
        kind = _record_in(hint)
        heading, more = _heading(kind.__doc__ or "")
        yield f"## {heading}\n\n{more}\n"
        yield from _table(kind, keys="key")


def _heading(doc: str) -> tuple[str, str]:
    """Return the heading of a table and what is said below it, from "`[site]`: what the site is. More.\""""
    name, _, words = " ".join(doc.split()).partition(":")
    what, _, more = words.strip().partition(". ")
    return f"{name}: {what.rstrip('.')}", more


def front_matter() -> Iterator[str]:
    yield "Front matter is YAML between two lines `---`, TOML between two lines `+++`, or JSON."
    yield "A key that is not listed here is a mistake, unless `[front_matter]` in `site.toml` has it: `allow`"
    yield "takes further ones, `rename` takes those of [another program](../how-to/move-in.md) for these."
    yield "A key with nothing after it (`date:`) is as if it were not there, so that a post has the date of"
    yield "its file name. But an empty `authors` means no byline, `title` must not be empty, and what is"
    yield "`true` or `false` must be one of them. A list may be written `[a, b]`, one item a line after"
    yield "hyphens, or as `a, b`.\n"
    yield from _table(FrontMatter, keys="key")


def _table(kind: type, keys: str) -> Iterator[str]:
    documented = attribute_docs(kind)
    yield f"| {keys} | default | meaning |\n|---|---|---|"
    for name, default in defaults(kind).items():
        shown = "any other" if fields_of(kind)[name].metadata.get("rest") else f"`{name}`"
        yield f"| {shown} | {_default(default)} | {_cell(documented[name])} |"
    yield ""


REQUIRED = object()


def defaults(kind: Any) -> dict[str, Any]:
    """Return the fields of a record and their defaults."""
    return {field.name: _default_of(field) for field in fields(kind)}


def _default_of(field: FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return REQUIRED if field.required else field.default


def _default(value: Any) -> str:
    if value is REQUIRED:
        return "required"
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return f"`{_toml([*value])}`" if value else "none"
    if isinstance(value, str | bool | int | float) and value != "":
        return f"`{_toml(value)}`"
    return "the middle" if isinstance(value, tuple) else "none"


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def attribute_docs(kind: type) -> dict[str, str]:
    """Return the docstrings that stand under the fields of a record."""
    tree = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(tree, ast.ClassDef)
    docs = {}
    for field, doc in zip(tree.body, tree.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(doc, ast.Expr)
        ):
            docs[field.target.id] = str(getattr(doc.value, "value", ""))
    return docs


def _record_in(kind: Any) -> type:
    """Return the record that a field holds, or a mapping of which its values are."""
    arguments = typing.get_args(kind)
    record: type = arguments[1] if arguments else kind
    return record


# ---- commands


def commands() -> Iterator[str]:
    yield "`sitegen COMMAND --help` says the same in a terminal.\n"
    for name, (module, _line) in COMMANDS.items():
        yield from _command(import_module(module).command, f"sitegen {name}", "##")


def _command(command: click.Command, name: str, heading: str) -> Iterator[str]:
    """Yield what there is to say of a command, and of those that it is a group of."""
    context = click.Context(command, info_name=name, parent=None)
    usage = command.get_usage(context).removeprefix("Usage: ")
    yield f"{heading} {name}\n\n`{' '.join(usage.split())}`\n"
    yield f"{_prose(command.help or '')}\n"
    if isinstance(command, click.Group):
        for inner, one in command.commands.items():
            yield from _command(one, f"{name} {inner}", f"{heading}#")
        return
    yield "| option | meaning |\n|---|---|"
    for option in command.params:
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record:
            yield f"| `{_cell(record[0])}` | {_cell(record[1])} |"
    yield ""


def _prose(text: str) -> str:
    return "\n\n".join(map(_paragraph, inspect.cleandoc(text).split("\n\n")))


def _paragraph(text: str) -> str:
    """Return a paragraph as Markdown; Click keeps the lines of one that begins with a backspace."""
    if text.startswith("\b\n"):
        return f"```text\n{text[2:]}\n```"
    return " ".join(text.split())


# ---- templates


def templates() -> Iterator[str]:
    yield "Templates are written in [Jinja](https://jinja.palletsprojects.com/). A name that is not there"
    yield "is a mistake, never an empty place. Nothing of what follows can be changed by a template.\n"
    yield "## Which template gets what\n\n| template | `page` is a |\n|---|---|"
    for names, view in TEMPLATES.items():
        kind = _answer(VIEWS[view])
        shown = ", ".join(f"`{name}`" for name in names.split(", "))
        yield f"| {shown} | [{kind.__name__}](#{kind.__name__.lower()}) |"
    yield "\n## What every template finds in site\n\n| in a template | what it is |\n|---|---|"
    for name, member in vars(SiteGlobal).items():
        if not name.startswith("_"):
            yield f"| `site.{name}{_arguments(name, member)}` | {_cell(_about(name, member))} |"
    yield "\n`fragment(template, …)` renders a template once for each set of values, and keeps the result.\n"
    yield "## Filters\n\n| filter | what it does |\n|---|---|"
    yield from (f"| `{name}` | {_cell(about)} |" for name, about in FILTERS.items())
    yield "\n## What is in what\n"
    for kind in _views():
        yield f"### {kind.__name__}\n\n{_prose(kind.__doc__ or '')}\n"
        yield "| name | what it is |\n|---|---|"
        hints = typing.get_type_hints(kind)
        yield from (f"| `{field.name}` | {_type(hints[field.name])} |" for field in fields(kind))
        yield ""


_OF_THE_THEME = {
    "asset": "The URL of a file of the theme's `assets/`.",
    "option": "The value of a setting of the theme.",
}


def _about(name: str, member: Any) -> str:
    if name in _OF_THE_THEME:
        return _OF_THE_THEME[name]
    question, *arguments = member._asked if isinstance(member, _Fact) else (name,)
    return f"`{arguments[0]}` of `[site]`." if arguments else _doc(VIEWS.get(question) or QUESTIONS[question])


def _arguments(name: str, member: Any) -> str:
    if isinstance(member, _Fact):
        return ""
    if name in _OF_THE_THEME:
        return "(name)"
    function = VIEWS.get(name) or QUESTIONS[name]
    return f"({', '.join([*inspect.signature(function).parameters][1:])})"


def _doc(function: Callable[..., Any]) -> str:
    return (function.__doc__ or "").strip().partition("\n\n")[0]


def _answer(view: Callable[..., Any]) -> Any:
    return typing.get_type_hints(view)["return"]


def _views() -> list[type[msgspec.Struct]]:
    """Return the records that templates see, in the order of their module."""
    found = [one for one in vars(views).values() if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    own = [one for one in found if one.__module__ == views.__name__]
    return [one for one in own if not one.__name__.startswith(("Feed", "Sitemap"))]


_WORDS: Mapping[Any, str] = {
    str: "a text",
    int: "a number",
    bool: "`true` or `false`",
    float: "a number",
    type(None): "nothing",
}


def _type(kind: Any) -> str:
    """Return a type in words."""
    if kind in _WORDS:
        return _WORDS[kind]
    arguments = typing.get_args(kind)
    origin = typing.get_origin(kind)
    if origin is tuple:
        return (
            f"a list: {_type(arguments[0])}" if len(arguments) == 2 and arguments[1] is ... else "some values"
        )
    if arguments and origin is not None and not isinstance(origin, type):
        return " or ".join(_type(one) for one in arguments)
    if arguments and origin is not None and issubclass(origin, Mapping):
        return "a table"
    if arguments:
        return " or ".join(_type(one) for one in arguments)
    name = getattr(kind, "__name__", str(kind))
    known = {one.__name__ for one in _views()}
    if name in known:
        return f"[{name}](#{name.lower()})"
    return {"datetime": "a moment", "date": "a day", "Html": "HTML", "Any": "anything"}.get(name, f"`{name}`")


# ---- the theme


def theme() -> Iterator[str]:
    yield 'They stand under `[theme]` in `site.toml`:\n\n```toml\n[theme]\naccent = "plum"\n```\n'
    yield "| key | default | meaning |\n|---|---|---|"
    file = tomllib.loads((THEME / "theme.toml").read_text("utf-8"))
    for name, setting in file["settings"].items():
        yield f"| `{name}` | `{_toml(setting['default'])}` | {_cell(setting['about'])} |"
    yield "\n## Colours that can be read\n"
    for name, setting in file["settings"].items():
        if "contrast" in setting:
            grounds = " and ".join(f"`{colour}`" for colour in setting["on"])
            yield f"- `{name}` needs a contrast of {setting['contrast']:g}:1 with its grounds, {grounds}."
    yield BRAND


# ---- questions


def questions() -> Iterator[str]:
    yield "While a page is made, sitegen notes each question that it asks, and the answer. A page is made"
    yield "again when an answer is another. `sitegen why URL` lists the questions of a page, and says which"
    yield "answer had changed when it was made the last time; `sitegen build --explain` counts them.\n"
    for heading, asked in (
        ("About a text, a picture, a comment or the day", {*QUESTIONS} - {*STRUCTURAL}),
        ("About which texts there are, and where", {*STRUCTURAL}),
    ):
        yield f"## {heading}\n\n| question | what it asks |\n|---|---|"
        for name in (name for name in QUESTIONS if name in asked):
            words = [*inspect.signature(QUESTIONS[name]).parameters][1:]
            given = f"({', '.join(words)})" if words else ""
            yield f"| `{name}{given}` | {_cell(_doc(QUESTIONS[name]))} |"
        yield ""


def tidy(text: str) -> str:
    """Return a page as it is written: no two empty lines, one line end at the end."""
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def write() -> None:
    """Write the pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(tidy(text), encoding="utf-8")


if __name__ == "__main__":
    write()
