"""Legends of foreign maps without a library: text stays text, whatever a category or a caption is called."""

from __future__ import annotations

import html
import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from branca.colormap import ColorMap, StepColormap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["LEGEND_MARK", "category_legend", "colormap_legend", "numbers", "read_categories"]

LEGEND_MARK = "maplegend"
"""The class of geopandas' legend of categories."""

_MOST_ROWS = 12
_FEWEST_TICKS, _MOST_TICKS = 3, 6
_WIDTH, _MARGIN = 260, 22
_SAMPLES = 32
_COLOR = re.compile(r"[#\w(),.% -]{1,60}", flags=re.ASCII)
# Where geopandas' legend has its title and its rows; what stands between is text that nobody has escaped.
_TITLE = re.compile(r"<div class='legend-title'>(.*)</div>\s*<div class='legend-scale'>", flags=re.DOTALL)
_ROW = re.compile(r"\n\s*<li><span style='background:")
_TOO_SMALL, _TOO_LARGE = 1e-4, 1e12


def read_categories(markup: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Read the title and the rows (color, label) out of the legend that ``explore`` writes; None for other markup.

    Parameters
    ----------
    markup
        A piece of a page's body.

    Returns
    -------
    tuple[str, list[tuple[str, str]]] or None
        The title, and color and label of every category, as they are.
    """
    if f"class='{LEGEND_MARK}'" not in markup[:2_000]:
        return None
    title = _TITLE.search(markup)
    _, *rows = _ROW.split(markup)
    if title is None or not rows:
        return None
    found = []
    for row in rows:
        color, _, rest = row.partition("'></span>")
        found.append((color, re.split(r"</li>\s*(?:</ul>|\Z)", rest)[0]))
    return title.group(1), found


def category_legend(title: str, rows: Iterable[tuple[str, str]]) -> str:
    """Draw a legend of colors and labels.

    Parameters
    ----------
    title
        What it is the legend of; may be empty.
    rows
        Color and label of every category.

    Returns
    -------
    str
        Markup, all text escaped.

    Examples
    --------
    >>> print(category_legend("kind", [("#ff0000", "<b>A & B")]))
    <div class="maplegend"><div class="legend-title">kind</div><ul class="legend-labels">
    <li><span style="background:#ff0000"></span>&lt;b&gt;A &amp; B</li>
    </ul></div>
    """
    items = "".join(
        f'<li><span style="background:{_color(color)}"></span>{_text(label)}</li>\n' for color, label in rows
    )
    return f'<div class="{LEGEND_MARK}">{_title(title)}<ul class="legend-labels">\n{items}</ul></div>'


def colormap_legend(scale: ColorMap) -> str:
    """Draw the legend of a color scale: classes as rows, a continuous one as a bar with round numbers.

    Parameters
    ----------
    scale
        A scale of branca, as ``explore(column=...)`` and ``folium.Choropleth`` make it.

    Returns
    -------
    str
        Markup, all text escaped.

    Examples
    --------
    >>> from branca.colormap import StepColormap
    >>> print(colormap_legend(StepColormap(["#ffffff", "#000000"], index=[0, 1500, 4000], caption="people")))
    <div class="maplegend"><div class="legend-title">people</div><ul class="legend-labels">
    <li><span style="background:#ffffffff"></span>0 – 1,500</li>
    <li><span style="background:#000000ff"></span>1,500 – 4,000</li>
    </ul></div>
    """
    if isinstance(scale, StepColormap) and len(scale.colors) <= _MOST_ROWS:
        bounds = numbers([float(value) for value in scale.index])
        colors = [_hex(color) for color in scale.colors]
        return category_legend(
            scale.caption,
            [(color, f"{low} – {high}") for color, (low, high) in zip(colors, pairwise(bounds), strict=False)],
        )
    return _bar(scale)


def numbers(values: Sequence[float]) -> list[str]:
    """Write numbers with as many decimals as it takes to tell them apart.

    Parameters
    ----------
    values
        The numbers of one scale.

    Returns
    -------
    list[str]
        Their texts.

    Examples
    --------
    >>> numbers([0.0, 1234.5, 20000])
    ['0', '1,234', '20,000']
    >>> numbers([0.5, 2.0, 10 / 3])
    ['0.5', '2.0', '3.3']
    """
    finite = [value for value in values if math.isfinite(value)]
    gaps = [high - low for low, high in pairwise(sorted(set(finite))) if high > low]
    near = min(gaps, default=1.0) / 20
    decimals = next((number for number in range(6) if all(abs(round(x, number) - x) <= near for x in finite)), 6)
    largest = max(map(abs, finite), default=0)
    form = ".4g" if largest >= _TOO_LARGE or 0 < largest < _TOO_SMALL else f",.{decimals}f"
    return [format(value, form) if math.isfinite(value) else "–" for value in values]


def _bar(scale: ColorMap) -> str:
    low, high = float(scale.vmin), float(scale.vmax)
    span = high - low if math.isfinite(high - low) else 0.0
    stops = "".join(
        f'<stop offset="{part / _SAMPLES:.4g}" stop-color="{_color(str(scale(low + span * part / _SAMPLES)))}"/>'
        for part in range(_SAMPLES + 1)
    )
    ticks = _ticks(scale, low, high)
    labels = "".join(
        f'<text x="{_MARGIN + (_WIDTH - 2 * _MARGIN) * ((tick - low) / span if span else 0.5):.1f}" y="24" '
        f'text-anchor="middle">{_text(label)}</text>'
        for tick, label in zip(ticks, numbers(ticks), strict=True)
    )
    name = f"scale_{scale._id}"  # noqa: SLF001 - the page numbers folium's random names by it
    return (
        f'<div class="{LEGEND_MARK}">{_title(scale.caption)}'
        f'<svg width="{_WIDTH}" height="28" role="img" aria-label="{_text(scale.caption)}">'
        f'<defs><linearGradient id="{name}">{stops}</linearGradient></defs>'
        f'<rect x="{_MARGIN}" width="{_WIDTH - 2 * _MARGIN}" height="12" fill="url(#{name})"/>{labels}</svg></div>'
    )


def _ticks(scale: ColorMap, low: float, high: float) -> list[float]:
    if not math.isfinite(high - low):
        return []
    given = [float(tick) for tick in scale.tick_labels or [] if isinstance(tick, (int, float)) and low <= tick <= high]
    if _FEWEST_TICKS <= len(given) <= _MOST_TICKS and len(given) == len(scale.tick_labels or []):
        return given
    if high <= low:
        return [low]
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    ticks = [number * step for number in range(first, first + 7) if number * step <= high + step * 1e-9]
    return ticks if len(ticks) > 1 else [low, high]


def _title(title: str) -> str:
    return f'<div class="legend-title">{_text(title)}</div>' if title else ""


def _text(value: object) -> str:
    return html.escape(str(value), quote=True)


def _color(value: str) -> str:
    return value if _COLOR.fullmatch(value) else "transparent"


def _hex(color: Sequence[float]) -> str:
    return "#" + "".join(f"{int(part * 255.9999):02x}" for part in color)
