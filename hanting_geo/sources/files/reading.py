"""Reading geodata files whole: every feature and text as it is in the file, or an error that says which is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding, attach
from hanting_geo.crs.coordinates import coordinate_problem
from hanting_geo.crs.gate import resolve, to_crs
from hanting_geo.errors import CRSError, SourceError
from hanting_geo.sources.files.bulk import read_layer
from hanting_geo.sources.files.bureau import BUREAU, bureau_layers, read_bureau
from hanting_geo.sources.files.declared import DOCTOR, declared_as, placed_as_declared
from hanting_geo.sources.files.layers import Layer, Source, choose, layers_of
from hanting_geo.sources.files.parquet import parquet_layer, read_parquet
from hanting_geo.sources.files.paths import existing_file, format_of
from hanting_geo.sources.files.unpacked import digest_of

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import geopandas as gpd

__all__ = ["list_layers", "read_file"]


_SHOWN = 60
_DECLARE = "and declare it: source_crs='EPSG:...', convert --from-crs, or crs: in a catalogue"


def read_file(
    path: str | os.PathLike[str],
    *,
    layer: str | None = None,
    crs: object = None,
    encoding: str | None = None,
    source_crs: object = None,
    swap_axes: bool = False,
) -> gpd.GeoDataFrame:
    """Read a layer of a geodata file, with findings on what is wrong or worth knowing.

    GeoJSON, GeoPackage, FlatGeobuf, Shapefile (``.shp``, or zipped as ``.shz`` or ``.zip``), KML and KMZ, GeoParquet,
    DXF, MapInfo (``.tab``, ``.mif``), file geodatabases (``.gdb``), and what
    :func:`hanting_geo.read_landtxt` (boundary points, ``.txt``) and :func:`hanting_geo.read_table` (``.csv``,
    ``.xlsx``) read without being told more; which of the two a text is, its content says. No feature, geometry, vertex
    or text is lost or garbled in silence: what GDAL would pass over is an error here that names the features.

    Parameters
    ----------
    path
        The file.
    layer
        Which layer, for a file that has several; of a workbook, the sheet; of a DXF, a layer of the drawing,
        ``points``, ``lines``, ``polygons``, ``texts``, or ``LAYER/polygons``; None is all of it.
    crs
        None: as stored. Otherwise the frame is brought there: ``"working"`` or whatever
        :func:`hanting_geo.crs.gate.resolve` takes.
    encoding
        Of the text of a Shapefile, GeoJSON, DXF, MapInfo, TXT or CSV. None: what a .cpg or MapInfo states, else
        strict UTF-8, else GB 18030, and a finding says which; GeoJSON is UTF-8.
    source_crs
        The system that the coordinates are in, where the file states none or a wrong one: what ``resolve`` takes, or
        ``"gcj02"``, ``"bd09"``, ``"gcj02-mercator"`` for what a web map of China gave, which is brought back to WGS 84.
        A finding says so.
    swap_axes
        Exchange the two coordinates of every position, where the northing or latitude stands first.

    Returns
    -------
    geopandas.GeoDataFrame
        A row a feature, in file order; ``crs`` is None if the file states none. ``hg.findings(frame)`` shows the
        findings, ``frame.attrs["hanting_geo"]`` also names file, layer, encoding and sha256. Columns are typed as
        GDAL types them, but dates in GeoJSON stay text as written, and an ``id`` beside the properties of a
        GeoJSON feature is a column.

    Raises
    ------
    SourceError
        No such file or layer, several layers and none chosen, unknown format, text in another encoding, damaged
        features.
    CRSError
        ``crs`` is given and the file states none, or its coordinates have no place there; or they cannot be of
        ``source_crs``.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> point = '{"type": "Point", "coordinates": [119.2, 36.8]}'
    >>> text = '{"type": "Feature", "id": "CBD", "properties": {}, "geometry": ' + point + "}"
    >>> _ = (folder / "a.geojson").write_text(text, encoding="utf-8")
    >>> frame = read_file(folder / "a.geojson", crs="working")
    >>> frame["id"].tolist(), frame.crs.to_epsg()
    (['CBD'], 4549)
    """
    arguments.path(path, "read_file: path")
    if layer is not None:
        arguments.text(layer, "read_file: layer")
    if encoding is not None:
        arguments.text(encoding, "read_file: encoding")
    arguments.flag(swap_axes, "read_file: swap_axes")
    declared = None if source_crs is None else declared_as(source_crs)
    file = existing_file(path)
    source = Source(file, format_of(file), encoding)
    if source.kind in BUREAU:
        frame = read_bureau(source, layer, declared, swap_axes=swap_axes)
        return frame if crs is None else _transformed(source, file.stem, frame, crs)
    if encoding is not None and source.kind not in {"Shapefile", "GeoJSON", "MapInfo"}:
        message = (
            f"{file.name}: encoding= is for Shapefile, GeoJSON and MapInfo; {source.kind} states its own, leave it out"
        )
        raise SourceError(message)
    digest = _sha256(file)
    if source.kind == "GeoParquet":
        chosen, frame = choose(source, [parquet_layer(file)], layer).name, read_parquet(file)
    else:
        with layers_of(source) as layers:
            taken = choose(source, layers, layer)
            chosen, frame = taken.name, read_layer(source, taken)
    frame, told = placed_as_declared(frame, declared, file=file.name, layer=chosen, swap_axes=swap_axes)
    source.found += told
    if frame.crs is None:
        source.note("warning", "no_crs", chosen, _lacking(source, file.name), f"ask the source, {_DECLARE}; {DOCTOR}")
    if crs is not None:
        frame = _transformed(source, chosen, frame, crs)
    return attach(
        frame, source.found, file=file.name, format=source.kind, layer=chosen, sha256=digest, encoding=source.encoding
    )


def list_layers(path: str | os.PathLike[str]) -> pd.DataFrame:
    """List the layers of a file.

    Returns
    -------
    pandas.DataFrame
        ``name, geometry, features``; geometry is None for a table without geometry, ``Unknown`` for mixed types.

    Raises
    ------
    SourceError
        No such file, unknown format, or it cannot be opened.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> import geopandas as gpd
    >>> point = gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_xy([119.2], [36.8], crs="EPSG:4326"))
    >>> point.to_file(folder / "a.gpkg", layer="stations")
    >>> list_layers(folder / "a.gpkg").to_dict("records")
    [{'name': 'stations', 'geometry': 'Point', 'features': 1}]
    """
    file = existing_file(path)
    source = Source(file, format_of(file))
    if source.kind == "GeoParquet":
        return _table([parquet_layer(file)])
    if source.kind in BUREAU:
        return _table(bureau_layers(source))
    with layers_of(source) as layers:
        return _table(layers)


def _table(layers: list[Layer]) -> pd.DataFrame:
    rows = [(layer.name, layer.geometry, layer.features) for layer in layers]
    return pd.DataFrame(rows, columns=["name", "geometry", "features"])


def _sha256(file: Path) -> str:
    try:
        return digest_of(file)
    except OSError as error:
        message = f"cannot read {file}: {error.strerror}; it may be open in another program, or not yours to read"
        raise SourceError(message) from error


def _lacking(source: Source, name: str) -> str:
    """Say that a file states no system, or none that is understood."""
    if source.prj:
        said = " ".join(source.prj.split())[:_SHOWN]
        return f"the .prj of {name} states a reference system that is not understood ({said!r})"
    return f"{name} does not say in which reference system its coordinates are"


def _transformed(source: Source, layer: str, frame: gpd.GeoDataFrame, crs: object) -> gpd.GeoDataFrame:
    target = resolve(crs)
    if frame.crs is None:
        message = (
            f"{_lacking(source, str(source.path))}, so they cannot be brought to "
            f"{target.name}; ask the source, {_DECLARE}; {DOCTOR}"
        )
        raise CRSError(message)
    if frame.crs == target:
        return frame
    problem = coordinate_problem(frame.total_bounds, frame.crs)
    if problem:
        code, what, what_to_do = problem
        source.found.append(Finding("error", code, layer, None, what, what_to_do))
    try:
        return to_crs(frame, target)
    except CRSError as error:
        message = f"{source.path}: {error}" + (f" ({problem[1]}; {problem[2]})" if problem else "")
        raise CRSError(message) from error
