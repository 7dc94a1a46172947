"""Where facilities should stand."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads what options are when it runs
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hanting_geo.cli.console import print_findings, print_json, print_table, progress, records_of, say
from hanting_geo.cli.options import (
    FOUND,
    CatalogOption,
    JsonOption,
    Language,
    LanguageOption,
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
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.words.cli import said
from hanting_geo.errors import InfeasibleError, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["locate"]

_MOST_SHOWN = 40
_SHOWN = ["id", "name_zh", "name_en", "outcome", "phase", "served", "served_low", "served_high", "sketch", "capacity"]
_SHOWN += ["used", "used_low", "used_high", "mean_m", "most_m"]
_STEPS = 5


class Model(StrEnum):
    """What is sought."""

    mclp = "mclp"
    lscp = "lscp"
    p_median = "p_median"
    p_center = "p_center"
    capacitated_p_median = "capacitated_p_median"
    capacitated_mclp = "capacitated_mclp"
    backup_mclp = "backup_mclp"


def locate(  # noqa: PLR0913 - each is an option
    demand: Annotated[str, typer.Argument(metavar="DEMAND", help="Points or areas: a layer or a file. 需求")],
    facilities: Annotated[
        str, typer.Argument(metavar="FACILITIES", help="Facilities and candidates with their status. 设施与候选点")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for workbook, map and JSON. 输出文件夹")],
    *,
    model: Annotated[Model, typer.Option("--model", help="What is sought. 模型")] = Model.mclp,
    p: Annotated[
        str | None, typer.Option("-p", "--p", metavar="N", help="How many new ones: 16, or 1-16 for a curve. 新建数量")
    ] = None,
    radius_m: Annotated[
        float | None, typer.Option("--radius-m", metavar="M", help="How far one serves. 服务半径(米)")
    ] = None,
    phases: Annotated[
        str | None, typer.Option("--phases", metavar="N,N,..", help="Numbers that grow: 4,10,16. 建设时序")
    ] = None,
    weight: Annotated[
        str, typer.Option("--weight", metavar="COLUMN", help="Column of how many are to be served. 人数字段")
    ] = "demand",
    status: Annotated[
        str, typer.Option("--status", metavar="COLUMN", help="Column of existing, required, candidate ... 状态字段")
    ] = "status",
    capacity: Annotated[
        str | None, typer.Option("--capacity", metavar="COLUMN", help="A column, or a number for all. 容量")
    ] = None,
    cost: Annotated[
        str | None, typer.Option("--cost", metavar="COLUMN", help="A column, or a number for all. 费用")
    ] = None,
    budget: Annotated[
        float | None, typer.Option("--budget", metavar="B", help="The most that new ones may cost. 预算")
    ] = None,
    separation_m: Annotated[
        float | None, typer.Option("--separation-m", metavar="M", help="No nearer to each other. 最小间距(米)")
    ] = None,
    quota: Annotated[
        list[str] | None,
        typer.Option("--quota", metavar="COLUMN=A-B", help="New ones in each value of a column: zone=0-2. 分区数量"),
    ] = None,
    zones: Annotated[
        str | None, typer.Option("--zones", metavar="Z", help="Areas for a table by zone: a layer or file. 片区")
    ] = None,
    travel: TravelOption = Travel.euclid,
    roads: RoadsOption = None,
    crossings: CrossingsOption = Crossings.left,
    max_access_m: AccessOption = None,
    gap: Annotated[float, typer.Option("--gap", metavar="G", help="Stop at this proven gap. 允许差距")] = 0.0,
    time_limit_s: Annotated[
        float, typer.Option("--time-limit-s", metavar="S", help="Then the best so far. 时限(秒)")
    ] = 60.0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of what is drawn. 随机种子")] = 0,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """设施选址。Choose places for facilities; exits with 1, and says what would do, where no choice keeps all."""
    from hanting_geo.outputs.page.page import save_page
    from hanting_geo.scenario.products import products
    from hanting_geo.siting.location.locating.locate import locate as find

    opened = open_given(catalog)
    ways = network_of("locate", opened, travel, roads, crossings, max_access_m)
    with progress(_STEPS) as step:
        step(0, demand)
        who = load_named(opened, demand)
        step(1, facilities)
        where = load_named(opened, facilities)
        step(2, model.value)
        try:
            found = find(
                who,
                where,
                model=model.value,
                p=None if p is None else _numbers(p, "--p"),
                radius_m=radius_m,
                phases=None if phases is None else _several(phases, "--phases"),
                weight=weight,
                status=status,
                capacity=_column_or_number(capacity),
                cost=_column_or_number(cost),
                budget=budget,
                separation_m=separation_m,
                quota=_quota(quota or []),
                zones=None if zones is None else load_named(opened, zones),
                travel=ways,
                gap=gap,
                time_limit_s=time_limit_s,
                seed=seed,
            )
        except InfeasibleError as error:
            _cannot(error, language, as_json=as_json)
            raise typer.Exit(FOUND) from error
        step(3, str(out))
        title = {each.value: said("location", each) for each in Language}
        names = ["location.xlsx", "location.json", "location.html"]
        with products(out, "location", [demand, facilities, *filter(None, (zones, roads))]) as fresh:
            found.to_workbook(fresh / names[0], language=language)
            found.write_json(fresh / names[1])
            step(4, str(out))
            save_page(found.to_map(title=title, language=language), fresh / names[2])
        written = [out / each for each in names]
    tables = found.tables()
    if as_json:
        print_json({name: records_of(table) for name, table in tables.items()})
        return
    say(found.explain(language=language))
    table = tables["facilities"]
    print_table(_filled(table[[name for name in _SHOWN if name in table.columns]]).head(_MOST_SHOWN), language)
    for name in ("zones", "phases", "curve"):
        if len(tables[name]):
            print_table(_filled(tables[name]), language)
    if len(found.findings):
        print_findings(found.findings, language)
    for path in written:
        say(str(path))


def _filled(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out, in a sketch, the numbers that ends stand in place of."""
    if "sketch" not in table.columns:
        return table
    return table.drop(columns=[name for name in table.columns if f"{name}_low" in table and table[name].isna().all()])


def _cannot(error: InfeasibleError, language: str, *, as_json: bool) -> None:
    """Say why it cannot be done, and what would do."""
    tables: Mapping[str, pd.DataFrame] = error.tables()
    if as_json:
        print_json({"error": str(error), **{name: records_of(table) for name, table in tables.items()}})
        return
    say(str(error))
    for table in tables.values():
        if len(table):
            print_table(table.head(_MOST_SHOWN), language)


def _numbers(given: str, option: str) -> int | list[int]:
    """Read ``16``, ``1-16`` or ``4,10,16``."""
    first, dash, last = given.partition("-")
    if dash and first.strip().isdigit() and last.strip().isdigit():
        return list(range(int(first), int(last) + 1))
    several = _several(given, option)
    return several[0] if len(several) == 1 else several


def _several(given: str, option: str) -> list[int]:
    try:
        return [int(part) for part in given.replace("，", ",").split(",")]
    except ValueError as error:
        message = Sentence(
            "locate: {option} takes whole numbers, as 4,10,16, and was given {given!r}", option=option, given=given
        )
        raise SourceError(message) from error


def _column_or_number(given: str | None) -> Any:
    if given is None:
        return None
    try:
        return float(given)
    except ValueError:
        return given


def _quota(given: list[str]) -> Any:
    """Read ``zone=0-2``."""
    found = {}
    for text in given:
        column, _, bounds = text.partition("=")
        least, dash, most = bounds.partition("-")
        if not column or not (dash or bounds.isdigit()) or not f"{least}{most}".isdigit():
            message = Sentence(
                "locate: --quota takes COLUMN=LEAST-MOST, as zone=0-2, and was given {text!r}", text=text
            )
            raise SourceError(message)
        found[column] = (int(least or 0), int(most) if most else int(least) if not dash else None)
    return found or None
