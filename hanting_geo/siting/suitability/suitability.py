"""Suitability: where is best, in an order that can be explained criterion by criterion."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import Text
from hanting_geo.siting.suitability.candidates import ready
from hanting_geo.siting.suitability.combining import (
    METHODS,
    NORMALISATIONS,
    order_shape,
    ordered_average,
    topsis,
    weighted_product,
    weighted_sum,
)
from hanting_geo.siting.suitability.criteria.files import read_criteria
from hanting_geo.siting.suitability.criteria.model import CriteriaSet, Criterion
from hanting_geo.siting.suitability.criteria.weighing import OF_DATA
from hanting_geo.siting.suitability.factors.layers import FactorLayers
from hanting_geo.siting.suitability.factors.measuring import measure
from hanting_geo.siting.suitability.ranks import grades_of, ranks_of
from hanting_geo.siting.suitability.result import Suitability
from hanting_geo.siting.suitability.study import Study
from hanting_geo.siting.suitability.valuing import beyond_limits, missing_in, treated, value
from hanting_geo.siting.suitability.vetoes import vetoes_of
from hanting_geo.siting.suitability.weighed import weighed_by
from hanting_geo.siting.suitability.weighting import weights_of, weights_of_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.siting.rule_layers import Layers
    from hanting_geo.siting.screening.result import Screening
    from hanting_geo.siting.suitability.valuing import Valued

__all__ = ["Suitability", "suitability"]

_AS_THEY_ARE = {"wpm", "topsis"}
_MOST_NAMED = 5


def suitability(  # noqa: PLR0913 - options are given by keyword
    candidates: pd.DataFrame,
    criteria: CriteriaSet | str | os.PathLike[str] | Iterable[Criterion | str] | Mapping[str, str],
    layers: Layers = None,
    *,
    weights: Any = None,
    combine: str = "wlc",
    screening: Screening | None = None,
    candidate_id: str = "id",
    normalise: bool = False,
    normalisation: str = "vector",
    order_weights: Sequence[float] | float | None = None,
) -> Suitability:
    """Rank candidates by criteria, and say why each stands where it stands.

    Each factor is measured in its unit, each value scored from 0 to 1, the scores weighted and combined.

    Parameters
    ----------
    candidates
        Sites or cells, from one to a million, in a projected system in metres; a plain table will do where all criteria
        are columns.
    criteria
        A set of criteria, a file or a packaged template (see :func:`hanting_geo.read_criteria`), or a list of
        criteria. Or columns of the candidates: a list of columns that are scores already, or a mapping of column to
        ``"more"`` or ``"less"`` (is better), which are scored between the worst and the best candidate.
    layers
        A catalogue or its path, or a mapping of name to frame or file; None is the packaged catalogue.
    weights
        None for those of the criteria, by the method that they name; id to number; numbers in order; ``"equal"``; what
        holds ``.weights`` (:func:`hanting_geo.ahp_weights`); or ``"entropy"`` or ``"critic"``, made of the scores of
        the candidates. They sum to 1, or it is said which do not.
    combine
        - ``"wlc"``, weighted linear combination: ``sum(w u)``;
        - ``"wpm"``, weighted product: ``prod(u ** w)``, where a 0 makes the whole 0;
        - ``"topsis"``: near the best and far from the worst; the ranks of two may reverse when a third comes or goes;
        - ``"owa"``, ordered weighted averaging: utilities weighed by their order too.

        Weighted product and TOPSIS take columns without value function as they are, of any unit, with their direction.
    screening
        Of the same candidates (:func:`hanting_geo.screen`). Who breaks a hard rule for certain is shown with a score,
        has no rank and is listed after all who have one (一票否决). Who is uncertain, lacks data or needs consent is
        ranked and flagged in ``verdict``.
    candidate_id
        Column of unique ids; where there is no column ``id``, the index is used.
    normalise
        Whether weights that do not sum to 1 are divided by their sum.
    normalisation
        Of TOPSIS: ``"vector"`` or ``"minmax"``.
    order_weights
        Of OWA: as many numbers as there are criteria, or an exponent; see
        :func:`hanting_geo.siting.suitability.combining.ordered_average`.

    Returns
    -------
    Suitability
        ``.tables() .layers() .explain(id) .to_map() .to_workbook(path) .to_json(path)``.

    Raises
    ------
    SchemaError
        Ids, columns, criteria or weights are not as they must be; a layer is not there; values are missing and the
        criteria do not say what becomes of that.
    CRSError
        The candidates have no reference system in metres that keeps areas, or a layer does not fit it.

    Examples
    --------
    >>> import pandas as pd
    >>> sites = pd.DataFrame({"id": ["a", "b"], "access": [0.6, 0.8], "land": [0.7, 0.5], "noise": [0.6, 0.2]})
    >>> found = suitability(sites, ["access", "land", "noise"], weights={"access": 0.5, "land": 0.3, "noise": 0.2})
    >>> found.tables()["ranking"][["id", "rank", "score", "grade"]].round(2).values.tolist()
    [['a', 1, 0.63, 'fairly_suitable'], ['b', 2, 0.59, 'moderately_suitable']]
    """
    arguments.require_table(candidates, "suitability: candidates")
    arguments.one_of(combine, METHODS, "suitability: combine")
    arguments.one_of(normalisation, NORMALISATIONS, "suitability: normalisation")
    arguments.flag(normalise, "suitability: normalise")
    chosen, lenient = _criteria(candidates, criteria, as_they_are=combine in _AS_THEY_ARE)
    if order_weights is not None:
        if combine != "owa":
            message = Sentence(
                "suitability: order_weights belong to combine='owa', and combine is {combine!r}; leave them out",
                combine=combine,
            )
            raise arguments.ArgumentError(message)
        order_shape(order_weights, len(chosen))
    weighed = weighed_by(chosen, weights)
    numbers = None
    if weighed.method not in OF_DATA:
        numbers = weights_of(chosen, weights, normalise=normalise, parts=weighed.parts)
    spatial = any(row.factor not in {"attribute", "rules_broken"} for row in chosen.leaves)
    asked = ready(candidates, candidate_id, spatial=spatial)
    vetoes = vetoes_of(screening, asked.ids)
    factor_layers = FactorLayers(chosen, layers, asked.crs) if spatial else None
    findings: list[Finding] = list(weighed.noted)
    measured = {row.id: measure(row, asked, factor_layers, screening) for row in chosen.leaves}
    if factor_layers is not None:
        findings += factor_layers.findings
    beyond = [each for row in chosen.leaves for each in beyond_limits(row, measured[row.id])]
    standing = ~vetoes.vetoed
    standing[[each.candidate for each in beyond]] = False
    as_they_are = combine in _AS_THEY_ARE
    told: list[Finding] = []
    valued = value(chosen, measured, standing, as_they_are=as_they_are, lenient=lenient, findings=told)
    without = missing_in(chosen, valued.utilities, asked.ids, findings + told)
    if without:
        standing[[each.candidate for each in without]] = False
        told = []
        valued = value(chosen, measured, standing, as_they_are=as_they_are, lenient=lenient, findings=told)
    findings += told
    missing_in(chosen, valued.utilities, asked.ids, findings)
    valued = treated(chosen, valued, standing, findings)
    if numbers is None:
        numbers = weights_of_data(chosen, weighed.method, valued, standing, findings)
    options = {
        "normalisation": normalisation if combine == "topsis" else None,
        "order_weights": order_weights if combine == "owa" else None,
    }
    scores = _combined(combine, valued, numbers, standing, options)
    _tell(combine, asked.ids, scores, standing, options, findings)
    ranks = ranks_of(scores, standing)
    layer_credits = {layer: said for layer in chosen.layers if factor_layers and (said := factor_layers.credits(layer))}
    return Suitability(
        Study(
            asked,
            chosen,
            measured,
            valued,
            numbers,
            weighed,
            combine,
            options,
            scores,
            standing,
            ranks,
            grades_of(scores, chosen.cuts, standing),
            vetoes,
            (*beyond, *without),
            tuple(dict.fromkeys(findings)),
            layer_credits,
            factor_layers,
        )
    )


def _criteria(candidates: pd.DataFrame, given: object, *, as_they_are: bool) -> tuple[CriteriaSet, bool]:
    """Take criteria however they are given, and say whether they are mere columns, of no known full mark."""
    if isinstance(given, CriteriaSet):
        return given, False
    if isinstance(given, str | os.PathLike):
        return read_criteria(given), False
    if isinstance(given, Mapping):
        wrong = [column for column, better in given.items() if better not in {"more", "less"}]
        if wrong or not given:
            what = (
                Sentence("{wrong!r} is {given!r}", wrong=wrong[0], given=given[wrong[0]])
                if wrong
                else Sentence("it is empty")
            )
            message = Sentence(
                "suitability: criteria takes a mapping of column to 'more' or 'less', and {what}", what=what
            )
            raise arguments.ArgumentError(message)
        function = "raw" if as_they_are else "minmax"
        return _of_columns(candidates, {column: (function, better) for column, better in given.items()}), True
    if isinstance(given, Iterable) and not isinstance(given, bytes | pd.DataFrame):
        rows = list(given)
        if rows and all(isinstance(row, str) for row in rows):
            twice = next((row for row in rows if rows.count(row) > 1), None)
            if twice is not None:
                message = Sentence(
                    "suitability: criteria names the column {twice!r} twice; name each once", twice=twice
                )
                raise arguments.ArgumentError(message)
            return _of_columns(candidates, dict.fromkeys(rows, ("raw", "more"))), True
        return CriteriaSet(tuple(rows)), False
    message = Sentence(
        "suitability: criteria takes what hg.read_criteria gives, a file or a template, a "
        "list of criteria or of columns, and was given {given}",
        given=arguments.told(given),
    )
    raise arguments.ArgumentError(message)


def _of_columns(candidates: pd.DataFrame, columns: Mapping[str, tuple[str, str]]) -> CriteriaSet:
    rows = []
    for column, (function, better) in columns.items():
        arguments.named_column(candidates, column, "suitability: the candidates")
        rows.append(
            Criterion.model_construct(
                id=str(column),
                title=Text(str(column), str(column)),
                factor="attribute",
                column=column,
                unit="-",
                function=function,
                direction=better,
                source="given",
            )
        )
    return CriteriaSet(tuple(rows))


def _combined(combine: str, valued: Valued, weights: Floats, standing: Flags, options: Mapping[str, Any]) -> Floats:
    """Combine; who has no value, because that excludes, has no score."""
    whole = np.asarray(~np.isnan(valued.matrix).any(axis=1), dtype=bool)
    matrix = valued.matrix if whole.all() else valued.matrix[whole]
    if combine == "wlc":
        found = weighted_sum(matrix, weights)
    elif combine == "wpm":
        found = weighted_product(matrix, weights, valued.costs)
    elif combine == "topsis":
        found = topsis(matrix, weights, valued.costs, normalisation=options["normalisation"], reference=standing[whole])
    else:
        found = ordered_average(matrix, weights, options["order_weights"])
    if whole.all():
        return found
    scores = np.full(len(standing), np.nan)
    scores[whole] = found
    return scores


def _tell(
    combine: str,
    ids: Sequence[str],
    scores: Floats,
    standing: Flags,
    options: Mapping[str, Any],
    findings: list[Finding],
) -> None:
    """Say what a reader of the ranking should know."""
    count = int(standing.sum())
    if ids and not count:
        what = Sentence(
            "none of {count} candidates can be ranked: each is excluded, or breaks a hard rule", count=len(ids)
        )
        findings.append(
            Finding("warning", "none_stands", None, None, what, Sentence("see the table of what is excluded"))
        )
    elif count == 1:
        what = Sentence(
            "only {ids} can be ranked, so there is nothing to compare it with",
            ids=ids[int(np.flatnonzero(standing)[0])],
        )
        findings.append(Finding("note", "one_candidate", None, None, what, Sentence("give more candidates")))
    if combine == "topsis":
        what = Sentence(
            "TOPSIS with {normalisation} normalisation: scores depend on who is compared, and ranks may",
            normalisation=options["normalisation"],
        )
        text = Sentence("{what} reverse when candidates come or go", what=what)
        findings.append(
            Finding("note", "ranks_may_reverse", None, None, text, Sentence("compare with the weighted sum"))
        )
    if combine == "owa" and options["order_weights"] is None:
        what = Sentence("no order weights were given: all places in the order weigh alike, so OWA is the weighted sum")
        findings.append(Finding("note", "no_order_weights", None, None, what, Sentence("give order_weights")))
    zeros = np.flatnonzero(standing & np.equal(scores, 0.0) & (combine == "wpm"))
    if len(zeros):
        what = Sentence(
            "a criterion scores 0 for {count} candidates, and so does their product: {ids}",
            count=len(zeros),
            ids=_first(ids, zeros),
        )
        findings.append(
            Finding("note", "product_of_0", None, None, what, Sentence("see whether a 0 means that it cannot be"))
        )
    ranks = ranks_of(scores, standing)
    counts = np.bincount(ranks[ranks > 0])
    if (counts > 1).any():
        best = np.flatnonzero(ranks == 1)
        what = Sentence("{count} candidates share their rank with another", count=int(counts[counts > 1].sum()))
        if len(best) > 1:
            what = Sentence("{count} candidates share the first rank: {ids}", count=len(best), ids=_first(ids, best))
        findings.append(
            Finding("note", "tied", None, None, what, Sentence("finer value functions may tell them apart"))
        )


def _first(ids: Sequence[str], places: Positions) -> str:
    """Name the first of some candidates."""
    return enumerated(ids[place] for place in places[:_MOST_NAMED].tolist()) + " ..." * (len(places) > _MOST_NAMED)
