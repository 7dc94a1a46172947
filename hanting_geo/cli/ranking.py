"""Where is best: candidates ranked by criteria."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads what options are when it runs
from typing import Annotated

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
from hanting_geo.core.words.cli import said

__all__ = ["rank"]

_MOST_SHOWN = 20


class Combine(StrEnum):
    """How scores are combined."""

    wlc = "wlc"
    wpm = "wpm"
    topsis = "topsis"
    owa = "owa"


def rank(  # noqa: PLR0913 - each is an option
    candidates: Annotated[str, typer.Argument(metavar="CANDIDATES", help="Candidates: a layer or a file. 候选地块")],
    criteria: Annotated[
        str,
        typer.Option("--criteria", metavar="C", help="Criteria (.yaml, .csv, .xlsx), or a packaged template. 指标体系"),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for workbook, map and JSON. 输出文件夹")],
    *,
    rules: Annotated[
        str | None,
        typer.Option("--rules", metavar="R", help="Rules: who breaks a hard one has no rank. 规则,一票否决"),
    ] = None,
    combine: Annotated[Combine, typer.Option("--combine", help="How scores are combined. 综合方法")] = Combine.wlc,
    normalise: Annotated[
        bool, typer.Option("--normalise", help="Divide weights that do not sum to 1 by their sum. 权重归一化")
    ] = False,
    layer: LayerOption = None,
    id_column: IdOption = None,
    catalog: CatalogOption = None,
    strict: StrictOption = False,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """选址比选。Rank candidates by criteria, and say why each stands where it stands."""
    from hanting_geo.outputs.page.page import save_page
    from hanting_geo.scenario.products import products
    from hanting_geo.siting.rules.files import read_rules
    from hanting_geo.siting.screening.screen import screen
    from hanting_geo.siting.suitability.criteria.files import read_criteria
    from hanting_geo.siting.suitability.suitability import suitability

    opened = open_given(catalog)
    with progress(4) as step:
        step(0, criteria)
        chosen = read_criteria(criteria, language=language)
        frame = load_named(opened, candidates, layer=layer, id_column=id_column)
        step(1, rules or candidates)
        screening = screen(frame, read_rules(rules, language=language), opened) if rules else None
        step(2, candidates)
        found = suitability(frame, chosen, opened, combine=combine.value, screening=screening, normalise=normalise)
        step(3, str(out))
        title = {each.value: said("ranking", each, title=chosen.title.text(each)) for each in Language}
        names = ["ranking.xlsx", "ranking.json", "ranking.html"]
        with products(out, "ranking", [candidates, criteria, *([rules] if rules else [])]) as fresh:
            found.to_workbook(fresh / names[0], language=language)
            found.to_json(fresh / names[1])
            save_page(found.to_map(title=title, language=language), fresh / names[2])
        written = [out / name for name in names]
    table = found.tables()["ranking"]
    if as_json:
        print_json(records_of(table))
    else:
        print_table(
            table.drop(columns=f"reason_{'en' if language == Language.zh else 'zh'}").head(_MOST_SHOWN), language
        )
        if len(found.findings):
            print_findings(found.findings, language)
        for path in written:
            say(str(path))
    if strict and (found.findings["level"] != "note").any():
        raise typer.Exit(FOUND)
