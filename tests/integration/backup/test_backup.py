"""A backup brings back everything, whichever kind of database it came from and goes to, or says what is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select
from typer.testing import CliRunner

from services.backup import line, manifest, tables
from services.backup.cli import app
from services.backup.line import NotReadyError, Part
from services.backup.manifest import Database, Manifest
from services.ingest import ledger, submit
from services.ingest.sources import SourceSpec
from services.store import answers, judgements, queries, search
from services.store.models import Figure
from services.store.queries import Filter
from shared.blobs import Blobs
from shared.database import connect, reading, transaction
from tests.conftest import new_database
from tests.integration.store.api import fill
from tests.integration.test_migrations import put_article

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RUN = CliRunner()


class Silent:
    """Progress that nobody sees."""

    def begin(self, words: str, total: int) -> None:
        pass

    def tick(self, done: int) -> None:
        pass


@pytest.fixture
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Another empty database, of the kind that the test names."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/other.db"
    else:
        with new_database(request.getfixturevalue("postgres_url")) as url:
            yield url


def filled(url: str) -> tuple[Part, Part]:
    """Both services in one database: articles, figures, a decision; a source, entries."""
    of = line.parts(url, url)
    for part in of:
        part.schema.upgrade(url)
    engine = connect(url)
    fill(engine)
    with reading(engine) as connection:
        figure = connection.execute(select(Figure.key).where(Figure.series.is_not(None))).scalars().first()
    judgements.rename_series(engine, answers.series_list(engine)[0]["id"], "Bridges, shut", by="Ada", now=NOW)
    search.catch_up(engine)  # as far as it will come after a restore
    assert figure
    ledger.sync_sources(engine, [SourceSpec(name="Harbour Times", feeds=["https://harbour.example/feed"])], NOW)
    submit.submit_urls(engine, ["https://harbour.example/1", "https://harbour.example/ü?q=1"], NOW)
    engine.dispose()
    return of


def blobs(folder: Path, *contents: bytes) -> Blobs:
    made = Blobs(str(folder))
    for content in contents:
        made.put(content)
    return made


@pytest.mark.parametrize("other_url", ["sqlite", "postgresql"], indirect=True)
def test_all_comes_back_also_in_the_other_kind_of_database(database_url: str, other_url: str, tmp_path: Path) -> None:
    folder, again = tmp_path / "backup", tmp_path / "again"
    made, damaged = line.back_up(folder, filled(database_url), blobs(tmp_path / "blobs", b"page", b"x" * 100_000), Silent())
    assert damaged == [] and made.blobs.count == 2
    assert {"claim", "figure", "speaker", "decision", "series", "change"} <= {
        name for name, content in made.databases["store"].tables.items() if content.count
    }
    line.restore(folder, line.parts(other_url, other_url), blobs(tmp_path / "restored"), Silent())
    # The index of words is made anew: until then its position is all that differs.
    engine = connect(other_url)
    search.catch_up(engine)
    back, _ = line.back_up(again, line.parts(other_url, other_url), Blobs(str(tmp_path / "restored")), Silent())
    assert back.model_dump(exclude={"made"}) == made.model_dump(exclude={"made"})
    assert [row["named_by_operator"] for row in answers.series_list(engine) if row["name"] == "Bridges, shut"] == [True]
    assert len(list(queries.claims(engine, Filter(words="bridges")))) == len(
        list(queries.claims(engine, Filter(text="bridges")))
    )
    fill(engine, 5)  # ids go on after those that came back
    assert len(list(queries.articles(engine))) == 5
    engine.dispose()


@pytest.mark.parametrize("other_url", ["postgresql"], indirect=True)
def test_a_backup_of_an_older_version_is_brought_up(database_url: str, other_url: str, tmp_path: Path) -> None:
    ledger_part, store = line.parts(f"sqlite:///{tmp_path}/ledger.db", database_url)
    store.schema.upgrade(database_url, "0003")
    engine = connect(database_url)
    with transaction(engine) as connection:
        put_article(connection, 1)
    old = MetaData()
    old.reflect(engine)
    for name in [name for name in old.tables if "words" in name or name == "store_schema"]:
        old.remove(old.tables[name])
    with tables.snapshot(engine) as connection:
        saved = line._save(tmp_path / "backup", Part("store", store.url, store.schema, old), connection, "0003", Silent())
    empty = Database(version="base", tables={})
    whole = Manifest(made=NOW, databases={"ingest": empty, "store": saved}, blobs=manifest.of_digests([]))
    manifest.write(tmp_path / "backup", whole)
    line.restore(tmp_path / "backup", line.parts(ledger_part.url, other_url), blobs(tmp_path / "blobs"), Silent())
    target = connect(other_url)
    assert [row["url"] for row in queries.articles(target)] == ["https://harbour.example/1"]
    for each in (engine, target):
        each.dispose()


def test_a_database_that_is_behind_is_not_backed_up(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(NotReadyError, match="claimwire migrate"):
        line.back_up(tmp_path / "backup", line.parts(database_url, database_url), blobs(tmp_path / "blobs"), Silent())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A line of one SQLite database, by its settings; its backup is in `backup`."""
    url = f"sqlite:///{tmp_path}/line.db"
    for name in ("INGEST", "STORE"):
        monkeypatch.setenv(f"CLAIMWIRE_{name}_DATABASE_URL", url)
    monkeypatch.setenv("CLAIMWIRE_BLOB_URL", str(tmp_path / "blobs"))
    monkeypatch.setenv("CLAIMWIRE_REDIS_URL", "redis://127.0.0.1:1/0")
    filled(url)
    blobs(tmp_path / "blobs", b"page")
    assert RUN.invoke(app, ["backup", str(tmp_path / "backup")]).exit_code == 0
    return tmp_path


def test_nothing_is_overwritten_without_being_told(here: Path) -> None:
    assert RUN.invoke(app, ["backup", str(here / "backup")]).exit_code == 2
    assert RUN.invoke(app, ["restore", str(here / "backup")]).exit_code == 2
    (here / "else").mkdir()
    (here / "else" / "thesis.tex").touch()
    assert RUN.invoke(app, ["backup", str(here / "else"), "--replace"]).exit_code == 2
    assert RUN.invoke(app, ["backup", str(here / "backup"), "--replace"]).exit_code == 0
    told = RUN.invoke(app, ["restore", str(here / "backup"), "--replace", "--json"])
    assert told.exit_code == 0
    assert json.loads(told.stdout)["rows"]["store"]["article"] == 3


def test_a_damaged_backup_is_told_before_anything_is_taken_away(here: Path) -> None:
    held = here / "backup" / "store" / "claim.jsonl.zst"
    cases = {
        "cut": lambda: held.write_bytes(held.read_bytes()[:-9]),
        "a row less": lambda: shutil.copy(here / "backup" / "store" / "version.jsonl.zst", held),
        "a file less": held.unlink,
        "a blob less": lambda: next((here / "backup" / "blobs").rglob("*.zst")).unlink(),
        "no manifest": (here / "backup" / "manifest.json").unlink,
    }
    for name, damage in cases.items():
        kept = here / "kept"
        shutil.copytree(here / "backup", kept)
        damage()
        told = RUN.invoke(app, ["restore", str(here / "backup"), "--replace"])
        assert (name, told.exit_code) == (name, 1)
        shutil.rmtree(here / "backup")
        kept.rename(here / "backup")
    assert len(answers.series_list(connect(f"sqlite:///{here}/line.db"))) > 0


def test_a_damaged_blob_is_left_out_and_told(here: Path) -> None:
    next((here / "blobs").rglob("*.zst")).write_bytes(b"no page")
    told = RUN.invoke(app, ["backup", str(here / "new")])
    assert told.exit_code == 1 and "left out" in told.stderr


def test_a_damaged_blob_that_was_there_before_is_not_called_restored(here: Path) -> None:
    next((here / "blobs").rglob("*.zst")).write_bytes(b"no page")
    assert RUN.invoke(app, ["restore", str(here / "backup"), "--replace"]).exit_code == 1
