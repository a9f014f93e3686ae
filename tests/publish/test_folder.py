"""Which folders may become the output folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.errors import SetupError
from sitegen.paths import STAGED
from sitegen.publish.folder import check_output
from sitegen.publish.publish import publish


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "sites" / "mine"
    (site / "content" / "posts").mkdir(parents=True)
    (site / "site.toml").write_text("")
    return site


def refused(output: Path, site: Path) -> str:
    with pytest.raises(SetupError) as caught:
        check_output(output, site)
    return str(caught.value)


def test_a_new_folder_and_an_empty_one_are_fine(site, tmp_path):
    (tmp_path / "empty").mkdir()

    check_output(site / "public", site)
    check_output(tmp_path / "empty", site)
    check_output(tmp_path / "not" / "yet", site)


def test_a_folder_of_an_earlier_build_is_fine(site):
    publish({"index.html": b"home"}, site / "public")

    check_output(site / "public", site)


def test_a_folder_with_nothing_but_what_a_killed_first_build_left_is_fine(site):
    (site / "public").mkdir()
    (site / "public" / STAGED).write_text("half")

    check_output(site / "public", site)


@pytest.mark.parametrize("name", [".", "..", "../..", "/", "content/.."])
def test_the_site_and_what_holds_it_are_refused(site, name):
    assert "holds the site's own sources" in refused(site / name, site)


@pytest.mark.parametrize("name", ["content", "content/public", "themes/x", "assets", "templates", ".git/x"])
def test_the_sites_sources_are_refused_also_where_the_folder_is_not_there_yet(site, name):
    assert "choose another folder" in refused(site / name, site)


def test_a_link_to_the_sources_is_refused(site):
    (site / "public").symlink_to(site / "content")

    assert "choose another folder" in refused(site / "public", site)


def test_content_that_lives_elsewhere_is_protected_too(site, tmp_path):
    (site / "content" / "posts").rmdir()
    (site / "content").rmdir()
    (tmp_path / "texts").mkdir()
    (site / "content").symlink_to(tmp_path / "texts")

    assert "choose another folder" in refused(tmp_path / "texts" / "public", site)


def test_a_strangers_folder_is_refused(site):
    (site / "docs").mkdir()
    (site / "docs" / "thesis.md").write_text("years of work")

    assert "is not empty and was not made by sitegen" in refused(site / "docs", site)


def test_a_file_and_a_link_that_leads_nowhere_are_refused(site):
    (site / "file").write_text("x")
    (site / "dangling").symlink_to(site / "nowhere")
    (site / "loop").symlink_to(site / "loop")

    assert "is a file" in refused(site / "file", site)
    assert "is a link that leads nowhere" in refused(site / "dangling", site)
    assert "is a link that leads nowhere" in refused(site / "loop", site)


@pytest.mark.parametrize("name", ["sub", "a/b/c"])
def test_a_folder_inside_a_published_one_is_refused(site, tmp_path, name):
    publish({"index.html": b"home"}, tmp_path / "public")
    (site / "out").symlink_to(tmp_path / "public")

    assert f"is in {tmp_path / 'public'}, where a site is published" in refused(
        tmp_path / "public" / name, site
    )
    assert "where a site is published" in refused(site / "out" / name, site)


def test_a_folder_that_holds_a_published_one_is_refused(site, tmp_path):
    publish({"index.html": b"home"}, tmp_path / "out" / "public")

    assert f"holds {tmp_path / 'out/public'}, where a site is published" in refused(tmp_path / "out", site)


@pytest.mark.parametrize("name", ["sub", "2024/sub"])
def test_a_site_that_was_put_into_a_published_one_keeps_the_next_build_from_it(tmp_path, name):
    publish({"index.html": b"home", "2024/index.html": b"year"}, tmp_path / "public")
    publish({"index.html": b"home"}, tmp_path / "sub")
    (tmp_path / "sub").rename(tmp_path / "public" / name)

    with pytest.raises(SetupError, match=f"public/{name}, where another site is published"):
        publish({"index.html": b"new"}, tmp_path / "public")

    assert (tmp_path / "public/index.html").read_bytes() == b"home"
    assert (tmp_path / "public" / name / "index.html").read_bytes() == b"home"
