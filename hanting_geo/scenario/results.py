"""What a step of a scenario gave, written under the names that it saves."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import geopandas as gpd
import pandas as pd

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError
from hanting_geo.scenario.steps import public
from hanting_geo.siting.printed import in_one_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["WRITERS", "Drawn", "Result", "Writer", "part", "write_result"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """A row of :data:`WRITERS`: who writes what under a suffix."""

    do: str = ""
    """Who writes maps, layers or tables: a function of one of them and of the path, as ``module:name``."""

    takes: frozenset[str] = frozenset()
    """Which of ``map``, ``layer``, ``table`` it writes."""

    sheets: bool = False
    """Whether it takes tables by name, a sheet each."""

    method: str = ""
    """The method by which a :class:`Result` writes itself so."""


_LAYER = Writer(do="hanting_geo.analysis.layer_files:write_file", takes=frozenset({"layer"}))
_TABLES = frozenset({"layer", "table"})

WRITERS = {
    ".csv": Writer(do="hanting_geo.outputs.tables:write_csv", takes=_TABLES),
    ".fgb": _LAYER,
    ".geojson": _LAYER,
    ".gpkg": _LAYER,
    ".json": Writer(method="to_json"),
    ".html": Writer(do="hanting_geo.outputs.page.page:save_page", takes=frozenset({"map"})),
    ".parquet": _LAYER,
    ".shz": _LAYER,
    ".xlsx": Writer(do="hanting_geo.outputs.tables:write_workbook", takes=_TABLES, sheets=True, method="to_workbook"),
}
"""Who writes a saved name, by its suffix."""

_SAID = {
    "map": (Sentence("a map"), (".html",)),
    "layer": (Sentence("a layer"), (".geojson", ".gpkg", ".csv", ".xlsx")),
    "table": (Sentence("a table without geometry"), (".csv", ".xlsx")),
}
"""What a result is, and how it may be saved."""


@runtime_checkable
class Drawn(Protocol):
    """What has tables and layers by name, and draws itself: a network, and all that siting gives."""

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name."""

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Give the layers by name."""

    def to_map(self, **options: Any) -> Any:
        """Draw the result."""


@runtime_checkable
class Result(Drawn, Protocol):
    """What siting gives: it writes its products itself, too."""

    def to_workbook(self, path: Path) -> Path:
        """Write its tables."""

    def to_json(self, path: Path) -> Any:
        """Write it for a machine."""


def part(results: Mapping[str, Any], reference: str) -> Any:
    """Give what ``id`` or ``id.part`` refers to: a result, or a layer or table of it.

    Raises
    ------
    SchemaError
        The result has no such part.
    """
    step, _, name = reference.partition(".")
    result = results[step]
    if not name:
        return result
    parts = {**result.tables(), **result.layers()} if isinstance(result, Drawn) else {}
    if name not in parts:
        message = Sentence(
            "${reference}: {step!r} has no part {name!r}; it has {listed}",
            reference=reference,
            step=step,
            name=name,
            listed=enumerated(parts) or Sentence("none"),
        )
        raise SchemaError(message)
    return parts[name]


def write_result(
    result: Any, path: Path, step: str, *, language: str | None = None, **drawing: Any
) -> list[dict[str, Any]]:
    """Write a result under a name; the suffix says as what.

    What a planner reads (pages, workbooks, CSV) is in one language; what a program reads (JSON, layers) has the names
    that results have in memory.

    Parameters
    ----------
    result
        A frame, a table, a map, or a :class:`Result`.
    path
        The file.
    step
        The id of the step, for messages and sheets.
    language
        That of the scenario: of headers, coded values and pages. None: that of ``hg.options``, and CSV as in memory.
    **drawing
        What a map of a :class:`Result` is drawn with besides: ``title``.

    Returns
    -------
    list of dict
        Of a page, what it embeds.

    Raises
    ------
    SchemaError
        The result cannot be written so.
    """
    writer = WRITERS[path.suffix.lower()]
    drawing |= {} if language is None else {"language": language}
    if isinstance(result, Result):
        if writer.method:
            _written(getattr(result, writer.method), language, path)
            return []
        if "map" not in writer.takes:
            message = Sentence(
                "{name}: save {step!r} as .xlsx, .json or .html; of its layers, take ${step}.{{name}}",
                name=path.name,
                step=step,
            )
            raise SchemaError(message)
        result = result.to_map(**drawing)
    elif isinstance(result, Drawn):
        if writer.sheets:
            _written(public(writer.do), language, result.tables(), path)
            return []
        if "map" not in writer.takes:
            message = Sentence(
                "{name}: save {step!r} as .xlsx or .html; of its layers, take ${step}.{{name}}",
                name=path.name,
                step=step,
            )
            raise SchemaError(message)
        result = result.to_map(**drawing)
    kind = _kind(result)
    if kind not in writer.takes:
        what, instead = _SAID[kind]
        message = Sentence(
            "{name}: step {step!r} gives {what}; save it as {instead}",
            name=path.name,
            step=step,
            what=what,
            instead=enumerated(instead),
        )
        raise SchemaError(message)
    if language is not None and path.suffix.lower() == ".csv":
        result = _in_one_language(result, language)
    _written(public(writer.do), language, {step: result} if writer.sheets else result, path)
    if kind != "map":
        return []
    embeds = public("hanting_geo.outputs.page.page:page_contents")(result).to_dict("records")
    return [{"file": path.name, "embeds": embeds}]


def _written(write: Callable[..., Any], language: str | None, *given: Any) -> None:
    """Let somebody write, in the language where he takes one."""
    takes_it = language is not None and "language" in signature(write).parameters
    write(*given, **({"language": language} if takes_it else {}))


def _in_one_language(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Keep of columns in both languages those in one; shapes are not for CSV."""
    if isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name is not None:
        table = pd.DataFrame(table.drop(columns=table.geometry.name))
    return in_one_language(table, language, {}) if table.columns.is_unique else table


def _kind(result: Any) -> str:
    if isinstance(result, gpd.GeoDataFrame):
        return "layer"
    return "table" if isinstance(result, pd.DataFrame) else "map"
