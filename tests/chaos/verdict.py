"""What must hold after every scenario, as pure functions over what the databases say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from tests.chaos.scenarios import Scenario

Holdings = Mapping[int, Sequence[str]]
"""What the store holds of each article, by its number: a line for the article, each version, claim and figure, sorted."""

BOOKS = "SELECT state, outcome, reason, count(*) AS n FROM entry GROUP BY state, outcome, reason"
STRUCK = "SELECT id, extract(epoch FROM clock_timestamp())::float AS now FROM entry WHERE lease_until IS NOT NULL"
SETTLED_AT = "SELECT id, extract(epoch FROM first_settled_at)::float AS at FROM entry WHERE first_settled_at IS NOT NULL"
DELAYS = "SELECT extract(epoch FROM first_settled_at - discovered_at)::float AS s FROM entry WHERE first_settled_at IS NOT NULL"
HELD = """
SELECT url, 'article' AS kind, concat_ws('|', versions, joined) AS row FROM article
UNION ALL SELECT url, 'version', concat_ws('|', number, page, content, title, claims_status) FROM version
  JOIN article ON article.id = article_id
UNION ALL SELECT url, 'claim', concat_ws('|', claim.key, text, modality, score, first_version, last_version,
  (SELECT string_agg(concat_ws('-', part, start, "end"), ',' ORDER BY start) FROM claim_span WHERE claim_id = claim.id))
  FROM claim JOIN article ON article.id = article_id
UNION ALL SELECT url, 'figure', concat_ws('|', figure.text, low, high, comparator, unit, what, n) FROM figure
  JOIN claim ON claim.id = claim_id JOIN article ON article.id = article_id
"""


def number_of(url: str) -> int:
    """The number of an article of the press."""
    return int(url.removesuffix(".html").rpartition("-")[2])


def holdings(rows: Sequence[Mapping[str, Any]]) -> dict[int, list[str]]:
    """The answer of HELD by article. `joined` is left to the clock and so not compared."""
    held: dict[int, list[str]] = {}
    for row in rows:
        words = row["row"].rpartition("|")[0] if row["kind"] == "article" else row["row"]
        held.setdefault(number_of(row["url"]), []).append(f"{row['kind']}: {words}")
    return {number: sorted(lines) for number, lines in held.items()}


@dataclass(slots=True)
class Verdict:
    """What one run showed. `faults` is empty if everything held. Times in seconds; `late`: later than undisturbed, by rank;
    `recovery`: see `judge_recovery`, null where nothing was under way when a blow fell."""

    name: str
    driver: str
    articles: int
    stored: int = 0
    quarantined: int = 0
    replayed: int = 0
    pending: int = 0
    lost: int = 0
    doubled: int = 0
    started_again: int = 0
    took: float = 0.0
    recovery: float | None = None
    standstill: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    late_p99: float = 0.0
    kills: int = 0
    stops: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def judge_books(verdict: Verdict, scenario: Scenario, books: Sequence[Mapping[str, Any]]) -> None:
    """discovered = stored + unchanged + dropped + quarantined, nothing pending, nothing dropped, only poison in quarantine."""
    count = {"stored": 0, "unchanged": 0, "dropped": 0, "quarantined": 0}
    for row in books:
        if row["state"] == "settled":
            count[row["outcome"]] += row["n"]
        else:
            verdict.pending += row["n"]
    verdict.stored, verdict.quarantined = count["stored"] + count["unchanged"], count["quarantined"]
    discovered = sum(row["n"] for row in books)
    _hold(verdict, discovered == verdict.articles, f"{discovered} of {verdict.articles} articles discovered")
    _hold(verdict, verdict.pending == 0, f"{verdict.pending} pending")
    _hold(verdict, count["dropped"] == 0, f"{count['dropped']} dropped")
    reasons = sorted(str(row["reason"]) for row in books if row["outcome"] == "quarantined")
    _hold(verdict, verdict.quarantined == scenario.quarantined, f"{verdict.quarantined} quarantined: {', '.join(reasons)}")


def judge_holdings(verdict: Verdict, scenario: Scenario, held: Holdings, undisturbed: Holdings | None) -> None:
    """Each article once, with the figure that is its own, and to the letter as an undisturbed run leaves it."""
    expected = set(range(scenario.quarantined, verdict.articles))
    verdict.lost = len(expected - set(held))
    _hold(verdict, set(held) <= expected, f"articles {sorted(set(held) - expected)[:5]} should be in quarantine")
    for number, lines in held.items():
        rows = [line.partition(":")[0] for line in lines]
        verdict.doubled += rows.count("article") > 1 or rows.count("version") > 1 or len(set(lines)) < len(lines)
        own = any(line.startswith("figure: at least") and f"|{1000 + number}|" in line for line in lines)
        _hold(verdict, own, f"article {number} is held without its figure")
        if undisturbed and number in undisturbed:
            _hold(verdict, lines == list(undisturbed[number]), f"article {number} is not held as in an undisturbed run")
    _hold(verdict, verdict.lost == 0, f"{verdict.lost} lost")
    _hold(verdict, verdict.doubled == 0, f"{verdict.doubled} stored twice")


def judge_delays(verdict: Verdict, delays: Sequence[float], undisturbed: Sequence[float]) -> None:
    """From discovery to the first outcome, and how much later than in an undisturbed run; for the table only."""
    own, calm = sorted(delays), sorted(undisturbed)
    verdict.p50, verdict.p99 = quantile(own, 0.5), quantile(own, 0.99)
    verdict.late_p99 = verdict.p99 - quantile(calm, 0.99)
    verdict.standstill = max((later - sooner for sooner, later in pairwise(own)), default=0.0)


def judge_recovery(
    verdict: Verdict, blows: Iterable[Sequence[Mapping[str, Any]]], settled: Sequence[Mapping[str, Any]]
) -> None:
    """From each blow to the outcome of the entries that were under way when it fell (p99): what a killed worker had in hand is
    among them, what only waits for its turn is not. `blows` are answers of STRUCK, `settled` that of SETTLED_AT."""
    at = {row["id"]: row["at"] for row in settled}
    waits = sorted(at[row["id"]] - row["now"] for blow in blows for row in blow if at.get(row["id"], 0) > row["now"])
    verdict.recovery = quantile(waits, 0.99) if waits else None


def judge_manners(verdict: Verdict, scenario: Scenario) -> None:
    """A polite stop is quick and repeats nothing; poison runs three times at most."""
    _hold(verdict, all(seconds < 25 for seconds in verdict.stops), f"stopping took {verdict.stops}")
    if scenario.polite:
        _hold(verdict, verdict.started_again == 0, f"{verdict.started_again} messages started again")


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the ordered values lie; 0 of none."""
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def _hold(verdict: Verdict, holds: bool, fault: str) -> None:
    if not holds and len(verdict.faults) < 20:
        verdict.faults.append(fault)
