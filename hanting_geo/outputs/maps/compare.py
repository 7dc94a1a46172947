"""Two maps side by side on one page, for comparing alternatives: moved together, each with its title and legend."""

from __future__ import annotations

import base64
import html
import re
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from hanting_geo.core import arguments
from hanting_geo.core.atomic import write_text
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import Text
from hanting_geo.core.titles import require_title
from hanting_geo.core.words.compare import COMPARE
from hanting_geo.outputs.maps.legend import text_of
from hanting_geo.outputs.maps.zone_map import ZoneMap
from hanting_geo.outputs.page.compress import deflated, unpack_scripts
from hanting_geo.outputs.page.element import DEFAULT_DECIMALS, asset_text, text_block
from hanting_geo.outputs.page.page import page_html
from hanting_geo.outputs.page.slim import slim_css, slim_script

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = ["compare_maps"]

_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="[^"]*?script-src ([^;"]*);[^"]*?img-src ([^;"]*);')
_SCRIPTS = ("compare_sheet.js", "compare.js")
# No allow-same-origin: neither map reaches the other, or the page around it, but by what it tells.
_SANDBOX = "allow-scripts allow-downloads allow-modals allow-popups allow-popups-to-escape-sandbox"


def compare_maps(
    left: ZoneMap,
    right: ZoneMap,
    path: str | os.PathLike[str],
    *,
    title: str | Mapping[str, str] | None = None,
    decimals: int = DEFAULT_DECIMALS,
    hosts: Iterable[str] = (),
) -> Path:
    """Write two maps side by side as one HTML file, for comparing alternatives (方案比选).

    Both are moved and zoomed together and speak the same language; each has its own title, legend, layers, cards and
    tools. As a page of :func:`hanting_geo.save_page` the file opens with no network, runs no script but its own, and
    asks no host but those that are named. Both begin with the view that holds what each begins with.

    Printed, on A4 or A3, upright or across, both show what they showed on the screen, in one scale; titles, legends,
    accuracies, sources and licences stand round them.

    Parameters
    ----------
    left, right
        Maps of :func:`hanting_geo.zone_map`, or of a result's ``to_map``.
    path
        The file to write.
    title
        Of the whole page: one text, or a mapping with ``zh`` and ``en``; by default 方案比选, Alternatives compared.
    decimals, hosts
        As for :func:`hanting_geo.save_page`.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    SourceError
        As for :func:`hanting_geo.save_page`.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import geopandas as gpd
    >>> import hanting_geo as hg
    >>> from shapely import box
    >>> def plan(x):
    ...     site = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(x, 4071000, x + 500, 4071400)], crs="EPSG:4549")
    ...     return hg.zone_map({"sites": site}, title={"zh": f"方案 {x}", "en": f"Alternative {x}"})
    >>> page = compare_maps(plan(430000), plan(433000), Path(tempfile.mkdtemp()) / "compared.html")
    >>> page.read_text(encoding="utf-8").count("<iframe")
    2
    """
    sides: dict[str, object] = {"left": left, "right": right}
    for side, plan in sides.items():
        if not isinstance(plan, ZoneMap):
            message = Sentence(
                "compare_maps: {side} takes a map of hg.zone_map, and was given {plan}",
                side=side,
                plan=arguments.told(plan),
            )
            raise arguments.ArgumentError(message)
    arguments.path(path, "compare_maps: path")
    hosts = arguments.texts(hosts, "compare_maps: hosts")
    if title is not None:
        require_title(title, "compare_maps")
    with _as_panes(left, right):
        pages = [page_html(plan, decimals=decimals, hosts=hosts) for plan in (left, right)]
    said = COMPARE["title"] if title is None else text_of(dict(title) if not isinstance(title, str | Text) else title)
    return write_text(path, _framed(pages, (left, right), said))


@contextmanager
def _as_panes(left: ZoneMap, right: ZoneMap) -> Iterator[None]:
    """Let both begin with one view, in the language of the left one, and leave the maps as they were."""
    before = [dict(plan.plan.facts) for plan in (left, right)]
    (south, west), (north, east) = left.plan.facts["bounds"]
    (other_south, other_west), (other_north, other_east) = right.plan.facts["bounds"]
    low, high = [min(south, other_south), min(west, other_west)], [max(north, other_north), max(east, other_east)]
    for plan in (left, right):
        plan.plan.facts |= {"pane": True, "frame": False, "bounds": [low, high], "language": left.language}
    try:
        yield
    finally:
        for plan, facts in zip((left, right), before, strict=True):
            plan.plan.facts = facts


def _framed(pages: list[str], maps: tuple[ZoneMap, ZoneMap], title: Text) -> str:
    language = maps[0].language
    said = html.escape(title.text(language))
    blocks = [f"hg-block-{number}" for number in range(len(pages))]
    call = "hantingCompare([{}]);".format(", ".join(f'"{block}"' for block in blocks))
    scripts = [slim_script(text) for text in (*unpack_scripts(), *map(asset_text, _SCRIPTS))] + [call]
    digests = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in scripts]
    allowed, images = [f"'sha256-{digest}'" for digest in digests], ["data:"]
    # What stands in a frame without an address is also bound by the policy of the page around it.
    for page in pages:
        policy = _POLICY.search(page)
        if policy is None:
            raise AssertionError("a page without its policy")
        allowed += policy[1].split()
        images += policy[2].split()
    policy_text = (
        f"default-src 'none'; script-src {' '.join(dict.fromkeys(allowed))}; style-src 'unsafe-inline'; "
        f"img-src {' '.join(dict.fromkeys(images))}; base-uri 'none'; form-action 'none'"
    )
    frames = [
        f'<section><header></header><div><iframe id="hg-pane-{number}" title="{html.escape(plan.page_title)}" '
        f'{_both(plan.plan.facts["title"])} sandbox="{_SANDBOX}"></iframe></div><aside></aside></section>'
        for number, plan in enumerate(maps)
    ]
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{"en" if language == "en" else "zh-CN"}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy_text}">',
        f"<title>{said}</title>",
        f"<style>{slim_css(asset_text('compare.css'))}</style>",
        "</head>",
        "<body>",
        f"<h1 {_both(title)}>{said}</h1>",
        "<main>",
        *frames,
        "</main>",
        "<footer></footer>",
        "<article></article>",
        *(text_block(block, deflated(page.encode())).strip() for block, page in zip(blocks, pages, strict=True)),
        *(f"<script>{text}</script>" for text in scripts),
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(lines)


def _both(title: Text) -> str:
    """Write a title in both languages, for the page to choose from."""
    return " ".join(f'data-{language}="{html.escape(title.text(language))}"' for language in ("zh", "en"))
