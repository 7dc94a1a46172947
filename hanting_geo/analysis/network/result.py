"""A network, and what is asked of it: costs, ways, isochrones, access."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.network.access import Access, access_of, usable
from hanting_geo.analysis.network.costs import Ways, cost_blocks
from hanting_geo.analysis.network.graph import WEIGHTS, Graph, graph_of
from hanting_geo.analysis.network.isochrones import reached
from hanting_geo.analysis.network.paths import path_lines
from hanting_geo.analysis.network.sparse import least, sparse_costs
from hanting_geo.analysis.network.tables import access_table, layers_of, tables_of
from hanting_geo.core import arguments
from hanting_geo.core.findings import dressed, to_table
from hanting_geo.core.labels import feature_label
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.words import network as words
from hanting_geo.core.words.columns import column_label
from hanting_geo.crs.gate import require_metres, require_same_crs, require_valid
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from hanting_geo.analysis.network.edges import Edges
    from hanting_geo.analysis.network.study import Study
    from hanting_geo.core.arrays import Floats, Geometries, Positions
    from hanting_geo.outputs.maps.zone_map import ZoneMap

__all__ = ["Network"]

_MOST_COSTS = 250_000_000
"""Costs in one answer: 2 GB."""


@dataclass(frozen=True, repr=False, eq=False)
class Network:
    """Edges between nodes; :func:`hanting_geo.network` makes it.

    Places come to the nearest edge that may be used, at the place nearest to them: points as they are, lines and
    polygons from where they are nearest to it. What they go on an edge keeps its direction; two places on one edge go
    along it where they may; the access legs, straight, are part of the cost. So no way is shorter than the straight
    line. Points on one spot cost nothing.

    Attributes
    ----------
    max_access_m
        Places further away than this from every edge are not reached.
    access_kmh
        How fast access legs are gone.
    timed
        Whether speeds are known, so that costs can be minutes.
    """

    study: Study
    max_access_m: float
    access_kmh: float
    timed: bool

    @property
    def edges(self) -> Edges:
        """The edges, also those that are closed."""
        return self.study.edges

    @property
    def crs(self) -> Any:
        """The reference system."""
        return self.study.crs

    @property
    def findings(self) -> pd.DataFrame:
        """What is wrong or worth knowing, as in :func:`hanting_geo.findings`."""
        return to_table(self.study.repairs.findings)

    @property
    def pieces(self) -> int:
        """How many parts it is in that do not hang together."""
        used = self.study.parts.weak[self.edges.start[~self.edges.closed]]
        return len(np.unique(used))

    def od(
        self,
        origins: gpd.GeoDataFrame,
        destinations: gpd.GeoDataFrame,
        *,
        limit_m: float | None = None,
        limit_minutes: float | None = None,
        weight: str = "length",
    ) -> Any:
        """Give what it costs from each origin to each destination.

        Dijkstra from the smaller side (against the direction, if these are the destinations), some places at a time.

        Parameters
        ----------
        origins, destinations
            Places in the system of the network.
        limit_m, limit_minutes
            What costs more is left out, access legs counted; the one that belongs to ``weight``.
        weight
            ``"length"``: metres; ``"time"``: minutes.

        Returns
        -------
        numpy.ndarray or scipy.sparse.csr_array
            Origins by destinations. Without a limit an array, infinite where there is no way; with one a sparse
            array of what is within it: costs of 0 are stored, what is not stored is not reached.

        Raises
        ------
        SchemaError
            By time without speeds; invalid places; more than 250 million costs without a limit.
        CRSError
            Another reference system.
        """
        limit = self._limit(weight, limit_m, limit_minutes, "Network.od")
        starts, ends = (
            self._access(self._shapes(frame, f"Network.od: {which}"), weight)
            for frame, which in ((origins, "origins"), (destinations, "destinations"))
        )
        return self._costs(starts, ends, limit, weight)

    def _costs(self, starts: Access, ends: Access, limit: float | None, weight: str) -> Any:
        rows, columns = len(starts.edge), len(ends.edge)
        reverse = columns < rows
        blocks = cost_blocks(
            self._ways(weight, reverse=reverse),
            *((ends, starts) if reverse else (starts, ends)),
            np.inf if limit is None else limit,
        )
        if limit is None:
            if rows * columns > _MOST_COSTS:
                message = Sentence(
                    "Network.od: {rows:,} x {columns:,} costs would take {rows2:.1f} GiB; give limit_m "
                    "(or limit_minutes), or ask for a part at a time",
                    rows=rows,
                    columns=columns,
                    rows2=rows * columns * 8 / 2**30,
                )
                raise SchemaError(message)
            result = np.empty((rows, columns))
            for block in blocks:
                if reverse:
                    result[:, block.first : block.last] = block.costs.T
                else:
                    result[block.first : block.last] = block.costs
            return result
        none = np.zeros(0, dtype=np.intp)
        found: list[tuple[Positions, Positions, Floats]] = [(none, none, np.zeros(0))]
        for block in blocks:
            source, target = np.nonzero(np.isfinite(block.costs))
            found.append((source + block.first, target, block.costs[source, target]))
        source, target, cost = (np.concatenate(each) for each in zip(*found, strict=True))
        return sparse_costs(*((target, source) if reverse else (source, target)), cost, (rows, columns))

    def nearest(
        self, shapes: Geometries, others: Geometries, k: int, limit: float, weight: str = "length"
    ) -> tuple[Positions, Floats]:
        """Give the ``k`` others that cost least from each shape: places of others, -1 for none, and costs.

        Of those that cost the same the earlier one comes first. The memory is that of the answer.
        """
        starts, ends = self._access(shapes, weight), self._access(others, weight)
        place = np.full((len(shapes), k), -1)
        best = np.full((len(shapes), k), np.inf)
        reverse = len(others) <= len(shapes)
        ways = self._ways(weight, reverse=reverse)
        if not reverse:
            for block in cost_blocks(ways, starts, ends, limit):
                some = np.broadcast_to(np.arange(len(others)), block.costs.shape)
                best[block.first : block.last], place[block.first : block.last] = least(block.costs, some, k)
            return place, best
        for block in cost_blocks(ways, ends, starts, limit):
            some = np.broadcast_to(np.arange(block.first, block.last), block.costs.T.shape)
            best, place = least(np.hstack([best, block.costs.T]), np.hstack([place, some]), k)
        return place, best

    def access(self, places: gpd.GeoDataFrame, *, weight: str = "length") -> pd.DataFrame:
        """Say where each place comes to the network, or why it does not.

        Returns
        -------
        pandas.DataFrame
            A row for each place, with its index: ``edge`` and ``road`` (missing where there is no access),
            ``position_m`` along the edge, ``access_m``, ``component``, ``x``, ``y``, and ``reached``: ``"yes"``,
            ``"too_far"`` (beyond ``max_access_m``), ``"no_place"``, ``"no_edge"``.
        """
        weight = self._weight(weight, "Network.access")
        found = self._access(self._shapes(places, "Network.access: places"), weight)
        return access_table(self.study, found, places)

    def paths(
        self, origins: gpd.GeoDataFrame, destinations: gpd.GeoDataFrame, *, weight: str = "length"
    ) -> gpd.GeoDataFrame:
        """Give the way from each origin to the destination in the same row of the other frame.

        Returns
        -------
        geopandas.GeoDataFrame
            As many rows as there are pairs, with the index of ``origins``: ``cost`` and the line, access legs
            included; infinite and without geometry where there is no way. By length, the line is as long as it costs.
        """
        self._weight(weight, "Network.paths")
        starts = self._access(self._shapes(origins, "Network.paths: origins"), weight)
        ends = self._access(self._shapes(destinations, "Network.paths: destinations"), weight)
        if len(starts.edge) != len(ends.edge):
            message = Sentence(
                "Network.paths: {count} origins and {count2} destinations; give one destination for "
                "each origin, row by row",
                count=len(starts.edge),
                count2=len(ends.edge),
            )
            raise SchemaError(message)
        cost, shapes = path_lines(self._ways(weight, reverse=False), starts, ends)
        return gpd.GeoDataFrame({"cost": cost}, geometry=shapes, crs=self.crs, index=origins.index)

    def isochrones(
        self,
        points: gpd.GeoDataFrame,
        limits_m: Any = None,
        *,
        limits_minutes: Any = None,
        width_m: float = 50.0,
        towards: bool = False,
    ) -> gpd.GeoDataFrame:
        """Give the land that is reached within limits: the parts of edges that are reached, as wide as said.

        What is reached of edges and access legs is grown by ``width_m`` to either side, with round ends, and united.
        That is a picture of the network reached, and no proof of what lies between its edges.

        Parameters
        ----------
        points
            Where one starts; polygons and lines start where they are nearest to the network.
        limits_m, limits_minutes
            One limit or several, above 0, of metres or of minutes.
        width_m
            How far beside an edge counts as reached.
        towards
            Whether one comes to the points, and does not start from them; it differs where streets are one-way.

        Returns
        -------
        geopandas.GeoDataFrame
            A row for each point and limit, points in their order and limits from small to large: ``place`` (the
            label of the point), ``limit``, ``unit`` (``m`` or ``min``), ``length_m`` of the edges reached, and the
            polygon; None where the point is not on the network.
        """
        what = "Network.isochrones"
        if (limits_m is None) == (limits_minutes is None):
            message = Sentence("{what}: give limits_m or limits_minutes, one of the two", what=what)
            raise arguments.ArgumentError(message)
        weight = "length" if limits_minutes is None else "time"
        self._weight(weight, what)
        given = limits_m if limits_minutes is None else limits_minutes
        which = f"{what}: {'limits_m' if limits_minutes is None else 'limits_minutes'}"
        several = list(given) if isinstance(given, list | tuple | np.ndarray | pd.Series) else [given]
        if not several:
            message = Sentence("{which}: there is no limit in the list", which=which)
            raise arguments.ArgumentError(message)
        limits = sorted({arguments.number(limit, which, above=0) for limit in several})
        width = arguments.number(width_m, f"{what}: width_m", above=0)
        arguments.flag(towards, f"{what}: towards")
        places = self._access(self._shapes(points, f"{what}: points"), weight)
        rows = reached(self._ways(weight, reverse=towards), places, limits, width, self.crs)
        labels = [feature_label(points, row) for row in range(len(points))]
        return gpd.GeoDataFrame(
            {
                "place": [labels[row.place] for row in rows],
                "limit": [row.limit for row in rows],
                "unit": ["m" if weight == "length" else "min" for _ in rows],
                "length_m": [row.length_m for row in rows],
            },
            geometry=gpd.GeoSeries([row.shape for row in rows], crs=self.crs, dtype="geometry"),
            crs=self.crs,
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name: ``summary``, ``components``, ``gaps``, ``cuts``, ``crossings``, ``findings``."""
        return tables_of(self.study)

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Give the layers by name: ``edges``, ``nodes``, and ``cuts``, ``gaps``, ``crossings`` where there are some."""
        return dressed(layers_of(self.study), _map_style())

    def to_map(self, *, title: Any = None, **keywords: Any) -> ZoneMap:
        """Draw the edges by the piece that they are in, and where they are parted, nearly touch or cross unjoined.

        Parameters
        ----------
        title
            As for :func:`hanting_geo.zone_map`; by default 路网, Network.
        **keywords
            Of :func:`hanting_geo.zone_map`; a ``style`` adds to the usual one, layer by layer.
        """
        from hanting_geo.outputs.maps.zone_map import zone_map

        layers = {name: frame for name, frame in self.layers().items() if name != "nodes"}
        style = {name: one for name, one in _map_style().items() if name in layers}
        for name, own in (keywords.pop("style", None) or {}).items():
            style[name] = {**style.get(name, {}), **own}
        return zone_map(layers, title=words.TITLE.both() if title is None else title, style=style, **keywords)

    def __repr__(self) -> str:
        """Say how large it is, and how much was found, where a front end shows text only."""
        pieces, found = self.pieces, len(self.study.repairs.findings)
        return (
            f"Network: {len(self.edges):,} edges, {len(self.edges.nodes):,} nodes, "
            f"{self.edges.length.sum() / 1000:,.3f} km, {pieces} piece{'s' * (pieces != 1)}; "
            f"{found} finding{'s' * (found != 1)}"
        )

    def _repr_html_(self) -> str:
        """Show the figures and findings in a notebook."""
        from hanting_geo.outputs.style.rounding import rounded

        shown = []
        for name in ("summary", "findings"):
            table = rounded(self.tables()[name])
            table.columns = pd.Index([column_label(str(column)) for column in table.columns])
            shown.append(table.to_html(index=False, escape=True, border=0))
        return f"<p>{words.TITLE.text('zh')} {words.TITLE.text('en')}</p>{''.join(shown)}"

    def _weight(self, weight: object, what: str) -> str:
        arguments.one_of(weight, WEIGHTS, f"{what}: weight")
        if weight == "time" and not self.timed:
            message = Sentence(
                "{what}: the network has no speeds, so that nothing can be timed; give hg.network speed_kmh=", what=what
            )
            raise SchemaError(message)
        return str(weight)

    def _limit(self, weight: object, limit_m: object, limit_minutes: object, what: str) -> float | None:
        by_time = self._weight(weight, what) == "time"
        wanted, other = (limit_minutes, limit_m) if by_time else (limit_m, limit_minutes)
        name, wrong = ("limit_minutes", "limit_m") if by_time else ("limit_m", "limit_minutes")
        if other is not None:
            message = Sentence(
                "{what}: costs are {by_time}; give {name}, and not {wrong}",
                what=what,
                by_time=Sentence("minutes") if by_time else Sentence("metres"),
                name=name,
                wrong=wrong,
            )
            raise arguments.ArgumentError(message)
        return None if wanted is None else arguments.number(wanted, f"{what}: {name}", least=0)

    def _shapes(self, frame: gpd.GeoDataFrame, what: str) -> Geometries:
        """Let places through that can come to the network."""
        arguments.require_frame(frame, what)
        require_metres(frame, what)
        self.require_system(frame, what)
        require_valid(frame, what)
        return np.asarray(shapely.force_2d(np.asarray(frame.geometry.values)), dtype=object)

    def require_system(self, frame: gpd.GeoDataFrame, what: str) -> None:
        """Let a frame through that lies in the system of the network.

        Raises
        ------
        CRSError
            It lies in another one.
        """
        require_same_crs(frame, self.study.roads, what)

    @cached_property
    def _made(self) -> dict[Any, Any]:
        """Trees and graphs, made when first asked for."""
        return {}

    def _access(self, shapes: Geometries, weight: str) -> Access:
        key = ("tree", weight)
        if key not in self._made:
            which = np.flatnonzero(usable(self.edges, weight))
            self._made[key] = shapely.STRtree(self.edges.shapes[which]), which
        return access_of(shapes, self.edges, self._made[key], self.max_access_m)

    def _ways(self, weight: str, *, reverse: bool) -> Ways:
        key = ("graph", weight, reverse)
        if key not in self._made:
            self._made[key] = graph_of(self.edges, weight, reverse=reverse)
        graph: Graph = self._made[key]
        pace = 1.0 if weight == "length" else 60 / (self.access_kmh * 1000)
        return Ways(self.edges, graph, weight, pace, reverse)


def _map_style() -> dict[str, dict[str, Any]]:
    """Choose how the layers look: the edges quiet, what is wrong with them loud."""
    colours = {"edges": "#44546a", "cuts": "#c1272d", "gaps": "#d98200", "crossings": "#7a2048"}
    return {
        name: {"title": words.LAYERS[name].both(), "color": color, "names": False} for name, color in colours.items()
    }
