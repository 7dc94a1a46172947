"""GeoParquet: its one layer, and reading it whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely
from pyproj.exceptions import CRSError as PyprojCRSError

from hanting_geo.core.arguments import told
from hanting_geo.core.extras import require
from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.content import check_content
from hanting_geo.sources.files.layers import Layer
from hanting_geo.sources.files.nesting import SHORT, require_flat_wkb

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PARQUET_ERRORS", "parquet_layer", "read_parquet"]

_BYTES_A_VALUE = 8
_KINDS: dict[str, tuple[type, ...]] = {
    "geometry_types": (list, type(None)),
    "bbox": (list, type(None)),
    "encoding": (str, type(None)),
    "crs": (dict, str, type(None)),
    "edges": (str, type(None)),
    "orientation": (str, type(None)),
}
"""What a file may say of a column of geometry."""
_INNER: dict[str, tuple[type, ...]] = {"geometry_types": (str,), "bbox": (int, float)}
PARQUET_ERRORS = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError)
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
            column = _described(file, geo)
            types = None if column is None else list(column.get("geometry_types") or [])
            _require_moderate(file, parquet)
            _require_flat(file, parquet, [*geo.get("columns", {})])
    except SourceError:
        raise
    except (pyarrow.lib.ArrowException, *PARQUET_ERRORS) as error:
        message = Sentence(
            "{file} cannot be opened as GeoParquet ({error}); take it from the source again", file=file, error=error
        )
        raise SourceError(message) from error
    kind = None if types is None else types[0] if len(types) == 1 else "Unknown"
    return Layer(file.stem, kind, rows, file, file.stem)


def _described(file: Path, geo: Any) -> dict[str, Any] | None:
    """Give what a file says of its geometry column, each thing of the kind that the format has; None without any.

    Raises
    ------
    SourceError
        Something is of another kind: who wrote it may have meant anything.
    """
    odd = _odd(geo)
    if odd is not None:
        message = Sentence(
            "{file}: what it says of itself as GeoParquet is not as the format has it: {key} is {value}; write it anew "
            "with the program that it is from",
            file=file,
            key=odd[0],
            value=told(odd[1]),
        )
        raise SourceError(message)
    found: dict[str, Any] | None = geo.get("columns", {}).get(geo.get("primary_column"))
    return found


def _odd(geo: Any) -> tuple[str, object] | None:
    """Find what is of another kind: where it stands, and what is there."""
    columns = geo.get("columns", {}) if isinstance(geo, dict) else geo
    if not isinstance(columns, dict):
        return "columns", columns
    if not isinstance(geo.get("primary_column", ""), str):
        return "primary_column", geo["primary_column"]
    for name, column in columns.items():
        if not isinstance(column, dict):
            return f"columns.{name}", column
        for key, kinds in _KINDS.items():
            value = column.get(key)
            inner = value if key in _INNER and isinstance(value, list) else ()
            if not isinstance(value, kinds) or not all(isinstance(each, _INNER[key]) for each in inner):
                return f"columns.{name}.{key}", value
    return None


def _require_moderate(file: Path, parquet: Any) -> None:
    """Refuse what would become too much: columns, or one value that stands for a thousand million rows."""
    about = parquet.metadata
    if about.num_columns > limits.columns:
        exceeded(file, Sentence("it has {num_columns:,} columns", num_columns=about.num_columns), "columns")
    stored = sum(about.row_group(number).total_byte_size for number in range(about.num_row_groups))
    whole = stored + _BYTES_A_VALUE * about.num_rows * about.num_columns
    if whole > limits.unpacked_mb * 2**20 and whole > limits.unpacked_times * file.stat().st_size:
        what = Sentence(
            "its {num_rows:,} rows of {num_columns} columns would take {whole:,.0f} MB",
            num_rows=about.num_rows,
            num_columns=about.num_columns,
            whole=whole / 2**20,
        )
        exceeded(file, what, "unpacked_mb")


def _require_flat(file: Path, parquet: Any, columns: list[str]) -> None:
    """Refuse geometries that are nested without end, where a column is long enough to hold one."""
    about, start = parquet.metadata, 0
    names = [each for each in columns if each in parquet.schema_arrow.names]
    for number in range(about.num_row_groups):
        group = about.row_group(number)
        sizes = {
            group.column(at).path_in_schema: group.column(at).total_uncompressed_size for at in range(group.num_columns)
        }
        for name in names:
            if sizes.get(name, 0) > SHORT:
                require_flat_wkb(file, parquet.read_row_group(number, columns=[name]).column(0), start)
        start += group.num_rows


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
        message = Sentence(
            "{file} holds geometries that are no points, lines or polygons, but curves "
            "({error}), which are not read; turn them into chords in the program that drew them, "
            "to a tolerance of your choice",
            file=file,
            error=error,
        )
        raise SourceError(message) from error
    except (pyarrow.lib.ArrowException, PyprojCRSError, shapely.errors.ShapelyError, *PARQUET_ERRORS) as error:
        message = Sentence(
            "{file} cannot be read as GeoParquet ({error}); take it from the source again", file=file, error=error
        )
        raise SourceError(message) from error
