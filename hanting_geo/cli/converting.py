"""Convert files: one, or a folder of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from hanting_geo.cli.console import print_findings, progress, say
from hanting_geo.cli.options import WRONG, Language, LanguageOption, file_and_layer
from hanting_geo.core.addresses import is_database, masked
from hanting_geo.core.options import options
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.words.cli import said
from hanting_geo.errors import HantingGeoError, SourceError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["convert"]


def convert(  # noqa: PLR0913 - each option is one of a file's
    source: Annotated[
        str,
        typer.Argument(
            metavar="SRC",
            help="File, FILE:LAYER, postgresql://...:SCHEMA.TABLE, or a folder. 源文件、数据库或文件夹",
        ),
    ],
    target: Annotated[
        str,
        typer.Argument(metavar="DST", help="File to write; its suffix says the format. Of a folder: a folder. 目标"),
    ],
    *,
    layer: Annotated[str | None, typer.Option(help="Layer of SRC, when it holds several. 图层")] = None,
    crs: Annotated[str | None, typer.Option(help="Target system, such as EPSG:4549. 目标坐标系")] = None,
    encoding: Annotated[str | None, typer.Option(help="Text encoding of SRC, such as gb18030. 源编码")] = None,
    to_encoding: Annotated[str | None, typer.Option(help="Text encoding of what is written. 目标编码")] = None,
    x: Annotated[str | None, typer.Option(help="Of a table: column of easting or longitude. 东坐标或经度字段")] = None,
    y: Annotated[str | None, typer.Option(help="Of a table: column of northing or latitude. 北坐标或纬度字段")] = None,
    wkt: Annotated[str | None, typer.Option(help="Of a table: column of shapes in WKT. WKT 字段")] = None,
    from_crs: Annotated[
        str | None,
        typer.Option(
            metavar="CODE|gcj02|bd09|gcj02-mercator",
            help="System that SRC is in, where it states none or a wrong one. 源文件的坐标系(未声明或声明有误时)",
        ),
    ] = None,
    swap_axes: Annotated[
        bool, typer.Option("--swap-axes", help="Northing or latitude stands first in SRC: exchange. 对调两个坐标轴")
    ] = False,
    dialect: Annotated[
        str | None, typer.Option(help="Of boundary points written (.txt): standard, provincial ... 界址点格式")
    ] = None,
    parts: Annotated[
        int | None,
        typer.Option(min=1, metavar="ROWS", help="Write a folder of GeoParquet, ROWS features a part. 分块要素数"),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="SUFFIX", help="Of a folder: format written, such as gpkg. 目标格式")
    ] = None,
    language: LanguageOption = Language.zh,  # noqa: ARG001 - of messages: taken before
) -> None:
    """转换格式与坐标系。Convert a file, or a folder of files, to another format or reference system."""
    if parts is not None:
        from hanting_geo.analysis.distributed.parts import partition_file

        file, named = file_and_layer(source)
        with progress(1000) as step:
            written = partition_file(
                file, target, rows=parts, layer=layer or named, crs=crs,
                progress=lambda part, what: step(round(1000 * part), what),
            )  # fmt: skip
        say(f"{written}: {len(list(written.iterdir()))}")
        return

    def one(read: str, write: str) -> int:
        file, named = file_and_layer(read)
        asked = _Asked(layer or named, crs, encoding, {"x": x, "y": y, "wkt": wkt}, from_crs, swap_axes)
        return _convert(file, write, asked, to_encoding, dialect)

    if not Path(source).is_dir() or Path(source).suffix.lower() == ".gdb":
        with progress(2) as step:
            step(0, source)
            count = one(source, target)
        say(f"{target}: {count}")
        return
    pairs = _pairs(Path(source), Path(target), to)
    failed = 0
    with progress(len(pairs)) as step:
        for number, (read, write) in enumerate(pairs):
            step(number, read.name)
            try:
                say(f"{write}: {one(str(read), str(write))}")
            except HantingGeoError as error:
                failed += 1
                print(said("not_converted", file=read.name, why=error), file=sys.stderr)  # noqa: T201
    print(said("converted", done=len(pairs) - failed, all=len(pairs)), file=sys.stderr)  # noqa: T201
    if failed:
        raise typer.Exit(WRONG)


class _Asked(NamedTuple):
    """What was asked of the file that is read."""

    layer: str | None
    crs: str | None
    encoding: str | None
    columns: dict[str, str | None]
    from_crs: str | None
    swap_axes: bool


def _convert(file: str, target: str, asked: _Asked, to_encoding: str | None, dialect: str | None) -> int:
    """Convert a file, and give how many features it has."""
    from hanting_geo.analysis.layer_files import write_file
    from hanting_geo.core.findings import findings
    from hanting_geo.sources.files import write_landtxt

    frame = _read(file, asked)
    if dialect is None:
        place, named = file_and_layer(target) if is_database(target) else (target, None)
        write_file(frame, place, layer=named, encoding=to_encoding)
    elif Path(target).suffix.lower() != ".txt":
        message = Sentence("{target}: --dialect is for boundary points (.txt)", target=masked(target))
        raise SourceError(message)
    else:
        write_landtxt(frame, target, dialect=dialect, encoding=to_encoding or "gbk")
    found = findings(frame)
    if len(found):
        print_findings(found, options.language or "zh")
    return len(frame)


def _read(file: str, asked: _Asked) -> gpd.GeoDataFrame:
    from hanting_geo.crs.gate import to_crs
    from hanting_geo.sources.files import read_file
    from hanting_geo.sources.files.bureau import read_told
    from hanting_geo.sources.files.declared import declared_as
    from hanting_geo.sources.files.paths import existing_file

    if not any(asked.columns.values()):
        return read_file(
            file,
            layer=asked.layer,
            crs=asked.crs,
            encoding=asked.encoding,
            source_crs=asked.from_crs,
            swap_axes=asked.swap_axes,
        )
    frame = read_told(
        existing_file(file),
        layer=asked.layer,
        encoding=asked.encoding,
        x=asked.columns["x"],
        y=asked.columns["y"],
        wkt=asked.columns["wkt"],
        crs=None if asked.from_crs is None else declared_as(asked.from_crs),
        swap_axes=asked.swap_axes,
    )
    if asked.crs is None:
        return frame
    moved = to_crs(frame, asked.crs)
    moved.attrs = frame.attrs
    return moved


def _pairs(source: Path, target: Path, suffix: str | None) -> list[tuple[Path, Path]]:
    """Pair the files of a folder with those that are to be written.

    Raises
    ------
    SourceError
        No format is named, no file is there, or two files would become one.
    """
    from hanting_geo.sources.files import FORMATS

    if suffix is None:
        message = Sentence(
            "{source} is a folder: say which format to write with --to, such as --to gpkg", source=source
        )
        raise SourceError(message)
    ending = f".{suffix.lower().lstrip('.')}"
    files = sorted(
        each
        for each in source.iterdir()
        if each.suffix.lower() in FORMATS and each.is_dir() == (each.suffix.lower() == ".gdb")
    )
    if not files:
        message = Sentence(
            "there is no file in {source} that is read: {listed}", source=source, listed=enumerated(FORMATS)
        )
        raise SourceError(message)
    pairs = [(each, target / f"{each.stem}{ending}") for each in files]
    names = [write.name.lower() for _, write in pairs]
    twice = [read.name for (read, _), name in zip(pairs, names, strict=True) if names.count(name) > 1]
    if twice:
        message = Sentence(
            "{listed} in {source} would become one file; convert them one by one",
            listed=enumerated(twice),
            source=source,
        )
        raise SourceError(message)
    own = [read.name for read, write in pairs if write.exists() and write.samefile(read)]
    if own:
        message = Sentence("{listed} would be written over itself; name another folder", listed=enumerated(own))
        raise SourceError(message)
    target.mkdir(parents=True, exist_ok=True)
    return pairs
