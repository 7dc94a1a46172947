"""The result of a coverage: who is served today and after the plan, who is not, and what facilities carry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hanting_geo.core.atomic import write_text
from hanting_geo.core.findings import dressed, to_table
from hanting_geo.core.jsontables import json_parts, write_json
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import language_or
from hanting_geo.core.words.coverage import TITLE
from hanting_geo.siting.location.coverage_layers import drawn_layers, layers_of
from hanting_geo.siting.location.coverage_products import (
    cover,
    facts_of,
    map_style,
    popups,
    provenance,
    sheets,
    summary_html,
)
from hanting_geo.siting.location.coverage_sentences import explained, said_of_all
from hanting_geo.siting.location.coverage_tables import (
    gap_table,
    load_table,
    standard_table,
    summary_table,
    unit_table,
    zone_table,
)

if TYPE_CHECKING:
    import os

    import geopandas as gpd
    import pandas as pd

    from hanting_geo.outputs.maps.zone_map import ZoneMap
    from hanting_geo.siting.location.study import Study

__all__ = ["Coverage"]


@dataclass(frozen=True, repr=False)
class Coverage:
    """Who is served within a standard's radius; :func:`hanting_geo.coverage` makes it. Its tables are unrounded.

    Columns without a prefix are of today, those with ``after_`` of the plan, where there is one. ``served`` and
    ``share`` are as drawn, and missing where demand is too coarse for them (``sketch``); ``_low`` is what is certain,
    ``_high`` the most that may be.
    """

    study: Study

    @property
    def sketch(self) -> bool:
        """Whether some demand is known for cells only that are no smaller than the radius: figures are ranges."""
        return self.study.sketch

    @cached_property
    def summary(self) -> pd.DataFrame:
        """A row for today (``before``), and with a plan ``after`` and ``change``.

        ``state, facilities, demand``; ``served, unserved, share`` each with ``_low`` and ``_high``; ``meets`` (the
        share that the standard asks for: ``met``, ``not_met``, ``uncertain``), ``target_share, sketch, year, cell_m``.
        """
        return summary_table(self.study)

    @cached_property
    def zones(self) -> pd.DataFrame:
        """A row for each zone and closing rows: ``zone_id``, names, the columns of the summary; empty without zones.

        Zones, ``(zone overlap)`` where they overlap (negative), ``(outside)`` and ``(no geometry)`` sum to ``(total)``.
        """
        return zone_table(self.study)

    @cached_property
    def demand(self) -> pd.DataFrame:
        """A row for each demand, in order: ``service``, what is served, ``distance_m`` and ``nearest_id``."""
        return unit_table(self.study)

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """The demand that is not served for certain today, the most first: how much, and how far to the nearest."""
        return gap_table(self.demand)

    @cached_property
    def loads(self) -> pd.DataFrame:
        """A row for each facility: ``load`` (whose nearest it is), ``in_reach`` (who lies in its radius), ``used``."""
        return load_table(self.study)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What is wrong or worth knowing, as in :func:`hanting_geo.findings`."""
        return to_table(self.study.findings)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name: ``summary, zones, gaps, loads, standard, findings``."""
        return {
            "summary": self.summary,
            "zones": self.zones,
            "gaps": self.gaps,
            "loads": self.loads,
            "standard": standard_table(self.study),
            "findings": self.findings,
        }

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Give the layers by name: ``service_areas``, ``zones``, ``demand``, ``facilities``, for a map or a file.

        ``service_areas_after`` is what the plan adds. Ways of a matrix have no area.
        """
        layers = layers_of(self.study, self.demand)
        return dressed(layers, map_style(layers))

    def explain(self, id: object = None, language: str | None = None) -> str:  # noqa: A002 - as every result has it
        """Say how a demand, a zone or a facility stands; without an id, how the whole does.

        Raises
        ------
        SchemaError
            Nothing is called so; an unknown language.
        """
        language = language_or(language)
        if id is None:
            return said_of_all(self.study, self.summary, language)
        return explained(self.study, {**self.tables(), "demand": self.demand}, id, language)

    def to_map(self, *, title: Any = None, **keywords: Any) -> ZoneMap:
        """Draw who is served, what lies in reach, and the facilities by their status.

        Parameters
        ----------
        title
            As for :func:`hanting_geo.zone_map`; by default 服务覆盖评估, Service coverage.
        **keywords
            Of :func:`hanting_geo.zone_map`; a ``style`` adds to the usual one, layer by layer.
        """
        from hanting_geo.outputs.maps.zone_map import zone_map

        layers = drawn_layers(self.layers())
        style = map_style(layers)
        for name, own in (keywords.pop("style", None) or {}).items():
            style[name] = {**style.get(name, {}), **own}
        keywords.setdefault("popup", popups(layers))
        return zone_map(layers, title=TITLE.both() if title is None else title, style=style, **keywords)

    def to_workbook(self, path: str | os.PathLike[str], *, language: str | None = None) -> Path:
        """Write the tables as one workbook in one language, with a cover.

        What has no row has no sheet; what has more rows than Excel holds is left out, and the cover says so.
        """
        from hanting_geo.outputs.tables import write_product

        language = language_or(language)
        printed = sheets(self.tables(), language)
        front = cover(self.study, self.tables(), printed, language)
        write_product(
            printed.sheets,
            path,
            language=language,
            provenance=provenance(self.study, printed, language),
            cover=front,
        )
        return Path(path)

    def to_json(self, path: str | os.PathLike[str] | None = None) -> str:
        """Give the tables as JSON, unrounded, missing values as null; written to a file too if a path is given."""
        text = "".join(json_parts(facts_of(self.study), {**self.tables(), "demand": self.demand}))
        if path is not None:
            write_text(path, text + "\n")
        return text

    def write_json(self, path: str | os.PathLike[str]) -> Path:
        """Write the same to a file, however long it is, a piece at a time."""
        return write_json(path, facts_of(self.study), {**self.tables(), "demand": self.demand})

    def __repr__(self) -> str:
        """Say how much is served, where a front end shows text only."""
        row = self.summary.iloc[len(self.study.states) - 1]
        if np.isnan(row["served"]):
            told = f"{row['served_low']:,.0f} to {row['served_high']:,.0f} (sketch)"
        else:
            told = f"{row['served']:,.0f}"
        doubt = "" if self.study.standard.verified else ", standard unverified"
        when = Sentence(" after the plan") if row["state"] == "after" else ""
        return f"Coverage: {told} of {row['demand']:,.0f} served{when} within {self.study.way.radius_m:g} m{doubt}"

    def _repr_html_(self) -> str:
        """Show the summary in a notebook."""
        return summary_html(self.study, self.summary)
