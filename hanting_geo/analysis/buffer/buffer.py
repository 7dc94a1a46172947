"""Buffers and rings in metres."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.buffer.flat import flat_ended, merged
from hanting_geo.analysis.buffer.grown import grown
from hanting_geo.analysis.buffer.one_sided import one_side
from hanting_geo.core import arguments
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import require_metres, require_valid
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hanting_geo.core.arrays import Floats, Geometries


__all__ = ["buffer"]

_QUAD_SEGS = 16
_FURTHEST_M = 20_037_508
"""Half the way round the Earth."""
_LEAST_STEPS = 1000
"""A curve drawn in fewer steps of the coordinates crosses itself."""
_JOINED = ("source", "licence", "attribution")
_WORST = "accuracy_m"
_GROUPS = (3, 12, 0)
"""The GEOS that first parts shapes into groups that do not meet."""


def buffer(
    frame: gpd.GeoDataFrame,
    distance_m: float | str,
    *,
    cap: Literal["round", "flat"] = "round",
    side: Literal["both", "left", "right"] = "both",
    dissolve: bool = False,
    quad_segs: int = _QUAD_SEGS,
) -> gpd.GeoDataFrame:
    """Everything within a distance of each feature.

    Parameters
    ----------
    frame
        In a projected system in metres, with valid geometry; may be empty. A null geometry stays null.
    distance_m
        Metres, or the name of the column that holds them for each feature. Zero leaves a polygon as it is and nothing
        (an empty polygon) of a point or line. Negative distances shrink polygons, down to an empty polygon; for points
        and lines they are an error.
    cap
        Ends of lines: ``"round"``, or ``"flat"``, cut off square at the end. Parts of a multi-line that continue each
        other are joined first. Polygons have no ends; points have nothing but, and refuse ``"flat"``.
    side
        ``"left"`` or ``"right"`` as seen along the line (rivers are digitised downstream, where the left is the
        river's left bank); only for lines. One side always ends flat, so that left and right together are the buffer
        of both sides with ``cap="flat"``. Where a line ends inside its own buffer, or crosses itself, a
        place may be on the left of one stretch and on the right of another; it is then on both.
    dissolve
        Make one row of all features. It keeps the values that all of them share; ``source``, ``licence`` and
        ``attribution`` are joined with ``"; "``, since all of them stand behind the shape; ``accuracy_m`` is the worst
        (missing if one is missing); anything else is missing. Features without geometry take no part.
        An empty frame stays empty.
    quad_segs
        Pieces of a quarter circle. The polygon lies inside the true curve: round a point its area falls short by
        0.16 % at 16, by 0.04 % at 32.

    Returns
    -------
    geopandas.GeoDataFrame
        Index, columns and reference system of ``frame``; one row with a new index if dissolved.

    Raises
    ------
    CRSError
        No reference system, not in metres, or a system that does not keep lengths here (Web Mercator, Albers).
    SchemaError
        Invalid geometry; an unknown column; a distance that is missing, not finite, or negative where there is nothing
        to shrink; a side asked of what is no line; a flat cap asked of points.

    Examples
    --------
    >>> from shapely import LineString
    >>> line = LineString([(430000, 4071000), (430000, 4070000)])
    >>> river = gpd.GeoDataFrame({"id": ["r1"], "setback_m": [50.0]}, geometry=[line], crs="EPSG:4549")
    >>> buffer(river, 200, cap="flat").area.tolist()
    [400000.0]
    >>> east_bank = buffer(river, "setback_m", side="left")  # downstream is south
    >>> east_bank.total_bounds.tolist()
    [430000.0, 4070000.0, 430050.0, 4071000.0]
    """
    arguments.require_frame(frame, "a buffer: frame")
    if arguments.flag(dissolve, "a buffer: dissolve"):
        arguments.require_single_names(frame, "a buffer: the frame")
    require_metres(frame, "a buffer", lengths=True)
    require_valid(frame, "a buffer")
    _require_choice("cap", cap, ("round", "flat"))
    _require_choice("side", side, ("both", "left", "right"))
    if isinstance(quad_segs, bool) or not isinstance(quad_segs, (int, np.integer)) or quad_segs < 1:
        message = Sentence("a buffer: quad_segs is {quad_segs!r}; give a whole number from 1 up", quad_segs=quad_segs)
        raise SchemaError(message)
    geometry = np.asarray(frame.geometry.values)
    distances = _distances(frame, distance_m)
    _require_kinds(frame, cap, side)
    if side != "both":
        shapes = _one_by_one(geometry, lambda row: one_side(geometry[row], distances[row], side, quad_segs), distances)
    else:
        shapes = (_flat if cap == "flat" else grown)(geometry, distances, quad_segs)
    result = _with_geometry(frame, shapes)
    return _dissolved(result) if dissolve else result


def _flat(geometry: Geometries, distances: Floats, quad_segs: int) -> Geometries:
    """Buffer lines with square ends, and polygons, which have none."""
    kind, empty = shapely.get_type_id(geometry), shapely.is_empty(geometry)
    line = np.isin(kind, (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING))
    mixed = np.isin(kind, (shapely.GeometryType.MULTILINESTRING, shapely.GeometryType.GEOMETRYCOLLECTION))
    nothing = empty | (distances == 0)
    shapes: Geometries = geometry.copy()
    shapes[line | mixed] = shapely.Polygon()
    ended, ends_not = np.flatnonzero(line & ~nothing), np.flatnonzero(~(line | mixed))
    shapes[ended] = flat_ended(geometry[ended], distances[ended], quad_segs)
    shapes[ends_not] = grown(geometry[ends_not], distances[ends_not], quad_segs)
    for row in np.flatnonzero(mixed & ~empty):
        shapes[row] = _flat_parts(geometry[row], float(distances[row]), quad_segs)
    return shapes


def _flat_parts(shape: shapely.Geometry, distance: float, quad_segs: int) -> shapely.Geometry:
    """Do the same for what has parts."""
    parts = shapely.get_parts(shape)
    is_line = shapely.get_dimensions(parts) == 1
    others = parts[~is_line]
    lines = merged(shapely.MultiLineString(shapely.get_parts(parts[is_line]).tolist()))
    grown_ = _flat(others, np.full(len(others), distance), quad_segs)
    ended = flat_ended(lines, np.full(len(lines), distance), quad_segs) if distance > 0 else lines[:0]
    return shapely.union_all([*grown_, *ended])


def _union(shapes: Geometries) -> shapely.Geometry:
    """Unite shapes; those that meet no other are not computed with."""
    joined = shapely.union_all if shapely.geos_version < _GROUPS else shapely.disjoint_subset_union_all
    return joined(shapes)


def _require_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        message = Sentence(
            "a buffer: {name}={value!r} is unknown; choose from {listed}",
            name=name,
            value=value,
            listed=enumerated(map(repr, choices)),
        )
        raise SchemaError(message)


def _distances(frame: gpd.GeoDataFrame, distance_m: float | str) -> Floats:
    """Metres for each feature, checked against what each feature can bear."""
    geometry = np.asarray(frame.geometry.values)
    present = ~shapely.is_missing(geometry)
    if isinstance(distance_m, str):
        column = arguments.named_column(frame, distance_m, "a buffer: the features")
        if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            message = Sentence(
                "a buffer: column {distance_m!r} holds {dtype}, not metres; make it numbers first",
                distance_m=distance_m,
                dtype=column.dtype,
            )
            raise SchemaError(message)
        where: str = Sentence("column {distance_m!r}", distance_m=distance_m)
        values = column.to_numpy(dtype=float, na_value=np.nan)
    else:
        where = "distance_m"
        values = np.full(len(frame), _finite(distance_m))
    unknown = present & ~np.isfinite(values)
    if unknown.any():
        message = Sentence(
            "a buffer: {where} is missing or not finite for {frame}; fill it in, or leave these features out",
            where=where,
            frame=feature_labels(frame, np.flatnonzero(unknown)),
        )
        raise SchemaError(message)
    hollow = present & (values < 0) & (shapely.get_dimensions(geometry) < 2)  # noqa: PLR2004 - points and lines
    if hollow.any():
        named = feature_labels(frame, np.flatnonzero(hollow))
        message = Sentence(
            "a buffer: {where} is negative for {named}, and a point or line cannot shrink; for "
            "the other side of a line use side='right'",
            where=where,
            named=named,
        )
        raise SchemaError(message)
    values = np.where(present, values, 0.0)
    _require_reach(frame, geometry, values, where)
    return values


def _require_reach(frame: gpd.GeoDataFrame, geometry: Geometries, values: Floats, where: str) -> None:
    """Refuse distances that the coordinates cannot show, or that lead round the Earth."""
    far = np.flatnonzero(np.abs(values) > _FURTHEST_M)
    if len(far):
        message = Sentence(
            "a buffer: {where} is {values:g} m for {frame}, and the other side of the Earth is "
            "{furthest_m:,} m away; is it in metres?",
            where=where,
            values=values[far[0]],
            frame=feature_labels(frame, far),
            furthest_m=_FURTHEST_M,
        )
        raise SchemaError(message)
    bounds = shapely.bounds(geometry).reshape(-1, 4)
    step = np.spacing(np.abs(np.where(np.isfinite(bounds), bounds, 0.0)).max(axis=1, initial=0.0))
    lost = np.flatnonzero((values != 0) & (np.abs(values) < _LEAST_STEPS * step))
    if len(lost):
        row = lost[0]
        message = Sentence(
            "a buffer: {where} is {values:g} m for {frame}, and coordinates of this size are no "
            "finer than {step:.1g} m, so that no shape can show it; give 0, or at least 1e-5 m",
            where=where,
            values=values[row],
            frame=feature_labels(frame, lost),
            step=step[row],
        )
        raise SchemaError(message)


def _finite(distance_m: object) -> float:
    if not isinstance(distance_m, bool) and isinstance(distance_m, Real) and np.isfinite(float(distance_m)):
        return float(distance_m)
    message = Sentence(
        "a buffer: distance_m is {distance_m!r}; give a finite number of metres, or the name of a column of them",
        distance_m=distance_m,
    )
    raise SchemaError(message)


def _require_kinds(frame: gpd.GeoDataFrame, cap: str, side: str) -> None:
    """Let sides be asked of lines only, and flat caps of no points."""
    geometry = np.asarray(frame.geometry.values)
    kind = shapely.get_type_id(geometry)
    present = ~shapely.is_missing(geometry)
    lines = (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING, shapely.GeometryType.MULTILINESTRING)
    sideless = present & ~np.isin(kind, lines)
    if side != "both" and sideless.any():
        named = feature_labels(frame, np.flatnonzero(sideless))
        message = Sentence(
            "a buffer: side={side!r} is for lines, and {named} is none; use side='both'", side=side, named=named
        )
        raise SchemaError(message)
    parts, owner = shapely.get_parts(geometry, return_index=True)
    points = np.zeros(len(geometry), dtype=bool)
    points[owner[shapely.get_dimensions(parts) == 0]] = True
    if cap == "flat" and side == "both" and points.any():
        named = feature_labels(frame, np.flatnonzero(points))
        message = Sentence("a buffer: cap='flat' leaves nothing of a point ({named}); use cap='round'", named=named)
        raise SchemaError(message)


def _one_by_one(geometry: Geometries, shape_of: Callable[[int], shapely.Geometry], distances: Floats) -> Geometries:
    """Buffer lines by their own function; null stays null, no distance leaves nothing."""
    shapes = np.empty(len(geometry), dtype=object)
    for row in np.flatnonzero(np.isin(shapely.get_dimensions(geometry), (1,)) | shapely.is_empty(geometry)):
        nothing = distances[row] == 0 or shapely.is_empty(geometry[row])
        shapes[row] = shapely.Polygon() if nothing else shape_of(int(row))
    return shapes


def _with_geometry(frame: gpd.GeoDataFrame, shapes: Geometries) -> gpd.GeoDataFrame:
    series = gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs, name=frame.geometry.name)
    return frame.set_geometry(series)


def _dissolved(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row of all features, with what they share and their union; no row of none."""
    row, shapes = _one_row(frame), np.asarray(frame.geometry.values)
    if not len(row) or shapely.is_missing(shapes).all():
        return row
    return _with_geometry(row, np.array([_union(shapes)], dtype=object))


def _one_row(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row of all features that have a place, with what they share, and the place of the first; no row of none."""
    if frame.empty:
        return frame.reset_index(drop=True)
    placed = frame[~frame.geometry.isna()]
    features = frame if placed.empty else placed
    row = features.iloc[[0]].reset_index(drop=True)
    for column in features.columns[features.columns != features.geometry.name]:
        values = features[column]
        if column == _WORST and pd.api.types.is_numeric_dtype(values):
            row[column] = values.max(skipna=False)
        elif not _is_shared(values):
            texts = values.dropna().astype(str).unique()
            row[column] = "; ".join(texts) if column in _JOINED else row[column].where(np.array([False]))
    return row


def _is_shared(values: pd.Series) -> bool:
    """Tell whether all rows hold one and the same value, or none holds any."""
    try:
        return len(set(pd.factorize(values)[0])) == 1  # -1 stands for a missing value
    except TypeError:  # lists and dicts have no hash
        return len(values) == 1
