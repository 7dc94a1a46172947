"""A few problems against spopt, in a process of its own: PuLP's solver and ours do not start in one."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from hanting_geo.siting.location.solving.problem import Problem
from hanting_geo.siting.location.solving.solve import solve

SEED, DEMAND, FACILITIES, P, RADIUS = 11, 60, 20, 4, 300.0
THEIRS = """
import json, warnings
warnings.simplefilter("ignore")
import numpy as np, pulp
from spopt.locate import LSCP, MCLP, PCenter, PMedian
rng = np.random.default_rng({seed})
away = np.linalg.norm(rng.random(({n}, 1, 2)) * 1000 - rng.random((1, {m}, 2)) * 1000, axis=2)
weight = rng.integers(1, 30, {n}).astype(float)
solver = pulp.PULP_CBC_CMD(msg=False)
models = {{
    "p_median": PMedian.from_cost_matrix(away, weight, p_facilities={p}),
    "p_center": PCenter.from_cost_matrix(away, p_facilities={p}),
    "mclp": MCLP.from_cost_matrix(away, weight, service_radius={radius}, p_facilities={p}),
    "lscp": LSCP.from_cost_matrix(away, service_radius={radius}),
}}
print(json.dumps({{name: pulp.value(model.solve(solver).problem.objective) for name, model in models.items()}}))
"""


@pytest.mark.long  # Importing spopt and the libraries under it takes most of the time.
def test_the_same_objectives() -> None:
    code = THEIRS.format(seed=SEED, n=DEMAND, m=FACILITIES, p=P, radius=RADIUS)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    theirs = json.loads(ran.stdout.splitlines()[-1])
    rng = np.random.default_rng(SEED)
    away = np.linalg.norm(rng.random((DEMAND, 1, 2)) * 1000 - rng.random((1, FACILITIES, 2)) * 1000, axis=2)
    weight = rng.integers(1, 30, DEMAND).astype(float)
    for model, value in theirs.items():
        radius = RADIUS if model in ("mclp", "lscp") else None
        found = solve(Problem(model=model, costs=away, weight=weight, p=None if model == "lscp" else P, radius=radius))
        assert found.objective == pytest.approx(value, rel=1e-6), model
    assert set(theirs) == {"p_median", "p_center", "mclp", "lscp"}
