"""Seeded problems of location: random graphs, uniform points, and clusters as large as a city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from hanting_geo.siting.location.solving.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["capacitated", "clusters", "graphs", "most_covered", "set_cover"]

SIDE = 10_000.0
GRAPHS = (
    (100, (5, 10, 10, 20, 33)),
    (200, (5, 10, 20, 40, 67)),
    (300, (5, 10, 30, 60, 100)),
    (400, (5, 10, 40, 80, 133)),
    (500, (5, 10, 50, 100, 167)),
    (600, (5, 10, 60, 120, 200)),
    (700, (5, 10, 70, 140)),
    (800, (5, 10, 80)),
    (900, (5, 10, 90)),
)
"""Vertices, and numbers of facilities: 40 problems."""


def graph(vertices: int, seed: int) -> np.ndarray:
    """Draw a connected graph of about n x n / 50 edges with costs from 1 to 100; give all shortest distances."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(vertices)
    tree = np.array([(order[place], order[rng.integers(0, place)]) for place in range(1, vertices)])
    more = rng.integers(0, vertices, (max(vertices * vertices // 50 - len(tree), 0), 2))
    edges = np.sort(np.vstack([tree, more]), axis=1)
    cost = rng.integers(1, 101, len(edges)).astype(np.float64)
    edges, cost = edges[edges[:, 0] != edges[:, 1]], cost[edges[:, 0] != edges[:, 1]]
    least = np.lexsort((cost, edges[:, 1], edges[:, 0]))
    edges, cost = edges[least], cost[least]
    first = np.ones(len(edges), dtype=np.bool_)
    first[1:] = (edges[1:] != edges[:-1]).any(axis=1)
    matrix = csr_array((cost[first], (edges[first, 0], edges[first, 1])), shape=(vertices, vertices))
    return np.asarray(dijkstra(matrix, directed=False))


def graphs(model: str) -> Iterator[tuple[str, Problem]]:
    """Give the 40 problems on graphs."""
    number = 0
    for vertices, counts in GRAPHS:
        for p in counts:
            number += 1
            yield f"{number:2} n {vertices} p {p}", Problem(model=model, costs=graph(vertices, number), p=p)


def most_covered(p: int, *, demand: int = 10_000, facilities: int = 1_000, seed: int = 1) -> Problem:
    """Draw uniform points; a facility covers about 1 % of them."""
    rng = np.random.default_rng(seed)
    places, sites = rng.random((demand, 2)) * SIDE, rng.random((facilities, 2)) * SIDE
    radius = SIDE * np.sqrt(0.01 / np.pi)
    near = cKDTree(places).sparse_distance_matrix(cKDTree(sites), radius, output_type="coo_matrix")
    weight = rng.integers(1, 100, demand).astype(np.float64)
    return Problem(model="mclp", costs=csr_array(near.tocsr()), weight=weight, radius=float(radius), p=p)


def set_cover(*, demand: int = 2_000, facilities: int = 400, seed: int = 1) -> Problem:
    """Draw uniform points; the radius covers 1 %, or so much that everybody is in reach of somebody."""
    rng = np.random.default_rng(seed)
    places, sites = rng.random((demand, 2)) * SIDE, rng.random((facilities, 2)) * SIDE
    away = np.linalg.norm(places[:, None] - sites[None], axis=2)
    radius = max(float(away.min(axis=1).max()), SIDE * float(np.sqrt(0.01 / np.pi)))
    return Problem(model="lscp", costs=away, radius=radius)


def clusters(
    *, demand: int = 50_000, facilities: int = 5_000, p: int = 460, nearest: int = 64, seed: int = 0
) -> Problem:
    """Draw weighted demand and candidates in 60 clusters; lists of the nearest candidates."""
    rng = np.random.default_rng(seed)
    centres, spread = rng.random((60, 2)) * 4 * SIDE, rng.uniform(500, 3000, 60)

    def drawn(count: int) -> np.ndarray:
        which = rng.integers(0, len(centres), count)
        return np.asarray(centres[which] + rng.normal(size=(count, 2)) * spread[which][:, None])

    places, sites = drawn(demand), drawn(facilities)
    weight = rng.integers(1, 100, demand).astype(np.float64)
    away, there = cKDTree(sites).query(places, k=nearest)
    starts = np.arange(demand + 1) * nearest
    costs = csr_array((away.ravel(), there.ravel(), starts), shape=(demand, facilities))
    return Problem(model="p_median", costs=costs, weight=weight, p=p, truncated=True)


def capacitated(points: int, p: int, seed: int) -> Problem:
    """Draw points on a grid with whole demand; facilities have room for a ninth more than there is in all."""
    rng = np.random.default_rng(seed)
    places = rng.integers(0, 101, (points, 2))
    weight = rng.integers(1, 21, points).astype(np.float64)
    away = np.floor(np.linalg.norm(places[:, None] - places[None], axis=2))
    capacity = np.full(points, np.ceil(weight.sum() / p / 0.9))
    return Problem(model="capacitated_p_median", costs=away, weight=weight, p=p, capacity=capacity)
