"""Saving extractions: articles and their versions, a batch in one transaction, idempotent throughout.

The same extraction saved twice changes nothing the second time: articles are known by canonical URL, versions by the digest of
their substance, claims by their words (`save_claims`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, select, update

from services.store import changes
from services.store.arrivals import Arrival, Telling
from services.store.models import Article, ArticleVersion
from services.store.save_claims import save_claims
from shared.database import transaction
from shared.messages import Settlement
from shared.outcomes import DropReason, Outcome
from shared.writing import among, draw_ids, write, write_unknown


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
    known = _known(connection, arrivals)
    fresh = _write_articles(connection, [a for a in arrivals if a.url not in known])
    known |= _known(connection, [a for a in arrivals if a.url not in known and a.url not in fresh])  # others were quicker
    newest = _newest_versions(connection, [row.id for row in known.values()])
    settlements = []
    changed: list[tuple[Arrival, int, int]] = []
    for arrival in arrivals:
        if arrival.url in fresh:
            settlement, number = _settled(arrival, Outcome.STORED), 1
            changed.append((arrival, fresh[arrival.url], number))
        else:
            article = known[arrival.url]
            settlement, is_new = _judge(arrival, article, newest[article.id])
            if is_new:
                changed.append((arrival, article.id, article.versions + 1))
        settlements.append(settlement)
    _update_known(connection, arrivals, known, {article: number for _, article, number in changed})
    save_claims(connection, _write_versions(connection, changed))
    saved += [(article, number) for _, article, number in changed]
    return settlements


def _judge(arrival: Arrival, article: Any, newest: Any) -> tuple[Settlement, bool]:
    """What becomes of an arrival whose article is known, and whether it is a new version of it."""
    if article.entry_url != arrival.message.url:
        return _duplicate(arrival, article.entry_url), False
    if newest.content != arrival.content:
        return _settled(arrival, Outcome.STORED), True
    # The same page once more is the same message once more: it gets the answer that it got before.
    repeated = newest.page == arrival.message.page
    return _settled(arrival, Outcome.STORED if repeated else Outcome.UNCHANGED), False


def _known(connection: Connection, arrivals: list[Arrival]) -> dict[str, Any]:
    """The articles that are stored, by URL: locked, so that two workers number an article's versions one after the other."""
    if not arrivals:
        return {}
    wanted = select(Article.id, Article.url, Article.entry_url, Article.versions, Article.published)
    wanted = wanted.where(among(connection, Article.url, [a.url for a in arrivals])).order_by(Article.id).with_for_update()
    return {row.url: row for row in connection.execute(wanted)}


def _write_articles(connection: Connection, arrivals: list[Arrival]) -> dict[str, int]:
    """Write new articles with their first version's number; their ids by URL, without those that another worker writes."""
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
            "versions": 1,
        }
        for a in sorted(arrivals, key=lambda a: a.url)
    ]
    return {row.url: row.id for row in write_unknown(connection, Article, rows, Article.url, Article.id)}


def _newest_versions(connection: Connection, articles: list[int]) -> dict[int, Any]:
    if not articles:
        return {}
    newest = (
        select(ArticleVersion.article_id, ArticleVersion.content, ArticleVersion.page)
        .join(Article, (Article.id == ArticleVersion.article_id) & (Article.versions == ArticleVersion.number))
        .where(among(connection, Article.id, articles))
    )
    return {row.article_id: row for row in connection.execute(newest)}


def _update_known(connection: Connection, arrivals: list[Arrival], known: dict[str, Any], numbers: dict[int, int]) -> None:
    rows = []
    for arrival in arrivals:
        if old := known.get(arrival.url):
            is_new, date = old.id in numbers, arrival.extraction.article.published
            rows.append(
                {
                    "row": old.id,
                    "at": arrival.message.fetched_at,
                    "number": numbers.get(old.id, old.versions),
                    "date": (date if is_new else None) or old.published,
                }
            )
    if rows:
        seen = update(Article).where(Article.id == bindparam("row"))
        seen = seen.values(last_seen=bindparam("at"), versions=bindparam("number"), published=bindparam("date"))
        connection.execute(seen, rows)


def _write_versions(connection: Connection, changed: list[tuple[Arrival, int, int]]) -> list[Telling]:
    ids = draw_ids(connection, ArticleVersion, len(changed))
    told = [Telling(a, article, id, number, number == 1) for (a, article, number), id in zip(changed, ids, strict=True)]
    rows = [{"id": t.version, "article_id": t.article, "number": t.number, **version_values(t.arrival)} for t in told]
    write(connection, ArticleVersion, rows)
    return told


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
