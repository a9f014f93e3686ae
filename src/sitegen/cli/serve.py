"""`sitegen serve`."""

from __future__ import annotations

import sys
import time
import webbrowser
from typing import TYPE_CHECKING, Any

import click

from sitegen.build import Request
from sitegen.cli.options import JOBS, as_of_option, site_option
from sitegen.cli.output import count
from sitegen.cli.progress import ProgressLine, progress_line

if TYPE_CHECKING:  # the server takes long to import
    from sitegen.serve.building import Built


def _an_address(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Return the address that was asked for; an empty one would be every address of the machine."""
    if not value.strip():
        raise click.BadParameter("it is empty; every address of this machine is 0.0.0.0", ctx, param)
    return value


@click.command(name="serve")
@site_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    callback=_an_address,
    help="The address to listen at.",
)
@click.option("--port", default=8000, show_default=True, help="The port; 0: any that is free.")
@click.option("--drafts/--no-drafts", default=True, show_default=True, help="Show drafts.")
@click.option(
    "--future/--no-future", default=True, show_default=True, help="Show posts whose date is still to come."
)
@as_of_option
@click.option("-j", "--jobs", type=JOBS, default="auto", metavar="N", help="As of `sitegen build`.")
@click.option("--open", "opens", is_flag=True, help="Open the site in a browser.")
def command(host: str, port: int, opens: bool, **options: Any) -> None:
    """Show the site while you write.

    Drafts and posts whose date is still to come are shown, with a badge.  On each save the browser shows
    the page anew; a mistake is shown over the last good page until it is mended.  What readers get is not
    touched: sitegen build publishes.  Ctrl-C ends it.
    """
    from sitegen.serve.server import Address, serve

    try:
        with progress_line(unwanted=False) as line:
            serve(Request(preview=True, **options), Address(host, port), _Talk(line, opens))
    except KeyboardInterrupt:
        sys.exit(0)


class _Talk:
    """Says on the terminal what goes on (a `Talk`)."""

    def __init__(self, line: ProgressLine, opens: bool) -> None:
        self._line, self._opens = line, opens
        self._was_wrong = False

    def progress(self, stage: str, done: int, total: int, /) -> None:
        self._line.tell(stage, done, total)

    def say(self, sentence: str) -> None:
        self._line.say(sentence)

    def serving(self, url: str) -> None:
        self._line.wipe()
        click.echo(f"Serving at {click.style(url, bold=True)}  (Ctrl-C ends it)")
        if self._opens:
            webbrowser.open(url)

    def built(self, built: Built) -> None:
        self._line.wipe()
        if built.problems:
            from sitegen.cli.problems import show_problems

            show_problems(built.problems, whole=False)
        trouble = built.shown.trouble
        if trouble:
            if trouble.failure:
                click.echo(f"{click.style('sitegen:', fg='red')} {trouble.failure}", err=True)
            click.echo(f"{_now()}  not shown until that is mended", err=True)
        elif built.report and (built.report.rendered or self._was_wrong):
            made = count(len(built.report.rendered), "file")
            click.echo(f"{_now()}  {made} made in {built.report.seconds:.2f} s")
        self._was_wrong = trouble is not None


def _now() -> str:
    return time.strftime("%H:%M:%S")
