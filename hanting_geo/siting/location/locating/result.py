"""The result of locating: which places, for whom, how good, and how far that is proved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanting_geo.core.atomic import write_text
from hanting_geo.core.findings import dressed, to_table
from hanting_geo.core.jsontables import json_parts, write_json
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import language_or
from hanting_geo.core.words.locating import TITLE
from hanting_geo.errors import InfeasibleError, SchemaError
from hanting_geo.siting.location.locating.asking import growing
from hanting_geo.siting.location.locating.curve import solve_points
from hanting_geo.siting.location.locating.facility_table import facility_table
from hanting_geo.siting.location.locating.failing import failed
from hanting_geo.siting.location.locating.layers import layers_of
from hanting_geo.siting.location.locating.products import (
    cover,
    facts_of,
    map_style,
    phases_of,
    popups,
    provenance,
    sheets,
    summary_html,
)
from hanting_geo.siting.location.locating.sentences import explained, said_of_all
from hanting_geo.siting.location.locating.study import Study
from hanting_geo.siting.location.locating.tables import (
    allocation_table,
    assumptions_table,
    curve_table,
    phase_table,
    summary_table,
    uncovered_table,
    zone_table,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd

    from hanting_geo.outputs.maps.zone_map import ZoneMap

__all__ = ["Location"]


@dataclass(frozen=True, repr=False)
class Location:
    """Where facilities should stand; :func:`hanting_geo.locate` makes it. Its tables are unrounded."""

    study: Study

    @property
    def model(self) -> str:
        """What was sought."""
        return self.study.asked.problem.model

    @property
    def chosen(self) -> list[Any]:
        """The ids of what is newly opened, what was required among them, in the order of the facilities."""
        return self.study.asked.places.ids.iloc[self.study.opened].tolist()

    @property
    def objective(self) -> float:
        """What it comes to: demand served, metres times demand, metres of the farthest, or how many (or their cost)."""
        return self.study.answer.objective

    @property
    def bound(self) -> float:
        """What is proved: no choice is better than this."""
        return self.study.answer.bound

    @property
    def gap(self) -> float:
        """How far objective and bound are apart, as a share of the objective; 0 where it is the best."""
        return self.study.answer.gap

    @property
    def seconds(self) -> float:
        """How long solving took. It stands in no table: the same question gives the same files."""
        return self.study.answer.seconds

    @property
    def status(self) -> str:
        """``optimal`` (proved), ``gap`` (the gap asked for is reached) or ``time_limit``."""
        return self.study.answer.status

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What is wrong or worth knowing, as in :func:`hanting_geo.findings`."""
        return to_table(self.study.asked.findings)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name.

        ``summary``
            One row: the model, how many are ``opened`` (``required`` among them) beside what is ``existing``,
            ``objective, proven_bound, proven_gap, solution``, who is served before and after, and distances.
        ``facilities``
            设施布点一览表, what is open: ``id``, names, ``outcome, phase``, place, area, land use, owner, ``served``,
            ``capacity, used``, distances, who is responsible: what the facilities say of themselves.
        ``zones``
            By zone who is served before and after; empty without zones.
        ``uncovered``
            未覆盖清单: who is not served, why, and how far the nearest facility and candidate are.
        ``allocation``
            A row for each demand: its facility and how far, and the nearest of today.
        ``phases``, ``curve``, ``quotas``
            Where they were asked for.
        ``assumptions``, ``findings``
            What the answer rests on, and what is worth knowing.
        """
        return dict(self._tables)

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        import pandas as pd

        quotas = self.study.asked.quotas
        return {
            "summary": summary_table(self.study),
            "facilities": facility_table(self.study),
            "zones": zone_table(self.study),
            "uncovered": uncovered_table(self.study),
            "allocation": allocation_table(self.study),
            "phases": phase_table(self.study),
            "curve": curve_table(self.study, self.study.points),
            "quotas": pd.DataFrame(columns=["zone", "least", "most", "opened"])
            if quotas is None
            else quotas.table(self.study.opened),
            "assumptions": assumptions_table(self.study),
            "findings": self.findings,
        }

    def curve(self, ps: Iterable[int] | None = None) -> pd.DataFrame:
        """Say how many for how much: a row for each number of new facilities, each the answer for that number.

        Parameters
        ----------
        ps
            Whole numbers that grow; None for those that were asked for (``p=range(1, 17)``).

        Returns
        -------
        pandas.DataFrame
            ``p, objective, change`` (of one more, since the row before), ``proven_bound, proven_gap, solution, served,
            share, mean_m, opened_ids``.

        Raises
        ------
        SchemaError
            Numbers that do not grow; a model that finds the number itself.
        InfeasibleError
            A number cannot be.
        """
        if ps is None:
            return self._tables["curve"].copy()
        if self.model == "lscp":
            message = Sentence("locate: lscp finds the number itself, so that there is no curve; take mclp or p_median")
            raise SchemaError(message)
        asked = self.study.asked
        try:
            return curve_table(self.study, solve_points(asked.problem, growing(ps, "locate: ps", 0), asked.limits))
        except InfeasibleError as error:
            raise failed(asked, asked.problem, error, "locate") from error

    def at(self, p: int) -> Location:
        """Give the answer for one of the numbers, or of the phases by its number of facilities.

        Raises
        ------
        SchemaError
            It was not asked for.
        """
        known = dict(self.study.points) or {phase.p: phase.answer for phase in self.study.phases}
        if p not in known:
            listed = enumerated(map(str, known)) or Sentence("none")
            message = Sentence("locate: there is no answer for p = {p!r}; there are: {listed}", p=p, listed=listed)
            raise SchemaError(message)
        return Location(Study(self.study.asked, known[p]))

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Give the layers by name: ``service_areas, zones, demand, allocation, candidates, facilities``."""
        layers = layers_of(self.study)
        return dressed(layers, map_style(layers))

    def explain(self, id: object = None, language: str | None = None) -> str:  # noqa: A002 - as every result has it
        """Say of a facility whom it serves, of a demand by whom it is served; without an id, what was found.

        Raises
        ------
        SchemaError
            Nothing is called so; an unknown language.
        """
        language = language_or(language)
        return (said_of_all(self.study) if id is None else explained(self.study, id)).text(language)

    def to_map(self, *, title: Any = None, **keywords: Any) -> ZoneMap:
        """Draw who is served by which facility; new ones by the phase in which they are built, with a slider.

        Parameters
        ----------
        title
            As for :func:`hanting_geo.zone_map`; by default 设施选址, Where facilities should stand.
        **keywords
            Of :func:`hanting_geo.zone_map`; a ``style`` adds to the usual one, layer by layer.
        """
        from hanting_geo.outputs.maps.zone_map import zone_map

        layers = self.layers()
        style = map_style(layers)
        if self.study.phases:
            for name in ("service_areas", "allocation", "facilities"):
                if name in layers:
                    layers[name]["built_in"] = phases_of(layers[name]["stage"])
                    style[name]["phase"] = "built_in"
        for name, own in (keywords.pop("style", None) or {}).items():
            style[name] = {**style.get(name, {}), **own}
        keywords.setdefault("popup", popups(layers))
        return zone_map(layers, title=TITLE.both() if title is None else title, style=style, **keywords)

    def to_workbook(
        self, path: str | os.PathLike[str], *, language: str | None = None, rules_file: str | None = None
    ) -> Path:
        """Write the tables as one workbook in one language, with a cover.

        Parameters
        ----------
        path
            The ``.xlsx`` file.
        language
            ``"zh"`` or ``"en"``.
        rules_file
            Not used; results of siting are written alike.
        """
        from hanting_geo.outputs.tables import write_product

        del rules_file
        language = language_or(language)
        printed = sheets(self._tables, language)
        front = cover(self.study, self._tables, printed, language)
        rests_on = provenance(self.study, printed, language)
        write_product(printed.sheets, path, language=language, provenance=rests_on, cover=front)
        return Path(path)

    def to_json(self, path: str | os.PathLike[str] | None = None) -> str:
        """Give the tables as JSON, unrounded, missing values as null; written to a file too if a path is given."""
        text = "".join(json_parts(facts_of(self.study), self._tables))
        if path is not None:
            write_text(path, text + "\n")
        return text

    def write_json(self, path: str | os.PathLike[str]) -> Path:
        """Write the same to a file, however long it is, a piece at a time."""
        return write_json(path, facts_of(self.study), self._tables)

    def __repr__(self) -> str:
        """Say what was found, where a front end shows text only."""
        return f"Location({self.model}, {len(self.chosen)} opened: {said_of_all(self.study).en})"

    def _repr_html_(self) -> str:
        """Show what was found in a notebook."""
        return summary_html(self.study, self._tables)
