"""A figure as joining sees it: its id, its place in time and reading order, and its features."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime

from shared.articles import Article
from shared.claims import Comparator, Part, Quantity

COMPANY = frozenset(("jobs", "accounts", "closure"))  # families of measures that are a company's


@dataclass(frozen=True)
class Features:
    """What joining compares; empty means "not told".

    `measure`, `family` and `subject` are as in `measures`; `origin` the country of the people counted; `places` the name
    keys of the place; `period` an earlier year or "long"; `entity` the candidate or party; `round` the round of voting ("1",
    "2"); `foreign` the names of another
    event or body that the sentence turns to; `names` all names of the sentence but the speakers'. `what`, `event` and `near`
    are stems: of what is counted in order, its head noun last; of what became of it; of the telling words next to the figure.
    """

    measure: str
    family: str
    unit: str
    subject: str = ""
    origin: str = ""
    places: tuple[str, ...] = ()
    rate: str = ""
    period: str = ""
    entity: str = ""
    incident: str = ""
    part: bool = False
    earlier: bool = False
    extra: bool = False
    place_is_part: bool = False
    small_place: bool = False
    contrast: bool = False
    round: str = ""
    total: bool = False
    sum: bool = False
    later: bool = False
    foreign: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    what: tuple[str, ...] = ()
    event: str = ""
    near: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Figure:
    """A figure to be joined: its id, its place in time and reading order, who claims what, and its features.

    `id` is stable over re-extraction and edits elsewhere in the article (see `figure_id`). `claimant` is a speaker key.
    """

    id: str
    article: str
    part: Part
    position: int
    published: datetime | None
    low: float | None
    high: float | None
    comparator: Comparator
    claimant: str
    features: Features = field(compare=False)


def figure_id(article: str, part: Part, text: str, quantity: Quantity) -> str:
    """An id from the article, the part and the figure's number with its count among equal numbers there.

    Neither offsets nor the extractor's reading enter, so that what operators pinned survives re-extraction.
    """
    core = _number_words(quantity.text)
    nth = len(re.findall(rf"(?<![\w.,]){re.escape(core)}(?!\w)", text[: quantity.start].lower()))
    return hashlib.sha256(f"{article}\n{part}\n{core}\n{nth}".encode()).hexdigest()[:24]


def part_text(article: Article, part: Part) -> str:
    """The text into which the offsets of a claim of this part count."""
    return {"title": article.title, "dek": article.dek or "", "text": article.text}[part]


def _number_words(words: str) -> str:
    """The number of a figure without its comparator: "more than 3,000" gives "3,000", "twenty-two people" "twenty-two"."""
    digits = re.search(r"\d[\d.,]*\d|\d", words)
    if digits:
        return digits[0]
    spelled = re.search(
        r"[a-z-]*(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|ty|hundred|thousand|million|dozen)[a-z-]*",
        words.lower(),
    )
    return spelled[0] if spelled else words.lower().split()[-1]
