"""Opening a raster file with the driver of its suffix, and no other: it reads no other file and asks no host."""

from __future__ import annotations

import os
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanting_geo.core.extras import require
from hanting_geo.core.os_errors import reason
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.paths import existing_file

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DRIVERS", "opened_file"]

DRIVERS = {".tif": "GTiff", ".tiff": "GTiff", ".img": "HFA", ".asc": "AAIGrid"}
"""Suffix and the one driver of GDAL for it. Of these, none follows a name of another file but to its own parts."""

_OFFLINE = {"CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "none", "GDAL_HTTP_MAX_RETRY": "0"}
"""No address is opened, whatever stands in a file."""
_BESIDE = (".msk", ".ovr")
"""Masks and overviews beside a raster are opened by whatever driver takes them: they must be TIFF."""
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_OUT = Sentence(
    "translate it first (gdal_translate FILE one.tif), or open it yourself with rasterio "
    "and hand over the dataset, if you know what it reads"
)


@contextmanager
def opened_file(raster: str | os.PathLike[str], what: str) -> Iterator[Any]:
    """Open a raster file for reading.

    Parameters
    ----------
    raster
        Path of a ``.tif``, ``.tiff``, ``.img`` or ``.asc``.
    what
        What it is needed for, for messages.

    Yields
    ------
    rasterio.DatasetReader
        Open as long as the block runs.

    Raises
    ------
    SourceError
        No such file, another suffix, another content than its suffix says, something in it that names another file;
        rasterio is not installed.
    """
    rasterio: Any = require("rasterio", what)
    try:
        path = existing_file(raster)
    except SourceError as error:
        message = Sentence("{what}: cannot read the raster given: {error}", what=what, error=error)
        raise SourceError(message) from error
    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        named = (
            Sentence("a description that names other files")
            if path.suffix.lower() == ".vrt"
            else Sentence("not read as a raster")
        )
        message = Sentence(
            "{what}: {path} is {named}; rasters end in {listed}: {out}",
            what=what,
            path=path,
            named=named,
            listed=enumerated(DRIVERS),
            out=_OUT,
        )
        raise SourceError(message)
    _check_beside(path, what)
    with rasterio.Env(**_OFFLINE):
        try:
            with warnings.catch_warnings():
                # A raster without a place is refused by those who need one, in words of ours.
                warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
                # A Path is never taken apart as an address.
                dataset = rasterio.open(Path(os.path.abspath(path)), driver=driver)  # noqa: PTH100 - links stay links
        except rasterio.errors.RasterioIOError as error:
            message = Sentence(
                "{what}: cannot read the raster {path} as {driver}, which its suffix says ({error}); "
                "it is damaged or another kind of file: take it from the source again, or {out}",
                what=what,
                path=path,
                driver=driver,
                error=error,
                out=_OUT,
            )
            raise SourceError(message) from error
        with dataset:
            _refuse_names(dataset, path, what)
            yield dataset


def _check_beside(path: Path, what: str) -> None:
    for suffix in _BESIDE:
        beside = path.with_name(path.name + suffix)
        if not beside.is_file():
            continue
        try:
            with beside.open("rb") as stream:
                head = stream.read(4)
        except OSError as error:
            message = Sentence("{what}: cannot read {beside}: {why}", what=what, beside=beside, why=reason(error))
            raise SourceError(message) from error
        # Those of an .img are of its own kind.
        if head not in _TIFF and not (path.suffix.lower() == ".img" and head == b"EHFA"):
            message = Sentence(
                "{what}: {name} beside {path} is no raster but something that may read other files; "
                "remove it, or take both from the source again",
                what=what,
                name=beside.name,
                path=path,
            )
            raise SourceError(message)


def _refuse_names(dataset: Any, path: Path, what: str) -> None:
    """Refuse a raster that says its overviews stand elsewhere: any driver would open that, an address too."""
    elsewhere = dataset.tags(ns="OVERVIEWS").get("OVERVIEW_FILE")
    if elsewhere is not None:
        message = Sentence(
            "{what}: {path} says that its overviews are in another file ({elsewhere}), which is "
            "not opened; write the raster anew without it: gdal_translate FILE one.tif",
            what=what,
            path=path,
            elsewhere=elsewhere,
        )
        raise SourceError(message)
