"""The transfer matrix: by hand, cell by cell against a grid, and by its own sums."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Polygon, box

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 430000.0, 4071000.0
CRS = "EPSG:4549"
MEASURES = ["plane_m2", "ellipsoid_m2", "ha", "mu"]


def land(cells: dict[tuple[int, int, int, int], Any], column: str = "use") -> gpd.GeoDataFrame:
    """Lay boxes (west, south, east, north, in hundreds of metres) with their class."""
    shapes = [box(X + 100 * w, Y + 100 * s, X + 100 * e, Y + 100 * n) for w, s, e, n in cells]
    return gpd.GeoDataFrame(
        {"id": [f"f{k}" for k in range(len(cells))], column: list(cells.values())}, geometry=shapes, crs=CRS
    )


def hectares(matrix: pd.DataFrame, zone: object = "(all)") -> dict[tuple[Any, Any], float]:
    rows = matrix[matrix["zone_id"] == zone]
    return {
        (one, two): ha for one, two, ha in zip(rows["before"], rows["after"], rows["ha"], strict=True) if abs(ha) > 1e-9
    }


def require_closed(matrix: pd.DataFrame, zones: list[Any]) -> None:
    """Require that margins are the sums of their cells, and that zones and closing rows make the total."""
    for measure in MEASURES:
        for _, rows in matrix.groupby("zone_id", sort=False):
            wide = rows.pivot_table(measure, "before", "after", sort=False)
            cells = wide.drop(index="(total)", columns="(total)")
            np.testing.assert_allclose(wide["(total)"].drop("(total)"), cells.sum(axis=1), rtol=1e-9, atol=1e-6)
            np.testing.assert_allclose(wide.loc["(total)"].drop("(total)"), cells.sum(axis=0), rtol=1e-9, atol=1e-6)
            np.testing.assert_allclose(wide.loc["(total)", "(total)"], cells.to_numpy().sum(), rtol=1e-9, atol=1e-6)
        if zones:
            wide = matrix.pivot_table(measure, ["before", "after"], "zone_id", sort=False)
            parts = wide[[*zones, "(zone overlap)", "(outside)"]].sum(axis=1)
            np.testing.assert_allclose(parts, wide["(total)"], rtol=1e-9, atol=2e-4)


def test_a_matrix_by_hand() -> None:
    old = land({(0, 0, 3, 1): "耕地", (3, 0, 4, 1): "水域", (0, 1, 4, 2): "林地"})
    new = land({(0, 0, 2, 1): "耕地", (2, 0, 5, 1): "住宅", (0, 1, 4, 2): "林地"})
    matrix = hg.change_matrix(old, new, by="use")
    assert hectares(matrix) == pytest.approx(
        {
            ("耕地", "耕地"): 2,
            ("耕地", "住宅"): 1,
            ("耕地", "(total)"): 3,
            ("水域", "住宅"): 1,
            ("水域", "(total)"): 1,
            ("林地", "林地"): 4,
            ("林地", "(total)"): 4,
            ("(none)", "住宅"): 1,
            ("(none)", "(total)"): 1,
            ("(total)", "耕地"): 2,
            ("(total)", "住宅"): 3,
            ("(total)", "林地"): 4,
            ("(total)", "(total)"): 9,
        },
        rel=1e-12,
    )
    assert list(dict.fromkeys(matrix["before"])) == ["耕地", "水域", "林地", "住宅", "(none)", "(total)"]
    assert (matrix["plane_m2"] == matrix["ha"] * 10_000).all()
    assert np.allclose(matrix["mu"], matrix["ha"] * 15, rtol=1e-15)
    assert matrix.attrs["units"] == {"plane_m2": "m2", "ellipsoid_m2": "m2", "ha": "ha", "mu": "mu"}
    require_closed(matrix, [])


def test_margins_are_the_states_also_on_the_ellipsoid() -> None:
    old, new = land({(0, 0, 3, 3): "a", (3, 0, 7, 3): "b"}), land({(1, 1, 9, 2): "c"})
    matrix = hg.change_matrix(old, new, by="use").set_index(["before", "after"])
    for state, at in ((old, lambda name: (name, "(total)")), (new, lambda name: ("(total)", name))):
        for name, one in hg.measure_area(state).assign(use=state["use"]).groupby("use"):
            assert matrix.loc[at(name), "ellipsoid_m2"] == pytest.approx(one["ellipsoid_m2"].sum(), rel=1e-9)
            assert matrix.loc[at(name), "plane_m2"] == pytest.approx(one["plane_m2"].sum(), rel=1e-9)


def test_zones_are_answered_each_and_close_for_every_pair() -> None:
    old = land({(0, 0, 4, 2): "farm", (4, 0, 6, 2): "town"})
    new = land({(0, 0, 2, 2): "farm", (2, 0, 6, 2): "town"})
    zones = land({(0, 0, 3, 2): 0, (2, 0, 5, 2): 0})
    zones["id"] = ["west", "mid"]  # they share 2 ha x 1
    matrix = hg.change_matrix(old, new, zones, by="use")
    assert hectares(matrix, "west") == pytest.approx(
        {
            ("farm", "farm"): 4,
            ("farm", "town"): 2,
            ("farm", "(total)"): 6,
            ("(total)", "farm"): 4,
            ("(total)", "town"): 2,
            ("(total)", "(total)"): 6,
        }
    )
    assert hectares(matrix, "mid")["farm", "town"] == pytest.approx(4)
    assert hectares(matrix, "mid")["town", "town"] == pytest.approx(2)
    assert hectares(matrix, "(zone overlap)")["farm", "town"] == pytest.approx(-2)
    assert hectares(matrix, "(outside)")["town", "town"] == pytest.approx(2)
    assert hectares(matrix, "(total)")["farm", "town"] == pytest.approx(4)
    require_closed(matrix, ["west", "mid"])


@pytest.mark.parametrize("seed", range(3))
def test_every_cell_is_what_a_grid_counts(seed: int) -> None:
    rng, size = np.random.default_rng(seed), 12
    states = rng.integers(-1, 3, (2, size, size))  # -1: no land there
    zone_of = rng.integers(-1, 2, (size, size))

    def frame(values: Any, column: str) -> gpd.GeoDataFrame:
        names = {
            k: shapely.union_all([box(X + c, Y + r, X + c + 1, Y + r + 1) for r, c in np.argwhere(values == k)])
            for k in range(3)
            if (values == k).any()
        }
        return gpd.GeoDataFrame(
            {"id": [f"z{k}" for k in names], column: [f"c{k}" for k in names]}, geometry=list(names.values()), crs=CRS
        )

    zones = frame(zone_of, "any")
    matrix = hg.change_matrix(frame(states[0], "one"), frame(states[1], "two"), zones, by=("one", "two"))
    found = matrix.set_index(["zone_id", "before", "after"])["plane_m2"]
    label = {-1: "(none)", 0: "c0", 1: "c1", 2: "c2"}
    for zone, name in ((-1, "(outside)"), (0, "z0"), (1, "z1")):
        for one in range(-1, 3):
            for two in range(-1, 3):
                there = (states[0] == one) & (states[1] == two) & (zone_of == zone) & ((one >= 0) | (two >= 0))
                assert found.loc[name, label[one], label[two]] == pytest.approx(there.sum(), abs=1e-6)
    require_closed(matrix, ["z0", "z1"])


def test_slanting_borders_close_too() -> None:
    rng = np.random.default_rng(5)
    cuts = np.sort(rng.uniform(0, 1000, (2, 6)), axis=1)

    def strips(tops: Any, tilt: float) -> gpd.GeoDataFrame:
        edges = [0.0, *tops, 1000.0]
        shapes = [
            Polygon([(X + a, Y), (X + b, Y), (X + b + tilt, Y + 700.3), (X + a + tilt, Y + 700.3)])
            for a, b in pairwise(edges)
        ]
        return gpd.GeoDataFrame({"use": [f"c{k % 3}" for k in range(len(shapes))]}, geometry=shapes, crs=CRS)

    old, new = strips(cuts[0], 37.7), strips(cuts[1], -91.3)
    matrix = hg.change_matrix(old, new, by="use").set_index(["before", "after"])["plane_m2"]
    for name in ("c0", "c1", "c2"):
        assert matrix[name, "(total)"] == pytest.approx(old.area[old["use"] == name].sum(), rel=1e-9)
        assert matrix["(total)", name] == pytest.approx(new.area[new["use"] == name].sum(), rel=1e-9)
        for other in ("c0", "c1", "c2"):
            one, two = (state.geometry[state["use"] == use].union_all() for state, use in ((old, name), (new, other)))
            assert matrix[name, other] == pytest.approx(one.intersection(two).area, rel=1e-9, abs=1e-6)


def test_what_changed_is_the_off_diagonal() -> None:
    old = land({(0, 0, 3, 1): "farm", (3, 0, 4, 1): "water"})
    new = land({(0, 0, 2, 1): "farm", (2, 0, 5, 1): "town"})
    changed = hg.changed_land(old, new, by="use")
    assert changed.groupby("class_change")["ha"].sum().to_dict() == pytest.approx(
        {"farm → town": 1, "water → town": 1, "(none) → town": 1}
    )
    assert changed["id"].is_unique
    assert changed.crs == old.crs
    row = changed[changed["before"] == "water"].iloc[0]
    assert (row["before_id"], row["after_id"]) == ("f1", "f1")
    everything = hg.changed_land(old, new, by="use", unchanged=True)
    assert everything["plane_m2"].sum() == pytest.approx(50_000)
    assert old.columns.tolist() == ["id", "use", "geometry"]


def test_a_chinese_table_says_closing_classes_in_chinese(tmp_path: Path) -> None:
    old = land({(0, 0, 3, 1): "耕地", (3, 0, 4, 1): None})
    new = land({(0, 0, 2, 1): "耕地", (2, 0, 5, 1): "住宅"})
    matrix = hg.change_matrix(old, new, by="use")
    changed = hg.changed_land(old, new, by="use")
    wide = matrix.pivot_table("ha", "before", "after", sort=False).reset_index()
    for name, table in {"matrix": matrix, "changed": changed.drop(columns="geometry"), "wide": wide}.items():
        hg.write_csv(table, tmp_path / f"{name}.csv", language="zh")
        text = (tmp_path / f"{name}.csv").read_text(encoding="utf-8-sig")
        assert not re.search("[a-z]{3}", text), text
    row = pd.read_csv(tmp_path / "wide.csv", index_col=0)  # columns: 变化前地类,耕地,住宅,(范围外),(未注明),(合计)
    assert row.loc["(合计)", "(合计)"] == 5
    assert row.loc["(范围外)", "住宅"] == row.loc["(未注明)", "住宅"] == 1
    pieces = pd.read_csv(tmp_path / "changed.csv")["地类变化"]
    assert sorted(pieces) == sorted(["耕地 → 住宅", "(未注明) → 住宅", "(范围外) → 住宅"])


def test_land_shared_within_a_state_is_refused_with_ids_and_size() -> None:
    old = land({(0, 0, 3, 1): "farm", (2, 0, 4, 1): "water"})
    new = land({(0, 0, 2, 1): "farm"})
    for pair in ((old, new), (new, old)):
        with pytest.raises(hg.SchemaError, match=r"f0 and f1 \(10000 m2\)"):
            hg.change_matrix(*pair, by="use")


def test_an_overlap_of_one_class_is_refused_as_well() -> None:
    old = land({(0, 0, 3, 1): "farm", (2, 0, 4, 1): "farm"})
    with pytest.raises(hg.SchemaError, match="counted twice"):
        hg.change_matrix(old, old.iloc[:1], by="use")


def test_a_missing_class_and_a_missing_place_are_told() -> None:
    old = land({(0, 0, 1, 1): "farm", (1, 0, 2, 1): None})
    new = pd.concat([land({(0, 0, 2, 1): "town"}), land({(5, 5, 6, 6): "town"}).set_geometry([None], crs=CRS)])
    matrix = hg.change_matrix(old, new, by="use")
    assert hectares(matrix)["(unknown)", "town"] == pytest.approx(1)
    assert matrix.attrs["no_geometry"] == {"before": 0, "after": 1}
    assert hectares(matrix)["(total)", "(total)"] == pytest.approx(2)


def test_a_state_without_land_is_all_none() -> None:
    old, none = land({(0, 0, 1, 1): "farm"}), land({(0, 0, 1, 1): "farm"}).iloc[:0]
    assert hectares(hg.change_matrix(old, none, by="use"))["farm", "(none)"] == pytest.approx(1)
    assert hectares(hg.change_matrix(none, old, by="use"))["(none)", "farm"] == pytest.approx(1)
    assert hg.change_matrix(none, none, by="use")["ha"].sum() == 0
    assert len(hg.changed_land(none, none, by="use")) == 0


def test_a_zone_without_a_place_has_no_answer() -> None:
    old = land({(0, 0, 1, 1): "farm"})
    zones = land({(0, 0, 1, 1): 0, (1, 0, 2, 1): 0})
    zones.loc[1, "geometry"] = None
    matrix = hg.change_matrix(old, old, zones, by="use").set_index("zone_id")
    assert matrix.loc["f1", "ha"].isna().all()
    assert matrix.loc["f0", "ha"].notna().all()


def test_classes_keep_the_order_of_a_categorical() -> None:
    old = land({(0, 0, 1, 1): "b", (1, 0, 2, 1): "a"})
    old["use"] = pd.Categorical(old["use"], ["a", "b", "c"])
    matrix = hg.change_matrix(old, old, by="use")
    assert list(dict.fromkeys(matrix["after"])) == ["a", "b", "(none)", "(total)"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda frame: frame.assign(use=[1, 2]), "read the same"),
        (lambda frame: frame.assign(use="(none)"), "rows of its own"),
        (lambda frame: frame.assign(use="(total)"), "rows of its own"),
        (lambda frame: frame.assign(use=[[1], [2]]), "lists"),
        (lambda frame: frame.set_geometry(frame.boundary), "polygon"),
        (lambda frame: frame.to_crs(4528), "reference system|different|EPSG"),
        (lambda frame: frame.to_crs(4490), "metres|degrees"),
        (lambda frame: frame.drop(columns="use"), "use"),
    ],
)
def test_what_cannot_be_compared_is_refused(change: Any, said: str) -> None:
    old = land({(0, 0, 1, 1): "1", (1, 0, 2, 1): "2"})
    with pytest.raises(hg.HantingGeoError, match=said):
        hg.change_matrix(old, change(old), by="use")
