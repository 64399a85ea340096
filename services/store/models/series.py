"""What joining makes of the figures: by what articles meet, series with their points and disputes, tallies, decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.store.models.base import Base
from shared.database import Id


class ArticleBlock(Base):
    """Blocking keys of articles: those of one story, and copies of one text, share one. `kind` is "story", "copy" or "host".

    A story's earliest article has under "host" the names that the story has in common: figures told in passing elsewhere turn
    to the story by them.
    """

    __tablename__ = "article_block"

    kind: Mapped[str] = mapped_column(String(5), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, index=True)


class Guest(Base):
    """A name by which figures of an article may turn to another story, and the story (its id) that holds them; "" for none."""

    __tablename__ = "guest"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True, index=True)
    host: Mapped[str] = mapped_column(Text, primary_key=True, index=True, default="")


class FigureSeries(Base):
    """Figures of the same measured thing over time. All columns follow from its figures and the operators' decisions.

    `change` is the change that made it what it is, null until it is numbered (`changes.number`). `points` is how many rows of
    `SeriesPoint` it has, null where it has not been summed up since there are such rows; `sources` are the outlets in it.
    """

    __tablename__ = "series"
    __table_args__ = (Index("ix_series_told", "articles", "figures", "id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    named_by_operator: Mapped[bool] = mapped_column(default=False)
    story: Mapped[str | None] = mapped_column(Text, index=True)
    measure: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(30))
    rate: Mapped[str | None] = mapped_column(String(20))
    place: Mapped[str | None] = mapped_column(Text)
    figures: Mapped[int]
    articles: Mapped[int]
    claimants: Mapped[int]
    contradictions: Mapped[int]
    points: Mapped[int | None]
    sources: Mapped[list[str] | None]
    first_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None] = mapped_column(index=True)
    updated_at: Mapped[datetime] = mapped_column(index=True)
    change: Mapped[int | None] = mapped_column(Id, index=True)


class SeriesAlias(Base):
    """The id that a series had before an earlier figure arrived or an operator merged it: old addresses go on working.

    `series` is null where no figure of it is left; `change` is as in `FigureSeries`.
    """

    __tablename__ = "series_alias"

    old: Mapped[str] = mapped_column(String(20), primary_key=True)
    series: Mapped[str | None] = mapped_column(String(20), index=True)
    change: Mapped[int | None] = mapped_column(Id, index=True)


class Contradiction(Base):
    """An open contradiction in a series: two claimants' present figures that exclude each other."""

    __tablename__ = "contradiction"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    series: Mapped[str] = mapped_column(String(20), index=True)
    a: Mapped[dict[str, Any]]
    b: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime | None] = mapped_column(index=True)


class SeriesPoint(Base):
    """A point of a series (`points.Point`) as it was when the series was last summed up: what pages and answers read.

    `n` is its number in order of time. `claimant` is a speaker's identity or "outlet:<publisher>", `speaker` the name, null for
    an outlet's own voice. `tellings` are its figures' ids in order of article, and `words`, `claim_id` those of the first.
    `current` says whether some newest version still tells it, `arithmetic` how `independent` was counted, `step` what it is to
    the claimant's point before. `against` are number and name of the points that contradict it, the first of each claimant.
    """

    __tablename__ = "point"
    __table_args__ = (Index("ix_point_claimant_series", "claimant", "series"),)

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    claimant: Mapped[str] = mapped_column(Text)
    speaker: Mapped[str | None] = mapped_column(Text)
    speaker_id: Mapped[int | None] = mapped_column(Id)
    low: Mapped[float | None]
    high: Mapped[float | None]
    comparator: Mapped[str] = mapped_column(String(5))
    unit: Mapped[str] = mapped_column(String(30))
    rate: Mapped[str | None] = mapped_column(String(20))
    cumulative: Mapped[bool]
    modality: Mapped[str] = mapped_column(String(12))
    negated: Mapped[bool]
    first: Mapped[datetime | None]
    last: Mapped[datetime | None]
    standing: Mapped[bool]
    current: Mapped[bool]
    independent: Mapped[int]
    arithmetic: Mapped[list[str]]
    step: Mapped[dict[str, Any] | None]
    against: Mapped[list[Any]]
    words: Mapped[str] = mapped_column(Text)
    claim_id: Mapped[int] = mapped_column(Id)
    articles: Mapped[int]
    sources: Mapped[list[str]]
    tellings: Mapped[list[int]]


class SeriesDispute(Base):
    """One claimant (`alone`) against all who contradict him in a series, each with name and figure: a `Dispute`."""

    __tablename__ = "dispute"

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    alone: Mapped[dict[str, Any]]
    others: Mapped[list[Any]]
    since: Mapped[datetime | None]


class SpeakerTally(Base):
    """How many claims of a speaker a publisher's articles tell, counted when these are joined (`joining.tallies`)."""

    __tablename__ = "speaker_tally"

    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    publisher: Mapped[str] = mapped_column(String(200), primary_key=True)
    claims: Mapped[int]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class Decision(Base):
    """What an operator decided about series or speakers: it wins over every rule and is kept for ever.

    `subject` is "series" or "speaker"; `kind` is merge, split, pin or rename; `keys` are figure keys or speaker keys, and for a
    rename `name` is the new one. An undone decision stays, with the time. `change` is that in which it was made or undone.
    """

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subject: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    keys: Mapped[list[str]]
    name: Mapped[str | None] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    change: Mapped[int | None] = mapped_column(Id, index=True)


class JoinLock(Base):
    """One row: whoever joins figures holds it, so that two workers never join the same story at once."""

    __tablename__ = "join_lock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
