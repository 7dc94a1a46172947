"""What rules say of sites: the verdicts, why they are uncertain, and what is told of each site and rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from hanting_geo.core.lazy import Once

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions
    from hanting_geo.core.findings import Finding
    from hanting_geo.siting.relations.answers import Areas
    from hanting_geo.siting.relations.nearest import SitePairs

__all__ = ["Judgement", "Reason", "Sites", "Told", "Verdict"]


class Verdict(IntEnum):
    """What a rule says of a site, from the least to what decides: a site's summary is the largest over hard rules."""

    NOT_APPLICABLE = 0
    CLEAR = 1
    NEEDS_CONSENT = 2
    """A rule is broken that leaves the decision to an approval or a consultation."""
    UNCERTAIN = 3
    NO_DATA = 4
    CONFLICT = 5

    @property
    def word(self) -> str:
        """The verdict as it stands in tables."""
        return self.name.lower()


class Reason(IntEnum):
    """Why nothing is certain."""

    NONE = 0
    WITHIN_ACCURACY = 1
    ACCURACY_NOT_STATED = 2
    PLACE_NOT_PUBLISHED = 3
    LAYER_MISSING = 4
    VALUE_MISSING = 5
    NOTHING_MATCHES = 6

    @property
    def word(self) -> str:
        """The reason as it stands in tables; empty where there is none."""
        return "" if self is Reason.NONE else self.name.lower()


class Sites(NamedTuple):
    """Sites, ready to be judged: valid, placed, in metres."""

    shapes: Geometries
    ids: list[str]
    accuracy_m: Floats
    columns: pd.DataFrame
    """Their attributes, without the geometry."""


@dataclass(frozen=True)
class Told:
    """What a rule says of the sites worth telling of, a row each: all that are not clear, and all that are hit.

    Areas are measured when they are first asked.
    """

    site: Positions
    verdict: NDArray[np.int8]
    reason: NDArray[np.int8]
    broken: Flags
    """As drawn, whatever the accuracies."""
    value: Floats
    """What was measured against the limit, of rules without features: m2, metres of width, percent of slope."""
    hits: SitePairs
    """Row of this table and feature of those that the rule speaks of, sorted by row."""
    distance_m: Floats
    """To the nearest feature; NaN where nobody asked for it yet."""
    areas: Once[Areas] = field(repr=False)

    @property
    def drawn_m2(self) -> Floats:
        """Area where the rule is broken, as drawn; NaN where a relation has none."""
        return self.areas().drawn_m2

    @property
    def pieces(self) -> Geometries:
        """Where the rule is broken, as drawn; None or empty where nowhere."""
        return self.areas().pieces

    @property
    def low_m2(self) -> Floats:
        """The least area; NaN where a relation has none."""
        return self.areas().low_m2

    @property
    def high_m2(self) -> Floats:
        """The largest area; NaN where nothing bounds it."""
        return self.areas().high_m2

    def few(self, keep: Flags, site: Positions) -> Told:
        """Keep some rows, which are of these sites then; without the features behind them."""
        return Told(
            site,
            self.verdict[keep],
            self.reason[keep],
            self.broken[keep],
            self.value[keep],
            self.hits.pick(slice(0)),
            self.distance_m[keep],
            Once(lambda: self.areas().pick(keep)),
        )


class Judgement(NamedTuple):
    """What all rules say of all sites."""

    verdicts: NDArray[np.int8]
    """A row for each site, a column for each rule, :class:`Verdict`."""
    told: dict[str, Told]
    """By the id of the rule."""
    findings: list[Finding]
