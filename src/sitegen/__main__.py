"""Where `sitegen`, and `python -m sitegen`, begin."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # as `typing` has it, which takes a while to load
if TYPE_CHECKING:
    from typing import NoReturn


def run() -> NoReturn:
    """Run the command line; being ended from outside before it is loaded, or where it sees to nothing any
    more, says no more than in between."""
    try:
        from sitegen import cli

        cli.run()
    except KeyboardInterrupt:
        _end("Interrupted.", 130)
    except Exception as error:
        from sitegen.outside import was_interrupted, why_refused

        if was_interrupted(error):
            _end("Interrupted.", 130)
        if why := why_refused(error):
            _end(f"sitegen: {why}", 1)
        raise


def _end(said: str, code: int) -> NoReturn:
    print(said, file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    run()
