"""Saving what versions claim: speakers, claims, where they stand, and their figures.

A claim is known by its words within its article (`versions.claim_keys`): told by a later version it is the same row, brought up
to that version. Whoever calls this holds the articles locked, so that nobody else writes claims of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, select, update

from services.store.arrivals import Arrival, KeyedClaim, Telling
from services.store.models import Claim, ClaimSpan, Figure, Speaker
from services.store.placekeys import claim_places
from services.store.speakers import block_key
from shared.claims import Claim as ClaimJson
from shared.claims import SpeakerMention
from shared.database import RawJson
from shared.writing import Row, among, draw_ids, write, write_unknown

Place = tuple[int, str]
"""Where a claim is known: its article's id, and its key there."""


def save_claims(connection: Connection, told: Sequence[Telling]) -> None:
    """Write what these versions claim. No article may be among them twice."""
    speakers = _speakers(connection, [t.arrival for t in told])
    claims = [(t, one) for t in told for one in t.arrival.claims]
    known = _known(connection, [t.article for t in told if not t.first])
    new = [place for t, one in claims if (place := (t.article, one.key)) not in known]
    ids = known | dict(zip(new, draw_ids(connection, Claim, len(new)), strict=True))
    rows = [_claim_row(t, ids[t.article, one.key], one, speakers) for t, one in claims]
    again = set(known.values())
    write(connection, Claim, [row for row in rows if row["id"] not in again])
    _bring_up(connection, [row for row in rows if row["id"] in again])
    write(connection, ClaimSpan, [_span_row(t, ids[t.article, one.key], one.claim) for t, one in claims])
    write(connection, Figure, [row for t, one in claims for row in _figure_rows(ids[t.article, one.key], one.claim)])


def _known(connection: Connection, articles: list[int]) -> dict[Place, int]:
    """The claims that these articles told before: their ids."""
    if not articles:
        return {}
    stored = select(Claim.article_id, Claim.key, Claim.id).where(among(connection, Claim.article_id, articles))
    return {(row.article_id, row.key): row.id for row in connection.execute(stored)}


def _bring_up(connection: Connection, rows: list[Row]) -> None:
    """Write what a newer version makes of claims that are stored; their figures are written after."""
    if not rows:
        return
    newer: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name not in _ONCE}
    # 0 marks a claim whose article is being read anew: the first version that tells it is found again.
    newer["first_version"] = case((Claim.first_version == 0, bindparam("last_version")), else_=Claim.first_version)
    connection.execute(
        update(Claim).where(Claim.id == bindparam("row")).values(**newer),
        [{"row": row["id"], **{name: value for name, value in row.items() if name not in _ONCE}} for row in rows],
    )
    connection.execute(delete(Figure).where(among(connection, Figure.claim_id, [row["id"] for row in rows])))


_ONCE = ("id", "article_id", "key", "first_version", "first_seen")


def _speakers(connection: Connection, arrivals: list[Arrival]) -> dict[str, int]:
    """The ids of all who are attributed, by key; who is new is written."""
    named: dict[str, Row] = {}
    for arrival in arrivals:
        for _, claim, key in arrival.claims:
            if claim.source and key and key not in named:
                named[key] = _speaker_row(key, claim.source, arrival.url)
    ids = _speaker_ids(connection, named.keys())
    if unknown := sorted(named.keys() - ids.keys()):
        written = write_unknown(connection, Speaker, [named[key] for key in unknown], Speaker.key, Speaker.id)
        ids |= {row.key: row.id for row in written}
        ids |= _speaker_ids(connection, named.keys() - ids.keys())  # another worker was quicker
    return ids


def _speaker_ids(connection: Connection, keys: Any) -> dict[str, int]:
    if not keys:
        return {}
    found = select(Speaker.key, Speaker.id).where(among(connection, Speaker.key, keys))
    return {row.key: row.id for row in connection.execute(found)}


def _speaker_row(key: str, mention: SpeakerMention, article: str) -> Row:
    block = block_key(mention.canonical, mention.kind, article)
    return {"key": key, "name": mention.canonical, "kind": mention.kind, "block": block, "identity": key}


def _claim_row(told: Telling, id: int, one: KeyedClaim, speakers: dict[str, int]) -> Row:
    seen, claim = told.arrival.message.fetched_at, one.claim
    return {
        "id": id,
        "article_id": told.article,
        "key": one.key,
        "speaker_id": speakers[one.speaker] if one.speaker else None,
        "modality": claim.modality,
        "negated": claim.negated,
        "quote": claim.quote,
        "score": claim.score,
        "text": claim.text,
        "data": RawJson(claim.model_dump_json()),
        "places": claim_places(claim),
        "first_version": told.number,
        "last_version": told.number,
        "first_seen": seen,
        "last_seen": seen,
    }


def _span_row(told: Telling, id: int, claim: ClaimJson) -> Row:
    return {"version_id": told.version, "claim_id": id, "part": claim.part, "start": claim.start, "end": claim.end}


_READING = ("text", "low", "high", "comparator", "unit", "what", "event", "rate", "place", "time", "modality")
_reading = attrgetter(*_READING)


def _figure_rows(id: int, claim: ClaimJson) -> list[Row]:
    return [
        {"claim_id": id, "n": n, **dict(zip(_READING, _reading(quantity), strict=True))}
        for n, quantity in enumerate(claim.quantities)
    ]
