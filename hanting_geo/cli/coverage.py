"""Who is served by what exists, and what a plan changes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hanting_geo.cli.console import print_findings, print_json, print_table, progress, records_of, say
from hanting_geo.cli.options import (
    FOUND,
    CatalogOption,
    JsonOption,
    Language,
    LanguageOption,
    StrictOption,
    load_named,
    open_given,
)
from hanting_geo.cli.travelling import (
    AccessOption,
    Crossings,
    CrossingsOption,
    RoadsOption,
    Travel,
    TravelOption,
    network_of,
)
from hanting_geo.core.words.cli import said

__all__ = ["coverage"]

_MOST_SHOWN = 20
_RASTERS = {".tif", ".tiff", ".img", ".asc"}
_NOT_PRINTED = ("served_low", "served_high", "unserved_low", "unserved_high", "name_zh", "name_en")


def coverage(  # noqa: PLR0913 - each is an option
    demand: Annotated[
        str, typer.Argument(metavar="DEMAND", help="Points, areas or a raster of people: a layer or a file. 需求")
    ],
    facilities: Annotated[
        str, typer.Argument(metavar="FACILITIES", help="Facilities with their status: a layer or a file. 设施")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for workbook, map and JSON. 输出文件夹")],
    *,
    standard: Annotated[
        str | None,
        typer.Option("--standard", metavar="S", help="A standard by id or facility: park, 公厕. 标准或设施名称"),
    ] = None,
    radius_m: Annotated[
        float | None, typer.Option("--radius-m", metavar="M", help="Instead of the standard's. 服务半径(米)")
    ] = None,
    standards: Annotated[
        Path | None, typer.Option("--standards", metavar="CSV", help="Your own table of standards. 自备标准表")
    ] = None,
    weight: Annotated[
        str, typer.Option("--weight", metavar="COLUMN", help="Column of how many are to be served. 人数字段")
    ] = "demand",
    zones: Annotated[
        str | None, typer.Option("--zones", metavar="Z", help="Areas for a table by zone: a layer or file. 片区")
    ] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="P", help="Facilities that a plan adds: a layer or file. 规划设施")
    ] = None,
    travel: TravelOption = Travel.euclid,
    roads: RoadsOption = None,
    crossings: CrossingsOption = Crossings.left,
    max_access_m: AccessOption = None,
    detour_factor: Annotated[
        float | None, typer.Option("--detour-factor", metavar="F", help="Straight ways times this. 绕行系数")
    ] = None,
    capacity: Annotated[
        str | None, typer.Option("--capacity", metavar="COLUMN", help="How many a facility has room for. 容量字段")
    ] = None,
    catalog: CatalogOption = None,
    strict: StrictOption = False,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """服务覆盖评估。Say who is served within a standard's radius, who is not, and what a plan changes."""
    from hanting_geo.outputs.page.page import save_page
    from hanting_geo.scenario.products import products
    from hanting_geo.siting.location.coverage import coverage as cover

    opened = open_given(catalog)
    ways = network_of("coverage", opened, travel, roads, crossings, max_access_m)
    with progress(4) as step:
        step(0, demand)
        is_raster = Path(demand).suffix.lower() in _RASTERS and demand not in opened
        who = Path(demand) if is_raster else load_named(opened, demand)
        step(1, facilities)
        found = cover(
            who,
            load_named(opened, facilities),
            standard,
            radius_m=radius_m,
            standards=standards,
            travel=ways,
            detour_factor=detour_factor,
            zones=None if zones is None else load_named(opened, zones),
            plan=None if plan is None else load_named(opened, plan),
            weight=weight,
            capacity=capacity,
        )
        step(2, str(out))
        name = found.study.standard.name
        title = {each.value: said("coverage", each, title=name.text(each)) for each in Language}
        names = ["coverage.xlsx", "coverage.json", "coverage.html"]
        with products(out, "coverage", [demand, facilities, *filter(None, (zones, plan, roads))]) as fresh:
            found.to_workbook(fresh / names[0], language=language)
            found.write_json(fresh / names[1])
            step(3, str(out))
            save_page(found.to_map(title=title, language=language), fresh / names[2])
        written = [out / each for each in names]
    if as_json:
        print_json({name: records_of(table) for name, table in found.tables().items()})
    else:
        say(found.explain(language=language))
        if zones is not None:
            table = found.zones
            hidden = [name for name in table.columns if str(name).removeprefix("after_") in _NOT_PRINTED]
            print_table(table if found.sketch else table.drop(columns=hidden), language)
        print_table(found.gaps[["id", "demand", "service", "distance_m", "nearest_id"]].head(_MOST_SHOWN), language)
        if len(found.findings):
            print_findings(found.findings, language)
        for path in written:
            say(str(path))
    if strict and (found.findings["level"] != "note").any():
        raise typer.Exit(FOUND)
