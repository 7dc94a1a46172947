"""The result of an exclusion: what is left, what is taken and by whom, and what opens when a rule goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.atomic import write_text
from hanting_geo.core.collecting import uncollected
from hanting_geo.core.findings import ATTRS_KEY, dressed, to_table
from hanting_geo.core.jsontables import json_parts, write_json
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import language_or
from hanting_geo.core.words.exclusion import TITLE
from hanting_geo.errors import SchemaError
from hanting_geo.siting.exclusion.known import accuracies
from hanting_geo.siting.exclusion.ledger import ELIGIBLE, Land, Losses
from hanting_geo.siting.exclusion.partition import Partition
from hanting_geo.siting.exclusion.products import cover, facts_of, ledger_html, map_style, popups, provenance, sheets
from hanting_geo.siting.exclusion.tables import (
    CLOSING,
    candidate_table,
    ledger_table,
    loss_table,
    rule_facts,
    set_facts,
)
from hanting_geo.units import M2_PER_HA, MU_PER_HA, area_columns

if TYPE_CHECKING:
    import os

    from hanting_geo.core.arrays import Flags, Geometries, Positions
    from hanting_geo.outputs.maps.zone_map import ZoneMap
    from hanting_geo.siting.exclusion.study import Study

__all__ = ["CLOSING", "Exclusion"]

_NOWHERE = -9


@dataclass(frozen=True, repr=False)
class Exclusion:
    """Eligible and excluded land with its ledger; :func:`hanting_geo.exclude` makes it.

    Areas stand on the plane (``plane_m2``, ``ha``, ``mu``) and on the ellipsoid (``ellipsoid_m2``), unrounded. Rules
    that nobody has laid down are marked: ``assumption`` is True, and their titles end in （假设） or (assumption).
    """

    study: Study
    land: Land

    @property
    def complete(self) -> bool:
        """Whether every hard rule could be answered in full: no layer missing, every feature with a place."""
        return self.study.complete

    @property
    def min_area_m2(self) -> float | None:
        """The least plane area that :meth:`prune` asked of a part."""
        return self.land.min_area_m2

    @property
    def min_width_m(self) -> float | None:
        """The least width that :meth:`prune` asked of a part."""
        return self.land.min_width_m

    @cached_property
    def eligible(self) -> gpd.GeoDataFrame:
        """What is left: a row for each candidate of which something is; index as the candidates.

        Columns ``candidate`` (and names), ``plane_m2, ellipsoid_m2, ha, mu``, and the geometry.
        """
        left = self.land.merged(self.land.labels == ELIGIBLE)
        frame = self._frame(left, {})
        frame.index = self.study.frame.index[left.owners]
        return frame

    @cached_property
    def excluded(self) -> gpd.GeoDataFrame:
        """What is taken: a row for each candidate and set of rules, so that a click tells why.

        Columns ``candidate``, ``rules`` (ids joined by ``"; "``), ``rule_count``, ``titles_zh``, ``titles_en``,
        ``assumption`` (whether one of them is), areas, and the geometry. Land that pruning took has ``rule_count`` 0
        and ``(too small)`` or ``(too narrow)`` in ``rules``.
        """
        taken = self.land.merged((self.land.labels != ELIGIBLE) & ~self.land.needs_consent)
        return self._frame(taken, set_facts(taken, self.study.outcomes))

    @cached_property
    def needs_consent(self) -> gpd.GeoDataFrame:
        """What lies under rules that leave it to an approval or a consultation, and under none that forbids.

        Columns as of :attr:`excluded`, and ``authorities``, whom the rules name, joined by ``"; "``.
        """
        asked = self.land.merged(self.land.needs_consent)
        facts = set_facts(asked, self.study.outcomes)
        rules = [answer.rule for answer in self.study.outcomes]
        named = [
            dict.fromkeys(rules[number].authority for number in asked.sets[label] if rules[number].authority)
            for label in asked.labels
        ]
        facts["authorities"] = pd.Series(["; ".join(names) for names in named], dtype="str")
        return self._frame(asked, facts)

    @cached_property
    def _losses(self) -> Losses:
        return self.land.losses()

    @cached_property
    def losses(self) -> pd.DataFrame:
        """What each candidate loses to each rule: ``candidate, rule``, titles, and ``takes_, alone_, share_`` areas."""
        return loss_table(self.study, self._losses)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """What each rule takes, a row for each in their order, and closing rows.

        Columns: ``rule, title_zh, title_en, relation, hardness, consequence, authority, basis, assumption``; ``data``
        (``complete``, ``partial``, ``no_data``; missing for a soft rule, which nobody asked); ``features`` and
        ``unplaced`` of its layers; ``candidates`` (that it bites); and ``takes_``, ``alone_``, ``share_`` each with
        ``plane_m2, ellipsoid_m2, ha, mu`` (missing where the rule was not applied). The shares of the rules,
        ``(too small)`` and ``(too narrow)`` after pruning, ``(needs consent)`` where a rule leaves land to that (such a
        rule has no share), ``(eligible)`` and ``(rounding)`` sum to ``(total)``, the candidates as given.
        """
        return ledger_table(self.study, self.land, self._losses)

    @cached_property
    def candidates(self) -> pd.DataFrame:
        """What is left of each candidate: areas as given, ``eligible_`` and ``excluded_`` (and ``pruned_``) areas,
        ``eligible_share``, the ids of the ``rules`` that bite joined by ``"; "``, and ``rule_count``.
        """  # noqa: D205 - one sentence
        return candidate_table(self.study, self.land, self._losses)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What is wrong or worth knowing, as in :func:`hanting_geo.findings`."""
        return to_table(self.study.findings)

    def prune(self, min_area_m2: float | None = None, min_width_m: float | None = None) -> Exclusion:
        """Move parts of what is left that are too small or too narrow to use; the ledger then has rows for them.

        A part is a connected polygon of what is left of one candidate. Parts that touch in a point are two, and parts
        of neighbouring candidates are never taken together: for land across cells, give the district as one candidate.
        It is too small with a plane area below ``min_area_m2``. It is too narrow where no disc of diameter
        ``min_width_m`` fits (one of just that does): eroded by half of that, nothing is left of it. Parts go or stay as
        a whole; the tail of a wide part stays. What is both counts as too small.

        Parameters
        ----------
        min_area_m2, min_width_m
            Positive; None keeps what an earlier call asked for.

        Raises
        ------
        SchemaError
            A limit that is no positive number, or none at all.

        Examples
        --------
        >>> from shapely import box
        >>> from hanting_geo.siting.exclusion.exclude import exclude
        >>> site = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(430000, 4071000, 430100, 4071004)], crs="EPSG:4549")
        >>> exclude(site, [], {}).prune(min_width_m=5).ledger[["rule", "share_plane_m2"]].to_numpy().tolist()
        [['(too narrow)', 400.0], ['(eligible)', 0.0], ['(rounding)', 0.0], ['(total)', 400.0]]
        """
        for name, limit in (("min_area_m2", min_area_m2), ("min_width_m", min_width_m)):
            if limit is not None and (isinstance(limit, bool) or not 0 < limit < np.inf):
                message = Sentence("prune: {name} is {limit!r}; give a positive number", name=name, limit=limit)
                raise SchemaError(message)
        if min_area_m2 is None and min_width_m is None:
            message = Sentence("prune: give min_area_m2, min_width_m or both")
            raise SchemaError(message)
        area = self.min_area_m2 if min_area_m2 is None else float(min_area_m2)
        width = self.min_width_m if min_width_m is None else float(min_width_m)
        return replace(self, land=self.land.pruned(area, width))

    def leave_one_out(self) -> gpd.GeoDataFrame:
        """Say for each rule what opens if it goes and all others stay.

        Returns
        -------
        geopandas.GeoDataFrame
            A row for each rule that was applied: ``rule``, titles, ``basis``, ``assumption``; ``alone_m2`` (plane area
            under no other rule, as in the ledger); ``opens_m2``, what of it would be eligible (less only after
            pruning: what opens may be too small itself); ``given_back_m2``, what pruning took and would then give
            back; ``opens_ha`` and ``opens_mu``; and as geometry all that opens or comes back, united (where candidates
            overlap, the areas count each, the geometry once). Equal to excluding without the rule.
        """
        rows, shapes = [], []
        for position, answer in enumerate(self.study.outcomes):
            if answer.excluded_land is None:
                continue
            label = self.land.sets.index((position,)) if (position,) in self.land.sets else _NOWHERE
            alone = self.land.only(self.land.labels == label)
            back = self.land.only(self.land.labels < ELIGIBLE)
            opened, given = self._reopened(position, alone, back)
            opens = float(alone.areas[opened, 0].sum())
            facts = rule_facts(answer.rule)
            rows.append(
                {
                    **{key: facts[key] for key in ("rule", "title_zh", "title_en", "basis", "assumption")},
                    "alone_m2": float(alone.areas[:, 0].sum()),
                    "opens_m2": opens,
                    "given_back_m2": float(back.areas[given, 0].sum()),
                    "opens_ha": opens / M2_PER_HA,
                    "opens_mu": opens / M2_PER_HA * MU_PER_HA,
                }
            )
            both = np.concatenate([alone.pieces[opened], back.pieces[given]])
            shapes.append(shapely.union_all(both) if len(both) else shapely.Polygon())
        columns = ["rule", "title_zh", "title_en", "basis", "assumption"]
        columns += ["alone_m2", "opens_m2", "given_back_m2", "opens_ha", "opens_mu"]
        return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry=shapes, crs=self.study.crs)

    def _reopened(self, rule: int, alone: Land, back: Land) -> tuple[Flags, Flags]:
        """Tell which pieces under one rule only, and which pruned ones, are eligible without the rule."""
        if self.min_area_m2 is None and self.min_width_m is None:
            return np.ones(len(alone.pieces), dtype=bool), np.zeros(0, dtype=bool)
        # Only where the rule alone takes something does anything change; there the land is cut anew without it.
        owners = np.unique(alone.owners)
        partition = Partition(np.asarray(self.study.frame.geometry.values, dtype=object)[owners])
        for position, answer in enumerate(self.study.outcomes):
            excluded_land = answer.excluded_land
            if excluded_land is None or position == rule:
                continue
            concerns = None if excluded_land.concerns is None else excluded_land.concerns[owners]
            partition.take(position, excluded_land._replace(concerns=concerns))
        without = Land.of(partition, self.study.crs, self.land.consents).pruned(self.min_area_m2, self.min_width_m)
        open_ = without.only(without.labels == ELIGIBLE)
        return (
            _lie_in(alone, open_.pieces, owners[open_.owners]),
            _lie_in(back, open_.pieces, owners[open_.owners]),
        )

    def _frame(self, land: Land, facts: dict[str, Any]) -> gpd.GeoDataFrame:
        columns = {"candidate": self.study.ids.iloc[land.owners].reset_index(drop=True)}
        columns |= {name: texts.iloc[land.owners].reset_index(drop=True) for name, texts in self.study.names.items()}
        table = pd.DataFrame({**columns, **facts, **area_columns(*land.areas.T)})
        frame = gpd.GeoDataFrame(table, geometry=land.pieces, crs=self.study.crs)
        frame.attrs[ATTRS_KEY] = dict(self.study.credits)
        return frame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name: ``ledger, losses, candidates, findings``."""
        return {"ledger": self.ledger, "losses": self.losses, "candidates": self.candidates, "findings": self.findings}

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Give the layers by name: ``eligible``, ``excluded`` (by rule set) and ``candidates``, for a map or a file.

        With ``needs_consent`` between them where a rule leaves land to an approval or a consultation.

        ``accuracy_m`` says how well a piece is known: as badly as its candidate and the features that cut it, missing
        where one of them states none.
        """
        own, worst = accuracies(self.study, self._losses)
        outlines = gpd.GeoDataFrame(
            self.candidates, geometry=np.asarray(self.study.frame.geometry.values), crs=self.study.crs
        )
        outlines.attrs[ATTRS_KEY] = dict(self.study.credits)
        asks = self.land.needs_consent
        taken = (self.land.labels != ELIGIBLE) & ~asks
        known = {
            "eligible": (self.eligible, worst[np.unique(self.land.owners[self.land.labels == ELIGIBLE])]),
            "needs_consent": (self.needs_consent, worst[self.land.merged(asks).owners]),
            "excluded": (self.excluded, worst[self.land.merged(taken).owners]),
            "candidates": (outlines, own),
        }
        if not self.land.consents:
            del known["needs_consent"]
        result = {}
        for name, (frame, accuracy) in known.items():
            renamed = frame if name in {"excluded", "needs_consent"} else frame.rename(columns={"candidate": "id"})
            result[name] = renamed.assign(accuracy_m=accuracy)
            result[name].attrs = dict(frame.attrs)
        return dressed(result, map_style(result["excluded"]))

    @uncollected()
    def to_map(self, *, title: Any = None, **keywords: Any) -> ZoneMap:
        """Draw what is left and what is taken.

        Parameters
        ----------
        title
            As for :func:`hanting_geo.zone_map`; by default 可选用地, Eligible land.
        **keywords
            Of :func:`hanting_geo.zone_map`; a ``style`` adds to the usual one, layer by layer.
        """
        from hanting_geo.outputs.maps.zone_map import zone_map

        layers = self.layers()
        style = {name: said for name, said in map_style(layers["excluded"]).items() if name in layers}
        for name, own in (keywords.pop("style", None) or {}).items():
            style[name] = {**style.get(name, {}), **own}
        keywords.setdefault("popup", popups(layers))
        return zone_map(layers, title=TITLE.both() if title is None else title, style=style, **keywords)

    @uncollected()
    def to_workbook(
        self, path: str | os.PathLike[str], *, language: str | None = None, rules_file: str | None = None
    ) -> Path:
        """Write the tables as one workbook in one language, with a cover, the ledger first.

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
        printed = sheets(self.study, self.tables(), language)
        front = cover(self.study, self.ledger, printed, language, rules_file)
        rests_on = provenance(self.study, self.land, printed, language)
        write_product(printed.sheets, path, language=language, provenance=rests_on, cover=front)
        return Path(path)

    def to_json(self, path: str | os.PathLike[str] | None = None) -> str:
        """Give the tables as JSON, unrounded, missing values as null; written to a file too if a path is given."""
        text = "".join(json_parts(facts_of(self.study, self.land), self.tables()))
        if path is not None:
            write_text(path, text + "\n")
        return text

    def write_json(self, path: str | os.PathLike[str]) -> Path:
        """Write the same to a file, however long it is, a piece at a time."""
        return write_json(path, facts_of(self.study, self.land), self.tables())

    def __repr__(self) -> str:
        """Say what is left, where a front end shows text only."""
        total, left = np.nansum(self.study.areas[:, 0]), self.land.areas[self.land.labels == ELIGIBLE, 0].sum()
        rules = sum(answer.excluded_land is not None for answer in self.study.outcomes)
        asks = self.land.areas[self.land.needs_consent, 0].sum()
        return (
            f"Exclusion: {left / M2_PER_HA:,.2f} of {total / M2_PER_HA:,.2f} ha left by {rules} rules"
            f"{f', {asks / M2_PER_HA:,.2f} ha more with consent' if self.land.consents else ''}"
            f"{'' if self.complete else ' (not complete: see .ledger)'}"
        )

    def _repr_html_(self) -> str:
        """Show the ledger in a notebook."""
        return ledger_html(self.study, self.ledger)


def _lie_in(land: Land, shapes: Geometries, owners: Positions) -> Flags:
    """Tell pieces that lie in a shape of their own candidate, for shapes whose border cuts none of them."""
    result = np.zeros(len(land.pieces), dtype=bool)
    points = shapely.point_on_surface(land.pieces)
    piece, shape = shapely.STRtree(shapes).query(points, predicate="intersects")
    result[piece[land.owners[piece] == owners[shape]]] = True
    return result
