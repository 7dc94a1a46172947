"""The attribute rows to be written: what of a frame goes into which field, and what cannot."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core.labels import feature_label, feature_labels
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SchemaError
from hanting_geo.sources.files.landtxt.dialects import COLUMNS
from hanting_geo.units import M2_PER_HA

if TYPE_CHECKING:
    import geopandas as gpd

    from hanting_geo.core.arrays import Floats
    from hanting_geo.sources.files.landtxt.dialects import AttributeDialect

__all__ = ["OWN", "area_texts", "column_of", "field_texts", "left_out", "require_encodable"]

OWN = ("declared_m2", "area_unit", "area_fits", "line")
"""What reading adds, and writing leaves out without a word."""
_MEASURED = ("界址点数", "地块面积", "记录图形属性")
_ODD = (",", "\n", "\r", "@", "＠", "\0")


def column_of(frame: gpd.GeoDataFrame, field: str) -> str | None:
    """Name the column that a field is filled from: that of the data contract, or the one called like the field.

    Raises
    ------
    SchemaError
        There are both, and they differ.
    """
    there = [name for name in (COLUMNS.get(field), field) if name is not None and name in frame.columns]
    if len(there) > 1:
        one, two = (frame[name].astype(object).where(frame[name].notna(), "") for name in there)
        differ = np.flatnonzero(np.asarray(one.astype(str)) != np.asarray(two.astype(str)))
        if len(differ):
            message = Sentence(
                "write_landtxt: the field {field} may be filled from {there!r} or {there2!r}, which "
                "differ for {frame}; drop one of the columns",
                field=field,
                there=there[0],
                there2=there[1],
                frame=feature_labels(frame, differ),
            )
            raise SchemaError(message)
    return there[0] if there else None


def left_out(frame: gpd.GeoDataFrame, dialect: AttributeDialect) -> list[str]:
    """Name the columns for which a dialect has no field."""
    used = {name for field in dialect.fields for name in (field, COLUMNS.get(field))}
    return [str(name) for name in frame.columns if name not in {*used, *OWN, *_MEASURED, frame.geometry.name}]


def area_texts(m2: Floats) -> list[str]:
    """Give areas in hectares to four decimals, rounded half up as they are, not as binary numbers look.

    Examples
    --------
    >>> area_texts(np.array([57088.889, 10000.0, 0.5]))
    ['5.7089', '1.0000', '0.0001']
    """
    step = Decimal("0.0001")
    return [str((Decimal(repr(float(each))) / Decimal(M2_PER_HA)).quantize(step, ROUND_HALF_UP)) for each in m2]


def field_texts(frame: gpd.GeoDataFrame, field: str) -> list[str]:
    """Give the texts of a field; what is missing is empty.

    Raises
    ------
    SchemaError
        A value holds what parts fields or rows, or blanks at its ends; the message names the features.
    """
    name = column_of(frame, field)
    if name is None:
        return [""] * len(frame)
    texts = [_text(value) for value in frame[name].tolist()]
    bad = [at for at, text in enumerate(texts) if any(sign in text for sign in _ODD) or text != text.strip(" \t\u3000")]
    if bad:
        message = Sentence(
            "write_landtxt: the field {field} cannot hold {texts!r} ({frame}): commas, @ and "
            "line ends part fields and rows, and blanks at the ends are lost; replace them first "
            "(，for a comma)",
            field=field,
            texts=texts[bad[0]],
            frame=feature_labels(frame, bad),
        )
        raise SchemaError(message)
    return texts


def _text(value: Any) -> str:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def require_encodable(frame: gpd.GeoDataFrame, row: int, text: str, encoding: str) -> None:
    """Let a row through whose characters the encoding has.

    Raises
    ------
    SchemaError
        It lacks one; the message names character and feature.
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError as error:
        letter = text[error.start]
        message = Sentence(
            "write_landtxt: {frame}: {encoding} has no character {letter!r} (U+{letter2:04X}); "
            "write with encoding='gb18030' or 'utf-8', or replace it",
            frame=feature_label(frame, row),
            encoding=encoding,
            letter=letter,
            letter2=ord(letter),
        )
        raise SchemaError(message) from error
