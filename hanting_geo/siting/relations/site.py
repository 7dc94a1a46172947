"""Rules that a site answers by itself: its width and its attributes."""

from __future__ import annotations

import operator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import RuleError
from hanting_geo.siting.relations.displacement import ON_BORDER_M
from hanting_geo.siting.rules.notation import number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from hanting_geo.core.arrays import Flags, Floats, Geometries
    from hanting_geo.siting.rules.model import Rule

__all__ = ["Compared", "compare", "fits_width", "unanswered"]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FINE = 1e-4
"""Of the width: how finely the middle of a crooked site is looked for."""


def fits_width(shapes: Geometries, width_m: float) -> Flags:
    """Tell polygons into which a disc of this diameter fits; exactly that diameter does.

    It fits if some point lies at least half of it from the border, which is held exactly of the points that are found:
    in what the polygon shrunk by it leaves, and at the pole of inaccessibility, found to 1e-4 of the width.

    Examples
    --------
    >>> fits_width(np.array([shapely.box(0, 0, 20, 90), shapely.box(0, 0, 19.9, 90)], dtype=object), 20.0)
    array([ True, False])
    """
    radius = width_m / 2
    bounds = shapely.bounds(shapes)
    narrow = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    result = np.zeros(len(shapes), dtype=bool)
    hair = ON_BORDER_M / 2
    open_ = np.flatnonzero((narrow >= width_m - ON_BORDER_M) & (shapely.area(shapes) >= np.pi * (radius - hair) ** 2))
    # Of most sites a point well inside says it at once.
    result[open_] = _depth(shapes[open_], np.asarray(shapely.point_on_surface(shapes[open_]), dtype=object)) >= radius
    open_ = open_[~result[open_]]
    left = shapely.buffer(shapes[open_], -(radius - hair))
    result[open_] = _depth(shapes[open_], np.asarray(shapely.point_on_surface(left), dtype=object)) >= radius - hair
    for row in open_[~result[open_]]:
        parts = shapely.get_parts(shapes[row])
        lines = shapely.maximum_inscribed_circle(parts, _FINE * width_m)
        result[row] = (shapely.length(lines) >= radius - hair).any()
    return result


def _depth(shapes: Geometries, points: Geometries) -> Floats:
    """Give how far points lie from the border; -1 where there is none."""
    return np.nan_to_num(shapely.distance(shapely.boundary(shapes), points), nan=-1.0)


class Compared(NamedTuple):
    """What an attribute says, a row each."""

    kept: Flags
    """Whether it is as the rule asks."""
    missing: Flags
    """Whether there is none."""
    findings: tuple[Finding, ...]
    """What is missing, and numbers that were compared as such although they, or what was asked for, are text."""


def compare(rule: Rule, columns: pd.DataFrame) -> Compared:
    """Tell rows whose attribute is as a rule asks, and rows that have none.

    Text is compared with text and numbers with numbers. A number and the same number as text are one value ("500" and
    500, not "0701" and 701, which is a code), and a finding tells it; an order between a number and other text is an
    error.

    Examples
    --------
    >>> import pandas as pd
    >>> from hanting_geo.core.text import Text
    >>> from hanting_geo.siting.rules.model import Rule
    >>> given = dict(id="r", title=Text(zh="容积率"), basis="assumption", relation="attribute", column="far")
    >>> found = compare(Rule(**given, op="<=", value=2.0), pd.DataFrame({"far": ["2.37", 2, None]}))
    >>> found.kept.tolist(), found.missing.tolist(), [item.code for item in found.findings]
    ([False, True, False], [False, False, True], ['number_as_text', 'no_data'])
    """
    count = len(columns)
    if rule.column not in columns.columns:
        missing = np.ones(count, dtype=bool)
        found = (_no_column(rule, columns),) if count else ()
        return Compared(np.zeros(count, dtype=bool), missing, found)
    values = columns[rule.column]
    missing = values.isna().to_numpy(dtype=bool)
    there = values.to_numpy(dtype=object)
    kept, mixed = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    for row in np.flatnonzero(~missing):
        kept[row], mixed[row] = _holds(rule, there[row])
    findings = []
    if mixed.any():
        findings.append(_one_value(rule, int(mixed.sum()), there[np.flatnonzero(mixed)[0]]))
    if missing.any():
        findings.append(unanswered(rule, int(missing.sum()), count))
    return Compared(kept, missing, tuple(findings))


def _holds(rule: Rule, value: Any) -> tuple[bool, bool]:
    """Tell whether a value is as a rule asks, and whether text had to be read as a number for it."""
    if rule.op in {"in", "not in"}:
        asked = rule.value if isinstance(rule.value, tuple) else (rule.value,)
        answers = [_compared(rule, operator.eq, value, one) for one in asked]
        among = any(same for same, _ in answers)
        return among == (rule.op == "in"), any(mixed for same, mixed in answers if same)
    return _compared(rule, _COMPARE[str(rule.op)], value, rule.value)


def _compared(rule: Rule, function: Callable[[Any, Any], bool], value: Any, asked: Any) -> tuple[bool, bool]:
    mixed = False
    if isinstance(value, str) != isinstance(asked, str):
        number, other = number_of(value), number_of(asked)
        if number is not None and other is not None:
            # Two values that differ as numbers differ as they are too, and nothing is told of them.
            ordered = function not in {operator.eq, operator.ne}
            mixed, value, asked = ordered or number == other, number, other
    try:
        return bool(function(value, asked)), mixed
    except (TypeError, ValueError) as error:
        message = Sentence(
            "rule {id}: column {column!r} of the sites holds {value!r}, which has no order "
            "against {asked!r}; make both text or both numbers",
            id=rule.id,
            column=rule.column,
            value=value,
            asked=asked,
        )
        raise RuleError(message) from error


def unanswered(rule: Rule, count: int, total: int) -> Finding:
    """Tell that sites have nothing that a rule could judge them by."""
    advice = (
        Sentence("fill in {column!r} of the sites", column=rule.column)
        if rule.column
        else Sentence("give a layer with values all over the sites")
    )
    return Finding(
        "warning",
        "no_data",
        rule.layer,
        rule.id,
        Sentence(
            "rule {id}: {count} of {total} sites have no value to judge by; none of them is "
            "clear, and it takes nothing of them",
            id=rule.id,
            count=count,
            total=total,
        ),
        advice,
    )


def _no_column(rule: Rule, columns: pd.DataFrame) -> Finding:
    there = [str(column) for column in columns.columns]
    close = get_close_matches(str(rule.column), there, n=3, cutoff=0.5)
    hint = (
        Sentence("did you mean {listed}?", listed=enumerated(close))
        if close
        else Sentence("there are: {listed}", listed=enumerated(there) or Sentence("none"))
    )
    return Finding(
        "warning",
        "no_data",
        rule.layer,
        rule.id,
        Sentence(
            "rule {id}: the sites have no column {column!r}; {count} of {count} sites have no "
            "value to judge by; none of them is clear, and it takes nothing of them",
            id=rule.id,
            column=rule.column,
            count=len(columns),
        ),
        Sentence("add the column to the sites, or name in the rule the one that there is: {hint}", hint=hint),
    )


def _one_value(rule: Rule, count: int, example: Any) -> Finding:
    written = Sentence("text") if isinstance(example, str) else Sentence("numbers")
    asks = Sentence("a number") if isinstance(example, str) else Sentence("text")
    return Finding(
        "note",
        "number_as_text",
        None,
        rule.id,
        Sentence(
            "rule {id}: {count} values in column {column!r} of the sites are {written} such as "
            "{example!r}, the rule asks for {asks}, and both were compared as numbers",
            id=rule.id,
            count=count,
            column=rule.column,
            written=written,
            example=example,
            asks=asks,
        ),
        Sentence("write both as numbers"),
    )
