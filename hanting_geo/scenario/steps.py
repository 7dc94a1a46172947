"""What a step of a scenario may do: a table of functions, and of what each needs besides its own keywords."""

from __future__ import annotations

import inspect
from dataclasses import KW_ONLY, dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["STEPS", "Capability", "Step", "public"]


def public(address: str) -> Callable[..., Any]:
    """Import what a row of a table names, as ``module:name`` or ``module:Class.name``."""
    module, name = address.split(":")
    found: Any = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found  # type: ignore[no-any-return]  # looked up by name


@dataclass(frozen=True, slots=True)
class Capability:
    """A row of :data:`STEPS`: a function, and all that a scenario gives it besides what the step says.

    Examples
    --------
    >>> STEPS["screen"].keywords()[:3], STEPS["screen"].catalog
    (['sites', 'rules', 'layers'], 'layers')
    >>> STEPS["write_workbook"].needed(), STEPS["write_workbook"].writes
    (['tables'], 'path')
    """

    do: str
    """Where the function stands: ``module:name``; a method of the scenario's catalogue is ``module:Catalog.name``."""

    _: KW_ONLY

    names: str = ""
    """Of a method of the catalogue: where the catalogue lists what its keyword ``name`` may be."""

    catalog: str = ""
    """The keyword that takes the scenario's catalogue, unless the step says what else."""

    reads: Mapping[str, str] = field(default_factory=dict)
    """Keywords that take what a file holds, beside the scenario or packaged, and who reads it."""

    raster: str = ""
    """The keyword that takes the path of a file beside the scenario, which the manifest describes."""

    crs: str = ""
    """The keyword that takes the scenario's reference system, unless the step says another."""

    language: str = ""
    """The keyword that takes the scenario's language, unless the step says another."""

    credits: str = ""
    """The keyword that takes what the run is made from, with which licences, before what the step adds."""

    title: str = ""
    """The keyword that takes the title of the step, else that of the scenario, unless the step says another."""

    sources: str = ""
    """The keyword that takes the layers that the run has loaded, by name, unless the step says what else."""

    results: str = ""
    """The keyword that takes what all steps before gave, unless the step says what else."""

    findings: bool = False
    """Whether its result carries findings, which are then told as the run's."""

    writes: str = ""
    """The keyword that takes each path under ``save``, of a function that writes and gives nothing.

    Without one the function gives a result, and :data:`hanting_geo.scenario.results.WRITERS` write it.
    """

    suffixes: tuple[str, ...] = ()
    """How such a path may end, where it is not one of :data:`hanting_geo.scenario.results.WRITERS`."""

    @property
    def reads_catalog(self) -> bool:
        """Whether it is a method of the scenario's catalogue."""
        return bool(self.names)

    def function(self, catalog: Catalog) -> Callable[..., Any]:
        """Give the function, ready to be called with keywords."""
        found = public(self.do)
        return getattr(catalog, found.__name__) if self.reads_catalog else found

    def keywords(self) -> list[str]:
        """List what the step may say under ``with``."""
        return list(self._parameters())

    def needed(self) -> list[str]:
        """List what the step has to say under ``with``: what has no default, and is not the scenario's to give."""
        given = {self.catalog, self.crs, self.language, self.credits, self.results, self.title, self.sources}
        return [
            name
            for name, parameter in self._parameters().items()
            if parameter.default is parameter.empty and name not in given
        ]

    def _parameters(self) -> dict[str, inspect.Parameter]:
        parameters = list(inspect.signature(public(self.do)).parameters.values())
        own = parameters[1:] if self.reads_catalog else parameters
        return {parameter.name: parameter for parameter in own if parameter.name != self.writes}


_RULES = {"rules": "hanting_geo.siting.rules.files:read_rules"}
_STANDARDS = {"standards": "hanting_geo.siting.location.standards:standards"}
_CRITERIA = {"criteria": "hanting_geo.siting.suitability.criteria.files:read_criteria"}

STEPS = {
    "buffer": Capability("hanting_geo.analysis.buffer.buffer:buffer"),
    "catchments": Capability("hanting_geo.siting.location.catchment.catchments:catchments", findings=True),
    "change_matrix": Capability("hanting_geo.analysis.statistics.change_matrix:change_matrix"),
    "changed_land": Capability("hanting_geo.analysis.statistics.change_matrix:changed_land"),
    "check_layer": Capability("hanting_geo.sources.checks:check_layer"),
    "concat": Capability("hanting_geo.analysis.frames:concat"),
    "coverage": Capability("hanting_geo.siting.location.coverage:coverage", reads=_STANDARDS),
    "exclude": Capability("hanting_geo.siting.exclusion.exclude:exclude", reads=_RULES, catalog="layers"),
    "figure": Capability(
        "hanting_geo.outputs.figures.figure:figure",
        writes="path",
        language="language",
        suffixes=(".pdf", ".svg", ".png"),
    ),
    "grid": Capability("hanting_geo.siting.candidates:grid"),
    "join": Capability("hanting_geo.analysis.frames:join"),
    "load_layer": Capability(
        "hanting_geo.sources.catalog.catalog:Catalog.load", names="names", crs="crs", findings=True
    ),
    "load_table": Capability("hanting_geo.sources.catalog.catalog:Catalog.table", names="table_names", findings=True),
    "locate": Capability("hanting_geo.siting.location.locating.locate:locate"),
    "measure_area": Capability("hanting_geo.analysis.area:measure_area"),
    "nearest": Capability("hanting_geo.analysis.proximity.nearest:nearest"),
    "network": Capability("hanting_geo.analysis.network.network:network", findings=True),
    "overlay": Capability("hanting_geo.analysis.overlay.overlay:overlay"),
    "raster_classes": Capability(
        "hanting_geo.analysis.raster.raster_statistics:raster_classes", raster="raster", findings=True
    ),
    "raster_statistics": Capability(
        "hanting_geo.analysis.raster.raster_statistics:raster_statistics", raster="raster", findings=True
    ),
    "regions": Capability("hanting_geo.siting.suitability.regions.regions:regions"),
    "rings": Capability("hanting_geo.analysis.buffer.rings:rings"),
    "screen": Capability("hanting_geo.siting.screening.screen:screen", reads=_RULES, catalog="layers"),
    "select": Capability("hanting_geo.analysis.frames:select"),
    "spread_population": Capability("hanting_geo.siting.location.spreading:spread_population"),
    "suitability": Capability(
        "hanting_geo.siting.suitability.suitability:suitability", reads=_CRITERIA, catalog="layers"
    ),
    "wide_statistics": Capability("hanting_geo.analysis.statistics.wide:wide_statistics"),
    "write_csv": Capability(
        "hanting_geo.outputs.tables:write_csv", writes="path", language="language", suffixes=(".csv",)
    ),
    "write_report": Capability(
        "hanting_geo.scenario.report.write_report:write_report",
        writes="path",
        language="language",
        results="run",
        suffixes=(".docx", ".html", ".pdf"),
    ),
    "write_workbook": Capability(
        "hanting_geo.outputs.tables:write_workbook",
        writes="path",
        language="language",
        credits="provenance",
        title="title",
        sources="sources",
    ),
    "zone_map": Capability("hanting_geo.outputs.maps.zone_map:zone_map", language="language"),
    "zone_statistics": Capability(
        "hanting_geo.analysis.statistics.zone_statistics:zone_statistics", language="language"
    ),
}
"""What a step may do. A new capability adds a row; nothing else in this room knows a step by its name."""


class Step(BaseModel):
    """One step: what to do, with what, and under which names to save the result."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[A-Za-z_]\w*$")
    do: str
    arguments: dict[str, Any] = Field(default={}, alias="with")
    save: list[str] = []
    title: Text | None = None
