"""Where the group stands: the leverage bridge, the assets, and cash against what falls due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say, say_each
from pledgeline.report.pages.load_line import Scale, policy_scale
from pledgeline.report.pages.tables import Fact, Row, Table, figures, row, words
from pledgeline.report.pages.wording import (
    NOTHING,
    UNKNOWN,
    bare,
    clauses,
    long_date,
    money,
    money_column,
    percent,
    price,
    round_percent,
    short_date,
    times,
    titled,
    whole,
)
from pledgeline.units.text import here, number_text

if TYPE_CHECKING:
    from pledgeline.engine.results import AssetStanding, CashNeed, Leverage, Liquidity, Result, Standing
    from pledgeline.report.pages.wording import MoneyColumn

EXACT_SHARES = 1e6
NEEDS = {"redemption": said("redemption"), "commitment": said("commitment")}
PARTIAL = said("the case gives neither debts nor cash of the group")


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
        _of_group(leverage, say("Net asset value"), money(leverage.nav, currency)),
        _of_group(leverage, say("LTV as reported"), percent(leverage.ltv_reported), _policy(leverage)),
        _of_group(
            leverage,
            say("LTV looked through"),
            percent(leverage.ltv_look_through),
            say("with all secured borrowing"),
        ),
        Fact(
            term=say("Largest holding"),
            text=percent(standing.largest_share),
            note=say(
                "{asset}; concentration index {index} (1 is a single asset)",
                asset=largest,
                index=number_text(standing.concentration, decimals=2, language=here()),
            ),
        ),
    )


def _of_group(leverage: Leverage, term: str, text: str, note: str = "") -> Fact:
    """A figure of the whole group, where the case tells enough of the group to have one."""
    known = leverage.whole_group
    return Fact(term=term, text=text if known else say("not meaningful"), note=note if known else retold(PARTIAL))


def _policy(leverage: Leverage) -> str:
    """The group's own limits, or that the case gives none."""
    normal, ceiling = leverage.policy_normal, leverage.policy_ceiling
    if normal is not None and ceiling is not None:
        return say(
            "own policy: normal times {normal}, ceiling {ceiling}",
            normal=round_percent(normal),
            ceiling=round_percent(ceiling),
        )
    if normal is not None:
        return say("own policy: normal times {normal}", normal=round_percent(normal))
    if ceiling is not None:
        return say("own policy: ceiling {ceiling}", ceiling=round_percent(ceiling))
    return say("no policy is given")


def bridge(leverage: Leverage, currency: str) -> Table:
    """From looked through to reported, step by step."""
    amounts = (leverage.holdings_gross, leverage.debt_gross, leverage.holdings_net, leverage.debt_net)
    unit = money_column(amounts, currency)
    return Table(
        caption=say("LTV looked through, and as reported"),
        columns=(
            words(say("Step")),
            figures(say("Holdings"), unit.unit),
            figures(say("Net debt"), unit.unit),
            figures(say("LTV"), "%"),
        ),
        rows=(
            row(
                say("Looked through"),
                unit.text(leverage.holdings_gross),
                unit.text(leverage.debt_gross),
                bare(percent(leverage.ltv_look_through)) if leverage.whole_group else NOTHING,
                tone="total",
            ),
            row(
                say("Non-recourse, asset-backed"),
                _deducted(unit, leverage.asset_deduction),
                _deducted(unit, leverage.asset_backed_non_recourse),
                "",
            ),
            row(say("Equity credit of hybrids"), "", _deducted(unit, leverage.hybrid_adjustment), ""),
            row(
                say("As reported"),
                unit.text(leverage.holdings_net),
                unit.text(leverage.debt_net),
                bare(percent(leverage.ltv_reported)) if leverage.whole_group else NOTHING,
                tone="total",
            ),
        ),
        note=_bridge_note(leverage),
    )


def _bridge_note(leverage: Leverage) -> str:
    """What separates the two figures, and what the case does not give."""
    note = say(
        "The reported figure leaves non-recourse, asset-backed debt, and the assets that repay it, off both sides."
    )
    if not leverage.whole_group:
        return say("{note} The case gives neither debts nor cash of the group, so its LTV is left out.", note=note)
    return note if leverage.cash is not None else say("{note} The case gives no separate figure of cash.", note=note)


def _deducted(unit: MoneyColumn, amount: float) -> str:
    """An amount that is taken off."""
    return unit.text(-amount) if amount else NOTHING


def assets_table(standing: Standing, currency: str) -> Table:
    """Every holding, the largest first, and how much of it is still free."""
    assets = sorted(standing.assets, key=lambda asset: (-asset.value, asset.id))
    unit = money_column((asset.value for asset in assets), currency)
    millions = _in_millions(standing.assets)
    shares = say("m shares") if millions else say("shares")
    return Table(
        caption=say("Holdings, the largest first"),
        columns=(
            words(say("Asset")),
            figures(say("Price"), say("a share"), minor=True),
            figures(say("Value"), unit.unit),
            figures(say("Of holdings"), "%"),
            figures(say("Encumbered"), say("% of value")),
            figures(say("Free"), shares),
            figures(say("Pledged"), shares, minor=True),
            figures(say("Pledged"), say("× float"), minor=True),
            figures(say("Pledged"), say("days’ volume"), minor=True),
        ),
        rows=tuple(_asset_row(asset, unit, millions=millions) for asset in assets),
        note=_ages(standing),
    )


def _in_millions(assets: tuple[AssetStanding, ...]) -> bool:
    """Millions of shares as soon as any holding has a million."""
    return max((asset.shares or 0.0 for asset in assets), default=0.0) >= EXACT_SHARES


def _asset_row(asset: AssetStanding, unit: MoneyColumn, *, millions: bool) -> Row:
    """One holding; a dash where a column has no meaning for it."""
    return row(
        asset.name,
        price(asset.price, asset.price_currency),
        unit.text(asset.value),
        bare(percent(asset.share_of_holdings)),
        bare(percent(asset.encumbered_share)) if asset.encumbered_share else NOTHING,
        _shares(asset.free, millions=millions),
        _shares(asset.pledged or None, millions=millions),
        times(asset.pledged_to_float).removesuffix("×"),
        NOTHING if asset.pledged_to_daily_volume is None else whole(asset.pledged_to_daily_volume),
    )


def _shares(number: float | None, *, millions: bool) -> str:
    """Shares in the unit of the column."""
    if number is None:
        return NOTHING
    return here().number(number / EXACT_SHARES, 1) if millions else whole(number)


def _ages(standing: Standing) -> str:
    """Which prices are not of the day itself."""
    old = [
        say_each(
            asset.price_age_days,
            "{asset} ({date}, {n} business day old)",
            "{asset} ({date}, {n} business days old)",
            asset=asset.name,
            date=short_date(asset.price_date),
            n=whole(asset.price_age_days),
        )
        for asset in standing.assets
        if asset.price_age_days
    ]
    return say("Older prices: {prices}.", prices=clauses(old)) if old else ""


def liquidity_facts(liquidity: Liquidity, currency: str) -> tuple[Fact, ...]:
    """Cash against redemptions, in four figures."""
    until = long_date(liquidity.until)
    covered = _uncovered(liquidity)
    return (
        Fact(term=say("Cash"), text=money(liquidity.cash, currency)),
        _redemptions(liquidity, currency, until),
        Fact(
            term=say("Covered by cash"),
            text=covered if liquidity.coverage is None else times(liquidity.coverage),
            note=""
            if liquidity.cash_after_redemptions is None
            else say("{cash} left after redemptions", cash=money(liquidity.cash_after_redemptions, currency)),
        ),
        Fact(
            term=say("Firm commitments"),
            text=money(liquidity.commitments, currency),
            note=_undrawn(liquidity, currency, until),
        ),
    )


def _uncovered(liquidity: Liquidity) -> str:
    """Why there is no cover to state."""
    if liquidity.redemptions:
        return retold(UNKNOWN)
    return say("not dated") if liquidity.undated else say("nothing falls due")


def _redemptions(liquidity: Liquidity, currency: str, until: str) -> Fact:
    """What falls due by a date; debts without a date are not taken for nothing."""
    undated = money(liquidity.undated, currency)
    if liquidity.undated and not liquidity.redemptions:
        return Fact(
            term=say("Redemptions"), text=say("not dated"), note=say("{debts} of debts without a date", debts=undated)
        )
    note = say("until {date}", date=until)
    if liquidity.undated:
        note = say("until {date}; {debts} more has no date", date=until, debts=undated)
    return Fact(term=say("Redemptions"), text=money(liquidity.redemptions, currency), note=note)


def _undrawn(liquidity: Liquidity, currency: str, until: str) -> str:
    """By when commitments fall due, and what could still be drawn to pay for them."""
    amount = liquidity.undrawn_facilities
    if not amount:
        return say("until {date}", date=until)
    return say("until {date}; not yet drawn on facilities: {undrawn}", date=until, undrawn=money(amount, currency))


def needs_table(liquidity: Liquidity, currency: str) -> Table | None:
    """What falls due, by date; None where nothing does."""
    if not liquidity.needs:
        return None
    unit = money_column((need.amount for need in liquidity.needs), currency)
    return Table(
        caption=say("What falls due"),
        columns=(
            words(say("Need")),
            words(say("Due")),
            words(say("Kind")),
            words(say("Firm")),
            figures(say("Amount"), unit.unit),
        ),
        rows=tuple(_need_row(need, unit) for need in liquidity.needs),
        note=_counted(liquidity),
    )


def _counted(liquidity: Liquidity) -> str:
    """Which needs the figures above count."""
    until = long_date(liquidity.until)
    if any(need.due is None for need in liquidity.needs):
        return say("Counted above is what falls due until {date}; needs without a date stand last.", date=until)
    return say("Counted above is what falls due until {date}.", date=until)


def _need_row(need: CashNeed, unit: MoneyColumn) -> Row:
    """One dated need."""
    firm = say("firm") if need.firm else say("not firm")
    return row(need.name, short_date(need.due), titled(NEEDS, need.kind), firm, unit.text(need.amount))
