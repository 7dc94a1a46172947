"""Shapes of the kinds that try an overlay: each drawn in a square of about 100, to be laid anywhere at any size."""

from __future__ import annotations

import numpy as np
from hard_shapes import BY_HAND
from shapely import MultiPolygon, Polygon, box

KINDS: dict[str, tuple[list[Polygon | MultiPolygon], list[Polygon | MultiPolygon]]] = {
    **BY_HAND,
    "holes that touch each other and the shell": (
        [Polygon(box(0, 0, 60, 60).exterior, [[(0, 30), (20, 20), (20, 40)], [(20, 30), (40, 20), (40, 40)]])],
        [box(0, 10, 30, 50), box(10, 25, 50, 35), Polygon([(20, 20), (40, 20), (40, 40), (20, 40)])],
    ),
    "a hole along an edge of the other": (
        [Polygon(box(0, 0, 60, 60).exterior, [[(20, 20), (20, 40), (40, 40), (40, 20)]])],
        [box(40, 0, 80, 60), box(20, 20, 40, 40), box(20, 0, 40, 60), box(19, 19, 41, 41)],
    ),
    "a hole that fills all but a corner": (
        [Polygon(box(0, 0, 60, 60).exterior, [[(0, 0), (59, 1), (58, 58), (1, 59)]])],
        [box(0, 0, 60, 60), box(-5, -5, 30, 65), Polygon([(0, 0), (60, 60), (0, 60)])],
    ),
    "gores": (
        [Polygon([(0, 0), (90, 0), (90, 30), (0, 30), (80, 15)])],
        [Polygon([(0, 30), (80, 15), (0, 0), (-20, 15)]), box(40, 10, 85, 20), box(79.999999, 0, 90, 30)],
    ),
    "spikes along edges": (
        [Polygon([(0, 0), (50, 0), (50, 1e-9), (99, 1e-9), (50, 2e-9), (50, 40), (0, 40)])],
        [box(40, -10, 120, 20), box(50, 0, 99, 40), box(0, -30, 99, 0)],
    ),
    "nearly on one line": (
        [Polygon([(0, 0), (100, 1 / 3), (100, 40), (0, 40)])],
        [
            Polygon([(0, 0), (100 / 3, 1 / 9), (100, 1 / 3), (100, -20), (0, -20)]),
            Polygon([(10, 1 / 30), (20, 2 / 30), (30, 0.1), (70, 0.7 / 3), (70, -9), (10, -9)]),
            Polygon([(0, np.nextafter(0, 1)), (100, np.nextafter(1 / 3, 1)), (50, -20)]),
        ],
    ),
    "nested rings": (
        [
            MultiPolygon(
                [box(at, at, 100 - at, 100 - at) - box(at + 5, at + 5, 95 - at, 95 - at) for at in range(0, 50, 10)]
            )
        ],
        [
            box(0, 0, 50, 50),
            MultiPolygon(
                [box(at, at, 100 - at, 100 - at) - box(at + 5, at + 5, 95 - at, 95 - at) for at in (5, 15, 25)]
            ),
            Polygon([(50, -9), (109, 50), (50, 109), (-9, 50)]),
        ],
    ),
    "a board of checks and its other half": (
        [MultiPolygon([box(x, y, x + 10, y + 10) for x in range(0, 60, 10) for y in range(x % 20, 60, 20)])],
        [
            MultiPolygon([box(x, y, x + 10, y + 10) for x in range(0, 60, 10) for y in range((x + 10) % 20, 60, 20)]),
            box(5, 5, 55, 55),
            box(0, 0, 60, 60),
        ],
    ),
    "a comb over a comb": (
        [
            Polygon(
                [
                    (0, 0),
                    (91, 0),
                    (91, 60),
                    *((x, y) for x in range(90, 0, -10) for y in ((60, 10) if x % 20 else (10, 60))),
                    (0, 60),
                ]
            )
        ],
        [
            Polygon(
                [
                    (0, 80),
                    (91, 80),
                    (91, 20),
                    *((x, y) for x in range(90, 0, -10) for y in ((20, 70) if x % 20 else (70, 20))),
                    (0, 20),
                ]
            )
        ],
    ),
    "a hole of no width": (
        [Polygon([(0, 0), (80, 0), (80, 60), (0, 60)], [[(20.1, 20.3), (40.7, 30.9), (30.4, 25.6)]])],
        [box(10, 10, 35, 50), box(25, 0, 26, 60)],
    ),
}
"""Pairs of lists of shapes, by what makes them hard."""
