"""Which layers a database has, which one is meant, and what its columns are."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from hanting_geo.sources.postgis.server import Server

__all__ = [
    "Column",
    "Relation",
    "Spatial",
    "choose",
    "columns_of",
    "counted",
    "key_of",
    "may_read",
    "relation_of",
    "spatial_columns",
]

_MOST_LISTED = 20
_KINDS = {"r": "table", "p": "table", "v": "view", "m": "materialized view", "f": "foreign table"}

_SPATIAL = """
SELECT n.nspname, c.relname, a.attname, t.typname, c.relkind::text, a.atttypmod, c.oid
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
WHERE t.typname IN ('geometry', 'geography') AND tn.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND a.attnum > 0 AND NOT a.attisdropped AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
ORDER BY 1, 2, a.attnum
"""
_COLUMNS = """
SELECT a.attname, coalesce(bt.typname, t.typname), pg_catalog.format_type(a.atttypid, a.atttypmod),
  a.attgenerated <> '',
  coalesce(t.typelem, 0) <> 0 AND t.typcategory = 'A'
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type bt ON bt.oid = t.typbasetype AND t.typtype = 'd'
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_KEY = """
SELECT a.attname FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
WHERE i.indrelid = %s AND i.indisprimary ORDER BY array_position(i.indkey::int[], a.attnum::int)
"""


@dataclass(frozen=True, slots=True)
class Spatial:
    """A column of geometry: a layer, as a planner sees it."""

    schema: str
    table: str
    column: str
    geography: bool
    relkind: str
    modifier: int
    oid: int

    @property
    def relation(self) -> str:
        """The table's name with its schema."""
        return f"{self.schema}.{self.table}"

    @property
    def name(self) -> str:
        """The layer's name, with its column, as GDAL writes it where a table has several."""
        return f"{self.relation}({self.column})"

    @property
    def kind(self) -> str:
        """Whether it is a table or a view."""
        return _KINDS[self.relkind]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its type, that of its domain resolved, and as the database writes it in full."""

    name: str
    base: str
    full: str
    generated: bool
    array: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, a view or the like, of whatever columns."""

    schema: str
    table: str
    relkind: str
    oid: int

    @property
    def kind(self) -> str:
        """Whether it is a table or a view."""
        return _KINDS.get(self.relkind, "relation of another kind")


def spatial_columns(server: Server) -> list[Spatial]:
    """List the columns of geometry and geography, whether one may read them or not."""
    return [
        Spatial(schema, table, column, kind == "geography", relkind, modifier, oid)
        for schema, table, column, kind, relkind, modifier, oid in server.rows(_SPATIAL, [server.schema])
    ]


def columns_of(server: Server, oid: int) -> list[Column]:
    """Give the columns of a table, in order."""
    return [Column(*row) for row in server.rows(_COLUMNS, [oid])]


def key_of(server: Server, oid: int) -> list[str]:
    """Give the columns of the primary key; none where there is none."""
    return [name for (name,) in server.rows(_KEY, [oid])]


def relation_of(server: Server, name: str) -> Relation | None:
    """Find what bears a name, with its schema or, where one schema has it, without; None where nothing does."""
    found = server.rows(
        "SELECT n.nspname, c.relname, c.relkind::text, c.oid FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND (n.nspname || '.' || c.relname = %s OR c.relname = %s) "
        "AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2",
        [name, name],
    )
    whole = [row for row in found if f"{row[0]}.{row[1]}" == name]
    chosen = whole or found
    return Relation(*chosen[0]) if len(chosen) == 1 else None


def choose(server: Server, layer: str | None) -> tuple[Spatial, list[Spatial]]:
    """Find the layer that is meant, and the other columns of geometry of its table.

    Raises
    ------
    SourceError
        None is, or several are; the message lists what there is.
    """
    there = spatial_columns(server)
    if layer is None:
        found = there
        if len({each.relation for each in there}) > 1:
            message = Sentence(
                "{shown} has {there} layers: {listed}; choose one with layer='schema.table'",
                shown=server.shown,
                there=len(there),
                listed=_listed(there),
            )
            raise SourceError(message)
    else:
        found = [each for each in there if layer in {each.name, each.relation}]
        found = found or [each for each in there if layer in {each.table, f"{each.table}({each.column})"}]
    if not found:
        raise SourceError(_no_such(server, layer, there))
    relations = list(dict.fromkeys(each.relation for each in found))
    if len(relations) > 1:
        message = Sentence(
            "{shown} has {layer!r} in several schemas: {relations}; name one of them",
            shown=server.shown,
            layer=layer,
            relations=enumerated(relations),
        )
        raise SourceError(message)
    if len(found) > 1:
        message = Sentence(
            "{shown}: {relations} has {found} columns of geometry; choose one: {listed}",
            shown=server.shown,
            relations=relations[0],
            found=len(found),
            listed=enumerated(f"layer={each.name!r}" for each in found),
        )
        raise SourceError(message)
    chosen = found[0]
    _require_right(server, chosen)
    return chosen, [each for each in there if each.oid == chosen.oid and each.column != chosen.column]


def may_read(server: Server, each: Spatial) -> bool:
    """Tell whether the user may read a layer, or a part of it."""
    allowed = server.rows(
        "SELECT pg_catalog.has_schema_privilege(%s, 'USAGE') AND (pg_catalog.has_table_privilege(%s::oid, 'SELECT') "
        "OR pg_catalog.has_any_column_privilege(%s::oid, 'SELECT'))",
        [each.schema, each.oid, each.oid],
    )
    return bool(allowed[0][0])


def _require_right(server: Server, chosen: Spatial) -> None:
    if not may_read(server, chosen):
        message = Sentence(
            "cannot read from {shown}: {current_user} may not read {relation}; ask its owner for the right: GRANT "
            "USAGE ON SCHEMA {schema}, GRANT SELECT ON {relation}",
            shown=server.shown,
            current_user=server.rows("SELECT current_user")[0][0],
            relation=chosen.relation,
            schema=chosen.schema,
        )
        raise SourceError(message)


def _no_such(server: Server, layer: str | None, there: list[Spatial]) -> str:
    if layer is None:
        return Sentence("{server} has no table with a geometry", server=server.shown)
    plain = relation_of(server, layer)
    if plain is not None:
        return Sentence(
            "{server}: {table} has no column of geometry; read a plain table with pandas",
            server=server.shown,
            table=f"{plain.schema}.{plain.table}",
        )
    several = {each.relation for each in there if sum(one.oid == each.oid for one in there) > 1}
    names: dict[str, str] = {}
    for each in there:
        names |= dict.fromkeys((each.relation, each.table), each.relation)
        names |= {each.name: each.name} if each.relation in several else {}
    close = dict.fromkeys(names[each] for each in get_close_matches(layer, names, n=3, cutoff=0.6))
    hint = Sentence("did you mean {listed}? ", listed=enumerated(close)) if close else ""
    return Sentence(
        "{server} has no layer {layer!r}; {hint}there are: {listed}",
        server=server.shown,
        layer=layer,
        hint=hint,
        listed=_listed(there),
    )


def _listed(there: list[Spatial]) -> str:
    several = {each.relation for each in there if sum(one.oid == each.oid for one in there) > 1}
    names = [each.name if each.relation in several else each.relation for each in there]
    return enumerated(names, _MOST_LISTED) or Sentence("none")


def counted(server: Server, each: Spatial) -> int:
    """Count the rows of a table."""
    from psycopg import sql

    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(each.schema, each.table))
    rows: list[Any] = server.rows(query)
    return int(rows[0][0])
