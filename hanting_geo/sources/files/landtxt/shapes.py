"""The shapes of parcels: polygons of their rings, lines, points; what is wrong with them, and what they measure."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.ellipsoid import ring_areas
from hanting_geo.crs.systems import datum_name
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.landtxt.areas import Declared, compare, tell_areas
from hanting_geo.sources.files.landtxt.attributes import counts_agree, kind_of
from hanting_geo.sources.files.landtxt.model import shown
from hanting_geo.sources.files.landtxt.rings import Ring, assemble, rings_of

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries
    from hanting_geo.sources.files.landtxt.model import Document, Parcel
    from hanting_geo.sources.files.landtxt.system import Placed

__all__ = ["Shaped", "shapes_of"]

_TIMES_ACCURACY = 10.0
_CLOSE_M = 0.1
"""How far a ring that is meant to be closed may be open: boundary points are surveyed to 5 or 10 cm."""
_SHORT_M = 0.02
_DEGREE_M = 111_000.0
_SURVEY = ("China 2000", "World Geodetic System 1984", "WGS 84")


class Shaped(NamedTuple):
    """The shape of each parcel, and its declared area."""

    shapes: Geometries
    declared: list[Declared]


class _Solid(NamedTuple):
    """A polygon: its parcel, its rings in the parcel, and their places in the file."""

    row: int
    rings: list[Ring]


def shapes_of(
    document: Document, rows: list[dict[str, str]], where: Placed, accuracy_m: float, file: str, *, refuse: bool
) -> Shaped:
    """Make the shapes, and say what is odd.

    Raises
    ------
    SourceError
        A ring of fewer than three places, and ``refuse``.
    """
    parcels = document.parcels
    names = [
        row.get("地块编号") or Sentence("line {line}", line=parcel.line)
        for row, parcel in zip(rows, parcels, strict=True)
    ]
    starts = np.concatenate([[0], np.cumsum([len(parcel.first) for parcel in parcels])]).astype(int)
    unit = 1.0 if where.crs.is_projected else 1.0 / _DEGREE_M
    tolerance = max(_TIMES_ACCURACY * accuracy_m, _CLOSE_M) * unit
    shapes = np.full(len(parcels), None, dtype=object)
    xy = np.column_stack([where.east, where.north])
    solids: list[_Solid] = []
    refused: list[str] = []
    for row, parcel in enumerate(parcels):
        kind = kind_of(rows[row], document, parcel)
        if parcel.refused or not parcel.first:
            _no_place(document, parcel, names[row])
        elif kind == "polygon":
            odd: list[int] = []
            rings = rings_of(parcel, tolerance, odd)
            for line in odd:
                document.see("ring_number_odd", Sentence("line {line}", line=line))
            thin = [ring for ring in rings if math.isnan(ring.gap)]
            if thin:
                count = thin[0].end - thin[0].start + 1
                at = parcel.lines[thin[0].start]
                refused.append(Sentence("line {at} ({name}, {count} rows)", at=at, name=names[row], count=count))
                _thin(document, parcel, thin[0], names[row], refuse=refuse)
                continue
            solids.append(_Solid(row, rings))
            _tell_rings(document, parcel, rings, names[row], tolerance, unit)
        else:
            shapes[row] = _other(kind, parcel, xy[starts[row] : starts[row + 1]])
        if not counts_agree(rows[row], solids[-1].rings if solids and solids[-1].row == row else [], len(parcel.first)):
            said = Sentence(
                "{count} rows, {stated} declared (line {line})",
                count=len(parcel.first),
                stated=rows[row]["界址点数"],
                line=parcel.line,
            )
            document.see("count_differs", said)
    if refused and refuse:
        message = Sentence(
            "{file}: rings of fewer than three places: {refused}; ask the source for the whole file",
            file=file,
            refused=shown(refused),
        )
        raise SourceError(message)
    depths = _build(document, solids, shapes, xy, starts, names)
    _tell_short(document, xy / unit, starts)
    _tell_invalid(document, shapes, names)
    return Shaped(shapes, _declared(document, rows, solids, depths, where, xy, starts, names))


def _no_place(document: Document, parcel: Parcel, name: str) -> None:
    if parcel.refused:
        line, text, why = parcel.refused[0]
        document.note(
            "error",
            "damaged_points",
            Sentence(
                "{count} rows cannot be read, the first in line {line} ({text!r}: {why}); the parcel "
                "has no geometry, and nothing was joined over them",
                count=len(parcel.refused),
                line=line,
                text=text[:40],
                why=why,
            ),
            Sentence("ask the source for the points"),
            name,
        )
    else:
        document.note(
            "warning",
            "no_points",
            Sentence(
                "line {line}: an attribute row without points; the parcel is kept without geometry", line=parcel.line
            ),
            Sentence("ask the source for the points"),
            name,
        )


def _thin(document: Document, parcel: Parcel, ring: Ring, name: str, *, refuse: bool) -> None:
    if not refuse:
        document.note(
            "error",
            "damaged_points",
            Sentence(
                "line {lines}: a ring of fewer than three places; the parcel has no geometry",
                lines=parcel.lines[ring.start],
            ),
            Sentence("ask the source for the points"),
            name,
        )


def _other(kind: str, parcel: Parcel, xy: Floats) -> shapely.Geometry:
    """Make points, or a line for each run of one ring number."""
    if kind == "point":
        return shapely.Point(xy[0]) if len(xy) == 1 else shapely.MultiPoint(xy)
    numbers = parcel.rings
    begins = [0, *(at for at in range(1, len(xy)) if numbers[at] != numbers[at - 1]), len(xy)]
    runs = [xy[start:end] for start, end in pairwise(begins)]
    if any(len(run) == 1 for run in runs):
        message = Sentence("line {line}: a line of one point; ask the source for the whole file", line=parcel.line)
        raise SourceError(message)
    return shapely.LineString(runs[0]) if len(runs) == 1 else shapely.MultiLineString(list(runs))


def _tell_rings(
    document: Document, parcel: Parcel, rings: list[Ring], name: str, tolerance: float, unit: float
) -> None:
    """Tell open rings from rings that close inexactly; both keep all points, and an edge to the first closes them."""
    for ring in rings:
        if ring.gap == 0:
            continue
        metres = ring.gap / unit
        inexact = ring.gap <= tolerance
        places = {"first": parcel.lines[ring.start], "last": parcel.lines[ring.end], "metres": metres}
        exactly = Sentence(
            "lines {first} to {last}: the last point lies {metres:.3f} m from the first, and was meant to be it; both "
            "are kept",
            **places,
        )
        openly = Sentence(
            "lines {first} to {last}: the last point lies {metres:.3f} m from the first; an edge between them closes "
            "the ring",
            **places,
        )
        document.note(
            "warning",
            "ring_closes_inexactly" if inexact else "ring_open",
            exactly if inexact else openly,
            Sentence("correct the closing point") if inexact else Sentence("see whether the last points are missing"),
            name,
        )


def _build(
    document: Document, solids: list[_Solid], shapes: Geometries, xy: Floats, starts: np.ndarray, names: list[str]
) -> list[list[int]]:
    """Make the polygons; those of one ring all at once. Gives the depth of each ring."""
    single = [solid for solid in solids if len(solid.rings) == 1]
    if single:
        pieces, owner = [], []
        for number, solid in enumerate(single):
            piece = _closed(xy, int(starts[solid.row]), solid.rings[0])
            pieces.append(piece)
            owner.append(np.full(len(piece), number))
        rings = shapely.linearrings(np.concatenate(pieces), indices=np.concatenate(owner))
        shapes[[solid.row for solid in single]] = shapely.polygons(rings)
    depths = []
    for solid in solids:
        if len(solid.rings) == 1:
            depths.append([0])
            continue
        made = assemble([_closed(xy, int(starts[solid.row]), ring) for ring in solid.rings])
        shapes[solid.row] = made.shape
        depths.append(made.depths)
        parcel = document.parcels[solid.row]
        for ring in made.twice:
            document.note(
                "warning",
                "ring_twice",
                Sentence(
                    "line {lines}: the ring stands in the parcel already", lines=parcel.lines[solid.rings[ring].start]
                ),
                Sentence("take one of them out of the file"),
                names[solid.row],
            )
        # By the common reading, ring 1 is the only outer one.
        if any((depth == 0) != (number == 0) for number, depth in enumerate(made.depths)):
            outer, holes = made.depths.count(0), sum(depth % 2 for depth in made.depths)
            islands = len(made.depths) - outer - holes
            counted = Sentence(
                "{outer} parts, {holes} holes, {islands} islands in holes", outer=outer, holes=holes, islands=islands
            )
            document.see("rings_by_place", Sentence("line {line}: {counted}", line=parcel.line, counted=counted))
    return depths


def _closed(xy: Floats, start: int, ring: Ring) -> Floats:
    piece = xy[start + ring.start : start + ring.end + 1]
    return piece if ring.gap == 0 else np.vstack([piece, piece[:1]])


def _tell_short(document: Document, xy_m: Floats, starts: np.ndarray) -> None:
    if len(xy_m) < 2:  # noqa: PLR2004 - no edge
        return
    step = np.hypot(*np.diff(xy_m, axis=0).T)
    for at in np.flatnonzero(step <= _SHORT_M):
        row = int(np.searchsorted(starts, at, side="right")) - 1
        parcel = document.parcels[row]
        inside = int(at - starts[row])
        if inside + 1 < len(parcel.lines) and parcel.rings[inside] == parcel.rings[inside + 1]:
            document.see(
                "short_edges", Sentence("{step:.3f} m at line {lines}", step=step[at], lines=parcel.lines[inside])
            )


def _tell_invalid(document: Document, shapes: Geometries, names: list[str]) -> None:
    for row in np.flatnonzero(~(shapely.is_valid(shapes) | shapely.is_missing(shapes))):
        document.note(
            "warning",
            "invalid_geometry",
            Sentence(
                "line {line}: {shapes}", line=document.parcels[row].line, shapes=shapely.is_valid_reason(shapes[row])
            ),
            Sentence("correct the points at the source: rings may not cross themselves or each other"),
            names[row],
        )


def _declared(
    document: Document,
    rows: list[dict[str, str]],
    solids: list[_Solid],
    depths: list[list[int]],
    where: Placed,
    xy: Floats,
    starts: np.ndarray,
    names: list[str],
) -> list[Declared]:
    """Compare declared areas with those of the rings, the area of a ring at odd depth taken off."""
    said = [row.get("地块面积", "") for row in rows]
    areas: list[tuple[float, float | None]] = [(math.nan, None)] * len(rows)
    if not where.crs.is_projected:
        document.see("no_area", Sentence("the coordinates are degrees"))
    elif solids:
        pieces = [_closed(xy, int(starts[solid.row]), ring) for solid in solids for ring in solid.rings]
        ends = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])])
        whole = np.concatenate(pieces)
        surveyed = datum_name(where.crs).startswith(_SURVEY)
        if surveyed:
            x, y = np.ascontiguousarray(whole.T)
            plane, bent = ring_areas(x, y, ends, where.crs)
        else:
            plane = bent = np.array([shapely.Polygon(piece).area for piece in pieces])
        sign = np.array([1 - 2 * (depth % 2) for each in depths for depth in each])
        owner = np.repeat([solid.row for solid in solids], [len(solid.rings) for solid in solids])
        totals = [np.bincount(owner, weights=np.abs(each) * sign, minlength=len(rows)) for each in (plane, bent)]
        for solid in solids:
            areas[solid.row] = (float(totals[0][solid.row]), float(totals[1][solid.row]) if surveyed else None)
    declared = [compare(text, *area) for text, area in zip(said, areas, strict=True)]
    tell_areas(document, names, declared, areas)
    return declared
