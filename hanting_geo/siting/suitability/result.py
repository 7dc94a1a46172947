"""The result of a suitability: who stands where, why, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from hanting_geo.core.atomic import write_text
from hanting_geo.core.findings import Finding, dressed, to_table
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import language_or
from hanting_geo.core.words.suitability import TITLE
from hanting_geo.errors import SchemaError
from hanting_geo.siting.suitability.comparison import comparison_table, statements_table
from hanting_geo.siting.suitability.products import (
    curves_html,
    json_text,
    map_style,
    ranking_html,
    sheets,
    value_headers,
)
from hanting_geo.siting.suitability.sentences import explanation
from hanting_geo.siting.suitability.tables import (
    criteria_table,
    excluded_table,
    grade_codes,
    grades_table,
    histogram_table,
    ranking_table,
    reasons,
    value_function_table,
    values_table,
)
from hanting_geo.siting.suitability.trust import (
    MOST_PROVED,
    accuracy_table,
    alike,
    stability_table,
    steady,
    swap_table,
)

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from hanting_geo.outputs.maps.curves import Curve
    from hanting_geo.outputs.maps.zone_map import ZoneMap
    from hanting_geo.siting.suitability.criteria.model import CriteriaSet
    from hanting_geo.siting.suitability.study import Study

__all__ = ["Suitability"]


@dataclass(frozen=True, repr=False)
class Suitability:
    """A ranking with its reasons; :func:`hanting_geo.suitability` makes it. Its tables are unrounded."""

    study: Study

    @property
    def criteria(self) -> CriteriaSet:
        """The criteria."""
        return self.study.criteria

    @property
    def combine(self) -> str:
        """How scores were combined: ``wlc``, ``wpm``, ``topsis`` or ``owa``."""
        return self.study.combine

    @cached_property
    def _index(self) -> pd.Index:
        return pd.Index(self.study.candidates.ids, name="id")

    @cached_property
    def _columns(self) -> pd.Index:
        return pd.Index([row.id for row in self.study.criteria.leaves], name="criterion")

    @cached_property
    def values(self) -> pd.DataFrame:
        """The measured values, candidates by criteria, each column in its unit (see :attr:`units`)."""
        return pd.DataFrame({name: self.study.measured[name] for name in self._columns}, index=self._index)

    @cached_property
    def units(self) -> pd.Series:
        """The unit of each criterion: ``m``, ``count``, ``per_km2``, ``km``, ``share`` or as the criterion says."""
        return pd.Series([row.unit_name for row in self.study.criteria.leaves], index=self._columns, name="unit")

    @cached_property
    def utilities(self) -> pd.DataFrame:
        """What the values score, candidates by criteria, 0 to 1, more is better; missing ones as declared."""
        return pd.DataFrame(self.study.valued.utilities, index=self._index, columns=self._columns)

    @cached_property
    def weights(self) -> pd.Series:
        """The weight of each criterion in the whole; together 1."""
        return pd.Series(self.study.weights, index=self._columns, name="weight")

    @cached_property
    def scores(self) -> pd.Series:
        """The score of each candidate, in the order in which they were given."""
        return pd.Series(self.study.scores, index=self._index, name="score")

    @cached_property
    def ranks(self) -> pd.Series:
        """The rank of each candidate, missing for one that is excluded or breaks a hard rule."""
        ranks = pd.arrays.IntegerArray(self.study.ranks.astype(np.int64), self.study.ranks == 0)
        return pd.Series(ranks, index=self._index, name="rank")

    @cached_property
    def grades(self) -> pd.Series:
        """The grade of each candidate: suitable, fairly_suitable, moderately_suitable or unsuitable."""
        return pd.Series(grade_codes(self.study), index=self._index, name="grade", dtype=object)

    @property
    def findings(self) -> pd.DataFrame:
        """What is wrong or worth knowing, as in :func:`hanting_geo.findings`."""
        pairs = [
            Finding(
                "note",
                "alike_criteria",
                None,
                one,
                Sentence(
                    "criteria {one} and {other} are correlated by {share:.2f}: together they weigh one matter twice",
                    one=one,
                    other=other,
                    share=share,
                ),
                Sentence("see whether one of them can go"),
            )
            for one, other, share in alike(self.study)
        ]
        return to_table([*self.study.findings, *pairs])

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name.

        ``ranking``
            A row a candidate, the best first: ``id``, names, ``rank`` (equal scores share one; missing for who is
            excluded or vetoed, who stand last), ``score``, ``grade``, ``standing`` (ranked, vetoed, excluded),
            ``verdict`` of the screening, and why there is no rank.
        ``comparison``
            方案比选, for up to 12 sites: a row a criterion, value and score of each site side by side.
        ``statements``
            What speaks for each of them and what against it, in sentences made from the numbers.
        ``values``
            A row for each candidate and criterion: value, unit, utility, weight, and what it contributes.
        ``criteria``
            Levels and criteria, their weight in the whole, and where scores and weights come from.
        ``weighting``
            By which method the weights were made; of comparisons (AHP) a row a matrix, with its consistency ratio and
            the table of the random index.
        ``value_functions``, ``histogram``
            What a value is worth, point by point, and how the values are distributed.
        ``stability``, ``swaps``, ``accuracy``
            Of a weighted sum of up to 12: :meth:`stability` over all weights, :meth:`smallest_swap`, :meth:`accuracy`.
        ``grades``
            The cuts of the grades, and how many candidates are in each.
        ``excluded``
            Why candidates have no rank.
        ``findings``
            What is wrong or worth knowing.
        """
        return dict(self._tables)

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        return {
            "ranking": ranking_table(self.study),
            "comparison": comparison_table(self.study),
            "statements": statements_table(self.study),
            "values": values_table(self.study),
            "criteria": criteria_table(self.study),
            "weighting": self.study.weighed.table(),
            "value_functions": self.value_functions(),
            "histogram": histogram_table(self.study),
            **self._trust(),
            "grades": grades_table(self.study),
            "excluded": excluded_table(self.study),
            "findings": self.findings,
        }

    def _trust(self) -> dict[str, pd.DataFrame]:
        """Give what says how far to trust a weighted sum of a handful."""
        few = 0 < int((self.study.ranks > 0).sum()) <= MOST_PROVED
        if self.combine != "wlc" or not few:
            names = {"stability": ["id"], "swaps": ["measure"], "accuracy": ["id"]}
            return {name: pd.DataFrame(columns=columns) for name, columns in names.items()}
        return {"stability": self.stability(), "swaps": self.smallest_swap(), "accuracy": self.accuracy()}

    def stability(
        self,
        draws: int = 10_000,
        seed: int = 0,
        weights: str = "uniform",
        within: float | None = None,
        concentration: float | None = None,
        *,
        accuracy: bool = False,
    ) -> pd.DataFrame:
        """Draw weights many times, and say how often each ranked candidate is first, and among the first 3 and 5.

        Parameters
        ----------
        draws, seed
            How many draws, and the seed: the same seed gives the same numbers.
        weights
            ``"uniform"``: all weights equally likely; ``"dirichlet"``: round those of this ranking.
        within
            With ``"uniform"``: each weight moves by at most this share of its own (0.2: 20 %).
        concentration
            Of ``"dirichlet"``; 50 by default, more is nearer.
        accuracy
            Whether distances are drawn as well, as far as the accuracy of places lets them lie (:meth:`accuracy`):
            their scores move evenly and independently by as much as they can differ.

        Returns
        -------
        pandas.DataFrame
            A row a ranked candidate: ``id, rank, p_first, se_first`` (the standard error), ``p_top_3, se_top_3``,
            ``p_top_5, se_top_5``, ``p_first_exact`` where volumes give it without draws, ``dominated_by``, and the mean
            of the weights at which it is first.

        Raises
        ------
        SchemaError
            Scores are no weighted sum, nobody is ranked, or options do not go together.
        """
        return stability_table(
            self.study,
            draws=draws,
            seed=seed,
            weights=weights,
            within=within,
            concentration=concentration,
            accuracy=accuracy,
        )

    def accuracy(self) -> pd.DataFrame:
        """Say how well distances are known, and what they score at the least and at the most.

        Returns
        -------
        pandas.DataFrame
            A row for each ranked candidate and distance with fixed scores: ``id, criterion, value, low, high, unit,
            utility, utility_low, utility_high``, with every shape displaced within its ``accuracy_m``.
        """
        return accuracy_table(self.study)

    def smallest_swap(self, rivals: str = "second") -> pd.DataFrame:
        """Give the smallest change of weights that brings the second (``rivals="any"``: anybody) level with the first.

        Returns
        -------
        pandas.DataFrame
            A row each for one weight at a time (``one``), ``l1`` and ``l2``: ``measure, distance, criterion, first,
            rival``, and the weights that do it. Infinite where no weights do it.

        Raises
        ------
        SchemaError
            Scores are no weighted sum, or nobody is ranked.
        """
        return swap_table(self.study, rivals=rivals)

    def how_steady(self, within: float = 0.2, language: str | None = None) -> str:
        """Say in one sentence, that is proved, whether the first stays first while each weight moves by a share.

        Raises
        ------
        SchemaError
            Scores are no weighted sum, nobody is ranked, or the language is not known.
        """
        return steady(self.study, within).text(language_or(language))

    def value_functions(self) -> pd.DataFrame:
        """Give the points of every value function, a row each, to be drawn over the table ``histogram``."""
        return value_function_table(self.study)

    def _curves(self) -> list[Curve]:
        from hanting_geo.siting.suitability.curves import curves_of

        return curves_of(self.study, self._tables["histogram"], self._tables["value_functions"])

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Give the layer ``candidates``: their own columns, and rank, score, grade, standing and values.

        Raises
        ------
        SchemaError
            The candidates are a table without geometry.
        """
        frame = self.study.candidates.frame
        if not isinstance(frame, gpd.GeoDataFrame):
            message = Sentence(
                "suitability: the candidates are a table without geometry, so there is no layer; give a GeoDataFrame"
            )
            raise SchemaError(message)
        ranking = self._tables["ranking"].set_index("id").reindex(self._index).reset_index()
        values = self.values.reset_index(drop=True).add_prefix("value_")
        own = pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True)
        taken = {*ranking.columns, *values.columns}
        kept = own[[column for column in own.columns if column not in taken]]
        result = gpd.GeoDataFrame(
            pd.concat([ranking, values, kept], axis=1), geometry=frame.geometry.to_numpy(), crs=frame.crs
        )
        result.attrs = dict(frame.attrs)
        return dressed({"candidates": result}, map_style())

    def explain(self, candidate_id: object, language: str | None = None) -> str:
        """Say in sentences where a candidate stands and why: for it, against it, and a line for each criterion.

        Raises
        ------
        SchemaError
            There is no such candidate, or the language is not known.
        """
        language = language_or(language)
        try:
            place = self.study.candidates.ids.index(str(candidate_id))
        except ValueError as error:
            message = Sentence(
                "no candidate {candidate_id!r}; there are {count} others",
                candidate_id=str(candidate_id),
                count=len(self.study.candidates),
            )
            raise SchemaError(message) from error
        reason = reasons(self.study, language)[place]
        return explanation(self.study, place, language, reason, grade_codes(self.study)[place])

    def to_map(self, *, title: Any = None, **keywords: Any) -> ZoneMap:
        """Draw the candidates by grade, with a slider for each weight.

        Of a weighted sum or product, moving a slider ranks, grades and colours again in the browser, and the page says
        when its order is no longer that of this result. Of other methods it is a map without sliders, which says why.
        Who is excluded or vetoed stays without a rank.

        Parameters
        ----------
        title
            As for :func:`hanting_geo.zone_map`; by default 适宜性评价, Suitability.
        **keywords
            Of :func:`hanting_geo.zone_map`; a ``style`` adds to the usual one, layer by layer. Another ``column`` for
            ``candidates`` draws that one, without sliders.
        """
        from hanting_geo.siting.suitability.deciding import decision_map

        headers = value_headers(self.study, language_or(keywords.get("language")))
        drawn = self.layers()["candidates"]
        taken = {str(column) for column in drawn.columns}
        layers = {"candidates": drawn.rename(columns={key: said for key, said in headers.items() if said not in taken})}
        layers["candidates"].attrs = dict(drawn.attrs)
        style = map_style()
        colors = dict(style["candidates"]["colors"])
        for name, own in (keywords.pop("style", None) or {}).items():
            style[name] = {**style.get(name, {}), **own}
        shown = ["rank", "score", "grade", "standing", "verdict", "reason_zh", "reason_en"]
        shown += [name for pair in headers.items() for name in pair]
        there = layers["candidates"].columns
        keywords.setdefault("popup", {"candidates": [column for column in shown if column in there]})
        title = self._title() if title is None else title
        return decision_map(self.study, layers, colors, self._curves(), title=title, style=style, **keywords)

    def to_workbook(self, path: str | os.PathLike[str], *, language: str | None = None) -> Path:
        """Write the tables as one workbook, with what they rest on; see :func:`hanting_geo.write_workbook`.

        The first 50,000 of the ranking are written; any other table of more rows is left out. The sheet of sources says
        so.
        """
        from hanting_geo.outputs.tables import write_workbook

        language = language_or(language)
        chosen, rests_on = sheets(self.study, self._tables, language)
        return write_workbook(chosen, path, language=language, provenance=rests_on, title=self._title())

    def _title(self) -> dict[str, str]:
        return self.criteria.title.both() if self.criteria.title.text() else TITLE.both()

    def to_json(self, path: str | os.PathLike[str] | None = None) -> str:
        """Give the tables as JSON, unrounded, missing values as null; written to a file too if a path is given."""
        text = json_text(self.study, self._tables)
        if path is not None:
            write_text(path, text + "\n")
        return text

    def __repr__(self) -> str:
        """Name the first."""
        first = [name for name, rank in zip(self.study.candidates.ids, self.study.ranks, strict=True) if rank == 1]
        ranked = int((self.study.ranks > 0).sum())
        best = f"first {', '.join(first[:3])}{' ...' if first[3:] else ''}" if first else "none is ranked"
        return (
            f"Suitability({len(self.study.candidates)} candidates, {ranked} ranked by {len(self.study.criteria)} "
            f"criteria, {self.combine}: {best})"
        )

    def _repr_html_(self) -> str:
        """Show the first of the ranking in a notebook, and folded the value functions; all text is only text."""
        title = self.criteria.title.text("zh") or TITLE.zh
        return ranking_html(self.study, self._tables["ranking"], title) + curves_html(self._curves())
