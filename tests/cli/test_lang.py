"""The command line in the language of its reader: `--lang`, help, wrong usage, endings; JSON in one language only."""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from pledgeline.cli.click_words import recognised, usage_text
from pledgeline.cli.endings import VERBS, Surface
from pledgeline.cli.lang import OWN, asked_language
from pledgeline.cli.main import pledgeline
from pledgeline.cli.verb import Verb
from pledgeline.language.saying import Said
from pledgeline.language.spoken import FRENCH, speaking
from tests.fixtures_case import case_of
from tests.language.pseudo import PSEUDO, outside

if TYPE_CHECKING:
    from click.testing import Result

BROKEN = Path(__file__).parents[1] / "cases" / "broken"
QUARRY = str(Path(__file__).parents[1] / "cases" / "quarry" / "case.yaml")
QUIET = "softbank-2023-09"


def said(*arguments: str, **environment: str) -> Result:
    """What a verb does; `PLEDGELINE_LANG` is not set unless a test sets it."""
    cleared: dict[str, str | None] = dict.fromkeys(("PLEDGELINE_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return CliRunner().invoke(pledgeline, arguments, env=cleared | environment)


def plain(text: str) -> str:
    """With common spaces before the signs that French keeps apart."""
    return text.replace("\u00a0", " ")


def command(name: str) -> click.Command:
    found = pledgeline.get_command(click.Context(pledgeline), name)
    assert found is not None
    return found


# --- which language ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        ("", "en"),
        ("--lang fr", "fr"),
        ("run x --lang=fr", "fr"),
        ("--lang fr run x --lang en", "en"),
        ("run x --lang de", "en"),
        ("run x -- --lang fr", "en"),
        ("run x --lang", "en"),
        ("read a.txt --lang fr", "en"),
        ("--lang fr read a.txt --lang en", "fr"),
        ("check read --lang fr", "fr"),
    ],
)
def test_the_last_option_of_the_command_line_chooses_but_not_that_of_a_verb_of_its_own(
    monkeypatch: pytest.MonkeyPatch, arguments: str, language: str
) -> None:
    monkeypatch.setenv("PLEDGELINE_LANG", "en")
    assert asked_language(arguments.split()) == language


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({}, "Options:"),
        ({"LANG": "fr_FR.UTF-8"}, "Afficher"),
        ({"PLEDGELINE_LANG": "fr", "LANG": "en_GB"}, "Afficher"),
        ({"PLEDGELINE_LANG": "en", "LANG": "fr_FR"}, "Show this message"),
    ],
)
def test_the_environment_chooses_where_the_command_line_does_not(environment: dict[str, str], word: str) -> None:
    assert word in said("--help", **environment).stdout


def test_a_language_that_is_not_spoken_is_refused() -> None:
    found = said("check", QUIET, "--lang", "de")
    assert found.exit_code == 2
    assert "'de' is not one of 'en', 'fr'" in found.stderr


def test_one_run_does_not_change_the_language_of_the_next() -> None:
    assert "erreur" in said("check", "--lang", "fr", str(BROKEN / "ladder.yaml")).stderr
    assert "error" in said("check", str(BROKEN / "ladder.yaml")).stderr


# --- help -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_speaks_and_has_the_option(verb: str) -> None:
    found = command(verb)
    assert isinstance(found, Verb)
    assert any("--lang" in option.opts for option in found.params)


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_every_word_of_the_help_is_told(verb: str) -> None:
    with speaking(PSEUDO):
        chosen: click.Command = command(verb) if verb else pledgeline
        with chosen.make_context("pledgeline", [], resilient_parsing=True) as context:
            shown = chosen.get_help(context)
    names = {"pledgeline", *VERBS, *_placeholders(chosen)}
    bare = re.sub(r"--?[a-z][a-z-]*", " ", shown)
    assert outside(bare.replace("\n", " "), names) == []


def _placeholders(of: click.Command) -> set[str]:
    """What stands for the words of a user: `CASE`, `[gbm|merton|kou|all]`."""
    context = click.Context(of)
    return {word for option in of.params for word in re.findall(r"\w+", option.make_metavar(context))}


def test_the_help_of_a_verb_is_french() -> None:
    shown = plain(said("run", "--help", "--lang", "fr").stdout)
    assert shown.startswith("Usage : pledgeline run [OPTIONS] CASE\n")
    assert re.search(r"\nOptions :\n  --paths N +Trajectoires à simuler\. +\[par défaut : 100000;", shown)
    assert re.search(r"leur nombre\.\s+\[par défaut : tous\]\s+\[1<=x<=1024\]", shown)
    assert shown.rstrip().endswith("Afficher cette aide et s’arrêter.")


def test_the_order_of_help_and_language_does_not_matter() -> None:
    assert said("run", "--help", "--lang", "fr").stdout == said("--lang", "fr", "run", "--help").stdout


# --- wrong usage ------------------------------------------------------------------------------------------------

MISTAKES = [
    (["frobnicate"], "Il n’y a pas de commande 'frobnicate'."),
    (["run"], "Il manque l’argument 'CASE'."),
    (["run", "--paths", "0", QUIET], "Valeur non valable pour '--paths' : 0 n’est pas dans l’intervalle 1<=x<="),
    (["run", "--workers", "many", QUIET], "Valeur non valable pour '--workers' : 'many' n’est pas un nombre entier."),
    (["run", "--paths"], "L’option '--paths' demande une valeur."),
    (["run", "--garch=1", QUIET], "Il n’y a pas d’option '--garch'."),
    (["check", "--json=1", QUIET], "L’option '--json' ne prend pas de valeur."),
    (["run", "a", "b"], "Argument en trop (b)"),
    (["run", "a", "b", "c"], "Arguments en trop (b c)"),
    (["fit", "a", "--model", "nig"], "'nig' n’est pas l’un de 'gbm', 'merton', 'kou', 'all'."),
    (
        ["plan", "x", "--draw", "a=5"],
        "pour '--draw' : « 5 » n’est pas un montant : il n’a pas de devise ; écrivez la devise",
    ),
    (
        ["loan", "x", "--target", "los=1bp"],
        "« los » n’est pas un objectif ; écrivez l’un de : expected-loss, loss-prob",
    ),
    (["loan", "x", "--paths", "5"], "--paths vaut pour une simulation, et la page n’en a pas ; ajoutez --tail"),
    (["stress", "x", "--window", "arm"], "« arm » n’est pas une fenêtre ; écrivez ASSET=FILE:FROM..TO, par exemple"),
    (["check", "nowhere.yaml"], "nowhere.yaml : ce fichier n’existe pas"),
    (["check", "softbank-2025-01"], "« softbank-2025-01 » n’est fourni ; vouliez-vous dire softbank-2025-10 ?"),
    (["check", QUIET, "--scenario", "doom"], "il n’y a pas de scénario « doom » ; "),
    (["verify", "gap-los"], "« gap-los » n’est ni un sujet ni un chiffre ; vouliez-vous dire gap-loss ?"),
    (["run", "--html", "no/where.html", QUIET], "le répertoire no n’existe pas."),
    (["replay", QUIET], "nommez un fichier de cours : --prices FILE, ou --prices ASSET=FILE."),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES, ids=lambda each: " ".join(each)[:24])
def test_wrong_usage_is_told_in_french(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    found = said("--lang", "fr", *arguments)
    assert found.exit_code == 2
    assert message in plain(found.stderr)
    assert found.stdout == ""


@pytest.mark.parametrize("arguments", [mistake for mistake, _ in MISTAKES[:13]], ids=lambda each: " ".join(each)[:24])
def test_in_english_wrong_usage_reads_as_the_library_has_it(arguments: list[str]) -> None:
    with pytest.raises(click.ClickException) as caught:
        click.Group.main(pledgeline, list(arguments), prog_name="pledgeline", standalone_mode=False, obj=Surface())
    shown = io.StringIO()
    with redirect_stderr(shown):
        caught.value.show(shown)
    assert usage_text(caught.value) + "\n" == shown.getvalue()


def test_a_text_that_is_not_recognised_stays_as_it_is() -> None:
    assert recognised("the moon is not in the range of moons") == "the moon is not in the range of moons"
    assert not isinstance(recognised("whatever a later version says"), Said)


# --- endings ----------------------------------------------------------------------------------------------------


def test_problems_are_counted_in_french() -> None:
    assert said("check", "--lang", "fr", str(BROKEN / "ladder.yaml")).stderr.endswith("7 problèmes\n")


def test_several_sentences_are_told_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = said("--lang", "fr", "replay", "softbank-2025-10", "--prices", "x=a.csv", "--prices", "arm=b.csv")
    assert plain(found.stderr).splitlines()[-1] == "b.csv : ce fichier n’existe pas"
    assert "les cours de « x » ne feraient rien bouger ; " in plain(found.stderr)


def test_an_internal_error_is_one_line_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a\nb")

    monkeypatch.setattr("pledgeline.cli.check.open_case_file", broken)
    assert plain(said("--lang", "fr", "check", QUIET).stderr) == (
        "pledgeline: erreur interne : RuntimeError : a b (avec PLEDGELINE_TRACEBACK=1, vous verrez où)\n"
    )


def test_what_the_system_says_of_a_file_is_told_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied", "closes.csv")

    monkeypatch.setattr("pledgeline.cli.check.open_case_file", refused)
    assert plain(said("--lang", "fr", "check", QUIET).stderr) == "pledgeline: closes.csv : permission refusée\n"
    assert said("check", QUIET).stderr == "pledgeline: closes.csv: permission denied\n"


# --- what verbs write -------------------------------------------------------------------------------------------


def test_an_explanation_is_french(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(json.dumps(case_of({})), encoding="utf-8")
    shown = plain(said("--lang", "fr", "explain", str(case), "loans.pledge.ltv").stdout)
    assert shown.startswith("loans.pledge.ltv : LTV de ")
    assert f"dans {case}:" in shown


def test_the_list_of_bundled_cases_is_french() -> None:
    shown = plain(said("demo", "--list", "--lang", "fr").stdout)
    assert "softbank-2025-10  SoftBank Group, octobre 2025 : un prêt de 8,5 Md USD sur des actions Arm" in shown


def test_a_path_is_told_in_french() -> None:
    shown = plain(said("--lang", "fr", "explain", "softbank-2025-10", "loans.arm-margin", "--path", "3").stdout)
    head, columns, first, *_ = shown.splitlines()
    assert head.endswith(", trajectoire 3 de la graine 1 ; cours de Arm Holdings en USD")
    assert columns.split() == ["date", "cours", "LTV", "dette", "nanties", "libres", "état", "événements"]
    assert re.search(r"8,5 Md USD +769 M +154 M +le prêt est en cours", first)


def test_a_resolved_case_has_french_comments_and_is_otherwise_the_same() -> None:
    shown = said("--lang", "fr", "show", "--resolved", "softbank-2025-10").stdout
    assert shown.startswith("# Tel que le moteur le voit\u00a0: daté, valeurs par défaut écrites.\n")
    assert "  # par défaut\n" in shown
    assert "# Échéancier de trésorerie" in shown
    english = said("show", "--resolved", "softbank-2025-10").stdout
    assert [line.partition("#")[0].rstrip() for line in shown.splitlines()] == [
        line.partition("#")[0].rstrip() for line in english.splitlines()
    ]


# --- JSON -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", str(BROKEN / "ladder.yaml"), "--json"],
        ["check", str(BROKEN / "text.yaml"), "--json"],
        ["check", "nowhere.yaml", "--json"],
        ["check", QUIET, "--json"],
        ["loan", "softbank-2025-10", "--json", "-", "--target", "los=1bp"],
        ["explain", QUIET, "group.ltv.reported", "--json"],
        ["explain", QUIET, "--list", "--json"],
        ["explain", "softbank-2025-10", "loans.arm-margin", "--path", "3", "--json"],
        ["show", "--resolved", QUIET, "--json"],
        ["demo", "--list", "--json"],
        ["loan", "softbank-2025-10", "--json", "-"],
        ["run", QUIET, "--paths", "16", "--json", "-"],
        pytest.param(["plan", "softbank-2025-10", "--paths", "16", "--json", "-"], marks=pytest.mark.slow),
        pytest.param(["stress", "sbkk-2020", "--paths", "16", "--json", "-"], marks=pytest.mark.slow),
        pytest.param(["pledges", "softbank-2025-10", "--paths", "16", "--json", "-"], marks=pytest.mark.slow),
        ["programme", QUARRY, "--paths", "64", "--json", "-"],
        ["contagion", QUARRY, "--scenario", "bubble", "--json", "-"],
        ["verify", "--list", "--json", "-"],
        ["schema", "--json"],
    ],
    ids=lambda each: " ".join(each)[-48:],
)
def test_json_is_the_same_in_any_language(arguments: list[str]) -> None:
    english, french = (said("--lang", language, *arguments) for language in ("en", FRENCH))
    assert english.stdout == french.stdout
    assert english.exit_code == french.exit_code
    assert json.loads(english.stdout)


def test_verbs_with_a_language_of_their_own_exist() -> None:
    assert set(OWN) <= {*VERBS, "read"}
