"""Columns that add up to another column still do when they are written."""

from __future__ import annotations

import numpy as np
import pandas as pd

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
