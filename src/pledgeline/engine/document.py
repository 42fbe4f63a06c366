"""What the engine needs of a case that has been read: the records, the prices, and where each key stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.case.case import Case
    from pledgeline.errors import Place
    from pledgeline.market.prices import PriceTable


class CaseDocument(Protocol):
    """A case as read from a file."""

    @property
    def case(self) -> Case:
        """The case itself."""

    @property
    def prices(self) -> Mapping[str, PriceTable]:
        """Price tables by asset."""

    @property
    def input_hash(self) -> str:
        """SHA-256 over the case and every file it reads."""

    @property
    def scenario(self) -> str:
        """The active scenario; empty without one."""

    def locate(self, path: str) -> Place:
        """Where a dotted path stands in the files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """A case document with another case in it."""

    document: CaseDocument
    case: Case
    scenario: str

    @property
    def prices(self) -> Mapping[str, PriceTable]:
        """Price tables by asset."""
        return self.document.prices

    @property
    def input_hash(self) -> str:
        """The hash of the case as it was read."""
        return self.document.input_hash

    def locate(self, path: str) -> Place:
        """Where a dotted path stands in the files."""
        return self.document.locate(path)
