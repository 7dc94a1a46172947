"""The result of choosing regions: where they are, what they score, and what no choice could exceed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core.atomic import write_text
from hanting_geo.core.findings import dressed, facts_of, records, to_table
from hanting_geo.core.plain import plain_row, plain_value
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import language_or
from hanting_geo.core.words import suitability_regions as words
from hanting_geo.core.words.columns import column_label
from hanting_geo.errors import SchemaError
from hanting_geo.siting.suitability.regions.tables import (
    mean_score,
    region_layer,
    region_table,
    summary_table,
    unit_table,
)

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import geopandas as gpd

    from hanting_geo.outputs.maps.zone_map import ZoneMap
    from hanting_geo.siting.suitability.regions.land import Land

__all__ = ["Regions"]

_MOST_ROWS = 50_000


def _map_style() -> dict[str, dict[str, Any]]:
    """Choose how the layers look: the regions as outlines over their units."""
    titles = {name: text.both() for name, text in words.LAYERS.items()}
    return {
        "regions": {"title": titles["regions"], "color": "#7a2048", "fill": None, "width": 2.5, "fit": True},
        "units": {"title": titles["units"], "color": "#15735a", "fill": "#44bb99", "width": 0.4, "names": False},
    }


@dataclass(frozen=True, repr=False)
class Regions:
    """Connected regions of a wanted area; :func:`hanting_geo.regions` makes it. Its tables are unrounded.

    Attributes
    ----------
    members
        For each region its units, as rows of the land.
    perimeters
        The length of the border of each.
    bound
        No choice of as many connected regions of the wanted area has a higher mean score.
    area_m2, separation_m, compactness
        As asked for.
    """

    land: Land
    members: tuple[tuple[int, ...], ...]
    perimeters: tuple[float, ...]
    bound: float
    area_m2: float
    separation_m: float
    compactness: float

    @cached_property
    def mean_score(self) -> float:
        """The mean over the regions of their mean scores, which are by area."""
        return mean_score(self.land, self.members)

    @property
    def gap(self) -> float:
        """How far the mean score is below the bound: the best choice is at most so much better."""
        return max(self.bound - self.mean_score, 0.0)

    @cached_property
    def regions(self) -> pd.DataFrame:
        """A row for each region: ``region, mean_score, least_score, units``, areas, ``perimeter_m``, ``compact``."""
        return region_table(self.land, self.members, self.perimeters)

    @property
    def findings(self) -> pd.DataFrame:
        """What is worth knowing, as in :func:`hanting_geo.findings`."""
        return to_table(self.land.findings)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name: ``regions``, ``units``, ``summary`` (with bound and gap), ``findings``."""
        return {
            "regions": self.regions,
            "units": unit_table(self.land, self.members),
            "summary": summary_table(
                self.land, self.members, self.bound, area_m2=self.area_m2, separation_m=self.separation_m
            ),
            "findings": self.findings,
        }

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Give the layers by name: ``regions``, each as one shape, and ``units``, for a map or a file."""
        return dressed(region_layer(self.land, self.members, self.regions), _map_style())

    def explain(self, region: object = "R1", language: str | None = None) -> str:
        """Say what a region is made of, and how far any choice could be better.

        Raises
        ------
        SchemaError
            There is no such region; an unknown language.
        """
        language = language_or(language)
        names = self.regions["region"].tolist()
        if region not in names:
            message = Sentence(
                "regions: there is no region {region!r}; there are {listed}", region=region, listed=enumerated(names)
            )
            raise SchemaError(message)
        row = records(self.regions)[names.index(region)]
        said = words.EXPLAINED["region"].filled(
            region=region,
            units=row["units"],
            ha=row["ha"],
            mu=row["mu"],
            mean=row["mean_score"],
            compact=row["compact"],
        )
        return f"{said.text(language)}\n{self.how_good(language)}"

    def how_good(self, language: str | None = None) -> str:
        """Say in one sentence, that is proved, what no choice exceeds, and how far below it this one is.

        Raises
        ------
        SchemaError
            An unknown language.
        """
        language = language_or(language)
        return words.EXPLAINED["bound"].filled(bound=self.bound, mean=self.mean_score, gap=self.gap).text(language)

    def to_map(self, *, title: Any = None, **keywords: Any) -> ZoneMap:
        """Draw the regions and their units.

        Parameters
        ----------
        title
            As for :func:`hanting_geo.zone_map`; by default 连片选地, Regions.
        **keywords
            Of :func:`hanting_geo.zone_map`; a ``style`` adds to the usual one, layer by layer.
        """
        from hanting_geo.outputs.maps.zone_map import zone_map

        style = _map_style()
        for name, own in (keywords.pop("style", None) or {}).items():
            style[name] = {**style.get(name, {}), **own}
        if "popup" not in keywords:
            keywords["popup"] = {
                "regions": ["id", "mean_score", "ha", "mu", "units", "compact"],
                "units": ["region", "id", "score"],
            }
        return zone_map(self.layers(), title=words.TITLE.both() if title is None else title, style=style, **keywords)

    def to_workbook(self, path: str | os.PathLike[str], *, language: str | None = None) -> Path:
        """Write the tables as one workbook, with what they rest on; see :func:`hanting_geo.write_workbook`.

        A table of more than 50,000 rows is left out, and the sheet of sources says so.
        """
        from hanting_geo.outputs.tables import write_workbook

        language = language_or(language)
        chosen, left_out = {}, []
        for name, table in self.tables().items():
            sheet = words.SHEETS[name].text(language)
            if len(table) > _MOST_ROWS:
                left_out.append(f"{sheet}: {len(table):,}")
            else:
                chosen[sheet] = table
        said = {name: text.text(language) for name, text in words.PROVENANCE.items() if "{" not in text.zh}
        wanted = words.PROVENANCE["what_is_wanted"].filled(
            count=len(self.members), area=self.area_m2, separation=self.separation_m
        )
        facts: dict[str, object] = {
            said["wanted"]: wanted.text(language),
            said["bound"]: f"{self.bound:.6g}: {said['what_the_bound_is']}",
            said["compactness"]: self.compactness,
        }
        if left_out:
            facts[said["left_out"]] = "; ".join(left_out)
        own = facts_of(self.land.frame)
        facts |= {column_label(key, language): own[key] for key in ("attribution", "licence") if own.get(key)}
        return write_workbook(chosen, path, language=language, provenance=facts, title=words.TITLE.both())

    def to_json(self, path: str | os.PathLike[str] | None = None) -> str:
        """Give the tables as JSON, unrounded, missing values as null; written to a file too if a path is given."""
        document = {
            "crs": self.land.crs.to_string(),
            "area_m2": self.area_m2,
            "separation_m": self.separation_m,
            "compactness": self.compactness,
            "mean_score": self.mean_score,
            "bound": plain_value(self.bound),
            "gap": plain_value(self.gap),
            **{name: [plain_row(row) for row in records(table)] for name, table in self.tables().items()},
        }
        text = json.dumps(document, ensure_ascii=False, indent=1, default=str, allow_nan=False)
        if path is not None:
            write_text(path, text + "\n")
        return text

    def __repr__(self) -> str:
        """Say what was found, and the gap, where a front end shows text only."""
        return (
            f"Regions: {len(self.members)} of {self.area_m2:,.0f} m2, mean score {self.mean_score:.4f}; no choice "
            f"above {self.bound:.4f} (gap {self.gap:.4f})"
        )

    def _repr_html_(self) -> str:
        """Show the regions in a notebook."""
        from hanting_geo.outputs.style.rounding import rounded

        table = rounded(self.regions)
        table.columns = pd.Index([column_label(str(column)) for column in table.columns])
        return (
            f"<p>{self.how_good('zh')}<br>{self.how_good('en')}</p>{table.to_html(index=False, escape=True, border=0)}"
        )
