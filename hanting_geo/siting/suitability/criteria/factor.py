"""The factors that there are: what each needs, and in which unit it measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FACTORS", "MEASURES", "TRAVELS", "Factor", "unit_of"]

MEASURES = ("count", "length")
"""What ``density`` counts: features, or the length of lines."""

TRAVELS = ("euclid", "network")
"""How ``distance`` is measured: straight, or along the network of the layer that ``roads`` names."""


class Factor(NamedTuple):
    """A factor: the fields that it needs, those that it may have, and its unit; None: as the criterion says."""

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    unit: str | None = None

    @property
    def fields(self) -> frozenset[str]:
        """All fields that mean something to it."""
        return frozenset({*self.needs, *self.may})


_FILTERED = ("filter", "may_be_empty")

FACTORS: Mapping[str, Factor] = {
    "distance": Factor(("layer",), (*_FILTERED, "travel", "roads"), "m"),
    "count": Factor(("layer", "radius_m"), _FILTERED, "count"),
    "density": Factor(("layer", "radius_m"), (*_FILTERED, "measure"), "per_km2"),
    "length": Factor(("layer", "radius_m"), _FILTERED, "km"),
    "share": Factor(("layer",), _FILTERED, "share"),
    "attribute": Factor(("column",), ("unit",)),
    "raster": Factor(("layer",), ("statistic", "unit")),
    "zone": Factor(("layer", "column"), ("filter", "may_be_empty", "unit")),
    "rules_broken": Factor((), (), "rules"),
}
"""What may be measured of a candidate, by name.

``distance``
    Metres from border to border to the nearest feature: straight, or with ``travel: network`` along the ``roads``.
``count``, ``length``
    Features, or kilometres of lines, within ``radius_m`` of its border.
``density``
    The same for each square kilometre of the land within ``radius_m`` of it, itself included.
``share``
    The part of its area (of a line: of its length; of a point: 0 or 1) inside the layer, each place once.
``attribute``
    A column of the candidates.
``raster``
    A statistic of a raster within it, the mean if none is named.
``zone``
    A column of the zone that it lies in: of several zones the mean by area, of texts that of the largest part.
``rules_broken``
    How many rules of a screening it breaks for certain.
"""


def unit_of(factor: str, measure: str | None, unit: str) -> str:
    """Give the unit of a criterion's values.

    Examples
    --------
    >>> unit_of("density", "length", ""), unit_of("distance", None, ""), unit_of("attribute", None, "元/亩")
    ('km_per_km2', 'm', '元/亩')
    """
    if factor == "density" and measure == "length":
        return "km_per_km2"
    own = FACTORS[factor].unit
    return unit if own is None else own
