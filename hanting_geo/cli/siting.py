"""Where a project may go: sites against rules."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads what options are when it runs
from typing import TYPE_CHECKING, Annotated, Any

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
    ResumeOption,
    SchedulerOption,
    StrictOption,
    is_folder_of_parts,
    load_named,
    open_given,
    refuse_resume,
)
from hanting_geo.cli.siting_products import (
    STEPS,
    AccuracyOption,
    IgnoreBelowOption,
    SameSurveyOption,
    print_counted,
    with_accuracy,
    write_products,
)
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.words.cli import said
from hanting_geo.core.words.roles import LINES
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    import pandas as pd

    from hanting_geo.siting.rules.model import RuleSet
    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["screen"]

ROLES_SAID = enumerated(LINES)


class FailOn(StrEnum):
    """Verdicts on a site that fail a run, the worst first."""

    conflict = "conflict"
    no_data = "no_data"
    uncertain = "uncertain"
    needs_consent = "needs_consent"


FailOnOption = Annotated[
    FailOn | None,
    typer.Option(
        "--fail-on", help="Exit with 1 when a site has this verdict or a worse one. 有此结论或更重者即退出码 1"
    ),
]


def screen(  # noqa: PLR0913 - each is an option
    sites: Annotated[str, typer.Argument(metavar="SITES", help="Sites: a layer or a file. 地块")],
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
    catalog: CatalogOption = None,
    strict: StrictOption = False,
    fail_on: FailOnOption = None,
    three_lines: Annotated[
        list[str] | None,
        typer.Option("--three-lines", metavar="ROLE=LAYER", help=f"Layer or rule for {ROLES_SAID}. 三线图层"),
    ] = None,
    neighbours_of: Annotated[
        list[str] | None, typer.Option("--neighbours-of", metavar="LAYER", help="What adjoins sites. 四至图层,可重复")
    ] = None,
    neighbours_within: Annotated[
        float, typer.Option("--neighbours-within", min=0, metavar="M", help="How far to look, metres. 四至距离(米)")
    ] = 50.0,
    land_use: Annotated[
        str | None, typer.Option("--land-use", metavar="LAYER", help="Land use parcels (DLTB). 地类图斑图层")
    ] = None,
    conflict_maps: Annotated[
        bool, typer.Option("--conflict-maps", help="A page for each site in conflict, in OUT/conflict_maps. 压占图")
    ] = False,
    tables: Annotated[
        list[str] | None,
        typer.Option("--table", metavar="NAME", help="Of a folder of parts: three_lines, joint_review. 另做的表"),
    ] = None,
    scheduler: SchedulerOption = None,
    resume: ResumeOption = False,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """选址核查。Say of every site whether it may stand there, and why not; --strict exits with 1 on a hard conflict."""
    from hanting_geo.siting.rules.files import read_rules
    from hanting_geo.siting.screening.screen import screen as screen_sites

    opened = open_given(catalog)
    least = fail_on or (FailOn.conflict if strict else None)
    if scheduler is not None or is_folder_of_parts(opened, sites):
        whole: dict[str, object] = {"--layer": layer, "--accuracy": accuracy, "--conflict-maps": conflict_maps or None}
        whole |= {"--neighbours-of": neighbours_of, "--land-use": land_use}
        counts = _of_parts(
            sites, read_rules(rules, language=language), opened, out, whole,
            site_id=id_column or "id", tables=tables or (), three_lines=named_roles(three_lines or []),
            same_survey=same_survey or (), ignore_below_m2=ignore_below_m2, scheduler=scheduler, resume=resume,
        )  # fmt: skip
        if as_json:
            print_json(records_of(counts))
        else:
            print_table(counts, language)
            say(str(out))
        _exit(counts["verdict"], least)
        return
    if resume:
        refuse_resume(opened, sites)
    if tables:
        message = Sentence("--table is of a folder of parts; of one layer, all tables are written")
        raise SchemaError(message)
    with progress(STEPS) as step:
        step(0, rules)
        rule_set = read_rules(rules, language=language)
        step(1, sites)
        found = screen_sites(
            with_accuracy(load_named(opened, sites, layer=layer, id_column=id_column), accuracy),
            rule_set,
            opened,
            three_lines=named_roles(three_lines or []),
            neighbours_of=neighbours_of or None,
            neighbours_within_m=neighbours_within,
            land_use=land_use,
            same_survey=same_survey or (),
            ignore_below_m2=ignore_below_m2,
        )
        step(2, sites)
        summary = found.tables()["summary"]
        pages: list[Any] = []

        def more(folder: Path) -> None:
            if conflict_maps:
                pages.extend(found.conflict_maps(folder / "conflict_maps", language=language)["file"])

        written = write_products(found, out, "screening", (rules, rule_set), language, step, (sites, rules), more)
    written += [out / "conflict_maps" / name for name in pages if isinstance(name, str)]
    left = sum(not isinstance(name, str) for name in pages)
    if left:
        print(f"hanting-geo: {said('maps_left_out', language, count=left)}", file=sys.stderr)  # noqa: T201
    if as_json:
        print_json(records_of(summary))
    else:
        print_counted(summary, "verdict", language)
        for path in written:
            say(str(path))
    _exit(summary["verdict"], least)


def _exit(verdicts: pd.Series, least: FailOn | None) -> None:
    """End with 1 where a verdict is as bad as the caller asked to fail on."""
    asked = [] if least is None else list(FailOn)[: list(FailOn).index(least) + 1]
    if verdicts.isin([verdict.value for verdict in asked]).any():
        raise typer.Exit(FOUND)


def _of_parts(
    sites: str, rules: RuleSet, opened: Catalog, out: Path, whole: dict[str, object], **asked: Any
) -> pd.DataFrame:
    """Screen a folder of parts, on the machines of a scheduler or in the processes of this one."""
    from hanting_geo.siting.screening.distributed import screen_parts

    odd = [name for name, value in whole.items() if value is not None]
    if odd:
        message = Sentence("{option} is of one layer, and {sites} is a folder of parts", option=odd[0], sites=sites)
        raise SchemaError(message)
    with progress(1000) as step:
        return screen_parts(
            sites, rules, opened, folder=out, crs=opened.crs,
            progress=lambda part, what: step(round(1000 * part), what), **asked,
        )  # fmt: skip


def named_roles(said: list[str]) -> dict[str, str] | None:
    """Take ``role=layer`` apart.

    Examples
    --------
    >>> named_roles(["permanent_farmland=永农"])
    {'permanent_farmland': '永农'}
    """
    odd = [pair for pair in said if not all(pair.partition("="))]
    if odd:
        message = Sentence(
            "--three-lines {odd}: write ROLE=LAYER, such as {lines}=farmland; the roles are {roles_said}",
            odd=odd[0],
            lines=LINES[0],
            roles_said=ROLES_SAID,
        )
        raise SchemaError(message)
    return {role.strip(): name.strip() for role, _, name in (pair.partition("=") for pair in said)} or None
