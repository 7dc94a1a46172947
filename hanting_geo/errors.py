"""The error tree. Every message says what, where (file, layer, feature, line), why, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["CRSError", "HantingGeoError", "InfeasibleError", "RuleError", "SchemaError", "SourceError"]


class HantingGeoError(Exception):
    """Base of all errors that hanting_geo raises on purpose."""


class SourceError(HantingGeoError):
    """A file or catalogue cannot be read or written as asked."""


class CRSError(HantingGeoError):
    """Coordinates and reference system do not fit together, or metres were asked of degrees."""


class SchemaError(HantingGeoError):
    """A frame, table or scenario lacks what a function needs: columns, ids, valid geometry, known values."""


class RuleError(HantingGeoError):
    """A siting rule is malformed."""


class InfeasibleError(HantingGeoError):
    """A siting model has no solution; its tables say why, and what would do."""

    def __init__(self, message: str = "", *, tables: Mapping[str, pd.DataFrame] | None = None) -> None:
        super().__init__(message)
        self._tables = dict(tables or {})

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name: ``out_of_reach``, ``remedies``, ``conditions``, ``figures``; none where unknown."""
        return dict(self._tables)
