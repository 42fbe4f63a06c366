"""Results as JSON: whole, plain and the same every time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math

from pledgeline.engine.results import Result
from pledgeline.files.results_json import dumps, plain, to_dict, to_json, versioned
from tests.fixtures_result import bare_result, example_result


def test_keys_are_those_of_the_record_in_their_order() -> None:
    found = to_dict(example_result())
    assert list(found) == [field.name for field in dataclasses.fields(Result)]
    assert found["schema_version"] == 1
    assert next(iter(found["standing"]["leverage"])) == "holdings_gross"


def test_the_text_is_json_and_says_the_same_as_the_dictionary() -> None:
    for result in (example_result(), bare_result()):
        assert json.loads(to_json(result)) == to_dict(result)
        assert to_json(result) == to_json(result)
        assert to_json(result).endswith("}\n")


def test_dates_are_iso_and_what_is_not_a_number_is_none() -> None:
    found = plain({"a": dt.date(2025, 10, 9), "b": math.nan, "c": math.inf, "d": (1, 2.5, None, True), ("x", "y"): "z"})
    assert found == {"a": "2025-10-09", "b": None, "c": None, "d": [1, 2.5, None, True], "x/y": "z"}


def test_other_literals_are_text_and_letters_stay_readable() -> None:
    assert plain(dt.timedelta(days=1)) == "1 day, 0:00:00"
    assert dumps({"name": "Société"}) == '{\n  "name": "Société"\n}\n'


def test_the_version_comes_first() -> None:
    assert list(versioned({"problems": []})) == ["schema_version", "problems"]
