"""What the slider over phases of building says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PHASES"]

PHASES: Mapping[str, Text] = {
    "pause": Text("暂停", "Pause"),
    "phase": Text("第 # 期", "phase #"),
    "phases": Text("建设时序", "Phases of building"),
    "play": Text("播放建设时序", "Play the phases"),
    "today": Text("现状", "Today"),
    "until": Text("截至", "Up to "),
}
"""A ``#`` stands for the number of the phase."""
