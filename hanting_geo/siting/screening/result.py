"""What screening found: tables, layers, sentences, a map, a workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.atomic import write_text
from hanting_geo.core.collecting import uncollected
from hanting_geo.core.findings import Finding, dressed, to_table
from hanting_geo.core.jsontables import json_parts, write_json
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import language_or
from hanting_geo.core.words import screening as words
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.values import value_label
from hanting_geo.errors import HantingGeoError, SchemaError
from hanting_geo.siting.rules.model import Relation, RuleSet
from hanting_geo.siting.screening.conflict_map import conflict_map, conflict_maps
from hanting_geo.siting.screening.deciding import askers
from hanting_geo.siting.screening.explanation import explanation
from hanting_geo.siting.screening.judge import Sites, Verdict
from hanting_geo.siting.screening.page import drawn, map_style
from hanting_geo.siting.screening.products import Products, Wanted, lines_table, products_of, review_of
from hanting_geo.siting.screening.roles import layers_of
from hanting_geo.siting.screening.sheets import cover, provenance, sheets
from hanting_geo.siting.screening.tables import (
    Screened,
    accuracy_told,
    overall,
    pieces_told,
    rules_table,
    summary_table,
    verdicts_table,
)

if TYPE_CHECKING:
    import os

    from hanting_geo.outputs.maps.zone_map import ZoneMap
    from hanting_geo.siting.relations.features import Features

__all__ = ["Screening"]

_MOST_SHOWN = 10


@dataclass(frozen=True)
class Screening:
    """What :func:`hanting_geo.screen` found. Its tables are unrounded; rounding happens when one is written."""

    frame: gpd.GeoDataFrame = field(repr=False)
    screened: Screened = field(repr=False)
    notes: tuple[Finding, ...] = field(repr=False)
    wanted: Wanted = field(repr=False)

    @property
    def rules(self) -> RuleSet:
        """The rules."""
        return self.screened.rule_layers.rules

    @property
    def findings(self) -> pd.DataFrame:
        """What is wrong or worth knowing, as in :func:`hanting_geo.findings`."""
        return to_table(dict.fromkeys([*self.notes, *self._products.findings]))

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name.

        ``summary``
            A row a site: ``verdict`` over the hard rules (conflict, else no_data, else uncertain, else needs_consent,
            else clear), how many rules say what, its area, and what remains of it without what rules on areas that
            forbid take as drawn.
        ``verdicts``
            A row for each site and rule that is in conflict, uncertain, without data, or hit: the area where it is
            broken as drawn (``area_``), the least (``low_``) and the largest (``high_``) that it can be, missing where
            nothing bounds it; ``distance_m`` to the nearest feature, exact; the features by name; the basis.
        ``rules``
            A row a rule: how many sites it says what of, the area in all, the basis.
        ``three_lines``
            三线占用: a row a site, with its area and what of it lies in permanent farmland, in the red line, inside and
            outside the urban boundary; see :func:`hanting_geo.siting.screening.three_lines.three_lines_table`.
        ``neighbours``
            四至: a row a site, with what adjoins it in the east, south, west and north;
            see :func:`hanting_geo.siting.screening.neighbours.neighbours`.
        ``land_use``
            地类面积: where there are land use parcels, the land of each site by ownership, unit and great class;
            see :func:`hanting_geo.siting.screening.land_use.land_use_table`.
        ``joint_review``
            联审意见: by authority, what each rule found, with blank columns for its opinion;
            see :func:`hanting_geo.siting.screening.joint_review.joint_review_table`.
        ``findings``
            What is wrong or worth knowing.
        """
        return dict(self._tables)

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        verdicts = verdicts_table(self.screened)
        review = review_of(self.screened, verdicts)
        found = [*self.notes, *self._products.findings, *review.findings]
        return {
            "summary": summary_table(self.screened, self.roads()),
            "verdicts": verdicts,
            "rules": rules_table(self.screened),
            **self._products.tables,
            **review.tables,
            "findings": to_table(dict.fromkeys(found)),
        }

    @cached_property
    def _products(self) -> Products:
        return products_of(self.screened, self.wanted)

    def three_lines(self) -> pd.DataFrame:
        """Give the table ``three_lines`` alone."""
        return lines_table(self.screened, self.wanted, [])

    def roads(self) -> Features | None:
        """Give the roads of a rule that asks for access, else those of a layer known by its kind or name."""
        rule_layers = self.screened.rule_layers
        asked = [rule for rule in self.rules if rule.relation is Relation.TOUCHES_ROAD and rule.layer in rule_layers]
        if asked:
            return rule_layers.of(asked[0])
        known = layers_of(["roads"], rule_layers)
        try:
            return rule_layers.layer(next(iter(known))) if known else None
        except HantingGeoError:
            return None  # the table of neighbours tells why

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Give the layers by name: ``sites`` with the columns of the summary, ``conflicts`` piece by piece.

        A piece is where a site breaks a rule as drawn, one row for each site and rule in conflict, uncertain, or that
        needs consent.
        """
        summary = self._tables["summary"]
        own = pd.DataFrame(self.frame.drop(columns=self.frame.geometry.name)).reset_index(drop=True)
        kept = own[[column for column in own.columns if column not in summary.columns]]
        sites = gpd.GeoDataFrame(
            pd.concat([summary, kept], axis=1), geometry=self.frame.geometry.to_numpy(), crs=self.frame.crs
        )
        sites.attrs = dict(self.frame.attrs)
        rules = [(rule.id, rule.title.both()) for rule in self.rules]
        return dressed({"sites": sites, "conflicts": self._conflicts()}, map_style(rules, len(sites)))

    def _conflicts(self) -> gpd.GeoDataFrame:
        table = self._tables["verdicts"]
        columns = ["site", "rule", "title_zh", "title_en", "hardness", "consequence", "authority", "verdict"]
        columns += ["area_m2", "area_ha", "area_mu", "hit_zh", "hit_en", "basis", "basis_date", "assumption"]
        if not len(table):
            return gpd.GeoDataFrame(
                pd.DataFrame(columns=["id", *columns, "accuracy_m"]), geometry=[], crs=self.frame.crs
            )
        pieces = pieces_told(self.screened)
        there = ~(shapely.is_missing(pieces) | shapely.is_empty(pieces))
        there &= table["verdict"].isin(["conflict", "uncertain", "needs_consent"]).to_numpy()
        chosen = table.loc[there, columns].reset_index(drop=True)
        chosen.insert(0, "id", chosen["site"] + ":" + chosen["rule"])
        chosen["accuracy_m"] = accuracy_told(self.screened)[there]
        return gpd.GeoDataFrame(chosen, geometry=pieces[there], crs=self.frame.crs)

    def explain(self, site_id: object, language: str | None = None) -> str:
        """Say in sentences why a site may not stand there: a line for each rule, with area, distance, feature, basis.

        Raises
        ------
        SchemaError
            There is no such site, or the language is not known.
        """
        language = language_or(language)
        try:
            place = self.screened.sites.ids.index(str(site_id))
        except ValueError as error:
            message = Sentence(
                "no site {site_id!r}; there are {count} others",
                site_id=str(site_id),
                count=len(self.screened.sites.ids),
            )
            raise SchemaError(message) from error
        verdict = Verdict(int(overall(self.screened)[place])).word
        asked = askers(self.screened)(place)
        said = explanation(str(site_id), verdict, verdicts_table(self.screened, [place]), language, self.rules, asked)
        agreed = self.screened.rule_layers.settings_in_words(language).items()
        line = words.SETTINGS["line"]
        return "\n".join([said, *(line.filled(what=what, said=value).text(language) for what, value in agreed)])

    @uncollected()
    def to_map(self, *, title: Any = None, **keywords: Any) -> ZoneMap:
        """Draw the sites by verdict, where they break which rule and why, and what the rules speak of.

        Features that no site touches are drawn lighter, those round the sites; the popup of a site says which rules it
        breaks and by how much.

        Parameters
        ----------
        title
            As for :func:`hanting_geo.zone_map`; by default 选址核查, Screening of sites.
        **keywords
            Of :func:`hanting_geo.zone_map`; a ``style`` adds to the usual one, layer by layer.
        """
        from hanting_geo.outputs.maps.zone_map import zone_map

        shown = drawn(self.screened, self.layers(), self._tables["verdicts"])
        style = shown.style
        for name, own in (keywords.pop("style", None) or {}).items():
            style[name] = {**style.get(name, {}), **own}
        keywords.setdefault("popup", shown.popup)
        return zone_map(shown.layers, title=words.TITLE.both() if title is None else title, style=style, **keywords)

    def conflict_map(self, site_id: object, *, title: Any = None, **keywords: Any) -> ZoneMap:
        """Draw one site (压占图): where it breaks which rule, and the features that it hits.

        Parameters
        ----------
        site_id
            Which site.
        title
            As for :func:`hanting_geo.zone_map`; by default the site with its name.
        **keywords
            Of :func:`hanting_geo.zone_map`; a ``style`` adds to the usual one, layer by layer.

        Raises
        ------
        SchemaError
            There is no such site.
        """
        return conflict_map(self.screened, self.layers(), site_id, title=title, **keywords)

    def conflict_maps(
        self, folder: str | os.PathLike[str], *, most: int = 200, language: str | None = None
    ) -> pd.DataFrame:
        """Write the map of each site that is in conflict or needs consent into a folder, a page each.

        Parameters
        ----------
        folder
            Made where it is not there.
        most
            How many pages at most; the sites left out are listed without a file.
        language
            ``"zh"`` or ``"en"`` at first; the pages have a switch.

        Returns
        -------
        pandas.DataFrame
            ``site, verdict, file``, the name of its page in the folder, or None where there were too many.

        Raises
        ------
        SchemaError
            ``most`` is no whole number of 1 or more, or the language is not known.
        SourceError
            A page cannot be written.
        """
        return conflict_maps(self.screened, self.layers(), folder, most=most, language=language)

    @uncollected()
    def to_workbook(
        self, path: str | os.PathLike[str], *, language: str | None = None, rules_file: str | None = None
    ) -> Path:
        """Write the tables as one workbook in one language, with a cover and the sentences of all sites.

        What has no row has no sheet; what has more rows than Excel holds is left out, and the cover says so.

        Parameters
        ----------
        path
            The ``.xlsx`` file.
        language
            ``"zh"`` or ``"en"``.
        rules_file
            Where the rules were read, for the cover.
        """
        from hanting_geo.outputs.tables import write_product

        language = language_or(language)
        printed = sheets(self.screened, self._tables, language)
        front = cover(self.screened, self._tables["summary"], printed, language, rules_file)
        rests_on = provenance(self.screened, printed, language)
        write_product(printed.sheets, path, language=language, provenance=rests_on, cover=front)
        return Path(path)

    def to_json(self, path: str | os.PathLike[str] | None = None) -> str:
        """Give the tables as JSON, unrounded, missing values as null; written to a file too if a path is given."""
        text = "".join(json_parts(self._facts(), self._tables))
        if path is not None:
            write_text(path, text + "\n")
        return text

    def write_json(self, path: str | os.PathLike[str]) -> Path:
        """Write the same to a file, however long it is, a piece at a time."""
        return write_json(path, self._facts(), self._tables)

    def _facts(self) -> dict[str, Any]:
        return {
            "rules_title": self.rules.title.both(),
            "crs": self.screened.rule_layers.crs.to_string(),
            **self.screened.rule_layers.settings(),
        }

    def __repr__(self) -> str:
        """Count the verdicts."""
        counts = pd.Series(overall(self.screened)).value_counts()
        said = ", ".join(
            f"{int(counts[verdict])} {verdict.word}" for verdict in sorted(Verdict, reverse=True) if verdict in counts
        )
        return f"Screening({len(self.screened.sites.ids)} sites, {len(self.rules)} rules: {said or 'none'})"

    def _repr_html_(self) -> str:
        """Show the counts and the worst sites in a notebook; all text is only text."""
        from hanting_geo.outputs.style.rounding import rounded

        verdicts = overall(self.screened)
        order = np.lexsort(
            (-(self.screened.judgement.verdicts == Verdict.CONFLICT).sum(axis=1), -verdicts.astype(int))
        )[:_MOST_SHOWN]
        shown = [
            "id",
            "name_zh",
            "verdict",
            "hard_conflicts",
            "soft_conflicts",
            "needs_consent",
            "uncertain",
            "no_data",
        ]
        shown += ["ha", "mu"]
        summary = summary_table(self._few(order), None)
        table = rounded(summary[[column for column in shown if column in summary.columns]]).astype(object)
        table["verdict"] = [value_label("verdict", value) or value for value in table["verdict"]]
        table = table.where(table.notna(), "")
        table.columns = pd.Index([column_label(str(column)) for column in table.columns])
        counts = " · ".join(
            f"{called.zh} {called.en} {int((verdicts == verdict).sum()):,}"
            for verdict in sorted(Verdict, reverse=True)
            if (called := words.ON_THE_MAP.get(verdict.word))
        )
        title = escape(self.rules.title.text("zh") or words.TITLE.zh)
        return f"<h4>{title}</h4><p>{counts}</p>{table.to_html(index=False, escape=True, border=0)}"

    def _few(self, rows: np.ndarray) -> Screened:
        """Keep some sites, for a short table."""
        sites, judgement = self.screened.sites, self.screened.judgement
        place = np.full(len(sites.ids), -1)
        place[rows] = np.arange(len(rows))
        told = {}
        for name, answer in judgement.told.items():
            keep = place[answer.site] >= 0
            told[name] = answer.few(keep, place[answer.site[keep]])
        few = Sites(
            sites.shapes[rows], [sites.ids[row] for row in rows], sites.accuracy_m[rows], sites.columns.iloc[rows]
        )
        return Screened(
            few,
            self.screened.names.iloc[rows],
            self.screened.rule_layers,
            judgement._replace(verdicts=judgement.verdicts[rows], told=told),
        )
