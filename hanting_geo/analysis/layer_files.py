"""Writing layers as files that look like the page where they are opened."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanting_geo.core import arguments
from hanting_geo.core.addresses import is_database
from hanting_geo.core.findings import facts_of
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SchemaError
from hanting_geo.sources.files import writing

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import geopandas as gpd

    from hanting_geo.core.layer_style import LayerStyle

__all__ = ["checked_choice", "write_file"]

_STYLES = ("page", "none")
_STYLED = ".gpkg"


def write_file(
    frame: gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    *,
    layer: str | None = None,
    encoding: str | None = None,
    style: str | Mapping[str, Any] = "page",
) -> Path:
    """Write a frame to a file or a database that reads back the same; the old one or the new one, never half.

    ``.geojson`` (RFC 7946: WGS 84, UTF-8, right-hand rings, 9 decimals, ``id`` on each feature),
    ``.gpkg`` (other layers of an existing file stay; with the style of the page in Chinese and English, in the table
    ``layer_styles`` that QGIS reads), ``.fgb`` (in row order, without spatial index), ``.parquet``
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
    style
        Of a GeoPackage: how QGIS draws the layer. ``"page"``: as :func:`hanting_geo.zone_map` does, where it knows the
        layer: by its kinds, rings or bands, or as the result that it comes from is drawn; other layers get no style.
        ``"none"``: no style. Or a style of one's own, as of a layer in :func:`hanting_geo.zone_map`.

    Returns
    -------
    pathlib.Path
        Where it was written; of a database its address, without a password.

    Raises
    ------
    SchemaError
        Columns or values that the format cannot hold: lists, mixed types, repeated names, Shapefile names that
        would be cut inside a character or collide (abbreviations are offered), texts over 254 bytes. A style that is
        none, or for a format that holds none.
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
    >>> from hanting_geo.sources.files import read_file
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
    own = checked_choice(style, path, "write_file")
    facts = facts_of(frame)

    def dress(ready: gpd.GeoDataFrame, name: str) -> Sequence[LayerStyle]:
        from hanting_geo.outputs.qgis.styles import layer_styles

        return layer_styles(ready, name, own, facts)

    return writing.write_file(frame, path, layer=layer, encoding=encoding, dress=None if style == "none" else dress)


def checked_choice(style: object, path: str | os.PathLike[str], what: str) -> Mapping[str, Any] | None:
    """Let one of the styles that there are through, of a file that holds it; give one's own back, else None.

    Raises
    ------
    SchemaError
        It is none, or the file is no GeoPackage.
    """
    own = style if isinstance(style, Mapping) else None
    if own is None:
        arguments.one_of(style, list(_STYLES), f"{what}: style")
    elif is_database(path) or Path(path).suffix.lower() != _STYLED:
        message = Sentence(
            "{path}: style= is of a GeoPackage; write a .gpkg, or leave style out",
            path=Sentence("a database") if is_database(path) else Path(path).name,
        )
        raise SchemaError(message)
    return own
