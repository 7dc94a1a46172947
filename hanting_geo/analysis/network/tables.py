"""A network as tables and layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.findings import to_table
from hanting_geo.core.labels import feature_label

if TYPE_CHECKING:
    from hanting_geo.analysis.network.access import Access
    from hanting_geo.analysis.network.study import Study

__all__ = ["access_table", "layers_of", "tables_of"]


def tables_of(network: Study) -> dict[str, pd.DataFrame]:
    """Give the tables of a network by name."""
    edges, parts, repairs = network.edges, network.parts, network.repairs
    open_ = ~edges.closed
    part = parts.weak[edges.start[open_]]
    count = int(part.max()) + 1 if len(part) else 0
    lengths = np.bincount(part, edges.length[open_], count)
    components = pd.DataFrame(
        {"component": np.arange(count), "edges": np.bincount(part, minlength=count), "length_m": lengths}
    )
    components["length_share"] = components["length_m"] / max(float(lengths.sum()), np.finfo(float).tiny)
    summary = {
        "edges": len(edges),
        "nodes": len(edges.nodes),
        "length_m": float(edges.length.sum()),
        "closed_m": float(edges.length[edges.closed].sum()),
        "oneway_m": float(edges.length[edges.way != 0].sum()),
        "components": int((components["edges"] > 0).sum()),
        "strong_components": len(np.unique(parts.strong[edges.start[open_]])),
        "crossings": len(np.unique(repairs.crossings, axis=0)),
        "gaps": len(repairs.gaps.gap),
        "cuts": len(repairs.severed.row),
    }
    layers = _places(network)
    return {
        "summary": pd.DataFrame([summary]),
        "components": components[components["edges"] > 0].reset_index(drop=True),
        **{name: pd.DataFrame(frame.drop(columns="geometry")) for name, frame in layers.items()},
        "findings": to_table(network.repairs.findings),
    }


def layers_of(network: Study) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers of a network by name."""
    edges, parts = network.edges, network.parts
    lines = gpd.GeoDataFrame(
        {
            "id": [f"e{number}" for number in range(len(edges))],
            "road": _roads(network, edges.row),
            "from_node": edges.start,
            "to_node": edges.end,
            "length_m": edges.length,
            "way": edges.way,
            "closed": edges.closed,
            "bridge": edges.bridge,
            "speed_kmh": edges.speed,
            "component": parts.weak[edges.start],
        },
        geometry=edges.shapes,
        crs=network.crs,
    )
    nodes = gpd.GeoDataFrame(
        {
            "id": [f"n{number}" for number in range(len(edges.nodes))],
            "component": parts.weak,
            "strong_component": parts.strong,
        },
        geometry=shapely.points(edges.nodes) if len(edges.nodes) else [],
        crs=network.crs,
    )
    places = {name: frame for name, frame in _places(network).items() if len(frame)}
    layers = {"edges": lines, "nodes": nodes, **places}
    for frame in layers.values():
        frame.attrs.update(network.facts())
    return layers


def _places(network: Study) -> dict[str, gpd.GeoDataFrame]:
    """Give the places at which something is wrong, by kind."""
    gaps, severed = network.repairs.gaps, network.repairs.severed
    crossings = np.unique(network.repairs.crossings, axis=0)
    barriers = network.barriers
    names = [] if barriers is None else [feature_label(barriers, int(row)) for row in severed.barrier]
    columns = {
        "gaps": (
            {"road": _roads(network, gaps.row), "other_road": _roads(network, gaps.other), "gap_m": gaps.gap},
            gaps.xy,
        ),
        "cuts": ({"road": _roads(network, severed.row), "barrier": names, "length_m": severed.length}, severed.xy),
        "crossings": ({}, crossings),
    }
    return {
        name: gpd.GeoDataFrame(
            {
                "id": [f"{name[:-1]}_{number + 1}" for number in range(len(xy))],
                **values,
                "x": xy[:, 0],
                "y": xy[:, 1],
            },
            geometry=np.asarray(shapely.points(xy), dtype=object) if len(xy) else [],
            crs=network.crs,
        )
        for name, (values, xy) in columns.items()
    }


def _roads(network: Study, rows: np.ndarray) -> list[str]:
    return [feature_label(network.roads, int(row)) for row in rows]


def access_table(study: Study, found: Access, places: gpd.GeoDataFrame) -> pd.DataFrame:
    """Say where each place comes to the network, or why it does not."""
    there = found.edge >= 0
    edge = np.where(there, found.edge, 0)
    given = np.asarray(places.geometry.values, dtype=object)
    nowhere = shapely.is_missing(given) | shapely.is_empty(given)
    reason = np.where(there, "yes", np.where(nowhere, "no_place", np.where(np.isinf(found.leg), "no_edge", "too_far")))
    parts = study.parts.weak[study.edges.start[edge]] if len(study.edges) else edge
    return pd.DataFrame(
        {
            "edge": pd.array(np.where(there, edge, 0), dtype="Int64"),
            "road": [
                feature_label(study.roads, int(study.edges.row[number])) if ok else None
                for number, ok in zip(edge, there, strict=True)
            ],
            "position_m": np.where(there, found.at, np.nan),
            "access_m": np.where(np.isinf(found.leg), np.nan, found.leg),
            "component": pd.array(parts, dtype="Int64"),
            "x": np.where(there, found.xy[:, 0], np.nan),
            "y": np.where(there, found.xy[:, 1], np.nan),
            "reached": reason,
        },
        index=places.index,
    ).assign(edge=lambda table: table["edge"].where(there), component=lambda table: table["component"].where(there))
