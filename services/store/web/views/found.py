"""What was found: rows with the words that were looked for marked, and facets as ways to narrow them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from services.store.queries import Facets
from services.store.queries.snippets import matches
from services.store.web.views.marking import Line, Piece, Stand, pieces
from shared.web.address import Address

Row = dict[str, Any]
_TITLES = {"speaker": "Who", "source": "Outlet", "place": "Place", "unit": "Unit", "modality": "How"}
_PERIODS = {"24 hours": 1, "7 days": 7, "30 days": 30, "a year": 365}


@dataclass(frozen=True, slots=True)
class Hit:
    """A row and its words, those that were looked for marked."""

    row: Row
    words: list[Piece]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: where it leads, and how many of the claims that were looked at have it."""

    value: str
    count: int
    address: Address
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow: by speaker, source, place, unit or modality."""

    name: str
    title: str
    choices: list[Choice]


def hits(among: str, rows: Sequence[Row], words: str) -> list[Hit]:
    """The rows of a list with their words: a claim's text, or an article's headline."""
    return [Hit(row, _found(row["claim"]["text"] if among == "claims" else row["title"], words)) for row in rows]


def _found(text: str, words: str) -> list[Piece]:
    stands = [Stand(start, end, "found") for start, end in matches(text, words)] if words else []
    return pieces(Line(0, text), stands)


def facet_lists(facets: Facets, here: Address) -> list[Facet]:
    """The facets with something to choose. What is chosen stands first and leads back."""
    made = []
    for name, title in _TITLES.items():
        counted: list[tuple[str, int]] = getattr(facets, name)
        chosen = here.get(name)
        choices = [Choice(value, count, here.having(**{name: value}), False) for value, count in counted if value != chosen]
        if chosen:
            choices = [Choice(chosen, dict(counted).get(chosen, 0), here.having(**{name: None}), True), *choices]
        if choices:
            made.append(Facet(name, title, choices))
    return made


def periods(here: Address) -> list[Choice]:
    """Times back from today, in UTC."""
    today = datetime.now(UTC).date()
    made = []
    for title, days in _PERIODS.items():
        start = (today - timedelta(days=days)).isoformat()
        chosen = here.get("from") == start and not here.get("to")
        made.append(Choice(title, 0, here.having(**{"from": None if chosen else start, "to": None}), chosen))
    return made
