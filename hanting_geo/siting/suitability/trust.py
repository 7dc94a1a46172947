"""How far a ranking can be trusted, by candidate and criterion: probabilities, smallest swaps, one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core.arguments import ArgumentError, flag
from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.suitability.dominance import alike_criteria, dominators
from hanting_geo.siting.suitability.factors.doubt import distance_bounds, score_bounds
from hanting_geo.siting.suitability.ranks import order_of
from hanting_geo.siting.suitability.stability import stability
from hanting_geo.siting.suitability.steadiness import meeting_sentence, steadiness
from hanting_geo.siting.suitability.swaps import smallest_swaps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hanting_geo.core.arrays import Floats, Positions
    from hanting_geo.core.text import Text
    from hanting_geo.siting.suitability.criteria.model import Criterion
    from hanting_geo.siting.suitability.study import Study

__all__ = ["MOST_PROVED", "accuracy_table", "alike", "stability_table", "steady", "swap_table"]

MOST_PROVED = 12
"""As many ranked candidates have their probabilities among the tables unasked."""

_LEAST_ALIKE = 5


def _ranked(study: Study, what: str) -> tuple[Positions, Floats]:
    """Give the places of who is ranked, the best first, and their utilities.

    Raises
    ------
    ArgumentError
        Nobody is ranked, or scores were combined otherwise than by a weighted sum.
    """
    if study.combine != "wlc":
        message = Sentence(
            "{what} speaks of weighted sums, and combine is {combine!r}; rank with combine='wlc' for it",
            what=what,
            combine=study.combine,
        )
        raise ArgumentError(message)
    order = order_of(study.scores, study.ranks)
    rows = order[study.ranks[order] > 0]
    if not len(rows):
        message = Sentence("{what}: no candidate is ranked; the table 'excluded' says why", what=what)
        raise ArgumentError(message)
    return rows, study.valued.utilities[rows]


def accuracy_table(study: Study) -> pd.DataFrame:
    """Say how well each distance is known, and what it scores at the least and at the most.

    ``id, criterion, value, low, high, unit, utility, utility_low, utility_high``: a row for each ranked candidate and
    each criterion of a distance with fixed scores, with every shape displaced within its ``accuracy_m``.
    """
    order = order_of(study.scores, study.ranks)
    rows = order[study.ranks[order] > 0]
    ids = np.array(study.candidates.ids, dtype=object)[rows]
    tables = [
        pd.DataFrame(
            {
                "id": ids,
                "criterion": row.id,
                "value": np.asarray(study.measured[row.id], dtype=float)[rows],
                "low": low[rows],
                "high": high[rows],
                "unit": row.unit_name,
                "utility": study.valued.utilities[rows, column],
                "utility_low": least[rows],
                "utility_high": most[rows],
            }
        )
        for column, row, low, high, least, most in _bounds(study)
    ]
    columns = ["id", "criterion", "value", "low", "high", "unit", "utility", "utility_low", "utility_high"]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def _bounds(study: Study) -> Iterator[tuple[int, Criterion, Floats, Floats, Floats, Floats]]:
    scale = study.criteria.scale
    for column, row in enumerate(study.criteria.leaves):
        if row.factor != "distance" or row.function in {"minmax", "raw", "category"} or study.layers is None:
            continue
        # How far a way is off where places are, nobody can say without the accuracy of every junction.
        if row.travel == "network":
            continue
        if np.isnan(np.asarray(study.measured[row.id], dtype=float)).all():
            continue
        low, high = distance_bounds(row, study.candidates, study.layers)
        least, most = score_bounds(row.value_function(scale), low, high)
        yield column, row, low, high, least / scale, most / scale


def _errors(study: Study, rows: Positions) -> Floats:
    """Give the half-widths of what utilities may be off by, by the accuracy of places."""
    wide = np.zeros((len(rows), len(study.criteria.leaves)))
    for column, _, _, _, least, most in _bounds(study):
        own = study.valued.utilities[rows, column]
        wide[:, column] = np.maximum(most[rows] - own, own - least[rows])
    return wide


def stability_table(
    study: Study,
    *,
    draws: int = 10_000,
    seed: int = 0,
    weights: str = "uniform",
    within: float | None = None,
    concentration: float | None = None,
    accuracy: bool = False,
) -> pd.DataFrame:
    """Give a row for each ranked candidate, the best first.

    ``id, rank, p_first, se_first``, and the same of the top 3 and 5; ``p_first_exact`` where volumes give it (else
    missing), ``dominated_by`` (who is nowhere worse and somewhere better), and the mean of the weights at which it is
    first, ``central_`` and the criterion.
    """
    rows, utilities = _ranked(study, "stability")
    ids = np.array(study.candidates.ids, dtype=object)[rows]
    found = stability(
        utilities,
        study.weights,
        draws=draws,
        seed=seed,
        how=weights,
        within=within,
        concentration=concentration,
        top=(1, 3, 5),
        errors=_errors(study, rows) if flag(accuracy, "stability: accuracy") else None,
    )
    table: dict[str, Any] = {
        "id": ids,
        "rank": study.ranks[rows],
        "p_first": found.p_first,
        "se_first": found.se_first,
    }
    for most in (3, 5):
        table |= {f"p_top_{most}": found.p_top[most], f"se_top_{most}": found.se_top[most]}
    table["p_first_exact"] = np.nan if found.exact is None else found.exact.p_first
    if len(rows) <= MOST_PROVED:
        better = dominators(utilities)
        table["dominated_by"] = [None if row < 0 else ids[row] for row in better.tolist()]
    central = {f"central_{row.id}": found.central[:, column] for column, row in enumerate(study.criteria.leaves)}
    return pd.DataFrame(table | central)


def swap_table(study: Study, *, rivals: str = "second") -> pd.DataFrame:
    """Give the smallest changes of weights that bring a rival level with the first.

    A row each for one weight at a time (the others keep their proportions), for the least sum of changes (L1) and the
    least Euclidean length (L2): ``measure, distance`` (infinite where no weights do it), ``criterion`` (of one at a
    time), ``first, rival``, and the weights that do it, ``weight_`` and the criterion.
    """
    rows, utilities = _ranked(study, "smallest swap")
    ids = [study.candidates.ids[place] for place in rows.tolist()]
    leaves = study.criteria.leaves
    found = smallest_swaps(utilities, study.weights, rivals=rivals)
    table = [
        {
            "measure": swap.measure,
            "distance": swap.distance,
            "criterion": leaves[swap.criterion].id if swap.criterion >= 0 else None,
            "first": ids[swap.first],
            "rival": ids[swap.rival],
            **{f"weight_{row.id}": weight for row, weight in zip(leaves, swap.weights.tolist(), strict=True)},
        }
        for swap in found
    ]
    columns = ["measure", "distance", "criterion", "first", "rival", *(f"weight_{row.id}" for row in leaves)]
    return pd.DataFrame(table, columns=columns)


def steady(study: Study, within: float = 0.2) -> Text:
    """Say in one sentence whether the first stays first while each weight moves by a share; said only where proved."""
    rows, utilities = _ranked(study, "how steady")
    found = steadiness(utilities, study.weights)
    rival = study.candidates.ids[int(rows[found.rival])] if found.rival >= 0 else ""
    return meeting_sentence(found, rival, within=within)


def alike(study: Study) -> list[tuple[str, str, float]]:
    """List pairs of criteria that say the same of the ranked candidates, with their correlation."""
    rows = np.flatnonzero(study.ranks > 0)
    if len(rows) < _LEAST_ALIKE:
        return []
    leaves = study.criteria.leaves
    return [
        (leaves[one].id, leaves[other].id, share) for one, other, share in alike_criteria(study.valued.utilities[rows])
    ]
