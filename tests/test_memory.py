"""What builds remember can be damaged, lost or refused, and the site is right all the same."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest

from sitegen import installed
from sitegen import memory as memory_module
from sitegen.errors import Problem, ProblemsError
from sitegen.incremental.store import Row, Store
from sitegen.markup.python_markdown import PythonMarkdown
from sitegen.memory import FOLDER, code_digest, open_memory
from support.blog import Blog


@pytest.fixture
def blog(blog: Blog) -> Blog:
    """A blog that was built once."""
    for name in ("one", "two", "three"):
        blog.write(f"posts/{name}.md", f"Words of {name}.", tags=["a"])
    blog.write("about.md").file("content/pixel.gif", b"GIF89a").build()
    return blog


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the engine is given from here on."""
    texts: list[str] = []
    convert = PythonMarkdown.convert

    def noted(self: PythonMarkdown, text: str, language: str = "") -> Any:
        texts.append(text.strip())
        return convert(self, text, language)

    monkeypatch.setattr(PythonMarkdown, "convert", noted)
    return texts


def database(blog: Blog) -> Path:
    return blog.folder / FOLDER / "memory.db"


def pages(blog: Blog) -> dict[str, bytes]:
    return {path: (blog.public / path).read_bytes() for path in blog.published()}


def cache_warnings(blog: Blog, **options: Any) -> list[str]:
    return [problem.message for problem in blog.build(**options).problems if problem.rule == "cache"]


def test_when_nothing_changed_nothing_is_converted_or_made(blog: Blog, converted: list[str]):
    assert blog.build().rendered == {}
    assert converted == []


def test_only_the_text_that_changed_is_converted(blog: Blog, converted: list[str]):
    blog.write("posts/two.md", "Other words.", tags=["a"]).build()

    assert converted == ["Other words."]


def test_a_build_that_stops_at_a_mistake_remembers_what_it_converted(blog: Blog, converted: list[str]):
    blog.write("posts/two.md", "Other words.", tags=["a"]).write("posts/wrong.md", colour="red")
    with pytest.raises(ProblemsError):
        blog.build()
    converted.clear()

    blog.delete("content/posts/wrong.md").build()

    assert converted == []
    assert "Other words." in blog.page("/2024/01/two/")


def test_a_cache_that_was_deleted_is_made_again_without_a_word(blog: Blog, converted: list[str]):
    before = pages(blog)
    shutil.rmtree(blog.folder / FOLDER)

    assert cache_warnings(blog) == []
    assert len(converted) == 4
    assert pages(blog) == before
    assert blog.build().rendered == {}


@pytest.mark.parametrize("content", [b"no store", b"", bytes(8192)], ids=["words", "nothing", "zeros"])
def test_a_damaged_cache_is_made_again(blog: Blog, content: bytes):
    before = pages(blog)
    database(blog).write_bytes(content)

    warnings = cache_warnings(blog)

    assert len(warnings) == bool(content), "an empty file is a new cache"
    assert all(warning.startswith("the cache was damaged and is made anew") for warning in warnings)
    assert pages(blog) == before
    assert blog.build().rendered == {}


def test_damage_anywhere_never_changes_a_page(blog: Blog):
    sound, chance = database(blog).read_bytes(), random.Random(6)
    for number in range(25):
        damaged = bytearray(sound)
        for _ in range(chance.choice([1, 8, 64])):
            damaged[chance.randrange(100, len(damaged))] ^= 1 << chance.randrange(8)
        database(blog).write_bytes(damaged)
        blog.write("posts/two.md", f"Words number {number}.", tags=["a"]).build()
        assert f"Words number {number}." in blog.page("/2024/01/two/")
        assert "Words of one." in blog.page("/2024/01/one/")


def change(blog: Blog, how: Callable[[Store], None]) -> None:
    with closing(Store(database(blog))) as store:
        how(store)
        store.commit()


def lose_words(store: Store) -> None:
    store.forget("text", ["posts/one.md"])


def lose_questions(store: Store) -> None:
    store.forget("question", ["0"])


def other_stamps(store: Store) -> None:
    store.put("file", [Row("", b"", b"\x80\x04N.")])


def other_latest_build(store: Store) -> None:
    store.put("latest", [Row("", b"", b"csitegen.latest\nEarliest\n.")])  # a class that there was


@pytest.mark.parametrize("damage", [lose_words, lose_questions, other_stamps, other_latest_build])
def test_what_is_missing_or_written_by_another_version_is_damage(blog: Blog, damage: Callable[..., None]):
    # Another address, so that everything is made again and the words are asked for.
    moved = {"base_url": "https://other.example/"}
    blog.build(**moved)
    expected = pages(blog)
    blog.build()
    change(blog, damage)

    assert len(cache_warnings(blog, **moved)) == 1
    assert pages(blog) == expected


@pytest.mark.parametrize("damage", [lose_words, other_stamps, other_latest_build])
def test_what_is_damaged_is_closed_before_it_is_thrown_away(
    blog: Blog, damage: Callable[..., None], monkeypatch: pytest.MonkeyPatch
):
    change(blog, damage)
    connect, discard = Store._connect, memory_module.discard_memory
    opened: list[sqlite3.Connection] = []
    are_closed: list[bool] = []

    def noted(store: Store, path: Path | None) -> sqlite3.Connection:
        opened.append(connect(store, path))
        return opened[-1]

    def discard_then(*given: Any) -> Problem:
        are_closed.extend(map(_is_closed, opened))  # Windows deletes no file that is open
        return discard(*given)

    monkeypatch.setattr(Store, "_connect", noted)
    monkeypatch.setattr("sitegen.build.discard_memory", discard_then)
    blog.build(base_url="https://other.example/")

    assert are_closed and all(are_closed)


def _is_closed(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return True
    return False


def test_damage_is_not_even_met_where_nothing_has_changed(blog: Blog):
    before = pages(blog)
    change(blog, lose_words)

    assert cache_warnings(blog) == []
    assert pages(blog) == before


def test_a_cache_of_another_format_is_made_again(blog: Blog, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sitegen.incremental.store.FORMAT", 99)

    assert "its format is" in cache_warnings(blog)[0]
    assert cache_warnings(blog) == []


class _Unread(sqlite3.Connection):
    """A store of which the disk gives hardly anything back."""

    def execute(self, statement: str, *given: Any) -> sqlite3.Cursor:
        if statement.startswith("SELECT name"):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
            raise error
        return super().execute(statement, *given)


def test_a_cache_that_the_disk_does_not_give_back_is_made_again(blog: Blog, monkeypatch: pytest.MonkeyPatch):
    blog.write("posts/two.md", "Other words.", tags=["a"])
    kinds = chain([_Unread], repeat(sqlite3.Connection))

    def connect(_store: Store, path: Path | None) -> sqlite3.Connection:
        return sqlite3.connect(path or ":memory:", isolation_level=None, factory=next(kinds))

    monkeypatch.setattr(Store, "_connect", connect)

    assert cache_warnings(blog) == ["the cache was damaged and is made anew: disk I/O error"]
    assert "Other words." in blog.page("/2024/01/two/")
    assert cache_warnings(blog) == []


def test_where_nothing_can_be_remembered_the_site_is_built_with_a_warning(blog: Blog):
    before = pages(blog)
    shutil.rmtree(blog.folder / FOLDER)
    (blog.folder / FOLDER).write_text("in the way")

    (warning,) = cache_warnings(blog)

    assert warning.startswith("nothing can be remembered for the next build")
    assert pages(blog) == before


@pytest.mark.parametrize(
    "stage", ["entry", "text", "stamp", "structure", "file", "output", "question", "state"]
)
def test_a_full_disk_keeps_the_cache_from_growing_and_nothing_else(
    blog: Blog, monkeypatch: pytest.MonkeyPatch, stage: str
):
    put = Store.put

    def full(self: Store, to: str, rows: Any) -> None:
        if to != stage:
            put(self, to, rows)
            return
        pages = self._connection.execute("PRAGMA page_count").fetchone()[0]
        self._connection.execute(f"PRAGMA max_page_count = {pages}")
        put(self, to, [*rows, Row("large", b"", bytes(10_000_000))])

    blog.write("posts/two.md", "Other words.", tags=["a"])
    with monkeypatch.context() as patched:
        patched.setattr(Store, "put", full)
        patched.setattr("sitegen.incremental.files.SETTLED", -(10**12))
        (warning,) = cache_warnings(blog)

    assert warning == "nothing can be remembered for the next build: database or disk is full"
    assert "Other words." in blog.page("/2024/01/two/")
    blog.write("posts/two.md", "Words of two.", tags=["a"])
    assert cache_warnings(blog) == []
    assert "Words of two." in blog.page("/2024/01/two/")


def test_the_folder_of_the_cache_is_no_part_of_a_repository(blog: Blog):
    assert (blog.folder / FOLDER / ".gitignore").read_text() == "*\n"


def test_another_python_or_library_makes_everything_again(blog: Blog, monkeypatch: pytest.MonkeyPatch):
    versions = installed._versions()
    monkeypatch.setattr(installed, "_versions", lambda: {**versions, "jinja2": "99"})
    code_digest.cache_clear()
    made = blog.build().rendered
    code_digest.cache_clear()

    assert {*made} == blog.published()


@pytest.mark.parametrize("name", ["words/de.toml", "images/font/NotoSerif-Bold.ttf", "text.py"])
def test_another_file_of_sitegen_that_shapes_pages_makes_everything_again(tmp_path: Path, name: str):
    package = shutil.copytree(Path(memory_module.__file__).parent, tmp_path / "sitegen")
    before = code_digest(str(package))
    with (package / name).open("ab") as file:
        file.write(b"# another version")

    code_digest.cache_clear()

    assert code_digest(str(package)) != before


def test_code_that_python_has_compiled_is_no_other_code(tmp_path: Path):
    before = code_digest(str(tmp_path))
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/text.cpython-311.pyc").write_bytes(b"")

    code_digest.cache_clear()

    assert code_digest(str(tmp_path)) == before


def test_the_code_digest_knows_every_library_that_a_site_goes_through():
    import tomllib

    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
    needed = {requirement.partition(">")[0].lower() for requirement in project["dependencies"]}
    engines = {"markdown", "pygments", "pymdown-extensions", "pyromark"}
    known = {name.lower() for name in memory_module._LIBRARIES}

    assert needed - engines - {"click", "httpx", "starlette", "uvicorn", "watchfiles"} <= known


def test_an_open_memory_is_closed_whatever_happens(tmp_path: Path):
    with pytest.raises(ZeroDivisionError), open_memory(tmp_path) as memory:
        raise ZeroDivisionError

    with pytest.raises(Exception, match="closed"):
        memory.store.get("source", "a")
