"""What lies where, and how much: statistics by zone, and overlay of files of any size."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hanting_geo.cli.console import plain_line, print_json, print_table, progress, records_of, say
from hanting_geo.cli.options import (
    FOUND,
    CatalogOption,
    JsonOption,
    Language,
    LanguageOption,
    ResumeOption,
    SchedulerOption,
    file_and_layer,
    is_folder_of_parts,
    load_named,
    open_given,
    refuse_resume,
)
from hanting_geo.core.addresses import is_database, masked
from hanting_geo.core.options import options
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["overlay", "stats"]


def stats(  # noqa: PLR0913 - each is an option
    zones: Annotated[list[str], typer.Option("--zones", help="Zones: a layer or a file; may be repeated. 片区,可重复")],
    of: Annotated[
        list[str],
        typer.Option("--of", help="Features to count and measure; may be repeated. 被统计要素,可重复"),
    ],
    *,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Column that gives the class; may be repeated. 分类字段,可重复"),
    ] = None,
    zone_id: Annotated[
        str, typer.Option("--id", "--zone-id", metavar="COLUMN", help="Column that names a zone. 片区编号字段")
    ] = "id",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR|FILE", help="A .csv or .xlsx, or a folder for both")
    ] = None,
    batch: Annotated[
        int | None, typer.Option("--batch", min=1, help="Features of a large file in memory at a time. 每批要素数")
    ] = None,
    scheduler: SchedulerOption = None,
    resume: ResumeOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """分区统计。Measure features by zone and class; the table closes on its total."""
    classes = by[0] if by and len(by) == 1 else by or None
    if len(zones) > 1 or len(of) > 1:
        if batch is not None or scheduler is not None:
            message = Sentence("--batch and --scheduler are of one layer: name --zones and --of once")
            raise SourceError(message)
        _of_many(zones, of, out, catalog=catalog, zone_id=zone_id, by=classes, resume=resume, as_json=as_json)
        return
    opened, one, other = open_given(catalog), zones[0], of[0]
    if scheduler is not None or is_folder_of_parts(opened, other):
        table = _of_parts(opened, one, other, scheduler, out, resume=resume, zone_id=zone_id, by=classes)
    elif resume:
        refuse_resume(opened, other)
    else:
        table = _measured(opened, one, other, batch, zone_id=zone_id, by=classes)
    _show(table, one, other, out, language, as_json=as_json)


def _show(table: pd.DataFrame, zones: str, of: str, out: Path | None, language: Language, *, as_json: bool) -> None:
    """Print the table, or write it."""
    from hanting_geo.outputs.names import sheet_names
    from hanting_geo.outputs.tables import write_csv, write_workbook
    from hanting_geo.scenario.products import products

    if as_json:
        print_json(records_of(table))
    elif out is None:
        print_table(table, language)
    if out is None:
        return
    stem = f"{_stem(zones)}_{_stem(of)}"
    sheet = {sheet_names([stem])[0]: table}
    if not out.suffix:
        names = [f"{stem}.csv", f"{stem}.xlsx"]
        with products(out, stem, [zones, of]) as fresh:
            write_csv(table, fresh / names[0], language=options.language)
            write_workbook(sheet, fresh / names[1], language=language)
        written = [out / name for name in names]
    elif out.suffix.lower() == ".csv":
        # In a language that somebody asked for; else as a program reads it.
        written = [write_csv(table, out, language=options.language)]
    elif out.suffix.lower() == ".xlsx":
        written = [write_workbook(sheet, out, language=language)]
    else:
        message = Sentence("{path}: statistics are written as .csv or .xlsx", path=out)
        raise SourceError(message)
    for path in [] if as_json else written:
        say(str(path))


def _stem(name: str) -> str:
    """Give the name of a layer, or that of its file, for the name of a table."""
    file, layer = file_and_layer(name)
    if layer is None:
        return "database" if is_database(file) else Path(file).stem
    return layer


def _of_many(
    zones: list[str], of: list[str], out: Path | None, *, as_json: bool, resume: bool, by: Any, **asked: Any
) -> None:
    """Measure every pair of zones and features into one folder; what failed is said, and stops nothing else."""
    from hanting_geo.scenario.zone_statistics_batch import zone_statistics_batch

    if out is None or out.suffix or isinstance(by, list):
        message = Sentence("several layers are measured into a folder, by one column at most: --out DIR")
        raise SourceError(message)
    done = zone_statistics_batch(
        zones, of, out, by=by, resume=resume, **asked,
        tell=lambda told: print(plain_line(masked(told)), file=sys.stderr),  # noqa: T201 - beside the result
    )  # fmt: skip
    if as_json:
        print_json({"written": [str(path) for path in done.written], "failed": records_of(done.failed)})
    for path in [] if as_json else done.written:
        say(str(path))
    if len(done.failed):
        raise typer.Exit(FOUND)


def _of_parts(
    opened: Catalog, zones: str, of: str, scheduler: str | None, out: Path | None, *, resume: bool, **options: Any
) -> pd.DataFrame:
    """Measure a folder of parts, on the machines of a scheduler or in the processes of this one."""
    from hanting_geo.analysis.distributed.zone_statistics_parts import zone_statistics_parts

    if resume and out is None:
        message = Sentence("--resume goes on with what stands beside --out: name it")
        raise SourceError(message)
    areas = load_named(opened, zones)
    with progress(1000) as step:
        return zone_statistics_parts(
            areas, of, crs=areas.crs, scheduler=scheduler, keep=out, resume=resume,
            progress=lambda part, what: step(round(1000 * part), what), **options,
        )  # fmt: skip


def _measured(opened: Catalog, zones: str, of: str, batch: int | None, **options: Any) -> pd.DataFrame:
    """Measure a layer or file whole, or a file a batch at a time."""
    if batch is not None:
        from hanting_geo.analysis.statistics.zone_statistics_file import zone_statistics_file

        file, layer = file_and_layer(of)
        if is_database(file):
            message = Sentence(
                "--batch is for a file, and {of} is a database, of which a layer is read whole: leave --batch out, or "
                "write it to a file first: hanting-geo convert {of} parcels.parquet",
                of=masked(of),
            )
            raise SourceError(message)
        if of in opened or not Path(file).is_file():
            message = Sentence("--batch is for a file, and {of} is none", of=masked(of))
            raise SourceError(message)
        areas = load_named(opened, zones)
        with progress(1000) as step:
            return zone_statistics_file(
                areas, file, layer=layer, crs=areas.crs, batch=batch,
                progress=lambda part, what: step(round(1000 * part), what), **options,
            )  # fmt: skip
    from hanting_geo.analysis.statistics.zone_statistics import zone_statistics

    with progress(3) as step:
        step(0, of)
        features = load_named(opened, of)
        step(1, zones)
        areas = load_named(opened, zones)
        step(2, f"{zones} / {of}")
        table = zone_statistics(areas, features, **options)
    table.attrs = features.attrs
    return table


class How(StrEnum):
    """What overlay keeps of each parcel."""

    intersection = "intersection"
    identity = "identity"
    difference = "difference"


BatchOption = Annotated[int, typer.Option("--batch", min=1, help="Features in memory at a time. 每批要素数")]


def overlay(  # noqa: PLR0913 - each is an option
    parcels: Annotated[
        str, typer.Argument(metavar="PARCELS", help="A file of any size, FILE:LAYER, or a folder of parts. 图斑文件")
    ],
    zones: Annotated[str, typer.Argument(metavar="ZONES", help="What to cut by: a layer or a file. 叠加图层")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="A .gpkg, .fgb or .parquet; of parts, a folder. 结果")
    ],
    *,
    how: Annotated[
        How, typer.Option(help="Inside, inside and outside, or outside the zones. 叠加方式")
    ] = How.intersection,
    layer: Annotated[str | None, typer.Option(help="Layer of PARCELS, when it holds several. 图层")] = None,
    crs: Annotated[
        str | None, typer.Option(help="System to work in; default that of PARCELS, or of the catalogue. 坐标系")
    ] = None,
    keep_geom_type: Annotated[
        bool | None,
        typer.Option(
            "--keep-geom-type/--all-geom-types", help="Pieces of the kind of PARCELS alone, or all. 是否只保留同类图形"
        ),
    ] = None,
    batch: BatchOption = 50_000,
    scheduler: SchedulerOption = None,
    resume: ResumeOption = False,
    catalog: CatalogOption = None,
    language: LanguageOption = Language.zh,  # noqa: ARG001 - of messages: taken before
) -> None:
    """叠加分析。Cut a file of any size by zones, a batch of its features at a time."""
    import warnings

    from hanting_geo.analysis.distributed.overlay_parts import overlay_parts
    from hanting_geo.analysis.overlay.overlay_file import overlay_file
    from hanting_geo.sources.files import list_layers

    opened = open_given(catalog)
    around: gpd.GeoDataFrame | Path = Path(zones)
    parts = scheduler is not None or is_folder_of_parts(opened, parcels)
    if resume and not parts:
        refuse_resume(opened, parcels)
    parcels, named = file_and_layer(parcels)
    if zones in opened or not os.path.exists(zones):  # noqa: PTH110 - FILE:LAYER is no path
        crs = opened.crs if crs is None else crs
        around = load_named(opened, zones, crs=crs)
    with progress(1000) as step, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asked: dict[str, Any] = {"how": how.value, "keep_geom_type": keep_geom_type, "crs": crs}
        asked["progress"] = lambda part, what: step(round(1000 * part), what)
        if parts:
            overlay_parts(parcels, around, out, scheduler=scheduler, resume=resume, **asked)
        else:
            overlay_file(parcels, around, out, layer=layer or named, batch=batch, **asked)
    for each in caught:
        print(f"hanting-geo: {each.message}", file=sys.stderr)  # noqa: T201 - beside the result
    if parts:
        say(f"{out}: {sum(1 for _ in out.glob('*.parquet'))}")
        return
    listed = list_layers(out)
    say(f"{out}: {int(listed.loc[listed['name'] == out.stem, 'features'].iloc[0])}")
