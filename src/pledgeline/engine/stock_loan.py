"""The perpetual stock loan: what it is worth that a borrower may keep the cash and leave the shares."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pledgeline.engine.course import refused, require
from pledgeline.language.saying import said


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLoan:
    """Value and exit of a loan without recourse, margin or maturity; money in the unit of the price."""

    value: float  # of the borrower's right to redeem the share for the grown principal
    exit_price: float  # redeem when the price, discounted at the loan rate, comes so far up; inf where never
    fee: float  # what the lender must charge at the start: value + principal - price
    exponent: float  # of the price in the value, at least 1


def stock_loan(
    *, price: float, principal: float, rate: float, loan_rate: float, dividend: float, volatility: float
) -> StockLoan:
    """Price the right of a borrower who has pledged a share for a perpetual non-recourse loan.

    ``price`` of the share and ``principal`` lent, above 0; ``rate`` riskless,
    ``loan_rate`` at which the principal grows, ``dividend`` yield (at least 0, kept by
    the lender until redemption), each a year and continuous; ``volatility`` above 0.
    The share follows GBM. With no dividend and a loan rate at or under
    ``rate + volatility**2 / 2`` the loan is never redeemed and worth the share.
    Raises OutOfRange (a ValueError) for arguments out of range. Source: Xia and Zhou (2007), *Stock
    loans*, Mathematical Finance 17(2), section 3.
    """
    require(
        (0 < price < math.inf, refused("price", price, said("above 0"))),
        (0 < principal < math.inf, refused("principal", principal, said("above 0"))),
        (0 < volatility < math.inf, refused("volatility", volatility, said("above 0, 0.15 for 15 %"))),
        (0 <= dividend < math.inf, refused("dividend", dividend, said("at least 0, 0.01 for 1 %"))),
        (
            math.isfinite(rate) and math.isfinite(loan_rate),
            said("rate and loan_rate must be finite: a year, 0.05 for 5 %"),
        ),
    )
    exponent = _exponent(rate - loan_rate, dividend, volatility)
    if exponent <= 1.0:
        return StockLoan(value=price, exit_price=math.inf, fee=principal, exponent=1.0)
    exit_price = principal * exponent / (exponent - 1.0)
    if price >= exit_price:
        return StockLoan(value=price - principal, exit_price=exit_price, fee=0.0, exponent=exponent)
    value = (exit_price - principal) * math.pow(price / exit_price, exponent)
    return StockLoan(value=value, exit_price=exit_price, fee=value + principal - price, exponent=exponent)


def _exponent(carry: float, dividend: float, volatility: float) -> float:
    """The larger root of ``s l (l - 1) + (carry - dividend) l - carry = 0``, s half the variance; at least 1."""
    half = volatility * volatility / 2
    if dividend == 0:
        return max(1.0, -carry / half)
    linear = carry - dividend - half
    # the polynomial is -dividend at 1, so there are two roots with 1 between them
    return (math.sqrt(linear * linear + 4 * half * carry) - linear) / (2 * half)
