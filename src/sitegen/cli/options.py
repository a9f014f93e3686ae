"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


class Folder(click.Path):
    """A folder; an empty name is that of a script that went wrong, not that of the folder one is in."""

    def __init__(self, *, exists: bool = False) -> None:
        super().__init__(exists=exists, file_okay=not exists, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not value:
            self.fail("it is empty; the folder that you are in is .", param, ctx)
        return super().convert(value, param, ctx)


site_option = click.option(
    "--site",
    type=Folder(exists=True),
    default=".",
    help="The site's folder, which holds site.toml.  Default: this one.",
)

drafts_option = click.option("--drafts", is_flag=True, help="Include drafts.")
future_option = click.option("--future", is_flag=True, help="Include posts whose date is still to come.")


def _a_day(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """Return the day that was asked for, if one was; an empty one is that of a script that went wrong."""
    if value is not None and not value.strip():
        raise click.BadParameter("it is empty; write a day such as 2026-12-01", ctx, param)
    return value or ""


as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    callback=_a_day,
    help="The site as it is on that day (2026-12-01, its end) or at that time (2026-12-01 08:00).",
)
form_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report."
)
report_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="How to report: github marks the lines of a pull request.",
)


class _Jobs(click.ParamType):  # type: ignore[type-arg]
    """A number of processes, from 1; `auto` becomes 0."""

    name = "number or auto"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if value == "auto":
            return 0
        if not str(value).isdecimal() or int(value) < 1:
            self.fail(f"{value!r} is neither a number from 1 on nor 'auto'", param, ctx)
        return int(value)


JOBS = _Jobs()
