"""Every kind of finding, made by hand, and what is no finding."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, affinity, box

import hanting_geo as hg
from hanting_geo.core.findings import Finding, attach
from hanting_geo.sources.checks import CONTRACT

E, N = 430_000.0, 4_071_000.0


def layer(*shapes: shapely.Geometry | None, crs: str | None = "EPSG:4549", **columns: object) -> gpd.GeoDataFrame:
    """Make a frame that keeps the contract and lies in the district."""
    count = len(shapes)
    said = {name: [f"{name} {i}" for i in range(count)] for name in CONTRACT}
    said |= {"status": ["existing"] * count, "accuracy_m": [0.5] * count}
    said |= {name: list(values) for name, values in columns.items()}  # type: ignore[call-overload]
    return gpd.GeoDataFrame(said, geometry=list(shapes), crs=crs)


def square(east: float = 0, north: float = 0, side: float = 100) -> Polygon:
    return box(E + east, N + north, E + east + side, N + north + side)


def codes(frame: gpd.GeoDataFrame, **options: object) -> list[str]:
    return hg.check_layer(frame, **options)["code"].tolist()  # type: ignore[arg-type]


def only(frame: gpd.GeoDataFrame, code: str, **options: object) -> pd.Series:
    found = hg.check_layer(frame, **options)  # type: ignore[arg-type]
    assert found["code"].tolist() == [code]
    return found.iloc[0]


def test_a_good_layer_has_no_findings() -> None:
    assert codes(layer(square(), square(100), square(300))) == []
    assert codes(layer(square(), square(100)).to_crs("EPSG:4326")) == []
    assert codes(layer()) == []


def test_no_crs() -> None:
    row = only(layer(square(), crs=None), "no_crs")
    assert row["level"] == "error"
    assert "set_crs" in row["what_to_do"]


def test_degrees_in_a_metre_system() -> None:
    row = only(layer(box(119.2, 36.7, 119.3, 36.8)), "degrees_in_metre_crs")
    assert row["feature"] == "id 0"
    assert "EPSG:4490" in row["what_to_do"]


def test_swapped_axes_name_the_one_feature() -> None:
    frame = layer(square(), shapely.reverse(shapely.transform(square(500), lambda xy: xy[:, ::-1])))
    row = only(frame, "swapped_axes")
    assert row["feature"] == "id 1"


def test_swapped_degrees() -> None:
    row = only(layer(box(36.7, 119.2, 36.8, 119.3), crs="EPSG:4490"), "swapped_axes")
    assert "swap x and y" in row["what_to_do"]


def test_zone_prefix_of_many_features_is_one_finding() -> None:
    frame = layer(*(affinity.translate(square(200 * i), 40_000_000) for i in range(7)))
    row = only(frame, "zone_prefix")
    assert row["feature"] is None
    assert "7 features (id 0, id 1, id 2, id 3, id 4 and 2 more)" in row["what"]
    assert "EPSG:4528" in row["what_to_do"]


def test_coordinate_that_is_not_finite() -> None:
    frame = layer(Point(E, N), Point(np.inf, N))
    assert only(frame, "not_finite")["feature"] == "id 1"


def test_null_empty_and_invalid_geometry() -> None:
    bow = Polygon([(E, N), (E + 10, N + 10), (E + 10, N), (E, N + 10)])
    found = hg.check_layer(layer(square(), None, Polygon(), bow), layer="sites")
    assert found[["level", "code", "feature"]].to_numpy().tolist() == [
        ["error", "invalid_geometry", "id 3"],
        ["warning", "empty_geometry", "id 2"],
        ["note", "null_geometry", "id 1"],
    ]
    assert found["what"].iloc[0] == f"is not valid: Self-intersection[{E + 5:.0f} {N + 5:.0f}]"
    assert set(found["layer"]) == {"sites"}


def test_ids() -> None:
    found = hg.check_layer(layer(square(), square(200), square(400), id=["a", "a", None]))
    assert found[["code", "feature"]].to_numpy().tolist() == [["duplicate_id", "a"], ["missing_id", "row 2"]]


def test_same_geometry_however_it_is_written() -> None:
    turned = Polygon(shapely.get_coordinates(square())[::-1])
    found = hg.check_layer(layer(square(), turned, square(300)))
    assert "duplicate_geometry" in found["code"].tolist()
    assert "id 0, id 1" in found.set_index("code").loc["duplicate_geometry", "what"]


def test_mixed_types_but_not_single_and_multi() -> None:
    assert only(layer(square(), Point(E, N + 500)), "mixed_geometry_types")["level"] == "note"
    assert codes(layer(square(), MultiPolygon([square(200), square(400)]))) == []


def test_ring_direction() -> None:
    holed = Polygon(square().exterior.coords, [box(E + 10, N + 10, E + 20, N + 20).exterior.coords])
    clockwise = shapely.reverse(square(300))
    assert shapely.is_ccw(square().exterior)
    row = only(layer(shapely.orient_polygons(holed), clockwise), "ring_direction")
    assert row["feature"] == "id 1"


def test_missing_columns_bad_status_bad_accuracy() -> None:
    frame = layer(square(), square(200), status=["existing", "built"], accuracy_m=[-3, None]).drop(columns="note")
    found = hg.check_layer(frame)
    assert found[["code", "feature"]].to_numpy().tolist() == [
        ["bad_accuracy", "id 0"],
        ["unknown_status", "id 1"],
        ["missing_columns", None],
    ]
    assert "note" in found.set_index("code").loc["missing_columns", "what"]


def test_outside_the_district_beyond_its_accuracy() -> None:
    # The district ends at 119.4317 E in the south; Beijing is 500 km away.
    near, far = Point(459_600, 4_071_000), Point(100_000, 4_400_000)
    found = hg.check_layer(layer(near, far))
    assert found[["level", "code", "feature"]].to_numpy().tolist() == [
        ["warning", "outside_district", "id 1"],
        ["note", "outside_district", "id 0"],
    ]
    assert codes(layer(near, accuracy_m=[50_000])) == []
    assert codes(layer(near, far), district=None) == []
    own = layer(box(90_000, 4_000_000, 500_000, 4_500_000))
    assert codes(layer(near, far), district=own.to_crs("EPSG:4326")) == []


def test_gap_and_sliver_between_zones_that_should_meet() -> None:
    frame = layer(
        box(E, N, E + 1000, N + 1000),
        box(E + 1000.3, N, E + 2000, N + 1000),
        box(E, N + 999.5, E + 1000, N + 2000),
    )
    found = hg.check_layer(frame).set_index("code")
    assert found.loc["gap", "feature"] == "id 0 / id 1"
    assert found.loc["gap", "what"].startswith("leave a gap of 300.00 m2, mean width 0.300 m, near x 431000.15")
    assert found.loc["sliver", "feature"] == "id 0 / id 2"
    assert found.loc["sliver", "what"].startswith("overlap in a strip of 500.00 m2, mean width 0.500 m")
    assert len(found) == 2
    assert codes(frame, narrow_m=0.1) == []


def test_borders_that_are_meant_are_no_findings() -> None:
    street_between = layer(square(), square(110))
    real_overlap = layer(square(), square(50))
    wedge = layer(
        Polygon([(E, N), (E + 500, N), (E + 500, N + 500), (E, N + 500)]),
        Polygon([(E + 500, N), (E + 1000, N), (E + 1000, N + 500), (E + 600, N + 500)]),
    )
    coincident_outer_border = layer(square(side=400), square(side=200))
    for frame in (street_between, real_overlap, wedge, coincident_outer_border):
        assert codes(frame) == []


def test_another_datum_is_said_and_places_are_not_judged_by_it() -> None:
    row = only(layer(square(side=100), square(100), crs="EPSG:2385"), "other_datum")
    assert row["level"] == "warning"
    assert "survey office" in row["what_to_do"]
    assert codes(layer(box(119.2, 36.7, 119.3, 36.8), crs="EPSG:4214")) == ["other_datum"]


def test_lines_are_not_asked_for_borders() -> None:
    assert codes(layer(LineString([(E, N), (E + 9, N)]), LineString([(E, N + 0.1), (E + 9, N + 0.1)]))) == []


def test_input_is_not_changed() -> None:
    frame = layer(square(), None)
    before = frame.copy()
    hg.check_layer(frame)
    assert frame.equals(before)
    assert frame.attrs == before.attrs


def test_attrs_hold_a_hundred_findings_and_the_counts_of_all() -> None:
    frame = pd.DataFrame({"a": [1]})
    many = [Finding("note", "n", "x", str(i), "w", "d") for i in range(150)]
    attach(frame, many, title_zh="图层")
    attach(frame, [Finding("error", "e", "x", "worst", "w", "d")])
    kept = frame.attrs["hanting_geo"]
    assert kept["finding_counts"] == {"note": 150, "error": 1}
    assert kept["title_zh"] == "图层"
    shown = hg.findings(frame)
    assert len(shown) == 100
    assert shown["feature"].iloc[0] == "worst"
    # A frame in attrs would break this.
    assert len(pd.concat([frame, frame])) == 2


@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:4326", None])
def test_an_empty_frame_has_no_features_to_find(crs: str | None) -> None:
    empty = layer(crs="EPSG:4549").set_crs(crs, allow_override=True) if crs else layer(crs=None)
    assert codes(empty) == ([] if crs else ["no_crs"])
