"""numpy, imported without the threads that its library for matrices starts, and our kinds of arrays."""

from __future__ import annotations

import os
from typing import Any

# The library would start a thread for each core, though we never multiply matrices: that is half of the time
# of this import, and processes with threads can't be forked without a warning.
_SETTING = "OPENBLAS_NUM_THREADS"
_before = os.environ.get(_SETTING)
os.environ[_SETTING] = "1"
try:
    import numpy as np
    import numpy.typing as npt
finally:
    if _before is None:
        del os.environ[_SETTING]
    else:
        os.environ[_SETTING] = _before

Ints = npt.NDArray[np.integer[Any]]
Packed = Ints
"""Unsigned numbers of 32 bits: entries of bags and vectors."""
Keys = Ints
"""Unsigned numbers of 64 bits, several numbers in one, to be sorted."""
Reals = npt.NDArray[np.float64]
"""Whole numbers below 2**53 all the same: sums of them are exact, in any order."""
Bools = npt.NDArray[np.bool_]

__all__ = ["Bools", "Ints", "Keys", "Packed", "Reals", "np", "npt"]
