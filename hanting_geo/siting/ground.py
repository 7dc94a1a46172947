"""What a rule speaks of, ready to compute with: its features in the system of the sites, or its raster."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.crs.gate import require_metres, require_valid, resolve, to_crs
from hanting_geo.errors import RuleError, SchemaError, SourceError
from hanting_geo.siting.reach import Nearest
from hanting_geo.siting.rules import Relation
from hanting_geo.siting.shifts import Made, flat
from hanting_geo.sources.catalog import Catalog, open_catalog
from hanting_geo.sources.files import read_file
from hanting_geo.sources.findings import ATTRS_KEY, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from hanting_geo.siting.rules import Rule, RuleSet, Value
    from hanting_geo.siting.shifts import Rows

    Filter = Mapping[str, Value | tuple[Value, ...]]
    Layers = Catalog | Mapping[str, gpd.GeoDataFrame | str | os.PathLike[str]] | str | os.PathLike[str] | None

__all__ = ["Ground", "Grounds", "Labels", "Name"]

_NAMES = ("name_zh", "name", "name_en")
_RASTERS = {".tif", ".tiff", ".vrt", ".img", ".asc"}
_MOST_NAMED = 5


class Name(NamedTuple):
    """What a feature is called, in both languages."""

    zh: str
    en: str

    def text(self, language: str = "zh") -> str:
        """Give the name in a language."""
        return self.zh if language == "zh" else self.en


class Labels:
    """What features are called, read out of their layer for those alone that are asked for: few of many are hit.

    Parameters
    ----------
    frame
        Of the features.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame[[column for column in ("id", *_NAMES) if column in frame.columns]]

    def ids(self, rows: Rows | slice = slice(None)) -> list[str]:
        """Give ids, "row ..." where there is none."""
        return list(_first(self._frame.iloc[rows], ("id",)))

    def names(self, rows: Rows | slice = slice(None)) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        """Give Chinese and English names as the layer gives them; one in another language, else the id, for none."""
        some = self._frame.iloc[rows]
        return _first(some, ("name_zh", "name", "name_en", "id")), _first(some, ("name_en", "name", "name_zh", "id"))


class Ground(NamedTuple):
    """The features of a layer that a rule speaks of; rules that speak of the same ones share one ground."""

    shapes: NDArray[np.object_]
    """Valid, non-empty geometries of two dimensions, in the reference system of the sites."""
    labels: Labels
    accuracy_m: NDArray[np.float64]
    """The feature's own, else the layer's; NaN where neither states one."""
    unplaced: int
    """Features that the rule speaks of, too, but whose place is not published."""
    raster: Path | None = None
    """Of a rule over a raster; there are no shapes then."""
    rows: tuple[int, ...] = ()
    """Of each shape, its row in the layer."""

    @property
    def ids(self) -> list[str]:
        """The ids of all features."""
        return self.labels.ids()

    @property
    def names(self) -> list[Name]:
        """The names of all features; the id where the layer gives none."""
        return [Name(zh, en) for zh, en in zip(*self.labels.names(), strict=True)]

    @property
    def is_empty(self) -> bool:
        """Whether the layer is there, and has no feature that the rule speaks of."""
        return not len(self.shapes) and not self.unplaced and self.raster is None


class Grounds:
    """The grounds of the rules of a set: each layer is loaded once, on first use.

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
    >>> from hanting_geo.siting.rules import Rule, RuleSet, Title
    >>> rule = Rule(id="r", title=Title(zh="退让"), relation="outside", layer="rivers", basis="assumption")
    >>> river = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=gpd.points_from_xy([430000, 430100], [4071000] * 2))
    >>> grounds = Grounds(RuleSet((rule,)), {"rivers": river.set_crs("EPSG:4549")}, "EPSG:4549")
    >>> grounds.of(rule).ids, grounds.of(rule).accuracy_m
    (['a', 'b'], array([nan, nan]))
    """

    def __init__(self, rules: RuleSet, layers: Layers, crs: object) -> None:
        self.rules = rules
        self.crs = resolve(crs)
        self.findings: list[Finding] = []
        self._layers = layers if isinstance(layers, Mapping) else open_catalog(layers)
        self._frames: dict[str, gpd.GeoDataFrame] = {}
        self._grounds: dict[tuple[object, ...], Ground] = {}
        self._nearest: Made[Nearest] = Made()
        for rule in rules:
            if rule.overrides is not None and rules[rule.overrides].layer is None:
                message = f"rule {rule.id}: it overrides {rule.overrides}, which speaks of no layer"
                raise RuleError(message)

    def of(self, rule: Rule) -> Ground | None:
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
        return self._ground(rule, rule.layer, rule.filter, taken, only)

    def where(self, rule: Rule) -> Ground | None:
        """Give the features in whose area a rule holds; None where their layer is not there (or it holds everywhere).

        Raises
        ------
        RuleError, SchemaError, SourceError, CRSError
            As for :meth:`of`.
        """
        if rule.where_layer is None or rule.where_layer not in self._layers:
            return None
        return self._ground(rule, rule.where_layer, rule.where_filter, set(), None)

    def frame(self, layer: str, rule: Rule | None = None) -> gpd.GeoDataFrame:
        """Give a whole layer in the reference system of the sites, checked; ``rule`` is who asks, for a message."""
        if layer not in self._frames:
            asks = f"layer {layer!r}" + (f" of rule {rule.id}" if rule is not None else "")
            frame = self._load(layer, asks)
            require_metres(frame, asks)
            require_valid(frame, asks)
            self._frames[layer] = frame
        return self._frames[layer]

    def layer(self, layer: str) -> Ground:
        """Give all features of a layer, whatever the rules say of it."""
        key: tuple[object, ...] = (layer, (), frozenset(), None)
        if key not in self._grounds:
            frame = self.frame(layer)
            self._grounds[key] = _ready(frame, np.arange(len(frame)))
        return self._grounds[key]

    def nearest(self, ground: Ground) -> Nearest:
        """Give what finds the nearest of the features of a ground of these."""
        return self._nearest.get(id(ground), lambda: Nearest(ground))

    def credits(self, layer: str) -> str:
        """Say whose a layer is and under which licence, as far as it states it; empty for one that was not loaded."""
        said = self._frames[layer].attrs.get(ATTRS_KEY, {}) if layer in self._frames else {}
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

    def _raster(self, rule: Rule, layer: str) -> Ground:
        given: object = self._layers.info(layer).path if isinstance(self._layers, Catalog) else self._layers[layer]
        if not isinstance(given, (str, os.PathLike)) or Path(given).suffix.lower() not in _RASTERS:
            what = Path(given).name if isinstance(given, (str, os.PathLike)) else f"a {type(given).__name__}"
            message = (
                f"rule {rule.id}: {rule.relation.value} needs a raster, and layer {layer!r} is {what}; give the path "
                f"of a raster of slope in percent ({' '.join(sorted(_RASTERS))})"
            )
            raise RuleError(message)
        if not Path(given).exists():
            message = f"rule {rule.id}: the raster of layer {layer!r}, {given}, is not there"
            raise SourceError(message)
        return Ground(np.array([], dtype=object), Labels(pd.DataFrame()), np.array([]), 0, Path(given))

    def _ground(self, rule: Rule, layer: str, where: Filter, taken: set[str], only: set[str] | None) -> Ground:
        key = (
            layer,
            tuple(sorted((column, repr(value)) for column, value in where.items())),
            frozenset(taken),
            None if only is None else frozenset(only),
        )
        if key not in self._grounds:
            frame = self.frame(layer, rule)
            matching = _matching(frame, where, f"rule {rule.id}: the filter of layer {layer!r}")
            if not matching.any():
                self.findings.append(_nothing_matches(rule, layer, where, len(frame)))
            if taken:
                matching &= ~_named(frame, taken)
            if only is not None:
                matching &= _named(frame, only)
            self._grounds[key] = _ready(frame, np.flatnonzero(matching))
        return self._grounds[key]

    def _require_named(self, other: Rule, rule: Rule, frame: gpd.GeoDataFrame) -> None:
        missing = [name for name in other.override_features if not _named(frame, {name}).any()]
        if missing:
            message = (
                f"rule {other.id}: override_features names {', '.join(map(repr, missing[:_MOST_NAMED]))}, and layer "
                f"{rule.layer!r} of rule {rule.id} has no feature of that id or name"
            )
            raise RuleError(message)


def _matching(frame: gpd.GeoDataFrame, where: Filter, what: str) -> NDArray[np.bool_]:
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


def _named(frame: gpd.GeoDataFrame, names: Iterable[str]) -> NDArray[np.bool_]:
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


def _ready(frame: gpd.GeoDataFrame, rows: NDArray[np.intp]) -> Ground:
    """Take some features out of their layer."""
    geometry = np.asarray(frame.geometry.values)[rows]
    placed = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    kept = frame.iloc[rows[placed]]
    return Ground(
        flat(geometry[placed]),
        Labels(kept),
        _accuracy(kept, frame.attrs.get(ATTRS_KEY, {}).get("accuracy_m")),
        int((~placed).sum()),
        rows=tuple(rows[placed].tolist()),
    )


def _first(frame: pd.DataFrame, columns: Iterable[str]) -> NDArray[np.object_]:
    """Give of each row the first of some columns in which anything stands, as text; else "row ..."."""
    result = np.full(len(frame), "", dtype=object)
    for column in columns:
        if column in frame.columns:
            todo = np.flatnonzero(result == "")
            values = frame[column].iloc[todo]
            there = todo[~values.isna().to_numpy(dtype=bool)]
            result[there] = [str(value) for value in frame[column].iloc[there].to_numpy(dtype=object)]
    nameless = np.flatnonzero(result == "")
    result[nameless] = [f"row {label}" for label in frame.index[nameless]]
    return result


def _accuracy(frame: gpd.GeoDataFrame, of_layer: object) -> NDArray[np.float64]:
    """Give each feature's accuracy, its own before the layer's; what is no number from 0 up states nothing."""
    stated = pd.Series(np.nan, index=frame.index)
    if "accuracy_m" in frame.columns:
        stated = pd.to_numeric(frame["accuracy_m"], errors="coerce").astype(float)
    if isinstance(of_layer, (int, float)):
        stated = stated.fillna(float(of_layer))
    values = stated.to_numpy(dtype=float, na_value=np.nan)
    return np.where((values >= 0) & np.isfinite(values), values, np.nan)
