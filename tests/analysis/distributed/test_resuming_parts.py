"""What was killed in the middle goes on from there, over parts and over files, and ends with the same bytes."""

from __future__ import annotations

import signal
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster
from shapely import LineString, box

import hanting_geo as hg
from hanting_geo.analysis.distributed.measured_kept import measured_again, measured_as_text
from hanting_geo.analysis.statistics.sums import Measured, Seen
from hanting_geo.cli.main import main
from hanting_geo.core.text import Text
from hanting_geo.core.warned import aside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore:.*dropped:UserWarning")
X, Y = 430_000.0, 4_071_000.0

SCRIPT = """
import os, signal, sys
import hanting_geo as hg

def kill(done, what):
    if done > float(sys.argv[4]):
        os.kill(os.getpid(), signal.SIGKILL)

parts, zones, out = sys.argv[1:4]
hg.overlay_parts(parts, zones, out, scheduler=sys.argv[5], progress=kill)
"""


class StopError(BaseException):
    """As Ctrl-C."""


def land() -> gpd.GeoDataFrame:
    """Parcels side by side, with two that lie over others."""
    cells = [
        box(X + 50 * (n % 12), Y + 50 * (n // 12), X + 50 * (n % 12) + 50, Y + 50 * (n // 12) + 50) for n in range(120)
    ]
    over = [box(X + 30, Y + 30, X + 130, Y + 90), box(X + 300, Y + 300, X + 420, Y + 333)]
    table = {"id": [f"p{n}" for n in range(122)], "use": (["farm", "road", None] * 41)[:122]}
    return gpd.GeoDataFrame(table | {"accuracy_m": 0.1}, geometry=[*cells, *over], crs="EPSG:4549")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        LocalCluster(
            n_workers=1,
            processes=False,
            threads_per_worker=1,
            protocol="tcp",
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        ) as started,
        Client(started) as opened,
    ):
        yield opened


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    hg.partition_file(hg.write_file(land(), folder / "land.parquet"), folder / "parts", rows=40)
    zones = gpd.GeoDataFrame(
        {"id": ["a", "b"], "accuracy_m": 0.5},
        geometry=[box(X + 11, Y + 7, X + 333, Y + 222), box(X + 300, Y, X + 500, Y + 444)],
        crs="EPSG:4549",
    )
    hg.write_file(zones, folder / "zones.parquet")
    hg.write_file(zones.rename(columns={"id": "zone", "accuracy_m": "zone_m"}), folder / "cut.parquet")
    return folder


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def killed(data: Path, out: Path, client: Client, after: float) -> None:
    address = client.scheduler_info()["address"]
    given = map(str, (data / "parts", data / "cut.parquet", out, after, address))
    done = subprocess.run([sys.executable, "-c", SCRIPT, *given], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def stopped_after(part: float, do: Any, *given: Any, **asked: Any) -> None:
    def stop(done: float, what: str) -> None:
        if what in {"overlay", "measure", "screen"} and done > part:
            raise StopError

    with pytest.raises(StopError) as stopped:
        do(*given, progress=stop, **asked)
    assert "--resume goes on there" in stopped.value.__notes__[0]


def kept(out: Path) -> int:
    lines = out.with_name(f"{out.name}.unfinished").joinpath("done.jsonl").read_text(encoding="utf-8").splitlines()
    return len(lines) - 1


def test_an_overlay_that_was_killed_goes_on_to_the_same_bytes(
    client: Client, data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked: dict[str, Any] = {"scheduler": client}
    with aside() as told:
        hg.overlay_parts(data / "parts", data / "cut.parquet", tmp_path / "whole", **asked)
    assert len(told) > 1
    out = tmp_path / "out"
    killed(data, out, client, 0.5)
    assert not out.exists()
    assert kept(out) == 3  # of 4
    done: list[float] = []
    with aside() as again:
        hg.overlay_parts(
            data / "parts", data / "cut.parquet", out, resume=True, progress=lambda part, _: done.append(part), **asked
        )
    assert len(done) == 1
    assert set(again) == set(told)
    assert "keeps 3 tasks of a run that was stopped: it goes on there" in caplog.text
    assert written(out) == written(tmp_path / "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "whole"]
    # Without the flag all is done anew, and what stood there is said.
    before = written(out)
    stopped_after(0.2, hg.overlay_parts, data / "parts", data / "cut.parquet", out, **asked)
    assert kept(out) == 1
    done.clear()
    hg.overlay_parts(data / "parts", data / "cut.parquet", out, progress=lambda part, _: done.append(part), **asked)
    assert len(done) == 4
    assert "kept 1 tasks of a run that was stopped; they are done again" in caplog.text
    assert written(out) == before


def test_what_was_made_of_other_zones_is_not_used_and_a_part_that_changed_is_done_again(
    client: Client, data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    parts = hg.partition_file(data / "land.parquet", tmp_path / "parts", rows=40)
    zones = gpd.read_parquet(data / "cut.parquet")
    out = tmp_path / "out"

    def stopped() -> None:
        stopped_after(0.6, hg.overlay_parts, parts, zones, out, scheduler=client)

    stopped()
    done: list[float] = []

    def goes_on(frame: gpd.GeoDataFrame, **asked: Any) -> int:
        done.clear()
        hg.overlay_parts(
            parts, frame, out, scheduler=client, resume=True, progress=lambda part, _: done.append(part), **asked
        )
        return len(done)

    first = min(parts.iterdir())
    changed = hg.read_file(first).assign(use="wood")
    first.unlink()
    hg.write_file(changed, first)
    assert goes_on(zones) == 2  # the first again, and the one that was not done
    assert set(gpd.read_parquet(out / first.name)["use"]) == {"wood"}
    stopped()
    zones.loc[0, "zone"] = "z"
    assert goes_on(zones) == 4
    assert "other inputs, options or versions; nothing of them is used" in caplog.text
    assert "z" in set(gpd.read_parquet(out / first.name)["zone"])


def test_an_error_in_one_part_keeps_the_others(client: Client, data: Path, tmp_path: Path) -> None:
    parts = hg.partition_file(data / "land.parquet", tmp_path / "parts", rows=40)
    last = max(parts.iterdir())
    good = last.read_bytes()
    bad = gpd.read_parquet(last)
    bad.geometry = gpd.GeoSeries.from_wkt(
        [f"POLYGON (({X} {Y}, {X + 9} {Y + 9}, {X + 9} {Y}, {X} {Y + 9}, {X} {Y}))"] * len(bad), crs=bad.crs
    )
    bad.to_parquet(last)
    rule = hg.Rule(id="out", title=Text("避让"), relation="outside", layer="zones", basis="x")
    asked: dict[str, Any] = {"folder": tmp_path / "out", "scheduler": client}
    with pytest.raises(hg.SchemaError, match=last.name):
        hg.screen_parts(parts, [rule], {"zones": data / "zones.parquet"}, **asked)
    last.write_bytes(good)
    count = kept(tmp_path / "out")
    done: list[float] = []
    asked |= {"resume": True, "progress": lambda part, _: done.append(part)}
    hg.screen_parts(parts, [rule], {"zones": data / "zones.parquet"}, **asked)
    assert len(done) == 4 - count < 4


def test_statistics_that_were_stopped_go_on_to_the_same(client: Client, data: Path, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"by": "use", "scheduler": client}
    whole = hg.zone_statistics_parts(data / "zones.parquet", data / "parts", **asked)
    kept_as: dict[str, Any] = {"keep": tmp_path / "t.csv", **asked}
    stopped_after(0.65, hg.zone_statistics_parts, data / "zones.parquet", data / "parts", **kept_as)
    assert kept(tmp_path / "t.csv") == 3  # which rows share ground, and two of four parts
    done: list[str] = []
    found = hg.zone_statistics_parts(
        data / "zones.parquet", data / "parts", keep=tmp_path / "t.csv", resume=True,
        progress=lambda _part, what: done.append(what), **asked,
    )  # fmt: skip
    assert done == ["measure"] * 3  # two parts, and what shares ground
    pd.testing.assert_frame_equal(found, whole, check_exact=True)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(hg.SchemaError, match="keep, with resume=True"):
        hg.zone_statistics_parts(data / "zones.parquet", data / "parts", resume=True, **asked)


def test_numbers_come_back_to_the_last_digit_and_what_json_cannot_hold_is_measured_again() -> None:
    cells = np.array([[0.1 + 0.2, np.nan, 5e-324], [1e308, -0.0, np.pi]])
    answer = (
        Seen([["a", 3, None, 2.5, True]], [("a",), (3,)]),
        {"use": {np.dtype("int64"), pd.Int64Dtype()}},
        {"use"},
        Measured(np.array([True, False]), [("a",), (3,)], cells, 2),
    )
    told = measured_as_text(answer)
    assert told is not None
    seen, types, gaps, measured = measured_again(told)
    assert (seen, types, gaps) == answer[:3]
    assert measured is not None
    assert measured.numbers.tobytes() == cells.tobytes()
    assert measured.near.tolist() == [True, False]
    for value in (pd.Timestamp("2020-01-01"), np.int64(3), ("a", "b")):
        assert measured_as_text((Seen([[value]], []), {}, set(), None)) is None


def test_a_screening_that_was_stopped_goes_on_to_the_same_bytes(client: Client, data: Path, tmp_path: Path) -> None:
    rule = hg.Rule(id="out", title=Text("避让"), relation="outside", layer="zones", basis="x")
    asked: dict[str, Any] = {"tables": ["joint_review"], "scheduler": client}
    one = hg.screen_parts(data / "parts", [rule], {"zones": data / "zones.parquet"}, folder=tmp_path / "one", **asked)
    given = (data / "parts", [rule], {"zones": data / "zones.parquet"})
    stopped_after(0.5, hg.screen_parts, *given, folder=tmp_path / "out", **asked)
    assert kept(tmp_path / "out") == 3
    two = hg.screen_parts(*given, folder=tmp_path / "out", resume=True, **asked)
    pd.testing.assert_frame_equal(one, two)
    assert written(tmp_path / "one") == written(tmp_path / "out")


@pytest.mark.parametrize("keep", [None, False])
def test_keep_geom_type_means_what_it_means_of_the_whole(
    client: Client,
    tmp_path: Path,
    keep: bool | None,  # noqa: FBT001
) -> None:
    # Zones of which some only touch parcels, along a line or in a point.
    parcels = land().iloc[:60]
    zones = gpd.GeoDataFrame(
        {"zone": ["beside", "corner", "in"]},
        geometry=[
            box(X - 100, Y, X, Y + 120),
            box(X + 600, Y + 250, X + 700, Y + 300),
            box(X + 110, Y + 110, X + 190, Y + 190).union(box(X + 200, Y + 200, X + 200.5, Y + 220)),
        ],
        crs="EPSG:4549",
    )
    parts = hg.partition_file(hg.write_file(parcels, tmp_path / "p.parquet"), tmp_path / "parts", rows=16)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        hg.overlay_parts(parts, zones, tmp_path / "out", keep_geom_type=keep, scheduler=client)
        frames = [gpd.read_parquet(path) for path in sorted(parts.iterdir())]
        whole = hg.overlay(gpd.GeoDataFrame(pd.concat(frames, ignore_index=True)), zones, "intersection", keep)
    pieces = [gpd.read_parquet(path) for path in sorted((tmp_path / "out").iterdir())]
    found = gpd.GeoDataFrame(pd.concat(pieces, ignore_index=True))
    key = ["id", "zone"]
    found, whole = (each.sort_values(key).reset_index(drop=True) for each in (found, whole))
    assert found[key].to_numpy().tolist() == whole[key].to_numpy().tolist()
    assert found.geom_type.tolist() == whole.geom_type.tolist()
    assert ("Point" in set(found.geom_type)) == (keep is False)
    assert np.abs(found.area - whole.area).max() < 1e-9


def test_parts_of_two_kinds_are_refused_as_the_whole_is(client: Client, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    shapes = {"a": box(X, Y, X + 9, Y + 9), "b": LineString([(X, Y), (X + 9, Y)])}
    for name, shape in shapes.items():
        frame = gpd.GeoDataFrame({"id": [name]}, geometry=[shape], crs="EPSG:4549")
        hg.write_file(frame, tmp_path / "parts" / f"{name}.parquet")
    zone = gpd.GeoDataFrame({"zone": ["z"]}, geometry=[box(X, Y, X + 5, Y + 5)], crs="EPSG:4549")
    with pytest.raises(hg.SchemaError, match=r"b\.parquet has lines and a\.parquet polygons; overlay takes one kind"):
        hg.overlay_parts(tmp_path / "parts", zone, tmp_path / "out", scheduler=client)
    assert not (tmp_path / "out").exists()


def test_tables_of_a_meeting_are_those_of_all_sites(client: Client, data: Path, tmp_path: Path) -> None:
    far = gpd.GeoDataFrame(
        {"id": ["w"], "accuracy_m": 1.0}, geometry=[box(X + 9000, Y, X + 9001, Y + 1)], crs="EPSG:4549"
    )
    layers = {"zones": gpd.read_parquet(data / "zones.parquet"), "wells": far}
    rules = [
        hg.Rule(id="late", title=Text("避让"), relation="outside", layer="zones", basis="x"),
        hg.Rule(
            id="far",
            title=Text("退让"),
            relation="beyond_distance",
            layer="wells",
            distance_m=60,
            basis="x",
            authority="水利",
        ),
        hg.Rule(id="small", title=Text("面积"), relation="min_area", area_m2=2400, basis="x", authority="自然资源"),
    ]
    asked: dict[str, Any] = {"three_lines": {"permanent_farmland": "zones"}, "ignore_below_m2": 5.0}
    both: dict[str, Any] = {"folder": tmp_path / "out", "scheduler": client}
    hg.screen_parts(data / "parts", rules, layers, tables=["three_lines", "joint_review"], **asked, **both)
    frames = [gpd.read_parquet(path) for path in sorted((data / "parts").iterdir())]
    sites = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True))
    alone = hg.screen(sites, rules, layers, **asked).tables()
    lines = pd.concat(
        [pd.read_parquet(path) for path in sorted((tmp_path / "out").glob("three_lines_*"))], ignore_index=True
    )
    pd.testing.assert_frame_equal(lines, alone["three_lines"], check_dtype=False)
    for name in ("joint_review", "rules"):
        found = pd.read_parquet(tmp_path / "out" / f"{name}.parquet")
        pd.testing.assert_frame_equal(found, alone[name], check_dtype=False, check_exact=False, rtol=1e-12)
    assert "(all)" in set(alone["joint_review"]["site"])
    for name in ("neighbours", "land_use"):
        with pytest.raises(hg.SchemaError, match=r"hg\.screen, which makes it"):
            hg.screen_parts(data / "parts", rules, layers, folder=tmp_path / "out", tables=[name], scheduler=client)
    with pytest.raises(hg.SchemaError, match="each of tables is one of"):
        hg.screen_parts(data / "parts", rules, layers, folder=tmp_path / "out", tables=["x"], scheduler=client)


def test_more_sites_than_a_meeting_reads_are_told_before_anything_is_done(client: Client, tmp_path: Path) -> None:
    many = gpd.GeoDataFrame(
        {"id": [str(n) for n in range(20_001)]}, geometry=[box(X, Y, X + 1, Y + 1)] * 20_001, crs="EPSG:4549"
    )
    (tmp_path / "parts").mkdir()
    many.to_parquet(tmp_path / "parts" / "a.parquet")
    rule = hg.Rule(id="small", title=Text("面积"), relation="min_area", area_m2=2400, basis="x")
    with pytest.raises(hg.SchemaError, match="at most 20,000 sites, and there are 20,001"):
        hg.screen_parts(
            tmp_path / "parts", [rule], {}, folder=tmp_path / "out", tables=["joint_review"], scheduler=client
        )


def test_a_frame_of_dask_has_no_files_that_stay(data: Path, tmp_path: Path) -> None:
    class Frame:
        def to_delayed(self) -> list[Any]:
            return []

    for do in (
        lambda: hg.overlay_parts(Frame(), data / "cut.parquet", tmp_path / "out", resume=True),
        lambda: hg.zone_statistics_parts(data / "zones.parquet", Frame(), keep=tmp_path / "out", resume=True),
    ):
        with pytest.raises(hg.SchemaError, match="computed anew each time"):
            do()


@pytest.mark.long
def test_the_command_line_says_the_same_words(
    client: Client,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    address = client.scheduler_info()["address"]
    zones = gpd.read_parquet(data / "zones.parquet")
    asked: dict[str, Any] = {"by": "use", "keep": tmp_path / "t.csv", "scheduler": client}
    with hg.options(language="en"):
        stopped_after(0.5, hg.overlay_parts, data / "parts", data / "cut.parquet", tmp_path / "cut", scheduler=client)
        stopped_after(0.65, hg.zone_statistics_parts, zones, data / "parts", **asked)

    def run(*arguments: object, code: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["hanting-geo", *map(str, arguments), "--language", "en"])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert ended.value.code == code, said.err
        return said.out + said.err

    cut = ("overlay", data / "parts", data / "cut.parquet", "--out", tmp_path / "cut", "--scheduler", address)
    assert "keeps 3 tasks of a run that was stopped: it goes on there" in run(*cut, "--resume")
    assert "no run was stopped, and all is done from the beginning" in run(*cut, "--resume")
    assert len(list((tmp_path / "cut").iterdir())) == 4
    table = ("--zones", data / "zones.parquet", "--by", "use", "--out", tmp_path / "t.csv")
    # The command line brings all to the system of its catalogue, which the other run did not say.
    said = run("stats", "--of", data / "parts", *table, "--scheduler", address)
    assert "kept 3 tasks of a run with other inputs, options or versions" in said
    assert "all is begun anew" in said
    rule = hg.Rule(id="out", title=Text("避让"), relation="min_area", area_m2=2600, basis="x")
    rules = hg.write_rules(hg.RuleSet((rule,)), tmp_path / "r.yaml")
    screened = ("screen", data / "parts", "--rules", rules, "--out", tmp_path / "s", "--scheduler", address)
    assert "conflict" in run(*screened, "--table", "joint_review", "--strict", code=1)
    assert (tmp_path / "s" / "joint_review.parquet").exists()
    assert "is of one layer" in run(*screened, "--conflict-maps", code=2)
    for arguments in (
        ("stats", "--of", data / "land.parquet", *table),
        ("overlay", data / "land.parquet", data / "cut.parquet", "--out", tmp_path / "o.parquet"),
        ("screen", data / "land.parquet", "--rules", rules, "--out", tmp_path / "s"),
    ):
        assert "--parts 50000), or with several layers" in run(*arguments, "--resume", code=2)


def test_several_layers_are_a_batch_that_goes_on_where_it_failed(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*more: str, code: int = 0) -> str:
        layers = ["--zones", str(data / "zones.parquet"), "--of", str(data / "land.parquet"), "--of", str(late)]
        monkeypatch.setattr(sys, "argv", ["hanting-geo", "stats", *layers, "--language", "en", *more])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert ended.value.code == code, said.err
        return said.out + said.err

    late, out = tmp_path / "late.parquet", tmp_path / "out"
    said = run("--out", str(out), code=1)
    assert "done: " in said
    assert "failed: " in said
    assert "kept 1 pairs of a batch" in run("--out", str(out), code=1)
    hg.write_file(land(), late)
    assert run("--out", str(out), "--resume").count("done before: ") == 1
    run("--out", str(tmp_path / "whole"))
    whole = {name: data for name, data in written(tmp_path / "whole").items() if name != "manifest.json"}
    assert {name: data for name, data in written(out).items() if name != "manifest.json"} == whole
    assert "--out DIR" in run(code=2)
    assert "name --zones and --of once" in run("--out", str(out), "--batch", "5", code=2)
