"""The land that regions are made of: units with area and score, and which of them share an edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding
from hanting_geo.core.ids import checked_ids
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import require_metres, require_polygons, require_valid
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["Land", "land_of"]

_WHAT = "regions"
_NEAR_M = 1e-3
_EDGE_M = 1e-2
_OVERLAP_SHARE = 1e-6


@dataclass(frozen=True)
class Land:
    """Units that may be part of a region, in an order that no index changes.

    Attributes
    ----------
    frame, crs
        All candidates as given, and which of them are units: the others have no score, no rank or no place.
    rows
        The row of each unit in the frame.
    ids, shapes, areas, scores, perimeters
        Of the units.
    neighbours, edges
        For each unit, the units with which it shares an edge, and how long that is in metres.
    piece
        The number of the connected piece of land that a unit is part of.
    """

    frame: gpd.GeoDataFrame
    crs: CRS
    rows: Positions
    ids: pd.Series
    shapes: Geometries
    areas: Floats
    scores: Floats
    perimeters: Floats
    neighbours: list[Positions]
    edges: list[Floats]
    piece: Positions
    findings: tuple[Finding, ...]

    @property
    def span(self) -> float:
        """The range of the scores."""
        return float(np.ptp(self.scores)) if len(self.scores) else 0.0


def land_of(given: Any) -> Land:
    """Read a frame with ``id``, ``score`` and polygons, or a suitability.

    Raises
    ------
    CRSError
        No reference system, or not in metres.
    SchemaError
        No such frame; ids, scores or shapes that are none; units that overlap.
    """
    layers = getattr(given, "layers", None)
    frame = layers().get("candidates") if callable(layers) and not isinstance(given, type) else given
    arguments.require_frame(frame, f"{_WHAT}: suitability (a Suitability, or a frame with a column 'score')")
    crs = require_metres(frame, _WHAT, areas=True, lengths=True)
    require_valid(frame, _WHAT)
    require_polygons(frame, f"{_WHAT}: a candidate")
    ids = checked_ids(frame, "id", f"{_WHAT}: the candidates")
    scores = _scores(frame)
    shapes = np.asarray(shapely.force_2d(np.asarray(frame.geometry.values)), dtype=object)
    usable = np.isfinite(scores) & ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if "rank" in frame.columns and callable(layers):
        usable &= frame["rank"].notna().to_numpy()
    findings = _left_out(ids, usable) + _in_pieces(ids, shapes, usable)
    rows = np.flatnonzero(usable)
    units = shapes[rows]
    one, other, length = _shared(units, ids.iloc[rows])
    neighbours, edges = _lists(len(rows), one, other, length)
    return Land(
        frame=frame,
        crs=crs,
        rows=rows,
        ids=ids.iloc[rows].reset_index(drop=True),
        shapes=units,
        areas=shapely.area(units),
        scores=scores[rows],
        perimeters=shapely.length(units),
        neighbours=neighbours,
        edges=edges,
        piece=_pieces(len(rows), one, other),
        findings=findings,
    )


def _scores(frame: gpd.GeoDataFrame) -> Floats:
    column = arguments.named_column(frame, "score", f"{_WHAT}: the candidates")
    if pd.api.types.is_bool_dtype(column.dtype) or not pd.api.types.is_numeric_dtype(column.dtype):
        message = Sentence("{what}: the column 'score' holds no numbers but {dtype}", what=_WHAT, dtype=column.dtype)
        raise SchemaError(message)
    scores: Floats = column.to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(scores).any():
        message = Sentence(
            "{what}: the score in row {index} is infinite",
            what=_WHAT,
            index=frame.index[int(np.argmax(np.isinf(scores)))],
        )
        raise SchemaError(message)
    return scores


def _left_out(ids: pd.Series, usable: Flags) -> tuple[Finding, ...]:
    gone = np.flatnonzero(~usable)
    if not len(gone):
        return ()
    named = enumerated(str(name) for name in ids.iloc[gone[:5]]) + (" ..." if len(gone) > 5 else "")  # noqa: PLR2004
    what = Sentence(
        "{count} candidates take no part: they have no score, no rank or no place ({named})",
        count=len(gone),
        named=named,
    )
    return (Finding("note", "no_score", "candidates", None, what, Sentence("give them a score, or leave them out")),)


def _in_pieces(ids: pd.Series, shapes: Geometries, usable: Flags) -> tuple[Finding, ...]:
    """Tell units that do not hang together themselves: a region that takes one does not either."""
    several = np.flatnonzero(usable & (shapely.get_num_geometries(shapes) > 1))
    if not len(several):
        return ()
    named = enumerated(str(name) for name in ids.iloc[several[:5]]) + (" ..." if len(several) > 5 else "")  # noqa: PLR2004
    what = Sentence(
        "{count} candidates have parts that lie apart, and each counts as one connected unit ({named})",
        count=len(several),
        named=named,
    )
    do = Sentence("make each part a candidate of its own: frame.explode(), with an id each")
    return (Finding("warning", "parts_apart", "candidates", None, what, do),)


def _shared(units: Geometries, ids: pd.Series) -> tuple[Positions, Positions, Floats]:
    """Give the pairs of units that share an edge, and its length; borders drawn a millimetre apart are one."""
    tree = shapely.STRtree(units)
    one, other = tree.query(units, predicate="dwithin", distance=_NEAR_M)
    one, other = one[one < other], other[one < other]
    over = shapely.area(shapely.intersection(units[one], units[other]))
    areas = shapely.area(units)
    wrong = np.flatnonzero(over > _OVERLAP_SHARE * np.minimum(areas[one], areas[other]))
    if len(wrong):
        first = wrong[0]
        message = Sentence(
            "{what}: candidates overlap, and their land would count twice: {there} and {there2} "
            "by {over:.2f} m2 ({count} pairs); cut them first, with hg.overlay",
            what=_WHAT,
            there=ids.iloc[one[first]],
            there2=ids.iloc[other[first]],
            over=over[first],
            count=len(wrong),
        )
        raise SchemaError(message)
    borders = shapely.boundary(units)
    length = shapely.length(shapely.intersection(borders[one], borders[other]))
    doubtful = np.flatnonzero(length <= _EDGE_M)
    snapped = shapely.intersection(borders[one[doubtful]], borders[other[doubtful]], grid_size=_NEAR_M)
    length[doubtful] = shapely.length(snapped)
    kept = length > _EDGE_M
    return one[kept], other[kept], length[kept]


def _lists(count: int, one: Positions, other: Positions, length: Floats) -> tuple[list[Positions], list[Floats]]:
    source, target = np.concatenate([one, other]), np.concatenate([other, one])
    order = np.lexsort([target, source])
    first = np.searchsorted(source[order], np.arange(1, count))
    both = np.concatenate([length, length])[order]
    if not count:
        return [], []
    return np.split(target[order], first), np.split(both, first)


def _pieces(count: int, one: Positions, other: Positions) -> Positions:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not count:
        return np.zeros(0, dtype=np.intp)
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.intp)
