"""The HTTP API on both kinds of database: what it answers, whom it lets in, how it says no."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.store import keys
from services.store.save import save
from shared.claims import Claim
from shared.web.gate import is_loopback
from shared.web.holders import Scope
from tests.integration.store.api import client, fill
from tests.integration.store.test_save import NOW, arrival, extraction

V1 = "/api/v1"


@pytest.fixture
def api(store_engine: Engine) -> Iterator[TestClient]:
    fill(store_engine)
    with client(store_engine) as made:
        yield made


def items(api: TestClient, path: str, **params: Any) -> list[dict[str, Any]]:
    answer = api.get(V1 + path, params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_the_questions_are_answered(api: TestClient) -> None:
    assert [row["url"][-1] for row in items(api, "/articles")] == ["0", "1", "2"]
    assert {row["speaker"] for row in items(api, "/claims")} == {"Ada Lund"}
    assert [row["text"] for row in items(api, "/figures", low=5, high=10, unit="count")] == ["at least 9"]
    (speaker,) = items(api, "/speakers", name="lund")
    assert api.get(f"{V1}/speakers/{speaker['id']}").json()["publishers"] == 1
    assert [row["name"] for row in items(api, "/sources")] == ["Harbour Times"]
    series = items(api, "/series", text="bridges")[0]["id"]
    history = api.get(f"{V1}/series/{series}").json()
    told = [telling["words"] for point in history["points"] for telling in point["tellings"]]
    assert sorted(told) == sorted(row["text"] for row in items(api, "/figures", series=series))
    assert api.get(f"{V1}/contradictions").status_code == 200


def test_an_article_has_its_versions_and_what_they_changed(api: TestClient) -> None:
    article = items(api, "/articles")[0]["id"]
    assert [row["number"] for row in items(api, f"/articles/{article}/versions")] == [1, 2]
    second = api.get(f"{V1}/articles/{article}/versions/2").json()
    (change,) = second["changes"]
    assert (change["kind"], change["reason"]) == ("changed", "12 became at least 9")
    assert all(second["text"][c["start"] : c["end"]] == c["claim"]["text"] for c in second["claims"])


def test_a_claim_has_its_proof(api: TestClient) -> None:
    (row,) = [row for row in items(api, "/claims") if not row["current"]]
    whole = api.get(f"{V1}/claims/{row['id']}").json()
    assert [span["version"] for span in whole["spans"]] == [1]
    assert Claim.model_validate(whole["claim"]).text == "12 bridges were closed"
    assert [figure["text"] for figure in whole["figures"]] == ["12"]


def test_a_claim_is_schema_org_json_ld(api: TestClient) -> None:
    claim = items(api, "/claims", words='"9 bridges"')[0]["id"]
    by_name = api.get(f"{V1}/claims/{claim}.jsonld")
    by_accept = api.get(f"{V1}/claims/{claim}", headers={"Accept": "application/ld+json"})
    assert by_name.headers["content-type"] == by_accept.headers["content-type"] == "application/ld+json"
    data = by_name.json()
    assert data == by_accept.json()
    assert (data["@type"], data["author"]) == ("Claim", {"@type": "Person", "name": "Ada Lund"})
    assert data["about"][0]["minValue"] == 9 and "maxValue" not in data["about"][0]


def test_a_walk_by_cursor_and_the_changes_since(api: TestClient, store_engine: Engine) -> None:
    ids, cursor = [], None
    while True:
        page = api.get(f"{V1}/claims", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        ids += [row["id"] for row in page["items"]]
        if not (cursor := page["next"]):
            break
    assert len(ids) == len(set(ids)) == 7
    seen = api.get(f"{V1}/articles", params={"changed_since": 0}).json()
    assert [row["change"] for row in seen["items"]] == [1, 1, 2]
    part = api.get(f"{V1}/articles", params={"changed_since": 0, "limit": 1}).json()
    assert (part["items"][0]["change"], part["changed_through"]) == (1, 0)  # the first change goes on on the next page
    save(store_engine, [arrival(9, extraction(url="https://harbour.example/9"))])
    later = api.get(f"{V1}/claims", params={"changed_since": seen["changed_through"]}).json()
    # Change 3 is that of the series that were joined.
    assert ({row["url"] for row in later["items"]}, later["changed_through"]) == ({"https://harbour.example/9"}, 4)
    assert api.get(f"{V1}/claims", params={"changed_since": 4}).json()["changed_through"] == 4


def test_what_is_known_is_not_sent_again(api: TestClient, store_engine: Engine) -> None:
    first = api.get(f"{V1}/articles")
    again = api.get(f"{V1}/articles", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    save(store_engine, [arrival(9, extraction(url="https://harbour.example/9"))])
    assert api.get(f"{V1}/articles", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.threat("sql-injection")
@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/articles/999", 404, "not-found"),
        ("/articles/0", 422, "invalid"),
        ("/articles/99999999999999999999999", 422, "invalid"),
        ("/claims?limit=501", 422, "invalid"),
        ("/claims?nothing=1", 422, "invalid"),
        ("/claims?cursor=WzFd", 422, "cursor"),
        ("/claims?words=-bridges", 422, "words"),
        ("/claims?words=%00", 422, "invalid"),
        ("/claims?after=2026-01-01T00:00:00", 422, "invalid"),
        ("/claims?after=0001-01-01T00:00:00%2B14:00", 422, "invalid"),
        ("/claims?low=nan", 422, "invalid"),
        ("/claims?low=1e999", 422, "invalid"),
        ("/claims?article=9223372036854775808", 422, "invalid"),
        ("/series/none", 404, "not-found"),
        ("/search", 422, "invalid"),
        ("/nowhere", 404, "not-found"),
    ],
)
def test_errors_are_problems(api: TestClient, path: str, status: int, kind: str) -> None:
    answer = api.get(V1 + path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    told = answer.json()
    assert (told["type"], told["status"]) == (f"urn:claimwire:problem:{kind}", status)


HOSTILE = ["' OR 1=1 --", '"; DROP TABLE claim; --', "%", "_", "\\", "') UNION SELECT * FROM api_key --", "$1", ":x", "{", "*"]


@pytest.mark.threat("sql-injection")
@pytest.mark.parametrize("name", ["words", "source", "publisher", "speaker", "place", "unit", "series"])
def test_no_filter_lets_sql_in(api: TestClient, name: str) -> None:
    for value in HOSTILE:
        for path in ("/articles", "/claims", "/figures"):
            answer = api.get(V1 + path, params={name: value})
            assert answer.status_code == 422 or (answer.status_code == 200 and answer.json()["items"] == []), value
    assert len(items(api, "/claims")) == 7


@pytest.mark.threat("sniffing", "cache-leak")
def test_every_answer_has_its_headers(api: TestClient) -> None:
    for path in (f"{V1}/articles", f"{V1}/articles/999", "/livez", "/nowhere"):
        headers = api.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "private, no-cache"
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.threat("sniffing")
def test_the_documentation_loads_nothing_from_elsewhere(api: TestClient) -> None:
    for path in ("/docs", "/redoc"):
        page = api.get(path).text
        assert "https://" not in page and "//cdn" not in page
    assert api.get("/openapi.json").json()["openapi"] == "3.1.0"
    assert api.get("/static-offline-docs/swagger-ui-bundle.js").status_code == 200


def test_health(api: TestClient) -> None:
    assert (api.get("/livez").json(), api.get("/readyz").json()) == ({"status": "ok"}, {"status": "ok"})


@pytest.mark.threat("host-header")
def test_an_open_api_answers_for_this_machine_only(store_engine: Engine) -> None:
    with client(store_engine, base="http://evil.example") as stranger:
        answer = stranger.get(f"{V1}/articles")
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:claimwire:problem:host")
    with client(store_engine, base="http://[::1]:8000") as here:
        assert here.get(f"{V1}/articles").status_code == 200


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.threat("key-guess")
def test_a_closed_api_wants_a_key(store_engine: Engine) -> None:
    now = datetime.now(UTC)
    key = keys.create(store_engine, "Ada", Scope.READ, now)
    old = keys.create(store_engine, "Old", Scope.ADMIN, now - timedelta(days=2), expires=now - timedelta(days=1))
    gone = keys.create(store_engine, "Gone", Scope.ADMIN, now)
    assert keys.revoke(store_engine, gone.split("_")[1], now)
    wrong = [old, gone, key[:-1] + ("A" if key[-1] != "A" else "B"), "cw_000000000000_" + "a" * 43, "", "x", key + "x"]
    with client(store_engine, open_to_all=False, base="http://news.example") as api:
        assert api.get(f"{V1}/articles").status_code == 401
        assert api.get(f"{V1}/articles", headers={"Authorization": f"Basic {key}"}).status_code == 401
        assert [api.get(f"{V1}/articles", headers=bearer(each)).status_code for each in wrong] == [401] * len(wrong)
        assert api.get(f"{V1}/articles", headers=bearer(key)).status_code == 200
        assert "WWW-Authenticate" in api.get(f"{V1}/articles").headers
        assert api.get("/readyz").status_code == 200


@pytest.mark.threat("key-stolen")
def test_a_key_is_kept_as_a_digest(store_engine: Engine) -> None:
    key = keys.create(store_engine, "Ada", Scope.READ, NOW)
    with store_engine.connect() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM api_key").all())
    assert key.split("_", 2)[2] not in kept
    assert keys.any_valid(store_engine, NOW)
    assert "digest" not in next(iter(keys.all_keys(store_engine)))


@pytest.mark.threat("flood")
def test_too_many_requests(store_engine: Engine) -> None:
    key = keys.create(store_engine, "Ada", Scope.READ, datetime.now(UTC))
    with client(store_engine, open_to_all=False, api_per_minute=3) as api:
        statuses = [api.get(f"{V1}/sources", headers=bearer(key)).status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        assert int(api.get(f"{V1}/sources").headers["Retry-After"]) >= 1


@pytest.mark.threat("cross-origin")
def test_other_origins_only_where_they_are_allowed(store_engine: Engine) -> None:
    with client(store_engine, api_cors_origins=("https://desk.example",)) as api:
        allowed = api.get(f"{V1}/sources", headers={"Origin": "https://desk.example"})
        other = api.get(f"{V1}/sources", headers={"Origin": "https://evil.example"})
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://desk.example"
    assert "Access-Control-Allow-Origin" not in other.headers


@pytest.mark.threat("host-header")
@pytest.mark.parametrize(
    ("host", "is_this_machine"),
    [
        *[(host, True) for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost")],
        *[(host, False) for host in ("0.0.0.0", "::", "192.168.0.1", "localhost.evil.example", "")],
    ],
)
def test_loopback(host: str, is_this_machine: bool) -> None:
    assert is_loopback(host) == is_this_machine


@pytest.mark.threat("key-guess")
def test_keys_are_compared_in_constant_time_whether_there_is_such_a_key_or_not(
    store_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keys.create(store_engine, "Ada", Scope.READ, NOW)
    compared: list[tuple[int, int]] = []

    def compare(one: str, other: str) -> bool:
        compared.append((len(one), len(other)))
        return hmac.compare_digest(one, other)

    monkeypatch.setattr(keys, "hmac", SimpleNamespace(compare_digest=compare))
    for tried in (key, key[:-1] + "_", "cw_000000000000_" + "a" * 43, "nonsense", ""):
        keys.holder(store_engine, tried, NOW)
    assert compared == [(64, 64)] * 5


@pytest.mark.threat("script-jsonld")
def test_json_ld_ends_no_script_that_it_stands_in(store_engine: Engine) -> None:
    save(store_engine, [arrival(1, extraction(url="https://harbour.example/</script><img src=x>&", title="</script><b>"))])
    with client(store_engine) as api:
        answers = [api.get(f"{V1}/claims/{row['id']}.jsonld") for row in items(api, "/claims")]
    assert answers
    for answer in answers:
        assert not {"<", ">", "&"} & set(answer.text)
        assert answer.json()["@type"] == "Claim"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert any("</script>" in str(answer.json()) for answer in answers)


@pytest.mark.threat("cache-leak")
def test_no_cache_gives_one_readers_answer_to_another(store_engine: Engine) -> None:
    key = keys.create(store_engine, "Ada", Scope.READ, datetime.now(UTC))
    with client(store_engine, open_to_all=False, api_cors_origins=("https://desk.example",)) as api:
        for path in ("/articles", "/feeds/claims.atom", "/exports/claims.csv"):
            headers = api.get(V1 + path, headers=bearer(key) | {"Origin": "https://desk.example"}).headers
            assert headers["Cache-Control"] == "private, no-cache"
            assert {"authorization", "accept", "origin"} <= {word.strip().lower() for word in headers["Vary"].split(",")}
