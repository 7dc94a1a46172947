"""The packaged layers keep the data contract, and the facts that they were digitised from."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import shapely

import hanting_geo as hg
from hanting_geo.sources.checks import CONTRACT, STATUSES

LAYERS = Path(hg.open_catalog().path).parent
COLLECTIONS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(LAYERS.glob("*.geojson"))
}
FEATURES = [(layer, feature) for layer, collection in COLLECTIONS.items() for feature in collection["features"]]
POPULATION = {"population_2000": 7, "worldpop_2020": 34}


def test_all_120_places_are_there_and_51_have_no_geometry() -> None:
    ids = [feature["id"] for _, feature in FEATURES]
    assert len(ids) == len(set(ids)) == 121 + sum(POPULATION.values())
    assert sum(layer not in POPULATION for layer, _ in FEATURES) == 121
    assert sum(feature["geometry"] is None for _, feature in FEATURES) == 51


@pytest.mark.parametrize("page", ["layers.md", "zh/layers.md"])
def test_the_docs_count_the_places_and_name_every_column(page: str) -> None:
    text = (Path(__file__).parents[1] / "docs" / page).read_text(encoding="utf-8")
    (said,) = re.findall(r"[(（][^()（）]*(?<!\d)162(?!\d)[^()（）]*[)）]", text)
    assert {"51", str(len(FEATURES))} <= set(re.findall(r"\d+", said))
    every = {*CONTRACT, *(name for _, feature in FEATURES for name in feature["properties"])}
    assert every <= set(re.findall(r"`(\w+)`", text))


def test_files_are_rfc_7946() -> None:
    for layer, collection in COLLECTIONS.items():
        assert collection["type"] == "FeatureCollection"
        assert "crs" not in collection
        assert collection["name"] == layer
    for _, feature in FEATURES:
        assert feature["id"] == feature["properties"]["id"]
        if feature["geometry"] is not None:
            shape = shapely.from_geojson(json.dumps(feature["geometry"]))
            assert shapely.is_valid(shape)
            west, south, east, north = shape.bounds
            assert 118.7 < west <= east < 119.7
            assert 36.5 < south <= north < 37.3
            if shape.geom_type == "Polygon":
                assert shapely.is_ccw(shape.exterior)


def test_every_feature_keeps_the_contract() -> None:
    for layer, feature in FEATURES:
        said = feature["properties"]
        assert set(CONTRACT) <= set(said), layer
        assert said["name_zh"]
        assert said["name_en"]
        assert said["source"]
        assert said["status"] in STATUSES
        has_place = feature["geometry"] is not None
        # An accuracy and a licence belong to a geometry.
        assert (said["accuracy_m"] is not None) == has_place
        assert (said["licence"] is not None) == has_place


def test_openstreetmap_rows_stand_in_files_of_their_own() -> None:
    catalog = hg.open_catalog()
    for layer, collection in COLLECTIONS.items():
        licences = {feature["properties"]["licence"] for feature in collection["features"]} - {None}
        if "ODbL-1.0" in licences:
            assert licences == {"ODbL-1.0"}
            assert catalog.info(layer).licence == "ODbL-1.0"
            assert catalog.info(layer).attribution == "© OpenStreetMap contributors, ODbL"
        else:
            assert all("OSM" not in feature["properties"]["source"] for feature in collection["features"])
        named = set(str(catalog.info(layer).licence).split(" AND "))
        assert named == licences
        assert named <= set(catalog.licences)


def test_the_plan_is_marked() -> None:
    catalog = hg.open_catalog()
    zones = catalog.load("zones").set_index("id")
    assert zones["pattern"].dropna().to_dict() == {
        "zone_cbd": "south",
        "zone_hsr": "north",
        "zone_bohai_rd": "centre",
        "zone_yangjiabu": "east",
        "zone_yuhe": "west",
    }
    rivers = catalog.load("rivers")
    assert set(rivers.loc[rivers["plan_works"], "name_zh"]) == {"泥河", "虞河", "大圩河"}


def test_drawn_sizes_are_the_published_ones_where_a_box_was_drawn_to_them() -> None:
    zones = hg.load_layer("zones").set_index("id")
    hectares = hg.measure_area(zones)["ha"]
    for zone in ("zone_cbd", "zone_hsr", "zone_agri_core"):
        assert hectares[zone] == pytest.approx(zones.loc[zone, "published_ha"], rel=0.02)
    # An L within three streets; its published size is 25.7 ha.
    park = hg.load_layer("facilities").set_index("id").loc[["fac_yangjiabu"]]
    assert hg.measure_area(park)["ha"].item() == pytest.approx(25.7, rel=0.1)


def test_rivers_run_downstream() -> None:
    # Tributaries end at the river that they join; the Bailang and the Yu end at the sea, in the north.
    rivers = hg.load_layer("rivers").set_index("id").geometry
    for tributary, river in (("riv_ni", "riv_yu"), ("riv_zhuo", "riv_yu"), ("riv_dawei", "riv_bailang")):
        start, end = shapely.get_point(rivers[tributary], 0), shapely.get_point(rivers[tributary], -1)
        assert shapely.distance(end, rivers[river]) < 500 < shapely.distance(start, rivers[river])
    for river in ("riv_bailang", "riv_yu", "riv_wei"):
        assert shapely.get_point(rivers[river], 0).y < shapely.get_point(rivers[river], -1).y


def test_catalogue_holds_the_hash_and_count_of_each_file() -> None:
    catalog = hg.open_catalog()
    assert set(catalog.names) == set(COLLECTIONS)
    for name in catalog.names:
        info = catalog.info(name)
        assert info.sha256 == hashlib.sha256(info.path.read_bytes()).hexdigest(), name
        assert info.features == len(COLLECTIONS[name]["features"]), name
        assert info.title.zh
        assert info.title.en
        assert info.description.zh


def test_check_finds_nothing_but_notes() -> None:
    found = hg.open_catalog().check()
    assert set(found["level"]) == {"note"}
    assert (found["code"] == "null_geometry").sum() == 51
    assert set(found["code"]) == {"null_geometry", "outside_district", "mixed_geometry_types"}


def test_programmes() -> None:
    table = hg.open_catalog().table("programmes").set_index("id")
    assert len(table) == 43
    assert table.loc[["base_stations_5g", "public_toilets", "parks", "schools", "kindergartens"], "count"].tolist() == [
        460,
        16,
        15,
        7,
        8,
    ]
    named_without_count = table[table["count"].isna()]
    assert len(named_without_count) == 8
    assert set(table["kind_of_siting"]) == {"point facilities", "linear", "area", "none"}
    assert table["quote_zh"].notna().all()
    raw = (LAYERS / "programmes.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")


def test_the_population_of_2000_is_the_census_put_together_by_a_table_that_says_it_is_assumed() -> None:
    people, towns = hg.load_layer("population_2000"), hg.open_catalog().table("population_2000_towns")
    # 355,945 is what the source states for the whole; its 13 numbers add up to it.
    assert people["population"].sum() == towns["population"].sum() == 355_945
    assert len(towns) == 13
    assert set(towns["basis"]) == set(people["basis"]) == {"assumption"}
    assert towns.groupby("subdistrict_zh")["population"].sum().to_dict() == (
        people.set_index("name_zh")["population"].to_dict()
    )
    assert towns.groupby("subdistrict_zh")["old_town_zh"].agg("、".join).to_dict() == (
        people.set_index("name_zh")["made_of"].to_dict()
    )
    assert set(towns["subdistrict_id"]) <= set(hg.load_layer("towns")["id"])
    assert set(people["year"]) == {2000}


def test_worldpop_cells_are_5_minutes_and_their_shares_those_of_the_outline() -> None:
    cells = hg.load_layer("worldpop_2020", crs="stored")
    west, south, east, north = cells.bounds.to_numpy().T
    assert east - west == pytest.approx(1 / 12, abs=2e-5)
    assert north - south == pytest.approx(1 / 12, abs=2e-5)
    # What the source of the figures sums up to: 518,718 in the district, 392,588 without Binhai; shares have 3 digits.
    assert cells["population"] @ cells["share_in_district"] == pytest.approx(518_718, abs=1000)
    assert cells["population"] @ cells["share_in_south"] == pytest.approx(392_588, abs=1000)
    plane, district = hg.load_layer("worldpop_2020"), hg.open_catalog().district()
    assert district is not None
    inside = plane.intersection(district.union_all()).area / plane.area
    assert inside.to_numpy() == pytest.approx(plane["share_in_district"], abs=0.006)


def test_standards_have_a_clause_where_they_are_verified_and_say_where_they_were_read() -> None:
    table = hg.open_catalog().table("standards")
    assert table["id"].is_unique
    assert set(table["verified"]) == {"yes", "no"}
    verified = table[table["verified"] == "yes"]
    assert verified[["standard_zh", "standard_en", "read", "read_date"]].notna().all(axis=None)
    assert verified.loc[verified["radius_m"].notna(), "clause"].notna().all()
    assert verified.set_index("id")["radius_m"].dropna().to_dict() == {"park_500": 500, "toilet_300": 300}
    unread = table["read"].isna()
    assert (table.loc[unread, "verified"] == "no").all()
    assert table.loc[unread, "note_en"].str.startswith("from memory").all()


def test_corrected_places_are_where_their_sources_put_them_and_say_that_they_are_estimates() -> None:
    towns = hg.load_layer("towns", crs="stored").set_index("id")
    district = hg.load_layer("district", crs="stored").set_index("id").geometry["bnd_hanting"]
    arc_minutes = towns.geometry["town_gaoli"]
    assert (arc_minutes.x, arc_minutes.y) == pytest.approx((119 + 1 / 60, 36 + 50 / 60), abs=1e-5)
    assert district.contains(arc_minutes)
    plane = towns.to_crs("EPSG:4549").geometry
    li = plane["town_gudi"].distance(plane["town_hanting"]) / 500
    assert 19 < li < 23  # 20 li north of Hanting, or a little more
    seat = plane["town_hanting"].distance(plane["town_bozi"])
    assert seat < 19_000  # 19 km by road is less in a straight line
    assert towns.loc[["town_gudi", "town_bozi"], "note"].str.contains("estimate").all()
    mouth = hg.load_layer("rivers", crs="stored").set_index("id").geometry["riv_yu"].coords[-1]
    assert mouth == pytest.approx((119.28593, 37.19988))
    rail = hg.load_layer("rail_osm").set_index("id")
    jiaoji, said = rail.geometry["rail_jiaoji"], rail.loc["rail_jiaoji"]
    assert jiaoji.distance(hg.load_layer("district").set_index("id").geometry["bnd_hanting"]) > 5_000
    assert (said["accuracy_m"], said["licence"], said["source_date"], said["status"]) == (
        1500,
        "ODbL-1.0",
        "2026",
        "unknown",
    )
    assert "thinned" in said["note"]
    roads = hg.load_layer("roads").set_index("id")
    assert roads.loc[["road_g18", "road_g20"], "accuracy_m"].tolist() == [3500, 4500]
    assert roads.loc[["road_g18", "road_g20"], "note"].str.contains("interchanges published elsewhere").all()
