"""Statistics by zone side by side: a row a zone, a group of columns a theme or class, closing rows below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.findings import ATTRS_KEY, facts_of
from hanting_geo.core.ids import checked_ids
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import Text
from hanting_geo.core.words.columns import COLUMNS
from hanting_geo.core.words.values import VALUES
from hanting_geo.errors import SchemaError
from hanting_geo.units import area_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

__all__ = ["CLOSING", "wide_statistics", "widened"]

CLOSING = ("(class overlap)", "(zone overlap)", "(outside)", "(no geometry)", "(total)")
"""The labels of the closing rows of statistics, in their order."""

_ALL, _TOTAL = "(all)", "(total)"
_LONG = ("features", "length_m", "plane_m2")
_UNITS = {"features": "1", "length_m": "m", "plane_m2": "m2", "ha": "ha", "mu": "mu"}
_SUMMED = ("length_m", "plane_m2")
_WHAT = "wide_statistics"
_NOTHING = 1e-6
"""Less is what summing leaves."""


def wide_statistics(
    statistics: Mapping[str, pd.DataFrame], zones: gpd.GeoDataFrame | None = None, *, zone_id: str = "id"
) -> pd.DataFrame:
    """Put statistics of several themes side by side: a row a zone, a group of columns a theme, and the total.

    Parameters
    ----------
    statistics
        Theme to what :func:`hanting_geo.zone_statistics` gave of the same zones, with classes or without; within a zone
        classes are summed.
    zones
        The zones, for their names; None leaves names out.
    zone_id
        Column of ``zones`` with their ids.

    Returns
    -------
    pandas.DataFrame
        ``zone_id``, ``name_zh`` and ``name_en`` where zones have them, and of each theme what it has of
        ``features, length_m, plane_m2, ha, mu``, called ``theme_measure``. Zones are followed by closing rows that are
        not 0, and by ``(total)``: what went in, to which the rows above sum up (``features`` does not add up: a
        feature in two zones counts in both). ``attrs["hanting_geo"]`` names the unit of each column (``units``) and its
        label in both languages (``labels``), which :func:`hanting_geo.write_workbook` and ``write_csv`` print.

    Raises
    ------
    SchemaError
        A table that is none of statistics by zone, or tables of different zones.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, Point, box
    >>> from hanting_geo.analysis.statistics.zone_statistics import zone_statistics
    >>> x, y = 430000, 4071000
    >>> zones = gpd.GeoDataFrame({"id": ["west", "east"]}, crs="EPSG:4549",
    ...     geometry=[box(x, y, x + 500, y + 500), box(x + 500, y, x + 900, y + 500)])
    >>> road = gpd.GeoDataFrame(geometry=[LineString([(x, y + 9), (x + 950, y + 9)])], crs="EPSG:4549")
    >>> wells = gpd.GeoDataFrame(geometry=[Point(x + 1, y + 1)], crs="EPSG:4549")
    >>> table = wide_statistics({"road": zone_statistics(zones, road), "wells": zone_statistics(zones, wells)}, zones)
    >>> table.drop(columns="road_features")
         zone_id  road_length_m  wells_features
    0       west          500.0               1
    1       east          400.0               0
    2  (outside)           50.0               0
    3    (total)          950.0               1
    >>> table.attrs["hanting_geo"]["units"]["road_length_m"]
    'm'
    """
    known = arguments.mapping(statistics, f"{_WHAT}: statistics", Sentence("theme to the table of zone_statistics"))
    if not known:
        message = Sentence("{what}: statistics is empty; give theme: table of zone_statistics", what=_WHAT)
        raise SchemaError(message)
    themes: dict[str, pd.DataFrame] = {}
    for theme, table in known.items():
        name = arguments.text(theme, f"{_WHAT}: a theme")
        themes[name] = _summed(table, f"{_WHAT}: statistics[{theme!r}]")
    first = next(iter(themes))
    for theme, table in themes.items():
        if list(table.index) != list(themes[first].index):
            message = Sentence(
                "{what}: {theme!r} is of other zones than {first!r}; measure both by the same zones",
                what=_WHAT,
                theme=theme,
                first=first,
            )
            raise SchemaError(message)
    result = _beside(themes, {theme: VALUES["theme"].get(theme, Text(theme, theme)) for theme in themes})
    if zones is not None:
        arguments.require_frame(zones, f"{_WHAT}: zones")
        result = _named(result, zones, zone_id)
    return result


def widened(table: pd.DataFrame, zones: gpd.GeoDataFrame, zone_id: str, by: list[str]) -> pd.DataFrame:
    """Put the classes of one table of statistics side by side, all together first; closing rows have no classes."""
    whole = _summed(table, _WHAT)
    labels = {_ALL: Text()}  # all together: columns are called by their measure alone
    groups = {_ALL: whole}
    classes = [name for name in by if name in table.columns]
    inside = table[~table["zone_id"].isin(CLOSING)]
    if classes and not (inside[classes].to_numpy(dtype=object) == _ALL).all():
        for key, own in inside.groupby(classes, sort=False, observed=True, dropna=False):
            name = " ".join(map(str, key if isinstance(key, tuple) else (key,)))
            groups[name] = own.set_index("zone_id")[list(_LONG)].reindex(whole.index)
            labels[name] = Text(name, name)
    result = _beside(groups, labels)
    return _named(result, zones, zone_id)


def _summed(table: object, what: str) -> pd.DataFrame:
    """Give measures by zone, classes together; the index are zones and closing rows."""
    arguments.require_table(table, what)
    assert isinstance(table, pd.DataFrame)  # noqa: S101 - just required
    lacks = [name for name in ("zone_id", *_LONG) if name not in table.columns]
    if lacks:
        message = Sentence(
            "{what} has no column {listed}; give what zone_statistics gives", what=what, listed=enumerated(lacks)
        )
        raise SchemaError(message)
    arguments.require_single_names(table, what)
    measures = table[["zone_id", *_LONG]].astype(dict.fromkeys(_SUMMED, float))
    return measures.groupby("zone_id", sort=False, dropna=False).sum(min_count=1)


def _beside(groups: Mapping[str, pd.DataFrame], called: Mapping[str, Text]) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    units: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {}
    for name, own in groups.items():
        measures: dict[str, Any] = {"features": own["features"].astype("Int64")}
        if (own["length_m"].fillna(0) != 0).any():
            measures["length_m"] = own["length_m"]
        if (own["plane_m2"].fillna(0) != 0).any():
            areas = area_columns(own["plane_m2"].to_numpy(dtype=float))
            measures |= {"plane_m2": own["plane_m2"]}
            measures |= {unit: pd.Series(areas[unit], index=own.index) for unit in ("ha", "mu")}
        for measure, values in measures.items():
            column = measure if name == _ALL else f"{name}_{measure}"
            columns[column] = values
            units[column] = _UNITS[measure]
            labels[column] = _label(called[name], COLUMNS[measure], own_words=name in VALUES["theme"]).both()
    result = pd.DataFrame(columns)
    closing = [label for label in result.index if label in CLOSING and label != _TOTAL]
    idle = [label for label in closing if (result.loc[label].fillna(0).astype(float).abs() < _NOTHING).all()]
    result = result.drop(index=idle).rename_axis("zone_id").reset_index()
    result.attrs[ATTRS_KEY] = {"units": units, "labels": labels}
    return result


def _label(group: Text, measure: Text, *, own_words: bool) -> Text:
    """Say of which group a column measures what; a word of ours, and none of the data, begins with a capital."""
    if not group.zh:
        return measure
    called = group.en[:1].upper() + group.en[1:] if own_words else group.en
    return Text(f"{group.zh} {measure.zh}", f"{called}, {measure.en[:1].lower()}{measure.en[1:]}")


def _named(table: pd.DataFrame, zones: gpd.GeoDataFrame, zone_id: str) -> pd.DataFrame:
    """Put the names of the zones behind their ids."""
    ids = checked_ids(zones, zone_id, f"{_WHAT}: the zones")
    for place, column in enumerate(("name_zh", "name_en"), start=1):
        if column in zones.columns and list(zones.columns).count(column) == 1:
            called = dict(zip(ids, zones[column], strict=True))
            table.insert(min(place, len(table.columns)), column, [called.get(own) for own in table["zone_id"]])
    table.attrs[ATTRS_KEY] = {**facts_of(table)}
    return table
