"""Which features of a large layer share ground with another: found strip by strip, with a strip in memory."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hanting_geo.analysis.engine.parts import simple_parts
from hanting_geo.analysis.statistics.zones import common_ground

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = ["SharedGround"]


class SharedGround:
    """Features laid by on disk, to find out which of them share area (polygons) or length (lines) with another.

    Only features whose boxes meet can do so. So they are dealt out into strips from west to east, and a strip is
    compared with itself and with what reaches into it from the strips before.

    Parameters
    ----------
    folder
        An empty folder for what is laid by.
    size
        Most features of a strip, about.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from shapely import box
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sharing = SharedGround(Path(folder), size=2)
    ...     sharing.add(np.array([box(0, 0, 9, 1), box(9, 0, 10, 1)]))
    ...     sharing.add(np.array([box(10, 0, 11, 1), box(8, 0, 9, 1)]))
    ...     sharing.shared().tolist()
    [True, False, False, True]
    """

    def __init__(self, folder: Path, size: int) -> None:
        self._folder, self._size = folder, size
        self._files: list[Path] = []
        self._west: list[Floats] = []
        self._rows = 0

    def add(self, geometry: Geometries) -> None:
        """Lay by the next features; points, and features without geometry, share nothing."""
        import pyarrow as pa
        import pyarrow.feather

        west = shapely.bounds(geometry)[:, 0]
        there = np.flatnonzero(np.isfinite(west) & (shapely.get_dimensions(geometry) > 0))
        file = self._folder / f"batch_{len(self._files)}.arrow"
        table = pa.table(
            {
                "row": self._rows + there,
                "west": west[there],
                "shape": pa.array(shapely.to_wkb(geometry[there]), type=pa.binary()),
            }
        )
        pyarrow.feather.write_feather(table, file, compression="uncompressed")
        self._files.append(file)
        self._west.append(west[there])
        self._rows += len(geometry)

    def shared(self, tell: Callable[[float], None] = lambda _: None) -> Flags:
        """Say of each feature whether it shares ground with another, in the order in which they were added.

        ``tell`` is called with the part that is done.
        """
        found = np.zeros(self._rows, dtype=bool)
        west = np.concatenate(self._west) if self._west else np.zeros(0)
        if not len(west):
            return found
        strips = -(-len(west) // self._size)
        edges = np.unique(np.quantile(west, np.arange(1, strips) / strips, method="lower"))
        kept_rows, kept = np.zeros(0, dtype=np.intp), np.zeros(0, dtype=object)
        for number, (rows, shapes) in enumerate(self._strips(edges)):
            both_rows, both = np.concatenate([kept_rows, rows]), np.concatenate([kept, shapes])
            found[both_rows[_sharing(both)]] = True
            tell((number + 1) / (len(edges) + 1))
            if number < len(edges):
                reaching = shapely.bounds(both)[:, 2] >= edges[number]
                kept_rows, kept = both_rows[reaching], both[reaching]
        return found

    def _strips(self, edges: Floats) -> Iterator[tuple[Positions, Geometries]]:
        """Deal the features out into files, one for each strip, and give them back strip by strip."""
        import pyarrow as pa
        import pyarrow.feather

        schema = pa.schema([("row", pa.int64()), ("shape", pa.binary())])
        files = [self._folder / f"strip_{number}.arrow" for number in range(len(edges) + 1)]
        with ExitStack() as stack:
            writers = [stack.enter_context(pa.ipc.new_file(str(file), schema)) for file in files]
            for batch in self._files:
                table = pyarrow.feather.read_table(batch, memory_map=False)
                strip = np.searchsorted(edges, table.column("west").to_numpy(), side="right")
                table = table.drop_columns(["west"])
                for number in np.unique(strip):
                    writers[number].write_table(table.filter(pa.array(strip == number)).cast(schema))
        for file in files:
            with pa.OSFile(str(file)) as opened:
                table = pa.ipc.open_file(opened).read_all()
            shapes: Any = shapely.from_wkb(table.column("shape").to_numpy(zero_copy_only=False))
            yield table.column("row").to_numpy().astype(np.intp), np.asarray(shapes, dtype=object)


def _sharing(shapes: Geometries) -> Positions:
    """Find those that share ground with another."""
    parts, owner = simple_parts(np.asarray(shapely.force_2d(shapes), dtype=object))
    dimension = shapely.get_dimensions(parts)
    found: list[Positions] = []
    for level in (1, 2):
        mine = dimension == level
        later, earlier = common_ground(parts[mine])
        found += [owner[mine][later], owner[mine][earlier]]
    return np.unique(np.concatenate(found))
