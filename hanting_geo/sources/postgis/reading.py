"""Reading a layer of a database: all of it as it was at one moment, typed, and told where something is left out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.addresses import split_layer
from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.sources.postgis.columns import as_series, fetched_as, query_of
from hanting_geo.sources.postgis.server import connected
from hanting_geo.sources.postgis.systems import declared, system_of
from hanting_geo.sources.postgis.tables import choose, columns_of, counted, key_of, may_read, spatial_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.sources.postgis.server import Server
    from hanting_geo.sources.postgis.tables import Column, Spatial

__all__ = ["Read", "list_database", "read_database", "read_table_of"]

_CURVES = ("CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE")
_SOLIDS = ("POLYHEDRALSURFACE", "TIN", "TRIANGLE")
_STORED = ("r", "p", "m")
_MOST_NAMED = 5


class Read(NamedTuple):
    """What was read of a database."""

    frame: gpd.GeoDataFrame
    found: list[Finding]
    layer: str
    shown: str
    sha256: str


def read_database(
    address: object, layer: str | None, *, bbox: Sequence[float] | None = None, columns: Sequence[str] | None = None
) -> Read:
    """Read a layer, the box and the columns asked of the database.

    Raises
    ------
    SourceError, CRSError, SchemaError
        As for :func:`hanting_geo.read_file`.
    """
    if layer is None and isinstance(address, str):
        address, layer = split_layer(address)
    with connected(address) as server:
        chosen, others = choose(server, layer)
        stored = chosen.relkind in _STORED
        before = _fingerprint(server, chosen) if stored else None
        found = [] if not others else [_left(chosen, others)]
        frame, told, digest = read_table_of(server, chosen, bbox=bbox, columns=columns)
        found += told
        shown = server.shown
    if stored:
        found += _changes(address, chosen, before)
    return Read(frame, found, chosen.relation if not others else chosen.name, shown, digest)


def list_database(address: object) -> list[tuple[str, str | None, int]]:
    """List the layers of a database that one may read: name, kind of geometry, rows."""
    with connected(address) as server:
        there = [each for each in spatial_columns(server) if may_read(server, each)]
        tables = [each.oid for each in there]
        return [
            (
                each.name if tables.count(each.oid) > 1 else each.relation,
                declared(server, each)[0],
                counted(server, each),
            )
            for each in there
        ]


def _left(chosen: Spatial, others: list[Spatial]) -> Finding:
    names = enumerated(each.column for each in others)
    what = Sentence(
        "{relation} has further columns of geometry that were left out: {names}", relation=chosen.relation, names=names
    )
    return Finding(
        "note",
        "geometries_left",
        chosen.relation,
        None,
        what,
        Sentence("layer={name!r} reads another", name=others[0].name),
    )


def _fingerprint(server: Server, chosen: Spatial) -> Any:
    """Give what changes with every row that is added, changed or removed: where it is and who wrote it."""
    from psycopg import sql

    return server.rows(
        sql.SQL(
            "SELECT count(*), coalesce(sum(pg_catalog.hashtext(tableoid::text || ctid::text || xmin::text)::bigint), "
            "0) FROM {}"
        ).format(sql.Identifier(chosen.schema, chosen.table))
    )


def _changes(address: object, chosen: Spatial, before: Any) -> list[Finding]:
    """Look again, in a transaction of its own: the one that read has not seen what others did meanwhile."""
    try:
        with connected(address) as server:
            if _fingerprint(server, chosen) == before:
                return []
        what = Sentence(
            "{relation} was changed while it was read; what was read is whole, as it was at the beginning",
            relation=chosen.relation,
        )
    except SourceError as error:
        what = Sentence(
            "{relation} could not be looked at again ({error}); what was read is whole",
            relation=chosen.relation,
            error=error,
        )
    advice = Sentence("read it again, if the newest state counts")
    return [Finding("warning", "table_changed", chosen.relation, None, what, advice)]


def read_table_of(
    server: Server,
    chosen: Spatial,
    *,
    bbox: Sequence[float] | None = None,
    columns: Sequence[str] | None = None,
) -> tuple[gpd.GeoDataFrame, list[Finding], str]:
    """Read the rows of a layer within the transaction of a connection, with findings and the sha256 of all values.

    Raises
    ------
    SourceError, CRSError, SchemaError
        As for :func:`hanting_geo.read_file`.
    """
    from psycopg import sql

    wanted = _wanted(server, chosen, columns)
    kinds, srids = _kinds(server, chosen)
    _refuse_solids(server, chosen, kinds)
    crs, found = system_of(server, chosen, srids)
    curved = {kind: number for kind, number in kinds.items() if kind in _CURVES}
    shape = _shape(server, chosen)
    curves = bool(curved) or _curves_in_collections(server, chosen, kinds)
    if curves:
        shape = sql.SQL(
            "CASE WHEN {kind}({shape}) = ANY ({curves}) OR {arc}({shape}) THEN {line}({shape}) ELSE {shape} END"
        ).format(
            kind=server.function("geometrytype"), shape=shape, curves=sql.Literal([*_CURVES]),
            arc=server.function("st_hasarc"), line=server.function("st_curvetoline"),
        )  # fmt: skip
        found.append(_curves(server, chosen))
    asked = sql.SQL("SELECT {fields} FROM {table}{where}{order}").format(
        fields=sql.SQL(", ").join(
            [sql.SQL("{}({}, 'NDR')").format(server.function("st_asewkb"), shape), *map(query_of, wanted)]
        ),
        table=sql.Identifier(chosen.schema, chosen.table),
        where=sql.SQL("") if bbox is None else _within(server, chosen, bbox, srids),
        order=_order(server, chosen),
    )
    raw, values, digest = _copied(server, asked, wanted)
    geometry = _shapes(server, chosen, raw)
    if bbox is not None:
        # The boxes of an index are a little wider than what they hold.
        near = _meets(geometry, bbox)
        geometry, values = (
            geometry[near],
            [[value for value, there in zip(one, near, strict=True) if there] for one in values],
        )
    series = {}
    for column, one in zip(wanted, values, strict=True):
        series[column.name], told = as_series(column, one, chosen.relation)
        found += told
    measured = int(shapely.has_m(geometry).sum())
    if measured:
        what = Sentence(
            "{measured} features have M values, which were kept; most formats cannot hold them", measured=measured
        )
        advice = Sentence("shapely.force_3d or force_2d drops them")
        found.append(Finding("note", "m_values", chosen.relation, None, what, advice))
    frame = gpd.GeoDataFrame(pd.DataFrame(series, index=pd.RangeIndex(len(geometry))), geometry=geometry, crs=crs)
    return frame, found, digest


def _wanted(server: Server, chosen: Spatial, columns: Sequence[str] | None) -> list[Column]:
    spatial = {each.column for each in spatial_columns(server) if each.oid == chosen.oid}
    there = [each for each in columns_of(server, chosen.oid) if each.name not in spatial]
    if columns is not None:
        unknown = [name for name in columns if name not in {each.name for each in there}]
        if unknown:
            listed = enumerated(each.name for each in there)
            message = Sentence(
                "{shown}: {relation} has no column {unknown!r}; there are: {listed}",
                shown=server.shown,
                relation=chosen.relation,
                unknown=unknown[0],
                listed=listed,
            )
            raise SchemaError(message)
        there = [each for each in there if each.name in set(columns)]
    if any(each.name == "geometry" for each in there):
        message = Sentence(
            "{shown}: {relation} has a column 'geometry' that is none; rename it in the database, or leave it out "
            "with columns=",
            shown=server.shown,
            relation=chosen.relation,
        )
        raise SourceError(message)
    return there


def _shape(server: Server, chosen: Spatial) -> Any:
    from psycopg import sql

    column = sql.Identifier(chosen.column)
    return sql.SQL("{}::{}").format(column, server.function("geometry")) if chosen.geography else column


def _kinds(server: Server, chosen: Spatial) -> tuple[dict[str, int], dict[int, int]]:
    """Count the kinds of geometry and the systems of a layer."""
    from psycopg import sql

    query = "SELECT {kind}({shape}), {srid}({shape}), count(*) FROM {table} WHERE {shape} IS NOT NULL GROUP BY 1, 2"
    rows = server.rows(
        sql.SQL(query).format(
            kind=server.function("geometrytype"),
            srid=server.function("st_srid"),
            shape=_shape(server, chosen),
            table=sql.Identifier(chosen.schema, chosen.table),
        )
    )
    kinds: dict[str, int] = {}
    srids: dict[int, int] = {}
    for kind, srid, number in rows:
        plain = str(kind).upper().removesuffix("M")
        kinds[plain] = kinds.get(plain, 0) + number
        srids[srid] = srids.get(srid, 0) + number
    return kinds, srids


def _refuse_solids(server: Server, chosen: Spatial, kinds: dict[str, int]) -> None:
    solid = [f"{number} {kind}" for kind, number in kinds.items() if kind in _SOLIDS]
    if solid:
        message = Sentence(
            "{shown}: {relation} holds {solid}, which are no points, lines or polygons; nothing was read: make a "
            "view of it with ST_Force2D(ST_UnaryUnion(...)) or without them",
            shown=server.shown,
            relation=chosen.relation,
            solid=enumerated(solid),
        )
        raise SourceError(message)


def _curves_in_collections(server: Server, chosen: Spatial, kinds: dict[str, int]) -> bool:
    return "GEOMETRYCOLLECTION" in kinds and _with_arcs(server, chosen) > 0


def _with_arcs(server: Server, chosen: Spatial) -> int:
    from psycopg import sql

    query = sql.SQL("SELECT count(*) FROM {table} WHERE {arc}({shape})").format(
        table=sql.Identifier(chosen.schema, chosen.table),
        arc=server.function("st_hasarc"),
        shape=_shape(server, chosen),
    )
    return int(server.rows(query)[0][0])


def _curves(server: Server, chosen: Spatial) -> Finding:
    number = _with_arcs(server, chosen)
    what = Sentence(
        "{number} features have curves (arcs), which were read as chords: a circle of 100 m radius loses 13 m2",
        number=number,
    )
    advice = Sentence("turn arcs into chords in the database with ST_CurveToLine, to a tolerance of your choice")
    return Finding("warning", "curves", chosen.relation, None, what, advice)


def _within(server: Server, chosen: Spatial, bbox: Sequence[float], srids: dict[int, int]) -> Any:
    from psycopg import sql

    srid = 4326 if chosen.geography else next(iter(srids), 0)
    # A little wider than asked, as an index rounds; what is too much is left out afterwards.
    return sql.SQL(" WHERE {shape} OPERATOR({schema}.&&) {box}({sides}, {srid})").format(
        shape=_shape(server, chosen),
        schema=sql.Identifier(server.schema),
        box=server.function("st_makeenvelope"),
        sides=sql.SQL(", ").join(sql.Literal(float(side)) for side in bbox),
        srid=sql.Literal(srid),
    )


def _meets(geometry: np.ndarray, bbox: Sequence[float]) -> np.ndarray:
    west, south, east, north = shapely.bounds(geometry).T
    with np.errstate(invalid="ignore"):
        return np.asarray((west <= bbox[2]) & (east >= bbox[0]) & (south <= bbox[3]) & (north >= bbox[1]))


def _order(server: Server, chosen: Spatial) -> Any:
    """Order rows by their key, else as they are stored: read twice, a table comes alike."""
    from psycopg import sql

    key = key_of(server, chosen.oid)
    if key:
        return sql.SQL(" ORDER BY {}").format(sql.SQL(", ").join(map(sql.Identifier, key)))
    return sql.SQL(" ORDER BY tableoid, ctid" if chosen.relkind in _STORED else "")


def _copied(server: Server, asked: Any, wanted: list[Column]) -> tuple[list[bytes | None], list[list[Any]], str]:
    """Fetch rows in the binary form of COPY."""
    from psycopg import sql

    digest = hashlib.sha256()
    raw: list[bytes | None] = []
    values: list[list[Any]] = [[] for _ in wanted]
    with (
        server.connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT BINARY)").format(asked)) as copy,
    ):
        copy.set_types(["bytea", *map(fetched_as, wanted)])
        for shape, *row in copy.rows():
            digest.update(b"\0" if shape is None else bytes(shape))
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
            raw.append(None if shape is None else bytes(shape))
            for known, value in zip(values, row, strict=True):
                known.append(value)
    return raw, values, digest.hexdigest()


def _shapes(server: Server, chosen: Spatial, raw: list[bytes | None]) -> np.ndarray:
    """Make geometries of their bytes.

    Raises
    ------
    SourceError
        Some cannot be read, or have a coordinate that is not a finite number; the message names rows.
    """
    try:
        geometry = np.asarray(shapely.from_wkb(np.array(raw, dtype=object)), dtype=object)
    except (shapely.errors.ShapelyError, ValueError, TypeError, NotImplementedError) as error:
        _refuse(server, chosen, _unreadable(raw), "cannot be read", error)
        raise
    geometry = np.asarray(shapely.set_srid(geometry, 0), dtype=object)
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    wild = np.unique(owner[~np.isfinite(coordinates).all(axis=1)])
    _refuse(server, chosen, wild.tolist(), "has a coordinate that is not a finite number")
    return geometry


def _unreadable(raw: list[bytes | None]) -> list[int]:
    found = []
    for row, each in enumerate(raw):
        try:
            shapely.from_wkb(each)
        except (shapely.errors.ShapelyError, ValueError, TypeError, NotImplementedError):
            found.append(row)
    return found


def _refuse(server: Server, chosen: Spatial, rows: list[int], why: str, error: Exception | None = None) -> None:
    if rows:
        listed = enumerated(map(str, rows[:_MOST_NAMED])) + (
            Sentence(" and {count} more", count=len(rows) - _MOST_NAMED) if len(rows) > _MOST_NAMED else ""
        )
        message = Sentence(
            "{shown}: row {listed} of {relation} {why}; nothing was read: repair it in the database",
            shown=server.shown,
            listed=listed,
            relation=chosen.relation,
            why=why,
        )
        raise SourceError(message) from error
