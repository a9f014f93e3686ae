"""How the causes of a build look: `sitegen build --explain`."""

from __future__ import annotations

from collections.abc import Mapping

import click

from sitegen.cli.output import folded
from sitegen.explain.causes import Reason, reasons
from sitegen.incremental.ledger import Cause
from sitegen.paths import site_path

SHOWN = 12
"""How many causes are shown, those of the most outputs."""


def show_reasons(rendered: Mapping[str, Cause], dry_run: bool) -> None:
    """Print why each output was *rendered* (or would be), the biggest causes first."""
    found = reasons(rendered)
    if not found:
        return
    click.echo("Would be rendered:" if dry_run else "Rendered:")
    shown = found[:SHOWN] if len(found) > SHOWN + 1 else found
    width = len(f"{found[0].count:,}")
    for reason in shown:
        click.echo(folded(f"  {reason.count:>{width},} {_words(reason)}", width + 3))
    if rest := found[len(shown) :]:
        count = sum(reason.count for reason in rest)
        click.echo(f"  {count:>{width},} for {len(rest):,} other reasons (--format json has them all)")


def _words(reason: Reason) -> str:
    return f"{reason.because}: {site_path(reason.first)}" if reason.count == 1 else reason.because
