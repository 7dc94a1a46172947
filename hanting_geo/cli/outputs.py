"""What is drawn: a map on one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from hanting_geo.core.words.cli import said
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["map_"]


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
        message = f"{out}: a map is written as .html"
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


def _title(opened: Catalog, name: str) -> str:
    """Give a layer the name by which the map calls it."""
    file, layer = file_and_layer(name)
    return name if name in opened else layer or Path(file).stem
