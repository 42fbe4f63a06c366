"""The sweep interpreted: nothing is read past an array, and the figures are those of the compiled sweep."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pledgeline.engine.simulation import Outcomes, simulate_paths
from pledgeline.market.dynamics import Kou
from tests.simple_case import FULL_RECOURSE, simple_case, simple_loan

PATHS, DAYS, SEED = 24, 40, 5
ROOT = Path(__file__).parents[2]


def outcomes() -> Outcomes:
    """Two loans that share an asset, on prices that jump: calls, cures, releases and sales within forty days."""
    loans = (
        simple_loan("senior", ("alder", "birch"), release=0.35, deposit=3_000.0, spread=0.05, capitalised=True),
        simple_loan("junior", ("birch",), means=("cash", "shares"), cure_days=0, recourse=FULL_RECOURSE),
    )
    law = Kou(volatility=0.9, jump_rate=20, up_probability=0.3, up_rate=12, down_rate=6)
    case = simple_case(dynamics=law, days=DAYS, assets=("alder", "birch"), loans=loans, free=200.0, cash=9_000.0)
    return simulate_paths(case, paths=PATHS, seed=SEED, workers=1, recorded=PATHS)


def test_the_interpreted_sweep_is_the_compiled_one(tmp_path: Path) -> None:
    if os.environ.get("NUMBA_DISABLE_JIT"):
        pytest.skip("nothing is compiled here to compare with")
    script = (
        "import sys, warnings, numpy\n"
        "warnings.simplefilter('error')\n"
        "from tests.engine.test_simulation import outcomes\n"
        "found = outcomes()\n"
        "numpy.savez(sys.argv[1], outcomes=found.outcomes, control=found.control, ltv=found.ltv)"
    )
    there = tmp_path / "interpreted.npz"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script, there], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    compiled, interpreted = outcomes(), np.load(there)
    assert np.count_nonzero(compiled.outcomes.close_out >= 0) > PATHS / 4
    assert np.count_nonzero(compiled.outcomes.call >= 0) > np.count_nonzero(compiled.outcomes.close_out >= 0)
    np.testing.assert_array_equal(compiled.control, interpreted["control"])
    # compiled code may fuse a multiplication with an addition, and some of these are single precision
    close = functools.partial(np.testing.assert_allclose, rtol=1e-6, atol=1e-6)
    close(compiled.ltv, interpreted["ltv"])
    for name in compiled.outcomes.dtype.names or ():
        close(np.asarray(compiled.outcomes[name]), interpreted["outcomes"][name], err_msg=name)
