from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pledgeline.engine.clearing import Clearing, clear, network_of
from pledgeline.errors import OutOfRange
from pledgeline.kernels.clearing import CLEARED, Cascade, Floats, Ints, clear_down
from pledgeline.kernels.compiler import interpreted
from tests.oracles.clearing import (
    Network,
    by_linear_programme,
    exactly,
    from_the_top,
    random_network,
    small_integers,
)
from tests.oracles.rows import figure
from tests.reference import table

SHELF = Path(__file__).parents[3] / "shared" / "validation" / "tables.json"
SCIPY_FORMATS = ("csr_array", "coo_matrix", "lil_array", "dok_matrix")


def cleared(network: Network) -> Clearing:
    """What the function says of a network."""
    return clear(network.liabilities, network.external, network.alpha, network.beta)


def numbers(text: str) -> list[float]:
    """Numbers with spaces between them."""
    return [figure(part) for part in text.split()]


@pytest.fixture(scope="module")
def networks() -> list[Network]:
    """Two thousand, half of them with bankruptcy costs."""
    random = np.random.default_rng(2001)
    return [random_network(random, costs=number % 2 == 1) for number in range(2000)]


@pytest.mark.parametrize("row", table("clearing"), ids=lambda row: row["name"])
def test_published_networks(row: dict[str, str]) -> None:
    liabilities = [numbers(line) for line in row["liabilities"].split("|")]
    found = clear(liabilities, numbers(row["external_assets"]), figure(row["alpha"]), figure(row["beta"]))
    np.testing.assert_allclose(found.payments, numbers(row["payments"]), rtol=0, atol=figure(row["tolerance"]))
    expected = tuple(tuple(map(int, part.split())) for part in row["rounds"].split("|") if part)
    assert found.defaults == expected
    assert found.rounds == len(expected)


def test_the_validation_tables_are_the_ones_in_our_table() -> None:
    if not SHELF.exists():
        pytest.skip("the validation tables are not beside the project")
    given = json.loads(SHELF.read_text(encoding="utf-8"))["clearing"]
    for key, recovered in (("eisenberg_noe", 1.0), ("rogers_veraart_0.5_0.5", 0.5)):
        found = clear(given["liabilities"], given["external_assets"], recovered, recovered)
        expected = [float(Fraction(one)) for one in given[key]]
        np.testing.assert_allclose(found.payments[:3], expected, rtol=0, atol=1e-12)
    found = clear([[0, 1], [1, 0]], [0.1, 0.1], 0.5, 0.5)
    np.testing.assert_array_equal(found.payments, given["multiplicity"]["greatest"])


def test_fixed_point_iteration_from_the_top_gives_the_same(networks: list[Network]) -> None:
    failed = 0
    for network, expected in zip(networks, from_the_top(networks), strict=True):
        found = cleared(network)
        assert np.allclose(found.payments, expected, rtol=1e-12, atol=1e-14), (network, found, expected)
        failed += sum(map(len, found.defaults))
    assert failed > 5000  # the networks are not all sound


def test_a_linear_programme_gives_the_same(networks: list[Network]) -> None:
    some = networks[:600:2]
    for network, expected in zip(some, by_linear_programme(some), strict=True):
        found = cleared(network)
        assert np.allclose(found.payments, expected, rtol=0, atol=1e-9), (network, found, expected)


def test_exact_fractions_give_the_same_where_many_have_just_what_they_owe() -> None:
    random = np.random.default_rng(2013)
    ties = 0
    for _ in range(150):
        network = small_integers(random)
        payments, rounds = exactly(network)
        found = cleared(network)
        assert found.defaults == rounds, network
        np.testing.assert_allclose(found.payments, [float(one) for one in payments], rtol=1e-13, atol=0)
        owed = network.liabilities.sum(axis=1)
        failed = [firm for fresh in rounds for firm in fresh]
        ties += sum(found.equity[i] == 0 and owed[i] > 0 for i in range(owed.size) if i not in failed)
    assert ties > 20


def test_what_one_pays_another_has(networks: list[Network]) -> None:
    for network in networks[:300]:
        found = cleared(network)
        owed = network.liabilities.sum(axis=1)
        received = (found.payments / np.where(owed > 0, owed, 1.0)) @ network.liabilities
        failed = np.isin(np.arange(owed.size), [firm for fresh in found.defaults for firm in fresh])
        np.testing.assert_allclose(
            network.external + received, found.payments + found.equity + found.costs, rtol=1e-13, atol=1e-14
        )
        assert found.equity.sum() + found.costs.sum() == pytest.approx(network.external.sum(), rel=1e-13, abs=1e-14)
        np.testing.assert_allclose(found.payments + found.shortfall, owed, rtol=1e-15)
        assert np.all(found.shortfall[~failed] == 0)
        assert np.all(found.shortfall[failed] > 0)
        assert np.all(found.equity[failed] == 0)
        if network.alpha == network.beta == 1.0:
            assert np.all(found.costs == 0)


def test_more_assets_never_pay_less(networks: list[Network]) -> None:
    random = np.random.default_rng(47)
    for network in networks[:300]:
        more = network.external + random.exponential(0.5, network.external.size) * (random.random() < 0.5)
        before, after = cleared(network), clear(network.liabilities, more, network.alpha, network.beta)
        assert np.all(after.payments >= before.payments * (1 - 1e-13))
        assert np.all(after.equity >= before.equity - 1e-13)


def test_neither_the_order_of_firms_nor_the_unit_of_money_matters(networks: list[Network]) -> None:
    random = np.random.default_rng(59)
    for network in networks[:300]:
        order = random.permutation(network.external.size)
        found, unit = cleared(network), 2.0**40
        moved = clear(
            unit * network.liabilities[np.ix_(order, order)],
            unit * network.external[order],
            network.alpha,
            network.beta,
        )
        np.testing.assert_allclose(moved.payments, unit * found.payments[order], rtol=1e-13)
        places = [tuple(sorted(map(int, order[list(fresh)]))) for fresh in moved.defaults]
        assert places == list(found.defaults)


@pytest.mark.parametrize("name", SCIPY_FORMATS)
def test_a_sparse_table_says_the_same_and_stays_as_it_is(name: str, networks: list[Network]) -> None:
    import scipy.sparse  # noqa: PLC0415

    network = max(networks[:50], key=lambda one: one.external.size)
    given = getattr(scipy.sparse, name)(network.liabilities)
    found, expected = clear(given, network.external), clear(network.liabilities, network.external)
    np.testing.assert_array_equal(found.payments, expected.payments)
    np.testing.assert_array_equal(given.toarray(), network.liabilities)
    assert found.defaults == expected.defaults


def test_a_duplicate_entry_of_a_sparse_table_adds_to_the_other() -> None:
    from scipy.sparse import coo_array  # noqa: PLC0415

    twice = coo_array(([1.0, 2.0], ([0, 0], [1, 1])), shape=(2, 2))
    np.testing.assert_array_equal(clear(twice, [2, 0]).shortfall, [1, 0])


def test_no_firms_no_debts_and_a_circle_without_assets() -> None:
    assert clear(np.zeros((0, 0)), np.zeros(0)).payments.shape == (0,)
    idle = clear(np.zeros((3, 3)), [1, 0, 2])
    np.testing.assert_array_equal(idle.equity, [1, 0, 2])
    assert idle.defaults == ()
    circle = clear([[0, 1], [1, 0]], [0, 0])
    np.testing.assert_array_equal(circle.payments, [1, 1])  # of all that clear, the greatest
    dry = clear([[0, 1, 0], [1, 0, 1], [0, 0, 0]], [0, 0, 0])
    np.testing.assert_array_equal(dry.payments, [0, 0, 0])
    assert dry.defaults == ((1,), (0,))


def chain(firms: int, order: Ints) -> tuple[Any, Floats]:
    """Each firm owes the next a little more than the one before owes it, in a given order of indices."""
    from scipy.sparse import coo_array  # noqa: PLC0415

    owed = 1 + np.arange(firms - 1) / firms
    return coo_array((owed, (order[:-1], order[1:])), shape=(firms, firms)), np.full(firms, 0.5 / firms)


def test_a_long_chain_in_no_order_is_factorised() -> None:
    firms, order = 3000, np.random.default_rng(4).permutation(3000)
    liabilities, external = chain(firms, order)
    found = clear(liabilities, external)
    expected = 0.5 * np.arange(1, firms) / firms
    np.testing.assert_allclose(found.payments[order[:-1]], expected, rtol=1e-12)


def test_a_crowd_that_hardly_leaks_is_iterated() -> None:
    from scipy.sparse import coo_array  # noqa: PLC0415

    random, firms = np.random.default_rng(5), 2000
    debtors, creditors = random.integers(0, firms, (2, 20_000))
    apart = debtors != creditors
    amounts = np.append(random.lognormal(0, 1, apart.sum()), [0.1, 0.1])
    places = (np.append(debtors[apart], [0, 1]), np.append(creditors[apart], [firms, firms]))
    external = np.append(random.exponential(1e-4, firms), 0.0)
    found = clear(coo_array((amounts, places), shape=(firms + 1, firms + 1)), external)
    assert sum(map(len, found.defaults)) > 0.99 * firms
    assert found.equity[-1] == pytest.approx(external.sum() - found.equity[:-1].sum(), rel=1e-9)


def test_the_interpreted_cascade_is_the_compiled_one(networks: list[Network]) -> None:
    run = interpreted(clear_down)
    for each in networks[:6]:
        network = network_of(each.liabilities, each.external)
        firms = each.external.size
        nobody = np.zeros(firms, np.int64), np.zeros(firms, np.uint32), np.zeros(2, np.int64)
        cascade = Cascade(np.ones(firms), *nobody)
        assert run(network, each.alpha, each.beta, cascade, False) == CLEARED
        found = cleared(each)
        np.testing.assert_allclose(cascade.paid * network.owed, found.payments, rtol=1e-14)


def test_every_problem_of_the_arguments_is_told_at_once() -> None:
    liabilities: list[list[float]] = [[0, -1, 2], [np.nan, 0, 1], [0, np.inf, 3]]
    with pytest.raises(OutOfRange) as raised:
        clear(liabilities, [1, -1, 0], alpha=0.0, beta=1.5)
    assert str(raised.value).splitlines() == [
        "alpha is 0: what is recovered, above 0 and at most 1, 0.5 for 50 %",
        "beta is 1.5: what is recovered, above 0 and at most 1, 0.5 for 50 %",
        "liabilities[1, 0] is nan: at least 0, and finite",
        "liabilities[0, 1] is -1: at least 0, and finite",
        "liabilities[2, 1] is inf: at least 0, and finite",
        "external_assets[1] is -1: at least 0, and finite",
        "firm 2 owes itself: leave the diagonal of liabilities at 0",
    ]


def test_of_many_problems_some_are_shown_and_the_others_counted() -> None:
    with pytest.raises(OutOfRange) as raised:
        clear(np.eye(7) - 1, np.ones(7))
    assert str(raised.value).splitlines()[5:] == ["… and 37 more like these"]


@pytest.mark.parametrize(
    ("liabilities", "external", "expected"),
    [
        ([[0, 1], [1, 0]], [1, 2, 3], "liabilities has the shape (2, 2) and external_assets (3,)"),
        ([[0, 1, 0], [1, 0, 0]], [1, 2], "liabilities has the shape (2, 3)"),
        ([[0, 1], [1]], [1, 2], "liabilities must be a table of numbers"),
        ([[0, 1], [1, 0]], "many", "external_assets must be a table of numbers"),
        ([[0, 1e308], [1e308, 0]], [1e308, 0], "the amounts add up to more than can be held"),
    ],
)
def test_tables_of_the_wrong_shape(liabilities: Any, external: Any, expected: str) -> None:
    with pytest.raises(OutOfRange, match="^" + expected.replace("(", r"\(").replace(")", r"\)")):
        clear(liabilities, external)
