"""The long form: articles pass two workers of each service while something is killed every five seconds, chosen by chance."""

from __future__ import annotations

import time

from rich.progress import Progress

from shared.terminal import stderr
from tests.chaos import verdict as judging
from tests.chaos.driver import sources, strike
from tests.chaos.embedded import Embedded
from tests.chaos.scenarios import Scenario, random_kills
from tests.chaos.trial import SETTLED, Rows
from tests.chaos.verdict import Verdict

EVERY_SECONDS = 5.0
LONG = Scenario("long", "a random kill every five seconds")


def long_run(articles: int, seed: int) -> Verdict:
    """The verdict after every article has its outcome; given up after a quarter of a second an article and ten minutes."""
    driver = Embedded(
        workers=2,
        CLAIMWIRE_HOST_IN_FLIGHT="512",  # or all would wait for what one dead worker has in hand
        CLAIMWIRE_MAX_UNJOINED="1000000",  # the way into the store is tried here: it need not wait for joining
    )
    try:
        driver.begin(LONG)
        verdict = Verdict(LONG.name, driver.name, articles)
        driver.watch(sources(LONG, articles, driver.host, driver.port))
        begun, kills, struck = time.monotonic(), random_kills(seed), list[Rows]()
        deadline = begun + 600 + articles / 4
        with Progress(console=stderr, disable=not stderr.is_terminal) as bar:
            task = bar.add_task("articles with an outcome", total=articles)
            while (settled := _settled(driver)) < articles and time.monotonic() < deadline:
                bar.update(task, completed=settled)
                time.sleep(EVERY_SECONDS)
                struck.append(driver.ask("ingest", judging.STRUCK))
                strike(driver, *next(kills), seconds=0)
                verdict.kills += 1
        verdict.took = time.monotonic() - begun
        judging.judge_books(verdict, LONG, driver.ask("ingest", judging.BOOKS))
        judging.judge_holdings(verdict, LONG, judging.holdings(driver.ask("store", judging.HELD)), None)
        judging.judge_delays(verdict, [row["s"] for row in driver.ask("ingest", judging.DELAYS)], [])
        judging.judge_recovery(verdict, struck, driver.ask("ingest", judging.SETTLED_AT))
        verdict.started_again = driver.started_again()
        return verdict
    finally:
        driver.close()


def _settled(driver: Embedded) -> int:
    return int(driver.ask("ingest", SETTLED)[0]["n"])
