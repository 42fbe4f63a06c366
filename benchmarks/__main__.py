"""All benchmarks, one after the other: `python -m benchmarks`."""

from __future__ import annotations

import runpy

for name in (
    "start_up",
    "loan_sweep",
    "group_sweep",
    "programme_paths",
    "clearing",
    "exact_engine",
    "tail_loss",
    "read_case",
):
    print(f"\n== {name}")
    runpy.run_module(f"benchmarks.{name}", run_name="__main__")
