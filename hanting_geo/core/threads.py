"""Lots of rows in threads: GEOS and NumPy leave the interpreter free while they compute."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import shapely

from hanting_geo.core.options import MOST_THREADS, options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Positions

__all__ = ["WORKERS", "each", "elementwise", "in_lots", "lot_of", "pool", "workers"]

Item = TypeVar("Item")
Result = TypeVar("Result")

WORKERS = max(1, min(os.cpu_count() or 1, MOST_THREADS))
"""Threads, where ``hg.options.threads`` says nothing."""
_LOTS_A_WORKER = 4
"""Small lots even out what the rows cost."""
LIGHT = 500
"""Rows of a question that costs little, such as a distance: with fewer, threads cost more than they save."""
_here = threading.local()


def workers() -> int:
    """Give the most threads that one task takes: ``hg.options.threads``, or what the machine has.

    Examples
    --------
    >>> with options(threads=1):
    ...     workers()
    1
    """
    return options.threads or WORKERS


def pool(size: int) -> ThreadPoolExecutor:
    """Start threads in which the options hold that hold here."""
    return ThreadPoolExecutor(size, initializer=options.take, initargs=(options.held(),))


def in_lots(function: Callable[[int, int], Result], rows: int, *, least: int = 1000) -> list[Result]:
    """Call a function for one lot of rows after the other, several at a time.

    A geometry that more than one lot meets must not be prepared, and its bounds must have been asked for before: both
    are kept in it, and two threads would write them at once.

    Parameters
    ----------
    function
        Takes the first row of a lot and the row after its last.
    rows
        How many rows there are.
    least
        Fewer rows are not worth a lot.

    Returns
    -------
    list
        What the function returned, lot by lot; one lot, perhaps an empty one, at least.

    Examples
    --------
    >>> in_lots(lambda start, end: sum(range(start, end)), 10, least=1000)
    [45]
    >>> sum(in_lots(lambda start, end: sum(range(start, end)), 10, least=2))
    45
    """
    lots = min(workers() * _LOTS_A_WORKER, rows // max(least, 1))
    if lots <= 1 or not _more():
        return [function(0, rows)]
    places = [rows * lot // lots for lot in range(lots + 1)]
    with pool(workers()) as started:
        return list(started.map(function, places[:-1], places[1:]))


def lot_of(items: int, most: int) -> int:
    """Give how many of some items to take at a time: some that fit the caches, fewer if that leaves threads idle.

    Examples
    --------
    >>> lot_of(10**9, 8_000)
    8000
    >>> lot_of(100, 8_000)
    1000
    """
    return max(min(most, items // (2 * workers()) + 1), most // 8)


def each(function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Call a function of each item, several at a time; the results in their order.

    Examples
    --------
    >>> each(abs, [-1, 2])
    [1, 2]
    """
    if len(items) <= 1 or not _more():
        return [function(item) for item in items]
    with pool(min(workers(), len(items))) as started:
        return list(started.map(function, items))


def at_once(function: Callable[..., Result], lots: Iterable[tuple[Any, ...]]) -> list[Result]:
    """Call a function with the arguments of each lot, several at a time; none of them starts threads of its own.

    Examples
    --------
    >>> at_once(max, [(1, 2), (4, 3)])
    [2, 4]
    """
    lots = list(lots)
    if len(lots) <= 1:
        return [function(*lot) for lot in lots]

    def work(lot: tuple[Any, ...]) -> Result:
        busy, _here.busy = getattr(_here, "busy", False), True
        try:
            return function(*lot)
        finally:
            _here.busy = busy

    return each(work, lots)


def by_first(first: Positions) -> Positions:
    """Give the places where a sorted column changes: there rows that share a geometry may be cut.

    Examples
    --------
    >>> by_first(np.array([0, 0, 3, 3, 5])).tolist()
    [2, 4]
    """
    return np.flatnonzero(np.diff(first)) + 1


def elementwise(
    function: Callable[..., Any], *arrays: NDArray[Any], cuts: Positions | None = None, least: int = 16
) -> NDArray[Any]:
    """Call a function that works element by element on parts of equally long arrays, several at a time.

    Parameters
    ----------
    function
        From arrays to one array of the same length.
    *arrays
        Of one length.
    cuts
        Where the rows may be cut, sorted; anywhere by default. A prepared geometry must not be met by two threads.
    least
        Fewer rows are not worth a lot: :data:`LIGHT` of a question that costs little.

    Examples
    --------
    >>> points = shapely.points([[0, 0], [3, 4]])
    >>> elementwise(shapely.distance, points, points[::-1]).tolist()
    [5.0, 5.0]
    """
    rows = len(arrays[0])
    lots = min(workers() * _LOTS_A_WORKER, rows // max(least, 1))
    if lots <= 1 or not _more():
        return np.asarray(function(*arrays))
    for array in arrays:
        if array.dtype == object:
            shapely.bounds(array)  # Kept in a geometry once asked for: ask before it is shared.
    places = np.array([rows * lot // lots for lot in range(1, lots)])
    if cuts is not None:
        places = np.unique(cuts[np.minimum(np.searchsorted(cuts, places), len(cuts) - 1)]) if len(cuts) else places[:0]
    ends = [0, *places.tolist(), rows]
    parts = [slice(start, end) for start, end in pairwise(ends)]
    return np.concatenate(each(lambda part: np.asarray(function(*(array[part] for array in arrays))), parts))


def _more() -> bool:
    """Tell whether more threads may be started here."""
    return workers() > 1 and not getattr(_here, "busy", False)
