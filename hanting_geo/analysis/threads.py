"""Work in threads: GEOS and NumPy hold no lock while they compute."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Item = TypeVar("Item")
    Result = TypeVar("Result")

__all__ = ["pool_map", "threaded"]

_WORKERS = max(1, min(os.cpu_count() or 1, 8))
_WORTH_THREADS = 256
_CHUNKS_A_WORKER = 8


def pool_map(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Call a function of each item, in threads if there are several; the results in their order."""
    if len(items) <= 1 or _WORKERS == 1:
        return [function(item) for item in items]
    with ThreadPoolExecutor(min(_WORKERS, len(items))) as pool:
        return list(pool.map(function, items))


def threaded(function: Callable[..., Any], *arrays: NDArray[Any]) -> NDArray[Any]:
    """Call a function that works element by element on parts of equally long arrays, none of them prepared."""
    count = len(arrays[0])
    if count < _WORTH_THREADS or _WORKERS == 1:
        return np.asarray(function(*arrays))
    for array in arrays:
        if array.dtype == object:
            shapely.bounds(array)  # Kept in a geometry once asked for: ask before it is shared.
    # More parts than workers, since they differ in what they cost.
    edges = np.linspace(0, count, _CHUNKS_A_WORKER * _WORKERS + 1).astype(int)
    parts = pool_map(
        lambda part: np.asarray(function(*(array[part] for array in arrays))),
        [slice(start, end) for start, end in zip(edges[:-1], edges[1:], strict=True)],
    )
    return np.concatenate(parts)
