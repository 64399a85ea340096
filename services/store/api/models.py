"""What the API answers, in the words of the design. Fields are only ever added within /api/v1."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import ConfigDict, Field

from shared.claims import Claim, Comparator, Modality, Part, SpeakerKind
from shared.web import answers
from shared.web.answers import Answer

T = TypeVar("T")


class Page(answers.Page[T], Generic[T]):
    """Some rows of a list."""

    changed_through: int | None = Field(
        None, description="With `changed_since`: the change that this page reaches, to go on from another time."
    )


class _Changed(Answer):
    change: int | None = Field(None, description="With `changed_since`: the change that made it what it is.")


class ArticleRow(_Changed):
    """An article in its newest version."""

    id: int
    title: str
    url: str
    source: str
    publisher: str
    published: datetime | None
    modified: datetime | None
    authors: list[str]
    language: str | None
    claims_status: str = Field(description="extracted, unsupported_language or failed.")
    versions: int = Field(description="How many versions there are: the newest one's number.")
    claims: int = Field(description="How many claims the newest version tells.")
    first_seen: datetime
    last_seen: datetime


class ArticleWhole(ArticleRow):
    """An article with the text of its newest version."""

    dek: str | None
    published_precision: str | None
    section: str | None
    tags: list[str]
    wire: str | None
    text: str
    page: str = Field(description="The SHA-256 of the page as it was fetched.")
    extractor: str
    fetched_at: datetime
    story: str | None = Field(description="The URL of the earliest article of the same story.")
    origin: str | None = Field(description="The URL of the article that this one's text goes back to.")
    agency: str | None = Field(description="The wire service that it came from.")


class VersionRow(Answer):
    """A version of an article."""

    number: int
    fetched_at: datetime
    title: str
    published: datetime | None
    modified: datetime | None
    claims_status: str
    extractor: str
    page: str


class VersionClaim(Answer):
    """A claim where this version tells it: `part[start:end]` of the version is its text. `claim` is as last told."""

    id: int
    part: Part
    start: int
    end: int
    claim: Claim


class ClaimChange(Answer):
    """What became of a claim since the version before; the ids are of claims."""

    kind: Literal["added", "removed", "changed"]
    before: int | None
    after: int | None
    reason: str


class VersionWhole(VersionRow):
    """A version with its text and claims, and what it did to the claims of the one before."""

    dek: str | None
    authors: list[str]
    published_precision: str | None
    language: str | None
    section: str | None
    tags: list[str]
    wire: str | None
    text: str
    claims: list[VersionClaim]
    changes: list[ClaimChange]


class ClaimRow(_Changed):
    """A claim with who is attributed and which article tells it; `claim` is the claim itself."""

    id: int
    article: int
    url: str
    source: str
    publisher: str
    published: datetime | None
    speaker_id: int | None
    speaker: str | None = Field(description="Who is attributed; null in the outlet's own voice.")
    speaker_kind: SpeakerKind | None
    first_version: int
    last_version: int
    current: bool = Field(description="Whether the newest version still tells it.")
    first_seen: datetime
    last_seen: datetime
    claim: Claim


class ClaimSpan(Answer):
    """Where a version tells the claim: the proof."""

    version: int
    fetched_at: datetime
    page: str
    part: Part
    start: int
    end: int


class ClaimFigure(Answer):
    """A figure of the claim: `n` is its position among the claim's quantities."""

    id: int
    n: int
    text: str
    series: str | None


class ClaimWhole(ClaimRow):
    """A claim with its proof in every version that tells it."""

    title: str
    key: str = Field(description="What the claim is known by within its article.")
    spans: list[ClaimSpan]
    figures: list[ClaimFigure]


class FigureRow(_Changed):
    """A figure, who puts it forward and where."""

    id: int
    claim: int
    text: str
    low: float | None
    high: float | None
    comparator: Comparator
    unit: str
    what: str | None
    event: str | None
    rate: str | None
    place: str | None
    time: str | None
    modality: Modality
    series: str | None
    speaker_id: int | None
    speaker: str | None
    speaker_kind: SpeakerKind | None
    article: int
    source: str
    publisher: str
    url: str
    published: datetime | None
    current: bool
    words: str = Field(description="The words of the claim.")


class SpeakerName(Answer):
    """One name of a speaker."""

    id: int
    name: str
    kind: SpeakerKind
    claims: int


class SpeakerRow(_Changed):
    """A person or body under all their names."""

    id: int
    identity: str
    name: str = Field(description="The name that most claims use.")
    kind: SpeakerKind
    claims: int
    names: list[SpeakerName]


class SpeakerWhole(SpeakerRow):
    """A speaker with when and by how many publishers they were told."""

    first_seen: datetime | None
    last_seen: datetime | None
    publishers: int


class SourceRow(Answer):
    """An outlet, as far as articles of it are stored."""

    name: str
    publisher: str
    articles: int
    first_seen: datetime
    newest: datetime = Field(description="When its newest article was first seen.")


class Sources(Answer):
    """All sources."""

    items: list[SourceRow]


class Repeat(Answer):
    """An outlet, and whom it repeats."""

    source: str
    publisher: str
    repeats: str = Field(description="The outlet or agency that it repeats.")
    how: Literal["copies", "relays"] = Field(description="It copies the text, or tells what the other reported.")
    articles: int = Field(description="In how many of its articles.")
    own: int = Field(description="How many of its articles do neither: where it is 0, it only repeats.")


class FigureEdit(ClaimChange):
    """What became of a claim with figures; null where it is not told any more."""

    was: str | None = Field(description="The words of the claim before.")
    is_: str | None = Field(alias="is", description="The words of the claim now.")


class EditNote(Answer):
    """What an outlet says of an edit."""

    kind: Literal["correction", "clarification", "update", "retraction"]
    text: str


class Edit(Answer):
    """A version that changed figures of the version before."""

    article: int
    url: str
    source: str
    publisher: str
    title: str
    version: int
    at: datetime = Field(description="When it was fetched.")
    note: EditNote | None = Field(description="What the outlet says of it; null where it says nothing.")
    changes: list[FigureEdit]


class Hit(Answer):
    """A claim or an article that has the words."""

    kind: Literal["claim", "article"]
    id: int
    article: int
    title: str | None = None
    speaker: str | None
    url: str
    source: str
    publisher: str
    published: datetime | None
    snippet: str
    matches: list[tuple[int, int]] = Field(description="Where the words stand in the snippet: start, end.")
    current: bool


class SeriesRow(Answer):
    """A figure series: the same measured thing over time."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    name: str
    measure: str
    unit: str
    rate: str | None
    place: str | None
    story: str | None
    figures: int
    articles: int
    claimants: int
    contradictions: int
    first_at: datetime | None
    last_at: datetime | None
    updated_at: datetime
    change: int | None = Field(None, description="The change that made it what it is.")


class FormerSeries(Answer):
    """An id that a series had."""

    id: str
    series: str | None = Field(description="The series that holds its figures now; null where none of them is left.")
    change: int


class Decision(Answer):
    """What an operator decided. It wins over every rule until it is undone."""

    id: int
    subject: Literal["series", "speaker"]
    kind: Literal["merge", "split", "pin", "rename"]
    keys: list[str] = Field(description="Keys of figures, or of speakers (`identity`), that it is about.")
    name: str | None
    by: str
    at: datetime
    undone_at: datetime | None
    change: int = Field(description="The change in which it was made or undone.")


class Telling(Answer):
    """An article that tells a point."""

    figure: str
    claim: int
    article: int
    source: str
    publisher: str
    url: str
    published: datetime | None
    words: str
    text: str
    current: bool
    edited_out: int | None = Field(description="The version that no longer tells it; null where the newest one does.")
    copy_of: str | None
    agency: str | None


class Step(Answer):
    """What a point says of the same claimant's point before."""

    kind: str
    reason: str


class Point(Answer):
    """What one claimant put forward, and who stands behind it."""

    claimant: str
    speaker: str | None
    speaker_id: int | None
    figure: str
    low: float | None
    high: float | None
    comparator: Comparator
    unit: str
    rate: str | None
    modality: Modality
    negated: bool
    first: datetime | None
    last: datetime | None
    standing: bool = Field(description="Whether the claimant still holds it.")
    relays: list[str]
    independent: int = Field(description="How many independent voices stand behind it.")
    voices: dict[str, list[str]] = Field(description="The independent voices with the URLs that count for each.")
    arithmetic: list[str] = Field(description="How they were counted.")
    step: Step | None
    tellings: list[Telling]


class Contradiction(Answer):
    """Two claimants' present figures that exclude each other."""

    id: int
    series: str
    name: str | None = None
    a: dict[str, Any]
    b: dict[str, Any]
    reason: str
    since: datetime | None


class SeriesWhole(SeriesRow):
    """A series with a page of its points in order of time, and its open contradictions, the newest 100."""

    points: list[Point]
    contradictions: list[Contradiction]  # type: ignore[assignment] # the row has their number
    next: str | None = Field(None, description="The cursor of the points that follow; null at the end.")
