"""One YAML file, one run, one output folder with a manifest."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass, field
from datetime import datetime
from html import escape
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import pandas as pd
from pydantic import Field, ValidationError

from hanting_geo.core.atomic import replacing_folder
from hanting_geo.core.findings import ATTRS_KEY, records, to_table
from hanting_geo.core.text import Text
from hanting_geo.core.yamlfile import StrictModel, YamlFile, read_yaml
from hanting_geo.crs.gate import resolve
from hanting_geo.errors import CRSError, HantingGeoError
from hanting_geo.scenario.folder import describe_file, describe_files, refuse_foreign, write_manifest
from hanting_geo.scenario.results import Result, part, write_result
from hanting_geo.scenario.steps import LOADERS, RASTERS, RULED, STEPS, Step, check_steps, public, raster_of, rules_of
from hanting_geo.sources.catalog.frames import as_catalog

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["Run", "Scenario", "read_scenario"]

_LIBRARIES = ("fiona", "folium", "geopandas", "numpy", "pandas", "pyogrio", "pyproj", "shapely", "XlsxWriter")


class _File(StrictModel):
    title: Text
    catalog: str = "packaged"
    crs: str = "working"
    language: Literal["zh", "en"] = "zh"
    steps: list[Step] = Field(min_length=1)


@dataclass
class Run:
    """What a scenario gave: results by step id, and where they were written.

    Attributes
    ----------
    tables, layers
        Results of the steps: frames without and with geometry.
    maps
        folium maps by step id.
    findings
        What was found wrong with the layers that were loaded.
    manifest
        Inputs with sha256, parameters, versions, findings, files: what ``manifest.json`` holds.
    folder
        Where the files are; None for a run that wrote nothing.
    """

    title: Text
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    layers: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)
    maps: dict[str, Any] = field(default_factory=dict)
    findings: pd.DataFrame = field(default_factory=lambda: to_table([]))
    manifest: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None

    def _repr_html_(self) -> str:
        listed = "".join(f"<li>{escape(item['file'])}</li>" for item in self.manifest.get("files", []))
        where = escape(str(self.folder)) if self.folder else ""
        return f"<h4>{escape(self.title.text('zh'))}</h4><p>{where}</p><ul>{listed}</ul>"


class Scenario:
    """A checked scenario, ready to run; made by :func:`read_scenario`."""

    def __init__(self, source: YamlFile, settings: _File, catalog: Catalog) -> None:
        """Hold settings that are known to be right."""
        self._source = source
        self.path = source.path
        self.title = settings.title
        self.catalog = catalog
        self.steps = settings.steps
        self._settings = settings

    def run(
        self,
        out: str | os.PathLike[str] | None = None,
        *,
        progress: Callable[[int, str], None] | None = None,
    ) -> Run:
        """Do the steps, and write what they save.

        Parameters
        ----------
        out
            Output folder. The run is written beside it and swapped in at the end, the manifest last; a folder
            that holds anything but an earlier run's unchanged files is refused. None writes nothing.
        progress
            Called with the number and id of each step before it is done.

        Returns
        -------
        Run

        Raises
        ------
        SourceError
            The output folder holds files of others, or cannot be written.
        HantingGeoError
            A step failed; the message names it and its line.
        """
        run = Run(self.title)
        started = datetime.now().astimezone()  # a planner's day, not Greenwich's
        if out is None:
            self._do_steps(run, None, progress)
            run.manifest = self._manifest(run, started)
            return run
        refuse_foreign(Path(out))
        with replacing_folder(out) as folder:
            self._do_steps(run, folder, progress)
            self._write_findings(run, folder)
            run.manifest = self._manifest(run, started)
            run.manifest["files"] = describe_files(folder)
            write_manifest(run.manifest, folder)
            refuse_foreign(Path(out))
        run.folder = Path(out)
        return run

    def _do_steps(self, run: Run, folder: Path | None, progress: Callable[[int, str], None] | None) -> None:
        results: dict[str, Any] = {}
        for number, step in enumerate(self.steps):
            if progress is not None:
                progress(number, step.id)
            try:
                self._do_step(step, results, folder, run)
            except HantingGeoError as error:
                line = self._source.line(("steps", number))
                message = f"{self.path.name}, line {line}, step {step.id!r} ({step.do}): {error}"
                raise type(error)(message) from error

    def _do_step(self, step: Step, results: dict[str, Any], folder: Path | None, run: Run) -> None:
        do, arguments = public(STEPS[step.do]), self._arguments(step, results, run)
        if step.do in LOADERS:
            do = getattr(self.catalog, do.__name__)
        targets = [folder / name for name in step.save] if folder is not None else []
        if step.do == "write_workbook":
            for path in targets:
                do(path=path, **arguments)
            return
        result = do(**arguments)
        results[step.id] = result
        if isinstance(result, gpd.GeoDataFrame):
            run.layers[step.id] = result
        elif isinstance(result, pd.DataFrame):
            run.tables[step.id] = result
        elif isinstance(result, Result):
            run.tables |= {f"{step.id}.{name}": table for name, table in result.tables().items()}
            run.layers |= {f"{step.id}.{name}": frame for name, frame in result.layers().items()}
        else:
            run.maps[step.id] = result
        if step.do in LOADERS | RASTERS:
            run.findings = to_table([*records(run.findings), *result.attrs[ATTRS_KEY]["findings"]])
            inputs = [_input(result, self.catalog)] if step.do in LOADERS else []
            run.manifest.setdefault("inputs", []).extend(inputs)
        if step.title is not None and isinstance(result, pd.DataFrame):
            # A result with a title of its own is no longer the layer that it was made from.
            known = {key: value for key, value in result.attrs.get(ATTRS_KEY, {}).items() if key != "layer"}
            result.attrs[ATTRS_KEY] = {**known, "title_zh": step.title.text("zh"), "title_en": step.title.text("en")}
        title = step.title or self.title
        drawing = {"title": {"zh": title.text("zh"), "en": title.text("en")}, "language": self._settings.language}
        for path in targets:
            run.manifest.setdefault("pages", []).extend(write_result(result, path, step.id, **drawing))

    def _arguments(self, step: Step, results: Mapping[str, Any], run: Run) -> dict[str, Any]:
        """Keyword arguments of a step, with what the scenario says for all steps."""
        arguments: dict[str, Any] = _resolved(step.arguments, results)
        if step.do == "load_layer":
            arguments.setdefault("crs", self._settings.crs)
        raster = raster_of(step, self.path.parent)
        if raster is not None:
            arguments["raster"] = raster
            run.manifest.setdefault("rasters", []).append(describe_file(raster, self.path.parent))
        rules = rules_of(step, self.path.parent)
        if rules is not None:
            arguments["rules"] = rules
        if step.do in RULED:
            arguments.setdefault("layers", self.catalog)
        if step.do in {"zone_map", "write_workbook"}:
            arguments.setdefault("language", self._settings.language)
        if step.do == "write_workbook":
            arguments["provenance"] = {**self._credits(run), **arguments.get("provenance", {})}
        return arguments

    def _credits(self, run: Run) -> dict[str, object]:
        """Say on a product what it was made from, and under which licences."""
        rows: dict[str, object] = {
            "标题 Title": f"{self.title.text('zh')} {self.title.text('en')}".strip(),
            "日期 Date": datetime.now().astimezone().date().isoformat(),
            "坐标系 CRS": _crs_name(self._settings.crs, self.catalog),
            "软件 Software": f"hanting_geo {version('hanting_geo')}",
        }
        for item in run.manifest.get("inputs", []):
            rows[f"图层 Layer {item['name']}"] = (
                f"{item['title']} | {item['attribution'] or '-'} | {item['licence'] or '-'} | "
                f"{item['features']} 要素 features, {item['without_geometry']} 无位置 without place"
            )
        return rows

    def _write_findings(self, run: Run, folder: Path) -> None:
        write_result(run.findings, folder / "findings.csv", "findings")
        lines = [f"{what}: {value}" for what, value in self._credits(run).items()]
        # Byte-order mark and CRLF: the file is opened by double-click on Windows.
        (folder / "sources.txt").write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8"))

    def _manifest(self, run: Run, started: datetime) -> dict[str, Any]:
        counts = run.findings["level"].value_counts()
        return {
            "title": asdict(self.title),
            "scenario": self.path.name,
            "catalog": {"file": self.catalog.path.name, "version": self.catalog.version},
            "crs": _crs_name(self._settings.crs, self.catalog),
            "started": started.isoformat(timespec="seconds"),
            "finished": datetime.now().astimezone().isoformat(timespec="seconds"),
            "versions": {
                "hanting_geo": version("hanting_geo"),
                "python": platform.python_version(),
                **{name: _version(name) for name in _LIBRARIES},
            },
            "inputs": run.manifest.get("inputs", []),
            "rasters": run.manifest.get("rasters", []),
            "pages": run.manifest.get("pages", []),
            "parameters": [step.model_dump(by_alias=True, exclude_defaults=True) for step in self.steps],
            "finding_counts": {str(level): int(count) for level, count in counts.items()},
            "findings": records(run.findings),
        }


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _crs_name(crs: str, catalog: Catalog) -> str:
    system = resolve(catalog.crs if crs == "working" else crs)
    return f"{system.name} ({system.to_string()})"


def _input(frame: pd.DataFrame, catalog: Catalog) -> dict[str, Any]:
    meta = frame.attrs[ATTRS_KEY]
    missing = int(frame.geometry.isna().sum()) if isinstance(frame, gpd.GeoDataFrame) else 0
    return {
        "name": meta["layer"],
        "title": meta["title_zh"],
        "file": meta.get("file", f"{meta['layer']}.csv"),
        "sha256": meta.get("sha256"),
        "catalog_version": meta.get("catalog_version", catalog.version),
        "features": len(frame),
        "without_geometry": missing,
        "licence": meta.get("licence"),
        "attribution": meta.get("attribution"),
    }


def _resolved(value: Any, results: Mapping[str, Any]) -> Any:
    """Put results in the place of ``$id`` and ``$id.part``."""
    if isinstance(value, str) and value.startswith("$"):
        return part(results, value[1:])
    if isinstance(value, dict):
        return {key: _resolved(item, results) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, results) for item in value]
    return value


def read_scenario(
    path: str | os.PathLike[str] | None = None,
    *,
    catalog: Catalog | Mapping[str, gpd.GeoDataFrame] | str | os.PathLike[str] | None = None,
) -> Scenario:
    """Read and check a scenario; nothing is computed.

    Parameters
    ----------
    path
        A YAML file with ``title, catalog, crs, language, steps``; a step is ``{id, do, with, save, title}``, and
        ``$id`` stands for an earlier result. ``do`` is one of the public functions, or ``load_layer`` and
        ``load_table`` (from the scenario's catalogue), ``select``, ``concat``, ``join``. None reads the
        packaged scenario.

    catalog
        A catalogue, its path, or a mapping of name to frame, to take the layers from instead of the one that the
        file names.

    Returns
    -------
    Scenario
        ``.run(out)`` does it.

    Raises
    ------
    SourceError
        The file or its catalogue cannot be read.
    SchemaError
        Lists every mistake with its line.

    Examples
    --------
    >>> read_scenario().steps[0].do
    'load_layer'
    """
    if path is None:
        path = Path(str(files("hanting_geo.layers").joinpath("scenario.yaml")))
    source = read_yaml(path)
    data = dict(source.data)
    if isinstance(data.get("title"), str):
        data["title"] = {"zh": data["title"], "en": data["title"]}
    try:
        settings = _File.model_validate(data)
    except ValidationError as error:
        raise source.fail_validation(error) from error
    named = None if settings.catalog == "packaged" else source.path.parent / settings.catalog
    opened = as_catalog(named if catalog is None else catalog)
    problems = check_steps(settings.steps, opened, source.path.parent)
    try:
        if not resolve(opened.crs if settings.crs == "working" else settings.crs).is_projected:
            problems.append((("crs",), f"{settings.crs} counts degrees; analyses need metres, such as EPSG:4549"))
    except CRSError as error:
        problems.append((("crs",), str(error)))
    if problems:
        raise source.fail(problems)
    return Scenario(source, settings, opened)
