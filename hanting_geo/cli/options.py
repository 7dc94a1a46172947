"""What the commands share: the app, the options that several have, the exit codes, and how a name becomes a layer."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd

    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = [
    "FOUND",
    "WRONG",
    "CatalogOption",
    "JsonOption",
    "Language",
    "LanguageOption",
    "NamesArgument",
    "StrictOption",
    "app",
    "load_named",
    "open_given",
]

FOUND = 1
"""Exit code: the caller asked to fail on findings or conflicts, and there are."""

WRONG = 2
"""Exit code: wrong usage or unreadable input."""

app = typer.Typer(
    name="hanting-geo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Project siting for city planners: layers, checks, statistics and one-file maps. 寒亭区项目选址工具。",
)
"""The commands come to it in :mod:`hanting_geo.cli.main`."""

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


def open_given(path: Path | None) -> Catalog:
    """Open the catalogue that ``--catalog`` names, or the packaged one."""
    from hanting_geo.sources.catalog.catalog import open_catalog

    return open_catalog(path)


def load_named(catalog: Catalog, name: str, crs: object = "working") -> gpd.GeoDataFrame:
    """Load a layer of the catalogue, or a file.

    Raises
    ------
    SourceError
        The name is neither.
    """
    from hanting_geo.sources.catalog.catalog import load_layer

    if name in catalog:
        return catalog.load(name, crs=crs)
    if not Path(name).exists():
        message = f"{name} is neither a file nor a layer of {catalog.path}; the layers are: {', '.join(catalog.names)}"
        raise SourceError(message)
    return load_layer(Path(name), crs=catalog.crs if crs == "working" else crs)
