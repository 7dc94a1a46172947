"""One frame becomes one drawn layer: which classes it has and how they look, what a popup shows, what is rough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.core.arguments import require_frame, require_single_names, text
from hanting_geo.core.distinct import distinct, taken
from hanting_geo.core.findings import facts_of
from hanting_geo.core.plain import plain_value
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.credits import credit_label
from hanting_geo.core.words.values import CRS_NAMES, VALUES, value_label
from hanting_geo.crs import gate
from hanting_geo.errors import CRSError, SchemaError
from hanting_geo.outputs.maps.layer_legend import NAME_COLUMNS, legend_of, name_columns, placed_rows
from hanting_geo.outputs.maps.legend import checked_style
from hanting_geo.outputs.maps.packing import pack
from hanting_geo.outputs.maps.shown import is_contract, usual_columns
from hanting_geo.outputs.page.compress import deflated
from hanting_geo.outputs.page.element import Content, safe_json
from hanting_geo.outputs.style.decimals import decimals_of
from hanting_geo.outputs.style.rounding import rounded

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry


__all__ = ["Cells", "DrawnLayer", "crs_text", "draw", "require_frames"]

_EXACT = 2**53


class Cells(NamedTuple):
    """What the features of a layer say, one list for each thing said, in the order of the frame."""

    zh: list[str]
    en: list[str]
    ids: list[object] | None
    """None where the popup does not show them: a page holds only what it shows."""
    member: np.ndarray[Any, np.dtype[np.int64]]
    rough: np.ndarray[Any, np.dtype[np.int64]]
    shown: list[list[object]]


class DrawnLayer(NamedTuple):
    """A layer ready for the page: plain facts, and the geometry apart because its precision is chosen at saving."""

    name: str
    facts: dict[str, Any]
    cells: Cells
    geometry: np.ndarray[Any, np.dtype[np.object_]]
    fit: int
    """How much the first view should show it: 2 because asked to, 1 because it holds zones, 0."""

    def plain(self, decimals: int) -> str:
        """Write the layer as JSON that anybody may read: for some thousand features."""
        shapes = shapely.transform(self.geometry, lambda xy: np.round(xy, decimals))
        cells = {**self.cells._asdict(), "member": self.cells.member.tolist(), "rough": self.cells.rough.tolist()}
        geometry = ",".join(_geojson(shape) for shape in shapes)
        anchors = ",".join(_anchor(shape, decimals) for shape in shapes)
        return (
            f'{safe_json(self.facts)[:-1]},"cells":{safe_json(cells)[:-1]},'
            f'"geometry":[{geometry}],"anchors":[{anchors}]}}}}'
        )

    def packed(self, decimals: int, block: str) -> tuple[str, str]:
        """Write the facts as JSON, and the features as text for a block of that name: for any number."""
        cells = self.cells
        own: list[list[Any]] = [list(cells.zh), list(cells.en), *([cells.ids] if cells.ids is not None else [])]
        where = {
            "block": block,
            "zh": 0,
            "en": 1,
            "ids": None if cells.ids is None else 2,
            "shown": list(range(len(own), len(own) + len(cells.shown))),
        }
        data = pack(self.geometry, decimals, member=cells.member, rough=cells.rough, columns=[*own, *cells.shown])
        return safe_json({**self.facts, "packed": where}), deflated(data)

    @property
    def placed(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Tell which features have a place."""
        return placed_rows(self.geometry)

    @property
    def content(self) -> Content:
        """Tell what a page embeds of the layer."""
        return Content(self.name, len(self.geometry), tuple(column["name"] for column in self.facts["columns"]))


def _geojson(shape: BaseGeometry | None) -> str:
    return "null" if shape is None or shape.is_empty else str(shapely.to_geojson(shape)).replace(" ", "")


def _anchor(shape: BaseGeometry | None, decimals: int) -> str:
    """Give where a feature's name stands: inside an area, half way along the longest line."""
    if shape is None or shape.is_empty:
        return "null"
    part = (
        max(shapely.get_parts(shape), key=lambda one: one.area or one.length) if shape.geom_type != "Point" else shape
    )
    if part.geom_type == "LineString":
        point = part.interpolate(0.5, normalized=True)
    else:
        point = part.centroid if part.contains(part.centroid) else part.representative_point()
    return f"[{round(point.y, decimals)},{round(point.x, decimals)}]"


def require_frames(layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Let a mapping of names to frames through, each with columns that go by one name."""
    if not isinstance(layers, Mapping):
        raise SchemaError(
            Sentence(
                "layers must map names to frames, as in {{'zones': frame}}; got {name}", name=type(layers).__name__
            )
        )
    for name, frame in layers.items():
        text(name, Sentence("the name of a layer"))
        require_frame(frame, f"layer {name!r}")
        require_single_names(frame, f"layer {name!r}")


def draw(
    name: str,
    frame: gpd.GeoDataFrame,
    *,
    columns: Mapping[str, Text | None] | None = None,
    style: Mapping[str, Any] | None = None,
    turn: int = 0,
) -> DrawnLayer:
    """Prepare one frame for the page; the frame stays as it is.

    Parameters
    ----------
    name
        Its name among the layers.
    frame
        Any frame with a reference system; see :func:`hanting_geo.zone_map`.
    columns
        What a popup shows, with labels (None: the usual label); None: a sensible set of what there is.
    style
        Keys of :data:`hanting_geo.outputs.maps.legend.STYLE_KEYS`.
    turn
        Which of the fallback colours this layer takes.

    Raises
    ------
    CRSError
        No reference system, or coordinates that cannot be in it.
    SchemaError
        A style key, colour or column that is not known.
    """
    chosen = checked_style(name, frame, style or {})
    facts = facts_of(frame)
    try:
        shapes = np.asarray(gate.to_crs(frame.geometry, gate.STORED).values)
    except CRSError as error:
        raise CRSError(Sentence("layer {name!r}: {error}", name=name, error=error)) from error
    shapes = shapely.force_2d(shapes)
    table = pd.DataFrame(frame.drop(columns=frame.columns[frame.dtypes == "geometry"])).reset_index(drop=True)
    if columns is None:
        table, columns = usual_columns(table, frame)
    shaped = [str(column) for column in columns if column not in table.columns]
    if shaped:
        raise SchemaError(
            Sentence(
                "layer {name!r}: a popup cannot show {listed}, which holds shapes", name=name, listed=enumerated(shaped)
            )
        )
    accuracy = stated_accuracy(table, chosen.get("accuracy_m", facts.get("accuracy_m")))
    if "accuracy_m" in columns:
        table["accuracy_m"] = accuracy
    printed = _as_printed(table, columns)
    said = legend_of(name, table, shapes, chosen, facts, accuracy=accuracy, turn=turn)
    placed, member = placed_rows(shapes), said.member
    zh, en = _names(name, table, frame.index)
    stated_by = accuracy[np.isfinite(accuracy)]
    return DrawnLayer(
        name=name,
        geometry=shapes,
        fit=2 * bool(chosen["fit"]) if "fit" in chosen else int(_is_zones(table)),
        cells=Cells(
            zh=zh,
            en=en,
            ids=_values(table["id"]) if "id" in columns else None,
            member=member,
            rough=said.rough.astype(np.int64),
            shown=[_shown(str(column), printed[column]) for column in columns],
        ),
        facts={
            "name": name,
            "title": said.title,
            "caption": said.caption,
            "features": len(shapes),
            "unplaced": int((~placed).sum()),
            "visible": bool(chosen.get("visible", True)),
            "above": bool(chosen.get("above", False)),
            "below": bool(chosen.get("below", False)),
            "opacity": chosen.get("opacity"),
            "phase": _values(table[chosen["phase"]]) if "phase" in chosen else None,
            "crs": crs_text(gate.resolve(frame.crs)),
            "licence": _stated(facts.get("licence"), table, "licence"),
            "attribution": _credit("attribution", str(facts.get("attribution") or "")),
            "sources": _stated(None, table, "source") if is_contract(table) or "source" in columns else [],
            "findings": {str(key): int(count) for key, count in dict(facts.get("finding_counts") or {}).items()},
            "accuracy_range": [stated_by.min(), stated_by.max()] if len(stated_by) else None,
            **said.classes,
            "columns": [
                {"name": str(column), "label": label or _label(str(column)), "decimals": decimals_of(str(column))}
                for column, label in columns.items()
            ],
        },
    )


def _as_printed(table: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Round measures as a workbook or CSV of the layer does: one number for one thing, to its last digit."""
    measures = [
        column
        for column in columns
        if decimals_of(str(column)) is not None and pd.api.types.is_float_dtype(table[column].dtype)
    ]
    return (
        table.assign(**{str(column): values for column, values in rounded(table)[measures].items()})
        if measures
        else table
    )


def _is_zones(table: pd.DataFrame) -> bool:
    return "kind" in table and bool((table["kind"] == "zone").any())


def _names(layer: str, table: pd.DataFrame, index: pd.Index[Any]) -> tuple[list[str], list[str]]:
    """Give each feature's name in Chinese and English; a missing one is the other's, and else the id.

    Without an id the index stands for it, but not one that was made of a column: it may say whose the land is.
    """
    zh, en = name_columns(table)
    if "id" in table:
        spare = [str(value) for value in table["id"].tolist()]
    else:
        is_own = index.name is None or index.name in {"id", *NAME_COLUMNS, "name_zh", "name_en"}
        spare = [
            str(own) if is_own and not isinstance(own, (int, np.integer)) else f"{layer} {row + 1}"
            for row, own in enumerate(index)
        ]
    nothing = [None] * len(table)
    first, second = (_values(table[column]) if column else nothing for column in (zh, en))
    pairs = list(zip(first, second, spare, strict=True))
    return [str(a or b or c) for a, b, c in pairs], [str(b or a or c) for a, b, c in pairs]


def _label(column: str) -> Text:
    return Text(column_label(column, "zh"), column_label(column, "en"))


def _stated(own: object, table: pd.DataFrame, column: str) -> list[Text | str]:
    if own:
        return [_credit(column, str(own))]
    there = sorted({str(value) for value in table[column].dropna().unique()}) if column in table else []
    return [_credit(column, value) for value in there]


def _credit(column: str, value: str) -> Text | str:
    """Say a source, a licence or an attribution in both languages, where it has two."""
    told = Text(*(credit_label(column, value, language) for language in LANGUAGES))
    return told if told.zh != told.en else value


def crs_text(crs: CRS) -> Text:
    """Name a reference system in both languages, with its code."""
    authority = crs.to_authority(min_confidence=100)
    code = f" ({':'.join(authority)})" if authority else ""
    english = f"{crs.name}{code}"
    zh = CRS_NAMES.get(":".join(authority or ()))
    return Text(f"{zh}{code}" if zh else english, english)


def _shown(column: str, values: pd.Series[Any]) -> list[object]:
    """Give values as the page writes them: numbers, texts, both languages of coded values, or null."""
    decimals = decimals_of(column)
    if pd.api.types.is_float_dtype(values.dtype) and decimals is not None:
        return _values(values.round(decimals))

    coded = VALUES.get(column, {})

    def worded(value: object) -> object:
        if coded and str(value) in coded:
            return [value_label(column, value, language) for language in LANGUAGES]
        return round(value, decimals) if isinstance(value, float) and decimals is not None else value

    codes, known = distinct(values)
    # A text in both languages is told as a coded value is.
    said = [
        [value.zh or value.en, value.en or value.zh] if isinstance(value, Text) else worded(_plain(value))
        for value in known
    ]
    return taken(said, codes)


def _values(values: pd.Series[Any]) -> list[object]:
    """Turn a column into what JSON knows."""
    if pd.api.types.is_float_dtype(values.dtype) and isinstance(values.dtype, np.dtype):
        numbers = values.to_numpy(float)
        finite = np.isfinite(numbers)
        if finite.all():
            return list(numbers.tolist())
        return [value if there else None for value, there in zip(numbers.tolist(), finite, strict=True)]
    codes, known = distinct(values)
    return taken([_plain(value) for value in known], codes)


def _plain(value: object) -> object:
    """Turn a cell into what a script knows; days without a time are days."""
    if type(value) is str:
        return value
    if isinstance(value, dt.datetime) and not pd.isna(value):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    plain = plain_value(value)
    if isinstance(plain, int) and not isinstance(plain, bool):
        return plain if abs(plain) <= _EXACT else str(plain)  # a script knows no longer numbers than these
    return str(plain) if isinstance(plain, (list, dict)) else plain
