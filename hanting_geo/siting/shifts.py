"""Shapes that may be displaced: what surely lies in them, what may, and what is nothing at all.

A shape R whose place is known within c covers, wherever it really is, at least ``shrink(R, c)`` and at most
``grow(R, c)``. Both are drawn with straight pieces for arcs, and always on the safe side: what is shrunk lies inside
the true erosion, what is grown outside the true dilation.
"""

from __future__ import annotations

import gc
import math
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
import shapely

from hanting_geo.analysis.pieces import ON_BORDER_M
from hanting_geo.threads import WORKERS, each

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from numpy.typing import NDArray

    Shapes = NDArray[np.object_]
    Rows = NDArray[np.intp]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = [
    "ON_BORDER_M",
    "QUAD_SEGS",
    "SHORT",
    "Made",
    "Once",
    "area_by",
    "at_once",
    "boxes_meet",
    "by_first",
    "flat",
    "grow",
    "is_something",
    "of_dimension",
    "shrink",
    "threaded",
    "union_by",
    "without_cycle_search",
]

T = TypeVar("T")
QUAD_SEGS = 16
"""Straight pieces to a quarter of a circle."""

_MITRE = 1.05
# GEOS joins two offsets that lie closer together than a thousandth of the distance, which cuts their corner by up to
# 4e-5 of it. Round points it puts corners on the circle, at most one and a half of the pieces apart (it
# rounds their number), and the chord between them is nearer to the centre.
_JOINED = 1 + 1e-4
_WIDER = (1 + 1.5e-3) / math.cos(1.5 * math.pi / (4 * QUAD_SEGS))
SHORT = 1 - 1 / _WIDER
"""Of its distance, how much a buffer of :data:`QUAD_SEGS` may fall short of the true one, for the same reasons."""
_CHUNK = 500


_here = threading.local()


def threaded(function: Callable[..., np.ndarray], *columns: np.ndarray, cuts: Rows | None = None) -> np.ndarray:
    """Run a function of columns over lots of rows at once; GEOS leaves the interpreter free meanwhile.

    Parameters
    ----------
    function
        From columns to one column of the same length.
    *columns
        Of one length.
    cuts
        Where the rows may be cut, sorted; anywhere by default. A prepared geometry must not be met by two threads.
    """
    rows = len(columns[0])
    if rows <= _CHUNK or WORKERS == 1:
        return np.asarray(function(*columns))
    for column in columns:
        if column.dtype == object:
            shapely.bounds(column)  # kept in a geometry once asked for: ask before threads share it
    size = max(_CHUNK, -(-rows // (WORKERS * 8)))
    places = np.arange(size, rows, size)
    if cuts is not None:
        places = np.unique(cuts[np.minimum(np.searchsorted(cuts, places), len(cuts) - 1)]) if len(cuts) else places[:0]
    lots = zip(*(np.split(column, places) for column in columns), strict=True)
    return np.concatenate(at_once(function, lots))


def at_once(function: Callable[..., T], lots: Iterable[tuple[np.ndarray, ...]]) -> list[T]:
    """Run a function over some lots, in threads, which start no others; the results in their order."""
    lots = list(lots)
    if len(lots) == 1 or getattr(_here, "busy", False):
        return [function(*lot) for lot in lots]

    def work(lot: tuple[np.ndarray, ...]) -> T:
        _here.busy = True
        try:
            return function(*lot)
        finally:
            _here.busy = False

    return each(work, lots)


class _Search:
    """Whether the interpreter looks for cycles of objects; screenings that run side by side share it."""

    lock = threading.Lock()
    held = 0
    was_on = False


@contextmanager
def without_cycle_search() -> Iterator[None]:
    """Keep the interpreter from looking for cycles of objects while shapes are made by the hundred thousand.

    It counts new objects and goes through all that there are again and again, which takes a tenth of the time; shapes
    are part of no cycle and go when nobody needs them. As before afterwards.

    Examples
    --------
    >>> import gc
    >>> with without_cycle_search():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    with _Search.lock:
        if not _Search.held:
            _Search.was_on = gc.isenabled()
            gc.disable()
        _Search.held += 1
    try:
        yield
    finally:
        with _Search.lock:
            _Search.held -= 1
            if not _Search.held and _Search.was_on:
                gc.enable()


class Once(Generic[T]):
    """A value that is computed when it is first asked, by one thread; what it is computed from is let go then.

    Examples
    --------
    >>> value = Once(lambda: 2 + 2)
    >>> value(), value()
    (4, 4)
    """

    def __init__(self, compute: Callable[[], T]) -> None:
        self._lock = threading.Lock()
        self._compute: Callable[[], T] | None = compute

    def __call__(self) -> T:
        """Give the value."""
        with self._lock:
            if self._compute is not None:
                self._value = self._compute()
                self._compute = None
        return self._value


class Made(Generic[T]):
    """Values by key, each made once, whichever thread asks first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[Hashable, Once[T]] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give the value of a key."""
        with self._lock:
            value = self._values.setdefault(key, Once(make))
        return value()


def flat(shapes: Shapes) -> Shapes:
    """Take the heights off shapes; those without are not copied, unless prepared, which two threads must not share."""
    result = np.array(shapes, dtype=object)
    other = shapely.has_z(shapes) | shapely.is_prepared(shapes)
    result[other] = shapely.force_2d(result[other])
    return result


def by_first(first: Rows) -> Rows:
    """Give the places where a sorted column changes: there rows that share a geometry may be cut."""
    return np.flatnonzero(np.diff(first)) + 1


def _rounded(shapes: Shapes, by: Floats) -> Shapes:
    return np.asarray(shapely.buffer(shapes, by * _WIDER, quad_segs=QUAD_SEGS), dtype=object)


def _mitred(shapes: Shapes, by: Floats) -> Shapes:
    """Offset the edges themselves; corners and ends are cut off a little beyond their arcs, which then lie inside."""
    wide = by * _JOINED
    return np.asarray(
        shapely.buffer(shapes, wide, join_style="mitre", mitre_limit=_MITRE, cap_style="square"), dtype=object
    )


def grow(shapes: Shapes, by: Floats) -> Shapes:
    """Give what a shape may cover that is displaced by up to ``by`` metres, and at corners a little more.

    Beside straight edges it is exact to 1e-4 of the distance.

    Examples
    --------
    >>> ring = grow(np.array([shapely.Point(0, 0)], dtype=object), np.array([1.0]))[0].exterior
    >>> bool(1 <= ring.distance(shapely.Point(0, 0)) < 1.005)
    True
    """
    result = shapes.copy()
    edged = shapely.get_dimensions(shapes) > 0
    for some, buffered in ((edged & (by > 0), _mitred), (~edged & (by > 0), _rounded)):
        result[some] = threaded(buffered, shapes[some], by[some])
    return result


def shrink(shapes: Shapes, by: Floats) -> Shapes:
    """Give what a shape covers however it is displaced by up to ``by`` metres, less a little at inner corners.

    Of lines and points, and of polygons that are narrower, nothing is left.

    Examples
    --------
    >>> left = shrink(np.array([shapely.box(0, 0, 10, 4)], dtype=object), np.array([1.0]))[0]
    >>> round(left.area, 2)
    16.0
    """
    result = shapes.copy()
    bounds = shapely.bounds(shapes)
    narrow = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) / 2
    room = np.fmin(narrow, np.sqrt(shapely.area(shapes) / math.pi))
    result[(by > 0) & ~(by < room)] = shapely.Polygon()
    left = (by > 0) & (by < room)
    result[left] = threaded(_mitred, shapes[left], -by[left])
    return result


def of_dimension(pieces: Shapes, dimension: NDArray[np.int32]) -> Shapes:
    """Keep of each intersection what has the dimension that it should have: no edges beside areas."""
    result = pieces.copy()
    mixed = np.flatnonzero(shapely.get_type_id(pieces) == shapely.GeometryType.GEOMETRYCOLLECTION)
    for row in mixed:
        parts = shapely.get_parts(pieces[row])
        result[row] = shapely.union_all(parts[shapely.get_dimensions(parts) == dimension[row]])
    lower = shapely.get_dimensions(result) != dimension
    result[lower & ~shapely.is_missing(result)] = shapely.GeometryCollection()
    return result


def is_something(pieces: Shapes) -> Flags:
    """Tell pieces from touching: a polygon wider than a micrometre (2 A / perimeter), a line longer, any point."""
    dimension = shapely.get_dimensions(pieces)
    length = np.nan_to_num(shapely.length(pieces))
    areal = 2 * np.nan_to_num(shapely.area(pieces)) > ON_BORDER_M * length
    there = ~(shapely.is_missing(pieces) | shapely.is_empty(pieces))
    something = np.select([dimension >= 2, dimension == 1], [areal, length > ON_BORDER_M], default=True)  # noqa: PLR2004
    return np.asarray(there & something, dtype=bool)


def union_by(rows: Rows, pieces: Shapes, count: int) -> Shapes:
    """Unite the pieces of each row from 0 to ``count``; None where a row has none."""
    clusters, owner = clusters_by(rows, pieces)
    result = np.full(count, None, dtype=object)
    order = np.argsort(owner, kind="stable")
    clusters, owner = clusters[order], owner[order]
    distinct, first, sizes = np.unique(owner, return_index=True, return_counts=True)
    result[distinct] = clusters[first]
    many = np.repeat(sizes > 1, sizes)
    areal = np.bincount(owner, shapely.get_dimensions(clusters) < 2, count) == 0  # noqa: PLR2004
    parts, index = shapely.get_parts(clusters[many & areal[owner]], return_index=True)
    if len(parts):
        rows, place = np.unique(owner[many & areal[owner]][index], return_inverse=True)
        result[rows] = shapely.multipolygons(parts, indices=place.ravel())
    for row in distinct[(sizes > 1) & ~areal[distinct]]:
        result[row] = shapely.union_all(clusters[owner == row])
    return result


def area_by(rows: Rows, pieces: Shapes, count: int) -> Floats:
    """Measure the union of the pieces of each row from 0 to ``count``."""
    clusters, owner = clusters_by(rows, pieces)
    return np.bincount(owner, np.nan_to_num(shapely.area(clusters)), count).astype(np.float64)


def clusters_by(rows: Rows, pieces: Shapes) -> tuple[Shapes, Rows]:
    """Unite the pieces of each row that have a point in common; what stands apart stays, and is the most.

    Returns
    -------
    clusters, owner
        Shapes of which those of one row have no point in common, and the row of each.
    """
    order = np.argsort(rows, kind="stable")
    rows, pieces = rows[order], pieces[order]
    later, earlier = boxes_meet(rows, shapely.bounds(pieces))
    meet = threaded(shapely.intersects, pieces[later], pieces[earlier])
    later, earlier = later[meet], earlier[meet]
    # The first piece of its cluster is the name of each: names are passed on until none changes.
    name, before = np.arange(len(rows)), np.full(len(rows), -1)
    while (name != before).any():
        before = name.copy()
        np.minimum.at(name, later, before[earlier])
        np.minimum.at(name, earlier, before[later])
    order = np.argsort(name, kind="stable")
    distinct, first, sizes = np.unique(name[order], return_index=True, return_counts=True)
    clusters = pieces[distinct]
    for size in np.unique(sizes[sizes > 1]):
        some = sizes == size
        clusters[some] = threaded(_unite, pieces[order[first[some, None] + np.arange(size)]])
    return clusters, rows[distinct]


def boxes_meet(rows: Rows, boxes: Floats) -> tuple[Rows, Rows]:
    """Find pairs of boxes of one row, which are sorted by it, that have a point in common: (later, earlier)."""
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    later = np.repeat(np.arange(len(rows)), rank)
    earlier = later - 1 - (np.arange(len(later)) - np.repeat(np.cumsum(rank) - rank, rank))
    one, other = boxes[later], boxes[earlier]
    meet = ((one[:, :2] <= other[:, 2:]) & (other[:, :2] <= one[:, 2:])).all(axis=1)
    return later[meet], earlier[meet]


def _unite(pieces: Shapes) -> Shapes:
    return np.asarray(shapely.union_all(pieces, axis=1), dtype=object)
