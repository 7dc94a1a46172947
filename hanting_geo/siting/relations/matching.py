"""Which features of a layer a filter or a name means, and what was perhaps meant by one that means none."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.errors import RuleError
from hanting_geo.siting.relations.features import _NAMES
from hanting_geo.siting.rules.notation import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import geopandas as gpd
    import pandas as pd

    from hanting_geo.core.arrays import Flags
    from hanting_geo.siting.rules.model import Rule, Value

    Filter = Mapping[str, Value | tuple[Value, ...]]

__all__ = [
    "absent",
    "bare",
    "described",
    "in_words",
    "is_empty",
    "listed",
    "matching",
    "named",
    "near_names",
    "near_values",
    "nothing_matches",
    "part_matches",
]

_MOST_ASKED = 2_000
"""As many distinct values of a column are compared with what was asked for."""
_MOST_SHOWN = 3
_MOST_NAMED = 5
_CUTOFF = 0.6
_CLOSE = 0.4
_MOST_LISTED = 20


def matching(frame: gpd.GeoDataFrame, where: Filter, what: str) -> Flags:
    """Tell which rows have the values of a filter; text "5" is not the number 5.

    Raises
    ------
    RuleError
        The layer has no such column.
    """
    missing = [column for column in where if column not in frame.columns or column == frame.geometry.name]
    if missing:
        there = enumerated(str(column) for column in frame.columns if column != frame.geometry.name)
        message = Sentence(
            "{what} asks for the column {listed}, which it has not; it has: {there}",
            what=what,
            listed=enumerated(map(repr, missing)),
            there=there,
        )
        raise RuleError(message)
    mask = np.ones(len(frame), dtype=bool)
    for column, value in where.items():
        mask &= frame[column].isin(listed(value)).to_numpy(dtype=bool)
    return mask


def named(frame: gpd.GeoDataFrame, names: Iterable[str], columns: tuple[str, ...] = ("id", *_NAMES)) -> Flags:
    """Tell which rows have one of these ids or names."""
    wanted = {str(name) for name in names}
    mask = np.zeros(len(frame), dtype=bool)
    for column in columns:
        if column in frame.columns:
            mask |= frame[column].map(lambda value: str(value) in wanted).to_numpy(dtype=bool)
    return mask


def absent(frame: gpd.GeoDataFrame, where: Filter) -> Iterator[tuple[str, Value]]:
    """Go through the values of a filter that no row of the layer has."""
    for column, wanted in where.items():
        for value in listed(wanted):
            if not frame[column].isin([value]).any():
                yield column, value


def in_words(frame: gpd.GeoDataFrame, where: Filter) -> str:
    """Say what near values the columns have in which no row has a value that a filter asks for."""
    said: list[str] = []
    for column, value in absent(frame, where):
        near = near_values(frame[column], value)
        if near:
            said.append(
                Sentence(
                    "near {value} the column {column!r} has {listed}",
                    value=described(value),
                    column=column,
                    listed=enumerated(map(described, near)),
                )
            )
            continue
        there = frame[column].dropna().drop_duplicates().head(_MOST_SHOWN).tolist()
        such = enumerated(map(described, there))
        has = Sentence("such as {listed}", listed=such) if there else Sentence("nothing at all")
        said.append(
            Sentence(
                "the column {column!r} has no {value}; it has {has}", column=column, value=described(value), has=has
            )
        )
    return joined("; ", said) or Sentence("each of these values is in its column, and no feature has them together")


def described(value: object) -> str:
    """Write a value with its kind, which is what a filter most often gets wrong.

    Examples
    --------
    >>> described("500"), described(500), described(np.float64(0.5)), described(True)
    ("'500' (text)", '500 (number)', '0.5 (number)', 'true (yes or no)')
    """
    value = _plain(value)
    if isinstance(value, bool):
        return Sentence("{value} (yes or no)", value=str(value).lower())
    if isinstance(value, int | float):
        return f"{value!r} (number)"
    return f"{value!r} (text)" if isinstance(value, str) else repr(value)


def near_values(column: pd.Series, wanted: Value) -> list[Any]:
    r"""Find the values of a column that a value may have been meant to be, the likeliest first.

    The same number as text or as a number, the same text in other widths, capitals or blanks, then similar text.

    Examples
    --------
    >>> import pandas as pd
    >>> near_values(pd.Series(["500", "220"]), 500), near_values(pd.Series(["一级", "二级"]), "一 级")
    (['500'], ['一级'])
    >>> near_values(pd.Series([1, 2]), "\uff12")
    [2]
    """
    there = [_plain(value) for value in column.dropna().drop_duplicates().head(_MOST_ASKED)]
    plain: dict[str, Any] = {}
    for value in there:
        plain.setdefault(bare(value), value)
    asked = bare(wanted)
    number = number_of(wanted)
    same = [value for value in there if number is not None and number_of(value) == number]
    if asked in plain and plain[asked] not in same:
        same.append(plain[asked])
    if same:
        return same[:_MOST_SHOWN]
    return [plain[text] for text in get_close_matches(asked, list(plain), n=_MOST_SHOWN, cutoff=_CUTOFF)]


def near_names(name: str, known: list[str]) -> str:
    """Say which names there are that one may have meant, or some of those that there are.

    Examples
    --------
    >>> near_names("river", ["rivers", "roads"]), near_names("x", [])
    ('did you mean rivers?', 'there are: none')
    """
    close = get_close_matches(name, known, n=3, cutoff=_CLOSE)
    if close:
        return Sentence("did you mean {listed}?", listed=enumerated(close))
    return Sentence("there are: {listed}", listed=enumerated(known, _MOST_LISTED) or Sentence("none"))


def bare(value: object) -> str:
    """Write a value so that widths, capitals and blanks make no difference."""
    return "".join(unicodedata.normalize("NFKC", str(value)).casefold().split())


def _plain(value: object) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def listed(value: Value | tuple[Value, ...]) -> list[Value]:
    """Give the values that a filter asks for in a column."""
    return list(value) if isinstance(value, tuple) else [value]


def is_empty(rule: Rule, layer: str) -> Finding:
    """Tell that a layer has no features at all."""
    return Finding(
        "warning",
        "rule_matches_nothing",
        layer,
        rule.id,
        Sentence("rule {id}: the layer is empty", id=rule.id),
        Sentence("see whether it was read or written in part"),
    )


def nothing_matches(rule: Rule, layer: str, where: Filter, frame: gpd.GeoDataFrame) -> Finding:
    """Tell that no feature of a layer is as a filter asks, and what was perhaps meant."""
    asked = enumerated(f"{column} = {_each(value)}" for column, value in where.items())
    if not where:
        asked = Sentence(
            "a name of override_features: {listed}", listed=enumerated(rule.override_features[:_MOST_NAMED])
        )
    what = Sentence(
        "rule {id}: none of {count} features of layer {layer!r} has {asked}",
        id=rule.id,
        count=len(frame),
        layer=layer,
        asked=asked,
    )
    if rule.may_be_empty:
        return Finding(
            "note", "rule_may_be_empty", layer, rule.id, what, Sentence("nothing: the rule says may_be_empty")
        )
    return Finding(
        "warning",
        "rule_matches_nothing",
        layer,
        rule.id,
        Sentence("{what}: {frame}; no site is clear of the rule", what=what, frame=in_words(frame, where)),
        Sentence(
            "write the value as the layer has it, numbers as numbers and text in quotes; or say may_be_empty: true"
        ),
    )


def part_matches(rule: Rule, layer: str, where: Filter, frame: gpd.GeoDataFrame) -> Finding:
    """Tell that no feature has some of the values that a filter lists."""
    return Finding(
        "warning",
        "value_matches_nothing",
        layer,
        rule.id,
        Sentence(
            "rule {id}: no feature of layer {layer!r} has some of the values that its filter lists: {frame}",
            id=rule.id,
            layer=layer,
            frame=in_words(frame, where),
        ),
        Sentence("write the value as the layer has it, or take it out of the list"),
    )


def _each(value: Value | tuple[Value, ...]) -> str:
    return " or ".join(map(described, listed(value)))
