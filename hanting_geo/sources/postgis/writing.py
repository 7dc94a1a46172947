"""Writing a layer into a database: in one transaction, proven before it stands; the old table or the new one."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.addresses import masked, split_layer
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import CRSError, SourceError
from hanting_geo.sources.files.roundtrip import prove_written
from hanting_geo.sources.files.schema import free_name, writable
from hanting_geo.sources.postgis.reading import read_table_of
from hanting_geo.sources.postgis.replacing import require_free_of_dependants, told_of_losses
from hanting_geo.sources.postgis.server import connected
from hanting_geo.sources.postgis.tables import choose, columns_of, relation_of, spatial_columns

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS

    from hanting_geo.sources.postgis.server import Server
    from hanting_geo.sources.postgis.tables import Relation, Spatial

__all__ = ["write_database"]

_NAME_BYTES = 63
_TABLE_KINDS = {"r"}
_FITS = {
    "bigint": {"int2", "int4", "int8", "oid", "numeric"},
    "double precision": {"float8", "numeric"},
    "boolean": {"bool"},
    "timestamp": {"timestamp", "date"},
    "timestamptz": {"timestamptz"},
    "text": {"text", "varchar", "bpchar", "citext", "uuid", "json", "jsonb", "numeric", "date", "time", "interval"},
}
"""Type that a frame's column comes as, and types of a table that hold it; that every value fits is asked afterwards."""
_PLAIN = {"json", "jsonb"}
_HEADROOM = {"int8": "bigint", "float8": "double precision"}
_COPIED = {"bigint": "int8", "double precision": "float8", "boolean": "bool"}


def write_database(frame: gpd.GeoDataFrame, address: object, layer: str | None) -> Path:
    """Write a frame as a table, new or in the place of the old one.

    Returns
    -------
    pathlib.Path
        The address without a password.

    Raises
    ------
    SourceError, CRSError, SchemaError
        As for :func:`hanting_geo.write_file`.
    """
    if layer is None and isinstance(address, str):
        address, layer = split_layer(address)
    shown = masked(address)
    if layer is None:
        message = Sentence("{shown}: say which table is to be written: layer='schema.table'", shown=shown)
        raise SourceError(message)
    ready = writable(frame, "PostGIS", f"{shown}, {layer}")
    if ready.crs is None:
        message = Sentence(
            "{shown}: the frame has no reference system, and a layer of a database states one (SRID); say which one "
            "the coordinates are in with frame.set_crs(...)",
            shown=shown,
        )
        raise CRSError(message)
    with connected(address, write=True) as server:
        old = relation_of(server, layer)
        schema, table = _names(server, layer, old)
        srid = _srid(server, ready.crs)
        told = ""
        if old is not None:
            if old.relkind not in _TABLE_KINDS:
                message = Sentence(
                    "{shown}: {layer} is a {kind}, and only tables are replaced; name another",
                    shown=server.shown,
                    layer=layer,
                    kind=old.kind,
                )
                raise SourceError(message)
            server.run(_sql("LOCK TABLE {} IN EXCLUSIVE MODE", (schema, table)))
        spatial = None if old is None else _fitting(server, old, ready, srid)
        if old is not None and spatial is not None:
            _refill(server, spatial, ready, srid)
        else:
            if old is not None:
                require_free_of_dependants(server, old)
                told = told_of_losses(server, old)
                server.run(_sql("DROP TABLE {}", (schema, table)))
            column = free_name("geom", ready.columns)
            _create(server, (schema, table), ready, column, srid)
            _fill(server, (schema, table), ready, column, srid)
            _prove(server, f"{schema}.{table}", ready)
            server.run(_sql("CREATE INDEX ON {} USING gist ({})", (schema, table), column))
    if told:
        message = Sentence(
            "{schema}.{table} was made anew, since its columns differ; what the old table had is to be given again: "
            "{told}",
            schema=schema,
            table=table,
            told=told,
        )
        warnings.warn(message, stacklevel=3)
    return Path(shown)


def _sql(text: str, *names: Any) -> Any:
    from psycopg import sql

    return sql.SQL(text).format(
        *(sql.Identifier(*name) if isinstance(name, tuple) else sql.Identifier(name) for name in names)
    )


def _names(server: Server, layer: str, old: Relation | None) -> tuple[str, str]:
    """Take the name of a table apart; a new one without schema comes into the one that the server would take.

    Raises
    ------
    SourceError
        The schema is not there, or a name is too long.
    """
    if old is not None:
        return old.schema, old.table
    schemas = [
        name for (name,) in server.rows("SELECT nspname FROM pg_catalog.pg_namespace ORDER BY length(nspname) DESC")
    ]
    schema = next((name for name in schemas if layer.startswith(f"{name}.")), None)
    table = layer if schema is None else layer[len(schema) + 1 :]
    if schema is None and "." in layer:
        own = sorted(name for name in schemas if not name.startswith("pg_") and name != "information_schema")
        message = Sentence(
            "{shown} has no schema {wanted!r}; there are: {own}; its owner makes one with CREATE SCHEMA",
            shown=server.shown,
            wanted=layer.split(".", maxsplit=1)[0],
            own=enumerated(own),
        )
        raise SourceError(message)
    if schema is None:
        schema = server.rows("SELECT current_schema()")[0][0] or "public"
    if not table.strip() or "\0" in table or len(table.encode()) > _NAME_BYTES:
        message = Sentence(
            "{shown}: a table has a name of 1 to {most} bytes, and {table!r} is none; name another",
            shown=server.shown,
            most=_NAME_BYTES,
            table=table,
        )
        raise SourceError(message)
    return schema, table


def _srid(server: Server, crs: CRS) -> int:
    """Find the number that the database has for the reference system of a frame.

    Raises
    ------
    CRSError
        It has none.
    """
    code = crs.to_epsg() or crs.to_2d().to_epsg()
    known = ("EPSG", str(code)) if code else crs.to_authority()
    query = "SELECT srid FROM {} WHERE upper(auth_name) = upper(%s) AND auth_srid::text = %s ORDER BY srid"
    systems = (server.schema, "spatial_ref_sys")
    rows = [] if known is None else server.rows(_sql(query, systems), list(known))
    if not rows:
        message = Sentence(
            "{shown} has no number (SRID) for {name}; bring the frame to a system that it has "
            "(frame.to_crs('EPSG:4549')), or let its owner add this one to spatial_ref_sys",
            shown=server.shown,
            name=crs.name,
        )
        raise CRSError(message)
    return int(rows[0][0])


def _types(ready: gpd.GeoDataFrame) -> dict[str, str]:
    """Say as which type each column is written."""
    found = {}
    for column in ready.columns:
        if column == "geometry":
            continue
        dtype = ready[column].dtype
        if pd.api.types.is_bool_dtype(dtype):
            found[column] = "boolean"
        elif pd.api.types.is_integer_dtype(dtype):
            found[column] = "bigint"
        elif pd.api.types.is_float_dtype(dtype):
            found[column] = "double precision"
        elif isinstance(dtype, pd.DatetimeTZDtype):
            found[column] = "timestamptz"
        else:
            found[column] = "timestamp" if pd.api.types.is_datetime64_any_dtype(dtype) else "text"
    return found


def _kind(ready: gpd.GeoDataFrame) -> tuple[str, int]:
    """Say which kind of geometry a column is to be, and whether all have heights (1), none (0) or some (2)."""
    geometry = np.asarray(ready.geometry.values)
    there = geometry[~shapely.is_missing(geometry)]
    kinds = {str(kind) for kind in ready.geom_type.dropna().unique()} - {"LinearRing"}
    high = shapely.has_z(there)
    heights = 0 if not high.any() else 1 if high.all() else 2
    return (next(iter(kinds)) if len(kinds) == 1 else "Geometry"), heights


def _create(server: Server, name: tuple[str, str], ready: gpd.GeoDataFrame, column: str, srid: int) -> None:
    from psycopg import sql

    kind, heights = _kind(ready)
    long = [each for each in ready.columns if len(each.encode()) > _NAME_BYTES]
    if long:
        message = Sentence(
            "{shown}: the column name {long!r} is longer than {most} bytes; rename it",
            shown=server.shown,
            long=long[0],
            most=_NAME_BYTES,
        )
        raise SourceError(message)
    parts = [sql.SQL("{} " + sort).format(sql.Identifier(each)) for each, sort in _types(ready).items()]
    if heights == 2:  # noqa: PLR2004 - a column of a declared kind has heights in all rows or in none
        shape = sql.SQL("{name} {kind} CHECK ({srid}({name}) = {number})").format(
            name=sql.Identifier(column), kind=server.function("geometry"), srid=server.function("st_srid"), number=srid
        )
    else:
        shape = sql.SQL("{} {}({}, {})").format(
            sql.Identifier(column), server.function("geometry"), sql.SQL(kind + "Z" * heights), sql.Literal(srid)
        )
    server.run(sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(*name), sql.SQL(", ").join([*parts, shape])))


def _fill(server: Server, name: tuple[str, ...], ready: gpd.GeoDataFrame, column: str, srid: int) -> None:
    """Send rows in the binary form of COPY; shapes as EWKB, of which the number of the system is a part."""
    from psycopg import sql

    types = _types(ready)
    geometry = shapely.set_srid(np.asarray(ready.geometry.values), srid)
    shapes = shapely.to_wkb(geometry, include_srid=True, output_dimension=4, byte_order=1)
    columns = [_values(ready[each], sort) for each, sort in types.items()]
    fields = sql.SQL(", ").join(map(sql.Identifier, [*types, column]))
    # A column of geometry takes the bytes that another type would be sent as.
    with (
        server.connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(sql.Identifier(*name), fields)) as copy,
    ):
        copy.set_types([*(_COPIED.get(sort, sort) for sort in types.values()), "bytea"])
        for row in zip(*columns, shapes.tolist(), strict=True):
            copy.write_row(row)


def _values(values: pd.Series[Any], sort: str) -> list[Any]:
    if sort in {"timestamp", "timestamptz"}:
        return [None if pd.isna(value) else value.to_pydatetime() for value in values]
    gaps = values.isna().to_numpy()
    plain = {"boolean": bool, "bigint": int, "double precision": float, "text": str}[sort]
    return [None if gap else plain(value) for value, gap in zip(values.tolist(), gaps, strict=True)]


def _prove(server: Server, layer: str, ready: gpd.GeoDataFrame) -> None:
    """Read back what was written, within the transaction, and compare.

    Raises
    ------
    SourceError
        Something was lost; nothing stays written.
    """
    chosen, _ = choose(server, layer)
    back, _, _ = read_table_of(server, chosen)
    try:
        prove_written(ready, back, "PostGIS")
    except SourceError as error:
        message = Sentence("cannot write to {shown}: {error}; nothing was changed", shown=server.shown, error=error)
        raise SourceError(message) from error


def _fitting(server: Server, old: Relation, ready: gpd.GeoDataFrame, srid: int) -> Spatial | None:
    """Give the column of geometry of a table whose columns and types hold the frame's; None where they do not."""
    spatial = [each for each in spatial_columns(server) if each.oid == old.oid]
    if len(spatial) != 1 or spatial[0].geography:
        return None
    there = {each.name: each for each in columns_of(server, old.oid) if each.name != spatial[0].column}
    types = _types(ready)
    if set(there) != set(types) or any(each.generated for each in there.values()):
        return None
    if any(there[name].array or there[name].base not in _FITS[sort] for name, sort in types.items()):
        return None
    kind, heights = _kind(ready)
    modifier = spatial[0].modifier
    query = _sql(
        "SELECT {}(%s), lower({}(%s))", (server.schema, "postgis_typmod_srid"), (server.schema, "postgis_typmod_type")
    )
    stated, form = server.rows(query, [modifier, modifier])[0]
    if modifier == -1:
        own = server.rows(
            _sql(
                "SELECT DISTINCT {}({}) FROM {}", (server.schema, "st_srid"), spatial[0].column, (old.schema, old.table)
            )
        )
        return spatial[0] if own == [(srid,)] else None
    fits = (
        stated == srid and form.removesuffix("z") in {"geometry", kind.lower()} and form.endswith("z") == (heights == 1)
    )
    return spatial[0] if fits and heights != 2 else None  # noqa: PLR2004 - some with heights, some without


def _refill(server: Server, spatial: Spatial, ready: gpd.GeoDataFrame, srid: int) -> None:
    """Put the rows of a frame in the place of those of a table, which keeps its rights, indexes and views.

    The rows come into a temporary table first, which is compared with the frame. A value that would not be the same in
    the table (a text cut to its length, a number to its digits) is refused.
    """
    from psycopg import sql

    staged = ("hanting_geo_staged",)
    column, number = free_name("geom", ready.columns), free_name("hanting_geo_row", ready.columns)
    types = _types(ready)
    parts = [sql.SQL("{} " + sort).format(sql.Identifier(each)) for each, sort in types.items()]
    server.run(
        sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(
            sql.Identifier(*staged),
            sql.SQL(", ").join(
                [*parts, sql.SQL("{} {}").format(sql.Identifier(column), server.function("geometry")),
                 sql.SQL("{} bigserial").format(sql.Identifier(number))]
            ),
        )
    )  # fmt: skip
    _fill(server, staged, ready, column, srid)
    (own,) = [each for each in spatial_columns(server) if each.table == staged[0]]
    back, _, _ = read_table_of(server, own, columns=list(types))
    try:
        prove_written(ready, back, "PostGIS")
    except SourceError as error:
        message = Sentence("cannot write to {shown}: {error}; nothing was changed", shown=server.shown, error=error)
        raise SourceError(message) from error
    full = {each.name: each for each in columns_of(server, spatial.oid)}
    cast = {}
    for each, sort in types.items():
        name, target = sql.Identifier(each), sql.SQL(full[each].full)
        # A double goes through its shortest text: by itself it would be cut to 15 digits.
        through = sql.SQL("::text") if sort == "double precision" and full[each].base == "numeric" else sql.SQL("")
        cast[each] = sql.SQL("{}{}::{}").format(name, through, target)
        if full[each].base in _PLAIN:
            continue
        back_again = sql.SQL("({})::{}").format(cast[each], sql.SQL(sort))
        same = sql.SQL("{} IS NOT DISTINCT FROM {}").format(back_again, name)
        if full[each].base == "numeric" and sort == "text":
            same = sql.SQL("({})::numeric IS NOT DISTINCT FROM {}::numeric").format(back_again, name)
        lost = server.rows(
            sql.SQL("SELECT {}, {} FROM {} WHERE NOT ({}) LIMIT 1").format(
                sql.Identifier(number), name, sql.Identifier(*staged), same
            )
        )
        if lost:
            message = Sentence(
                "cannot write to {shown}: column {column!r} of {relation} is {full}, and row {row} has {value!r}, "
                "which would not stay as it is; nothing was changed: widen the column, or write to another table",
                shown=server.shown,
                column=each,
                relation=spatial.relation,
                full=full[each].full,
                row=lost[0][0] - 1,
                value=str(lost[0][1])[:60],
            )
            raise SourceError(message)
    server.run(_sql("DELETE FROM {}", (spatial.schema, spatial.table)))
    names = sql.SQL(", ").join(map(sql.Identifier, [*types, spatial.column]))
    values = sql.SQL(", ").join([*(cast[each] for each in types), sql.Identifier(column)])
    server.run(
        sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {} ORDER BY {}").format(
            sql.Identifier(spatial.schema, spatial.table),
            names,
            values,
            sql.Identifier(*staged),
            sql.Identifier(number),
        )
    )
    (many,) = server.rows(_sql("SELECT count(*) FROM {}", (spatial.schema, spatial.table)))[0]
    if many != len(ready):
        message = Sentence(
            "cannot write to {shown}: {ready} rows were written to {relation} and {many} are there; a trigger or a "
            "policy of the table changes what is written; nothing was changed: write to another table",
            shown=server.shown,
            ready=len(ready),
            relation=spatial.relation,
            many=many,
        )
        raise SourceError(message)
