"""What pages say besides the texts, in the language of the site."""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest
from markupsafe import Markup

import sitegen.words
from sitegen.config.read import decode_settings
from sitegen.incremental.answers import Answers, recording
from sitegen.markup.labels import TITLES
from sitegen.queries.discussions import embed_of
from sitegen.text import MONTHS
from sitegen.theme.environment import ThemeEnvironment
from sitegen.theme.theme import Theme
from sitegen.words import Words, names_in, phrases, plurals_of, words_of
from support.blog import Blog
from support.trees import read_tree

ROOT = Path(__file__).parents[2]
FILES = sorted(Path(sitegen.words.__file__).parent.glob("*.toml"))
LABELS = {*TITLES, "Table", "Code"}
"""Phrases that are looked up by what an engine has made."""
SITE = """\
[site]
title = "Ein Blog"
url = "https://example.org/"
language = "{language}"
description = "Vom Laden."

[search]
enabled = false

[archives]
per_page = 2
"""


def said_in_code() -> set[str]:
    """Return the phrases that templates and code say."""
    found = set(LABELS)
    for path in (ROOT / "themes").rglob("*.html"):
        text = path.read_text("utf-8")
        found |= set(re.findall(r'(?<!\w)_\("([^"]+)"', text))
        found |= set(re.findall(r'ngettext\("[^"]+", "([^"]+)"', text))
    for path in (ROOT / "src/sitegen").rglob("*.py"):
        if path.parent.name != "words":
            text = path.read_text("utf-8")
            found |= set(re.findall(r'\.say\(\s*"([^"]+)"', text))
            found |= set(re.findall(r'"([^"]+ Archives: \{name\}|Series: \{name\}|Jump [^".]+)"', text))
            found |= set(re.findall(r'\.count\(\s*"[^"]+", "([^"]+)"', text))
    return found


def test_the_files_of_languages_have_all_phrases_that_are_said_and_no_others():
    assert phrases() == said_in_code()
    for file in FILES:
        said = tomllib.loads(file.read_text("utf-8")).get("phrases", {})
        assert said.keys() == (set() if file.stem.startswith("en") else phrases()), file.name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_language_puts_the_same_values_in_its_phrases_and_has_all_its_plurals(file):
    found = tomllib.loads(file.read_text("utf-8"))
    counting = {phrase for phrase in phrases() if re.fullmatch(r"\{count\} (posts|tags|comments)", phrase)}
    for phrase, said in found.get("phrases", {}).items():
        forms = said if isinstance(said, list) else [said]
        assert [names_in(form) for form in forms] == [names_in(phrase)] * len(forms), phrase
        assert len(forms) == (plurals_of(file.stem)[1] if phrase in counting else 1), phrase
        assert all(form == form.strip() != "" for form in forms if phrase != ", "), phrase
    months = found["dates"].get("months", MONTHS)
    assert len(months) == len(found["dates"].get("alone", months)) == 12


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_a_link_is_called_has_the_words_that_it_shows(file):
    """Who speaks to the browser says what is seen (WCAG 2.5.3)."""
    words = words_of(file.stem)

    assert words.say("Feed").casefold() in words.say("Feed of {name}", name="trust").casefold()


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [
        ("en", "1 May 2024", "May 2024"),
        ("de-AT", "1. Mai 2024", "Mai 2024"),
        ("fr", "1er mai 2024", "mai 2024"),
        ("pt-BR", "1 de maio de 2024", "maio de 2024"),
        ("pl", "1 maja 2024", "maj 2024"),
        ("ja", "2024年5月1日", "2024年5月"),
        ("nn", "1. mai 2024", "mai 2024"),
        ("tlh", "1 May 2024", "May 2024"),
        ("en-US", "May 1, 2024", "May 2024"),
        ("zh-TW", "2024年5月1日", "2024年5月"),
    ],
)
def test_days_are_written_as_in_the_language(language, day, month):
    assert words_of(language).day(date(2024, 5, 1)) == day
    assert words_of(language).month(date(2024, 5, 1)) == month


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", {0: "0 posts", 1: "1 post", 2: "2 posts"}),
        ("fr", {0: "0 article", 1: "1 article", 2: "2 articles"}),
        ("pl", {1: "1 wpis", 2: "2 wpisy", 5: "5 wpisów", 12: "12 wpisów", 22: "22 wpisy"}),
        ("ru", {1: "1 запись", 3: "3 записи", 11: "11 записей", 21: "21 запись", 112: "112 записей"}),
        ("ja", {1: "1件の記事", 2: "2件の記事"}),
        ("cs", {1: "1 příspěvek", 4: "4 příspěvky", 5: "5 příspěvků"}),
        ("ar", {1: "1 تدوينة", 2: "تدوينتان (2)", 3: "3 تدوينات", 111: "111 تدوينة", 103: "103 تدوينات"}),
    ],
)
def test_numbers_take_the_plural_that_the_language_has_for_them(language, expected):
    words = words_of(language)
    assert {count: words.count("{count} post", "{count} posts", count) for count in expected} == expected


@pytest.mark.parametrize(
    ("language", "giscus", "searched"),
    [
        ("de-AT", "de", "Suche"),
        ("zh", "zh-CN", "搜索"),
        ("zh-Hans-HK", "zh-CN", "搜索"),
        ("zh-hant", "zh-TW", "搜尋"),
        ("zh-TW", "zh-TW", "搜尋"),
        ("sw", "", "Search"),
    ],
)
def test_who_keeps_comments_elsewhere_is_asked_in_the_language_of_the_site(language, giscus, searched):
    own = '[comments.giscus]\nrepo = "a/b"\nrepo_id = "R"\ncategory = "Talk"\ncategory_id = "C"\n'
    settings = decode_settings(f"{SITE.format(language=language)}{own}".encode()).settings
    _name, attributes = embed_of(settings.comments, language)
    assert dict(attributes).get("data-lang", "") == giscus
    assert words_of(language).say("Search") == searched


def test_what_a_site_says_itself_goes_before_its_language():
    words = Words("de", {"Continue reading": "Mehr:", "{count} posts": ("ein Text", "{count} Texte")})
    assert words.say("Continue reading") == "Mehr:"
    assert words.count("{count} post", "{count} posts", 1) == "ein Text"
    assert words.count("{count} post", "{count} posts", 3) == "3 Texte"
    assert words.say("Older posts") == "Ältere Beiträge"


@pytest.fixture
def german(blog: Blog) -> Blog:
    """A blog with the default theme, in German."""
    blog.file("site.toml", SITE.format(language="de"))
    for number in range(1, 6):
        blog.write(
            f"posts/p{number}.md", "Erstes.\n\n<!--more-->\n\nMehr.", date=f"2024-03-0{number}", tags=["rat"]
        )
    return blog


def words_on(page: str) -> str:
    """Return what is read on a *page*, and what it calls its parts."""
    body = page.partition("<body>")[2]
    names = " ".join(re.findall(r'aria-label="([^"]*)"', body))
    return f"{names} {re.sub(r'<[^>]+>', ' ', body)}"


def test_pages_speak_the_language_of_their_site(german):
    german.build()

    front, tag, month = german.page("/"), german.page("/tags/rat/"), german.page("/2024/03/")
    assert "Zum Text springen" in front and "5. März 2024" in front and "Weiterlesen:" in front
    assert '<h1 class="p-name">Schlagwort-Archiv: rat</h1>' in tag
    assert "5 Beiträge, Seite 1 von 3" in tag
    assert "Monatsarchiv: März 2024" in month
    assert "<title>Schlagwort-Archiv: rat, Seite 2 – Ein Blog</title>" in german.page("/tags/rat/page/2/")
    english = "Continue|reading|Posts?|posts?|Older|Newer|Page|Topics|Feed of|About|Search|March|Archives|by"
    for url in ("/", "/page/2/", "/tags/", "/tags/rat/", "/archives/", "/2024/", "/2024/03/p1/", "/404.html"):
        assert not re.findall(rf"\b(?:{english})\b", words_on(german.page(url))), url


def test_a_site_that_changes_its_language_is_that_of_a_clean_build(german):
    german.build()
    german.file("site.toml", SITE.format(language="en")).build()
    english = read_tree(german.public)
    assert "Tag Archives: rat" in german.page("/tags/rat/")

    for folder in ("public", ".public.sitegen", ".sitegen"):
        shutil.rmtree(german.folder / folder, ignore_errors=True)
    german.build()
    assert read_tree(german.public) == english


@pytest.mark.parametrize("engine", ["python-markdown", "commonmark"])
def test_what_an_engine_says_is_in_the_language_of_the_text(german, engine):
    text = "> [!NOTE]\n> Gut.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n    code\n\nEins.[^1]\n\n[^1]: Wo.\n"
    german.file("site.toml", SITE.format(language="de") + f'\n[markdown]\nengine = "{engine}"\n')
    german.write("posts/de.md", text).write("posts/en.md", text, lang="en").build()

    here, there = german.page("/2024/01/de/"), german.page("/2024/01/en/")
    for said, english in [
        ('<p class="admonition-title">Hinweis</p>', '<p class="admonition-title">Note</p>'),
        ('aria-label="Tabelle"', 'aria-label="Table"'),
        ('title="Zurück zu Fußnote 1 im Text"', 'title="Jump back to footnote 1 in the text"'),
    ]:
        assert said in here and english not in here
        assert english in there and said not in there


def test_templates_of_themes_say_nothing_but_phrases():
    for path in (ROOT / "themes").rglob("*.html"):
        text = re.sub(
            r"(?s)\{% block style %\}.*?\{% endblock %\}|\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<script type=.*?</script>",
            "",
            path.read_text("utf-8"),
        )
        named = re.findall(r'\b(?:aria-label|title|alt|placeholder)="([^"]*[A-Za-z]{2}[^"]*)"', text)
        shown = re.findall(r"[A-Za-z]{2,}", re.sub(r"(?s)<[^>]*>", " ", text))
        assert [*named, *shown] == [], path


def rendered(template: str, words: Words, **values: object) -> str:
    environment = ThemeEnvironment(Theme(()), Answers({}), None, words)
    with recording():
        return environment.from_string(template).render(values)


TELLING = Words("en", {"Page {number}": "<S. {number}>", "{count} posts": ("ein & Text", "{count} & Texte")})


@pytest.mark.parametrize(
    "template",
    ['{{ _("Page {number}", number=name) }}', "{{ _(phrase, number=name) }}"],
    ids=["written out", "in a variable"],
)
def test_a_phrase_and_its_values_are_text_unless_a_value_is_html(template):
    said = rendered(template, TELLING, name="<3>", phrase="Page {number}")
    assert said == "&lt;S. &lt;3&gt;&gt;"
    assert (
        rendered(template, TELLING, name=Markup("<b>3</b>"), phrase="Page {number}") == "&lt;S. <b>3</b>&gt;"
    )


def test_a_template_counts_in_the_words_of_the_site():
    template = '{% for n in (1, 2) %}{{ ngettext("{count} post", "{count} posts", n) }}, {% endfor %}'
    assert rendered(template, TELLING) == "ein &amp; Text, 2 &amp; Texte, "


def test_a_phrase_without_a_value_that_it_needs_is_told_with_its_line(german):
    german.file("templates/_byline.html", '<p>\n{{ _("Page {number}", count=1) }}</p>\n')
    [problem] = {problem.location: problem for problem in german.problems()}.values()
    assert (problem.location.path, problem.location.line) == ("templates/_byline.html", 2)
    assert "needs a value for {number}" in problem.message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('"Continue reading" = 3', "expected a text, found a number"),
        ('"Continue reading" = true', "expected a text, found true or false"),
        ('"Page {number}" = "Seite {nummer}"', "nothing is put in the place of {nummer}"),
        ('"{count} posts" = ["ein Text", "{cuont} Texte"]', "nothing is put in the place of {cuont}"),
        ('"{count} posts" = []', "de has 2 plurals, and here are 0"),
        ('"{count} posts" = ["a", "b", "c"]', "de has 2 plurals, and here are 3"),
        ('"{minutes} min read" = ["a", "b"]', "this phrase does not count"),
        ('"March" = "Lenzing"', ""),
        ('"{day} {month} {year}" = "{day}-{month}"', ""),
        ('"Older" = "Älter }"', "a brace has no other one"),
    ],
)
def test_a_phrase_that_cannot_be_said_is_told_where_it_is(line, message):
    found = decode_settings(f"{SITE.format(language='de')}[words]\n{line}\n".encode()).problems
    assert [message in one.message for one in found] == ([True] if message else []), found
    assert all(one.location.line == 13 for one in found)


def test_words_for_what_nothing_says_are_a_warning(german):
    own = '"Continue readin" = "Mehr:"\n"Of my own" = "Eigenes"\n"March" = "Lenzing"\n"Nowhere" = "x"\n'
    german.file("site.toml", f"{SITE.format(language='de')}[words]\n{own}")
    german.file("templates/_follow.html", '<p>{{ _("Of my own") }}</p>\n')

    found = [(one.location.line, one.message, one.hint, one.warning) for one in german.problems()]

    assert found == [
        (13, "no page says 'Continue readin'", "did you mean 'Continue reading'?", True),
        (16, "no page says 'Nowhere'", "", True),
    ]
    assert "<p>Eigenes</p>" in german.page("/2024/03/p1/") and "1. Lenzing 2024" in german.page(
        "/2024/03/p1/"
    )


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("_('a { b', x=1)", "can't be filled in"),
        ("_('} x', x='a')", "can't be filled in"),
        ("_(3)", "a phrase is a text, not a int"),
        ("_(none)", "a phrase is a text, not a NoneType"),
        ("_('Page {number}')", "needs a value for {number}"),
        ("_(site.title ~ ' {number}')", "needs a value for {number}"),
        ("ngettext('{count} a', '{n} as', 2)", "needs a value for {n}"),
    ],
)
def test_a_template_that_says_what_cannot_be_said_is_told_its_line(german, phrase, message):
    german.file("templates/_follow.html", f"<p>\n{{{{ {phrase} }}}}</p>\n")
    found = {(one.location.path, one.location.line, message in one.message) for one in german.problems()}
    assert found == {("templates/_follow.html", 2, True)}
