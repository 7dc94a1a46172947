"""Codes of land use by standard: names, and the colours of the drafting rules. A standard is named, never inferred."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import Text
from hanting_geo.core.words.land_use import STANDARDS
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHECKED", "STANDARDS", "LandUse", "checked_standard", "land_use_of", "plain_code"]

CHECKED = ("guide_2023",)
"""Standards whose whole table is packaged; codes of the others are kept as they are."""


class LandUse(NamedTuple):
    """A code: its name, and its colour (None: the drafting rules give it none)."""

    code: str
    name: Text
    colour: str | None


def checked_standard(standard: object) -> str:
    """Give a standard that is known back.

    Raises
    ------
    SchemaError
        It is not.
    """
    if not isinstance(standard, str) or standard not in STANDARDS:
        message = Sentence(
            "standard {standard!r} of land use codes is not known; use {listed}",
            standard=standard,
            listed=enumerated(STANDARDS),
        )
        raise SchemaError(message)
    return str(standard)


def plain_code(code: object) -> str | None:
    """Give a code as the table has it; None where there is none.

    Examples
    --------
    >>> plain_code(" 0701 "), plain_code("０７０１"), plain_code(None), plain_code(float("nan"))
    ('0701', '0701', None, None)
    """
    if code is None or code != code:  # noqa: PLR0124 - NaN
        return None
    return unicodedata.normalize("NFKC", str(code)).strip().upper() or None


@cache
def land_use_of(standard: str) -> Mapping[str, LandUse]:
    """Give the codes of a standard whose table is packaged, in its order.

    The guide has Chinese names; those in English are our own translation.

    Examples
    --------
    >>> table = land_use_of("guide_2023")
    >>> len(table), table["0701"].name.zh, table["0701"].name.en, table["08"].colour, table["16"].colour
    (175, '城镇住宅用地', 'Urban housing', None, '#ffffff')
    """
    text = files("hanting_geo.layers").joinpath("land_use_codes.csv").read_text(encoding="utf-8-sig")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["standard"] == standard]
    return {
        row["code"]: LandUse(row["code"], Text(row["name_zh"], row["name_en"]), row["colour"] or None) for row in rows
    }
