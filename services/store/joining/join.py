"""Which stories an arrival touches, and joining them anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, bindparam, select, update

from services.store import changes
from services.store.contexts import Context
from services.store.figures import Figure
from services.store.joining import decisions
from services.store.joining.copies import trace_copies
from services.store.joining.describe import CONTEXT, FEATURES, describe
from services.store.joining.identities import settle_identities
from services.store.joining.summary import summarise
from services.store.models import Article, ArticleBlock, Claim, JoinLock, Speaker
from services.store.models import Figure as FigureRow
from services.store.overrides import Overrides
from services.store.series import join
from services.store.stories import merge_into, stories
from shared.database import transaction

log = structlog.get_logger()
BATCH = 200


def join_all(engine: Engine) -> int:
    """Join everything that is not yet joined; how many articles that was."""
    done = 0
    while joined := join_new(engine):
        done += joined
    return done


def join_new(engine: Engine, limit: int = BATCH, *, wait: bool = True) -> int:
    """Join the figures of up to `limit` articles that were saved since they were last joined; how many articles that was.

    One worker joins at a time. Without `wait`, nothing is done while another one does.
    """
    with transaction(engine) as connection:
        if connection.execute(select(JoinLock).with_for_update(skip_locked=not wait)).first() is None:
            return 0
        fresh = connection.execute(
            select(Article).where(Article.joined < Article.versions).order_by(Article.id).limit(limit)
        ).all()
        if fresh:
            _join(connection, fresh)
            changes.number(connection)
        return len(fresh)


def rejoin(connection: Connection, figures: Sequence[str]) -> None:
    """Join the stories of these figures (keys) anew, after an operator's decision about them."""
    connection.execute(select(JoinLock).with_for_update())
    touched = (
        select(Article.story)
        .join(Claim)
        .join(FigureRow, FigureRow.claim_id == Claim.id)
        .where(FigureRow.key.in_(figures))
        .distinct()
    )
    _join_stories(connection, {story for story in connection.execute(touched).scalars() if story}, [])
    changes.number(connection)


def _join(connection: Connection, fresh: Sequence[Any]) -> None:
    ids = [row.id for row in fresh]
    contexts = describe(connection, fresh)
    trace_copies(connection, fresh)
    renamed = settle_identities(connection, ids, decisions.aliases(connection))
    near = _near(connection, ids)
    touched = set[str]()
    for url in sorted(contexts):
        touched |= merge_into(
            contexts[url], (n.context for n in near.values()), {n.context.article: n.story for n in near.values()}
        )
    told = select(Article.story).join(Claim).where(Claim.speaker_id.in_(renamed), Article.story.is_not(None)).distinct()
    touched |= {story for story in connection.execute(told).scalars() if story}
    touched |= {row.story for row in fresh if row.story}
    _join_stories(connection, touched, ids)
    done = update(Article).where(Article.id == bindparam("row")).values(joined=bindparam("number"))
    connection.execute(done, [{"row": row.id, "number": row.versions} for row in fresh])
    log.info("articles.joined", articles=len(fresh), stories=len(touched))


@dataclass(frozen=True, slots=True)
class _Near:
    context: Context
    story: str


def _near(connection: Connection, ids: list[int]) -> dict[int, _Near]:
    """The joined articles that share a story's blocking key with these."""
    keys = select(ArticleBlock.key).where(ArticleBlock.kind == "story", ArticleBlock.article_id.in_(ids))
    sharing = select(ArticleBlock.article_id).where(ArticleBlock.kind == "story", ArticleBlock.key.in_(keys))
    rows = connection.execute(
        select(Article.id, Article.context, Article.story).where(Article.id.in_(sharing), Article.story.is_not(None))
    )
    return {row.id: _Near(CONTEXT.validate_python(row.context), row.story) for row in rows}


def _join_stories(connection: Connection, touched: set[str], fresh: list[int]) -> None:
    """Join the figures of all articles of these stories, and of fresh articles, as if they had come at once."""
    decided = decisions.overrides(connection)
    touched = touched | _bound(connection, touched, fresh, decided)
    articles = connection.execute(
        select(Article).where(Article.story.in_(touched) | Article.id.in_(fresh)).order_by(Article.id)
    ).all()
    contexts = {row.url: CONTEXT.validate_python(row.context) for row in articles}
    told = stories(contexts.values())
    moved = [{"row": row.id, "root": told[row.url]} for row in articles if row.story != told[row.url]]
    if moved:
        connection.execute(update(Article).where(Article.id == bindparam("row")).values(story=bindparam("root")), moved)
    rows = _figure_rows(connection, [row.id for row in articles])
    figures = {row.key: _figure(row, contexts[row.url]) for row in rows}
    joined = join(figures.values(), contexts.values(), decided)
    before: dict[str, set[str]] = defaultdict(set)
    changed = []
    for row in rows:
        if row.series != joined[row.key]:
            changed.append({"row": row.id, "now": joined[row.key]})
        if row.series:
            before[row.series].add(joined[row.key])
    if changed:
        statement = update(FigureRow).where(FigureRow.id == bindparam("row")).values(series=bindparam("now"))
        connection.execute(statement, changed)
    summarise(connection, set(joined.values()), before, decided, datetime.now(UTC))


def _bound(connection: Connection, touched: set[str], fresh: list[int], decided: Overrides) -> set[str]:
    """The stories that operators' merges and pins bind to these."""
    groups = [*decided.merges, *(frozenset(pin) for pin in decided.pins)]
    if not groups:
        return set()
    keys = {key for group in groups for key in group}
    rows = connection.execute(
        select(FigureRow.key, Article.story, Article.id)
        .join(Claim, Claim.id == FigureRow.claim_id)
        .join(Article, Article.id == Claim.article_id)
        .where(FigureRow.key.in_(keys))
    ).all()
    story_of = {row.key: row.story for row in rows}
    mine = {row.key for row in rows if row.story in touched or row.id in fresh}
    bound: set[str] = set()
    for group in groups:
        if group & mine:
            bound |= {story for key in group if (story := story_of.get(key))}
    return bound


def _figure_rows(connection: Connection, articles: Iterable[int]) -> list[Any]:
    """The figures of these articles with what joining compares. Of one figure told by several versions, the newest row."""
    rows = connection.execute(
        select(
            FigureRow.id,
            FigureRow.key,
            FigureRow.series,
            FigureRow.features,
            FigureRow.low,
            FigureRow.high,
            FigureRow.comparator,
            FigureRow.n,
            Claim.data,
            Article.url,
            Article.published,
            Article.first_seen,
            Speaker.identity,
        )
        .join(Claim, Claim.id == FigureRow.claim_id)
        .join(Article, Article.id == Claim.article_id)
        .outerjoin(Speaker, Speaker.id == Claim.speaker_id)
        .where(Article.id.in_(list(articles)), FigureRow.key.is_not(None))
        .order_by(Claim.last_version, FigureRow.id)
    )
    return list(rows)


def _figure(row: Any, about: Context) -> Figure:
    quantity = row.data["quantities"][row.n]
    return Figure(
        id=row.key,
        article=row.url,
        part=row.data["part"],
        position=quantity["start"],
        published=about.published,
        low=row.low,
        high=row.high,
        comparator=row.comparator,
        claimant=row.identity or "",
        features=FEATURES.validate_python(row.features),
    )
