"""An extension that needs what is not there."""

import no_such_thing  # noqa: F401
