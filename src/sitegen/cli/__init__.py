"""The command line: one module a command, each imported only when it is called."""

from __future__ import annotations

import errno
import gc
import os
from importlib import import_module
from typing import Any

import click

from sitegen import __version__
from sitegen.errors import SitegenError, UsageError

COMMANDS = {
    "build": ("sitegen.cli.build", "Build the site into its output folder."),
    "why": ("sitegen.cli.why", "Say what a URL or a file is about, or why it is not on the site."),
    "related": ("sitegen.cli.related", "Say which posts are offered under a post, and why."),
    "theme": ("sitegen.cli.theme", "Show themes, try them, or begin to change one."),
    "init": ("sitegen.cli.init", "Make a new site that builds at once."),
    "new": ("sitegen.cli.new", "Begin a post, a page or a resource page."),
    "clean": ("sitegen.cli.clean", "Delete the cache; the published site stays."),
}
"""Every command: the module that holds it (as `command`) and its line in the help."""


class Failure(click.ClickException):
    """Why nothing could be done; exit code 1."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002
        click.echo(f"{click.style('sitegen:', fg='red')} {self.message}", err=True)


class _Commands(click.Group):
    """Loads a command's module when it is needed, so that `sitegen --version` costs nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        gc.disable()  # modules make no cycles that are worth looking for
        try:
            command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        finally:
            gc.enable()
        return command

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
        """Run a command; what is wrong around a site is said without a traceback."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(130)
        except UsageError as error:
            raise click.UsageError(str(error)) from error
        except SitegenError as error:
            raise Failure(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE or not error.filename:
                raise
            raise Failure(f"{error.filename}: {error.strerror}") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_module, line) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sitegen")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Turn a folder of Markdown into a whole site."""
    if os.environ.get("NO_COLOR"):
        ctx.color = False
