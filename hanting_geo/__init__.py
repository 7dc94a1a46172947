"""Project siting for city planners: what is where, what may go where and why not, where is best, show it.

The public names load on first use (PEP 562), so that ``import hanting_geo`` costs nothing.

>>> import hanting_geo as hg
>>> zones = hg.load_layer("zones")
>>> str(zones.crs)
'EPSG:4549'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hanting_geo.analysis.area import measure_area
    from hanting_geo.analysis.buffer.buffer import buffer
    from hanting_geo.analysis.buffer.rings import rings
    from hanting_geo.analysis.density import density_bands, kernel_density
    from hanting_geo.analysis.distributed.overlay_parts import overlay_parts
    from hanting_geo.analysis.distributed.parts import partition_file
    from hanting_geo.analysis.distributed.zone_statistics_parts import zone_statistics_parts
    from hanting_geo.analysis.frames import concat, join, select
    from hanting_geo.analysis.layer_files import write_file
    from hanting_geo.analysis.network.network import network
    from hanting_geo.analysis.network.result import Network
    from hanting_geo.analysis.overlay.overlay import overlay
    from hanting_geo.analysis.overlay.overlay_file import overlay_file
    from hanting_geo.analysis.proximity.nearest import nearest
    from hanting_geo.analysis.raster.raster_statistics import raster_classes, raster_statistics
    from hanting_geo.analysis.statistics.change_matrix import change_matrix, changed_land
    from hanting_geo.analysis.statistics.wide import wide_statistics
    from hanting_geo.analysis.statistics.zone_statistics import zone_statistics
    from hanting_geo.analysis.statistics.zone_statistics_file import zone_statistics_file
    from hanting_geo.core.findings import findings
    from hanting_geo.core.limits import limits
    from hanting_geo.core.options import options
    from hanting_geo.crs.datum import to_bd09, to_gcj02, to_wgs84
    from hanting_geo.errors import CRSError, HantingGeoError, InfeasibleError, RuleError, SchemaError, SourceError
    from hanting_geo.outputs.figures.figure import figure
    from hanting_geo.outputs.maps.compare import compare_maps
    from hanting_geo.outputs.maps.packed import PackedLayer
    from hanting_geo.outputs.maps.zone_map import zone_map
    from hanting_geo.outputs.page.page import page_contents, save_page
    from hanting_geo.outputs.progress_bar import progress_bar
    from hanting_geo.outputs.styled import styled
    from hanting_geo.outputs.tables import write_csv, write_workbook
    from hanting_geo.scenario.report.write_report import write_report
    from hanting_geo.scenario.scenario import read_scenario
    from hanting_geo.scenario.verify import verify
    from hanting_geo.scenario.zone_statistics_batch import zone_statistics_batch
    from hanting_geo.siting.candidates import grid
    from hanting_geo.siting.exclusion.exclude import exclude
    from hanting_geo.siting.location.catchment.catchments import catchments
    from hanting_geo.siting.location.coverage import coverage
    from hanting_geo.siting.location.locating.locate import locate
    from hanting_geo.siting.location.spreading import spread_population
    from hanting_geo.siting.location.standards import standards
    from hanting_geo.siting.rules.files import packaged_rules, read_rules, write_rules
    from hanting_geo.siting.rules.model import Rule, RuleSet
    from hanting_geo.siting.screening.distributed import screen_parts
    from hanting_geo.siting.screening.screen import screen
    from hanting_geo.siting.suitability.criteria.files import packaged_criteria, read_criteria, write_criteria
    from hanting_geo.siting.suitability.criteria.model import CriteriaSet, Criterion
    from hanting_geo.siting.suitability.regions.regions import regions
    from hanting_geo.siting.suitability.suitability import suitability
    from hanting_geo.siting.suitability.weights.ahp import ahp_weights
    from hanting_geo.siting.suitability.weights.expert_sheets import expert_sheet
    from hanting_geo.siting.suitability.weights.experts import read_expert_sheets
    from hanting_geo.sources.catalog.catalog import init_catalog, load_layer, open_catalog
    from hanting_geo.sources.checks import check_layer
    from hanting_geo.sources.doctor.diagnose import diagnose_crs
    from hanting_geo.sources.files import read_file, read_landtxt, read_table, write_landtxt
    from hanting_geo.sources.land_use import check_land_use, land_use_codes

__version__ = "0.1.0"

_ROOMS = {
    "CRSError": "errors",
    "CriteriaSet": "siting.suitability.criteria.model",
    "Criterion": "siting.suitability.criteria.model",
    "HantingGeoError": "errors",
    "InfeasibleError": "errors",
    "Network": "analysis.network.result",
    "PackedLayer": "outputs.maps.packed",
    "Rule": "siting.rules.model",
    "RuleError": "errors",
    "RuleSet": "siting.rules.model",
    "SchemaError": "errors",
    "SourceError": "errors",
    "ahp_weights": "siting.suitability.weights.ahp",
    "buffer": "analysis.buffer.buffer",
    "check_land_use": "sources.land_use",
    "catchments": "siting.location.catchment.catchments",
    "change_matrix": "analysis.statistics.change_matrix",
    "changed_land": "analysis.statistics.change_matrix",
    "check_layer": "sources.checks",
    "compare_maps": "outputs.maps.compare",
    "concat": "analysis.frames",
    "coverage": "siting.location.coverage",
    "density_bands": "analysis.density",
    "diagnose_crs": "sources.doctor.diagnose",
    "exclude": "siting.exclusion.exclude",
    "expert_sheet": "siting.suitability.weights.expert_sheets",
    "figure": "outputs.figures.figure",
    "findings": "core.findings",
    "grid": "siting.candidates",
    "init_catalog": "sources.catalog.catalog",
    "join": "analysis.frames",
    "kernel_density": "analysis.density",
    "land_use_codes": "sources.land_use",
    "limits": "core.limits",
    "load_layer": "sources.catalog.catalog",
    "locate": "siting.location.locating.locate",
    "measure_area": "analysis.area",
    "nearest": "analysis.proximity.nearest",
    "network": "analysis.network.network",
    "open_catalog": "sources.catalog.catalog",
    "options": "core.options",
    "overlay": "analysis.overlay.overlay",
    "overlay_file": "analysis.overlay.overlay_file",
    "overlay_parts": "analysis.distributed.overlay_parts",
    "packaged_criteria": "siting.suitability.criteria.files",
    "packaged_rules": "siting.rules.files",
    "page_contents": "outputs.page.page",
    "partition_file": "analysis.distributed.parts",
    "progress_bar": "outputs.progress_bar",
    "raster_classes": "analysis.raster.raster_statistics",
    "raster_statistics": "analysis.raster.raster_statistics",
    "read_criteria": "siting.suitability.criteria.files",
    "read_expert_sheets": "siting.suitability.weights.experts",
    "read_file": "sources.files",
    "read_landtxt": "sources.files",
    "read_rules": "siting.rules.files",
    "read_scenario": "scenario.scenario",
    "read_table": "sources.files",
    "regions": "siting.suitability.regions.regions",
    "rings": "analysis.buffer.rings",
    "save_page": "outputs.page.page",
    "screen": "siting.screening.screen",
    "screen_parts": "siting.screening.distributed",
    "select": "analysis.frames",
    "spread_population": "siting.location.spreading",
    "standards": "siting.location.standards",
    "styled": "outputs.styled",
    "suitability": "siting.suitability.suitability",
    "to_bd09": "crs.datum",
    "to_gcj02": "crs.datum",
    "to_wgs84": "crs.datum",
    "write_criteria": "siting.suitability.criteria.files",
    "wide_statistics": "analysis.statistics.wide",
    "verify": "scenario.verify",
    "write_csv": "outputs.tables",
    "write_file": "analysis.layer_files",
    "write_landtxt": "sources.files",
    "write_report": "scenario.report.write_report",
    "write_rules": "siting.rules.files",
    "write_workbook": "outputs.tables",
    "zone_map": "outputs.maps.zone_map",
    "zone_statistics": "analysis.statistics.zone_statistics",
    "zone_statistics_batch": "scenario.zone_statistics_batch",
    "zone_statistics_file": "analysis.statistics.zone_statistics_file",
    "zone_statistics_parts": "analysis.distributed.zone_statistics_parts",
}

__all__ = [
    "CRSError",
    "CriteriaSet",
    "Criterion",
    "HantingGeoError",
    "InfeasibleError",
    "Network",
    "PackedLayer",
    "Rule",
    "RuleError",
    "RuleSet",
    "SchemaError",
    "SourceError",
    "ahp_weights",
    "buffer",
    "catchments",
    "change_matrix",
    "changed_land",
    "check_land_use",
    "check_layer",
    "compare_maps",
    "concat",
    "coverage",
    "density_bands",
    "diagnose_crs",
    "exclude",
    "expert_sheet",
    "figure",
    "findings",
    "grid",
    "init_catalog",
    "join",
    "kernel_density",
    "land_use_codes",
    "limits",
    "load_layer",
    "locate",
    "measure_area",
    "nearest",
    "network",
    "open_catalog",
    "options",
    "overlay",
    "overlay_file",
    "overlay_parts",
    "packaged_criteria",
    "packaged_rules",
    "page_contents",
    "partition_file",
    "progress_bar",
    "raster_classes",
    "raster_statistics",
    "read_criteria",
    "read_expert_sheets",
    "read_file",
    "read_landtxt",
    "read_rules",
    "read_scenario",
    "read_table",
    "regions",
    "rings",
    "save_page",
    "screen",
    "screen_parts",
    "select",
    "spread_population",
    "standards",
    "styled",
    "suitability",
    "to_bd09",
    "to_gcj02",
    "to_wgs84",
    "verify",
    "wide_statistics",
    "write_criteria",
    "write_csv",
    "write_file",
    "write_landtxt",
    "write_report",
    "write_rules",
    "write_workbook",
    "zone_map",
    "zone_statistics",
    "zone_statistics_batch",
    "zone_statistics_file",
    "zone_statistics_parts",
]


def __getattr__(name: str) -> object:
    """Load a public name from its room on first use."""
    if name not in _ROOMS:
        message = f"module 'hanting_geo' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"hanting_geo.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names without loading them."""
    return sorted([*__all__, "__version__"])
