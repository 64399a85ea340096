"""Reads the annotated stories of tests/corpus/stories: articles with gold figures as claims, and the true series of each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from shared.articles import Article
from shared.claims import Claim, Comparator, Part, Quantity, Span, SpeakerMention

STORIES = Path(__file__).parents[2] / "corpus" / "stories"
_MARK = re.compile(r"\[\[(.*?)\]\]")
_VALUE = re.compile(r"(>=|<=|>|<|~)?(-?[\d.e]+?)(?:\.\.(-?[\d.e]+))?$")


@dataclass(frozen=True)
class GoldFigure:
    """One marked figure: its span in a part of the article, and what the annotation says of it."""

    part: Part
    start: int
    end: int
    quote: str
    series: str
    claim: Claim


@dataclass(frozen=True)
class StoryArticle:
    """An article of a story with its marked figures."""

    id: str
    story: str
    held_out: bool
    family: str
    article: Article
    figures: tuple[GoldFigure, ...]

    def part(self, name: Part) -> str:
        """The text of one part of the article, without marks."""
        return {"title": self.article.title, "dek": self.article.dek or "", "text": self.article.text}[name]


@cache
def read_stories(folder: Path = STORIES) -> tuple[StoryArticle, ...]:
    """All articles of all stories of a folder, in the order of files and articles."""
    return tuple(a for path in sorted(folder.glob("*.toml")) for a in _read(path))


def _read(path: Path) -> Iterator[StoryArticle]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for raw in data["article"]:
        figures: list[GoldFigure] = []
        plain: dict[str, str] = {}
        parts: tuple[Part, ...] = ("title", "dek", "text")
        for part in parts:
            plain[part], marks = _unmark(raw.get(part, "").strip())
            figures += [_gold(data["name"], part, plain[part], *mark) for mark in marks]
        url = f"https://{re.sub(r'[^a-z]', '', raw['outlet'].lower())}.example/{raw['id']}"
        article = Article(
            url=url,
            canonical_url=url,
            title=plain["title"],
            dek=plain["dek"] or None,
            published=raw["published"],
            published_precision="minute",
            publisher=raw["outlet"],
            language="en",
            text=plain["text"],
        )
        family = data["outlets"][raw["outlet"]]
        yield StoryArticle(raw["id"], data["name"], data.get("held_out", False), family, article, tuple(figures))


def _unmark(text: str) -> tuple[str, list[tuple[int, int, list[str]]]]:
    out, marks, position = "", [], 0
    for match in _MARK.finditer(text):
        out += text[position : match.start()]
        fields = match[1].split("|")
        marks.append((len(out), len(out) + len(fields[0]), fields))
        out += fields[0]
        position = match.end()
    return out + text[position:], marks


def _gold(story: str, part: Part, text: str, start: int, end: int, fields: list[str]) -> GoldFigure:
    quote, series, value, by, counted, place, rate, *_ = [*fields, "", "", "", "", "", ""]
    low, high, comparator, unit = parse_value(value)
    what, _, event = counted.partition("/")
    quantity = Quantity(
        start=start,
        end=end,
        text=quote,
        low=low,
        high=high,
        comparator=comparator,
        unit=unit,
        what=what or None,
        event=event or None,
        place=place or None,
        rate=rate or None,
    )
    sentence = _sentence(text, start, end)
    source = (
        SpeakerMention(text=by, canonical=by, kind="unnamed" if by.startswith("unnamed") else "organisation") if by else None
    )
    claim = Claim(
        start=sentence.start,
        end=sentence.end,
        text=text[sentence.start : sentence.end],
        part=part,
        source=source,
        content=sentence,
        quantities=(quantity,),
    )
    label = series.removeprefix("@") if series.startswith("@") else f"{story}.{series}"
    return GoldFigure(part, start, end, quote, label, claim)


def parse_value(value: str) -> tuple[float | None, float | None, Comparator, str]:
    """Low, high, comparator and unit of a value in the annotation's shorthand."""
    number, _, unit = value.partition(" ")
    if number == "vague":
        return None, None, "vague", unit or "count"
    match = _VALUE.match(number)
    assert match, value
    sign, low, high = match[1], float(match[2]), float(match[3] or match[2])
    comparator: Comparator = "range" if match[3] else sign or "="
    return (None if sign in ("<", "<=") else low, None if sign in (">", ">=") else high, comparator, unit or "count")


def _sentence(text: str, start: int, end: int) -> Span:
    """The line's sentence around a span, by its own plain rule (not the one under test)."""
    left = max(text.rfind(". ", 0, start) + 2 if ". " in text[:start] else 0, text.rfind("\n", 0, start) + 1)
    stops = [i for i in (text.find(". ", end) + 1 or None, text.find("\n", end) if "\n" in text[end:] else None) if i]
    return Span(start=left, end=min([*stops, len(text)]))


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
