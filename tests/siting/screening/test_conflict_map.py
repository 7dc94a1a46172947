"""压占图: one site with its pieces by rule and the features it hits; a folder of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from brute import CRS, layer, moved, rule
from shapely import box

import hanting_geo as hg
from hanting_geo.core.text import Text
from hanting_geo.errors import SchemaError
from hanting_geo.siting.screening.screen import screen

if TYPE_CHECKING:
    from pathlib import Path

    from hanting_geo.siting.screening.result import Screening

FIELDS = layer([box(50, -10, 150, 110), box(900, 900, 950, 950)], 0.5, name_zh=["甲块", "远处"])


def screened(ids: tuple[str, ...] = ("a", "b", "c")) -> Screening:
    shapes = [moved(box(x, 0, x + 100, 100)) for x in (0, 120, 400)]
    sites = gpd.GeoDataFrame(
        {"id": ids, "name_zh": ["甲地", None, "丙地"], "accuracy_m": 0.5}, geometry=shapes, crs=CRS
    )
    rules = [
        rule("outside", id="永农", layer="fields", title=Text(zh="不得占用永久基本农田", en="Off farmland")),
        rule("inside", id="town", layer="town", hardness="soft", title=Text(zh="宜在边界内")),
    ]
    return screen(sites, rules, {"fields": FIELDS, "town": layer([box(-10, -10, 520, 60)])})


def test_one_site_with_its_pieces_and_what_it_hits() -> None:
    page = screened().conflict_map("a")
    assert page.page_title == "甲地（a）压占图"
    layers = {drawn.name: drawn for drawn in page.plan.layers}
    assert list(layers) == ["fields", "town", "site", "conflicts"]
    assert len(layers["site"].geometry) == 1
    assert len(layers["fields"].geometry) == 1  # the far field is not drawn
    areas = [shape.area for shape in gpd.GeoSeries(layers["conflicts"].geometry, crs=4326).to_crs(CRS)]
    assert sorted(areas) == pytest.approx([4_000, 5_000], rel=1e-4)
    (south, west), (north, east) = page.plan.facts["bounds"]
    low_x, low_y, high_x, high_y = gpd.GeoSeries([moved(box(0, 0, 100, 100))], crs=CRS).to_crs(4326).total_bounds
    assert west <= low_x
    assert south <= low_y
    assert east >= high_x
    assert north >= high_y
    assert np.max(np.abs(np.array([west, south, east, north]) - [low_x, low_y, high_x, high_y])) < 1.1e-4
    assert screened().conflict_map("b", language="en").page_title == "b: what it is in conflict with"
    assert screened().conflict_map("c", title="x").page_title == "x"
    with pytest.raises(SchemaError, match="no site 'x'; there are 3 others"):
        screened().conflict_map("x")


def test_a_site_without_any_piece_is_drawn_too() -> None:
    page = screened().conflict_map("c")
    assert {drawn.name for drawn in page.plan.layers} >= {"site", "conflicts"}
    lone = screen(
        gpd.GeoDataFrame({"id": ["a"], "accuracy_m": 0.0}, geometry=[moved(box(0, 0, 9, 9))], crs=CRS),
        [rule("min_area", area_m2=500)],
        {},
    )
    assert [drawn.name for drawn in lone.conflict_map("a").plan.layers] == ["site", "conflicts"]


def test_nothing_surveyed_is_called_rough() -> None:
    for drawn in screened().conflict_map("a").plan.layers:
        assert not np.any(drawn.cells.rough), drawn.name


def test_a_folder_has_a_page_for_each_site_in_conflict(tmp_path: Path) -> None:
    found = screened(("a/b", "A:B", "c"))
    table = found.conflict_maps(tmp_path / "maps")
    assert table.to_dict("records") == [
        {"site": "a/b", "verdict": "conflict", "file": "a_b.html"},
        {"site": "A:B", "verdict": "conflict", "file": "A_B_2.html"},
    ]
    assert sorted(path.name for path in (tmp_path / "maps").iterdir()) == ["A_B_2.html", "a_b.html"]
    text = (tmp_path / "maps" / "a_b.html").read_text(encoding="utf-8")
    assert "甲地（a/b）压占图" in text
    few = found.conflict_maps(tmp_path / "few", most=1)
    assert few["file"].tolist() == ["a_b.html", None]
    assert len(list((tmp_path / "few").iterdir())) == 1
    for wrong in (0, 1.5, "5"):
        with pytest.raises(SchemaError, match="conflict_maps: most"):
            found.conflict_maps(tmp_path / "no", most=wrong)  # type: ignore[arg-type]


def test_pieces_of_what_is_drawn_are_those_of_the_layers() -> None:
    found = screened()
    pieces = found.layers()["conflicts"]
    own = pieces[pieces["site"] == "b"]
    drawn = {each.name: each for each in found.conflict_map("b").plan.layers}["conflicts"]
    assert len(drawn.geometry) == len(own)
    assert shapely.area(np.asarray(own.geometry)).tolist() == pytest.approx([3_000, 4_000])
    assert hg.page_contents(found.conflict_map("b"))["layer"].tolist()[-1] == "conflicts"
