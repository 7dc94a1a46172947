"""Weights out of the values themselves: entropy and CRITIC, with their conventions said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core.arguments import ArgumentError, one_of, told
from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.siting.suitability.weights.weighting import Weighting, as_names, series

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats

__all__ = ["critic_weights", "entropy_weights"]

_SAME = 1e-12


def entropy_weights(values: pd.DataFrame) -> Weighting:
    """Weigh criteria by how unevenly their values are spread over the candidates (Shannon entropy).

    ``p_ij = x_ij / sum_i x_ij``; ``H_j = -sum_i p_ij ln p_ij / ln n`` with ``0 ln 0 = 0``; ``w_j = (1 - H_j) / sum_k
    (1 - H_k)`` (Zeleny 1982; Hwang & Yoon 1981). The values go in as they are: a cost is not turned, nothing is scaled
    to 0..1. So values must not be negative, and their zero must mean nothing of it.

    Parameters
    ----------
    values
        A row for each candidate, a column for each criterion.

    Returns
    -------
    Weighting
        A criterion of one value throughout weighs 0, and a finding says so.

    Raises
    ------
    ArgumentError
        No table; fewer than two rows; a value that is missing, infinite, no number or negative; a column of zeros
        beside no other; no criterion with a difference.

    Examples
    --------
    >>> table = pd.DataFrame({"price": [30, 19, 19, 68], "yield": [29.0, 29.0, 28.9, 29.0]})
    >>> entropy_weights(table).weights.round(4).to_dict()
    {'price': 1.0, 'yield': 0.0}
    """
    what = Sentence("entropy weights")
    matrix, names, rows = _matrix(values, what)
    low = np.argwhere(matrix < 0)
    if len(low):
        row, column = low[0]
        message = Sentence(
            "{what}: the value of {names!r} at row {rows} is {matrix:g}; shares of a total "
            "cannot be negative. Turn the criterion into one that counts from 0 up, or use CRITIC",
            what=what,
            names=names[column],
            rows=rows[row],
            matrix=matrix[row, column],
        )
        raise ArgumentError(message)
    constant = _constant(matrix, names, what)
    largest = matrix.max(axis=0)
    shares = matrix / np.where(largest > 0, largest, 1)  # First by the largest: a sum of huge values overflows.
    total = shares.sum(axis=0)
    shares = shares / np.where(total > 0, total, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(shares > 0, shares * np.log(shares), 0.0)
    spread = 1 + terms.sum(axis=0) / np.log(len(matrix))
    spread = np.where(constant, 0.0, np.maximum(spread, 0.0))
    return _weighting(spread, names, constant, Sentence("entropy (shares of the values as they are)"), what)


def critic_weights(
    values: pd.DataFrame, *, correlation: str = "pearson", costs: Mapping[str, bool] | None = None
) -> Weighting:
    """Weigh criteria by how much they differ, and by how little they say what others say (CRITIC).

    Values are scaled by ``(x - min) / (max - min)`` column by column; ``C_j = s_j sum_k (1 - r_jk)`` with the standard
    deviation s and the correlation r of the scaled columns; ``w_j = C_j / sum_k C_k`` (Diakoulaki, Mavrotas &
    Papayannakis 1995).

    Parameters
    ----------
    values
        A row for each candidate, a column for each criterion.
    correlation
        ``"pearson"`` or ``"spearman"`` (ranks; ties share their mean).
    costs
        Criteria of which less is better, by name: they are turned before they are correlated. None turns nothing, as
        most published examples do. Where utilities (more is better) are given, there is nothing to turn.

    Returns
    -------
    Weighting
        A criterion of one value throughout weighs 0, and a finding says so.

    Raises
    ------
    ArgumentError
        No table; fewer than two rows; a value that is missing, infinite or no number; no criterion with a difference,
        or none that says anything which the others do not.

    Examples
    --------
    >>> table = pd.DataFrame({"a": [61, 20.7, 16.3, 9.0], "b": [1.08, 0.26, 1.98, 3.29], "c": [5.0, 5, 5, 5]})
    >>> critic_weights(table).weights.round(3).to_dict()
    {'a': 0.512, 'b': 0.488, 'c': 0.0}
    """
    what = Sentence("CRITIC weights")
    one_of(correlation, ["pearson", "spearman"], f"{what}: correlation")
    matrix, names, _ = _matrix(values, what)
    turned = _turned(costs, names, what)
    constant = _constant(matrix, names, what)
    kept = ~constant
    least = matrix[:, kept].min(axis=0)
    with np.errstate(over="ignore"):
        span = matrix[:, kept].max(axis=0) - least
    if not np.isfinite(span).all():
        message = Sentence(
            "{what}: the values of a criterion lie farther apart than a number can say; use another unit", what=what
        )
        raise ArgumentError(message)
    scaled = (matrix[:, kept] - least) / span
    scaled = np.where(turned[kept], 1 - scaled, scaled)
    compared = scaled
    if correlation == "spearman":
        compared = pd.DataFrame(scaled).rank().to_numpy()
    alike = np.atleast_2d(np.corrcoef(compared, rowvar=False))
    apart = 1 - alike
    apart[np.abs(apart) < _SAME] = 0.0
    contrast = np.zeros(len(names))
    contrast[kept] = scaled.std(axis=0, ddof=1) * (apart.sum(axis=1) if kept.sum() > 1 else 1.0)
    if not contrast.sum() > 0:
        message = Sentence(
            "{what}: the criteria {listed} say the same (all correlated by 1), so that none has "
            "a weight of its own; leave all but one out",
            what=what,
            listed=enumerated((repr(name) for name, keep in zip(names, kept, strict=True) if keep)),
        )
        raise ArgumentError(message)
    method = f"CRITIC ({correlation}, {'costs turned' if costs else 'directions as given'})"
    return _weighting(contrast, names, constant, method, what)


def _matrix(values: object, what: str) -> tuple[Floats, list[str], pd.Index]:
    """Give the numbers of a table, looked at cell by cell."""
    if not isinstance(values, pd.DataFrame):
        message = Sentence(
            "{what} take a DataFrame, a row for each candidate and a column for each criterion: {values}",
            what=what,
            values=told(values),
        )
        raise ArgumentError(message)
    names = as_names(values.columns, what)
    if len(values) <= 1 or not names:
        message = Sentence(
            "{what}: the table has {count} rows and {count2} columns; two candidates are the least",
            what=what,
            count=len(values),
            count2=len(names),
        )
        raise ArgumentError(message)
    columns = [_numbers(values[name], name, what) for name in names]
    return np.column_stack(columns), names, values.index


def _numbers(column: pd.Series[Any], name: str, what: str) -> Floats:
    if pd.api.types.is_bool_dtype(column.dtype) or not pd.api.types.is_numeric_dtype(column.dtype):
        message = Sentence(
            "{what}: the column {name!r} holds no numbers but {dtype}", what=what, name=name, dtype=column.dtype
        )
        raise ArgumentError(message)
    numbers = column.to_numpy(dtype=float, na_value=np.nan)
    odd = np.flatnonzero(~np.isfinite(numbers))
    if len(odd):
        kind = Sentence("missing (NaN)") if np.isnan(numbers[odd[0]]) else Sentence("infinite")
        message = Sentence(
            "{what}: the value of {name!r} at row {index} is {kind} ({count} in this column); "
            "fill it in, or leave the candidate or the criterion out",
            what=what,
            name=name,
            index=column.index[odd[0]],
            kind=kind,
            count=len(odd),
        )
        raise ArgumentError(message)
    return numbers


def _turned(costs: object, names: list[str], what: str) -> Flags:
    if costs is None:
        return np.zeros(len(names), dtype=bool)
    if not isinstance(costs, Mapping):
        message = Sentence(
            "{what}: costs takes a mapping of criterion to True or False, and was given {costs}",
            what=what,
            costs=told(costs),
        )
        raise ArgumentError(message)
    unknown = [name for name in costs if name not in names]
    if unknown:
        message = Sentence(
            "{what}: costs names {unknown!r}, and the criteria are {listed}",
            what=what,
            unknown=unknown[0],
            listed=enumerated(map(repr, names)),
        )
        raise ArgumentError(message)
    return np.array([bool(costs.get(name, False)) for name in names], dtype=bool)


def _constant(matrix: Floats, names: list[str], what: str) -> Flags:
    constant: Flags = matrix.max(axis=0) == matrix.min(axis=0)
    if constant.all():
        message = Sentence(
            "{what}: every criterion ({listed}) has one value throughout, so that nothing tells the candidates apart",
            what=what,
            listed=enumerated(names),
        )
        raise ArgumentError(message)
    return constant


def _weighting(raw: Floats, names: list[str], constant: Flags, method: str, what: str) -> Weighting:
    noted = tuple(
        Finding(
            "warning",
            "constant_criterion",
            None,
            name,
            Sentence("{what}: {name!r} has one value throughout, and weighs 0", what=what, name=name),
            Sentence("leave it out, or look whether its values were measured"),
        )
        for name, same in zip(names, constant, strict=True)
        if same
    )
    total = raw.sum()
    if not total > 0:
        message = Sentence(
            "{what}: the values of no criterion differ by more than rounding; there is nothing to weigh by", what=what
        )
        raise ArgumentError(message)
    return Weighting(series(raw / total, names), method, noted)
