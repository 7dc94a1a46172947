"""Statistics of many layers in many zone files: a bad file stops nothing else, a stopped batch goes on."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.analysis.statistics.zone_statistics import zone_statistics
from hanting_geo.core import arguments
from hanting_geo.core.addresses import is_database
from hanting_geo.core.atomic import replacing_file
from hanting_geo.core.digests import digest_of
from hanting_geo.core.extras import require
from hanting_geo.core.os_errors import reason
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import language_or
from hanting_geo.core.versions import versions
from hanting_geo.errors import HantingGeoError, SchemaError, SourceError
from hanting_geo.scenario.products import products
from hanting_geo.sources.catalog.catalog import load_layer, open_catalog

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["Batch", "zone_statistics_batch"]

_STATE = "zone_statistics.unfinished.jsonl"
_FAILED = "failed.csv"
_BOOK = "zone_statistics.xlsx"
_ONE = {"csv": "zone_statistics.csv", "parquet": "zone_statistics.parquet"}


class Batch(NamedTuple):
    """What a batch has written, and what failed."""

    written: list[Path]
    failed: pd.DataFrame
    """A row for each pair that has no table: ``zones, of, problem``."""


class _Pair(NamedTuple):
    zones: str
    of: str
    file: str
    sheet: str


def zone_statistics_batch(  # noqa: PLR0913 - what is measured, and how it is written
    zones: Sequence[str | os.PathLike[str]],
    of: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    catalog: str | os.PathLike[str] | None = None,
    zone_id: str = "id",
    by: str | None = None,
    one: str | None = None,
    resume: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> Batch:
    """Take :func:`hanting_geo.zone_statistics` of every pair of zones and features, into one folder.

    Parameters
    ----------
    zones, of
        Names of layers of the catalogue, or files.
    out
        The folder; it is made. In it come a CSV for each pair, and ``zone_statistics.xlsx`` with a sheet for each and
        a list of them. What failed is listed there, and in ``failed.csv``. Two files of one name, and names that are
        too long for a sheet, get names of their own.
    catalog
        Your own ``catalog.yaml``.
    zone_id, by
        As in :func:`hanting_geo.zone_statistics`.
    one
        ``"csv"`` or ``"parquet"``: instead of a file a pair and the workbook, one file with the tables of all pairs
        under each other, and columns ``zones`` and ``of`` before them.
    resume
        Whether to go on where a batch into ``out`` was stopped, or left what failed: with the identical result, as long
        as inputs and options of a pair are the same. False: all is done anew, and what stands there is told.
    tell
        Is told of each pair that is done, was done before, or failed.

    Returns
    -------
    Batch
        The files, and what failed. While anything failed, or if the batch was stopped, a file
        ``zone_statistics.unfinished.jsonl`` keeps what is done; the next batch with the same inputs and options does
        only the rest.

    Raises
    ------
    SchemaError
        An unknown ``one``; nothing to do.
    SourceError
        The catalogue cannot be read, or the folder cannot be written to.

    Examples
    --------
    >>> import tempfile
    >>> batch = zone_statistics_batch(["zones", "nothing.gpkg"], ["rivers"], tempfile.mkdtemp())
    >>> [path.name for path in batch.written], batch.failed[["zones", "of"]].to_numpy().tolist()
    (['zones_rivers.csv', 'failed.csv', 'zone_statistics.xlsx'], [['nothing.gpkg', 'rivers']])
    """
    from hanting_geo.outputs.tables import write_csv

    _check_arguments(zones, of, out, {"zone_id": zone_id, "by": by, "one": one, "resume": resume, "tell": tell})
    if one == "parquet":
        require("pyarrow", "a Parquet file")
    pairs = _pairs([str(name) for name in zones], [str(name) for name in of])
    if not pairs:
        message = Sentence("zone statistics: give at least one layer of zones and one of features")
        raise SchemaError(message)
    sources = _Sources(open_catalog(catalog))
    folder = _made(Path(out))
    state = _State(folder / _STATE)
    if not resume:
        state.forget(tell)
    tables: dict[_Pair, pd.DataFrame] = {}
    failed: list[tuple[str, str, str]] = []
    written: list[Path] = []
    common = {"zone_id": zone_id, "by": by, "versions": digest_of([versions()])}
    common["language"] = language_or(None)  # classes may be names
    for pair in pairs:
        asked = {"zones": sources.mark(pair.zones), "of": sources.mark(pair.of), **common}
        key = f"{pair.zones}\n{pair.of}"
        table = state.get(key, asked)
        if table is not None:
            tell(Sentence("done before: {zones}, {of}", zones=pair.zones, of=pair.of))
        else:
            try:
                features = sources.load(pair.of)
                table = zone_statistics(sources.load(pair.zones), features, zone_id=zone_id, by=by)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with a pair, the others are done
                known = isinstance(error, HantingGeoError)
                problem = str(error) if known else f"{type(error).__name__}: {error}"
                failed.append((pair.zones, pair.of, problem))
                tell(Sentence("failed: {zones}, {of}: {problem}", zones=pair.zones, of=pair.of, problem=problem))
                continue
            table.attrs = features.attrs  # the workbook prints whose data it is
            state.put(key, asked, table)
            tell(Sentence("done: {zones}, {of}", zones=pair.zones, of=pair.of))
        tables[pair] = table
    bad = pd.DataFrame(failed, columns=["zones", "of", "problem"])
    # All tables come into the folder together: what is there is of one batch.
    with products(folder, "zone_statistics_batch", list(dict.fromkeys(map(str, (*zones, *of))))) as fresh:
        if one is None:
            written += [write_csv(table, fresh / f"{pair.file}.csv") for pair, table in tables.items()]
        if failed:
            written.append(write_csv(bad, fresh / _FAILED))
        written += _write(fresh, tables, bad, one)
    if not failed:
        (folder / _FAILED).unlink(missing_ok=True)
        state.path.unlink(missing_ok=True)
    return Batch([folder / path.name for path in written], bad)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = Sentence(
            "cannot make the folder {folder}: {why}; choose one that you may write to",
            folder=folder,
            why=reason(error),
        )
        raise SourceError(message) from error
    return folder


def _check_arguments(zones: object, of: object, out: object, options: dict[str, object]) -> None:
    arguments.paths(zones, "zone statistics: zones")
    arguments.paths(of, "zone statistics: of")
    arguments.path(out, "zone statistics: out")
    arguments.text(options["zone_id"], "zone statistics: zone_id")
    if options["by"] is not None:
        arguments.text(options["by"], "zone statistics: by")
    arguments.flag(options["resume"], "zone statistics: resume")
    arguments.function(options["tell"], "zone statistics: tell")
    if options["one"] is not None:
        arguments.one_of(options["one"], _ONE, "zone statistics: one")


def _pairs(zones: list[str], of: list[str]) -> list[_Pair]:
    """Give every pair a file and a sheet of its own."""
    from hanting_geo.outputs.names import file_names, sheet_names

    both = [(zone, feature) for zone in dict.fromkeys(zones) for feature in dict.fromkeys(of)]
    zone_names, feature_names = file_names(list(dict.fromkeys(zones))), file_names(list(dict.fromkeys(of)))
    names = [f"{zone_names[zone]} {feature_names[feature]}" for zone, feature in both]
    files = file_names([name.replace(" ", "_") for name in names], paths=False)
    sheets = sheet_names(names)
    return [
        _Pair(zone, feature, files[name.replace(" ", "_")], sheet)
        for (zone, feature), name, sheet in zip(both, names, sheets, strict=True)
    ]


class _Sources:
    """Layers by name or path, each read once; one that cannot be read says the same each time."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._last: dict[str, gpd.GeoDataFrame | HantingGeoError] = {}

    def load(self, name: str) -> gpd.GeoDataFrame:
        if name not in self._last:
            try:
                here = self._catalog
                self._last[name] = here.load(name) if name in here else load_layer(name, crs=here.crs)
            except HantingGeoError as error:
                self._last[name] = error
        found = self._last[name]
        if isinstance(found, HantingGeoError):
            raise found
        return found

    def mark(self, name: str) -> list[Any]:
        """Say which state of a file it is; null where there is none. A database may have changed each time."""
        if is_database(self._catalog.info(name).file if name in self._catalog else name):
            return ["database", None, time.time_ns()]
        path = self._catalog.info(name).path if name in self._catalog else Path(name)
        try:
            stat = path.stat()
        except OSError:
            return [str(path), None, None]
        return [str(path.absolute()), stat.st_size, stat.st_mtime_ns]


class _State:
    """What is done, a line a pair: exact numbers, so that a batch that goes on writes what one that ran does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._done: dict[str, dict[str, Any]] = {}
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            lines = []
        for line in lines:
            try:
                said = json.loads(line)
                self._done[said["pair"]] = said
            except (ValueError, TypeError, KeyError):
                continue  # the line that was being written when the batch was stopped: its pair is done anew

    def forget(self, tell: Callable[[str], None]) -> None:
        """Begin anew, and say what stood there."""
        if self._done:
            said = Sentence(
                "{path} kept {count} pairs of a batch that was stopped or in which something failed; they are done "
                "again, and all is begun anew: --resume (resume=True) would have gone on there",
                path=self.path,
                count=len(self._done),
            )
            tell(said)
        self._done.clear()
        self.path.unlink(missing_ok=True)

    def get(self, key: str, asked: dict[str, Any]) -> pd.DataFrame | None:
        kept = self._done.get(key)
        if kept is None or kept.get("asked") != asked:
            return None
        table = pd.DataFrame({name: pd.Series(values) for name, values in kept["table"].items()})
        table = table.astype({name: kept["types"][name] for name in table.columns})
        table.attrs = kept["attrs"]
        return table

    def put(self, key: str, asked: dict[str, Any], table: pd.DataFrame) -> None:
        values = {str(name): [_plain(value) for value in table[name].tolist()] for name in table.columns}
        types = {str(name): str(table[name].dtype) for name in table.columns}
        kept = {"pair": key, "asked": asked, "table": values, "types": types, "attrs": table.attrs}
        try:
            line = json.dumps(kept, ensure_ascii=False)
        except TypeError:
            return  # ids that are dates or the like: this pair is done again
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        except OSError as error:
            message = Sentence(
                "cannot write {path}: {why}; make room, or choose another folder", path=self.path, why=reason(error)
            )
            raise SourceError(message) from error


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _write(folder: Path, tables: dict[_Pair, pd.DataFrame], bad: pd.DataFrame, one: str | None) -> list[Path]:
    """Write one workbook or file of all tables."""
    from hanting_geo.outputs.tables import write_csv, write_workbook

    if one is not None:
        stacked = [
            pd.concat([pd.DataFrame({"zones": [pair.zones] * len(table), "of": pair.of}), table], axis=1)
            for pair, table in tables.items()
        ]
        whole = pd.concat(stacked, ignore_index=True) if stacked else pd.DataFrame({"zones": [], "of": []})
        path = folder / _ONE[one]
        if one == "csv":
            return [write_csv(whole, path)]
        # Ids and classes of several files may be numbers here and text there.
        names = {name: "str" for name in ("zone_id", "class") if name in whole.columns}
        with replacing_file(path) as working:
            whole.astype(names).to_parquet(working, index=False)
        return [path]
    sheets = {pair.sheet: table for pair, table in tables.items()}
    if any(pair.sheet != f"{Path(pair.zones).stem} {Path(pair.of).stem}" for pair in tables):
        rows = [(pair.sheet, pair.zones, pair.of, f"{pair.file}.csv") for pair in tables]
        sheets["(sheets)"] = pd.DataFrame(rows, columns=["sheet", "zones", "of", "file"])
    if len(bad):
        sheets["(failed)"] = bad
    return [write_workbook(sheets, folder / _BOOK)]
