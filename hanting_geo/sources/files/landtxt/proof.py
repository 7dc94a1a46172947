"""What was written compared with what reads back: parcels, rings, coordinates, fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.labels import feature_label
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import is_cgcs2000, resolve
from hanting_geo.errors import HantingGeoError, SourceError
from hanting_geo.sources.files.landtxt.dialects import COLUMNS
from hanting_geo.sources.files.landtxt.reading import read_landtxt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

    from hanting_geo.core.arrays import Geometries
    from hanting_geo.sources.files.landtxt.dialects import AttributeDialect
    from hanting_geo.sources.files.landtxt.layout import Laid

__all__ = ["prove"]

_FLOAT_HAIR = 1e-7


def prove(
    working: Path,
    encoding: str,
    moved: gpd.GeoDataFrame,
    laid: Laid,
    rows: list[list[str]],
    dialect: AttributeDialect,
    decimals: int,
) -> None:
    """Read a file back and compare.

    Raises
    ------
    SourceError
        Something was lost; the message names the feature.
    """
    system = resolve(moved.crs)
    try:
        back = read_landtxt(working, encoding=encoding, crs=None if is_cgcs2000(system) else system)
    except HantingGeoError as error:
        message = Sentence(
            "it does not read back ({error}); corners may fall together at {decimals} decimals",
            error=error,
            decimals=decimals,
        )
        raise SourceError(message) from error
    if len(back) != len(moved):
        message = Sentence("{count} parcels were written, and {count2} read back", count=len(moved), count2=len(back))
        raise SourceError(message)
    for at, field in enumerate(dialect.fields):
        name = COLUMNS.get(field, field)
        read = [value if isinstance(value, str) else "" for value in back[name]] if name in back.columns else []
        for row, (one, two) in enumerate(zip([fields[at] for fields in rows], read, strict=bool(read))):
            if one != two:
                message = Sentence(
                    "{field} of {moved}: {one!r} reads back as {two!r}",
                    field=field,
                    moved=feature_label(moved, row),
                    one=one,
                    two=two,
                )
                raise SourceError(message)
        if not read and any(fields[at] for fields in rows):
            message = Sentence("the field {field} does not read back", field=field)
            raise SourceError(message)
    if len(back) and back.crs != system:
        message = Sentence(
            "the reference system {name} reads back as {name2}", name=system.name, name2=resolve(back.crs).name
        )
        raise SourceError(message)
    _prove_shapes(moved, np.asarray(back.geometry.values), laid, decimals)


def _prove_shapes(moved: gpd.GeoDataFrame, back: Geometries, laid: Laid, decimals: int) -> None:
    """Compare all vertices in the order of the file, and whether each ring is a shell or a hole as before."""
    half = 0.5 * 10.0**-decimals + _FLOAT_HAIR
    shapes = shapely.force_2d(np.asarray(moved.geometry.values))
    kinds = (shapely.get_dimensions(shapes) != shapely.get_dimensions(back)) | _unlike(shapes, back)
    for row in np.flatnonzero(kinds):
        message = Sentence(
            "{moved} does not read back as it is ({geom_type} with {shapes} vertices, "
            "{geom_type2} with {back}): corners or rings fall together at {decimals} decimals",
            moved=feature_label(moved, int(row)),
            geom_type=shapes[row].geom_type,
            shapes=shapely.get_num_coordinates(shapes[row]),
            geom_type2=back[row].geom_type,
            back=shapely.get_num_coordinates(back[row]),
            decimals=decimals,
        )
        raise SourceError(message)
    # Parts and holes stand in the frame in the order in which their rings stand in the file.
    read, owner = shapely.get_coordinates(back, return_index=True)
    far = np.flatnonzero((np.abs(read - laid.xy) > half).any(axis=1))
    if len(far):
        x, y = laid.xy[far[0]]
        message = Sentence(
            "{moved}: the vertex {x:.3f}, {y:.3f} reads back at another place",
            moved=feature_label(moved, int(owner[far[0]])),
            x=x,
            y=y,
        )
        raise SourceError(message)


def _unlike(one: Geometries, two: Geometries) -> np.ndarray:
    counts: list[Callable[[Geometries], np.ndarray]] = [shapely.get_num_coordinates, shapely.get_num_geometries, _rings]
    return np.asarray(np.any([count(one) != count(two) for count in counts], axis=0))


def _rings(shapes: Geometries) -> np.ndarray:
    """Count the holes of each shape."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    holes = np.where(
        shapely.get_type_id(parts) == shapely.GeometryType.POLYGON, shapely.get_num_interior_rings(parts), 0
    )
    return np.bincount(owner, weights=holes, minlength=len(shapes))
