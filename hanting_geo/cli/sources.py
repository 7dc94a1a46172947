"""Layers and files: list them, check them, convert them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hanting_geo.cli.console import print_findings, print_json, print_table, progress, records_of, say
from hanting_geo.cli.diagnosing import diagnose
from hanting_geo.cli.options import (
    FOUND,
    WRONG,
    CatalogOption,
    IdOption,
    JsonOption,
    Language,
    LanguageOption,
    LayerOption,
    NamesArgument,
    StrictOption,
    file_and_layer,
    load_named,
    open_given,
)
from hanting_geo.core.addresses import is_database
from hanting_geo.core.words.cli import said

if TYPE_CHECKING:
    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["check", "layers"]


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
    opened = open_given(catalog)
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


def check(  # noqa: PLR0913 - each is an option
    names: NamesArgument = None,
    *,
    layer: LayerOption = None,
    id_column: IdOption = None,
    crs: Annotated[
        bool, typer.Option("--crs", help="Say which reference systems the coordinates of files fit. 坐标系诊断")
    ] = False,
    area: Annotated[
        str | None,
        typer.Option(
            metavar="W,S,E,N|LAYER|FILE", help="With --crs: where they should lie; default: Hanting. 数据应在的范围"
        ),
    ] = None,
    strict: StrictOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = Language.zh,
) -> None:
    """检查图层。Check layers or files and list everything that is wrong; with --crs, the systems that they fit."""
    import pandas as pd

    if crs or area is not None:
        diagnose(names or [], layer, area, as_json=as_json, language=language, strict=strict)
        return

    from hanting_geo.core.findings import LEVELS, findings, records, to_table
    from hanting_geo.sources.checks import check_layer

    opened = open_given(catalog)
    if names:
        parts = []
        outline = opened.district()
        pairs = [pair for name in names for pair in _layers_of(opened, name, layer)]
        with progress(len(pairs)) as step:
            for number, (name, chosen) in enumerate(pairs):
                step(number, name)
                frame = load_named(opened, name, crs=None, layer=chosen, id_column=id_column)
                parts += [findings(frame), check_layer(frame, district=outline)]
        found = pd.concat(parts).drop_duplicates(["code", "layer", "feature", "what"])
        found = to_table(records(found))
    else:
        found = opened.check()
    if as_json:
        print_json(records_of(found))
    elif len(found):
        print_findings(found, language)
    counts = {level: int((found["level"] == level).sum()) for level in LEVELS}
    print(said("counts", **counts), file=sys.stderr)  # noqa: T201 - beside the table, so that --json stays JSON
    if (found["code"] == "unreadable").any():
        raise typer.Exit(WRONG)
    if strict and (found["level"] != "note").any():
        raise typer.Exit(FOUND)


def _layers_of(opened: Catalog, name: str, layer: str | None) -> list[tuple[str, str | None]]:
    """Name the layers to check: the one that was asked for, else all that a file holds."""
    from hanting_geo.sources.files import list_layers

    file, chosen = file_and_layer(name)
    chosen = layer or chosen
    if name in opened or chosen is not None or not (is_database(file) or Path(file).exists()):
        return [(file, chosen)]
    listed = list_layers(file)
    spatial = listed.loc[listed["geometry"].notna(), "name"].tolist()
    return [(file, each) for each in spatial] if len(spatial) > 1 else [(file, None)]
