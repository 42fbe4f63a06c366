"""Run a case from Python: the standing, the scenarios, and how the chance of a call grows with the debt.

Usage: python examples/run_a_case.py [CASE]
"""

from __future__ import annotations

import sys
from pathlib import Path

import pledgeline

PATHS, SEED, WORKERS = 5_000, 1, 2


def answer(case: pledgeline.CaseFile) -> pledgeline.Result:
    """The result for one case; the same paths for every variant, so that differences are not noise."""
    return pledgeline.run(case, paths=PATHS, seed=SEED, workers=WORKERS)


def chances(result: pledgeline.Result) -> str:
    """The probability of a call and of a close-out of every margin loan."""
    return "   ".join(
        f"{loan.id}: call {loan.call.value:.1%}, close-out {loan.close_out.value:.1%}" for loan in result.outlook
    )


def print_standing(result: pledgeline.Result) -> None:
    """Where the group stands, without simulation."""
    leverage = result.standing.leverage
    print(f"{result.title}, {result.as_of}")
    print(f"LTV as reported {leverage.ltv_reported:.1%}, looked through {leverage.ltv_look_through:.1%}")
    for loan in result.standing.loans:
        levels = ", ".join(f"{rung.level} at {rung.price:,.2f}" for rung in loan.triggers if rung.price is not None)
        print(f"{loan.id}: LTV {loan.ltv:.1%}; {levels}" if loan.ltv is not None else f"{loan.id}: LTV not known")


def print_scenarios(case: pledgeline.CaseFile, stated: pledgeline.Result) -> None:
    """The same loans under every scenario of the case."""
    print(f"\n{'as stated':<10} {chances(stated)}")
    for name in case.case.scenarios:
        print(f"{name:<10} {chances(answer(pledgeline.apply_scenario(case, name)))}")


def print_load(path: Path, stated: pledgeline.Result) -> None:
    """The chance of a call on the first margin loan when more is drawn under it."""
    standing = {loan.id: loan for loan in stated.standing.loans}
    for outlook in stated.outlook[:1]:
        loan = standing[outlook.id]
        print(f"\n{loan.name}, drawn further")
        for percent in (100, 105, 110, 115):
            drawn = f"{loan.currency} {round(loan.drawn * percent / 100 / 1e6)}m"
            result = answer(pledgeline.read_case(path, overrides={f"loans.{loan.id}.drawn": drawn}))
            call = next(other.call for other in result.outlook if other.id == loan.id)
            print(f"{drawn:>10}   call {call.value:6.2%} ± {call.standard_error:.2%}")


def main(path: Path) -> int:
    """Print what a case says; returns the exit code."""
    try:
        case = pledgeline.read_case(path)
    except pledgeline.PledgelineError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    stated = answer(case)
    print_standing(stated)
    print_scenarios(case, stated)
    print_load(path, stated)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("own-case.yaml")))
