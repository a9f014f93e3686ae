"""The command line: one module a command, each imported only when it is called."""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from sitegen import __version__
from sitegen.errors import ProblemsError, SitegenError, UsageError

COMMANDS = {
    "build": ("sitegen.cli.build", "Build the site into its output folder."),
    "check": ("sitegen.cli.check", "Say what is wrong with the site, and what could be better."),
    "serve": ("sitegen.cli.serve", "Show the site while you write."),
    "urls": ("sitegen.cli.urls", "Keep all addresses that were published: urls.txt."),
    "list": ("sitegen.cli.list", "List posts, drafts, tags, authors, or what is due."),
    "tags": ("sitegen.cli.tags", "Make two tags one."),
    "diff": ("sitegen.cli.diff", "Say what readers would see change."),
    "why": ("sitegen.cli.why", "Say what a URL or a file is about, or why it is not on the site."),
    "related": ("sitegen.cli.related", "Say which posts are offered under a post, and why."),
    "theme": ("sitegen.cli.theme", "Show themes, try them, or begin to change one."),
    "init": ("sitegen.cli.init", "Make a new site that builds at once."),
    "new": ("sitegen.cli.new", "Begin a post, a page or a resource page."),
    "completion": ("sitegen.cli.completion", "Let the shell complete commands, tags and texts."),
    "clean": ("sitegen.cli.clean", "Delete the cache; the published site stays."),
}
"""Every command: the module that holds it (as `command`) and its line in the help."""


_OF_THE_MACHINE = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.EROFS,
        errno.ENOENT,
    }
)
"""What is said of no file and still is no mistake of sitegen: the disk is full, the quota used up, nowhere is
a folder for temporary files …"""


class Failure(click.ClickException):
    """Why nothing could be done; exit code 1."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002
        _say(self.message)


class Misuse(click.UsageError):
    """A command that can't be meant as it was typed; exit code 2."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002
        if self.ctx is not None:
            path = self.ctx.command_path
            click.echo(f"{self.ctx.get_usage()}\nTry '{path} --help' for help.\n", err=True)
        _say(self.message)


def _say(message: str) -> None:
    click.echo(f"{click.style('sitegen:', fg='red')} {message}", err=True)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Let what click finds wrong look like all else; what it shows otherwise, such as a help, stays."""
    try:
        yield
    except click.UsageError as error:
        if type(error).show is not click.UsageError.show:
            raise
        raise Misuse(error.format_message(), error.ctx) from error
    except click.ClickException as error:
        if type(error).show is not click.ClickException.show:
            raise
        raise Failure(error.format_message()) from error


class _Commands(click.Group):
    """Loads a command's module when it is needed, so that `sitegen --version` costs nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return [*COMMANDS]  # `list` is a module of this package, once it has been imported

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        gc.disable()  # modules make no cycles that are worth looking for
        try:
            command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        finally:
            gc.freeze()
            gc.enable()
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        try:
            with _in_our_words():
                return super().make_context(info_name, args, parent, **extra)
        except KeyboardInterrupt:
            _interrupted()
        except OSError as error:  # a help, or the version, that can't be written
            if error.errno == errno.EPIPE:
                raise
            raise Failure(_what_the_machine_says(error)) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; whatever is wrong, around the site or in sitegen, ends without a traceback."""
        try:
            with _in_our_words():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            _interrupted()
        except click.Abort:  # at a question, whose line has not ended
            click.echo(err=True)
            _interrupted()
        except UsageError as error:
            raise Misuse(str(error)) from error
        except ProblemsError as error:
            from sitegen.cli.problems import show_problems

            show_problems(error.problems)
            ctx.exit(1)
        except SitegenError as error:
            raise Failure(str(error)) from error
        except (click.exceptions.ClickException, click.exceptions.Exit):
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            if not error.filename and error.errno not in _OF_THE_MACHINE:
                _fail(error, ctx)
            raise Failure(_what_the_machine_says(error)) from error
        except Exception as error:  # noqa: BLE001 -- a mistake of ours, which is written down and ends the run
            _fail(error, ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_module, line) in COMMANDS.items()])


def _interrupted() -> NoReturn:
    with suppress(OSError):  # the terminal may be closed
        click.echo("Interrupted.", err=True)
    raise click.exceptions.Exit(130)


def _what_the_machine_says(error: OSError) -> str:
    said = error.strerror or str(error)
    return f"{error.filename}: {said}" if error.filename else said


def _fail(error: Exception, ctx: click.Context) -> NoReturn:
    """End with a mistake of ours; but for what comes from outside, in an exception of somebody else's."""
    from sitegen.outside import was_interrupted, why_refused

    if was_interrupted(error):
        _interrupted()
    if why := why_refused(error):
        raise Failure(why) from error
    from sitegen.cli.failure import EXIT, show_failure

    show_failure(error)
    ctx.exit(EXIT)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sitegen")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Turn a folder of Markdown into a whole site."""
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def run() -> NoReturn:
    """Run the command line, as a shell does, and end the process at once.

    What lies in memory is not taken apart first, which after a build takes a tenth of a second; what was to
    be done at the end (`atexit`) is.  Where another thread is still at work, or what was said can't be
    written, Python ends as it always does.
    """
    from sitegen.cli.signals import exit_code, heed_signals

    heed_signals()
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        end.code = exit_code(end.code)
        if threading.active_count() > 1:
            raise
        atexit._run_exitfuncs()  # what ends forked processes of multiprocessing, too
        try:
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
        except OSError:
            raise end from None
        os._exit(end.code)
    raise AssertionError("click ends with SystemExit")
