"""Which versions results depend on."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

__all__ = ["versions"]

_LIBRARIES = ("fiona", "folium", "geopandas", "numpy", "pandas", "pyogrio", "pyproj", "shapely", "XlsxWriter")


def versions() -> dict[str, str | None]:
    """Give the versions of this package, of Python, and of the libraries that results depend on."""
    return {
        "hanting_geo": version("hanting_geo"),
        "python": platform.python_version(),
        **{name: _version(name) for name in _LIBRARIES},
    }


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None
