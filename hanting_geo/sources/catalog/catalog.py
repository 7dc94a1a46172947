"""Catalogues: named layers with title, licence, provenance and a checked file each.

One file, although long: a catalogue, and the ways to open one and to load from it, are read together.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.addresses import is_database
from hanting_geo.core.atomic import write_text
from hanting_geo.core.findings import ATTRS_KEY, Finding, attach, records, to_table, told_of
from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.ordinary import require_ordinary
from hanting_geo.core.os_errors import reason
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import to_crs
from hanting_geo.errors import HantingGeoError, SchemaError, SourceError
from hanting_geo.sources.catalog.contract import (
    check_digest,
    check_file,
    check_names,
    count_finding,
    to_contract,
    unreadable,
)
from hanting_geo.sources.catalog.entries import CATALOG_FILE, LayerInfo, packaged_path, read_catalog_file
from hanting_geo.sources.checks import check_features, check_layer
from hanting_geo.sources.files import read_file
from hanting_geo.sources.files.bureau import read_told
from hanting_geo.sources.files.declared import declared_as
from hanting_geo.sources.files.paths import existing_file, refuse_address

if TYPE_CHECKING:
    from hanting_geo.sources.catalog.entries import CatalogFile, TableInfo

__all__ = ["Catalog", "init_catalog", "load_layer", "open_catalog", "require_clean"]


class Catalog(Mapping[str, gpd.GeoDataFrame]):
    """Named layers; also a mapping of name to frame, so that it stands wherever one is asked for.

    Open one with :func:`open_catalog`.
    """

    def __init__(self, path: Path, settings: CatalogFile) -> None:
        """Hold settings whose file paths are already resolved."""
        self.path = path
        self.title = settings.title
        self.version = settings.version
        self.crs = settings.crs
        self.licences = {name: licence.title for name, licence in settings.licences.items()}
        self._settings = settings

    @property
    def names(self) -> list[str]:
        """Names of the layers, in the order of the file."""
        return list(self._settings.layers)

    @property
    def table_names(self) -> list[str]:
        """Names of the tables."""
        return list(self._settings.tables)

    def __getitem__(self, name: str) -> gpd.GeoDataFrame:
        """Load a layer in the working system."""
        if name not in self._settings.layers:
            raise KeyError(name)
        return self.load(name)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the layers."""
        return iter(self._settings.layers)

    def __len__(self) -> int:
        """Count the layers."""
        return len(self._settings.layers)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a layer, without loading it."""
        return name in self._settings.layers

    def info(self, name: str) -> LayerInfo:
        """Say what the catalogue says of a layer.

        Raises
        ------
        SourceError
            There is no such layer; the message lists those there are.
        """
        if name not in self._settings.layers:
            close = get_close_matches(str(name), self.names, n=3, cutoff=0.5)
            hint = Sentence("did you mean {listed}? ", listed=enumerated(close)) if close else ""
            message = Sentence(
                "no layer {name!r} in {path}; {hint}there are: {listed}",
                name=name,
                path=self.path,
                hint=hint,
                listed=enumerated(self.names),
            )
            raise SourceError(message)
        return self._settings.layers[name]

    def table_info(self, name: str) -> TableInfo:
        """Say what the catalogue says of a table."""
        if name not in self._settings.tables:
            message = Sentence(
                "no table {name!r} in {path}; there are: {listed}",
                name=name,
                path=self.path,
                listed=enumerated(self.table_names) or Sentence("none"),
            )
            raise SourceError(message)
        return self._settings.tables[name]

    def load(self, name: str, *, crs: object = "working", strict: bool = False) -> gpd.GeoDataFrame:
        """Read a layer, check it, and bring it to a reference system.

        Parameters
        ----------
        name
            One of :attr:`names`.
        crs
            ``"working"`` (the catalogue's own, metres), ``"stored"`` (EPSG:4326), None (as it is in the file),
            or anything that pyproj understands.
        strict
            Raise when a finding is a warning or an error.

        Returns
        -------
        geopandas.GeoDataFrame
            With the contract columns; ``attrs["hanting_geo"]`` has title, licence, attribution, sha256 and findings.

        Raises
        ------
        SourceError
            No such layer, or its file cannot be read.
        SchemaError
            The column map names a column that the file has not; or ``strict`` and a finding.
        CRSError
            The file has no reference system, or a coordinate has no place in ``crs``.
        """
        info = self.info(name)
        frame = to_contract(_file_of(info, name), info, name)
        found = [*check_file(frame, info, name), *check_names(info, name), *check_features(frame, layer=name)]
        target = self.crs if isinstance(crs, str) and crs == "working" else crs
        if target is not None:
            frame = to_crs(frame, target)
        attach(
            frame,
            found,
            layer=name,
            title_zh=info.title.text("zh") or name,
            title_en=info.title.text("en") or name,
            licence=info.licence,
            attribution=info.attribution,
            catalog_version=self.version,
        )
        if strict:
            require_clean(frame, name)
        return frame

    def table(self, name: str) -> pd.DataFrame:
        """Read a table without geometry: text as text, numbers as numbers, empty cells as missing."""
        info = self.table_info(name)
        require_ordinary(info.path)
        try:
            frame = pd.read_csv(info.path, encoding="utf-8-sig")
        except (OSError, ValueError, MemoryError, OverflowError, LookupError) as error:  # pandas' own are ValueErrors
            message = Sentence(
                "cannot read table {name!r} from {path}: {error}; it must be CSV in UTF-8",
                name=name,
                path=info.path,
                error=error,
            )
            raise SourceError(message) from error
        if len(frame.columns) > limits.columns:
            exceeded(info.path, Sentence("it has {columns:,} columns", columns=len(frame.columns)), "columns")
        digest = hashlib.sha256(info.path.read_bytes()).hexdigest()
        found = check_digest(digest, info, name)
        if info.rows is not None and info.rows != len(frame):
            found.append(count_finding(name, info.rows, len(frame), "rows"))
        return attach(
            frame,
            found,
            layer=name,
            title_zh=info.title.text("zh"),
            title_en=info.title.text("en"),
            licence=info.licence,
            attribution=info.attribution,
            sha256=digest,
        )

    def district(self) -> gpd.GeoDataFrame | None:
        """Outline in which features should lie: the layer ``district``, or its feature that the catalogue names."""
        if "district" not in self:
            return None
        frame = self.load("district")
        chosen = self._settings.district
        return frame[frame["id"] == chosen] if chosen is not None and "id" in frame.columns else frame

    def check(self) -> pd.DataFrame:
        """Check every layer and table of the catalogue.

        Returns
        -------
        pandas.DataFrame
            ``level, code, layer, feature, what, what_to_do``, errors first.
        """
        rows: list[dict[str, Any] | Finding] = []
        try:
            outline = self.district()
        except HantingGeoError as error:
            rows.append(unreadable("district", error))
            outline = None
        packaged = packaged_path().parent
        # One's own layers first: what is wrong with them is what a reader can mend.
        for name in sorted(self.names, key=lambda one: self.info(one).path.parent == packaged):
            try:
                frame = self.load(name, crs=None)
            except HantingGeoError as error:
                rows.append(unreadable(name, error))
                continue
            rows.extend(frame.attrs[ATTRS_KEY]["findings"])
            known = {(row["code"], row["feature"]) for row in frame.attrs[ATTRS_KEY]["findings"]}
            more = check_layer(frame, layer=name, district=outline)
            rows.extend(row for row in records(more) if (row["code"], row["feature"]) not in known)
        for name in self.table_names:
            try:
                rows.extend(self.table(name).attrs[ATTRS_KEY]["findings"])
            except SourceError as error:
                rows.append(unreadable(name, error))
        return to_table(rows)

    def to_table(self) -> pd.DataFrame:
        """List the layers: name, titles, geometry, features, licence, attribution, file."""
        rows = [
            {
                "name": name,
                "title_zh": info.title.text("zh"),
                "title_en": info.title.text("en"),
                "geometry": info.geometry,
                "features": info.features,
                "licence": info.licence,
                "attribution": info.attribution,
                "file": info.path.name,
            }
            for name, info in self._settings.layers.items()
        ]
        columns = ["name", "title_zh", "title_en", "geometry", "features", "licence", "attribution", "file"]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        """Show what it is and what it holds."""
        return f"Catalog({self.title.text('zh') or self.path.name}: {', '.join(self.names)})"

    def _repr_html_(self) -> str:
        title = f"{self.title.zh} {self.title.en}".strip() or self.path.name
        return f"<h4>{escape(title)}</h4>{self.to_table().to_html(index=False)}"


def _file_of(info: LayerInfo, name: str) -> gpd.GeoDataFrame:
    """Read the file of an entry, which may say in which system its coordinates are, and where a table has them.

    Raises
    ------
    SchemaError
        It names columns of a file that is no table.
    """
    if not info.names_columns:
        return read_file(
            info.place, layer=info.layer, encoding=info.encoding, source_crs=info.crs, swap_axes=info.swap_axes
        )
    try:
        return read_told(
            existing_file(info.path),
            layer=info.layer,
            encoding=info.encoding,
            x=info.x,
            y=info.y,
            wkt=info.wkt,
            crs=None if info.crs is None else declared_as(info.crs),
            swap_axes=info.swap_axes,
        )
    except SchemaError as error:
        message = Sentence("layer {name!r}: {error}", name=name, error=error)
        raise SchemaError(message) from error


def require_clean(frame: gpd.GeoDataFrame, name: str) -> None:
    """Let a frame through that has no warning and no error among its findings."""
    bad = [row for row in frame.attrs[ATTRS_KEY]["findings"] if row["level"] != "note"]
    if bad:
        message = Sentence(
            "layer {name!r} has {count} finding{count2} (strict):\n{listed}",
            name=name,
            count=len(bad),
            count2="s" if len(bad) > 1 else "",
            listed=told_of(bad),
        )
        raise SchemaError(message)


def open_catalog(path: str | os.PathLike[str] | None = None) -> Catalog:
    """Open a catalogue of layers.

    Parameters
    ----------
    path
        A ``catalog.yaml`` or the folder that holds one; None opens the packaged layers. A catalogue that says
        ``extends: packaged`` (or another catalogue's path) starts from those layers, and replaces or adds by name.

    Returns
    -------
    Catalog
        ``.names .info(name) .load(name, crs=...) .check()``; also a mapping of name to GeoDataFrame.

    Raises
    ------
    SourceError
        Not there, or not readable.
    SchemaError
        Lists every mistake with its line.

    Examples
    --------
    >>> catalog = open_catalog()
    >>> catalog.info("rivers").title.zh
    '河流'
    >>> zones = catalog.load("zones")
    >>> zones.loc[zones["id"] == "zone_cbd", "name_zh"].item()
    '潍坊中央商务区'
    """
    if path is not None:
        arguments.path(path, "open_catalog: path")
    return Catalog(*read_catalog_file(Path(path) if path is not None else packaged_path()))


def load_layer(
    name_or_path: str | os.PathLike[str],
    *,
    layer: str | None = None,
    crs: object = "working",
    strict: bool = False,
    source_crs: object = None,
    swap_axes: bool = False,
) -> gpd.GeoDataFrame:
    """Load a packaged layer by name, or a file by path, checked and in the working system.

    Parameters
    ----------
    name_or_path
        A name of the packaged catalogue (``"zones"``), the path of a file, or the address of a database.
    layer
        Which layer, for a file that has several.
    crs, strict
        As for :meth:`Catalog.load`.
    source_crs, swap_axes
        As for :func:`hanting_geo.read_file`: of a file that states no system or a wrong one.

    Raises
    ------
    SourceError
        Neither a packaged layer nor a file; ``source_crs`` or ``swap_axes`` of a packaged layer.
    CRSError
        A file without reference system, with ``crs`` given.

    Examples
    --------
    >>> load_layer("stations")["name_zh"].tolist()
    ['高铁潍坊北站']
    """
    arguments.path(name_or_path, "load_layer: name_or_path")
    arguments.flag(strict, "load_layer: strict")
    arguments.flag(swap_axes, "load_layer: swap_axes")
    catalog = open_catalog()
    if isinstance(name_or_path, str) and name_or_path in catalog and layer is None:
        if source_crs is not None or swap_axes:
            message = Sentence(
                "{name_or_path} is a packaged layer, whose system is known; leave source_crs and swap_axes out",
                name_or_path=name_or_path,
            )
            raise SourceError(message)
        return catalog.load(name_or_path, crs=crs, strict=strict)
    if is_database(name_or_path):
        return _checked(str(name_or_path), "", layer, crs, source_crs, strict=strict, swap_axes=swap_axes)
    if not os.path.exists(name_or_path):  # noqa: PTH110 - pathlib raises on names that no file can have
        refuse_address(name_or_path)
        close = get_close_matches(str(name_or_path), catalog.names, n=1)
        message = Sentence(
            "{name_or_path} is neither a file nor a packaged layer; {hint}the layers are: {listed}",
            name_or_path=name_or_path,
            hint=Sentence("did you mean {listed}? ", listed=enumerated(close)) if close else "",
            listed=enumerated(catalog.names),
        )
        raise SourceError(message)
    path = Path(name_or_path)
    return _checked(path, path.stem, layer, crs, source_crs, strict=strict, swap_axes=swap_axes)


def _checked(
    path: str | Path, stem: str, layer: str | None, crs: object, source_crs: object, *, strict: bool, swap_axes: bool
) -> gpd.GeoDataFrame:
    """Read a layer of a file or a database, check it, and bring it to a system."""
    frame = read_file(path, layer=layer, source_crs=source_crs, swap_axes=swap_axes)
    name = layer or stem or str(frame.attrs[ATTRS_KEY]["layer"])
    found = check_features(frame, layer=name)
    if crs is not None:
        frame = to_crs(frame, crs)
    attach(frame, found, layer=name, title_zh=name, title_en=name)
    if strict:
        require_clean(frame, name)
    return frame


def init_catalog(folder: str | os.PathLike[str]) -> Path:
    """Write a commented start for a bureau's own catalogue and return its path.

    Raises
    ------
    SourceError
        There is a ``catalog.yaml`` already; it is left as it is.
    """
    arguments.path(folder, "init_catalog: folder")
    target = Path(folder) / CATALOG_FILE
    if target.exists():
        message = Sentence("{target} is there already and was left as it is; choose another folder", target=target)
        raise SourceError(message)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = Sentence("cannot make the folder {parent}: {why}", parent=target.parent, why=reason(error))
        raise SourceError(message) from error
    template = files("hanting_geo.layers").joinpath("catalog_template.yaml").read_text(encoding="utf-8")
    return write_text(target, template)
