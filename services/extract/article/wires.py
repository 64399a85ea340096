"""News agencies: who is credited for a text that many outlets carry."""

from __future__ import annotations

from functools import cache

from services.extract.article.lexicon import load
from services.extract.article.tree import plain


def agency_named(name: str) -> str | None:
    """The canonical name of the news agency that a byline entry names."""
    return _spellings().get(plain(name).strip(" .()[]"))


@cache
def _spellings() -> dict[str, str]:
    return {spelling: canonical for canonical, spellings in load("wires")["names"].items() for spelling in spellings}
