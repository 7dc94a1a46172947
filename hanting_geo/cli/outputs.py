"""What is drawn: a map on one page, and figures on sheets of paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hanting_geo.cli.console import progress, say
from hanting_geo.cli.options import (
    CatalogOption,
    IdOption,
    Language,
    LanguageOption,
    NamesArgument,
    file_and_layer,
    load_named,
    open_given,
)
from hanting_geo.core.addresses import is_database
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.words.cli import said
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["figure", "map_", "report"]


def map_(
    names: NamesArgument = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="MAP.html", help="The page to write. 网页文件")],
    title: Annotated[str | None, typer.Option(help="Title of the page. 标题")] = None,
    popup: Annotated[
        list[str] | None,
        typer.Option("--popup", metavar="COLUMN", help="Column to show and embed; may be repeated. 弹窗字段,可重复"),
    ] = None,
    id_column: IdOption = None,
    catalog: CatalogOption = None,
    language: LanguageOption = Language.zh,
) -> None:
    """生成单文件地图。Draw layers on one HTML page that opens with no network."""
    from hanting_geo.outputs.maps.zone_map import zone_map
    from hanting_geo.outputs.page.page import page_contents, save_page

    if out.suffix.lower() not in {".html", ".htm"}:
        message = Sentence("{out}: a map is written as .html", out=out)
        raise SourceError(message)
    opened = open_given(catalog)
    chosen = names or opened.names
    frames = {}
    with progress(len(chosen)) as step:
        for number, name in enumerate(chosen):
            step(number, name)
            frames[_title(opened, name)] = load_named(opened, name, id_column=id_column)
    named = title or opened.title.text(language) or out.stem
    page = zone_map(frames, title=named, popup=popup or None, language=language)
    say(str(save_page(page, out)))
    # What leaves the house with the page: control lines and survey coordinates may be classified.
    for row in page_contents(page).itertuples():
        held = {"layer": row.layer, "features": row.features, "columns": row.columns}
        say(said("contents", **held, decimals=row.decimals, metres=row.metres))


def figure(  # noqa: PLR0913 - each is a part of the sheet
    names: NamesArgument = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The sheet: .pdf, .svg or .png. 图件")],
    title: Annotated[str | None, typer.Option(help="Title of the sheet. 图名")] = None,
    sheet: Annotated[str, typer.Option(help="A4 to A0. 图幅")] = "A3",
    portrait: Annotated[bool, typer.Option("--portrait", help="Upright. 竖幅")] = False,
    scale: Annotated[float | None, typer.Option(help="Denominator: 2000 is 1:2000. 比例尺分母")] = None,
    parcels: Annotated[
        str | None, typer.Option(metavar="LAYER", help="Write number and area in its polygons. 宗地图层")
    ] = None,
    points: Annotated[
        bool, typer.Option("--points", help="Table of the parcels' boundary points. 界址点成果表")
    ] = False,
    unit: Annotated[str | None, typer.Option(help="Who compiled it. 编制单位")] = None,
    approval: Annotated[str | None, typer.Option(help="Approval number. 审图号")] = None,
    id_column: IdOption = None,
    catalog: CatalogOption = None,
    language: LanguageOption = Language.zh,
) -> None:
    """生成图件。Draw layers on a plan sheet, A4 to A0."""
    from hanting_geo.outputs.figures.figure import figure as draw_figure

    opened = open_given(catalog)
    chosen = names or opened.names
    frames = {}
    with progress(len(chosen)) as step:
        for number, name in enumerate(chosen):
            step(number, name)
            frames[_title(opened, name)] = load_named(opened, name, id_column=id_column)
    written = draw_figure(
        frames,
        out,
        title=title or opened.title.text(language) or out.stem,
        sheet=sheet,
        orientation="portrait" if portrait else "landscape",
        language=language,
        scale=scale,
        parcels=parcels if parcels is None else _title(opened, parcels),
        boundary_points=points,
        signed={"unit": unit} if unit else None,
        approval=approval,
    )
    say(str(written))


def report(
    run: Annotated[
        Path | None,
        typer.Argument(
            metavar="[SCENARIO|FOLDER]", help="A scenario, or the folder of a run; default: the packaged one"
        ),
    ] = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The report: .docx, .html or .pdf. 报告")],
    title: Annotated[str | None, typer.Option(help="Title of the project. 项目名称")] = None,
    template: Annotated[
        Path | None, typer.Option(metavar="DOCX", help="Your own .docx with {{name}} in it. 本单位模板")
    ] = None,
    fields: Annotated[
        list[str] | None,
        typer.Option("--field", metavar="NAME=TEXT", help="A text for the template; may be repeated. 模板字段,可重复"),
    ] = None,
    catalog: CatalogOption = None,
    language: LanguageOption = Language.zh,
) -> None:
    """生成选址论证报告。Write the siting report of a scenario or of a run."""
    from hanting_geo.outputs.report.writing import require_writable
    from hanting_geo.scenario.report.write_report import write_report
    from hanting_geo.scenario.scenario import read_scenario

    given: dict[str, str] = {}
    for field in fields or []:
        name, found, text = field.partition("=")
        if not found or not name:
            message = Sentence("--field {field}: write NAME=TEXT", field=field)
            raise SourceError(message)
        given[name] = text
    require_writable(out, template)  # before a run that may take its time
    told: Any = run
    if run is None or not run.is_dir():
        planned = read_scenario(run, catalog=catalog)
        with progress(len(planned.steps)) as step:
            told = planned.run(progress=step)
    say(str(write_report(told, out, title=title, template=template, fields=given or None, language=language)))


def _title(opened: Catalog, name: str) -> str:
    """Give a layer the name by which the map calls it."""
    file, layer = file_and_layer(name)
    return name if name in opened else layer or ("database" if is_database(file) else Path(file).stem)
