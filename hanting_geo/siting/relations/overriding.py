"""What a special rule takes out of the general one that it overrides: only what its own layer holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.accuracy import COLUMN, stated_accuracy
from hanting_geo.core.findings import Finding, facts_of
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.siting.relations.displacement import ON_BORDER_M, QUAD_SEGS, shrink
from hanting_geo.siting.relations.features import _NAMES, Labels
from hanting_geo.siting.relations.matching import named
from hanting_geo.siting.relations.shapes import alone, is_something

if TYPE_CHECKING:
    import geopandas as gpd

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.rules.model import Rule

__all__ = ["Special", "freed_by", "no_layer", "of_a_kind"]

_MOST_NAMED = 5
_LINE = 1


class Special(NamedTuple):
    """A rule that overrides another one, and the features that its own layer holds, as its filter leaves them."""

    rule: Rule
    frame: gpd.GeoDataFrame
    matching: Flags
    where: Features | None = None
    """In whose area alone it holds; None is everywhere."""


def freed_by(
    special: Special,
    general: Rule,
    frame: gpd.GeoDataFrame,
    shapes: Geometries,
    matching: Flags,
    reach_m: Floats | None,
) -> tuple[dict[int, Any], list[Finding]]:
    """Find the features that a general rule no longer holds for.

    Parameters
    ----------
    special
        What overrides it.
    general, frame
        The general rule and its layer.
    shapes
        What of each feature the general rule speaks of.
    matching
        The rows that its filter leaves.
    reach_m
        The distance that it asks for from each row, NaN where that is not known; None of a rule without one.

    Returns
    -------
    dict, list
        By row, what of the feature the general rule still holds for (None: nothing); and findings. Of a line or an
        area the part that is farther than the distance of the general rule and the accuracies from the special
        features stays with it, since there nothing else keeps land from the feature. Where the special rule holds in an
        area only, so does all from which the general rule reaches land outside of that area.
    """
    rows = np.flatnonzero(matching & named(frame, special.rule.override_features))
    freed: dict[int, Any] = {}
    bare: list[int] = []
    found: list[Finding] = []
    accuracy = np.nan_to_num(stated_accuracy(frame, facts_of(frame).get(COLUMN)))
    for row in rows.tolist():
        held = _held(special, frame, row)
        if not len(held):
            bare.append(row)
            continue
        rest = None
        reach = 0.0 if reach_m is None else float(np.nan_to_num(reach_m[row]))
        if reach_m is not None and shapes[row] is not None and not shapes[row].is_empty:
            rest = _left(special, held, shapes[row], reach + accuracy[row])
            if rest is not None:
                found.append(_in_part(special.rule, general, _called(frame, [row]), rest, reach))
        if special.where is not None and shapes[row] is not None and not shapes[row].is_empty:
            outside = _outside(special.where, shapes[row], reach + accuracy[row])
            rest = _both(rest, outside)
            if outside is not None:
                found.append(_in_area(special.rule, general, _called(frame, [row])))
        freed[row] = rest
    if bare:
        found.append(_not_held(special.rule, general, _called(frame, bare)))
    return freed, found


def _held(special: Special, frame: gpd.GeoDataFrame, row: int) -> Positions:
    """Find the rows of the special layer that are a feature, by an id or name that was asked for or by its own name."""
    there = [column for column in _NAMES if column in frame.columns]
    own = {str(value) for value in frame[there].iloc[row].dropna()} if there else set()
    known = own | ({str(frame["id"].iloc[row])} if "id" in frame.columns else set())
    asked = known & set(special.rule.override_features)
    is_it = named(special.frame, asked) | named(special.frame, own, _NAMES)
    return np.flatnonzero(special.matching & is_it)


def _left(special: Special, held: Positions, shape: Any, reach_m: float) -> Any:
    """Give what of a shape is farther from the special features than a distance and their accuracy; None is nothing."""
    shapes = np.asarray(special.frame.geometry.values)[held]
    accuracy = np.nan_to_num(stated_accuracy(special.frame, facts_of(special.frame).get(COLUMN)))[held]
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    around = shapely.union_all(
        shapely.buffer(shapely.force_2d(shapes[placed]), reach_m + accuracy[placed], quad_segs=QUAD_SEGS)
    )
    parts, _ = alone(np.array([shapely.force_2d(shape)], dtype=object))
    parts = parts[shapely.get_dimensions(parts) >= _LINE]
    rest = np.asarray(shapely.difference(parts, around), dtype=object)
    rest = rest[is_something(rest) & (shapely.length(rest) > ON_BORDER_M)]
    if not len(rest):
        return None
    return rest[0] if len(rest) == 1 else shapely.GeometryCollection(list(rest))


def _outside(where: Features, shape: Any, reach_m: float) -> Any:
    """Give what of a shape is so near to the border of an area that it reaches land outside; None is nothing."""
    inner = shrink(where.shapes, np.nan_to_num(where.accuracy_m))
    inside = shapely.buffer(shapely.union_all(inner), -reach_m, quad_segs=QUAD_SEGS)
    parts, _ = alone(np.array([shapely.force_2d(shape)], dtype=object))
    rest = np.asarray(shapely.difference(parts, inside), dtype=object)
    rest = rest[is_something(rest)]
    if not len(rest):
        return None
    return rest[0] if len(rest) == 1 else shapely.GeometryCollection(list(rest))


def _both(one: Any, other: Any) -> Any:
    if one is None or other is None:
        return other if one is None else one
    parts, _ = alone(np.array([one, other], dtype=object))
    return shapely.GeometryCollection(list(parts))


def _called(frame: gpd.GeoDataFrame, rows: list[int]) -> str:
    told = enumerated(dict.fromkeys(Labels(frame).names(np.array(rows[:_MOST_NAMED]))[0]))
    more = len(rows) - _MOST_NAMED
    return told + Sentence(" and {count} more", count=more) if more > 0 else told


def _not_held(special: Rule, general: Rule, names: str) -> Finding:
    return Finding(
        "warning",
        "override_not_held",
        special.layer,
        special.id,
        Sentence(
            "rule {id}: its layer {layer!r}, as its filter leaves it, does not hold {names}; the "
            "general rule {id2} still holds there",
            id=special.id,
            layer=special.layer,
            names=names,
            id2=general.id,
        ),
        Sentence("add the feature to that layer under the same id or name, or take it out of override_features"),
    )


def _in_part(special: Rule, general: Rule, name: str, rest: Any, reach_m: float) -> Finding:
    lines = shapely.get_dimensions(rest) == _LINE
    much = f"{shapely.length(rest):,.1f} m" if lines else f"{shapely.area(rest):,.1f} m2"
    return Finding(
        "warning",
        "override_in_part",
        special.layer,
        special.id,
        Sentence(
            "rule {id}: {much} of {name} lie farther than {reach_m:g} m and the accuracies from "
            "what its layer {layer!r} holds of it; the general rule {id2} still holds there",
            id=special.id,
            much=much,
            name=name,
            reach_m=reach_m,
            layer=special.layer,
            id2=general.id,
        ),
        Sentence("add the other reaches to that layer, if there is a published line for them"),
    )


def _in_area(special: Rule, general: Rule, name: str) -> Finding:
    return Finding(
        "note",
        "override_in_area",
        special.layer,
        special.id,
        Sentence(
            "rule {id}: it holds in the area of {where_layer!r} only; the general rule {id2} "
            "still holds for {name} outside of it, and in the area as far as {name} reaches land "
            "outside",
            id=special.id,
            where_layer=special.where_layer,
            id2=general.id,
            name=name,
        ),
        Sentence("nothing, if that is meant; else take where_layer out of the special rule"),
    )


def of_a_kind(special: Rule, general: Rule) -> Finding:
    """Tell that a special rule overrides nothing, since it does not hold for all sites of the general one."""
    asked = enumerated(special.site_filter)
    return Finding(
        "warning",
        "override_not_held",
        special.layer,
        special.id,
        Sentence(
            "rule {id}: its site_filter ({asked}) lets it hold for some sites only; the general "
            "rule {id2} still holds for {listed}",
            id=special.id,
            asked=asked,
            id2=general.id,
            listed=enumerated(special.override_features[:_MOST_NAMED]),
        ),
        Sentence("give the general rule the same site_filter, or take the override out"),
    )


def no_layer(special: Rule, general: Rule) -> Finding:
    """Tell that a special rule overrides nothing, since its own layer is not there."""
    absent = (
        Sentence("there is no layer '{missing}'", missing=special.layer)
        if special.where_layer is None
        else Sentence("there is no layer '{missing}' or '{other}'", missing=special.layer, other=special.where_layer)
    )
    there = absent if special.layer else Sentence("it speaks of no layer of features")
    return Finding(
        "warning",
        "override_not_held",
        special.layer,
        special.id,
        Sentence(
            "rule {id}: {there}; the general rule {id2} still holds for {listed}",
            id=special.id,
            there=there,
            id2=general.id,
            listed=enumerated(special.override_features[:_MOST_NAMED]),
        ),
        Sentence("add the layer, or take the override out"),
    )
