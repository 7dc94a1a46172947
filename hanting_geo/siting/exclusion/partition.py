"""Land cut by one rule after the other, so that every piece knows exactly which rules lie on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.cutting import cut
from hanting_geo.analysis.engine.parts import simple_parts

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Geometries, Positions


__all__ = ["ExcludedLand", "Partition"]


class ExcludedLand(NamedTuple):
    """The land that a rule takes."""

    shapes: Geometries
    """Valid polygons that have no area in common (:func:`disjoint_parts`)."""
    beyond: bool = False
    """Whether it takes what lies outside of the shapes; otherwise what lies in them."""
    concerns: Flags | None = None
    """By position, which candidates it takes land of; None is all."""
    ignore_below_m2: float = 0.0
    """Of a candidate of which it would take less, it takes nothing."""


class Partition:
    """Candidates as flat pieces: plain arrays, a row for each polygon; pieces of a candidate share no area.

    Parameters
    ----------
    geometry
        Valid polygons and multipolygons of two dimensions; null and empty ones have no pieces.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> land = Partition(np.array([shapely.box(0, 0, 10, 10)]))
    >>> land.take(7, ExcludedLand(np.array([shapely.box(4, 0, 10, 10)])))
    >>> land.take(9, ExcludedLand(np.array([shapely.box(0, 0, 6, 10)])))
    >>> sorted((land.sets[label], piece.area) for piece, label in zip(land.pieces, land.labels, strict=True))
    [((7,), 40.0), ((7, 9), 20.0), ((9,), 40.0)]
    """

    def __init__(self, geometry: Geometries) -> None:
        self.count = len(geometry)
        """Of the candidates."""
        self.pieces, self.owners = simple_parts(geometry)
        self.labels = np.zeros(len(self.pieces), dtype=np.intp)
        """For each piece the position in :attr:`sets`."""
        self.sets: list[tuple[int, ...]] = [()]
        """Each set of rules that lies on a piece, in the order in which the rules took; the first is no rule."""
        self._known: dict[tuple[int, ...], int] = {(): 0}

    def take(self, rule: int, excluded_land: ExcludedLand) -> None:
        """Let a rule take its land: pieces on its border are cut in two, nothing is moved and nothing snapped."""
        concerned = np.arange(len(self.pieces))
        if excluded_land.concerns is not None:
            concerned = concerned[excluded_land.concerns[self.owners]]
        covered, rows, inside, outside = cut(self.pieces[concerned], excluded_land.shapes)
        rows = concerned[rows]
        taken, left = (outside, inside) if excluded_land.beyond else (inside, outside)
        whole = np.zeros(len(self.pieces), dtype=bool)
        whole[concerned] = covered != excluded_land.beyond
        whole[rows] = False
        if excluded_land.ignore_below_m2 > 0:
            # Land of a candidate is taken as a whole or not at all: its pieces stay together then.
            owner = np.concatenate([self.owners[whole], self.owners[rows[taken[1]]]])
            area = shapely.area(np.concatenate([self.pieces[whole], taken[0]]))
            much = np.bincount(owner, area, self.count) >= excluded_land.ignore_below_m2
            whole &= much[self.owners]
            keep = much[self.owners[rows]]
            place = np.cumsum(keep) - 1
            rows = rows[keep]
            taken, left = (
                (shapes[keep[of]], place[of[keep[of]]]) for shapes, of in ((part[0], part[1]) for part in (taken, left))
            )
        self.labels[whole] = self._with(rule, self.labels[whole])
        kept = np.ones(len(self.pieces), dtype=bool)
        kept[rows] = False
        labels = self.labels[rows]
        self.pieces = np.concatenate([self.pieces[kept], left[0], taken[0]])
        self.labels = np.concatenate([self.labels[kept], labels[left[1]], self._with(rule, labels[taken[1]])])
        self.owners = np.concatenate(
            [self.owners[kept], self.owners[rows[left[1]]], self.owners[rows[taken[1]]]],
        )

    def _with(self, rule: int, labels: Positions) -> Positions:
        """Give the labels of the sets that have one more rule."""
        distinct, inverse = np.unique(labels, return_inverse=True)
        grown = []
        for label in distinct:
            rules = (*self.sets[label], rule)
            if rules not in self._known:
                self._known[rules] = len(self.sets)
                self.sets.append(rules)
            grown.append(self._known[rules])
        return np.array(grown, dtype=np.intp)[inverse.ravel()]
