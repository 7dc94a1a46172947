"""The systems that are tried, by code and name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text
from hanting_geo.core.words.doctor import SYSTEMS
from hanting_geo.core.words.values import CRS_NAMES
from hanting_geo.crs.gate import STORED, resolve, same_system
from hanting_geo.crs.systems import is_local, shifted_name
from hanting_geo.errors import CRSError

if TYPE_CHECKING:
    from pyproj import CRS

__all__ = ["GCJ02_MERCATOR", "code_of", "is_system", "name_of"]

GCJ02_MERCATOR = "GCJ-02 Mercator"


def is_system(code: str, declared: CRS) -> bool:
    """Tell whether a system that is tried is the declared one."""
    shifted = shifted_name(declared)
    if shifted is not None or not code.startswith("EPSG:"):
        return shifted == code
    if is_local(declared):
        return False
    system = resolve(code)
    if same_system(system, declared):
        return True
    degrees = not system.is_projected and not declared.is_projected
    return degrees and code == "EPSG:4490" and same_system(resolve(STORED), declared)


def code_of(crs: CRS) -> str:
    """Give the code of a system, or its name where it has none."""
    authority = crs.to_authority(min_confidence=70)
    return ":".join(authority) if authority else crs.name


def name_of(code: str, declared: CRS | None) -> Text:
    """Name a system that is tried; a declared one by its own name."""
    if code in SYSTEMS:
        return SYSTEMS[code]
    if declared is not None:
        own = code_of(declared)
        return Text(CRS_NAMES.get(own, declared.name), declared.name)
    try:
        name = resolve(code).name
    except CRSError:
        return Text(code, code)
    return Text(CRS_NAMES.get(code, name), name)
