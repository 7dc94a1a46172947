"""Past one machine: two processes give what one gives, twice alike bit for bit, and when one is killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import warnings
from contextvars import Context
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster, default_client
from shapely import Point, box
from shapely.affinity import rotate
from typer.testing import CliRunner

import hanting_geo as hg
from hanting_geo.analysis.distributed import cluster
from hanting_geo.cli.main import app
from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

X, Y = 430000.0, 4071000.0
SUMMED = ["features", "length_m", "plane_m2", "ellipsoid_m2"]


def land() -> gpd.GeoDataFrame:
    """Parcels side by side, some lying over others, a line, a point and one without a place."""
    random = np.random.default_rng(19)
    order = random.permutation(400)
    cells = [box(X + 50 * (n % 20), Y + 50 * (n // 20), X + 50 * (n % 20) + 50, Y + 50 * (n // 20) + 50) for n in order]
    over = [rotate(box(X + a, Y + b, X + a + 90, Y + b + 70), 30) for a, b in random.uniform(0, 900, (25, 2))]
    shapes = [*cells, *over, box(X - 40, Y - 40, X + 1040, Y + 20), None]
    table = {"id": [f"p{n}" for n in range(len(shapes))], "use": random.choice(["farm", "road", None], len(shapes))}
    return gpd.GeoDataFrame(table | {"accuracy_m": 0.1}, geometry=shapes, crs="EPSG:4549")


def zones() -> gpd.GeoDataFrame:
    shapes = [rotate(box(X, Y, X + 600, Y + 500), 10), box(X + 500, Y + 400, X + 980, Y + 1100), None]
    return gpd.GeoDataFrame({"id": ["a", "b", "c"]}, geometry=shapes, crs="EPSG:4549")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        # Port 0: two clusters of one machine do not ask for the same one.
        LocalCluster(n_workers=2, processes=True, threads_per_worker=1, dashboard_address="127.0.0.1:0") as started,
        Client(started) as opened,
    ):
        yield opened


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts")
    return hg.partition_file(hg.write_file(land(), folder / "land.gpkg"), folder / "parts", rows=60)


def whole(parts: Path) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.concat([hg.read_file(path) for path in sorted(parts.iterdir())], ignore_index=True))


def test_parts_hold_whole_features_that_lie_near_each_other(parts: Path) -> None:
    frames = [hg.read_file(path) for path in sorted(parts.iterdir())]
    assert [len(frame) for frame in frames] == [60] * 7 + [7]
    given, found = land().set_index("id").sort_index(), whole(parts).set_index("id").sort_index()
    assert found["use"].fillna("-").tolist() == given["use"].fillna("-").tolist()
    assert found.geometry.to_wkb().tolist() == given.geometry.to_wkb().tolist()
    # 60 cells in a row would be 1,000 m wide.
    assert np.median([frame.total_bounds[2] - frame.total_bounds[0] for frame in frames]) < 700
    assert frames[-1].geometry.isna().iloc[-1]


@pytest.mark.parametrize("double_count", [False, True])
def test_statistics_are_those_of_one_machine_and_equal_bit_for_bit(
    client: Client,
    parts: Path,
    double_count: bool,  # noqa: FBT001
) -> None:
    asked: dict[str, Any] = {"by": "use", "double_count": double_count}
    alone = hg.zone_statistics(zones(), whole(parts), **asked)
    first, second = (hg.zone_statistics_parts(zones(), parts, scheduler=client, **asked) for _ in range(2))
    pd.testing.assert_frame_equal(first, second, check_exact=True)
    pd.testing.assert_frame_equal(first, alone, check_exact=False, rtol=0, atol=1e-9 * float(alone["plane_m2"].max()))
    assert first["features"].tolist() == alone["features"].tolist()
    total, cells = first.iloc[-1], first.iloc[:-1]
    for column in ("plane_m2", "ellipsoid_m2"):
        assert float(cells[column].sum()) == pytest.approx(float(total[column]), rel=1e-9)


def test_a_frame_of_dask_geopandas_is_accepted(client: Client, parts: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of dask, about pandas
        import dask_geopandas

        frame = dask_geopandas.from_geopandas(whole(parts), npartitions=3, sort=False)
        found = hg.zone_statistics_parts(zones(), frame, by="use", scheduler=client)
    alone = hg.zone_statistics(zones(), whole(parts), by="use")
    pd.testing.assert_frame_equal(found, alone, check_exact=False, rtol=1e-9, atol=1e-3)


def test_overlay_is_that_of_one_machine(client: Client, parts: Path, tmp_path: Path) -> None:
    around = zones().rename(columns={"id": "zone"}).iloc[:2]
    for name in ("once", "twice"):
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            hg.overlay_parts(parts, around, tmp_path / name, scheduler=client)
        said = [str(each.message) for each in told if issubclass(each.category, UserWarning)]
        assert any(re.match(r"part_00001\.parquet, rows 0 to 59: .* dropped", each) for each in said)
    one, two = ([path.read_bytes() for path in sorted((tmp_path / name).iterdir())] for name in ("once", "twice"))
    assert one == two
    found = whole(tmp_path / "once")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the feature without a place
        alone = hg.overlay(whole(parts), around, "intersection")
    key = ["id", "zone"]
    found, alone = (each.sort_values(key).reset_index(drop=True) for each in (found, alone))
    assert found[key].to_numpy().tolist() == alone[key].to_numpy().tolist()
    assert np.abs(found.area - alone.area).max() < 1e-9


def test_screening_is_that_of_one_machine(client: Client, tmp_path: Path) -> None:
    sites = land().iloc[:-1]
    rules = [
        hg.Rule(id="out", title=Text("避让"), relation="outside", layer="zones", basis="x"),
        hg.Rule(id="far", title=Text("退让"), relation="beyond_distance", layer="wells", distance_m=60, basis="x"),
    ]
    wells = gpd.GeoDataFrame({"id": ["w"], "accuracy_m": [1.0]}, geometry=[Point(X + 700, Y + 200)], crs="EPSG:4549")
    layers = {"zones": zones().iloc[:2].assign(accuracy_m=0.5), "wells": wells}
    folder = hg.partition_file(hg.write_file(sites, tmp_path / "sites.gpkg"), tmp_path / "sites", rows=150)
    counts = hg.screen_parts(folder, rules, layers, folder=tmp_path / "out", scheduler=client)
    alone = hg.screen(whole(folder), rules, layers).tables()
    for name in ("summary", "verdicts"):
        files = sorted((tmp_path / "out").glob(f"{name}_*.parquet"))
        found = pd.concat([pd.read_parquet(path) for path in files], ignore_index=True)
        pd.testing.assert_frame_equal(found, alone[name], check_dtype=False)
    expected = alone["summary"]["verdict"].value_counts()
    assert dict(zip(counts["verdict"], counts["sites"], strict=True)) == expected.to_dict()


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(client: Client, parts: Path) -> None:
    before = hg.zone_statistics_parts(zones(), parts, by="use", scheduler=client)
    killed: list[int] = []

    client.wait_for_workers(2)

    def kill(done: float, _what: str) -> None:
        if done > 0.3 and not killed:
            killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    after = hg.zone_statistics_parts(zones(), parts, by="use", scheduler=client, progress=kill)
    assert killed
    pd.testing.assert_frame_equal(after, before, check_exact=True)


def test_a_worker_that_has_just_died_is_not_missed(client: Client, parts: Path) -> None:
    """The scheduler has not seen it yet when it is asked to give all workers the zones."""
    before = hg.zone_statistics_parts(zones(), parts, by="use", scheduler=client)
    client.wait_for_workers(2)
    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    after = hg.zone_statistics_parts(zones(), parts, by="use", scheduler=client)
    pd.testing.assert_frame_equal(after, before, check_exact=True)


def test_what_is_wrong_in_a_part_is_said_as_on_one_machine(client: Client, parts: Path, tmp_path: Path) -> None:
    with pytest.raises(hg.SchemaError, match="no column 'us'"):
        hg.zone_statistics_parts(zones(), parts, by="us", scheduler=client)
    with pytest.raises(hg.CRSError, match="bring the zones there"):
        hg.zone_statistics_parts(zones().to_crs(4528), parts, scheduler=client)
    with pytest.raises(hg.SourceError, match="no folder of GeoParquet"):
        hg.zone_statistics_parts(zones(), tmp_path, scheduler=client)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    with pytest.raises(hg.SourceError, match=r"holds mine\.txt"):
        hg.overlay_parts(parts, zones(), tmp_path / "out", scheduler=client)
    bow = gpd.GeoDataFrame({"id": ["x"]}, geometry=[box(X, Y, X + 1, Y + 1)], crs="EPSG:4549")
    bow.geometry = gpd.GeoSeries.from_wkt(
        ["POLYGON ((430000 4071000, 430010 4071010, 430010 4071000, 430000 4071010, 430000 4071000))"], crs="EPSG:4549"
    )
    folder = hg.partition_file(hg.write_file(bow, tmp_path / "bow.gpkg"), tmp_path / "bow")
    with pytest.raises(hg.SchemaError, match=r"part_00000\.parquet, rows 0 to 0"):
        hg.zone_statistics_parts(zones(), folder, scheduler=client)


def test_a_scheduler_that_cannot_be_reached_is_one_clear_error(parts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_WAIT_S", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
    for scheduler in (address, "nonsense://x", 5):
        with pytest.raises(hg.SourceError, match="scheduler"):
            hg.zone_statistics_parts(zones(), parts, scheduler=scheduler)


STRAY = """
import os, sys
import hanting_geo as hg
from distributed import Client, default_client

client = Client(processes=False, n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0")
try:
    Client("nonsense://x")
except ValueError as error:
    kept = error
assert default_client() is not client
print(len(hg.zone_statistics_parts(sys.argv[1], sys.argv[2], scheduler=client)), flush=True)
os._exit(0)
"""


def test_a_client_that_was_left_half_made_is_not_waited_for(client: Client, parts: Path, tmp_path: Path) -> None:
    """It is the default one of its process, and its loop has ended: who waits in it waits for ever."""
    where = hg.write_file(zones(), tmp_path / "zones.gpkg")
    command = [sys.executable, "-c", STRAY, str(where), str(parts)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    wanted = len(hg.zone_statistics_parts(zones(), parts, scheduler=client))
    assert said.stdout.split() == [str(wanted)], said.stderr


def test_no_client_of_ours_becomes_the_default_one(client: Client, parts: Path) -> None:
    with pytest.raises(hg.SourceError, match="scheduler"):
        hg.zone_statistics_parts(zones(), parts, scheduler="nonsense://x")
    address = client.scheduler_info()["address"]
    hg.zone_statistics_parts(zones(), parts, scheduler=address)
    assert Context().run(default_client) is client


@pytest.mark.long
def test_a_script_that_its_workers_load_again_is_told_how_to_begin(parts: Path, tmp_path: Path) -> None:
    where = hg.write_file(zones(), tmp_path / "zones.gpkg")
    script = tmp_path / "script.py"
    script.write_text(f"import hanting_geo as hg\nhg.zone_statistics_parts({str(where)!r}, {str(parts)!r})\n", "utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode != 0
    assert "SourceError: the processes of this machine do not start" in done.stderr


@pytest.mark.long
def test_the_command_line_asks_a_scheduler(client: Client, parts: Path, tmp_path: Path) -> None:
    hg.write_file(zones(), tmp_path / "zones.gpkg")
    address = client.scheduler_info()["address"]
    arguments = ["--zones", tmp_path / "zones.gpkg", "--of", parts, "--by", "use", "--out", tmp_path / "table.csv"]
    command = ["stats", *map(str, arguments), "--scheduler", address]
    done = CliRunner().invoke(app, command, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    found = pd.read_csv(tmp_path / "table.csv")
    alone = hg.zone_statistics(zones(), whole(parts), by="use")
    assert found["features"].dropna().tolist() == alone["features"].dropna().tolist()
