"""Land that needs consent, rules for candidates of a kind, and distances of columns: areas by hand, and the ledger."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
from brute import CRS, layer, moved, rule
from shapely import box

from hanting_geo.siting.exclusion.exclude import exclude
from hanting_geo.siting.screening.screen import screen

if TYPE_CHECKING:
    from pathlib import Path

    from hanting_geo.siting.exclusion.result import Exclusion
    from hanting_geo.siting.rules.model import Rule

LAYERS = {"a": layer([box(0, 0, 40, 100)]), "b": layer([box(20, 0, 60, 100)]), "c": layer([box(50, 0, 70, 100)])}
FORBID = rule("outside", id="a", layer="a")
CONSENT = rule("outside", id="b", layer="b", consequence="consent", authority="市水利局")
OTHER = rule("outside", id="c", layer="c", consequence="consent", authority="市林业局")


def candidates(count: int = 1, **columns: Any) -> gpd.GeoDataFrame:
    facts = {"id": [f"s{row}" for row in range(count)], **columns}
    shapes = [moved(box(200 * row, 0, 200 * row + 100, 100)) for row in range(count)]
    return gpd.GeoDataFrame(facts, geometry=shapes, crs=CRS)


def shares(found: Exclusion) -> dict[str, float]:
    return found.ledger.set_index("rule")["share_plane_m2"].round(6).to_dict()


def test_a_class_of_its_own_by_hand() -> None:
    found = exclude(candidates(), [FORBID, CONSENT, OTHER], LAYERS)
    ledger = found.ledger.set_index("rule")
    assert ledger["takes_plane_m2"].dropna().round(6).to_dict() == {"a": 4000, "b": 4000, "c": 2000}
    assert ledger["alone_plane_m2"].dropna().round(6).to_dict() == {"a": 2000, "b": 1000, "c": 1000}
    told = shares(found)
    assert np.isnan([told.pop("b"), told.pop("c")]).all()
    assert told == {"a": 4000, "(needs consent)": 3000, "(eligible)": 3000, "(rounding)": 0, "(total)": 10000}
    assert ledger["consequence"].tolist()[:3] == ["forbid", "consent", "consent"]
    asks = found.needs_consent.set_index("rules")
    assert asks.geometry.area.round(6).to_dict() == {"b": 1000, "b; c": 1000, "c": 1000}
    assert asks.loc["b; c", "authorities"] == "市水利局; 市林业局"
    assert found.excluded.geometry.area.sum() == pytest.approx(4000)
    (row,) = found.candidates.to_dict("records")
    assert [row["eligible_plane_m2"], row["consent_plane_m2"], row["excluded_plane_m2"]] == pytest.approx(
        [3000, 3000, 4000]
    )
    assert "0.30 ha more with consent" in repr(found)


def test_without_such_a_rule_nothing_changes() -> None:
    found = exclude(candidates(), [FORBID], LAYERS)
    assert "(needs consent)" not in set(found.ledger["rule"])
    assert "needs_consent" not in found.layers()
    assert "consent_plane_m2" not in found.candidates.columns
    assert found.needs_consent.empty


def test_the_identities_of_the_ledger_hold_over_random_land() -> None:
    rng = np.random.default_rng(3)
    for _ in range(12):
        names = [f"l{number}" for number in range(5)]
        layers = {
            name: layer([box(x, y, x + w, y + h) for x, y, w, h in rng.uniform(0, 90, (4, 4)).tolist()])
            for name in names
        }
        rules: list[Rule] = [
            rule("outside", id=name, layer=name, **({"consequence": "consent"} if rng.random() < 0.5 else {}))
            for name in names
        ]
        found = exclude(candidates(2), rules, layers)
        ledger = found.ledger.set_index("rule")
        total = ledger.loc["(total)", "share_plane_m2"]
        parts = ledger["share_plane_m2"].drop("(total)")
        assert parts.sum() == pytest.approx(total, abs=1e-6)
        forbids = [each.id for each in rules if each.effect == "forbid"]
        own = ledger.loc[forbids]
        assert own["share_plane_m2"].sum() == pytest.approx(found.excluded.geometry.area.sum(), abs=1e-6)
        # The same as excluding by what forbids alone; the rest is split by what needs consent.
        alone = exclude(candidates(2), [each for each in rules if each.effect == "forbid"], layers)
        assert alone.eligible.geometry.area.sum() == pytest.approx(
            found.eligible.geometry.area.sum() + found.needs_consent.geometry.area.sum(), abs=1e-6
        )
        np.testing.assert_allclose(alone.ledger["share_plane_m2"].to_numpy()[: len(own)], own["share_plane_m2"])
        asks = ledger.loc[[each.id for each in rules if each.effect == "consent"]]
        assert (asks["takes_plane_m2"] >= asks["alone_plane_m2"] - 1e-6).all()
        if len(asks):
            assert found.needs_consent.geometry.area.sum() == pytest.approx(
                ledger.loc["(needs consent)", "share_plane_m2"], abs=1e-6
            )


def test_products_know_it(tmp_path: Path) -> None:
    found = exclude(candidates(), [FORBID, CONSENT], LAYERS)
    assert "须报批或征求意见" in found._repr_html_()
    assert json.loads(found.to_json())["ledger"][2]["rule"] == "(needs consent)"
    assert found.to_workbook(tmp_path / "a.xlsx").is_file()
    assert "须报批或征求意见用地" in found.to_map().get_root().render()
    pruned = found.prune(min_area_m2=5000)
    assert shares(pruned)["(needs consent)"] == 2000
    assert found.leave_one_out().set_index("rule")["opens_m2"].round(6).to_dict() == {"a": 2000, "b": 2000}


def test_rules_for_candidates_of_a_kind() -> None:
    there = candidates(3, use=["学校", "医院", None])
    wide = {"a": layer([box(-900, 0, 900, 50)])}
    found = exclude(there, [rule("outside", id="a", layer="a", site_filter={"use": "学校"})], wide)
    assert found.candidates["eligible_plane_m2"].round(6).tolist() == [5000, 10000, 10000]
    assert not found.complete
    assert found.ledger["data"].iloc[0] == "partial"
    told = candidates(3, use=["学校", "医院", "商业"])
    small = rule("min_area", id="m", area_m2=1e6, site_filter={"use": ("医院", "商业")})
    found = exclude(told, [small], {})
    assert found.candidates["eligible_plane_m2"].round(6).tolist() == [10000, 0, 0]
    assert found.complete


def test_distances_of_columns_as_in_screening() -> None:
    lines = layer([box(-900, 110, 900, 120), box(-900, -40, 900, -30)], D=[30.0, 0.0], W=[20.0, 10.0], accuracy_m=0)
    near = rule("beyond_distance", id="d", layer="a", distance_m="D", width_column="W")
    found = exclude(candidates(), [near], {"a": lines})
    assert found.eligible.geometry.area.sum() == pytest.approx(100 * 70)  # 30 + 10 from y = 110; 5 m do not reach
    holes = {"a": lines.assign(D=[30.0, None])}
    found = exclude(candidates(), [near], holes)
    assert (found.complete, found.ledger["data"].iloc[0]) == (False, "partial")
    assert found.eligible.geometry.area.sum() == pytest.approx(100 * 70)
    nothing = exclude(candidates(), [near], {"a": lines.assign(D=None)})
    assert nothing.ledger["data"].iloc[0] == "no_data"
    zero = exclude(candidates(), [near], {"a": lines.assign(D=0, W=0)})
    assert zero.eligible.geometry.area.sum() == pytest.approx(10000)
    within = rule("within_distance", id="w", layer="a", distance_m="D")
    far = exclude(candidates(), [within], {"a": lines})
    assert far.eligible.geometry.area.sum() == pytest.approx(100 * 20)


@pytest.mark.parametrize(
    "asked",
    [
        rule("height_at_most", layer="a", height_column="H", ratio=5, distance_m=400),
        rule("height_at_most", layer="a", height_column="H", surface_column="Z"),
        rule("touches_road", layer="a", distance_m="D"),
        rule("touches_road", layer="a", distance_m=10, width_column="D"),
    ],
)
def test_whole_candidates_go_as_screening_says(asked: Rule) -> None:
    there = candidates(4, H=[10.0, 45.0, None, 3.0], accuracy_m=0.0)
    shapes = [box(120, 0, 130, 90), box(-20, -20, 320, 200), box(590, 0, 640, 100)]
    features = {"a": layer(shapes, Z=[5.0, 30.0, None], D=[1.0, None, 20.0])}
    said = screen(there, [asked], features).tables()["summary"]["verdict"].tolist()
    left = exclude(there, [asked], features).candidates["eligible_plane_m2"].to_numpy()
    assert [word == "conflict" for word in said] == (left == 0).tolist()
    assert exclude(there, [asked], features).complete == ("no_data" not in said)
