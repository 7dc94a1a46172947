"""A pair never depends on the other rows, on threads, on which side is the larger, or on batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from ranges import RANGES, shapes_of
from shapely import Polygon, box
from thinned import thinned

from hanting_geo.analysis.overlay.overlay import overlay
from hanting_geo.analysis.overlay.overlay_file import overlay_file
from hanting_geo.core import threads
from hanting_geo.sources.files import read_file, write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

X, Y = 430_000.0, 4_071_000.0


def frame(shapes: Sequence[Any], name: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({name: range(len(shapes))}, geometry=list(shapes), crs="EPSG:4549")


def pieces(left: gpd.GeoDataFrame, right: gpd.GeoDataFrame) -> dict[tuple[int, int], set[tuple[float, float]]]:
    """Give the corners of what each pair has in common."""
    found = overlay(left, right, keep_geom_type=True)
    return {
        (int(a), int(b)): set(map(tuple, shapely.get_coordinates(shape).tolist()))
        for a, b, shape in zip(found["left"], found["right"], found.geometry, strict=True)
    }


@pytest.mark.parametrize("workers", [1, 2, 8])
@pytest.mark.parametrize(("far", "width"), [(4e7, 3e-8), (1e12, 8e-4), (1e15, 0.5)])
def test_thin_overlaps_beside_something_far(
    far: float, width: float, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 300
    left = [box(X + 300 * k, Y, X + 300 * k + 100, Y + 100) for k in range(count)]
    right = [box(X + 300 * k + 100 - width, Y - 1, X + 300 * k + 200, Y + 50) for k in range(count)]
    monkeypatch.setattr(threads, "WORKERS", workers)
    alone = pieces(frame(left, "left"), frame(right, "right"))
    assert len(alone) == count
    left.append(box(far, far, far * 1.01, far * 1.01))
    right.append(box(far * 1.005, far * 1.005, far * 1.02, far * 1.02))
    together = pieces(frame(left, "left"), frame(right, "right"))
    assert len(together) == count + 1
    del together[count, count]
    assert together == alone


@pytest.mark.parametrize("where", thinned(RANGES, one_in=3))
def test_pairs_alone_and_among_others(where: str) -> None:
    shapes = shapes_of(np.random.default_rng([30, len(where)]), where, 20)
    left, right = shapes[::2], shapes[1::2]
    # Of many corners, so that it is now one side, now the other that has more.
    west, south, size = RANGES[where]
    large = shapely.segmentize(box(west, south, west + 2 * size, south + 2 * size), size / 40)
    every = [
        pieces(frame(one, "left"), frame(two, "right"))
        for one, two in ((left, right), ([*left, large], right), (left, [*right, large]))
    ]
    for found in every[1:]:
        inner = {pair: corners for pair, corners in found.items() if max(pair) < len(left)}
        assert inner == every[0]
    for row, one in list(enumerate(left))[::4]:
        for place, two in list(enumerate(right))[::3]:
            alone = pieces(frame([one], "left"), frame([two], "right"))
            assert alone.get((0, 0)) == every[0].get((row, place))


def test_streamed_pieces_have_the_corners_of_those_in_memory(tmp_path: Path) -> None:
    def at(corners: Sequence[tuple[float, float]]) -> Polygon:
        return Polygon([(X + east, Y + north) for east, north in corners])

    chance = np.random.default_rng(31)
    parcels = [
        at([(2, 0), (4, 0), (4, 5), (2, 5)]),
        at([(5, 0), (8, 0), (8, 5), (5, 5)]),
        shapely.segmentize(box(X + 20, Y, X + 30, Y + 10), 1.0),
        shapely.segmentize(box(X + 12, Y, X + 18, Y + 12), 0.5),
        *(at([(k, 0), (k + 3, 0), (k + 3 * chance.random(), 4)]) for k in range(0, 36, 2)),
        *(shapely.segmentize(box(X + k, Y + 9, X + k + 1, Y + 10), chance.uniform(0.02, 2)) for k in range(0, 40, 3)),
    ]
    zones = [
        at([(0, 0), (3, 0), (6, 0), (40, 0), (40, 10), (0, 10)]),
        at([(0, 5), (11, 5), (13, 5), (40, 5), (40, 20), (0, 20)]),
    ]
    source = write_file(frame(parcels, "left"), tmp_path / "parcels.parquet")
    whole = overlay(read_file(source), frame(zones, "right"), keep_geom_type=True)
    assert len(whole) > len(parcels)
    for batch in (1, 2, 7):
        target = tmp_path / f"{batch}.parquet"
        streamed = read_file(overlay_file(source, frame(zones, "right"), target, batch=batch, keep_geom_type=True))
        assert streamed["left"].tolist() == whole["left"].tolist()
        for mine, theirs in zip(streamed.geometry, whole.geometry, strict=True):
            assert set(map(tuple, shapely.get_coordinates(mine))) == set(map(tuple, shapely.get_coordinates(theirs)))
