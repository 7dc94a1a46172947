"""The optional dependencies, known in this one place."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["EXTRAS", "require"]

EXTRAS = {"pyarrow": "parquet"}
"""Module and the extra of hanting_geo that installs it."""


def require(module: str, what: str) -> ModuleType:
    """Import an optional dependency, or say how to install it.

    Parameters
    ----------
    module
        One of :data:`EXTRAS`.
    what
        What needs it, for the message: ``"GeoParquet"``.

    Raises
    ------
    SourceError
        It is not installed; the message names the extra.

    Examples
    --------
    >>> require("pyarrow", "GeoParquet").__name__
    'pyarrow'
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        message = f"{what} needs {module}, which is not installed: pip install hanting_geo[{EXTRAS[module]}]"
        raise SourceError(message) from error
