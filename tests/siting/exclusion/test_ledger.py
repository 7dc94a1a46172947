"""The ledger holds on random land: it closes, shares are fair, each piece names just the rules that lie on it."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from plots import KINDS, SITE, X, Y, frame, rule, takes
from shapely import Point, Polygon, box
from shapely.affinity import translate

from hanting_geo.analysis.area import measure_area
from hanting_geo.siting.exclusion.exclude import exclude

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from hanting_geo.siting.exclusion.result import Exclusion
    from hanting_geo.siting.rules.model import Rule


# Properties on random land. Whole coordinates make shapes touch, share borders and come twice.

corners = st.tuples(st.integers(0, 12), st.integers(0, 12))


@st.composite
def polygons(draw: st.DrawFn) -> Polygon:
    """Draw a box, a triangle, a disc or a frame."""
    (x, y), width, height = draw(corners), draw(st.integers(1, 6)), draw(st.integers(1, 6))
    kind = draw(st.sampled_from(("box", "triangle", "disc", "frame")))
    if kind == "triangle":
        return Polygon([(x, y), (x + width, y + draw(st.integers(0, 3))), (x + 1, y + height + 3)])
    if kind == "disc":
        return Point(x, y).buffer(width / 2)
    outer = box(x, y, x + width + 2, y + height + 2)
    return outer.difference(box(x + 1, y + 1, x + width, y + height)) if kind == "frame" else outer


@st.composite
def cases(draw: st.DrawFn) -> tuple[gpd.GeoDataFrame, list[Rule], dict[str, gpd.GeoDataFrame]]:
    """Draw candidates, rules and layers; 10 m to a unit."""

    def some(least: int, most: int) -> dict[str, Any]:
        shapes = draw(st.lists(polygons(), min_size=least, max_size=most))
        return {f"f{n}": shapely.affinity.scale(shape, 10, 10, origin=(0, 0)) for n, shape in enumerate(shapes)}

    layers = {f"l{n}": frame(some(0, 3)) for n in range(3)}
    rules = []
    for n in range(draw(st.integers(1, 5))):
        relation = draw(st.sampled_from(("outside", "inside", "beyond_distance", "within_distance", "min_area")))
        keywords: dict[str, Any] = {} if relation == "min_area" else {"layer": draw(st.sampled_from(list(layers)))}
        if relation.endswith("distance"):
            keywords["distance_m"] = draw(st.sampled_from((0, 5, 10, 23.4)))
        if relation == "min_area":
            keywords["area_m2"] = draw(st.sampled_from((500, 2000)))
        if draw(st.booleans()):
            keywords["where_layer"] = draw(st.sampled_from(list(layers)))
        rules.append(rule(f"r{n}", relation, **keywords))
    return frame(some(1, 3)), rules, layers


def taken_land(asked: Rule, sites: gpd.GeoDataFrame, layers: Mapping[str, gpd.GeoDataFrame]) -> list[Any]:
    """Say plainly, by whole unions, what a rule takes of each site."""

    def union(layer: str) -> Any:
        return shapely.union_all(layers[layer].geometry.values)

    area = box(-1e4, -1e4, 1e4, 1e4)
    everything = translate(area, X, Y)
    if asked.relation == "min_area":
        taken = [everything if site.area < (asked.area_m2 or 0) else Polygon() for site in sites.geometry]
    else:
        features = union(asked.layer or "")
        if asked.distance_m is not None:
            nothing = asked.distance_m == 0 and asked.relation == "beyond_distance"
            features = Polygon() if nothing else features.buffer(asked.distance_m, quad_segs=16)
        complement = asked.relation in {"inside", "within_distance"}
        taken = [everything.difference(features) if complement else features] * len(sites)
    where = everything if asked.where_layer is None else union(asked.where_layer)
    return [
        shapely.union_all([part for part in shapely.get_parts(site.intersection(land)) if part.area]).intersection(
            where
        )
        for site, land in zip(sites.geometry, taken, strict=True)
    ]


def plane(result: Exclusion, kind: str, rules: Sequence[Rule]) -> np.ndarray:
    found: np.ndarray = result.ledger[f"{kind}_plane_m2"].to_numpy()[: len(rules)]
    return found


@given(cases())
def test_the_ledger_holds(case: Any) -> None:
    sites, rules, layers = case
    result = exclude(sites, rules, layers)
    total, tolerance = sites.area.sum(), 1e-9 * sites.area.sum()
    taken, alone, share = (plane(result, kind, rules) for kind in KINDS)
    assert (taken >= share - tolerance).all()
    assert (share >= alone - tolerance).all()
    assert (alone >= 0).all()
    excluded, left = result.excluded["plane_m2"].sum(), result.eligible["plane_m2"].sum()
    assert excluded + left == pytest.approx(total, rel=1e-9)
    assert share.sum() == pytest.approx(excluded, abs=tolerance)
    assert result.ledger["share_plane_m2"].iloc[:-1].sum() == pytest.approx(total, rel=1e-12)
    assert result.excluded.area.sum() == pytest.approx(excluded, abs=tolerance)
    assert (result.losses[[f"{kind}_plane_m2" for kind in KINDS]].sum().to_numpy()) == pytest.approx(
        np.array([taken.sum(), alone.sum(), share.sum()]), abs=tolerance
    )
    table = result.candidates
    assert np.allclose(table["eligible_plane_m2"] + table["excluded_plane_m2"], table["plane_m2"], rtol=1e-9)
    # The ellipsoid closes too.
    ellipsoid = measure_area(sites)["ellipsoid_m2"].sum()
    parts = result.excluded["ellipsoid_m2"].sum() + result.eligible["ellipsoid_m2"].sum()
    assert parts == pytest.approx(ellipsoid, rel=1e-8, abs=1e-4)
    again = measure_area(result.excluded)["ellipsoid_m2"]
    assert np.allclose(again, result.excluded["ellipsoid_m2"], rtol=1e-8, atol=1e-6)
    assert result.excluded.is_valid.all()
    assert result.eligible.is_valid.all()


@given(cases())
def test_each_piece_lies_under_just_the_rules_that_it_names(case: Any) -> None:
    sites, rules, layers = case
    result = exclude(sites, rules, layers)
    lands = {asked.id: taken_land(asked, sites, layers) for asked in rules}
    place = {site: position for position, site in enumerate(sites["id"])}
    for asked in rules:
        expected = sum(land.area for land in lands[asked.id])
        assert takes(result, asked.id)[0] == pytest.approx(expected, rel=1e-9, abs=1e-5)
    for piece in result.excluded.itertuples():
        for asked in rules:
            under = piece.geometry.intersection(lands[asked.id][place[piece.candidate]]).area
            expected = piece.geometry.area if asked.id in piece.rules.split("; ") else 0
            assert under == pytest.approx(expected, rel=1e-7, abs=1e-5)
    for left in result.eligible.itertuples():
        for asked in rules:
            assert left.geometry.intersection(lands[asked.id][place[left.candidate]]).area < 1e-5


@given(cases(), st.randoms(use_true_random=False))
def test_shares_do_not_depend_on_the_order_of_the_rules(case: Any, shuffle: random.Random) -> None:
    sites, rules, layers = case
    first = exclude(sites, rules, layers).ledger.set_index("rule")
    shuffled = rules.copy()
    shuffle.shuffle(shuffled)
    second = exclude(sites, shuffled, layers).ledger.set_index("rule")
    for kind in KINDS:
        for measure in ("plane_m2", "ellipsoid_m2"):
            column = f"{kind}_{measure}"
            ids = [asked.id for asked in rules]
            assert np.allclose(first.loc[ids, column], second.loc[ids, column], rtol=1e-8, atol=1e-5)


@given(cases(), st.sampled_from([None, 300.0, 1500.0]), st.sampled_from([None, 12.0, 35.0]))
def test_leaving_a_rule_out_is_excluding_without_it(case: Any, area: float | None, width: float | None) -> None:
    sites, rules, layers = case

    def run(some: list[Rule]) -> Exclusion:
        result = exclude(sites, some, layers)
        return result if area is None and width is None else result.prune(area, width)

    def shapes(result: Exclusion) -> list[Any]:
        """Give what is left of each candidate."""
        return [result.eligible.geometry.get(index, Polygon()) for index in sites.index]

    whole = run(rules)
    opens = whole.leave_one_out().set_index("rule")
    assert opens["alone_m2"].to_numpy() == pytest.approx(plane(whole, "alone", rules))
    left = whole.eligible["plane_m2"].sum()
    for asked in rules:
        without = run([other for other in rules if other is not asked])
        gained = without.eligible["plane_m2"].sum() - left
        told = opens.loc[asked.id]
        assert told["opens_m2"] + told["given_back_m2"] == pytest.approx(gained, abs=1e-4)
        if area is None and width is None:
            assert told["opens_m2"] == told["alone_m2"]
        gains = [
            site.intersection(after).difference(before)
            for site, after, before in zip(sites.geometry, shapes(without), shapes(whole), strict=True)
        ]
        assert opens.geometry[asked.id].area == pytest.approx(shapely.union_all(gains).area, abs=1e-4)


@given(cases())
def test_the_input_stays_as_it_is(case: Any) -> None:
    sites, rules, layers = case
    before = sites.copy(), {name: layer.copy() for name, layer in layers.items()}
    exclude(sites, rules, layers).prune(min_area_m2=100).leave_one_out()
    assert sites.equals(before[0])
    assert all(layers[name].equals(layer) for name, layer in before[1].items())


def test_shares_are_the_mean_over_all_orders() -> None:
    shapes = [box(0, 0, 50, 50), box(30, 0, 80, 60), box(20, 20, 60, 90)]
    layers = {f"l{n}": frame({"a": shape}) for n, shape in enumerate(shapes)}
    result = exclude(frame(SITE), [rule(f"r{n}", layer=f"l{n}") for n in range(3)], layers)
    marginal = np.zeros(3)
    for order in permutations(range(3)):
        covered: Any = Polygon()
        for n in order:
            marginal[n] += covered.union(shapes[n]).area - covered.area
            covered = covered.union(shapes[n])
    assert result.ledger["share_plane_m2"].to_numpy()[:3] == pytest.approx(marginal / 6)
