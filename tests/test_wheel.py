"""The wheel: what users install has all that it needs."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> str:
    """Run *command* without the environment of this test, and return what it printed."""
    env = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PYTHON", "VIRTUAL_ENV", "COV"))
    }
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, cwd=ROOT)
    return next(folder.glob("sitegen-*.whl"))


def test_the_wheel_carries_the_default_theme_the_starter_site_and_the_type_marker(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {
        "sitegen/themes/default/theme.toml",
        "sitegen/themes/default/templates/post.html",
        "sitegen/themes/default/assets/text.css",
        "sitegen/content/starter/site.toml",
        "sitegen/py.typed",
    } <= names
    assert not any(name.startswith(("tests/", "content/")) for name in names)


def test_a_wheel_in_an_empty_environment_makes_and_builds_a_site(wheel, tmp_path):
    venv.create(tmp_path / "env", with_pip=True)
    python, sitegen = tmp_path / "env/bin/python", tmp_path / "env/bin/sitegen"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=tmp_path)

    run(sitegen, "init", "blog", cwd=tmp_path)
    run(sitegen, "new", "A second post", "--tags", "welcome", cwd=tmp_path / "blog")
    said = run(sitegen, "build", cwd=tmp_path / "blog")

    assert "2 posts" in said
    index = (tmp_path / "blog/public/index.html").read_text("utf-8")
    assert "Hello, reader" in index
    assert "A second post" in index
    assert (tmp_path / "blog/public/assets/text.css").stat().st_size > 1000
