"""From text to claims: the order in which the claim modules look at an article."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from services.extract.claims import continued
from services.extract.claims.assembly import assemble
from services.extract.claims.attribution import Attribution, read_view
from services.extract.claims.continued import Spoken
from services.extract.claims.documents import note_documents
from services.extract.claims.localities import local_places
from services.extract.claims.memory import Memory, Speaker
from services.extract.claims.name_reading import read_names
from services.extract.claims.names import Names
from services.extract.claims.outlets import outlet_at
from services.extract.claims.places import find_places
from services.extract.claims.quantities import find_quantities
from services.extract.claims.quotes import find_quotes
from services.extract.claims.repeats import link_repeats
from services.extract.claims.score import check_worthiness
from services.extract.claims.speakers import resolve
from services.extract.claims.text import Document, Token
from services.extract.claims.times import find_times
from services.extract.claims.views import View, read_views
from shared.claims import Claim, Part, PlaceMention, TimeMention, proves

_M = TypeVar("_M", TimeMention, PlaceMention)


def extract(text: str, *, title: str | None = None, dek: str | None = None, published: datetime | None = None) -> list[Claim]:
    """The claims of an article, in reading order: title, dek, text.

    Offsets count into the part that a claim names. Without `title` (plain text input) headline lines at the top of
    `text` are recognised as such. `published` anchors time expressions.
    """
    parts: list[tuple[Part, str]] = [("title", title or ""), ("dek", dek or ""), ("text", text)]
    documents = [(part, Document(words)) for part, words in parts if words.strip()]
    names = [read_names(document) for _, document in documents]
    for known in names[:-1]:
        known.learn(names[-1])
    local = frozenset[str]().union(*map(local_places, (document for _, document in documents), names))
    claims = [
        claim.model_copy(update={"part": part}) if part != "text" else claim
        for (part, document), known in zip(documents, names, strict=True)
        for claim in read_part(document, known, local, published)
    ]
    return link_repeats(claims)


def read_part(document: Document, names: Names, local: frozenset[str], published: datetime | None = None) -> list[Claim]:
    """The claims of one part of the article; `local` are the places that only the article tells."""
    quotes = find_quotes(document)
    views = list(read_views(document, quotes))
    quoted = frozenset(
        number for number, (outer, *_) in enumerate(views) if outer.items and all(_is_quoted(item) for item in outer.items)
    )
    memory = Memory(document, names, quoted)
    cued = speak(document, views, memory)
    bare = continued.bare_quotes(document, views, quotes, cued, memory)
    times, places = find_times(document, published), find_places(document, local)
    quantities = find_quantities(document, times, places)
    claims = assemble(document, views, cued, bare, quantities)
    return [_weighed(claim, times, places) for claim in claims if proves(document.text, claim)]


def _weighed(claim: Claim, times: list[TimeMention], places: list[PlaceMention]) -> Claim:
    """The claim with the times and places in its words and its check-worthiness."""
    placed = claim.model_copy(update={"times": _within(times, claim), "places": _within(places, claim)})
    return placed.model_copy(update={"score": check_worthiness(placed)})


def _within(mentions: Sequence[_M], claim: Claim) -> tuple[_M, ...]:
    first = bisect_left(mentions, claim.start, key=lambda mention: mention.start)
    found = []
    for mention in mentions[first:]:
        if mention.start >= claim.end:
            break
        if mention.end <= claim.end:
            found.append(mention)
    return tuple(found)


def speak(document: Document, views: list[list[View]], memory: Memory) -> list[Spoken]:
    """All cued attributions in text order with their speakers."""
    spoken = []
    for sentence_views in views:
        sentence = sentence_views[0].sentence
        note_documents(memory, sentence.start, sentence.end)
        found = [_spoken(document, memory, attribution) for view in sentence_views for attribution in read_view(view)]
        spoken += _nest(found) if len(found) > 1 else found
    return spoken


def _speaker(document: Document, memory: Memory, attribution: Attribution) -> Speaker | None:
    if attribution.unnamed is not None and attribution.source is None:
        return Speaker(
            f"unnamed: {attribution.unnamed}", "unnamed", attribution.unnamed, attribution.content[0], attribution.sentence
        )
    if attribution.source is None:
        return None
    words = document.text[slice(*attribution.source)]
    found = resolve(memory, *attribution.source)
    return found or Speaker(f"unnamed: {words}", "unnamed", words, attribution.source[0], attribution.sentence)


def _spoken(document: Document, memory: Memory, attribution: Attribution) -> Spoken:
    """An attribution with its speaker; who cites somebody else, and the outlet that was told, pass the claim on."""
    speaker = _speaker(document, memory, attribution)
    relays = [outlet for start, end in attribution.relay if (outlet := outlet_at(memory, start, end))]
    if speaker is not None and speaker.kind == "outlet" and attribution.citing is not None:
        cited = resolve(memory, *attribution.citing)
        if cited is not None:
            return Spoken(replace(attribution, source=attribution.citing), cited, relays=(speaker.canonical, *relays))
    return Spoken(attribution, speaker, relays=tuple(relays))


def _nest(spoken: list[Spoken]) -> list[Spoken]:
    """Add as relays the outlets whose report holds the words of another ("the Herald reported that police said")."""
    nested = []
    for one in spoken:
        start, end = one.attribution.content
        around = [
            other.speaker.canonical
            for other in spoken
            if other is not one
            and other.speaker is not None
            and other.speaker.kind == "outlet"
            and other.attribution.content[0] <= start
            and end <= other.attribution.content[1]
            and other.attribution.content != one.attribution.content
        ]
        nested.append(replace(one, relays=(*around, *one.relays)) if around else one)
    return nested


def _is_quoted(item: Token) -> bool:
    return item.tag == "QUOTE" or item.kind == "sign"
