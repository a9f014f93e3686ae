"""What can happen to a site between two builds: one function a step, one visible list of them.

A step is given the site and two numbers: *pick* chooses what it is done to, *value* what comes of it, both
counted round, so that every step means something on every site and a shorter history stays a history.  A
step for which there is nothing to do does nothing.
"""

from __future__ import annotations

import posixpath
import random
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from sitegen.config.settings import MarkdownSettings
from sitegen.memory import PREVIEW, PREVIEW_SITE
from support import pieces
from support.pieces import SETTINGS, START, TEMPLATES
from support.writer import Text, Writer, toml

T = TypeVar("T")
Step = Callable[[Writer, int, int], None]

ENGINES: tuple[str, ...] = get_args(get_type_hints(MarkdownSettings)["engine"])


def pick_of(things: Sequence[T], number: int) -> T:
    return things[number % len(things)]


# ---- a new text


def make_text(writer: Writer, value: int) -> Text:
    """Make a text of every kind, as its number says; most are posts."""
    r = random.Random(value)
    number = writer.made
    meta: dict[str, Any] = {"title": r.choice(pieces.TITLES)}
    place = r.choices(("post", "bundle", "page", "guide", "section"), (10, 4, 2, 2, 1))[0]
    day, name = r.choice(pieces.DAYS), r.choice(pieces.NAMES)
    if place in ("post", "bundle"):
        named = r.random() < 0.5 and len(day) == 10
        stem = f"{day}-{name}-{number}" if named else f"{name}-{number}"
        key = f"posts/{stem}.md" if place == "post" else f"posts/{stem}/index.md"
        meta |= {} if named else {"date": day}
        meta |= _post_meta(r)
    else:
        key = {"page": f"{name}-{number}.md", "guide": f"guides/{name}-{number}.md"}.get(
            place,
            "guides/index.md" if not _has(writer, "guides/index.md") else f"guides/deep/{name}-{number}.md",
        )
    meta |= _any_meta(r, number)
    text = Text(key, meta, r.choice(pieces.OPENINGS), r.choice(pieces.RESTS))
    text.links = tuple(r.sample(range(15), r.choice((0, 1, 1, 2, 3))))
    text.related = tuple(r.sample(range(15), 1)) if r.random() < 0.15 else ()
    if text.folder:
        writer.files[f"{text.folder}pic.gif"] = pieces.picture(value)
    return text


def _has(writer: Writer, key: str) -> bool:
    return any(text.key == key for text in writer.texts.values())


def _post_meta(r: random.Random) -> dict[str, Any]:
    """Return what half of the posts have: tags, authors, a series."""
    meta: dict[str, Any] = {"tags": r.sample(pieces.TAGS, r.choice((0, 1, 2, 3)))}
    if r.random() < 0.5:
        meta["authors"] = r.choice(pieces.AUTHORS)
    if r.random() < 0.3:
        meta["series"] = r.choice(pieces.SERIES)
    if r.random() < 0.1:
        meta["pinned"] = True
    return meta


def _any_meta(r: random.Random, number: int) -> dict[str, Any]:
    """Return what a few texts have."""
    seldom = {
        "draft": True,
        "noindex": True,
        "expires": r.choice(pieces.EXPIRIES),
        "updated": r.choice(pieces.UPDATES),
        "redirect_from": [f"/old/{number}/"],
        "image": r.choice(pieces.IMAGES),
        "summary": r.choice(pieces.SUMMARIES),
    }
    return {key: value for key, value in seldom.items() if r.random() < 0.12}


# ---- texts


def _text(writer: Writer, pick: int) -> Text | None:
    return pick_of(list(writer.texts.values()), pick) if writer.texts else None


def _post(writer: Writer, pick: int) -> Text | None:
    posts = [text for text in writer.texts.values() if text.is_post]
    return pick_of(posts, pick) if posts else None


def _give(key: str, values: Sequence[Any], *, posts_only: bool = False) -> Step:
    """Return the step that gives a text another value of *key*; None takes the key away."""

    def step(writer: Writer, pick: int, value: int) -> None:
        text = (_post if posts_only else _text)(writer, pick)
        if text:
            chosen = pick_of(values, value)
            text.meta.pop(key, None)
            text.meta |= {} if chosen is None else {key: chosen}

    return step


def reword_the_rest(writer: Writer, pick: int, value: int) -> None:
    if text := _text(writer, pick):
        text.rest = pick_of(pieces.RESTS, value)


def reword_the_opening(writer: Writer, pick: int, value: int) -> None:
    if text := _text(writer, pick):
        text.opening = pick_of(pieces.OPENINGS, value)


def silence(writer: Writer, pick: int, value: int) -> None:
    """A text loses its last word, and another changes with it."""
    if text := _text(writer, pick):
        text.meta["title"], text.opening, text.rest, text.links = "!!!", "", "", ()
        reword_the_opening(writer, pick + 1, value)


def redate(writer: Writer, pick: int, value: int) -> None:
    if text := _post(writer, pick):
        text.meta["date"] = pick_of(pieces.DAYS, value)


def reslug(writer: Writer, pick: int, value: int) -> None:
    if writer.texts:
        number = pick_of(list(writer.texts), pick)
        slug = pick_of(("", f"slug-{number}", f"another-{number}"), value)
        writer.texts[number].meta["slug"] = slug


def rewrite_snippet(writer: Writer, pick: int, value: int) -> None:
    """Other words of a note that stands under many texts, or a draft of it."""
    writer.files[f"content/snippets/{pick_of(pieces.SNIPPETS, pick)}.md"] = pieces.snippet(value)


def switch(writer: Writer, pick: int, value: int) -> None:
    if text := _text(writer, pick):
        key = pick_of(("draft", "pinned", "noindex", "comments"), value)
        text.meta[key] = not text.meta.get(key, key == "comments")
        if key == "draft" and text.is_post:
            text.meta.setdefault("date", "2025-05-05")


def link(writer: Writer, pick: int, value: int) -> None:
    if text := _text(writer, pick):
        kept = [number for number in text.links if number != value % 15]
        text.links = tuple(kept if len(kept) < len(text.links) else [value % 15, *kept])


def comment(writer: Writer, pick: int, value: int) -> None:
    """One comment more on a text, or one less."""
    if text := _text(writer, pick):
        kept = tuple(number for number in text.comments if number != value % 20)
        text.comments = kept if len(kept) < len(text.comments) else (*kept, value % 20)


def relate(writer: Writer, pick: int, value: int) -> None:
    if text := _text(writer, pick):
        posts = [number for number, other in writer.texts.items() if other.is_post and other is not text]
        text.related = (pick_of(posts, value),) if posts and not text.related else ()


def redirect(writer: Writer, pick: int, value: int) -> None:
    if writer.texts:
        number = pick_of(list(writer.texts), pick)
        old = pick_of(([], [f"/old/{number}/"], [f"/old/{number}/", f"/2009/{number}.html"]), value)
        writer.texts[number].meta["redirect_from"] = old


def keep_addresses(writer: Writer, pick: int, value: int) -> None:
    """Write a ledger of addresses, some of which are lost, or take it away."""
    if value % 5 == 0:
        writer.files.pop("urls.txt", None)
        return
    keys = [text.key for text in writer.texts.values()]
    lines = [f"/moved/{number}/ = {key}" for number, key in enumerate(keys[: value % 4])]
    lines += ["/sent/on/ -> /archives/", "/sent/on.html -> /sent/on/", "/never/ -> /was/"][: pick % 4]
    lines += ["/gone/ gone", "/archives/", "/feed.xml"][: value % 3 + 1]
    writer.files["urls.txt"] = "".join(f"{line}\n" for line in lines).encode()


def use_template(writer: Writer, pick: int, value: int) -> None:
    """A text with a template of its own, or without one again."""
    if (text := _text(writer, pick)) and text.meta.pop("template", None) is None:
        text.meta["template"] = "landing.html"
        _override(writer, "landing.html", value)


def delete(writer: Writer, pick: int, value: int) -> None:
    if text := _text(writer, pick):
        number = next(number for number, one in writer.texts.items() if one is text)
        del writer.texts[number]
        for path in _files_of(writer, text):
            del writer.files[path]


def rename(writer: Writer, pick: int, value: int) -> None:
    """Another name, in the same folder; the links to it are mended, and what lies beside a bundle goes along."""
    if (text := _text(writer, pick)) and posixpath.basename(text.key) != "index.md":
        folder, _, name = text.key.rpartition("/")
        stem, _, number = name.removesuffix(".md").rpartition("-")
        day = stem[:11] if stem[:1].isdigit() else ""
        new = f"{day}{pick_of(pieces.NAMES, value)}-{number}.md"
        text.key = f"{folder}/{new}" if folder else new


def move_bundle(writer: Writer, pick: int, value: int) -> None:
    """A bundle becomes a lone file, a lone file a bundle, or a bundle's folder gets another name."""
    text = _post(writer, pick)
    if not text:
        return
    before, inside = text.folder, _files_of(writer, text)
    if not before:
        text.key = f"{text.key.removesuffix('.md')}/index.md"
    elif value % 3 == 0 and not inside:
        text.key = f"{posixpath.dirname(text.key)}.md"
    else:
        folder = posixpath.dirname(text.key)
        stem, _, number = folder.rpartition("-")
        text.key = (
            f"{stem}x-{number}/index.md" if not stem.endswith("x") else f"{stem[:-1]}-{number}/index.md"
        )
    for path in inside:
        writer.files[f"{text.folder}{path.removeprefix(before)}"] = writer.files.pop(path)


def _files_of(writer: Writer, text: Text) -> list[str]:
    return [path for path in writer.files if text.folder and path.startswith(text.folder)]


def add_text(writer: Writer, pick: int, value: int) -> None:
    writer.add(make_text(writer, value * 100 + pick))


def add_undated_draft(writer: Writer, pick: int, value: int) -> None:
    """A draft without a date is of the day of the build, where drafts are shown."""
    meta = {"title": pick_of(pieces.TITLES, value), "draft": True}
    writer.add(Text(f"posts/undated-{writer.made}.md", meta, *pick_of(pieces.BODIES, pick)))


# ---- files


def bundle_file(writer: Writer, pick: int, value: int) -> None:
    """Add, change or remove a file beside a post; a picture that the post names stays."""
    bundles = [text for text in writer.texts.values() if text.folder]
    if not bundles:
        return
    text = pick_of(bundles, pick)
    name = pick_of(("pic.gif", "deep/more.gif", "notes.txt"), value)
    path = f"{text.folder}{name}"
    if path in writer.files and value % 2 and text.meta.get("image") != name:
        del writer.files[path]
    else:
        writer.files[path] = pieces.picture(value)


def static_file(writer: Writer, pick: int, value: int) -> None:
    path = f"content/{pick_of(pieces.STATIC, pick)}"
    if path in writer.files and value % 3 == 0 and not path.endswith(pieces.NAMED):
        del writer.files[path]
    else:
        writer.files[path] = pieces.picture(value)


def change_a_photo(writer: Writer, pick: int, value: int) -> None:
    """Another photo under the same name, perhaps of another kind; or another drawing."""
    if pick % 4:
        writer.files["content/images/photo.png"] = pieces.photo(value)
    else:
        writer.files["content/images/drawing.svg"] = pieces.drawing(value)


def show_a_photo(writer: Writer, pick: int, value: int) -> None:
    """A text shows a photo in its beginning or its rest, with a link to it or without."""
    if text := _text(writer, pick):
        openings = [one for one in pieces.OPENINGS if "photo.png" in one]
        rests = [one for one in pieces.RESTS if "photo.png" in one]
        if value % 2:
            text.opening = pick_of(openings, value)
        else:
            text.rest = pick_of(rests, value // 2)


def change_presets(writer: Writer, pick: int, value: int) -> None:
    """The site's own copy of the theme `plain` shows pictures in another way."""
    path = "themes/plain/theme.toml"
    before, _, _ = writer.files[path].partition(b"[images.")
    writer.files[path] = before + pick_of(pieces.PRESETS, value).encode()


def sly_file(writer: Writer, pick: int, value: int) -> None:
    """A file of the same size and the same time of modification."""
    paths = sorted(path for path in writer.files if path.endswith((".gif", ".txt", ".css")))
    if paths:
        path = pick_of(paths, pick)
        data = writer.files[path]
        writer.files[path] = data[:-1] + bytes([(data[-1] + 1 + value % 200) % 256])
        writer.sly.add(path)


def sly_text(writer: Writer, pick: int, value: int) -> None:
    """A text of the same size and the same time of modification: two words change places."""
    if text := _text(writer, pick):
        first, _, others = text.opening.partition(" ")
        text.opening = f"{others} {first}" if others[:1].isalpha() and value % 2 else text.opening
        first, _, others = text.rest.partition(" ")
        text.rest = f"{others} {first}" if others[:1].isalpha() and not value % 2 else text.rest
        writer.sly.add(f"content/{text.key}")


def restore_old_text(writer: Writer, pick: int, value: int) -> None:
    """A text as it comes out of a backup: changed, and older than what it replaces."""
    if text := _text(writer, pick):
        text.rest = pick_of(pieces.RESTS, value)
        writer.aged.add(f"content/{text.key}")


def touch(writer: Writer, pick: int, value: int) -> None:
    """Another time, the same bytes."""
    if text := _text(writer, pick):
        path = writer.folder / "content" / text.key
        if path.is_file():
            path.touch()


# ---- the theme


def override_template(writer: Writer, pick: int, value: int) -> None:
    _override(writer, pick_of(TEMPLATES, pick), value)


def _override(writer: Writer, name: str, value: int) -> None:
    """Write the template, and the macros that it may import, where there are none."""
    writer.files[f"templates/{name}"] = pieces.template(name, value)
    writer.files.setdefault("templates/macros.html", pieces.template("macros.html", value))


def add_what_may_be_missing(writer: Writer, pick: int, value: int) -> None:
    """A template that others include where it is there: it appears, or changes, or goes."""
    path = f"templates/{pick_of(pieces.OPTIONAL, pick)}"
    if path in writer.files and value % 2:
        del writer.files[path]
    else:
        writer.files[path] = pieces.template("banner.html", value)


def add_templates(writer: Writer, value: int) -> None:
    """Give the site templates of its own, which ask and include much."""
    for name in ("base.html", "post.html"):
        _override(writer, name, value)


def remove_override(writer: Writer, pick: int, value: int) -> None:
    names = [name for name in TEMPLATES if f"templates/{name}" in writer.files and not _needed(writer, name)]
    if names:
        del writer.files[f"templates/{pick_of(names, pick)}"]


def _needed(writer: Writer, name: str) -> bool:
    """Tell whether a template that is there imports *name*."""
    return any(
        f'import "{name}"'.encode() in data or f'from "{name}"'.encode() in data
        for path, data in writer.files.items()
        if path.endswith(".html")
    )


def edit_theme(writer: Writer, pick: int, value: int) -> None:
    """A template of the site's own copy of the theme `plain`."""
    paths = sorted(path for path in writer.files if path.startswith("themes/plain/templates/"))
    if paths:
        path = pick_of(paths, pick)
        before, end, after = _UNEDITED.sub(b"", writer.files[path]).rpartition(b"{% endblock %}")
        writer.files[path] = b"%s<!--edit %d-->%s%s" % (before, value % 3, end, after)


_UNEDITED = re.compile(rb"<!--edit \d-->")


def override_asset(writer: Writer, pick: int, value: int) -> None:
    path = f"assets/{pick_of(pieces.ASSETS, pick)}"
    if path in writer.files and value % 3 == 0:
        del writer.files[path]
    else:
        writer.files[path] = pieces.picture(value)


def rewrite_a_style_sheet(writer: Writer, pick: int, value: int) -> None:
    """Write a style sheet that imports others, and those of them that are not there."""
    for number, name in enumerate(pieces.STYLES):
        writer.files.setdefault(f"assets/{name}", pieces.style(name, number))
    name = pick_of(pieces.STYLES, pick)
    writer.files[f"assets/{name}"] = pieces.style(name, value)


def change_the_icon(writer: Writer, pick: int, value: int) -> None:
    """Make icons of a picture of the site's own, of another one, or of none."""
    writer.files[f"content/{pieces.ICON}"] = pieces.icon(value)
    writer.settings["site.icon"] = f"/{pieces.ICON}" if pick % 3 else ""


def switch_theme(writer: Writer, pick: int, value: int) -> None:
    theme = "default" if writer.settings.get("theme.name") == "plain" else "plain"
    for name in [name for name in writer.settings if name.startswith("theme.")]:
        del writer.settings[name]
    writer.settings["theme.name"] = theme


# ---- settings and options


def change_setting(writer: Writer, pick: int, value: int) -> None:
    name = pick_of(list(SETTINGS), pick)
    writer.settings[name] = pick_of(SETTINGS[name], value)


def reorder_settings(writer: Writer, pick: int, value: int) -> None:
    """The same settings, in another order."""
    given = [*writer.settings.items()]
    random.Random(value).shuffle(given)
    writer.settings.clear()
    writer.settings.update(given)


def drop_setting(writer: Writer, pick: int, value: int) -> None:
    """A setting goes back to its default."""
    names = [name for name in writer.settings if name not in START and name in SETTINGS]
    if names:
        del writer.settings[pick_of(names, pick)]


def remark_on_settings(writer: Writer, pick: int, value: int) -> None:
    """Comments above the settings, one of which may be warned of: at its line, which comments move."""
    writer.remarks = value % 3
    if pick % 3 == 0:
        writer.settings.pop(pieces.UNSAID, None)
    else:
        writer.settings[pieces.UNSAID] = "x"


def theme_option(writer: Writer, pick: int, value: int) -> None:
    options = pieces.OPTIONS[writer.settings["theme.name"]]
    name = pick_of(list(options), pick)
    writer.settings[f"theme.{name}"] = pick_of(options[name], value)


def switch_engine(writer: Writer, pick: int, value: int) -> None:
    writer.settings["markdown.engine"] = pick_of(ENGINES, value)


def move_clock(writer: Writer, pick: int, value: int) -> None:
    writer.options["as_of"] = pick_of(pieces.CLOCK, value)


def change_option(writer: Writer, pick: int, value: int) -> None:
    """What the command line asks for."""
    name, values = pick_of(pieces.REQUESTS, pick)
    writer.options[name] = pick_of(values, value)


def change_jobs(writer: Writer, pick: int, value: int) -> None:
    writer.options["jobs"] = 1 + value % 2


# ---- the cache and the output


def delete_cache(writer: Writer, pick: int, value: int) -> None:
    shutil.rmtree(writer.cache, ignore_errors=True)


def damage_cache(writer: Writer, pick: int, value: int) -> None:
    """Flip bits, cut off, fill with garbage, empty or remove a file of the cache; not one of the site that a
    session shows, which a session believes to be as it was made until it ends."""
    shown = writer.cache / PREVIEW / PREVIEW_SITE
    files = [path for path in _files(writer.cache) if not path.is_relative_to(shown)]
    if files:
        path, r = pick_of(files, pick), random.Random(value)
        damaged = _DAMAGE[value % len(_DAMAGE)](path.read_bytes(), r)
        path.unlink()
        if damaged is not None:
            path.write_bytes(damaged)


def _flipped(data: bytes, r: random.Random) -> bytes:
    flipped = bytearray(data)
    for _ in range(r.choice((1, 20, 500)) if data else 0):
        flipped[r.randrange(len(data))] ^= 1 << r.randrange(8)
    return bytes(flipped)


_DAMAGE: tuple[Callable[[bytes, random.Random], bytes | None], ...] = (
    _flipped,
    lambda data, r: data[: r.randrange(len(data) + 1)],
    lambda data, r: r.randbytes(len(data)),
    lambda data, r: data + r.randbytes(100),
    lambda data, r: b"",
    lambda data, r: None,
)


def edit_output(writer: Writer, pick: int, value: int) -> None:
    """Somebody edits a published file by hand, or deletes it."""
    files = _files(writer.output)
    if files:
        path = pick_of(files, pick * 7 + value)
        kind = value % 3
        data = path.read_bytes()
        if kind == 0:
            path.unlink()
        else:
            path.write_bytes(data + b"!" if kind == 1 or not data else b"!" + data[1:])


def delete_output(writer: Writer, pick: int, value: int) -> None:
    shutil.rmtree(writer.output, ignore_errors=True)


def _files(folder: Path) -> list[Path]:
    """Return the files in *folder* by path; of the output, those that readers get."""
    names = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(path for path in names if not path.relative_to(folder).parts[0].startswith(".sitegen"))


# ---- mistakes


def make_a_mistake(writer: Writer, pick: int, value: int) -> None:
    """Write something wrong over a file, or into a new one, for one build or two; then it is mended."""
    path, data = pick_of(pieces.MISTAKES, value)
    if path == "a text" and not writer.texts:
        return
    if path == "a text":
        path = f"content/{pick_of(list(writer.texts.values()), pick).key}"
    if path == "more of site.toml":
        path, data = "site.toml", toml(writer.settings).encode() + data
    writer.mistakes[path] = data
    writer.patience = 1 + pick % 2


def do_nothing(writer: Writer, pick: int, value: int) -> None:
    """Build again."""


STEPS: dict[str, Step] = {
    "reword the rest": reword_the_rest,
    "reword the opening": reword_the_opening,
    "silence": silence,
    "comment": comment,
    "retitle": _give("title", pieces.TITLES),
    "retag": _give("tags", pieces.TAG_LISTS, posts_only=True),
    "redate": redate,
    "reslug": reslug,
    "change author": _give("authors", (*pieces.AUTHORS, None), posts_only=True),
    "change series": _give("series", (*pieces.SERIES, None), posts_only=True),
    "summarise": _give("summary", (*pieces.SUMMARIES, None)),
    "illustrate": _give("image", (*pieces.IMAGES, None)),
    "cut around another point": _give("image_focus", pieces.FOCUSES),
    "change a photo": change_a_photo,
    "change a photo again": change_a_photo,
    "show a photo": show_a_photo,
    "change the presets": change_presets,
    "caption": _give("image_alt", ("A shop", "A till", None)),
    "expire": _give("expires", (*pieces.EXPIRIES, None)),
    "update": _give("updated", (*pieces.UPDATES, None)),
    "translate": _give("lang", ("de", "fr", None)),
    "add to extra": _give("extra", ({"hero": 1}, {"hero": True}, {"hero": "x"}, None)),
    "name for feeds": _give("id", ("tag:one", None), posts_only=True),
    "say it as another program": _give("categories", (*pieces.TAG_LISTS, None), posts_only=True),
    "summarise as another program": _give("lead", (*pieces.SUMMARIES, None)),
    "choose a snippet": _give("snippet", ("note", "book", False, None)),
    "rewrite a snippet": rewrite_snippet,
    "switch": switch,
    "link": link,
    "relate": relate,
    "keep out of related posts": _give("related", (False, None)),
    "redirect": redirect,
    "keep addresses": keep_addresses,
    "use a template": use_template,
    "delete": delete,
    "rename": rename,
    "move a bundle": move_bundle,
    "add a text": add_text,
    "add an undated draft": add_undated_draft,
    "change a file of a bundle": bundle_file,
    "change a static file": static_file,
    "change a file behind its stat": sly_file,
    "change a text behind its stat": sly_text,
    "restore an old text": restore_old_text,
    "touch": touch,
    "override a template": override_template,
    "add what may be missing": add_what_may_be_missing,
    "remove an override": remove_override,
    "edit the theme": edit_theme,
    "override an asset": override_asset,
    "rewrite a style sheet": rewrite_a_style_sheet,
    "change the icon": change_the_icon,
    "switch the theme": switch_theme,
    "change a setting": change_setting,
    "change another setting": change_setting,
    "reorder the settings": reorder_settings,
    "drop a setting": drop_setting,
    "remark on the settings": remark_on_settings,
    "change an option of the theme": theme_option,
    "switch the engine": switch_engine,
    "move the clock": move_clock,
    "change an option": change_option,
    "change the number of jobs": change_jobs,
    "delete the cache": delete_cache,
    "damage the cache": damage_cache,
    "edit the output": edit_output,
    "delete the output": delete_output,
    "make a mistake": make_a_mistake,
    "make another mistake": make_a_mistake,
    "do nothing": do_nothing,
}
