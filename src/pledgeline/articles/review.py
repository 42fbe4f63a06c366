"""What the facts of a document propose to a case, for a person to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.articles.literals import stated
from pledgeline.case.review import Proposal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Literal

    from pledgeline.articles.fact import Fact
    from pledgeline.case.review import Review

    Bound = Literal["at_least", "at_most"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """The proposals of a document, and the facts that cannot be proposed because a case has no literal for them."""

    proposals: tuple[Proposal, ...]
    left_out: tuple[Fact, ...]


def proposed(
    facts: Iterable[Fact],
    text: str,
    *,
    document: str,
    about: Mapping[tuple[str, int, int], str],
    extracted: Collection[tuple[str, int, int]] = (),
) -> Proposed:
    """A proposal for each fact of a document.

    `about` gives the figure of the case that a fact speaks of, where the rule of `conflicts` tells one; `extracted`
    names the facts that the grammar alone did not find. Both go by `key_of`.
    """
    made: list[Proposal] = []
    left: list[Fact] = []
    for fact in facts:
        key = key_of(fact)
        found = _proposal(fact, text, document, about.get(key), extracted=key in extracted)
        if found is None:
            left.append(fact)
        else:
            made.append(found)
    return Proposed(proposals=tuple(made), left_out=tuple(left))


def key_of(fact: Fact) -> tuple[str, int, int]:
    """What tells a fact from the others of its text."""
    return fact.kind, fact.start, fact.end


def _proposal(fact: Fact, text: str, document: str, about: str | None, *, extracted: bool) -> Proposal | None:
    found = stated(fact)
    if found is None:
        return None
    ends = f"{found.low}..{found.high}" if found.value is None else None
    return Proposal(
        id=f"{document}-{fact.kind.replace('_', '-')}-{fact.start}",
        document=document,
        span=f"c{fact.start}-{fact.end}",
        quote=fact.quote,
        passage=text[slice(*fact.sentence)],
        kind=fact.kind,
        about=about,
        value=None if found.value is None else str(found.value),
        range=ends,
        bound=_bound(fact),
        status=fact.status,
        flags=fact.flags,
        found_by="extractor" if extracted else "grammar",
    )


def _bound(fact: Fact) -> Bound | None:
    if "at_least" in fact.flags:
        return "at_least"
    return "at_most" if "at_most" in fact.flags else None


def merged(review: Review, document: str, fresh: Iterable[Proposal]) -> tuple[Review, int]:
    """The review with the proposals of a document that it does not hold yet, and how many those are.

    What was decided stays as it was decided; a proposal is the same where it is of the same kind and stands at the
    same place of the same document (by the hash of its file).
    """
    held = {(one.kind, one.span) for one in review.proposals if one.document == document}
    new = [one for one in fresh if (one.kind, one.span) not in held]
    return review.model_copy(update={"proposals": (*review.proposals, *new)}), len(new)
