"""Reading a DXF: GDAL draws, and what it drew is compared with the entities that are in the file."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from hanting_geo.core.findings import attach
from hanting_geo.core.scratch import scratch_folder
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.declared import placed_as_declared
from hanting_geo.sources.files.dxf import Dxf, parse_dxf
from hanting_geo.sources.files.dxfblocks import require_drawable
from hanting_geo.sources.files.dxfspline import without_splines
from hanting_geo.sources.files.layers import READ_ERRORS, Layer, Source, listing, quiet, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hanting_geo.core.findings import Level
    from hanting_geo.sources.files.declared import Declared
    from hanting_geo.sources.files.dxf import Entity

__all__ = ["KINDS", "dxf_layers", "read_dxf"]

KINDS = ("points", "lines", "polygons", "texts")
"""What is drawn, whatever its layer."""
_OPENING = threading.Lock()
_SETTINGS = {"DXF_ENCODING": "UTF-8", "DXF_FEATURE_LIMIT_PER_BLOCK": "-1"}
"""Copies are UTF-8; and a block of over 10,000 shapes is drawn whole, where GDAL would leave out the rest."""
_ROUND = {"CIRCLE", "ARC", "ELLIPSE", "SPLINE"}
_AT_LINE = re.compile(r"at line (\d+)")
_CODE_PAGES = {"ANSI_936": "gb18030", "UTF-8": "utf-8", "UTF8": "utf-8", "GB2312": "gb18030"}
_SHOWN = 5


def read_dxf(
    source: Source, layer: str | None, declared: Declared | None = None, *, swap_axes: bool = False
) -> gpd.GeoDataFrame:
    """Read a DXF: all of it, a layer of the drawing, or one kind of what is drawn.

    Raises
    ------
    SourceError
        It cannot be read whole; no such layer.
    CRSError
        The numbers cannot be of the system that was declared.
    """
    frame, dxf = _whole(source)
    _tell(source, dxf, frame)
    frame = _chosen(source, frame, layer)
    name = layer or source.path.stem
    _tell_kinds(source, frame)
    source.found = [replace(each, layer=name) for each in source.found]
    dxf.found = [replace(each, layer=name) for each in dxf.found]
    frame, told = placed_as_declared(frame, declared, file=source.name, layer=name, swap_axes=swap_axes)
    source.found += [*dxf.found, *told]
    if frame.crs is None:
        source.note(
            "warning",
            "no_crs",
            name,
            Sentence(
                "{name} does not say in which reference system its coordinates are: no DXF does", name=source.name
            ),
            Sentence(
                "declare it: source_crs='EPSG:...', convert --from-crs, or crs: in a catalogue; "
                "hanting-geo check --crs or hg.diagnose_crs says which systems the numbers fit"
            ),
        )
    with source.path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return attach(frame, source.found, file=source.name, format="DXF", layer=name, sha256=digest, encoding=dxf.encoding)


def dxf_layers(source: Source) -> list[Layer]:
    """List the layers of the drawing."""
    frame, _ = _whole(source)
    return _listed(source, frame)


def _listed(source: Source, frame: gpd.GeoDataFrame) -> list[Layer]:
    found = []
    for name, rows in frame.groupby("Layer", sort=False):
        kinds = {str(kind).removeprefix("Multi") for kind in rows.geom_type.dropna()}
        found.append(Layer(str(name), kinds.pop() if len(kinds) == 1 else "Unknown", len(rows), source.path))
    return found


def _chosen(source: Source, frame: gpd.GeoDataFrame, layer: str | None) -> gpd.GeoDataFrame:
    """Take a layer of the drawing, a kind, or a kind on a layer."""
    if layer is None or (layer == source.path.stem and layer not in set(frame["Layer"])):
        return frame
    if layer in set(frame["Layer"]):
        return _rows(frame, (frame["Layer"] == layer).to_numpy())
    name, _, kind = layer.rpartition("/")
    if kind in KINDS and (not name or name in set(frame["Layer"])):
        taken = _kinds_of(frame) == kind
        taken &= (frame["Layer"] == name).to_numpy() if name else True
        return _rows(frame, taken)
    message = Sentence(
        "{path} has no layer {layer!r}; it has {source}; or choose what is drawn: {listed}, or LAYER/polygons",
        path=source.path,
        layer=layer,
        source=listing(_listed(source, frame)) or Sentence("none"),
        listed=enumerated(KINDS),
    )
    raise SourceError(message)


def _rows(frame: gpd.GeoDataFrame, taken: np.ndarray) -> gpd.GeoDataFrame:
    rows: gpd.GeoDataFrame = frame[taken].reset_index(drop=True)
    return rows


def _kinds_of(frame: gpd.GeoDataFrame) -> np.ndarray:
    dimension = shapely.get_dimensions(np.asarray(frame.geometry.values))
    kinds = np.array(["", *KINDS[:3]], dtype=object)[dimension + 1]
    kinds[frame["Text"].notna().to_numpy() & (dimension == 0)] = "texts"
    return np.asarray(kinds)


def _whole(source: Source) -> tuple[gpd.GeoDataFrame, Dxf]:
    dxf = parse_dxf(source.path, source.encoding)
    if any(each.kind == "INSERT" for each in dxf.entities):
        require_drawable(source.name, dxf.copy)
    try:
        drawn = _drawn(source, dxf)
    except READ_ERRORS as error:
        at = _AT_LINE.search(str(error))
        entity = dxf.at_line(int(at.group(1))) if at else None
        if entity is None:
            message = Sentence(
                "{path} cannot be read as DXF ({error}); save it anew in the program that drew it",
                path=source.path,
                error=short(error),
            )
            raise SourceError(message) from error
        dxf = without_splines(source, dxf, entity.label)
        try:
            drawn = _drawn(source, dxf)
        except READ_ERRORS as again:
            at = _AT_LINE.search(str(again))
            entity = dxf.at_line(int(at.group(1))) if at else None
            which = Sentence("an entity") if entity is None else entity.label
            message = Sentence(
                "{path}: {which} cannot be read ({again}); explode or delete it in the drawing",
                path=source.path,
                which=which,
                again=short(again),
            )
            raise SourceError(message) from again
    return _framed(source, dxf, drawn), dxf


def _drawn(source: Source, dxf: Dxf) -> gpd.GeoDataFrame:
    with scratch_folder() as scratch:
        copy = scratch / "drawing.dxf"
        copy.write_text(dxf.copy, encoding="utf-8", newline="")
        with quiet(source, None), _set():
            driver = pyogrio.read_info(copy)["driver"]
            if driver != "DXF":
                message = Sentence(
                    "{path} is no DXF, as its suffix says, but something that GDAL reads as {driver}",
                    path=source.path,
                    driver=driver,
                )
                raise SourceError(message)
            drawn: gpd.GeoDataFrame = pyogrio.read_dataframe(copy)
            return drawn


@contextmanager
def _set() -> Iterator[None]:
    """Set how GDAL reads drawings, for as long as one is open: a setting is one for the whole process."""
    with _OPENING:
        before = {name: pyogrio.get_gdal_config_option(name) for name in _SETTINGS}
        pyogrio.set_gdal_config_options(_SETTINGS)
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options(before)


def _framed(source: Source, dxf: Dxf, drawn: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give what was drawn with what its entities say, closed polylines as polygons."""
    by_handle = {each.handle.upper(): each for each in dxf.entities}
    handles = [str(handle).upper() for handle in drawn["EntityHandle"]]
    owners: list[Entity | None] = [by_handle.get(handle) for handle in handles]
    shapes = np.asarray(drawn.geometry.values, dtype=object).copy()
    counted: Counter[str] = Counter()
    for row, owner in enumerate(owners):
        if owner is not None and owner.is_polyline and shapes[row] is not None:
            shapes[row] = _closed(shapes[row], owner, counted)
    heights = shapely.get_coordinates(shapes, include_z=True)[:, 2]
    if not np.nan_to_num(heights).any():
        shapes = shapely.force_2d(shapes)
    table: dict[str, Any] = {
        "Layer": drawn["Layer"].astype(object),
        "Text": drawn["Text"].astype(object).where(drawn["Text"].notna(), None),
        "entity": pd.Series([None if owner is None else owner.kind for owner in owners], dtype=object),
        "handle": pd.Series(
            [
                handle if owner is None or owner.own_handle else None
                for handle, owner in zip(drawn["EntityHandle"], owners, strict=True)
            ],
            dtype=object,
        ),
        "paper_space": pd.Series(drawn["PaperSpace"].fillna(0).astype(float) == 1, dtype=bool),
    }
    _tell_closed(source, counted)
    seen = set(handles)
    lost = [each for each in dxf.entities if each.handle.upper() not in seen]
    _tell_lost(source, lost)
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, index=drawn.index))


def _closed(shape: Any, owner: Entity, counted: Counter[str]) -> Any:
    """Make a polygon of a polyline that is closed by its flag, or whose last point is its first."""
    if shape.geom_type != "LineString":
        return shape
    places = shapely.get_coordinates(shape, include_z=shape.has_z)
    if owner.is_closed and len(places) > 1 and not np.array_equal(places[0, :2], places[-1, :2]):
        places = np.vstack([places, places[:1]])
    if len(places) < 4 or not np.array_equal(places[0], places[-1]):  # noqa: PLR2004 - three corners, and the first again
        counted["flat"] += owner.is_closed
        return shape
    polygon = shapely.Polygon(places)
    if not polygon.area:
        counted["flat"] += 1
        return shape
    counted["flag" if owner.is_closed else "points"] += 1
    return polygon


def _tell_closed(source: Source, counted: Counter[str]) -> None:
    if counted["flag"] or counted["points"]:
        source.note(
            "note",
            "closed_to_polygons",
            None,
            Sentence(
                "closed polylines came in as polygons: {flag} closed by their flag, {points} whose "
                "last point is their first",
                flag=counted["flag"],
                points=counted["points"],
            ),
            Sentence("nothing, if they bound areas"),
        )
    if counted["flat"]:
        what = Sentence("{flat} closed polylines have no area, and stayed lines", flat=counted["flat"])
        source.note("warning", "closed_without_area", None, what, Sentence("look at them in the drawing"))


def _tell_lost(source: Source, lost: list[Entity]) -> None:
    if not lost:
        return
    kinds = enumerated(f"{count} {kind}" for kind, count in sorted(Counter(each.kind for each in lost).items()))
    named = joined("; ", (each.label for each in lost[:_SHOWN]))
    source.note(
        "warning",
        "dxf_left",
        None,
        Sentence(
            "what gives no feature and was not read: {kinds} ({named}{count})",
            kinds=kinds,
            named=named,
            count="; ..." if len(lost) > _SHOWN else "",
        ),
        Sentence("nothing, if you do not need them; else turn them into lines in the program that drew them"),
    )


def _tell(source: Source, dxf: Dxf, frame: gpd.GeoDataFrame) -> None:
    entities = dxf.entities
    kinds = Counter(each.kind for each in entities)
    arcs = {kind: kinds[kind] for kind in sorted(_ROUND) if kinds[kind]}
    bulged = sum(each.bulged for each in entities)
    if arcs or bulged:
        listed = [*(f"{count} {kind}" for kind, count in arcs.items()), *([f"{bulged} with bulges"] if bulged else [])]
        source.note(
            "warning",
            "curves",
            None,
            Sentence(
                "arcs were drawn as chords of 4 degrees ({listed}): a circle of 100 m radius loses 25 m2",
                listed=enumerated(listed),
            ),
            Sentence("turn arcs into chords in the program that drew them, to a tolerance of your choice"),
        )
    if kinds["INSERT"]:
        what = Sentence(
            "{insert} block inserts came in as the parts they are made of, their attributes as texts",
            insert=kinds["INSERT"],
        )
        source.note("note", "dxf_blocks", None, what, Sentence("nothing, if the parts are what you need"))
    paper = int(frame["paper_space"].sum())
    if paper:
        source.note(
            "warning",
            "dxf_paper_space",
            None,
            Sentence(
                "{paper} features stand in paper space, on the printed sheet and not in map coordinates", paper=paper
            ),
            Sentence("leave them out: frame[~frame['paper_space']]"),
        )
    hidden = [f"{name} ({how})" for name, how in dxf.hidden.items() if name in set(frame["Layer"])]
    if hidden:
        what = Sentence("layers that the drawing does not show came in too: {listed}", listed=enumerated(hidden))
        source.note("warning", "dxf_hidden", None, what, Sentence("leave them out if they were put away on purpose"))
    page = dxf.variables.get("$DWGCODEPAGE", "").upper()
    modern = dxf.variables.get("$ACADVER", "") >= "AC1021"
    if not dxf.copy.isascii() and not modern and _CODE_PAGES.get(page) != dxf.encoding:
        said = Sentence("the header says {page}", page=page) if page else Sentence("the header says no code page")
        what = Sentence(
            "{said}, and the text was read as {encoding}, which its bytes are", said=said, encoding=dxf.encoding.upper()
        )
        level: Level = "note" if page in {"", "ANSI_1252"} else "warning"
        source.note(level, "code_page", None, what, Sentence("nothing, if names read right; else say encoding="))


def _tell_kinds(source: Source, frame: gpd.GeoDataFrame) -> None:
    kinds_there = set(_kinds_of(frame)) - {""}
    if len(kinds_there) > 1:
        what = Sentence("the drawing mixes {listed}", listed=enumerated(kind for kind in KINDS if kind in kinds_there))
        source.note(
            "note",
            "mixed_kinds",
            None,
            what,
            Sentence("take one: layer='polygons', a layer by name, or 'NAME/polygons'"),
        )
