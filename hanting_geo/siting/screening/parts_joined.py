"""Tables of parts made one: rules that are counted in all of them, and the joint review of their sites."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from hanting_geo.core.addresses import is_database
from hanting_geo.core.digests import digest_of, frame_digest
from hanting_geo.core.ordinary import state_of
from hanting_geo.siting.screening.joint_review import EVERY_SITE, authorities_of
from hanting_geo.siting.screening.judge import Verdict
from hanting_geo.siting.screening.tables import rule_row
from hanting_geo.sources.catalog.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hanting_geo.siting.rules.model import RuleSet

__all__ = ["COUNTED", "joined_review", "joined_rules", "layers_digest"]

COUNTED = [*(verdict.word for verdict in Verdict), "area_m2"]
"""Columns of the table of rules that add up."""


def joined_rules(counted: Sequence[Mapping[str, Sequence[float]]], rules: RuleSet) -> pd.DataFrame:
    """Add up the tables of rules of all parts, in their order."""
    sums = {name: np.sum([each[name] for each in counted], axis=0) for name in COUNTED}
    rows = []
    for number, rule in enumerate(rules):
        counts = {verdict.word: int(sums[verdict.word][number]) for verdict in Verdict}
        rows.append(rule_row(rule, counts, float(sums["area_m2"][number])))
    return pd.DataFrame(rows)


def joined_review(tables: Sequence[pd.DataFrame], rules: RuleSet) -> pd.DataFrame:
    """Put the joint reviews of parts together, as that of all sites: by authority, rule and site.

    A rule has its row for all sites where no part tells of one.
    """
    whole = pd.concat([table for table in tables if len(table)] or list(tables[:1]), ignore_index=True)
    ordered = [rule.id for _, of in authorities_of(rules) for rule in of]
    every = whole["site"] == EVERY_SITE
    told = set(whole.loc[~every, "rule"])
    # One row for all sites: of a part in which the rule holds for any, if there is one.
    silent = whole[every & ~whole["rule"].isin(told)]
    silent = silent.sort_values("verdict", key=lambda words: words != "clear", kind="stable").drop_duplicates("rule")
    kept = pd.concat([whole[~every], silent])
    order = kept["rule"].map({name: number for number, name in enumerate(ordered)})
    return kept.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)


def layers_digest(layers: Catalog | Mapping[str, Any]) -> str:
    """Say in which state layers are; a database may have changed each time."""
    if not isinstance(layers, Catalog):
        return digest_of([[name, _state(layer)] for name, layer in layers.items()])
    states = []
    for name in layers.names:
        info = layers.info(name)
        named = info.file if is_database(info.file) else info.path
        # A frame in memory has no file.
        states.append([name, _state(named if info.file else layers.load(name, crs=None))])
    return digest_of([states, str(layers.path), state_of(Path(str(layers.path)))])


def _state(layer: Any) -> Any:
    if isinstance(layer, gpd.GeoDataFrame):
        return frame_digest(layer)
    if is_database(layer):
        return time.time_ns()
    if isinstance(layer, str | os.PathLike) and not isinstance(layer, bytes):
        return [str(layer), state_of(Path(layer))]
    return repr(layer)  # of no kind that is a layer, as the screening will say
