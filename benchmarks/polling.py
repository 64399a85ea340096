"""The schedule on a fake clock: 300 sources, 10,000 entries, 30 days. What does it ask for, what does it find, and when?

    .venv/bin/python -m benchmarks.polling [--sources 300] [--entries 10000] [--days 30] [--recheck-budget 30]

Sources differ as newsrooms do: the busiest tenth publish most of it, all of them mostly by day, some burst; some are dead, some
are down for days, some ask to be left alone, some answer 304 to everything. Feeds show their last 25 entries: what is not
found before it falls off is missed. Articles are edited, mostly soon; an edit is seen at the first recheck after it. The same
world is polled at fixed intervals for comparison.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import math
import random
import statistics
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from services.ingest.schedule import DAY, HOUR, MINUTE
from services.ingest.schedule.articles import DueRecheck, choose_rechecks, recheck_interval, spend
from services.ingest.schedule.feeds import FeedState, Planned, PollOutcome, PollResult, next_poll

START = datetime(2026, 11, 1, tzinfo=UTC)
WINDOW = 25
TICK = 15 * MINUTE


@dataclass
class Source:
    """One synthetic newsroom: when its entries appear and are edited, and how its server misbehaves. Times in seconds."""

    published: list[float]
    down: tuple[float, float] = (0.0, 0.0)
    retry_after: float | None = None
    always_304: bool = False
    gone_at: float = math.inf
    found: int = 0
    delays: list[float] = field(default_factory=list)
    missed: int = 0
    polls: int = 0
    full: int = 0


@dataclass
class Article:
    """One found article: when it appeared, its edits still unseen, and how the looks at it went."""

    born: float
    edits: list[float]
    last_change: float | None = None


def _rates(count: int, entries: int, rng: random.Random) -> list[int]:
    """Entries for each source: log-normal, a tenth of the sources dead."""
    weights = [0.0 if rng.random() < 0.1 else rng.lognormvariate(0.0, 1.3) for _ in range(count)]
    return [round(entries * weight / sum(weights)) for weight in weights]


def _moments(count: int, days: float, rng: random.Random) -> list[float]:
    """Publication times: by day rather than by night, a fifth of them in bursts."""
    moments: list[float] = []
    while len(moments) < count:
        at = rng.uniform(0, days * DAY)
        if rng.random() < 0.15 + 0.85 * max(0.0, math.sin((at % DAY) / DAY * 2 * math.pi - math.pi / 3)):
            burst = rng.randint(2, 5) if rng.random() < 0.08 else 1
            moments += [at + rng.uniform(0, 40 * MINUTE) for _ in range(burst)]
    return sorted(moment for moment in moments[:count] if moment < days * DAY)


def world(count: int, entries: int, days: float, seed: int) -> list[Source]:
    """The sources, the same for the same seed."""
    rng = random.Random(seed)
    sources = [Source(_moments(number, days, rng)) for number in _rates(count, entries, rng)]
    for source in sources:
        fate = rng.random()
        if fate < 0.05:
            begin = rng.uniform(0, days * DAY)
            source.down = (begin, begin + rng.uniform(0.2, 4) * DAY)
        elif fate < 0.08:
            source.retry_after = rng.choice([20 * MINUTE, HOUR])
        elif fate < 0.11:
            source.always_304 = True
        elif fate < 0.12:
            source.gone_at = rng.uniform(0.3, 1) * days * DAY
    return sources


def poll(source: Source, now: float, conditional: bool) -> PollResult:
    """What the source answers at `now`; counts what was found, how late, and what had fallen off."""
    source.polls += 1
    if now >= source.gone_at:
        return PollResult(PollOutcome.GONE)
    if source.down[0] <= now < source.down[1]:
        return PollResult(PollOutcome.FAILED)
    there = bisect_right(source.published, now)
    fresh = range(max(source.found, there - WINDOW), there)
    if conditional and source.polls > 1 and (source.always_304 or not fresh):
        return PollResult(PollOutcome.UNCHANGED, retry_after=source.retry_after)
    source.full += 1
    if source.polls > 1:  # what stood in the feed on the first day tells nothing about delay
        source.delays += [now - source.published[index] for index in fresh]
    source.missed += fresh.start - source.found
    source.found = there
    listed = range(max(0, there - WINDOW), there)
    dates = tuple(_date(source.published[index]) for index in listed) if fresh else ()
    return PollResult(PollOutcome.READ, len(fresh), len(listed), dates, retry_after=source.retry_after)


Plan = Callable[[FeedState, PollResult, datetime, random.Random], Planned]


def _fixed(interval: float) -> Plan:
    def plan(state: FeedState, result: PollResult, now: datetime, rng: random.Random) -> Planned:
        if result.outcome is PollOutcome.GONE:
            return Planned(state, None)
        return Planned(state, now + timedelta(seconds=interval * rng.uniform(0.95, 1.05)))

    return plan


def run_polls(sources: list[Source], days: float, plan: Plan, seed: int) -> list[tuple[float, float]]:
    """Polls everything for `days`; (found at, published at) of each entry found."""
    rng = random.Random(seed)
    starts = [rng.uniform(0, 30 * MINUTE) for _ in sources]
    found: list[tuple[float, float]] = []
    tie = itertools.count()
    line = [(at, next(tie), number, FeedState(), True) for number, at in enumerate(starts)]
    heapq.heapify(line)
    while line and line[0][0] < days * DAY:
        now, _, number, state, conditional = heapq.heappop(line)
        source, before = sources[number], sources[number].found
        result = poll(source, now, conditional)
        found += [(now, source.published[index]) for index in range(source.found - result.new_entries, source.found)]
        assert source.found >= before
        planned = plan(state, result, _date(now), rng)
        if planned.due is not None:
            heapq.heappush(line, (_seconds(planned.due), next(tie), number, planned.state, planned.conditional))
    return found


def run_rechecks(found: list[tuple[float, float]], days: float, budget: float, seed: int) -> tuple[int, list[float], int]:
    """Looks at found articles again, `budget` times an hour: the looks, the delays of edits seen, the edits unseen."""
    rng = random.Random(seed)
    coming = sorted(found)
    articles: list[Article] = []
    looks, carried, next_one = 0, 0.0, 0
    delays: list[float] = []
    line: list[tuple[float, int]] = []  # due, place in `articles`
    waiting: dict[str, tuple[float, float]] = {}
    for now in _ticks(days):
        while next_one < len(coming) and coming[next_one][0] <= now:
            at, born = coming[next_one]
            articles.append(Article(born, list(_edits(born, at, rng))))
            heapq.heappush(line, (at + (_interval(articles[-1], at) or DAY), next_one))
            next_one += 1
        while line and line[0][0] <= now:
            due, place = heapq.heappop(line)
            waiting[str(place)] = due, _interval(articles[place], now) or 99 * DAY
        granted, carried = spend(budget, TICK, carried)
        asking = [DueRecheck(key, every, now - due) for key, (due, every) in waiting.items()]
        for chosen in choose_rechecks(asking, granted):
            article = articles[int(chosen.key)]
            del waiting[chosen.key]
            looks += 1
            seen = [edit for edit in article.edits if edit <= now]
            delays += [now - edit for edit in seen]
            article.edits = [edit for edit in article.edits if edit > now]
            article.last_change = now if seen else article.last_change
            again = _interval(article, now)
            if again:
                heapq.heappush(line, (now + again, int(chosen.key)))
    return looks, delays, sum(edit < days * DAY for article in articles for edit in article.edits)


def _edits(born: float, found: float, rng: random.Random) -> Iterator[float]:
    """Edits after the article was found: a third of articles have some, half of them within two hours."""
    if rng.random() < 0.35:
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            edit = born + rng.lognormvariate(math.log(2 * HOUR), 1.6)
            if edit > found:
                yield edit


def _interval(article: Article, now: float) -> float | None:
    changed = _date(article.last_change) if article.last_change is not None else None
    return recheck_interval(None, _date(article.born), changed, _date(now))


def _ticks(days: float) -> Iterator[float]:
    return (tick * TICK for tick in range(1, int(days * DAY / TICK)))


def _date(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def _seconds(moment: datetime) -> float:
    return (moment - START).total_seconds()


def _quantiles(values: list[float]) -> tuple[float, float, float]:
    """Median, 90th percentile, maximum."""
    ordered = sorted(values) or [0.0]
    return statistics.median(ordered), ordered[int(len(ordered) * 0.9)], ordered[-1]


def _row(name: str, sources: list[Source], days: float) -> str:
    polls = [source.polls / days for source in sources]
    middle, most, top = _quantiles(polls)
    fresh, late, _ = _quantiles([delay / MINUTE for source in sources for delay in source.delays])
    found, missed = sum(source.found - source.missed for source in sources), sum(source.missed for source in sources)
    full = sum(source.full for source in sources) / days
    return (
        f"{name:<14}{sum(polls):>10.0f}{middle:>9.1f}{most:>8.1f}{top:>8.1f}{fresh:>11.1f}{late:>9.1f}{found:>8}{missed:>8}"
        f"{full:>10.0f}"
    )


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--recheck-budget", type=float, default=200, help="looks an hour, over all sources")
    parser.add_argument("--seed", type=int, default=11)
    asked = parser.parse_args()
    plans: dict[str, Plan] = {"adaptive": next_poll}
    plans |= {
        name: _fixed(every) for name, every in (("every 15 min", 15 * MINUTE), ("every hour", HOUR), ("every 6 h", 6 * HOUR))
    }
    print(f"{'':<14}{'requests':>10}{'a source and day':>25}{'found after, min':>20}{'':>8}{'':>8}{'full':>10}")
    print(
        f"{'':<14}{'a day':>10}{'median':>9}{'p90':>8}{'most':>8}{'median':>11}{'p90':>9}{'found':>8}{'missed':>8}{'a day':>10}"
    )
    found: list[tuple[float, float]] = []
    for name, plan in plans.items():
        sources = world(asked.sources, asked.entries, asked.days, asked.seed)
        seen = run_polls(sources, asked.days, plan, asked.seed)
        found = seen if name == "adaptive" else found
        print(_row(name, sources, asked.days), flush=True)
        if name == "adaptive":
            classes = _classes(sources, asked.days)
    print("\nadaptive, by how much a source publishes\n" + classes)
    print(f"\nrechecks of {len(found)} articles")
    print(f"{'budget/h':>10}{'looks a day':>13}{'an article':>12}{'edit seen after, min':>23}{'unseen':>9}")
    for budget in (asked.recheck_budget / 4, asked.recheck_budget, 1e9):
        looks, delays, unseen = run_rechecks(found, asked.days, budget, asked.seed)
        middle, late, _ = _quantiles([delay / MINUTE for delay in delays])
        told = "unlimited" if budget >= 1e9 else f"{budget:.0f}"
        share = looks / max(len(found), 1)
        print(f"{told:>10}{looks / asked.days:>13.0f}{share:>12.1f}{middle:>14.0f} p90 {late:>4.0f}{unseen:>9}", flush=True)


def _classes(sources: list[Source], days: float) -> str:
    lines = [f"{'entries a day':<16}{'sources':>8}{'polls a day':>13}{'found after, min':>18}{'polls an entry':>16}"]
    for low, high in ((0, 0.001), (0.001, 0.3), (0.3, 1), (1, 3), (3, 10), (10, 1e9)):
        group = [source for source in sources if low <= len(source.published) / days < high]
        delays = [delay / MINUTE for source in group for delay in source.delays]
        polls = sum(source.polls for source in group)
        name = "none" if high == 0.001 else f"{low:g} to {high:g}" if high < 1e9 else f"over {low:g}"
        entries = max(sum(len(source.published) for source in group), 1)
        middle = f"{statistics.median(delays):.0f}" if delays else "-"
        lines.append(f"{name:<16}{len(group):>8}{polls / days / max(len(group), 1):>13.1f}{middle:>18}{polls / entries:>16.1f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
