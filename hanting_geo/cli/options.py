"""What the commands share: the app, the options that several have, the exit codes, and how a name becomes a layer."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hanting_geo.cli.speaking import Group
from hanting_geo.core.addresses import is_database, masked, split_layer
from hanting_geo.core.options import options
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd

    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = [
    "FOUND",
    "WRONG",
    "CatalogOption",
    "IdOption",
    "JsonOption",
    "Language",
    "LanguageOption",
    "LayerOption",
    "NamesArgument",
    "ResumeOption",
    "SchedulerOption",
    "StrictOption",
    "app",
    "file_and_layer",
    "is_folder_of_parts",
    "load_named",
    "open_given",
    "refuse_resume",
]

FOUND = 1
"""Exit code: the caller asked to fail on findings or conflicts, and there are."""

WRONG = 2
"""Exit code: wrong usage or unreadable input."""

app = typer.Typer(
    name="hanting-geo",
    no_args_is_help=True,
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
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
LayerOption = Annotated[
    str | None, typer.Option("--layer", help="Layer of a file that holds several; or name it FILE:LAYER. 图层")
]
IdOption = Annotated[str | None, typer.Option("--id", metavar="COLUMN", help="Column that names a feature. 编号字段")]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Exit with 1 when there is a warning or an error. 有警告即退出码 1")
]

ResumeOption = Annotated[
    bool, typer.Option("--resume", help="Go on where it was stopped before, with the same result. 从中断处继续")
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        metavar="tcp://HOST:PORT", help="Of a folder of parts: a Dask scheduler; default: this machine. 调度器地址"
    ),
]


class Language(StrEnum):
    """Languages of what is printed and drawn."""

    zh = "zh"
    en = "en"


def _chosen(ctx: typer.Context, param: typer.CallbackParam, value: Language) -> Language:
    """Let the options choose where the command line does not."""
    told = param.name is not None and str(ctx.get_parameter_source(param.name)).endswith("COMMANDLINE")
    return value if told or options.language is None else Language(options.language)


LanguageOption = Annotated[Language, typer.Option("--language", callback=_chosen, help="中文 or English. 语言")]


def open_given(path: Path | None) -> Catalog:
    """Open the catalogue that ``--catalog`` names, or the packaged one."""
    from hanting_geo.sources.catalog.catalog import open_catalog

    return open_catalog(path)


def file_and_layer(name: str) -> tuple[str, str | None]:
    """Take ``file.gpkg:layer`` apart, or ``file.gpkg|layername=layer`` as QGIS writes it; the layer is None without.

    Of a database likewise: ``postgresql://.../land:schema.table``.

    Examples
    --------
    >>> file_and_layer("zones")
    ('zones', None)
    """
    if os.path.exists(name):  # noqa: PTH110 - pathlib raises on names that no file can have
        return name, None
    if is_database(name):
        return split_layer(name)
    for mark in ("|layername=", ":"):
        file, found, layer = name.rpartition(mark)
        if found and layer and os.path.exists(file):  # noqa: PTH110
            return file, layer
    return name, None


def is_folder_of_parts(catalog: Catalog, name: str) -> bool:
    """Tell a folder of GeoParquet from a layer, a file and a geodatabase."""
    return os.path.isdir(name) and Path(name).suffix.lower() != ".gdb" and name not in catalog  # noqa: PTH112


def refuse_resume(catalog: Catalog, what: str) -> None:
    """Say that there is nothing to go on with.

    Raises
    ------
    SourceError
        Always: what is named is one layer, or is not there.
    """
    if not is_database(what):
        _require_there(catalog, what)
    message = Sentence(
        "--resume goes on with a folder of parts (hanting-geo convert {what} FOLDER --parts 50000), or with several "
        "layers; one file is done whole or not at all: leave --resume out",
        what=masked(what),
    )
    raise SourceError(message)


def load_named(
    catalog: Catalog, name: str, crs: object = "working", *, layer: str | None = None, id_column: str | None = None
) -> gpd.GeoDataFrame:
    """Load a layer of the catalogue, or a file; of a file with several layers the one that is named.

    Raises
    ------
    SourceError
        The name is neither, or there is no such column.
    """
    from hanting_geo.sources.catalog.catalog import load_layer

    if name in catalog and layer is None:
        return _with_id(catalog.load(name, crs=crs), id_column, name)
    file, chosen = file_and_layer(name)
    target = catalog.crs if crs == "working" else crs
    if is_database(file):
        return _with_id(load_layer(file, layer=layer or chosen, crs=target), id_column, masked(name))
    _require_there(catalog, name)
    return _with_id(load_layer(Path(file), layer=layer or chosen, crs=target), id_column, name)


def _require_there(catalog: Catalog, name: str) -> None:
    from hanting_geo.sources.files.paths import refuse_address

    file, _ = file_and_layer(name)
    if name in catalog or os.path.exists(file):  # noqa: PTH110
        return
    refuse_address(file)
    message = Sentence(
        "{name} is neither a file nor a layer of {path}; the layers are: {listed}",
        name=name,
        path=catalog.path,
        listed=enumerated(catalog.names),
    )
    raise SourceError(message)


def _with_id(frame: gpd.GeoDataFrame, column: str | None, name: str) -> gpd.GeoDataFrame:
    """Let a column name the features; what was called ``id`` stays, as ``id (file)``."""
    if column is None or column == "id":
        return frame
    if column not in frame.columns or column == frame.geometry.name:
        message = Sentence(
            "{name} has no column {column!r}; there are: {listed}",
            name=name,
            column=column,
            listed=enumerated(map(str, frame.columns)),
        )
        raise SourceError(message)
    attrs = frame.attrs
    frame = frame.rename(columns={"id": "id (file)", column: "id"})
    frame.attrs = attrs
    return frame
