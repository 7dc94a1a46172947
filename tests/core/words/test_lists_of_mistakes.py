"""A message that lists several mistakes lists them in its language, and shows numbers as people write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from shapely import Point, box

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

X, Y = 430_000, 4_071_000


def points(**columns: list[object]) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=[Point(X + 100 * n, Y) for n in range(count)], crs=4549)


def a_matrix_with_wrong_cells(_: Path) -> None:
    hg.ahp_weights([[2, 3, 0], [2, 1, "x"], [None, None, 1]])


def experts_who_left_cells(folder: Path) -> None:
    criteria = {"slope": "坡度", "road": "距道路", "price": "地价"}
    paths = [hg.expert_sheet(criteria, folder / f"{name}.xlsx", expert="same") for name in ("wang", "wei")]
    book = openpyxl.load_workbook(paths[0])
    book.worksheets[0]["C8"], book.worksheets[0]["D8"] = "12", "x"
    book.save(paths[0])
    hg.read_expert_sheets(paths)


def criteria_without_values(_: Path) -> None:
    table = pd.DataFrame({"id": ["甲", "乙"], "坡": [0.5, None], "路": [None, 0.5]})
    hg.suitability(table, ["坡", "路"], weights="equal")


def demand_that_is_none(_: Path) -> None:
    hg.locate(points(id=[1, 2, 3], demand=[-1.0, np.nan, 2.0]), points(id=[1]), model="最大覆盖", p=1, radius_m=100)


def a_table_with_doubts(folder: Path) -> None:
    (folder / "井.csv").write_text("编号,经度,纬度\n1,119.2,36.7\n2,119.3,36.8\n", encoding="utf-8")
    hg.read_table(folder / "井.csv", strict=True)


def standards_with_mistakes(_: Path) -> None:
    table = pd.DataFrame({"id": ["a", "a", ""], "facility": ["厕", "厕", "厕"], "radius_m": ["x", "300", "-5"]})
    hg.coverage(points(id=[1], demand=[1]), points(id=[1]), "厕", standards=table)


def a_shapefile_with_long_texts(folder: Path) -> None:
    frame = gpd.GeoDataFrame({"注": ["长" * 200, "😀"]}, geometry=[box(X, Y, X + 1, Y + 1)] * 2, crs=4549)
    hg.write_file(frame, folder / "注.shp", encoding="gb18030")


@pytest.mark.parametrize(
    "mistaken",
    [
        a_matrix_with_wrong_cells,
        experts_who_left_cells,
        criteria_without_values,
        demand_that_is_none,
        a_table_with_doubts,
        standards_with_mistakes,
        a_shapefile_with_long_texts,
    ],
)
def test_a_list_of_mistakes_is_in_chinese_as_a_whole(
    mistaken: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(hg.HantingGeoError) as told:
        mistaken(tmp_path)
    said = told.value.message("zh").replace(str(tmp_path), "")
    assert not re.search("[a-z]{2,} [a-z]{2,}", said), said  # names of the code stand alone, words of English do not
    for message in (said, told.value.message("en")):
        assert "np.float64" not in message
