"""A file of a catalogue as the data contract has it: columns by their names, facts filled in, what differs told."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from hanting_geo.core.findings import ATTRS_KEY, Finding
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError
from hanting_geo.sources.checks import CONTRACT

if TYPE_CHECKING:
    import geopandas as gpd

    from hanting_geo.sources.catalog.entries import Info, LayerInfo

__all__ = ["check_digest", "check_file", "check_names", "count_finding", "to_contract", "unreadable"]

_OF_GEOMETRY = {"accuracy_m", "licence"}


_FILLED = ("accuracy_m", "kind", "status", "licence", "source", "source_date")


def to_contract(frame: gpd.GeoDataFrame, info: LayerInfo, name: str) -> gpd.GeoDataFrame:
    """Rename by the column map, and fill what the file leaves empty with what the catalogue says of the whole layer."""
    frame = _renamed(frame, info, name)
    for column in _FILLED:
        value = getattr(info, column)
        if value is None:
            continue
        if column not in frame.columns:
            frame[column] = value
            continue
        empty = frame[column].isna()
        if column in _OF_GEOMETRY:
            empty &= frame.geometry.notna()
        if empty.any():
            frame[column] = frame[column].astype(object).mask(empty, value).infer_objects()
    ordered = [column for column in CONTRACT if column in frame.columns]
    others = [column for column in frame.columns if column not in ordered and column != frame.geometry.name]
    return frame[[*ordered, *others, frame.geometry.name]]


def _renamed(frame: gpd.GeoDataFrame, info: LayerInfo, name: str) -> gpd.GeoDataFrame:
    """Rename by the column map; a column of the file may stand for several of the contract."""
    unknown = [column for column in info.columns.values() if column not in frame.columns]
    if unknown:
        there = enumerated(map(str, frame.columns))
        close = [each for one in unknown for each in get_close_matches(one, map(str, frame.columns), n=1, cutoff=0.5)]
        there += Sentence("; did you mean {listed}?", listed=enumerated(close)) if close else ""
        message = Sentence(
            "layer {name!r}: {path} has no column {listed}; there are: {there}",
            name=name,
            path=info.path,
            listed=enumerated(map(repr, unknown)),
            there=there,
        )
        raise SchemaError(message)
    back: dict[str, list[str]] = {}
    for contract, column in info.columns.items():
        back.setdefault(column, []).append(contract)
    hidden = [contract for contract in info.columns if contract in frame.columns and contract not in back]
    if hidden:
        message = Sentence(
            "layer {name!r}: {path} has a column {hidden!r} already, and the column map makes "
            "another; map it to another name too",
            name=name,
            path=info.path,
            hidden=hidden[0],
        )
        raise SchemaError(message)
    attrs = frame.attrs
    frame = frame.rename(columns={column: contracts[0] for column, contracts in back.items()})
    for first, *others in back.values():
        for contract in others:
            frame[contract] = frame[first]  # one column of the file says both
    frame.attrs = attrs
    return frame


def check_names(info: LayerInfo, name: str) -> list[Finding]:
    """Say which names of the column map look like a contract column that is written wrongly."""
    found = []
    for given in info.columns:
        close = get_close_matches(given, [each for each in CONTRACT if each not in info.columns], n=1, cutoff=0.75)
        if given not in CONTRACT and close:
            what = Sentence(
                "the column map makes a column {given!r}, which nothing reads; did you mean {close!r}?",
                given=given,
                close=close[0],
            )
            advice = Sentence("correct the name in the catalogue, or leave it if it is a column of your own")
            found.append(Finding("warning", "column_unknown", name, None, what, advice))
    return found


def unreadable(name: str, error: Exception) -> Finding:
    """Say that a layer cannot be read."""
    return Finding(
        "error", "unreadable", name, None, Sentence("{error}", error=error), Sentence("mend or replace the file")
    )


def check_digest(digest: str, info: Info, name: str) -> list[Finding]:
    """Compare a file with the sha256 that its entry states."""
    if info.sha256 is None or info.sha256 == digest:
        return []
    return [
        Finding(
            "warning",
            "file_changed",
            name,
            None,
            Sentence(
                "{name} is not the file that the catalogue was written for: its sha256 is {digest}",
                name=info.path.name,
                digest=digest,
            ),
            Sentence("check the change, then write this sha256 into the catalogue"),
        )
    ]


def count_finding(name: str, said: int, there: int, what: str) -> Finding:
    """Say that a count differs from what the entry states."""
    return Finding(
        "warning",
        "count_changed",
        name,
        None,
        Sentence("the catalogue says {said} {what}, and there are {there}", said=said, what=what, there=there),
        Sentence("check the change, then write {there} into the catalogue", there=there),
    )


def check_file(frame: gpd.GeoDataFrame, info: LayerInfo, name: str) -> list[Finding]:
    """Compare a layer with what its entry states: digest, count, kinds of geometry."""
    found = check_digest(str(frame.attrs[ATTRS_KEY].get("sha256")), info, name)
    if info.features is not None and info.features != len(frame):
        found.append(count_finding(name, info.features, len(frame), "features"))
    if info.geometry is not None:
        allowed = {part.strip() for part in info.geometry.split(",")}
        there = {str(kind).removeprefix("Multi") for kind in frame.geom_type.dropna().unique()}
        if not there <= allowed | {kind.removeprefix("Multi") for kind in allowed}:
            found.append(
                Finding(
                    "warning",
                    "geometry_type",
                    name,
                    None,
                    Sentence(
                        "the catalogue says {geometry}, and there are {listed}",
                        geometry=info.geometry,
                        listed=enumerated(sorted(there)),
                    ),
                    Sentence("correct the catalogue, or move the other features to a layer of their own"),
                )
            )
    return found
