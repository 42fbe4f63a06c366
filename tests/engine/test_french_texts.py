"""Texts of the engine in the language of their reader: all of them can be told again, and nothing else changes."""

from __future__ import annotations

import copy
import dataclasses
import functools
import gettext
import json
import pickle
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.course import watch_conditions
from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.draw_bench import facility_of
from pledgeline.engine.expect import parse_expectation
from pledgeline.engine.explain import explain, keys
from pledgeline.engine.expression import ExpressionError
from pledgeline.engine.formula import FUNCTIONS
from pledgeline.engine.gap import gap_loss
from pledgeline.engine.group_replay import replay_group
from pledgeline.engine.price_replay import replay_case
from pledgeline.engine.replay import replay
from pledgeline.engine.resolve_calendar import cash_calendar
from pledgeline.engine.run import open_case, opened_problems, plan, run
from pledgeline.engine.stress import stress, window_of
from pledgeline.engine.what_if import with_draw
from pledgeline.errors import PledgelineError
from pledgeline.files.read_case import apply_scenario
from pledgeline.files.results_json import dumps, record
from pledgeline.kernels.codes import LoanEvent, LoanStatus
from pledgeline.language.saying import Retellable, retold
from pledgeline.language.spoken import Tongue, speaking
from pledgeline.market.dynamics import GBM
from tests.engine.closes import table
from tests.fixtures_case import FULL, case_of, document, opened
from tests.language.pseudo import PSEUDO, outside

if TYPE_CHECKING:
    from pledgeline.engine.results import DerivationInput

PATHS = 64
DRAWS = Draws(paths=PATHS, seed=1)
CASE: dict[str, Any] = {
    **FULL,
    "expect": ["loans.pledge.ltv < 25%", "group.nav > USD 1bn and loans.pledge.call_probability < 3%"],
    "loans": {
        **FULL["loans"],
        "claim": {**FULL["loans"]["claim"], "at_maturity": {"extend": "1y", "if": {"ltv_at_most": "30%"}}},
    },
    "inflows": {"sale": {"amount": "USD 1bn", "date": "2026-06-30"}},
}
# of records: what a reader reads, and not a name, a key or a code
READ = {"title", "note", "limits", "left_out", "recourse", "found", "text", "filled", "events", "status", "what"}
CODES = {"below release", "normal", "above cure", "call", "close_out", "open", "called", "selling", "closed"}
NAMES = (*FULL["assets"], *FULL["loans"], *FULL["debts"], "crash", "XNYS")  # of the case, as its sentences say them


@functools.cache
def case() -> Any:  # a case file
    return document(FULL | {"expect": CASE["expect"]})


@functools.cache
def answers() -> dict[str, Any]:
    """Every kind of result of a case with one of everything, and what stands behind each number."""
    base = case()
    crash, calm = apply_scenario(base, "crash"), open_case(base)
    window = window_of(table(calm.resolved.dates, (100.0, 90.0, 95.0)), "stock", *_ends(calm.resolved.dates), name="w")
    return {
        "run": dataclasses.replace(run(base, paths=PATHS, seed=1), lender=()),
        "plan": plan(base, draws=DRAWS),
        "stress": stress(base, [crash], (window,), draws=DRAWS),
        "calendar": cash_calendar(base, calm.resolved),
        "path": replay(calm.resolved, path=0, seed=1),
        "path of the group": replay_group(calm.resolved, path=0, seed=1),
        "closes": replay_case(base, {"stock": table(calm.resolved.dates, (100.0, 40.0, 20.0, 20.0))}),
        "explained": [_explained(calm), _explained(open_case(crash))],
    }


def _ends(dates: tuple[Any, ...]) -> tuple[Any, Any]:
    return dates[0], dates[2]


def _explained(found: Any) -> list[Any]:  # an open case
    return [explain(found.paper, found.workings, key) for key in keys(found.paper, found.workings)]


def leaves(found: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a record with the name of the field it stands in."""
    if isinstance(found, str):
        yield name, found
    elif dataclasses.is_dataclass(found) and not isinstance(found, type):
        for field in dataclasses.fields(found):
            yield from leaves(getattr(found, field.name), field.name)
    elif isinstance(found, Mapping):
        for inner in found.values():
            yield from leaves(inner, name)
    elif isinstance(found, list | tuple):
        for inner in found:
            yield from leaves(inner, name)


@functools.cache
def told() -> tuple[str, ...]:
    """Every text that can be told again, once."""
    found = [text for _, text in leaves(answers()) if isinstance(text, Retellable)]
    found += [code.sentence for code in (*LoanStatus, *LoanEvent)]
    return tuple(dict.fromkeys(found))


class _Unknown(gettext.NullTranslations):
    """Behind a catalogue: messages that it does not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def gettext(self, message: str) -> str:
        self.asked.append(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.append(msgid1 if n == 1 else msgid2)
        return self.asked[-1]


def _strict_french() -> tuple[Tongue, _Unknown]:
    path = files("pledgeline.language") / "locale" / "fr" / "LC_MESSAGES" / "pledgeline.mo"
    with path.open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)
    unknown = _Unknown()
    catalogue.add_fallback(unknown)
    return Tongue(code="fr", sentences=catalogue), unknown


def french(text: str) -> str:
    with speaking("fr"):
        return retold(text)


def test_every_message_has_a_french_one() -> None:
    language, unknown = _strict_french()
    with speaking(language):
        texts = [retold(text) for text in told()]
    assert unknown.asked == []
    assert [text for text in texts if re.search(r"\{\w*\}", text)] == []


def test_no_word_of_a_sentence_passes_by_the_catalogue() -> None:
    symbols = {entry.symbol for entry in _inputs()}
    words = {word for symbol in symbols for word in re.findall(r"[^\W\d_]{2,}", symbol)}
    allowed = {*NAMES, *words, *FUNCTIONS}
    with speaking(PSEUDO):
        found = {text: outside(retold(text), allowed) for text in told()}
    assert {text: words for text, words in found.items() if words} == {}


def _inputs() -> Iterator[DerivationInput]:
    for result in (answers()["run"], answers()["plan"]):
        for derivation in result.derivations:
            yield from derivation.inputs


def test_what_a_reader_reads_can_be_told_again() -> None:
    """Any other text is one of the case, or a number or a key as the case writes it."""
    written = json.dumps(case_of(CASE))
    plain = {
        (name, text)
        for name, text in leaves(answers())
        if name in READ and not isinstance(text, Retellable) and text not in written
    }
    literal = re.compile(r"[A-Z]{3} [\d.]+\w*|SOFR \+ [\d.]+%|[\w+ −×/().]*_[\w+ −×/().]*")
    wordy = {(name, text) for name, text in plain if re.search(r"[^\W\d_]{2}", text) and not literal.fullmatch(text)}
    assert wordy - {("status", code) for code in CODES} == set()


@pytest.mark.parametrize("kind", ["run", "plan", "stress", "closes", "path of the group"])
def test_json_is_the_same_in_any_language(kind: str) -> None:
    with speaking("fr"):
        written = dumps(record(answers()[kind]))
    assert written == dumps(record(answers()[kind]))


def test_results_made_while_french_is_spoken_are_the_same() -> None:
    with speaking("fr"):
        found = plan(case(), draws=DRAWS)
    assert dumps(record(found)) == dumps(record(answers()["plan"]))
    assert french(found.method.limits[0]).startswith("Les cours suivent les lois indiquées")


@pytest.mark.parametrize("again", [copy.deepcopy, lambda found: pickle.loads(pickle.dumps(found))])  # noqa: S301
def test_a_copy_and_a_result_of_another_process_can_be_told_again(again: Callable[[Any], Any]) -> None:
    found = answers()["run"]
    pairs = zip(leaves(found), leaves(again(found)), strict=True)
    assert all(type(one) is type(other) and french(one) == french(other) for (_, one), (_, other) in pairs)


def test_dictionaries_of_a_result_remember_too() -> None:
    found = dataclasses.asdict(answers()["run"])
    assert french(found["method"]["limits"][0]).startswith("Les cours suivent les lois indiquées")


@pytest.mark.parametrize(
    ("key", "title", "filled"),
    [
        ("group.ltv.reported", "LTV publiée", "5,34 Md USD / 108 Md USD"),
        (
            "assets.other.value",
            "valeur de other",
            "100 M actions × 3 000,00 JPY par action × 0,00666667 USD pour 1 JPY",
        ),
        ("loans.pledge.fall_to.call", "baisse de stock jusqu’à la LTV d’appel de marge de pledge", None),
        (
            "loans.pledge.non_recourse",
            "part de pledge dont le groupe ne répond pas",
            "max(10 Md USD − 2 Md USD ; 0)",
        ),
        (
            "loans.pledge.days_to_sell",
            "jours ouvrés pour vendre toutes les garanties de pledge à son taux de participation au volume",
            "max(500 M actions / (20,0 % × 10 M actions par jour) ; 50 M actions / (20,0 % × 1 M actions par jour))",
        ),
    ],
)
def test_an_explanation_in_french(key: str, title: str, filled: str | None) -> None:
    found = opened(FULL)
    told_of: Any = explain(found.paper, found.workings, key)
    assert french(told_of.title) == title
    if filled is not None:
        assert _with_plain_spaces(french(told_of.filled)) == filled


def _with_plain_spaces(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_derivations_of_probabilities_in_french() -> None:
    derived = {one.key: one for one in answers()["run"].derivations}
    call = derived["loans.pledge.call_probability"]
    assert french(call.formula) == "part des trajectoires avec un appel de marge d’ici au 8 octobre 2027"
    assert [french(entry.title) for entry in call.inputs][:3] == [
        "trajectoires simulées", "graine des nombres aléatoires", "erreur type",
    ]  # fmt: skip
    gap = derived["group.gap_probability"]
    assert french(gap.title).startswith("part des trajectoires du groupe qui connaissent une impasse de trésorerie")
    assert french(gap.title).endswith("d’ici au 8 octobre 2027")


def test_what_is_guaranteed_is_told_in_french_money() -> None:
    recourse = {loan.id: _with_plain_spaces(french(loan.recourse)) for loan in answers()["run"].standing.loans}
    assert recourse["pledge"] == "garanti à hauteur de 2 Md USD, après réalisation des garanties"
    assert recourse["claim"] == "total"


def test_expectations_find_their_figures_in_french() -> None:
    found = [_with_plain_spaces(french(one.found)) for one in answers()["run"].expectations]
    assert found[0] == "20,50 % < 25,00 %"
    assert found[1].startswith("102 Md USD > 1 Md USD ; ")


def test_stress_in_french() -> None:
    found = answers()["stress"]
    titles = [_with_plain_spaces(french(row.title)) for row in found.scenarios]
    assert titles[0] == "Rien : le dossier d’aujourd’hui"
    assert re.fullmatch(r"stock comme du \d+ octobre 2025 au \d+ octobre 2025", titles[2])
    broken = {(one.kind, one.subject): one for one in found.reverse[0].breakpoints}
    assert french(broken["call", "pledge"].title) == "Appel de marge sur pledge"
    assert _with_plain_spaces(french(broken["policy", "reported"].title)) == "LTV publiée au plafond, 35 %"
    assert french(found.reverse[-1].title) == "Toutes les actions cotées ensemble"


def test_a_replay_in_french() -> None:
    days = answers()["closes"].days
    events = [french(event) for day in days for event in day.events]
    assert "appel de marge" in events
    assert french(days[0].status) == "le prêt est en cours"


def test_the_cash_calendar_in_french() -> None:
    found = {(event.kind, event.id): event for event in answers()["calendar"]}
    assert french(found["interest", "pledge"].what) == "intérêts de pledge"
    assert french(found["repayment", "pledge"].what) == "remboursement de pledge"


def _refusal(ask: Callable[[], object]) -> Exception:
    with pytest.raises((PledgelineError, ExpressionError)) as caught:
        ask()
    return caught.value


@pytest.mark.parametrize(
    ("ask", "english", "expected"),
    [
        (
            lambda: parse_expectation("loans.pledge.ltv"),
            "an expectation says what must hold; add a comparison, such as loans.arm-margin.ltv < 25%",
            (
                "une attente énonce ce qui doit être vrai ; "
                "ajoutez une comparaison, par exemple loans.arm-margin.ltv < 25%"
            ),
        ),
        (
            lambda: parse_expectation("1 < 2 < 3"),
            "comparisons cannot be chained; join two of them with 'and'",
            "les comparaisons ne s’enchaînent pas ; reliez-en deux par « and »",
        ),
        (
            lambda: with_draw(opened(FULL).resolved, "nobody", 1.0),
            "the case has no facility 'nobody' to draw on",
            "le dossier n’a pas d’enveloppe « nobody » à tirer",
        ),
        (
            lambda: gap_loss(GBM(volatility=0.3), debt=0.2, trigger_ltv=-1.5, sale_delay=-1, dates=10),
            "trigger_ltv is -1.5: above 0, 0.5 for 50 %\nsale_delay is -1: 0 dates or more",
            "trigger_ltv vaut -1,5 : supérieur à 0 ; 0.5 pour 50 %\nsale_delay vaut -1 : 0 date ou plus",
        ),
        (
            lambda: replay_case(case(), {}),
            "no closes were given; a replay needs those of one asset at least",
            "aucune clôture n’est fournie ; un rejeu exige celles d’au moins un actif",
        ),
        (
            lambda: facility_of(opened(FULL).resolved, "nobody"),
            "the case has no facility 'nobody' to draw on; write one of pledge, yen",
            None,
        ),
    ],
)
def test_a_refusal_carries_its_sentence(ask: Callable[[], object], english: str, expected: str | None) -> None:
    error = _refusal(ask)
    assert str(error) == english
    assert isinstance(error.args[0], Retellable)
    if expected is not None:
        assert _with_plain_spaces(french(error.args[0])) == expected


def test_problems_of_expectations_in_french() -> None:
    (problem,) = opened_problems(opened({"expect": ["group.nav > 25%"]}))
    assert problem.what == "one side is in USD, the other a ratio"
    assert french(problem.what) == "un côté est en USD, l’autre un ratio"
    assert french(problem.remedy) == "comparez des grandeurs de même nature"


def test_conditions_name_their_figures_in_french() -> None:
    (*_, (holds, sentence)) = watch_conditions(5, 252, 0.5)
    assert not holds
    assert french(sentence).startswith("error vaut 0,5\u00a0: demandez entre ")


def test_a_case_without_known_cash_says_so_in_french() -> None:
    found = run(document({"group": {"cash": None}}), paths=PATHS, seed=1)
    assert "La trésorerie du groupe est inconnue\u00a0: le groupe n’a pas été suivi dans son ensemble." in [
        french(limit) for limit in found.method.limits
    ]
