"""The law of the sale price, ready to be drawn: bars, the same under GBM, marks, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.lender_sentences import speaks_of_jumps
from pledgeline.report.pages.lender_wording import exactly, model_name, share
from pledgeline.report.pages.wording import price

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import LenderView, LossLaw

HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Edges, n + 1, rising, and the probability of each bin, n."""

    edges: tuple[float, ...]
    probability: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleMark:
    """A price that the eye should find; `tone` is call or loss."""

    tone: str
    title: str
    price: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleScale:
    """What the picture shows."""

    law: Histogram
    law_name: str
    diffusion: Histogram | None
    marks: tuple[SaleMark, ...]
    repaid: float | None  # below this price the proceeds do not repay the debt of today
    currency: str
    description: str  # for those who do not see it


def sale_scale(view: LenderView, law: LossLaw) -> SaleScale | None:
    """The picture of a law; None where nothing is ever sold."""
    if not law.density or not any(law.density):
        return None
    repaid = view.debt / view.shares if view.shares > 0.0 else None
    marks = []
    if repaid is not None:
        marks.append(_mark("loss", say("Debt repaid at"), repaid, view.currency))
    if view.borrower:
        marks.append(_mark("call", say("Call price today"), view.borrower.trigger_price, view.currency))
    compared = view.diffusion if speaks_of_jumps(view) and view.diffusion and view.diffusion.density else None
    return SaleScale(
        law=Histogram(edges=law.bins, probability=law.density),
        law_name=model_name(law),
        diffusion=Histogram(edges=compared.bins, probability=compared.density) if compared else None,
        marks=tuple(marks),
        repaid=repaid,
        currency=view.currency,
        description=_description(view, law, repaid),
    )


def _mark(tone: str, title: str, amount: float, currency: str) -> SaleMark:
    """A price with its words."""
    return SaleMark(tone=tone, title=title, price=amount, text=price(amount, currency))


def _description(view: LenderView, law: LossLaw, repaid: float | None) -> str:
    """The picture in words."""
    told = [
        say("Histogram of the price a share that a sale obtains after impact, under {law}.", law=model_name(law)),
    ]
    middle = next((one for one in law.prices if one.level == HALF), None)
    low = min(law.prices, key=lambda one: one.level, default=None)
    if middle:
        told.append(
            say("Half of the sales obtain less than {price} a share.", price=price(middle.price, view.currency))
        )
    if low and low is not middle:
        told.append(
            say("{share} of them less than {price}.", share=share(low.level), price=price(low.price, view.currency))
        )
    if repaid is not None and law.close_out > 0.0:
        lost, sold = exactly(law.loss_probability, law.accuracy.sale), exactly(law.close_out, law.accuracy.error)
        told.append(say("{price} a share repay the debt of today.", price=price(repaid, view.currency)))
        told.append(say("The probability of a sale is {sold}, that of a loss {lost}.", sold=sold, lost=lost))
    return " ".join(told)
