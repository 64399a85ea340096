"""One scenario from its first article to the verdict, with any driver."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.chaos import verdict as judging
from tests.chaos.driver import Driver, sources, strike, wait_until
from tests.chaos.scenarios import UNDISTURBED, Scenario
from tests.chaos.verdict import Holdings, Verdict

SETTLED = "SELECT count(*) AS n FROM entry WHERE state = 'settled'"
DISCOVERED = "SELECT count(*) AS n FROM entry"
LATEST_SECONDS = 240.0


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
        begun = time.monotonic()
        self.driver.watch(sources(scenario, self.articles, self.host, self.port))
        for blow in scenario.strikes:
            if not wait_until(lambda at=blow.at: self._count(SETTLED) >= at * self.articles, LATEST_SECONDS, 0.02):  # type: ignore[misc]
                verdict.faults.append(f"{blow.action} could not strike: too few articles have an outcome")
                break
            strike(self.driver, blow.action, blow.target, blow.seconds)
        wait_until(self._all_settled, LATEST_SECONDS + self.articles / 5)
        verdict.took = time.monotonic() - begun
        self._judge(verdict, scenario)
        return verdict

    def _judge(self, verdict: Verdict, scenario: Scenario) -> None:
        ask = self.driver.ask
        judging.judge_books(verdict, scenario, ask("ingest", judging.BOOKS))
        held = judging.holdings(ask("store", judging.HELD))
        delays = [row["s"] for row in ask("ingest", judging.DELAYS)]
        if scenario is UNDISTURBED:
            self.calm, self.calm_delays = held, delays
        judging.judge_holdings(verdict, scenario, held, self.calm)
        if "clock" not in scenario.plugs:  # times of two clocks are no delays
            judging.judge_delays(verdict, delays, self.calm_delays)
        verdict.started_again, verdict.stops = self.driver.started_again(), self.driver.stops
        judging.judge_manners(verdict, scenario)

    def _all_settled(self) -> bool:
        return self._count(DISCOVERED) >= self.articles and self._count(SETTLED) >= self._count(DISCOVERED)

    def _count(self, question: str) -> int:
        return int(self.driver.ask("ingest", question)[0]["n"])
