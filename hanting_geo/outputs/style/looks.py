"""One place for how things look and what they are called: palette, kinds, statuses, column labels, number formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hanting_geo.core.words import values
from hanting_geo.core.words.maps import LEGEND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hanting_geo.core.text import Text

__all__ = [
    "FALLBACK_COLORS",
    "KINDS",
    "NO_DATA",
    "OSM_CREDIT",
    "OUTLINE",
    "OUTLINED",
    "PATTERNS",
    "PLAN_WORKS",
    "RING_COLORS",
    "ROUGH_FROM_M",
    "UNKNOWN_KIND",
    "Kind",
    "Look",
]


OSM_CREDIT = "© OpenStreetMap contributors, ODbL"
"""What every product prints that embeds rows under the ODbL."""

ROUGH_FROM_M = 500.0
"""A feature whose place is known no better than this, or whose accuracy is not stated, is drawn dashed."""


OUTLINE, OUTLINED = "outline", 0.06
"""The symbol of areas that are outlined rather than filled, and how strongly they are filled nevertheless."""


class Look(NamedTuple):
    """How a class of features is drawn: line colour, fill colour (None: outline only), width in pixels, symbol.

    The symbol ``outline`` is that of areas whose fill is hardly seen: they are a frame for what lies in them.
    """

    color: str
    fill: str | None = None
    width: float = 1.5
    symbol: str = "circle"


class Kind(NamedTuple):
    """A kind of feature: what it is called, how it is drawn, and how early its name gets room on the map."""

    text: Text
    look: Look
    label_rank: int | None = None


# Fills are Paul Tol's "light" scheme, made for areas under dark text and told apart by colour-blind readers;
# outlines are darker shades of them, so that a class is known by its line where a fill is too small.
KINDS: Mapping[str, Kind] = {
    "zone": Kind(values.KINDS["zone"], Look("#6b6b6b", "#bbbbbb", 2.0, "outline"), 1),
    "boundary": Kind(values.KINDS["boundary"], Look("#7d5a80", None, 2.2, "label"), 5),
    "river": Kind(values.KINDS["river"], Look("#4a90c4", "#a9cfe8", 2.5), 4),
    "rail": Kind(values.KINDS["rail"], Look("#222222", "#999999", 4.0, "rail"), 6),
    "road": Kind(values.KINDS["road"], Look("#b39b72", "#dcc9a6", 1.7), 9),
    "station": Kind(values.KINDS["station"], Look("#a3123a", "#ffffff", 2.5, "square"), 2),
    "town": Kind(values.KINDS["town"], Look("#444444", "#ffffff", 1.8, "circle"), 3),
    "project": Kind(values.KINDS["project"], Look("#3f2a82", "#8d7cc9", 1.6, "diamond"), 7),
    "facility": Kind(values.KINDS["facility"], Look("#0b4f5e", "#3b93a8", 1.6, "triangle"), 8),
}

UNKNOWN_KIND = Kind(LEGEND["feature"], Look("#44528f", "#99a6dd", 1.8, "circle"), 7)

PATTERNS: Mapping[str, tuple[Text, Look]] = {
    "south": (values.PATTERNS["south"], Look("#a8481d", "#ee8866", 2.2)),
    "north": (values.PATTERNS["north"], Look("#2f63a0", "#77aadd", 2.2)),
    "centre": (values.PATTERNS["centre"], Look("#8a7400", "#eedd88", 2.2)),
    "east": (values.PATTERNS["east"], Look("#15735a", "#44bb99", 2.2)),
    "west": (values.PATTERNS["west"], Look("#a83a58", "#ffaabb", 2.2)),
}
"""The plan's pattern of the district, in the column ``pattern``: 南融、北起、中优、东西特色."""

PLAN_WORKS: tuple[Text, Look] = (LEGEND["plan_works"], Look("#0b4f8a", "#6fa8d6", 4.0))
"""Rivers that the plan works on, in the column ``plan_works``."""

FALLBACK_COLORS = (
    ("#44528f", "#99a6dd"),
    ("#6b6b00", "#bbcc33"),
    ("#8f3b00", "#ee8866"),
    ("#15735a", "#44bb99"),
    ("#a83a58", "#ffaabb"),
    ("#2f63a0", "#99ddff"),
    ("#8a7400", "#eedd88"),
    ("#555555", "#dddddd"),
)
"""(line, fill) pairs for classes that have no colour of their own, in turn."""

RING_COLORS = (
    ("#4a2377", "#7b5fa8"),
    ("#5e3c99", "#9e8cc2"),
    ("#7763ac", "#bfb2d9"),
    ("#8f80bd", "#d8d0e8"),
    ("#a79fcb", "#ebe7f3"),
)
"""(line, fill) pairs for rings, from the nearest out."""

# This product includes color specifications and designs developed by Cynthia Brewer (https://colorbrewer2.org/).
# All of them are told apart by colour-blind readers.
NO_DATA: tuple[Text, Look] = (LEGEND["no_data"], Look("#9a9a9a", "#e6e6e6", 1.2))
"""What a feature without a value looks like among graded ones."""
