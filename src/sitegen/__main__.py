"""Where `sitegen`, and `python -m sitegen`, begin."""

import sys
from typing import NoReturn

from sitegen.outside import was_interrupted, why_refused


def run() -> NoReturn:
    """Run the command line; being ended from outside before it is loaded, or where it sees to nothing any
    more, says no more than in between."""
    try:
        from sitegen import cli

        cli.run()
    except (KeyboardInterrupt, Exception) as error:
        if was_interrupted(error):
            print("Interrupted.", file=sys.stderr)
            sys.exit(130)
        if why := why_refused(error):
            print(f"sitegen: {why}", file=sys.stderr)
            sys.exit(1)
        raise


if __name__ == "__main__":
    run()
