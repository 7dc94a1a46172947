"""Land-use codes as a table, and a column of them checked against the standard that its owner names."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding, to_table
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.land_use import CHECKED, STANDARDS, checked_standard, land_use_of, plain_code
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["check_land_use", "land_use_codes"]

_MOST_NAMED = 10


def land_use_codes(standard: str = "guide_2023") -> pd.DataFrame:
    """Give the codes of a land-use standard with their names and official colours.

    Parameters
    ----------
    standard
        ``"guide_2023"``: 国土空间调查、规划、用途管制用地用海分类指南(2023), the only one whose table is packaged.

    Returns
    -------
    pandas.DataFrame
        ``code, name_zh, name_en, colour``. The colours are those of appendix B of the municipal drafting rules of
        2021, read second hand; six grouping codes have none there, and none here. 16 is white: give it an outline.

    Raises
    ------
    SchemaError
        The standard is not known, or its table is not packaged.

    Examples
    --------
    >>> codes = land_use_codes().set_index("code")
    >>> codes.loc["0701", ["name_zh", "colour"]].tolist()
    ['城镇住宅用地', '#ffff2d']
    """
    checked_standard(standard)
    if standard not in CHECKED:
        message = Sentence(
            "no source of the codes of {en} is packaged; {listed} is",
            en=STANDARDS[standard].en,
            listed=enumerated(CHECKED),
        )
        raise SchemaError(message)
    return pd.DataFrame(
        [(one.code, one.name.zh, one.name.en, one.colour) for one in land_use_of(standard).values()],
        columns=["code", "name_zh", "name_en", "colour"],
    )


def check_land_use(frame: gpd.GeoDataFrame | pd.DataFrame, column: str, *, standard: str) -> pd.DataFrame:
    """Check a column of land-use codes against the standard that it is said to follow.

    Nothing is changed, and no standard is inferred: ``05`` is wetland in the guide of 2023 and commerce in GB/T 21010.

    Parameters
    ----------
    frame
        Any table.
    column
        Its column of codes.
    standard
        ``"guide_2023"``, ``"gbt_21010_2017"`` or ``"tdt_1055_2019"``. Of the last two no table is packaged: their codes
        are told as unchecked.

    Returns
    -------
    pandas.DataFrame
        Findings as of :func:`hanting_geo.check_layer`: ``land_use_unknown`` for each code that the standard does not
        have, ``land_use_missing``, ``land_use_number`` (a leading zero is lost), ``land_use_unchecked``.

    Raises
    ------
    SchemaError
        No such column, or the standard is not known.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a", "b", "c"], "code": ["0701", "0799", None]})
    >>> check_land_use(table, "code", standard="guide_2023")[["level", "code"]].values.tolist()
    [['error', 'land_use_unknown'], ['warning', 'land_use_missing']]
    """
    arguments.require_table(frame, "check_land_use: frame")
    checked_standard(standard)
    values = arguments.named_column(frame, column, "check_land_use: column")
    codes = [plain_code(value) for value in values.astype(object)]
    found: list[Finding] = []

    def tell(level: str, kind: str, rows: list[int], what: str, advice: str) -> None:
        where = feature_labels(frame, rows) if rows else None
        found.append(Finding(level, kind, None, where, what, advice))  # type: ignore[arg-type]

    missing = [row for row, code in enumerate(codes) if code is None]
    if missing:
        what = Sentence(
            "{count} of {count2} features have no code in {column!r}",
            count=len(missing),
            count2=len(codes),
            column=column,
        )
        tell("warning", "land_use_missing", missing, what, Sentence("ask the source; they count to no class"))
    if pd.api.types.is_numeric_dtype(values.dtype):
        what = Sentence("{column!r} holds numbers, and codes are text: 0701 has become 701", column=column)
        tell(
            "error",
            "land_use_number",
            [],
            what,
            Sentence("read the column as text (hg.read_table keeps leading zeros)"),
        )
    if standard not in CHECKED:
        what = Sentence(
            "codes in {column!r} are kept unchecked: no source of the table of {en} is packaged",
            column=column,
            en=STANDARDS[standard].en,
        )
        tell("note", "land_use_unchecked", [], what, Sentence("check them against the standard itself"))
        return to_table(found)
    known = land_use_of(standard)
    unknown = Counter(code for code in codes if code is not None and code not in known)
    for code, count in list(unknown.items())[:_MOST_NAMED]:
        rows = [row for row, one in enumerate(codes) if one == code]
        what = Sentence(
            "code {code!r} of {count} features is not in {en}", code=code, count=count, en=STANDARDS[standard].en
        )
        tell(
            "error",
            "land_use_unknown",
            rows,
            what,
            Sentence("correct it at the source, or name the standard that it is of"),
        )
    if len(unknown) > _MOST_NAMED:
        what = Sentence("{count} more codes are not in the standard", count=len(unknown) - _MOST_NAMED)
        tell("error", "land_use_unknown", [], what, Sentence("is it the standard that the column follows?"))
    return to_table(found)
