"""What says of files and frames that they are the same: in another process and on another day, too."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

__all__ = ["digest_of", "frame_digest", "sha256_of"]


def sha256_of(path: Path) -> str:
    """Give the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def frame_digest(frame: pd.DataFrame) -> str:
    """Give a digest of a frame: names, types, values, shapes to the last digit, and reference system.

    Examples
    --------
    >>> zone = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:4549")
    >>> frame_digest(zone) == frame_digest(zone.copy()), frame_digest(zone) == frame_digest(zone.assign(id="b"))
    (True, False)
    """
    found = hashlib.sha256()
    system = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    found.update(repr([system.to_wkt() if system else None, frame.index.tolist()]).encode())
    for name, column in frame.items():
        found.update(repr([name, str(column.dtype)]).encode())
        if isinstance(column, gpd.GeoSeries):
            for shape in np.asarray(shapely.to_wkb(np.asarray(column.values), include_srid=False), dtype=object):
                found.update(b"-" if shape is None else len(shape).to_bytes(8, "little") + shape)
        else:
            found.update(repr(column.tolist()).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def digest_of(parts: Iterable[Any]) -> str:
    """Give a digest of what can be written as JSON, or else said.

    Examples
    --------
    >>> digest_of(["intersection", None])[:8]
    'd81478a9'
    """
    return hashlib.sha256(json.dumps(list(parts), ensure_ascii=False, default=repr).encode()).hexdigest()
