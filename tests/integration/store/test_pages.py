"""The readers' pages on both kinds of database: what they answer, and the queries that only they ask."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.store import answers, queries, search
from services.store.company import company
from services.store.joining import join_all
from services.store.models import SeriesAlias
from services.store.queries import Filter
from services.store.save import save
from shared.blobs import Blobs
from shared.database import transaction
from tests.integration.store.api import client, fill
from tests.integration.store.test_save import EDITED, NOW, arrival, extraction

HTML = {"Accept": "text/html"}
PAGE = b"<html><head><meta charset=utf-8></head><body><script>alert(1)</script>Br\xc3\xbccken</body></html>"


@pytest.fixture
def pages(store_engine: Engine, tmp_path: Path) -> Iterator[TestClient]:
    fill(store_engine)
    with client(store_engine, blob_url=str(tmp_path)) as made:
        made.headers.update(HTML)
        yield made


def text(pages: TestClient, path: str) -> str:
    answer = pages.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    return answer.text


def bridges(engine: Engine) -> str:
    return str(answers.series_list(engine, text="bridges")[0]["id"])


def test_every_page_answers(store_engine: Engine, pages: TestClient) -> None:
    series, claim = bridges(store_engine), next(queries.claims(store_engine))
    assert "Bridges closed" in text(pages, "/")
    assert "at least 9" in text(pages, f"/series/{series}")
    assert "edited out" in text(pages, f"/series/{series}")
    assert f'href="/series/{series}"' in text(pages, "/series?words=bridge&order=told")
    assert "No series is about" in text(pages, "/series?words=zebra")
    assert "Ada Lund" in text(pages, f"/claims/{claim['id']}")
    assert "2 claims" in text(pages, f"/articles/{claim['article']}")
    assert "12 became at least 9" in text(pages, f"/articles/{claim['article']}/versions/2")
    assert "Harbour Times" in text(pages, "/search?words=closed&low=5&from=2026-01-01&to=&unit=")
    assert "there is no word to look for" in text(pages, "/search?words=-x").lower()
    assert ">Bridges</mark> closed" in text(pages, "/search?words=bridges&among=articles")
    assert "Ada Lund" in text(pages, "/speakers") and "Ada Lund" in text(pages, "/speakers?name=lund")
    assert "Latest claims" in text(pages, f"/speakers/{claim['speaker_id']}")
    assert "Nobody contradicts" in text(pages, "/contradictions")
    assert "Nobody contradicts" in text(pages, f"/contradictions?series={series}")
    assert "12 became at least 9" in text(pages, "/edits")


@pytest.mark.parametrize("path", ["/claims/99", "/articles/99", "/articles/1/versions/9", "/series/none", "/speakers/99"])
def test_what_is_not_there_is_told_on_a_page(pages: TestClient, path: str) -> None:
    answer = pages.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "there is no such" in answer.text


@pytest.mark.parametrize("query", ["page=0", "order=x", "words=%00", "from=yesterday", "sort=size", "cursor=x", "low=nan"])
@pytest.mark.parametrize("path", ["/series", "/search", "/edits", "/speakers", "/contradictions"])
def test_what_cannot_be_asked_is_no_fault_of_ours(pages: TestClient, path: str, query: str) -> None:
    assert pages.get(f"{path}?{query}").status_code in (200, 422)


def test_a_former_id_leads_to_the_series(store_engine: Engine, pages: TestClient) -> None:
    series = bridges(store_engine)
    with transaction(store_engine) as connection:
        connection.execute(SeriesAlias.__table__.insert().values(old="sformer", series=series))
    answer = pages.get("/series/sformer?sort=-when", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/series/{series}?sort=-when")


def test_a_series_as_narrowed_is_a_table(store_engine: Engine, pages: TestClient) -> None:
    path = f"/series/{bridges(store_engine)}.csv"
    whole, none = pages.get(path), pages.get(f"{path}?claimant=nobody")
    assert whole.headers["content-disposition"].endswith('.csv"')
    assert (len(whole.text.splitlines()), len(none.text.splitlines())) == (3, 1)


def test_a_claim_is_embedded_as_json_ld(store_engine: Engine, pages: TestClient) -> None:
    save(store_engine, [arrival(7, extraction(url="https://harbour.example/x", title="</script><b>"))])
    claim = next(queries.claims(store_engine, Filter(text="bridges")))
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text(pages, f"/claims/{claim['id']}"))
    told = json.loads(found)
    assert (told["@type"], told["text"]) == ("Claim", claim["claim"]["text"])
    newest = next(row for row in queries.claims(store_engine) if row["url"].endswith("/x"))
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text(pages, f"/claims/{newest['id']}"))
    assert json.loads(found)["appearance"]["headline"] == "</script><b>"


def test_an_archived_page_is_inert(store_engine: Engine, pages: TestClient, tmp_path: Path) -> None:
    digest, other = Blobs(str(tmp_path)).put(PAGE), Blobs(str(tmp_path)).put(b"{}")
    save(store_engine, [arrival(8, extraction(url="https://harbour.example/kept"), page=digest)])
    answer = pages.get(f"/snapshots/{digest}")
    assert (answer.content, answer.headers["content-type"]) == (PAGE, "text/html; charset=utf-8")
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none';")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert pages.get(f"/snapshots/{other}").status_code == 404  # a blob, but no page
    assert pages.get(f"/snapshots/{'aa' * 32}").status_code == 404  # a page that is no longer kept
    assert pages.get("/snapshots/..%2f..%2fetc").status_code in (404, 422)


def test_edits_are_walked_to_their_end(store_engine: Engine) -> None:
    fill(store_engine, 5)
    for n in range(1, 5):
        made = extraction(EDITED, url=f"https://harbour.example/{n}")
        save(store_engine, [arrival(n, made, at=NOW + timedelta(hours=2), page="cc" * 32)])
    seen, cursor = [], None
    while True:
        page = queries.edits(store_engine, limit=2, cursor=cursor)
        seen += [(row["article"], row["version"]) for row in page.rows]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5
    (change,) = page.rows[0]["changes"]
    assert change["reason"] == "12 became at least 9"
    assert change["before"]["claim"]["text"].startswith("12 bridges")


def test_a_claim_has_its_company(store_engine: Engine) -> None:
    fill(store_engine)
    told = [row for row in queries.claims(store_engine, Filter(text="12 bridges")) if row["current"]]
    (beside,) = company(store_engine, told[0]["id"])
    assert beside["series"] == bridges(store_engine)
    assert [row["words"] for row in beside["claimant"]] == ["at least 9"]
    assert "12" in beside["claimant"][0]["reason"] and beside["disagrees"] == []
    edited = next(row for row in queries.claims(store_engine, Filter(text="12 bridges")) if not row["current"])
    elsewhere = {row["article"]: row["current"] for row in beside["elsewhere"]}
    assert elsewhere == {told[1]["article"]: True, edited["article"]: False}


def test_a_speaker_has_a_record(store_engine: Engine) -> None:
    fill(store_engine)
    (speaker,) = queries.speakers(store_engine, "lund").rows
    record = queries.record(store_engine, speaker["identity"])
    by_id = {series["id"]: series["points"] for series in record["series"]}
    assert [point["words"] for point in by_id[bridges(store_engine)]] == ["12", "at least 9"]
    assert record["contradictions"] == []
    assert queries.quoted(store_engine)[0]["name"] == "Ada Lund"


def test_facets_count_what_matches(store_engine: Engine) -> None:
    fill(store_engine)
    whole, few = queries.facets(store_engine, Filter()), queries.facets(store_engine, Filter(words="bridges"), look=2)
    assert (whole.of, whole.more, whole.source) == (7, False, [("Harbour Times", 7)])
    assert dict(whole.unit) == {"count": 4, "USD": 3} and whole.speaker == [("Ada Lund", 7)]
    assert (few.of, few.more) == (2, True)


@pytest.mark.parametrize("kind", ["series", "contradictions", "edits"])
def test_lists_that_are_no_filter_are_feeds_too(store_engine: Engine, kind: str) -> None:
    fill(store_engine)
    other = extraction(url="https://other.example/1", published=NOW + timedelta(minutes=5))
    claims = tuple(
        claim.model_copy(update={"source": claim.source and claim.source.model_copy(update={"canonical": "Bo Hale"})})
        for claim in other.claims
    )
    save(store_engine, [arrival(20, other.model_copy(update={"claims": claims}))])
    search.catch_up(store_engine)
    join_all(store_engine)
    with client(store_engine) as api:
        answer = api.get(f"/api/v1/feeds/{kind}.atom")
        told = api.get(f"/api/v1/feeds/{kind}.json").json()
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    assert [entry.id for entry in parsed.entries] == [item["id"] for item in told["items"]]
    assert len({entry.id for entry in parsed.entries}) == len(parsed.entries)
    if kind != "contradictions":
        assert parsed.entries


def test_a_webhook_is_asked_for_by_a_form_of_ours_only(pages: TestClient) -> None:
    wish = {"name": "Bridges", "url": "https://desk.example/hook", "condition": "figure_crosses", "threshold": "100"}
    assert pages.post("/subscribe", data=wish).status_code == 403
    form = text(pages, "/subscribe?condition=figure_crosses&words=bridges&unknown=1")
    assert 'name="words" value="bridges"' in form
    (token,) = re.findall(r'name="form_token" value="([0-9a-f]+)"', form)[:1]
    wrong = pages.post("/subscribe", data={**wish, "words": "-x", "form_token": token})
    assert wrong.status_code == 422 and "there is no word to look for" in wrong.text
    made = pages.post("/subscribe", data={**wish, "words": "bridges", "form_token": token})
    assert made.status_code == 201 and "whsec_" in made.text
    assert "words bridges" in text(pages, "/subscriptions")
