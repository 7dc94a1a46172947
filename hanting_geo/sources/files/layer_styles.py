"""The table ``layer_styles`` of a GeoPackage, in which QGIS keeps how layers are drawn."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from hanting_geo.core.sentences import Sentence
from hanting_geo.core.today import now
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hanting_geo.core.layer_style import LayerStyle

__all__ = ["TABLE", "is_styles", "put_styles"]

TABLE = "layer_styles"
_OWNER = "hanting_geo"
"""Whose rows are ours to replace: a style that someone saved in QGIS stays."""
_COLUMNS = {
    "id": "INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
    "f_table_catalog": "TEXT(256)",
    "f_table_schema": "TEXT(256)",
    "f_table_name": "TEXT(256)",
    "f_geometry_column": "TEXT(256)",
    "styleName": "TEXT(30)",
    "styleQML": "TEXT",
    "styleSLD": "TEXT",
    "useAsDefault": "BOOLEAN",
    "description": "TEXT",
    "owner": "TEXT(30)",
    "ui": "TEXT(30)",
    "update_time": "DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))",
}


def is_styles(name: str, info: Mapping[str, Any]) -> bool:
    """Tell whether what GDAL lists is the table of styles and no layer.

    Examples
    --------
    >>> is_styles("layer_styles", {"geometry_type": None, "fields": ["f_table_name", "styleQML"]})
    True
    """
    fields = {str(field) for field in info["fields"]}
    return name.lower() == TABLE and not info["geometry_type"] and {"f_table_name", "styleQML"} <= fields


def put_styles(path: Path, layer: str, styles: Sequence[LayerStyle]) -> None:
    """Put the styles of a layer into a GeoPackage, in place of those that were put there before.

    What someone saved in QGIS stays, and stays the default if it is.

    Raises
    ------
    SourceError
        The table in the file is another one, or cannot be written.
    """
    try:
        with closing(sqlite3.connect(path)) as file, file:
            # The order of a table that is there is not ours, and a column of ours may be missing.
            there = {str(row[1]) for row in file.execute(f"PRAGMA table_info({TABLE})")}
            if not there and not styles:
                return
            if not there:
                _make(file)
            elif lacking := sorted({*_COLUMNS} - there - {"f_table_catalog", "f_table_schema", "ui", "update_time"}):
                message = Sentence(
                    "cannot write the styles of {layer!r}: the table {table} of the file has no {listed}; QGIS did not "
                    "make it: rename it, or write to another file",
                    layer=layer,
                    table=TABLE,
                    listed=", ".join(lacking),
                )
                raise SourceError(message)
            _replace(file, layer, styles, there or {*_COLUMNS})
    except sqlite3.Error as error:
        message = Sentence("cannot write the styles of {layer!r}: {error}", layer=layer, error=error)
        raise SourceError(message) from error


def _make(file: sqlite3.Connection) -> None:
    columns = ", ".join(f'"{name}" {kind}' for name, kind in _COLUMNS.items())
    file.execute(f"CREATE TABLE {TABLE} ({columns})")
    file.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
        "VALUES (?, 'attributes', ?, '', ?)",
        (TABLE, TABLE, _moment()),
    )


def _replace(file: sqlite3.Connection, layer: str, styles: Sequence[LayerStyle], there: set[str]) -> None:
    file.execute("DELETE FROM layer_styles WHERE lower(f_table_name) = lower(?) AND owner = ?", (layer, _OWNER))
    if not styles:
        return
    taken = file.execute(
        "SELECT 1 FROM layer_styles WHERE lower(f_table_name) = lower(?) AND useAsDefault", (layer,)
    ).fetchone()
    found = file.execute(
        "SELECT column_name FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)", (layer,)
    ).fetchone()
    for style in styles:
        row = {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer,
            "f_geometry_column": found[0] if found else "",
            "styleName": style.name,
            "styleQML": style.qml,
            "styleSLD": style.sld,
            "useAsDefault": int(style.is_default and not taken),
            "description": style.description,
            "owner": _OWNER,
            "ui": None,
            "update_time": _moment(),
        }
        own = [name for name in row if name in there]
        named, marks = ", ".join(f'"{name}"' for name in own), ", ".join("?" * len(own))
        insert = f"INSERT INTO layer_styles ({named}) VALUES ({marks})"  # noqa: S608 - the names are ours
        file.execute(insert, [row[name] for name in own])
    # GDAL keeps how many rows a table has, where it made the list of them.
    counted = file.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_ogr_contents'").fetchone()
    if counted:
        file.execute(
            "UPDATE gpkg_ogr_contents SET feature_count = (SELECT count(*) FROM layer_styles) "
            "WHERE table_name = 'layer_styles'"
        )


def _moment() -> str:
    return now().astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
