"""Batches of a file beside zones: which zones a batch may meet."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.arguments import require_frame
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import same_system
from hanting_geo.errors import CRSError, HantingGeoError
from hanting_geo.sources.files import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from hanting_geo.sources.files.batches import Batches

__all__ = ["Near", "located", "zones_for"]


_BESIDE = 1e-3
"""In units of the reference system: what only comes close to a zone may be taken to lie on its border."""


def zones_for(batches: Batches, zones: gpd.GeoDataFrame | str | os.PathLike[str]) -> gpd.GeoDataFrame:
    """Give the zones in the reference system of a layer that is read in batches.

    Raises
    ------
    CRSError
        A frame in another one, or one of them has none.
    """
    if isinstance(zones, str | os.PathLike):
        return read_file(zones, crs=batches.crs)
    require_frame(zones, "the zones")
    if zones.crs is None and batches.crs is None:
        return zones
    if zones.crs is None or batches.crs is None or not same_system(zones.crs, batches.crs):
        names = [crs.name if crs else "none" for crs in (batches.crs, zones.crs)]
        message = Sentence(
            "the file is in the reference system {names} and the zones in {names2}; bring the "
            "zones there with to_crs, or both to one with crs=",
            names=names[0],
            names2=names[1],
        )
        raise CRSError(message)
    return zones


@contextmanager
def located(batches: Batches, frame: gpd.GeoDataFrame) -> Iterator[None]:
    """Say in an error which rows of the file it is about.

    Raises
    ------
    HantingGeoError
        Of the kind that was raised.
    """
    try:
        yield
    except HantingGeoError as error:
        message = Sentence("{where}: {error}", where=batches.where(frame), error=error)
        raise type(error)(message) from error


class Near:
    """Which zones a batch can meet: files are mostly sorted by place, so a batch meets few."""

    def __init__(self, zones: gpd.GeoDataFrame) -> None:
        geometry = np.asarray(zones.geometry.values)
        self._boxes = shapely.bounds(geometry)
        # Of these overlay has something to say, wherever they lie.
        self._always = ~shapely.is_valid(geometry)

    def of(self, batch: gpd.GeoDataFrame) -> np.ndarray:
        """Say which."""
        west, south, east, north = batch.total_bounds + _BESIDE * np.array([-1, -1, 1, 1])
        boxes = self._boxes.T
        meets = (boxes[0] <= east) & (boxes[2] >= west) & (boxes[1] <= north) & (boxes[3] >= south)
        return np.asarray(self._always | meets)
