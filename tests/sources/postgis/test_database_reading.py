"""Layers of a real PostgreSQL with PostGIS, read: every value, every kind of refusal, and never a password."""

# ruff: noqa: E501, S608 - statements of tests, on tables of their own
from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING

import pandas as pd
import psycopg
import pytest
import shapely
from postgres import PASSWORD, Database
from shapely import box

import hanting_geo as hg
from hanting_geo.core.text import Text
from hanting_geo.sources.files import list_layers
from hanting_geo.sources.postgis import reading

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 430000, 4071000


def shape(west: int, *, srid: int = 4549) -> str:
    return f"ST_SetSRID(ST_MakeEnvelope({X + west}, {Y}, {X + west + 10}, {Y + 10}), {srid})"


@pytest.fixture(scope="module")
def filled(database: Database) -> Database:
    database.run(
        "CREATE TABLE plan.parcels (id int PRIMARY KEY, name text, area numeric(12,2), long numeric, whole numeric(10,0),"
        " ok bool, seen date, at timestamptz, tags int[], more jsonb, price float8, big int8, geom geometry(Polygon, 4549))",
        "INSERT INTO plan.parcels VALUES"
        f" (2, '乙', 100.25, 0.1234567890123456789, 7, NULL, '2024-02-29', '2024-01-01 08:00+08', '{{1,NULL}}',"
        f" '{{\"a\": 1}}', 'NaN', 9007199254740993, {shape(20)}),"
        f" (1, '甲', NULL, 1, NULL, true, NULL, NULL, NULL, NULL, 0.1, NULL, {shape(0)}),"
        " (3, NULL, 3, 2, 1, false, '0001-01-01', NULL, '{}', '[]', NULL, 5, NULL)",
    )
    return database


def codes(frame: pd.DataFrame) -> set[str]:
    return set(hg.findings(frame)["code"])


def test_every_value_comes_as_it_is_and_what_is_not_is_told(filled: Database) -> None:
    frame = hg.read_file(filled.address(), layer="plan.parcels")
    assert frame["id"].tolist() == [1, 2, 3]
    assert frame["name"].tolist()[:2] == ["甲", "乙"]
    assert frame["name"].isna().tolist() == [False, False, True]
    assert frame["area"].tolist()[1:] == [100.25, 3.0]
    assert frame["long"].tolist() == ["1", "0.1234567890123456789", "2"]
    assert frame["whole"].dropna().tolist() == [7, 1]
    assert frame["ok"].dropna().tolist() == [True, False]
    assert frame["big"].dropna().tolist() == [9007199254740993, 5]
    assert frame["seen"].dropna().tolist() == [pd.Timestamp(2024, 2, 29), pd.Timestamp("0001-01-01")]
    assert frame["at"][1] == pd.Timestamp("2024-01-01T00:00Z")
    assert frame["tags"].tolist()[1:] == ["[1,null]", "[]"]
    assert frame["more"].tolist()[1:] == ['{"a": 1}', "[]"]
    assert [None if each is None else each.bounds[0] - X for each in frame.geometry] == [0, 20, None]
    assert frame.crs.to_epsg() == 4549
    assert {"numeric_as_text", "column_as_text", "nan_as_missing"} == codes(frame)
    again = hg.read_file(filled.address(), layer="plan.parcels")
    assert again.attrs == frame.attrs
    assert len(frame.attrs["hanting_geo"]["sha256"]) == 64


def test_a_box_and_columns_are_asked_of_database_and_file_alike(filled: Database, tmp_path: Path) -> None:
    asked = {"bbox": (X + 15, Y, X + 25, Y + 5), "columns": ["name", "id"]}
    found = hg.read_file(filled.address(), layer="parcels", **asked)
    assert found.columns.tolist() == ["id", "name", "geometry"]
    assert found["id"].tolist() == [2]
    whole = hg.read_file(filled.address(), layer="plan.parcels", columns=["id", "name"])
    from_file = hg.read_file(hg.write_file(whole, tmp_path / "parcels.gpkg"), **asked)
    pd.testing.assert_frame_equal(pd.DataFrame(from_file), pd.DataFrame(found), check_dtype=False)
    with pytest.raises(hg.SchemaError, match="no column 'nam'; there are: id, name"):
        hg.read_file(filled.address(), layer="plan.parcels", columns=["nam"])


def test_what_is_not_plain_is_read_or_told(filled: Database) -> None:
    filled.run(
        "CREATE TABLE plan.odd (k int, z geometry, lonlat geography(Point, 4326), PRIMARY KEY (k))",
        "INSERT INTO plan.odd VALUES (1, ST_GeomFromEWKT('SRID=4549;CURVEPOLYGON(CIRCULARSTRING(100 0,0 100,-100 0,"
        "0 -100,100 0))'), ST_MakePoint(119.2, 36.8)), (2, ST_GeomFromEWKT('SRID=4549;POINT Z (1 2 3)'), NULL),"
        " (3, ST_GeomFromEWKT('SRID=4549;POINT M (1 2 7)'), NULL), (4, ST_GeomFromEWKT('SRID=4549;POLYGON EMPTY'), NULL)",
        'CREATE TABLE plan."Odd.name" (g geometry(Point, 4490))',
        "CREATE VIEW plan.seen AS SELECT id, geom FROM plan.parcels",
    )
    with pytest.raises(hg.SourceError, match=r"2 columns of geometry; choose one: layer='plan.odd\(z\)'"):
        hg.read_file(filled.address(), layer="plan.odd")
    frame = hg.read_file(filled.address(), layer="plan.odd(z)")
    # A circle of 128 chords.
    assert frame.geometry[0].area == pytest.approx(100**2 * 64 * shapely.Point(0, 0).buffer(1, 32).area / 64, rel=1e-9)
    assert frame.geometry[1].z == 3
    assert shapely.get_m(frame.geometry[2]) == 7
    assert frame.geometry[3].is_empty
    assert {"curves", "m_values", "geometries_left"} == codes(frame)
    places = hg.read_file(filled.address(), layer="odd(lonlat)")
    assert (places.crs.to_epsg(), places.geometry[0].wkt) == (4326, "POINT (119.2 36.8)")
    assert hg.read_file(filled.address(), layer="plan.Odd.name").crs.to_epsg() == 4490
    assert len(hg.read_file(filled.address() + ":plan.seen")) == 3
    listed = list_layers(filled.address()).set_index("name")
    assert listed.loc["plan.parcels"].tolist() == ["Polygon", 3]
    assert {"plan.odd(z)", "plan.odd(lonlat)", "plan.Odd.name", "plan.seen"} < set(listed.index)


REFUSED = {
    "mixed": (
        f"CREATE TABLE plan.mixed AS SELECT {shape(0)} AS g UNION ALL SELECT {shape(0, srid=4528)}",
        "4528 (1 rows)",
    ),
    "unknown": (f"CREATE TABLE plan.unknown AS SELECT {shape(0, srid=990099)} AS g", "SRID 990099"),
    "solid": ("CREATE TABLE plan.solid AS SELECT 'SRID=4549;TIN(((0 0,0 1,1 1,0 0)))'::geometry AS g", "1 TIN"),
    "wild": ("CREATE TABLE plan.wild AS SELECT ST_SetSRID(ST_MakePoint('Infinity', 1), 4549) AS g", "not a finite"),
    "plain": ("CREATE TABLE plan.plain (id int)", "no column of geometry"),
    "parcel": ("SELECT 1", "did you mean plan.parcels"),
}


@pytest.mark.parametrize("layer", list(REFUSED))
def test_what_cannot_be_read_is_one_clear_error(filled: Database, layer: str) -> None:
    statement, said = REFUSED[layer]
    filled.run(statement)
    with pytest.raises(hg.HantingGeoError) as caught:
        hg.read_file(filled.address(), layer=f"plan.{layer}")
    assert said in str(caught.value)
    assert PASSWORD not in str(caught.value)


def test_a_layer_that_says_no_system_is_told_or_declared(filled: Database) -> None:
    filled.run(f"CREATE TABLE plan.silent AS SELECT 1 AS id, {shape(0, srid=0)} AS g")
    frame = hg.read_file(filled.address(), layer="plan.silent")
    assert frame.crs is None
    assert codes(frame) == {"no_crs"}
    with pytest.raises(hg.CRSError, match="does not say in which"):
        hg.read_file(filled.address(), layer="plan.silent", crs="working")
    assert (
        hg.read_file(filled.address(), layer="plan.silent", source_crs="EPSG:4549", crs="working").crs.to_epsg() == 4549
    )


def test_who_may_not_read_is_told_whom_to_ask(filled: Database) -> None:
    with pytest.raises(hg.SourceError, match=r"guest may not read plan.parcels; ask its owner"):
        hg.read_file(filled.address("guest"), layer="plan.parcels")


def test_the_password_comes_from_the_environment_or_a_file(
    filled: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = filled.address(password=None)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "nowhere"))
    with pytest.raises(hg.SourceError, match=r"cannot connect to .*password") as caught:
        hg.read_file(address, layer="plan.parcels")
    assert re.fullmatch(
        "不能连接 .*：.*；请检查主机、端口、数据库名和用户，并确认服务器在运行", caught.value.message("zh"), re.DOTALL
    )
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert len(hg.read_file(address, layer="plan.parcels")) == 3
    monkeypatch.delenv("PGPASSWORD")
    secret = tmp_path / "pgpass"
    secret.write_text(f"127.0.0.1:{filled.port}:land:planner:{PASSWORD}\n")
    secret.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(secret))
    assert len(hg.read_file(address, layer="plan.parcels")) == 3
    service = tmp_path / "pg_service.conf"
    service.write_text(
        f"[bureau]\nhost=127.0.0.1\nport={filled.port}\ndbname=land\nuser=planner\npassword={PASSWORD}\n"
    )
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "nowhere"))
    frame = hg.read_file("postgresql://?service=bureau", layer="plan.parcels")
    assert frame.attrs["hanting_geo"]["file"] == "postgresql://?service=bureau"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://planner:{0}@127.0.0.1:1/land",
        "postgresql://planner:wrong{0}@127.0.0.1:{1}/land",
        "postgresql://127.0.0.1:{1}/land?user=planner&password=wrong{0}",
        "postgresql://planner:a@{0}@127.0.0.1:{1}/land",
        "postgresql://planner:a/{0}@127.0.0.1:{1}/land",
        "postgresql://planner:{0}/land",
        "postgresql:/planner:{0}@127.0.0.1:{1}/land",
        "postgresql://planner:{0}@127.0.0.1:{1}/nowhere",
        "http://planner:{0}@127.0.0.1/land.gpkg",
    ],
)
def test_no_error_shows_a_password(filled: Database, address: str) -> None:
    given = address.format(PASSWORD, filled.port)
    frame = hg.load_layer("zones")
    rule = hg.Rule(id="r", title=Text("x"), relation="outside", layer="zones", basis="x")
    for call in (
        lambda: hg.read_file(given, layer="plan.parcels"),
        lambda: hg.load_layer(given, layer="plan.parcels"),
        lambda: hg.write_file(frame, given, layer="plan.never"),
        lambda: hg.zone_statistics_file(frame, given),
        lambda: hg.diagnose_crs(given),
        lambda: hg.screen(frame[frame.geometry.notna()], [rule], {"zones": given}),
    ):
        with pytest.raises(hg.HantingGeoError) as caught:
            call()
        assert PASSWORD not in str(caught.value)
        assert PASSWORD not in repr(caught.value.__cause__)


def test_a_table_that_changes_meanwhile_is_read_as_it_was_and_told(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.run(f"CREATE TABLE plan.busy AS SELECT n AS id, {shape(0)} AS g FROM generate_series(1, 50) n")
    copied = reading._copied

    def meanwhile(*arguments: object) -> object:
        filled.run("DELETE FROM plan.busy WHERE id = 1", "UPDATE plan.busy SET id = 99 WHERE id = 2")
        return copied(*arguments)

    monkeypatch.setattr(reading, "_copied", meanwhile)
    frame = hg.read_file(filled.address(), layer="plan.busy")
    assert sorted(frame["id"]) == list(range(1, 51))
    assert codes(frame) == {"table_changed"}


def test_a_server_that_is_lost_is_one_clear_error(filled: Database) -> None:
    filled.run(
        f"CREATE TABLE plan.long AS SELECT n AS id, {shape(0)} AS g FROM generate_series(1, 20) n",
        "CREATE VIEW plan.slow AS SELECT id, g, pg_sleep(0.2)::text AS s FROM plan.long",
    )

    def end() -> None:
        owner = f"postgresql://postgres:{PASSWORD}@127.0.0.1:{filled.port}/land"
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hanting_geo'"
            )

    timer = threading.Timer(1.0, end)
    timer.start()
    with pytest.raises(hg.SourceError, match=r"cannot read from .*connection was lost") as caught:
        hg.read_file(filled.address(), layer="plan.slow")
    timer.join()
    assert PASSWORD not in str(caught.value)
    assert re.fullmatch("不能读取 .*：.*；连接已断开，未读取也未改动：请重试", caught.value.message("zh"))


def test_an_address_that_is_none_is_explained_in_chinese() -> None:
    for address in ("postgresql:/guest@127.0.0.1/plan", "postgresql://guest:a@b@127.0.0.1:1x/plan"):
        with pytest.raises(hg.SourceError) as caught:
            hg.read_file(address, layer="a")
        assert caught.value.message("zh").endswith(
            "postgresql://用户@主机:端口/数据库，或 postgresql://?service=名称；密码取自 PGPASSWORD、服务文件或 .pgpass"
        )


def test_zone_statistics_are_those_of_the_database(filled: Database) -> None:
    filled.run(
        "CREATE TABLE plan.zones AS SELECT * FROM (VALUES ('a', ST_GeomFromText('POLYGON((430000 4071000,430333 4071010,"
        "430300 4071500,429990 4071400,430000 4071000))', 4549)), ('b', ST_SetSRID(ST_MakeEnvelope(430333,4070990,430700,"
        "4071300), 4549))) AS v (id, g)",
        "CREATE TABLE plan.land AS SELECT i * 12 + j AS id, CASE WHEN (i + j) % 2 = 0 THEN 'farm' ELSE 'road' END AS use,"
        " ST_SetSRID(ST_Rotate(ST_MakeEnvelope(429950 + i * 70, 4070950 + j * 50, 430020 + i * 70, 4071000 + j * 50),"
        " 0.3, 430300, 4071200), 4549) AS g FROM generate_series(0, 11) i, generate_series(0, 11) j",
    )
    oracle = filled.run(
        "SELECT z.id, l.use, sum(ST_Area(ST_Intersection(z.g, l.g))) FROM plan.zones z JOIN plan.land l"
        " ON ST_Intersects(z.g, l.g) GROUP BY 1, 2 ORDER BY 1, 2"
    )
    zones, land = (hg.read_file(filled.address(), layer=f"plan.{name}") for name in ("zones", "land"))
    table = hg.zone_statistics(zones, land, by="use").iloc[:-5].sort_values(["zone_id", "class"])
    assert [
        (row.zone_id, row._1, row.plane_m2) for row in table[["zone_id", "class", "plane_m2"]].itertuples(index=False)
    ] == [(zone, use, pytest.approx(area, rel=1e-9)) for zone, use, area in oracle]
    pieces = hg.overlay(land, zones.rename(columns={"id": "zone"}), "intersection")
    assert pieces.area.sum() == pytest.approx(sum(area for _, _, area in oracle), rel=1e-9)


def test_a_box_of_the_working_system_is_four_numbers(filled: Database) -> None:
    with pytest.raises(hg.SchemaError, match="west, south, east, north"):
        hg.read_file(filled.address(), layer="plan.parcels", bbox=box(0, 0, 1, 1))
