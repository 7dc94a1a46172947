"""The optional dependencies, known in this one place."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["HOW", "require"]

HOW = {
    "exactextract": "pip install hanting_geo[raster]",
    "fiona": "pip install fiona (it has no wheels for Python 3.14 yet; 3.11 to 3.13 install it with hanting_geo)",
    "pyarrow": "pip install hanting_geo[parquet]",
    "rasterio": "pip install hanting_geo[raster]",
}
"""Module, and how to install it."""


def require(module: str, what: str) -> ModuleType:
    """Import an optional dependency, or say how to install it.

    Parameters
    ----------
    module
        One of :data:`HOW`.
    what
        What needs it, for the message: ``"GeoParquet"``.

    Raises
    ------
    SourceError
        It is not installed; the message says how to.

    Examples
    --------
    >>> require("pyarrow", "GeoParquet").__name__
    'pyarrow'
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        message = f"{what} needs {module}, which is not installed: {HOW[module]}"
        raise SourceError(message) from error
