"""What a map embeds where nobody named columns: nothing of a raw file that may be somebody's own."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

import hanting_geo as hg
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.maps.packed import PackedLayer
from hanting_geo.outputs.maps.zone_map import zone_map
from hanting_geo.outputs.page.page import page_contents, page_html

PRIVATE = {
    "owner": "secret owner",
    "phone": "secret phone",
    "电话": "secret 电话",
    "note": "secret note",
    "source": "secret source",
    "status": "secret status",
    "share": "secret share",
    "count": "secret count",
    "__proto__": "secret proto",
    "when": pd.Timestamp("1987-06-05"),
    "loan_m": 13.8765,
    "rent_mu": 1387.65,
    "salary": 13876.5,
    "mobile": 13876500000,
}


def _raw(**columns: Any) -> gpd.GeoDataFrame:
    shapes = [box(430000 + 500 * row, 4071000, 430400 + 500 * row, 4071400) for row in range(2)]
    return gpd.GeoDataFrame({name: [value] * 2 for name, value in columns.items()}, geometry=shapes, crs=4549)


def _held(frame: gpd.GeoDataFrame, **options: Any) -> str:
    return str(page_contents(zone_map({"sites": frame}, title="t", **options))["columns"].iloc[0])


def test_of_a_raw_frame_id_name_and_known_measures_travel() -> None:
    frame = _raw(id="a", name="地块", **PRIVATE, ha=16.0, accuracy_m=5.0)
    page = zone_map({"sites": frame}, title="t")
    assert page_contents(page)["columns"].tolist() == ["ha, accuracy_m, id"]
    text = page_html(page)
    for piece in ("secret", "1387", "13.87", "1987"):
        assert piece not in text, piece
    assert "地块" in text


def test_a_second_geometry_and_an_index_of_a_column_stay_in_the_house() -> None:
    frame = _raw(owner="secret", b=1).assign(owner=["secret 1", "secret 2"])
    frame["home"] = gpd.GeoSeries([Point(1.2345, 2.3456), None], crs=4326)
    indexed = page_html(zone_map({"sites": frame.set_index("owner")}, title="t"))
    assert "secret" not in indexed
    assert "2.3456" not in indexed
    assert "sites 2" in indexed
    by_id = page_html(zone_map({"sites": _raw(b=1).set_axis(["P-1", "P-2"])}, title="t"))
    assert "P-2" in by_id


def test_of_a_frame_of_the_contract_its_columns_travel_and_no_others() -> None:
    frame = _raw(id="a", name_zh="地块", status="planned", note="x", owner="secret", loan_m=13.8765, price_ha=13.8765)
    assert _held(frame) == "drawn_ha, drawn_mu, status, note, id"
    assert "13.8765" not in page_html(zone_map({"sites": frame}, title="t"))


def test_what_an_overlay_or_the_nearest_took_over_of_the_contract_travels() -> None:
    zones, stations = hg.load_layer("zones").head(3), hg.load_layer("stations")
    sites = _raw(id="a", owner="secret")
    near = _held(hg.nearest(sites, stations))
    assert near.startswith("drawn_ha, drawn_mu, distance_m, rank, other_id, other_name_zh")
    assert "owner" not in near
    pieces = _held(hg.overlay(zones, zones.assign(owner="secret")))
    assert "name_zh_1" in pieces
    assert "owner" not in pieces
    assert _held(_raw(note_1="secret", id="a")) == "drawn_ha, drawn_mu, id"


def test_columns_that_are_named_travel() -> None:
    frame = _raw(id="a", **PRIVATE)
    assert _held(frame, popup=["owner", "__proto__"]) == "owner, __proto__"
    assert "secret source" in page_html(zone_map({"sites": frame}, title="t", popup=["source"]))
    assert "secret" not in page_html(zone_map({"sites": frame}, title="t", popup={"sites": []}))


def test_a_packed_layer_keeps_the_same_things_back() -> None:
    layer = PackedLayer(_raw(id="a", **PRIVATE), name="sites")
    assert layer.contents()[0].columns == ("drawn_ha", "drawn_mu", "id")


@pytest.mark.parametrize("column", ["geometry", "home"])
def test_a_column_of_shapes_is_neither_a_style_nor_in_a_popup(column: str) -> None:
    frame = _raw(id="a", ha=1.0)
    frame["home"] = gpd.GeoSeries([Point(1, 2), None], crs=4326)
    layers = {"sites": frame}
    for style in ({"column": column}, {"column": column, "breaks": [1]}, {"column": column, "scheme": "quantiles"}):
        with pytest.raises(
            SchemaError, match=f"style of layer 'sites': column '{column}' holds shapes; give one of id"
        ):
            zone_map(layers, title="t", style={"sites": style})
    for popup in ([column], {"sites": [column]}, {column: "label"}):
        with pytest.raises(SchemaError, match=f"popup cannot show {column}, which holds shapes"):
            zone_map(layers, title="t", popup=popup)
    with pytest.raises(SchemaError, match=f"popup cannot show {column}, which holds shapes"):
        PackedLayer(frame, name="sites", popup=[column])
    with pytest.raises(SchemaError, match=r"no column .*'a'"):
        zone_map(layers, title="t", style={"sites": {"column": ["a"]}})
