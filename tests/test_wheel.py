"""The wheel: what users install has all that it needs."""

import os
import re
import subprocess
import sys
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
        "sitegen/serve/reload.js",
        "sitegen/serve/troubles.css",
    } <= names
    assert not any(name.startswith(("tests/", "content/")) for name in names)


def test_whoever_follows_the_readme_with_the_wheel_has_a_blog_with_three_posts_and_another_colour(
    wheel, tmp_path
):
    part = (
        (ROOT / "README.md").read_text("utf-8").partition("## A blog in ten minutes")[2].partition("\n## ")[0]
    )
    first, second, third = re.findall(r"```sh\n(.*?)```", part, re.DOTALL)
    [colour] = re.findall(r"```toml\n(.*?)```", part, re.DOTALL)
    first = first.replace("path/to/sitegen", str(wheel)).replace("sitegen serve", "")
    script = f"{first}\ncd ..\n{second}\ncat >> site.toml <<'END'\n{colour}END\n{third}"

    said = run("bash", "-ec", script, cwd=tmp_path)

    assert "3 posts" in said
    index = (tmp_path / "my-blog/public/index.html").read_text("utf-8")
    assert "Hello, reader" in index
    assert "Why I sweep the step first" in index
    assert (tmp_path / "my-blog/public/assets/text.css").stat().st_size > 1000
