"""What joining reads off an article once per version: its context, and the key and features of each of its figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from services.store.contexts import Context
from services.store.features import article_context, figure_features
from services.store.figures import figure_id, part_text
from services.store.joining.core import CONTEXT
from services.store.joining.figures import FEATURES
from services.store.joining.guests import expect_guests
from services.store.links import block_keys
from services.store.models import Article, ArticleBlock, ArticleVersion, Claim, Figure
from services.store.settling import guest_names
from services.store.wires import band_keys
from shared.articles import Article as ArticleJson
from shared.claims import Claim as ClaimJson
from shared.database import RawJson

KEY_LENGTH = 120  # characters of a blocking key that the tables keep


def describe(connection: Connection, articles: Sequence[Any]) -> dict[str, Context]:
    """Write down contexts, blocking keys and features of these articles (rows of `Article`); their contexts by URL."""
    versions = _versions(connection, [row.id for row in articles])
    contexts: dict[str, Context] = {}
    for row in articles:
        newest = _as_json(row, versions[row.id, row.versions])
        contexts[row.url] = article_context(row.url, newest)
    _write_contexts(connection, articles, contexts, versions)
    _write_features(connection, articles, contexts, versions)
    return contexts


def _versions(connection: Connection, articles: list[int]) -> dict[tuple[int, int], Any]:
    found = connection.execute(select(ArticleVersion).where(ArticleVersion.article_id.in_(articles)))
    return {(row.article_id, row.number): row for row in found}


def _as_json(article: Any, version: Any) -> ArticleJson:
    return ArticleJson(
        url=article.url,
        canonical_url=article.url,
        title=version.title,
        dek=version.dek,
        text=version.text,
        published=article.published or article.first_seen,
        authors=tuple(version.authors),
        wire=version.wire,
    )


def _write_contexts(
    connection: Connection, articles: Sequence[Any], contexts: dict[str, Context], versions: dict[tuple[int, int], Any]
) -> None:
    ids = [row.id for row in articles]
    connection.execute(delete(ArticleBlock).where(ArticleBlock.article_id.in_(ids)))
    blocks = []
    for row in articles:
        keys = {("story", key[:KEY_LENGTH]) for key in block_keys(contexts[row.url])}
        keys |= {("copy", key) for key in band_keys(versions[row.id, row.versions].fingerprint)}
        blocks += [{"kind": kind, "key": key, "article_id": row.id} for kind, key in sorted(keys)]
    if blocks:
        connection.execute(insert(ArticleBlock), blocks)
    connection.execute(
        update(Article).where(Article.id == bindparam("row")).values(context=bindparam("made")),
        [{"row": row.id, "made": RawJson(CONTEXT.dump_json(contexts[row.url]).decode())} for row in articles],
    )


def _write_features(
    connection: Connection, articles: Sequence[Any], contexts: dict[str, Context], versions: dict[tuple[int, int], Any]
) -> None:
    by_id = {row.id: row for row in articles}
    read = {(id, number): _as_json(by_id[id], version) for (id, number), version in versions.items()}
    told = (
        select(Figure.id, Figure.n, Claim.article_id, Claim.last_version, Claim.data)
        .join(Claim, Claim.id == Figure.claim_id)
        .where(Claim.article_id.in_(list(by_id)))
    )
    rows, guests = [], set[tuple[int, str]]()
    for found in connection.execute(told):
        article, version = by_id[found.article_id], read[found.article_id, found.last_version]
        claim = ClaimJson.model_validate(found.data)
        quantity = claim.quantities[found.n]
        features = figure_features(claim, quantity, version, contexts[article.url])
        guests |= {(article.id, name) for name in guest_names(features, contexts[article.url])}
        rows.append(
            {
                "row": found.id,
                "made": RawJson(FEATURES.dump_json(features).decode()),
                "name": figure_id(article.url, claim.part, part_text(version, claim.part), quantity),
            }
        )
    if rows:
        statement = update(Figure).where(Figure.id == bindparam("row"))
        connection.execute(statement.values(features=bindparam("made"), key=bindparam("name")), rows)
    expect_guests(connection, guests)
