"""Conditions on what is opened: how far apart, and how many in each zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.words.locating import LEAST_WORDS, MOST_WORDS
from hanting_geo.errors import SchemaError
from hanting_geo.siting.location.locating.roles import plain
from hanting_geo.siting.location.solving.problem import Quota

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Positions
    from hanting_geo.siting.location.locating.places import Places

__all__ = ["Quotas", "quotas_of", "too_near"]

_ENDLESS = np.iinfo(np.int32).max


class Quotas(NamedTuple):
    """How many of each zone are to be opened."""

    column: str
    zones: list[str]
    quota: Quota

    def table(self, opened: Positions) -> pd.DataFrame:
        """Say what was asked of each zone, and what was opened."""
        group = self.quota.group[opened]
        counts = np.bincount(group[group >= 0], minlength=len(self.zones))
        most = pd.array([None if value == _ENDLESS else int(value) for value in self.quota.most], dtype="Int64")
        return pd.DataFrame({"zone": self.zones, "least": self.quota.least, "most": most, "opened": counts})


def too_near(places: Places, separation_m: float) -> Positions:
    """List the pairs of facilities nearer to each other than allowed, of which at least one is to be chosen."""
    known = np.flatnonzero(places.existing | places.new)
    left, right = shapely.STRtree(places.shapes[known]).query(
        places.shapes[known], predicate="dwithin", distance=separation_m
    )
    pairs = np.column_stack([known[left], known[right]])
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    apart = shapely.distance(places.shapes[pairs[:, 0]], places.shapes[pairs[:, 1]])
    both_stand = places.existing[pairs].all(axis=1)
    return np.asarray(pairs[(apart < separation_m) & ~both_stand], dtype=np.intp)


def quotas_of(given: object, places: Places, what: str) -> Quotas:
    """Read quotas: a mapping of one column to (least, most), or to such a pair for each zone; or a table.

    Raises
    ------
    SchemaError
        No such column, a zone that no facility is in, bounds that are no whole numbers or cross.
    """
    column, bounds = _bounds(given, what)
    values = arguments.named_column(places.frame, column, f"{what}: the facilities")
    names = [None if value is None or value is pd.NA or value != value else str(value) for value in values]  # noqa: PLR0124
    if isinstance(bounds, tuple):
        bounds = {name: bounds for name in dict.fromkeys(names) if name is not None}
    unknown = [zone for zone, (least, _) in bounds.items() if zone not in set(names) and least > 0]
    if unknown:
        there = enumerated(list(dict.fromkeys(str(name) for name in names if name is not None))[:10])
        raise SchemaError(
            Sentence(
                "{what}: quota: no facility is in {column} {unknown!r}; there are: {there}",
                what=what,
                column=column,
                unknown=unknown[0],
                there=there,
            )
        )
    zones = list(bounds)
    number = {zone: place for place, zone in enumerate(zones)}
    group = np.array([number.get(str(name), -1) for name in names], dtype=np.intp)
    group[~places.new] = -1
    least, most = (np.array([bounds[zone][side] for zone in zones], dtype=np.intp) for side in (0, 1))
    return Quotas(str(column), zones, Quota(group, least, most))


def _bounds(given: object, what: str) -> tuple[str, Any]:
    if isinstance(given, pd.DataFrame):
        return _of_table(given, what)
    holds = Sentence("a column of the facilities to (least, most)")
    quota = arguments.mapping(given, f"{what}: quota", holds)
    if len(quota) != 1:
        raise SchemaError(
            Sentence("{what}: quota names {count} columns; give one: {{'zone': (0, 2)}}", what=what, count=len(quota))
        )
    column, inside = next(iter(quota.items()))
    if isinstance(inside, Mapping):
        return column, {str(zone): _pair(pair, f"{what}: quota of {zone}") for zone, pair in inside.items()}
    return column, _pair(inside, f"{what}: quota of {column}")


def _of_table(table: pd.DataFrame, what: str) -> tuple[str, Any]:
    called = {plain(name): name for name in table.columns}
    sides = [next((called[word] for word in called if word in words), None) for words in (LEAST_WORDS, MOST_WORDS)]
    rest = [name for name in table.columns if name not in sides]
    if sides == [None, None] or len(rest) != 1:
        message = Sentence(
            "{what}: a table of quotas has a column called as that of the facilities, and least "
            "and most; this one has: {listed}",
            what=what,
            listed=enumerated(map(str, table.columns)),
        )
        raise SchemaError(message)
    zones = [str(zone) for zone in table[rest[0]]]
    if len(set(zones)) < len(zones):
        raise SchemaError(Sentence("{what}: the table of quotas has a zone twice", what=what))
    columns = [[None] * len(zones) if side is None else table[side].tolist() for side in sides]
    return str(rest[0]), {
        zone: _pair(pair, f"{what}: quota of {zone}") for zone, *pair in zip(zones, *columns, strict=True)
    }


def _pair(given: object, what: str) -> tuple[int, int]:
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 2:  # noqa: PLR2004
        raise SchemaError(
            Sentence(
                "{what} takes two whole numbers, the least and the most, and was given {given}",
                what=what,
                given=arguments.told(given),
            )
        )
    low, high = (_whole(value, what) for value in given)
    least, most = low or 0, _ENDLESS if high is None else high
    if least > most:
        raise SchemaError(
            Sentence("{what}: at least {least} and at most {most} cannot both be", what=what, least=least, most=most)
        )
    return least, most


def _whole(value: object, what: str) -> int | None:
    """Read a bound; what is missing is none, and 2.0 of a table is 2."""
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return arguments.whole_number(value, what, least=0)
