"""The optional dependencies, known in this one place."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["HOW", "require"]

HOW = {
    "distributed": 'pip install "hanting_geo[distributed]"',
    "docx": 'pip install "hanting_geo[report]"',
    "exactextract": 'pip install "hanting_geo[raster]"',
    "ezdxf": 'pip install "hanting_geo[cad]"',
    "fiona": "pip install fiona (it has no wheels for Python 3.14 yet; 3.11 to 3.13 install it with hanting_geo)",
    "mapclassify": 'pip install "hanting_geo[choropleth]"',
    "matplotlib": 'pip install "hanting_geo[figures]"',
    "openpyxl": 'pip install "hanting_geo[excel]"',
    "psycopg": 'pip install "hanting_geo[postgis]"',
    "pyarrow": 'pip install "hanting_geo[parquet]"',
    "rasterio": 'pip install "hanting_geo[raster]"',
}
"""Module, and how to install it. Numba is not among them: :mod:`hanting_geo.core.compiled` does without it."""


def require(module: str, what: str, otherwise: str | None = None) -> ModuleType:
    """Import an optional dependency, or say how to install it.

    Parameters
    ----------
    module
        One of :data:`HOW`, or a module inside of one: ``"pyarrow.parquet"``.
    what
        What needs it, for the message: ``"GeoParquet"``.
    otherwise
        How to do without it, for the message.

    Raises
    ------
    SourceError
        It is not installed, or cannot be loaded; the message says how to install it.

    Examples
    --------
    >>> require("pyarrow", "GeoParquet").__name__
    'pyarrow'
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        library = module.split(".", maxsplit=1)[0]
        missing = isinstance(error, ModuleNotFoundError)
        why = Sentence("is not installed") if missing else Sentence("cannot be loaded ({error})", error=error)
        way = Sentence(", or {otherwise}", otherwise=otherwise) if otherwise else ""
        message = Sentence(
            "{what} needs {library}, which {why}: {how}{way}",
            what=what,
            library=library,
            why=why,
            how=HOW[library],
            way=way,
        )
        raise SourceError(message) from error
