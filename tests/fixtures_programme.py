"""A report of one building programme, by hand: three sites, one phase in service, one that may never come."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pledgeline.engine.programme_results import (
    CapacityRow,
    CapitalRow,
    CashSide,
    CoverYear,
    GateBar,
    GateWeight,
    Kept,
    Milestone,
    Overrun,
    PartnerPart,
    PhaseOutlook,
    ProgrammeOutlook,
    ProgrammeReport,
    ProgrammeView,
    ReferenceRecord,
    Rival,
    SiteOutlook,
    Spread,
    Tenant,
    TenantYear,
)
from pledgeline.engine.results import Estimate, Method, SourceRecord

AS_OF, UNTIL = dt.date(2026, 9, 28), dt.date(2034, 9, 28)
GW, BN = 1e9, 1e9
PATHS = 20_000
DEADLINE = dt.date(2029, 1, 31)


def estimate(value: float, error: float = 0.003) -> Estimate:
    return Estimate(value=value, standard_error=error)


def spread(middle: float, *, low: float = 0.7, high: float = 1.4) -> Spread:
    """Quantiles around a middle."""
    return Spread(
        p10=middle * low,
        p25=middle * (1.0 + low) / 2.0,
        p50=middle,
        p75=middle * (1.0 + high) / 2.0,
        p90=middle * high,
        mean=estimate(middle * (low + 2.0 + high) / 4.0, middle * 0.002),
    )


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def milestone(planned: str, p10: str | None, p50: str | None, p90: str | None, never: float = 0.0) -> Milestone:
    error = 0.003 if never else 0.0
    return Milestone(planned=day(planned), p10=day(p10), p50=day(p50), p90=day(p90), never=estimate(never, error))


def gate(gate_id: str, title: str, start: str, end: Milestone, **changes: Any) -> GateBar:
    fields: dict[str, Any] = {
        "law": "log_normal", "reference": "", "never": 0.0, "begun": None, "critical": estimate(0.41),
    }  # fmt: skip
    return GateBar(gate=gate_id, title=title, start_planned=dt.date.fromisoformat(start), end=end, **(fields | changes))


GRID = milestone("2028-10-01", "2028-03-01", "2029-02-01", None, 0.13)
SHELL = milestone("2028-01-15", "2027-12-01", "2028-04-01", "2028-11-01")
FIT_OUT = milestone("2028-08-15", "2028-06-01", "2028-12-01", "2029-09-01")


def phase(phase_id: str, name: str, capacity: float, service: Milestone, **changes: Any) -> PhaseOutlook:
    fields: dict[str, Any] = {
        "state": "building", "capital": 35.0 * BN * capacity, "generation": "",
        "by_deadline": estimate(0.31),
        "gates": (
            gate("shell", "Baukörper", "2026-11-01", SHELL, law="reference", reference="buildings"),
            gate("fit-out", "Ausbau", "2028-01-15", FIT_OUT, law="pert"),
        ),
    }  # fmt: skip
    return PhaseOutlook(id=phase_id, name=name, capacity=capacity * GW, service=service, **(fields | changes))


RUNNING = milestone("2026-06-30", "2026-06-30", "2026-06-30", "2026-06-30")
SITES = (
    SiteOutlook(
        id="west", name="Weststadt", capacity=1.2 * GW, in_service=0.3 * GW, capital=42.0 * BN, fast_track=True,
        gates=(gate("land", "Grund", "2025-01-01", milestone("2025-03-01", None, None, None), law="done"),),
        phases=(
            phase("one", "Erste Halle", 0.3, RUNNING, state="in_service", gates=(), by_deadline=None),
            phase("two", "Zweite Halle", 0.9, milestone("2027-09-30", "2027-09-15", "2028-02-01", "2028-10-01", 0.004)),
        ),
        note="Ein Netzanschluss fehlt noch.", sources=("zeitung#s4",),
    ),
    SiteOutlook(
        id="river", name="Flussau", capacity=8.0 * GW, in_service=0.0, capital=280.0 * BN, fast_track=False,
        gates=(
            gate("permit", "Genehmigung", "2026-10-01",
                 milestone("2027-06-01", "2027-04-01", "2027-08-01", "2028-02-01"), law="triangular"),
            gate("grid", "Netz", "2027-06-01", GRID, law="reference", reference="us-queue", never=0.13),
        ),
        phases=(
            phase("a", "Block A", 4.0, milestone("2028-12-31", "2028-11-01", "2029-10-01", None, 0.13)),
            phase("b", "Block B", 4.0, milestone("2030-12-31", "2030-10-01", "2032-05-01", None, 0.14), state="waiting",
                  by_deadline=estimate(0.0, 0.0)),
        ),
        note="", sources=(),
    ),
    SiteOutlook(
        id="hill", name="Hügel", capacity=1.0 * GW, in_service=0.0, capital=35.0 * BN, fast_track=False, gates=(),
        phases=(phase("only", "Hügel", 1.0, milestone("2028-06-30", "2028-09-01", None, None, 0.62)),),
        note="", sources=(),
    ),
)  # fmt: skip


def quarters() -> list[dt.date]:
    """The last days of the quarters of the reckoning."""
    firsts = [dt.date(year, month, 1) for year in range(2027, 2035) for month in (1, 4, 7, 10)]
    return [one - dt.timedelta(days=1) for one in firsts]


def built(date: dt.date, *, slow: float) -> float:
    """A share of the programme by a day, along a slow, fast, slow curve."""
    x = min(max((date - AS_OF).days / (365.25 * slow), 0.0), 1.0)
    return x * x * (3.0 - 2.0 * x)


def capacity_rows() -> tuple[CapacityRow, ...]:
    rows = []
    for date in quarters():
        p10, p25, p50, p75, p90 = (0.3 + 9.9 * built(date, slow=slow) for slow in (14.0, 11.0, 8.5, 7.0, 5.5))
        rows.append(
            CapacityRow(
                date=date,
                planned=(0.3 + 9.9 * built(date, slow=4.3)) * GW,
                spread=Spread(
                    p10=p10 * GW, p25=p25 * GW, p50=p50 * GW, p75=p75 * GW, p90=p90 * GW, mean=estimate(p50 * GW)
                ),
            )
        )
    return tuple(rows)


def capital_rows() -> tuple[CapitalRow, ...]:
    rows, before, before_planned = [], 0.0, 0.0
    for date in quarters():
        now, planned = 390.0 * BN * built(date, slow=7.0), 340.0 * BN * built(date, slow=4.3)
        called, plan = now - before, planned - before_planned
        rows.append(
            CapitalRow(
                quarter=f"{date.year}-Q{(date.month + 2) // 3}",
                date=date,
                planned=plan,
                called=spread(called, low=0.3, high=1.9),
                group_planned=0.2 * plan,
                group=spread(0.2 * called, low=0.3, high=1.9),
                building_jobs=spread(11_000.0 * called / (20.0 * BN)),
                permanent_jobs=spread(700.0 * built(date, slow=8.5)),
            )
        )
        before, before_planned = now, planned
    return tuple(rows)


KEPT = Kept(
    pledge="ten-gigawatts", title="Zehn Gigawatt", deadline=DEADLINE, capacity=10.0 * GW, planned=6.2 * GW,
    comes=Spread(p10=1.1 * GW, p25=1.2 * GW, p50=2.2 * GW, p75=2.9 * GW, p90=3.4 * GW, mean=estimate(2.1 * GW)),
    kept=estimate(0.0, 0.0), capital=500.0 * BN, capital_planned=160.0 * BN, capital_comes=spread(92.0 * BN),
    jobs=100_000.0, jobs_kind="construction", jobs_planned=27_000.0, jobs_come=spread(16_500.0),
)  # fmt: skip
TENANT = Tenant(
    contract="rent", title="Miete der Hallen", tenant="maker", name="Der Mieter", landlord="Die Gruppe",
    standing="letter_of_intent", capacity=10.0 * GW, term=15.0,
    years=tuple(
        TenantYear(
            year=year, due=spread(12.0 * BN * at), paid=spread(10.5 * BN * at), revenue_low=20.0 * BN * 1.3**at,
            revenue=30.0 * BN * 1.5**at, revenue_high=40.0 * BN * 1.7**at,
        )
        for at, year in enumerate(range(2027, 2034), start=1)
    ),
    gone=estimate(0.22),
)  # fmt: skip
CLASSES = (
    ReferenceRecord(
        id="it", title="IT projects", mean=0.73, published="mean 73%; 18% of projects with a mean of 447%", cap=20.0,
        infinite=False, source="Flyvbjerg and Gardner 2023",
    ),
    ReferenceRecord(
        id="wild", title="Wilde Bauten", mean=1.9, published="tail index 0.9", cap=20.0, infinite=True,
        source="Der Fall",
    ),
)  # fmt: skip
RIVALS = (
    Rival(id="alpha", name="Alpha AG", spending=((2025, 75.0 * BN, "zeitung"), (2026, 110.0 * BN, "zeitung#s2")),
          note="mit Finanzierungsleasing"),
    Rival(id="beta", name="Beta AG", spending=((2026, 70.0 * BN, "blatt"),), note=""),
)  # fmt: skip
OUTLOOK = ProgrammeOutlook(
    id="halls", title="Die Hallen", until=UNTIL, across_sites=0.3, within_site=0.5, sites=SITES,
    last=milestone("2030-12-31", "2031-02-01", None, None, 0.66), capacity=capacity_rows(), capital=capital_rows(),
    partners=(
        PartnerPart(id="group", name="Die Gruppe", funded="equity", planned=71.0 * BN, mean=estimate(78.0 * BN, 2e8)),
        PartnerPart(id="bank", name="Banken", funded="project_debt", planned=213.0 * BN,
                    mean=estimate(236.0 * BN, 4e8)),
        PartnerPart(id="maker", name="Der Mieter", funded="tenant_prepayment", planned=71.0 * BN,
                    mean=estimate(76.0 * BN, 2e8)),
    ),
    stranded=spread(14.0 * BN, low=0.0, high=4.0),
    overrun=Overrun(spread=Spread(p10=-0.11, p25=0.02, p50=0.22, p75=0.6, p90=1.4, mean=estimate(0.55, 0.01)),
                    classes=("it", "wild"), capped=("wild",)),
    gates=(
        GateWeight(gate="grid", title="Netz", critical=estimate(0.71), blocked=estimate(0.24),
                   gained=estimate(2.9 * GW, 2e7), sooner=None),
        GateWeight(gate="shell", title="Baukörper", critical=estimate(0.22), blocked=estimate(0.0, 0.0),
                   gained=estimate(0.8 * GW, 2e7), sooner=35.4),
        GateWeight(gate="fit-out", title="Ausbau", critical=estimate(0.83), blocked=estimate(0.0, 0.0),
                   gained=estimate(1.4 * GW, 2e7), sooner=None),
    ),
    kept=(KEPT,), tenants=(TENANT,),
    cover=tuple(
        CoverYear(year=year, service=spread(9.0 * BN), cover=spread(0.8 + 0.15 * at), short=estimate(0.5 - 0.06 * at))
        for at, year in enumerate(range(2028, 2034))
    ),
    cash=CashSide(
        until=dt.date(2028, 9, 28), firm=True, paid=estimate(0.871),
        drawn_planned=24.0 * BN, drawn=spread(15.0 * BN), gap_without=estimate(0.021),
        gap_planned=estimate(0.187), gap=estimate(0.112),
    ),
)  # fmt: skip
SOURCES = tuple(
    SourceRecord(id=one, title=title, publisher="Verlag", published="2026-08-17", kind="press", language="de", url=url)
    for one, title, url in (
        ("zeitung", "Die Hallen am Fluss", "https://example.org/hallen"),
        ("blatt", "Beta baut", ""),
        ("fremd", "Nicht angeführt", ""),
    )
)
METHOD = Method(
    version="0.4.0", seed=1, paths=PATHS, recorded_paths=2_000, days=504, start=AS_OF, end=dt.date(2028, 9, 28),
    calendar="XNYS", input_hash="0123456789abcdef" * 4, scenario="", limits=(),
)  # fmt: skip


def report(*outlooks: ProgrammeOutlook, **changes: Any) -> ProgrammeReport:
    """The report of one programme, or of those that are given."""
    view = ProgrammeView(
        paths=PATHS,
        programmes=outlooks or (OUTLOOK,),
        rivals=RIVALS,
        classes=CLASSES,
        left_out=(),
        limits=("Gates stay passed.",),
    )
    fields: dict[str, Any] = {
        "schema_version": 1, "title": "Ein Fall", "group": "Die Gruppe", "as_of": AS_OF, "currency": "USD",
        "view": view, "sources": SOURCES, "method": METHOD,
    }  # fmt: skip
    return ProgrammeReport(**(fields | changes))
