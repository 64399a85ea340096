"""Which stories an arrival touches, and joining them anew."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, Select, bindparam, select, update

from services.store import changes
from services.store.cases import Case
from services.store.contexts import Context
from services.store.joining import decisions
from services.store.joining.copies import trace_copies
from services.store.joining.core import CONTEXT, MOMENT, Core, keyed, load_core, widened
from services.store.joining.describe import KEY_LENGTH, describe
from services.store.joining.figures import figures_of
from services.store.joining.guests import connected, note_guests
from services.store.joining.identities import settle_identities
from services.store.joining.summary import summarise
from services.store.joining.tallies import count_speakers
from services.store.links import LONG_WINDOW, block_keys
from services.store.models import Article, ArticleBlock, Claim, FigureSeries, JoinLock
from services.store.models import Figure as FigureRow
from services.store.overrides import Overrides
from services.store.series import join, settled
from services.store.stories import merge_into
from shared.database import compute_long, reading, transaction

log = structlog.get_logger()
BATCH, BATCH_SECONDS = 200, 2.0
_UNJOINED = Article.joined < Article.versions
LONGEST_MINUTES = 10  # that a joining may compute; its lock outlives a machine that vanished by as much


def join_all(engine: Engine) -> int:
    """Join everything that is not yet joined; how many articles that was."""
    return sum(join_batches(engine))


def join_batches(engine: Engine, *, wait: bool = True) -> Iterator[int]:
    """Join everything that is not yet joined, a batch in each transaction; how many articles each batch was.

    Batches are as large as about two seconds allow, so that whoever waits for the lock (an operator's decision) has it soon.
    """
    size = BATCH
    while True:
        begun = time.perf_counter()
        joined = join_new(engine, size, wait=wait)
        if not joined:
            return
        size = fitting(joined, time.perf_counter() - begun)
        yield joined


def fitting(joined: int, seconds: float) -> int:
    """How many articles the next batch holds, after a batch that took so many seconds."""
    return max(1, min(BATCH, round(joined * BATCH_SECONDS / max(seconds, 1e-6))))


def are_waiting(engine: Engine, bound: int) -> bool:
    """Whether more than `bound` articles are still to be joined."""
    waiting = select(Article.id).where(_UNJOINED).order_by(Article.moment, Article.id)
    with reading(engine) as connection:
        return connection.execute(waiting.offset(bound).limit(1)).first() is not None


def join_new(engine: Engine, limit: int = BATCH, *, wait: bool = True) -> int:
    """Join the figures of up to `limit` articles that were saved since they were last joined; how many articles that was.

    The newest go first, so that fresh news need not wait for an archive. One worker joins at a time. Without `wait`, nothing
    is done while another one does.
    """
    with transaction(engine) as connection:
        compute_long(connection, LONGEST_MINUTES)
        if connection.execute(select(JoinLock).with_for_update(skip_locked=not wait)).first() is None:
            return 0
        waiting = select(Article).where(_UNJOINED)
        fresh = connection.execute(waiting.order_by(Article.moment.desc(), Article.id.desc()).limit(limit)).all()
        if fresh:
            _join(connection, fresh)
            changes.number(connection)
        return len(fresh)


def rejoin(connection: Connection, figures: Sequence[str]) -> None:
    """Join the stories of these figures (keys) anew, after an operator's decision about them."""
    compute_long(connection, LONGEST_MINUTES)
    connection.execute(select(JoinLock).with_for_update())
    touched = _stories_of(connection, FigureRow.key.in_(figures))
    _join_stories(connection, touched, {}, select(FigureRow.key).where(FigureRow.key.in_(figures)))
    changes.number(connection)


def sum_up_old(engine: Engine) -> None:
    """Sum up the series that have no points yet because an older version wrote them, some at a time."""
    old, done = select(FigureSeries.id).where(FigureSeries.points.is_(None)).order_by(FigureSeries.id).limit(BATCH), ""
    while True:
        with transaction(engine) as connection:
            some = list(connection.execute(old.where(FigureSeries.id > done)).scalars())
            if not some:
                return
            connection.execute(select(JoinLock).with_for_update())
            summarise(connection, set(some), {}, decisions.overrides(connection), datetime.now(UTC))
            changes.number(connection)
            done = some[-1]


def settled_around(connection: Connection, series: str) -> list[Case]:
    """All figures with which those of a series were joined, at the keys at which the rules arrive."""
    touched = _stories_of(connection, FigureRow.series == series)
    core = _bound_together(connection, load_core(connection, touched, {}), decisions.overrides(connection))
    figures = {one.row.key: one.figure for one in figures_of(connection, core)}
    return settled(figures.values(), core.contexts)


def _stories_of(connection: Connection, wanted: Any) -> set[str]:
    """The stories of the articles that tell these figures (a condition on `Figure` or `Claim`)."""
    rows = select(Article.story).join(Claim).join(FigureRow, FigureRow.claim_id == Claim.id)
    rows = rows.where(wanted, Article.story.is_not(None)).distinct()
    return {story for story in connection.execute(rows).scalars() if story}


def _join(connection: Connection, fresh: Sequence[Any]) -> None:
    ids = [row.id for row in fresh]
    contexts = describe(connection, fresh)
    retold = {*ids, *trace_copies(connection, fresh)}
    renamed = settle_identities(connection, ids, decisions.aliases(connection))
    touched = _stories_of(connection, Claim.speaker_id.in_(renamed)) if renamed else set[str]()
    touched |= {row.story for row in fresh if row.story} | _linked_stories(connection, contexts)
    stirred = select(FigureRow.key).join(Claim, Claim.id == FigureRow.claim_id)
    stirred = stirred.where(Claim.article_id.in_(retold) | Claim.speaker_id.in_(renamed))
    _join_stories(connection, touched, {row.id: row.url for row in fresh}, stirred)
    count_speakers(connection, ids)
    done = update(Article).where(Article.id == bindparam("row")).values(joined=bindparam("number"))
    connection.execute(done, [{"row": row.id, "number": row.versions} for row in fresh])
    log.info("articles.joined", articles=len(fresh), stories=len(touched))


def _linked_stories(connection: Connection, contexts: Mapping[str, Context]) -> set[str]:
    """The stories of joined articles that these articles link with."""
    moments = [c.published for c in contexts.values() if c.published]
    keys = {url: block_keys(own) for url, own in contexts.items()}
    kept = {key[:KEY_LENGTH] for own in keys.values() for key in own}
    sharing = select(ArticleBlock.article_id).where(keyed(connection, "story", kept))
    in_time = MOMENT.between(min(moments) - LONG_WINDOW, max(moments) + LONG_WINDOW)
    rows = connection.execute(
        select(Article.url, Article.context, Article.story).where(Article.id.in_(sharing), Article.story.is_not(None), in_time)
    ).all()
    story_of = {row.url: row.story for row in rows}
    near: dict[str, list[Context]] = defaultdict(list)
    for row in rows:
        joined = CONTEXT.validate_python(row.context)
        for key in block_keys(joined):
            near[key].append(joined)
    touched = set[str]()
    for url, own in contexts.items():
        others = {c.article: c for key in keys[url] for c in near[key] if story_of[c.article] not in touched}
        touched |= merge_into(own, others.values(), story_of)
    return touched


def _join_stories(connection: Connection, touched: set[str], fresh: Mapping[int, str], stirred: Select[Any]) -> None:
    """Join the figures of all articles of these stories, and of fresh ones, as if they had come at once.

    `stirred` are figures of which something else than the series may have changed: their series are summed up anew.
    """
    decided = decisions.overrides(connection)
    core = _bound_together(connection, load_core(connection, touched, fresh), decided)
    told = figures_of(connection, core)
    figures = {one.row.key: one.figure for one in told}
    joined = join(figures.values(), core.contexts.values(), decided)
    moved = [{"row": one.row.id, "now": joined[one.row.key]} for one in told if one.row.series != joined[one.row.key]]
    if moved:
        statement = update(FigureRow).where(FigureRow.id == bindparam("row")).values(series=bindparam("now"))
        connection.execute(statement, moved)
    before: dict[str, set[str]] = defaultdict(set)
    for one in told:
        if one.row.series:
            before[one.row.series].add(joined[one.row.key])
    note_guests(connection, core, figures.values())
    held = Counter(joined[one.row.key] for one in told)
    changed = {row["now"] for row in moved} | {new for old in before.values() if len(old) > 1 for new in old}
    changed |= {joined[key] for key in connection.execute(stirred).scalars() if key in joined}
    rows = connection.execute(
        select(FigureSeries.id, FigureSeries.figures, FigureSeries.story).where(FigureSeries.story.in_(core.stories))
    ).all()
    changed |= {row.id for row in rows if row.id in held and (held[row.id] != row.figures or row.story not in core.about)}
    gone = {old: before.get(old, set()) for old in (*before, *(row.id for row in rows)) if old not in held}
    _move_stories(connection, core)
    summarise(connection, changed, gone, decided, datetime.now(UTC))


def _move_stories(connection: Connection, core: Core) -> None:
    """Write down the story of each article where it is another one than before."""
    rows = connection.execute(select(Article.id, Article.url, Article.story).where(core.mine)).all()
    moved = [{"row": row.id, "root": core.story_of[row.url]} for row in rows if row.story != core.story_of[row.url]]
    if moved:
        connection.execute(update(Article).where(Article.id == bindparam("row")).values(story=bindparam("root")), moved)


def _bound_together(connection: Connection, core: Core, decided: Overrides) -> Core:
    """The core with all stories that operators' decisions and figures told in passing bind to it."""
    while more := (_bound_by_decisions(connection, core, decided) | connected(connection, core)) - core.stories:
        core = widened(connection, core, more)
    return core


def _bound_by_decisions(connection: Connection, core: Core, decided: Overrides) -> set[str]:
    """The stories that operators' merges and pins bind to these."""
    groups = [*decided.merges, *(frozenset(pin) for pin in decided.pins)]
    if not groups:
        return set()
    rows = connection.execute(
        select(FigureRow.key, Article.story, Article.url)
        .join(Claim, Claim.id == FigureRow.claim_id)
        .join(Article, Article.id == Claim.article_id)
        .where(FigureRow.key.in_({key for group in groups for key in group}))
    ).all()
    story_of = {row.key: row.story for row in rows}
    mine = {row.key for row in rows if row.url in core.contexts}
    return {story for group in groups if group & mine for key in group if (story := story_of.get(key))}
