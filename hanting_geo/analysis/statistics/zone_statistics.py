"""Zone statistics that close: what lies in which zone, by class, and every metre of the input accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.engine.collinear import connected
from hanting_geo.analysis.engine.parts import flat, simple_parts
from hanting_geo.analysis.statistics.classes import ALL, MEASURES, Classes, classes_of
from hanting_geo.analysis.statistics.naming import with_names
from hanting_geo.analysis.statistics.unions import in_union, place_taken
from hanting_geo.analysis.statistics.wide import CLOSING, widened
from hanting_geo.analysis.statistics.zones import AGAIN, OUTSIDE, WHOLE, Lying, Zones, common_ground
from hanting_geo.core import arguments
from hanting_geo.core.ids import checked_ids
from hanting_geo.core.text import checked_language
from hanting_geo.crs.gate import are_points, require_metres, require_polygons, require_same_crs, require_valid

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = ["CLOSING", "zone_statistics"]

_MEASURES = MEASURES
_COUNTED_FROM = 1e-6
"""Square metres of an area, metres of a line."""
_WHAT = "zone statistics"


def zone_statistics(
    zones: gpd.GeoDataFrame,
    features: gpd.GeoDataFrame,
    *,
    zone_id: str = "id",
    by: str | Sequence[str] | None = None,
    double_count: bool = False,
    wide: bool = False,
    language: str | None = None,
) -> pd.DataFrame:
    """Measure what of the features lies in each zone, by class, so that the table closes.

    One row for each zone and class, also where nothing lies, and five closing rows. With M(...) the length of lines,
    or an area of polygons::

        sum of all zone rows + (class overlap) + (zone overlap) + (outside) + (no geometry) = (total)

    holds for ``length_m``, ``plane_m2`` and ``ellipsoid_m2`` (areas on the ellipsoid within 1e-8 + 1e-4 m2, since they
    are measured piece by piece). The five rows stand at the end, with their label in ``zone_id``:

    ``(class overlap)``
        What the classes within a zone count more than once: the sum over zones of M(union of all features in the
        zone) - sum over classes of M(union of the class in the zone). Zero or negative; 0 with ``double_count=True``.
    ``(zone overlap)``
        What overlapping zones count more than once: M(union of all features in any zone) - sum over zones of M(union
        of all features in the zone). Zero or negative.
    ``(outside)``
        M(union of all features outside every zone).
    ``(no geometry)``
        Features without geometry (null or empty): counted, with measures of 0.
    ``(total)``
        What went in: M(union of all features), each place once; with ``double_count=True`` the sum of M over features.

    With ``double_count=True`` read "sum over features" for "union" in all of them.

    Parameters
    ----------
    zones
        Polygons in a projected system in metres, with a unique id. They may overlap: each is then answered in full.
        A zone without geometry keeps its rows, with missing values.
    features
        Points, lines and polygons, also mixed, in the same system. Lines have length, polygons have area (their
        perimeter is not counted), points are counted.
    zone_id
        Column of ``zones`` with their ids.
    by
        Column of ``features`` with their class; None takes all as one class, ``"(all)"``. Features without a value
        are the class ``"(none)"``, last of all; the others stand in the order of a categorical, else as they first
        come. A list of columns makes a class of each combination that is there: the table then has these columns
        instead of ``class``. ``"name"``, where there is no such column, is the name in ``language``, of ``name_zh`` and
        ``name_en``: the same classes in either, and the Chinese name where a feature has no English one.
    double_count
        False: within a zone and class each place counts once, however many features lie there (the union is
        measured). True: the features' own measures are summed.
    wide
        True: a row a zone with its names, the measures of all classes together, and those of each class as
        ``class_measure`` beside them, with hectares and mu; closing rows that are not 0, and the total; ``attrs`` name
        the units, as in :func:`hanting_geo.wide_statistics`.
    language
        ``"zh"`` or ``"en"``, of ``by="name"``; None: that of ``hg.options``, else Chinese.

    Returns
    -------
    pandas.DataFrame
        Unrounded, with the columns

        - ``zone_id``: id or closing label;
        - ``class``: class; ``"(all)"`` in closing rows. Where ``by`` is a list, these columns take its place;
        - ``features``: distinct features of which more than 1 mm2, 1 micrometre or a point lies there (Int64); a
          feature in two zones counts in both, so this column does not add up. In ``(class overlap)`` those whose place
          an earlier feature of another class has already, in ``(zone overlap)`` those with a place in two zones;
        - ``length_m``: of lines;
        - ``plane_m2``, ``ellipsoid_m2``: of polygons, as in :func:`hanting_geo.measure_area`;
        - ``share``: for polygons (and mixed features) the part of the zone's plane area that the class covers;
          closing rows have none. A zone has no length to share, so for lines it is the part of the total length, and
          for points the part of all features.

    Raises
    ------
    CRSError
        No reference system, not in metres, one that stretches areas, or two different ones.
    SchemaError
        Invalid geometry; a zone that is no polygon; an id that is missing, doubled or like a closing label; an
        unknown column.

    Notes
    -----
    A point on, or a line along, a border that zones have in common (within a micrometre) belongs to the zone that
    comes first. A feature outside a zone may still bear on it, as a river does that runs past: buffer first, count
    after (see the second example).

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, box
    >>> x, y = 430000, 4071000
    >>> zones = gpd.GeoDataFrame(
    ...     {"id": ["west", "east"]}, geometry=[box(x, y, x + 500, y + 500), box(x + 500, y, x + 900, y + 500)],
    ...     crs="EPSG:4549",
    ... )
    >>> land = gpd.GeoDataFrame(
    ...     {"use": ["farm", "road"]},
    ...     geometry=[box(x + 300, y, x + 1000, y + 100), box(x + 400, y - 50, x + 420, y + 500)], crs="EPSG:4549",
    ... )
    >>> zone_statistics(zones, land, by="use").drop(columns=["length_m", "ellipsoid_m2"])
               zone_id  class  features  plane_m2  share
    0             west   farm         1   20000.0   0.08
    1             west   road         1   10000.0   0.04
    2             east   farm         1   40000.0   0.20
    3             east   road         0       0.0   0.00
    4  (class overlap)  (all)         1   -2000.0    NaN
    5   (zone overlap)  (all)         0       0.0    NaN
    6        (outside)  (all)         2   11000.0    NaN
    7    (no geometry)  (all)         0       0.0    NaN
    8          (total)  (all)         2   79000.0    NaN

    Classes by several columns, a column each:

    >>> owned = land.assign(owner=["village", "state"])
    >>> zone_statistics(zones, owned, by=["use", "owner"])[["zone_id", "use", "owner", "plane_m2"]].head(3)
      zone_id   use    owner  plane_m2
    0    west  farm  village   20000.0
    1    west  road    state   10000.0
    2    east  farm  village   40000.0

    A river 100 m west of the zones, with 150 m to keep free on either side, takes 50 m of the western zone:

    >>> from hanting_geo.analysis.buffer.buffer import buffer
    >>> river = gpd.GeoDataFrame(geometry=[LineString([(x - 100, y + 900), (x - 100, y - 900)])], crs="EPSG:4549")
    >>> kept_free = zone_statistics(zones, buffer(river, 150))
    >>> kept_free.set_index("zone_id").loc[["west", "east"], "plane_m2"].tolist()
    [25000.0, 0.0]
    """
    arguments.require_frame(zones, f"{_WHAT}: zones")
    arguments.require_frame(features, f"{_WHAT}: features")
    arguments.flag(double_count, f"{_WHAT}: double_count")
    arguments.flag(wide, f"{_WHAT}: wide")
    if language is not None:
        checked_language(language)
    places, geometry = (np.asarray(frame.geometry.values) for frame in (zones, features))
    # Of many features every question costs its time: bounds say a good deal.
    limits, bounds = shapely.bounds(places), shapely.bounds(geometry)
    crs = require_metres(zones, _WHAT, areas=True, bounds=limits)
    lines = bool((shapely.get_dimensions(geometry) == 1).any())
    require_metres(features, _WHAT, areas=True, lengths=lines, bounds=bounds)
    require_same_crs(zones, features, _WHAT)
    require_valid(zones, _WHAT, bounds=limits)
    if not (points := are_points(geometry, bounds)):
        require_valid(features, _WHAT, bounds=bounds)
    ids = _zone_ids(zones, zone_id)
    classes = classes_of(with_names(features, by, language), by, _WHAT)
    codes = classes.codes
    # What is valid has bounds, unless it is null or empty.
    unplaced, gone = (np.isnan(each[:, 0]) for each in (limits, bounds))
    parts = _Parts.points_at(bounds[:, :2]) if points else _Parts.of(geometry, gone)
    asked = Zones(places, crs)
    answers = [_ask_points(asked, *parts.points)] + [
        _ask(asked, *some, codes, double_count=double_count) for some in (parts.lines, parts.areas) if len(some[0])
    ]
    found = _Answers.stacked(answers)
    table = _zone_rows(ids, classes, found)
    table = pd.concat([table, _closing_rows(found, gone, list(classes.columns))], ignore_index=True)
    # No features at all cover nothing: a share of 0 of each zone.
    table["share"] = _share(table, shapely.area(places), classes.many, parts.dimension)
    unknown = np.append(np.repeat(unplaced, classes.many), [False] * len(CLOSING))
    for column in ("features", *_MEASURES, "share"):
        table[column] = table[column].mask(unknown)
    return widened(table, zones, zone_id, list(classes.columns)) if wide else table


def _zone_ids(zones: gpd.GeoDataFrame, zone_id: str) -> list[Any]:
    """Give the ids of the zones, checked, as are the zones."""
    ids = checked_ids(zones, zone_id, f"{_WHAT}: the zones", CLOSING)
    require_polygons(zones, f"{_WHAT}: a zone")
    return ids.tolist()


class _Parts(NamedTuple):
    """Simple parts of features, by their dimension; with each the position of its feature."""

    points: tuple[Floats, Floats, Positions]
    lines: tuple[Geometries, Positions]
    areas: tuple[Geometries, Positions]
    dimension: int
    """The highest that there is."""

    @classmethod
    def points_at(cls, places: Floats) -> _Parts:
        """Take features that are points, one at each place."""
        x, y = np.ascontiguousarray(places.T)
        nothing = np.zeros(0, dtype=object), np.zeros(0, dtype=np.intp)
        # No features at all count as polygons.
        return cls((x, y, np.arange(len(places))), nothing, nothing, 0 if len(places) else 2)

    @classmethod
    def of(cls, geometry: Geometries, gone: Flags) -> _Parts:
        """Take valid features apart; those that are null or empty are gone."""
        parts, owner = simple_parts(flat(geometry), gone)
        # Points, lines, rings and polygons are all that there is, in this order.
        dimension = np.array([0, 1, 1, 2])[shapely.get_type_id(parts)]
        points, lines, areas = (
            (parts, owner) if mine.all() else (parts[mine], owner[mine])
            for mine in (dimension == each for each in (0, 1, 2))
        )
        x, y = np.ascontiguousarray(shapely.get_coordinates(points[0]).T)
        return cls((x, y, points[1]), lines, areas, int(dimension.max()) if len(parts) else 2)


class _Answers(NamedTuple):
    """Where everything lies; ``part`` is the position of the feature."""

    seen: tuple[Positions, Positions]
    """Part and zone of every feature, wherever more of it lies than rounding leaves behind."""
    by_class: Lying
    """Each place once a class."""
    once: Lying
    """Each place once. The same object where no class has anything in common with another."""
    taken: Positions
    """Parts whose place in a zone an earlier one of another class has already."""

    @classmethod
    def stacked(cls, answers: list[_Answers]) -> _Answers:
        """Put answers under each other."""
        part, zone = (np.concatenate(column) for column in zip(*(each.seen for each in answers), strict=True))
        by_class = Lying.stacked(each.by_class for each in answers)
        taken = np.concatenate([each.taken for each in answers])
        if all(each.once is each.by_class for each in answers):
            return cls((part, zone), by_class, by_class, taken)
        return cls((part, zone), by_class, Lying.stacked(each.once for each in answers), taken)


def _ask_points(zones: Zones, x: Floats, y: Floats, owner: Positions) -> _Answers:
    """Ask where points lie."""
    part, zone = zones.place(x, y)
    nothing = Lying.nothing()
    return _Answers((owner[part], zone), nothing, nothing, np.zeros(0, dtype=np.intp))


def _ask(zones: Zones, parts: Geometries, owner: Positions, codes: Positions, *, double_count: bool) -> _Answers:
    """Ask where lines or polygons lie: as they are, as the union of each class, and as the union of all."""
    own = by_class = once = zones.answer(parts)
    taken = np.zeros(0, dtype=np.intp)
    if not double_count:
        later, earlier = common_ground(parts)
        classes = codes[owner]
        same = classes[later] == classes[earlier]
        group = connected(later, earlier, len(parts))
        pairs = (later, earlier)
        of_class = group * (int(codes.max(initial=0)) + 1) + classes
        by_class = in_union(own, zones, parts, of_class, pairs, same)
        once = in_union(by_class, zones, parts, group, pairs, ~same)
        taken = place_taken(zones, parts, pairs, same, _COUNTED_FROM)
    much = own.measures[:, :2].max(axis=1, initial=0) > _COUNTED_FROM
    by_feature = by_class._replace(part=owner[by_class.part])
    return _Answers(
        (owner[own.part[much]], own.zone[much]),
        by_feature,
        by_feature if once is by_class else once._replace(part=owner[once.part]),
        owner[taken],
    )


def _zone_rows(ids: list[Any], classes: Classes, found: _Answers) -> pd.DataFrame:
    """Build a row for each zone and class."""
    codes, each = classes.codes, classes.many
    count = len(ids) * each
    measured = found.by_class.pick(found.by_class.zone >= 0)
    part, zone = (column[found.seen[1] >= 0] for column in found.seen)
    # Each feature once in a cell, however many parts it has there.
    there = _distinct(part * count + zone * each + codes[part]) % max(count, 1)
    table = pd.DataFrame(
        {
            "zone_id": pd.Series([zone for zone in ids for _ in range(each)]),
            **classes.rows(len(ids)),
            "features": pd.array(np.bincount(there, minlength=count), dtype="Int64"),
        }
    )
    cell = measured.zone * each + codes[measured.part]
    for measure, values in zip(_MEASURES, measured.measures.T, strict=True):
        table[measure] = np.bincount(cell, values, count).astype(float)
    return table


def _distinct(values: Positions) -> Positions:
    """Sort, and keep each value once."""
    if (values[1:] > values[:-1]).all():
        return values
    values = np.sort(values)
    first = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return values[first]


def _closing_rows(found: _Answers, gone: Flags, columns: list[str]) -> pd.DataFrame:
    """Build the five rows that make the table close; ``gone`` says which features have no geometry."""
    overlap = np.zeros((len(gone), len(_MEASURES)))
    if found.once is not found.by_class:
        # Row by row, so that what is the same in both cancels exactly.
        for sign, rows in ((1, found.once), (-1, found.by_class)):
            there = rows.pick(rows.zone >= 0)
            for column, values in enumerate(there.measures.T):
                overlap[:, column] += sign * np.bincount(there.part, values, len(gone))

    # By zone, of which the first three are none.
    totals = [np.bincount(found.once.zone - WHOLE, column, -WHOLE) for column in found.once.measures.T]

    def at(zone: int) -> Floats:
        return np.array([total[zone - WHOLE] for total in totals])

    def seen(zone: int) -> int:
        part, where = found.seen
        return len(_distinct(part[where == zone]))

    measures = [overlap.sum(axis=0), 0.0 - at(AGAIN), at(OUTSIDE), np.zeros(len(_MEASURES)), at(WHOLE)]
    counts = [len(_distinct(found.taken)), seen(AGAIN), seen(OUTSIDE), int(gone.sum()), len(gone)]
    return pd.DataFrame(
        {
            "zone_id": pd.Series(CLOSING),
            **{column: pd.Series([ALL] * len(CLOSING)) for column in columns},
            "features": pd.array(counts, dtype="Int64"),
            **dict(zip(_MEASURES, np.array(measures).T, strict=True)),
        }
    )


def _share(table: pd.DataFrame, zone_m2: Floats, classes: int, dimension: int) -> Floats:
    """Share of the zone's area for polygons; of the total length for lines; of all features for points."""
    if dimension > 1:
        whole = np.append(np.repeat(zone_m2, classes), [np.nan] * len(CLOSING))
        part = table["plane_m2"].to_numpy(dtype=float)
    else:
        part = table["length_m" if dimension == 1 else "features"].to_numpy(dtype=float)
        whole = np.full(len(table), part[-1])
    share: Floats = np.divide(part, whole, out=np.full(len(table), np.nan), where=whole > 0)
    return share
