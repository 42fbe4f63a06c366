"""What a scenario takes off the outside assets of each company."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.contagion_group import possessions
from pledgeline.engine.desk import amount, open_desk, optional
from pledgeline.engine.document import Restated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.case.case import Case
    from pledgeline.engine.contagion_group import Possession
    from pledgeline.engine.contagion_network import Network
    from pledgeline.engine.document import CaseDocument
    from pledgeline.kernels.clearing import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shock:
    """A scenario as it meets a network, by company.

    `falls`: what the falls of assets take, of a company its equity times the fall. Where the fall of the demand takes
    more, it counts in their place. `owned` is what the group owns outside the network, each with its own fall.
    """

    network: Network
    falls: Floats
    owned: tuple[tuple[Possession, float], ...]
    demand: float | None
    demand_low: float | None
    demand_high: float | None

    @property
    def _exposed(self) -> Floats:
        """What a fall of the whole demand takes."""
        return np.array(self.network.terms.exposed) * self.network.outside

    def _asked(self, demand: float | None) -> Floats:
        """What is to be taken of companies, were there enough of it."""
        return np.maximum(self.falls, (demand or 0.0) * self._exposed)

    def _taken(self, demand: float | None, multiple: float) -> Floats:
        """What is taken off: of nobody, and of nothing that the group owns, more than all."""
        asked = multiple * self._asked(demand)
        asked[0] = math.fsum(one.left(0.0) - one.left(min(multiple * fall, 1.0)) for one, fall in self.owned)
        return np.minimum(asked, self.network.outside)

    def at(self, demand: float | None) -> Floats:
        """What is taken off, with another fall of the demand than the scenario's."""
        return self._taken(demand, 1.0)

    def taken(self) -> Floats:
        """What the scenario takes off."""
        return self.at(self.demand)

    def times(self, multiple: float) -> Floats:
        """What a multiple of the scenario takes off."""
        return self._taken(self.demand, multiple)

    def of_demand(self, demand: float) -> Floats:
        """What a fall of the demand takes by itself, no asset falling."""
        return demand * self._exposed

    @property
    def whole(self) -> float:
        """The multiple from which on nothing more can be lost; 0 where nothing is shocked."""
        asked = self._asked(self.demand)
        hit = asked > 0.0
        of_group = max((1.0 / fall for one, fall in self.owned if fall > 0.0 < one.left(0.0)), default=0.0)
        return float(np.max(self.network.outside[hit] / asked[hit], initial=of_group))


def shock_of(document: CaseDocument, network: Network) -> Shock:
    """The active scenario of a case; a rise of a price shocks nobody."""
    case, name = document.case, document.scenario
    scenario = case.scenarios.get(name)
    moves = {key: amount(figure, 0.0) for key, figure in scenario.shocks.items()} if scenario is not None else {}
    falls = np.zeros(network.size)
    for place, key in enumerate(network.terms.ids[1:-1], start=1):
        asset = case.companies[key].asset
        if asset in moves:
            falls[place] = max(-moves[asset], 0.0) * network.equity[place]
    demand = scenario.demand if scenario is not None else None
    return Shock(
        network=network,
        falls=falls,
        owned=tuple(_owned(document)) if moves else (),
        demand=optional(demand),
        demand_low=float(demand.low) if demand is not None and demand.low is not None else None,
        demand_high=float(demand.high) if demand is not None and demand.high is not None else None,
    )


def shocking(case: Case) -> tuple[tuple[str, str], ...]:
    """The scenarios that take something off what companies or the group own: id and title."""
    return tuple(
        (key, one.title or "")
        for key, one in case.scenarios.items()
        if one.demand is not None or any(name in case.assets for name in one.shocks)
    )


def _owned(document: CaseDocument) -> Iterator[tuple[Possession, float]]:
    """What the group owns outside the network, and by which part of it each falls; debts stay as they are stated."""
    stated, shocked = possessions(open_desk(_as_stated(document))), possessions(open_desk(_at_once(document)))
    for before, after in zip(stated, shocked, strict=True):
        yield before, max(1.0 - after.worth / before.worth, 0.0) if before.worth > 0.0 else 0.0


def _as_stated(document: CaseDocument) -> Restated:
    return Restated(document=document, case=document.case, scenario="")


def _at_once(document: CaseDocument) -> Restated:
    """The case with the whole shock of its scenario at once, however long it takes."""
    case, name = document.case, document.scenario
    scenario = case.scenarios[name].model_copy(update={"over": None})
    changed = case.model_copy(update={"scenarios": {**case.scenarios, name: scenario}})
    return Restated(document=document, case=changed, scenario=name)
