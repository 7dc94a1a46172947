"""What each rule says of each site: conflict, clear, uncertain, not applicable, or no data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.lazy import Made, Once
from hanting_geo.core.threads import LIGHT, elementwise, pool, workers
from hanting_geo.siting.relations.answers import Answer, Areas, Case
from hanting_geo.siting.relations.applying import applying
from hanting_geo.siting.relations.displacement import ON_BORDER_M, grow, shrink
from hanting_geo.siting.relations.extent import parts_within
from hanting_geo.siting.relations.height import below_distance, below_surface
from hanting_geo.siting.relations.layer import inside, near, outside, overlap_at_most
from hanting_geo.siting.relations.metres import heights, is_forbidding
from hanting_geo.siting.relations.nearest import SitePairs
from hanting_geo.siting.relations.overlap import Overlaps
from hanting_geo.siting.relations.setback import beyond_distance
from hanting_geo.siting.relations.shapes import is_something
from hanting_geo.siting.relations.site import compare, fits_width, unanswered
from hanting_geo.siting.relations.slope import steepest
from hanting_geo.siting.rules.model import Relation
from hanting_geo.siting.screening.gate import about, no_layer, require_areas, require_sites
from hanting_geo.siting.screening.slivers import bounded, without_slivers
from hanting_geo.siting.screening.verdicts import Judgement, Reason, Sites, Told, Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.core.findings import Finding
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.relations.nearest import Nearest
    from hanting_geo.siting.rule_layers import RuleLayers
    from hanting_geo.siting.rules.model import Rule

__all__ = ["Judgement", "Reason", "Sites", "Told", "Verdict", "judge"]

_HIGHEST_M = 1e100
"""Higher than anything that a rule compares it with."""


def judge(sites: Sites, rule_layers: RuleLayers) -> Judgement:
    """Ask every rule of every site.

    Of a site displaced by up to a and a feature displaced by up to b, with c = a + b and d the exact distance between
    them as drawn; every feature is displaced by itself:

    ``outside``
        conflict if the interiors meet for every displacement: S meets shrink(R, c), or shrink(S, c) meets R, in
        positive area (length for lines, membership for points); clear if d >= c of every feature.
    ``inside``
        conflict if S without all grow(R, c) has positive area; clear if S lies in one R at least c from its border,
        or in the union of all shrink(R, c).
    ``within_distance``, ``touches_road``
        conflict if d - c > D of every feature; clear if d + c <= D of one.
    ``beyond_distance``
        conflict if d + c < D of one feature, or, where c >= D > 0, if the interior of shrink(S, c - D) meets R or that
        of shrink(R, c - D) meets S: the shapes lie so deep in one another that no displacement brings them D apart;
        clear if d - c >= D of every one.
    ``overlap_at_most``
        conflict if the least overlap is above ``share`` of the site's area; clear if the largest is not.
    ``min_area``, ``min_width``, ``attribute``
        by the site alone, without bounds; a disc of the width fits into the site, exactly that width holds.
    ``height_at_most``
        of a site of height h, with ``ratio`` n: as ``beyond_distance`` with min(n h, D); with ``surface_column``: as
        ``outside`` of the surfaces that are lower than h. The heights themselves are taken as they are given. A site
        without one is clear only where it would be, however high it is.
    ``max_slope``
        conflict if a cell that meets shrink(S, c) is steeper; clear if none is that meets grow(S, c); no_data if one of
        them has no value or lies outside of the raster. c is the accuracy of the site.

    Of a rule that leaves the decision to an approval or a consultation, what would be a conflict is ``needs_consent``.
    A rule with ``site_filter`` is not applicable to other sites; one of which nobody can say whether it is of the kind
    is clear where the rule is kept anyway, else no_data. Distances may stand in a column: D is that of the feature
    then, half its width included. A feature without one may reach any site: where it can only break a rule, whatever is
    not in conflict is no_data; where it can only keep one, whatever is not clear.

    Where a rule holds in an area only (``where_layer``), it is not applicable to a site that cannot reach it; it is
    broken by what surely lies in it, and kept by what may lie in it.

    Layers of one survey with the sites (``same_survey``) do not move against them: c = 0. Where overlaps below an area
    are none (``ignore_below_m2``), a site whose largest one is smaller is clear, one whose drawn one is smaller is not
    broken as drawn, and it is in conflict only if its least one is as large.

    A feature whose accuracy is not stated breaks rules at face value (b = 0) and never keeps one. A feature whose place
    is not published may be anywhere: ``outside``, ``beyond_distance`` and ``overlap_at_most`` are then never clear;
    ``inside``, ``within_distance`` and ``touches_road`` never in conflict. A layer that is not there is no_data.

    Returns
    -------
    Judgement
        Areas are of the part of the site that breaks the rule: as drawn, the least and the largest that it can be.

    Raises
    ------
    RuleError
        A rule cannot be asked of its layer or of these sites; the message names rule and features or sites.
    """
    shared = _Shared(sites, rule_layers)
    found: list[Finding] = []
    # What can be wrong is found rule by rule.
    asked = [(rule, _prepared(rule, sites, rule_layers, found)) for rule in rule_layers.rules]
    # While one rule counts, GEOS computes for the other.
    with pool(min(workers(), 2)) as started:
        answers = list(started.map(lambda one: _ask(one[0], shared, one[1]), asked))
    words = np.zeros((len(sites.shapes), len(rule_layers.rules)), dtype=np.int8)
    for column, (verdicts, _, told_of) in enumerate(answers):
        words[:, column] = verdicts
        found.extend(told_of)
    told = {rule.id: answer for rule, (_, answer, _) in zip(rule_layers.rules, answers, strict=True)}
    return Judgement(words, told, [*rule_layers.findings, *found])


class _Shared:
    """What several rules ask of the same sites: their parts where rules hold, and what they have in common."""

    def __init__(self, sites: Sites, rule_layers: RuleLayers) -> None:
        self.sites, self.rule_layers = sites, rule_layers
        self._cases: Made[tuple[Positions, Case]] = Made()
        self._overlaps: Made[Overlaps] = Made()

    def case(self, rule: Rule, where: Features | None, holds: Flags) -> tuple[Positions, Case]:
        """Give the sites that a rule may hold for, and their parts where it does; features live as long as the set.

        The accuracy of a case is 0 for a rule whose features were drawn on one survey with the sites; ``holds`` tells
        the sites that are of the kind that it holds for.
        """
        asked, case = self._cases.get(id(where), lambda: self._case(where, self.rule_layers.is_where_same_survey(rule)))
        key: tuple[object, ...] = (id(where),)
        if not holds.all():
            of_kind, every, mine = case, asked, holds[asked]
            key = (*key, holds.tobytes())
            asked, case = self._cases.get(key, lambda: (every[mine], of_kind.pick(mine)))
        if not self.rule_layers.is_same_survey(rule):
            return asked, case
        moving, own = case, asked
        still = np.zeros(len(case.accuracy_m))
        return self._cases.get((*key, "still"), lambda: (own, moving._replace(accuracy_m=still)))

    def _case(self, where: Features | None, still: bool) -> tuple[Positions, Case]:  # noqa: FBT001
        shapes, accuracy = self.sites.shapes, self.sites.accuracy_m
        if where is None:
            alike = np.ones(len(shapes), dtype=bool)
            return np.arange(len(shapes)), Case(shapes, shapes, shapes, shapes, accuracy, alike)
        asked, case = parts_within(shapes, np.zeros(len(accuracy)) if still else accuracy, where)
        return asked, case._replace(accuracy_m=accuracy[asked])

    def overlaps(self, case: Case, features: Features) -> Overlaps:
        """Give what sites and features have in common."""
        return self._overlaps.get((id(case), id(features)), lambda: Overlaps(case, features))

    def nearest(self, rule: Rule, features: Features) -> Nearest:
        """Give what finds the nearest feature; of roads that give access the summary tells it of every site."""
        tree = self.rule_layers.nearest(features)
        roads = [rule, *(other for other in self.rule_layers.rules if other.layer == rule.layer)]
        if any(road.relation is Relation.TOUCHES_ROAD and self.rule_layers.of(road) is features for road in roads):
            tree.remember(self.sites.shapes)
        return tree


def _prepared(
    rule: Rule, sites: Sites, rule_layers: RuleLayers, found: list[Finding]
) -> tuple[Features | None, Features | None] | Reason:
    """Give what a rule speaks of and where it holds, checked; why not, if a layer or what it asks for is not there."""
    require_sites(rule, sites)
    features, where = rule_layers.of(rule), rule_layers.where(rule)
    for layer, there in ((rule.layer, features), (rule.where_layer, where)):
        if layer is not None and there is None:
            found.append(no_layer(rule, layer, rule_layers.near(layer)))
            return Reason.LAYER_MISSING
        if there is not None:
            found.extend(about(rule, layer or "", there))
    if where is not None:
        require_areas(rule, where, "where_layer")
    if features is not None and (rule.relation is Relation.INSIDE or rule.surface_column is not None):
        require_areas(rule, features)
    if any(there is not None and there.unmatched for there in (features, where)) and not rule.may_be_empty:
        return Reason.NOTHING_MATCHES
    return features, where


def _ask(
    rule: Rule, shared: _Shared, there: tuple[Features | None, Features | None] | Reason
) -> tuple[NDArray[np.int8], Told, tuple[Finding, ...]]:
    """Ask one rule of all sites."""
    count = len(shared.sites.shapes)
    if isinstance(there, Reason):
        return np.full(count, Verdict.NO_DATA, dtype=np.int8), _all_without(count, there), ()
    features, where = there
    kind = applying(rule, shared.sites.columns)
    asked, case = shared.case(rule, where, kind.holds)
    answer, value, missing, found = _answer(rule, case, asked, shared, features)
    found = (*kind.findings, *found)
    least = shared.rule_layers.ignores(rule)
    if least > 0 and features is not None:
        answer = without_slivers(rule, answer, case, features, least)
    surely = is_something(case.certain) if where is not None else np.ones(len(asked), dtype=bool)
    conflict = answer.conflict & surely
    missing = missing | (kind.unsure[asked] & ~answer.clear)
    if features is not None and features.unknown:
        missing |= ~conflict if is_forbidding(rule.relation) else ~answer.clear
    broken = Verdict.NEEDS_CONSENT if rule.effect == "consent" else Verdict.CONFLICT
    verdict = np.select(
        [missing, conflict, answer.clear],
        [Verdict.NO_DATA, broken, Verdict.CLEAR],
        default=Verdict.UNCERTAIN,
    ).astype(np.int8)
    words = np.full(count, Verdict.NOT_APPLICABLE, dtype=np.int8)
    words[asked] = verdict
    reason = np.where(verdict == Verdict.UNCERTAIN, _reasons(answer, features, where), Reason.NONE).astype(np.int8)
    reason[missing] = Reason.VALUE_MISSING
    return words, _tell(rule, answer, features, (asked, verdict, reason, value)), found


def _answer(
    rule: Rule, case: Case, asked: Positions, shared: _Shared, features: Features | None
) -> tuple[Answer, Floats, Flags, tuple[Finding, ...]]:
    """Answer a rule: by features, by the site alone, or by a raster. Also the value measured, and what has none."""
    value, missing = np.full(len(asked), np.nan), np.zeros(len(asked), dtype=bool)
    if features is not None and features.raster is not None:
        answer, value, missing = _of_slope(rule, case, features)
        lost = int(missing.sum())
        return answer, value, missing, (unanswered(rule, lost, len(missing)),) if lost else ()
    if rule.relation is Relation.HEIGHT_AT_MOST:
        assert features is not None  # noqa: S101 - the relation needs a layer, and one that is not there came back
        height, found = heights(rule, shared.sites.columns.iloc[asked])
        unknown = np.isnan(height)
        if rule.surface_column is None:
            answer = below_distance(case, features, height, _number(rule.ratio), _reach(rule, features))
        else:
            answer, value, silent = below_surface(case, features, height)
            unknown |= silent & ~answer.conflict
        nowhere = np.asarray(np.isnan(height), dtype=bool)
        if nowhere.any():
            # Where nothing is within reach, however high the site is, its height does not matter.
            unknown[nowhere] &= ~_is_clear_at_any_height(rule, case.pick(nowhere), features)
        return answer, value, unknown, found
    if features is not None:
        return _of_features(rule, case, features, shared), value, missing, ()
    if rule.relation is Relation.MIN_AREA:
        value = shapely.area(case.whole)
        kept = value >= _number(rule.area_m2) - ON_BORDER_M * shapely.length(case.whole) / 2
    elif rule.relation is Relation.MIN_WIDTH:
        kept = elementwise(lambda shapes: fits_width(shapes, _number(rule.width_m)), case.whole, least=LIGHT)
    else:
        kept, missing, found = compare(rule, shared.sites.columns.iloc[asked])
        return _plain(kept), value, missing, found
    return _plain(kept), value, missing, ()


def _is_clear_at_any_height(rule: Rule, case: Case, features: Features) -> Flags:
    height = np.full(len(case.whole), _HIGHEST_M)
    if rule.surface_column is None:
        return below_distance(case, features, height, _number(rule.ratio), _reach(rule, features)).clear
    answer, _, silent = below_surface(case, features, height)
    return answer.clear & ~silent


def _of_features(rule: Rule, case: Case, features: Features, shared: _Shared) -> Answer:
    distance = _reach(rule, features)
    if rule.relation is Relation.OUTSIDE:
        return outside(shared.overlaps(case, features))
    if rule.relation is Relation.INSIDE:
        return inside(case, features)
    if rule.relation is Relation.BEYOND_DISTANCE:
        return beyond_distance(case, features, distance)
    if rule.relation is Relation.OVERLAP_AT_MOST:
        return overlap_at_most(shared.overlaps(case, features), _number(rule.share))
    tree = shared.nearest(rule, features)
    return near(case, features, distance, tree, areal=rule.relation is Relation.WITHIN_DISTANCE)


def _of_slope(rule: Rule, case: Case, features: Features) -> tuple[Answer, Floats, Flags]:
    assert features.raster is not None  # noqa: S101 - the caller asked
    limit = _number(rule.slope_percent)
    least, _ = steepest(features.raster, shrink(case.certain, case.accuracy_m), rule)
    most, whole = steepest(features.raster, grow(case.possible, case.accuracy_m), rule)
    drawn, _ = steepest(features.raster, case.drawn, rule)
    conflict = least > limit
    answer = _plain(whole & (most <= limit))._replace(conflict=conflict, broken=drawn > limit)
    # Whatever the other cells hold: one that is too steep decides.
    return answer, drawn, ~whole & ~conflict


def _plain(kept: Flags) -> Answer:
    """Answer for the sites as wholes, without bounds."""
    count = len(kept)
    none = SitePairs(np.array([], dtype=np.intp), np.array([], dtype=np.intp))
    neither, nothing = np.zeros(count, dtype=bool), np.full(count, np.nan)
    return Answer(~kept, kept, ~kept, ~kept, neither, Once(lambda: Areas.none(count)), none, nothing)


def _reasons(answer: Answer, features: Features | None, where: Features | None) -> NDArray[np.int8]:
    """Say why what is uncertain is so: what lies within the accuracy first, then what nobody knows."""
    result = np.full(len(answer.clear), Reason.WITHIN_ACCURACY, dtype=np.int8)
    for unsure in (features, where):
        if unsure is None:
            continue
        if np.isnan(unsure.accuracy_m).any():
            result[~answer.open] = Reason.ACCURACY_NOT_STATED
        if unsure.unplaced:
            result[~answer.open] = Reason.PLACE_NOT_PUBLISHED
    return result


def _tell(
    rule: Rule,
    answer: Answer,
    features: Features | None,
    columns: tuple[Positions, NDArray[np.int8], NDArray[np.int8], Floats],
) -> Told:
    """Keep what is worth telling, of the columns site, verdict, reason and value."""
    asked, verdict, reason, value = columns
    hit = (verdict > Verdict.CLEAR) | answer.broken | answer.taken
    rows = np.flatnonzero(hit)
    place = np.full(len(hit), -1)
    place[rows] = np.arange(len(rows))
    hits = answer.hits.pick(place[answer.hits.site] >= 0)
    areas = answer.areas
    return Told(
        asked[rows],
        verdict[rows],
        reason[rows],
        answer.broken[rows],
        value[rows],
        SitePairs(place[hits.site], hits.feature),
        answer.distance_m[rows],
        Once(lambda: bounded(rule, areas().pick(rows), features)),
    )


def _all_without(count: int, reason: Reason) -> Told:
    nothing = np.full(count, np.nan)
    return Told(
        np.arange(count),
        np.full(count, Verdict.NO_DATA, dtype=np.int8),
        np.full(count, reason, dtype=np.int8),
        np.zeros(count, dtype=bool),
        nothing,
        SitePairs(np.array([], dtype=np.intp), np.array([], dtype=np.intp)),
        nothing,
        Once(lambda: Areas.none(count)),
    )


def _reach(rule: Rule, features: Features) -> Floats | float:
    """Give the distance that a rule asks for: of all features, or of each."""
    return _number(rule.metres) if features.metres is None else features.metres


def _number(value: float | None) -> float:
    return 0.0 if value is None else float(value)
