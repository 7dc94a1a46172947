"""What the cells of a raster say of zones: each statistic a column, and what a reader should know of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.raster.accumulators import Sums, Table
from hanting_geo.analysis.raster.cells import Laid, chunks, lay
from hanting_geo.analysis.raster.quantiles import quantiles
from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from hanting_geo.analysis.raster.cells import Chunk, Rule
    from hanting_geo.analysis.raster.grid import Grid
    from hanting_geo.core.arrays import Flags, Floats


__all__ = ["STATS", "Summary", "find", "is_quantile"]

STATS = ("mean", "sum", "min", "max", "count", "std", "variance", "median", "majority", "minority", "variety")
"""Statistics by name; beside them ``q`` and a number from 0 to 100 is a quantile: ``q5``, ``q97.5``."""

_BY_VALUE = {"majority", "minority", "variety"}
"""Statistics that need to know how much there is of each value."""
_RULES = ("fraction", "centre")
_OF_THE_BAND = {"min", "max", "majority", "minority"}
"""Statistics that are values of the raster."""
_MOST_CLASSES = 1_000
_COVERED = 1 - 1e-6
_WHAT = "raster statistics"
# What stands for "no value" in rasters that do not say so.
_SUSPECT = (-9999.0, -99999.0, -32768.0, -3.4028234663852886e38, 3.4028234663852886e38)
_QUANTILE = re.compile(r"q(100(\.0+)?|\d{1,2}(\.\d+)?)")


def is_quantile(name: object) -> bool:
    """Tell a quantile from another statistic.

    Examples
    --------
    >>> [is_quantile(name) for name in ("q5", "q97.5", "q101", "median")]
    [True, True, False, False]
    """
    return isinstance(name, str) and _QUANTILE.fullmatch(name) is not None


class Summary(NamedTuple):
    """Everything that the cells say of the zones."""

    grid: Grid
    laid: Laid
    sums: Sums
    table: Table
    splits: dict[str, Floats]
    """Quantiles that the table is too small for."""

    @property
    def placed(self) -> Flags:
        """Zones with a geometry."""
        return ~shapely.is_missing(self.laid.there)

    @property
    def whole(self) -> Floats:
        """Weight of each zone with what lies off the raster."""
        return self.sums.all_weight + self.laid.off_weight

    @property
    def covered(self) -> Floats:
        """Share of each zone that has a value; none where the zone holds no centre of a cell."""
        covered = np.zeros(len(self.whole))
        return np.divide(self.sums.weight, self.whole, out=covered, where=self.whole > 0)

    def known(self, values: Floats) -> Floats:
        """Put a missing value where a zone has no geometry."""
        return np.where(self.placed, values, np.nan)

    def column(self, name: str) -> Any:
        """Give a statistic: missing where no cell has a value, but for what is counted."""
        if name == "count":
            return self.known(self.sums.cells)
        if name == "variety":
            return pd.Series(self.known(self.table.variety())).astype("Int64").array
        nothing = ~(self.sums.cells > 0)
        values = self._values(name)
        if name in _OF_THE_BAND and self.grid.whole is not None:
            longest = np.uint64 if self.grid.whole == np.uint64 else np.int64
            return pd.arrays.IntegerArray(values.astype(longest), nothing)
        return np.where(nothing, np.nan, values)

    def _values(self, name: str) -> NDArray[Any]:
        if self.sums.least is not None and self.sums.most is not None and name in {"min", "max"}:
            return self.sums.least if name == "min" else self.sums.most
        if name in {"majority", "minority"}:
            return self.table.extreme(most=name == "majority")
        if name in {"variance", "std"}:
            variance = self.sums.spread / np.where(self.sums.weight > 0, self.sums.weight, 1)
            return variance if name == "variance" else np.sqrt(variance)
        plain = {"mean": self.sums.mean, "sum": self.sums.total, "min": self.sums.smallest, "max": self.sums.largest}
        if name in plain:
            return plain[name]
        return self.splits[name] if name in self.splits else self.table.quantile(_share(name))

    def said(self, ids: list[Any], rule: Rule) -> Iterator[Finding]:
        """Say what a reader of the table should know."""
        raster = self.grid.name
        if self.laid.moved_from is not None:
            yield Finding(
                "note",
                "zones_moved",
                raster,
                None,
                Sentence(
                    "the zones are in {moved_from} and were brought to {name}, that of the raster",
                    moved_from=self.laid.moved_from,
                    name=self.grid.crs.name,
                ),
                Sentence("nothing; the cells were not moved"),
            )
        gaps = np.flatnonzero(self.placed & (self.covered < _COVERED))
        for row in gaps:
            if rule == "centre" and self.whole[row] <= 0:
                what, advice = (
                    Sentence("holds no centre of a cell"),
                    Sentence("take rule='fraction', or a finer raster"),
                )
            else:
                what = Sentence("has values on {covered:.1%} of its area", covered=self.covered[row])
                advice = Sentence("the statistics speak of that part alone; fill the gap, or say so")
            yield Finding(
                "warning", "not_covered", raster, str(ids[row]), Sentence("the zone {what}", what=what), advice
            )
        yield from self._suspects()

    def _suspects(self) -> Iterator[Finding]:
        if self.grid.declared:
            return
        for value in _SUSPECT:
            if ((self.sums.smallest == value) | (self.sums.largest == value)).any():
                yield Finding(
                    "warning",
                    "undeclared_nodata",
                    self.grid.name,
                    None,
                    Sentence(
                        "{value:g} stands among the values, and the raster does not say that it is none", value=value
                    ),
                    Sentence("if it is no value, pass nodata={value:g}", value=value),
                )


def find(zones: gpd.GeoDataFrame, grid: Grid, rule: Rule, asked: Collection[str]) -> Summary:
    """Walk over the raster and sum up what it says of the zones.

    Parameters
    ----------
    asked
        Statistics; or none, for classes.

    Raises
    ------
    SchemaError
        An unknown rule; more different values than classes can be; and what
        :func:`hanting_geo.analysis.raster.cells.lay` raises.
    """
    if rule not in _RULES:
        message = Sentence(
            "{what}: rule {rule!r} is not known; there are: {listed}", what=_WHAT, rule=rule, listed=enumerated(_RULES)
        )
        raise SchemaError(message)
    laid = lay(zones, grid)
    # Fractions are known to 1e-7; centres are counted.
    hair = 1e-7 if rule == "fraction" else 1e-12
    sums, table = _sums(len(zones), grid, asked), Table(len(zones), hair)
    split = [name for name in asked if name == "median" or is_quantile(name)]
    by_value = _BY_VALUE & {*asked}
    for chunk in chunks(laid, grid, rule):
        sums.add(chunk)
        if split or by_value or not asked:
            table.add(chunk)
        if by_value and table.full:
            message = Sentence(
                "{what}: band {band} of {name} has too many different values for {listed}, which are "
                "for classes; for measurements there are mean, median, q95",
                what=_WHAT,
                band=grid.band,
                name=grid.name,
                listed=enumerated(sorted(by_value)),
            )
            raise SchemaError(message)
        if not asked:
            _require_classes(chunk, table, grid)
    splits: dict[str, Floats] = {}
    if table.full:
        found = quantiles(lambda: chunks(laid, grid, rule), sums, [_share(name) for name in split], hair)
        splits = dict(zip(split, found, strict=True))
    return Summary(grid, laid, sums, table, splits)


def _sums(zones: int, grid: Grid, asked: Collection[str]) -> Sums:
    spread, whole = bool({"std", "variance"} & {*asked}), grid.whole if {"min", "max"} & {*asked} else None
    return Sums(zones, spread=spread, whole=whole)


def _share(name: str) -> float:
    return 0.5 if name == "median" else float(name[1:]) / 100


def _require_classes(chunk: Chunk, table: Table, grid: Grid) -> None:
    """Stop before a raster of measurements fills the memory."""
    if len(np.unique(chunk.value[chunk.there])) > _MOST_CLASSES or table.count() > _MOST_CLASSES:
        message = Sentence(
            "{what}: band {band} of {name} has more than {most_classes:,} different values, "
            "which are no classes; for measurements there is hg.raster_statistics",
            what=_WHAT,
            band=grid.band,
            name=grid.name,
            most_classes=_MOST_CLASSES,
        )
        raise SchemaError(message)
