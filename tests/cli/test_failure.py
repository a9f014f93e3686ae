"""What happens when sitegen itself fails, or the machine does."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import sitegen.cli.clean as victim
from sitegen.cli import main


@pytest.fixture
def fail(monkeypatch, tmp_path):
    """Run a command in which *error* comes up, with the folder for details at *folder*."""

    def run(error: BaseException, folder: Path = tmp_path):
        def broken(**_given: object) -> None:
            raise error

        monkeypatch.setattr(victim.command, "callback", broken)
        monkeypatch.setattr("tempfile.tempdir", str(folder))
        return CliRunner().invoke(main, ["clean"], catch_exceptions=False)

    return run


def test_our_own_mistake_is_written_down_and_said_in_few_lines(fail):
    error = KeyError("post")
    error.add_note("while making index.html from content/a.md")

    result = fail(error)

    assert (result.exit_code, result.stdout) == (70, "")
    assert (
        "sitegen has failed: KeyError: 'post', while making index.html from content/a.md\n" in result.stderr
    )
    assert "Traceback" not in result.stderr
    details = Path(re.search(r"details are in (\S+\.txt)", result.stderr)[1]).read_text()
    assert re.match(r"sitegen \d\S*\nPython 3\.\S+ on .+\n", details)
    assert "Traceback" in details
    assert "in broken" in details
    assert "report it" in result.stderr


def test_where_no_file_can_be_written_the_details_are_on_the_screen(fail, tmp_path):
    result = fail(ValueError("\x1b[31m"), tmp_path / "nowhere")

    assert result.exit_code == 70
    assert "Traceback" in result.stderr
    assert "\x1b[31m" not in result.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "sitegen: No space left on device\n"),
        (OSError(errno.EFBIG, "File too large"), "sitegen: File too large\n"),
        (
            FileNotFoundError(errno.ENOENT, "No usable temporary directory"),
            "sitegen: No usable temporary directory\n",
        ),
        (PermissionError(errno.EACCES, "Permission denied", "a.md"), "sitegen: a.md: Permission denied\n"),
        (MemoryError(), "sitegen: there is not enough memory\n"),
        (
            ImportError("libsqlite3.so.0: failed to map segment from shared object"),
            "sitegen: there is not enough memory\n",
        ),
        (
            RuntimeError("can't start new thread"),
            "sitegen: there is not enough memory for a thread, or the system allows no more of them\n",
        ),
    ],
)
def test_what_the_machine_refuses_is_no_mistake_of_ours(fail, error, said):
    result = fail(error)

    assert (result.exit_code, result.stderr) == (1, said)


def test_ctrl_c_in_the_exception_of_another_is_no_mistake_of_ours(fail):
    error = RuntimeError("Error calling __set_name__ on 'cached_property' instance")  # as Python 3.11 says
    error.__cause__ = KeyboardInterrupt()

    result = fail(error)

    assert (result.exit_code, result.stderr) == (130, "Interrupted.\n")


def test_any_other_trouble_of_the_system_is_one(fail):
    assert fail(OSError(errno.EBADF, "Bad file descriptor")).exit_code == 70


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize(("file", "words"), [("site.toml", "build"), ("urls.txt", "check")])
def test_a_pipe_in_the_place_of_a_file_is_named_and_not_waited_for(blog, file, words):
    (blog.folder / file).unlink(missing_ok=True)
    os.mkfifo(blog.folder / file)

    command = [sys.executable, "-m", "sitegen", words, "--site", str(blog.folder)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)

    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert f"{blog.folder / file}" in ran.stderr
    assert "it is no file, but a device or a pipe" in ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk is always full")
@pytest.mark.parametrize("words", [["--help"], ["--version"], ["build", "--help"], ["check", "--rules"]])
def test_what_can_not_be_written_is_said_in_one_line(words):
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "sitegen", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert (ran.returncode, ran.stderr) == (1, "sitegen: No space left on device\n")


def test_a_full_disk_keeps_nobody_from_making_room_by_deleting_the_cache(blog):
    blog.build()
    program = "import resource, sys; from sitegen.cli import run\n"
    program += "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # as on a full disk\nrun()\n"

    command = [sys.executable, "-c", program, "clean", "--site", str(blog.folder)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert not (blog.folder / ".sitegen").exists()


@pytest.mark.parametrize("is_there", [True, False])
def test_a_site_that_does_not_fit_on_a_disk_can_be_begun_again(tmp_path, is_there):
    site = tmp_path / "site"
    if is_there:
        site.mkdir()
        (site / "README.md").write_text("A new repository.")
    before = [*tmp_path.rglob("*")]
    program = "import resource, sys; from sitegen.cli import run\n"
    program += "resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))  # as on a full disk\nrun()\n"

    command = [sys.executable, "-c", program, "init", str(site)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ran.returncode, "too large" in ran.stderr) == (1, True)
    assert [*tmp_path.rglob("*")] == before


def test_a_text_that_is_begun_when_the_power_goes_is_not_there(blog):
    """An empty file would be a mistake in the site, and would keep the text from being begun again."""
    program = "import resource, signal; from sitegen.cli import run\n"
    program += "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # the first byte that is written kills it\n"
    program += "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\nrun()\n"
    words = ["new", "Hi", "--kind", "page", "--no-edit", "--site", str(blog.folder)]

    ran = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)

    assert ran.returncode < 0, ran.stderr
    assert not (blog.folder / "content/hi.md").exists()
    assert CliRunner().invoke(main, words).exit_code == 0
    assert [path.name for path in (blog.folder / "content").iterdir()] == ["hi.md"]


@pytest.mark.parametrize(
    ("words", "file"),
    [(("theme", "copy", "post.html", "--site"), "templates/post.html"), (("init",), "site.toml")],
)
def test_what_does_not_fit_on_a_disk_is_named_and_nothing_of_it_stays(blog, tmp_path, words, file):
    """Half of a template would take the place of the theme's."""
    blog.file("themes/plain/templates/post.html", "x" * 10_000)
    folder = tmp_path / "new" if "init" in words else blog.folder
    program = "import resource, sys; from sitegen.cli import run\n"
    program += "resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))  # as on a full disk\nrun()\n"

    command = [sys.executable, "-c", program, *words, str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ran.returncode, file in ran.stderr, "too large" in ran.stderr) == (1, True, True)
    assert not (folder / file).exists()
