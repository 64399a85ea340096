"""Tallies of speakers are what counting all claims gives: after arrivals, edits, other names, and pages that are read anew."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, func, select, update

from services.store import answers, queries
from services.store.joining import join_all
from services.store.models import Article, Claim, SpeakerTally
from services.store.revise import Revised, outdated, revise
from services.store.save import save
from shared.claims import Claim as ClaimJson
from shared.database import reading, transaction
from tests.integration.store.api import fill
from tests.integration.store.test_save import EDITED, NOW, arrival, extraction


def counted(engine: Engine) -> dict[tuple[int, str], tuple[object, ...]]:
    """Every speaker's claims, counted from all there are."""
    of = (Claim.speaker_id, Article.publisher)
    seen = (func.count(), func.min(Claim.first_seen), func.max(Claim.last_seen))
    statement = (
        select(*of, *seen).join(Article, Article.id == Claim.article_id).where(Claim.speaker_id.is_not(None)).group_by(*of)
    )
    with reading(engine) as connection:
        return {(row[0], row[1]): tuple(row[2:]) for row in connection.execute(statement)}


def kept(engine: Engine) -> dict[tuple[int, str], tuple[object, ...]]:
    with reading(engine) as connection:
        rows = connection.execute(select(SpeakerTally))
        return {(row.speaker_id, row.publisher): (row.claims, row.first_seen, row.last_seen) for row in rows}


def renamed(claims: tuple[ClaimJson, ...], name: str) -> tuple[ClaimJson, ...]:
    return tuple(c.model_copy(update={"source": c.source and c.source.model_copy(update={"canonical": name})}) for c in claims)


def test_tallies_are_what_counting_gives(store_engine: Engine) -> None:
    fill(store_engine, 4)
    assert kept(store_engine) == counted(store_engine) != {}
    for n, name in ((1, "Ada Lund"), (2, "Bo Hale")):  # an edit, and one that names somebody else for the same words
        edited = extraction(EDITED, url=f"https://harbour.example/{n}")
        told = edited.model_copy(update={"claims": renamed(edited.claims, name)})
        save(store_engine, [arrival(n, told, at=NOW + timedelta(hours=2 + n), page="cc" * 32)])
    join_all(store_engine)
    assert kept(store_engine) == counted(store_engine)
    with transaction(store_engine) as connection:
        connection.execute(update(Article).values(joined=0))
    join_all(store_engine)
    assert kept(store_engine) == counted(store_engine)


def test_tallies_follow_what_is_read_anew(store_engine: Engine) -> None:
    fill(store_engine, 3)
    for article in outdated(store_engine, "newer", 0):
        whole = extraction(url=article.url)
        some = whole.model_copy(update={"claims": renamed(whole.claims[:1], "Bo Hale"), "extractor": "newer"})
        assert revise(store_engine, article, [Revised(one, some, "ee" * 32) for one in article.versions])
        join_all(store_engine)
        assert kept(store_engine) == counted(store_engine)
    assert [row["name"] for row in answers.speaker_list(store_engine) if row["claims"]] == ["Bo Hale"]
    (found,) = queries.speakers(store_engine, "hale").rows
    speaker = queries.speaker(store_engine, found["id"])
    assert speaker and (speaker["claims"], speaker["publishers"]) == (found["claims"], 1)
    (gone,) = queries.speakers(store_engine, "lund").rows
    assert gone["claims"] == 0
