"""Writing 界址点 TXT by the rules of an office, in the dialect that is asked for, and proven before it stands."""

from __future__ import annotations

import codecs
import warnings
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.atomic import replacing_file
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.today import today
from hanting_geo.crs.ellipsoid import ring_areas
from hanting_geo.crs.gate import require_valid, resolve
from hanting_geo.crs.zones import width_of
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.sources.files.encoding import codec_of
from hanting_geo.sources.files.landtxt.dialects import ATTRIBUTE_DIALECTS, DATUM_WRITTEN, HEAD, POINT_DIALECTS
from hanting_geo.sources.files.landtxt.fields import area_texts, field_texts, left_out, require_encodable
from hanting_geo.sources.files.landtxt.layout import Laid, laid_out
from hanting_geo.sources.files.landtxt.proof import prove
from hanting_geo.sources.files.landtxt.target import in_its_zone
from hanting_geo.sources.files.paths import refuse_address

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from hanting_geo.core.arrays import Floats, Geometries
    from hanting_geo.crs.zones import Zone
    from hanting_geo.sources.files.landtxt.dialects import AttributeDialect

__all__ = ["write_landtxt"]

_MEASURED = ("坐标系", "几度分带", "投影类型", "计量单位", "带号", "精度")
_MOST_DECIMALS = 6
_ENDS = ("\r\n", "\n", "\r")
_POINTS = {each.name: each for each in POINT_DIALECTS.values()}
_AREAS = ("plane", "ellipsoid", "declared")
_CODECS = {"gb2312", "gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"}
_BITS = {"Polygon": "面", "LineString": "线", "Point": "点"}


class _Style(NamedTuple):
    """How the text is written."""

    dialect: AttributeDialect
    encoding: str
    newline: str
    decimals: int
    area: str


def write_landtxt(  # noqa: PLR0913 - each option is one of the office's
    frame: gpd.GeoDataFrame,
    path: str | os.PathLike[str],
    *,
    dialect: str = "standard",
    encoding: str = "gbk",
    newline: str = "\r\n",
    zone: int | None = None,
    prefix: bool = True,
    decimals: int = 3,
    area: str = "plane",
    head: Mapping[str, str] | None = None,
    lines: bool = False,
) -> Path:
    r"""Write parcels as a file of boundary points (界址点 TXT), which reads back the same to the declared precision.

    By the rules of an office: each ring begins in the north-west, outer ones clockwise and holes the other way;
    numbers J1, J2 ... run on through the rings of a parcel and each ring closes with its first number; rings are
    numbered from 1 in the order of parts, each followed by its holes; the count of points counts closing points; X is
    the northing. Before it takes its place the new file is read back and compared: parcels, points, fields.

    Parameters
    ----------
    frame
        Polygons in a Gauss-Krueger zone of CGCS2000 (or of an older datum, which is then named in the head), or in any
        other system of CGCS2000 or WGS 84, from which they are brought to the 3-degree zone in which they lie. ``id``
        is 地块编号, ``name_zh`` 地块名称, ``kind`` 地块用途; the other fields are columns of their own names.
    path
        The file; its folder exists.
    dialect
        ``standard`` (9 fields with @), ``provincial`` (12), ``district`` (11: district and village first), ``one_map``
        and ``enforcement`` (5), ``land_swap`` (9, with points of 6 fields).
    encoding
        ``gbk``, ``gb18030``, ``utf-8``, ``utf-8-sig`` (with mark) or ``utf-16``.
    newline
        Between rows.
    zone
        Zone number to write in; None: that of the frame.
    prefix
        Whether eastings begin with the zone number (加大数).
    decimals
        Of coordinates, which the head states as 精度.
    area
        What 地块面积 is, in hectares to 4 decimals: ``plane``, ``ellipsoid``, or ``declared``, the column 地块面积 as
        it stands.
    head
        Values for the head, such as 数据产生单位; what says where the points lie is not among them.
    lines
        Whether lines and points are written, too (线, 点).

    Returns
    -------
    pathlib.Path
        Where it was written.

    Raises
    ------
    SchemaError
        Something that the format cannot hold, with ids: no geometry, invalid ones, lines unasked, heights, commas in a
        field, characters that the encoding has not.
    CRSError
        No system, one of an unknown zone, several zones.
    SourceError
        It cannot be written, or does not read back.

    Warns
    -----
    UserWarning
        Columns for which the dialect has no field; declared areas that were replaced.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import geopandas as gpd
    >>> square = shapely.box(430000, 4071000, 430100, 4071100)
    >>> site = gpd.GeoDataFrame({"id": ["A1"], "name_zh": ["甲地块"]}, geometry=[square], crs="EPSG:4549")
    >>> file = write_landtxt(site, Path(tempfile.mkdtemp()) / "a.txt")
    >>> rows = file.read_bytes().decode("gbk").split("\r\n")
    >>> rows[11:14]
    ['[地块坐标]', '5,1.0000,A1,甲地块,面,,,,@', 'J1,1,4071100.000,40430000.000']
    """
    arguments.require_frame(frame, "write_landtxt: frame")
    arguments.require_single_names(frame, "write_landtxt: frame")
    target = arguments.path(path, "write_landtxt: path")
    refuse_address(target)
    style = _style(dialect, encoding, newline, decimals, area)
    if zone is not None and width_of(arguments.whole_number(zone, "write_landtxt: zone", least=13, most=45)) is None:
        message = Sentence(
            "write_landtxt: zone is 25 to 45 (3 degrees) or 13 to 23 (6 degrees), and was given {zone}", zone=zone
        )
        raise arguments.ArgumentError(message)
    _check_shapes(frame, lines=arguments.flag(lines, "write_landtxt: lines"))
    moved, where = in_its_zone(frame, zone, prefixed=arguments.flag(prefix, "write_landtxt: prefix"))
    said = _head(where, style, head)
    shapes = np.asarray(moved.geometry.values)
    laid = _laid(shapes)
    rows = _fields(frame, moved, shapes, laid, style)
    text = _text(frame, said, rows, laid, style)
    _tell_left(frame, style)
    with replacing_file(target) as working:
        working.write_bytes(text.encode(style.encoding))
        try:
            prove(working, style.encoding, moved, laid, rows, style.dialect, style.decimals)
        except SourceError as error:
            message = Sentence(
                "cannot write {target}: {error}; the old file, if any, is as it was", target=target, error=error
            )
            raise SourceError(message) from error
    return target


def _style(dialect: str, encoding: str, newline: str, decimals: int, area: str) -> _Style:
    arguments.one_of(dialect, ATTRIBUTE_DIALECTS, "write_landtxt: dialect")
    arguments.text(encoding, "write_landtxt: encoding")
    try:
        codec = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        codec = codec_of(encoding) or ""
    if codec not in _CODECS:
        message = Sentence(
            "write_landtxt: encoding is one of {listed}, and was given {encoding!r}",
            listed=enumerated(sorted(_CODECS)),
            encoding=encoding,
        )
        raise arguments.ArgumentError(message)
    arguments.one_of(newline, _ENDS, "write_landtxt: newline")
    arguments.whole_number(decimals, "write_landtxt: decimals", least=1, most=_MOST_DECIMALS)
    arguments.one_of(area, _AREAS, "write_landtxt: area")
    return _Style(ATTRIBUTE_DIALECTS[dialect], codec, newline, int(decimals), area)


def _check_shapes(frame: gpd.GeoDataFrame, *, lines: bool) -> None:
    shapes = np.asarray(frame.geometry.values)
    none = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if len(none):
        message = Sentence(
            "write_landtxt: {frame} has no geometry, and a parcel of the format is its points; "
            "leave it out with frame[frame.geometry.notna()]",
            frame=feature_labels(frame, none),
        )
        raise SchemaError(message)
    kinds = np.array([str(kind).removeprefix("Multi") for kind in frame.geom_type], dtype=object)
    other = np.flatnonzero(kinds != "Polygon") if not lines else np.flatnonzero(~np.isin(kinds, list(_BITS)))
    if len(other):
        advice = (
            Sentence("leave it out") if lines else Sentence("say lines=True to write lines and points, or leave it out")
        )
        message = Sentence(
            "write_landtxt: {frame} is a {there}, and parcels are polygons; {advice}",
            frame=feature_labels(frame, other),
            there=frame.geom_type.iloc[other[0]],
            advice=advice,
        )
        raise SchemaError(message)
    high = np.flatnonzero(shapely.has_z(shapes))
    heights = [int(at) for at in high if (shapely.get_coordinates(shapes[at], include_z=True)[:, 2] != 0).any()]
    if heights:
        message = Sentence(
            "write_landtxt: {frame} has heights, which the format cannot hold; take them off with shapely.force_2d",
            frame=feature_labels(frame, heights),
        )
        raise SchemaError(message)
    require_valid(frame, "write_landtxt")


def _laid(shapes: Geometries) -> Laid:
    """Lay out polygons ring by ring; lines and points part by part, as they run."""
    flat = shapely.force_2d(shapes)
    solid = shapely.get_dimensions(flat) == 2  # noqa: PLR2004 - polygons
    if solid.all():
        return laid_out(flat)
    pieces: list[Floats] = []
    owner: list[int] = []
    for row, shape in enumerate(flat):
        if solid[row]:
            one = laid_out(np.array([shape], dtype=object))
            pieces += [one.xy[start:end] for start, end in zip(one.ring_start, one.ring_start[1:], strict=False)]
        elif shapely.get_dimensions(shape) == 0:
            pieces.append(shapely.get_coordinates(shape))
        else:
            pieces += [shapely.get_coordinates(part) for part in shapely.get_parts(shape)]
        owner += [row] * (len(pieces) - len(owner))
    starts = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])]).astype(int)
    return Laid(np.concatenate(pieces), starts, np.array(owner))


def _head(where: Zone, style: _Style, head: Mapping[str, str] | None) -> dict[str, str]:
    said = dict.fromkeys(HEAD, "")
    said |= {"格式版本号": "1.01版本", "数据产生日期": today(), "转换参数": ",,,,,,"}
    said |= {
        "坐标系": DATUM_WRITTEN[where.datum],
        "几度分带": str(width_of(where.number)),
        "投影类型": "高斯克吕格",
        "计量单位": "米",
        "带号": str(where.number),
        "精度": f"{10.0**-style.decimals:.{style.decimals}f}",
    }
    if head is None:
        return said
    for key, value in arguments.mapping(head, "write_landtxt: head", Sentence("key to text")).items():
        odd = not isinstance(key, str) or not key.strip() or not isinstance(value, str)
        if odd or any(sign in f"{key}{value}" for sign in "\r\n@") or "=" in key:
            message = Sentence(
                "write_landtxt: head maps keys to texts of one line, and {key!r}: {value!r} is none",
                key=key,
                value=value,
            )
            raise arguments.ArgumentError(message)
        if key in _MEASURED:
            message = Sentence(
                "write_landtxt: {key} says where the points lie, and is written from the frame ({said})",
                key=key,
                said=said[key],
            )
            raise arguments.ArgumentError(message)
        said[key] = value
    return said


def _fields(
    frame: gpd.GeoDataFrame, moved: gpd.GeoDataFrame, shapes: Geometries, laid: Laid, style: _Style
) -> list[list[str]]:
    """Give the fields of each parcel."""
    counts = np.bincount(laid.owner, weights=np.diff(laid.ring_start), minlength=len(frame)).astype(int)
    solid = shapely.get_dimensions(shapes)
    words = [("点", "线", "面")[dimension] for dimension in solid.tolist()]
    made = {
        "界址点数": [str(count) for count in counts],
        "记录图形属性": words,
    }
    if "地块面积" in style.dialect.fields:
        made["地块面积"] = _areas(frame, moved, laid, style)
    columns = [made[field] if field in made else field_texts(frame, field) for field in style.dialect.fields]
    return [list(row) for row in zip(*columns, strict=True)]


def _areas(frame: gpd.GeoDataFrame, moved: gpd.GeoDataFrame, laid: Laid, style: _Style) -> list[str]:
    declared = field_texts(frame, "地块面积") if "地块面积" in frame.columns else None
    if style.area == "declared":
        if declared is None:
            message = Sentence("write_landtxt: area='declared' takes the column 地块面积, and the frame has none")
            raise SchemaError(message)
        return declared
    texts = area_texts(_measured(moved, laid, style.area))
    if declared is not None:
        other = [at for at, (one, two) in enumerate(zip(texts, declared, strict=True)) if two and one != two]
        if other:
            warnings.warn(
                Sentence(
                    "write_landtxt: the declared area of {count} parcels ({frame}) is replaced by the "
                    "{area} one; area='declared' keeps it",
                    count=len(other),
                    frame=feature_labels(frame, other),
                    area=style.area,
                ),
                stacklevel=5,
            )
    return texts


def _measured(moved: gpd.GeoDataFrame, laid: Laid, area: str) -> Floats:
    if area == "plane":
        return np.asarray(shapely.area(np.asarray(moved.geometry.values)), dtype=np.float64)
    if not len(laid.owner):
        return np.zeros(len(moved))
    if (shapely.get_dimensions(np.asarray(moved.geometry.values)) != 2).any():  # noqa: PLR2004 - polygons
        message = Sentence("write_landtxt: area='ellipsoid' is for polygons only")
        raise SchemaError(message)
    x, y = np.ascontiguousarray(laid.xy.T)
    # Outer rings run clockwise, holes the other way.
    bent = -ring_areas(x, y, laid.ring_start, resolve(moved.crs))[1]
    return np.bincount(laid.owner, weights=bent, minlength=len(moved)).astype(np.float64)


def _text(frame: gpd.GeoDataFrame, said: Mapping[str, str], rows: list[list[str]], laid: Laid, style: _Style) -> str:
    layout = _POINTS[style.dialect.points].written
    number = f".{style.decimals}f"
    north = [format(value, number) for value in laid.xy[:, 1].tolist()]
    east = [format(value, number) for value in laid.xy[:, 0].tolist()]
    starts, owner = laid.ring_start.tolist(), laid.owner.tolist()
    lines = ["[属性描述]", *(f"{key}={value}" for key, value in said.items()), "[地块坐标]"]
    ring = 0
    for row, fields in enumerate(rows):
        text = ",".join([*fields, "@"])
        require_encodable(frame, row, text, style.encoding)
        lines.append(text)
        label, order = 0, 0
        while ring < len(owner) and owner[ring] == row:
            start, end = starts[ring], starts[ring + 1]
            order += 1
            first = label + 1
            closed = end - start > 1 and north[start] == north[end - 1] and east[start] == east[end - 1]
            for at in range(start, end):
                last = closed and at == end - 1
                label += not last
                lines.append(
                    layout.format(label=f"J{first if last else label}", ring=order, north=north[at], east=east[at])
                )
            ring += 1
    lines.append("")
    text = style.newline.join(lines)
    try:
        text.encode(style.encoding)
    except UnicodeEncodeError as error:
        message = Sentence(
            "write_landtxt: {encoding} has no character {text!r} of the head; write with "
            "encoding='gb18030' or 'utf-8', or replace it",
            encoding=style.encoding,
            text=text[error.start],
        )
        raise SchemaError(message) from error
    return text


def _tell_left(frame: gpd.GeoDataFrame, style: _Style) -> None:
    left = left_out(frame, style.dialect)
    if left:
        warnings.warn(
            Sentence(
                "write_landtxt: the dialect {name} has no field for {listed}; left out",
                name=style.dialect.name,
                listed=enumerated(left),
            ),
            stacklevel=3,
        )
