"""The figures of a report: the sites on the layers that the run has, drawn as every figure is."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hanting_geo.core.findings import facts_of
from hanting_geo.core.words.report import CAPTIONS, CHAPTERS, SENTENCES
from hanting_geo.errors import HantingGeoError
from hanting_geo.scenario.report.story import rule_frames

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from hanting_geo.outputs.report.document import Line, Picture
    from hanting_geo.scenario.report.gathered import Gathered, Outcome
    from hanting_geo.scenario.report.story import Story

__all__ = ["alternatives", "control_lines", "land_use", "location"]

_GROUND = ("district", "zones", "rivers", "roads", "rail", "stations")
"""Layers of the catalogue that a map of the place is drawn on."""
_SITES = "sites"
_LINES = {"permanent_farmland": "#e0a030", "ecological_redline": "#c51b8a", "urban_boundary": "#542788"}
_CLASSES = {"agricultural": "#a6d96a", "construction": "#e58b88", "unused": "#c9c9c9", "unclassified": "#ffffff"}
_ROUND_ABOUT = 0.6
_LEAST_ROUND_M = 300.0
_MOST_NAMED = 40


def _sites(run: Gathered) -> tuple[gpd.GeoDataFrame | None, Outcome | None]:
    """Find the sites that were studied."""
    for kind, name in (("screen", "sites"), ("suitability", "candidates"), ("exclude", "candidates")):
        for outcome in run.of(kind):
            frame = outcome.layers.get(name)
            if frame is not None and len(frame) and frame.geometry.notna().any():
                return frame, outcome
    return None, None


def _ground(run: Gathered, names: tuple[str, ...] = _GROUND) -> dict[str, gpd.GeoDataFrame]:
    """Find the layers of the ground: those of the run first, then those of the rules."""
    found: dict[str, gpd.GeoDataFrame] = {}
    frames = list(run.layers.items())
    for outcome in run.outcomes:
        frames += list(rule_frames(outcome.result).items())
    for wanted in names:
        for name, frame in frames:
            if wanted in {name, str(facts_of(frame).get("layer"))} and len(frame) and frame.geometry.notna().any():
                found.setdefault(wanted, frame)
    return found


def _style_of_sites(frame: gpd.GeoDataFrame, *, fit: bool) -> dict[str, Any]:
    return {
        "title": CHAPTERS["alternatives"].both(),
        "color": "#b2182b",
        "width": 2.0,
        "opacity": 0.35,
        "above": True,
        "fit": fit,
        "names": len(frame) <= _MOST_NAMED,
    }


def _picture(
    story: Story, caption: str, layers: Mapping[str, gpd.GeoDataFrame], style: Mapping[str, Mapping[str, Any]]
) -> Picture | Line:
    """Draw a figure; what cannot be drawn is said, and noted."""
    from hanting_geo.core.extras import require
    from hanting_geo.outputs.figures.figure import figure
    from hanting_geo.outputs.report.document import Picture

    require("matplotlib", "a report's figures")
    title = CAPTIONS[caption]
    try:
        with tempfile.TemporaryDirectory(prefix="hanting_geo.") as folder:
            path = Path(folder) / "figure.png"
            figure(layers, path, title=title.both(), sheet="A4", style=style, language=story.language)
            png = path.read_bytes()
    except HantingGeoError:
        return story.lack("figure", caption=title)
    titles = [story.titles.get(str(facts_of(frame).get("layer", name))) for name, frame in layers.items()]
    said = story.fact("comma").join(dict.fromkeys(filter(None, titles)))
    return Picture(story.text(title), png, story.fact("of_source", sources=said) if said else "")


def location(story: Story) -> Picture | Line:
    """Draw the sites in the district."""
    sites, _ = _sites(story.run)
    ground = _ground(story.run)
    if not ground and sites is None:
        return story.lack("location")
    style: dict[str, dict[str, Any]] = {
        name: {"fit": name == "district", "names": name in {"zones", "stations"}} for name in ground
    }
    if "zones" in ground:
        style["zones"]["opacity"] = 0.15
    layers = dict(ground)
    if sites is not None:
        layers[_SITES] = sites
        style[_SITES] = _style_of_sites(sites, fit="district" not in ground)
    return _picture(story, "location", layers, style)


def alternatives(story: Story) -> Picture | Line | None:
    """Draw the sites as large as they go, on roads, rivers and zones; None where there are none."""
    sites, _ = _sites(story.run)
    if sites is None:
        return None
    ground = _near(_ground(story.run, ("zones", "rivers", "roads", "rail")), sites)
    style = {name: {"fit": False, "opacity": 0.15} for name in ground}
    return _picture(
        story, "alternatives", {**ground, _SITES: sites}, {**style, _SITES: _style_of_sites(sites, fit=True)}
    )


def _near(layers: Mapping[str, gpd.GeoDataFrame], sites: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Keep what lies round the sites."""
    west, south, east, north = shapely.total_bounds(np.asarray(sites.geometry.values)).tolist()
    reach = max(_ROUND_ABOUT * max(east - west, north - south), _LEAST_ROUND_M)
    view = shapely.box(west - reach, south - reach, east + reach, north + reach)
    found = {}
    for name, frame in layers.items():
        if frame.crs != sites.crs:
            continue
        kept = frame[np.asarray(shapely.intersects(np.asarray(frame.geometry.values), view))]
        if len(kept):
            kept.attrs = dict(frame.attrs)
            found[name] = kept
    return found


def control_lines(story: Story, outcome: Outcome) -> Picture | Line | None:
    """Draw the sites over the control lines whose data are there; None where none is."""
    from hanting_geo.core.words.roles import ROLES

    sites, _ = _sites(story.run)
    if outcome.result is None or sites is None:
        return None
    lines = {role: land for role in _LINES if (land := _line(outcome.result, role)) is not None}
    layers = _near(lines, sites)
    if not layers:
        return None
    style: dict[str, dict[str, Any]] = {
        role: {
            "title": ROLES[role].both(),
            "color": _LINES[role],
            "fit": False,
            "opacity": 0.3,
            **({"fill": None} if role == "urban_boundary" else {}),
        }
        for role in layers
    }
    return _picture(
        story, "control_lines", {**layers, _SITES: sites}, {**style, _SITES: _style_of_sites(sites, fit=True)}
    )


def _line(result: Any, role: str) -> gpd.GeoDataFrame | None:
    """Give the land of a line as the screening took it: a layer, or what rules chose of theirs."""
    source, rule_layers = result.wanted.lines.get(role), result.screened.rule_layers
    if source is None:
        return None
    if source.layer is not None:
        return rule_layers.loaded.get(source.layer)  # type: ignore[no-any-return]  # a result of siting, met by its shape
    for name in source.rules:
        rule = rule_layers.rules[name]
        features = rule_layers.of(rule)
        if features is not None and features.raster is None and len(features.rows):
            return rule_layers.frame(rule.layer).iloc[np.asarray(features.rows)]  # type: ignore[no-any-return]
    return None


def land_use(story: Story, outcome: Outcome) -> Picture | Line | None:
    """Draw the parcels of present land use round the sites, by great class; None where they are not there."""
    from hanting_geo.core.words.land_use import COLUMNS
    from hanting_geo.siting.screening.land_use import class_of_code
    from hanting_geo.siting.screening.roles import layers_of

    sites, _ = _sites(story.run)
    if outcome.result is None or sites is None:
        return None
    rule_layers = outcome.result.screened.rule_layers
    layer = outcome.result.wanted.land_use or next(iter(layers_of(["land_use"], rule_layers)), None)
    if layer is None:
        return None
    near = _near({layer: rule_layers.frame(layer)}, sites)
    if not near:
        return None
    frame = near[layer]
    code = next((name for name in frame.columns if str(name).strip().casefold() in COLUMNS["code"]), None)
    style: dict[str, Any] = {"fit": False, "opacity": 0.6, "names": False}
    if code is not None:
        classes = [class_of_code(value) or "unclassified" for value in frame[code]]
        near[layer] = frame.assign(great_class=classes)
        near[layer].attrs = dict(frame.attrs)
        there = {name: color for name, color in _CLASSES.items() if name in classes}
        labels = {name: SENTENCES[name].both() for name in there}
        style |= {"column": "great_class", "colors": there, "labels": labels}
    return _picture(
        story, "land_use", {**near, _SITES: sites}, {layer: style, _SITES: _style_of_sites(sites, fit=True)}
    )
