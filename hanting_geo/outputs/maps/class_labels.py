"""What the classes of a graded map are called: as few decimals as tell them apart, and none that lies."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.core.words.maps import LEGEND
from hanting_geo.outputs.style.decimals import decimals_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Floats
    from hanting_geo.core.text import Text

__all__ = ["decimals_for", "in_plain_words", "own_texts", "scheme_texts"]

_MOST_DECIMALS = 12
"""Of a number written out; a finer one stands in powers of ten."""


_GROUPED_FROM = 10_000


_THIN_SPACE = "\u202f"  # a comma parts the two bounds


_INTERVAL = re.compile(r"(?P<open>[(\[])(?P<low>[^,]+), (?P<high>[^\]]+)\]")


def in_plain_words(text: str) -> Text:
    """Say an interval as a planner does who has never seen brackets.

    Examples
    --------
    >>> [in_plain_words(text).zh for text in ("≤ 10", "(10, 50]", "> 50", "[3, 10]")]
    ['不超过 10', '超过 10 至 50', '超过 50', '3 至 10']
    >>> [in_plain_words(text).en for text in ("≤ 10", "(10, 50]", "> 50", "[3, 10]")]
    ['up to 10', 'over 10 to 50', 'over 50', '3 to 10']
    """
    found = _INTERVAL.fullmatch(text)
    if found:
        key = "over_to" if found["open"] == "(" else "from_to"
        return LEGEND[key].filled(low=found["low"], high=found["high"])
    sign, _, number = text.partition(" ")
    return LEGEND[{"≤": "up_to", ">": "over"}[sign]].filled(number=number)


def decimals_for(column: pd.Series[Any]) -> int | None:
    """Say how many decimals a popup writes; None: as many as there are."""
    return 0 if pd.api.types.is_integer_dtype(column) else decimals_of(str(column.name))


def scheme_texts(bounds: Floats, values: Floats, decimals: int | None) -> list[str]:
    """Write the intervals of a scheme with the fewest decimals that tell its classes apart."""
    lowest = float(values.min())
    gaps = [_Gap(-math.inf, lowest, lowest, decimals)]
    ordered = np.sort(values)
    below = np.searchsorted(ordered, bounds, side="right")
    for bound, count in zip(bounds.tolist(), below.tolist(), strict=True):
        low = float(ordered[count - 1]) if count else -math.inf
        high = float(ordered[count]) if count < len(ordered) else math.inf
        gaps.append(_Gap(low, high, bound, decimals))
    opened = not below[0]  # the first class lies below every value
    gaps = gaps[1:] if opened else gaps
    shortest, places = _shortest(gaps, start=_first_decimals(float(np.ptp(values)), decimals))
    written = [_written(number, places) for number in shortest]
    texts = [f"({low}, {high}]" for low, high in pairwise(written)]
    if opened:
        return [f"≤ {written[0]}", *texts]
    return [f"[{texts[0][1:]}", *texts[1:]]


class _Gap(NamedTuple):
    """Where a bound may stand: not below ``low``, below ``high`` (the lowest bound: not above it)."""

    low: float
    high: float
    bound: float
    decimals: int | None

    def has(self, number: float, *, as_written: bool) -> bool:
        low, high = self.low, self.high
        if as_written and self.decimals is not None:
            low, high = max(low, round(low, self.decimals)), min(high, round(high, self.decimals))
        return low <= number <= high if self.low == -math.inf and self.bound == self.high else low <= number < high

    def number(self, places: int, *, as_written: bool) -> float | None:
        """Find the number of so many decimals that is nearest to the bound and may stand for it."""
        nearest = round(self.bound, places)
        unit = 10.0**-places
        tried = sorted({nearest, *(round(self.bound + step * unit, places) for step in (-1, 1))}, key=self._far)
        return next((number for number in tried if self.has(number, as_written=as_written)), None)

    def _far(self, number: float) -> float:
        return abs(number - self.bound)


def _first_decimals(width: float, decimals: int | None) -> int:
    """Start where a unit is between a two thousandth and a two hundredth of the whole range."""
    start = 2 - math.floor(math.log10(width) - math.log10(2))
    return start if decimals is None else min(start, decimals)


def _shortest(gaps: Sequence[_Gap], *, start: int) -> tuple[list[float], int]:
    """Round all bounds to as few decimals as tell the classes apart."""
    for as_written in (True, False):
        for places in range(start, start + 17):
            found = [gap.number(places, as_written=as_written) for gap in gaps]
            sure = [number for number in found if number is not None]
            if len(sure) == len(gaps) and all(low < high for low, high in pairwise(sure)):
                return sure, _places(sure) if places <= _MOST_DECIMALS else places
    return [gap.bound for gap in gaps], _MOST_DECIMALS + 1


def own_texts(bounds: Floats, values: Floats) -> list[str]:
    """Write one's own bounds as they are given; a value above the last has a class of its own."""
    places = _places(bounds.tolist())
    written = [_written(bound, places) for bound in bounds.tolist()]
    above = len(values) > 0 and float(values.max()) > float(bounds[-1])
    return [f"≤ {written[0]}", *(f"({low}, {high}]" for low, high in pairwise(written))] + [f"> {written[-1]}"] * above


def _places(given: Sequence[float]) -> int:
    """Count the decimals that it takes to write all of these numbers as they are."""
    return max(0, *(-int(Decimal(repr(number)).normalize().as_tuple().exponent) for number in given))


def _written(number: float, places: int) -> str:
    """Write a number with so many decimals, its thousands set apart."""
    if places > _MOST_DECIMALS:
        return repr(number)
    text = f"{abs(number):.{max(places, 0)}f}"
    whole, _, rest = text.partition(".")
    if int(whole) >= _GROUPED_FROM:
        whole = f"{int(whole):,}".replace(",", _THIN_SPACE)
    sign = "-" if number < 0 and float(text) else ""
    return sign + whole + ("." + rest if rest else "")
