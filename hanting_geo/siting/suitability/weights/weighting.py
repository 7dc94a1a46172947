"""What every way to weights gives: the weights, how they were made, and what is worth knowing about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hanting_geo.core.arguments import ArgumentError, told
from hanting_geo.core.findings import to_table
from hanting_geo.core.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hanting_geo.core.arrays import Floats
    from hanting_geo.core.findings import Finding

__all__ = ["Weighting", "as_names", "series"]

_NAMES = "criterion"


@dataclass(frozen=True)
class Weighting:
    """Weights that sum to 1.

    Attributes
    ----------
    weights
        By criterion, in the order given.
    method
        How they were made, with its convention: ``"rank order centroid"``.
    noted
        What is worth knowing: a column without a difference, weights that did not sum.
    """

    weights: pd.Series
    method: str
    noted: tuple[Finding, ...] = ()

    @property
    def findings(self) -> pd.DataFrame:
        """What is wrong or worth knowing, as in :func:`hanting_geo.findings`."""
        return to_table(self.noted)


def series(values: Floats, names: Iterable[str]) -> pd.Series:
    """Give weights by criterion."""
    index = pd.Index(list(names), name=_NAMES, dtype="object")
    return pd.Series(np.asarray(values, dtype=float), index=index, name="weight")


def as_names(given: Iterable[object], what: str) -> list[str]:
    """Give the names of criteria: texts, one each.

    Raises
    ------
    ArgumentError
        A name that is no text, empty, or there twice.
    """
    names: list[str] = []
    for name in given:
        if not isinstance(name, str) or not name.strip():
            message = Sentence(
                "{what}: the name of a criterion is a text, and {name} is among them", what=what, name=told(name)
            )
            raise ArgumentError(message)
        if name in names:
            message = Sentence(
                "{what}: the criterion {name!r} is there twice; give each one name", what=what, name=name
            )
            raise ArgumentError(message)
        names.append(name)
    return names
