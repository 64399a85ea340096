"""Who only repeats whom: outlets whose articles are copies of another's text, or tell what another outlet reported."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import aliased

from services.store.joining.tellings import Told, load_told
from services.store.models import Article, SeriesAlias
from shared.database import reading

Row = dict[str, Any]
_How = tuple[str, str, str, str]  # source, publisher, whom, how
COPIES, RELAYS = "copies", "relays"


def repeats(engine: Engine, series: str | None = None) -> list[Row]:
    """For each source whom it repeats, how (it copies the text, or relays the figure) and in how many articles, and how many of
    its articles (`own`) do neither: where that is 0 it only repeats. Most repeated first.

    Over all articles that are stored; or over the figures of one series (its id, present or former), for which relays are
    told, too.
    """
    counted = _in_all(engine) if series is None else _in_series(engine, series)
    own: Counter[str] = Counter()
    for (source, _, whom, _), articles in counted.items():
        own[source] += 0 if whom else articles
    rows = [
        {"source": source, "publisher": publisher, "repeats": whom, "how": how, "articles": articles, "own": own[source]}
        for (source, publisher, whom, how), articles in counted.items()
        if whom
    ]
    return sorted(rows, key=lambda row: (-row["articles"], row["source"], row["repeats"], row["how"]))


def _in_all(engine: Engine) -> Counter[_How]:
    first = aliased(Article)
    whom = func.coalesce(Article.agency, first.source)
    statement = (
        select(Article.source, Article.publisher, whom.label("whom"), func.count().label("articles"))
        .outerjoin(first, (first.url == Article.origin) & (first.id != Article.id))
        .group_by(Article.source, Article.publisher, whom)
    )
    with reading(engine) as connection:
        rows = connection.execute(statement).all()
    return Counter({(row.source, row.publisher, row.whom or "", COPIES): row.articles for row in rows})


def _in_series(engine: Engine, series: str) -> Counter[_How]:
    with reading(engine) as connection:
        heir = connection.execute(select(SeriesAlias.series).where(SeriesAlias.old == series)).scalar()
        id = heir or series
        told = load_told(connection, [id]).get(id, [])
    by_article: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        by_article[each.url].append(each)
    sources = {each.url: each.source for each in told}
    return Counter(_how(tellings, sources) for tellings in by_article.values())


def _how(tellings: Iterable[Told], sources: dict[str, str]) -> _How:
    """How an article tells its figures: for itself where it tells one without a relay, and its text is its own."""
    told = min(tellings, key=lambda t: (bool(t.telling.relays), t.figure_id))
    telling, whom, how = told.telling, "", ""
    if telling.relays:
        whom, how = telling.relays[-1], RELAYS
    elif telling.agency:
        whom, how = telling.agency, COPIES
    elif telling.origin and telling.origin != telling.article:
        whom, how = sources.get(telling.origin, telling.origin), COPIES
    return told.source, telling.publisher, whom, how
