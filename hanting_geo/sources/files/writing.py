"""Writing geodata files: proven by reading them back before they take their place, so never half and never less.

One file, although long: each format is written and proved here.
"""

from __future__ import annotations

import codecs
import shutil
import warnings
import zipfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from hanting_geo.core import arguments
from hanting_geo.core.addresses import is_database, masked
from hanting_geo.core.atomic import is_full, no_room, replacing_file, replacing_folder
from hanting_geo.core.extras import require
from hanting_geo.core.scratch import scratch_folder
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.words.columns import LABELS
from hanting_geo.crs.gate import STORED, to_crs
from hanting_geo.errors import CRSError, SourceError
from hanting_geo.sources.files.dateline import DECIMALS, within_the_date_line
from hanting_geo.sources.files.dates import as_dates, date_texts
from hanting_geo.sources.files.encoding import codec_of
from hanting_geo.sources.files.landtxt.writing import write_landtxt
from hanting_geo.sources.files.layer_styles import TABLE, put_styles
from hanting_geo.sources.files.paths import FORMATS, refuse_address
from hanting_geo.sources.files.reading import list_layers, read_file
from hanting_geo.sources.files.roundtrip import prove_written
from hanting_geo.sources.files.schema import check_dbf_names, check_dbf_texts, free_name, writable
from hanting_geo.sources.postgis.writing import write_database

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from hanting_geo.core.layer_style import LayerStyle

__all__ = ["check_geopackage", "guarded", "layer_name", "target_format", "write_file"]

_LATIN = "ISO-8859-1"
_LDID_AT = 29
_LDID = {"gbk": 0x4D}
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_ID = "hanting_geo_feature_id"
_INT32 = 2**31
_ONLY_READ = {"Table", "DXF", "MapInfo", "FileGDB"}
_WRITE_ERRORS = (
    DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, shapely.errors.ShapelyError, ValueError,
)  # fmt: skip


def write_file(
    frame: gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    *,
    layer: str | None = None,
    encoding: str | None = None,
    dress: Callable[[gpd.GeoDataFrame, str], Sequence[LayerStyle]] | None = None,
) -> Path:
    """Write a frame to a file or a database that reads back the same; the old one or the new one, never half.

    :func:`hanting_geo.write_file` is this, with the styles of the page.

    ``.geojson`` (RFC 7946: WGS 84, UTF-8, right-hand rings, 9 decimals, ``id`` on each feature),
    ``.gpkg`` (other layers of an existing file stay), ``.fgb`` (in row order, without spatial index), ``.parquet``
    (extra ``parquet``), ``.kml`` and ``.kmz`` (WGS 84, labelled with ``name_zh``, 名称 or
    ``id``), ``.shz`` and ``.zip`` (a Shapefile in one file), ``.txt`` (boundary points, as
    :func:`hanting_geo.write_landtxt`), and ``.shp`` into a fresh folder. Before it takes its place, the new file is
    read back and compared: rows, column names, texts, numbers, vertices.

    Parameters
    ----------
    frame
        Its index is a column of the file if it has a name, several levels, or labels that are not whole numbers.
        The geometry column is called ``geometry`` when read back.
    path
        The suffix chooses the format; the folder exists (for ``.shp``: is new or empty). Or the address of a database
        with PostGIS, as :func:`read_file` takes it: the table is made, or its rows are replaced, in one transaction.
    layer
        Name of the layer; None: the stem of the file. Of a database, ``"schema.table"``.
    encoding
        Of a Shapefile's text and .cpg: None or ``"utf-8"``; ``"gbk"`` for old desktop software. Of boundary points:
        None or ``"gbk"``, or as :func:`hanting_geo.write_landtxt` takes it.
    dress
        Of a GeoPackage: says of what is written, and of the name of its layer, with which styles QGIS opens it.

    Returns
    -------
    pathlib.Path
        Where it was written; of a database its address, without a password.

    Raises
    ------
    SchemaError
        Columns or values that the format cannot hold: lists, mixed types, repeated names, Shapefile names that
        would be cut inside a character or collide (abbreviations are offered), texts over 254 bytes.
    CRSError
        GeoJSON and KML need WGS 84, and the frame has no reference system.
    SourceError
        Unknown suffix, a ``.shp`` into a folder in use, a file held by another program, or GDAL would lose something.

    Warns
    -----
    UserWarning
        Shapefile column names over 10 bytes are shortened; the warning gives old and new names. A table of a database
        whose columns differ is made anew; the warning gives the rights, indexes and keys that went with the old one.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> import geopandas as gpd
    >>> place = gpd.GeoSeries.from_xy([430000.0], [4071000.0], crs="EPSG:4549")
    >>> zones = gpd.GeoDataFrame({"名称": ["寒亭"]}, geometry=place)
    >>> read_file(write_file(zones, folder / "zones.gpkg"))["名称"].tolist()
    ['寒亭']
    >>> read_file(write_file(zones, folder / "zones.geojson")).crs.to_epsg()
    4326
    """
    arguments.require_frame(frame, "write_file: frame")
    arguments.path(path, "write_file: path")
    for given, what in ((layer, "layer"), (encoding, "encoding")):
        if given is not None:
            arguments.text(given, f"write_file: {what}")
    if is_database(path):
        _check_encoding(encoding, "a database", masked(path))
        return write_database(frame, path, layer)
    target = Path(path)
    kind = target_format(target)
    name = layer_name(target, kind, layer)
    if kind == "LandTXT":
        return write_landtxt(frame, target, encoding=encoding or "gbk")
    _check_encoding(encoding, kind, target.name)
    ready = writable(frame, kind, target.name)
    if kind in {"GeoJSON", "KML"}:
        ready = _in_degrees(ready, kind, target.name)
    if kind == "Shapefile":
        return _write_shapefile(ready, target, name, _codec(encoding or "utf-8"))
    styles: Sequence[LayerStyle] = ()
    if kind == "GeoPackage":
        check_geopackage(target)
        styles = dress(ready, name) if dress is not None else ()
    _write_one(ready, target, kind, name, styles)
    return target


def _write_one(ready: gpd.GeoDataFrame, target: Path, kind: str, name: str, styles: Sequence[LayerStyle]) -> None:
    """Write a format of one file, with the styles of its layer."""
    with replacing_file(target) as working:
        if kind == "GeoPackage" and target.exists():
            shutil.copyfile(target, working)
        guarded(target, lambda: _WRITERS[kind](ready, working, name), lambda: _prove(ready, working, kind, name))
        if kind == "GeoPackage":
            put_styles(working, name, styles)
        left = [each.name for each in working.parent.iterdir() if each != working]
        if left:
            message = Sentence(
                "cannot write {target}: the driver left {listed} beside it; please report this",
                target=target,
                listed=enumerated(left),
            )
            raise SourceError(message)


def _in_degrees(ready: gpd.GeoDataFrame, kind: str, file: str) -> gpd.GeoDataFrame:
    if ready.crs is None:
        message = Sentence(
            "{name}: {kind} is always WGS 84, and the frame has no reference system; say which "
            "one the coordinates are in with frame.set_crs(...)",
            name=file,
            kind=kind,
        )
        raise CRSError(message)
    return within_the_date_line(to_crs(ready, STORED), file)


def _check_encoding(encoding: str | None, kind: str, target: str) -> None:
    if encoding is not None and kind != "Shapefile" and codecs.lookup(_codec(encoding)).name != "utf-8":
        message = Sentence("{name}: encoding= is for Shapefiles; {kind} is always UTF-8", name=target, kind=kind)
        raise SourceError(message)


def target_format(target: Path) -> str:
    """Give the format that the suffix of a file to be written stands for.

    Raises
    ------
    SourceError
        No format that is written ends so.
    """
    refuse_address(target)
    kind = FORMATS.get(target.suffix.lower())
    if kind is None or kind in _ONLY_READ:
        there = enumerated(suffix for suffix, each in FORMATS.items() if each not in _ONLY_READ)
        hint = Sentence("; a table is written with hg.write_csv or hg.write_workbook") if kind == "Table" else ""
        message = Sentence(
            "{target}: files ending in {suffix!r} cannot be written, but {there}{hint}",
            target=target,
            suffix=target.suffix,
            there=there,
            hint=hint,
        )
        raise SourceError(message)
    return kind


def _codec(encoding: str) -> str:
    codec = codec_of(encoding)
    if codec is None:
        message = Sentence("unknown encoding {encoding!r}; use 'utf-8' or 'gbk'", encoding=encoding)
        raise SourceError(message)
    try:
        return codecs.lookup(encoding).name  # what is written as GBK is GBK, although it is read as GB18030
    except (LookupError, ValueError):
        return codec


def layer_name(target: Path, kind: str, layer: str | None) -> str:
    """Give the name of the layer to be written: as asked for, else the stem of the file.

    Raises
    ------
    SourceError
        It is empty, or the format names its layer itself.
    """
    name = target.stem if layer is None else layer
    if not name.strip():
        message = Sentence("{target}: the name of a layer cannot be empty", target=target)
        raise SourceError(message)
    if kind == "GeoPackage" and name.lower() == TABLE:
        message = Sentence(
            "{target}: no layer of a GeoPackage is called {name!r}: QGIS keeps styles in a table of that name; choose "
            "another one with layer=",
            target=target,
            name=name,
        )
        raise SourceError(message)
    if name != target.stem and (kind in {"GeoParquet", "LandTXT"} or target.suffix.lower() == ".shp"):
        message = Sentence(
            "{name}: the layer of a {kind} is called like its file; leave out layer= or rename the file",
            name=target.name,
            kind=kind,
        )
        raise SourceError(message)
    return name


def guarded(target: Path, write: Callable[[], object], prove: Callable[[], object]) -> None:
    """Write, then prove what was written; what GDAL warned of is told if the proof fails, else it meant no loss.

    Raises
    ------
    SourceError
        Either failed.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            write()
            prove()
        except _WRITE_ERRORS as error:
            if is_full(target.parent, error):
                raise no_room(target, error) from error
            message = Sentence(
                "cannot write {target}: {error}; the old file, if any, is as it was. A .gpkg holds most frames",
                target=target,
                error=error,
            )
            raise SourceError(message) from error
        except SourceError as error:
            if is_full(target.parent, error):
                raise no_room(target, error) from error
            said = "; ".join(dict.fromkeys(str(each.message) for each in caught if each.category is RuntimeWarning))
            message = Sentence(
                "cannot write {target}: {error}{gdal}",
                target=target,
                error=error,
                gdal=f" (GDAL: {said})" if said else "",
            )
            raise SourceError(message) from error


def _prove(ready: gpd.GeoDataFrame, working: Path, kind: str, name: str) -> None:
    prove_written(ready, read_file(working, layer=name), kind)


def _write_geojson(ready: gpd.GeoDataFrame, working: Path, name: str) -> None:
    options: dict[str, Any] = {"RFC7946": "YES", "COORDINATE_PRECISION": DECIMALS}
    if "id" in ready.columns and len(ready) and ready["id"].notna().all() and ready["id"].is_unique:
        ready = ready.assign(**{_ID: ready["id"]})
        options["ID_FIELD"] = _ID
    pyogrio.write_dataframe(ready, working, driver="GeoJSON", layer=name, **options)


def _write_gpkg(ready: gpd.GeoDataFrame, working: Path, name: str) -> None:
    pyogrio.write_dataframe(
        ready,
        working,
        driver="GPKG",
        layer=name,
        FID=free_name("fid", ready.columns),
        GEOMETRY_NAME=free_name("geom", ready.columns),
    )


def _write_fgb(ready: gpd.GeoDataFrame, working: Path, name: str) -> None:
    # The spatial index would sort the rows, and refuses null geometry.
    pyogrio.write_dataframe(ready, working, driver="FlatGeobuf", layer=name, SPATIAL_INDEX="NO")


def _write_kml(ready: gpd.GeoDataFrame, working: Path, name: str) -> None:
    if working.suffix.lower() == ".kmz":
        with scratch_folder() as scratch:
            inner = scratch / "doc.kml"
            _write_kml(ready, inner, name)
            with zipfile.ZipFile(working, "w", zipfile.ZIP_DEFLATED) as pack:
                pack.write(inner, "doc.kml")
        return
    lower = {str(column).lower() for column in ready.columns}
    ready = ready.copy()
    label = next((column for column in LABELS if column in ready.columns), None)
    if "name" not in lower and label is not None:
        ready["Name"] = ready[label].astype("str").where(ready[label].notna(), None)
    for column in ready.columns:
        dtype = ready[column].dtype
        if pd.api.types.is_integer_dtype(dtype) and (ready[column].abs() < _INT32).all():
            ready[column] = ready[column].astype("Int32" if ready[column].isna().any() else "int32")
        elif isinstance(dtype, pd.DatetimeTZDtype) or dtype.kind == "M":
            ready[column] = [None if pd.isna(moment) else moment.isoformat() for moment in ready[column]]
    pyogrio.write_dataframe(ready, working, driver="LIBKML", layer=name)


def _write_parquet(ready: gpd.GeoDataFrame, working: Path, name: str) -> None:
    require("pyarrow", "GeoParquet")
    del name
    ready.to_parquet(working, index=False)


_WRITERS: dict[str, Callable[[gpd.GeoDataFrame, Path, str], None]] = {
    "GeoJSON": _write_geojson,
    "GeoPackage": _write_gpkg,
    "FlatGeobuf": _write_fgb,
    "KML": _write_kml,
    "GeoParquet": _write_parquet,
}


def check_geopackage(target: Path) -> None:
    """Refuse a GeoPackage that another program is writing to, and a file that is none.

    Raises
    ------
    SourceError
        It is either.
    """
    if not target.is_file():
        return
    for suffix in ("-wal", "-journal"):
        beside = target.with_name(target.name + suffix)
        if beside.exists() and beside.stat().st_size:
            message = Sentence(
                "cannot write {target}: {name} beside it holds changes of another program that are "
                "not in the file yet; close QGIS, or open and close the layer there once, and run "
                "again",
                target=target,
                name=beside.name,
            )
            raise SourceError(message)
    try:
        list_layers(target)
    except SourceError as error:
        message = Sentence(
            "cannot add a layer to {target}, which is no GeoPackage; delete it or choose another name ({error})",
            target=target,
            error=error,
        )
        raise SourceError(message) from error


def _write_shapefile(ready: gpd.GeoDataFrame, target: Path, name: str, codec: str) -> Path:
    names = check_dbf_names(ready, codec, target.name)
    check_dbf_texts(ready, codec, target.name)
    short = {old: new for old, new in names.items() if old != new}
    ready = ready.rename(columns=short)
    whole = target.suffix.lower() == ".shp"
    if whole and target.parent.exists() and any(target.parent.iterdir()):
        message = Sentence(
            "cannot write {target}: a Shapefile is several files, which cannot be replaced at "
            "once, and the folder {parent} is in use; name a fresh folder ({parent2}), or write "
            "{stem}.shz or {stem}.gpkg",
            target=target,
            parent=target.parent,
            parent2=target.parent / target.stem / target.name,
            stem=target.stem,
        )
        raise SourceError(message)
    with replacing_folder(target.parent) if whole else nullcontext() as fresh:
        if fresh is not None:
            working = fresh / target.name
            guarded(target, lambda: _write_parts(ready, working, codec), lambda: _prove_parts(ready, working))
        else:
            _write_zipped(ready, target, name, codec)
    if short:
        warnings.warn(
            Sentence("{name}: column names hold 10 bytes, so these are cut: {short}", name=target.name, short=short),
            stacklevel=3,
        )
    return target


def _write_zipped(ready: gpd.GeoDataFrame, target: Path, name: str, codec: str) -> None:
    with replacing_file(target) as working, scratch_folder() as scratch:
        shp = scratch / "layer.shp"

        def write() -> None:
            _write_parts(ready, shp, codec)
            with zipfile.ZipFile(working, "w", zipfile.ZIP_DEFLATED) as pack:
                for part in (shp.with_suffix(suffix) for suffix in _PARTS):
                    if part.exists():
                        pack.write(part, name + part.suffix)

        guarded(target, write, lambda: prove_written(ready, read_file(working, layer=name), "Shapefile"))


def _prove_parts(ready: gpd.GeoDataFrame, working: Path) -> None:
    prove_written(ready, read_file(working), "Shapefile")


def _write_parts(ready: gpd.GeoDataFrame, shp: Path, codec: str) -> None:
    """Write the parts of a Shapefile; text other than UTF-8 is encoded by Python, and GDAL passes the bytes through."""
    active = ready.geometry.name
    columns = [column for column in ready.columns if column != active]
    dated = [column for column in columns if pd.api.types.is_datetime64_any_dtype(ready[column].dtype)]
    ready = ready.assign(**{column: date_texts(ready[column]) for column in dated})
    _write_texts(ready, shp, codec)
    if dated:
        as_dates(shp.with_suffix(".dbf"), [columns.index(column) for column in dated])


def _write_texts(ready: gpd.GeoDataFrame, shp: Path, codec: str) -> None:
    if codec == "utf-8":
        pyogrio.write_dataframe(ready, shp, driver="ESRI Shapefile", encoding="UTF-8")
        return

    def disguised(value: Any) -> Any:
        return value.encode(codec).decode(_LATIN) if isinstance(value, str) else value

    active = ready.geometry.name
    hidden = ready.copy()
    for column in ready.columns:
        if column != active and pd.api.types.is_string_dtype(ready[column].dtype):
            hidden[column] = ready[column].map(disguised)
    hidden = hidden.rename(columns={column: disguised(column) for column in ready.columns if column != active})
    pyogrio.write_dataframe(hidden, shp, driver="ESRI Shapefile", encoding=_LATIN)
    shp.with_suffix(".cpg").write_text(codec.upper(), encoding="ascii")
    table = bytearray(shp.with_suffix(".dbf").read_bytes())
    table[_LDID_AT] = _LDID.get(codec, 0)
    shp.with_suffix(".dbf").write_bytes(table)
