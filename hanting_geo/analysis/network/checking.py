"""What is wrong with a network, or worth knowing: told, and never mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.network.graph import components
from hanting_geo.analysis.network.lines import HAIR_M
from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from hanting_geo.analysis.network.edges import Edges
    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["Gaps", "Parts", "doubled_edges", "gaps_of", "parts_of", "structure_findings"]

_MOST_NAMED = 5


class Gaps(NamedTuple):
    """Ends of lines that nearly touch another: the feature, the other one, where, and how far they are apart."""

    row: Positions
    other: Positions
    xy: Floats
    gap: Floats


class Parts(NamedTuple):
    """The parts of a network that hang together, by node: the longest is 0."""

    weak: Positions
    strong: Positions


def parts_of(edges: Edges) -> Parts:
    """Find the parts of a network, and those in which everybody comes back."""
    return Parts(components(edges, strong=False), components(edges, strong=True))


def gaps_of(edges: Edges, snap_m: float) -> Gaps:
    """Find dead ends that are near to an edge that they do not touch."""
    ends = np.concatenate([edges.start, edges.end])
    owner = np.tile(np.arange(len(edges)), 2)
    dead = np.flatnonzero(np.bincount(ends, minlength=len(edges.nodes))[ends] == 1)
    if not len(dead) or snap_m <= HAIR_M:
        none = np.zeros(0, dtype=np.intp)
        return Gaps(none, none, np.zeros((0, 2)), np.zeros(0))
    points: Geometries = np.asarray(shapely.points(edges.nodes[ends[dead]]), dtype=object)
    who, near = shapely.STRtree(edges.shapes).query(points, predicate="dwithin", distance=snap_m)
    away = shapely.distance(points[who], edges.shapes[near])
    # Its own edge, and those that begin where its own edge ends, are near to a short dead end without any gap.
    mine = owner[dead[who]]
    far_end = np.where(ends[dead[who]] == edges.start[mine], edges.end[mine], edges.start[mine])
    beside = (edges.start[near] == far_end) | (edges.end[near] == far_end)
    asked = (near != mine) & (away > HAIR_M) & ~(beside & (edges.length[mine] <= 2 * snap_m))
    who, near, away = who[asked], near[asked], away[asked]
    order = np.lexsort((near, away, who))
    first = order[np.unique(who[order], return_index=True)[1]]
    node = dead[who[first]]
    return Gaps(edges.row[owner[node]], edges.row[near[first]], edges.nodes[ends[node]], away[first])


def doubled_edges(edges: Edges) -> Positions:
    """Give the edges whose vertices another one before them has too, in this order or the other."""
    if not len(edges):
        return np.zeros(0, dtype=np.intp)
    normal = shapely.to_wkb(shapely.normalize(edges.shapes))
    _, first, back = np.unique(normal, return_index=True, return_inverse=True)
    return np.flatnonzero(first[back.ravel()] != np.arange(len(edges)))


def named(names: Callable[[Positions], str], rows: Positions) -> str:
    """Name features once each."""
    return names(np.array(list(dict.fromkeys(rows.tolist())), dtype=np.intp))


def structure_findings(
    edges: Edges, parts: Parts, gaps: Gaps, names: Callable[[Positions], str], *, timed: bool
) -> list[Finding]:
    """Tell of edges that are there twice, ends that nearly touch, and a network in pieces."""
    found: list[Finding] = []

    def tell(level: str, code: str, what: str, what_to_do: str) -> None:
        found.append(Finding(level, code, "roads", None, Sentence("network: {what}", what=what), what_to_do))  # type: ignore[arg-type]

    if not len(edges):
        tell(
            "error",
            "no_edges",
            Sentence("there is no line with a length, so that nothing can be reached"),
            Sentence("give a line layer"),
        )
        return found
    if not (edges.forward | edges.backward).any():
        tell(
            "error",
            "all_closed",
            Sentence("every edge is closed, so that nothing can be reached"),
            Sentence("see the column of closures"),
        )
    doubled = doubled_edges(edges)
    if len(doubled):
        rows = named(names, edges.row[doubled])
        what = Sentence(
            "{count} edges are there twice ({rows}); the cheaper of each two is used", count=len(doubled), rows=rows
        )
        tell("warning", "duplicate_edges", what, Sentence("leave one of them out at the source"))
    if len(gaps.gap):
        what = Sentence(
            "{count} dead ends nearly touch another line ({names}; gaps of {gap:.3g} to "
            "{gap2:.3g} m); they are not joined",
            count=len(gaps.gap),
            names=named(names, gaps.row),
            gap=gaps.gap.min(),
            gap2=gaps.gap.max(),
        )
        tell("warning", "dangling_ends", what, Sentence("see the table gaps, and snap them at the source"))
    lengths = _lengths(edges, parts.weak)
    if len(lengths) > 1:
        what = Sentence(
            "it is in {count} pieces that do not hang together; the longest has {lengths:.1%} of the length",
            count=len(lengths),
            lengths=lengths[0] / lengths.sum(),
        )
        tell(
            "warning",
            "components",
            what,
            Sentence("see the column component of the edges; join at the source what is one"),
        )
    between = ~edges.closed & (parts.strong[edges.start] != parts.strong[edges.end])
    if between.any():
        where = named(names, edges.row[between])
        what = Sentence(
            "{count} edges lead where nobody comes back from, by the one-way column ({where})",
            count=int(between.sum()),
            where=where,
        )
        tell("warning", "one_way_traps", what, Sentence("see whether they are digitised the right way round"))
    slow = np.isnan(edges.speed) & (edges.forward | edges.backward)
    if timed and slow.any():
        what = Sentence(
            "{count} edges have no speed ({names}); by time nobody takes them",
            count=int(slow.sum()),
            names=named(names, edges.row[slow]),
        )
        tell("warning", "no_speed", what, Sentence("fill in the speed"))
    return found


def _lengths(edges: Edges, part: Positions) -> Floats:
    """Give the length of each part that has edges that are open."""
    lengths = np.bincount(part[edges.start], np.where(edges.closed, 0.0, edges.length))
    return np.asarray(np.sort(lengths[lengths > 0])[::-1], dtype=float)
