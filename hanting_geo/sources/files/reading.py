"""Reading geodata files whole: every feature and text as it is in the file, or an error that says which is not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.addresses import is_database, masked
from hanting_geo.core.findings import Finding, attach
from hanting_geo.core.ordinary import require_unchanged, state_of
from hanting_geo.core.os_errors import reason
from hanting_geo.core.readable import readable
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.coordinates import coordinate_problem
from hanting_geo.crs.gate import resolve, to_crs
from hanting_geo.errors import CRSError, SourceError
from hanting_geo.sources.files.bulk import read_layer
from hanting_geo.sources.files.bureau import BUREAU, bureau_layers, read_bureau
from hanting_geo.sources.files.declared import DOCTOR, declared_as, placed_as_declared
from hanting_geo.sources.files.layers import Layer, Source, choose, layers_of
from hanting_geo.sources.files.parquet import parquet_layer, read_parquet
from hanting_geo.sources.files.paths import existing_file, format_of
from hanting_geo.sources.files.pushing import asked_part, checked_box, checked_columns
from hanting_geo.sources.files.unpacked import digest_of
from hanting_geo.sources.postgis.reading import list_database, read_database

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import geopandas as gpd

    from hanting_geo.sources.files.declared import Declared

__all__ = ["list_layers", "read_file"]


_SHOWN = 60
_DECLARE = Sentence("and declare it: source_crs='EPSG:...', convert --from-crs, or crs: in a catalogue")


def read_file(
    path: str | os.PathLike[str],
    *,
    layer: str | None = None,
    crs: object = None,
    encoding: str | None = None,
    source_crs: object = None,
    swap_axes: bool = False,
    bbox: Sequence[float] | None = None,
    columns: Sequence[str] | None = None,
) -> gpd.GeoDataFrame:
    """Read a layer of a geodata file or of a database, with findings on what is wrong or worth knowing.

    GeoJSON, GeoPackage, FlatGeobuf, Shapefile (``.shp``, or zipped as ``.shz`` or ``.zip``), KML and KMZ, GeoParquet,
    DXF, MapInfo (``.tab``, ``.mif``), file geodatabases (``.gdb``), and what
    :func:`hanting_geo.read_landtxt` (boundary points, ``.txt``) and :func:`hanting_geo.read_table` (``.csv``,
    ``.xlsx``) read without being told more; which of the two a text is, its content says. No feature, geometry, vertex
    or text is lost or garbled in silence: what GDAL would pass over is an error here that names the features.

    Parameters
    ----------
    path
        The file, or the address of a database with PostGIS: ``"postgresql://USER@HOST/DATABASE"`` (extra ``postgis``).
        A password comes from ``PGPASSWORD``, a service file (``"postgresql://?service=NAME"``) or ``.pgpass``.
    layer
        Which layer, for a file that has several; of a workbook, the sheet; of a DXF, a layer of the drawing,
        ``points``, ``lines``, ``polygons``, ``texts``, or ``LAYER/polygons``; None is all of it. Of a database,
        ``"schema.table"``, or ``"schema.table(column)"`` where a table has several columns of geometry.
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
    bbox
        West, south, east, north, as the layer is stored: only features whose box meets it. A file is still read and
        proven whole; a database is asked for no more.
    columns
        Only these columns, and the geometry.

    Returns
    -------
    geopandas.GeoDataFrame
        A row a feature, in file order (of a table, by its primary key); ``crs`` is None if the file states none.
        ``hg.findings(frame)`` shows the
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
    box, wanted = checked_box(bbox), checked_columns(columns)
    declared = None if source_crs is None else declared_as(source_crs)
    if is_database(path):
        return _of_database(str(path), layer, crs, encoding, declared, box, wanted, swap_axes=swap_axes)
    file = existing_file(path)
    source = Source(file, format_of(file), encoding)
    before = state_of(file)
    try:
        with readable(file, source.kind):
            return _read(source, layer, crs, declared, (box, wanted), swap_axes=swap_axes)
    finally:
        # Also when it failed: that it was written meanwhile is then why.
        require_unchanged(file, before)


def _read(
    source: Source,
    layer: str | None,
    crs: object,
    declared: Declared | None,
    asked: tuple[tuple[float, ...] | None, list[str] | None],
    *,
    swap_axes: bool,
) -> gpd.GeoDataFrame:
    """Read what a file holds, whoever reads its format."""
    box, wanted = asked
    file, encoding = source.path, source.encoding
    if source.kind in BUREAU:
        frame = asked_part(read_bureau(source, layer, declared, swap_axes=swap_axes), box, wanted, file.name)
        return frame if crs is None else _transformed(source, str(file), file.stem, frame, crs)
    if encoding is not None and source.kind not in {"Shapefile", "GeoJSON", "MapInfo"}:
        message = Sentence(
            "{name}: encoding= is for Shapefile, GeoJSON and MapInfo; {kind} states its own, leave it out",
            name=file.name,
            kind=source.kind,
        )
        raise SourceError(message)
    digest = _sha256(file)
    if source.kind == "GeoParquet":
        chosen, frame = choose(source, [parquet_layer(file)], layer).name, read_parquet(file)
    else:
        with layers_of(source) as layers:
            taken = choose(source, layers, layer)
            chosen, frame = taken.name, read_layer(source, taken)
    frame = asked_part(frame, box, wanted, file.name)
    frame, told = placed_as_declared(frame, declared, file=file.name, layer=chosen, swap_axes=swap_axes)
    source.found += told
    if frame.crs is None:
        source.note(
            "warning",
            "no_crs",
            chosen,
            _lacking(source, file.name),
            Sentence("ask the source, {declare}; {doctor}", declare=_DECLARE, doctor=DOCTOR),
        )
    if crs is not None:
        frame = _transformed(source, str(file), chosen, frame, crs)
    return attach(
        frame, source.found, file=file.name, format=source.kind, layer=chosen, sha256=digest, encoding=source.encoding
    )


def _of_database(
    address: str,
    layer: str | None,
    crs: object,
    encoding: str | None,
    declared: Declared | None,
    box: tuple[float, ...] | None,
    columns: list[str] | None,
    *,
    swap_axes: bool,
) -> gpd.GeoDataFrame:
    """Read a layer of a database, and place it as that of a file."""
    if encoding is not None:
        message = Sentence(
            "{address}: encoding= is for files; a database states its own, leave it out", address=masked(address)
        )
        raise SourceError(message)
    read = read_database(address, layer, bbox=box, columns=columns)
    source = Source(Path(read.layer), "PostGIS", found=list(read.found))
    where = f"{read.shown}, {read.layer}"
    frame, told = placed_as_declared(read.frame, declared, file=read.layer, layer=read.layer, swap_axes=swap_axes)
    source.found += told
    if frame.crs is None:
        what = Sentence("{layer} does not say in which reference system its coordinates are (SRID 0)", layer=read.layer)
        source.note(
            "warning",
            "no_crs",
            read.layer,
            what,
            Sentence("ask the source, {declare}; {doctor}", declare=_DECLARE, doctor=DOCTOR),
        )
    if crs is not None:
        frame = _transformed(source, where, read.layer, frame, crs)
    return attach(
        frame, source.found, file=read.shown, format="PostGIS", layer=read.layer, sha256=read.sha256, encoding="utf-8"
    )


def list_layers(path: str | os.PathLike[str]) -> pd.DataFrame:
    """List the layers of a file or a database.

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
    if is_database(path):
        return pd.DataFrame(list_database(path), columns=["name", "geometry", "features"])
    file = existing_file(path)
    source = Source(file, format_of(file))
    with readable(file, source.kind):
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
        message = Sentence(
            "cannot read {file}: {why}; it may be open in another program, or not yours to read",
            file=file,
            why=reason(error),
        )
        raise SourceError(message) from error


def _lacking(source: Source, name: str) -> str:
    """Say that a file states no system, or none that is understood."""
    if source.prj:
        said = " ".join(source.prj.split())[:_SHOWN]
        return Sentence(
            "the .prj of {name} states a reference system that is not understood ({said!r})", name=name, said=said
        )
    return Sentence("{name} does not say in which reference system its coordinates are", name=name)


def _transformed(source: Source, where: str, layer: str, frame: gpd.GeoDataFrame, crs: object) -> gpd.GeoDataFrame:
    target = resolve(crs)
    if frame.crs is None:
        message = Sentence(
            "{source}, so they cannot be brought to {name}; ask the source, {declare}; {doctor}",
            source=_lacking(source, where),
            name=target.name,
            declare=_DECLARE,
            doctor=DOCTOR,
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
        message = Sentence("{path}: {error}", path=where, error=error)
        if problem:
            message += Sentence(" ({what}; {what_to_do})", what=problem[1], what_to_do=problem[2])
        raise CRSError(message) from error
