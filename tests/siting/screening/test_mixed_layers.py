"""Layers that hold polygons, lines and points at once, and features that are collections of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from brute import CRS, judged, layer, moved, rule
from shapely import GeometryCollection, LineString, MultiPolygon, Point, box

from hanting_geo.siting.exclusion.exclude import exclude
from hanting_geo.siting.screening.judge import Verdict
from hanting_geo.siting.screening.screen import screen

if TYPE_CHECKING:
    from pathlib import Path

SITE = box(0, 0, 100, 100)
STRIP, OUT, APART = box(0, 0, 20, 100), LineString([(10, 50), (40, 50)]), box(60, 0, 70, 100)
PARTS = [STRIP, OUT, APART, Point(15, 50), LineString([(30, 50), (30, 80)])]
LAYERS: dict[str, list[Any]] = {
    "side by side": PARTS,
    "one collection": [GeometryCollection(PARTS)],
    "nested": [GeometryCollection([GeometryCollection(PARTS), STRIP])],
    "both": [*PARTS, GeometryCollection(PARTS)],
}


def sites() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": ["a"], "accuracy_m": [0.0]}, geometry=[moved(SITE)], crs=CRS)


@pytest.mark.parametrize("name", list(LAYERS))
@pytest.mark.parametrize("accuracy", [0.0, 0.5])
def test_what_polygons_and_lines_take_together(name: str, accuracy: float, tmp_path: Path) -> None:
    # 20 x 100 and 10 x 100 m2; a line and a point have no area, wherever they run.
    shares = [rule("overlap_at_most", id=f"s{share}", share=share) for share in (0.35, 0.25)]
    found = screen(sites(), [rule("outside"), *shares], {"r": layer(LAYERS[name], accuracy)})
    table = found.tables()["verdicts"].set_index("rule")
    assert table["area_m2"].tolist() == pytest.approx([3000, 3000, 3000])
    assert table["verdict"].to_dict() == {"rule": "conflict", "s0.35": "clear", "s0.25": "conflict"}
    assert found.tables()["summary"]["remaining_m2"].tolist() == pytest.approx([7000])
    pieces = found.layers()["conflicts"].geometry
    assert set(pieces.geom_type) == {"MultiPolygon"}
    assert found.to_workbook(tmp_path / "a.xlsx").exists()
    left = exclude(sites(), [rule("outside")], {"r": layer(LAYERS[name], accuracy)})
    assert left.eligible["plane_m2"].tolist() == pytest.approx([7000])


def test_a_line_of_a_collection_counts_by_itself() -> None:
    both = GeometryCollection([box(300, 0, 310, 10), OUT])
    found = judged([SITE], [rule("outside"), rule("beyond_distance", id="b", distance_m=5)], {"r": layer([both], 2)})
    assert [Verdict(word).word for word in found.verdicts[0]] == ["conflict", "conflict"]
    assert found.told["rule"].drawn_m2.tolist() == [0.0]


def test_a_collection_of_polygons_is_their_multipolygon() -> None:
    collection, multi = GeometryCollection([STRIP, APART]), MultiPolygon([STRIP, APART])
    rules = [rule("inside", id="i"), rule("outside", id="o", where_layer="w"), rule("within_distance", distance_m=5)]
    answers = []
    for shape in (collection, multi):
        found = judged([SITE], rules, {"r": layer([shape], 1), "w": layer([shape], 1)}, 0.5)
        areas = [found.told[each.id].drawn_m2.tolist() for each in rules]
        answers.append((found.verdicts.tolist(), areas))
    assert answers[0] == answers[1]


def test_two_lines_that_run_together_and_cross() -> None:
    # They share 20 m and cross once: what is drawn is the line, and it has no area.
    site, other = LineString([(0, 0), (100, 0)]), LineString([(10, 0), (30, 0), (50, 20), (60, -20)])
    found = judged([site], rule("outside"), {"r": layer([other])})
    assert Verdict(found.verdicts[0, 0]).word == "conflict"
    assert found.told["rule"].pieces[0].geom_type == "LineString"
    assert found.told["rule"].pieces[0].length == pytest.approx(20)
