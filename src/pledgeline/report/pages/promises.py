"""Each commitment: how likely it is paid on its day, and who pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say, say_each
from pledgeline.report.pages.group_wording import payer, share_text
from pledgeline.report.pages.tables import Row, Table, figures, row, words
from pledgeline.report.pages.wording import bare, capital, chance, long_date, money, short_date, whole

if TYPE_CHECKING:
    from pledgeline.engine.group_results import BuildingRisk, GroupOutlook, PromiseRisk
    from pledgeline.report.pages.group_wording import Names

MOST_BARS = 24
KINDS = {
    "cash": said("cash"),
    "sell": said("shares sold"),
    "draw": said("margin loans"),
    "line": said("credit lines"),
    "bridge": said("bridge loans"),
    "issue": said("bonds issued"),
    "unpaid": said("unpaid"),
}
NO_SHARE = 1e-9  # what rounding leaves of a commitment that is always paid


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What one source paid, as a share of the amount; `kind` names its pattern."""

    kind: str  # cash, draw, line, bridge, issue, sell, unpaid
    share: float
    text: str  # 62%
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseBar:
    """One commitment as a stacked bar, with the same in words."""

    title: str
    about: str  # amount, date, firm or not
    paid: str
    portions: tuple[Portion, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesPage:
    """All commitments: the first ones as bars, all of them in the table."""

    lead: str
    bars: tuple[PromiseBar, ...]
    kinds: tuple[tuple[str, str], ...]  # of the bars, with their titles, for the key
    table: Table
    more: str  # how many have no bar


def promises_page(outlook: GroupOutlook, names: Names) -> PromisesPage | None:
    """The page of the commitments; None where there are none before the end."""
    if not outlook.promises and not outlook.building:
        return None
    bars = tuple(promise_bar(promise, names, outlook.paths) for promise in outlook.promises[:MOST_BARS])
    seen = {portion.kind for bar in bars for portion in bar.portions}
    left = len(outlook.promises) - len(bars)
    return PromisesPage(
        lead=say(
            "How likely each is paid in full on its day, and from what, on average over all paths. What could not be "
            "paid on the day is not tried again."
        ),
        bars=bars,
        kinds=tuple((kind, retold(title)) for kind, title in KINDS.items() if kind in seen),
        table=promises_table(outlook, names),
        more=say_each(left, "{n} more promise in the table.", "{n} more promises in the table.", n=whole(left))
        if left
        else "",
    )


def promise_bar(promise: PromiseRisk, names: Names, paths: int) -> PromiseBar:
    """One commitment as a bar."""
    parts = portions(promise, names)
    return PromiseBar(
        title=title_of(promise, names),
        about=f"{money(promise.amount, promise.currency)}, {long_date(promise.due)}, {firmness(promise)}",
        paid=say("paid on its day: {chance}", chance=chance(promise.paid, paths)),
        portions=parts,
        words=portions_text(parts),
    )


def firmness(promise: PromiseRisk) -> str:
    """Whether it must be paid."""
    return say("firm") if promise.firm else say("not firm")


def title_of(promise: PromiseRisk, names: Names) -> str:
    """What the case calls the commitment, or to whom it was made."""
    return names.dues.get(promise.id) or names.assets.get(promise.to) or promise.to or promise.id


def portions(promise: PromiseRisk, names: Names) -> tuple[Portion, ...]:
    """Who paid, in the order of the waterfall, and what stayed unpaid."""
    paid = [
        Portion(kind=one.kind, share=one.share.value, text=share_text(one.share.value), source=payer(one, names))
        for one in promise.paid_by
    ]
    unpaid = max(1.0 - sum(portion.share for portion in paid), 0.0)
    if unpaid > NO_SHARE:
        paid.append(Portion(kind="unpaid", share=unpaid, text=share_text(unpaid), source=say("unpaid")))
    return tuple(paid)


def portions_text(parts: tuple[Portion, ...]) -> str:
    """`Cash 62%, bridge 20%, unpaid 3%`."""
    return capital(", ".join(f"{portion.source} {portion.text}" for portion in parts))


def _building_row(one: BuildingRisk, outlook: GroupOutlook) -> Row:
    """What a programme draws month by month, in one row."""
    return row(
        say("{programme}, in {n} months", programme=one.title, n=whole(one.months)),
        short_date(outlook.end),
        money(one.planned, one.currency),
        say("firm") if one.firm else say("not firm"),
        bare(chance(one.paid, outlook.paths)),
        say("as planned; amounts differ by path"),
    )


def promises_table(outlook: GroupOutlook, names: Names) -> Table:
    """All commitments, by date."""
    return Table(
        caption=say("Promises, by date"),
        columns=(
            words(say("Promise")),
            words(say("Due")),
            figures(say("Amount")),
            words(say("Firm"), minor=True),
            figures(say("Paid on its day"), say("% ± s.e.")),
            words(say("Who pays, on average"), minor=True),
        ),
        rows=tuple(
            row(
                title_of(promise, names),
                short_date(promise.due),
                money(promise.amount, promise.currency),
                firmness(promise),
                bare(chance(promise.paid, outlook.paths)),
                portions_text(portions(promise, names)),
            )
            for promise in outlook.promises
        )
        + tuple(_building_row(one, outlook) for one in outlook.building),
        note=say("What is not firm is paid from cash alone, and is no gap where it is not."),
    )
