"""Overlay of a file too large for comfort: a batch of its features at a time, the same result as in memory."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.batches import Near, located, zones_for
from hanting_geo.analysis.layer_files import checked_choice
from hanting_geo.analysis.overlay.overlay import overlay
from hanting_geo.core import arguments
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.warned import aside, warn
from hanting_geo.crs.gate import require_valid
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.sources.files.batches import BATCH, open_batches
from hanting_geo.sources.files.schema import free_name
from hanting_geo.sources.files.spool import spooled

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping

    import geopandas as gpd

    from hanting_geo.core.layer_style import Dress
    from hanting_geo.sources.files.batches import Batches

__all__ = ["KINDS", "overlaid_file", "overlay_file"]

_How = Literal["intersection", "identity", "difference"]
KINDS = ("point", "line", "polygon")
"""Of geometry, by dimension."""
_POLYGON = 2
_MOST_TOLD = 5
_OVERLAID = 0.7
"""The part of the time that goes into overlay; the rest is writing and comparing."""


def overlay_file(  # noqa: PLR0913 - what hg.overlay takes, and which file to read and write
    source: str | os.PathLike[str],
    zones: gpd.GeoDataFrame | str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    how: _How = "intersection",
    keep_geom_type: bool | None = None,
    make_valid: bool = True,
    layer: str | None = None,
    target_layer: str | None = None,
    crs: object = None,
    batch: int = BATCH,
    style: str | Mapping[str, Any] = "page",
    progress: Callable[[float, str], None] | None = None,
) -> Path:
    """Overlay a file with zones and write the result, a batch of features at a time.

    The result is that of :func:`hanting_geo.overlay` on the whole file: the same rows in the same order, the same
    columns, types and shapes (of which a ring may begin at another corner), in the file that
    :func:`hanting_geo.write_file` would write of it. Only the zones and a batch are in memory; batches of the result
    wait beside the target until all are there, so the disk holds it twice for a while. What is written is read back
    and compared before it takes its place.

    Parameters
    ----------
    source
        GeoParquet, GeoPackage or FlatGeobuf; other formats can only be proven whole, and are read so.
    zones
        A frame in the reference system of the source (or ``crs``), or a file, which is brought there.
    target
        ``.parquet``, ``.gpkg`` (other layers stay) or ``.fgb``.
    how
        ``"intersection"``, ``"identity"`` or ``"difference"``. The other kinds of :func:`hanting_geo.overlay` ask what
        of the zones no feature covers, which no batch can tell.
    keep_geom_type, make_valid
        As for :func:`hanting_geo.overlay`.
    layer, target_layer
        Which layer of the source, when it holds several; name of the new one (None: the stem of the target).
    crs
        None: as the source is stored. Otherwise everything is brought there first.
    batch
        Most features in memory at a time.
    style
        Of a GeoPackage: how QGIS draws the layer, as of :func:`hanting_geo.write_file`. The column that decides it
        stays in memory until the end.
    progress
        Called with the part that is done, from 0 to 1, and what is being done.

    Returns
    -------
    pathlib.Path
        Where it was written.

    Raises
    ------
    SourceError
        As for :func:`hanting_geo.read_file` and :func:`hanting_geo.write_file`; the target would replace the source;
        pyarrow is not installed.
    CRSError
        Source and zones lie in different reference systems.
    SchemaError
        Another ``how``; a style that is none, or for a format that holds none; kinds of geometry are mixed,
        ``make_valid=False`` and a polygon is invalid; the message names the rows of the file.

    Warns
    -----
    RepairedGeometryWarning, MissingGeometryWarning, UserWarning
        As :func:`hanting_geo.overlay`, once for all batches; names the rows of the batches.

    Examples
    --------
    >>> import tempfile
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from hanting_geo.sources.files import read_file, write_file
    >>> folder = Path(tempfile.mkdtemp())
    >>> x, y = 430000, 4071000
    >>> land = gpd.GeoDataFrame(
    ...     {"use": ["farm", "road", "wood"]}, crs="EPSG:4549",
    ...     geometry=[box(x + east, y, x + east + 100, y + 100) for east in (0, 100, 200)],
    ... )
    >>> parcels = write_file(land, folder / "parcels.parquet")
    >>> zone = gpd.GeoDataFrame({"zone": ["A"]}, geometry=[box(x + 50, y, x + 170, y + 100)], crs="EPSG:4549")
    >>> found = read_file(overlay_file(parcels, zone, folder / "in_zone.gpkg", batch=2))
    >>> found["use"].tolist(), found.area.tolist()
    (['farm', 'road'], [5000.0, 7000.0])
    """
    _check_arguments(source, target, how, target_layer)
    _check_options(keep_geom_type, make_valid, progress)
    own = checked_choice(style, target, "overlay_file")
    batches = open_batches(source, layer=layer, crs=crs, size=batch)
    overlaid_file(
        batches, source, zones, target, how=how, keep_geom_type=keep_geom_type, make_valid=make_valid,
        target_layer=target_layer, dress=_dress(own) if style != "none" else None, progress=progress,
    )  # fmt: skip
    return Path(target)


def overlaid_file(  # noqa: PLR0913 - as above
    batches: Batches,
    source: str | os.PathLike[str],
    zones: gpd.GeoDataFrame | str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    how: _How,
    keep_geom_type: bool | None,
    make_valid: bool,
    target_layer: str | None = None,
    dress: Callable[[str], Dress] | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> int | None:
    """Do :func:`overlay_file` with arguments that are known to be right, and give the dimension of what was read."""
    tell = progress or (lambda _part, _what: None)
    _require_other(Path(source), batches.layer, Path(target), target_layer)
    around = zones_for(batches, zones)
    if not make_valid:
        require_valid(around[_dimensions(around) == _POLYGON], "make_valid=False: zones")
    right = _with_gaps(around)
    inside = free_name("inside", [*right.columns])
    if how == "identity":
        # Where the pieces inside zones end and those outside begin: in the whole result the latter come last.
        right[inside] = pd.array([True] * len(right), dtype="boolean")
    told, kinds, near = _Told(), _Kinds(right), Near(right)
    with spooled(target, layer=target_layer, dress=dress) as spool:
        empty = None
        for each in batches:
            if empty is None:
                empty = each.iloc[:0]
                _require_columns(empty, right, how)
            with located(batches, each), told.of(batches.where(each)):
                kinds.add(each, keep_geom_type)
                if not make_valid:
                    require_valid(each[_dimensions(each) == _POLYGON], "make_valid=False")
                found = overlay(each, right[near.of(each)], how, keep_geom_type, make_valid)
                if how == "identity":
                    outside = found[inside].isna().to_numpy()
                    found = found.drop(columns=inside)
                    spool.append(found[~outside])
                    spool.append(found[outside], part=1)
                else:
                    spool.append(found)
            tell(_OVERLAID * _part(int(each.index[-1]) + 1 if len(each) else 0, batches.rows), "overlay")
        if empty is None:
            message = Sentence("{source}: no batch was read", source=source)
            raise SourceError(message)
        told.tell()
        whole = overlay(empty.astype(batches.dtypes()), around.iloc[:0], how, keep_geom_type=False)
        total = spool.rows

        def write(rows: int, what: str) -> None:
            half = (_part(rows, total) + (what == "compared")) / 2
            tell(_OVERLAID + (1 - _OVERLAID) * half, "write" if what == "written" else "compare")

        spool.finish({str(name): dtype for name, dtype in whole.dtypes.items()}, write)
    return kinds.kind


def _dress(style: Mapping[str, Any] | None) -> Callable[[str], Dress]:
    """Give what says of the layer, once its name is known, how QGIS draws it."""

    def dress(name: str) -> Dress:
        from hanting_geo.analysis.overlay.dressing import Dressing

        return Dressing(name, style)

    return dress


def _check_options(keep_geom_type: object, make_valid: object, progress: object) -> None:
    arguments.flag(make_valid, "overlay_file: make_valid")
    if keep_geom_type is not None:
        arguments.flag(keep_geom_type, "overlay_file: keep_geom_type")
    if progress is not None:
        arguments.function(progress, "overlay_file: progress")


def _check_arguments(source: object, target: object, how: object, target_layer: object) -> None:
    arguments.path(source, "overlay_file: source")
    arguments.path(target, "overlay_file: target")
    if target_layer is not None:
        arguments.text(target_layer, "overlay_file: target_layer")
    if how not in get_args(_How):
        message = Sentence(
            "how={how!r} is not done in batches, but {listed}: what of the zones no feature "
            "covers is known of the whole file only; hg.overlay does it in memory",
            how=how,
            listed=enumerated(get_args(_How)),
        )
        raise SchemaError(message)


def _part(done: int, total: int) -> float:
    return done / total if total else 1.0


def _require_other(source: Path, layer: str, target: Path, target_layer: str | None) -> None:
    if not target.exists() or not source.samefile(target):
        return
    if target.suffix.lower() != ".gpkg" or (target_layer or target.stem) == layer:
        message = Sentence(
            "{target} is the file that is read, and the result would take its place; name another", target=target
        )
        raise SourceError(message)


def _require_columns(frame: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, how: _How) -> None:
    """Refuse names that would be there twice in the result, before anything is computed."""
    overlay(frame, zones.iloc[:0], how, keep_geom_type=False)


def _with_gaps(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give whole numbers and yes/no types that know gaps, so that no batch turns them into something else."""
    changes: dict[Any, Any] = {}
    for name, dtype in frame.dtypes.items():
        if isinstance(dtype, np.dtype) and dtype.kind == "b":
            changes[name] = "boolean"
        elif isinstance(dtype, np.dtype) and dtype.kind in "iu":
            changes[name] = dtype.name.replace("i", "I").replace("u", "U")
    return frame.astype(changes)


class _Kinds:
    """Which kind of geometry there is: one in all batches, as in one frame."""

    def __init__(self, zones: gpd.GeoDataFrame) -> None:
        self.kind: int | None = None
        """Its dimension; None as long as no batch has any."""
        if len(set(_dimensions(zones).tolist()) - {-1}) > 1:
            message = Sentence("the zones mix kinds of geometry; take one (zones[zones.geom_type == ...])")
            raise SchemaError(message)

    def add(self, frame: gpd.GeoDataFrame, keep_geom_type: bool | None) -> None:  # noqa: FBT001 - geopandas's name
        """Look at a batch."""
        dimensions = _dimensions(frame)
        mixed = shapely.get_type_id(np.asarray(frame.geometry.values)) == shapely.GeometryType.GEOMETRYCOLLECTION
        if mixed.any() and keep_geom_type is not False:
            message = Sentence(
                "row {index} is a GeometryCollection, of which no kind can be kept; take it apart in "
                "the source, or pass keep_geom_type=False",
                index=frame.index[int(np.argmax(mixed))],
            )
            raise SchemaError(message)
        there = np.flatnonzero((dimensions >= 0) & ~mixed)
        if not len(there):
            return
        if self.kind is None:
            self.kind = int(dimensions[there[0]])
        other = there[dimensions[there] != self.kind]
        if len(other):
            message = Sentence(
                "row {index} is a {kinds} and those before it are {kinds2}s; overlay takes one kind: split the layer",
                index=frame.index[int(other[0])],
                kinds=KINDS[int(dimensions[other[0]])],
                kinds2=KINDS[self.kind],
            )
            raise SchemaError(message)


def _dimensions(frame: gpd.GeoDataFrame) -> np.ndarray:
    return np.asarray(shapely.get_dimensions(np.asarray(frame.geometry.values)))


class _Told:
    """Warnings of all batches, told as one of each kind."""

    def __init__(self) -> None:
        self._texts: dict[type[Warning], dict[str, str]] = {}

    @contextmanager
    def of(self, where: str) -> Iterator[None]:
        """Keep what is warned of in a batch."""
        with aside() as caught:
            yield
        for category, message in caught:
            self._texts.setdefault(category, {}).setdefault(message, where)

    def tell(self) -> None:
        """Warn."""
        for category, texts in self._texts.items():
            listed = [f"{where}: {text}" for text, where in texts.items()]
            more = f"; and of {len(listed) - _MOST_TOLD} more batches" if len(listed) > _MOST_TOLD else ""
            warn("; ".join(listed[:_MOST_TOLD]) + more, category, stacklevel=3)
