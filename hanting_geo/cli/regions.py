"""Connected land of a wanted area: regions grown from the best of the candidates."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads what options are when it runs
from typing import TYPE_CHECKING, Annotated

import typer

from hanting_geo.cli.console import print_findings, print_json, print_table, progress, records_of, say
from hanting_geo.cli.options import (
    FOUND,
    CatalogOption,
    IdOption,
    JsonOption,
    Language,
    LanguageOption,
    LayerOption,
    StrictOption,
    load_named,
    open_given,
)
from hanting_geo.cli.ranking import Combine
from hanting_geo.core.words.cli import said

if TYPE_CHECKING:
    import geopandas as gpd

    from hanting_geo.siting.exclusion.result import Exclusion

__all__ = ["regions"]


def regions(  # noqa: PLR0913 - each is an option
    candidates: Annotated[
        str,
        typer.Argument(metavar="CANDIDATES", help="Cells, parcels, or land with --cell-m: a layer or a file. 候选用地"),
    ],
    area_m2: Annotated[float, typer.Option("--area-m2", metavar="M2", help="Area of each region. 每片面积(平方米)")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for workbook, map and JSON. 输出文件夹")],
    *,
    criteria: Annotated[
        str | None,
        typer.Option(
            "--criteria",
            metavar="C",
            help="Criteria (.yaml, .csv, .xlsx), or a packaged template; without, the column score. 指标体系",
        ),
    ] = None,
    count: Annotated[int, typer.Option("--count", metavar="N", help="How many regions. 片数")] = 1,
    separation_m: Annotated[
        float, typer.Option("--separation-m", metavar="M", help="How far apart; 0 lets them touch. 间距(米)")
    ] = 0.0,
    compactness: Annotated[
        float, typer.Option("--compactness", metavar="X", help="What shape counts beside the score. 紧凑度权重")
    ] = 0.1,
    cell_m: Annotated[
        float | None, typer.Option("--cell-m", metavar="M", help="Cut the land into cells of this side. 格网边长(米)")
    ] = None,
    rules: Annotated[
        str | None,
        typer.Option("--rules", metavar="R", help="Rules: only what they leave takes part. 规则,只用可用地"),
    ] = None,
    combine: Annotated[Combine, typer.Option("--combine", help="How scores are combined. 综合方法")] = Combine.wlc,
    layer: LayerOption = None,
    id_column: IdOption = None,
    catalog: CatalogOption = None,
    strict: StrictOption = False,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """连片选地。Choose connected regions of a wanted area from the best of the land, with what no choice exceeds."""
    import geopandas as gpd

    from hanting_geo.core.findings import findings, records, to_table
    from hanting_geo.outputs.page.page import save_page
    from hanting_geo.scenario.products import products
    from hanting_geo.siting.candidates import grid
    from hanting_geo.siting.exclusion.exclude import exclude
    from hanting_geo.siting.rules.files import read_rules
    from hanting_geo.siting.suitability.criteria.files import read_criteria
    from hanting_geo.siting.suitability.regions.regions import regions as choose
    from hanting_geo.siting.suitability.suitability import suitability

    opened = open_given(catalog)
    with progress(5) as step:
        step(0, criteria or candidates)
        chosen = read_criteria(criteria) if criteria else None
        frame = load_named(opened, candidates, layer=layer, id_column=id_column)
        step(1, rules or candidates)
        told = [findings(frame)]
        if rules is not None:
            left = exclude(frame, read_rules(rules, language=language), opened)
            told.append(left.findings)
            frame = _left(frame, left)
        if cell_m is not None:
            frame = grid(frame, cell_m=cell_m)
        if rules is not None or cell_m is not None:
            frame = _in_parts(frame)
        step(2, candidates)
        scored = frame if chosen is None else suitability(frame, chosen, opened, combine=combine.value)
        step(3, candidates)
        found = choose(scored, area_m2=area_m2, count=count, separation_m=separation_m, compactness=compactness)
        step(4, str(out))
        title = (
            {each.value: said("regions", each, title=chosen.title.text(each)) for each in Language} if chosen else None
        )
        names = ["regions.xlsx", "regions.json", "regions.html"]
        with products(out, "regions", [candidates, *filter(None, (criteria, rules))]) as fresh:
            found.to_workbook(fresh / names[0], language=language)
            found.to_json(fresh / names[1])
            save_page(found.to_map(title=title, language=language), fresh / names[2])
        written = [out / each for each in names]
    told += [found.findings] if isinstance(scored, gpd.GeoDataFrame) else [scored.findings, found.findings]
    table = to_table(row for part in told for row in records(part))
    if as_json:
        print_json(records_of(found.regions))
    else:
        print_table(found.regions, language)
        say(found.how_good(language))
        if len(table):
            print_findings(table, language)
        for path in written:
            say(str(path))
    if strict and (table["level"] != "note").any():
        raise typer.Exit(FOUND)


def _left(frame: gpd.GeoDataFrame, left: Exclusion) -> gpd.GeoDataFrame:
    """Give the candidates as rules leave them: their columns, with the shape and the areas of what is left."""
    eligible = left.eligible
    kept = frame.loc[eligible.index].set_geometry(eligible.geometry)
    areas = [name for name in ("plane_m2", "ellipsoid_m2", "ha", "mu") if name in kept.columns]
    for name in areas:
        kept[name] = eligible[name]
    kept.attrs = dict(frame.attrs)
    return kept


def _in_parts(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Let each part be a unit of its own, ``a``, ``a/2``, ``a/3``: parts that lie apart are not connected."""
    parts = frame.explode(index_parts=True)
    number = parts.index.get_level_values(-1)
    names = parts["id"].astype(str)
    parts["id"] = names.where(number == 0, names + "/" + (number + 1).astype(str))
    parts = parts.reset_index(drop=True)
    parts.attrs = dict(frame.attrs)
    return parts
