"""Lengths of lines over each other against fractions: on lattices, an ulp apart, tiny, far from the origin."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import GeometryCollection, LineString, MultiLineString, box
from thinned import thinned

from hanting_geo.analysis.engine.collinear import common_lines, lines_doubled, lines_left, lines_shared, lines_united
from hanting_geo.analysis.engine.parts import simple_parts
from hanting_geo.analysis.statistics.zone_statistics import zone_statistics

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NARROW, WIDE = "EPSG:4549", "EPSG:4528"
"""Without and with the number of the zone before the easting."""
LATTICES = {
    "near the origin": (0.0, 0.0, 1.0, NARROW),
    "tenths near the origin": (0.0, 0.0, 0.1, NARROW),
    "across an axis": (-2.0, -3.0, 1.0, NARROW),
    "in the district": (430_000.0, 4_071_000.0, 1.0, NARROW),
    "of a third of a metre in the district": (430_000.0, 4_071_000.0, 1 / 3, NARROW),
    "of a micrometre in the district": (430_000.0, 4_071_000.0, 2.0**-20, NARROW),
    "far from the origin": (40_430_000.0, 4_071_000.0, 1.0, WIDE),
    "of a micrometre far from the origin": (40_430_000.0, 4_071_000.0, 2.0**-20, WIDE),
    "of some ulps far from the origin": (40_430_000.0, 4_071_000.0, 2.0**-27, WIDE),
}
"""Where the first place is, how far the next one, and the reference system."""
SIZE = 5


class Stretch(NamedTuple):
    """A piece of a straight line between places where something begins or ceases."""

    features: frozenset[int]
    inside: bool
    length: float


def segments_of(shape: Any) -> list[tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]]:
    found = []
    for line in shapely.get_parts(shape):
        if line.geom_type == "LineString":
            places = [(Fraction(x), Fraction(y)) for x, y in line.coords]
            found += [sorted(ends) for ends in pairwise(places) if ends[0] != ends[1]]
        else:
            found += segments_of(line)
    return [(ends[0], ends[1]) for ends in found]


def stretches(shapes: Sequence[Any], zone: Any = None) -> list[Stretch]:
    """Divide all straight lines, in fractions, where a segment begins or ends or the border of a rectangle is met."""
    lines = defaultdict(list)
    for number, shape in enumerate(shapes):
        for (x1, y1), (x2, y2) in segments_of(shape):
            slope = None if x1 == x2 else (y2 - y1) / (x2 - x1)
            key = (slope, x1 if slope is None else y1 - slope * x1)
            lines[key].append((y1, y2, number) if slope is None else (x1, x2, number))
    found = []
    for (slope, offset), covered in lines.items():
        held = (min(low for low, _, _ in covered), max(high for _, high, _ in covered))
        if zone is not None:
            west, south, east, north = (Fraction(side) for side in zone.bounds)
            if slope is None:
                held = (south, north) if west <= offset <= east else (held[1], held[0])
            elif slope == 0:
                held = (west, east) if south <= offset <= north else (held[1], held[0])
            else:
                ends = sorted(((south - offset) / slope, (north - offset) / slope))
                held = (max(west, ends[0]), min(east, ends[1]))
        # Along the longer side, so that nothing overflows.
        steep = slope is not None and abs(slope) > 1
        scale, rest = (abs(slope), 1 / slope) if steep else (1, slope or 0)
        places = sorted({place for low, high, _ in covered for place in (low, high)} | set(held))
        for low, high in pairwise(places):
            here = frozenset(number for start, end, number in covered if start <= low and high <= end)
            if here:
                found.append(
                    Stretch(
                        here,
                        held[0] <= low and high <= held[1],
                        float((high - low) * scale) * np.hypot(1.0, float(rest)),
                    )
                )
    return found


def total(pieces: Sequence[Stretch], keep: Callable[[Stretch], bool]) -> float:
    return sum(piece.length for piece in pieces if keep(piece))


def lines_on(chance: np.random.Generator, lattice: tuple[float, float, float, str], count: int) -> list[Any]:
    """Draw lines over each other: with bends, in several parts, some places moved by an ulp."""
    east, north, step, _ = lattice

    def line() -> LineString:
        while True:
            places = chance.integers(0, SIZE, (chance.integers(2, 5), 2))
            if chance.random() < 0.5:
                places[:, chance.integers(0, 2)] = chance.integers(0, 2)
            if (places != places[0]).any():
                break
        corners = np.array([east, north]) + places * step
        moved = chance.random(corners.shape) < 0.1
        corners[moved] = np.nextafter(corners, chance.choice([-np.inf, np.inf], corners.shape))[moved]
        return LineString(corners)

    shapes: list[Any] = []
    for _ in range(count):
        kind = chance.integers(0, 6)
        if kind == 0 and shapes:
            shapes.append(shapely.reverse(shapes[chance.integers(0, len(shapes))]))
        elif kind == 1:
            shapes.append(MultiLineString([line(), line()]))
        elif kind == 2:
            shapes.append(GeometryCollection([line(), MultiLineString([line(), line()])]))
        else:
            shapes.append(line())
    return shapes


def table_of(zone: Any, shapes: Sequence[Any], use: Sequence[str], crs: str, **keywords: Any) -> Any:
    zones = gpd.GeoDataFrame({"id": ["z"]}, geometry=[zone], crs=crs)
    features = gpd.GeoDataFrame({"use": list(use)}, geometry=list(shapes), crs=crs)
    return zone_statistics(zones, features, by="use", **keywords).set_index(["zone_id", "class"])


def require_exact(zone: Any, shapes: Sequence[Any], use: Sequence[str], crs: str) -> None:
    """Compare every row of the table with what its definition gives in fractions."""
    pieces = stretches(shapes, zone)
    ulp = float(np.spacing(np.abs(zone.bounds).max()))
    # Where a border is crossed, the place is rounded; what no border meets is measured from its ends.
    slack = 1e-12 * sum(piece.length for piece in pieces)
    slack += 8 * ulp * sum(not piece.inside for piece in pieces)
    table, summed = (table_of(zone, shapes, use, crs, double_count=each) for each in (False, True))

    def classes(piece: Stretch) -> set[str]:
        return {use[number] for number in piece.features}

    for name in dict.fromkeys(use):
        mine = total(pieces, lambda piece, name=name: piece.inside and name in classes(piece))
        assert table["length_m"]["z", name] == pytest.approx(mine, rel=0, abs=slack)
        every = sum(piece.length * sum(use[n] == name for n in piece.features) for piece in pieces if piece.inside)
        assert summed["length_m"]["z", name] == pytest.approx(every, rel=0, abs=len(shapes) * slack)
    twice = sum(piece.length * (len(classes(piece)) - 1) for piece in pieces if piece.inside)
    assert table["length_m"]["(class overlap)", "(all)"] == pytest.approx(-twice, rel=0, abs=2 * slack)
    outside = total(pieces, lambda piece: not piece.inside)
    assert table["length_m"]["(outside)", "(all)"] == pytest.approx(outside, rel=0, abs=slack)
    assert table["length_m"]["(total)", "(all)"] == pytest.approx(total(pieces, lambda _: True), rel=0, abs=slack)
    # A micrometre is the least that counts, of each part of a line.
    sure, perhaps = (
        sum(_is_taken(pieces, number, use, least) for number in range(len(shapes))) for least in (1e-5, 1e-7)
    )
    assert sure <= table["features"]["(class overlap)", "(all)"] <= perhaps


def _is_taken(pieces: Sequence[Stretch], number: int, use: Sequence[str], least: float) -> bool:
    """Tell whether an earlier line of another class has what earlier ones of its own class leave of a line."""
    own = {n for n in range(number) if use[n] == use[number]}
    left = [piece for piece in pieces if piece.inside and number in piece.features and not piece.features & own]
    others = [n for n in range(number) if use[n] != use[number]]
    return any(total(left, lambda piece, n=n: n in piece.features) > least for n in others)


@pytest.mark.parametrize("name", thinned(LATTICES, one_in=3))
def test_every_row_in_fractions(name: str) -> None:
    lattice = LATTICES[name]
    east, north, step, crs = lattice
    chance = np.random.default_rng([12, *name.encode()])
    # Small ones lie whole in the zone: a metre round all of them.
    part = (-0.25, -0.25, 2.25, 2.75) if step > 1e-3 else (-1 / step, -1 / step, 1 / step, 1 / step)
    zone = box(*(start + side * step for start, side in zip((east, north) * 2, part, strict=True)))
    for _ in range(12):
        shapes = lines_on(chance, lattice, int(chance.integers(1, 8)))
        require_exact(zone, shapes, chance.choice(list("abc"), len(shapes)).tolist(), crs)


@pytest.mark.parametrize("name", LATTICES)
def test_what_lines_cover_leave_and_share(name: str) -> None:
    """Together, of each other, and which of them share length; all by stretches in fractions."""
    lattice = LATTICES[name]
    chance = np.random.default_rng([13, *name.encode()])
    for _ in range(12):
        shapes, owner = simple_parts(np.array(lines_on(chance, lattice, 6), dtype=object))
        pieces = stretches(shapes)
        pairs = {(a, b) for piece in pieces for a in piece.features for b in piece.features if a > b}
        later, earlier = common_lines(shapes)
        assert set(zip(later.tolist(), earlier.tolist(), strict=True)) == pairs
        assert len(pairs) == len(later)
        for number, united in enumerate(lines_united(shapes, owner, int(owner[-1]) + 1)):
            mine = set(np.flatnonzero(owner == number).tolist())
            covered = [piece for piece in stretches([united, *shapes]) if 0 in piece.features]
            assert all({n - 1 for n in piece.features} & mine for piece in covered)
            length = total(pieces, lambda piece, mine=mine: bool(piece.features & mine))
            assert united.length == pytest.approx(length, rel=1e-12)
        half = len(shapes) // 2
        rows = np.arange(len(shapes) - half) % max(half, 1)
        left = lines_left(shapes[:half], rows, shapes[half:])
        for number in range(half):
            cutters = set((half + np.flatnonzero(rows == number)).tolist())
            length = total(pieces, lambda p, n=number, c=cutters: n in p.features and not p.features & c)
            assert left[number].length == pytest.approx(length, rel=1e-12, abs=1e-300)
        shared = lines_shared(shapes[:half], shapes[half : 2 * half])
        for number in range(half):
            length = total(pieces, lambda p, ends={number, number + half}: ends <= p.features)
            assert shared[number].length == pytest.approx(length, rel=1e-12, abs=1e-300)


def test_lines_an_ulp_apart_are_two() -> None:
    """They share length elsewhere, so that they are united; where they lie beside each other both count."""
    x, y = 430_000.0, 4_071_000.0
    above = np.nextafter(y + 3.0, np.inf)
    one = LineString([(x, y), (x + 10, y), (x + 20, y + 3), (x + 90, y + 3)])
    two = LineString([(x, y), (x + 10, y), (x + 20, above), (x + 90, above)])
    require_exact(box(x - 1, y - 1, x + 100, y + 10), [one, two], ["a", "a"], NARROW)
    table = table_of(box(x - 1, y - 1, x + 100, y + 10), [one, two], ["a", "a"], NARROW)
    assert table["length_m"]["z", "a"] == pytest.approx(10 + 2 * (np.hypot(10, 3) + 70), abs=1e-8)


def test_lines_of_a_micrometre_stay() -> None:
    """A hundred of them in a row, every second one twice, beside long lines over each other."""
    x, y, step = 40_430_000.0, 4_071_000.0, 2.0**-20
    small = [LineString([(x + n * step, y), (x + (n + 1) * step, y + step)]) for n in range(100)]
    long = [LineString([(x, y + 5), (x + 10, y + 5)]), LineString([(x + 20, y + 5), (x + 5, y + 5)])]
    whole = MultiLineString([*small, *long])
    shapes = [whole, MultiLineString(small[::2]), *long]
    require_exact(box(x - 1, y - 1, x + 100, y + 10), shapes, list("abab"), WIDE)
    table = table_of(box(x - 1, y - 1, x + 100, y + 10), shapes, list("aaaa"), WIDE)
    assert table["length_m"]["z", "a"] == pytest.approx(20 + 100 * np.sqrt(2) * step, rel=1e-12)


def test_lines_that_only_cross_are_neither_cut_nor_moved() -> None:
    """Heights stay with their vertices, also where lines run over each other."""
    crossing = LineString([(0, 0, 1), (6, 6, 2), (6, 0, 3), (0, 6, 4)])
    parts, owner = simple_parts(np.array([crossing, LineString([(0, 0, 1), (9, 0, 2), (4, 0, 3)])], dtype=object))
    assert [part.wkt for part in parts] == [crossing.wkt, "LINESTRING Z (0 0 1, 9 0 2)"]
    assert owner.tolist() == [0, 1]


def test_a_line_over_itself_from_very_small_to_large() -> None:
    """From one straight line, of which GEOS takes some for two."""
    chance = np.random.default_rng(14)
    for _ in range(200):
        way = chance.integers(1, 2**26, 2)
        at = chance.integers(-9, 9, 5) * 2.0 ** -chance.integers(0, 40, 5)
        at[chance.integers(0, 5)] = 10
        parts, _owner = simple_parts(np.array([LineString(at[:, None] * way)]))
        assert shapely.length(parts).sum() == pytest.approx((10 - at.min()) * np.hypot(*way), rel=1e-12)


def test_no_lines() -> None:
    nothing = np.zeros(0, dtype=object)
    rows = np.zeros(0, dtype=np.intp)
    assert [each.tolist() for each in common_lines(nothing)] == [[], []]
    assert lines_doubled(nothing, rows).tolist() == lines_shared(nothing, nothing).tolist() == []
    assert [each.is_empty for each in lines_united(nothing, rows, 2)] == [True, True]
    assert simple_parts(np.array([None, LineString()], dtype=object))[0].tolist() == []
