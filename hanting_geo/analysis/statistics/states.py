"""Two states of the land: checked, each without overlaps, and cut at each other's borders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.engine.overlaps import common_ground
from hanting_geo.analysis.engine.parts import flat, simple_parts
from hanting_geo.analysis.overlay.overlay import overlay
from hanting_geo.core import arguments
from hanting_geo.core.arguments import ArgumentError, named_column, told
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.words.values import BECOMES
from hanting_geo.crs.gate import require_metres, require_polygons, require_same_crs, require_valid, resolve
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyproj import CRS

    from hanting_geo.core.arrays import Flags, Geometries, Positions

__all__ = ["ABSENT", "TOTAL", "UNKNOWN", "State", "cut", "paired_states", "pieces_frame"]

ABSENT, UNKNOWN, TOTAL = "(none)", "(unknown)", "(total)"
"""Land that the other state does not have; a feature without a value; the margins."""
_PAIR = 2
_MOST_NAMED = 5
_ULPS = 8
"""Polygons that share a border after it was rounded overlap by a strip of a few units in the last place."""


class State(NamedTuple):
    """One state of the land: features with a place, and their classes."""

    shapes: Geometries
    codes: Positions
    """Of each feature with a place, the number of its class."""
    names: list[Any]
    ids: list[Any]
    """Of each feature with a place, its id; None where the frame has no such column."""
    unplaced: int
    crs: CRS

    @property
    def last(self) -> tuple[str, ...]:
        """What stands after the classes proper."""
        return (UNKNOWN,)


def paired_states(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, by: str | Sequence[str], what: str
) -> tuple[State, State]:
    """Check two states, and give them ready to be cut.

    Raises
    ------
    CRSError, SchemaError
        As :func:`hanting_geo.change_matrix` says.
    """
    for name, frame in (("before", before), ("after", after)):
        arguments.require_frame(frame, f"{what}: {name}")
    columns = _columns(by, what)
    for name, frame in (("before", before), ("after", after)):
        require_metres(frame, f"{what}: {name}", areas=True)
        require_valid(frame, f"{what}: {name}")
        require_polygons(frame, f"{what}: a feature of {name}")
    require_same_crs(before, after, what)
    first, second = (
        _state(frame, column, f"{what}: {name}")
        for name, frame, column in zip(("before", "after"), (before, after), columns, strict=True)
    )
    _require_told_apart([*first.names, *second.names], what)
    return first, second


def _columns(by: object, what: str) -> tuple[str, str]:
    pair = [by, by] if isinstance(by, str) else list(by) if isinstance(by, (list, tuple)) else []
    if len(pair) != _PAIR or not all(isinstance(one, str) for one in pair):
        message = Sentence(
            "{what}: by takes a column, or two: that of before and that of after; it was given {by}",
            what=what,
            by=told(by),
        )
        raise ArgumentError(message)
    return pair[0], pair[1]


def _state(frame: gpd.GeoDataFrame, by: str, what: str) -> State:
    column = named_column(frame, by, f"{what}: the features")
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.cat.remove_unused_categories()
        codes, names = column.cat.codes.to_numpy().astype(np.intp), column.cat.categories.tolist()
    else:
        try:
            codes, values = pd.factorize(column)
        except TypeError as error:
            message = Sentence(
                "{what}: column {by!r} holds lists or the like, which are no classes; make it text first",
                what=what,
                by=by,
            )
            raise SchemaError(message) from error
        codes, names = codes.astype(np.intp), values.tolist()
    like = [str(name) for name in names if str(name) in {ABSENT, UNKNOWN, TOTAL}]
    if like:
        message = Sentence(
            "{what}: column {by!r} has the class {like}, which the matrix calls rows of its own; rename it",
            what=what,
            by=by,
            like=like[0],
        )
        raise SchemaError(message)
    if (codes < 0).any():
        codes = np.where(codes < 0, len(names), codes)
        names = [*names, UNKNOWN]
    shapes = shapely.force_2d(np.asarray(frame.geometry.values))
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    named = named_column(frame, "id", what).tolist() if "id" in frame.columns else [None] * len(frame)
    _require_no_overlaps(shapes, ~there, frame, what)
    return State(
        shapes[there],
        codes[there],
        names,
        [one for one, placed in zip(named, there, strict=True) if placed],
        int((~there).sum()),
        resolve(frame.crs),
    )


def _require_told_apart(names: list[Any], what: str) -> None:
    """Refuse classes that read the same and are not: 1 and "1" of two files would be a change everywhere."""
    seen: dict[str, Any] = {}
    for name in names:
        other = seen.setdefault(str(name), name)
        if other != name:
            message = Sentence(
                "{what}: the classes {other!r} and {name!r} read the same and are not equal; make "
                "both columns text, or both numbers",
                what=what,
                other=other,
                name=name,
            )
            raise SchemaError(message)


def _require_no_overlaps(shapes: Geometries, gone: Flags, frame: gpd.GeoDataFrame, what: str) -> None:
    parts, owner = simple_parts(flat(shapes), gone)
    later, earlier = common_ground(parts)
    other = owner[later] != owner[earlier]
    later, earlier = later[other], earlier[other]
    shared = shapely.area(shapely.intersection(parts[later], parts[earlier]))
    least = np.minimum(shapely.length(parts[later]), shapely.length(parts[earlier]))
    reach = np.spacing(np.abs(shapely.bounds(parts)).max(axis=1, initial=0.0))
    much = shared > _ULPS * np.maximum(reach[later], reach[earlier]) * least
    if not much.any():
        return
    one, two, shared = owner[earlier[much]], owner[later[much]], shared[much]
    names = (
        frame["id"].tolist() if "id" in frame.columns else [Sentence("row {row}", row=row) for row in range(len(frame))]
    )
    most = np.argsort(-shared, kind="stable")[:_MOST_NAMED]
    pairs = enumerated(
        Sentence("{one} and {two} ({shared:.6g} m2)", one=names[one[at]], two=names[two[at]], shared=shared[at])
        for at in most
    )
    message = Sentence(
        "{what}: features share land, which would be counted twice: {pairs}{value}; cut or "
        "merge them first (hanting_geo.overlay), so that each place has one class",
        what=what,
        pairs=pairs,
        value=Sentence(", and {count} more pairs", count=len(shared) - len(most)) if len(shared) > len(most) else "",
    )
    raise SchemaError(message)


def cut(first: State, second: State) -> gpd.GeoDataFrame:
    """Cut two states at each other's borders: a row a piece, ``first`` and ``second`` say of which features (or -1)."""
    frames = [
        gpd.GeoDataFrame({name: np.arange(len(state.shapes))}, geometry=list(state.shapes), crs=state.crs)
        for name, state in (("first", first), ("second", second))
    ]
    one, two = frames
    if not len(one) or not len(two):
        whole = two if not len(one) else one
        missing = "first" if not len(one) else "second"
        pieces = whole.assign(**{missing: -1})
    else:
        two = two.set_crs(first.crs, allow_override=True)  # known to be the same system, maybe written otherwise
        pieces = overlay(one, two, how="union", keep_geom_type=True, make_valid=False)
    for column in ("first", "second"):
        pieces[column] = pieces[column].fillna(-1).astype(np.intp)
    return pieces


def pieces_frame(first: State, second: State, pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Say of each piece its classes, and the ids of the features that it comes from."""

    def classes(state: State, feature: Positions) -> list[Any]:
        return [ABSENT if row < 0 else state.names[state.codes[row]] for row in feature.tolist()]

    def ids(state: State, feature: Positions) -> pd.Series:
        return pd.Series([None if row < 0 else state.ids[row] for row in feature.tolist()], dtype=object)

    one, two = pieces["first"].to_numpy(), pieces["second"].to_numpy()
    before, after = classes(first, one), classes(second, two)
    table = {
        "before": pd.Series(before, dtype=object),
        "after": pd.Series(after, dtype=object),
        "class_change": pd.Series(
            [f"{old}{BECOMES}{new}" for old, new in zip(before, after, strict=True)], dtype=object
        ),
        "before_id": ids(first, one),
        "after_id": ids(second, two),
    }
    return gpd.GeoDataFrame(table, geometry=list(pieces.geometry), crs=first.crs)
