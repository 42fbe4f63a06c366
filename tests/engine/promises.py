"""Cases with promises, made without a file in between."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pledgeline.case.case import Case
from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.document import Restated
from pledgeline.engine.pledges import pledge_board
from pledgeline.engine.run import promises
from pledgeline.files.bundled import read_bundled
from tests.fixtures_case import case_of, document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.pledge_results import PledgeBoard, PledgeRecord
    from pledgeline.engine.results import Result

BASE = document()


def with_changes(changes: Mapping[str, Any]) -> Restated:
    """The small case with changes; what only the reader checks is not checked."""
    return Restated(document=BASE, case=Case.model_validate(case_of(changes)), scenario="")


def board(changes: Mapping[str, Any]) -> PledgeBoard:
    """The scoreboard of the small case with changes."""
    found = pledge_board(with_changes(changes))
    assert found is not None
    return found


def promise(**terms: Any) -> dict[str, Any]:
    """USD 100bn promised by the group on 1 January 2024, due by the end of 2027; ``terms`` replace or add."""
    stated = {"by": "group", "amount": "USD 100bn", "made": "2024-01-01", "deadline": "2027-12-31"}
    return {key: term for key, term in {**stated, **terms}.items() if term is not None}


def records(pledges: Mapping[str, Any], **changes: Any) -> dict[str, PledgeRecord]:
    """The promises of the small case, by id."""
    return {one.id: one for one in board({"pledges": pledges, **changes}).pledges}


def only(pledge: Mapping[str, Any], **changes: Any) -> PledgeRecord:
    """The one promise of the small case."""
    return records({"p": pledge}, **changes)["p"]


@cache
def bundled(name: str, *, paths: int = 16) -> Result:
    """The promises of a bundled case as `pledgeline pledges` answers, over a few paths."""
    return promises(read_bundled(name), draws=Draws(paths=paths, seed=1))


def result_of(changes: Mapping[str, Any]) -> Result:
    """The answer for the small case with changes, over a few paths."""
    return promises(with_changes(changes), draws=Draws(paths=16, seed=1))
