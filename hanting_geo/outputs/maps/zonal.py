"""What zone statistics say about each zone, as blocks of rows with bars for the popup that opens on a click."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words.maps import ZONAL, ZONAL_UNITS
from hanting_geo.core.words.values import value_label
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.maps.legend import text_of
from hanting_geo.outputs.style.decimals import decimals_of
from hanting_geo.outputs.style.rounding import rounded
from hanting_geo.units import M2_PER_HA, area_columns, round_to_total

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MOST_BARS", "zonal_facts"]

MOST_BARS = 12
"""Bars of one block; what is smaller stands together in one row."""

_NEEDED = ("zone_id", "class", "features", "length_m", "plane_m2")
_ALL, _NONE, _CLASS_OVERLAP, _NO_GEOMETRY = "(all)", "(none)", "(class overlap)", "(no geometry)"
_CODE_LISTS = ("class", "kind", "status", "pattern")
_BETWEEN = " · "
_PRINTED = {"ha": "(ha as printed)", "mu": "(mu as printed)"}
_HAIR = 1e-3  # m2 or m: less is rounding

_COLUMNS = {"ha": ("plane_m2", M2_PER_HA), "km": ("length_m", 1000.0), "count": ("features", 1.0)}
_DECIMALS = {"ha": decimals_of("ha"), "km": decimals_of("length_km"), "count": 0}


class _Row(NamedTuple):
    """One class in one zone: what it is called, its measure in metres (or features), its share."""

    label: Text
    amount: float
    share: float | None
    is_bar: bool
    ha: float = 0.0
    mu: float = 0.0
    """Its area as a workbook of the table has it."""


def zonal_facts(statistics: Mapping[str, pd.DataFrame], ids: Iterable[object]) -> dict[str, list[dict[str, Any]]]:
    """Give the blocks that a click on a zone opens, as plain values for the page.

    Each table becomes one block a zone; with a column ``theme``, one a theme. A block measures hectares (and mu) where
    the table has areas, else kilometres where it has lengths, else features. It counts features as well where some
    have no measure of that kind, as points among areas: their 0 ha would hide them. What has no published place lies in
    no zone that anybody knows: the note of each block says how many such features there are.

    Parameters
    ----------
    statistics
        Text, or key of a theme, to a table as :func:`hanting_geo.zone_statistics` makes it.
    ids
        The ids of the zones of a layer.

    Returns
    -------
    dict
        For each id, as text, that some table answers, a list of blocks: ``title``, ``measure`` (``"ha"``, ``"km"`` or
        ``"count"``), ``unit``, ``decimals``; ``rows`` with a bar each, from the largest down, and ``apart``, rows
        without one, both as ``[label, value, share, mu]`` (None where there is none); ``total`` and ``total_mu``, None
        where rows do not add up; ``note``, or None. Numbers are rounded, and rows close on the total.

    Raises
    ------
    SchemaError
        What is no table of zone statistics, by its name and what it lacks.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"zone_id": ["a", "a"], "class": ["泥河", "虞河"], "features": [1, 1],
    ...      "length_m": [1500.0, 4250.0], "plane_m2": [0.0, 0.0]}
    ... )
    >>> [block] = zonal_facts({"rivers": table}, ["a", "b"])["a"]
    >>> block["title"].zh, block["unit"].en, [(row[0].zh, row[1]) for row in block["rows"]], block["total"]
    ('河流', 'km', [('虞河', 4.25), ('泥河', 1.5)], 5.75)
    """
    _require_mapping(statistics)
    wanted = dict.fromkeys(str(one) for one in ids if one is not None)
    found: dict[str, list[dict[str, Any]]] = {zone: [] for zone in wanted}
    for key, table in statistics.items():
        for title, part in _themes(str(key), table):
            for zone, block in _blocks(title, part, wanted):
                found[zone].append(block)
    return {zone: blocks for zone, blocks in found.items() if blocks}


def _require_mapping(statistics: object) -> None:
    if not isinstance(statistics, Mapping):
        said = type(statistics).__name__
        raise SchemaError(
            Sentence("statistics must map titles to tables, as in {{'rivers': table}}; got {said}", said=said)
        )


def _themes(key: str, table: object) -> Iterator[tuple[Text, pd.DataFrame]]:
    """Take a table apart by its themes, checked."""
    if not isinstance(table, pd.DataFrame):
        raise SchemaError(
            Sentence("statistics: {key!r} is a {name}, not a DataFrame", key=key, name=type(table).__name__)
        )
    table = _of_one_class(table)
    missing = [column for column in _NEEDED if column not in table.columns]
    if missing:
        raise SchemaError(
            Sentence(
                "statistics: table {key!r} has no column {listed}; give what zone_statistics returns",
                key=key,
                listed=enumerated(missing),
            )
        )
    for column in ("features", "length_m", "plane_m2"):
        if not pd.api.types.is_numeric_dtype(table[column]):
            raise SchemaError(
                Sentence("statistics: column {column!r} of table {key!r} holds no numbers", column=column, key=key)
            )
    table = table.assign(**_as_printed(table))
    given = [key] * len(table) if "theme" not in table else table["theme"].astype(object).fillna(key)
    # As objects: half a character of a damaged class is no text to Arrow.
    themes = pd.Series(list(given), index=table.index, dtype=object)
    by_theme = table.astype({"class": object, "zone_id": object}).assign(theme=themes)
    twice = by_theme.duplicated(["theme", "zone_id", "class"]).to_numpy()
    if twice.any():
        first = by_theme[twice].iloc[0]
        raise SchemaError(
            Sentence(
                "statistics: table {key!r} has class {value!r} of zone {zone_id!r} twice; give one "
                "table a theme, or put them together with hg.concat({{theme: table}})",
                key=key,
                value=first["class"],
                zone_id=first["zone_id"],
            )
        )
    for theme in dict.fromkeys(themes):
        part = by_theme[[own == theme for own in themes]]
        known = [value_label("theme", theme, language) for language in LANGUAGES]
        yield (Text(str(known[0]), str(known[1]).capitalize()) if known[0] else text_of(theme)), part


def _as_printed(table: pd.DataFrame) -> dict[str, Any]:
    """Give areas and shares as a workbook or CSV of the whole table has them: one number for one thing.

    A zone by itself would close otherwise, and differ in the last digit.
    """
    areas = area_columns(table["plane_m2"].to_numpy(dtype=float, na_value=np.nan))
    whole = table.assign(**{unit: areas[unit] for unit in ("ha", "mu") if unit not in table.columns})
    printed = rounded(whole)
    numbers = {_PRINTED[unit]: printed[unit].to_numpy(dtype=float, na_value=np.nan) for unit in ("ha", "mu")}
    return numbers | ({"share": printed["share"]} if "share" in printed.columns else {})


def _of_one_class(table: pd.DataFrame) -> pd.DataFrame:
    """Put the class columns of a table together, where it has several: they stand before the count of features."""
    names = table.columns.tolist()
    if "class" in names or "zone_id" not in names or "features" not in names:
        return table
    columns = names[names.index("zone_id") + 1 : names.index("features")]
    if not columns:
        return table
    together = [
        _ALL if set(parts) == {_ALL} else _BETWEEN.join(map(str, parts))
        for parts in zip(*(table[column] for column in columns), strict=True)
    ]
    return table.assign(**{"class": pd.Series(together, index=table.index, dtype=object)})


def _blocks(title: Text, table: pd.DataFrame, wanted: Mapping[str, object]) -> Iterator[tuple[str, dict[str, Any]]]:
    zones = [str(zone) for zone in table["zone_id"]]
    closing = np.array([value_label("zone_id", zone) is not None for zone in zones], dtype=bool)
    measure = _measure_of(table[~closing])
    column, _ = _COLUMNS[measure]
    overlap = table.loc[np.array(zones) == _CLASS_OVERLAP, column]
    overlaps = measure != "count" and bool((overlap.abs() > _HAIR).any())
    gone = int(table.loc[np.array(zones) == _NO_GEOMETRY, "features"].sum())
    unplaced = ZONAL["unplaced"].filled(count=gone) if gone else None
    amounts = table[column].to_numpy(dtype=float, na_value=np.nan)
    # A share of the zone's area says nothing about features that are counted.
    has_share = "share" in table and not (measure == "count" and bool((table["plane_m2"] > 0).any()))
    shares = table["share"].to_numpy(dtype=float, na_value=np.nan) if has_share else np.full(len(table), np.nan)
    classes = list(table["class"])
    hectares, mu = (table[_PRINTED[unit]].to_numpy(dtype=float) for unit in ("ha", "mu"))
    rows_of: dict[str, list[int]] = {}
    for row, zone in enumerate(zones):
        if zone in wanted and not closing[row]:
            rows_of.setdefault(zone, []).append(row)
    for zone, rows in rows_of.items():
        alone = len(rows) == 1
        found = [
            _row(classes[row], amounts[row], shares[row], alone=alone)._replace(ha=hectares[row], mu=mu[row])
            for row in rows
        ]
        block = _block(title, measure, found, overlaps=overlaps)
        yield zone, {**block, "note": _joined(block["note"], unplaced)}


def _joined(first: Text | None, second: Text | None) -> Text | None:
    if first is None or second is None:
        return first or second
    return Text(f"{first.zh}{second.zh}", f"{first.en} {second.en}")


def _measure_of(zone_rows: pd.DataFrame) -> str:
    seen = (zone_rows["features"] > 0).fillna(False)
    for measure in ("ha", "km"):
        amount = zone_rows[_COLUMNS[measure][0]]
        if (amount > 0).any():
            return "count" if (seen & (amount == 0)).any() else measure
    return "count"


def _row(name: object, amount: float, share: float, *, alone: bool) -> _Row:
    if name is None or name is pd.NA or (isinstance(name, float) and math.isnan(name)):
        name = _NONE
    if isinstance(name, Text):
        label = name
    elif name == _ALL and alone:
        label = ZONAL["total"]
    elif isinstance(name, (float, np.floating)) and float(name).is_integer():
        label = text_of(str(int(name)))
    else:
        known = ([value_label(column, name, language) for language in LANGUAGES] for column in _CODE_LISTS)
        label = next((Text(str(zh), str(en)) for zh, en in known if zh is not None), text_of(str(name)))
    is_closing = name != _NONE and value_label("class", name) is not None
    return _Row(label, amount, None if math.isnan(share) else share, is_bar=alone or not is_closing)


def _block(title: Text, measure: str, rows: list[_Row], *, overlaps: bool) -> dict[str, Any]:
    _, unit = _COLUMNS[measure]
    decimals = _DECIMALS[measure] or 0
    block: dict[str, Any] = {"title": title, "measure": measure, "unit": ZONAL_UNITS[measure], "decimals": decimals}
    measured = [row for row in rows if not math.isnan(row.amount)]
    if not measured:
        return {**block, "rows": [], "apart": [], "total": None, "total_mu": None, "note": ZONAL["no_place"]}
    # What does not lie in the zone says so by its absence; where nothing lies, one row says that.
    there = [row for row in measured if row.amount] or [_Row(ZONAL["total"], 0.0, None, is_bar=True)]
    there.sort(key=lambda row: (not row.is_bar, -row.amount))
    printed = measure == "ha"
    values = [row.ha for row in there] if printed else round_to_total([row.amount / unit for row in there], decimals)
    mu: list[float | None] = [row.mu if printed else None for row in there]
    share_decimals = decimals_of("share")
    shares = [None if row.share is None else round(row.share, share_decimals) for row in there]
    written = [list(parts) for parts in zip([row.label for row in there], values, shares, mu, strict=True)]
    bars = [facts for row, facts in zip(there, written, strict=True) if row.is_bar]
    apart = written[len(bars) :]
    adds_up = not (overlaps and len(bars) > 1)
    total = [_sum(column, places) for column, places in ((values, decimals), (mu, 2))] if adds_up else [None, None]
    rest = bars[MOST_BARS:]
    if rest:
        texts = ZONAL["rest"].filled(count=len(rest))
        columns = list(zip(*rest, strict=True))
        places = (decimals, share_decimals, 2)
        sums = [_sum(list(column), own) for column, own in zip(columns[1:], places, strict=True)]
        apart = [[texts, *sums], *apart]
    note = None if adds_up else ZONAL["overlap"]
    return {**block, "rows": bars[:MOST_BARS], "apart": apart, "total": total[0], "total_mu": total[1], "note": note}


def _sum(values: list[Any], decimals: int | None) -> float | None:
    return None if any(value is None for value in values) else round(math.fsum(values), decimals)
