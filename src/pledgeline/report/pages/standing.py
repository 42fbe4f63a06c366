"""Where the group stands: the leverage bridge, the assets, and cash against what falls due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.load_line import Scale, policy_scale
from pledgeline.report.pages.tables import Fact, Row, Table, figures, row, words
from pledgeline.report.pages.wording import (
    NOTHING,
    UNKNOWN,
    bare,
    long_date,
    money,
    money_column,
    percent,
    price,
    round_percent,
    short_date,
    times,
    whole,
)

if TYPE_CHECKING:
    from pledgeline.engine.results import AssetStanding, CashNeed, Leverage, Liquidity, Result, Standing
    from pledgeline.report.pages.wording import MoneyColumn

EXACT_SHARES = 1e6
PARTIAL = "the case gives neither debts nor cash of the group"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPage:
    """The balance of the group in closed form."""

    facts: tuple[Fact, ...]
    scale: Scale | None
    bridge: Table
    assets: Table
    needs: Table | None
    liquidity: tuple[Fact, ...]


def standing_page(result: Result) -> StandingPage:
    """The page of a result's standing."""
    standing, currency = result.standing, result.currency
    return StandingPage(
        facts=_facts(standing, currency),
        scale=policy_scale(standing.leverage, result.group),
        bridge=bridge(standing.leverage, currency),
        assets=assets_table(standing, currency),
        needs=needs_table(standing.liquidity, currency),
        liquidity=liquidity_facts(standing.liquidity, currency),
    )


def _facts(standing: Standing, currency: str) -> tuple[Fact, ...]:
    """The four figures that a treasurer knows by heart."""
    leverage = standing.leverage
    names = {asset.id: asset.name for asset in standing.assets}
    largest = names.get(standing.largest_asset, standing.largest_asset)
    return (
        _of_group(leverage, "Net asset value", money(leverage.nav, currency)),
        _of_group(leverage, "LTV as reported", percent(leverage.ltv_reported), _policy(leverage)),
        _of_group(leverage, "LTV looked through", percent(leverage.ltv_look_through), "with all secured borrowing"),
        Fact(
            term="Largest holding",
            text=percent(standing.largest_share),
            note=f"{largest}; concentration index {standing.concentration:.2f} (1 is a single asset)",
        ),
    )


def _of_group(leverage: Leverage, term: str, text: str, note: str = "") -> Fact:
    """A figure of the whole group, where the case tells enough of the group to have one."""
    whole = leverage.whole_group
    return Fact(term=term, text=text if whole else "not meaningful", note=note if whole else PARTIAL)


def _policy(leverage: Leverage) -> str:
    """The group's own limits, or that the case gives none."""
    limits = (("normal times", leverage.policy_normal), ("ceiling", leverage.policy_ceiling))
    known = [f"{name} {round_percent(limit)}" for name, limit in limits if limit is not None]
    return "own policy: " + ", ".join(known) if known else "no policy is given"


def bridge(leverage: Leverage, currency: str) -> Table:
    """From looked through to reported, step by step."""
    amounts = (leverage.holdings_gross, leverage.debt_gross, leverage.holdings_net, leverage.debt_net)
    unit = money_column(amounts, currency)
    cash = "" if leverage.cash is not None else " The case gives no separate figure of cash."
    if not leverage.whole_group:
        cash = " The case gives neither debts nor cash of the group, so its LTV is left out."
    return Table(
        caption="LTV looked through, and as reported",
        columns=(
            words("Step"),
            figures("Holdings", unit.unit),
            figures("Net debt", unit.unit),
            figures("LTV", "%"),
        ),
        rows=(
            row(
                "Looked through",
                unit.text(leverage.holdings_gross),
                unit.text(leverage.debt_gross),
                bare(percent(leverage.ltv_look_through)) if leverage.whole_group else NOTHING,
                tone="total",
            ),
            row(
                "Non-recourse, asset-backed",
                _deducted(unit, leverage.asset_deduction),
                _deducted(unit, leverage.asset_backed_non_recourse),
                "",
            ),
            row("Equity credit of hybrids", "", _deducted(unit, leverage.hybrid_adjustment), ""),
            row(
                "As reported",
                unit.text(leverage.holdings_net),
                unit.text(leverage.debt_net),
                bare(percent(leverage.ltv_reported)) if leverage.whole_group else NOTHING,
                tone="total",
            ),
        ),
        note="The reported figure leaves non-recourse, asset-backed debt, and the assets that repay it, off both sides."
        + cash,
    )


def _deducted(unit: MoneyColumn, amount: float) -> str:
    """An amount that is taken off."""
    return unit.text(-amount) if amount else NOTHING


def assets_table(standing: Standing, currency: str) -> Table:
    """Every holding, the largest first, and how much of it is still free."""
    assets = sorted(standing.assets, key=lambda asset: (-asset.value, asset.id))
    unit = money_column((asset.value for asset in assets), currency)
    shares = _share_unit(standing.assets)
    return Table(
        caption="Holdings, the largest first",
        columns=(
            words("Asset"),
            figures("Price", "a share", minor=True),
            figures("Value", unit.unit),
            figures("Of holdings", "%"),
            figures("Encumbered", "% of value"),
            figures("Free", shares),
            figures("Pledged", shares, minor=True),
            figures("Pledged", "× float", minor=True),
            figures("Pledged", "days’ volume", minor=True),
        ),
        rows=tuple(_asset_row(asset, unit, shares) for asset in assets),
        note=_ages(standing),
    )


def _share_unit(assets: tuple[AssetStanding, ...]) -> str:
    """Millions of shares as soon as any holding has a million."""
    most = max((asset.shares or 0.0 for asset in assets), default=0.0)
    return "m shares" if most >= EXACT_SHARES else "shares"


def _asset_row(asset: AssetStanding, unit: MoneyColumn, shares: str) -> Row:
    """One holding; a dash where a column has no meaning for it."""
    return row(
        asset.name,
        price(asset.price, asset.price_currency),
        unit.text(asset.value),
        bare(percent(asset.share_of_holdings)),
        bare(percent(asset.encumbered_share)) if asset.encumbered_share else NOTHING,
        _shares(asset.free, shares),
        _shares(asset.pledged or None, shares),
        times(asset.pledged_to_float).removesuffix("×"),
        NOTHING if asset.pledged_to_daily_volume is None else whole(asset.pledged_to_daily_volume),
    )


def _shares(number: float | None, unit: str) -> str:
    """Shares in the unit of the column."""
    if number is None:
        return NOTHING
    return f"{number / EXACT_SHARES:,.1f}" if unit == "m shares" else whole(number)


def _ages(standing: Standing) -> str:
    """Which prices are not of the day itself."""
    old = [
        f"{asset.name} ({short_date(asset.price_date)}, {asset.price_age_days} business "
        f"{'day' if asset.price_age_days == 1 else 'days'} old)"
        for asset in standing.assets
        if asset.price_age_days
    ]
    return "Older prices: " + "; ".join(old) + "." if old else ""


def liquidity_facts(liquidity: Liquidity, currency: str) -> tuple[Fact, ...]:
    """Cash against redemptions, in four figures."""
    until = long_date(liquidity.until)
    covered = UNKNOWN if liquidity.redemptions else "not dated" if liquidity.undated else "nothing falls due"
    return (
        Fact(term="Cash", text=money(liquidity.cash, currency)),
        _redemptions(liquidity, currency, until),
        Fact(
            term="Covered by cash",
            text=covered if liquidity.coverage is None else times(liquidity.coverage),
            note=""
            if liquidity.cash_after_redemptions is None
            else f"{money(liquidity.cash_after_redemptions, currency)} left after redemptions",
        ),
        Fact(
            term="Firm commitments",
            text=money(liquidity.commitments, currency),
            note=f"until {until}{_undrawn(liquidity, currency)}",
        ),
    )


def _redemptions(liquidity: Liquidity, currency: str, until: str) -> Fact:
    """What falls due by a date; debts without a date are not taken for nothing."""
    undated = money(liquidity.undated, currency)
    if liquidity.undated and not liquidity.redemptions:
        return Fact(term="Redemptions", text="not dated", note=f"{undated} of debts without a date")
    more = f"; {undated} more has no date" if liquidity.undated else ""
    return Fact(term="Redemptions", text=money(liquidity.redemptions, currency), note=f"until {until}{more}")


def _undrawn(liquidity: Liquidity, currency: str) -> str:
    """What could still be drawn to pay for them."""
    amount = liquidity.undrawn_facilities
    return f"; not yet drawn on facilities: {money(amount, currency)}" if amount else ""


def needs_table(liquidity: Liquidity, currency: str) -> Table | None:
    """What falls due, by date; None where nothing does."""
    if not liquidity.needs:
        return None
    unit = money_column((need.amount for need in liquidity.needs), currency)
    return Table(
        caption="What falls due",
        columns=(words("Need"), words("Due"), words("Kind"), words("Firm"), figures("Amount", unit.unit)),
        rows=tuple(_need_row(need, unit) for need in liquidity.needs),
        note=f"Counted above is what falls due until {long_date(liquidity.until)}"
        + ("; needs without a date stand last." if any(need.due is None for need in liquidity.needs) else "."),
    )


def _need_row(need: CashNeed, unit: MoneyColumn) -> Row:
    """One dated need."""
    return row(need.name, short_date(need.due), need.kind, "firm" if need.firm else "not firm", unit.text(need.amount))
