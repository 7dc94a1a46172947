"""What hangs on a table that is to be made anew: views, rights, indexes, keys, triggers, policies, comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from hanting_geo.sources.postgis.server import Server
    from hanting_geo.sources.postgis.tables import Relation

__all__ = ["require_free_of_dependants", "told_of_losses"]

_DEPENDANTS = """
SELECT DISTINCT n.nspname || '.' || c.relname FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
JOIN pg_catalog.pg_class c ON c.oid = r.ev_class JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = %s AND c.oid <> d.refobjid
UNION SELECT conrelid::regclass::text FROM pg_catalog.pg_constraint
WHERE confrelid = %s AND conrelid <> confrelid ORDER BY 1
"""
_OWNER = """
SELECT 'ALTER TABLE {0} OWNER TO ' || quote_ident(pg_catalog.pg_get_userbyid(relowner)) FROM pg_catalog.pg_class
WHERE oid = %s AND pg_catalog.pg_get_userbyid(relowner) <> current_user
"""
_RIGHTS = """
SELECT 'GRANT ' || string_agg(x.privilege_type || coalesce(' (' || x.of || ')', ''), ', '
    ORDER BY x.privilege_type, x.place) || ' ON {0} TO '
  || CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END
  || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
FROM (
  SELECT y.*, c.relowner, NULL AS of, 0 AS place
  FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) y WHERE c.oid = %s
  UNION ALL SELECT y.*, c.relowner, quote_ident(a.attname), a.attnum
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped,
    pg_catalog.aclexplode(a.attacl) y WHERE c.oid = %s
) x WHERE x.grantee <> x.relowner GROUP BY x.grantee, x.is_grantable ORDER BY 1
"""
_INDEXES = """
SELECT pg_catalog.pg_get_indexdef(indexrelid) FROM pg_catalog.pg_index i WHERE indrelid = %s
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 1
"""
_CONSTRAINTS = """
SELECT 'ALTER TABLE {0} ADD ' || pg_catalog.pg_get_constraintdef(oid) FROM pg_catalog.pg_constraint
WHERE conrelid = %s AND contype IN ('p', 'u', 'f', 'c', 'x') ORDER BY 1
"""
_TRIGGERS = """
SELECT pg_catalog.pg_get_triggerdef(oid) FROM pg_catalog.pg_trigger WHERE tgrelid = %s AND NOT tgisinternal ORDER BY 1
"""
_COMMENTS = """
SELECT 'COMMENT ON ' || coalesce('COLUMN {0}.' || quote_ident(a.attname), 'TABLE {0}') || ' IS '
  || quote_literal(d.description)
FROM pg_catalog.pg_description d
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.objsubid > 0
WHERE d.objoid = %s AND d.classoid = 'pg_class'::regclass ORDER BY d.objsubid
"""
_POLICIES = """
SELECT 'CREATE POLICY ' || quote_ident(polname) || ' ON {0}'
  || CASE WHEN polpermissive THEN '' ELSE ' AS RESTRICTIVE' END
  || CASE polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE'
    WHEN 'd' THEN ' FOR DELETE' ELSE ' FOR ALL' END
  || ' TO ' || (SELECT string_agg(
    CASE WHEN role = 0 THEN 'PUBLIC' ELSE quote_ident(pg_catalog.pg_get_userbyid(role)) END, ', ')
    FROM unnest(polroles) role)
  || coalesce(' USING (' || pg_catalog.pg_get_expr(polqual, polrelid) || ')', '')
  || coalesce(' WITH CHECK (' || pg_catalog.pg_get_expr(polwithcheck, polrelid) || ')', '')
FROM pg_catalog.pg_policy WHERE polrelid = %s ORDER BY polname
"""
_ROW_SECURITY = """
SELECT 'ALTER TABLE {0} ' || told.what FROM pg_catalog.pg_class c,
  LATERAL (VALUES (c.relrowsecurity, 'ENABLE ROW LEVEL SECURITY'), (c.relforcerowsecurity, 'FORCE ROW LEVEL SECURITY'))
  AS told (there, what)
WHERE c.oid = %s AND told.there ORDER BY 1
"""


def require_free_of_dependants(server: Server, old: Relation) -> None:
    """Let a table through that no view and no other table needs.

    Raises
    ------
    SourceError
        Some do; nothing is dropped that was not named.
    """
    found = [name for (name,) in server.rows(_DEPENDANTS, [old.oid, old.oid])]
    if found:
        message = Sentence(
            "cannot write to {shown}: the columns of {schema}.{table} differ, so it would be made anew, and {found} "
            "need it; nothing was changed: drop those first, or write to another table",
            shown=server.shown,
            schema=old.schema,
            table=old.table,
            found=enumerated(found),
        )
        raise SourceError(message)


def told_of_losses(server: Server, old: Relation) -> str:
    """Write what goes with a table as statements that give it again; SQL has one mark between them in any language."""
    name = server.rows("SELECT quote_ident(%s) || '.' || quote_ident(%s)", [old.schema, old.table])[0][0]
    safe = name.replace("%", "%%").replace("'", "''")
    found = []
    for query in (_OWNER, _RIGHTS, _INDEXES, _CONSTRAINTS, _TRIGGERS, _POLICIES, _ROW_SECURITY, _COMMENTS):
        asked = [old.oid] * query.count("%s")
        found += [text for (text,) in server.rows(query.replace("{0}", safe), asked)]
    return "; ".join(found)
