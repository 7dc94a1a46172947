"""Frames written into a real PostgreSQL with PostGIS, whole or not at all; catalogue and command line over it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import psycopg
import pytest
import shapely
from postgres import PASSWORD, Database
from shapely import Point, box

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting

X, Y = 430000.0, 4071000.0


def frame() -> gpd.GeoDataFrame:
    table = {
        "id": ["a", "b", "c"],
        "名称": ["甲'\"\\", None, "c\t\n"],
        "n": pd.array([2**53 + 1, None, -1], dtype="Int64"),
        "x": [0.1, None, 1e-300],
        "ok": pd.array([True, None, False], dtype="boolean"),
        "at": pd.to_datetime(["2024-02-29 01:02:03.000004", None, "1066-10-14"], format="ISO8601"),
    }
    return gpd.GeoDataFrame(table, geometry=[box(X, Y, X + 1, Y + 1), None, box(X, Y, X + 2, Y + 2)], crs="EPSG:4549")


def test_what_is_written_reads_back_the_same(database: Database) -> None:
    given = frame()
    written = hg.write_file(given, database.address(), layer="plan.new")
    assert PASSWORD not in str(written)
    back = hg.read_file(database.address(), layer="plan.new")
    pd.testing.assert_frame_equal(
        pd.DataFrame(back.drop(columns="geometry")), pd.DataFrame(given.drop(columns="geometry"))
    )
    assert [each if each is None else each.wkb for each in back.geometry] == [
        each if each is None else each.wkb for each in given.geometry
    ]
    assert database.run("SELECT type, srid FROM gis.geometry_columns WHERE f_table_name = 'new'") == [("POLYGON", 4549)]
    assert database.run("SELECT count(*) FROM pg_indexes WHERE tablename = 'new' AND indexdef LIKE '%gist%'") == [(1,)]


def test_heights_and_mixed_kinds_are_kept(database: Database) -> None:
    shapes = [Point(X, Y, 5), Point(X, Y), shapely.LineString([(X, Y), (X + 1, Y)]), shapely.MultiPolygon()]
    given = gpd.GeoDataFrame({"id": list("abcd")}, geometry=shapes, crs="EPSG:4549")
    hg.write_file(given, database.address(), layer="plan.kinds")
    back = hg.read_file(database.address(), layer="plan.kinds")
    assert back.geometry.to_wkt().tolist() == given.geometry.to_wkt().tolist()
    assert database.run("SELECT srid FROM gis.geometry_columns WHERE f_table_name = 'kinds'") == [(4549,)]


def test_a_table_whose_columns_fit_keeps_all_that_hangs_on_it(database: Database) -> None:
    database.run(
        "CREATE TABLE plan.kept (id varchar(4) PRIMARY KEY, area numeric(8,2), geom geometry(Point, 4549))",
        "GRANT SELECT ON plan.kept TO guest",
        "CREATE INDEX kept_area ON plan.kept (area)",
        "CREATE VIEW plan.over AS SELECT id FROM plan.kept",
        "INSERT INTO plan.kept VALUES ('old', 1, NULL)",
    )
    given = gpd.GeoDataFrame({"id": ["b", "a"], "area": [0.1, 33.33]}, geometry=[Point(X, Y)] * 2, crs="EPSG:4549")
    hg.write_file(given, database.address(), layer="plan.kept")
    assert database.run("SELECT id, area::text FROM plan.kept ORDER BY id") == [("a", "33.33"), ("b", "0.10")]
    assert database.run("SELECT has_table_privilege('guest', 'plan.kept', 'SELECT')") == [(True,)]
    assert database.run("SELECT count(*) FROM pg_indexes WHERE tablename = 'kept'") == [(2,)]
    for changed, said in (
        (given.assign(area=[0.125, 1]), r"column 'area' of plan.kept is numeric\(8,2\), and row 0 has '0.125'"),
        (given.assign(id=["toolong", "a"]), r"character varying\(4\), and row 0 has 'toolong'"),
        (given.assign(id=["a", "a"]), "duplicate key"),
    ):
        with pytest.raises(hg.SourceError, match=said):
            hg.write_file(changed, database.address(), layer="plan.kept")
    assert database.run("SELECT count(*), sum(area)::text FROM plan.kept") == [(2, "33.43")]
    with pytest.raises(hg.SourceError, match=r"plan.over need it; nothing was changed"):
        hg.write_file(given.assign(more=1), database.address(), layer="plan.kept")


def test_a_table_that_is_made_anew_tells_what_went_with_the_old_one(database: Database) -> None:
    database.run(
        "CREATE TABLE plan.anew (id text PRIMARY KEY, note text, geom geometry(Point, 4549))",
        "GRANT ALL ON SCHEMA plan TO chief",
        "ALTER TABLE plan.anew OWNER TO chief",
        "GRANT SELECT, INSERT ON plan.anew TO guest",
        "GRANT UPDATE (id), REFERENCES (id) ON plan.anew TO guest",
        "GRANT DELETE ON plan.anew TO guest WITH GRANT OPTION",
        "CREATE INDEX anew_note ON plan.anew (note)",
        "COMMENT ON TABLE plan.anew IS 'of 2019'",
        "COMMENT ON COLUMN plan.anew.id IS '编号: ''mine'''",
        "CREATE POLICY own ON plan.anew AS RESTRICTIVE FOR UPDATE TO guest, planner USING (true) WITH CHECK (id < '9')",
        "CREATE POLICY seen ON plan.anew USING (true)",
        "ALTER TABLE plan.anew ENABLE ROW LEVEL SECURITY",
    )
    hangs = (
        "SELECT obj_description('plan.anew'::regclass, 'pg_class')",
        "SELECT description FROM pg_description WHERE objoid = 'plan.anew'::regclass AND objsubid > 0",
        "SELECT policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies ORDER BY 1",
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = 'plan.anew'::regclass",
        "SELECT pg_get_userbyid(relowner), relacl::text FROM pg_class WHERE oid = 'plan.anew'::regclass",
        "SELECT attacl::text FROM pg_attribute WHERE attrelid = 'plan.anew'::regclass AND attname = 'id'",
    )
    before = [database.run(each) for each in hangs]
    with pytest.warns(UserWarning, match=r"plan.anew was made anew") as caught:
        hg.write_file(frame(), database.address(), layer="plan.anew")
    said = str(caught[0].message)
    rights = "GRANT INSERT, REFERENCES (id), SELECT, UPDATE (id) ON plan.anew TO guest"
    for each in (rights, "anew_note", "PRIMARY KEY (id)", "'of 2019'"):
        assert each in said
    assert database.run("SELECT count(*) FROM plan.anew") == [(3,)]
    statements = re.findall(r"(?:COMMENT|CREATE POLICY|GRANT|ALTER TABLE \S+ (?:ENABLE|OWNER)).*?(?=; [A-Z]|$)", said)
    assert len(statements) == 8  # the owner, two rights, two comments, two policies, and that they count
    database.run(*statements)
    assert [database.run(each) for each in hangs] == before


def test_what_cannot_be_written_leaves_all_as_it_was(database: Database) -> None:
    hg.write_file(frame(), database.address(), layer="plan.stays")
    before = database.run("SELECT md5(string_agg(s::text, '|' ORDER BY id)) FROM plan.stays s")
    database.run("CREATE VIEW plan.a_view AS SELECT 1 AS id", "GRANT USAGE ON SCHEMA plan TO guest")
    own = "+proj=tmerc +lon_0=119.37 +x_0=500000 +ellps=GRS80 +units=m"
    lists = frame().assign(more=[[1], [2], [3]])
    for given, layer, user, said in (
        (frame().set_crs(None, allow_override=True), "plan.stays", "planner", "no reference system"),
        (frame().set_crs(own, allow_override=True), "plan.stays", "planner", "has no number"),
        (lists, "plan.stays", "planner", "list"),
        (frame(), None, "planner", "say which table"),
        (frame(), "plam.stays", "planner", "has no schema 'plam'; there are: gis, plan, public"),
        (frame(), "plan.a_view", "planner", "is a view"),
        (frame(), "plan." + "长" * 22, "planner", "63 bytes"),
        (frame(), "plan.stays", "guest", "GRANT"),
        (frame(), "plan.guests", "guest", "GRANT"),
        (frame().rename(columns={"n": "长" * 22}), "plan.other", "planner", "63 bytes"),
    ):
        with pytest.raises(hg.HantingGeoError, match=said) as caught:
            hg.write_file(given, database.address(user), layer=layer)
        assert PASSWORD not in str(caught.value)
        assert not re.search("cannot|nothing|; ask", caught.value.message("zh"))
    assert database.run("SELECT md5(string_agg(s::text, '|' ORDER BY id)) FROM plan.stays s") == before
    assert database.run("SELECT count(*) FROM pg_class WHERE relname IN ('guests', 'other', 'hanting_geo_staged')") == [
        (0,)
    ]


def test_readers_see_the_old_rows_until_the_new_ones_stand(database: Database) -> None:
    hg.write_file(frame(), database.address(), layer="plan.watched")
    with psycopg.connect(database.address()) as watching:
        assert watching.execute("SELECT count(*) FROM plan.watched").fetchone() == (3,)
        hg.write_file(frame().iloc[:1], database.address(), layer="plan.watched")
    assert database.run("SELECT count(*) FROM plan.watched") == [(1,)]


def test_names_are_quoted(database: Database) -> None:
    given = frame().rename(columns={"n": 'a"; DROP TABLE plan.stays; --', "x": "select", "ok": "50%"})
    hg.write_file(given, database.address(), layer='plan.Odd "name"; %s')
    assert hg.read_file(database.address(), layer='plan.Odd "name"; %s').columns.tolist() == given.columns.tolist()


def test_a_catalogue_takes_layers_of_a_database(database: Database, tmp_path: Path) -> None:
    zones = hg.load_layer("zones")
    hg.write_file(zones, database.address(), layer="plan.own_zones")
    (tmp_path / "catalog.yaml").write_text(
        "extends: packaged\nlayers:\n  zones:\n    title: 片区\n"
        f"    file: {database.address()}\n    layer: plan.own_zones\n    accuracy_m: 1\n",
        encoding="utf-8",
    )
    catalog = hg.open_catalog(tmp_path)
    frame = catalog.load("zones")
    assert frame["id"].tolist() == zones["id"].tolist()
    for said in (frame.attrs, catalog.to_table().to_string(), catalog.check().to_string(), catalog.info("zones").path):
        assert PASSWORD not in str(said)
    run = {
        "title": "x",
        "steps": [{"id": "z", "do": "load_layer", "with": {"name": "zones"}, "save": ["zones.geojson"]}],
    }
    (tmp_path / "scenario.yaml").write_text(json.dumps(run | {"catalog": "catalog.yaml"}), encoding="utf-8")
    hg.read_scenario(tmp_path / "scenario.yaml").run(tmp_path / "out")
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path


def test_the_command_line_goes_through_the_same_door(database: Database, hanting: Hanting, tmp_path: Path) -> None:
    address = database.address()
    hg.write_file(hg.load_layer("zones"), tmp_path / "zones.gpkg")
    done = [
        hanting("convert", tmp_path / "zones.gpkg", f"{address}:plan.cli"),
        hanting("convert", f"{address}:plan.cli", tmp_path / "back.gpkg"),
        hanting("stats", "--zones", f"{address}:plan.cli", "--of", f"{address}:plan.cli", "--out", tmp_path / "s.csv"),
        hanting("check", f"{address}:plan.cli"),
        hanting("check", f"{address}:plan.cly", code=2),
        hanting("overlay", address, "zones", "--out", tmp_path / "x.gpkg", code=2),
    ]
    assert "did you mean plan.cli" in done[4].err
    assert not any(PASSWORD in each.out + each.err for each in done)
    back, zones = hg.read_file(tmp_path / "back.gpkg"), hg.load_layer("zones")
    assert back["id"].tolist() == zones["id"].tolist()
    there = zones.geometry.notna()
    assert back.geometry.isna().tolist() == (~there).tolist()
    assert shapely.equals_exact(back.geometry[there].values, zones.geometry[there].values, 1e-9).all()
