"""The part of a layer that was asked for: a box and some columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.arguments import ArgumentError
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

__all__ = ["asked_part", "checked_box", "checked_columns"]

_SIDES = 4


def checked_box(bbox: Sequence[float] | None) -> tuple[float, ...] | None:
    """Let a box through: west, south, east, north.

    Raises
    ------
    ArgumentError
        It is none.
    """
    if bbox is None:
        return None
    what = "read_file: bbox"
    if isinstance(bbox, str | bytes | dict | set) or not hasattr(bbox, "__len__") or len(bbox) != _SIDES:
        message = Sentence(
            "{what} takes four numbers, west, south, east, north, and was given {bbox}",
            what=what,
            bbox=arguments.told(bbox),
        )
        raise ArgumentError(message)
    west, south, east, north = (arguments.number(side, f"{what}: each side") for side in bbox)
    if west > east or south > north:
        message = Sentence(
            "{what} takes west, south, east, north, and {west} has east or north first",
            what=what,
            west=(west, south, east, north),
        )
        raise ArgumentError(message)
    return west, south, east, north


def checked_columns(columns: Sequence[str] | None) -> list[str] | None:
    """Let names of columns through."""
    return None if columns is None else arguments.texts(columns, "read_file: columns")


def asked_part(
    frame: gpd.GeoDataFrame, box: tuple[float, ...] | None, columns: list[str] | None, file: str
) -> gpd.GeoDataFrame:
    """Give the rows whose boxes meet one, counted anew, and some of the columns.

    Raises
    ------
    SchemaError
        There is no such column.
    """
    if box is None and columns is None:
        return frame
    attrs, active = frame.attrs, frame.geometry.name
    if columns is not None:
        there = [str(name) for name in frame.columns if name != active]
        unknown = [name for name in columns if name not in there]
        if unknown:
            message = Sentence(
                "{file} has no column {unknown!r}; there are: {there}",
                file=file,
                unknown=unknown[0],
                there=enumerated(there),
            )
            raise SchemaError(message)
        frame = frame[[*(name for name in frame.columns if name in set(columns)), active]]
    if box is not None:
        west, south, east, north = shapely.bounds(np.asarray(frame.geometry.values)).T
        with np.errstate(invalid="ignore"):
            near = (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
        frame = frame[near].reset_index(drop=True)
    frame = frame.copy()
    frame.attrs = attrs
    return frame
