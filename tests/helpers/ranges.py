"""Small polygons in every range of coordinates, drawn on a few places so that they touch, coincide and nearly do so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

if TYPE_CHECKING:
    Chance = np.random.Generator
    Shapes = np.ndarray[Any, np.dtype[np.object_]]

RANGES: dict[str, tuple[float, float, float]] = {
    "origin": (0.0, 0.0, 100.0),
    "district": (430_000.0, 4_071_000.0, 100.0),
    "district, a micrometre": (430_000.0, 4_071_000.0, 1e-6),
    "district, a few ulps": (430_000.0, 4_071_000.0, 1e-8),
    "forty million": (40_430_000.0, 4_071_000.0, 300.0),
    "beside an axis": (0.0, 4_071_000.0, 50.0),
    "beside an axis, small": (0.0, 4_071_000.0, 1e-7),
    "across an axis": (-20.0, 4_000_000.0, 40.0),
    "degrees": (119.5, 36.7, 0.01),
    "degrees, small": (119.5, 36.7, 1e-11),
    "near zero": (0.0, 0.0, 1e-9),
    "next to zero": (0.0, 0.0, 1e-120),
    "huge": (1e15, -1e15, 1e5),
    "flat": (430_000.0, 0.0, 1e-3),
}
"""West, south, and how wide."""
_CORNERS = 7
"""Of a lattice in each direction."""


def lattice(chance: Chance, where: str) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Draw a few abscissas and ordinates, some of them next to each other by an ulp or so."""
    west, south, wide = RANGES[where]
    axes = []
    for least in (west, south):
        values = least + chance.uniform(0, wide, _CORNERS)
        if chance.random() < 0.5:
            values = least + np.arange(_CORNERS) * wide / (_CORNERS - 1)
        twins = chance.random(_CORNERS) < 0.2
        values[twins] = np.roll(values, 1)[twins] + chance.integers(-2, 3, int(twins.sum())) * np.spacing(values[twins])
        axes.append(values)
    return axes[0], axes[1]


def shapes_of(chance: Chance, where: str, count: int) -> Shapes:
    """Draw valid polygons and multi-polygons on one lattice, and pieces, copies and moved copies of each other."""
    axes = lattice(chance, where)
    found: list[Any] = []
    while len(found) < count:
        sorts = [_outline, _outline, _outline, _with_hole, _several]
        if found:
            sorts += [_cut, _noded, _moved, _copied]
        shape = sorts[int(chance.integers(len(sorts)))](chance, axes, found)
        if shape is not None and shape.area > 0 and shapely.is_valid(shape):
            found.append(shape)
    return np.array(found, dtype=object)


def _places(chance: Chance, axes: Any, count: int) -> Any:
    return np.column_stack([chance.choice(axis, count) for axis in axes])


def _outline(chance: Chance, axes: Any, _: list[Any]) -> Any:
    places = np.unique(_places(chance, axes, int(chance.integers(3, 9))), axis=0)
    if len(places) < 3:
        return None
    if chance.random() < 0.3:
        chance.shuffle(places)  # Most are no polygons; those that are have odd forms.
        return Polygon(places)
    middle = places.mean(axis=0)
    away = places - middle
    size = np.abs(away).max()
    if not size > 0:
        return None
    return Polygon(places[np.argsort(np.arctan2(away[:, 1] / size, away[:, 0] / size), kind="stable")])


def _with_hole(chance: Chance, axes: Any, _: list[Any]) -> Any:
    """Cut a hole out of a box: it may touch the shell, or lie along it and make no polygon."""
    x, y = (np.sort(chance.choice(axis, 2, replace=False)) for axis in axes)
    hole = np.unique(_places(chance, axes, 3), axis=0)
    if len(hole) < 3:
        return None
    return Polygon([(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])], [hole])


def _several(chance: Chance, axes: Any, found: list[Any]) -> Any:
    """Put two together: they may touch in points."""
    parts = [_outline(chance, axes, found), _outline(chance, axes, found)]
    if any(part is None or not part.is_valid for part in parts):
        return None
    return MultiPolygon(parts)


def _copied(chance: Chance, _: Any, found: list[Any]) -> Any:
    return found[int(chance.integers(len(found)))].reverse()


def _cut(chance: Chance, axes: Any, found: list[Any]) -> Any:
    """Cut a piece from another one, with corners that are rounded."""
    knife = _outline(chance, axes, found)
    if knife is None or not knife.is_valid:
        return None
    whole = found[int(chance.integers(len(found)))]
    try:
        piece = whole & knife if chance.random() < 0.5 else whole - knife
    except shapely.errors.GEOSException:
        return None  # GEOS gives up on some next to zero.
    parts = [part for part in shapely.get_parts(piece) if isinstance(part, Polygon) and part.area > 0]
    return None if not parts else parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _noded(chance: Chance, _: Any, found: list[Any]) -> Any:
    """Repeat one with more corners on its edges, rounded."""
    whole = found[int(chance.integers(len(found)))]
    return shapely.segmentize(whole, float(whole.length) / chance.uniform(4, 9))


def _moved(chance: Chance, _: Any, found: list[Any]) -> Any:
    """Move each corner of another one by an ulp or none."""
    whole = found[int(chance.integers(len(found)))]

    def move(at: Any) -> Any:
        steps = chance.integers(-1, 2, at.shape) * np.spacing(np.abs(at))
        _, first, same = np.unique(at, axis=0, return_index=True, return_inverse=True)
        return at + steps[first[same.ravel()]]

    return shapely.transform(whole, move)
