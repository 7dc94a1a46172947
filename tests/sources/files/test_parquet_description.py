"""What a GeoParquet file says of itself: of the kinds that the format has, or one clear error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyarrow.parquet as pq
import pytest
from shapely import box

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path


def described(folder: Path, change: dict[str, Any] | None, whole: Any = None) -> Path:
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(430000, 4071000, 430010, 4071010)], crs="EPSG:4549")
    file = hg.write_file(frame, folder / "a.parquet")
    table = pq.read_table(file)
    metadata = dict(table.schema.metadata)
    geo = json.loads(metadata[b"geo"])
    geo["columns"]["geometry"] |= change or {}
    metadata[b"geo"] = json.dumps(geo if whole is None else whole).encode()
    pq.write_table(table.replace_schema_metadata(metadata), file)
    return file


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("geometry_types", {"a": 1}),
        ("geometry_types", "Polygon"),
        ("geometry_types", 5),
        ("geometry_types", [5]),
        ("geometry_types", [["Polygon"]]),
        ("geometry_types", [None]),
        ("bbox", "1,2,3,4"),
        ("bbox", {"xmin": 1}),
        ("bbox", ["1", "2", "3", "4"]),
        ("encoding", ["WKB"]),
        ("crs", 4549),
        ("crs", ["EPSG:4549"]),
        ("edges", {}),
        ("orientation", 1),
    ],
)
def test_what_is_of_another_kind_is_told_by_name(tmp_path: Path, key: str, value: object) -> None:
    file = described(tmp_path, {key: value})
    for read in (hg.read_file, lambda path: hg.zone_statistics_file(hg.load_layer("zones"), path)):
        with pytest.raises(hg.SourceError, match=rf"columns\.geometry\.{key} is "):
            read(file)


@pytest.mark.parametrize(
    "whole", [[], 5, "x", {"columns": []}, {"columns": {"geometry": 5}, "primary_column": "geometry"}]
)
def test_a_description_that_is_none_is_told(tmp_path: Path, whole: object) -> None:
    with pytest.raises(hg.SourceError, match="not as the format has it"):
        hg.read_file(described(tmp_path, None, whole))


def test_a_column_that_is_no_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(hg.SourceError, match="primary_column is a list"):
        hg.read_file(described(tmp_path, None, {"columns": {"geometry": {}}, "primary_column": ["geometry"]}))


@pytest.mark.parametrize("change", [{}, {"geometry_types": []}, {"geometry_types": None}, {"bbox": None}])
def test_what_the_format_leaves_open_is_read(tmp_path: Path, change: dict[str, Any]) -> None:
    assert hg.read_file(described(tmp_path, change)).area.tolist() == [100.0]
