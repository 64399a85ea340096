"""What a list is narrowed to, and what that means in SQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute

from services.store.models import Article, Change, Claim, Figure, SeriesAlias, Speaker
from services.store.placekeys import wanted_places
from services.store.queries.words import claims_with
from shared.claims import Modality


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; what is null narrows nothing, and all that is given must hold.

    `words` is full text: words in any form, "phrases", -without, either OR other. `text` is found anywhere, letter by letter.
    `speaker` is part of a name and stands for the person or body under all their names; `speaker_id` is one of the ids.
    `place` is a name or an ISO country code; a country stands for the places known to be in it. `unit`, `low` and `high` ask
    for a figure: one that may lie between `low` and `high`, so that "more than 3,000" is between 5,000 and 6,000, and "dozens"
    nowhere. `after` (included) and `before` (excluded) are about when articles were published. `changed_since` is a change's
    number: all that was saved later, in the order in which it was.
    """

    words: str | None = None
    text: str | None = None
    source: str | None = None
    publisher: str | None = None
    article: int | None = None
    speaker: str | None = None
    speaker_id: int | None = None
    place: str | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    modality: Modality | None = None
    series: str | None = None
    current: bool | None = None
    after: datetime | None = None
    before: datetime | None = None
    since: datetime | None = None
    changed_since: int | None = None

    def as_json(self) -> dict[str, Any]:
        """What is given, in JSON; `from_json` reads it back."""
        data: dict[str, Any] = _JSON.dump_python(self, mode="json", exclude_none=True)
        return data

    @staticmethod
    def from_json(data: dict[str, Any]) -> Filter:
        """The filter that `as_json` wrote. Raises ValueError for anything else."""
        return _JSON.validate_python(data)

    @property
    def digest(self) -> str:
        """A short digest, by which a cursor knows its query."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()[:12]

    @property
    def about_figures(self) -> bool:
        """Whether it asks for a figure."""
        return any(value is not None for value in (self.unit, self.low, self.high, self.series))

    @property
    def about_claims(self) -> bool:
        """Whether it asks for something that only a claim has."""
        named = (self.speaker, self.speaker_id, self.place, self.modality, self.current, self.since)
        return self.about_figures or any(value is not None for value in named)


_JSON = TypeAdapter(Filter)
ALL = Filter()


def of_article(wanted: Filter) -> list[ColumnElement[bool]]:
    """The conditions on `Article`."""
    found: list[ColumnElement[bool]] = []
    if wanted.source is not None:
        found.append(Article.source == wanted.source)
    if wanted.publisher is not None:
        found.append(Article.publisher == wanted.publisher)
    if wanted.article is not None:
        found.append(Article.id == wanted.article)
    if wanted.after is not None:
        found.append(Article.moment >= wanted.after)
    if wanted.before is not None:
        found.append(Article.moment < wanted.before)
    return found


def of_claim(connection: Connection, wanted: Filter) -> list[ColumnElement[bool]]:
    """The conditions on `Claim` and `Article`, but for those on figures."""
    found = of_article(wanted)
    if wanted.words is not None:
        found.append(claims_with(connection, wanted.words))
    if wanted.text is not None:
        found.append(Claim.text.icontains(wanted.text, autoescape=True))
    if wanted.speaker is not None or wanted.speaker_id is not None:
        found.append(_speaker(connection, wanted))
    if wanted.place is not None:
        found.append(_place(connection, wanted.place))
    if wanted.modality is not None:
        found.append(Claim.modality == wanted.modality)
    if wanted.current is not None:
        found.append((Claim.last_version == Article.versions) == wanted.current)
    if wanted.since is not None:
        found.append(Claim.last_seen >= wanted.since)
    return found


def of_figure(wanted: Filter) -> list[ColumnElement[bool]]:
    """The conditions on `Figure`."""
    found: list[ColumnElement[bool]] = []
    if wanted.unit is not None:
        found.append(Figure.unit == wanted.unit)
    if wanted.series is not None:
        heir = select(SeriesAlias.series).where(SeriesAlias.old == wanted.series).scalar_subquery()
        found.append(Figure.series == func.coalesce(heir, wanted.series))
    if wanted.low is not None or wanted.high is not None:
        found.append(or_(Figure.low.is_not(None), Figure.high.is_not(None)))
    if wanted.low is not None:
        above = and_(Figure.high == wanted.low, Figure.comparator != "<")
        found.append(or_(Figure.high.is_(None), Figure.high > wanted.low, above))
    if wanted.high is not None:
        below = and_(Figure.low == wanted.high, Figure.comparator != ">")
        found.append(or_(Figure.low.is_(None), Figure.low < wanted.high, below))
    return found


def with_figure(wanted: Filter) -> list[ColumnElement[bool]]:
    """The conditions on figures, for a list of claims: one figure of the claim must meet them all."""
    if not wanted.about_figures:
        return []
    return [Claim.id.in_(select(Figure.claim_id).where(*of_figure(wanted)))]


def changed(statement: Select[Any], wanted: Filter) -> Select[Any]:
    """A list joined with the change that made its articles what they are, where the filter asks for changes."""
    if wanted.changed_since is None:
        return statement
    latest = and_(Change.article_id == Article.id, Change.version == Article.versions)
    return statement.join(Change, latest).where(Change.number > wanted.changed_since)


def _speaker(connection: Connection, wanted: Filter) -> ColumnElement[bool]:
    # Looked up first: with the ids in hand the planner knows from its statistics how many claims to expect.
    same = select(Speaker.identity)
    if wanted.speaker is not None:
        same = same.where(Speaker.name.icontains(wanted.speaker, autoescape=True))
    if wanted.speaker_id is not None:
        same = same.where(Speaker.id == wanted.speaker_id)
    ids = select(Speaker.id).where(Speaker.identity.in_(same))
    some = list(connection.execute(ids.limit(_FEW + 1)).scalars())
    if not some:
        return false()
    return Claim.speaker_id.in_(some if len(some) <= _FEW else ids)


_FEW = 500


def _place(connection: Connection, place: str) -> ColumnElement[bool]:
    keys = wanted_places(place)
    return or_(false(), *(holds(connection, Claim.places, key) for key in keys))


def holds(connection: Connection, column: InstrumentedAttribute[Any], value: str | int) -> ColumnElement[bool]:
    """The condition that the list in a JSON column holds this value."""
    if connection.dialect.name == "postgresql":
        return type_coerce(column, JSONB).contains([value])
    each = func.json_each(column).table_valued("value")
    return select(each.c.value).where(each.c.value == value).exists()


def columns(of: type[Any], names: Sequence[str]) -> list[Any]:
    """The columns of a model by name."""
    return [getattr(of, name) for name in names]
