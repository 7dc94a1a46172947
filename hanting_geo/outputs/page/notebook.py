"""A page in a notebook: packed small, in a frame of its own, with a text for readers whose viewer shows no frames."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from hanting_geo.core.words.notebook import NOT_SHOWN, TOO_LARGE
from hanting_geo.outputs.page.compress import deflated, unpack_scripts

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MOST_CHARACTERS", "notebook_html", "notebook_text"]

MOST_CHARACTERS = 8_000_000
"""The largest packed page that goes into a notebook.

Jupyter writes the whole notebook at every automatic save and reads it whole to open it, with the output of every cell;
and git keeps every version of it, packed already.
"""

_LOWEST = 200  # the loader takes a frame below 100 for one that is still being laid out

# No allow-same-origin: the page can reach neither the notebook nor the server's token, whatever stands in it.
_SANDBOX = "allow-scripts allow-downloads allow-modals allow-popups allow-popups-to-escape-sandbox"
_FRAME = 'style="width:100%;height:{height}px;border:1px solid #ccc" allowfullscreen'
_CALL = '<code>hg.save_page(map, "map.html")</code>'
# The text is for viewers that run no scripts, and for browsers of before 2023 (Chrome: 2020), which cannot unpack: the
# fallback for them would be a tenth of a small map, in every cell. Elsewhere it waits out of sight for the map to come.
_WAIT = "<style>p{animation:late 0s 3s backwards}@keyframes late{from{visibility:hidden}}</style>"
# The new document takes the place of the loader, its own Content-Security-Policy included. All names of the loader
# stay inside one function: a page may bring the same ones, and a document that is written anew keeps the old globals.
# A frame of another process learns its size late, one in a folded output has none, and JupyterLab moves an output while
# it lays it out; a map fits no such frame. No event is sure to tell: before its first layout a frame grows without
# "resize". So the page waits for a size that stays, and is then written at once.
_LOADER = """(function () {{
{script}
async function show() {{
  try {{
    const page = new TextDecoder().decode(await hantingUnpack(document.getElementById("packed").textContent));
    let before = "";
    for (;;) {{
      const size = innerWidth + "x" + innerHeight;
      if (innerWidth > 99 && innerHeight > 99 && size === before) break;
      before = size;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }}
    document.open();
    document.write(page);
    document.close();
  }} catch (error) {{
    document.body.textContent = error.message;
  }}
}}
if (typeof DecompressionStream === "function") show();
}})();"""


def notebook_html(page: str, *, title: str, height_px: int = 560) -> str:
    """Give the HTML that shows a page in the output of a notebook's cell, with no network.

    Parameters
    ----------
    page
        The whole page, as :func:`hanting_geo.outputs.page.page.page_html` gives it. Its own policy stays in force.
    title
        The name of the frame, for screen readers and for the text that stands where no frame is shown.
    height_px
        The height of the frame, 200 or more.

    Returns
    -------
    str
        A frame that holds the page packed, about two fifths of it; of a page that is too large for a notebook
        (:data:`MOST_CHARACTERS`), a text that says what to do instead.

    Raises
    ------
    ValueError
        The frame would be too low for a page.

    Examples
    --------
    >>> shown = notebook_html("<!DOCTYPE html><title>x</title>寒亭区", title="选址")
    >>> shown[:22], "寒亭区" in shown
    ('<iframe title="选址" san', False)
    """
    if height_px < _LOWEST:
        message = f"height_px={height_px}: use {_LOWEST} or more"
        raise ValueError(message)
    packed = deflated(page.encode("utf-8"))
    name = html.escape(title)
    if len(packed) > MOST_CHARACTERS:
        said = TOO_LARGE.filled(title=name, size=len(packed) / 1e6, most=MOST_CHARACTERS / 1e6, call=_CALL)
        return "\n".join(f"<p>{text}</p>" for text in said.both().values())
    instead = " ".join(NOT_SHOWN.filled(title=name).both().values())
    loader = _LOADER.format(script=unpack_scripts()[-1])
    document = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{name}</title>{_WAIT}</head><body><p>{instead}</p>\n'
        f'<script type="text/plain" id="packed">{packed}</script>\n<script>{loader}</script></body></html>'
    )
    # The text inside the frame's own tags shows where a front end takes frames out and leaves their text.
    return (
        f'<iframe title="{name}" sandbox="{_SANDBOX}" {_FRAME.format(height=int(height_px))} '
        f'srcdoc="{html.escape(document)}">{instead}</iframe>'
    )


def notebook_text(title: str, layers: Mapping[str, int]) -> str:
    """Give the line that stands for a map where a front end shows text only.

    Parameters
    ----------
    title
        The title of the map.
    layers
        The number of features by layer.

    Examples
    --------
    >>> notebook_text("河道研究范围", {"zones": 18, "corridors": 4})
    'ZoneMap “河道研究范围”: zones (18), corridors (4); hg.save_page(map, "map.html") writes it to a file'
    """
    counts = ", ".join(f"{name} ({count})" for name, count in layers.items()) or "no layers"
    return f'ZoneMap “{title}”: {counts}; hg.save_page(map, "map.html") writes it to a file'
