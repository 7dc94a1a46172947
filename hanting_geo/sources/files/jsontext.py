"""Texts of a JSON file that GDAL would cut or change, and what a text is that is no GeoJSON."""

from __future__ import annotations

import json
from typing import Any

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

__all__ = ["has_odd_letters", "not_geojson", "not_json", "odd_letter"]

_SURROGATES = ("\ud800", "\udfff")
_SHOWN = 40
_ESRI = {"geometryType", "spatialReference", "fieldAliases"}


def has_odd_letters(text: str) -> bool:
    """Tell whether a JSON text may hold letters that :func:`odd_letter` looks for: they stand as escapes only."""
    return "\\u0000" in text or "\\ud" in text or "\\uD" in text


def odd_letter(value: Any) -> str | None:
    r"""Say what is in a value, or in the names and values within it, at which GDAL cuts, or which it replaces.

    Examples
    --------
    >>> odd_letter({"owner": ["Zhang", "Li" + chr(0)]})
    "'Li\\x00' holds U+0000, at which programs cut a text"
    >>> odd_letter("张") is None
    True
    """
    if isinstance(value, str):
        if "\0" in value:
            return Sentence("{value!r} holds U+0000, at which programs cut a text", value=value[:_SHOWN])
        low, high = _SURROGATES
        if any(low <= letter <= high for letter in value):
            return f"{value[:_SHOWN]!r} holds half a character (a lone surrogate)"
        return None
    if isinstance(value, dict):
        return next((why for pair in value.items() for each in pair if (why := odd_letter(each))), None)
    if isinstance(value, list):
        return next((why for each in value if (why := odd_letter(each))), None)
    return None


def not_json(file: str, text: str, error: json.JSONDecodeError) -> SourceError:
    """Make the error that says why a text is no JSON."""
    begun = text.lstrip(" \t\r\n\ufeff")
    if begun.startswith("\x1e") or (
        error.msg == "Extra data" and begun.startswith("{") and _is_object(text, error.pos)
    ):
        return SourceError(
            Sentence(
                "{file}: a sequence of JSON texts, one a feature (GeoJSONSeq, as in .geojsonl), and "
                "not one GeoJSON text (Extra data from line {lineno}, column {colno}); write it as "
                "one FeatureCollection: ogr2ogr -f GeoJSON whole.geojson GeoJSONSeq:FILE, or QGIS",
                file=file,
                lineno=error.lineno,
                colno=error.colno,
            )
        )
    return SourceError(
        Sentence(
            "{file}: not JSON at line {lineno}, column {colno}: {msg}; the file is cut short or edited wrongly there",
            file=file,
            lineno=error.lineno,
            colno=error.colno,
            msg=error.msg,
        )
    )


def _is_object(text: str, start: int) -> bool:
    try:
        value, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict)


def not_geojson(file: str, top: Any) -> SourceError:
    """Make the error that says what a JSON text is that is no GeoJSON."""
    found = top.get("type") if isinstance(top, dict) else type(top).__name__
    if found == "FeatureCollection":
        features = top.get("features")
        held = (
            Sentence("is missing")
            if "features" not in top
            else Sentence("is null")
            if features is None
            else Sentence("is no list")
        )
        return SourceError(
            Sentence(
                "{file}: a GeoJSON FeatureCollection whose `features` {held}, so it cannot be told "
                "what was in it; take it from the source again (a layer without features has an "
                "empty list there)",
                file=file,
                held=held,
            )
        )
    if isinstance(top, dict) and _ESRI & top.keys():
        return SourceError(
            Sentence("{file}: JSON of Esri, and not GeoJSON; export it as GeoJSON (f=geojson), or use QGIS", file=file)
        )
    if found == "Topology":
        return SourceError(
            Sentence(
                "{file}: TopoJSON, and not GeoJSON (top level: 'Topology'); export it as GeoJSON with QGIS", file=file
            )
        )
    return SourceError(
        Sentence(
            "{file}: JSON, but not GeoJSON (top level: {found!r}, not 'FeatureCollection'); export it as GeoJSON",
            file=file,
            found=found,
        )
    )
