"""Whatever a damaged or hostile file makes a library raise comes out as one clear error of ours."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import HantingGeoError, SourceError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["readable"]

_SHOWN = 300


@contextmanager
def readable(path: str | os.PathLike[str], kind: str) -> Iterator[None]:
    """Turn what reading a file raises into the error that names the file; our own errors pass as they are.

    What is known to be wrong with a file is told where it is found, better than here. But libraries raise whatever they
    like on bytes that nobody wrote with them, and a planner can do nothing with their names.

    Raises
    ------
    SourceError
        Anything was raised; it is chained.

    Examples
    --------
    >>> with readable("a.gpkg", "GeoPackage"):
    ...     {}["geometry"]
    Traceback (most recent call last):
    ...
    hanting_geo.errors.SourceError: a.gpkg cannot be read as GeoPackage (KeyError: 'geometry'); it is damaged or another
    kind of file: take it from the source again
    """
    try:
        yield
    except HantingGeoError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {str(error)[:_SHOWN]}".rstrip(": ")
        if isinstance(error, MemoryError):
            said = Sentence("it takes more memory than there is")
        elif isinstance(error, RecursionError):
            said = Sentence("what is in it is nested too deep")
        message = Sentence(
            "{path} cannot be read as {kind} ({said}); it is damaged or another kind of file: take it from the "
            "source again",
            path=path,
            kind=kind,
            said=said,
        )
        raise SourceError(message) from error
