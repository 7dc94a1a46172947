"""The reference system of a layer of a database: as its column declares it, else as all its rows say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import resolve
from hanting_geo.errors import CRSError

if TYPE_CHECKING:
    from pyproj import CRS

    from hanting_geo.core.findings import Finding
    from hanting_geo.sources.postgis.server import Server
    from hanting_geo.sources.postgis.tables import Spatial

__all__ = ["declared", "system_of"]


def declared(server: Server, chosen: Spatial) -> tuple[str, int]:
    """Say which kind of geometry and which system a column is declared for; 0 is none."""
    from psycopg import sql

    query = sql.SQL("SELECT {}(%s), {}(%s)").format(
        server.function("postgis_typmod_type"), server.function("postgis_typmod_srid")
    )
    kind, srid = server.rows(query, [chosen.modifier, chosen.modifier])[0]
    plain = kind.removesuffix("M").removesuffix("Z")
    plain = "Unknown" if plain == "Geometry" else plain
    return plain, int(srid)


def system_of(server: Server, chosen: Spatial, srids: dict[int, int]) -> tuple[CRS | None, list[Finding]]:
    """Find the reference system: as declared for the column, else as all rows say.

    Raises
    ------
    CRSError
        Rows say different ones, or one that nobody knows.
    """
    stated = declared(server, chosen)[1]
    if len(srids) > 1:
        listed = enumerated(
            Sentence("{srid} ({number} rows)", srid=srid, number=number) for srid, number in sorted(srids.items())
        )
        message = Sentence(
            "{shown}: the rows of {relation} are in several reference systems: SRID {listed}; nothing was read: "
            "bring them to one with ST_Transform, or correct them with ST_SetSRID",
            shown=server.shown,
            relation=chosen.relation,
            listed=listed,
        )
        raise CRSError(message)
    srid = next(iter(srids), stated)
    return (None, []) if srid == 0 else (_known_system(server, chosen, srid), [])


def _known_system(server: Server, chosen: Spatial, srid: int) -> CRS:
    from psycopg import sql

    rows = server.rows(
        sql.SQL("SELECT auth_name, auth_srid, srtext FROM {} WHERE srid = %s").format(
            sql.Identifier(server.schema, "spatial_ref_sys")
        ),
        [srid],
    )
    if not rows:
        message = Sentence(
            "{shown}: {relation} says SRID {srid}, which the database has no reference system for; correct it there "
            "with UpdateGeometrySRID, or add it to spatial_ref_sys",
            shown=server.shown,
            relation=chosen.relation,
            srid=srid,
        )
        raise CRSError(message)
    authority, code, text = rows[0]
    try:
        if authority and code and str(authority).upper() in {"EPSG", "ESRI"}:
            return resolve(f"{str(authority).upper()}:{code}")
        return resolve(text)
    except CRSError as error:
        message = Sentence(
            "{shown}: SRID {srid} of {relation} is {authority}:{code} there, which is not understood ({error}); "
            "correct spatial_ref_sys, or the SRID of the table",
            shown=server.shown,
            srid=srid,
            relation=chosen.relation,
            authority=authority,
            code=code,
            error=error,
        )
        raise CRSError(message) from error
