"""Saving extractions: articles, versions, speakers, claims and figures, a batch in one transaction, idempotent throughout.

The same extraction saved twice changes nothing the second time: articles are known by canonical URL, versions by the digest of
their substance, claims by their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, case, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from services.store import changes
from services.store.models import Article, ArticleVersion, Claim, ClaimSpan, Figure, Speaker
from services.store.placekeys import claim_places
from services.store.speakers import block_key, speaker_key
from services.store.versions import claim_keys, substance_digest
from shared.articles import Extraction
from shared.claims import Claim as ClaimJson
from shared.claims import SpeakerMention
from shared.database import RawJson, insert_new, transaction
from shared.messages import ReadArticle, Settlement
from shared.outcomes import DropReason, Outcome


@dataclass(frozen=True)
class Arrival:
    """An extraction that is to be saved, with the message that brought it."""

    message: ReadArticle
    extraction: Extraction

    @property
    def url(self) -> str:
        return self.extraction.article.canonical_url

    @cached_property
    def content(self) -> str:
        return substance_digest(self.extraction.article)

    @cached_property
    def keyed_claims(self) -> dict[str, ClaimJson]:
        claims = self.extraction.claims
        return dict(zip(claim_keys(claims), claims, strict=True))

    def speaker(self, claim: ClaimJson) -> str | None:
        return speaker_key(claim.source.canonical, claim.source.kind, self.url) if claim.source else None


def save(engine: Engine, arrivals: Sequence[Arrival]) -> list[Settlement]:
    """Save a batch and say what became of each entry: stored, unchanged, or dropped as a duplicate of a known article.

    Raises UnavailableError when the database is away; any other database error leaves nothing of the batch behind.
    """
    settlements: list[Settlement] = []
    saved: list[tuple[int, int]] = []
    with transaction(engine) as connection:
        for batch in _rounds(arrivals):
            settlements += _save_distinct(connection, batch, saved)
        changes.record(connection, saved)
    return settlements


def _rounds(arrivals: Sequence[Arrival]) -> Iterator[list[Arrival]]:
    """The arrivals in order, parted so that no round holds one article twice."""
    left = list(arrivals)
    while left:
        first: dict[str, Arrival] = {}
        later = []
        for arrival in left:
            if first.setdefault(arrival.url, arrival) is not arrival:
                later.append(arrival)
        yield list(first.values())
        left = later


def _save_distinct(connection: Connection, arrivals: list[Arrival], saved: list[tuple[int, int]]) -> list[Settlement]:
    articles = _articles(connection, arrivals)
    settlements = []
    changed: list[tuple[Arrival, Any]] = []
    newest = _newest_contents(connection, [a.id for a in articles.values() if a.versions])
    for arrival in arrivals:
        article = articles[arrival.url]
        if article.entry_url != arrival.message.url:
            settlements.append(_duplicate(arrival, article.entry_url))
        elif article.id in newest and newest[article.id].content == arrival.content:
            # The same page once more is the same message once more: it gets the answer that it got before.
            repeated = newest[article.id].page == arrival.message.page
            settlements.append(_settled(arrival, Outcome.STORED if repeated else Outcome.UNCHANGED))
        else:
            settlements.append(_settled(arrival, Outcome.STORED))
            changed.append((arrival, article))
    seen = update(Article).where(Article.id == bindparam("row")).values(last_seen=bindparam("at"))
    connection.execute(seen, [{"row": articles[a.url].id, "at": a.message.fetched_at} for a in arrivals])
    if changed:
        _save_versions(connection, changed)
        saved += [(article.id, article.versions + 1) for _, article in changed]
    return settlements


def _articles(connection: Connection, arrivals: list[Arrival]) -> dict[str, Any]:
    rows = [
        {
            "url": a.url,
            "entry_url": a.message.url,
            "source": a.message.source.name,
            "publisher": a.message.source.publisher,
            "first_seen": a.message.fetched_at,
            "last_seen": a.message.fetched_at,
            "published": a.extraction.article.published,
            "moment": a.extraction.article.published or a.message.fetched_at,
            "versions": 0,
        }
        for a in arrivals
    ]
    insert_new(connection, Article, rows)
    # Locked, so that two workers with the same article number its versions one after the other.
    found = connection.execute(select(Article).where(Article.url.in_([a.url for a in arrivals])).with_for_update())
    return {row.url: row for row in found}


def _newest_contents(connection: Connection, articles: list[int]) -> dict[int, Any]:
    newest = (
        select(ArticleVersion.article_id, ArticleVersion.content, ArticleVersion.page)
        .join(Article, (Article.id == ArticleVersion.article_id) & (Article.versions == ArticleVersion.number))
        .where(Article.id.in_(articles))
    )
    return {row.article_id: row for row in connection.execute(newest)}


def _save_versions(connection: Connection, changed: list[tuple[Arrival, Any]]) -> None:
    rows = [_version_row(arrival, article) for arrival, article in changed]
    written = connection.execute(insert(ArticleVersion).returning(ArticleVersion.article_id, ArticleVersion.id), rows)
    versions = dict(written.all())
    newest = update(Article).where(Article.id == bindparam("row"))
    connection.execute(
        newest.values(versions=bindparam("number"), published=bindparam("date")),
        [
            {"row": old.id, "number": old.versions + 1, "date": arrival.extraction.article.published or old.published}
            for arrival, old in changed
        ],
    )
    save_claims(connection, [(arrival, old.id, old.versions + 1) for arrival, old in changed], versions)


def _version_row(arrival: Arrival, article: Any) -> dict[str, Any]:
    return {"article_id": article.id, "number": article.versions + 1, **version_values(arrival)}


def version_values(arrival: Arrival) -> dict[str, Any]:
    """What a version's row says of the page and what was read from it."""
    read = arrival.extraction.article
    return {
        "content": arrival.content,
        "page": arrival.message.page,
        "extraction": arrival.message.extraction,
        "extractor": arrival.extraction.extractor,
        "claims_status": arrival.extraction.claims_status,
        "fetched_at": arrival.message.fetched_at,
        "title": read.title,
        "dek": read.dek,
        "authors": list(read.authors),
        "published": read.published,
        "published_precision": read.published_precision,
        "modified": read.modified,
        "language": read.language,
        "section": read.section,
        "tags": list(read.tags),
        "wire": read.wire,
        "text": read.text,
        "fingerprint": list(read.fingerprint),
    }


def save_claims(connection: Connection, told: list[tuple[Arrival, int, int]], versions: dict[int, int]) -> None:
    """Write what versions claim: each arrival with its article's id and the version's number; `versions` by article's id."""
    speakers = _speakers(connection, [arrival for arrival, *_ in told])
    rows, kept = [], {}
    for arrival, article, number in told:
        for key, claim in arrival.keyed_claims.items():
            rows.append(_claim_row(arrival, article, number, key, claim, speakers))
            kept[article, key] = claim
    ids = _upsert_claims(connection, rows)
    spans = [
        {"version_id": versions[article], "claim_id": ids[article, key], "part": c.part, "start": c.start, "end": c.end}
        for (article, key), c in kept.items()
    ]
    if spans:
        connection.execute(insert(ClaimSpan), spans)
    told_before = {article for _, article, number in told if number > 1}
    again = [ids[article, key] for article, key in kept if article in told_before]
    for some in _chunks(again, 500):
        connection.execute(delete(Figure).where(Figure.claim_id.in_(some)))
    if figures := [row for place, claim in kept.items() for row in _figure_rows(ids[place], claim)]:
        connection.execute(insert(Figure), figures)


def _speakers(connection: Connection, arrivals: list[Arrival]) -> dict[str, int]:
    known: dict[str, dict[str, str]] = {}
    for arrival in arrivals:
        for claim in arrival.extraction.claims:
            if claim.source and (key := arrival.speaker(claim)):
                known.setdefault(key, _speaker_row(key, claim.source, arrival.url))
    insert_new(connection, Speaker, sorted(known.values(), key=lambda row: row["key"]))
    ids: dict[str, int] = {}
    for some in _chunks(sorted(known), 500):
        ids |= dict(connection.execute(select(Speaker.key, Speaker.id).where(Speaker.key.in_(some))).all())
    return ids


def _speaker_row(key: str, mention: SpeakerMention, article: str) -> dict[str, str]:
    block = block_key(mention.canonical, mention.kind, article)
    return {"key": key, "name": mention.canonical, "kind": mention.kind, "block": block, "identity": key}


def _claim_row(
    arrival: Arrival, article: int, number: int, key: str, claim: ClaimJson, speakers: dict[str, int]
) -> dict[str, Any]:
    seen, speaker = arrival.message.fetched_at, arrival.speaker(claim)
    return {
        "article_id": article,
        "key": key,
        "speaker_id": speakers[speaker] if speaker else None,
        "modality": claim.modality,
        "negated": claim.negated,
        "quote": claim.quote,
        "score": claim.score,
        "text": claim.text,
        "data": RawJson(claim.model_dump_json()),
        "places": claim_places(claim),
        "first_version": number,
        "last_version": number,
        "first_seen": seen,
        "last_seen": seen,
    }


_ONCE = ("article_id", "key", "first_version", "first_seen")


def _upsert_claims(connection: Connection, rows: list[dict[str, Any]]) -> dict[tuple[int, str], int]:
    """Write claims, bringing those that an earlier version told up to this one; their ids by article and key."""
    if not rows:
        return {}
    statement = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(Claim)
    newer: dict[str, Any] = {name: statement.excluded[name] for name in rows[0] if name not in _ONCE}
    # 0 marks a claim whose article is being read anew: the first version that tells it is found again.
    newer["first_version"] = case((Claim.first_version == 0, statement.excluded.first_version), else_=Claim.first_version)
    statement = statement.on_conflict_do_update(index_elements=["article_id", "key"], set_=newer)
    written = connection.execute(statement.returning(Claim.article_id, Claim.key, Claim.id), rows)
    return {(row.article_id, row.key): row.id for row in written}


def _figure_rows(claim_id: int, claim: ClaimJson) -> list[dict[str, Any]]:
    shared = ("text", "low", "high", "comparator", "unit", "what", "event", "rate", "place", "time", "modality")
    return [
        {"claim_id": claim_id, "n": n, **{name: getattr(quantity, name) for name in shared}}
        for n, quantity in enumerate(claim.quantities)
    ]


def _settled(arrival: Arrival, outcome: Outcome) -> Settlement:
    article, message = arrival.extraction.article, arrival.message
    return Settlement(
        entry_id=message.entry_id,
        page=message.page,
        outcome=outcome,
        canonical_url=arrival.url,
        published=article.published,
    )


def _duplicate(arrival: Arrival, first: str) -> Settlement:
    detail = f"the same article as {first}"
    return Settlement.dropped(arrival.message.entry_id, arrival.message.page, DropReason.DUPLICATE_URL, detail)


def _chunks(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (items[i : i + size] for i in range(0, len(items), size))
