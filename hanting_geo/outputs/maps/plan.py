"""The plan on a zone map: its data on the page, and the packaged scripts and style sheets that draw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hanting_geo.core.words.frame import FRAME
from hanting_geo.core.words.page import WORDS
from hanting_geo.core.words.phases import PHASES
from hanting_geo.outputs.page.compress import unpack_scripts
from hanting_geo.outputs.page.element import (
    Content,
    PageElement,
    asset_text,
    data_block,
    rounding_m,
    safe_json,
    text_block,
)
from hanting_geo.outputs.style import looks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hanting_geo.core.text import Text
    from hanting_geo.outputs.maps.drawing import DrawnLayer
    from hanting_geo.outputs.maps.ranked import Ranking

__all__ = ["Plan", "layer_scripts"]

_MOST_PLAIN = 2_000
"""A map that holds more features than this packs its largest layers, until no more than this many are left."""


_PACKED = ("packed_data", "packed_view", "packed_draw", "packed_ask")
_RANKING = ("ranking_model", "ranking_sliders", "ranking_table", "ranking_card", "ranking_curves", "ranking")
_TOOLS = ("geodesy", "site_files", "tools")
_PAGE = ("drawn", "popups", "names", "legend", "title", "sources", "controls", "page")


def _together(names: Iterable[str]) -> str:
    """Put the parts of a script together: the policy of a page then holds one hash for all of them."""
    return "\n".join(asset_text(f"{name}.js") for name in names)


def layer_scripts(*, finder: bool = True, packed: bool = False, zonal: bool = False) -> list[str]:
    """Give the scripts that know layers: for the search, for packed ones, for statistics, where there are any."""
    scripts = [asset_text("kit.js"), asset_text("layers.js")]
    if finder:
        scripts.append(asset_text("finder.js"))
    if packed:
        scripts += [*unpack_scripts(), _together(_PACKED)]
    if zonal:
        scripts.append(asset_text("bars.js"))
    return scripts


class Plan(PageElement):
    """The plan on the map: its data, and the packaged script and style sheet that draw it."""

    def __init__(
        self,
        layers: Sequence[DrawnLayer],
        title: Text,
        date: str,
        language: str,
        bounds: list[list[float]],
        basemap: Mapping[str, Any] | None,
    ) -> None:
        super().__init__()
        self._name = "Plan"
        self.layers = layers
        self._ranking: tuple[Ranking, int] | None = None
        self.many = _many(layers)
        self._zonal = any("zonal" in layer.facts for layer in layers)
        self.hosts = (basemap["host"],) if basemap else ()
        # A map with nothing on it has no need of a frame; over shifted tiles no place would be where it is said to be.
        framed = bool(layers or basemap)
        self._phased = any(layer.facts["phase"] is not None for layer in layers)
        self.facts: dict[str, Any] = {
            "title": title,
            "date": date,
            "language": language,
            "bounds": bounds,
            "phased": self._phased,
            "frame": framed,
            "pane": False,
            "tools": framed and not (basemap and basemap["shifted"]),
            "rough_from_m": looks.ROUGH_FROM_M,
            "basemap": dict(basemap) if basemap else None,
        }

    def rank(self, ranking: Ranking, layer: int) -> None:
        """Put weight sliders and a ranking of the features of that layer beside the map."""
        self._ranking = ranking, layer

    def styles(self) -> str:
        """Give the style sheets of the page and of what is said of a layer."""
        needed = {
            "layers": bool(self.layers),
            "bars": self._zonal or self._ranking is not None,
            "page": True,
            "tools": self.facts["tools"],
            "phases": self._phased,
            "pane": self.facts["pane"],
            "ranking": self._ranking is not None,
        }
        return "".join(asset_text(f"{name}.css") for name, is_needed in needed.items() if is_needed)

    def scripts(self) -> tuple[str, ...]:
        """Give the scripts, those for packed layers and statistics only where there are any."""
        needed = layer_scripts(finder=bool(self.layers), packed=bool(self.many), zonal=self._zonal)
        if self._ranking is not None:
            needed += [*(unpack_scripts() if not self.many else ()), _together(_RANKING)]
        if self.facts["tools"]:
            needed.append(_together(_TOOLS))
        if self.facts["pane"]:
            needed.append(asset_text("pane.js"))
        if self.facts["basemap"]:
            needed.append(asset_text("basemap.js"))
        if self._phased:
            needed.append(_together(("phases",)))
        return (*needed, _together((*(("permalink",) if self.facts["frame"] else ()), *_PAGE)))

    def contents(self) -> list[Content]:
        """Tell what the page embeds of each layer."""
        found = [layer.content for layer in self.layers]
        if self._ranking is not None:
            ranking, place = self._ranking
            utilities = tuple(f"utility {row.id}" for row in ranking.tree if row.measured)
            found[place] = found[place]._replace(columns=(*found[place].columns, *utilities))
        return found

    def body(self, decimals: int) -> str:
        """Give the facts and small layers as JSON, packed layers as compressed text."""
        name = self.get_name()
        layers, blocks = [], []
        for number, layer in enumerate(self.layers):
            if layer.name in self.many:
                block = f"{name}_{number}"
                described, packed = layer.packed(decimals, block)
                layers.append(described)
                blocks.append(text_block(block, packed))
            else:
                layers.append(layer.plain(decimals))
        ranked: dict[str, Any] = {}
        if self._ranking is not None:
            ranking, place = self._ranking
            ranked["ranking"] = {**ranking.facts(place), "block": f"{name}_ranking"}
            blocks.append(text_block(f"{name}_ranking", ranking.packed()))
        words = {**WORDS, **(FRAME if self.facts["tools"] else {}), **(PHASES if self._phased else {})}
        facts = {**self.facts, **ranked, "words": words, "decimals": decimals, "rounding_m": rounding_m(decimals)}
        data = f'{safe_json(facts)[:-1]},"layers":[{",".join(layers)}]}}'
        return "".join([data_block(name, data), *blocks])

    def call(self) -> str:
        """Start the plan on the map."""
        above = self._parent.get_name() if self._parent else ""
        return f'hantingPlan({above}, "{self.get_name()}");'


def _many(layers: Sequence[DrawnLayer]) -> set[str]:
    """Choose the layers to pack: the largest first, until the rest is what a browser draws with ease."""
    rest = sum(len(layer.geometry) for layer in layers)
    packed = set()
    for layer in sorted(layers, key=lambda layer: -len(layer.geometry)):
        if rest <= _MOST_PLAIN:
            break
        packed.add(layer.name)
        rest -= len(layer.geometry)
    return packed
