"""Long lists of cases: a share of them in each run, all of them in the long one."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable


every_case = True
"""Whether the long ones are made at all: the run says so before it reads the tests (conftest)."""


def thinned(*choices: Iterable[Any], one_in: int) -> list[Any]:
    """Give the combinations of the choices as parameters, all but one in ``one_in`` marked long.

    A run that would leave the long ones out is not given them. Those whose places add up to a multiple of ``one_in``
    stay, so that of several choices each value is still tried as long as another choice has ``one_in`` values or more.
    """
    numbered = product(*(list(enumerate(choice)) for choice in choices))
    marked = ((case, sum(place for place, _ in case) % one_in != 0) for case in numbered)
    return [
        pytest.param(*(value for _, value in case), marks=[pytest.mark.long] if is_long else [])
        for case, is_long in marked
        if every_case or not is_long
    ]
