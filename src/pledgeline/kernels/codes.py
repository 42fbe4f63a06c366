"""The codes that kernels return, and the sentence for each."""

from __future__ import annotations

from enum import IntEnum

from pledgeline.language.saying import said

NEVER = -1  # the day of an event that did not happen


class LoanStatus(IntEnum):
    """State of one margin loan on one path at the end of a day.

    Precedence on one day: a close-out LTV before a call; on the deadline the
    cure before the close-out LTV; maturity last.
    """

    OPEN = 0
    CALLED = 1
    SELLING = 2
    CLOSED = 3
    MATURED = 4

    @property
    def sentence(self) -> str:
        """What the code means, to a reader."""
        return _STATUS[self]


class LoanEvent(IntEnum):
    """Bits of what happened to one loan on one day."""

    CALL = 1
    CURE = 2
    LAPSE = 4
    FAILED_CURE = 8
    CLOSE_OUT = 16
    SALE = 32
    REPAID = 64
    SHORTFALL = 128
    RELEASE = 256
    UNFINISHED = 512
    MATURITY = 1024

    @property
    def sentence(self) -> str:
        """What happened, to a reader."""
        return _EVENT[self]


_STATUS = {
    LoanStatus.OPEN: said("the loan is open"),
    LoanStatus.CALLED: said("the lender has called for a cure and the deadline is running"),
    LoanStatus.SELLING: said("the lender is selling the collateral"),
    LoanStatus.CLOSED: said("the loan has ended"),
    LoanStatus.MATURED: said("the loan has reached its maturity"),
}

_EVENT = {
    LoanEvent.CALL: said("margin call"),
    LoanEvent.CURE: said("the call is cured"),
    LoanEvent.LAPSE: said("the call lapses: the LTV came back by itself"),
    LoanEvent.FAILED_CURE: said("the cure fails: free shares and cash do not reach"),
    LoanEvent.CLOSE_OUT: said("close-out"),
    LoanEvent.SALE: said("shares are sold"),
    LoanEvent.REPAID: said("the sale has repaid the debt"),
    LoanEvent.SHORTFALL: said("the collateral is gone and debt is left"),
    LoanEvent.RELEASE: said("excess collateral goes back to the borrower"),
    LoanEvent.UNFINISHED: said("the sale is not finished; the rest is marked at the last price"),
    LoanEvent.MATURITY: said("the loan matures"),
}
