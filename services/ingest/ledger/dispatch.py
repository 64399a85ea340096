"""What is due is leased before its message is sent; a lease that runs out brings the work back. This is the sweeper.

Leases are short, and renewed while the broker carries a message about what was leased, waiting or in a worker's hands. So work
that waits is never sent twice, however long the queue, and work whose message is gone comes back within one lease.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, exists, func, literal, or_, select, update

from services.ingest.ledger.quarantine import NewCase, first_settled, open_case
from services.ingest.ledger.turns import active, next_entries
from services.ingest.models import Feed, FeedEntry, Source, State
from services.ingest.settings import IngestSettings
from shared.database import chunks, reading, transaction
from shared.messages import FetchDue, Message, MessageRejected, PollDue
from shared.outcomes import Outcome

UNDER_WAY = (State.FETCHING, State.READING)
POLLS, POLLS_WHEN_FULL = 50, 5


def lease_feeds(engine: Engine, now: datetime, settings: IngestSettings) -> list[int]:
    """Feeds whose poll is due, leased to be polled: fewer at a time while no entry can be fetched, since all room is taken.

    Polling slows then but never ends: feeds forget what they list, the ledger does not.
    """
    due = (
        select(Feed.id)
        .join(Source, Source.id == Feed.source_id)
        .where(Feed.due_at <= now, Feed.ended.is_(None), active(), _free(now))
        .order_by(Feed.due_at)
    )
    with transaction(engine) as connection:
        full = _under_way(connection) >= settings.max_in_flight
        chosen = Feed.id.in_(due.limit(POLLS_WHEN_FULL if full else POLLS))
        statement = update(Feed).where(chosen, _free(now)).values(lease_until=now + settings.lease).returning(Feed.id)
        return [row.id for row in connection.execute(statement)]


def awaits_poll(engine: Engine, feed: int) -> bool:
    """Whether a feed is still leased; if not, its poll was written down meanwhile (a repeated message finds nothing to do)."""
    held = select(exists().where(Feed.id == feed, Feed.lease_until.is_not(None), Feed.ended.is_(None)))
    with reading(engine) as connection:
        return bool(connection.scalar(held))


def under_lease() -> ColumnElement[bool]:
    """Whether an entry is under way, said so that a small index finds it among millions of settled ones."""
    return FeedEntry.lease_until.is_not(None)


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(Feed.lease_until.is_(None), Feed.lease_until < now)


def lease_entries(engine: Engine, now: datetime, settings: IngestSettings) -> list[int]:
    """Entries to fetch now, leased (attempt + 1), in the order to fetch them.

    At most `host_in_flight` of one host are out at a time, and never more than `max_in_flight` in all services together:
    fetching slows down when extraction or storage cannot follow.
    """
    with transaction(engine) as connection:
        room = settings.max_in_flight - _under_way(connection)
        if room <= 0:
            return []
        chosen = next_entries(connection, now, settings.host_in_flight, min(room, 256))
        leased = update(FeedEntry).where(FeedEntry.id.in_(chosen), FeedEntry.state == State.PENDING)
        statement = leased.values(
            state=State.FETCHING,
            attempts=FeedEntry.attempts + 1,
            lease_until=now + settings.lease,
        ).returning(FeedEntry.id)
        got = set(connection.execute(statement).scalars())
    return [entry for entry in chosen if entry in got]


def _under_way(connection: Connection) -> int:
    return connection.scalar(select(func.count()).where(FeedEntry.state.in_(UNDER_WAY), under_lease())) or 0


def release(engine: Engine, entries: list[int], now: datetime) -> None:
    """Take back leases whose message could not be sent: the entries are due again at once, and no attempt is counted."""
    with transaction(engine) as connection:
        connection.execute(
            update(FeedEntry)
            .where(FeedEntry.id.in_(entries), FeedEntry.state == State.FETCHING)
            .values(state=State.PENDING, attempts=FeedEntry.attempts - 1, due_at=now, lease_until=None)
        )


def any_lease_ended(engine: Engine, now: datetime) -> bool:
    """Whether any lease ran out: time to look what the broker still carries."""
    with reading(engine) as connection:
        return any(connection.scalar(select(exists().where(table.lease_until < now))) for table in (FeedEntry, Feed))


def renew_leases(engine: Engine, messages: Iterable[Message], now: datetime, settings: IngestSettings) -> None:
    """A new lease for everything that one of `messages`, all that the broker carries, is about."""
    feeds, fetching, under_way = set[int](), set[int](), set[int]()
    for message in messages:
        if isinstance(message, PollDue):
            feeds |= set(message.feed_ids)
        elif isinstance(message, FetchDue):
            fetching |= set(message.ids)
        else:
            under_way |= set(message.entry_ids())
            fetching |= set(message.entry_ids()) if isinstance(message, MessageRejected) else set()
    held = (
        (Feed, feeds, Feed.lease_until.is_not(None)),
        (FeedEntry, fetching, FeedEntry.state == State.FETCHING),
        (FeedEntry, under_way, FeedEntry.state == State.READING),
    )
    with transaction(engine) as connection:
        for table, ids, condition in held:
            for some in chunks(sorted(ids), 1000):
                renewed = update(table).where(table.id.in_(some), condition)
                connection.execute(renewed.values(lease_until=now + settings.lease))


@dataclass(frozen=True, slots=True)
class Expired:
    """Leases that ran out: entries due again for fetching, entries whose page is to be read again, entries given up."""

    fetch_again: int
    read_again: list[int]
    quarantined: list[int]


def expire_leases(engine: Engine, now: datetime, settings: IngestSettings) -> Expired:
    """Bring back what nobody carries any more; what had all its attempts is quarantined as "no_answer"."""
    with transaction(engine) as connection:
        given_up = _give_up(connection, now, settings)
        over = (FeedEntry.lease_until.is_not(None), FeedEntry.lease_until < now)
        fetch = update(FeedEntry).where(*over, FeedEntry.state == State.FETCHING)
        again = connection.execute(fetch.values(state=State.PENDING, due_at=now, lease_until=None)).rowcount
        some = select(FeedEntry.id).where(*over, FeedEntry.state == State.READING).limit(500)
        read = update(FeedEntry).where(FeedEntry.id.in_(some), *over)
        once_more = {"attempts": FeedEntry.attempts + 1, "lease_until": now + settings.lease}
        to_read = sorted(connection.execute(read.values(**once_more).returning(FeedEntry.id)).scalars())
    return Expired(again, to_read, given_up)


def _give_up(connection: Connection, now: datetime, settings: IngestSettings) -> list[int]:
    spent = (FeedEntry.lease_until.is_not(None), FeedEntry.lease_until < now, FeedEntry.attempts >= settings.max_attempts)
    columns = (FeedEntry.id, FeedEntry.state, FeedEntry.attempts)
    rows = connection.execute(select(*columns).where(*spent).with_for_update()).all()
    for entry, state, attempts in rows:
        detail = f"{state} gave no answer {attempts} times"
        open_case(connection, NewCase(entry, f"entry.{state}", "no_answer", detail, attempts), now)
    given_up = [row.id for row in rows]
    connection.execute(
        update(FeedEntry)
        .where(FeedEntry.id.in_(given_up))
        .values(
            state=State.SETTLED,
            outcome=Outcome.QUARANTINED,
            reason="no_answer",
            settled_at=now,
            first_settled_at=first_settled(now),
            lease_until=None,
            recheck_at=None,
        )
    )
    return given_up


def make_all_due(engine: Engine, now: datetime, *, recheck: bool) -> None:
    """Everything is due now: all feeds, entries that wait for a retry, and with `recheck` all known articles."""
    with transaction(engine) as connection:
        connection.execute(update(Feed).where(Feed.ended.is_(None)).values(due_at=now))
        connection.execute(update(FeedEntry).where(FeedEntry.state == State.PENDING).values(due_at=now))
        if recheck:
            known = (Outcome.STORED, Outcome.UNCHANGED)
            connection.execute(
                update(FeedEntry)
                .where(FeedEntry.state == State.SETTLED, FeedEntry.outcome.in_(known))
                .values(**visit_again(now, priority=1))
            )


def visit_again(now: datetime, priority: int) -> dict[str, object]:
    """What makes a settled entry pending once more."""
    return {
        "state": State.PENDING,
        "due_at": now,
        "priority": literal(priority),
        "attempts": 0,
        "failures": 0,
        "recheck_at": None,
        "lease_until": None,
    }
