"""A network from any layer of lines: where it is joined, where it is not, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.analysis.network.barriers import Severed, sever
from hanting_geo.analysis.network.checking import gaps_of, named, parts_of, structure_findings
from hanting_geo.analysis.network.codes import flags_of, speeds_of, ways_of
from hanting_geo.analysis.network.edges import edges_of
from hanting_geo.analysis.network.lines import crossings_of, joined, lines_of
from hanting_geo.analysis.network.result import Network
from hanting_geo.analysis.network.study import Repairs, Study, findings_of_shapes
from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import require_metres, require_same_crs, require_valid, to_crs
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from hanting_geo.analysis.network.lines import Crossings, Lines
    from hanting_geo.core.arrays import Flags, Geometries, Positions

__all__ = ["network"]

_LINE, _POLYGON = 1, 2
_ROADS = "network: the roads"


def network(  # noqa: PLR0913 - each says one thing of the roads, by keyword
    roads: gpd.GeoDataFrame,
    *,
    oneway: str | None = None,
    speed_kmh: str | float | None = None,
    closed: str | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    bridges: str | gpd.GeoDataFrame | None = None,
    crossings: str = "leave",
    snap_m: float = 1.0,
    max_access_m: float | None = None,
    access_kmh: float = 5.0,
    crs: Any = None,
) -> Network:
    """Make a network of lines, on which costs, ways and isochrones are asked.

    Lines are joined where they have a vertex in common, at their ends or between. Nothing is mended: what crosses
    without a vertex in common, ends that nearly touch, pieces, one-way traps, what is there twice or without a length
    is told in ``.findings``.

    Parameters
    ----------
    roads
        Lines, in a projected system in metres. Those without geometry take no part.
    oneway
        Column of 1, yes, 是 (as digitised), -1 (against it), 0, no, 否 or nothing (both ways).
    speed_kmh
        Column, or one number for all: needed for costs by time. Where a column is empty nobody passes by time.
    closed
        Column of yes and no: what is closed joins nothing and gives no access.
    barriers
        Lines (rail, rivers) or polygons (water) that edges cross at bridges only. Elsewhere an edge is parted at a
        line, and what lies in a polygon goes; the rest of it stays, as dead ends.
    bridges
        Column of the roads that marks bridges and tunnels, or a layer: a crossing within ``snap_m`` of one of its
        shapes is a bridge. What the column marks is joined to other lines at ends and common vertices only.
    crossings
        ``"leave"``: lines that cross without a vertex in common, and ends on another line, are not joined.
        ``"join"``: they are, but for bridges.
    snap_m
        A dead end within these metres of another line is told as a gap, and not joined.
    max_access_m
        Places further than this from every edge are not reached; None for no limit.
    access_kmh
        How fast the way between a place and its edge is gone, for costs by time; by default the 5 km/h of a walker.
    crs
        To bring roads, barriers and bridges to first; None leaves them.

    Returns
    -------
    Network
        See there for costs (``od``), ways (``paths``), ``isochrones`` and ``access``.

    Raises
    ------
    CRSError
        No reference system, or not in metres.
    SchemaError
        No lines, invalid ones, or a column that holds what is not understood.

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> x, y = 430000, 4071000
    >>> street = LineString([(x, y), (x + 300, y), (x + 300, y + 400)])
    >>> short = LineString([(x, y), (x + 300, y + 400)])
    >>> roads = gpd.GeoDataFrame({"id": ["a", "b"], "way": [0, -1]}, geometry=[street, short], crs="EPSG:4549")
    >>> net = network(roads, oneway="way")
    >>> net
    Network: 2 edges, 2 nodes, 1.200 km, 1 piece; 0 findings
    >>> ends = gpd.GeoDataFrame(geometry=[Point(x, y - 10), Point(x + 300, y + 400)], crs="EPSG:4549")
    >>> net.od(ends, ends).tolist()
    [[0.0, 710.0], [510.0, 0.0]]
    """
    arguments.require_frame(roads, "network: roads")
    arguments.one_of(crossings, ("leave", "join"), "network: crossings")
    snap = arguments.number(snap_m, "network: snap_m", least=0)
    reach = np.inf if max_access_m is None else arguments.number(max_access_m, "network: max_access_m", least=0)
    pace = arguments.number(access_kmh, "network: access_kmh", above=0)
    roads = roads if crs is None else to_crs(roads, crs)
    system = require_metres(roads, "network", lengths=True)
    shapes = _lines_only(roads)
    found = findings_of_shapes(roads)
    way = np.zeros(len(roads), dtype=np.intp) if oneway is None else ways_of(roads, oneway, _ROADS)
    shut = np.zeros(len(roads), dtype=bool) if closed is None else flags_of(roads, closed, "closed", _ROADS)
    bridge, spans = _bridges(roads, bridges, crs)
    walls, wall_rows = _shapes_beside(barriers, roads, crs, "barriers")
    speed = speeds_of(roads, speed_kmh, _ROADS)
    lines, repeated, flat = lines_of(shapes)

    def names(rows: Positions) -> str:
        return feature_labels(roads, rows)

    found += _line_findings(names, repeated, flat, shut)
    meetings = crossings_of(lines, bridge[lines.row])
    found += _crossing_findings(names, lines, meetings, crossings)
    if crossings == "join":
        lines = joined(lines, meetings)
    edges = edges_of(lines, way=way, closed=shut, bridge=bridge, speed=speed)
    none = np.zeros(0, dtype=np.intp)
    severed = Severed(none, none, np.zeros((0, 2)), np.zeros(0))
    if len(walls) and len(edges):
        edges, severed = sever(edges, walls, spans, snap)
        severed = severed._replace(barrier=wall_rows[severed.barrier])
        found += _barrier_findings(names, severed)
    parts, gaps = parts_of(edges), gaps_of(edges, snap)
    found += structure_findings(edges, parts, gaps, names, timed=speed_kmh is not None)
    repairs = Repairs(tuple(found), gaps, severed, meetings.xy)
    return Network(
        study=Study(edges, system, roads, barriers, parts, repairs),
        max_access_m=reach,
        access_kmh=pace,
        timed=speed_kmh is not None,
    )


def _lines_only(roads: gpd.GeoDataFrame) -> Geometries:
    """Give the lines in the plane.

    Raises
    ------
    SchemaError
        Something else is among them, or it is invalid.
    """
    shapes = np.asarray(roads.geometry.values, dtype=object)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    kinds = shapely.get_type_id(shapes)
    lines = (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING, shapely.GeometryType.MULTILINESTRING)
    odd = np.flatnonzero(there & ~np.isin(kinds, lines))
    if len(odd):
        message = Sentence(
            "network: roads are lines, and {roads} is a {geom_type}; leave it out, or give its centre line",
            roads=feature_labels(roads, odd),
            geom_type=shapes[odd[0]].geom_type,
        )
        raise SchemaError(message)
    finite = np.ones(len(shapes), dtype=bool)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    finite[owner[~np.isfinite(xy).all(axis=1)]] = False
    if not finite.all():
        bad = np.flatnonzero(~finite)
        message = Sentence(
            "network: {roads} has a coordinate that is no number; mend it at the source",
            roads=feature_labels(roads, bad),
        )
        raise SchemaError(message)
    # A line whose vertices are all one place is invalid, and told of later.
    return np.asarray(shapely.force_2d(shapes), dtype=object)


def _bridges(roads: gpd.GeoDataFrame, bridges: str | gpd.GeoDataFrame | None, crs: Any) -> tuple[Flags, Geometries]:
    """Give which roads are bridges, and the shapes at which others are."""
    nowhere = np.zeros(0, dtype=object)
    if bridges is None:
        return np.zeros(len(roads), dtype=bool), nowhere
    if isinstance(bridges, gpd.GeoDataFrame):
        return np.zeros(len(roads), dtype=bool), _shapes_beside(bridges, roads, crs, "bridges")[0]
    column: object = bridges
    if not isinstance(column, str):
        message = Sentence(
            "network: bridges takes a column of the roads or a GeoDataFrame, not {bridges}",
            bridges=arguments.told(bridges),
        )
        raise arguments.ArgumentError(message)
    return flags_of(roads, column, "bridge", _ROADS), nowhere


def _shapes_beside(
    frame: gpd.GeoDataFrame | None, roads: gpd.GeoDataFrame, crs: Any, which: str
) -> tuple[Geometries, Positions]:
    """Give the shapes of a layer beside the roads, those with a place, and which rows they are."""
    if frame is None:
        return np.zeros(0, dtype=object), np.zeros(0, dtype=np.intp)
    what = f"network: {which}"
    arguments.require_frame(frame, what)
    frame = frame if crs is None else to_crs(frame, crs)
    require_metres(frame, what)
    require_same_crs(roads, frame, what)
    require_valid(frame, what)
    shapes = np.asarray(shapely.force_2d(np.asarray(frame.geometry.values)), dtype=object)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if which == "barriers":
        odd = np.flatnonzero(there & ~np.isin(shapely.get_dimensions(shapes), (_LINE, _POLYGON)))
        if len(odd):
            message = Sentence(
                "{what} are lines or polygons, and {frame} is a {geom_type}",
                what=what,
                frame=feature_labels(frame, odd),
                geom_type=shapes[odd[0]].geom_type,
            )
            raise SchemaError(message)
    return shapes[there], np.flatnonzero(there)


def _line_findings(names: Any, repeated: Positions, flat: Positions, shut: Flags) -> list[Finding]:
    found = []
    if len(repeated):
        what = Sentence(
            "network: {count} lines repeat a vertex ({repeated}); once counts",
            count=len(repeated),
            repeated=names(repeated),
        )
        found.append(
            Finding("note", "repeated_vertices", "roads", None, what, Sentence("nothing, or clean them at the source"))
        )
    if len(flat):
        what = Sentence(
            "network: {count} lines have a part without any length ({flat}), which is left out",
            count=len(flat),
            flat=names(flat),
        )
        found.append(Finding("warning", "zero_length", "roads", None, what, Sentence("remove them at the source")))
    closed = np.flatnonzero(shut)
    if len(closed):
        what = Sentence(
            "network: {count} lines are closed ({closed}); nobody passes, and nothing has access there",
            count=len(closed),
            closed=names(closed),
        )
        found.append(Finding("note", "closed", "roads", None, what, Sentence("nothing, if they are")))
    return found


def _crossing_findings(names: Any, lines: Lines, meetings: Crossings, how: str) -> list[Finding]:
    if not len(meetings.xy):
        return []
    count = len(np.unique(meetings.xy, axis=0))
    rows = named(names, lines.row[lines.line[meetings.segment]])
    if how == "join":
        what = Sentence(
            "network: lines meet without a common vertex at {count} places ({rows}); they were joined there",
            count=count,
            rows=rows,
        )
        return [
            Finding(
                "note",
                "crossings_joined",
                "roads",
                None,
                what,
                Sentence("see the table crossings for bridges among them"),
            )
        ]
    what = Sentence(
        "network: lines meet without a common vertex at {count} places ({rows}); they are not joined there",
        count=count,
        rows=rows,
    )
    advice = Sentence(
        "if they are junctions, give crossings='join' (and the column of bridges), or add the vertices at the source"
    )
    return [Finding("warning", "crossings_not_joined", "roads", None, what, advice)]


def _barrier_findings(names: Any, severed: Severed) -> list[Finding]:
    if not len(severed.row):
        return []
    what = Sentence(
        "network: edges cross a barrier at {count} places without a bridge ({names}); they are parted there",
        count=len(severed.row),
        names=named(names, severed.row),
    )
    return [
        Finding(
            "warning", "barrier_crossed", "roads", None, what, Sentence("see the table cuts; mark the bridges that are")
        )
    ]
