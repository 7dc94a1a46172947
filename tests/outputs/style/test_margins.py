"""Columns that add up to another column still do when they are written."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import hanting_geo as hg
from hanting_geo.outputs.style.rounding import rounded
from hanting_geo.units import area_columns


def test_inside_and_outside_are_the_area_of_each_row() -> None:
    random = np.random.default_rng(4)
    area = random.uniform(100, 9_000, 400)
    inside = area * random.choice([0.0, 1.0, 0.5, 1 / 3], 400)
    table = rounded(
        pd.DataFrame(
            {
                "site": np.arange(400).astype(str),
                "plane_m2": area,
                "ha": area / 1e4,
                "mu": area * 15 / 1e4,
                **area_columns(inside, prefix="inside_boundary_"),
                **area_columns(area - inside, prefix="outside_boundary_"),
            }
        )
    )
    for whole, unit, decimals in (("plane_m2", "m2", 2), ("ha", "ha", 4), ("mu", "mu", 2)):
        parts = table[f"inside_boundary_{unit}"], table[f"outside_boundary_{unit}"]
        assert np.round(parts[0] + parts[1] - table[whole], 6).eq(0).all()
        assert (parts[0] >= 0).all()
        assert (parts[1] >= 0).all()
        exact = inside / {"m2": 1, "ha": 1e4, "mu": 1e4 / 15}[unit]
        assert (np.abs(parts[0] - exact) < 2 * 10.0**-decimals).all()
        assert parts[1][inside == area].eq(0).all()
        assert parts[0][inside == 0].eq(0).all()


def test_what_is_not_known_stays_so() -> None:
    table = rounded(
        pd.DataFrame({"plane_m2": [1.005], "inside_boundary_m2": [np.nan], "outside_boundary_m2": [np.nan]})
    )
    assert table.iloc[0, 1:].isna().all()


def test_land_by_class_closes_as_one_list() -> None:
    third = [1 / 3, 1 / 3, 1 / 3]
    cells = {"agricultural_ha": third, "construction_ha": third, "unused_ha": third}
    frame = pd.DataFrame({"ownership": ["state", "collective", "(none)"], "land_ha": [1.0] * 3, **cells})
    frame["arable_ha"] = third
    frame["permanent_farmland_ha"] = [1 / 3, 0.1, 0.0]
    total = frame.drop(columns="ownership").sum().to_frame().T.assign(ownership="(total)")
    table = rounded(pd.concat([frame, total], ignore_index=True))
    parts = ["agricultural_ha", "construction_ha", "unused_ha"]
    assert np.round(table[parts].sum(axis=1) - table["land_ha"], 9).eq(0).all()
    body = table.iloc[:3]
    for name in [*parts, "land_ha", "arable_ha", "permanent_farmland_ha"]:
        assert round(body[name].sum() - table[name].iloc[3], 9) == 0, name
    assert table["land_ha"].iloc[3] == 3.0
    assert (table["arable_ha"] <= table["agricultural_ha"]).all()
    assert (table["permanent_farmland_ha"] <= table["arable_ha"]).all()


def statistics(seed: int, zones: int, *, hair: bool) -> pd.DataFrame:
    """Make a table as zone_statistics gives it: classes by zone, closing rows, the total."""
    random = np.random.default_rng(seed)
    rows = [(f"z{zone}", f"c{n}") for zone in range(zones) for n in range(random.integers(1, 6))]
    rows += [(closing, "(all)") for closing in ("(class overlap)", "(zone overlap)", "(outside)", "(no geometry)")]
    measures = np.round(random.uniform(0, 50, len(rows)), 2) if hair else random.uniform(0, 50, len(rows))
    measures[-4:] = [-1 / 3, 0.0, random.uniform(0, 9), 0.0]
    table = pd.DataFrame(rows, columns=["zone_id", "class"]).assign(features=1, length_m=0.0, plane_m2=measures)
    total = pd.DataFrame({"zone_id": ["(total)"], "class": "(all)", "features": len(rows), "length_m": 0.0})
    return pd.concat([table, total.assign(plane_m2=measures.sum())], ignore_index=True)


@pytest.mark.parametrize("hair", [False, True], ids=["any numbers", "numbers that are rounded already"])
@pytest.mark.parametrize("zones", [1, 7, 90])
def test_classes_of_a_zone_sum_to_what_the_summary_says_of_it(zones: int, *, hair: bool) -> None:
    for seed in range(12):
        long = statistics(seed, zones, hair=hair)
        wide = rounded(hg.wide_statistics({"use": long})).set_index("zone_id")["use_plane_m2"]
        shown = rounded(long)
        sums = shown.groupby("zone_id")["plane_m2"].sum().round(2)
        assert (sums[wide.index] == wide).all()
        assert (np.abs(shown["plane_m2"] - long["plane_m2"]) < 0.0101).all()
        body, total = shown["plane_m2"].iloc[:-1], shown["plane_m2"].iloc[-1]
        assert round(body.sum(), 2) == total == round(long["plane_m2"].iloc[-1], 2)
