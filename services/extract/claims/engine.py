"""From text to claims: the order in which the claim modules look at an article."""

from __future__ import annotations

from datetime import datetime

from services.extract.claims import continued
from services.extract.claims.assembly import assemble
from services.extract.claims.attribution import Attribution, read_view
from services.extract.claims.continued import Spoken
from services.extract.claims.names import read_names
from services.extract.claims.quantities import find_quantities
from services.extract.claims.quotes import find_quotes
from services.extract.claims.speakers import Speaker, Speakers
from services.extract.claims.text import Document, Token
from services.extract.claims.views import View, read_views
from shared.claims import Claim

EXTRACTOR = "claims-1"


def extract(text: str, *, title: str | None = None, dek: str | None = None, published: datetime | None = None) -> list[Claim]:
    """The claims of an article, in reading order: title, dek, text.

    Offsets count into the part that a claim names. Without `title` (plain text input) headline lines at the top of
    `text` are recognised as such. `published` anchors time expressions.
    """
    return read_part(Document(text))


def read_part(document: Document) -> list[Claim]:
    """The claims of one part."""
    quotes = find_quotes(document)
    views = list(read_views(document, quotes))
    names = read_names(document)
    quoted = frozenset(
        number for number, (outer, *_) in enumerate(views) if outer.items and all(_is_quoted(item) for item in outer.items)
    )
    speakers = Speakers(document, names, quoted)
    cued = resolve(document, views, speakers)
    bare = continued.bare_quotes(document, views, quotes, cued, speakers)
    quantities = find_quantities(document)
    return assemble(document, views, cued, bare, quantities)


def resolve(document: Document, views: list[list[View]], speakers: Speakers) -> list[Spoken]:
    """All cued attributions in text order with their speakers."""
    spoken = []
    for sentence_views in views:
        sentence = sentence_views[0].sentence
        speakers.note_documents(sentence.start, sentence.end)
        for attribution in (found for view in sentence_views for found in read_view(view)):
            spoken.append(Spoken(attribution, _speaker(document, speakers, attribution)))
    return spoken


def _is_quoted(item: Token) -> bool:
    return item.tag == "QUOTE" or item.kind == "sign"


def _speaker(document: Document, speakers: Speakers, attribution: Attribution) -> Speaker | None:
    if attribution.source is not None:
        return speakers.resolve(*attribution.source)
    if attribution.unnamed is not None:
        return Speaker(
            f"unnamed: {attribution.unnamed}", "unnamed", attribution.unnamed, attribution.content[0], attribution.sentence
        )
    return None
