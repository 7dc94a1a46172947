"""The layers that criteria are measured on: each is there, loaded once, and filtered as the criterion says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.network.network import network
from hanting_geo.analysis.network.result import Network
from hanting_geo.analysis.raster.files import DRIVERS
from hanting_geo.core.findings import Finding
from hanting_geo.core.os_errors import is_there
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.siting.relations.matching import described, in_words
from hanting_geo.siting.relations.matching import matching as matching_rows
from hanting_geo.siting.rule_layers import RuleLayers
from hanting_geo.siting.rules.model import RuleSet
from hanting_geo.sources.catalog.catalog import Catalog, open_catalog

if TYPE_CHECKING:
    import geopandas as gpd

    from hanting_geo.siting.rule_layers import Layers
    from hanting_geo.siting.suitability.criteria.model import CriteriaSet, Criterion

__all__ = ["FactorLayers"]

_RASTERS = {*DRIVERS, ".vrt"}


class FactorLayers:
    """The layers of some criteria.

    Parameters
    ----------
    criteria
        Of them the layers are asked for.
    layers
        A catalogue or its path, or a mapping of name to frame or file; None is the packaged catalogue.
    crs
        The reference system of the candidates.

    Raises
    ------
    SchemaError
        A layer is not there; all of them are listed. Nothing is measured as 0 for want of its layer.
    """

    def __init__(self, criteria: CriteriaSet, layers: Layers, crs: object) -> None:
        self.findings: list[Finding] = []
        self._layers: Catalog | Mapping[str, object] = layers if isinstance(layers, Mapping) else open_catalog(layers)
        missing: dict[str, list[str]] = {}
        for row in criteria.leaves:
            for name in (row.layer, row.roads):
                if name is not None and name not in self._layers:
                    missing.setdefault(name, []).append(row.id)
        if missing:
            listed = joined(
                "\n",
                (
                    Sentence("  {layer!r}, for {listed}", layer=layer, listed=enumerated(ids))
                    for layer, ids in missing.items()
                ),
            )
            there = enumerated(map(str, self._layers)) or Sentence("none")
            message = Sentence(
                "suitability: {count} layer{count2} of the criteria {count3} not "
                "there:\n{listed}\nthere are: {there}. Put your own in their place with "
                "criteria.bind(name='yours'), or leave criteria out with criteria.without('id')",
                count=len(missing),
                count2="s" * (len(missing) > 1),
                count3="are" if len(missing) > 1 else "is",
                listed=listed,
                there=there,
            )
            raise SchemaError(message)
        # A mapping or a catalogue, as the layers of rules are.
        self._opened = RuleLayers(RuleSet(()), self._layers, crs)
        self._networks: dict[str, Network] = {}

    def credits(self, layer: str) -> str:
        """Say whose a layer is and under which licence."""
        return self._opened.credits(layer)

    def raster(self, row: Criterion) -> Path:
        """Give the path of a raster.

        Raises
        ------
        SchemaError, SourceError
            The layer is no raster, or not there.
        """
        name = str(row.layer)
        given: object = self._layers.info(name).path if isinstance(self._layers, Catalog) else self._layers[name]
        if not isinstance(given, str | os.PathLike) or Path(given).suffix.lower() not in _RASTERS:
            what = (
                Path(given).name
                if isinstance(given, str | os.PathLike)
                else Sentence("a {kind}", kind=type(given).__name__)
            )
            message = Sentence(
                "criterion {id}: raster needs the path of a raster ({listed}), and layer {name!r} is {what}",
                id=row.id,
                listed=" ".join(sorted(DRIVERS)),
                name=name,
                what=what,
            )
            raise SchemaError(message)
        if not is_there(given):
            message = Sentence(
                "criterion {id}: the raster of layer {name!r}, {given}, is not there", id=row.id, name=name, given=given
            )
            raise SourceError(message)
        return Path(given)

    def frame(self, row: Criterion) -> gpd.GeoDataFrame:
        """Give the features that a criterion speaks of, those with a place; with findings where there are none."""
        name = str(row.layer)
        frame = self._opened.frame(name)
        what = Sentence("criterion {id}: the filter of layer {name!r}", id=row.id, name=name)
        matching = matching_rows(frame, row.filter, what) if row.filter else np.ones(len(frame), dtype=bool)
        if not len(frame) or not matching.any():
            self._nothing(row, frame)
        shapes = np.asarray(frame.geometry.values)
        placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        nowhere = int((matching & ~placed).sum())
        if nowhere:
            self.findings.append(
                Finding(
                    "note",
                    "no_place",
                    name,
                    row.id,
                    Sentence(
                        "criterion {id}: {nowhere} of {count} features have no place and do not count",
                        id=row.id,
                        nowhere=nowhere,
                        count=int(matching.sum()),
                    ),
                    Sentence("see whether one of them would change the ranking"),
                )
            )
        return frame[matching & placed]

    def network(self, row: Criterion) -> Network:
        """Give the network that a criterion measures along: one that was given, or one made of the layer of roads.

        What is wrong with one that is made here becomes findings.
        """
        name = str(row.roads)
        given: object = None if isinstance(self._layers, Catalog) else self._layers[name]
        if isinstance(given, Network):
            return given
        if name not in self._networks:
            made = self._networks[name] = network(self._opened.frame(name))
            self.findings += [
                replace(found, layer=name, what=f"criterion {row.id}: {found.what}")
                for found in made.study.repairs.findings
            ]
        return self._networks[name]

    def is_unknown(self, row: Criterion, found: gpd.GeoDataFrame) -> bool:
        """Tell whether an absence of features says nothing: then a count is missing, and not 0."""
        return not len(found) and not row.may_be_empty

    def _nothing(self, row: Criterion, frame: gpd.GeoDataFrame) -> None:
        if row.may_be_empty:
            return
        if not len(frame):
            what, advice = Sentence("the layer is empty"), Sentence("see whether it was read or written in part")
        else:
            asked = enumerated(f"{column} = {_each(value)}" for column, value in row.filter.items())
            what = Sentence(
                "none of {count} features has {asked}: {frame}",
                count=len(frame),
                asked=asked,
                frame=in_words(frame, row.filter),
            )
            advice = Sentence("write the value as the layer has it; or say may_be_empty: true")
        text = Sentence("criterion {id}: {what}; nothing was measured", id=row.id, what=what)
        self.findings.append(Finding("warning", "criterion_matches_nothing", row.layer, row.id, text, advice))


def _each(value: object) -> str:
    return " or ".join(map(described, value if isinstance(value, tuple) else (value,)))
