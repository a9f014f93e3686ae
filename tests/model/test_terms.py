"""Which spellings are one tag, what it is called and where it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.archives import page_count, page_of
from sitegen.model.permalinks import code_points
from sitegen.model.terms import term_slug
from sitegen.model.urls import make_urls
from sitegen.paths import collision_key, output_path, page_file, site_path, why_unsafe
from sitegen.text import tag_key, unique_name


@pytest.mark.parametrize(
    "spellings",
    [
        ("KDE", "kde"),
        ("follow-up", "Follow up", "follow_up"),
        ("Straße", "STRASSE"),
        ("ﬁx", "fix"),
        ("İstanbul", "istanbul"),
    ],
)
def test_spellings_of_one_tag(spellings):
    assert len({tag_key(name) for name in spellings}) == 1


@pytest.mark.parametrize("names", [("c", "c++", "c#"), ("net", ".net"), ("a", "á"), ("-", "_"), ("🎉", "🎈")])
def test_tags_that_are_not_one(names):
    assert len({tag_key(name) for name in names}) == len(names)
    assert all(term_slug(name) for name in names)


def test_the_commonest_spelling_names_a_tag_and_of_equals_the_first_by_letter(blog):
    blog.write("posts/one.md", tags=["kde", "b-c"]).write("posts/two.md", tags=["KDE", "B C"])
    blog.write("posts/three.md", tags=["KDE"])

    assert {tag.name for tag in blog.build().structure.tags.values()} == {"KDE", "B C"}


def test_a_tags_settings_stand_above_its_spellings(blog):
    blog.configure('[tags.kde]\nname = "K Desktop"\nslug = "desk"\ndescription = "All of it."')
    blog.write("posts/one.md", tags=["KDE"])

    (tag,) = blog.build().structure.tags.values()

    assert (tag.name, tag.path, tag.description) == ("K Desktop", "/tags/desk/", "All of it.")


def test_a_tag_whose_settings_have_no_name_is_called_as_most_posts_write_it(blog):
    blog.configure('[tags.kde]\ndescription = "All of it."')
    blog.write("posts/one.md", tags=["KDE"]).write("posts/two.md", tags=["KDE"])
    blog.write("posts/three.md", tags=["kde"])

    (tag,) = blog.build().structure.tags.values()

    assert (tag.name, tag.path, tag.description) == ("KDE", "/tags/kde/", "All of it.")


def test_settings_of_a_tag_that_posts_only_have_by_their_name_are_told(blog):
    """`[tags.cs]` is of the tag `cs`; without a word, the other tag had none of what it says."""
    blog.configure('[tags.cs]\nname = "Customer service"\ndescription = "All of it."')
    blog.write("posts/one.md", tags=["customer service"])

    (problem,) = blog.problems()

    assert (problem.warning, problem.rule, problem.offending) == (
        True,
        "same-name",
        'name = "Customer service"',
    )
    assert (
        problem.message == "tags.cs.name: 'Customer service' is another tag, of which this table says nothing"
    )
    assert problem.hint == 'call the table [tags."Customer service"]'


def test_two_tags_that_are_called_alike_are_told(blog):
    blog.configure('[tags.cs]\nname = "Customer service"')
    blog.write("posts/one.md", tags=["customer service"]).write("posts/two.md", tags=["cs"])

    (problem,) = blog.problems()

    assert problem.hint == "make one of the two: sitegen tags merge cs 'Customer service'"


def test_of_two_tags_with_one_slug_the_older_keeps_it(blog):
    blog.write("posts/old.md", tags=["a.b"], date="2020-01-01").write("posts/new.md", tags=["a b"])
    before = blog.build().structure.tags

    blog.write("posts/newest.md", tags=["a!b"], date="2025-01-01")
    after = blog.build().structure.tags

    assert (before["a.b"].path, before["a b"].path) == ("/tags/a-b/", "/tags/a-b-2/")
    assert (after["a.b"].path, after["a b"].path, after["a!b"].path) == (
        "/tags/a-b/", "/tags/a-b-2/", "/tags/a-b-3/"
    )  # fmt: skip


def test_authors_are_found_by_key_or_name(blog):
    blog.configure('[authors.ann]\nname = "Ann Author"\nurl = "/ann/"')
    blog.write("posts/one.md", author="Ann Author").write("posts/two.md", authors=["ANN", "ann"])
    blog.write("posts/three.md", authors=["Someone Else"]).write("posts/four.md", authors=[])

    authors = blog.build().structure.authors

    assert {author.name: len(author.posts) for author in authors.values()} == {
        "Ann Author": 2,
        "Someone Else": 1,
    }
    assert authors["ann"].path == "/authors/ann/"


# ---- rules that hold for all inputs

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


@given(NAMES)
def test_a_slug_is_one_safe_part_of_a_path(name):
    slug = term_slug(name)
    assert "/" not in slug
    assert why_unsafe(f"tags/{slug}/index.html") == ""


@given(NAMES, st.sets(NAMES))
def test_a_unique_name_is_not_taken_and_begins_like_the_name(name, taken):
    unique = unique_name(name, taken)
    assert unique not in taken
    assert unique.startswith(name)


@given(st.lists(st.text(max_size=3), max_size=60), st.integers(1, 12))
def test_the_pages_of_a_list_are_the_list(items, per_page):
    count = page_count(len(items), per_page)
    pages = [page_of(tuple(items), number, per_page) for number in range(1, count + 1)]
    assert [item for page in pages for item in page] == items
    assert all(len(page) == per_page for page in pages[:-1])
    assert len(pages) == 1 or pages[-1]
    assert page_of(tuple(items), count + 1, per_page) == ()


@given(NAMES)
def test_what_a_file_system_takes_for_one_has_one_key(name):
    import unicodedata

    key = collision_key(name)
    assert key == collision_key(key)
    for form in ("NFC", "NFD"):
        assert collision_key(unicodedata.normalize(form, name)) == key
    assert collision_key(name.upper()) == collision_key(name.upper().lower())


@given(st.lists(NAMES.filter(lambda name: "/" not in name), min_size=1, max_size=4), st.booleans())
def test_the_url_of_a_path_leads_to_its_file(parts, folder):
    path = "/" + "/".join(parts) + ("/" if folder else "")
    assert site_path(output_path("/a/")) == "/a/"
    assert page_file(path).startswith(path.strip("/") if not folder else path.lstrip("/"))
    for root in ("https://example.org", "https://example.org/blog/"):
        urls = make_urls(root)
        url = urls.url(path)
        assert url.isascii()
        assert url.startswith(urls.root)
        assert urls.absolute(url).startswith(root.rstrip("/"))
        assert urls.absolute(urls.absolute(url)) == urls.absolute(url)


@pytest.mark.parametrize(
    ("written", "origin", "root"),
    [
        ("https://example.org", "https://example.org", "/"),
        ("https://example.org/blog", "https://example.org", "/blog/"),
        ("http://EXAMPLE.org:8080/a/b/", "http://example.org:8080", "/a/b/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example", "/"),
    ],
)
def test_the_parts_of_a_sites_url(written, origin, root):
    urls = make_urls(written)
    assert (urls.origin, urls.root) == (origin, root)


def test_code_points_are_a_slug():
    assert code_points("🎉") == "u1f389"
    assert why_unsafe(code_points("/..\0" * 50)) == ""
