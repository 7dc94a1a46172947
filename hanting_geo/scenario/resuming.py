"""What two runs of a scenario have in common that make the same, so that one goes on where the other was stopped."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from hanting_geo.core.ordinary import state_of
from hanting_geo.core.versions import versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["fingerprint"]


def fingerprint(scenario: Path, catalog: Catalog, named: Sequence[Path], language: str) -> str:
    """Give what two runs have in common that make the same: scenario, inputs, language, versions."""
    layers = [catalog.info(name).path for name in catalog.names] if isinstance(catalog.path, Path) else []
    tables = [catalog.table_info(name).path for name in catalog.table_names]
    states = [[str(path), state_of(path)] for path in (*layers, *tables, *named, catalog.path)]
    said = json.dumps([versions(), states, language, os.environ.get("SOURCE_DATE_EPOCH")], default=str)
    return hashlib.sha256(scenario.read_bytes() + said.encode()).hexdigest()
