"""`sitegen completion`."""

from __future__ import annotations

import click

_LINES = {
    "bash": 'add to ~/.bashrc:  eval "$(sitegen completion bash)"',
    "zsh": 'add to ~/.zshrc:  eval "$(sitegen completion zsh)"',
    "fish": "save it:  sitegen completion fish > ~/.config/fish/completions/sitegen.fish",
}


@click.command(name="completion")
@click.argument("shell", type=click.Choice(list(_LINES)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print what makes a SHELL complete commands, options, tags, texts and themes.

    \b
    bash: add to ~/.bashrc:  eval "$(sitegen completion bash)"
    zsh:  add to ~/.zshrc:   eval "$(sitegen completion zsh)"
    fish: sitegen completion fish > ~/.config/fish/completions/sitegen.fish
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None, shell
    script = made(ctx.find_root().command, {}, "sitegen", "_SITEGEN_COMPLETE").source()
    # Without -r bash takes away the backslashes that stand before blanks.
    click.echo(script.replace(" read type value", " read -r type value"))
