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
    from pledgeline.engine.clearing import Clearing as Clearing
    from pledgeline.engine.clearing import clear as clear
    from pledgeline.engine.fair_spread import fair_spread as fair_spread
    from pledgeline.engine.fair_spread import loan_value as loan_value
    from pledgeline.engine.fit import fit as fit
    from pledgeline.engine.gap import GapLoss as GapLoss
    from pledgeline.engine.gap import gap_loss as gap_loss
    from pledgeline.engine.haircut import ExpectedLoss as ExpectedLoss
    from pledgeline.engine.haircut import LossProbability as LossProbability
    from pledgeline.engine.haircut import haircut as haircut
    from pledgeline.engine.passage import FirstPassage as FirstPassage
    from pledgeline.engine.passage import first_passage as first_passage
    from pledgeline.engine.passage import hit_probabilities as hit_probabilities
    from pledgeline.engine.passage import hit_probability as hit_probability
    from pledgeline.errors import CaseError as CaseError
    from pledgeline.errors import Inaccurate as Inaccurate
    from pledgeline.errors import OutOfRange as OutOfRange
    from pledgeline.errors import PledgelineError as PledgelineError
    from pledgeline.errors import PriceError as PriceError
    from pledgeline.errors import Problem as Problem
    from pledgeline.errors import UnknownName as UnknownName
    from pledgeline.files.read_case import CaseFile as CaseFile
    from pledgeline.files.read_case import apply_scenario as apply_scenario
    from pledgeline.files.read_case import read_case as read_case
    from pledgeline.files.read_case import read_case_text as read_case_text
    from pledgeline.market.dynamics import GBM as GBM
    from pledgeline.market.dynamics import NIG as NIG
    from pledgeline.market.dynamics import Kou as Kou
    from pledgeline.market.dynamics import Merton as Merton

_HOMES = {
    "Case": "pledgeline.case.case",
    "CaseError": "pledgeline.errors",
    "CaseFile": "pledgeline.files.read_case",
    "Clearing": "pledgeline.engine.clearing",
    "ExpectedLoss": "pledgeline.engine.haircut",
    "FirstPassage": "pledgeline.engine.passage",
    "GBM": "pledgeline.market.dynamics",
    "GapLoss": "pledgeline.engine.gap",
    "Inaccurate": "pledgeline.errors",
    "Kou": "pledgeline.market.dynamics",
    "LossProbability": "pledgeline.engine.haircut",
    "Merton": "pledgeline.market.dynamics",
    "NIG": "pledgeline.market.dynamics",
    "OutOfRange": "pledgeline.errors",
    "PledgelineError": "pledgeline.errors",
    "PriceError": "pledgeline.errors",
    "Problem": "pledgeline.errors",
    "Result": "pledgeline.api",
    "UnknownName": "pledgeline.errors",
    "apply_scenario": "pledgeline.files.read_case",
    "clear": "pledgeline.engine.clearing",
    "fair_spread": "pledgeline.engine.fair_spread",
    "first_passage": "pledgeline.engine.passage",
    "fit": "pledgeline.engine.fit",
    "gap_loss": "pledgeline.engine.gap",
    "haircut": "pledgeline.engine.haircut",
    "hit_probabilities": "pledgeline.engine.passage",
    "hit_probability": "pledgeline.engine.passage",
    "loan_value": "pledgeline.engine.fair_spread",
    "read_case": "pledgeline.files.read_case",
    "read_case_text": "pledgeline.files.read_case",
    "run": "pledgeline.api",
}

__all__ = [
    "GBM",
    "NIG",
    "Case",
    "CaseError",
    "CaseFile",
    "Clearing",
    "ExpectedLoss",
    "FirstPassage",
    "GapLoss",
    "Inaccurate",
    "Kou",
    "LossProbability",
    "Merton",
    "OutOfRange",
    "PledgelineError",
    "PriceError",
    "Problem",
    "Result",
    "UnknownName",
    "apply_scenario",
    "clear",
    "fair_spread",
    "first_passage",
    "fit",
    "gap_loss",
    "haircut",
    "hit_probabilities",
    "hit_probability",
    "loan_value",
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
