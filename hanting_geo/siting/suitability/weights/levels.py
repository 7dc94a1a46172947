"""The criteria that are compared, level by level: which stand under which, and what they are called."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from hanting_geo.core.arguments import ArgumentError, told
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import Text
from hanting_geo.siting.suitability.criteria.files import read_criteria
from hanting_geo.siting.suitability.criteria.model import CriteriaSet
from hanting_geo.siting.suitability.weights.weighting import as_names

__all__ = ["GOAL", "Levels", "levels_of"]

GOAL = "goal"
"""What the top of criteria without levels is called."""
_MOST = 15


class Levels(NamedTuple):
    """Nodes with the criteria under each, and the titles of all."""

    nodes: dict[str, list[str]]
    titles: dict[str, Text]

    def title(self, name: str) -> Text:
        """Give what a criterion is called: its own name if nothing else was said."""
        return self.titles.get(name, Text(name, name))


def levels_of(criteria: object, what: str) -> Levels:
    """Read which criteria are compared.

    Parameters
    ----------
    criteria
        A set of criteria, its file or its name; a list of names; a mapping of name to title (a text, or one in both
        languages); or, for levels, a mapping of node to the list, or the mapping of titles, of the criteria under it.
    what
        Which function asks.

    Raises
    ------
    ArgumentError
        It is none of these; a name twice under one node; more than 15 under one node; levels without one top.

    Examples
    --------
    >>> levels_of(["slope", "road"], "here").nodes
    {'goal': ['slope', 'road']}
    >>> levels_of({"goal": ["land", "road"], "land": {"slope": "坡度", "soil": "土壤"}}, "here").nodes["land"]
    ['slope', 'soil']
    """
    nodes: dict[str, list[str]] = {}
    titles: dict[str, Text] = {}
    if isinstance(criteria, str | os.PathLike):
        criteria = read_criteria(criteria)
    if isinstance(criteria, CriteriaSet):
        return _of_set(criteria, what)
    if (
        isinstance(criteria, Mapping)
        and criteria
        and all(isinstance(inner, Mapping | list | tuple) for inner in criteria.values())
    ):
        as_names(criteria, what)
        for node, inner in criteria.items():
            nodes[node] = _children(inner, titles, f"{what}: under {node!r}")
    else:
        nodes[GOAL] = _children(criteria, titles, what)
    below = {child for children in nodes.values() for child in children}
    tops = [node for node in nodes if node not in below]
    if len(tops) != 1:
        message = Sentence(
            "{what}: levels have one top, and here {tops} stand under nothing; what has criteria "
            "under it is itself a criterion of the level above",
            what=what,
            tops=Sentence("there is none") if not tops else enumerated(map(repr, tops)),
        )
        raise ArgumentError(message)
    return Levels(nodes, titles)


def _of_set(criteria: CriteriaSet, what: str) -> Levels:
    """Take the levels and titles of a set of criteria; its title is the goal."""
    taken = {row.id for row in criteria}
    goal = GOAL if GOAL not in taken else f"({GOAL})"
    nodes: dict[str, list[str]] = {goal: []}
    for row in criteria:
        if row.is_level:
            nodes[row.id] = []
    for row in criteria:
        nodes[row.parent or goal].append(row.id)
    titles = {row.id: row.title for row in criteria}
    if criteria.title.text():
        titles[goal] = criteria.title
    return Levels({node: _children(names, {}, f"{what}: under {node!r}") for node, names in nodes.items()}, titles)


def _children(given: object, titles: dict[str, Text], what: str) -> list[str]:
    if isinstance(given, Mapping):
        for name, title in given.items():
            if not isinstance(title, str | Text):
                message = Sentence(
                    "{what}: the title of {name!r} is a text, and {title} was given",
                    what=what,
                    name=name,
                    title=told(title),
                )
                raise ArgumentError(message)
            titles[name] = Text(title, title) if isinstance(title, str) else title
    elif not isinstance(given, list | tuple):
        message = Sentence(
            "{what} takes the criteria as a list of names, or a mapping of name to title, or of "
            "node to those under it; it was given {given}",
            what=what,
            given=told(given),
        )
        raise ArgumentError(message)
    names = as_names(given, what)
    if not 1 <= len(names) <= _MOST:
        message = Sentence(
            "{what}: {count} criteria are compared; 1 to {most} can be, so make levels of more",
            what=what,
            count=len(names),
            most=_MOST,
        )
        raise ArgumentError(message)
    return names
