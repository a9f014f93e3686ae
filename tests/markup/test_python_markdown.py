from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.config.settings import MarkdownSettings
from sitegen.markup.document import ConversionError
from sitegen.markup.python_markdown import ExtensionError, PythonMarkdown

TEXTS = [
    "# A\n\nText[^1] with `code` and [a](b.md).\n\n[^1]: Note.",
    "[x]\n\n[x]: https://example.org/",
    "*[HTML]: Hyper\n\nHTML",
    "- a\n  - b\n\n```python\nx = 1\n```",
    "Text[^1] and[^n]\n\n[^1]: One.\n[^n]: N.",
    "<div markdown='1'>\n*a*\n</div>",
    "[x] and HTML and [^1]",
    "> quote\n\n- [ ] task\n\n~~gone~~",
]
FAILING = MarkdownSettings(extensions=("markup.failing",), timeout=5)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*[HTML]: Hyper Text\n\nHTML", '<abbr title="Hyper Text">HTML</abbr>'),
        ("a { .b }\n{ .c }", 'class="c"'),
        ("Term\n: Definition", "<dl>\n<dt>Term</dt>\n<dd>Definition</dd>\n</dl>"),
        ("a[^1]\n\n[^1]: b", '<div class="footnote">'),
        ("<div markdown='1'>\n*a*\n</div>", "<em>a</em>"),
        ("| a |\n|---|\n| b |", "<td>b</td>"),
        ("!!! note\n    a", '<div class="admonition note">'),
        ("~~a~~ H~2~O", "<del>a</del> H<sub>2</sub>O"),
        ("- [x] a", 'type="checkbox"'),
        ("- a\n\n1. b", "</ul>\n<ol>"),
        ("a\\\nb  \nc", "<br>"),
        ("- a\n\n    ```\n    x\n    ```", "<code>x"),
        ("snake_case_name and **bold*", "snake_case_name"),
    ],
)
def test_the_usual_extensions_are_there(convert, text, html):
    assert html in convert(text).html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\nb", "<p>a\nb</p>"),
        ("https://example.org/", "<p>https://example.org/</p>"),
        ("(c) 1/2", "<p>(c) 1/2</p>"),
    ],
)
def test_others_are_not(convert, text, html):
    assert convert(text).html == html


def test_further_extensions_have_their_options():
    more = MarkdownSettings(
        extensions=("pymdownx.mark", "wikilinks"),
        extension_configs={"wikilinks": {"base_url": "/wiki/"}, "footnotes": {"BACKLINK_TEXT": "back"}},
    )
    document = PythonMarkdown(more).convert("==a== [[b]] c[^1]\n\n[^1]: d")

    assert "<mark>a</mark>" in document.html
    assert document.links[0].target == "/wiki/b/"
    assert ">back</a>" in document.html


@pytest.mark.parametrize(
    ("given", "name", "message"),
    [
        ({"extensions": ("no.such.module",)}, "no.such.module", "is not installed"),
        ({"extensions": ("json",)}, "json", "can't be used"),
        ({"extensions": ("markup.needy",)}, "markup.needy", "needs no_such_thing, which is not installed"),
        ({"extensions": ("markup.broken",)}, "markup.broken", "can't be used: ZeroDivisionError"),
        (
            {"extensions": ("wikilinks",), "extension_configs": {"wikilinks": {"bse_url": "/"}}},
            "wikilinks",
            "has no option 'bse_url'",
        ),
        (
            {"extension_configs": {"wikilink": {"a": 1}}},
            "wikilink",
            "has options, but is not among the extensions",
        ),
        ({"extensions": ("",)}, "", "can't be used"),
    ],
)
def test_an_extension_that_cannot_be_used_is_named(given, name, message):
    with pytest.raises(ExtensionError) as error:
        PythonMarkdown(MarkdownSettings(**given))

    assert error.value.name == name
    assert message in error.value.message
    assert pickle.loads(pickle.dumps(error.value)).message == error.value.message


def test_the_fingerprint_says_all_that_shapes_the_result():
    fingerprint = PythonMarkdown(MarkdownSettings(), "de").fingerprint
    shape = json.loads(fingerprint)

    assert shape["settings"]["engine"] == "python-markdown"
    assert set(shape["versions"]) == {"Markdown", "pymdown-extensions", "Pygments", "sitegen"}
    assert shape["settings"]["excerpt_words"] == 60
    assert fingerprint == PythonMarkdown(MarkdownSettings(), "de").fingerprint
    assert fingerprint != PythonMarkdown(MarkdownSettings(), "en").fingerprint
    assert fingerprint != PythonMarkdown(MarkdownSettings(excerpt_words=50), "de").fingerprint
    options = MarkdownSettings(extension_configs={"tables": {"use_align_attribute": True}})
    assert fingerprint != PythonMarkdown(options, "de").fingerprint


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=6))
def test_a_text_is_converted_as_if_it_were_the_first(engine, texts):
    fresh = {text: PythonMarkdown(MarkdownSettings(timeout=5)).convert(text) for text in set(texts)}

    assert [engine.convert(text) for text in texts] == [fresh[text] for text in texts]


def test_footnotes_with_unique_ids_do_not_count_the_texts_before():
    unique = MarkdownSettings(extension_configs={"footnotes": {"UNIQUE_IDS": True}})
    engine = PythonMarkdown(unique)

    assert engine.convert(TEXTS[0]) == engine.convert(TEXTS[0])


def test_after_an_exception_the_engine_is_as_new():
    engine, fresh = PythonMarkdown(FAILING), PythonMarkdown(FAILING)
    for text in TEXTS:
        with pytest.raises(ConversionError):
            engine.convert(f"> - a\n>\n>     {text[:3]} FAIL [^1]")

        assert engine.convert(text) == fresh.convert(text)


def test_an_exception_of_an_extension_is_reported_with_its_line():
    with pytest.raises(ConversionError) as error:
        PythonMarkdown(FAILING).convert("one\n\ntwo\nthree\n\n\nfour\nFAIL\n\nfive\n\nFAIL\n")

    assert error.value.line == 7
    assert "ValueError: asked to fail" in error.value.message
    assert "extensions" in error.value.hint


HOSTILE = {
    "brackets": "[" * 20_000,
    "links": "[a](" * 20_000,
    "images": "![" * 20_000,
    "tags": "<a " * 20_000,
    "stars": "*a **a " * 8_000,
    "glossary": "\n".join(f"term {i}\n: meaning {i}" for i in range(3_000)),
    "deep list": "\n".join("    " * i + "- a" for i in range(400)),
    "deep quote": ">" * 3_000 + " a",
    "backticks": "".join("`" * i + "a" for i in range(1_500)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_ends_in_time(text):
    engine = PythonMarkdown(MarkdownSettings(timeout=0.5))
    started = time.monotonic()
    try:
        engine.convert(f"one\n\ntwo\n\n{text}\n\nthree\n\nfour\n")
    except ConversionError as error:
        assert error.line == 5
        assert error.hint
    assert time.monotonic() - started < 20
    assert engine.convert("*a*").html == "<p><em>a</em></p>"


@pytest.mark.parametrize("name", ["links", "glossary", "deep list"])
def test_some_of_them_are_refused(name):
    with pytest.raises(ConversionError):
        PythonMarkdown(MarkdownSettings(timeout=0.5)).convert(HOSTILE[name])


def test_a_timeout_says_how_long_it_took():
    with pytest.raises(ConversionError, match=r"takes longer than 0.1 s"):
        PythonMarkdown(MarkdownSettings(extensions=("markup.failing",), timeout=0.1)).convert("one\n\nSLEEP")


def test_it_works_outside_the_main_thread():
    results = []
    thread = threading.Thread(
        target=lambda: results.append(PythonMarkdown(MarkdownSettings()).convert("*a*").html)
    )
    thread.start()
    thread.join()

    assert results == ["<p><em>a</em></p>"]


def test_placeholders_that_an_extension_forgets_never_look_like_links():
    document = PythonMarkdown(FAILING).convert("LEFTOVER [a](b.md)")

    assert document.html == "<p>* <a\x020\x03>a</a></p>"


def test_the_library_is_loaded_only_with_the_engine():
    program = "import sys, sitegen.markup.document as d; sys.exit('markdown' in sys.modules)"

    subprocess.run([sys.executable, "-c", program], check=True)
