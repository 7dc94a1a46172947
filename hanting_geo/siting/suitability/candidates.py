"""The candidates, ready to be measured: their ids, shapes and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.ids import checked_ids, unique_ids
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import require_metres, require_valid
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Geometries

__all__ = ["Candidates", "ready"]

_NAMES = ("name_zh", "name_en", "name")
_WHAT = "suitability: the candidates"


@dataclass(frozen=True)
class Candidates:
    """Candidates with unique ids; ``shapes`` are None where only columns are asked for."""

    frame: pd.DataFrame
    ids: list[str]
    names: pd.DataFrame
    shapes: Geometries | None

    @property
    def crs(self) -> Any:
        """Their reference system."""
        return self.frame.crs if isinstance(self.frame, gpd.GeoDataFrame) else None

    def __len__(self) -> int:
        """Count them."""
        return len(self.ids)

    def outlines(self) -> gpd.GeoDataFrame:
        """Give shapes and ids alone, to be measured."""
        return gpd.GeoDataFrame({"id": self.ids}, geometry=self.shapes, crs=self.crs)


def ready(given: pd.DataFrame, candidate_id: str, *, spatial: bool) -> Candidates:
    """Let candidates through that can be measured.

    Raises
    ------
    SchemaError
        An id is missing or there twice; a factor asks where they lie, and one of them has no place or is invalid.
    CRSError
        They have no reference system in metres.
    """
    if candidate_id == "id" and "id" not in given.columns:
        ids = unique_ids(pd.Series(given.index.to_flat_index(), dtype=object), "index", _WHAT)
    else:
        ids = checked_ids(given, candidate_id, _WHAT)
    shapes = None
    if spatial:
        if not isinstance(given, gpd.GeoDataFrame):
            message = Sentence(
                "{what} are a table without geometry, and some criteria ask where they lie; give a GeoDataFrame",
                what=_WHAT,
            )
            raise SchemaError(message)
        require_metres(given, _WHAT.replace("suitability: ", ""), areas=True, lengths=True)
        require_valid(given, _WHAT.replace("suitability: ", ""))
        shapes = np.asarray(given.geometry.values, dtype=object)
        nowhere = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        if len(nowhere):
            message = Sentence(
                "{what}: {given} has no geometry, and some criteria ask where it lies; leave out what has no place",
                what=_WHAT,
                given=feature_labels(given, nowhere),
            )
            raise SchemaError(message)
        if shapely.has_z(shapes).any():
            shapes = np.asarray(shapely.force_2d(shapes), dtype=object)
    names = [column for column in _NAMES if column in given.columns and column != candidate_id]
    return Candidates(given, [str(value) for value in ids], pd.DataFrame(given[names]).reset_index(drop=True), shapes)
