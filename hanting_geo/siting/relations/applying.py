"""Which sites a rule holds for: those that are as its ``site_filter`` asks."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.siting.relations.matching import bare, described, listed, near_values
from hanting_geo.siting.rules.notation import number_of

if TYPE_CHECKING:
    import pandas as pd

    from hanting_geo.core.arrays import Flags
    from hanting_geo.siting.rules.model import Rule, Value

__all__ = ["Applying", "applying"]


class Applying(NamedTuple):
    """For which sites a rule holds, a row each."""

    holds: Flags
    """Whether it holds, or may."""
    unsure: Flags
    """Whether nobody can say: the site has no such value, or one that is nearly what the rule asks for."""
    findings: tuple[Finding, ...]


def applying(rule: Rule, columns: pd.DataFrame) -> Applying:
    """Tell the sites that a rule holds for.

    A site has one of the values asked for in each column; a number and the same number as text are one value. Nobody
    can say of a site without a value, or whose value differs in widths, blanks or capitals only; nor, where no site at
    all is as the rule asks (and it does not say ``may_be_empty``), of one whose value is similar.

    Examples
    --------
    >>> import pandas as pd
    >>> from hanting_geo.core.text import Text
    >>> from hanting_geo.siting.rules.model import Rule
    >>> rule = Rule(id="r", title=Text(zh="r"), relation="min_area", area_m2=5, site_filter={"use": "school"},
    ...             basis="assumption")
    >>> found = applying(rule, pd.DataFrame({"use": ["school", "shop", None, " School"]}))
    >>> found.holds.tolist(), found.unsure.tolist()
    ([True, False, True, True], [False, False, True, True])
    """
    count = len(columns)
    holds, unsure = np.ones(count, dtype=bool), np.zeros(count, dtype=bool)
    if not rule.site_filter or not count:
        return Applying(holds, unsure, ())
    findings: list[Finding] = []
    near: list[Flags] = []
    for column, wanted in rule.site_filter.items():
        if column not in columns.columns:
            findings.append(_no_column(rule, column, columns))
            unsure[:] = True
            continue
        same, maybe, missing, like = _compared(columns[column], listed(wanted))
        holds &= same | maybe | missing
        unsure |= maybe | missing
        near.append(same | maybe | missing | like)
        if missing.any():
            findings.append(_no_value(rule, column, int(missing.sum()), count))
        if (same & _as_text(columns[column], wanted)).any():
            findings.append(_one_value(rule, column))
        if maybe.any():
            findings.append(_nearly(rule, column, wanted, columns[column][maybe]))
    unsure &= holds
    similar = np.logical_and.reduce(near) if near else holds
    if not holds.any() and not rule.may_be_empty:
        if similar.any():
            findings.append(_similar(rule, columns[similar]))
            return Applying(similar, similar.copy(), tuple(findings))
        findings.append(_no_site(rule, columns))
    return Applying(holds, unsure, tuple(findings))


def _compared(values: pd.Series, wanted: list[Value]) -> tuple[Flags, Flags, Flags, Flags]:
    """Tell values that are as asked, that nearly are, that are missing, and that are similar to what is asked."""
    missing = values.isna().to_numpy(dtype=bool, copy=True)
    there = values.to_numpy(dtype=object)
    blank = np.array([isinstance(value, str) and not value.strip() for value in there], dtype=bool)
    missing |= blank & ~np.isin(there.astype(str), [str(value) for value in wanted])
    numbers = {number for value in wanted if (number := number_of(value)) is not None}
    texts = {bare(value) for value in wanted}
    similar = {repr(value) for one in wanted for value in near_values(values[~missing], one)}
    same, maybe, like = (np.zeros(len(values), dtype=bool) for _ in range(3))
    for row in np.flatnonzero(~missing):
        value = there[row]
        equal = any(type(value) is type(one) and value == one for one in wanted)
        number = number_of(value)
        as_number = number is not None and number in numbers
        same[row] = equal or as_number or _is_equal(value, wanted)
        maybe[row] = not same[row] and bare(value) in texts
        like[row] = repr(value.item() if isinstance(value, np.generic) else value) in similar
    return same, maybe, missing, like


def _is_equal(value: object, wanted: list[Value]) -> bool:
    """Compare as pandas does: 1 and True are not the same text, and 1 and 1.0 are one number."""
    if isinstance(value, bool | np.bool_):
        return any(isinstance(one, bool) and bool(value) == one for one in wanted)
    return False


def _as_text(values: pd.Series, wanted: Value | tuple[Value, ...]) -> Flags:
    """Tell values that are text where only numbers are asked for, or the other way round."""
    texts = {isinstance(one, str) for one in listed(wanted)}
    return np.array([{isinstance(value, str)} != texts and len(texts) == 1 for value in values], dtype=bool)


def _one_value(rule: Rule, column: str) -> Finding:
    return Finding(
        "note",
        "number_as_text",
        None,
        rule.id,
        Sentence(
            "rule {id}: in column {column!r} of the sites or in its site_filter numbers are "
            "written as text, and both were compared as numbers",
            id=rule.id,
            column=column,
        ),
        Sentence("write both as numbers, or both as text"),
    )


def _asked(rule: Rule) -> str:
    return enumerated(
        joined("", [f"{column} = ", joined(" or ", map(described, listed(value)))])
        for column, value in rule.site_filter.items()
    )


def _no_column(rule: Rule, column: str, columns: pd.DataFrame) -> Finding:
    there = [str(name) for name in columns.columns]
    close = get_close_matches(column, there, n=3, cutoff=0.5)
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
            "rule {id}: its site_filter asks for the column {column!r}, which the sites have "
            "not; nobody can say for which of them it holds, and whoever breaks it has no data",
            id=rule.id,
            column=column,
        ),
        Sentence("add the column to the sites, or name in site_filter the one that there is: {hint}", hint=hint),
    )


def _no_value(rule: Rule, column: str, count: int, total: int) -> Finding:
    return Finding(
        "warning",
        "no_data",
        rule.layer,
        rule.id,
        Sentence(
            "rule {id}: {count} of {total} sites have no value in column {column!r} of its "
            "site_filter; nobody can say whether it holds for them, and whoever of them breaks "
            "it has no data",
            id=rule.id,
            count=count,
            total=total,
            column=column,
        ),
        Sentence("fill in {column!r} of the sites", column=column),
    )


def _nearly(rule: Rule, column: str, wanted: Value | tuple[Value, ...], values: pd.Series) -> Finding:
    shown = enumerated(described(value) for value in values.drop_duplicates().head(3))
    return Finding(
        "warning",
        "site_filter_nearly",
        rule.layer,
        rule.id,
        Sentence(
            "rule {id}: in column {column!r} {count} sites have {shown}, and its site_filter "
            "asks for {listed}; nobody can say whether it holds for them",
            id=rule.id,
            column=column,
            count=len(values),
            shown=shown,
            listed=joined(" or ", map(described, listed(wanted))),
        ),
        Sentence("write the value the same way in the sites and in the rule"),
    )


def _similar(rule: Rule, columns: pd.DataFrame) -> Finding:
    has = joined(
        "; ",
        (
            Sentence(
                "{column!r} has {listed}",
                column=column,
                listed=enumerated(map(described, columns[column].drop_duplicates().head(3))),
            )
            for column in rule.site_filter
            if column in columns.columns
        ),
    )
    return Finding(
        "warning",
        "rule_matches_nothing",
        rule.layer,
        rule.id,
        Sentence(
            "rule {id}: no site has {rule}; of {count} sites the column {has}, which may be "
            "meant; whoever of them breaks the rule has no data",
            id=rule.id,
            rule=_asked(rule),
            count=len(columns),
            has=has,
        ),
        Sentence("write the value as the sites have it; or say may_be_empty: true"),
    )


def _no_site(rule: Rule, columns: pd.DataFrame) -> Finding:
    return Finding(
        "note",
        "rule_holds_for_none",
        rule.layer,
        rule.id,
        Sentence(
            "rule {id}: none of {count} sites has {rule}; the rule holds for none of them",
            id=rule.id,
            count=len(columns),
            rule=_asked(rule),
        ),
        Sentence("nothing, if there is none of this kind; else write the value as the sites have it"),
    )
