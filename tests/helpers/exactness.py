"""Compare two overlay results of polygons pair by pair: what one feature of each layer has in common, and what is left.

Totals and counts hide errors: a part that one pair lost and another gained, a shape in the wrong row. So rows are
matched by the features that they come from, and their shapes are compared as sets of points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

Floats = np.ndarray[Any, np.dtype[np.float64]]
Rows = np.ndarray[Any, np.dtype[np.int64]]
Shapes = np.ndarray[Any, np.dtype[np.object_]]

LEFT, RIGHT = "left_row", "right_row"
"""Columns with the row numbers of the two frames that went in."""
_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_SIDES = ("left", "right")


class _Result(NamedTuple):
    """The rows of a result in the order of their pairs."""

    left: Rows
    """Row of the left frame, -1 for none."""
    right: Rows
    shapes: Shapes

    def at(self, chosen: Any) -> _Result:
        return _Result(self.left[chosen], self.right[chosen], self.shapes[chosen])


class _Sizes(NamedTuple):
    """Area, perimeter and largest coordinate of the features of a frame, and a last row for no feature."""

    area: Floats
    perimeter: Floats
    coordinate: Floats


def numbered(left: gpd.GeoDataFrame, right: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Give both frames the columns by which :func:`differences` knows their rows again."""
    return left.assign(**{LEFT: np.arange(len(left))}), right.assign(**{RIGHT: np.arange(len(right))})


def differences(
    ours: gpd.GeoDataFrame, theirs: gpd.GeoDataFrame, left: gpd.GeoDataFrame, right: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Compare two overlay results pair by pair.

    A pair is a row of ``left`` and a row of ``right``, or one of them alone. Both results have at most one row for
    each. A pair's tolerance is ::

        1e-9 x area + 8 ulp(largest coordinate) x perimeter

    of its smaller feature, as it went in. Shapes may differ by so much area, a pair of less may be missing on either
    side, and ours must be valid.

    Parameters
    ----------
    ours, theirs
        Results of an overlay of two :func:`numbered` frames of polygons; only polygons in them.
    left, right
        The two frames, valid, in their order.

    Returns
    -------
    pandas.DataFrame
        A row for each fault, so none where the results are equal: ``left_row`` and ``right_row`` (-1 for none),
        ``fault`` (``invalid``, ``repeated``, ``missing``, ``surplus``, ``area`` or ``shape``), ``area_m2`` by which the
        two differ, or that is missing or too much, and ``tolerance_m2``.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> left, right = numbered(
    ...     gpd.GeoDataFrame(geometry=[box(0, 0, 10, 10)]), gpd.GeoDataFrame(geometry=[box(5, 0, 15, 10)])
    ... )
    >>> both = gpd.overlay(left, right)
    >>> differences(both, both, left, right).empty
    True
    >>> differences(both.set_geometry(both.translate(1)), both, left, right)
       left_row  right_row  fault  area_m2  tolerance_m2
    0         0          0  shape     20.0  1.000006e-07
    """
    mine, other = _ordered(ours), _ordered(theirs)
    sizes = _sizes(left), _sizes(right)
    faults = []

    def tell(fault: str, rows: _Result, area: Floats) -> None:
        table = {LEFT: rows.left, RIGHT: rows.right, "fault": fault, "area_m2": area}
        faults.append(pd.DataFrame({**table, "tolerance_m2": tolerances(rows)}))

    def tolerances(rows: _Result) -> Floats:
        return _tolerances(rows.left, rows.right, *sizes)

    bad = mine.at(~_is_sound(mine.shapes))
    tell("invalid", bad, shapely.area(bad.shapes))
    keys = [(rows.left + 1) * (len(right) + 1) + rows.right + 1 for rows in (mine, other)]
    for rows, key in zip((mine, other), keys, strict=True):
        again = rows.at(np.flatnonzero(np.diff(key) == 0) + 1)
        tell("repeated", again, shapely.area(again.shapes))
    for fault, here, there in (("surplus", 0, 1), ("missing", 1, 0)):
        alone = (mine, other)[here].at(~np.isin(keys[here], keys[there]))
        area = shapely.area(alone.shapes)
        large = area > tolerances(alone)
        tell(fault, alone.at(large), area[large])
    _, at_mine, at_other = np.intersect1d(keys[0], keys[1], return_indices=True)
    pairs, theirs_too = mine.at(at_mine), other.at(at_other)
    most = tolerances(pairs)
    off = np.abs(shapely.area(pairs.shapes) - shapely.area(theirs_too.shapes))
    wrong = off > most
    tell("area", pairs.at(wrong), off[wrong])
    open_ = np.flatnonzero(~wrong & _is_sound(pairs.shapes))
    open_ = open_[~_is_same(pairs.shapes[open_], theirs_too.shapes[open_])]
    # Theirs need not be valid: geopandas repairs what goes in, not what comes out.
    expected = shapely.make_valid(theirs_too.shapes[open_])
    off = shapely.area(shapely.symmetric_difference(pairs.shapes[open_], expected))
    wrong = off > most[open_]
    tell("shape", pairs.at(open_[wrong]), off[wrong])
    return pd.concat(faults, ignore_index=True)


def _ordered(result: gpd.GeoDataFrame) -> _Result:
    shapes = np.asarray(result.geometry.values)
    none = np.full(len(result), -1)
    left, right = (
        result[name].fillna(-1).to_numpy().astype(np.int64) if name in result.columns else none
        for name in (LEFT, RIGHT)
    )
    order = np.lexsort((right, left))
    return _Result(left[order], right[order], shapes[order])


def _sizes(frame: gpd.GeoDataFrame) -> _Sizes:
    shapes = np.asarray(frame.geometry.values)
    box = np.abs(shapely.bounds(shapes)).reshape(-1, 4)
    largest = np.nan_to_num(box).max(axis=1, initial=0.0)
    # No feature is the largest of all, so that the other one of the pair is the smaller.
    return _Sizes(
        np.append(shapely.area(shapes), np.inf), np.append(shapely.length(shapes), np.inf), np.append(largest, 0.0)
    )


def _tolerances(left: Rows, right: Rows, lefts: _Sizes, rights: _Sizes) -> Floats:
    smaller = lefts.area[left] <= rights.area[right]
    area = np.where(smaller, lefts.area[left], rights.area[right])
    perimeter = np.where(smaller, lefts.perimeter[left], rights.perimeter[right])
    ulp = np.spacing(np.maximum(lefts.coordinate[left], rights.coordinate[right]))
    return np.asarray(1e-9 * area + 8 * ulp * perimeter)


def _is_sound(shapes: Shapes) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell what may stand in a result: polygons that are valid and not empty."""
    polygons = np.isin(shapely.get_type_id(shapes), _POLYGONAL)
    return np.asarray(polygons & shapely.is_valid(shapes) & ~shapely.is_empty(shapes))


def _is_same(mine: Shapes, other: Shapes) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell what has the same corners: then the shapes differ by less than the tolerance, and nobody need cut them.

    Corners apart by at most so much sweep at most so much times the perimeter; a quarter of the tolerance is safe.
    """
    if not len(mine):
        return np.zeros(0, dtype=bool)
    apart = 2 * np.spacing(np.nan_to_num(np.abs(shapely.bounds(mine))).max(axis=1))
    return np.asarray(shapely.equals_exact(shapely.normalize(mine), shapely.normalize(other), apart))
