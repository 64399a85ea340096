"""One scenario from its first article to the verdict, with any driver."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.chaos import verdict as judging
from tests.chaos.driver import Driver, count, sources, strike, wait_until
from tests.chaos.scenarios import UNDISTURBED, Scenario
from tests.chaos.verdict import Holdings, Verdict

SETTLED = "SELECT count(*) AS n FROM entry WHERE state = 'settled'"
DISCOVERED = "SELECT count(*) AS n FROM entry"
LATEST_SECONDS = 240.0
Rows = Sequence[Mapping[str, Any]]


@dataclass
class Trials:
    """Runs scenarios against what an undisturbed run of as many articles leaves behind."""

    driver: Driver
    host: str
    port: int
    articles: int
    calm: Holdings | None = None
    calm_delays: Sequence[float] = field(default_factory=list)

    def run_all(self, scenarios: Sequence[Scenario]) -> Iterator[Verdict]:
        """The verdicts on scenarios, each as soon as it is known."""
        for scenario in scenarios:
            yield self.run(scenario)

    def run(self, scenario: Scenario) -> Verdict:
        """The verdict on one scenario; the first call runs undisturbed before."""
        if self.calm is None and scenario is not UNDISTURBED:
            calm = self.run(UNDISTURBED)
            if calm.faults:
                return calm
        self.driver.begin(scenario)
        try:
            return self._run(scenario)
        finally:
            self.driver.end()

    def _run(self, scenario: Scenario) -> Verdict:
        verdict = Verdict(scenario.name, self.driver.name, self.articles)
        begun, struck = time.monotonic(), list[Rows]()
        self.driver.watch(sources(scenario, self.articles, self.host, self.port))
        for blow in scenario.strikes:
            if not self._wait_until(lambda at=blow.at: self._count(SETTLED) >= at * self.articles):  # type: ignore[misc]
                verdict.faults.append(f"{blow.action} could not strike: too few articles have an outcome")
                break
            struck.append(self.driver.ask("ingest", judging.STRUCK))
            strike(self.driver, blow.action, blow.target, blow.seconds)
        self._wait_until(self._all_settled)
        verdict.took = time.monotonic() - begun
        self._judge(verdict, scenario, struck)
        return verdict

    def _wait_until(self, condition: Callable[[], bool]) -> bool:
        return wait_until(condition, LATEST_SECONDS + self.articles / 5, self.driver.pause)

    def _judge(self, verdict: Verdict, scenario: Scenario, struck: Sequence[Rows]) -> None:
        ask = self.driver.ask
        judging.judge_books(verdict, scenario, ask("ingest", judging.BOOKS))
        held = judging.holdings(ask("store", judging.HELD))
        delays = [row["s"] for row in ask("ingest", judging.DELAYS)]
        if scenario is UNDISTURBED:
            self.calm, self.calm_delays = held, delays
        judging.judge_holdings(verdict, scenario, held, self.calm)
        if "clock" not in scenario.plugs:  # times of two clocks are no delays
            judging.judge_delays(verdict, delays, self.calm_delays)
            judging.judge_recovery(verdict, struck, ask("ingest", judging.SETTLED_AT))
        verdict.started_again, verdict.stops = self.driver.started_again(), self.driver.stops
        judging.judge_manners(verdict, scenario)

    def _all_settled(self) -> bool:
        return self._count(DISCOVERED) >= self.articles and self._count(SETTLED) >= self._count(DISCOVERED)

    def _count(self, question: str) -> int:
        return count(self.driver, "ingest", question)
