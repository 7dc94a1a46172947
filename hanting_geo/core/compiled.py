"""Loops that run as machine code where the extra ``fast`` (Numba) is installed, for data that are worth it.

The modules called ``loops_*`` hold such loops and need Numba; whoever imports one has asked :func:`is_worth` first, and
has another way that gives the same result. Machine code is kept on disk, so only the first large task on a machine
waits for the compiler.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from typing import TYPE_CHECKING, Any, TypeVar, cast

from hanting_geo.core.options import VARIABLES, options

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["VARIABLE", "is_there", "is_worth", "jit"]

Function = TypeVar("Function", bound="Callable[..., Any]")

VARIABLE = VARIABLES["compiled"]
"""Environment variable; ``0`` does without machine code, as ``hg.options.compiled = False`` does."""
_ONCE_LOADED = 100
"""By how much less work is enough once Numba is loaded."""
_missed: list[float] = []
"""What loading would have saved so far, as a part of what it takes."""


def is_there() -> bool:
    """Tell whether loops can be compiled: Numba is installed, and neither it nor we are told to do without.

    Examples
    --------
    >>> import os
    >>> before = os.environ.get("HANTING_GEO_COMPILED")
    >>> os.environ["HANTING_GEO_COMPILED"] = "0"
    >>> is_there()
    False
    >>> _ = os.environ.pop("HANTING_GEO_COMPILED") if before is None else os.environ.update(HANTING_GEO_COMPILED=before)
    """
    off = options.compiled is False or os.environ.get("NUMBA_DISABLE_JIT", "0") != "0"
    return not off and importlib.util.find_spec("numba") is not None


def is_worth(work: int, least: int) -> bool:
    """Tell whether to run compiled loops.

    Loading machine code takes the better part of a second. It is done when what it would have saved so far comes to
    as much, in one large task or in several smaller ones.

    Parameters
    ----------
    work
        How much there is to do: edges, points.
    least
        With so much, loading the machine code takes as long as it saves.
    """
    if not is_there():
        return False
    if work >= least or "numba" in sys.modules:
        return work * _ONCE_LOADED >= least
    _missed.append(work / least)
    return sum(_missed) >= 1


def jit(function: Function) -> Function:
    """Compile a function when it is first called. It leaves the interpreter free for other threads.

    Products and sums are rounded one by one, as NumPy rounds them: nothing is reordered or fused.
    """
    import numba

    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    try:
        compiled = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # There is no folder to keep machine code in.
        compiled = numba.njit(**options)(function)
    return cast("Function", compiled)
