"""What a rule speaks of, ready to compute with: its features in the system of the sites, or its raster."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from hanting_geo.analysis.raster.files import DRIVERS
from hanting_geo.core.addresses import masked
from hanting_geo.core.arguments import ArgumentError, require_frame, told
from hanting_geo.core.findings import Finding, facts_of
from hanting_geo.core.lazy import Made
from hanting_geo.core.os_errors import is_there
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.words.screening import SETTINGS
from hanting_geo.crs.gate import require_metres, require_valid, resolve, to_crs
from hanting_geo.errors import RuleError, SchemaError, SourceError
from hanting_geo.siting.relations.features import Features, Labels, taken
from hanting_geo.siting.relations.matching import absent, is_empty, named, near_names, nothing_matches, part_matches
from hanting_geo.siting.relations.matching import matching as matching_rows
from hanting_geo.siting.relations.metres import distances, with_metres
from hanting_geo.siting.relations.nearest import Nearest
from hanting_geo.siting.relations.overriding import Special, freed_by, no_layer, of_a_kind
from hanting_geo.siting.relations.slope import require_raster
from hanting_geo.siting.rules.model import Relation
from hanting_geo.siting.rules.relation import measures_area
from hanting_geo.sources.catalog.catalog import Catalog, open_catalog
from hanting_geo.sources.files import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hanting_geo.core.arrays import Flags, Geometries
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
    same_survey
        Layers that were drawn on one survey with the sites: what rules speak of there does not move against them.
    ignore_below_m2
        Of rules that measure areas and do not say it themselves: an overlap that is surely smaller is none.

    Raises
    ------
    RuleError
        A rule overrides one that is not in the set, or that speaks of no layer.
    SchemaError
        ``same_survey`` names what is neither a layer of the rules nor any other; ``ignore_below_m2`` is no area.

    Notes
    -----
    A rule that overrides another one takes the features that it names (by ``id``, ``name_zh``, ``name`` or
    ``name_en``) from it, as far as its own layer holds them. Where both speak of one layer, the overriding rule speaks
    of these features only.

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

    def __init__(
        self,
        rules: RuleSet,
        layers: Layers,
        crs: object,
        *,
        same_survey: Iterable[str] = (),
        ignore_below_m2: float | None = None,
    ) -> None:
        self.rules = rules
        self.crs = resolve(crs)
        self.findings: list[Finding] = []
        self.given = self._layers = layers if isinstance(layers, Mapping) else open_catalog(layers)
        self._frames: dict[str, gpd.GeoDataFrame] = {}
        self._features: dict[tuple[object, ...], Features] = {}
        self._of_rule: dict[str, Features] = {}
        self._where_rule: dict[str, Features] = {}
        self._standing: Made[Features] = Made()
        self._kept: list[Features] = []  # what is known by its place in memory must stay there
        self._nearest: Made[Nearest] = Made()
        if ignore_below_m2 is not None and (isinstance(ignore_below_m2, bool) or not 0 <= ignore_below_m2 < np.inf):
            message = Sentence(
                "ignore_below_m2 is {ignore_below_m2!r}; give square metres, 0 or more", ignore_below_m2=ignore_below_m2
            )
            raise SchemaError(message)
        self._ignore_below_m2 = float(ignore_below_m2 or 0.0)
        self.same_survey = self._checked((same_survey,) if isinstance(same_survey, str) else tuple(same_survey))
        for name in rules.replaced:
            what = Sentence("rule {name}: it replaces the one of the same id in a file that is included", name=name)
            self.findings.append(
                Finding("note", "rule_replaced", rules[name].layer, name, what, Sentence("see whether it is meant"))
            )
        for rule in rules:
            if rule.overrides is not None and rules[rule.overrides].layer is None:
                message = Sentence(
                    "rule {id}: it overrides {overrides}, which speaks of no layer",
                    id=rule.id,
                    overrides=rule.overrides,
                )
                raise RuleError(message)

    def of(self, rule: Rule) -> Features | None:
        """Give what a rule speaks of; None where its layer is not there (or the rule needs none).

        Raises
        ------
        RuleError
            A column that the rule names or a feature of an overriding rule is not in the layer; or the layer is a
            raster and the rule needs features, or the other way round.
        SchemaError, SourceError, CRSError
            The layer has invalid geometry, cannot be read, or does not fit the reference system of the sites.
        """
        if rule.layer is None or rule.layer not in self._layers:
            return None
        if rule.relation is Relation.MAX_SLOPE:
            return self._raster(rule, rule.layer)
        if rule.id not in self._of_rule:
            found, told_of = with_metres(rule, self._of(rule, rule.layer), self.frame(rule.layer), rule.layer)
            self.findings += told_of
            self._of_rule[rule.id] = self._still(rule, rule.layer, found)
        return self._of_rule[rule.id]

    def _of(self, rule: Rule, layer: str) -> Features:
        frame = self.frame(layer, rule)
        others = [other for other in self.rules if other.overrides == rule.id]
        for other in others:
            self._require_named(other, rule, frame)
        only: frozenset[str] | None = None
        if rule.overrides is not None and self.rules[rule.overrides].layer == layer:
            only = frozenset(rule.override_features)
        if not others:
            return self._features_of(rule, layer, rule.filter, only)
        matching = self._matching(rule, layer, rule.filter, only)
        shapes = np.array(frame.geometry.values, dtype=object)
        kept = matching.copy()
        for other in others:
            for row, rest in self._freed(other, rule, frame, shapes, kept).items():
                shapes[row] = rest
                kept[row] = rest is not None
        return taken(frame, np.flatnonzero(kept), shapes)._replace(unmatched=self._unmatched(frame, matching))

    def _freed(
        self, special: Rule, general: Rule, frame: gpd.GeoDataFrame, shapes: Geometries, matching: Flags
    ) -> dict[int, object]:
        """Find what a special rule takes out of the general one: by row, what is left of it."""
        layer = special.layer
        if layer is None or layer not in self._layers or special.relation is Relation.MAX_SLOPE:
            self.findings.append(no_layer(special, general))
            return {}
        if special.site_filter and special.site_filter != general.site_filter:
            self.findings.append(of_a_kind(special, general))
            return {}
        area = self.where(special)
        if special.where_layer is not None and area is None:
            self.findings.append(no_layer(special, general))
            return {}
        if special.where_layer == general.where_layer and special.where_filter == general.where_filter:
            area = None  # where the general rule holds, so does this one
        own = self.frame(layer, special)
        where = matching_rows(
            own, special.filter, Sentence("rule {id}: the filter of layer {layer!r}", id=special.id, layer=layer)
        )
        reach = distances(general, frame, str(general.layer))
        freed, found = freed_by(Special(special, own, where, area), general, frame, shapes, matching, reach)
        self.findings += found
        return freed

    def where(self, rule: Rule) -> Features | None:
        """Give the features in whose area a rule holds; None where their layer is not there (or it holds everywhere).

        Raises
        ------
        RuleError, SchemaError, SourceError, CRSError
            As for :meth:`of`.
        """
        if rule.where_layer is None or rule.where_layer not in self._layers:
            return None
        if rule.id not in self._where_rule:
            found = self._features_of(rule, rule.where_layer, rule.where_filter, None)
            self._where_rule[rule.id] = self._still(None, rule.where_layer, found)
        return self._where_rule[rule.id]

    def is_same_survey(self, rule: Rule) -> bool:
        """Tell whether what a rule speaks of does not move against the sites."""
        return rule.same_survey or rule.layer in self.same_survey

    def is_where_same_survey(self, rule: Rule) -> bool:
        """Tell whether the features in whose area a rule holds do not move against the sites."""
        return rule.where_layer in self.same_survey

    def ignores(self, rule: Rule) -> float:
        """Give the area below which an overlap is none to a rule: its own, else that of all."""
        if not measures_area(rule.relation):
            return 0.0
        return self._ignore_below_m2 if rule.ignore_below_m2 is None else rule.ignore_below_m2

    def settings(self) -> dict[str, Any]:
        """Say what was agreed on, as products print it: layers of one survey with the sites, areas that are none."""
        return {"same_survey": self._still_layers(), "ignore_below_m2": self._ignored()}

    def _still_layers(self) -> list[str]:
        own = (rule.layer for rule in self.rules if rule.same_survey and rule.layer)
        return list(dict.fromkeys([*self.same_survey, *own]))

    def _ignored(self) -> dict[str, float]:
        return {rule.id: limit for rule in self.rules if (limit := self.ignores(rule)) > 0}

    def settings_in_words(self, language: str) -> dict[str, str]:
        """Say it in words, what is nothing left out: what to value."""
        between = SETTINGS["between"].text(language)
        layers = between.join(self._still_layers())
        least = between.join(
            SETTINGS["one"].filled(title=self.rules[name].title.text(language), limit=f"{limit:,g}").text(language)
            for name, limit in self._ignored().items()
        )
        rows = (("same_survey", layers), ("ignore_below_m2", least))
        return {SETTINGS[name].text(language): said for name, said in rows if said}

    def _still(self, rule: Rule | None, layer: str, features: Features) -> Features:
        """Let features stand still that were drawn on one survey with the sites."""
        self._kept.append(features)
        if layer not in self.same_survey and not (rule is not None and rule.same_survey):
            return features
        return self._standing.get(
            id(features), lambda: features._replace(accuracy_m=np.zeros(len(features.accuracy_m)))
        )

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
            self._features[key] = taken(frame, np.arange(len(frame)))
        return self._features[key]

    def nearest(self, features: Features) -> Nearest:
        """Give what finds the nearest of some features that came from here."""
        return self._nearest.get(id(features), lambda: Nearest(features))

    def credits(self, layer: str) -> str:
        """Say whose a layer is and under which licence, as far as it states it; empty for one that was not loaded."""
        said = facts_of(self._frames[layer]) if layer in self._frames else {}
        return ", ".join(str(said[key]) for key in ("attribution", "licence") if said.get(key))

    def _checked(self, same_survey: tuple[str, ...]) -> tuple[str, ...]:
        """Let names of layers through that there are."""
        known = list(dict.fromkeys([*self.rules.layers, *self._layers]))
        for name in same_survey:
            if name not in known:
                message = Sentence(
                    "same_survey names the layer {name!r}, and there is none; {name2}",
                    name=name,
                    name2=near_names(str(name), known),
                )
                raise SchemaError(message)
            if name not in self.rules.layers:
                what = Sentence("same_survey names the layer {name!r}, and no rule speaks of it", name=name)
                self.findings.append(
                    Finding("note", "same_survey_unused", name, None, what, Sentence("see whether it is meant"))
                )
        return tuple(dict.fromkeys(same_survey))

    def near(self, layer: str) -> str:
        """Say which layers there are that a name may have meant, or some of those that there are."""
        return near_names(layer, [str(name) for name in self._layers])

    def __contains__(self, layer: object) -> bool:
        """Tell whether there is such a layer."""
        return layer in self._layers

    @property
    def loaded(self) -> Mapping[str, gpd.GeoDataFrame]:
        """The layers of features that were asked for, by name, in the reference system of the sites."""
        return self._frames

    def _load(self, layer: str, asks: str) -> gpd.GeoDataFrame:
        if isinstance(self._layers, Catalog):
            path = self._layers.info(layer).path
            if path.suffix.lower() not in _RASTERS:
                return self._layers.load(layer, crs=self.crs)
            given: object = path
        else:
            given = self._layers[layer]
        if isinstance(given, gpd.GeoDataFrame):
            require_frame(given, asks)
            return to_crs(given, self.crs)
        if not isinstance(given, str | os.PathLike):
            message = Sentence(
                "{asks} is a GeoDataFrame or the path of a file, and not {given}", asks=asks, given=told(given)
            )
            raise ArgumentError(message)
        if Path(given).suffix.lower() in _RASTERS:
            message = Sentence(
                "{asks} is a raster ({name}), and the rule needs features", asks=asks, name=Path(given).name
            )
            raise RuleError(message)
        return to_crs(read_file(given), self.crs)

    def _raster(self, rule: Rule, layer: str) -> Features:
        given: object = self._layers.info(layer).path if isinstance(self._layers, Catalog) else self._layers[layer]
        if not isinstance(given, (str, os.PathLike)) or Path(given).suffix.lower() not in _RASTERS:
            what = (
                Path(masked(given)).name
                if isinstance(given, (str, os.PathLike))
                else Sentence("a {kind}", kind=type(given).__name__)
            )
            message = Sentence(
                "rule {id}: {value} needs a raster, and layer {layer!r} is {what}; give the path of "
                "a raster of slope in percent ({listed})",
                id=rule.id,
                value=rule.relation.value,
                layer=layer,
                what=what,
                listed=" ".join(sorted(DRIVERS)),
            )
            raise RuleError(message)
        if not is_there(given):
            message = Sentence(
                "rule {id}: the raster of layer {layer!r}, {given}, is not there", id=rule.id, layer=layer, given=given
            )
            raise SourceError(message)
        require_raster(Path(given), self.crs, rule)
        return Features(np.array([], dtype=object), Labels(pd.DataFrame()), np.array([]), 0, Path(given))

    def _features_of(self, rule: Rule, layer: str, where: Filter, only: frozenset[str] | None) -> Features:
        matching = self._matching(rule, layer, where, only)
        key = (layer, tuple(sorted((column, repr(value)) for column, value in where.items())), only)
        if key not in self._features:
            frame = self.frame(layer, rule)
            found = taken(frame, np.flatnonzero(matching))
            self._features[key] = found._replace(unmatched=self._unmatched(frame, matching))
        return self._features[key]

    def _matching(self, rule: Rule, layer: str, where: Filter, only: frozenset[str] | None) -> Flags:
        """Tell which rows a rule speaks of, and say it where there are none, or fewer than the rule expects."""
        frame = self.frame(layer, rule)
        matching = matching_rows(
            frame, where, Sentence("rule {id}: the filter of layer {layer!r}", id=rule.id, layer=layer)
        )
        if only is not None:
            matching &= named(frame, only)
        if not len(frame):
            self.findings.append(is_empty(rule, layer))
        elif not matching.any():
            self.findings.append(nothing_matches(rule, layer, where, frame))
        elif any(isinstance(value, tuple) for value in where.values()) and any(absent(frame, where)):
            self.findings.append(part_matches(rule, layer, where, frame))
        return matching

    @staticmethod
    def _unmatched(frame: gpd.GeoDataFrame, matching: Flags) -> bool:
        return bool(len(frame)) and not matching.any()

    def _require_named(self, other: Rule, rule: Rule, frame: gpd.GeoDataFrame) -> None:
        missing = [name for name in other.override_features if not named(frame, {name}).any()]
        if missing:
            message = Sentence(
                "rule {id}: override_features names {listed}, and layer {layer!r} of rule {id2} has "
                "no feature of that id or name",
                id=other.id,
                listed=enumerated(map(repr, missing[:_MOST_NAMED])),
                layer=rule.layer,
                id2=rule.id,
            )
            raise RuleError(message)
