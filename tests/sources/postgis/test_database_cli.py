"""The commands on a layer of a database: the doctor of coordinates, batches, and what is refused, in both languages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from postgres import PASSWORD, Database

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting

X, Y = 430000, 4071000


@pytest.fixture(scope="module")
def filled(database: Database) -> Database:
    box = f"ST_MakeEnvelope({X}, {Y}, {X + 10}, {Y + 10})"
    moved = f"ST_MakeEnvelope({X + 40_000_000}, {Y}, {X + 40_000_010}, {Y + 10})"
    database.run(
        "CREATE SCHEMA doctor",
        "CREATE TABLE doctor.right_one (id int PRIMARY KEY, geom geometry(Polygon, 4549))",
        f"INSERT INTO doctor.right_one VALUES (1, ST_SetSRID({box}, 4549))",  # noqa: S608 - our own table
        "CREATE TABLE doctor.wrong_one (id int PRIMARY KEY, geom geometry(Polygon, 4549))",
        f"INSERT INTO doctor.wrong_one VALUES (1, ST_SetSRID({moved}, 4549))",  # noqa: S608
        "CREATE TABLE doctor.silent_one (id int PRIMARY KEY, geom geometry(Polygon))",
        f"INSERT INTO doctor.silent_one VALUES (1, {box})",  # noqa: S608
    )
    return database


def test_the_doctor_looks_at_a_layer_of_a_database(filled: Database, hanting: Hanting) -> None:
    address = filled.address()
    rows = json.loads(hanting("check", "--crs", f"{address}:doctor.right_one", "--strict", "--json").out)
    assert (rows[0]["code"], rows[0]["verdict"], rows[0]["declared"]) == ("EPSG:4549", "fits", True)
    assert PASSWORD not in rows[0]["file"]
    wrong = hanting("check", "--crs", f"{address}:doctor.wrong_one", "--strict", "--language", "en", code=1).out
    assert "EPSG:4528" in wrong
    assert "doctor.wrong_one" in wrong.partition("hanting-geo convert")[2]
    assert PASSWORD not in wrong
    chinese = hanting("check", "--crs", address, "--layer", "doctor.silent_one", "--language", "zh").out
    assert "EPSG:4549" in chinese
    assert "横坐标不带带号" in chinese
    everything = hanting("check", "--crs", address, "--language", "en").out
    assert all(f":doctor.{name}\n" in everything for name in ("right_one", "wrong_one", "silent_one"))
    table = hg.diagnose_crs(address, layer="doctor.wrong_one", language="en")
    assert table.iloc[0]["code"] == "EPSG:4528"


def test_what_is_wrong_is_one_clear_line_in_both_languages(filled: Database, hanting: Hanting, tmp_path: Path) -> None:
    address = f"{filled.address()}:doctor.right_one"
    for language, words in (("en", "which a layer is read whole"), ("zh", "其图层整体读取")):
        said = hanting(
            "stats",
            "--zones",
            "zones",
            "--of",
            address,
            "--batch",
            5,
            "--out",
            tmp_path,
            "--language",
            language,
            code=2,
        )
        assert words in said.err
        assert PASSWORD not in said.err
    for language, words in (("en", "a file is wanted here"), ("zh", "此处需要的是文件")):
        said = hanting("overlay", address, "zones", "--out", tmp_path / "o.parquet", "--language", language, code=2)
        assert words in said.err
        assert PASSWORD not in said.err
    missing = hanting("check", "--crs", f"{filled.address()}:doctor.none_such", "--language", "en", code=2)
    assert "none_such" in missing.err
    nobody = "postgresql://nobody@127.0.0.1:1/land"
    assert "127.0.0.1:1" in hanting("check", "--crs", nobody, "--language", "en", code=2).err
