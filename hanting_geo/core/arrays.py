"""What arrays hold, by name: one set of names for the whole package, imported for type checkers only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Codes", "Flags", "Floats", "Geometries", "Positions"]

Geometries = NDArray[np.object_]
"""Shapely geometries, None where there is none."""
Positions = NDArray[np.intp]
"""Places in other arrays."""
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.uint64]
"""Whole numbers without a sign, such as two 32-bit numbers in one."""
