"""The small moves between two analyses: pick rows, put frames under each other, carry columns over."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import geopandas as gpd
import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.findings import ATTRS_KEY, facts_of
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import require_same_crs
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["concat", "join", "select"]

FrameT = TypeVar("FrameT", bound=pd.DataFrame)


def _require_columns(frame: pd.DataFrame, columns: Sequence[str], what: str) -> None:
    missing = [column for column in columns if not isinstance(column, Hashable) or column not in frame.columns]
    if missing:
        there = enumerated(map(str, frame.columns))
        message = Sentence(
            "{what}: no column {listed}; there are: {there}",
            what=what,
            listed=enumerated(map(repr, missing)),
            there=there,
        )
        raise SchemaError(message)
    doubled = [column for column in columns if (frame.columns == column).sum() > 1]
    if doubled:
        message = Sentence("{what}: two columns are called {doubled!r}; rename one", what=what, doubled=doubled[0])
        raise SchemaError(message)


def select(
    frame: gpd.GeoDataFrame, where: Mapping[str, Any], *, columns: Sequence[str] | None = None
) -> gpd.GeoDataFrame:
    """Pick the rows whose columns have the values asked for.

    Parameters
    ----------
    frame
        Any frame; index and attrs stay.
    where
        Column to value, or to a list of values; ``{"not_null": [columns]}`` asks that they are filled. All must hold.
    columns
        Columns to keep (the geometry stays).

    Raises
    ------
    SchemaError
        A column is not there; or it holds texts and the value is none (a code ``0701`` that a settings file takes for
        a number), or numbers and the value is a text: no row would ever be found.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame({"kind": ["rail", "road"], "geometry": [None, None]})
    >>> select(frame, {"kind": "rail"}).index.tolist()
    [0]
    """
    arguments.require_table(frame, "select: frame")
    arguments.mapping(where, "select: where", Sentence("column to value"))
    if columns is not None:
        arguments.texts(columns, "select: columns")
    conditions = {column: value for column, value in where.items() if column != "not_null"}
    filled = list(where.get("not_null", []))
    _require_columns(frame, [*conditions, *filled, *(columns or [])], "select")
    mask = pd.Series(data=True, index=frame.index)
    for column, value in conditions.items():
        values = value if isinstance(value, list) else [value]
        arguments.require_hashable(values, f"select: the value of {column!r}")
        _require_comparable(frame[column], values)
        mask &= frame[column].isin(values)
    for column in filled:
        mask &= frame[column].notna()
    kept = frame.loc[mask.to_numpy()]
    if columns is not None:
        geometry = [frame.geometry.name] if isinstance(frame, gpd.GeoDataFrame) else []
        kept = kept[[*columns, *(name for name in geometry if name not in columns)]]
    kept = kept.copy()
    kept.attrs = dict(frame.attrs)
    return kept


def _require_comparable(column: pd.Series, values: Sequence[Any]) -> None:
    """Refuse a value that none of the column's can equal: the frame that comes out would be empty whatever it holds."""
    texts = pd.api.types.infer_dtype(column, skipna=True) == "string"
    numbers = pd.api.types.is_numeric_dtype(column)
    for value in values:
        if texts and not isinstance(value, str) and not _is_missing(value):
            message = Sentence(
                "select: {column!r} holds texts, and {value} is none; put it in quotes",
                column=column.name,
                value=arguments.told(value),
            )
            raise SchemaError(message)
        if numbers and isinstance(value, str):
            message = Sentence(
                "select: {column!r} holds no texts, and {value!r} is one; take the quotes away",
                column=column.name,
                value=value,
            )
            raise SchemaError(message)


def _is_missing(value: Any) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def concat(frames: Sequence[FrameT] | Mapping[str, FrameT]) -> FrameT:
    """Put frames under each other, with a new index and the credits of all.

    Parameters
    ----------
    frames
        Layers of one reference system, or tables. A mapping also adds the column ``theme``, first, with the
        name of the frame that a row comes from.

    Raises
    ------
    CRSError
        The layers are in different systems.
    SchemaError
        There is no frame, or a frame has a column ``theme`` already.

    Examples
    --------
    >>> part = gpd.GeoDataFrame({"id": ["a"]}, geometry=[None], crs="EPSG:4549")
    >>> concat({"roads": part, "rail": part})["theme"].tolist()
    ['roads', 'rail']
    """
    named = _by_name(frames)
    parts = list(named.values())
    for other in parts[1:]:
        if isinstance(parts[0], gpd.GeoDataFrame) and isinstance(other, gpd.GeoDataFrame):
            require_same_crs(parts[0], other, "concat")
    plain = []
    for name, frame in named.items():
        bare = frame.copy()
        if isinstance(bare, gpd.GeoDataFrame) and bare.geometry.name != "geometry":
            bare = bare.rename_geometry("geometry")
        crs = parts[0].crs if isinstance(parts[0], gpd.GeoDataFrame) else None
        if isinstance(bare, gpd.GeoDataFrame) and crs is not None:
            bare = bare.set_crs(crs, allow_override=True)  # the same system, perhaps written otherwise
        if isinstance(frames, Mapping):
            if "theme" in bare.columns:
                message = Sentence("concat: {name!r} has a column 'theme' already; rename it first", name=name)
                raise SchemaError(message)
            bare.insert(0, "theme", name)
        bare.attrs = {}
        plain.append(bare)
    whole = pd.concat(plain, ignore_index=True)
    meta = _merged_meta([facts_of(frame) for frame in parts])
    if meta:
        whole.attrs[ATTRS_KEY] = meta
    return whole


def _merged_meta(metas: list[dict[str, Any]]) -> dict[str, Any]:
    """Merge what the layers say of themselves: the title of the first, the licences and credits of all."""
    if not any(metas):
        return {}
    meta = dict(metas[0])
    for key, mark in (("licence", " AND "), ("attribution", "; ")):
        parts = dict.fromkeys(part for item in metas if item.get(key) for part in str(item[key]).split(mark))
        if parts:
            meta[key] = mark.join(parts)
    meta["findings"] = [row for item in metas for row in item.get("findings", [])][:100]
    return meta


def _by_name(frames: Sequence[FrameT] | Mapping[str, FrameT]) -> dict[str | int, FrameT]:
    """Give frames by name, or by number where they have none."""
    given: object = frames
    if isinstance(given, pd.DataFrame | str) or not isinstance(given, Iterable):
        message = Sentence(
            "concat takes a list of frames, or a mapping of name to frame, and was given {given}",
            given=arguments.told(given),
        )
        raise arguments.ArgumentError(message)
    named: dict[str | int, FrameT] = dict(frames.items() if isinstance(frames, Mapping) else enumerate(frames))
    if not named:
        message = Sentence("concat needs at least one frame")
        raise SchemaError(message)
    for name, frame in named.items():
        arguments.require_table(frame, f"concat: frame {name!r}")
        arguments.require_single_names(frame, f"concat: frame {name!r}")
        if isinstance(frame, gpd.GeoDataFrame):
            arguments.require_frame(frame, f"concat: frame {name!r}")
    return named


def join(
    frame: FrameT,
    table: pd.DataFrame,
    *,
    match: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    after: str | None = None,
) -> FrameT:
    """Carry columns of a table over to a frame; rows and index of the frame stay as they are.

    Parameters
    ----------
    frame
        The frame to widen.
    table
        Where the columns come from; its key must be unique.
    match
        ``{column of the frame: column of the table}``, one pair; None matches by index.
    columns
        ``{new name: column of the table}``; None takes all but the key.
    after
        Column of the frame behind which they stand; None puts them last (before the geometry).

    Raises
    ------
    SchemaError
        A column is not there or would stand twice, or the key of the table is not unique.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[None, None])
    >>> table = pd.DataFrame({"zone_id": ["b"], "length_m": [12.5]})
    >>> join(frame, table, match={"id": "zone_id"}, columns={"river_m": "length_m"})["river_m"].tolist()
    [nan, 12.5]
    """
    arguments.require_table(frame, "join: frame")
    arguments.require_table(table, "join: table")
    if match is not None:
        arguments.mapping(match, "join: match", Sentence("a column of the frame to one of the table"))
    if columns is not None:
        arguments.mapping(columns, "join: columns", Sentence("new name to column of the table"))
    if after is not None:
        arguments.named_column(frame, after, "join: the frame")
    key_of_frame, key_of_table = next(iter(match.items())) if match else (None, None)
    if match is not None and len(match) != 1:
        message = Sentence("join: `match` takes one pair, {{column of the frame: column of the table}}")
        raise SchemaError(message)
    asked = [column for column in (key_of_frame, after) if column is not None]
    _require_columns(frame, asked, "join, frame")
    _require_columns(table, [*([key_of_table] if key_of_table else []), *(columns or {}).values()], "join, table")
    if key_of_table is not None:
        arguments.require_hashable(table[key_of_table], f"join: the key {key_of_table!r} of the table")
    if key_of_frame is not None:
        arguments.require_hashable(frame[key_of_frame], f"join: the key {key_of_frame!r} of the frame")
    keyed = table.set_index(key_of_table) if key_of_table else table
    if not keyed.index.is_unique:
        twice = keyed.index[keyed.index.duplicated()][0]
        message = Sentence(
            "join: the key {twice!r} stands more than once in the table; select the rows of one class first",
            twice=twice,
        )
        raise SchemaError(message)
    taken = dict(columns) if columns is not None else {str(column): column for column in keyed.columns}
    clash = [name for name in taken if name in frame.columns]
    if clash:
        message = Sentence(
            "join: the frame has a column {clash!r} already; give the new one another name under `columns`",
            clash=clash[0],
        )
        raise SchemaError(message)
    keys = frame[key_of_frame] if key_of_frame else frame.index
    found = keyed[list(taken.values())].reindex(pd.Index(keys))
    wide = frame.copy()
    for name, column in taken.items():
        wide[name] = found[column].to_numpy()
    wide.attrs = dict(frame.attrs)
    geometry = [frame.geometry.name] if isinstance(frame, gpd.GeoDataFrame) else []
    order = [column for column in frame.columns if column not in geometry]
    place = order.index(after) + 1 if after is not None else len(order)
    # The geometry stays the last column, where a reader of a table expects it.
    kept = wide[[*order[:place], *taken, *order[place:], *geometry]]
    kept.attrs = dict(frame.attrs)
    return kept
