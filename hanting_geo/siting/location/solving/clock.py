"""How much time is left."""

from __future__ import annotations

import time

__all__ = ["Clock"]


class Clock:
    """Runs from the moment it is made.

    Examples
    --------
    >>> clock = Clock(60)
    >>> 59 < clock.left() <= 60, Clock(0).is_over()
    (True, True)
    """

    def __init__(self, limit_s: float) -> None:
        self._start = time.perf_counter()
        self._limit = limit_s

    def seconds(self) -> float:
        """Give the seconds since the start."""
        return time.perf_counter() - self._start

    def left(self) -> float:
        """Give the seconds that are left, not below 0."""
        return max(self._limit - self.seconds(), 0.0)

    def is_over(self) -> bool:
        """Tell whether no time is left."""
        return self.left() <= 0
