"""Checks of a layer's content: every kind of finding is one small function.

One file, although long: a list of small checks of one kind.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding, facts_of, to_table
from hanting_geo.core.labels import feature_label, feature_labels
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import STORED, WORKING, is_cgcs2000, misfits, to_crs
from hanting_geo.crs.heights import bad_heights
from hanting_geo.crs.systems import axis_units, is_local
from hanting_geo.errors import CRSError
from hanting_geo.sources.borders import check_borders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hanting_geo.core.arrays import Geometries, Positions


__all__ = ["CONTRACT", "STATUSES", "check_features", "check_layer", "district_outline"]

CONTRACT = [
    "id",
    "name_zh",
    "name_en",
    "kind",
    "status",
    "accuracy_m",
    "source",
    "source_date",
    "licence",
    "note",
]
STATUSES = ("existing", "under_construction", "planned", "unknown")
_FAR_M = 100_000.0
_MOST_LISTED = 5


def district_outline() -> gpd.GeoDataFrame:
    """Outline of the packaged district (with Binhai), in the working system."""
    text = files("hanting_geo.layers").joinpath("district.geojson").read_text(encoding="utf-8")
    whole = next(item for item in json.loads(text)["features"] if item["id"] == "bnd_hanting")
    shape = shapely.from_geojson(json.dumps(whole["geometry"]))
    return to_crs(gpd.GeoDataFrame({"id": [whole["id"]]}, geometry=[shape], crs=STORED), WORKING)


def check_features(frame: gpd.GeoDataFrame, *, layer: str | None = None) -> list[Finding]:
    """Check what every reading checks: reference system, coordinates, geometry, ids, contract columns."""
    return [
        *_check_crs(frame, layer),
        *_check_geometry(frame, layer),
        *_check_ids(frame, layer),
        *_check_columns(frame, layer),
    ]


def check_layer(
    frame: gpd.GeoDataFrame,
    *,
    layer: str | None = None,
    district: gpd.GeoDataFrame | str | None = "packaged",
    narrow_m: float = 1.0,
) -> pd.DataFrame:
    """Collect everything that is wrong with a layer; nothing is repaired.

    Codes: ``no_crs``; ``swapped_axes``, ``zone_prefix``, ``degrees_in_metre_crs``, ``metres_in_degree_crs``,
    ``outside_zone``, ``other_datum``, ``local_system``; ``null_geometry``, ``empty_geometry``, ``invalid_geometry``,
    ``not_finite``, ``bad_height``;
    ``missing_id``, ``duplicate_id``, ``duplicate_geometry``; ``mixed_geometry_types``, ``ring_direction``;
    ``missing_columns``, ``unknown_status``, ``bad_accuracy``; ``outside_district``; ``sliver`` (two polygons
    overlap in a strip) and ``gap`` (a strip between two polygons that should meet).

    Parameters
    ----------
    frame
        Any layer, in any reference system or none.
    layer
        Name to print; default the one in the frame's attrs.
    district
        Outline in which features should lie; ``"packaged"`` is Hanting, None skips this check.
    narrow_m
        Mean width in metres below which an overlap is a sliver, and a space between polygons a gap.

    Returns
    -------
    pandas.DataFrame
        ``level, code, layer, feature, what, what_to_do``, errors first; empty when nothing is wrong.

    Examples
    --------
    >>> from shapely import box
    >>> lost = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(4071270, 430361, 4071280, 430371)], crs="EPSG:4549")
    >>> check_layer(lost)["code"].tolist()
    ['swapped_axes', 'missing_columns']
    """
    arguments.require_frame(frame, "check_layer: frame")
    arguments.require_single_names(frame, "check_layer: the frame")
    arguments.number(narrow_m, "check_layer: narrow_m", least=0)
    if layer is not None:
        arguments.text(layer, "check_layer: layer")
    if isinstance(district, str):
        arguments.one_of(district, ["packaged"], "check_layer: district")
    elif district is not None:
        arguments.require_frame(district, "check_layer: district")
    name = layer if layer is not None else facts_of(frame).get("layer")
    found = check_features(frame, layer=name)
    found.extend(_check_same_geometry(frame, name))
    found.extend(_check_types(frame, name))
    found.extend(_check_rings(frame, name))
    if frame.crs is None or any(item.code in _UNPLACED for item in found):
        return to_table(found)
    if not is_cgcs2000(frame.crs):
        # Where it lies cannot be said; its own borders can be looked at, in metres.
        found.extend(check_borders(frame, name, narrow_m) if _is_metric(frame) else [])
        return to_table(found)
    try:
        metres = frame if _is_metric(frame) else to_crs(frame, WORKING)
    except CRSError as error:
        found.append(
            Finding(
                "error",
                "not_finite",
                name,
                None,
                Sentence("{error}", error=error),
                Sentence("correct the reference system"),
            )
        )
        return to_table(found)
    outline = district_outline() if isinstance(district, str) else district
    if outline is not None and not outline.empty:
        found.extend(_check_place(metres, to_crs(outline, metres.crs), name))
    found.extend(check_borders(metres, name, narrow_m))
    return to_table(found)


_UNPLACED = {
    "outside_zone",
    "swapped_axes",
    "zone_prefix",
    "degrees_in_metre_crs",
    "metres_in_degree_crs",
    "not_finite",
}


def _is_metric(frame: gpd.GeoDataFrame) -> bool:
    crs = frame.crs
    return crs is not None and (crs.is_projected or is_local(crs)) and set(axis_units(crs)) == {"metre"}


def _geometry(frame: gpd.GeoDataFrame) -> Geometries:
    return np.asarray(frame.geometry.values, dtype=object)


def _not_finite(geometry: Geometries) -> Positions:
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    return np.unique(owner[~np.isfinite(coordinates).all(axis=1)])


def _check_crs(frame: gpd.GeoDataFrame, layer: str | None) -> Iterator[Finding]:
    geometry = _geometry(frame)
    for position in _not_finite(geometry):
        yield Finding(
            "error",
            "not_finite",
            layer,
            feature_label(frame, int(position)),
            Sentence("a coordinate is infinite or not a number"),
            Sentence("correct it in the source; a transform from a wrong reference system does this"),
        )
    if frame.crs is None:
        yield Finding(
            "error",
            "no_crs",
            layer,
            None,
            Sentence("the layer does not say in which reference system its coordinates are"),
            Sentence(
                "hg.diagnose_crs (of a file: hanting-geo check --crs) says which systems the numbers "
                "fit; ask the source, and declare it with source_crs=, convert --from-crs or "
                "frame.set_crs(...)"
            ),
        )
        return
    if is_local(frame.crs):
        yield Finding(
            "warning",
            "local_system",
            layer,
            None,
            Sentence("{name} is a local system: where on the Earth it lies is not said", name=frame.crs.name),
            Sentence("ask its survey office for the way to CGCS2000, or set the system that it is by another name"),
        )
    elif not is_cgcs2000(frame.crs):
        yield Finding(
            "warning",
            "other_datum",
            layer,
            None,
            Sentence(
                "{name} stands on another datum than CGCS2000 and WGS 84, some 100 m off in China", name=frame.crs.name
            ),
            Sentence("bring it over with the parameters of its survey office"),
        )
    groups: dict[str, list[tuple[int, tuple[str, str, str]]]] = {}
    for position, problem in misfits(frame):
        groups.setdefault(problem[0], []).append((position, problem))
    for code, members in groups.items():
        chosen = np.asarray([position for position, _ in members], dtype=np.intp)
        _, what, advice = members[0][1]
        one = len(members) == 1
        yield Finding(
            "error",
            code,
            layer,
            feature_label(frame, int(chosen[0])) if one else None,
            what
            if one
            else Sentence(
                "{count} features ({frame}), the first: {what}",
                count=len(members),
                frame=feature_labels(frame, chosen),
                what=what,
            ),
            advice,
        )


def _check_geometry(frame: gpd.GeoDataFrame, layer: str | None) -> Iterator[Finding]:
    geometry = _geometry(frame)
    missing = shapely.is_missing(geometry)
    for position in np.flatnonzero(missing):
        yield Finding(
            "note",
            "null_geometry",
            layer,
            feature_label(frame, int(position)),
            Sentence("has no geometry: its place is not published, or not drawn"),
            Sentence("add it when the place is known; until then it stays in tables and counts"),
        )
    for position in np.flatnonzero(shapely.is_empty(geometry) & ~missing):
        yield Finding(
            "warning",
            "empty_geometry",
            layer,
            feature_label(frame, int(position)),
            Sentence("has an empty {geom_type} as geometry", geom_type=geometry[position].geom_type),
            Sentence("draw it, or make its geometry null if its place is not known"),
        )
    bad = bad_heights(geometry)
    if len(bad):
        yield Finding(
            "warning",
            "bad_height",
            layer,
            feature_label(frame, int(bad[0])) if len(bad) == 1 else None,
            Sentence(
                "heights are not a number or infinite in {count} features ({frame})",
                count=len(bad),
                frame=feature_labels(frame, bad),
            ),
            Sentence("correct them in the source, or leave heights out with shapely.force_2d"),
        )
    finite = ~np.isin(np.arange(len(frame)), _not_finite(geometry))
    for position in np.flatnonzero(~shapely.is_valid(geometry) & ~missing & finite):
        yield Finding(
            "error",
            "invalid_geometry",
            layer,
            feature_label(frame, int(position)),
            Sentence("is not valid: {geometry}", geometry=shapely.is_valid_reason(geometry[position])),
            Sentence("mend it in the source at that place; frame.make_valid() shows what a repair would change"),
        )


def _check_ids(frame: gpd.GeoDataFrame, layer: str | None) -> Iterator[Finding]:
    if "id" not in frame.columns:
        return
    ids = frame["id"]
    for position in np.flatnonzero(ids.isna().to_numpy()):
        yield Finding(
            "warning",
            "missing_id",
            layer,
            f"row {frame.index[int(position)]}",
            Sentence("has no id"),
            Sentence("give it a unique id"),
        )
    repeated = ids[ids.notna() & ids.duplicated(keep=False)]
    for value, rows in repeated.groupby(repeated):
        yield Finding(
            "error",
            "duplicate_id",
            layer,
            str(value),
            Sentence(
                "the id stands {count} times (rows {listed})",
                count=len(rows),
                listed=enumerated(map(str, rows.index[:_MOST_LISTED])),
            ),
            Sentence("give each feature an id of its own"),
        )


def _check_columns(frame: gpd.GeoDataFrame, layer: str | None) -> Iterator[Finding]:
    missing = [column for column in CONTRACT if column not in frame.columns]
    if missing:
        # Only the id is needed by whoever reads results; the others are for those who have a use for them.
        needed = "id" in missing
        yield Finding(
            "warning" if needed else "note",
            "missing_columns",
            layer,
            None,
            Sentence("contract columns are missing: {listed}", listed=enumerated(missing)),
            Sentence("map a column to id under `columns:` in the catalogue, or say --id; the others as you need them")
            if needed
            else Sentence("nothing, if you have no use for them; else map them under `columns:` in the catalogue"),
        )
    if "status" in frame.columns:
        status = frame["status"]
        bad = np.flatnonzero((status.notna() & ~status.isin(STATUSES)).to_numpy())
        for position in bad:
            yield Finding(
                "warning",
                "unknown_status",
                layer,
                feature_label(frame, int(position)),
                Sentence("status is {there!r}", there=status.iloc[position]),
                Sentence("use one of {listed}", listed=enumerated(STATUSES)),
            )
    if "accuracy_m" in frame.columns:
        accuracy = pd.to_numeric(frame["accuracy_m"], errors="coerce")
        bad = np.flatnonzero((frame["accuracy_m"].notna() & ~(accuracy >= 0)).to_numpy())
        for position in bad:
            yield Finding(
                "error",
                "bad_accuracy",
                layer,
                feature_label(frame, int(position)),
                Sentence("accuracy_m is {there!r}", there=frame["accuracy_m"].iloc[position]),
                Sentence("give metres, 0 or more, or leave it empty"),
            )


def _check_same_geometry(frame: gpd.GeoDataFrame, layer: str | None) -> Iterator[Finding]:
    geometry = _geometry(frame)
    there = np.flatnonzero(~shapely.is_missing(geometry) & ~shapely.is_empty(geometry))
    keys = pd.Series(shapely.to_wkb(shapely.normalize(geometry[there])), index=there)
    for _, rows in keys[keys.duplicated(keep=False)].groupby(keys):
        positions = rows.index.to_numpy()
        yield Finding(
            "warning",
            "duplicate_geometry",
            layer,
            feature_label(frame, int(positions[0])),
            Sentence(
                "{count} features have the same geometry: {frame}",
                count=len(positions),
                frame=feature_labels(frame, positions),
            ),
            Sentence("remove the copies, or keep them if they are different things in one place"),
        )


def _check_types(frame: gpd.GeoDataFrame, layer: str | None) -> Iterator[Finding]:
    kinds = frame.geom_type.dropna().str.removeprefix("Multi").value_counts()
    if len(kinds) > 1:
        counts = enumerated(f"{count} {kind}" for kind, count in kinds.items())
        yield Finding(
            "note",
            "mixed_geometry_types",
            layer,
            None,
            Sentence("the layer mixes {counts}", counts=counts),
            Sentence("split it by type where a function asks for one (frame[frame.geom_type == ...])"),
        )


def _check_rings(frame: gpd.GeoDataFrame, layer: str | None) -> Iterator[Finding]:
    geometry = _geometry(frame)
    parts, owner = shapely.get_parts(geometry, return_index=True)
    polygons = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, owner = parts[polygons], owner[polygons]
    turned = ~shapely.equals_exact(parts, shapely.orient_polygons(parts)) if len(parts) else np.zeros(0, dtype=bool)
    bad = np.unique(owner[turned])
    if len(bad):
        yield Finding(
            "note",
            "ring_direction",
            layer,
            feature_label(frame, int(bad[0])) if len(bad) == 1 else None,
            Sentence(
                "outer rings turn clockwise or holes anticlockwise in {count} features ({frame})",
                count=len(bad),
                frame=feature_labels(frame, bad),
            ),
            Sentence("nothing for analysis; hg.write_file turns the rings of GeoJSON as RFC 7946 asks"),
        )


def _check_place(frame: gpd.GeoDataFrame, district: gpd.GeoDataFrame, layer: str | None) -> Iterator[Finding]:
    outline = shapely.union_all(_geometry(district))
    distance = shapely.distance(_geometry(frame), outline)
    accuracy = np.zeros(len(frame))
    if "accuracy_m" in frame.columns:
        accuracy = pd.to_numeric(frame["accuracy_m"], errors="coerce").fillna(0.0).clip(lower=0.0).to_numpy(dtype=float)
    for position in np.flatnonzero(distance > accuracy):
        away = float(distance[position])
        yield Finding(
            "warning" if away > _FAR_M else "note",
            "outside_district",
            layer,
            feature_label(frame, int(position)),
            Sentence("lies {away:.1f} km outside the district", away=away / 1000),
            Sentence("check its reference system and place")
            if away > _FAR_M
            else Sentence("nothing, if it is meant to lie there"),
        )
