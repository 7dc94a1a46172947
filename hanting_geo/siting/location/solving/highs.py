"""Linear and mixed-integer programmes, solved by HiGHS: the same programme and seed give the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from hanting_geo.core.arrays import Flags, Floats

__all__ = ["Found", "Program", "run"]

_USUAL = (1e2, 1e7)
"""Sums of coefficients of an objective that need no scaling."""
_AIM = 1e5
_LARGEST_SEED = 2**31 - 1
_POLL_S = 0.1
_HEURISTICS = ("rins", "rens", "root_reduced_cost", "feasibility_jump")


@dataclass(kw_only=True, eq=False)
class Program:
    """Least ``objective @ x`` for ``low <= x <= high`` and ``row_low <= rows @ x <= row_high``.

    Attributes
    ----------
    whole
        Which variables take whole numbers only.
    """

    objective: Floats
    rows: csr_array
    row_low: Floats
    row_high: Floats
    low: Floats
    high: Floats
    whole: Flags


class Found(NamedTuple):
    """What HiGHS says.

    Attributes
    ----------
    values
        None where no solution was found.
    bound
        The least that is possible.
    status
        ``"optimal"``, ``"infeasible"``, or ``"stopped"`` (by time, or at a bound that was asked for).
    reduced
        Reduced costs of the variables, of a programme without whole numbers.
    """

    values: Floats | None
    bound: float
    status: str
    nodes: int
    reduced: Floats | None


def run(
    program: Program,
    *,
    seconds: float,
    seed: int = 0,
    gap: float = 0.0,
    start: Floats | None = None,
    stop_at_first: bool = False,
    proving: bool = False,
    presolve: bool = True,
) -> Found:
    """Solve a programme.

    Parameters
    ----------
    program
        See there.
    seconds
        Time limit.
    seed
        Of HiGHS.
    gap
        Relative gap at which to stop.
    start
        A solution to start from.
    stop_at_first
        Any solution does.
    proving
        The start is good: spend no time on better ones nor on starting again, and solve the first relaxation by an
        interior point method.
    presolve
        Make it smaller first.
    """
    import highspy

    scale = _scale(program)
    # The class under highspy.Highs: that one prints a line when it is made, and all of them share one lock.
    made: Any = highspy.Highs.__base__
    solver: Any = made()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("parallel", "off")
    solver.setOptionValue("random_seed", seed % _LARGEST_SEED)
    solver.setOptionValue("mip_rel_gap", float(gap))
    solver.setOptionValue("mip_abs_gap", 0.0)
    solver.setOptionValue("time_limit", float(max(seconds, 0.01)))
    if proving:
        solver.setOptionValue("mip_heuristic_effort", 0.0)
        for name in _HEURISTICS:
            solver.setOptionValue(f"mip_heuristic_run_{name}", False)
        solver.setOptionValue("mip_allow_restart", False)
        solver.setOptionValue("mip_lp_solver", "ipm")
    if not presolve:
        solver.setOptionValue("presolve", "off")
    if stop_at_first:
        solver.setOptionValue("mip_max_improving_sols", 1)
    solver.passModel(_model(highspy, program, scale))
    if start is not None:
        given = highspy.HighsSolution()
        given.col_value = start.tolist()
        given.value_valid = True
        solver.setSolution(given)
    _solve(highspy, solver)
    return _found(highspy, solver, program, scale)


def _solve(highspy: Any, solver: Any) -> None:
    """Run the solver beside, so that whoever presses Ctrl-C is heard."""
    given_up = Event()

    def _ask(_kind: object, _message: object, _out: object, answer: Any, _data: object) -> None:
        if answer is not None:
            answer.user_interrupt = given_up.is_set()

    solver.setCallback(_ask, None)
    kinds = highspy.cb.HighsCallbackType
    for kind in (kinds.kCallbackSimplexInterrupt, kinds.kCallbackIpmInterrupt, kinds.kCallbackMipInterrupt):
        solver.startCallback(kind)
    worker = Thread(target=solver.run, daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(_POLL_S)
    except KeyboardInterrupt:
        given_up.set()
        worker.join()
        raise


def _scale(program: Program) -> float:
    """Choose a power of two that brings an objective to a size which the solver's tolerances are made for."""
    total = float(np.abs(program.objective).sum())
    if total == 0 or _USUAL[0] <= total <= _USUAL[1]:
        return 1.0
    return float(2.0 ** np.round(np.log2(_AIM / total)))


def _model(highspy: Any, program: Program, scale: float) -> Any:
    """Hand the arrays over."""
    model = highspy.HighsLp()
    model.num_col_ = len(program.objective)
    model.num_row_ = program.rows.shape[0]
    model.col_cost_ = program.objective * scale
    model.col_lower_, model.col_upper_ = program.low, program.high
    model.row_lower_, model.row_upper_ = program.row_low, program.row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.num_col_ = model.num_col_
    model.a_matrix_.num_row_ = model.num_row_
    model.a_matrix_.start_ = program.rows.indptr.astype(np.int32)
    model.a_matrix_.index_ = program.rows.indices.astype(np.int32)
    model.a_matrix_.value_ = program.rows.data.astype(np.float64)
    if program.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(whole)] for whole in program.whole]
    return model


def _found(highspy: Any, solver: Any, program: Program, scale: float) -> Found:
    """Read what the solver says."""
    status = solver.getModelStatus()
    statuses = highspy.HighsModelStatus
    info = solver.getInfo()
    nodes = max(int(info.mip_node_count), 0)
    if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
        return Found(None, np.inf, "infeasible", nodes, None)
    is_mixed = bool(program.whole.any())
    solution = solver.getSolution()
    has_values = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.asarray(solution.col_value, dtype=np.float64) if has_values else None
    if status == statuses.kModelEmpty:
        values = np.zeros(0)
    is_optimal = status in (statuses.kOptimal, statuses.kModelEmpty)
    if is_mixed:
        bound = float(info.mip_dual_bound) / scale
    else:
        bound = float(info.objective_function_value) / scale if is_optimal else -np.inf
    reduced = None if is_mixed or not is_optimal else np.asarray(solution.col_dual, dtype=np.float64) / scale
    return Found(values, bound, "optimal" if is_optimal else "stopped", nodes, reduced)
