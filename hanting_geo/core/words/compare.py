"""What a page of two maps is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["COMPARE"]

COMPARE: Mapping[str, Text] = {"title": Text("方案比选", "Alternatives compared")}
"""The title that a page has where nobody gives another."""
