"""What shells complete."""

import shlex
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from sitegen.cli import main


@pytest.fixture
def complete(blog, monkeypatch):
    blog.write("posts/one.md", title="One", tags=["trust", "customer service"]).write(
        "posts/draft.md", draft=True
    )
    blog.write("posts/later.md", date="2099-01-01", tags=["training"])
    monkeypatch.chdir(blog.folder)

    def ask(shell, *words):
        line = {
            "bash": (" ".join(("sitegen", *words)), str(len(words))),
            "zsh": (" ".join(("sitegen", *words)), str(len(words))),
            "fish": (" ".join(("sitegen", *words)), words[-1]),
        }[shell]
        env = {"_SITEGEN_COMPLETE": f"{shell}_complete", "COMP_WORDS": line[0], "COMP_CWORD": line[1]}
        result = CliRunner().invoke(main, [], env=env, prog_name="sitegen")
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        return result.stdout.splitlines()

    return ask


@pytest.mark.parametrize(
    ("shell", "said"),
    [("bash", ["plain,trust"]), ("zsh", ["plain", "trust", "1 posts"]), ("fish", ["plain,trust\t1 posts"])],
)
def test_tags_are_completed(complete, shell, said):
    assert complete(shell, "tags", "merge", "tr") == said


def test_of_tags_with_commas_the_last_is_completed(complete):
    assert complete("bash", "new", "--tags", "one,tru") == ["plain,one,trust"]


def test_blanks_are_typed_as_the_shell_wants_them(complete):
    assert complete("bash", "tags", "merge", "cust") == ["plain,customer\\ service"]
    assert complete("fish", "tags", "merge", "cust") == ["plain,customer service\t1 posts"]


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("cust", r"customer\ service"),
        ("'\"cust'", "customer service"),
        ("tru", "trust"),
        ("q", r"q\&a\ \$5"),
    ],
)
def test_what_bash_puts_on_the_line_is_one_word(blog, tmp_path, typed, completed):
    blog.write("posts/one.md", tags=["trust", "customer service", "q&a $5"])
    program = "import sys; from sitegen.cli import run; sys.argv[0] = 'sitegen'; run()"
    tool = tmp_path / "sitegen"
    tool.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "{program}" "$@"\n')
    tool.chmod(0o755)
    script = f'''eval "$({tool} completion bash)"
COMP_WORDS=(sitegen tags merge --site {blog.folder} {typed}); COMP_CWORD=5
_sitegen_completion {tool}; printf '%s\\n' "${{COMPREPLY[@]}}"'''

    ran = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True, check=False)

    assert (ran.stdout, ran.stderr) == (f"{completed}\n", "")


def test_texts_are_completed_by_file_and_by_address(complete):
    assert complete("bash", "why", "content/posts/") == [
        "plain,content/posts/one.md",
        "plain,content/posts/draft.md",
        "plain,content/posts/later.md",
    ]
    assert complete("bash", "related", "/2024/01/o") == ["plain,/2024/01/one/"]


def test_themes_and_files_to_copy_from_them_are_completed(complete, blog):
    blog.file("themes/market-day/theme.toml", 'name = "market-day"\nparent = "bare"\n')
    blog.file("templates/post.html", "").file("themes/plain/assets/shelf.css", "")

    assert complete("bash", "theme", "show", "mark") == ["plain,market", "plain,market-day"]
    assert complete("bash", "theme", "check", "ba") == ["plain,bare"]
    assert [line for line in complete("bash", "theme", "copy", "post") if line] == [], "it is the site's own"
    assert complete("bash", "theme", "copy", "pag") == ["plain,page.html"]
    assert complete("bash", "theme", "copy", "assets/") == ["plain,assets/shelf.css"]


def test_commands_and_options_are_completed(complete):
    assert complete("bash", "compl") == ["plain,completion"]
    assert "plain,--external" in complete("bash", "check", "--e")


def test_outside_of_a_site_nothing_is_completed_and_nothing_said(complete, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert [line for line in complete("bash", "tags", "merge", "tr") if line] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_printed(run, shell):
    result = run("completion", shell)

    assert (result.exit_code, "_SITEGEN_COMPLETE" in result.stdout) == (0, True)
