"""GeoParquet: its one layer, and reading it whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely
from pyproj.exceptions import CRSError as PyprojCRSError

from hanting_geo.core.extras import require
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.content import check_content
from hanting_geo.sources.files.layers import Layer

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PARQUET_ERRORS", "parquet_layer", "read_parquet"]

PARQUET_ERRORS = (OSError, ValueError, KeyError, TypeError, AttributeError)
"""What geopandas and json raise on damaged metadata, beside Arrow's own errors."""


def parquet_layer(file: Path) -> Layer:
    """Look into a GeoParquet file for its one layer.

    Raises
    ------
    SourceError
        pyarrow is not installed, or it cannot be opened.
    """
    check_content(file, "GeoParquet")
    require("pyarrow", "GeoParquet")
    import pyarrow.lib
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(file) as parquet:
            rows = parquet.metadata.num_rows
            geo = json.loads((parquet.schema_arrow.metadata or {}).get(b"geo", b"{}"))
            column = geo.get("columns", {}).get(geo.get("primary_column"))
            types = None if column is None else column.get("geometry_types", [])
    except (pyarrow.lib.ArrowException, *PARQUET_ERRORS) as error:
        message = f"{file} cannot be opened as GeoParquet ({error}); take it from the source again"
        raise SourceError(message) from error
    kind = None if types is None else types[0] if len(types) == 1 else "Unknown"
    return Layer(file.stem, kind, rows, file, file.stem)


def read_parquet(file: Path) -> gpd.GeoDataFrame:
    """Read a GeoParquet file whole.

    Raises
    ------
    SourceError
        It is damaged, or holds curves.
    """
    import pyarrow.lib

    try:
        return gpd.read_parquet(file)
    except NotImplementedError as error:
        message = (
            f"{file} holds geometries that are no points, lines or polygons, but curves ({error}), which are not "
            "read; turn them into chords in the program that drew them, to a tolerance of your choice"
        )
        raise SourceError(message) from error
    except (pyarrow.lib.ArrowException, PyprojCRSError, shapely.errors.ShapelyError, *PARQUET_ERRORS) as error:
        message = f"{file} cannot be read as GeoParquet ({error}); take it from the source again"
        raise SourceError(message) from error
