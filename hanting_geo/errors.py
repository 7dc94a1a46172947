"""The error tree. Every message says what, where (file, layer, feature, line), why, and what to do next."""

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
    """A siting model has no solution."""
