"""Where `sitegen`, and `python -m sitegen`, begin."""

import sys
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line; being interrupted before it is loaded says no more than later on."""
    try:
        from sitegen import cli
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        sys.exit(130)
    cli.run()


if __name__ == "__main__":
    run()
