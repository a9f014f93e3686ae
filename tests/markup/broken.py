"""An extension that can't be loaded."""

broken = 1 / 0
