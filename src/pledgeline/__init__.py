"""How much can be promised, borrowed and built before something gives.

The names below load on first use, so that `import pledgeline` stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pledgeline.api import Result as Result
    from pledgeline.api import run as run
    from pledgeline.case.case import Case as Case
    from pledgeline.errors import CaseError as CaseError
    from pledgeline.errors import PledgelineError as PledgelineError
    from pledgeline.errors import PriceError as PriceError
    from pledgeline.errors import Problem as Problem
    from pledgeline.errors import UnknownName as UnknownName
    from pledgeline.files.read_case import CaseFile as CaseFile
    from pledgeline.files.read_case import apply_scenario as apply_scenario
    from pledgeline.files.read_case import read_case as read_case
    from pledgeline.files.read_case import read_case_text as read_case_text
    from pledgeline.market.dynamics import GBM as GBM
    from pledgeline.market.dynamics import Kou as Kou
    from pledgeline.market.dynamics import Merton as Merton

_HOMES = {
    "Case": "pledgeline.case.case",
    "CaseError": "pledgeline.errors",
    "CaseFile": "pledgeline.files.read_case",
    "GBM": "pledgeline.market.dynamics",
    "Kou": "pledgeline.market.dynamics",
    "Merton": "pledgeline.market.dynamics",
    "PledgelineError": "pledgeline.errors",
    "PriceError": "pledgeline.errors",
    "Problem": "pledgeline.errors",
    "Result": "pledgeline.api",
    "UnknownName": "pledgeline.errors",
    "apply_scenario": "pledgeline.files.read_case",
    "read_case": "pledgeline.files.read_case",
    "read_case_text": "pledgeline.files.read_case",
    "run": "pledgeline.api",
}

__all__ = [
    "GBM",
    "Case",
    "CaseError",
    "CaseFile",
    "Kou",
    "Merton",
    "PledgelineError",
    "PriceError",
    "Problem",
    "Result",
    "UnknownName",
    "apply_scenario",
    "read_case",
    "read_case_text",
    "run",
]


def __getattr__(name: str) -> object:
    """Load a public name where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module 'pledgeline' has no attribute '{name}'")
    found = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names."""
    return __all__
