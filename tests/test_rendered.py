"""What is rendered after an edit of this repository's own site: exactly the outputs that have to do with it.

The expected sets are computed: from what pages show, and from the relations of the site before and after.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pytest

from sitegen.build import Report, Request, build
from sitegen.errors import ProblemsError
from sitegen.model.records import Post, Site
from sitegen.paths import output_path, page_file
from sitegen.queries.cards import card_path
from support.blog import model
from support.pictures import copy_repository, jpeg
from support.trees import Tree, differing, read_tree

ROOT = Path(__file__).parents[1]
AS_OF = "2026-11-24"
FIRST_WORDS = "A man took a Friday off work"
TICKET = "posts/2019-02-25-a-repair-ticket-is-a-promise.md"
"""A lone file without a marker, a series or old paths, which begins with FIRST_WORDS."""

UNLINKED = "posts/2021-06-07-how-to-answer-a-bad-review.md"
"""A lone file that no text links to."""


@dataclass
class Edited:
    """A copy of the site that was built once, as it is edited and built again."""

    folder: Path
    site: Site
    tree: Tree
    as_of: str = AS_OF
    before: Tree = field(default_factory=dict)
    """The tree before the last build."""
    old: Site | None = None
    """The site as it was then."""

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace *old*, which must be there, in a file of the site."""
        file = self.folder / path
        text = file.read_text("utf-8")
        assert old in text, f"{path} has no {old!r}"
        file.write_text(text.replace(old, new, 1), "utf-8")

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def build(self) -> Report:
        report = build(Request(self.folder, as_of=self.as_of))
        self.before, self.tree = self.tree, read_tree(report.output)
        self.old, self.site = self.site, model(Request(self.folder, as_of=self.as_of))
        return report

    def rendered(self) -> set[str]:
        """Build, and return the outputs that were made; what changed is among them."""
        report = self.build()
        assert files(differing(self.before, self.tree)) & self.tree.keys() <= set(report.rendered)
        return set(report.rendered)

    # ---- relations

    def showing(self, *words: str) -> set[str]:
        """Return the outputs that show one of the *words* before or after, and are there after."""
        found = {path for tree in (self.before, self.tree) for path in _holding(tree, words)}
        return found & self.tree.keys()

    def related_anew(self) -> set[str]:
        """Return the pages of the posts that relate to others than before."""
        assert self.old
        before, after = self.old.related, self.site.related
        return {page(self.site, key) for key in after if before.get(key) != after[key]}

    def akin_anew(self) -> set[str]:
        """Return the archives of the tags that go with others than before."""
        assert self.old
        before, after = self.old.structure.tags, self.site.structure.tags
        changed = {key for key in after if key in before and before[key].akin != after[key].akin}
        return {output_path(after[key].path) for key in changed}

    def footers_anew(self) -> set[str]:
        """Return the pages whose footer leads elsewhere than before: all or none."""
        return {path for path in self.tree if _footer(self.tree, path) != _footer(self.before, path) != b""}

    def feeds_of(self, key: str) -> set[str]:
        """Return the feeds that hold the post *key* before or after."""
        return {path for path in self.showing(escape(_post(self, key).title)) if is_feed(path)}

    def sitemap(self) -> set[str]:
        """Return the sitemap, if it says something else than before."""
        return differing(self.before, self.tree) & {"sitemap.xml"}


def _post(edited: Edited, key: str) -> Post:
    sites = (edited.site, edited.old)
    return next(site.posts[key] for site in sites if site and key in site.posts)


def _holding(tree: Tree, words: Iterable[str]) -> Iterator[str]:
    sought = [word.encode() for word in words]
    return (path for path, data in tree.items() if data and any(word in data for word in sought))


def _footer(tree: Tree, path: str) -> bytes:
    return (tree.get(path) or b"").partition(b'<footer class="footer">')[2]


def files(paths: Iterable[str]) -> set[str]:
    return {path for path in paths if not path.endswith("/")}


def is_feed(path: str) -> bool:
    return path.endswith(("feed.xml", "atom.xml", "feed.json"))


def page(site: Site, key: str) -> str:
    text = site.posts.get(key) or site.pages[key]
    return page_file(text.path)


def lists_of(site: Site, key: str) -> set[str]:
    """Return the first page of each list that holds the post *key*."""
    post = site.posts[key]
    paths = [
        *(site.structure.tags[tag].path for tag in post.tags),
        *(site.structure.authors[author].path for author in post.authors),
        *(
            one.path
            for one in (*site.structure.series.values(), *site.structure.months, *site.structure.years)
            if key in one.posts
        ),
    ]
    return {"index.html", *map(output_path, paths)}


def pages_of(tree: Tree, first: Iterable[str]) -> set[str]:
    """Return the *first* pages of lists and those that follow them."""
    folders = [path.removesuffix("index.html") for path in first]
    return {
        path
        for path in tree
        for folder in folders
        if re.fullmatch(re.escape(folder) + r"(page/\d+/)?index\.html", path)
    }


def membership(edited: Edited, site: Site, key: str) -> set[str]:
    """Return what has to do with the post *key* of *site*, which came or went, besides its own files."""
    post, place = site.posts[key], site.structure.positions[key]
    neighbours = site.structure.order[max(0, place - 1) : place] + site.structure.order[place + 1 : place + 2]
    counted = {"archives/index.html", "tags/index.html"} | edited.akin_anew() | edited.footers_anew()
    recent = {"404.html"} if place < 5 else set()
    feeds = {
        f"{output_path(site.structure.tags[tag].path).removesuffix('index.html')}feed.xml"
        for tag in post.tags
    }
    feeds |= {"feed.xml", "atom.xml", "feed.json"} if place < site.settings.feeds.entries else set()
    parts = [other for one in site.structure.series.values() if key in one.posts for other in one.posts]
    pages = {page(edited.site, other) for other in (*neighbours, *parts) if other in edited.site.posts}
    lists = pages_of(edited.tree, lists_of(site, key))
    linking = edited.showing(post.path)
    return (
        pages | linking | lists | counted | recent | feeds | edited.related_anew() | edited.sitemap()
    ) & edited.tree.keys()


def card_of(edited: Edited, key: str) -> set[str]:
    """Return the card of the post *key*, if it has one now."""
    return {card_path(edited.site.posts[key].path)} & edited.tree.keys()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """A copy of the site, built."""
    folder = copy_repository(tmp_path_factory.mktemp("repository") / "site")
    with (folder / "site.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[search]\nenabled = false\n")
    return folder, build(Request(folder, as_of=AS_OF))


@pytest.fixture
def site(built: tuple[Path, Report], tmp_path: Path) -> Edited:
    folder, report = built
    shutil.copytree(folder, tmp_path / "site")
    return Edited(tmp_path / "site", model(Request(folder, as_of=AS_OF)), read_tree(report.output))


# ---- nothing


def test_when_nothing_changed_nothing_is_rendered(site):
    report = site.build()

    assert set(report.rendered) == set()
    assert (report.published.written, report.published.removed) == (0, 0)


def test_a_file_that_was_only_touched_makes_nothing_stale(site):
    os.utime(site.folder / "content" / TICKET)

    assert site.rendered() == set()


def test_another_day_on_which_nothing_happens_makes_nothing_stale(site):
    site.as_of = "2026-11-25"

    assert site.rendered() == set()


def test_another_process_with_other_hashes_finds_nothing_stale(site):
    command = [
        sys.executable,
        "-m",
        "sitegen",
        "build",
        "--site",
        site.folder,
        "--as-of",
        AS_OF,
        "--format",
        "json",
    ]
    made = [
        json.loads(
            subprocess.run(
                command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}
            ).stdout
        )
        for seed in ("1", "2")
    ]

    assert [report["rendered"] for report in made] == [0, 0]


def test_without_the_cache_all_is_rendered_and_nothing_is_written(site):
    shutil.rmtree(site.folder / ".sitegen")

    report = site.build()

    assert set(report.rendered) == files(site.tree)
    assert report.published.written == 0


# ---- the words of a post


def test_words_beyond_the_excerpt_are_on_the_post_and_in_the_feeds_that_hold_all_of_it(site):
    site.edit(f"content/{TICKET}", "Thirteen were late", "Fourteen were late")

    rendered = site.rendered()

    assert rendered == {page(site.site, TICKET)} | site.feeds_of(TICKET) | site.related_anew()


def test_a_link_beyond_the_excerpt_is_not_in_lists(site):
    with (site.folder / "content" / TICKET).open("a") as file:
        file.write("\n[More](2018-05-07-giving-before-asking.md)\n")

    rendered = site.rendered()

    assert rendered == {page(site.site, TICKET)} | site.feeds_of(TICKET) | site.related_anew()


def test_words_of_the_excerpt_are_in_the_lists_that_show_it_too(site):
    site.edit(f"content/{TICKET}", FIRST_WORDS, f"Once, {FIRST_WORDS}")

    rendered = site.rendered()

    assert rendered == site.showing(FIRST_WORDS) | site.related_anew()
    assert len(rendered) > 5


def test_a_title_is_wherever_a_link_to_the_post_is(site):
    title = site.site.posts[TICKET].title
    site.edit(f"content/{TICKET}", title, "On repair tickets")

    rendered = site.rendered()

    assert rendered == site.showing(title, "On repair tickets") | site.related_anew() | card_of(site, TICKET)
    assert {page(site.site, key) for key in neighbours(site.site, TICKET)} < rendered


def test_a_slug_changes_what_links_to_the_post(site):
    target = "posts/2018-05-07-giving-before-asking.md"
    path = site.site.posts[target].path
    site.edit(f"content/{target}", "---\n", "---\nslug: giving\n")

    rendered = site.rendered()

    shown = site.showing(path, site.site.posts[target].path)
    assert rendered == shown | site.related_anew() | card_of(site, target)


def neighbours(site: Site, key: str) -> tuple[str, ...]:
    place = site.structure.positions[key]
    return (site.structure.order[place - 1], site.structure.order[place + 1])


# ---- lists that a post is in


def test_another_tag_is_on_the_post_and_in_the_lists_of_tags(site):
    site.edit(f"content/{TICKET}", "tags: [", "tags: [networking, ")

    rendered = site.rendered()

    of_the_tag = pages_of(site.tree, ["tags/networking/index.html"]) | {"tags/networking/feed.xml"}
    own = {page(site.site, TICKET), "tags/index.html"} | site.feeds_of(TICKET)
    assert rendered == own | of_the_tag | site.akin_anew() | site.related_anew() | site.sitemap()


def test_another_date_moves_a_post_in_every_list_that_it_is_in(site):
    site.edit(f"content/{TICKET}", "date: 2019-02-25", "date: 2019-03-04")

    rendered = site.rendered()

    assert site.old
    both = membership(site, site.old, TICKET) | membership(site, site.site, TICKET)
    shown = site.showing(site.old.posts[TICKET].path, site.site.posts[TICKET].path) | card_of(site, TICKET)
    # No count changes, so that lists have the same pages: those that don't show the post are as they were.
    assert rendered <= both | shown
    assert rendered >= shown


def test_a_draft_goes_from_the_lists_that_it_was_in(site):
    site.edit(f"content/{TICKET}", "---\n", "---\ndraft: true\n")

    rendered = site.rendered()

    assert site.old
    assert rendered == membership(site, site.old, TICKET)


def test_a_deleted_post_goes_from_the_lists_that_it_was_in(site):
    (site.folder / "content" / UNLINKED).unlink()

    report = site.build()

    assert site.old
    assert set(report.rendered) == membership(site, site.old, UNLINKED)
    assert report.published.removed == len(files(site.before.keys() - site.tree.keys())) > 0


def test_a_new_post_is_in_the_lists_that_it_belongs_to(site):
    meta = "title: Brand new\nauthor: maren\ntags: [phone]"
    site.write("content/posts/2026-11-20-new.md", f"---\n{meta}\n---\nA word about the telephone.\n")

    rendered = site.rendered()

    new = "posts/2026-11-20-new.md"
    assert rendered == membership(site, site.site, new) | {page(site.site, new)} | card_of(site, new)


def test_a_scheduled_post_is_new_on_its_day(site):
    site.as_of = "2031-05-05"

    rendered = site.rendered()

    new = site.site.structure.order[0]
    assert rendered == membership(site, site.site, new) | {page(site.site, new)} | card_of(site, new)


# ---- pages and files


def test_the_words_of_a_page_are_on_that_page_alone(site):
    with (site.folder / "content/contact.md").open("a") as file:
        file.write("\nOr ring the bell.\n")

    assert site.rendered() == {"contact/index.html"}


def test_the_title_of_a_guide_is_on_the_pages_of_its_section(site):
    guide = "resources/phone-manners.md"
    title = site.site.pages[guide].title
    site.edit(f"content/{guide}", f"title: {title}", "title: On the phone")

    rendered = site.rendered()

    assert rendered == site.showing(f">{title}<", ">On the phone<") | site.related_anew()
    assert rendered >= {page(site.site, key) for key in site.site.structure.sections["resources/index.md"]}


def test_a_portrait_is_made_anew_and_so_are_the_pages_that_show_it_and_no_others(site):
    (site.folder / "content/images/maren.jpg").write_bytes(jpeg(300, 300))

    rendered = site.rendered()

    made = {path for path in rendered if path.startswith("assets/pictures/maren-")}
    assert made == {path for path in site.tree if path.startswith("assets/pictures/maren-")}
    assert rendered - made == site.showing("assets/pictures/maren-")
    assert "authors/maren/index.html" in rendered and "index.html" not in rendered


def test_the_picture_of_a_text_is_made_anew_with_its_page_and_its_cards(site):
    bundle = "posts/2017-03-06-the-apology-that-kept-a-customer"
    (site.folder / "content" / bundle / "teapot.jpg").write_bytes(jpeg(1000, 700))

    rendered = site.rendered()

    made = {path for path in rendered if path.startswith("assets/pictures/teapot-")}
    assert len(made) > 20 and made == {path for path in site.tree if "pictures/teapot-" in path}
    assert rendered - made == site.showing("assets/pictures/teapot-")
    assert page(site.site, f"{bundle}/index.md") in rendered


def test_a_file_of_a_bundle_is_copied_to_where_its_post_is(site):
    bundle = "posts/2015-09-14-six-principles-behind-superior-service"
    (site.folder / "content" / bundle / "more.txt").write_text("more")

    folder = page(site.site, f"{bundle}/index.md").removesuffix("index.html")
    assert site.rendered() == {f"{folder}more.txt"}


def test_a_file_that_was_edited_where_it_is_published_is_put_right_alone(site):
    path = site.folder / "public" / "about" / "index.html"
    path.write_text("by hand")

    assert set(site.build().rendered) == {"about/index.html"}
    assert path.read_text() != "by hand"


# ---- the theme and the settings


def override(site: Edited, name: str) -> None:
    """Put the theme's template into the site's own folder, with one more word."""
    text = (ROOT / "themes/default/templates" / name).read_text("utf-8")
    site.write(f"templates/{name}", f"{text}<!-- more -->")


def test_the_template_of_one_page_makes_one_page_stale(site):
    override(site, "404.html")

    assert site.rendered() == {"404.html"}


def test_the_template_of_pages_makes_pages_stale(site):
    override(site, "page.html")

    plain = {
        key
        for key, text in site.site.pages.items()
        if key not in site.site.structure.sections and not text.template
    }
    assert site.rendered() == {page(site.site, key) for key in plain}


def test_a_template_that_lists_include_makes_lists_stale(site):
    override(site, "_card.html")

    rendered = site.rendered()

    assert rendered == set(_holding(site.tree, ['class="card h-entry']))
    assert rendered >= pages_of(site.tree, ["index.html", "2019/index.html", "authors/maren/index.html"])


def test_an_override_that_is_taken_away_makes_the_same_pages_stale(site):
    override(site, "tags.html")
    site.build()
    (site.folder / "templates/tags.html").unlink()

    assert site.rendered() == {"tags/index.html"}


def test_a_style_sheet_has_another_name_and_the_pages_that_name_it_are_made_again(site):
    site.write("assets/text.css", "body { color: red }")

    rendered = site.rendered()

    [named] = {path for path in site.tree if re.fullmatch(r"assets/text\.[0-9a-f]{10}\.css", path)}
    assert rendered == {"assets/text.css", named, "_headers", *_holding(site.tree, [f'/{named}"'])}
    assert site.tree[named] == b"body{color:red}" and named not in site.before


def test_a_file_of_the_theme_that_no_page_names_leaves_pages_alone(site):
    site.write("assets/more.css", "body { color: red }")

    assert {path.partition(".")[0] for path in site.rendered()} == {"assets/more", "_headers"}


def test_a_setting_of_the_whole_site_makes_all_stale_that_shows_it(site):
    site.edit("site.toml", 'title = "Behind the Counter"', 'title = "Before the Counter"')

    rendered = site.rendered()

    assert rendered >= site.showing("Behind the Counter", "Before the Counter")


# ---- mistakes


def test_when_a_mistake_is_mended_nothing_else_is_rendered_than_without_it(site):
    site.edit(f"content/{TICKET}", "---\n", "---\ndrfat: true\n")
    with pytest.raises(ProblemsError):
        site.build()
    site.edit(f"content/{TICKET}", "drfat: true\n", "")

    assert site.rendered() == set()


def test_an_edit_that_fails_in_a_template_is_rendered_when_the_template_is_mended(site):
    site.edit(f"content/{TICKET}", "Thirteen were late", "Fourteen were late")
    site.write("templates/404.html", "{{ nothing }}")
    with pytest.raises(ProblemsError):
        site.build()
    (site.folder / "templates/404.html").unlink()

    rendered = site.rendered()

    assert rendered == {page(site.site, TICKET)} | site.feeds_of(TICKET) | site.related_anew()
