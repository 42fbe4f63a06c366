"""What the exact engine, the fits and the verification say of themselves and refuse, in French."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pledgeline.engine.between import between
from pledgeline.engine.fair_spread import fair_spread
from pledgeline.engine.fit import fit_history, history
from pledgeline.engine.fit_cautions import Sentence
from pledgeline.engine.fit_estimate import check_returns, estimate
from pledgeline.engine.fit_sample import log_returns
from pledgeline.engine.fit_search import Ending
from pledgeline.engine.lender_terms import uncovered, without_sale
from pledgeline.engine.passage import first_passage
from pledgeline.engine.regulators import reference_haircuts
from pledgeline.engine.tails import tail_losses
from pledgeline.errors import PledgelineError, Unfittable
from pledgeline.language.saying import Retellable, retold
from pledgeline.language.spoken import speaking, tongue
from pledgeline.market.dynamics import GBM
from pledgeline.units.count import Number
from pledgeline.units.ratio import Ratio
from tests.engine.fit_histories import simulated
from tests.simple_case import simple_case, simple_loan

if TYPE_CHECKING:
    from collections.abc import Callable

LAW = GBM(growth=0.0, volatility=0.4)


def french(text: str) -> str:
    """The text in French, with plain spaces; it must be one that can be told again."""
    assert isinstance(text, Retellable), text
    with speaking("fr"):
        return retold(text).replace("\N{NO-BREAK SPACE}", " ")


def refusal(call: Callable[[], object]) -> str:
    """What an error says, in French."""
    with pytest.raises(PledgelineError) as raised:
        call()
    return french(raised.value.args[0])


def test_what_cannot_be_computed_is_refused_in_french() -> None:
    assert refusal(lambda: fair_spread(LAW, debt=0.5, trigger_ltv=0.4, rate=0.0, dates=10)) == (
        "debt vaut 0,5 : supérieur à 0 et inférieur à trigger_ltv, en fraction des garanties"
    )
    assert refusal(lambda: first_passage(LAW, barrier=-1.0, dates=10)).startswith(
        "barrier doit être supérieur à 0 : l’écrire en fraction du cours du jour"
    )
    assert refusal(lambda: reference_haircuts(holding_days=0)) == "holding_days vaut 0 : au moins 1 jour ouvré"
    assert refusal(lambda: between(Number(Decimal(1)), Ratio(Decimal(1)), 0.5)) == (
        "1 et 100% ne sont pas les deux bornes d’une même fourchette"
    )
    case = simple_case(dynamics=LAW, days=5)
    assert refusal(lambda: tail_losses(case, "birch", paths=10, seed=1)) == (
        "birch n’est pas un prêt sur marge du dossier ; prêts sur marge du dossier : loan"
    )


def test_closes_that_cannot_be_fitted_are_refused_in_french() -> None:
    assert refusal(lambda: log_returns(np.array([1.0, -1.0]))) == (
        "la clôture numéro 2 vaut -1.0 ; toute clôture doit être finie et supérieure à zéro"
    )
    with pytest.raises(Unfittable) as raised:
        check_returns(np.full(30, 0.01), "kou")
    assert french(raised.value.what) == "31 clôtures ne suffisent pas pour caler kou ; il en faut 61"
    assert french(raised.value.remedy) == "fournir un historique plus long, ou caler gbm, qui en demande 21"


def test_why_the_exact_engine_says_nothing_of_a_loan_is_told_in_french() -> None:
    loan = simple_loan(release=0.5, until_cured=True, sale_delay=0)
    case = simple_case(dynamics=GBM(growth=0.0, volatility=0.0), loans=(loan,))
    case = replace(case, assets={"alder": replace(case.assets["alder"], currency="JPY")})
    assert [french(one)[:40] for one in (*uncovered(case, loan), *without_sale(loan))] == [
        "Les garanties cotent en JPY et la dette ",
        "Un seuil de mainlevée rend des actions à",
        "Le cours n’a pas de mouvement aléatoire.",
        "La vente s’arrête dès que le prêt est ré",
        "La vente commence le jour où elle est dé",
    ]


@pytest.mark.parametrize("which", [*Sentence, *Ending], ids=lambda one: one.name)
def test_every_sentence_of_the_fits_has_a_french_one(which: Sentence | Ending) -> None:
    told = tongue("fr").sentences.gettext(which.value)
    assert told != which.value
    assert set(re.findall(r"\{\w+\}", told)) == set(re.findall(r"\{\w+\}", which.value))


def test_cautions_keep_their_figures_in_french() -> None:
    found = fit_history(history(simulated("merton", 600, seed=3)), "merton")
    told = {caution.name: french(caution.sentence) for caution in found.cautions}
    assert told["SHORT"] == ("L’historique est court : 600 rendements, 2,4 ans ; les sauts rares n’y figurent guère.")
    assert "un dossier garde la croissance qu’il énonce, 0 % par défaut." in told["GROWTH"]
    assert "{" not in "".join(told.values())
    assert french(estimate(simulated("gbm", 100, seed=1), "gbm").outcome) == (
        "un pas de plus gagnerait moins de 0,01 de log-vraisemblance"
    )
