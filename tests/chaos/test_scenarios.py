"""The short form of the fault suite: every scenario on embedded servers with a few articles. The long one is `make chaos`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chaos import report
from tests.chaos.embedded import Embedded
from tests.chaos.scenarios import UNDISTURBED, Scenario, scenarios
from tests.chaos.trial import Trials

ARTICLES, OUTAGE_SECONDS = 160, 6.0
SHORT = sorted((one for one in (UNDISTURBED, *scenarios(OUTAGE_SECONDS)) if not one.slow), key=lambda one: one.plugs)


@pytest.fixture(scope="session")
def trials() -> Iterator[Trials]:
    driver = Embedded()
    yield Trials(driver, driver.host, driver.port, ARTICLES)
    driver.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("scenario", SHORT, ids=lambda one: one.name)
def test_nothing_is_lost_or_doubled(trials: Trials, scenario: Scenario) -> None:
    verdict = trials.run(scenario)
    print(report.line(verdict))
    assert not verdict.faults
