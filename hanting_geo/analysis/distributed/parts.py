"""A folder of GeoParquet: written once in the order of Hilbert's curve, whole features in each part."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.engine.hilbert import codes_along_curve
from hanting_geo.core import arguments
from hanting_geo.core.atomic import replacing_folder
from hanting_geo.core.extras import require
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError
from hanting_geo.sources.files import write_file
from hanting_geo.sources.files.batches import BATCH, open_batches

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

    from hanting_geo.core.arrays import Floats, Positions

__all__ = ["Part", "partition_file", "parts_of", "require_other", "require_own"]

_AT_ONCE = 200
"""Files that are open at a time."""


class Part(NamedTuple):
    """A file of a folder, and the number of its first row."""

    path: str
    first: int
    rows: int


def partition_file(
    source: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    rows: int = BATCH,
    layer: str | None = None,
    crs: object = None,
    progress: Callable[[float, str], None] | None = None,
) -> Path:
    """Write a file of any size as a folder of GeoParquet parts, for :func:`zone_statistics_parts` and the like.

    Features are put in the order of Hilbert's curve by the middles of their boxes, so that a part holds what lies near
    each other; each feature is whole, in one part. Only middles (16 bytes a feature), a batch and a part are in memory.

    Parameters
    ----------
    source
        GeoParquet, GeoPackage or FlatGeobuf; other formats are read whole.
    folder
        Made anew; a folder that is there is replaced when all parts are written.
    rows
        Features of a part.
    layer, crs
        As for :func:`hanting_geo.read_file`.
    progress
        Called with the part that is done, from 0 to 1, and what is being done.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    SourceError, CRSError
        As for :func:`hanting_geo.read_file` and :func:`hanting_geo.write_file`; the folder holds something else.

    Examples
    --------
    >>> import tempfile
    >>> from shapely import box
    >>> land = gpd.GeoDataFrame(
    ...     {"id": list("abcd")}, geometry=[box(x, x, x + 1, x + 1) for x in (0, 9, 1, 8)], crs="EPSG:4549"
    ... )
    >>> place = Path(tempfile.mkdtemp())
    >>> made = partition_file(write_file(land, place / "land.gpkg"), place / "parts", rows=2)
    >>> [gpd.read_parquet(path)["id"].tolist() for path in sorted(made.iterdir())]
    [['a', 'c'], ['d', 'b']]
    """
    arguments.path(source, "partition_file: source")
    target = arguments.path(folder, "partition_file: folder")
    rows = arguments.whole_number(rows, "partition_file: rows", least=1)
    if layer is not None:
        arguments.text(layer, "partition_file: layer")
    if progress is not None:
        arguments.function(progress, "partition_file: progress")
    tell = progress or (lambda _part, _what: None)
    require_own(target)
    batches = open_batches(source, layer=layer, crs=crs, size=rows)
    middles: list[Floats] = []
    done = 0
    for each in batches:
        west, south, east, north = shapely.bounds(np.asarray(each.geometry.values)).T
        middles.append(np.column_stack([(west + east) / 2, (south + north) / 2]))
        done += len(each)
        tell(0.3 * done / max(batches.rows, 1), "read")
    rank = _ranks(np.concatenate(middles))
    del middles
    types = batches.dtypes()
    with replacing_folder(target) as working, tempfile.TemporaryDirectory(prefix="hanting_geo_") as scratch:
        dealt = _dealt(batches, rank // rows, rank, Path(scratch), tell)
        many = max(-(-batches.rows // rows), 1)
        width = max(len(str(many - 1)), 5)
        for number in range(many):
            frame = dealt(number)
            write_file(frame.astype(types), working / f"part_{number:0{width}}.parquet")
            tell(0.6 + 0.4 * (number + 1) / many, "write")
    return target


def require_own(folder: Path) -> None:
    """Let a folder be replaced that holds nothing but parts.

    Raises
    ------
    SourceError
        It holds something else, or is a file.
    """
    foreign = [each.name for each in folder.iterdir() if each.suffix != ".parquet"] if folder.is_dir() else []
    if foreign or folder.is_file():
        message = Sentence(
            "{folder} holds {foreign}, and would be replaced; name a new folder",
            folder=folder,
            foreign=foreign[0] if foreign else Sentence("a file"),
        )
        raise SourceError(message)


def require_other(folder: Path, parts: list[Part]) -> None:
    """Refuse to write a result in place of the parts that it is made of.

    Raises
    ------
    SourceError
        It is the folder that is read.
    """
    if any(Path(part.path).parent == folder for part in parts):
        message = Sentence(
            "{target} is the folder that is read, and the result would take its place; name another", target=folder
        )
        raise SourceError(message)


def _ranks(middles: Floats) -> Positions:
    """Give each feature its place along the curve; those without a place come last, as they come."""
    there = np.flatnonzero(np.isfinite(middles).all(axis=1))
    codes = np.full(len(middles), np.iinfo(np.uint64).max, dtype=np.uint64)
    codes[there] = codes_along_curve(*np.ascontiguousarray(middles[there].T))
    rank = np.empty(len(middles), dtype=np.intp)
    rank[np.argsort(codes, kind="stable")] = np.arange(len(middles))
    return rank


def _dealt(
    batches: Any, part: Positions, rank: Positions, scratch: Path, tell: Callable[[float, str], None]
) -> Callable[[int], gpd.GeoDataFrame]:
    """Deal features out into a file a part, and give a function that reads one back in order."""
    place = "hanting_geo_rank"
    empty: list[gpd.GeoDataFrame] = []
    done, files = 0, 0
    there: dict[int, list[Path]] = {}
    for each in batches:
        empty = empty or [each.iloc[:0]]
        mine = slice(done, done + len(each))
        for number in np.unique(part[mine]):
            chosen = part[mine] == number
            some = each[chosen].copy()
            some[place] = rank[mine][chosen]
            path = scratch / f"{files}.parquet"
            some.to_parquet(path)
            there.setdefault(int(number), []).append(path)
            files += 1
        done += len(each)
        tell(0.3 + 0.3 * done / max(batches.rows, 1), "sort")

    def read(number: int) -> gpd.GeoDataFrame:
        paths = there.get(number, [])
        if not paths:
            return empty[0].reset_index(drop=True)
        frames = [gpd.read_parquet(path) for path in paths]
        for path in paths:
            path.unlink()
        frame = pd.concat(frames).sort_values(place, kind="stable").drop(columns=place)
        return gpd.GeoDataFrame(frame.reset_index(drop=True), geometry=frame.geometry.name)

    return read


@contextmanager
def parts_of(source: object, client: Any) -> Iterator[list[Part]]:
    """Give the parts of a folder in the order of their names, or those of a frame of dask_geopandas.

    The latter are laid by in a folder of their own, which all workers must see, for as long as they are worked on.

    Raises
    ------
    SourceError
        There are none, or they do not fit together.
    """
    with ExitStack() as stack:
        if hasattr(source, "to_delayed"):
            place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hanting_geo_parts_")))
            futures = [
                client.submit(_lay_by, part, str(place / f"part_{number:05}.parquet"), pure=False)
                for number, part in enumerate(client.compute(source.to_delayed()))
            ]
            client.gather(futures)
        else:
            place = arguments.path(source, "the folder of parts")
        yield _listed(place)


def _lay_by(frame: gpd.GeoDataFrame, path: str) -> None:
    write_file(frame.reset_index(drop=True), path)


def _listed(folder: Path) -> list[Part]:
    parquet: Any = require("pyarrow.parquet", "a folder of GeoParquet")
    files = sorted(folder.glob("*.parquet")) if folder.is_dir() else []
    if not files:
        message = Sentence(
            "{folder} is no folder of GeoParquet files; hg.partition_file makes one of a file", folder=folder
        )
        raise SourceError(message)
    parts: list[Part] = []
    first, columns = 0, None
    for path in files:
        try:
            meta = parquet.ParquetFile(path)
        except (OSError, ValueError) as error:
            message = Sentence(
                "{path} cannot be opened as GeoParquet ({error}); write the parts anew", path=path, error=error
            )
            raise SourceError(message) from error
        with meta:
            rows, names = meta.metadata.num_rows, meta.schema_arrow.names
        if columns is not None and names != columns:
            message = Sentence(
                "{path} has the columns {names}, and {name} others; write the parts anew",
                path=path,
                names=enumerated(names),
                name=files[0].name,
            )
            raise SourceError(message)
        columns = names
        parts.append(Part(str(path.absolute()), first, rows))
        first += rows
    return parts
