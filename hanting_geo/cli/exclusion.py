"""What rules leave of candidates."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads what options are when it runs
from typing import Annotated

import typer

from hanting_geo.cli.console import print_json, print_table, progress, records_of, say
from hanting_geo.cli.options import (
    FOUND,
    CatalogOption,
    IdOption,
    JsonOption,
    Language,
    LanguageOption,
    LayerOption,
    load_named,
    open_given,
)
from hanting_geo.cli.siting_products import (
    STEPS,
    AccuracyOption,
    IgnoreBelowOption,
    SameSurveyOption,
    with_accuracy,
    write_products,
)

__all__ = ["exclude"]


def exclude(  # noqa: PLR0913 - each is an option
    candidates: Annotated[
        str, typer.Argument(metavar="CANDIDATES", help="Areas: a layer, a file, or FILE:LAYER. 候选用地")
    ],
    rules: Annotated[
        str, typer.Option("--rules", metavar="R", help="A rule file (.yaml, .csv, .xlsx), or a packaged set. 规则")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for workbook, map and JSON. 输出文件夹")],
    *,
    layer: LayerOption = None,
    id_column: IdOption = None,
    accuracy: AccuracyOption = None,
    same_survey: SameSurveyOption = None,
    ignore_below_m2: IgnoreBelowOption = None,
    min_area_m2: Annotated[
        float | None, typer.Option("--min-area-m2", metavar="M2", help="Smaller parts go too. 最小面积(平方米)")
    ] = None,
    min_width_m: Annotated[
        float | None, typer.Option("--min-width-m", metavar="M", help="Narrower parts go too. 最小宽度(米)")
    ] = None,
    catalog: CatalogOption = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when a hard rule lacks data. 硬规则缺数据即退出码 1")
    ] = False,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """可用地分析。Say what rules leave of candidates, and which rule takes what; --strict exits with 1 without data."""
    from hanting_geo.siting.exclusion.exclude import exclude as exclude_land
    from hanting_geo.siting.rules.files import read_rules

    opened = open_given(catalog)
    with progress(STEPS) as step:
        step(0, rules)
        rule_set = read_rules(rules, language=language)
        step(1, candidates)
        frame = with_accuracy(load_named(opened, candidates, layer=layer, id_column=id_column), accuracy)
        step(2, candidates)
        found = exclude_land(frame, rule_set, opened, same_survey=same_survey or (), ignore_below_m2=ignore_below_m2)
        if min_area_m2 is not None or min_width_m is not None:
            found = found.prune(min_area_m2, min_width_m)
        written = write_products(found, out, "exclusion", (rules, rule_set), language, step, (candidates, rules))
    if as_json:
        print_json(records_of(found.ledger))
    else:
        shown = ["rule", f"title_{language}", "hardness", "data", "candidates"]
        print_table(found.ledger[[*shown, "takes_ha", "alone_ha", "share_ha", "share_mu"]], language)
        for path in written:
            say(str(path))
    if strict and not found.complete:
        raise typer.Exit(FOUND)
