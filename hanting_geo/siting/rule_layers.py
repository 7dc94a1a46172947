"""What a rule speaks of, ready to compute with: its features in the system of the sites, or its raster."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.raster.files import DRIVERS
from hanting_geo.core.accuracy import COLUMN, stated_accuracy
from hanting_geo.core.findings import Finding, facts_of
from hanting_geo.core.lazy import Made
from hanting_geo.crs.gate import require_metres, require_valid, resolve, to_crs
from hanting_geo.errors import RuleError, SchemaError, SourceError
from hanting_geo.siting.relations.features import _NAMES, Features, Labels
from hanting_geo.siting.relations.nearest import Nearest
from hanting_geo.siting.relations.shapes import alone, flat
from hanting_geo.siting.relations.slope import require_raster
from hanting_geo.siting.rules.model import Relation
from hanting_geo.sources.catalog.catalog import Catalog, open_catalog
from hanting_geo.sources.files import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hanting_geo.core.arrays import Flags, Positions
    from hanting_geo.siting.rules.model import Rule, RuleSet, Value

    Filter = Mapping[str, Value | tuple[Value, ...]]
    Layers = Catalog | Mapping[str, gpd.GeoDataFrame | str | os.PathLike[str]] | str | os.PathLike[str] | None

__all__ = ["RuleLayers"]

_RASTERS = {*DRIVERS, ".vrt"}
"""What is no layer of features. A .vrt is refused when it is opened, with the way out."""
_MOST_NAMED = 5


class RuleLayers:
    """The layers that the rules of a set speak of: each is loaded once, on first use.

    Parameters
    ----------
    rules
        The set; rules that override others take features from them.
    layers
        A catalogue or the path of one, or a mapping of name to frame, or to the path of a raster or vector file;
        None is the packaged catalogue.
    crs
        The reference system of the sites, in metres.

    Raises
    ------
    RuleError
        A rule overrides one that is not in the set, or that speaks of no layer.

    Notes
    -----
    A rule that overrides another one takes the features that it names (by ``id``, ``name_zh``, ``name`` or
    ``name_en``) from it. Where both speak of one layer, the overriding rule speaks of these features only.

    Examples
    --------
    >>> from hanting_geo.siting.rules.model import Rule, RuleSet
    >>> from hanting_geo.core.text import Text
    >>> rule = Rule(id="r", title=Text(zh="退让"), relation="outside", layer="rivers", basis="assumption")
    >>> river = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=gpd.points_from_xy([430000, 430100], [4071000] * 2))
    >>> rule_layers = RuleLayers(RuleSet((rule,)), {"rivers": river.set_crs("EPSG:4549")}, "EPSG:4549")
    >>> rule_layers.of(rule).ids, rule_layers.of(rule).accuracy_m
    (['a', 'b'], array([nan, nan]))
    """

    def __init__(self, rules: RuleSet, layers: Layers, crs: object) -> None:
        self.rules = rules
        self.crs = resolve(crs)
        self.findings: list[Finding] = []
        self._layers = layers if isinstance(layers, Mapping) else open_catalog(layers)
        self._frames: dict[str, gpd.GeoDataFrame] = {}
        self._features: dict[tuple[object, ...], Features] = {}
        self._nearest: Made[Nearest] = Made()
        for rule in rules:
            if rule.overrides is not None and rules[rule.overrides].layer is None:
                message = f"rule {rule.id}: it overrides {rule.overrides}, which speaks of no layer"
                raise RuleError(message)

    def of(self, rule: Rule) -> Features | None:
        """Give what a rule speaks of; None where its layer is not there (or the rule needs none).

        Raises
        ------
        RuleError
            A column of the filter or a feature of an overriding rule is not in the layer; or the layer is a raster
            and the rule needs features, or the other way round.
        SchemaError, SourceError, CRSError
            The layer has invalid geometry, cannot be read, or does not fit the reference system of the sites.
        """
        if rule.layer is None or rule.layer not in self._layers:
            return None
        if rule.relation is Relation.MAX_SLOPE:
            return self._raster(rule, rule.layer)
        frame = self.frame(rule.layer, rule)
        taken: set[str] = set()
        for other in self.rules:
            if other.overrides == rule.id:
                self._require_named(other, rule, frame)
                taken |= set(other.override_features)
        only: set[str] | None = None
        if rule.overrides is not None and self.rules[rule.overrides].layer == rule.layer:
            only = set(rule.override_features)
        return self._features_of(rule, rule.layer, rule.filter, taken, only)

    def where(self, rule: Rule) -> Features | None:
        """Give the features in whose area a rule holds; None where their layer is not there (or it holds everywhere).

        Raises
        ------
        RuleError, SchemaError, SourceError, CRSError
            As for :meth:`of`.
        """
        if rule.where_layer is None or rule.where_layer not in self._layers:
            return None
        return self._features_of(rule, rule.where_layer, rule.where_filter, set(), None)

    def frame(self, layer: str, rule: Rule | None = None) -> gpd.GeoDataFrame:
        """Give a whole layer in the reference system of the sites, checked; ``rule`` is who asks, for a message."""
        if layer not in self._frames:
            asks = f"layer {layer!r}" + (f" of rule {rule.id}" if rule is not None else "")
            frame = self._load(layer, asks)
            require_metres(frame, asks)
            require_valid(frame, asks)
            self._frames[layer] = frame
        return self._frames[layer]

    def layer(self, layer: str) -> Features:
        """Give all features of a layer, whatever the rules say of it."""
        key: tuple[object, ...] = (layer, (), frozenset(), None)
        if key not in self._features:
            frame = self.frame(layer)
            self._features[key] = _ready(frame, np.arange(len(frame)))
        return self._features[key]

    def nearest(self, features: Features) -> Nearest:
        """Give what finds the nearest of some features that came from here."""
        return self._nearest.get(id(features), lambda: Nearest(features))

    def credits(self, layer: str) -> str:
        """Say whose a layer is and under which licence, as far as it states it; empty for one that was not loaded."""
        said = facts_of(self._frames[layer]) if layer in self._frames else {}
        return ", ".join(str(said[key]) for key in ("attribution", "licence") if said.get(key))

    def __contains__(self, layer: object) -> bool:
        """Tell whether there is such a layer."""
        return layer in self._layers

    def _load(self, layer: str, asks: str) -> gpd.GeoDataFrame:
        if isinstance(self._layers, Catalog):
            path = self._layers.info(layer).path
            if path.suffix.lower() not in _RASTERS:
                return self._layers.load(layer, crs=self.crs)
            given: object = path
        else:
            given = self._layers[layer]
        if isinstance(given, gpd.GeoDataFrame):
            return to_crs(given, self.crs)
        if not isinstance(given, (str, os.PathLike)):
            message = f"{asks} is a {type(given).__name__}, not a GeoDataFrame or the path of a file"
            raise SchemaError(message)
        if Path(given).suffix.lower() in _RASTERS:
            message = f"{asks} is a raster ({Path(given).name}), and the rule needs features"
            raise RuleError(message)
        return to_crs(read_file(given), self.crs)

    def _raster(self, rule: Rule, layer: str) -> Features:
        given: object = self._layers.info(layer).path if isinstance(self._layers, Catalog) else self._layers[layer]
        if not isinstance(given, (str, os.PathLike)) or Path(given).suffix.lower() not in _RASTERS:
            what = Path(given).name if isinstance(given, (str, os.PathLike)) else f"a {type(given).__name__}"
            message = (
                f"rule {rule.id}: {rule.relation.value} needs a raster, and layer {layer!r} is {what}; give the path "
                f"of a raster of slope in percent ({' '.join(sorted(DRIVERS))})"
            )
            raise RuleError(message)
        if not Path(given).exists():
            message = f"rule {rule.id}: the raster of layer {layer!r}, {given}, is not there"
            raise SourceError(message)
        require_raster(Path(given), self.crs, rule)
        return Features(np.array([], dtype=object), Labels(pd.DataFrame()), np.array([]), 0, Path(given))

    def _features_of(self, rule: Rule, layer: str, where: Filter, taken: set[str], only: set[str] | None) -> Features:
        key = (
            layer,
            tuple(sorted((column, repr(value)) for column, value in where.items())),
            frozenset(taken),
            None if only is None else frozenset(only),
        )
        if key not in self._features:
            frame = self.frame(layer, rule)
            matching = _matching(frame, where, f"rule {rule.id}: the filter of layer {layer!r}")
            if not matching.any():
                self.findings.append(_nothing_matches(rule, layer, where, len(frame)))
            if taken:
                matching &= ~_named(frame, taken)
            if only is not None:
                matching &= _named(frame, only)
            self._features[key] = _ready(frame, np.flatnonzero(matching))
        return self._features[key]

    def _require_named(self, other: Rule, rule: Rule, frame: gpd.GeoDataFrame) -> None:
        missing = [name for name in other.override_features if not _named(frame, {name}).any()]
        if missing:
            message = (
                f"rule {other.id}: override_features names {', '.join(map(repr, missing[:_MOST_NAMED]))}, and layer "
                f"{rule.layer!r} of rule {rule.id} has no feature of that id or name"
            )
            raise RuleError(message)


def _matching(frame: gpd.GeoDataFrame, where: Filter, what: str) -> Flags:
    """Tell which rows have the values of a filter; text "5" is not the number 5."""
    missing = [column for column in where if column not in frame.columns or column == frame.geometry.name]
    if missing:
        there = ", ".join(str(column) for column in frame.columns if column != frame.geometry.name)
        message = f"{what} asks for the column {', '.join(map(repr, missing))}, which it has not; it has: {there}"
        raise RuleError(message)
    mask = np.ones(len(frame), dtype=bool)
    for column, value in where.items():
        mask &= frame[column].isin(list(value) if isinstance(value, tuple) else [value]).to_numpy(dtype=bool)
    return mask


def _named(frame: gpd.GeoDataFrame, names: Iterable[str]) -> Flags:
    """Tell which rows have one of these ids or names."""
    wanted = {str(name) for name in names}
    mask = np.zeros(len(frame), dtype=bool)
    for column in ("id", *_NAMES):
        if column in frame.columns:
            mask |= frame[column].map(lambda value: str(value) in wanted).to_numpy(dtype=bool)
    return mask


def _nothing_matches(rule: Rule, layer: str, where: Filter, count: int) -> Finding:
    asked = ", ".join(f"{column} = {value!r}" for column, value in where.items())
    return Finding(
        "warning",
        "rule_matches_nothing",
        layer,
        rule.id,
        f"rule {rule.id}: none of {count} features has {asked}" if where else f"rule {rule.id}: the layer is empty",
        "check the filter's values and their type (text or number) against the layer",
    )


def _ready(frame: gpd.GeoDataFrame, rows: Positions) -> Features:
    """Take some features out of their layer."""
    geometry = np.asarray(frame.geometry.values)[rows]
    placed = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    # Each kind of shape in a collection is a feature by itself then: what is said of all of them is said of it.
    shapes, owner = alone(flat(geometry[placed]))
    kept = frame.iloc[rows[placed][owner]]
    return Features(
        shapes,
        Labels(kept),
        stated_accuracy(kept, facts_of(frame).get(COLUMN)),
        int((~placed).sum()),
        rows=tuple(rows[placed][owner].tolist()),
    )
