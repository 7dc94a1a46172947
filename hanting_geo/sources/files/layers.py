"""Which layers a file holds, and what GDAL opens for each of them."""

from __future__ import annotations

import shutil
import warnings
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyogrio
import shapely
from pyogrio.errors import CRSError as PyogrioCRSError
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from pyproj.exceptions import CRSError as PyprojCRSError

from hanting_geo.core.archives import require_moderate_pack, unpack
from hanting_geo.core.findings import Finding, Level
from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.scratch import scratch_folder
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.content import check_content, require_driver
from hanting_geo.sources.files.encoding import Dbf, TextEncoding, read_dbf, sibling
from hanting_geo.sources.files.geojson import Walk, geojson_text, walk_geojson
from hanting_geo.sources.files.kml import Kml, parse_kml
from hanting_geo.sources.files.layer_styles import is_styles
from hanting_geo.sources.files.unpacked import kml_of, mapinfo_copy, require_gdb
from hanting_geo.sources.files.views import require_views_end

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hanting_geo.core.ordinary import State

__all__ = ["LATIN", "READ_ERRORS", "Layer", "Source", "cannot_open", "choose", "layers_of", "listing", "quiet", "short"]

LATIN = "ISO-8859-1"
"""Told to GDAL so that it passes the bytes of a Shapefile's text through as they are."""
READ_ERRORS = (
    DataSourceError, DataLayerError, FeatureError, PyogrioCRSError, PyprojCRSError, shapely.errors.ShapelyError,
    IndexError, ValueError, UnboundLocalError,
)  # fmt: skip
"""What pyogrio raises on a damaged file (UnboundLocalError: on a reference system without a code)."""

_UTF8_FLAG = 0x800
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


@dataclass(slots=True)
class Layer:
    """A layer and what GDAL opens for it; geometry is None for a table without one."""

    name: str
    geometry: str | None
    features: int
    target: Path | bytes
    inner: str | None = None
    dbf: Dbf | None = None
    text: TextEncoding | None = None


@dataclass(slots=True)
class Source:
    """A file that is being read, and the findings so far."""

    path: Path
    kind: str
    encoding: str | None = None
    found: list[Finding] = field(default_factory=list)
    walk: Walk | None = None
    kml: Kml | None = None
    charset: str = ""
    """The codec of the charset that a MapInfo table states; empty where it states none."""
    prj: str | None = None
    """What the .prj of a Shapefile says."""
    state: State = ()
    """In which state it was when reading began, of one that is read in batches."""

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name

    def note(self, level: Level, code: str, layer: str | None, what: str, what_to_do: str) -> None:
        """Add a finding on the whole layer, unless it is known."""
        if (code, what) not in {(each.code, each.what) for each in self.found}:
            self.found.append(Finding(level, code, layer, None, what, what_to_do))


@contextmanager
def layers_of(source: Source) -> Iterator[list[Layer]]:
    """Open what the file holds; a zipped Shapefile is unpacked for as long as it is read.

    Raises
    ------
    SourceError
        It cannot be opened; the message says why.
    """
    if source.kind == "Shapefile" and source.path.suffix.lower() != ".shp":
        check_content(source.path, "zip")
        with scratch_folder() as scratch:
            yield [_shapefile(source, name, shp) for name, shp in _unpacked(source, scratch)]
    elif source.kind == "Shapefile":
        with scratch_folder() as scratch:
            yield [_shapefile(source, source.path.stem, _alike(source.path, scratch))]
    elif source.kind == "GeoJSON":
        text, target = geojson_text(source.path, source.encoding)
        source.walk = walk_geojson(source.name, text)
        walk = source.walk
        whole = source.path if target is None else target
        yield [Layer(walk.name or source.path.stem, walk.geometry, len(walk.features), whole)]
    elif source.kind == "KML":
        with scratch_folder() as scratch:
            packed = source.path.suffix.lower() == ".kmz"
            source.kml = parse_kml(kml_of(source.path, scratch) if packed else source.path)
        source.encoding = source.kml.encoding
        yield [Layer(one.name, one.geometry, len(one.placemarks), source.path) for one in source.kml.layers]
    elif source.kind == "MapInfo":
        with scratch_folder() as scratch:
            copy, source.charset = mapinfo_copy(source.path, scratch)
            yield [_mapinfo(source, copy)]
    else:
        if source.kind == "FileGDB":
            require_gdb(source.path)
        check_content(source.path, source.kind)
        if source.kind == "GeoPackage":
            require_views_end(source.path)
        yield _gdal_layers(source)


def _alike(shp: Path, scratch: Path) -> Path:
    """Give a Shapefile whose parts are written alike: ``Q.shp`` with ``q.dbf`` is one to Windows, not to GDAL."""
    parts = {suffix: part for suffix in _PARTS if (part := sibling(shp, suffix)) is not None}
    parts[".shp"] = shp
    if all(part.name in {shp.stem + suffix, shp.stem + suffix.upper()} for suffix, part in parts.items()):
        return shp
    for suffix, part in parts.items():
        shutil.copyfile(part, scratch / f"{shp.stem}{suffix}")
    return scratch / f"{shp.stem}.shp"


def _gdal_layers(source: Source) -> list[Layer]:
    try:
        with quiet(source, None):
            listed = pyogrio.list_layers(source.path).tolist()
            if len(listed) > limits.layers:
                exceeded(source.path, Sentence("it holds {listed:,} layers", listed=len(listed)), "layers")
            infos = [pyogrio.read_info(source.path, layer=name, force_feature_count=True) for name, _ in listed]
    except READ_ERRORS as error:
        raise cannot_open(source, error) from error
    if source.kind == "GeoPackage":
        # What QGIS draws the layers with is no layer.
        kept = [place for place, (name, _) in enumerate(listed) if not is_styles(name, infos[place])]
        listed, infos = [listed[place] for place in kept], [infos[place] for place in kept]
    if not listed:
        message = Sentence("{path} holds no layer; take it from the source again", path=source.path)
        raise SourceError(message)
    for (name, _), info in zip(listed, infos, strict=True):
        require_driver(source.name, source.kind, info["driver"])
        if len(info["fields"]) > limits.columns:
            exceeded(
                source.path,
                Sentence("layer {name!r} has {fields:,} columns", name=name, fields=len(info["fields"])),
                "columns",
            )
    return [
        Layer(name, geometry, int(info["features"]), source.path, name)
        for (name, geometry), info in zip(listed, infos, strict=True)
    ]


def _mapinfo(source: Source, copy: Path) -> Layer:
    try:
        with quiet(source, None):
            info = pyogrio.read_info(copy, encoding=LATIN, force_feature_count=True)
    except READ_ERRORS as error:
        raise cannot_open(source, error) from error
    require_driver(source.name, source.kind, info["driver"])
    return Layer(source.path.stem, info["geometry_type"] or "Unknown", int(info["features"]), copy)


def _shapefile(source: Source, name: str, shp: Path) -> Layer:
    lacking = [suffix for suffix in (".shx", ".dbf") if sibling(shp, suffix) is None]
    if lacking:
        message = Sentence(
            "{path}: {listed} is missing, and a Shapefile is at least .shp, .shx and .dbf side "
            "by side; take all of them from the source",
            path=source.path,
            listed=enumerated(name + suffix for suffix in lacking),
        )
        raise SourceError(message)
    check_content(shp, "Shapefile", name=source.name)
    table = sibling(shp, ".dbf")
    dbf = read_dbf(table) if table else None
    if dbf is not None and dbf.complete < dbf.records:
        message = Sentence(
            "{path}: the attribute table is cut off after {complete} of {records} rows; take the "
            "file from the source again",
            path=source.path,
            complete=dbf.complete,
            records=dbf.records,
        )
        raise SourceError(message)
    try:
        with quiet(source, None):
            info = pyogrio.read_info(shp, encoding=LATIN)
    except READ_ERRORS as error:
        raise cannot_open(source, error) from error
    require_driver(source.name, source.kind, info["driver"])
    count = dbf.records - int(dbf.deleted.sum()) if dbf else int(info["features"])
    return Layer(name, info["geometry_type"], count, shp, shp.stem, dbf)


def cannot_open(source: Source, error: Exception) -> SourceError:
    """Make the error that says why GDAL refuses a file."""
    if isinstance(error, PyogrioCRSError | PyprojCRSError | UnboundLocalError):
        where = Sentence("its .prj") if source.kind == "Shapefile" else Sentence("it")
        return SourceError(
            Sentence(
                "{path}: the reference system that {where} states cannot be understood ({error}); "
                "ask the source which one it is, and correct it there",
                path=source.path,
                where=where,
                error=short(error),
            )
        )
    return SourceError(
        Sentence(
            "{path} cannot be opened as {kind} ({error}); it is damaged or another kind of file: "
            "take it from the source again",
            path=source.path,
            kind=source.kind,
            error=short(error),
        )
    )


def short(error: Exception) -> str:
    """Give the first sentence of a library's error."""
    return str(error).split("; It might help")[0].strip() or type(error).__name__


def _unpacked(source: Source, scratch: Path) -> list[tuple[str, Path]]:
    """Unpack the Shapefiles of a zip under plain names; Windows packs Chinese names in GBK without saying so."""
    shapes: list[tuple[str, Path]] = []
    try:
        with zipfile.ZipFile(source.path) as pack:
            require_moderate_pack(source.path, pack.infolist())
            members = {_zip_name(item): item for item in pack.infolist() if not item.is_dir()}
            members = {name: item for name, item in members.items() if not _is_of_the_finder(name)}
            stems = [name[:-4] for name in members if name.lower().endswith(".shp")]
            if len(stems) > limits.layers:
                exceeded(
                    source.path,
                    Sentence("it holds {stems:,} Shapefiles", stems=len(stems)),
                    "layers",
                    Sentence("unpack it by hand"),
                )
            alike: dict[str, list[str]] = {}
            for name in members:
                alike.setdefault(name.lower(), []).append(name)
            for number, stem in enumerate(stems):
                for suffix in _PARTS:
                    item = _member(members, alike, stem, suffix)
                    if item is not None:
                        unpack(pack, item, scratch / f"{number}{suffix}")
                shapes.append((_short(stem, stems), scratch / f"{number}.shp"))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        message = Sentence(
            "{path} cannot be unpacked ({error}); take it from the source again, or unpack it by hand",
            path=source.path,
            error=error,
        )
        raise SourceError(message) from error
    if not shapes:
        message = Sentence(
            "{path} holds no Shapefile but {listed}; unpack it first",
            path=source.path,
            listed=enumerated(list(members)[:5]) or Sentence("none"),
        )
        raise SourceError(message)
    return shapes


def _is_of_the_finder(name: str) -> bool:
    """Tell what the Finder of a Mac packs beside each file."""
    folders, _, last = name.rpartition("/")
    return "__MACOSX" in folders.split("/") or last.startswith("._")


def _member(
    members: dict[str, zipfile.ZipInfo], named: dict[str, list[str]], stem: str, suffix: str
) -> zipfile.ZipInfo | None:
    """Find a part of a Shapefile, in whatever case it is written; the one that is written alike first."""
    alike = named.get((stem + suffix).lower(), [])
    alike.sort(key=lambda name: (name != stem + suffix, name[:-4] != stem, name))
    return members[alike[0]] if alike else None


def _short(stem: str, stems: list[str]) -> str:
    """Give the name of a layer: without its folder, unless another one has it too."""
    name = stem.rsplit("/", 1)[-1]
    return name if [each.rsplit("/", 1)[-1] for each in stems].count(name) == 1 else stem


def _zip_name(item: zipfile.ZipInfo) -> str:
    if item.flag_bits & _UTF8_FLAG:
        return item.filename
    raw = item.filename.encode("cp437")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def choose(source: Source, layers: list[Layer], wanted: str | None) -> Layer:
    """Pick the layer that was asked for, or the only one with geometry.

    Raises
    ------
    SourceError
        No such layer, or several and none asked for; the message lists them.
    """
    spatial = [layer for layer in layers if layer.geometry is not None]
    if wanted is not None:
        spatial = [layer for layer in layers if layer.name == wanted]
        if not spatial:
            message = Sentence(
                "{path} has no layer {wanted!r}; it has {layers}",
                path=source.path,
                wanted=wanted,
                layers=listing(layers),
            )
            raise SourceError(message)
    if len(spatial) > 1:
        message = Sentence(
            "{path} has {count} layers: {layers}; choose one with layer=",
            path=source.path,
            count=len(spatial),
            layers=listing(layers),
        )
        raise SourceError(message)
    if not spatial or spatial[0].geometry is None:
        message = Sentence(
            "{path}: there is no geometry in {layers}; read a plain table with pandas",
            path=source.path,
            layers=listing(layers),
        )
        raise SourceError(message)
    tables = [layer.name for layer in layers if layer.geometry is None]
    if tables and wanted is None:
        source.note(
            "note",
            "tables_left",
            spatial[0].name,
            Sentence("the file also holds tables without geometry: {listed}", listed=enumerated(tables)),
            Sentence("nothing, if you need the layer only"),
        )
    return spatial[0]


def listing(layers: list[Layer]) -> str:
    """Name layers with geometry and count."""
    return enumerated(
        Sentence(
            "{name!r} ({geometry}, {count} features)",
            name=each.name,
            geometry=each.geometry or Sentence("no geometry"),
            count=each.features,
        )
        for each in layers
    )


@contextmanager
def quiet(source: Source, layer: str | None) -> Iterator[None]:
    """Turn the warnings of GDAL into findings; on failure they are told in the error instead."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    said = dict.fromkeys(str(item.message).strip() for item in caught)
    for text in said:
        if "Several features with id" in text or "as JSON; leaving as string" in text:
            continue  # both are judged from the file itself
        source.note("warning", "gdal", layer, text, Sentence("see whether the layer is as you expect it"))
