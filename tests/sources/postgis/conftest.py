"""One server for all tests of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from postgres import Database, served

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    yield from served()
