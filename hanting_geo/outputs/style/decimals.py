"""With how many decimals numbers are written, by the name of their column."""

from __future__ import annotations

from hanting_geo.units import DECIMALS

__all__ = ["PEOPLE", "decimals_of"]

# Numbers that someone stated (an accuracy, a published area, a ring distance) stand as stated: 500, not 500.00.
_AS_STATED = {"accuracy_m", "published_ha", "from_m", "to_m", "radius_m"}

_SERVED = ("served", "unserved", "in_reach")
PEOPLE = (
    *("demand", "load", "after_load"),
    *(
        f"{when}{name}{bound}"
        for when in ("", "after_", "before_")
        for name in _SERVED
        for bound in ("", "_low", "_high")
    ),
)
"""Columns that count people, or what else is to be served."""

_EXACT_DECIMALS = {
    "ha": 4,
    "mu": 2,
    "share": 4,
    "features": 0,
    "projects": 0,
    "facilities": 0,
    "count": 0,
    "hard_conflicts": 0,
    "soft_conflicts": 0,
    "needs_consent": 0,
    "uncertain": 0,
    "no_data": 0,
    "conflict": 0,
    "clear": 0,
    "not_applicable": 0,
    "candidates": 0,
    "rule_count": 0,
    "unplaced": 0,
    "eligible_share": 4,
    "placed": 0,
    "rank": 0,
    "k": 0,
    **dict.fromkeys(PEOPLE, 0),
    **dict.fromkeys((f"{when}share{end}" for when in ("after_", "before_") for end in ("", "_low", "_high")), 4),
    **dict.fromkeys(("share_low", "share_high", "target_share", "served_share"), 4),
    **dict.fromkeys(("used", "used_low", "used_high", "after_used", "after_used_low", "after_used_high"), 4),
    **dict.fromkeys(("gained", "gained_low", "gained_high"), 0),
    "after_facilities": 0,
}


def decimals_of(name: str) -> int | None:
    """Say how many decimals a written number of this column has; None: as it stands.

    Square metres have 2, hectares 4, mu 2, lengths in metres 2, kilometres 3; counts have 0; a share has 4
    (two of a percentage). Accuracies, published areas and ring distances are stated numbers and stand as stated.

    Examples
    --------
    >>> decimals_of("plane_m2"), decimals_of("ha"), decimals_of("drawn_mu"), decimals_of("features")
    (2, 4, 2, 0)
    >>> decimals_of("accuracy_m") is None and decimals_of("name_zh") is None
    True
    """
    if name in _AS_STATED:
        return None
    if name in _EXACT_DECIMALS:
        return _EXACT_DECIMALS[name]
    return next((decimals for suffix, decimals in DECIMALS.items() if str(name).endswith(suffix)), None)
