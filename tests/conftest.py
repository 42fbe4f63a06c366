"""What all tests share: fixed hypothesis profiles, and no test that depends on the machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Generator

os.environ["PLEDGELINE_LANG"] = "en"  # tests read English unless they say otherwise

# examples are derived from the test, not from a clock: a failure repeats
settings.register_profile(
    "fixed", derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", settings.get_profile("fixed"), max_examples=2000)
settings.register_profile("short", settings.get_profile("fixed"), max_examples=5)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a browser is required, a browser test that skips has failed."""
    report = yield
    if report.skipped and item.get_closest_marker("browser") and os.environ.get("PLEDGELINE_REQUIRE_BROWSER"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, but PLEDGELINE_REQUIRE_BROWSER is set"
    return report
