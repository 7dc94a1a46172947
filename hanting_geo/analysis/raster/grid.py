"""A raster as a grid of cells: opened with everything checked, read window by window."""

from __future__ import annotations

import math
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj import CRS, Proj

from hanting_geo.analysis.raster.files import opened_file
from hanting_geo.core.extras import require
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import resolve
from hanting_geo.errors import CRSError, SchemaError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Flags, Floats

__all__ = ["MOST_CELLS", "Grid", "equal_areas", "opened"]

MOST_CELLS = 2_000_000
"""Cells that are looked at together: some 120 MB with all that is known of them."""

_CACHE_MIB = 64
"""GDAL keeps this much of what it has decoded. Its own limit is 5 % of the machine; each cell is read once here."""
_WHAT = "raster statistics"
_WARP = Sentence("gdalwarp -t_srs EPSG:4549 (or a rasterio WarpedVRT) makes one that will do")


@dataclass(frozen=True)
class Grid:
    """One band of an open raster.

    Attributes
    ----------
    name
        For messages.
    crs
        The plane or the degrees of its cells; a height system beside it is left out.
    transform
        From column and row to coordinates (affine.Affine); it may be turned, or run south up.
    row_m2
        Area in m2 of a cell of each row, for a raster in degrees; None on a plane, where cells are equal.
    whole
        The type of the band where it holds whole numbers that need no scale.
    """

    name: str
    crs: CRS
    transform: Any
    height: int
    width: int
    band: int
    nodata: float | None
    declared: bool
    row_m2: Floats | None
    whole: np.dtype[Any] | None
    _dataset: Any

    @property
    def bands(self) -> int:
        """Bands of the raster that this is one of."""
        return int(self._dataset.count)

    def windows(self) -> list[tuple[int, int, int, int]]:
        """List windows that cover the raster along its blocks: first row, first column, rows, columns."""
        tall, wide = self._dataset.block_shapes[self.band - 1]
        if wide >= self.width:
            columns = min(self.width, MOST_CELLS)
            rows = _multiple(MOST_CELLS // columns, tall)
        else:
            columns = _multiple(math.isqrt(MOST_CELLS), wide)
            rows = _multiple(MOST_CELLS // columns, tall)
        return [
            (row, column, min(rows, self.height - row), min(columns, self.width - column))
            for row in range(0, self.height, rows)
            for column in range(0, self.width, columns)
        ]

    def read(self, window: tuple[int, int, int, int]) -> tuple[NDArray[Any], Flags]:
        """Read the values of a window as a flat array, and which of them are values."""
        import rasterio

        row, column, rows, columns = window
        place = rasterio.windows.Window(column, row, columns, rows)
        try:
            block = self._dataset.read(self.band, window=place, masked=True)
        except rasterio.errors.RasterioError as error:
            message = Sentence(
                "{what}: cannot read rows {row} to {row2} of the raster {name}: {error}",
                what=_WHAT,
                row=row,
                row2=row + rows - 1,
                name=self.name,
                error=error,
            )
            raise SourceError(message) from error
        values = block.data.ravel()
        there = ~np.ma.getmaskarray(block).ravel()
        if self.nodata is not None:
            there &= values != values.dtype.type(self.nodata)
        if values.dtype.kind == "f":
            there &= np.isfinite(values)
        if self._scaled:
            values = values * self._dataset.scales[self.band - 1] + self._dataset.offsets[self.band - 1]
        return values, there

    def window_transform(self, window: tuple[int, int, int, int]) -> Any:
        """Give the transform of a window; that of rasterio multiplies in a way that affine 3.1 warns of."""
        row, column, _, _ = window
        a, b, c, d, e, f = self.transform[:6]
        return type(self.transform)(a, b, a * column + b * row + c, d, e, d * column + e * row + f)

    @property
    def _scaled(self) -> bool:
        return bool(self._dataset.scales[self.band - 1] != 1 or self._dataset.offsets[self.band - 1] != 0)


def _multiple(most: int, block: int) -> int:
    """Give the largest multiple of a block's side up to a limit, or the limit where a block is larger."""
    return max(most // block * block, min(block, most), 1)


@contextmanager
def opened(raster: Any, band: int, nodata: float | None) -> Iterator[Grid]:
    """Open a raster, or take one that is open, and check that its cells have a place.

    Parameters
    ----------
    raster
        Path of a file, opened by the driver of its suffix; or an open rasterio dataset, which stays open.
    band
        From 1.
    nodata
        A stored value that is no value either, beside those that the raster itself says.

    Raises
    ------
    SourceError
        rasterio is not installed, or the raster cannot be read.
    CRSError
        It has no reference system or no place, or is turned in degrees.
    SchemaError
        No such band; a band of complex numbers; a ``nodata`` that its type cannot hold.
    """
    rasterio: Any = require("rasterio", _WHAT)
    with rasterio.Env(GDAL_CACHEMAX=_CACHE_MIB):
        if isinstance(raster, rasterio.DatasetReader | rasterio.vrt.WarpedVRT):
            if raster.closed:
                message = Sentence(
                    "{what}: the raster {name} is closed; open it again, or give its path", what=_WHAT, name=raster.name
                )
                raise SourceError(message)
            yield _grid(raster, band, nodata)
            return
        if not isinstance(raster, str | os.PathLike):
            message = Sentence(
                "{what}: a raster is given by its path or as an open rasterio dataset, not as {name}",
                what=_WHAT,
                name=type(raster).__name__,
            )
            raise SourceError(message)
        with opened_file(raster, _WHAT) as dataset:
            yield _grid(dataset, band, nodata)


def _grid(dataset: Any, band: int, nodata: float | None) -> Grid:
    name = os.path.basename(dataset.name) or dataset.name  # noqa: PTH119 - names of GDAL are no paths
    if isinstance(band, bool) or band not in dataset.indexes:
        message = Sentence(
            "{what}: the raster {name} has no band {band!r}; it has 1 to {count}",
            what=_WHAT,
            name=name,
            band=band,
            count=dataset.count,
        )
        raise SchemaError(message)
    dtype = np.dtype(dataset.dtypes[band - 1])
    if dtype.kind not in "iuf":
        message = Sentence(
            "{what}: band {band} of {name} holds {dtype}, which cannot be ordered or averaged",
            what=_WHAT,
            band=band,
            name=name,
            dtype=dtype,
        )
        raise SchemaError(message)
    _check_nodata(nodata, dtype, name, band)
    crs = _system(dataset, name)
    if dataset.transform.is_identity:
        message = Sentence(
            "{what}: the cells of {name} have no place (no geotransform; control points are not used); {warp}",
            what=_WHAT,
            name=name,
            warp=_WARP,
        )
        raise CRSError(message)
    plain = dataset.scales[band - 1] == 1 and dataset.offsets[band - 1] == 0
    return Grid(
        name=name,
        crs=crs,
        transform=dataset.transform,
        height=dataset.height,
        width=dataset.width,
        band=band,
        nodata=nodata,
        declared=nodata is not None or "all_valid" not in {flag.name for flag in dataset.mask_flag_enums[band - 1]},
        row_m2=_row_areas(dataset, crs, name) if crs.is_geographic else None,
        whole=dtype if dtype.kind in "iu" and plain else None,
        _dataset=dataset,
    )


def _check_nodata(nodata: float | None, dtype: np.dtype[Any], name: str, band: int) -> None:
    if nodata is None or (dtype.kind == "f" and math.isnan(nodata)):
        return
    limits = np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)
    # Python compares whole numbers with floats exactly.
    least, most = ((float if dtype.kind == "f" else int)(limit) for limit in (limits.min, limits.max))
    fits = least <= nodata <= most and (dtype.kind == "f" or float(nodata).is_integer())
    if not fits:
        message = Sentence(
            "{what}: band {band} of {name} holds {dtype}, where nodata={nodata:g} cannot stand; leave it out",
            what=_WHAT,
            band=band,
            name=name,
            dtype=dtype,
            nodata=nodata,
        )
        raise SchemaError(message)


def _system(dataset: Any, name: str) -> CRS:
    if dataset.crs is None:
        message = Sentence(
            "{what}: the raster {name} has no reference system; find out which it is, and write "
            "it into the file: rio edit-info --crs EPSG:4549 FILE",
            what=_WHAT,
            name=name,
        )
        raise CRSError(message)
    try:
        said = resolve(dataset.crs.to_wkt())
    except CRSError as error:
        message = Sentence(
            "{what}: the reference system of the raster {name} is not known: {error}",
            what=_WHAT,
            name=name,
            error=error,
        )
        raise CRSError(message) from error
    # The height system of an elevation model does not say where its cells lie.
    crs = (said.sub_crs_list[0] if said.is_compound else said).to_2d()
    if not (crs.is_projected or crs.is_geographic):
        message = Sentence(
            "{what}: the raster {name} is in {name2}, which has no place on the Earth; {warp}",
            what=_WHAT,
            name=name,
            name2=crs.name,
            warp=_WARP,
        )
        raise CRSError(message)
    return crs


def equal_areas(crs: CRS) -> Proj:
    """Give the cylindrical projection that keeps areas on the ellipsoid of a system, from degrees to metres."""
    shape = crs.ellipsoid
    if shape is None:
        message = Sentence(
            "{what}: the ellipsoid of {name} is not known; {warp}", what=_WHAT, name=crs.name, warp=_WARP
        )
        raise CRSError(message)
    return Proj(proj="cea", a=shape.semi_major_metre, b=shape.semi_minor_metre)


def _row_areas(dataset: Any, crs: CRS, name: str) -> Floats:
    """Area of a cell of each row on the ellipsoid: the strip between two parallels is a rectangle in equal areas."""
    transform = dataset.transform
    if transform.b or transform.d or {axis.unit_name for axis in crs.axis_info} != {"degree"}:
        message = Sentence(
            "{what}: the raster {name} is turned, or does not count degrees, in {name2}; {warp}",
            what=_WHAT,
            name=name,
            name2=crs.name,
            warp=_WARP,
        )
        raise CRSError(message)
    latitude = transform.f + transform.e * np.arange(dataset.height + 1)
    # Global grids with a row on the pole reach half a cell beyond it.
    if np.abs(latitude).max() > 90 + abs(transform.e):
        message = Sentence(
            "{what}: the rows of {name} reach latitude {latitude:g}; {warp}",
            what=_WHAT,
            name=name,
            latitude=latitude[np.abs(latitude).argmax()],
            warp=_WARP,
        )
        raise CRSError(message)
    equal_area = equal_areas(crs)
    _, north = equal_area(np.zeros(len(latitude)), np.clip(latitude, -90, 90))
    width, _ = equal_area(abs(transform.a), 0)
    return np.asarray(np.abs(np.diff(north)) * width, dtype=np.float64)
