"""The tracker is broken on purpose, one way a case; comparing with a clean build must notice each.

A case is a site, an edit, and a fault that is patched into sitegen.  Without the fault the build after the edit
is a clean one's; with it, exactly the files that the case names are stale, or are there and should not be.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jinja2
import pytest
from msgspec.structs import replace

from sitegen import build as story
from sitegen import verify
from sitegen.content import memory, read, scan
from sitegen.content.read import Reading
from sitegen.images.look import PhotoMemory
from sitegen.images.making import PictureMaker
from sitegen.images.photo import CENTRE
from sitegen.incremental import answers, digest, files, store
from sitegen.incremental.ledger import Ledger
from sitegen.latest import Inputs, Latest
from sitegen.model import gallery, stamps, structure
from sitegen.model import site as model
from sitegen.model.memory import ModelMemory
from sitegen.model.records import Moment
from sitegen.model.related_memory import RelatedMemory
from sitegen.model.stamps import Stamps
from sitegen.plan import LayoutMemory
from sitegen.publish import outlet, twin
from sitegen.queries import questions
from sitegen.theme import environment
from sitegen.theme.environment import ThemeEnvironment
from support.blog import Blog, make_blog
from support.histories import build_outcome
from support.pictures import jpeg
from support.trees import differing, read_tree

Patch = Callable[[pytest.MonkeyPatch], None]
Edit = Callable[[Blog], Any]
ONE, TWO, THREE = (
    f"2024/0{number}/{name}/index.html" for number, name in enumerate(("one", "two", "three"), 1)
)


def three_posts(blog: Blog) -> None:
    """Three posts of three months: none is another's neighbour twice, and two are about one thing."""
    blog.configure("[archives]\nyears = false\n[feeds]\nformats = []\ntags = false\n[related]\ncount = 1")
    blog.write("posts/one.md", "Pencils and ledgers.", date="2024-01-01", tags=["trust"])
    blog.write("posts/two.md", "Teapots.", date="2024-02-01")
    blog.write("posts/three.md", "Pencils and ledgers.", date="2024-03-01", tags=["trust"])


@dataclass(frozen=True)
class Case:
    """*begin* adds to three posts, *edit* changes something, *fault* is the mutation; *setting* holds without
    the fault too.  *stale* are the files that are wrong then; None: the build fails, and should not."""

    name: str
    edit: Edit
    fault: Patch
    stale: frozenset[str]
    begin: Edit = lambda blog: None
    setting: Patch = lambda monkeypatch: None
    as_of: tuple[str, str] = ("2026-01-01", "2026-01-01")


def wrong_after(case: Case, folder: Path, fault: Patch) -> set[str]:
    """Return the published files that are not a clean build's, after the edit under *fault*."""
    blog = make_blog(folder / "site")
    three_posts(blog)
    case.begin(blog)
    before, after = case.as_of
    with patched(case.setting, fault):
        blog.build(as_of=before)
        case.edit(blog)
        blog.build(as_of=after)
    with patched(case.setting):
        copy = make_blog(folder / "clean")
        for path in blog.folder.rglob("*"):
            inside = path.relative_to(blog.folder)
            if path.is_file() and inside.parts[0] not in (".sitegen", "public"):
                copy.file(inside.as_posix(), path.read_bytes())
        clean = build_outcome(copy.folder, {"as_of": after})
    assert clean.failure == ""
    found = differing(read_tree(blog.public), clean.tree)
    return {re.sub(r"([.-])[0-9a-f]{10}(?=[.-])", r"\1*", path) for path in found}  # the digest in a name


@contextmanager
def patched(*patches: Patch) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        for patch in patches:
            patch(monkeypatch)
        yield


def no_fault(_monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is broken."""


# ---- edits


def write(name: str, body: str = "Words.", **meta: Any) -> Edit:
    return lambda blog: blog.write(name, body, **meta)


def put(path: str, content: str | bytes) -> Edit:
    return lambda blog: blog.file(path, content)


def delete(path: str) -> Edit:
    return lambda blog: blog.delete(path)


def all_of(*edits: Edit) -> Edit:
    def edit(blog: Blog) -> None:
        for one in edits:
            one(blog)

    return edit


RETITLE_TWO = write("posts/two.md", "Teapots.", date="2024-02-01", title="Second")
A_FOURTH = write("posts/four.md", "Queues.", date="2024-04-01")
"""A newest post, of which only its older neighbour has a link anyway."""
RETITLE_FOUR = write("posts/four.md", "Queues.", date="2024-04-01", title="Fourth")


def behind_its_stat(path: str, old: bytes, new: bytes) -> Edit:
    """Change a file and leave its size and its time of modification as they were."""

    def edit(blog: Blog) -> None:
        file = blog.folder / path
        before = file.stat()
        file.write_bytes(file.read_bytes().replace(old, new))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    return edit


def edit_published(path: str) -> Edit:
    return lambda blog: (blog.public / path).write_text("edited by hand")


def damage_a_document(blog: Blog) -> None:
    """Change the words of a converted text where they are remembered, and the text's title in its file."""
    with sqlite3.connect(blog.folder / ".sitegen" / "memory.db") as database:
        query = "SELECT value FROM memory WHERE stage = 'text' AND name = 'posts/two.md'"
        [(value,)] = database.execute(query).fetchall()
        change = "UPDATE memory SET value = ? WHERE stage = 'text' AND name = 'posts/two.md'"
        database.execute(change, (value.replace(b"Teapots", b"Teabags"),))
    database.close()
    blog.file("templates/post.html", '{% extends "base.html" %}{% block main %}{{ page.body }}{% endblock %}')


# ---- faults


def templates_are_not_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ThemeEnvironment, "_load_template", jinja2.Environment._load_template)


def missing_templates_are_not_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    right = ThemeEnvironment._load_template

    def load(self: Any, name: str, given: Any) -> Any:
        there = self.loader.theme.find("templates", name)
        return right(self, name, given) if there else jinja2.Environment._load_template(self, name, given)

    monkeypatch.setattr(ThemeEnvironment, "_load_template", load)


def stamps_leave_out(part: str) -> Patch:
    """A stamp says nothing of what lists (`card`), or links (`link`), show of a text."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        right = stamps._stamper

        def stamper(*given: Any) -> Any:
            stamp = right(*given)
            return lambda entry: stamp(entry)._replace(**{part: b"same"})

        monkeypatch.setattr(stamps, "_stamper", stamper)

    patch.__name__ = f"stamps_leave_out_the_{part}"
    return patch


def only_the_first_questions_are_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Ledger.record

    def record(self: Any, path: str, recipe: bytes, content: str, asked: Any, cause: Any) -> None:
        right(self, path, recipe, content, asked[: 2 * 4], cause)

    monkeypatch.setattr(Ledger, "record", record)


def _filter_that_asks(monkeypatch: pytest.MonkeyPatch, mark: Callable[[Any], Any]) -> None:
    """Add a filter, `{{ 1|titles }}`, that asks for the newest posts."""
    right = ThemeEnvironment.__init__

    def begin(self: Any, *arguments: Any) -> None:
        right(self, *arguments[:2])  # without what was compiled before
        self.filters["titles"] = mark(
            lambda *given: ", ".join(post.title for post in self.answers.ask("recent", given[-1]))
        )

    monkeypatch.setattr(ThemeEnvironment, "__init__", begin)


def a_filter_asks_with_the_context(monkeypatch: pytest.MonkeyPatch) -> None:
    _filter_that_asks(monkeypatch, jinja2.pass_context)


def a_filter_asks_while_jinja_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    _filter_that_asks(monkeypatch, lambda function: function)


def imported_templates_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(environment._FreshModules, "_get_default_module")


def settings_are_not_in_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    right = story.look
    monkeypatch.setattr(story, "look", lambda *asked: replace(right(*asked), fingerprint=b"same"))


def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `stat` says of a file is believed however young it is, so that tests need not wait."""
    monkeypatch.setattr(files, "SETTLED", 0)


def only_size_and_time_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (files, scan):
        monkeypatch.setattr(
            module, "stamp", lambda found: files.Stamp(found.st_size, found.st_mtime_ns, 0, 0, 0)
        )


def times_are_kept_in_long_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without inodes that keeps times by the half minute."""
    step = 30_000_000_000
    for module in (files, scan):
        monkeypatch.setattr(
            module,
            "stamp",
            lambda found: files.Stamp(found.st_size, found.st_mtime_ns // step * step, 0, 0, 0),
        )
    monkeypatch.setattr(files, "SETTLED", step)


def what_is_gone_is_not_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twin, "_remove", lambda root, stale: set())


def related_posts_are_remembered_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    right, known = model.relate, {}

    def relate(structure: Any, *arguments: Any) -> Any:
        if structure.order not in known:
            known[structure.order] = right(structure, *arguments)
        return known[structure.order]

    monkeypatch.setattr(model, "relate", relate)


def days_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    right = answers.Answers._digest
    monkeypatch.setattr(
        answers.Answers,
        "_digest",
        lambda self, asked: b"same" if asked.name == "today" else right(self, asked),
    )


def the_next_change_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Latest, "stands", lambda self, into, moment, _files, _site: into == self.into)


def texts_are_remembered_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    right = memory.SourceMemory.recall

    def recall(self: memory.SourceMemory, key: str, _digest: bytes, zone: Any) -> Any:
        return right(self, key, self._pages.values[key][1][0], zone)

    monkeypatch.setattr(memory.SourceMemory, "recall", recall)


def any_engine_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reading, "fingerprint", lambda self: b"same")


def what_was_published_is_believed_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    right = outlet.begin_reading

    def believed(output: Path, jobs: int) -> Any:
        found = right(output, jobs)()
        return lambda: replace(found, digests=found.record.digests)

    monkeypatch.setattr(outlet, "begin_reading", believed)


def copies_are_known_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    right = verify._recipe
    monkeypatch.setattr(verify, "_recipe", lambda output, copied: right(output, b""))


def a_failed_question_is_not_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    right = answers.Answers.ask

    def ask(self: Any, name: str, *arguments: Any) -> Any:
        noted = answers._trace.get().questions
        before = dict(noted)
        try:
            return right(self, name, *arguments)
        except LookupError:
            noted.clear()
            noted.update(before)
            raise

    monkeypatch.setattr(answers.Answers, "ask", ask)


def questions_of_fragments_are_not_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "note", lambda questions: None)


def questions_of_views_are_noted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A view that was made for one page is used by another without noting what it asked."""
    right = answers.Answers.ask

    def ask(self: Any, name: str, *arguments: Any) -> Any:
        known = self._made.get((name, arguments))
        return known[0] if known else right(self, name, *arguments)

    monkeypatch.setattr(answers.Answers, "ask", ask)


def checksums_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_checked", lambda stage, name, key, value: value[store._CHECK :])


def every_text_is_the_one_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stamps, "same", property(lambda self: self._now.keys()))


def snippets_have_one_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(questions.TEXTUAL, "snippet", lambda _stamp: b"same")


def stamps_leave_out_where_links_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "_Whereabouts", lambda _maker: defaultdict(str))


def the_structure_is_known_by_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        structure,
        "structure_name",
        lambda shape, sources, _moment: digest.digest((shape, sorted(sources.marks))),
    )


def the_structure_is_known_without_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    right = structure.structure_name
    never = Moment(datetime(2000, 1, 1, tzinfo=UTC))
    monkeypatch.setattr(
        structure, "structure_name", lambda shape, sources, _moment: right(shape, sources, never)
    )


def the_layout_is_known_without_what_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    right = LayoutMemory.note
    monkeypatch.setattr(
        LayoutMemory, "note", lambda self, made_of, ledger: right(self, (made_of[0], ()), ledger)
    )


def the_layout_is_known_without_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    right = LayoutMemory.note
    monkeypatch.setattr(LayoutMemory, "note", lambda self, made_of, ledger: right(self, made_of, None))
    monkeypatch.setattr(LayoutMemory, "note_ledger", lambda self, ledger: None)


def what_goes_in_is_known_without_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Inputs._digest
    monkeypatch.setattr(Inputs, "_digest", lambda self, digests: right(replace(self, ledger=None), digests))


def related_lists_are_said_to_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    right = RelatedMemory.relate

    def relate(self: RelatedMemory, *given: Any) -> Any:
        found = right(self, *given)
        self._same = answers.Everything()
        return found

    monkeypatch.setattr(RelatedMemory, "relate", relate)


def photos_are_known_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    right, known = PhotoMemory.look, {}

    def look(self: PhotoMemory, asked: Any, jobs: int = 1) -> Any:
        found = right(self, asked, jobs)
        return {name: known.setdefault(name, photo) for name, photo in found.items()}

    monkeypatch.setattr(PhotoMemory, "look", look)


def comments_are_said_to_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ModelMemory, "has_same_comments", True)


def the_layout_is_known_without_what_texts_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "shown_name", lambda _marks: b"same")


def focal_points_are_left_out_of_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    right = read.shown_of

    def shown_of(entry: Any, meta: Any, outline: Any) -> Any:
        without = right(entry, replace(meta, image_focus=CENTRE), outline)
        return right(entry, meta, outline)._replace(card=without.card)

    monkeypatch.setattr(read, "shown_of", shown_of)


def presets_are_not_in_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    right = story.look
    monkeypatch.setattr(story, "look", lambda *asked: replace(right(*asked), fingerprint=b"same"))


def pictures_are_kept_by_the_names_of_their_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pictures of one size, made in one way, are one to the cache."""
    monkeypatch.setattr(PictureMaker, "name", lambda self, photo, recipe: digest.digest(recipe).hex())


# ---- cases

POST = '{% extends "base.html" %}{% block main %}{{ page.title }}'
PRESETS = (
    "name = 'plain'\n[images.card]\nwidths = [9]\naspect = '1:1'\nformats = []\nquality = { jpeg = %d }\n"
)
WITH_A_PHOTO = all_of(
    put("themes/plain/theme.toml", PRESETS % 80),
    put("templates/list.html", "{% for post in page.posts %}{{ post.image|url if post.image }}{% endfor %}"),
    put("templates/post.html", "{{ page.body }}"),
    put("content/car.jpg", jpeg(20, 10)),
    write("posts/two.md", "Teapots.", date="2024-02-01", image="/car.jpg"),
)
CAR = "assets/pictures/car-*-9.jpg"
LISTS_OF_TWO = ("index.html", "2024/02/index.html")
POSTS = frozenset({ONE, TWO, THREE})
EVERY_PAGE = frozenset(
    {
        *POSTS,
        "index.html",
        "404.html",
        "archives/index.html",
        "tags/index.html",
        "tags/trust/index.html",
        *(f"2024/0{month}/index.html" for month in (1, 2, 3)),
    }
)
CASES = (
    Case(
        "a template is edited",
        put("templates/post.html", f"{POST} anew{{% endblock %}}"),
        templates_are_not_recorded,
        POSTS,
        begin=put("templates/post.html", f"{POST}{{% endblock %}}"),
    ),
    Case(
        "a template of the theme gets an override",
        put("templates/tags.html", "tags"),
        templates_are_not_recorded,
        frozenset({"tags/index.html"}),
    ),
    Case(
        "a template that may be missing appears",
        put("templates/banner.html", "A banner"),
        missing_templates_are_not_recorded,
        POSTS,
        begin=put("templates/post.html", POST + '{% include "banner.html" ignore missing %}{% endblock %}'),
    ),
    Case(
        "the first of two templates appears",
        put("templates/first.html", "First"),
        missing_templates_are_not_recorded,
        POSTS,
        begin=all_of(
            put("templates/post.html", POST + '{% include ["first.html", "second.html"] %}{% endblock %}'),
            put("templates/second.html", "Second"),
        ),
    ),
    Case(
        "a title in lists",
        RETITLE_TWO,
        stamps_leave_out("card"),
        frozenset({"index.html", "2024/02/index.html"}),
    ),
    Case(
        "a title at neighbours",
        RETITLE_TWO,
        stamps_leave_out("link"),
        frozenset({ONE, THREE, "archives/index.html"}),
    ),
    Case(
        "the last things that a page asked for",
        RETITLE_TWO,
        only_the_first_questions_are_verified,
        frozenset({ONE, THREE, "index.html", "archives/index.html"}),
    ),
    Case(
        "a filter on a literal",
        RETITLE_FOUR,
        a_filter_asks_while_jinja_compiles,
        frozenset({ONE, TWO}),
        begin=all_of(A_FOURTH, put("templates/post.html", POST + "{{ 1|titles }}{% endblock %}")),
        setting=a_filter_asks_with_the_context,
    ),
    Case(
        "what an imported template reads",
        RETITLE_FOUR,
        imported_templates_run_once,
        frozenset({ONE, TWO}),
        begin=all_of(
            A_FOURTH,
            put(
                "templates/macros.html",
                "{% set new = site.recent(1) %}{% macro badge() %}{{ new }}{% endmacro %}",
            ),
            put(
                "templates/post.html",
                POST + '{% from "macros.html" import badge %}{{ badge() }}{% endblock %}',
            ),
        ),
    ),
    Case(
        "the title of the site",
        lambda blog: blog.file(
            "site.toml", (blog.folder / "site.toml").read_text().replace('"A blog"', '"Another"')
        ),
        settings_are_not_in_the_fingerprint,
        EVERY_PAGE,
    ),
    Case(
        "a text behind its stat",
        behind_its_stat("content/posts/two.md", b"Teapots", b"Teabags"),
        only_size_and_time_are_looked_at,
        frozenset({TWO, "index.html", "2024/02/index.html"}),
        setting=settled_at_once,
    ),
    Case(
        "a file behind its stat",
        behind_its_stat("content/logo.gif", b"one", b"two"),
        only_size_and_time_are_looked_at,
        frozenset({"logo.gif"}),
        begin=put("content/logo.gif", b"one"),
        setting=settled_at_once,
    ),
    Case(
        "a text that is too young to be believed",
        behind_its_stat("content/posts/two.md", b"Teapots", b"Teabags"),
        settled_at_once,
        frozenset({TWO, "index.html", "2024/02/index.html"}),
        setting=times_are_kept_in_long_steps,
    ),
    Case(
        "a post is deleted",
        delete("content/posts/two.md"),
        what_is_gone_is_not_removed,
        frozenset({"2024/02/", "2024/02/two/", TWO, "2024/02/index.html"}),
    ),
    Case(
        "a post is about something else",
        write("posts/one.md", "Teapots.", date="2024-01-01", tags=["teapots"], title="Teapots"),
        related_posts_are_remembered_by_name,
        POSTS,
    ),
    Case(
        "another day",
        lambda blog: None,
        days_do_not_count,
        frozenset({"404.html"}),
        begin=put("templates/404.html", "{{ site.today()|iso }}"),
        as_of=("2026-01-01", "2026-01-02"),
    ),
    Case(
        "a scheduled post on its day",
        lambda blog: None,
        the_next_change_is_not_waited_for,
        frozenset(
            {
                *("2024/04/", "2024/04/four/", "2024/04/four/index.html", "2024/04/index.html"),
                *(THREE, "index.html", "archives/index.html", "sitemap.xml"),
            }
        ),
        begin=A_FOURTH,
        as_of=("2024-03-31", "2024-04-01"),
    ),
    Case(
        "a body",
        write("posts/two.md", "Teabags.", date="2024-02-01"),
        texts_are_remembered_by_name,
        frozenset({TWO, "index.html", "2024/02/index.html"}),
    ),
    Case(
        "how texts are converted",
        lambda blog: blog.configure(
            "[archives]\nyears = false\n[feeds]\nformats = []\ntags = false\n[related]\ncount = 1\n"
            "[markdown]\nsmart_punctuation = false"
        ),
        any_engine_will_do,
        frozenset({TWO, "index.html", "2024/02/index.html"}),
        begin=write("posts/two.md", "Teapots -- and 'more'.", date="2024-02-01"),
    ),
    Case(
        "a published file is edited by hand",
        edit_published(TWO),
        what_was_published_is_believed_to_be_there,
        frozenset({TWO}),
    ),
    Case(
        "a file that is copied",
        put("content/logo.gif", b"another"),
        copies_are_known_by_their_names,
        frozenset({"logo.gif"}),
        begin=put("content/logo.gif", b"one"),
    ),
    Case(
        "an author who wrote pages only writes a post",
        write("posts/four.md", date="2024-04-01", author="Maren", noindex=True),
        a_failed_question_is_not_recorded,
        frozenset({"about/index.html"}),
        begin=all_of(
            write("about.md", author="Maren"),
            put("templates/page.html", "{{ page.authors[0].url }}"),
        ),
    ),
    Case(
        "what a fragment asks",
        all_of(write("guides/index.md", title="Guides"), write("guides/one.md", related=False)),
        questions_of_fragments_are_not_noted,
        POSTS,
        begin=all_of(
            put("templates/_sections.html", "{{ site.sections() }}"),
            put("templates/post.html", POST + '{{ fragment("_sections.html") }}{% endblock %}'),
        ),
    ),
    Case(
        "what a view asks that two pages use",
        RETITLE_FOUR,
        questions_of_views_are_noted_once,
        frozenset({ONE, TWO}),
        begin=all_of(A_FOURTH, put("templates/post.html", POST + "{{ site.recent(1) }}{% endblock %}")),
    ),
    Case(
        "a damaged cache",
        damage_a_document,
        checksums_are_not_looked_at,
        frozenset({TWO}),
    ),
    Case(
        "where a link leads",
        write("posts/two.md", "Teapots.", date="2024-02-01", slug="second"),
        stamps_leave_out_where_links_lead,
        frozenset({"about/index.html"}),
        begin=write("about.md", "[Two](posts/two.md)"),
    ),
    Case(
        "a snippet",
        write("snippets/book.md", "Read it twice."),
        snippets_have_one_digest,
        frozenset({TWO}),
        begin=all_of(
            write("snippets/book.md", "Read it."),
            write("posts/two.md", "Teapots.", date="2024-02-01", snippet="book"),
        ),
    ),
    Case(
        "where a link in a snippet leads",
        write("about.md", slug="them"),
        stamps_leave_out_where_links_lead,
        frozenset({TWO}),
        begin=all_of(
            write("snippets/book.md", "[About](/about.md)"),
            write("posts/two.md", "Teapots.", date="2024-02-01", snippet="book"),
            write("about.md", slug="us"),
        ),
    ),
    Case(
        "a body, of a text that is said to stay",
        write("posts/two.md", "Teabags.", date="2024-02-01"),
        every_text_is_the_one_it_was,
        frozenset({TWO, "index.html", "2024/02/index.html"}),
    ),
    Case(
        "where a link in a post leads",
        write("about.md", slug="them"),
        stamps_leave_out_where_links_lead,
        frozenset({TWO, "index.html", "2024/02/index.html"}),
        begin=all_of(
            write("posts/two.md", "[About](/about.md)", date="2024-02-01"), write("about.md", slug="us")
        ),
    ),
    Case(
        "a date",
        write("posts/one.md", "Pencils and ledgers.", date="2024-04-01", tags=["trust"]),
        the_structure_is_known_by_its_files,
        frozenset(
            {
                *("2024/01/", "2024/01/one/", ONE, "2024/01/index.html"),
                *("2024/04/", "2024/04/one/", "2024/04/one/index.html", "2024/04/index.html"),
                *(TWO, THREE, "index.html", "archives/index.html", "sitemap.xml", "tags/trust/index.html"),
            }
        ),
    ),
    Case(
        "a scheduled post on its day, in a structure that stays",
        lambda blog: None,
        the_structure_is_known_without_the_time,
        frozenset(
            {
                *("2024/04/", "2024/04/four/", "2024/04/four/index.html", "2024/04/index.html"),
                *(THREE, "index.html", "archives/index.html", "sitemap.xml"),
            }
        ),
        begin=A_FOURTH,
        as_of=("2024-03-31", "2024-04-01"),
    ),
    Case(
        "a file that is copied, in a layout that stays",
        put("content/logo.gif", b"another"),
        the_layout_is_known_without_what_is_copied,
        frozenset({"logo.gif"}),
        begin=put("content/logo.gif", b"one"),
    ),
    Case(
        "a style sheet that pages name, in a layout that stays",
        put("assets/style.css", "b { c: d }"),
        the_layout_is_known_without_what_is_copied,
        frozenset({"_headers", "assets/style.css", "assets/style.*.css"}),
        begin=all_of(
            put("assets/style.css", "a { b: c }"),
            put("templates/tags.html", "{{ site.asset('style.css') }}"),
        ),
    ),
    Case(
        "the ledger of addresses, in a layout that stays",
        put("urls.txt", "/old/ -> /archives/\n/older/ gone\n"),
        the_layout_is_known_without_the_ledger,
        frozenset({"old/", "old/index.html", "_redirects"}),
        begin=put("urls.txt", "/archives/\n"),
    ),
    Case(
        "the ledger of addresses, where nothing else has changed",
        put("urls.txt", "/old/ -> /archives/\n"),
        what_goes_in_is_known_without_the_ledger,
        frozenset({"old/", "old/index.html", "_redirects"}),
        begin=put("urls.txt", "/archives/\n"),
    ),
    Case(
        "a comment",
        put("content/comments/one.yaml", "- {author: Bo, date: 2024-02-01, body: Other words}\n"),
        comments_are_said_to_stay,
        frozenset({ONE}),
        begin=put("content/comments/one.yaml", "- {author: Bo, date: 2024-02-01, body: Words}\n"),
    ),
    Case(
        "a photo in a text",
        put("content/car.jpg", jpeg(20, 16)),
        photos_are_known_by_their_names,
        frozenset({TWO, "index.html", "2024/02/index.html"}),
        begin=all_of(
            put("content/car.jpg", jpeg(20, 10)),
            write("posts/two.md", "Teapots. ![x](/car.jpg)", date="2024-02-01"),
        ),
    ),
    Case(
        "a text shows a photo that it did not show",
        write("posts/two.md", "Teapots. ![x](/car.jpg)", date="2024-02-01"),
        the_layout_is_known_without_what_texts_show,
        frozenset({"_headers", "assets/", "assets/pictures/", CAR, "car.jpg"}),
        begin=all_of(
            put("themes/plain/theme.toml", "name = 'plain'\n[images.body]\nwidths = [9]\nformats = []\n"),
            put("content/car.jpg", jpeg(20, 10)),
        ),
    ),
    Case(
        "a post has a picture elsewhere, and no card any more",
        write("posts/two.md", "Teapots.", date="2024-02-01", image="https://elsewhere.example/x.png"),
        the_layout_is_known_without_what_texts_show,
        frozenset({"assets/cards/2024/02/", "assets/cards/2024/02/two.png"}),
        begin=all_of(
            put("themes/plain/theme.toml", "name = 'plain'\n[images.preview]\nwidths = [9]\n"),
            write("posts/two.md", "Teapots.", date="2024-02-01", image="https://elsewhere.example/x.svg"),
        ),
    ),
    Case(
        "the focal point of a card",
        write("posts/two.md", "Teapots.", date="2024-02-01", image="/car.jpg", image_focus="0% 0%"),
        focal_points_are_left_out_of_cards,
        frozenset({*LISTS_OF_TWO}),
        begin=WITH_A_PHOTO,
    ),
    Case(
        "another photo of the same size",
        put("content/car.jpg", jpeg(20, 10, shade=200)),
        pictures_are_kept_by_the_names_of_their_sizes,
        frozenset({CAR}),
        begin=WITH_A_PHOTO,
    ),
    Case(
        "how pictures are shown",
        put("themes/plain/theme.toml", PRESETS % 20),
        presets_are_not_in_the_fingerprint,
        frozenset({*LISTS_OF_TWO, CAR}),
        begin=WITH_A_PHOTO,
    ),
    Case(
        "a post is about what another is about",
        write("posts/two.md", "Pencils and ledgers.", date="2024-02-01", tags=["trust"]),
        related_lists_are_said_to_stay,
        frozenset({ONE, THREE}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}: {case.fault.__name__}")
def test_a_broken_tracker_is_noticed(case, tmp_path):
    assert wrong_after(case, tmp_path / "right", no_fault) == set()

    assert wrong_after(case, tmp_path / "wrong", case.fault) == case.stale


def test_every_case_has_a_name_of_its_own():
    assert len({case.name for case in CASES}) == len(CASES)
