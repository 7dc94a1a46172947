"""Overlay of two layers: geopandas's signature and meaning, and no silent repair."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.engine.validity import surely_valid
from hanting_geo.analysis.overlay.rows import KINDS, POLYGONAL, cut_polygons, polygonal_part
from hanting_geo.core import arguments
from hanting_geo.core.labels import feature_label, feature_labels
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.core.threads import elementwise
from hanting_geo.core.warned import warn
from hanting_geo.crs.gate import same_system
from hanting_geo.crs.systems import axis_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hanting_geo.core.arrays import Flags


__all__ = ["MissingGeometryWarning", "OverlayError", "RepairedGeometryWarning", "overlay"]

_MOST_NAMED = 20
_MISSING = -1


class RepairedGeometryWarning(UserWarning):
    """Invalid input was repaired on the way; the text says which features and what it did to their area."""


class MissingGeometryWarning(UserWarning):
    """Features without geometry have no place in the result."""


class OverlayError(arguments.ArgumentError, NotImplementedError):
    """What geopandas answers with ValueError or NotImplementedError may be caught by these names, too."""


def overlay(
    df1: gpd.GeoDataFrame,
    df2: gpd.GeoDataFrame,
    how: Literal["intersection", "union", "identity", "symmetric_difference", "difference"] = "intersection",
    keep_geom_type: bool | None = None,  # noqa: FBT001 - geopandas's own signature
    make_valid: bool = True,  # noqa: FBT001, FBT002 - geopandas's own signature
) -> gpd.GeoDataFrame:
    """Overlay two layers: :func:`geopandas.overlay`, with every repair told.

    Columns, suffixes (``_1``, ``_2`` where names clash), dtypes, row order and the new index are geopandas's.
    Five things differ: a repair is never silent, features without geometry may stand anywhere in either frame,
    an empty ``df1`` needs no ``keep_geom_type``, one system written in two ways (EPSG code, .prj) is no mismatch, and
    slivers that rounding leaves are left out: pieces thinner than 8 ulp of the largest coordinate, and pairs of
    polygons that share no more. Polygons are cut by an engine of this package (``docs/overlay.md``), the rest by GEOS.

    Parameters
    ----------
    df1, df2
        Each of one kind of geometry (points, lines or polygons); may be empty.
    how
        ``"intersection"`` what lies in both; ``"union"`` everything, cut at all borders; ``"identity"`` all of
        ``df1``, cut by ``df2``; ``"symmetric_difference"`` what lies in one only; ``"difference"`` what of ``df1``
        lies outside ``df2``.
    keep_geom_type
        True keeps only the kind of geometry that ``df1`` has, False keeps all, None keeps as True does and warns of
        what fell away.
    make_valid
        Repair invalid polygons first. Each repair is told in one :class:`RepairedGeometryWarning` a frame, with ids
        and the change of area. False: invalid polygons are an error.

    Returns
    -------
    geopandas.GeoDataFrame
        In the reference system of ``df1``, with a new index. Features without geometry are in it only with
        ``keep_geom_type=False``, as in geopandas; with None a :class:`MissingGeometryWarning` names those that would
        have been kept.

    Raises
    ------
    SchemaError
        An argument of the wrong kind; ``make_valid=False`` and a polygon is invalid; a frame mixes kinds of geometry; a
        corner that is not finite. As in geopandas, it is a ValueError or NotImplementedError too.

    Warns
    -----
    RepairedGeometryWarning
        Ids, and areas before and after, in m2 (in square units of the reference system if that is not metric).
    UserWarning
        The reference systems differ (geopandas's own warning; the coordinates are taken as they stand).

    Examples
    --------
    >>> from shapely import box
    >>> site = gpd.GeoDataFrame({"site": ["A"]}, geometry=[box(0, 0, 100, 100)], crs="EPSG:4549")
    >>> river = gpd.GeoDataFrame({"river": ["R"]}, geometry=[box(80, -50, 120, 150)], crs="EPSG:4549")
    >>> overlay(site, river).area.tolist()
    [2000.0]
    >>> overlay(site, river, how="difference").area.tolist()
    [8000.0]
    """
    _check_arguments(df1, df2, how, keep_geom_type, make_valid)
    left, right = df1, df2
    if left.crs is not None and right.crs is not None and left.crs != right.crs and same_system(left.crs, right.crs):
        right = right.set_crs(left.crs, allow_override=True)
    if make_valid:
        left, right = _repaired(left, "df1"), _repaired(right, "df2")
    if keep_geom_type is not False or (not make_valid and _has_invalid_polygon(df1, df2)):
        # Null rows derail geopandas's look at the first geometry's kind and its check for invalid ones.
        if keep_geom_type is None:
            _warn_of_missing(left, right, how)
        left, right = left[~left.geometry.isna()], right[~right.geometry.isna()]
    if keep_geom_type is None and left.empty:
        keep_geom_type = False
    sound = make_valid or not _has_invalid_polygon(left, right)
    if sound and left.crs == right.crs and _is_polygonal(left) and _is_polygonal(right):
        with _columns_told(left, right):
            return cut_polygons(left, right, how, keep_geom_type)
    _require_finite(left, "df1")
    _require_finite(right, "df2")
    try:
        # The result has an index of its own; theirs, of several levels, would stop geopandas.
        left, right = left.reset_index(drop=True), right.reset_index(drop=True)
        with _columns_told(left, right):
            return gpd.overlay(left, right, how, keep_geom_type, make_valid)
    except OverlayError:
        raise
    except (ValueError, NotImplementedError) as error:
        raise OverlayError(*error.args) from error
    except shapely.errors.GEOSException as error:
        message = Sentence(
            "overlay: GEOS cannot lay these frames over each other ({error}); hg.check_layer says what is wrong",
            error=error,
        )
        raise OverlayError(message) from error


def _check_arguments(df1: object, df2: object, how: object, keep_geom_type: object, make_valid: object) -> None:
    try:
        arguments.require_frame(df1, "overlay: df1")
        arguments.require_frame(df2, "overlay: df2")
        arguments.one_of(how, KINDS, "overlay: how")
        arguments.flag(make_valid, "overlay: make_valid")
        if keep_geom_type is not None:
            arguments.flag(keep_geom_type, "overlay: keep_geom_type")
    except arguments.ArgumentError as error:
        raise OverlayError(*error.args) from None


@contextmanager
def _columns_told(left: gpd.GeoDataFrame, right: gpd.GeoDataFrame) -> Iterator[None]:
    """Say which columns pandas cannot tell apart."""
    try:
        yield
    except (pd.errors.MergeError, pd.errors.InvalidIndexError, KeyError, ValueError) as error:
        doubled = [
            Sentence("{which} has two columns called {name!r}", which=which, name=name)
            for which, frame in (("df1", left), ("df2", right))
            for name in frame.columns[frame.columns.duplicated()].unique()
        ]
        taken = [name for name in ("__idx1", "__idx2") if name in left.columns or name in right.columns]
        doubled += [Sentence("geopandas uses the name {name!r} itself", name=name) for name in taken]
        if not doubled and isinstance(error, pd.errors.MergeError):
            doubled = [Sentence("the result would have columns of one name ({error})", error=error)]
        if not doubled:
            raise
        message = Sentence("overlay: {listed}; rename that column first", listed=joined("; ", doubled))
        raise OverlayError(message) from error


def _require_finite(frame: gpd.GeoDataFrame, which: str) -> None:
    """Let a frame through that has no corner at infinity or nowhere."""
    geometry = np.asarray(frame.geometry.values)
    xy, owner = shapely.get_coordinates(geometry, return_index=True)
    bad = np.unique(owner[~np.isfinite(xy).all(axis=1)])
    if len(bad):
        message = Sentence(
            "overlay: {which}: {frame} has a corner whose coordinates are no finite numbers; "
            "correct it in the source, or leave the feature out",
            which=which,
            frame=feature_labels(frame, bad),
        )
        raise OverlayError(message)


def _invalid_polygons(frame: gpd.GeoDataFrame) -> Flags:
    geometry = np.asarray(frame.geometry.values)
    invalid = ~surely_valid(geometry)
    invalid[invalid] = ~elementwise(shapely.is_valid, geometry[invalid])
    return np.isin(shapely.get_type_id(geometry), POLYGONAL) & invalid


def _is_polygonal(frame: gpd.GeoDataFrame) -> bool:
    """Tell whether there are polygons and nothing else; features without geometry may be among them."""
    kind = shapely.get_type_id(np.asarray(frame.geometry.values))
    return bool(np.isin(kind, POLYGONAL).any() and np.isin(kind, (*POLYGONAL, _MISSING)).all())


def _has_invalid_polygon(*frames: gpd.GeoDataFrame) -> bool:
    return any(bool(_invalid_polygons(frame).any()) for frame in frames)


def _repaired(frame: gpd.GeoDataFrame, which: str) -> gpd.GeoDataFrame:
    """Return the frame with valid polygons, and tell what changed; the same frame if nothing did."""
    bad = np.flatnonzero(_invalid_polygons(frame))
    if not len(bad):
        return frame
    _require_finite(frame.iloc[bad], which)
    before = np.asarray(frame.geometry.values)[bad]
    after = np.array([polygonal_part(geometry) for geometry in shapely.make_valid(before)], dtype=object)
    unit = "m2" if _is_metric(frame) else "square CRS units"
    old, new = shapely.area(before), shapely.area(after)
    told = [
        f"{feature_label(frame, int(position))} ({shapely.is_valid_reason(before[row])}): "
        f"{old[row]:.10g} -> {new[row]:.10g} {unit} ({new[row] - old[row]:+.10g})"
        for row, position in enumerate(bad[:_MOST_NAMED])
    ]
    if len(bad) > _MOST_NAMED:
        told.append(f"and {len(bad) - _MOST_NAMED} more")
    message = (
        f"overlay repaired {len(bad)} invalid geometr{'y' if len(bad) == 1 else 'ies'} of {which}, "
        f"area {new.sum() - old.sum():+.10g} {unit} in all: {'; '.join(told)}. "
        "Repair the source, or pass make_valid=False to refuse such input"
    )
    warn(message, RepairedGeometryWarning, stacklevel=3)
    geometry = np.asarray(frame.geometry.values).copy()
    geometry[bad] = after
    return frame.set_geometry(gpd.GeoSeries(geometry, index=frame.index, crs=frame.crs, name=frame.geometry.name))


def _is_metric(frame: gpd.GeoDataFrame) -> bool:
    return frame.crs is not None and frame.crs.is_projected and set(axis_units(frame.crs)) == {"metre"}


def _warn_of_missing(df1: gpd.GeoDataFrame, df2: gpd.GeoDataFrame, how: str) -> None:
    """Name the features without geometry in the frames whose other features the result keeps whole."""
    kept_whole = {"union": (df1, df2), "symmetric_difference": (df1, df2), "identity": (df1,), "difference": (df1,)}
    names = [
        feature_label(frame, int(position))
        for frame in kept_whole.get(how, ())
        for position in np.flatnonzero(frame.geometry.isna())
    ]
    if names:
        shown = enumerated(names, _MOST_NAMED)
        message = Sentence(
            "overlay: {count} without geometry have no place in the {how}: {shown}; "
            "keep_geom_type=False keeps them, keep_geom_type=True leaves them out without this "
            "warning",
            count=len(names),
            how=how,
            shown=shown,
        )
        warn(message, MissingGeometryWarning, stacklevel=3)
