"""From measured values to utilities between 0 and 1, with what is missing treated as the criteria declare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hanting_geo.core.arrays import Flags, Floats
    from hanting_geo.siting.suitability.criteria.model import CriteriaSet, Criterion

__all__ = ["NEUTRAL", "Beyond", "Valued", "beyond_limits", "missing_in", "treated", "value"]

NEUTRAL = 0.5
"""What ``missing: neutral`` scores."""

_MOST_NAMED = 5


@dataclass(frozen=True)
class Beyond:
    """A candidate beyond a hard limit, or without a value where that excludes: who, by which criterion, and how."""

    candidate: int
    criterion: str
    reason: str
    """``below``, ``above`` or ``missing``."""


@dataclass(frozen=True)
class Valued:
    """Utilities of all candidates, as scored; and, of ``raw`` criteria, their values for methods that take these."""

    utilities: Floats
    matrix: Floats
    costs: Flags
    raw: Flags
    """Which columns of the matrix hold values as they are, in their own units."""
    free: bool
    """Whether values taken as they are reach beyond the full mark, so that grades mean nothing."""


def beyond_limits(row: Criterion, values: Floats | list[str | None]) -> list[Beyond]:
    """Find who lies beyond the hard limits of a criterion."""
    if isinstance(values, list):
        return []
    found = []
    for reason, limit in (("below", row.exclude_below), ("above", row.exclude_above)):
        if limit is not None:
            with np.errstate(invalid="ignore"):
                out = values < limit if reason == "below" else values > limit
            found += [Beyond(int(place), row.id, reason) for place in np.flatnonzero(out)]
    return found


def value(
    criteria: CriteriaSet,
    measured: Mapping[str, Floats | list[str | None]],
    standing: Flags,
    *,
    as_they_are: bool,
    lenient: bool,
    findings: list[Finding],
) -> Valued:
    """Give the utilities, NaN where a value or its score is missing.

    Parameters
    ----------
    criteria
        What the values are worth.
    measured
        Values by criterion.
    standing
        Who is compared: they alone make the scores that depend on others.
    as_they_are
        Whether the method takes values of ``raw`` criteria as they are (weighted product, TOPSIS).
    lenient
        Whether values of ``raw`` criteria may reach beyond the full mark (columns without criteria).
    findings
        Takes what is worth knowing.

    Raises
    ------
    SchemaError
        A value that is taken as it is lies beyond the full mark.
    """
    rows = criteria.leaves
    count = len(standing)
    utilities, matrix = np.empty((count, len(rows))), np.empty((count, len(rows)))
    costs, raws = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    free = False
    for column, row in enumerate(rows):
        given = measured[row.id]
        if isinstance(given, list):
            scored = row.value_function(criteria.scale).of_names(given) / criteria.scale
            _tell_unlisted(row, given, scored, findings)
        elif row.function == "minmax":
            scored = _between_ends(row, given, standing, findings)
        elif row.function == "raw":
            scored, beyond = _as_it_is(row, given, criteria.scale, as_they_are=as_they_are, lenient=lenient)
            raws[column] = as_they_are or beyond
            free |= beyond
            if beyond and as_they_are:
                scored = _between_ends(row, given, standing, [])
        else:
            scored = row.value_function(criteria.scale).apply(given) / criteria.scale
        utilities[:, column] = scored
        matrix[:, column] = given if raws[column] and as_they_are else scored
        costs[column] = raws[column] and as_they_are and row.is_cost
    if free and not as_they_are:
        findings.append(
            Finding(
                "warning",
                "beyond_full_mark",
                None,
                None,
                Sentence(
                    "columns are taken as they are and reach beyond 0 to 1: the score is their weighted "
                    "mean in their own units, and grades mean nothing"
                ),
                Sentence("give a mapping of column to 'more' or 'less', or criteria with value functions"),
            )
        )
    return Valued(utilities, matrix, costs, raws, free and not as_they_are)


def _as_it_is(row: Criterion, given: Floats, scale: float, *, as_they_are: bool, lenient: bool) -> tuple[Floats, bool]:
    beyond = np.flatnonzero((given < 0) | (given > scale))
    if len(beyond) and not (as_they_are or lenient):
        message = Sentence(
            "criterion {id}: {given:g} lies beyond 0 to {scale:g}, the full mark, and is taken "
            "as it is; set scale, or give it a value function",
            id=row.id,
            given=given[beyond[0]],
            scale=scale,
        )
        raise SchemaError(message)
    scored = given / scale
    return (1 - scored if row.is_cost and not len(beyond) else scored), bool(len(beyond))


def _between_ends(row: Criterion, given: Floats, standing: Flags, findings: list[Finding]) -> Floats:
    """Place values between the worst (0) and the best (1) of those who stand; all alike are all 1."""
    known = given[standing & ~np.isnan(given)]
    if not len(known):
        return np.where(np.isnan(given), np.nan, 1.0)
    low, high = known.min(), known.max()
    if low == high:
        if len(known) > 1:
            findings.append(_constant(row, Sentence("all {count} values are {low:g}", count=len(known), low=low)))
        result = np.where(np.isnan(given), np.nan, 1.0)
        worse = given > high if row.is_cost else given < low
        result[worse] = 0.0
        return result
    # The half first, so that the span of very large values does not overflow.
    scored = (given / 2 - low / 2) / (high / 2 - low / 2)
    return np.asarray(np.clip(1 - scored if row.is_cost else scored, 0, 1))


def _constant(row: Criterion, what: str) -> Finding:
    return Finding(
        "note",
        "constant_criterion",
        row.layer,
        row.id,
        Sentence("criterion {id}: {what}, so it does not tell candidates apart", id=row.id, what=what),
        Sentence("see whether it is meant; a finer value function may do"),
    )


def _tell_unlisted(row: Criterion, given: list[str | None], scored: Floats, findings: list[Finding]) -> None:
    unlisted = {value for value, score in zip(given, scored, strict=True) if value is not None and np.isnan(score)}
    if unlisted:
        named = enumerated(map(repr, sorted(unlisted)[:_MOST_NAMED]))
        findings.append(
            Finding(
                "warning",
                "category_unlisted",
                row.layer,
                row.id,
                Sentence(
                    "criterion {id}: {count} categories have no score: {named}",
                    id=row.id,
                    count=len(unlisted),
                    named=named,
                ),
                Sentence("list them among the scores, or add else"),
            )
        )


def missing_in(criteria: CriteriaSet, utilities: Floats, ids: Sequence[str], findings: list[Finding]) -> list[Beyond]:
    """Say where there is no score, and who is excluded for it.

    Raises
    ------
    SchemaError
        A criterion does not declare what becomes of missing values; all such are told at once.
    """
    excluded: list[Beyond] = []
    refused = []
    for column, row in enumerate(criteria.leaves):
        places = np.flatnonzero(np.isnan(utilities[:, column]))
        if not len(places):
            continue
        named = enumerated(ids[place] for place in places[:_MOST_NAMED])
        named += Sentence(" and {count} more", count=len(places) - _MOST_NAMED) if len(places) > _MOST_NAMED else ""
        what = Sentence(
            "criterion {id}: no value for {count} of {count2} candidates: {named}",
            id=row.id,
            count=len(places),
            count2=len(ids),
            named=named,
        )
        if row.missing == "error":
            refused.append(what)
            continue
        treated_as = (
            Sentence("excluded")
            if row.missing == "exclude"
            else Sentence("scored {score:g}", score=NEUTRAL if row.missing == "neutral" else 0)
        )
        text = Sentence("{what}; {treated_as}, as the criterion declares", what=what, treated_as=treated_as)
        findings.append(
            Finding("warning", "missing_value", row.layer, row.id, text, Sentence("see whether it can be found out"))
        )
        if row.missing == "exclude":
            excluded += [Beyond(int(place), row.id, "missing") for place in places]
    if refused:
        told = [finding.what for finding in findings if finding.code == "missing_value"]
        listed = joined("\n", (Sentence("  {text}", text=text) for text in [*refused, *told]))
        message = Sentence(
            "suitability: values are missing, and the criteria do not say what becomes of "
            "that:\n{listed}\nfill them in, or declare missing: exclude, worst or neutral",
            listed=listed,
        )
        raise SchemaError(message)
    return excluded


def treated(criteria: CriteriaSet, valued: Valued, standing: Flags, findings: list[Finding]) -> Valued:
    """Put the declared score in the place of each missing one; those who are excluded for it keep none."""
    utilities, matrix = valued.utilities.copy(), valued.matrix.copy()
    several = standing.sum() > 1
    for column, row in enumerate(criteria.leaves):
        holes = np.isnan(utilities[:, column])
        known = matrix[standing & ~np.isnan(matrix[:, column]), column]
        if several and row.function != "minmax" and len(known) == standing.sum() and np.ptp(known) == 0:
            findings.append(_constant(row, Sentence("all {count} candidates score alike", count=len(known))))
        if not holes.any() or row.missing == "exclude":
            continue
        utilities[holes, column] = 0.0 if row.missing == "worst" else NEUTRAL
        if valued.raw[column] and len(known):
            worst = known.max() if valued.costs[column] else known.min()
            matrix[holes, column] = worst if row.missing == "worst" else known.mean()
            if valued.free:
                utilities[holes, column] = matrix[holes, column]
        else:
            matrix[holes, column] = utilities[holes, column]
    return Valued(utilities, matrix, valued.costs, valued.raw, valued.free)
