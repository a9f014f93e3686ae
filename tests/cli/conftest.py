"""A command line to type into."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import main
from sitegen.cli.failure import EXIT

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `sitegen …`; a failure of sitegen itself is a failure of the test."""
    monkeypatch.delenv("NO_COLOR", raising=False)

    def run(*words: object, **more: object) -> Result:
        result = CliRunner().invoke(
            main, [str(word) for word in words], catch_exceptions=False, prog_name="sitegen", **more
        )
        assert result.exit_code != EXIT, result.output
        return result

    return run
