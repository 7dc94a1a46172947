"""What is wrong with what was asked, gathered so that it is told at once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import CRSError, HantingGeoError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Faults"]

GivenT = TypeVar("GivenT")


class Faults:
    """Mistakes of a call.

    Examples
    --------
    >>> faults = Faults("locate")
    >>> for name in ("p", "radius_m"):
    ...     with faults.gathered():
    ...         raise SchemaError(f"locate: {name} is missing")
    >>> try:
    ...     faults.tell()
    ... except SchemaError as error:
    ...     print(error)
    locate: 2 things are wrong:
    - p is missing
    - radius_m is missing
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._found: list[HantingGeoError] = []

    def of(self, give: Callable[[], GivenT]) -> GivenT | None:
        """Give what a function gives; None where something is wrong, which is kept for later."""
        try:
            return give()
        except HantingGeoError as error:
            self._found.append(error)
            return None

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Keep what goes wrong inside for later."""
        try:
            yield
        except HantingGeoError as error:
            self._found.append(error)

    def add(self, message: str) -> None:
        """Keep a mistake for later."""
        self._found.append(SchemaError(Sentence("{what}: {message}", what=self.what, message=message)))

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self._found)

    def tell(self) -> None:
        """Raise what was found: one as it is, several as a list; nothing where nothing is wrong."""
        if not self._found:
            return
        if len(self._found) == 1:
            raise self._found[0]
        lines = [str(error).removeprefix(f"{self.what}: ") for error in self._found]
        message = Sentence("{what}: {count} things are wrong:\n- ", what=self.what, count=len(lines)) + "\n- ".join(
            dict.fromkeys(lines)
        )
        kind = CRSError if all(isinstance(error, CRSError) for error in self._found) else SchemaError
        raise kind(message) from self._found[0]
