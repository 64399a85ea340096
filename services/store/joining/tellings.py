"""The figures of series as tellings: who told which figure in which article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from services.store.models import Article, Claim, Figure, Speaker
from services.store.points import Telling
from shared.writing import among


@dataclass(frozen=True, slots=True)
class Told:
    """A telling with what people are shown of it: the figure's and the claim's words, ids, address and speaker's name."""

    telling: Telling
    figure_id: int
    claim_id: int
    article_id: int
    words: str
    claim: str
    url: str
    source: str
    speaker: str | None
    speaker_id: int | None
    current: bool
    last_version: int
    what: str | None
    event: str | None
    place: str | None
    features: dict[str, Any]
    series: str
    story: str | None


def load_told(connection: Connection, series: Iterable[str]) -> dict[str, list[Told]]:
    """The tellings of these series, by series, in order of time."""
    found: dict[str, list[Told]] = defaultdict(list)
    for told in _load(connection, Figure.series.in_(list(series))):
        found[told.series].append(told)
    return found


def load_figures(connection: Connection, ids: Iterable[int], source: str | None = None) -> dict[int, Told]:
    """The tellings of these figures that are in a series, by their ids; `source`: only of this outlet."""
    wanted = [among(connection, Figure.id, ids), Figure.series.is_not(None)]
    if source is not None:
        wanted.append(Article.source == source)
    return {told.figure_id: told for told in _load(connection, *wanted)}


def _load(connection: Connection, *wanted: ColumnElement[bool]) -> Iterator[Told]:
    rows = connection.execute(
        select(Figure, Claim.data, Claim.text.label("claim"), Claim.negated, Claim.article_id, Claim.last_version)
        .add_columns(Article.url, Article.source, Article.publisher, Article.published, Article.first_seen, Article.versions)
        .add_columns(Article.origin, Article.agency, Article.story, Speaker.identity, Speaker.name.label("speaker"))
        .add_columns(Claim.speaker_id)
        .join(Claim, Claim.id == Figure.claim_id)
        .join(Article, Article.id == Claim.article_id)
        .outerjoin(Speaker, Speaker.id == Claim.speaker_id)
        .where(*wanted)
        .order_by(Article.published, Article.id, Figure.id)
    )
    return map(_told, rows)


def _told(row: Any) -> Told:
    quantity = row.data["quantities"][row.n]
    telling = Telling(
        figure=row.key,
        article=row.url,
        version=f"{row.url} {row.last_version}",
        publisher=row.publisher,
        low=row.low,
        high=row.high,
        comparator=row.comparator,
        unit=row.unit,
        claimant=row.identity,
        as_of=as_of(quantity.get("time_value"), row.published or row.first_seen),
        published=row.published or row.first_seen,
        rate=row.rate,
        cumulative=quantity.get("cumulative") is not False,
        modality=row.modality,
        negated=row.negated,
        relays=tuple(row.data.get("relays", ())),
        origin=row.origin or row.url,
        agency=row.agency,
        in_text=row.data["part"] == "text",
        current=row.last_version == row.versions,
    )
    return Told(
        telling,
        row.id,
        row.claim_id,
        row.article_id,
        row.text,
        row.claim,
        row.url,
        row.source,
        row.speaker,
        row.speaker_id,
        row.last_version == row.versions,
        row.last_version,
        row.what,
        row.event,
        row.place,
        row.features,
        row.series,
        row.story,
    )


def as_of(value: str | None, published: datetime) -> datetime | None:
    """The moment that a resolved time names, where it names a day or a minute; a month or a quarter names no moment.

    The day of publication is the time of publication: what an article says of its own day, it says as of then.
    """
    try:
        moment = datetime.fromisoformat(value) if value and len(value) >= 10 else None
    except ValueError:
        return None
    if moment is None:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return published if value and len(value) == 10 and moment.date() == published.date() else moment
