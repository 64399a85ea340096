"""Lists of figures."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, select

from services.store.models import Article, Change, Claim, Figure, Speaker
from services.store.queries.filters import ALL, Filter, changed, columns, of_claim, of_figure
from services.store.queries.listing import By, Listing, Row, listed, stream

READING = ("text", "low", "high", "comparator", "unit", "what", "event", "rate", "place", "time", "modality")


def figures(engine: Engine, wanted: Filter = ALL, limit: int | None = 100) -> Iterator[Row]:
    """Figures with who puts them forward and where, the newest article first, in reading order."""
    return stream(engine, "figures", wanted, limit)


@listed("figures")
def build(connection: Connection, wanted: Filter) -> Listing:
    """The list of figures."""
    statement = (
        select(
            Figure.id,
            Figure.claim_id.label("claim"),
            *columns(Figure, READING),
            Figure.series,
            Claim.speaker_id,
            Speaker.name.label("speaker"),
            Speaker.kind.label("speaker_kind"),
            Article.id.label("article"),
            *columns(Article, ("source", "publisher", "url", "published")),
            (Claim.last_version == Article.versions).label("current"),
            Claim.text.label("words"),
        )
        .join(Claim, Claim.id == Figure.claim_id)
        .join(Article, Article.id == Claim.article_id)
        .outerjoin(Speaker, Speaker.id == Claim.speaker_id)
        .where(*of_claim(connection, wanted), *of_figure(wanted))
    )
    statement = changed(statement, wanted)
    if wanted.changed_since is not None:
        return Listing(statement.add_columns(Change.number.label("change")), (By(Change.number), By(Figure.id)))
    newest = (By(Article.moment, descending=True), By(Article.id, descending=True))
    return Listing(statement, (*newest, By(Claim.id), By(Figure.n)))
