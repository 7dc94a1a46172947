"""Population by village or town, spread over the built-up land in it: an assumption, and labelled so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.engine.cutting import cut, disjoint_parts
from hanting_geo.core import arguments
from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.core.findings import Finding, attach, facts_of
from hanting_geo.core.ids import checked_ids
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import require_metres, require_polygons, require_same_crs, require_valid
from hanting_geo.errors import SchemaError
from hanting_geo.siting.location.demand import checked_weights, longer_side, placed_shapes

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["spread_population"]

_WHAT = "spread population"
_KEPT = ("name_zh", "name_en", "year", "source", "source_date", "licence")


def spread_population(
    zones: gpd.GeoDataFrame, *, over: gpd.GeoDataFrame, column: str, zone_id: str = "id"
) -> gpd.GeoDataFrame:
    """Spread the people of villages or towns over the built-up land in them, by share of area.

    That people live where the land is built up, equally dense all over it, is an assumption: the result says so in its
    column ``basis``, and :func:`hanting_geo.coverage` prints it.

    Parameters
    ----------
    zones
        Areas with an id and a column of people, in a projected system in metres. Zones that overlap are each spread
        in full.
    over
        Built-up land: areas, which may overlap each other.
    column
        The column of people.
    zone_id
        The column of ids.

    Returns
    -------
    geopandas.GeoDataFrame
        A row for each piece of built-up land in a zone: ``id`` (that of the zone and a number), ``zone_id``, names,
        ``demand`` (people, unrounded; those of a zone sum to what it had), ``year`` where the zones state it, ``basis``
        (``assumption``), ``cell_m`` (the longer side of the piece), ``zone_cell_m`` (that of the zone, for which people
        were counted), ``accuracy_m`` (the worse of both), and the piece. A zone without built-up land stays one row
        with its own outline (``basis`` too; a finding tells it), one without a place one without geometry.

    Raises
    ------
    CRSError
        No reference system, not in metres, or two of them.
    SchemaError
        Shapes that are no areas, or invalid; no ids; people that are missing or negative.

    Examples
    --------
    >>> from shapely import box
    >>> x, y = 430000, 4071000
    >>> villages = gpd.GeoDataFrame(
    ...     {"id": ["v"], "people": [900]}, geometry=[box(x, y, x + 1000, y + 1000)], crs="EPSG:4549"
    ... )
    >>> houses = gpd.GeoDataFrame(
    ...     geometry=[box(x, y, x + 100, y + 100), box(x + 500, y, x + 700, y + 100)], crs="EPSG:4549"
    ... )
    >>> spread = spread_population(villages, over=houses, column="people")
    >>> spread[["id", "demand", "basis", "cell_m", "zone_cell_m"]].to_numpy().tolist()
    [['v_1', 300.0, 'assumption', 100.0, 1000.0], ['v_2', 600.0, 'assumption', 200.0, 1000.0]]
    """
    for frame, name in ((zones, "zones"), (over, "over")):
        arguments.require_frame(frame, f"{_WHAT}: {name}")
        require_metres(frame, f"{_WHAT}: {name}", areas=True)
        require_polygons(frame, f"{_WHAT}: {name}: a feature")
        require_valid(frame, f"{_WHAT}: {name}")
    require_same_crs(zones, over, f"{_WHAT}: zones and over")
    arguments.require_single_names(zones, f"{_WHAT}: zones")
    ids = checked_ids(zones, zone_id, f"{_WHAT}: the zones")
    people = checked_weights(zones, column, f"{_WHAT}: the zones")
    shapes = placed_shapes(zones)
    try:
        zone, pieces, found = _pieces(shapes, placed_shapes(over), ids)
    except shapely.GEOSException as error:
        message = Sentence(
            "{what}: areas cannot be cut ({error}); look at them with hg.check_layer, and mend them in the source",
            what=_WHAT,
            error=error,
        )
        raise SchemaError(message) from error
    area = shapely.area(pieces)
    whole = np.bincount(zone, area, len(zones))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(whole[zone] > 0, area / whole[zone], 1.0)
    table = _table(zones, ids, zone, people[zone] * share, pieces)
    table["zone_cell_m"] = longer_side(shapes)[zone]
    table["accuracy_m"] = _accuracy(zones, over)[zone]
    result = gpd.GeoDataFrame(table, geometry=pieces, crs=zones.crs)
    said = Sentence("people are spread over built-up land by area: an assumption")
    found.append(
        Finding("note", "population_spread", None, None, said, Sentence("say so beside every figure made of it"))
    )
    facts = {key: facts_of(zones).get(key) for key in ("licence", "attribution", "year")}
    return attach(result, found, **facts)


def _pieces(shapes: Geometries, land: Geometries, ids: pd.Series) -> tuple[Positions, Geometries, list[Finding]]:
    """Cut the built-up land by zones, a piece a polygon, in the order of the zones."""
    placed = np.flatnonzero(~shapely.is_missing(shapes))
    covered, rows, inside, _ = cut(shapes[placed], disjoint_parts(land))
    zone = np.concatenate([placed[covered], placed[rows[inside[1]]]]).astype(np.intp)
    parts = [*shapes[placed][covered], *inside[0]]
    bare = np.setdiff1d(placed, zone)
    gone = np.flatnonzero(shapely.is_missing(shapes))
    found: list[Finding] = []
    for rows_of, code, what, advice in (
        (
            bare,
            "built_up_missing",
            Sentence("have no built-up land: their people are spread over all of it"),
            Sentence("look at the land"),
        ),
        (gone, "zone_no_place", "have no place: their people stay without one", Sentence("ask for their outline")),
    ):
        if len(rows_of):
            named = enumerated(map(str, ids.iloc[rows_of[:5]]))
            found.append(
                Finding(
                    "warning",
                    code,
                    None,
                    None,
                    Sentence("{count} zones {what} ({named})", count=len(rows_of), what=what, named=named),
                    advice,
                )
            )
    zone = np.concatenate([zone, bare, gone]).astype(np.intp)
    pieces = np.array([*parts, *shapes[bare], *shapes[gone]], dtype=object)
    order = np.argsort(zone, kind="stable")
    return zone[order], pieces[order], found


def _table(
    zones: gpd.GeoDataFrame, ids: pd.Series, zone: Positions, people: Floats, pieces: Geometries
) -> pd.DataFrame:
    number = np.arange(len(zone)) - np.searchsorted(zone, zone) + 1
    named: dict[str, Any] = {
        "id": pd.Series(
            [f"{ids.iloc[row]}_{count}" for row, count in zip(zone.tolist(), number.tolist(), strict=True)]
        ),
        "zone_id": ids.iloc[zone].reset_index(drop=True),
    }
    named |= {name: zones[name].iloc[zone].reset_index(drop=True) for name in _KEPT if name in zones.columns}
    named |= {"demand": people, "basis": "assumption", "cell_m": longer_side(pieces)}
    return pd.DataFrame(named)


def _accuracy(zones: gpd.GeoDataFrame, over: gpd.GeoDataFrame) -> Floats:
    """Give the worse of a zone's accuracy and that of the worst built-up land; NaN where neither states one."""
    land = stated_accuracy(over)
    worst = np.nanmax(land) if np.isfinite(land).any() else np.nan
    return np.asarray(np.fmax(stated_accuracy(zones), worst), dtype=np.float64)
