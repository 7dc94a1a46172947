"""Expert sheets that came back: checked at their cells, put together by geometric means, and how far they are apart."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - a NamedTuple says what it holds when it runs
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.extras import require
from hanting_geo.core.findings import Finding, to_table
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.siting.suitability.weights.ahp import ACCEPTED, AhpWeights, ahp_weights
from hanting_geo.siting.suitability.weights.comparisons import MOST, pairs_of, ratio_text, ratio_value
from hanting_geo.siting.suitability.weights.expert_sheets import FIRST, HIDDEN, MARK, NAME_CELL, VERSION

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["ExpertWeights", "read_expert_sheets"]

_WHAT = "read_expert_sheets"
_CLOSE = 1e-9
_APART = 2.0
_MOST_LISTED = 30
_ONE_PART = 2

Answers = dict[str, dict[tuple[str, str], float]]


class Expert(NamedTuple):
    """One expert: the name, the file, and the comparisons under each node."""

    name: str
    path: Path
    answers: Answers


@dataclass(frozen=True, repr=False)
class ExpertWeights:
    """What several experts say together; :func:`hanting_geo.read_expert_sheets` makes it.

    Attributes
    ----------
    group
        The weights from the geometric means of all comparisons (Aczel & Saaty 1983: the one mean that keeps
        reciprocals), with their own consistency.
    experts
        The weights of each expert, by name.
    dispersion
        A row for each comparison: the geometric mean over the experts, the geometric dispersion ``exp(s)`` with s the
        standard deviation of the logarithms (1: all agree; 2: typically off by 2 times; missing for one expert), the
        least and the most that somebody said.
    noted
        Findings: inconsistent experts, comparisons on which they are far apart.
    """

    group: AhpWeights
    experts: dict[str, AhpWeights]
    dispersion: pd.DataFrame
    noted: tuple[Finding, ...]

    @property
    def weights(self) -> pd.Series:
        """The weights of all experts together, by criterion."""
        return self.group.weights

    @property
    def consistency_ratio(self) -> float:
        """The consistency ratio of the comparisons put together."""
        return self.group.consistency_ratio

    @property
    def findings(self) -> pd.DataFrame:
        """What is wrong or worth knowing, as in :func:`hanting_geo.findings`."""
        return to_table(self.noted)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name: ``weights`` (all together, then each expert), ``consistency`` (a row for each expert
        and matrix), ``dispersion``, ``findings``.
        """  # noqa: D205 - one sentence
        weights = pd.DataFrame({"criterion": list(self.weights.index), "weight": self.weights.to_numpy()})
        for name, one in self.experts.items():
            weights[name] = one.weights[list(self.weights.index)].to_numpy()
        rows = [
            {"expert": name, **row}
            for name, one in self.experts.items()
            for row in one.tables()["consistency"].to_dict("records")
        ]
        return {
            "weights": weights,
            "consistency": pd.DataFrame(rows),
            "dispersion": self.dispersion.copy(),
            "findings": self.findings,
        }

    def __repr__(self) -> str:
        """Say the weights, where a front end shows text only."""
        said = ", ".join(f"{name} {weight:.4f}" for name, weight in self.weights.items())
        return f"ExpertWeights of {len(self.experts)}: {said}; CR {self.consistency_ratio:.4f}"


def read_expert_sheets(paths: Iterable[str | os.PathLike[str]], *, random_index: str = "saaty_1980") -> ExpertWeights:
    """Read the expert sheets that came back, check each at its cells, and put them together.

    Parameters
    ----------
    paths
        Workbooks that :func:`hanting_geo.expert_sheet` wrote and experts filled in.
    random_index
        The table of the random index, as for :func:`hanting_geo.ahp_weights`.

    Returns
    -------
    ExpertWeights
        Nobody is left out: who contradicts himself is told in the findings.

    Raises
    ------
    SchemaError
        Cells that are empty, dates, no numbers or beyond the scale, over all files at once; sheets on other criteria
        than the first; two of one expert.
    SourceError
        A file that cannot be read, or is no expert sheet; openpyxl is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import openpyxl
    >>> from hanting_geo.siting.suitability.weights.expert_sheets import expert_sheet
    >>> path = expert_sheet(["slope", "road"], Path(tempfile.mkdtemp()) / "a.xlsx", expert="a")
    >>> book = openpyxl.load_workbook(path)
    >>> book.worksheets[0]["C8"] = "3"
    >>> book.save(path)
    >>> read_expert_sheets([path]).weights.round(4).to_dict()
    {'slope': 0.75, 'road': 0.25}
    """
    listed = arguments.paths(paths, f"{_WHAT}: paths")
    if not listed:
        message = Sentence("{what}: paths is empty; name the workbooks that came back", what=_WHAT)
        raise arguments.ArgumentError(message)
    problems: list[str] = []
    experts: list[Expert] = []
    nodes: dict[str, list[str]] = {}
    for path in listed:
        book = _open(path)
        own = _nodes(book, path)
        nodes = nodes or own
        if own != nodes:
            message = Sentence(
                "{path} compares other criteria than {listed}: send all experts the same sheet",
                path=path,
                listed=listed[0],
            )
            raise SchemaError(message)
        experts.append(_expert(book, path, own, problems))
    names = [expert.name for expert in experts]
    problems += [
        Sentence(
            "{path}: the expert {name!r} is there twice; write another name into {name_cell}",
            path=expert.path,
            name=expert.name,
            name_cell=NAME_CELL,
        )
        for place, expert in enumerate(experts)
        if expert.name in names[:place]
    ]
    if problems:
        more = (
            Sentence("\n  and {count} more", count=len(problems) - _MOST_LISTED) if len(problems) > _MOST_LISTED else ""
        )
        lines = joined("", (Sentence("\n  {line}", line=line) for line in problems[:_MOST_LISTED]))
        message = Sentence(
            "{what}: {count} mistake{count2}{lines}{more}",
            what=_WHAT,
            count=len(problems),
            count2="s" * (len(problems) > 1),
            lines=lines,
            more=more,
        )
        raise SchemaError(message)
    return _together(experts, nodes, random_index)


def _open(path: Path) -> Workbook:
    openpyxl = require("openpyxl", f"{path}: reading a workbook")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that it leaves out
            book: Workbook = openpyxl.load_workbook(path)
    except Exception as error:  # zip, XML and its own errors: openpyxl names no common one
        message = Sentence(
            "{path} is no workbook that can be read ({error}); save it again as .xlsx, without a password",
            path=path,
            error=error,
        )
        raise SourceError(message) from error
    return book


def _nodes(book: Workbook, path: Path) -> dict[str, list[str]]:
    """Give the criteria under each node, as the hidden sheet has them; a node's sheet is told by its place."""
    rows = list(book[HIDDEN].iter_rows(values_only=True)) if HIDDEN in book.sheetnames else []
    if not rows or rows[0][:2] != (MARK, str(VERSION)):
        message = Sentence(
            "{path} is no expert sheet of this version; write one with hg.expert_sheet, and keep "
            "its hidden sheet {hidden} when it is copied",
            path=path,
            hidden=HIDDEN,
        )
        raise SourceError(message)
    nodes = {str(row[0]): [str(cell) for cell in row[2:] if cell is not None] for row in rows[1:]}
    missing = [row[1] for row in rows[1:] if row[1] and row[1] not in book.sheetnames]
    if missing:
        message = Sentence(
            "{path} has lost its sheet {missing!r}, or somebody renamed it; it has {listed}",
            path=path,
            missing=missing[0],
            listed=enumerated(book.sheetnames),
        )
        raise SchemaError(message)
    return nodes


def _expert(book: Workbook, path: Path, nodes: dict[str, list[str]], problems: list[str]) -> Expert:
    sheets = {str(row[0]): str(row[1] or "") for row in list(book[HIDDEN].iter_rows(values_only=True))[1:]}
    answers: Answers = {}
    name = ""
    for node, criteria in nodes.items():
        if len(criteria) < _ONE_PART:
            answers[node] = {}
            continue
        sheet = book[sheets[node]]
        said = sheet[NAME_CELL].value
        name = name or ("" if said is None else str(said).strip())
        answers[node] = _matrix(sheet, path, criteria, problems)
    return Expert(name or path.stem, path, answers)


def _matrix(sheet: Worksheet, path: Path, criteria: list[str], problems: list[str]) -> dict[tuple[str, str], float]:
    answers = {}
    for row, one in enumerate(criteria):
        for column, other in list(enumerate(criteria))[row + 1 :]:
            cell = sheet.cell(FIRST + row, column + 2)
            value, complaint = _answer(cell.value)
            place = f"{path}: {sheet.title}!{cell.coordinate} ({one}, {other})"
            if complaint:
                problems.append(Sentence("{place}: {complaint}", place=place, complaint=complaint))
                continue
            answers[one, other] = value
            below = sheet.cell(FIRST + column, row + 2)
            if below.data_type != "f" and below.value not in {None, ""}:
                turned, unreadable = _answer(below.value)
                if unreadable or not math.isclose(turned * value, 1, rel_tol=_CLOSE):
                    problems.append(
                        Sentence(
                            "{path}: {title}!{coordinate} ({other}, {one}): {value!r} was written over the "
                            "formula, and {coordinate2} says {value2}; leave one of the two",
                            path=path,
                            title=sheet.title,
                            coordinate=below.coordinate,
                            other=other,
                            one=one,
                            value=below.value,
                            coordinate2=cell.coordinate,
                            value2=ratio_text(value),
                        )
                    )
    return answers


def _answer(value: Any) -> tuple[float, str]:
    """Give the number of a cell, or what is wrong with it."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return math.nan, Sentence("empty; choose from the list")
    if hasattr(value, "year"):
        return math.nan, Sentence("a date: the spreadsheet took 1/9 for a day; choose from the list again")
    if isinstance(value, str) and value.startswith("="):
        return math.nan, Sentence("a formula ({value}); choose from the list", value=value)
    number, complaint = ratio_value(value.strip() if isinstance(value, str) else value)
    if not complaint and not 1 / MOST - _CLOSE <= number <= MOST + _CLOSE:
        return math.nan, Sentence("{value} is beyond the scale of 1/9 to 9", value=value)
    return number, complaint


def _together(experts: list[Expert], nodes: dict[str, list[str]], table: str) -> ExpertWeights:
    """Put the comparisons together by geometric means, and say how far apart they are."""
    own = {expert.name: _weights(expert.answers, nodes, table) for expert in experts}
    means: Answers = {}
    rows = []
    noted = [
        Finding(
            "warning",
            "inconsistent_expert",
            None,
            expert.name,
            _about(own[expert.name]),
            Sentence("ask the expert once more"),
        )
        for expert in experts
        if own[expert.name].consistency_ratio > ACCEPTED
    ]
    for node, criteria in nodes.items():
        means[node] = {}
        for pair in pairs_of(criteria):
            said = np.array([expert.answers[node][pair] for expert in experts])
            logs = np.log(said)
            mean = float(np.exp(logs.mean()))
            spread = float(np.exp(logs.std(ddof=1))) if len(said) > 1 else math.nan
            means[node][pair] = mean
            row = {"matrix": node, "row": pair[0], "column": pair[1], "geometric_mean": mean}
            row |= {"geometric_dispersion": spread, "least": float(said.min()), "most": float(said.max())}
            rows.append({**row, "experts": len(said)})
            if spread > _APART:
                low, high = ratio_text(float(said.min())), ratio_text(float(said.max()))
                what = Sentence(
                    "({pair}, {pair2}): the experts say {low} to {high}, geometric dispersion {spread:.3g}",
                    pair=pair[0],
                    pair2=pair[1],
                    low=low,
                    high=high,
                    spread=spread,
                )
                do = Sentence("let them talk about this pair before a mean of it is used")
                noted.append(Finding("warning", "experts_apart", node, f"{pair[0]}, {pair[1]}", what, do))
    group = _weights(means, nodes, table)
    names = ["matrix", "row", "column", "geometric_mean", "geometric_dispersion", "least", "most", "experts"]
    # That means leave the scale's whole numbers is as it must be.
    noted += [finding for finding in group.noted if finding.code != "beyond_the_scale"]
    return ExpertWeights(group, own, pd.DataFrame(rows, columns=names), tuple(noted))


def _about(own: AhpWeights) -> str:
    row, column = own.worst_pair or ("", "")
    return Sentence(
        "consistency ratio {consistency_ratio:.3f}, above 0.1 ({random_index_table}); "
        "furthest off: ({row}, {column}) = {worst_given}, where {repair:.3g} would agree "
        "with the weights",
        consistency_ratio=own.consistency_ratio,
        random_index_table=own.random_index_table,
        row=row,
        column=column,
        worst_given=ratio_text(own.worst_given),
        repair=own.repair,
    )


def _weights(answers: Answers, nodes: dict[str, list[str]], table: str) -> AhpWeights:
    matrices: dict[str, object] = {}
    for node, criteria in nodes.items():
        matrices[node] = answers[node] or {(criteria[0], criteria[0]): 1}
    return ahp_weights(matrices if len(nodes) > 1 else next(iter(matrices.values())), random_index=table)
