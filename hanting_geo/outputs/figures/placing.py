"""Names that do not strike each other: greedy, the important first, each at the first place that is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Places", "around"]

_Rectangle = tuple[float, float, float, float]


class Places:
    """The part of a map that names may fill, in millimetres.

    Examples
    --------
    >>> places = Places((0, 0, 100, 100))
    >>> places.take([(10, 10)], 20, 5), places.take([(12, 11)], 20, 5), places.take([(12, 11), (12, 30)], 20, 5)
    ((10, 10), None, (12, 30))
    """

    def __init__(self, area: _Rectangle, taken: Iterable[_Rectangle] = ()) -> None:
        self._area = area
        self._boxes = np.zeros((64, 4))
        self._count = 0
        for box in taken:
            self.block(box)

    def block(self, box: _Rectangle) -> None:
        """Keep names out of a rectangle."""
        if self._count == len(self._boxes):
            self._boxes = np.vstack([self._boxes, np.zeros_like(self._boxes)])
        self._boxes[self._count] = box
        self._count += 1

    def take(self, middles: Sequence[tuple[float, float]], width: float, height: float) -> tuple[float, float] | None:
        """Give the first middle at which a box of that size is free, and take it; None where there is none."""
        for x, y in middles:
            box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            if self._is_free(box):
                self.block(box)
                return x, y
        return None

    def _is_free(self, box: _Rectangle) -> bool:
        left, bottom, right, top = self._area
        if box[0] < left or box[1] < bottom or box[2] > right or box[3] > top:
            return False
        known = self._boxes[: self._count]
        meets = (known[:, 0] < box[2]) & (known[:, 2] > box[0]) & (known[:, 1] < box[3]) & (known[:, 3] > box[1])
        return not bool(meets.any())


def around(x: float, y: float, width: float, height: float, gap: float) -> list[tuple[float, float]]:
    """Give the middles of a name round a point: right, left, above, below, then the corners.

    Examples
    --------
    >>> around(0, 0, 10, 4, 1)[:4]
    [(6.0, 0), (-6.0, 0), (0, 3.0), (0, -3.0)]
    """
    dx, dy = gap + width / 2, gap + height / 2
    sides = [(x + dx, y), (x - dx, y), (x, y + dy), (x, y - dy)]
    return sides + [(x + a * dx, y + b * dy) for a in (1, -1) for b in (1, -1)]
