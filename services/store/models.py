"""The store's tables: articles, their versions, speakers, claims, where a claim stands in a version, and figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import NAMES, TYPES, Id


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = TYPES


class Article(Base):
    """An article under its canonical URL. `entry_url` is the ledger's URL that brought it first: another one is a duplicate.
    `moment` orders lists: the first version's published time, or else when it was first seen; it never moves.

    The rest is what joining made of it, up to version `joined`: `context` (names, topics) and `story`, the URL of the earliest
    article of the same story; `origin`, the URL of the article that its text goes back to (its own where it is nobody's copy),
    and `agency`, the wire service that it came from; `speakers`, how many claims of each speaker (by id) are in the tallies.
    """

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_moment", "moment", "id"),
        Index("ix_article_source_moment", "source", "moment", "id"),
        Index("ix_article_publisher_moment", "publisher", "moment", "id"),
        Index(
            "ix_article_to_join",
            "moment",
            "id",
            sqlite_where=text("joined < versions"),
            postgresql_where=text("joined < versions"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    url: Mapped[str] = mapped_column(Text, unique=True)
    entry_url: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200))
    publisher: Mapped[str] = mapped_column(String(200))
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    published: Mapped[datetime | None]
    moment: Mapped[datetime]
    versions: Mapped[int] = mapped_column(default=0)
    joined: Mapped[int] = mapped_column(default=0, server_default="0")
    context: Mapped[dict[str, Any] | None]
    story: Mapped[str | None] = mapped_column(Text, index=True)
    origin: Mapped[str | None] = mapped_column(Text, index=True)
    agency: Mapped[str | None] = mapped_column(String(60))
    speakers: Mapped[dict[str, Any] | None]


class ArticleVersion(Base):
    """One state of an article's words. `content` is the digest of its substance; `page` and `extraction` name blobs."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        Index("ix_version_edits", "id", postgresql_where=text("number > 1"), sqlite_where=text("number > 1")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(String(64))
    page: Mapped[str] = mapped_column(String(64), index=True)
    extraction: Mapped[str] = mapped_column(String(64))
    extractor: Mapped[str] = mapped_column(String(60))
    claims_status: Mapped[str] = mapped_column(String(30))
    fetched_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(Text)
    dek: Mapped[str | None] = mapped_column(Text)
    authors: Mapped[list[str]]
    published: Mapped[datetime | None]
    published_precision: Mapped[str | None] = mapped_column(String(10))
    modified: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(35))
    section: Mapped[str | None] = mapped_column(Text)
    tags: Mapped[list[str]]
    wire: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[list[int]]


class Speaker(Base):
    """A name under which someone is attributed. `key` is the same for its spellings; `identity` is the key of the person or
    body that is meant when all names are seen together, `block` what two names must share to be worth comparing, `change` the
    change that gave it its identity, null until it is numbered (`changes.number`)."""

    __tablename__ = "speaker"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    block: Mapped[str] = mapped_column(Text, index=True, default="", server_default="")
    identity: Mapped[str] = mapped_column(Text, index=True, default="", server_default="")
    change: Mapped[int | None] = mapped_column(Id, index=True)


class Claim(Base):
    """A claim of an article, the same one in every version that tells it. `data` is the claim's JSON in the newest of them.

    `places` are the names of its places, folded, and their countries' codes; PostgreSQL has an index on them (migration 0003).
    """

    __tablename__ = "claim"
    __table_args__ = (UniqueConstraint("article_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("speaker.id"), index=True)
    modality: Mapped[str] = mapped_column(String(12))
    negated: Mapped[bool]
    quote: Mapped[bool]
    score: Mapped[float]
    text: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]]
    places: Mapped[list[str]]
    first_version: Mapped[int]
    last_version: Mapped[int]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class ClaimSpan(Base):
    """Where a claim stands in a version: `part[start:end]` of that version is the claim's text.

    It is written and deleted with its claim, by `save_claims` and `revise` alone, so the database does not check that both are
    there: for spans and figures that took a third of its time to save (docs/decisions/0005).
    """

    __tablename__ = "claim_span"

    version_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    claim_id: Mapped[int] = mapped_column(Id, primary_key=True, index=True, autoincrement=False)
    part: Mapped[str] = mapped_column(String(5))
    start: Mapped[int]
    end: Mapped[int]


def _index_of_joined(column: str) -> Index:
    """An index that figures enter when they are joined: until then it costs nothing."""
    told = text(f"{column} IS NOT NULL")
    return Index(f"ix_figure_{column}", column, postgresql_where=told, sqlite_where=told)


class Figure(Base):
    """A quantity of a claim, in columns that can be searched. Its words and offsets are in the claim's data at position `n`.

    `key` is the id that operators' decisions name: it outlives re-extraction. `features` is what joining compares, `series` the
    figure series that it joined. It is written and deleted with its claim, as `ClaimSpan` is.
    """

    __tablename__ = "figure"
    __table_args__ = (
        UniqueConstraint("claim_id", "n"),
        Index("ix_figure_unit_low", "unit", "low"),
        Index("ix_figure_key", "key", postgresql_where=text("key IS NOT NULL"), sqlite_where=text("key IS NOT NULL")),
        Index(
            "ix_figure_series", "series", postgresql_where=text("series IS NOT NULL"), sqlite_where=text("series IS NOT NULL")
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    claim_id: Mapped[int] = mapped_column(Id)
    n: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    low: Mapped[float | None]
    high: Mapped[float | None]
    comparator: Mapped[str] = mapped_column(String(5))
    unit: Mapped[str] = mapped_column(String(30))
    what: Mapped[str | None] = mapped_column(Text)
    event: Mapped[str | None] = mapped_column(Text)
    rate: Mapped[str | None] = mapped_column(String(20))
    place: Mapped[str | None] = mapped_column(Text)
    time: Mapped[str | None] = mapped_column(Text)
    modality: Mapped[str] = mapped_column(String(12))
    key: Mapped[str | None] = mapped_column(String(24))
    features: Mapped[dict[str, Any] | None]
    series: Mapped[str | None] = mapped_column(String(20))


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


class Change(Base):
    """A version that was saved, under a number that grows in the order of commits (see `changes`)."""

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("article_id", "version"),)

    number: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)


class Position(Base):
    """How far something has come along the changes: `commits` is the number last given, `search` what is indexed."""

    __tablename__ = "position"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    number: Mapped[int] = mapped_column(Id)


class ApiKey(Base):
    """A key to the API. Only its digest is kept; `id` is the part of the key that may be shown."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    scope: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime]
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]


class Session(Base):
    """Someone who has logged in with a key. Only the digest of the session's secret is kept."""

    __tablename__ = "session"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_id: Mapped[str] = mapped_column(ForeignKey("api_key.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime]
    expires: Mapped[datetime]


class Subscription(Base):
    """A saved query with a condition, and where to tell of it. `position` is the last change that was judged."""

    __tablename__ = "subscription"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    url: Mapped[str] = mapped_column(Text)
    condition: Mapped[str] = mapped_column(String(20))
    query: Mapped[dict[str, Any]]
    threshold: Mapped[float | None]
    secret: Mapped[str] = mapped_column(String(100))
    active: Mapped[bool]
    created: Mapped[datetime]
    position: Mapped[int] = mapped_column(Id)
    memory: Mapped[dict[str, Any]]


class Delivery(Base):
    """An event that a subscription is told of, once: `event` is its name among the subscription's events."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("subscription_id", "event"), Index("ix_delivery_state_due", "state", "due"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    due: Mapped[datetime]
    created: Mapped[datetime]
    settled: Mapped[datetime | None]


class DeliveryAttempt(Base):
    """One try to deliver: the receiver's status, or why there was none."""

    __tablename__ = "delivery_attempt"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    seconds: Mapped[float]
    status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(Text)
