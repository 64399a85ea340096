"""The claim: who says what, with which figure, in which words. One shape for messages, API, exports and the command line.

Offsets count Unicode code points, end exclusive, in the part of the article that `Claim.part` names. The words are the proof:
`part[start:end] == claim.text`, or the claim is not stored (see `proves`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Comparator = Literal["=", "~", ">", ">=", "<", "<=", "range", "vague"]
Modality = Literal["asserted", "hedged", "planned", "denied", "conditional"]
SpeakerKind = Literal["person", "organisation", "outlet", "document", "unnamed"]
Part = Literal["text", "title", "dek"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Frozen):
    """A stretch of one part of the article: `start` inclusive, `end` exclusive, in code points."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Mention(Span):
    """A span together with its words."""

    text: str


class SpeakerMention(_Frozen):
    """Who is attributed: the words used here, and `canonical`, the fullest name that the article gives for them.

    For an unnamed speaker ("officials") `canonical` is `"unnamed: officials"`. The span is null where the speaker is
    carried over from an earlier sentence and has no words of its own in this one.
    """

    text: str
    start: int | None = None
    end: int | None = None
    canonical: str
    kind: SpeakerKind


class TimeMention(Mention):
    """A time expression; `value` is ISO 8601 or TimeML-like ("2024-12", "2025-W03", "2025-Q1"), null when unresolved."""

    value: str | None = None


class PlaceMention(Mention):
    """A place name; `country` is ISO 3166-1 alpha-2 where the gazetteer knows it."""

    country: str | None = None


class Quantity(Mention):
    """A figure with its modifiers, never improved: a range stays a range, a bound a bound, a vague word vague.

    `low` and `high` are the bounds in `unit`: "more than 3,000" is low 3000, high null, ">"; "up to 200" is low null,
    high 200, "<="; "dozens" has neither. `unit` is "count", "percent", "percentage_point", an ISO 4217 code, a short
    physical unit ("mm", "km", "kg") or a time unit ("day"). `what` is the thing counted in the article's words,
    `event` the base verb of what happened to it, `rate` the period it recurs in ("day") or null.
    """

    low: float | None
    high: float | None
    comparator: Comparator
    unit: str
    what: str | None = None
    event: str | None = None
    rate: str | None = None
    cumulative: bool | None = None
    place: str | None = None
    time: str | None = None
    time_value: str | None = None
    modality: Modality = "asserted"


class Claim(_Frozen):
    """One passage that claims something, in the outlet's own voice (`source` null) or attributed to a speaker.

    `relays` are the outlets or agencies through which the claim came, outermost first, canonical names ("The New York
    Times reports, citing officials": source officials, relays ["The New York Times"]). `repeats` is the position, in the
    article's list of claims, of the claim that this one repeats (a headline figure told again in the body), or null.
    `score` is the check-worthiness, 0 to 1.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    part: Part = "text"
    source: SpeakerMention | None = None
    cue: Mention | None = None
    content: Span
    quote: bool = False
    modality: Modality = "asserted"
    negated: bool = False
    relays: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    times: tuple[TimeMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    repeats: int | None = None
    score: float = 0.0


def proves(part: str, claim: Claim) -> bool:
    """Whether every span of the claim stands in `part` word for word (rule 2: no claim without proof)."""
    spans: list[Mention] = [*claim.quantities, *claim.times, *claim.places]
    if claim.cue:
        spans.append(claim.cue)
    found = all(0 <= s.start < s.end <= len(part) and part[s.start : s.end] == s.text for s in spans)
    speaker = claim.source
    if speaker and speaker.start is not None and speaker.end is not None:
        found = found and part[speaker.start : speaker.end] == speaker.text
    inside = 0 <= claim.content.start < claim.content.end <= len(part)
    return found and inside and claim.start < claim.end and part[claim.start : claim.end] == claim.text
