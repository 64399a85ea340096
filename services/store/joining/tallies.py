"""How many claims of each speaker each publisher tells: counted along with joining, so that nobody has to count them all.

An article keeps what was counted of it, so that it counts once however often it is joined, edited or read anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from services.store.models import Article, Claim, SpeakerTally

Pair = tuple[int, str]
"""A speaker's id and a publisher."""


def count_speakers(connection: Connection, articles: Sequence[int]) -> None:
    """Bring the tallies of all who speak in these articles up to what the articles tell now."""
    rows = connection.execute(_counted(Claim.article_id).where(Claim.article_id.in_(articles))).all()
    stored = select(Article.id, Article.publisher, Article.speakers).where(Article.id.in_(articles))
    before = {row.id: (row.publisher, row.speakers or {}) for row in connection.execute(stored)}
    now: dict[int, dict[str, int]] = {id: {} for id in before}
    for row in rows:
        now[row.article_id][str(row.speaker_id)] = row.claims
    more, fewer = Counter[Pair](), set[Pair]()
    for id, (publisher, speakers) in before.items():
        for speaker in {*speakers, *now[id]}:
            claims = now[id].get(speaker, 0) - speakers.get(speaker, 0)
            more[int(speaker), publisher] += claims
            if claims < 0:
                fewer.add((int(speaker), publisher))
    _add(connection, more, rows)
    _look_anew(connection, fewer)
    moved = [{"row": id, "now": now[id]} for id in now if now[id] != before[id][1]]
    if moved:
        connection.execute(update(Article).where(Article.id == bindparam("row")).values(speakers=bindparam("now")), moved)


def _add(connection: Connection, more: Counter[Pair], rows: Sequence[Any]) -> None:
    """Add to the tallies; `rows` tell when each speaker was seen in each article."""
    seen: dict[Pair, list[Any]] = {}
    for row in rows:
        seen.setdefault((row.speaker_id, row.publisher), []).append(row)
    values = [
        {
            "speaker_id": speaker,
            "publisher": publisher,
            "claims": more[speaker, publisher],
            "first_seen": min(row.first_seen for row in found),
            "last_seen": max(row.last_seen for row in found),
        }
        for (speaker, publisher), found in sorted(seen.items())
    ]
    if values:
        connection.execute(_upsert(connection), values)
    gone = [{"its": pair[0], "told_by": pair[1], "more": more[pair]} for pair in sorted(more.keys() - seen.keys())]
    if gone:
        its = (SpeakerTally.speaker_id == bindparam("its")) & (SpeakerTally.publisher == bindparam("told_by"))
        connection.execute(update(SpeakerTally).where(its).values(claims=SpeakerTally.claims + bindparam("more")), gone)


def _upsert(connection: Connection) -> Any:
    is_postgres = connection.dialect.name == "postgresql"
    statement = (postgresql.insert if is_postgres else sqlite.insert)(SpeakerTally)
    least, greatest = (func.least, func.greatest) if is_postgres else (func.min, func.max)
    new = statement.excluded
    changed = {
        "claims": SpeakerTally.claims + new.claims,
        "first_seen": least(SpeakerTally.first_seen, new.first_seen),
        "last_seen": greatest(SpeakerTally.last_seen, new.last_seen),
    }
    return statement.on_conflict_do_update(index_elements=[SpeakerTally.speaker_id, SpeakerTally.publisher], set_=changed)


def _look_anew(connection: Connection, pairs: Collection[Pair]) -> None:
    """When these were seen, from the claims that there are: what an article no longer tells may have been the first or last."""
    if not pairs:
        return
    these = tuple_(SpeakerTally.speaker_id, SpeakerTally.publisher).in_(sorted(pairs))
    connection.execute(delete(SpeakerTally).where(these, SpeakerTally.claims <= 0))
    seen = _counted().where(tuple_(Claim.speaker_id, Article.publisher).in_(sorted(pairs)))
    rows = [
        {"its": row.speaker_id, "told_by": row.publisher, "first": row.first_seen, "last": row.last_seen}
        for row in connection.execute(seen)
    ]
    if rows:
        its = (SpeakerTally.speaker_id == bindparam("its")) & (SpeakerTally.publisher == bindparam("told_by"))
        found = update(SpeakerTally).where(its).values(first_seen=bindparam("first"), last_seen=bindparam("last"))
        connection.execute(found, rows)


def _counted(*by: Any) -> Select[Any]:
    of = (Claim.speaker_id, Article.publisher)
    seen = (func.min(Claim.first_seen).label("first_seen"), func.max(Claim.last_seen).label("last_seen"))
    counted = select(*of, func.count().label("claims"), *seen, *by).join(Article, Article.id == Claim.article_id)
    return counted.where(Claim.speaker_id.is_not(None)).group_by(*of, *by)
