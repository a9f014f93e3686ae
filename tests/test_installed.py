"""Versions are found without reading metadata, and are those that the metadata tells."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from sitegen.installed import forget_versions, installed_version


@pytest.fixture(autouse=True)
def _fresh():
    forget_versions()
    yield
    forget_versions()


@pytest.mark.parametrize(
    "name", ["Jinja2", "jinja2", "MarkupSafe", "python-frontmatter", "pymdown_extensions", "Markdown"]
)
def test_the_version_is_that_of_the_metadata(name: str):
    assert installed_version(name) == metadata.version(name)


def test_of_two_the_one_that_is_imported_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for folder, version in (("first", "2.0"), ("second", "1.0")):
        (tmp_path / folder / f"some_thing-{version}.dist-info").mkdir(parents=True)
        monkeypatch.syspath_prepend(tmp_path / folder)
    monkeypatch.syspath_prepend(tmp_path / "not there")
    forget_versions()

    assert installed_version("Some.Thing") == "1.0", "second was put before first"


def test_what_is_installed_in_another_way_is_asked_of_the_metadata(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    egg = tmp_path / "odd.egg-info"
    egg.mkdir()
    (egg / "PKG-INFO").write_text("Metadata-Version: 1.0\nName: odd\nVersion: 7\n")
    monkeypatch.syspath_prepend(tmp_path)
    forget_versions()

    assert installed_version("odd") == "7"
    with pytest.raises(metadata.PackageNotFoundError):
        installed_version("not-there-at-all")
