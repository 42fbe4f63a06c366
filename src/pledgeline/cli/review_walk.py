"""One proposal after the other: shown, asked about, decided, and the decision kept at once."""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING

import click

from pledgeline.cli.review_edit import edited
from pledgeline.cli.review_show import proposal_lines
from pledgeline.errors import ProblemsError
from pledgeline.files.accept_proposal import accepted
from pledgeline.files.problem_text import problems_text
from pledgeline.files.read_case import read_case_text
from pledgeline.files.review_file import replace_file, review_path, write_review
from pledgeline.files.text_file import read_bytes
from pledgeline.language.saying import say, say_each

if TYPE_CHECKING:
    from pathlib import Path

    from pledgeline.case.case import Case
    from pledgeline.case.claim import Reviewed
    from pledgeline.case.review import Decision, Proposal, Review
    from pledgeline.files.accept_proposal import Reviewer

ACCEPT, EDIT, REJECT, SKIP, QUIT = "a", "e", "r", "s", "q"
KEYS = (ACCEPT, EDIT, REJECT, SKIP, QUIT)


class Keys:
    """Where answers come from: single keys of a terminal, or the characters of what is piped in."""

    def __init__(self, *, aside: bool = False) -> None:
        """Nothing has been read yet; questions go to standard output, or aside to standard error."""
        self._pending: list[str] = []
        self._aside = aside

    def tell(self, line: str, *, end: str = "\n") -> None:
        """Say something where the questions are put."""
        click.echo(line + end, nl=False, err=self._aside)

    def key(self) -> str:
        """The next key, in small letters; `q` where nothing more comes."""
        if sys.stdin.isatty():
            return click.getchar().lower()
        while not self._pending:
            line = sys.stdin.readline()
            if not line:
                return QUIT
            self._pending = list("".join(line.split()).lower())
        return self._pending.pop(0)

    def line(self, question: str, default: str) -> str:
        """A line of text; what stands there where the line is empty. Raises click.Abort where nothing more comes."""
        asked = say("{question} [{default}]:", question=question, default=default)
        self.tell("  " + (asked if default else say("{question}:", question=question)), end=" ")
        line = sys.stdin.readline()
        if not line:
            raise click.Abort
        return line.strip() or default


class Walk:
    """The case, its review, and what has been decided in this sitting."""

    def __init__(self, path: Path, review: Review, *, reviewer: Reviewer, keys: Keys) -> None:
        """Read the case; raises `CaseError` and `PriceError`."""
        self._path = path
        self._review = review
        self._reviewer = reviewer
        self._keys = keys
        self._content = read_bytes(path)
        self._case = self._read(self._content)
        self.decided: dict[str, str] = {}

    def waiting(self) -> int:
        """How many proposals are open."""
        return sum(one.decision == "open" for one in self._review.proposals)

    def all(self) -> None:
        """Ask about each open proposal once."""
        self._settle()
        total = self.waiting()
        if not total:
            self._say(say("Nothing waits for a decision."))
        number = 0
        for at, proposal in enumerate(self._review.proposals):
            if proposal.decision == "open":
                number += 1
                if not self._one(at, heading=f"[{number}/{total}]"):
                    return

    def summary(self) -> None:
        """What was decided, and what still waits."""
        taken = sum(decision == "accepted" for decision in self.decided.values())
        refused = len(self.decided) - taken
        waiting = self.waiting()
        self._say("")
        self._say(
            say(
                "{accepted}, {rejected}, {waiting}.",
                accepted=say_each(taken, "{n} accepted", "{n} accepted", n=taken),
                rejected=say_each(refused, "{n} rejected", "{n} rejected", n=refused),
                waiting=say_each(waiting, "{n} still open", "{n} still open", n=waiting),
            )
        )

    def _settle(self) -> None:
        """Mark as accepted what is in the case already, as after a sitting that ended between two writings."""
        for at, proposal in enumerate(self._review.proposals):
            reviewed = self._reviewed(proposal) if proposal.decision == "open" else None
            if reviewed is not None:
                update = {"decision": "accepted", "by": reviewed.by, "on": reviewed.on}
                self._keep(at, proposal.model_copy(update=update))

    def _reviewed(self, proposal: Proposal) -> Reviewed | None:
        """Who has let the passage into the case, where it stands there as a claim."""
        digest = self._review.documents[proposal.document].sha256
        for claim in self._case.claims.values():
            for cited in claim.sources:
                source = self._case.sources.get(cited.source)
                if source is not None and source.sha256 == digest and cited.locator == proposal.span:
                    return claim.reviewed
        return None

    def _one(self, at: int, *, heading: str) -> bool:
        """Ask about a proposal until it is decided or skipped; False to end the sitting."""
        proposal = self._review.proposals[at]
        self._show(proposal, heading)
        while True:
            self._keys.tell(say("[a]ccept [e]dit [r]eject [s]kip [q]uit:"), end=" ")
            key = self._keys.key()
            self._say(key if key.isprintable() else "")
            if key in {QUIT, "\x03", "\x04"}:
                return False
            if key == SKIP:
                return True
            if key == REJECT:
                self._decide(at, proposal, "rejected")
                return True
            if key == ACCEPT and self._accept(at, proposal):
                return True
            if key == EDIT:
                proposal = edited(proposal, self._case, ask=self._keys.line, tell=self._say)
                self._keep(at, proposal)
                self._show(proposal, heading)
            elif key not in KEYS:
                self._say(say("The keys are a, e, r, s and q."))

    def _show(self, proposal: Proposal, heading: str) -> None:
        document = self._review.documents[proposal.document]
        for line in proposal_lines(proposal, document, self._case, heading=heading):
            self._say(line)

    def _accept(self, at: int, proposal: Proposal) -> bool:
        """Write the claim into the case; False, and the reason is told, where the case would not be well."""
        document = self._review.documents[proposal.document]
        try:
            made = accepted(
                self._content, self._case, proposal, document=document, reviewer=self._reviewer, name=str(self._path)
            )
            case = self._read(made.content)
        except ProblemsError as error:
            self._say(say("The case stays as it is:"))
            self._say(problems_text(error.problems))
            return False
        if _digest(read_bytes(self._path)) != _digest(self._content):
            raise click.ClickException(
                say("{file} was changed by somebody else meanwhile; begin again.", file=str(self._path))
            )
        replace_file(self._path, made.content)
        self._content, self._case = made.content, case
        self._say(say("  → claims.{claim}", claim=made.claim))
        if "contradicts_case" in proposal.flags and proposal.about is not None:
            self._say(
                say("    A conflict, open until {path} says why it is preferred (because: …).", path=proposal.about)
            )
        self._decide(at, proposal, "accepted")
        return True

    def _decide(self, at: int, proposal: Proposal, decision: Decision) -> None:
        decided = proposal.model_copy(update={"decision": decision, "by": self._reviewer.by, "on": self._reviewer.on})
        self.decided[proposal.id] = decision
        self._keep(at, decided)

    def _keep(self, at: int, proposal: Proposal) -> None:
        """Write the review file with a proposal as it is now."""
        proposals = list(self._review.proposals)
        proposals[at] = proposal
        self._review = self._review.model_copy(update={"proposals": tuple(proposals)})
        write_review(review_path(self._path), self._review)

    def _read(self, content: bytes) -> Case:
        return read_case_text(content, name=str(self._path), folder=self._path.parent).case

    def _say(self, line: str) -> None:
        self._keys.tell(line)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
