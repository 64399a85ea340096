"""Saving on real databases: idempotent, version by version, one bad article alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from services.store import queries
from services.store.arrivals import Arrival
from services.store.models import Article, ArticleVersion, Claim, ClaimSpan, Figure, Speaker
from services.store.queries import Filter
from services.store.save import save
from services.store.tasks import _save
from shared import articles
from shared.claims import Claim as ClaimJson
from shared.claims import Mention, Quantity, Span, SpeakerMention
from shared.database import reading
from shared.messages import ReadArticle, SourceRef
from shared.outcomes import DropReason, Outcome

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
FIRST = "Mayor Ada Lund said 12 bridges were closed.\nShe said repairs would cost $4 million."
EDITED = "Mayor Ada Lund said at least 9 bridges were closed.\nShe said repairs would cost $4 million."


def said(text: str, words: str, figure: str, low: float | None, high: float | None, unit: str = "count") -> ClaimJson:
    start = text.index(words)
    at = start + words.index(figure)
    return ClaimJson(
        start=start,
        end=start + len(words),
        text=words,
        source=SpeakerMention(text="Mayor Ada Lund", start=0, end=14, canonical="Ada Lund", kind="person"),
        cue=Mention(text="said", start=15, end=19),
        content=Span(start=start, end=start + len(words)),
        quantities=(
            Quantity(
                text=figure,
                start=at,
                end=at + len(figure),
                low=low,
                high=high,
                comparator="=" if low == high else ">=",
                unit=unit,
                what="bridges",
            ),
        ),
    )


def extraction(text: str = FIRST, url: str = "https://harbour.example/bridges", **changes: object) -> articles.Extraction:
    figure = ("12", 12, 12) if text is FIRST else ("at least 9", 9, None)
    claims = (
        said(text, f"{figure[0]} bridges were closed", figure[0], *figure[1:]),
        said(text, "repairs would cost $4 million", "$4 million", 4e6, 4e6, "USD"),
    )
    article = articles.Article(
        url=url,
        canonical_url=url,
        title="Bridges closed",
        text=text,
        published=NOW,
        published_precision="minute",
        language="en",
    )
    return articles.Extraction(article=article.model_copy(update=changes), claims=claims, extractor="test-1")


def arrival(
    entry: int = 1, made: articles.Extraction | None = None, url: str | None = None, at: datetime = NOW, page: str = "aa" * 32
) -> Arrival:
    made = made or extraction()
    message = ReadArticle(
        entry_id=entry,
        url=url or made.article.url,
        page=page,
        extraction="ee" * 32,
        fetched_at=at,
        source=SourceRef(name="Harbour Times", publisher="Harbour Media"),
    )
    return Arrival(message, made)


def counts(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        models = (Article, ArticleVersion, Claim, ClaimSpan, Figure, Speaker)
        return {model.__tablename__: connection.scalar(select(func.count()).select_from(model)) or 0 for model in models}


def test_an_article_is_stored_with_its_claims_and_figures(store_engine: Engine) -> None:
    (settled,) = save(store_engine, [arrival()])
    assert (settled.outcome, settled.canonical_url, settled.page) == (
        Outcome.STORED,
        "https://harbour.example/bridges",
        "aa" * 32,
    )
    assert counts(store_engine) == {"article": 1, "version": 1, "claim": 2, "claim_span": 2, "figure": 2, "speaker": 1}
    bridges, cost = queries.figures(store_engine)
    assert (bridges["text"], bridges["low"], bridges["speaker"], bridges["speaker_kind"]) == ("12", 12.0, "Ada Lund", "person")
    assert (cost["unit"], cost["high"]) == ("USD", 4e6)


def test_saving_again_changes_nothing(store_engine: Engine) -> None:
    save(store_engine, [arrival()])
    before = counts(store_engine)
    again = save(store_engine, [arrival(), arrival()])
    assert [s.outcome for s in again] == [Outcome.STORED, Outcome.STORED]  # as the first time: its answer may have been lost
    assert counts(store_engine) == before


def test_a_page_with_other_bytes_and_the_same_words_is_unchanged(store_engine: Engine) -> None:
    save(store_engine, [arrival()])
    before = counts(store_engine)
    (settled,) = save(store_engine, [arrival(at=NOW + timedelta(hours=1), page="bb" * 32)])
    assert settled.outcome == Outcome.UNCHANGED
    assert counts(store_engine) == before


def test_the_same_article_twice_in_a_batch_is_stored_once(store_engine: Engine) -> None:
    outcomes = [s.outcome for s in save(store_engine, [arrival(), arrival()])]
    assert outcomes == [Outcome.STORED, Outcome.STORED]
    assert counts(store_engine)["version"] == 1


def test_an_edit_is_a_new_version_and_the_same_claim_stays_the_same(store_engine: Engine) -> None:
    later = NOW + timedelta(hours=1)
    save(store_engine, [arrival()])
    (settled,) = save(store_engine, [arrival(made=extraction(EDITED), at=later, page="bb" * 32)])
    assert settled.outcome == Outcome.STORED
    assert counts(store_engine) == {"article": 1, "version": 2, "claim": 3, "claim_span": 4, "figure": 3, "speaker": 1}
    rows = {row["claim"]["quantities"][0]["text"]: row for row in queries.claims(store_engine)}
    assert (rows["12"]["current"], rows["12"]["last_version"]) == (False, 1)
    assert (rows["at least 9"]["current"], rows["at least 9"]["first_version"]) == (True, 2)
    kept = rows["$4 million"]
    assert (kept["first_version"], kept["last_version"], kept["first_seen"], kept["last_seen"]) == (1, 2, NOW, later)


def test_a_claim_is_proved_in_every_version_that_tells_it(store_engine: Engine) -> None:
    save(store_engine, [arrival()])
    save(store_engine, [arrival(made=extraction(EDITED), page="bb" * 32)])
    spans = select(ArticleVersion.text, ClaimSpan.start, ClaimSpan.end, Claim.text).where(
        ClaimSpan.version_id == ArticleVersion.id, ClaimSpan.claim_id == Claim.id
    )
    with reading(store_engine) as connection:
        rows = connection.execute(spans).all()
    assert len(rows) == 4
    assert all(text[start:end] == words for text, start, end, words in rows)


def test_a_second_url_of_a_known_article_is_a_duplicate(store_engine: Engine) -> None:
    save(store_engine, [arrival()])
    (settled,) = save(store_engine, [arrival(entry=2, url="https://harbour.example/amp/bridges")])
    assert (settled.outcome, settled.reason) == (Outcome.DROPPED, DropReason.DUPLICATE_URL)
    assert counts(store_engine)["article"] == 1


def test_one_bad_article_is_set_aside_alone(store_engine: Engine) -> None:
    bad = extraction(url="https://harbour.example/bad", section="x")
    bad = bad.model_copy(update={"article": bad.article.model_copy(update={"title": None})})
    good = extraction(url="https://harbour.example/good")
    outcomes = {s.entry_id: (s.outcome, s.reason) for s in _save(store_engine, [arrival(1), arrival(2, bad), arrival(3, good)])}
    assert outcomes == {
        1: (Outcome.STORED, None),
        2: (Outcome.QUARANTINED, "save_failed"),
        3: (Outcome.STORED, None),
    }
    assert counts(store_engine)["article"] == 2


def test_an_article_without_claims_is_stored_whole(store_engine: Engine) -> None:
    made = extraction().model_copy(update={"claims": (), "claims_status": "unsupported_language"})
    (settled,) = save(store_engine, [arrival(made=made)])
    assert settled.outcome == Outcome.STORED
    (row,) = queries.articles(store_engine)
    assert (row["claims"], row["claims_status"]) == (0, "unsupported_language")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), 2),
        (Filter(speaker="ada"), 2),
        (Filter(speaker="a%"), 0),
        (Filter(unit="USD"), 1),
        (Filter(text="BRIDGES"), 1),
        (Filter(text="' OR 1=1 --"), 0),
        (Filter(source="Harbour Times"), 2),
        (Filter(source="Lake Gazette"), 0),
        (Filter(since=NOW + timedelta(days=1)), 0),
    ],
)
def test_lists_are_narrowed(store_engine: Engine, wanted: Filter, found: int) -> None:
    save(store_engine, [arrival()])
    assert len(list(queries.figures(store_engine, wanted))) == found
    assert len(list(queries.claims(store_engine, wanted))) == found
