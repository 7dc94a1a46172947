"""The command line: thin, and quick to start (what is heavy is imported inside the commands)."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from hanting_geo.cli.console import print_findings, print_json, print_table, progress, records_of, say
from hanting_geo.errors import HantingGeoError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["app", "main"]

FOUND = 1
WRONG = 2

app = typer.Typer(
    name="hanting-geo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Project siting for city planners: layers, checks, statistics and one-file maps. 寒亭区项目选址工具。",
)

CatalogOption = Annotated[
    Path | None,
    typer.Option("--catalog", help="Your own catalog.yaml, or its folder, instead of the packaged layers. 图层目录"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a machine. 输出 JSON")]
NamesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[LAYER|FILE]...", help="Default: the whole catalogue. 默认全部图层")
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Exit with 1 when there is a warning or an error. 有警告即退出码 1")
]


class Language(StrEnum):
    """Languages of what is printed and drawn."""

    zh = "zh"
    en = "en"


LanguageOption = Annotated[Language, typer.Option("--language", help="中文 or English. 语言")]


def main() -> None:
    """Run the command line; a mistake of the caller is one clear line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        # A GBK console has no (c) or m2 sign: show the character's number rather than fail in the middle.
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        app()
    except HantingGeoError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or 'the file system'}: {error.strerror or error}")
    except KeyboardInterrupt:
        _fail("stopped; nothing was left half written")


def _fail(message: str) -> NoReturn:
    print(f"hanting-geo: {message}", file=sys.stderr)  # noqa: T201 - the message is the product
    raise SystemExit(WRONG)


def _open(path: Path | None) -> Catalog:
    from hanting_geo.sources.catalog.catalog import open_catalog

    return open_catalog(path)


def _load(catalog: Catalog, name: str, crs: object = "working") -> gpd.GeoDataFrame:
    """Load a layer of the catalogue, or a file."""
    from hanting_geo.sources.catalog.catalog import load_layer

    if name in catalog:
        return catalog.load(name, crs=crs)
    if not Path(name).exists():
        message = f"{name} is neither a file nor a layer of {catalog.path}; the layers are: {', '.join(catalog.names)}"
        raise SourceError(message)
    return load_layer(Path(name), crs=catalog.crs if crs == "working" else crs)


@app.command()
def layers(
    name: Annotated[str | None, typer.Argument(help="Show the features of this layer. 图层名")] = None,
    *,
    init: Annotated[
        Path | None,
        typer.Option("--init", metavar="DIR", help="Write a commented start for your own catalogue. 新建目录"),
    ] = None,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """列出图层或要素。List the layers of a catalogue, or the features of one."""
    if init is not None:
        from hanting_geo.sources.catalog.catalog import init_catalog

        say(str(init_catalog(init)))
        return
    opened = _open(catalog)
    if name is None:
        table = opened.to_table()
    else:
        frame = opened.load(name, crs=None)
        table = frame.drop(columns=frame.geometry.name).assign(geometry=frame.geom_type)
    if as_json:
        print_json(records_of(table))
        return
    if name is not None:
        keep = ["id", "name_zh", "name_en", "kind", "status", "accuracy_m", "source", "licence", "geometry"]
        table = table[[column for column in keep if column in table.columns]]
    print_table(table, language)


@app.command()
def check(
    names: NamesArgument = None,
    *,
    strict: StrictOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """检查图层。Check layers or files and list everything that is wrong."""
    import pandas as pd

    from hanting_geo.core.findings import findings, records, to_table
    from hanting_geo.sources.checks import check_layer

    opened = _open(catalog)
    if names:
        parts = []
        outline = opened.district()
        with progress(len(names)) as step:
            for number, name in enumerate(names):
                step(number, name)
                frame = _load(opened, name, crs=None)
                parts += [findings(frame), check_layer(frame, district=outline)]
        found = pd.concat(parts).drop_duplicates(["code", "layer", "feature", "what"])
        found = to_table(records(found))
    else:
        found = opened.check()
    if as_json:
        print_json(records_of(found))
    elif len(found):
        print_findings(found, language)
    counts = found["level"].value_counts()
    summary = ", ".join(f"{int(counts.get(level, 0))} {level}s" for level in ("error", "warning", "note"))
    print(summary, file=sys.stderr)  # noqa: T201 - beside the table, so that --json stays JSON
    if strict and (found["level"] != "note").any():
        raise typer.Exit(FOUND)


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(metavar="SRC", help="File to read. 源文件")],
    target: Annotated[Path, typer.Argument(metavar="DST", help="File to write; its suffix says the format. 目标文件")],
    *,
    layer: Annotated[str | None, typer.Option(help="Layer of SRC, when it holds several. 图层")] = None,
    crs: Annotated[str | None, typer.Option(help="Target system, such as EPSG:4549. 目标坐标系")] = None,
    encoding: Annotated[str | None, typer.Option(help="Text encoding of SRC, such as gb18030. 源编码")] = None,
    to_encoding: Annotated[str | None, typer.Option(help="Text encoding of a Shapefile written. 目标编码")] = None,
) -> None:
    """转换格式与坐标系。Convert a file to another format or reference system."""
    from hanting_geo.core.findings import findings
    from hanting_geo.sources.files import read_file, write_file

    with progress(2) as step:
        step(0, str(source))
        frame = read_file(source, layer=layer, crs=crs, encoding=encoding)
        step(1, str(target))
        written = write_file(frame, target, encoding=to_encoding)
    found = findings(frame)
    if len(found):
        print_findings(found)
    say(f"{written}: {len(frame)}")


@app.command(name="map")
def map_(
    names: NamesArgument = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="MAP.html", help="The page to write. 网页文件")],
    title: Annotated[str | None, typer.Option(help="Title of the page. 标题")] = None,
    catalog: CatalogOption = None,
    language: LanguageOption = Language.zh,
) -> None:
    """生成单文件地图。Draw layers on one HTML page that opens with no network."""
    from hanting_geo.outputs.maps.zone_map import zone_map
    from hanting_geo.outputs.page.page import page_contents, save_page

    if out.suffix.lower() not in {".html", ".htm"}:
        message = f"{out}: a map is written as .html"
        raise SourceError(message)
    opened = _open(catalog)
    chosen = names or opened.names
    frames = {}
    with progress(len(chosen)) as step:
        for number, name in enumerate(chosen):
            step(number, name)
            frames[name if name in opened else Path(name).stem] = _load(opened, name)
    page = zone_map(frames, title=title or opened.title.text(language) or out.stem, language=language)
    say(str(save_page(page, out)))
    # What leaves the house with the page: control lines and survey coordinates may be classified.
    for row in page_contents(page).itertuples():
        say(f"  {row.layer}: {row.features} · {row.columns} · {row.decimals} decimals (≤ {row.metres} m)")


@app.command()
def stats(  # noqa: PLR0913 - each is an option
    zones: Annotated[str, typer.Option("--zones", help="Zones: a layer or a file. 片区")],
    of: Annotated[str, typer.Option("--of", help="Features to count and measure: a layer or a file. 被统计要素")],
    *,
    by: Annotated[str | None, typer.Option(help="Column of the features that gives the class. 分类字段")] = None,
    zone_id: Annotated[str, typer.Option(help="Column that names a zone. 片区编号字段")] = "id",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR|FILE", help="A .csv or .xlsx, or a folder for both")
    ] = None,
    batch: Annotated[
        int | None, typer.Option("--batch", min=1, help="Features of a large file in memory at a time. 每批要素数")
    ] = None,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """分区统计。Measure features by zone and class; the table closes on its total."""
    from hanting_geo.outputs.tables import write_csv, write_workbook

    opened = _open(catalog)
    table = _measured(opened, zones, of, batch, zone_id=zone_id, by=by)
    if as_json:
        print_json(records_of(table))
    elif out is None:
        print_table(table, language)
    if out is None:
        return
    if not out.suffix:
        out.mkdir(parents=True, exist_ok=True)
    stem = f"{Path(zones).stem}_{Path(of).stem}"
    written = [out] if out.suffix else [out / f"{stem}.csv", out / f"{stem}.xlsx"]
    for path in written:
        if path.suffix.lower() == ".csv":
            write_csv(table, path)
        elif path.suffix.lower() == ".xlsx":
            write_workbook({stem[:31]: table}, path, language=language)
        else:
            message = f"{path}: statistics are written as .csv or .xlsx"
            raise SourceError(message)
        if not as_json:
            say(str(path))


def _measured(opened: Catalog, zones: str, of: str, batch: int | None, **options: Any) -> pd.DataFrame:
    """Measure a layer or file whole, or a file a batch at a time."""
    if batch is not None:
        from hanting_geo.analysis.statistics.zone_statistics_file import zone_statistics_file

        if of in opened or not Path(of).exists():
            message = f"--batch is for a file, and {of} is none"
            raise SourceError(message)
        areas = _load(opened, zones)
        with progress(1000) as step:
            return zone_statistics_file(
                areas, of, crs=areas.crs, batch=batch,
                progress=lambda part, what: step(round(1000 * part), what), **options,
            )  # fmt: skip
    from hanting_geo.analysis.statistics.zone_statistics import zone_statistics

    with progress(3) as step:
        step(0, of)
        features = _load(opened, of)
        step(1, zones)
        areas = _load(opened, zones)
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


@app.command()
def overlay(
    parcels: Annotated[Path, typer.Argument(metavar="PARCELS", help="A file of any size. 图斑文件")],
    zones: Annotated[str, typer.Argument(metavar="ZONES", help="What to cut by: a layer or a file. 叠加图层")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A .gpkg, .fgb or .parquet to write. 结果文件")],
    *,
    how: Annotated[
        How, typer.Option(help="Inside, inside and outside, or outside the zones. 叠加方式")
    ] = How.intersection,
    layer: Annotated[str | None, typer.Option(help="Layer of PARCELS, when it holds several. 图层")] = None,
    crs: Annotated[
        str | None, typer.Option(help="System to work in; default that of PARCELS, or of the catalogue. 坐标系")
    ] = None,
    batch: BatchOption = 50_000,
    catalog: CatalogOption = None,
) -> None:
    """叠加分析。Cut a file of any size by zones, a batch of its features at a time."""
    import warnings

    from hanting_geo.analysis.overlay.overlay_file import overlay_file
    from hanting_geo.sources.files import list_layers

    opened = _open(catalog)
    around: gpd.GeoDataFrame | Path = Path(zones)
    if zones in opened or not Path(zones).exists():
        crs = opened.crs if crs is None else crs
        around = _load(opened, zones, crs=crs)
    with progress(1000) as step, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        overlay_file(
            parcels, around, out, how=how.value, layer=layer, crs=crs, batch=batch,
            progress=lambda part, what: step(round(1000 * part), what),
        )  # fmt: skip
    for each in caught:
        print(f"hanting-geo: {each.message}", file=sys.stderr)  # noqa: T201 - beside the result
    listed = list_layers(out)
    say(f"{out}: {int(listed.loc[listed['name'] == out.stem, 'features'].iloc[0])}")


@app.command()
def screen(
    sites: Annotated[str, typer.Argument(metavar="SITES", help="Sites: a layer or a file. 地块")],
    rules: Annotated[
        str, typer.Option("--rules", metavar="R", help="A rule file (.yaml, .csv, .xlsx), or a packaged set. 规则")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for workbook, map and JSON. 输出文件夹")],
    *,
    catalog: CatalogOption = None,
    strict: StrictOption = False,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """选址核查。Say of every site whether it may stand there, and why not; --strict exits with 1 on a hard conflict."""
    from hanting_geo.outputs.page.page import save_page
    from hanting_geo.siting.rules.files import read_rules
    from hanting_geo.siting.screening.screen import screen as screen_sites

    opened = _open(catalog)
    with progress(3) as step:
        step(0, rules)
        rule_set = read_rules(rules)
        step(1, sites)
        found = screen_sites(_load(opened, sites), rule_set, opened)
        step(2, str(out))
        out.mkdir(parents=True, exist_ok=True)
        title = {"zh": f"{rule_set.title.text('zh')}:核查结果", "en": f"{rule_set.title.text('en')}: screening"}
        written = [found.to_workbook(out / "screening.xlsx"), out / "screening.json", out / "screening.html"]
        found.to_json(written[1])
        save_page(found.to_map(title=title, language=language), written[2])
    summary = found.tables()["summary"]
    if as_json:
        print_json(records_of(summary))
    else:
        print_table(summary, language)
        for path in written:
            say(str(path))
    if strict and (summary["verdict"] == "conflict").any():
        raise typer.Exit(FOUND)


@app.command()
def run(
    scenario: Annotated[
        Path | None, typer.Argument(metavar="[SCENARIO]", help="YAML file; default: the packaged one")
    ] = None,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Output folder. 输出文件夹")] = Path("output"),
    catalog: CatalogOption = None,
    strict: StrictOption = False,
    as_json: JsonOption = False,
) -> None:
    """运行方案。Run a scenario into an output folder with a manifest."""
    from hanting_geo.scenario.scenario import read_scenario

    planned = read_scenario(scenario, catalog=catalog)
    with progress(len(planned.steps)) as step:
        done = planned.run(out, progress=step)
    if as_json:
        print_json(done.manifest)
    else:
        say(f"{planned.title.text('zh')} {planned.title.text('en')}")
        for item in done.manifest["files"]:
            say(f"  {out / item['file']}  ({item['bytes'] / 1024:,.0f} KiB)")
        say(f"  {out / 'manifest.json'}")
        without = sum(item["without_geometry"] for item in done.manifest["inputs"])
        counts = done.manifest["finding_counts"]
        say(
            f"{sum(item['features'] for item in done.manifest['inputs'])} rows read, "
            f"{without} without a published place (位置未公布); findings: "
            + ", ".join(f"{counts.get(level, 0)} {level}s" for level in ("error", "warning", "note"))
        )
    if strict and (done.findings["level"] != "note").any():
        raise typer.Exit(FOUND)
