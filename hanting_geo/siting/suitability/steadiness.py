"""How far all weights may move before the first is no longer first: proved, and in one sentence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.core.arguments import number
from hanting_geo.core.arrays import Floats  # noqa: TC001 - a NamedTuple says what it holds when it runs
from hanting_geo.core.words import suitability_stability as words
from hanting_geo.siting.suitability.given_values import checked_utilities, checked_weights, order_of

if TYPE_CHECKING:
    from hanting_geo.core.text import Text

__all__ = ["Steadiness", "meeting_sentence", "steadiness"]

_SURE = 1e-12
_PERMILLE = 1000


class Steadiness(NamedTuple):
    """By which share every weight may move at once, up or down, before a rival reaches the first.

    Attributes
    ----------
    within
        The share: 0.23 says 23 % of each weight's own value. 1 or more: the first is ahead whatever the weights that
        are not 0; 0: it is level with another now.
    first, rival
        Rows of the first, and of the one that reaches it there; -1 if there is no other candidate.
    weights
        The weights at which the rival is level, of sum 1; NaN where there are none.
    """

    within: float
    first: int
    rival: int
    weights: Floats


def steadiness(utilities: object, weights: object) -> Steadiness:
    """Find by which share every weight may move at once while the first stays first.

    Each weight is somewhere in ``w_k (1 - r) .. w_k (1 + r)``, independently, and they are brought to a sum of 1, which
    changes no order. With d the utilities of the first less those of a rival, the worst case is ``d.w - r sum |d_k|
    w_k``; so the first stays first exactly for ``r < d.w / sum |d_k| w_k``, and the least of that over all rivals is
    the answer: no draws, no grid.

    Examples
    --------
    >>> found = steadiness([[0.6, 0.7, 0.6], [0.8, 0.5, 0.2]], [0.5, 0.3, 0.2])
    >>> round(found.within, 6), found.weights.round(4).tolist()
    (0.166667, [0.5833, 0.25, 0.1667])
    """
    what = "steadiness"
    table = checked_utilities(utilities, what)
    given = checked_weights(weights, table.shape[1], what)
    if len(table) == 1:
        return Steadiness(math.inf, 0, -1, np.full(len(given), np.nan))
    first, _ = order_of(table, given)
    differences = table[first] - table
    gaps = np.maximum(differences @ given, 0)
    reach = np.abs(differences) @ given
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(reach > 0, gaps / reach, 0.0)
    shares[first] = np.inf
    rival = int(np.argmin(shares))
    moved = given * (1 - shares[rival] * np.sign(differences[rival]))
    total = moved.sum()
    reached = shares[rival] < 1 and total > 0
    return Steadiness(float(shares[rival]), first, rival, moved / total if reached else np.full(len(given), np.nan))


def meeting_sentence(found: Steadiness, rival: str, *, within: float = 0.2) -> Text:
    """Say in one sentence whether the first stays first when each weight moves by a share; it is said only if proved.

    Parameters
    ----------
    found
        From :func:`steadiness`.
    rival
        What the rival is called.
    within
        The share in question.

    Examples
    --------
    >>> found = steadiness([[0.6, 0.7, 0.6], [0.8, 0.5, 0.2]], [0.5, 0.3, 0.2])
    >>> meeting_sentence(found, "B", within=0.1).text("en")
    'With each weight moved by up to 10%, the recommended site always stays first (proved; up to 16.6%, then B is
    level).'
    >>> meeting_sentence(found, "B").text("zh")
    '权重各自变动 20% 以内,推荐方案不一定始终第一:变动不到 16.7% 时保持第一,达到 16.7% 即可能被B追平。'
    """
    share = number(within, "meeting sentence: within", above=0.0, most=1.0)
    if found.rival < 0:
        return words.ALONE
    said = f"{share:.1%}".replace(".0%", "%")
    if found.within >= 1 - _SURE:
        return words.ALWAYS
    if found.within <= _SURE:
        return words.LEVEL.filled(rival=rival)
    down = f"{math.floor(found.within * _PERMILLE * (1 - _SURE)) / _PERMILLE:.1%}"
    up = f"{math.ceil(found.within * _PERMILLE * (1 - _SURE)) / _PERMILLE:.1%}"
    if share < found.within * (1 - _SURE):
        return words.STEADY.filled(share=said, most=down, rival=rival)
    return words.NOT_STEADY.filled(share=said, most=up, rival=rival)
