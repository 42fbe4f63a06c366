"""The replay of a case along closes as a page: the answer in sentences, the days that matter, what was held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.kernels.codes import LoanStatus
from pledgeline.language.saying import say, say_each
from pledgeline.report.pages.replay_days import days_table
from pledgeline.report.pages.replay_group import GroupReplayPage, group_answer, group_replay_page
from pledgeline.report.pages.replay_notes import notes
from pledgeline.report.pages.replay_sentences import answer
from pledgeline.report.pages.tables import Fact
from pledgeline.report.pages.wording import (
    NOTHING,
    count,
    long_date,
    money,
    percent,
    price,
    round_percent,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.price_replay import LoanReplay, PriceReplay
    from pledgeline.report.pages.lender_sheet import Provenance
    from pledgeline.report.pages.tables import Sentence, Table

MOST_ROWS = 60
FEWEST_ROWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanReplayPage:
    """One loan of a replay."""

    id: str
    name: str
    facts: tuple[Fact, ...]
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPage:
    """What both the terminal and the HTML file of a replay are written from."""

    title: str
    group: str
    span: str
    scenario: str
    stamp: str  # one line for every printed page
    program: str
    sentences: tuple[Sentence, ...]
    loans: tuple[LoanReplayPage, ...]
    whole: GroupReplayPage | None  # the group, where its cash is known
    notes: tuple[str, ...]
    line: str


def replay_page(found: PriceReplay, provenance: Provenance) -> ReplayPage:
    """The page of a replay; the same replay gives the same page."""
    first, last = long_date(found.dates[0]), long_date(found.dates[-1])
    scenario = provenance.scenario or say("as stated in the case")
    span = say_each(
        len(found.dates),
        "{first} to {last}, {n} business day",
        "{first} to {last}, {n} business days",
        first=first,
        last=last,
        n=whole(len(found.dates)),
    )
    origins = ", ".join(dict.fromkeys(one.origin for one in found.closes))
    most = max(FEWEST_ROWS, MOST_ROWS // max(len(found.loans), 1))
    return ReplayPage(
        title=provenance.title,
        group=provenance.group,
        span=span,
        scenario=scenario,
        stamp=say(
            "{title} · replayed from {first} to {last} · scenario: {scenario}",
            title=provenance.title,
            first=first,
            last=last,
            scenario=scenario,
        ),
        program=f"Pledgeline {provenance.version}",
        sentences=(
            *(answer(loan, found) for loan in found.loans),
            *((group_answer(found.group),) if found.group else ()),
        ),
        loans=tuple(
            LoanReplayPage(
                id=loan.loan,
                name=loan.name,
                facts=_facts(loan),
                table=days_table(loan, found, most=most),
            )
            for loan in found.loans
        ),
        whole=group_replay_page(found, found.group) if found.group else None,
        notes=notes(found),
        line=say(
            "closes: {files} · version {version} · input {hash}",
            files=origins,
            version=provenance.version,
            hash=provenance.input_hash[:12],
        ),
    )


def _facts(loan: LoanReplay) -> tuple[Fact, ...]:
    """Figures of one loan; what did not happen is left out."""
    closed_out = loan.last_on == loan.close_out_on
    found = (
        Fact(term=say("Highest LTV"), text=percent(loan.highest_ltv), note=long_date(loan.highest_on)),
        Fact(
            term=say("LTV at the close-out") if closed_out else say("LTV at the end"),
            text=percent(loan.last_ltv),
            note=long_date(loan.last_on),
        ),
        Fact(
            term=say("Lowest price of {asset}", asset=loan.asset_name),
            text=price(loan.lowest_price, loan.currency),
            note=long_date(loan.lowest_on),
        ),
        _calls(loan) if loan.distance_kept is None else _distance(loan),
        *_moved(loan),
        *_outcome(loan),
    )
    return tuple(found)


def _distance(loan: LoanReplay) -> Fact:
    """How far the collateral was from a call on the worst day."""
    return Fact(
        term=say("Distance kept to a call"),
        text=percent(loan.distance_kept, NOTHING),
        note=say("further fall on the worst day to a call at {ltv}", ltv=round_percent(loan.call)),
    )


def _calls(loan: LoanReplay) -> Fact:
    return Fact(
        term=say("Margin calls"),
        text=whole(loan.calls),
        note=say("{cured} cured, {lapsed} lapsed", cured=len(loan.cures), lapsed=len(loan.lapses)),
    )


def _moved(loan: LoanReplay) -> Iterator[Fact]:
    """What borrower and lender gave, took and sold."""
    shares = say("shares of {asset}", asset=loan.asset_name)
    if loan.posted:
        yield Fact(term=say("Posted"), text=count(loan.posted), note=shares)
    if loan.paid:
        yield Fact(term=say("Paid by the borrower"), text=money(loan.paid, loan.currency))
    if loan.sold:
        yield Fact(term=say("Sold by the lender"), text=count(loan.sold), note=shares)
    if loan.proceeds:
        yield Fact(term=say("Proceeds of the sale"), text=money(loan.proceeds, loan.currency))


def _outcome(loan: LoanReplay) -> tuple[Fact, ...]:
    """What a close-out came to, or what is still owed while the sale goes on."""
    if loan.close_out_on is None:
        return ()
    if loan.status == LoanStatus.SELLING.sentence:
        return (
            Fact(term=say("Debt left"), text=money(loan.debt_left, loan.currency), note=say("the sale is going on")),
        )
    return (Fact(term=say("Lender’s loss"), text=money(loan.loss, loan.currency)),)
