"""What stands in a notebook where a map cannot."""

from __future__ import annotations

from hanting_geo.core.text import Text

__all__ = ["NOT_SHOWN", "TOO_LARGE"]

NOT_SHOWN = Text(
    "地图“{title}”未能显示：请信任此笔记本(Trust Notebook)，或重新运行该单元格；hg.save_page 可将其另存为网页文件。",
    "The map “{title}” is not shown here: trust the notebook, or run its cell again; "
    "hg.save_page writes it to a file that opens in any browser.",
)
"""Until the map comes, and where it never does."""

TOO_LARGE = Text(
    "地图“{title}”打包后为 {size:.1f} MB，超过笔记本的上限 {most:.0f} MB：请用 {call} 写成文件后打开。",
    "The map “{title}” is {size:.1f} MB when packed, and a notebook takes {most:.0f} MB: "
    "write it with {call} and open the file.",
)
"""In the place of a map that would make the notebook too large."""
