"""Where grades begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hanting_geo.siting.rules.vocabulary import MistakeError
from hanting_geo.siting.suitability.criteria.wording import said

__all__ = ["CUTS", "checked_cuts"]

CUTS = (0.8, 0.6, 0.4)
"""Where 适宜、较适宜、一般适宜 begin, as parts of the full mark, where the criteria do not say it: an assumption."""


def checked_cuts(cuts: object, scale: float) -> tuple[float, float, float]:
    """Let three falling cuts of grades through.

    Raises
    ------
    ValueError
        They are something else.
    """
    numbers = list(cuts) if isinstance(cuts, Iterable) and not isinstance(cuts, str | Mapping) else []
    good = len(numbers) == len(CUTS) and all(
        isinstance(cut, int | float) and not isinstance(cut, bool) and 0 < cut <= scale for cut in numbers
    )
    if not good or not numbers[0] > numbers[1] > numbers[2]:
        example = ", ".join(f"{cut * scale:g}" for cut in CUTS)
        raise MistakeError(said("no_cuts", example=example, cuts=cuts))
    return (float(numbers[0]), float(numbers[1]), float(numbers[2]))
