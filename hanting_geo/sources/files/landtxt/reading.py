"""Reading 界址点 TXT: every parcel, point and word of the file, or an error that says at which line it is not."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.findings import attach, facts_of, told_of
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.zones import width_of
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.sources.files.landtxt.attributes import columns_of, named_fields
from hanting_geo.sources.files.landtxt.head import read_head
from hanting_geo.sources.files.landtxt.model import shown
from hanting_geo.sources.files.landtxt.parsing import looks_like_landtxt, parse
from hanting_geo.sources.files.landtxt.shapes import shapes_of
from hanting_geo.sources.files.landtxt.system import Given, placed
from hanting_geo.sources.files.landtxt.telling import tell_seen
from hanting_geo.sources.files.paths import existing_file
from hanting_geo.sources.files.plaintext import lines_of, plain_text

if TYPE_CHECKING:
    import os

    from hanting_geo.sources.files.landtxt.model import Document, Parcel

__all__ = ["read_landtxt"]

_PROMISED = re.compile(r"([0-9]{1,4})\s*(?:宗|个地块|块地|个图斑)")


def read_landtxt(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    zone: int | None = None,
    crs: object = None,
    damaged: str = "refuse",
    strict: bool = False,
) -> gpd.GeoDataFrame:
    r"""Read a file of boundary points (界址点 TXT, 勘测定界 TXT), in any of its dialects.

    Order of axes and zone are found by the size of the numbers; rings are closed by coordinate and placed by
    even-odd (parts, holes, islands in holes). Findings name the dialect of rows, and all that is odd with its line:
    counts, open rings, areas, template words, unknown keys. Masked or broken points are never joined over.

    Parameters
    ----------
    path
        The file.
    encoding
        None: by its mark (BOM), zero bytes, strict UTF-8, else GB 18030, and a finding says which.
    zone
        Zone number (25 to 45 of 3 degrees, 13 to 23 of 6), for eastings and a head without one. A number in the
        eastings wins over this and over the head, and is told.
    crs
        The system that the coordinates are in, where the caller knows it: the way to read files in Xi'an 1980, Beijing
        1954 or a system of another name. None: as the file says, which must be CGCS2000 (or WGS 84).
    damaged
        ``"refuse"`` the file if a point cannot be read (masked, elided, out of China), or give such a parcel a null
        geometry and an error among the findings: ``"null"``.
    strict
        Raise when a finding is a warning or an error.

    Returns
    -------
    geopandas.GeoDataFrame
        A row a parcel, in file order: ``id`` (地块编号), ``name_zh`` (地块名称), ``kind`` (地块用途), the other fields
        under their own names, all as text; ``declared_m2``, ``area_unit``, ``area_fits`` (plane, ellipsoid, both,
        neither) of the declared area; ``line``, the line of the attribute row. ``attrs["hanting_geo"]`` holds the head
        (``head``, ``project``) word for word.

    Raises
    ------
    SourceError
        No such file, no such format, text in another encoding, a damaged point, a ring of fewer than three places.
    CRSError
        An older, local or unknown datum; an unknown zone; several zones in one file.
    SchemaError
        ``strict`` and a finding.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> rows = ["[属性描述]", "坐标系=2000国家大地坐标系", "带号=40", "[地块坐标]"]
    >>> rows.append("5,1.0000,A1,甲地块,面,,住宅,0701,@")
    >>> corners = [(4071100, 430000), (4071100, 430100), (4071000, 430100), (4071000, 430000)]
    >>> corners.append(corners[0])
    >>> rows += [f"J{n % 4 + 1},1,{north},40{east}" for n, (north, east) in enumerate(corners)]
    >>> file = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = file.write_bytes("\r\n".join(rows).encode("gbk"))
    >>> frame = read_landtxt(file)
    >>> frame[["id", "name_zh", "kind", "area_fits"]].iloc[0].tolist(), frame.crs.to_epsg(), frame.area.tolist()
    (['A1', '甲地块', '住宅', 'plane'], 4528, [10000.0])
    """
    file = existing_file(arguments.path(path, "read_landtxt: path"))
    _check_arguments(encoding, zone, damaged, strict)
    text = plain_text(file, encoding)
    lines = lines_of(text.text)
    document = parse(file.stem, lines, anywhere=crs is not None)
    document.found += text.found
    if not document.parcels and not looks_like_landtxt(lines):
        message = Sentence(
            "{name} holds no boundary points: neither [地块坐标] nor rows of label, ring, northing "
            "and easting; a table of points is read with hg.read_table",
            name=file.name,
        )
        raise SourceError(message)
    frame = _frame(document, file.name, zone, crs, damaged)
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    attach(
        frame,
        document.found,
        file=file.name,
        format="LandTXT",
        layer=file.stem,
        sha256=digest,
        encoding=text.encoding,
        head=document.head,
        project=document.project or None,
    )
    if strict:
        _require_clean(frame, file.name)
    return frame


def _check_arguments(encoding: object, zone: object, damaged: object, strict: object) -> None:
    if encoding is not None:
        arguments.text(encoding, "read_landtxt: encoding")
    if zone is not None and width_of(arguments.whole_number(zone, "read_landtxt: zone", least=13, most=45)) is None:
        message = Sentence(
            "read_landtxt: zone is 25 to 45 (3 degrees) or 13 to 23 (6 degrees), and was given {zone}", zone=zone
        )
        raise arguments.ArgumentError(message)
    arguments.one_of(damaged, ("refuse", "null"), "read_landtxt: damaged")
    arguments.flag(strict, "read_landtxt: strict")


def _frame(document: Document, file: str, zone: int | None, crs: object, damaged: str) -> gpd.GeoDataFrame:
    if damaged == "refuse":
        _refuse(document.parcels, file)
    head = read_head(document)
    parcels = document.parcels
    count = [len(parcel.first) for parcel in parcels]
    given = Given(
        np.array([value for parcel in parcels for value in parcel.first], dtype=np.float64),
        np.array([value for parcel in parcels for value in parcel.second], dtype=np.float64),
        np.repeat(np.arange(len(parcels)), count),
        crs,
        zone,
        file,
    )
    where = placed(document, head, given)
    rows = named_fields(document)
    shaped = shapes_of(document, rows, where, head.accuracy_m, file, refuse=damaged == "refuse")
    columns = columns_of(document, rows)
    columns["declared_m2"] = pd.Series([each.m2 for each in shaped.declared], dtype="float64")
    columns["area_unit"] = pd.Series([each.unit or None for each in shaped.declared], dtype="str")
    columns["area_fits"] = pd.Series([each.fits or None for each in shaped.declared], dtype="str")
    columns["line"] = pd.Series([parcel.line for parcel in parcels], dtype="int64")
    if "id" not in columns:
        columns = {"id": pd.Series([None] * len(parcels), dtype="str"), **columns}
    tell_seen(document)
    _tell_promised(document, file)
    return gpd.GeoDataFrame(columns, index=pd.RangeIndex(len(parcels)), geometry=shaped.shapes, crs=where.crs)


def _refuse(parcels: list[Parcel], file: str) -> None:
    rows = [(line, text, why, parcel) for parcel in parcels for line, text, why in parcel.refused]
    if rows:
        listed = shown(
            [
                Sentence(
                    "line {line} ({text!r}, of the parcel of line {line2})", line=line, text=text[:40], line2=each.line
                )
                for line, text, _, each in rows
            ]
        )
        message = Sentence(
            "{file}: points that cannot be read, and nothing is joined over them: {listed}: "
            "{rows}; ask the source for the whole file, or read the other parcels with "
            "hg.read_landtxt(..., damaged='null')",
            file=file,
            listed=listed,
            rows=rows[0][2],
        )
        raise SourceError(message)


def _tell_promised(document: Document, file: str) -> None:
    """Compare the number of parcels that the name of the file speaks of."""
    said = _PROMISED.search(file)
    if said and int(said.group(1)) != len(document.parcels):
        document.note(
            "warning",
            "parcels_promised",
            Sentence(
                "the name of the file speaks of {group} parcels, and it holds {count}",
                group=said.group(1),
                count=len(document.parcels),
            ),
            Sentence("ask the source for the others"),
        )


def _require_clean(frame: gpd.GeoDataFrame, file: str) -> None:
    bad = [row for row in facts_of(frame)["findings"] if row["level"] != "note"]
    if bad:
        message = Sentence(
            "{file} has {count} finding{count2} (strict):\n{listed}",
            file=file,
            count=len(bad),
            count2="s" if len(bad) > 1 else "",
            listed=told_of(bad),
        )
        raise SchemaError(message)
