"""Arcs in a file: GDAL makes chords of them, and says nothing."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pyogrio

from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["curve_findings"]

_CURVES = (
    "CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE", "CURVE", "SURFACE",
)  # fmt: skip
_CURVE_CODES = {*range(8, 13), 13, 14}


def curve_findings(path: Path, kind: str, layer: str) -> list[Finding]:
    """Say how many features of a GeoPackage or FlatGeobuf have arcs, which were read as chords."""
    info = pyogrio.read_info(path, layer=layer)
    count = _in_geopackage(path, layer, info) if kind == "GeoPackage" else int(_declared(info)) * int(info["features"])
    if not count:
        return []
    return [
        Finding(
            "warning",
            "curves",
            layer,
            None,
            Sentence(
                "{count} features have curves (arcs), which were read as chords: a circle of 100 m radius loses 25 m2",
                count=count,
            ),
            Sentence("turn arcs into chords in the program that drew them, to a tolerance of your choice"),
        )
    ]


def _declared(info: dict[str, Any]) -> bool:
    kind = str(info["geometry_type"] or "").upper().split(" ")[0]
    return kind in _CURVES


def _in_geopackage(path: Path, layer: str, info: dict[str, Any]) -> int:
    table, column = ('"' + str(name).replace('"', '""') + '"' for name in (layer, info["geometry_name"]))
    sql = f"SELECT ST_GeometryType({column}) AS kind, COUNT(*) AS n FROM {table} GROUP BY 1"  # noqa: S608 - names are quoted
    counted = pyogrio.read_dataframe(path, sql=sql, read_geometry=False)
    # What has no shape, or a damaged one, has no kind.
    kinds = {
        str(kind).upper(): number
        for kind, number in zip(counted["kind"], counted["n"], strict=True)
        if isinstance(kind, str)
    }
    count = sum(int(number) for kind, number in kinds.items() if kind.removeprefix("ST_") in _CURVES)
    if any(kind.endswith("GEOMETRYCOLLECTION") for kind in kinds):
        count += _in_collections(path, column, table)
    return count


def _in_collections(path: Path, column: str, table: str) -> int:
    sql = f"SELECT hex({column}) AS body FROM {table} WHERE ST_GeometryType({column}) LIKE '%GEOMETRYCOLLECTION'"  # noqa: S608
    bodies = pyogrio.read_dataframe(path, sql=sql, read_geometry=False)["body"]
    return sum(_has_curve(bytes.fromhex(body)) for body in bodies)


def _has_curve(blob: bytes) -> bool:
    """Tell whether a collection of a GeoPackage has a part that is a curve, by the kinds that stand in its bytes."""
    start = 8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}.get(blob[3] >> 1 & 7, 0)
    order = "<" if blob[start] else ">"
    kinds = [code + high for code in _CURVE_CODES for high in (0, 1000, 2000, 3000)]
    codes = {struct.pack(f"{order}BI", blob[start], kind) for kind in kinds}
    return any(code in blob[start + 9 :] for code in codes)
