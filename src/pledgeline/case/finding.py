"""What is wrong with a case as a whole, before it is known where in a file that stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding at a dotted path of the case; `at_key` where the key itself is wrong, not what stands under it."""

    path: str
    what: str
    remedy: str = ""
    at_key: bool = False
