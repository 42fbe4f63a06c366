"""The parameters of laws, as a reader calls them."""

from __future__ import annotations

from dataclasses import fields

import pytest

from pledgeline.engine.parameter_names import parameter_name
from pledgeline.language.saying import Retellable, retold
from pledgeline.language.spoken import speaking
from pledgeline.market.dynamics import GBM, NIG, Kou, Merton


@pytest.mark.parametrize("law", [GBM, Merton, Kou, NIG])
def test_every_parameter_of_a_law_has_a_name_in_every_language(law: type) -> None:
    for field in fields(law):
        name = parameter_name(field.name)
        assert isinstance(name, Retellable)
        assert name == field.name.replace("_", " ")
        with speaking("fr"):
            assert retold(name) != name


def test_a_key_without_a_name_is_told_in_words() -> None:
    assert parameter_name("mean_reversion") == "mean reversion"
