"""Value functions: what a value of a factor is worth, from 0 to 1."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.words.suitability import ELSE, WIDE
from hanting_geo.siting.rules.vocabulary import MistakeError
from hanting_geo.siting.suitability.criteria.wording import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hanting_geo.core.arrays import Floats

__all__ = ["FUNCTIONS", "ValueFunction", "scores_text", "value_function"]

FUNCTIONS = ("steps", "linear", "piecewise", "category", "ideal", "minmax", "raw")
"""What a value function may be; see :class:`ValueFunction`."""

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_STEP = re.compile(rf"(<=|<|>=|>)\s*({_NUMBER})\s*[:=]\s*({_NUMBER})")
_POINT = re.compile(rf"({_NUMBER})\s*[:=]\s*({_NUMBER})")
_IDEAL = re.compile(rf"({_NUMBER})\s*(?:\+-|±)\s*({_NUMBER})")
_CATEGORY = re.compile(rf'("(?:[^"]|"")*"|[^:=";]+?)\s*[:=]\s*({_NUMBER})')
_SIGNS = str.maketrans({"≤": "<=", "≥": ">=", "≦": "<=", "≧": ">="})
_QUOTED = re.compile(r'("(?:[^"]|"")*")')
_EXAMPLES: Mapping[str, str] = {
    "steps": "<=500: 1; <=2000: 0.6; else: 0.2",
    "linear": "0: 1; 5000: 0",
    "piecewise": "0: 0; 300: 1; 1000: 1; 5000: 0",
    "category": "industry: 1; farmland: 0.2; else: 0",
    "ideal": "300 +- 200",
}
_LEAST_POINTS = 2


@dataclass(frozen=True)
class ValueFunction:
    """What a value is worth; scores are as they are written, up to the full mark of the criteria.

    ``steps``
        分级赋分: the score of the first condition that holds, ``else`` where none does.
    ``linear``, ``piecewise``
        Straight between points; beyond the ends as at the ends.
    ``category``
        The score of a text or code; one that is not listed takes ``else``, or has no score where there is none.
    ``ideal``
        The full mark at the ideal value, falling straight to 0 at the tolerance.
    ``minmax``
        0 for the worst and the full mark for the best candidate there is; the scores change when candidates do.
    ``raw``
        The value itself is the score.
    """

    kind: str
    sign: str = ""
    cuts: tuple[float, ...] = ()
    names: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    other: float | None = None

    @property
    def is_of_data(self) -> bool:
        """Whether a score depends on the other candidates."""
        return self.kind == "minmax"

    @property
    def monotone(self) -> int:
        """1 where more is never worse, -1 where it is never better, 0 else (or where direction decides)."""
        if self.kind in {"minmax", "raw", "ideal", "category"}:
            return 0
        rising = list(self.scores) if self.kind != "steps" else self._by_value()
        steps = np.diff(rising)
        if (steps >= 0).all() and (steps > 0).any():
            return 1
        return -1 if (steps <= 0).all() and (steps < 0).any() else 0

    def _by_value(self) -> list[float]:
        """Give the scores of steps in the order of the values."""
        scores = [*self.scores, *([] if self.other is None else [self.other])]
        return scores if self.sign in {"<", "<="} else scores[::-1]

    def apply(self, values: Floats) -> Floats:
        """Give the scores of numbers; missing ones have none (not of ``category``, ``minmax``, ``raw``)."""
        if self.kind == "steps":
            result = np.full(len(values), np.nan if self.other is None else self.other)
            for cut, score in zip(self.cuts[::-1], self.scores[::-1], strict=True):
                result[_holds(values, self.sign, cut)] = score
        elif self.kind == "ideal":
            ideal, tolerance = self.cuts
            result = self.scores[0] * np.clip(1 - np.abs(values - ideal) / tolerance, 0, 1)
        else:
            result = np.interp(values, self.cuts, self.scores)
        result[np.isnan(values)] = np.nan
        return result

    def of_names(self, values: list[str | None]) -> Floats:
        """Give the scores of categories; None has none."""
        listed = dict(zip(self.names, self.scores, strict=True))
        other = math.nan if self.other is None else self.other
        return np.array([math.nan if value is None else listed.get(value, other) for value in values], dtype=float)


def _holds(values: Floats, sign: str, cut: float) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        if sign == "<=":
            return np.asarray(values <= cut)
        if sign == "<":
            return np.asarray(values < cut)
        return np.asarray(values >= cut) if sign == ">=" else np.asarray(values > cut)


def scores_text(given: object) -> str:
    """Write scores, as they come from YAML, as one text: a mapping of value or condition to score, or the text itself.

    Raises
    ------
    ValueError
        It is neither.

    Examples
    --------
    >>> scores_text({"<=500": 1, "else": 0.2}), scores_text({0: 1.0, 5000: 0})
    ('<=500: 1; else: 0.2', '0: 1; 5000: 0')
    """
    if isinstance(given, str):
        return given.strip()
    if isinstance(given, dict) and given:
        for value, score in given.items():
            if isinstance(score, bool) or not isinstance(score, int | float):
                raise MistakeError(said("score_no_number", value=value, score=score))
        return "; ".join(f"{_name(value)}: {score:.15g}" for value, score in given.items())
    raise MistakeError(said("must_be_scores", example=_EXAMPLES["steps"], given=given))


def _name(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str):
        return f"{value:.15g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
    bare = not re.search('[:=";]', value.replace("<=", "").replace(">=", ""))
    return value if bare else '"' + value.replace('"', '""') + '"'


def value_function(kind: str, text: str, scale: float = 1.0) -> ValueFunction:
    """Read a value function.

    Parameters
    ----------
    kind
        One of :data:`FUNCTIONS`.
    text
        Its scores, as they are written in a cell; empty for ``minmax`` and ``raw``.
    scale
        The full mark, which no score exceeds.

    Raises
    ------
    ValueError
        Says what is wrong and how to write it.

    Examples
    --------
    >>> steps = value_function("steps", "<=500: 100; <=1000: 80; else: 20", 100)
    >>> steps.apply(np.array([500.0, 501.0, 5000.0])).tolist()
    [100.0, 80.0, 20.0]
    >>> value_function("piecewise", "0: 0; 300: 1; 1000: 0").apply(np.array([150.0, 650.0])).tolist()
    [0.5, 0.5]
    """
    if kind in {"minmax", "raw"}:
        if text:
            raise MistakeError(said("no_use_for_scores", function=kind))
        return ValueFunction(kind)
    if not text:
        raise MistakeError(said("no_scores", function=kind, example=_EXAMPLES[kind]))
    read = {"steps": _steps, "category": _categories, "ideal": _ideal}.get(kind, _points)
    found = read(kind, text, scale)
    high = max((*found.scores, *([] if found.other is None else [found.other])))
    low = min((*found.scores, *([] if found.other is None else [found.other])))
    if high > scale or low < 0:
        wrong = high if high > scale else low
        raise MistakeError(said("score_beyond", wrong=wrong, scale=scale))
    return found


def _parts(text: str) -> list[str]:
    """Part a text at semicolons outside of quotes."""
    parts = re.findall(r'(?:"(?:[^"]|"")*"|[^;])+', _narrow(text))
    return [part.strip() for part in parts if part.strip()]


def _narrow(text: str) -> str:
    """Write marks between scores as narrow ones; what stands in quotes stays as it is."""
    wide = str.maketrans(dict(WIDE))
    return "".join(piece if piece.startswith('"') else piece.translate(wide) for piece in _QUOTED.split(text))


def _plain(part: str) -> str:
    return unicodedata.normalize("NFKC", part.translate(_SIGNS)).translate(_SIGNS)


def _else(part: str) -> float | None:
    """Read ``else: 0.2``."""
    word, _, score = _plain(part).replace("=", ":").partition(":")
    return float(score) if word.strip().lower() in ELSE and re.fullmatch(_NUMBER, score.strip()) else None


def _unread(kind: str, part: str) -> MistakeError:
    return MistakeError(said("unreadable", part=part, example=_EXAMPLES[kind]))


def _steps(kind: str, text: str, _scale: float) -> ValueFunction:
    signs, cuts, scores = [], [], []
    other = None
    parts = _parts(text)
    for place, part in enumerate(parts):
        last = _else(part)
        if last is not None:
            if place < len(parts) - 1:
                raise MistakeError(said("else_last"))
            other = last
            continue
        seen = _STEP.fullmatch(_plain(part))
        if seen is None:
            raise _unread(kind, part)
        signs.append(seen[1])
        cuts.append(float(seen[2]))
        scores.append(float(seen[3]))
    if not cuts:
        raise _unread(kind, text)
    if len(set(signs)) > 1:
        other_sign = next(sign for sign in signs if sign != signs[0])
        raise MistakeError(said("both_signs", first=signs[0], other=other_sign))
    rising = signs[0] in {"<", "<="}
    if any(after <= before if rising else after >= before for before, after in itertools.pairwise(cuts)):
        raise MistakeError(said("cuts_in_order", order=said("rise" if rising else "fall")))
    if other is None:
        end = said("end_above" if rising else "end_below", cut=cuts[-1])
        raise MistakeError(said("no_else", end=end))
    return ValueFunction(kind, signs[0], tuple(cuts), (), tuple(scores), other)


def _points(kind: str, text: str, _scale: float) -> ValueFunction:
    pairs = []
    for part in _parts(text):
        seen = _POINT.fullmatch(_plain(part))
        if seen is None:
            raise _unread(kind, part)
        pairs.append((float(seen[1]), float(seen[2])))
    cuts = [cut for cut, _ in pairs]
    if len(pairs) < _LEAST_POINTS or (kind == "linear" and len(pairs) > _LEAST_POINTS):
        takes = said("two_points" if kind == "linear" else "more_points")
        raise MistakeError(said("takes_points", function=kind, takes=takes, count=len(pairs), example=_EXAMPLES[kind]))
    if any(after <= before for before, after in itertools.pairwise(cuts)):
        raise MistakeError(said("points_rise"))
    return ValueFunction(kind, "", tuple(cuts), (), tuple(score for _, score in pairs))


def _ideal(kind: str, text: str, scale: float) -> ValueFunction:
    seen = _IDEAL.fullmatch(_plain(text).strip())
    if seen is None:
        raise _unread(kind, text)
    ideal, tolerance = float(seen[1]), float(seen[2])
    if tolerance <= 0:
        raise MistakeError(said("tolerance"))
    return ValueFunction(kind, "", (ideal, tolerance), (), (scale,))


def _categories(kind: str, text: str, _scale: float) -> ValueFunction:
    names, scores = [], []
    other = None
    for part in _parts(text):
        last = _else(part)
        if last is not None:
            other = last
            continue
        seen = _CATEGORY.fullmatch(part)
        if seen is None:
            raise _unread(kind, part)
        name = seen[1]
        names.append(name[1:-1].replace('""', '"') if name.startswith('"') else name.strip())
        scores.append(float(seen[2]))
    if not names:
        raise _unread(kind, text)
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise MistakeError(said("stands_twice", name=twice))
    return ValueFunction(kind, "", (), tuple(names), tuple(scores), other)
