from __future__ import annotations

import subprocess
import sys

import pytest

from sitegen.markup.highlight import highlighted

REACHED = ' tabindex="0" role="group" aria-label="Code"'


def block(language: str, code: str, pre: str = "") -> str:
    return f'<pre{pre}><code class="language-{language}">{code}</code></pre>'


def test_a_known_language_is_coloured_with_short_classes(pass_over):
    html = pass_over(block("python", "def f():\n    return &quot;a&lt;b&quot;\n")).html

    assert html.startswith(
        f'<pre class="highlight"{REACHED}><code class="language-python"><span class="k">def</span>'
    )
    assert "&lt;" in html
    assert "style=" not in html
    assert html.endswith("\n</code></pre>")


def test_names_punctuation_and_blanks_are_plain(pass_over):
    html = pass_over(block("python", "f(x, 1)")).html

    assert html.endswith('<code class="language-python">f(x, <span class="mi">1</span>)</code></pre>')


@pytest.mark.parametrize("code", ["x = 1", "x = 1\n", "\nx = 1\n\n", "  x = 1"])
def test_colours_do_not_change_the_code(pass_over, code):
    assert pass_over(block("python", code)).text == "x = 1"
    bare = pass_over(block("python", code)).html
    for tag in ('<span class="o">', '<span class="mi">', "</span>"):
        bare = bare.replace(tag, "")

    assert bare == block("python", code, f' class="highlight"{REACHED}')


@pytest.mark.parametrize(
    "html",
    [
        block("nosuchlanguage", "x &lt; 1"),
        "<pre><code>def f(): pass</code></pre>",
        '<p><code class="language-python">def</code></p>',
        block("python", "<b>def</b>"),
        block("python", ""),
        '<pre><code class="other">def</code></pre>',
    ],
)
def test_everything_else_stays_plain(pass_over, html):
    assert pass_over(html).html.replace(REACHED, "") == html


@pytest.mark.parametrize(
    "code", ["    :::python\n    def f(): ...", "    ::python\n    def f(): ...\n\nWords."]
)
def test_code_may_name_its_language_in_its_first_line(convert, native, code):
    for engine in (convert, native.convert):
        document = engine(f"Words.\n\n{code}")

        assert '<code class="language-python"><span class="k">def</span>' in document.html
        assert "::" not in document.html + document.text


@pytest.mark.parametrize(
    "code", [":::tip\na", ":::python", ":::python\n\n", "::: python\na", "a\n:::python\nb", "::std\na"]
)
def test_a_first_line_that_names_no_language_is_code(pass_over, code):
    assert f"<code>{code}</code>" in pass_over(f"<pre><code>{code}</code></pre>").html


def test_the_attributes_of_the_writer_stay(pass_over):
    html = pass_over(block("python", "x", ' id="a" class="wide"')).html

    assert html.startswith(f'<pre id="a" class="wide highlight"{REACHED}><code class="language-python">')


def test_it_can_be_switched_off(pass_over):
    assert pass_over(block("python", "def"), highlight=False).html == block("python", "def", REACHED)


def test_results_are_remembered():
    assert highlighted("python", "remember = me") is highlighted("python", "remember = me")


def test_fences_of_markdown_are_coloured(convert):
    assert '<span class="k">def</span>' in convert("```python\ndef f(): ...\n```").html


def test_pygments_is_loaded_only_when_there_is_code():
    program = (
        "import sys\n"
        "from sitegen.config.settings import MarkdownSettings\n"
        "from sitegen.markup.finish import finish\n"
        "finish('<p>x</p><pre><code>y</code></pre>', MarkdownSettings(), 'en')\n"
        "assert 'markdown' not in sys.modules\n"
        "sys.exit('pygments' in sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], check=True)
