"""Hostile files: one clear message of ours that fits a screen, in bounded time, whoever is asked to read them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import hostile
import numpy as np
import pyarrow as pa
import pytest
import shapely
from hostile import refused
from thinned import thinned

import hanting_geo as hg
from hanting_geo.core.limits import DEFAULTS, LimitError, limits
from hanting_geo.errors import HantingGeoError
from hanting_geo.sources.files.batches import open_batches
from hanting_geo.sources.files.nesting import require_flat_wkb

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", thinned(hostile.FILES, one_in=3))
def test_a_hostile_file_is_refused(name: str, tmp_path: Path) -> None:
    path = hostile.FILES[name](tmp_path)
    layer = "v" if name.startswith("view") else None
    with limits(view_seconds=1):
        refused(lambda: hg.read_file(path, layer=layer))
        refused(lambda: list(open_batches(path, layer=layer, size=10)))


@pytest.mark.parametrize("name", hostile.READ)
def test_an_odd_file_is_read(name: str, tmp_path: Path) -> None:
    began = time.process_time()
    frame = hg.read_file(hostile.READ[name](tmp_path))
    assert len(frame) == (4_000 if "4,000" in name else 1)
    assert time.process_time() - began < hostile.SECONDS


@pytest.mark.parametrize("encoding", [*hostile.CODECS, "utf_7", "punycode"])
def test_what_is_no_encoding_of_text_is_told(encoding: str, tmp_path: Path) -> None:
    for path in (hostile.shapefile(tmp_path), hostile.text("a.csv", "x,y\n1,2\n")(tmp_path)):
        if not (path.suffix == ".csv" and encoding == "utf-16"):
            assert "encoding" in refused(lambda path=path: hg.read_file(path, encoding=encoding))
    if encoding != "utf-16":  # which is one, and not that of a Shapefile
        with pytest.raises(HantingGeoError, match="encoding"):
            hg.write_file(hostile.points(), tmp_path / "b.shz", encoding=encoding)


def test_a_limit_can_be_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = hostile.geojson(hostile.many(30, '"p%d":1,') + '"n":1')(tmp_path)
    with limits(columns=20):
        said = refused(lambda: hg.read_file(path))
        assert "31 properties" in said
        assert "--limit columns=NUMBER" in said
        with limits(columns=40):
            assert hg.read_file(path).shape == (1, 32)
    monkeypatch.setenv("HANTING_GEO_LIMITS", "columns=20")
    refused(lambda: hg.read_file(path))
    limits.take("columns=31")
    assert hg.read_file(path).shape == (1, 32)
    limits.columns = None  # type: ignore[assignment]
    assert limits.columns == 20
    for wrong in ("columns", "columns=x", "columms=5", "columns=0", "columns=" + "9" * 40):
        with pytest.raises(LimitError):
            limits.take(wrong)
    monkeypatch.delenv("HANTING_GEO_LIMITS")
    assert {name: getattr(limits, name) for name in DEFAULTS} == DEFAULTS


def test_a_pack_that_would_become_too_much_is_not_unpacked(tmp_path: Path) -> None:
    bomb = hostile.pack("a.zip", 1, 1 << 26)(tmp_path)  # 64 MB of 64 KB
    with limits(unpacked_mb=16):
        assert "would unpack to 64 MB" in refused(lambda: hg.read_file(bomb))
    path = hostile.parquet(hostile.plain, rows=1_000_000)(tmp_path)
    with limits(unpacked_mb=4):
        assert "1,000,000 rows" in refused(lambda: hg.read_file(path))


def wkb(shape: Any) -> bytes:
    return bytes(shapely.to_wkb(shape))


@pytest.mark.parametrize("flavor", ["iso", "extended"])
@pytest.mark.parametrize("order", [0, 1])
def test_nesting_is_counted_as_it_is(flavor: str, order: int) -> None:
    """Against shapes of known depth, in both orders of bytes, with heights and systems in their heads."""
    shape: Any = shapely.set_srid(shapely.force_3d(shapely.box(0, 0, 1, 1)), 4549)
    grown: list[bytes] = []
    for _ in range(12):
        several = shapely.GeometryCollection([shapely.Point(1, 2), shapely.MultiPoint([(0, 0), (1, 1)]), shape])
        shape = shapely.set_srid(several, 4549)
        long = shapely.GeometryCollection([shapely.LineString(np.zeros((1_000, 2))), shape])
        grown.append(
            bytes(shapely.to_wkb(long, byte_order=order, flavor=flavor, include_srid=flavor == "extended"))  # type: ignore[call-overload]
        )
    for depth, raw in enumerate(grown, start=3):
        column = pa.array([None, b"", raw], pa.binary())
        with limits(nesting=depth):
            require_flat_wkb("a", column)
        # A group of points counts as one that holds others: the deepest of all is the last collection's.
        with limits(nesting=depth - 1):
            assert "row 7" in refused(lambda column=column: require_flat_wkb("a", column, 5))


def test_ordinary_long_groups_are_let_through() -> None:
    parts = shapely.MultiPolygon([shapely.Point(3 * at, 0).buffer(1) for at in range(500)])
    require_flat_wkb("a", pa.array([wkb(parts)], pa.large_binary()))


def test_a_source_that_is_written_while_it_is_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    points = hostile.points()
    hg.write_file(hostile.gpd.GeoDataFrame({"n": range(9)}, geometry=list(points.geometry) * 9, crs=4549), path)
    batches = iter(open_batches(path, size=3))
    next(batches)
    hg.write_file(points, path)

    def rest() -> None:
        list(batches)

    assert "was changed while it was being read" in refused(rest)


def test_a_message_is_as_long_as_a_screen() -> None:
    for text in ("x" * 10**6, "甲" * 10**6, "\n" * 10**6, "\n".join(map(str, range(10**5))), "short"):
        error = hg.SourceError(text)
        assert len(str(error).encode()) <= hostile.MOST_BYTES
        assert str(error)[:5] == text[:5]
        assert error.args == (text,)
    assert str(hg.SourceError("x\n" * 1_999)) == "x\n" * 1_999
    with limits(message_bytes=100_000):
        assert len(str(hg.SourceError("x\n" * 40_000))) == 80_000
