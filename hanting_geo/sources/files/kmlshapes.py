"""The geometries of a placemark, each position of them, or what is wrong with it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hanting_geo.core.sentences import Sentence

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

__all__ = ["GEOMETRIES", "ShapeError", "Shaped", "children", "shape_of", "tag", "text_of"]

GEOMETRIES = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack", "Model"}
_LEAST_RING = 4
_LEAST_LINE = 2
_GROUPS: dict[str, Any] = {
    "Point": shapely.multipoints,
    "LineString": shapely.multilinestrings,
    "Polygon": shapely.multipolygons,
}


class ShapeError(Exception):
    """A geometry that cannot be read whole."""


@dataclass(slots=True)
class Shaped:
    """What is read of a placemark's geometries."""

    shape: Any = None
    positions: int = 0
    """How many stand in the file."""
    lost: list[str] = field(default_factory=list)
    """Places that are not said: empty coordinates."""
    notes: list[str] = field(default_factory=list)


def tag(element: ET.Element) -> str:
    """Give the name of an element without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]


def children(element: ET.Element, *names: str) -> list[ET.Element]:
    """Give the elements right inside an element that are called so."""
    return [each for each in element if tag(each) in names]


def text_of(element: ET.Element | None) -> str | None:
    """Give the text of an element, None if it is empty."""
    return None if element is None or element.text is None else element.text


def shape_of(elements: list[ET.Element]) -> Shaped:
    """Read the geometries of a placemark as one.

    Raises
    ------
    ShapeError
        Something in them cannot be read.
    """
    told = Shaped()
    parts = [part for each in elements for part in _parts(each, told)]
    if len(elements) > 1:
        told.notes.append(
            Sentence("it has {count} geometries, where KML allows one; all were read, as one", count=len(elements))
        )
    # A group stays a group, also of one.
    grouped = len(elements) > 1 or any(tag(each) in {"MultiGeometry", "MultiTrack"} for each in elements)
    told.shape = _joined(parts, grouped=grouped)
    return told


def _joined(parts: list[Any], *, grouped: bool) -> Any:
    if not parts:
        return None
    if not grouped:
        return parts[0]
    if any(shapely.has_z(parts)):
        parts = list(shapely.force_3d(parts))
    kinds = {part.geom_type for part in parts}
    make = _GROUPS.get(next(iter(kinds))) if len(kinds) == 1 else None
    return shapely.geometrycollections(parts) if make is None else make(parts)


def _parts(element: ET.Element, told: Shaped) -> list[Any]:
    kind = tag(element)
    if kind in {"MultiGeometry", "MultiTrack"}:
        inner = [each for each in element if tag(each) in GEOMETRIES]
        if not inner:
            told.lost.append(f"its {kind} is empty")
        return [part for each in inner for part in _parts(each, told)]
    if kind == "Model":
        told.notes.append(Sentence("it is a 3D model, which was not read"))
        return []
    return _READERS.get(kind, _simple)(element, told)


def _simple(element: ET.Element, told: Shaped) -> list[Any]:
    """Read a point, a line, or a ring that stands alone."""
    kind = tag(element)
    xyz = _positions(element, kind, told)
    if not len(xyz):
        told.lost.append(Sentence("its {kind} has no coordinates", kind=kind))
        return []
    if kind == "Point":
        if len(xyz) > 1:
            message = Sentence("a point has {count} positions", count=len(xyz))
            raise ShapeError(message)
        return [shapely.points(xyz[0])]
    if kind == "LinearRing":
        _check_ring(xyz)
    elif len(xyz) < _LEAST_LINE:
        message = Sentence("a line has {count} position", count=len(xyz))
        raise ShapeError(message)
    return [shapely.linestrings(xyz)]


def _polygon(element: ET.Element, told: Shaped) -> list[Any]:
    outer = [ring for each in children(element, "outerBoundaryIs") for ring in children(each, "LinearRing")]
    holes = [ring for each in children(element, "innerBoundaryIs") for ring in children(each, "LinearRing")]
    if len(outer) > 1:
        message = Sentence(
            "a polygon has {count} outer rings; make polygons of them, in a MultiGeometry", count=len(outer)
        )
        raise ShapeError(message)
    rings = [_positions(ring, "ring", told) for ring in [*outer, *holes]]
    stray = children(element, "LinearRing", "coordinates")
    if stray:
        message = Sentence("a ring of a polygon stands outside of outerBoundaryIs and innerBoundaryIs")
        raise ShapeError(message)
    if not outer or not len(rings[0]):
        if any(len(ring) for ring in rings):
            message = Sentence("a polygon has holes and no outer ring")
            raise ShapeError(message)
        told.lost.append(Sentence("its Polygon has no coordinates"))
        return []
    for ring in rings:
        if len(ring):
            _check_ring(ring)
    high = any(ring.shape[1] > 2 for ring in rings if len(ring))  # noqa: PLR2004
    same = [_raised(ring) if high else ring for ring in rings if len(ring)]
    return [shapely.Polygon(same[0], same[1:])]


def _raised(xyz: np.ndarray) -> np.ndarray:
    """Give positions heights of 0, which is what KML means where it says none."""
    return xyz if xyz.shape[1] > 2 else np.column_stack([xyz, np.zeros(len(xyz))])  # noqa: PLR2004


def _check_ring(xyz: np.ndarray) -> None:
    if tuple(xyz[0][:2]) != tuple(xyz[-1][:2]):
        start, end = ((float(x), float(y)) for x, y in (xyz[0][:2], xyz[-1][:2]))
        message = Sentence(
            "a ring is not closed: it starts at {start} and ends at {end}; repeat the first position",
            start=start,
            end=end,
        )
        raise ShapeError(message)
    if len(xyz) < _LEAST_RING:
        message = Sentence(
            "a ring has {count} positions, fewer than {least_ring}", count=len(xyz), least_ring=_LEAST_RING
        )
        raise ShapeError(message)


def _track(element: ET.Element, told: Shaped) -> list[Any]:
    said = [(text_of(each) or "").split() for each in children(element, "coord")]
    empty = sum(not words for words in said)
    if empty:
        told.lost.append(
            Sentence(
                "{empty} of the {count} positions of its track are empty, and the line leads past them",
                empty=empty,
                count=len(said),
            )
        )
    xyz = _numbers([words for words in said if words], " ")
    told.positions += len(xyz)
    if children(element, "angles", "Model"):
        told.notes.append(Sentence("angles and models of its track were not read"))
    if not len(xyz):
        return []
    return [shapely.points(xyz[0])] if len(xyz) == 1 else [shapely.linestrings(xyz)]


def _positions(element: ET.Element, kind: str, told: Shaped) -> np.ndarray:
    lists = children(element, "coordinates")
    if len(lists) > 1:
        message = Sentence("a {kind} has {count} lists of coordinates", kind=kind, count=len(lists))
        raise ShapeError(message)
    words = (text_of(lists[0]) or "").split() if lists else []
    if lists and len(lists[0]):
        message = Sentence("elements stand inside the coordinates of a {kind}", kind=kind)
        raise ShapeError(message)
    told.positions += len(words)
    return _numbers([word.split(",") for word in words], ",")


def _numbers(said: list[list[str]], between: str) -> np.ndarray:
    """Turn positions of two or three numbers into an array; where some have a height, the others are at 0."""
    if not said:
        return np.empty((0, 2))
    wide = max(map(len, said))
    values = []
    for words in said:
        try:
            numbers = [float(word) for word in words]
        except ValueError:
            numbers = []
        if len(numbers) not in {2, 3} or not all(map(math.isfinite, numbers)) or any("_" in word for word in words):
            message = Sentence("coordinate {word!r} is not a number", word=between.join(words))
            raise ShapeError(message)
        values.append(numbers + [0.0] * (wide - len(numbers)))
    return np.array(values)


_READERS = {"Polygon": _polygon, "Track": _track}
