"""How well eligible and excluded land is known: as badly as the candidate and what cut it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
from brute import CRS, layer, moved, rule
from shapely import box

from hanting_geo import save_page
from hanting_geo.siting.exclusion.exclude import exclude

if TYPE_CHECKING:
    from pathlib import Path


def candidates(accuracy: Any) -> gpd.GeoDataFrame:
    shapes = [moved(box(200 * row, 0, 200 * row + 100, 100)) for row in range(3)]
    return gpd.GeoDataFrame({"id": ["a", "b", "c"], "accuracy_m": accuracy}, geometry=shapes, crs=CRS)


def test_the_worst_of_the_candidate_and_of_what_cuts_it(tmp_path: Path) -> None:
    farmland = layer([box(50, 0, 150, 100), box(200, 0, 240, 100)], [2.0, 0.1])
    river = layer([box(0, 120, 80, 130), box(-900, 0, -890, 9)], [5.0, math.nan])
    rules = [rule("outside"), rule("beyond_distance", id="b", layer="river", distance_m=30)]
    found = exclude(candidates([0.5, 0.5, 0.5]), rules, {"r": farmland, "river": river})
    layers = found.layers()
    eligible = layers["eligible"].set_index("id")["accuracy_m"].to_dict()
    assert eligible == {"a": 5.0, "b": 0.5, "c": 0.5}  # what cuts b is known better than b itself
    assert layers["candidates"]["accuracy_m"].tolist() == [0.5, 0.5, 0.5]
    excluded = layers["excluded"]
    assert set(excluded.loc[excluded["candidate"] == "a", "accuracy_m"]) == {5.0}
    assert set(excluded.loc[excluded["candidate"] == "b", "accuracy_m"]) == {0.5}
    page = save_page(found.to_map(), tmp_path / "e.html").read_text(encoding="utf-8")
    assert '"accuracy_range":[0.5,5.0]' in page
    assert '"any_rough":true' not in page


@pytest.mark.parametrize("where", [False, True])
def test_what_states_none_is_missing_only_where_it_cuts(where: bool) -> None:  # noqa: FBT001
    farmland = layer([box(50, 0, 150, 100), box(250, 0, 260, 100)], [math.nan, 1.0])
    layers = {"r": farmland, "w": layer([box(-9, -9, 999, 50)], 3.0)}
    found = exclude(candidates([0.5, 0.5, math.nan]), [rule("outside", where_layer="w" if where else None)], layers)
    known = found.layers()["eligible"]["accuracy_m"].tolist()
    np.testing.assert_array_equal(known, [math.nan, 3.0 if where else 1.0, math.nan])


def test_a_candidate_that_an_attribute_excludes_is_known_as_it_is() -> None:
    one = rule("attribute", column="id", op="!=", value="a")
    found = exclude(candidates([0.5, 0.6, 0.7]), [one], {})
    layers = found.layers()
    assert layers["excluded"]["accuracy_m"].tolist() == [0.5]
    assert layers["eligible"]["accuracy_m"].tolist() == [0.6, 0.7]
