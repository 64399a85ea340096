"""Any string in any filter, cursor or path: 200 with rows that match, or 422; over HTTP and by command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from starlette.testclient import TestClient
from typer.testing import CliRunner

from services.cli import app as command
from services.store import queries
from services.store.queries import Filter, QueryError
from tests.integration.store.api import client, fill

V1 = "/api/v1"
ODD = [
    *(
        "'",
        '"',
        "\\",
        "%",
        "_",
        "%_%",
        "a%",
        "' OR 1=1 --",
        '"; DROP TABLE claim; --',
        "') UNION SELECT digest FROM api_key --",
    ),
    *(
        "x' AND sleep(9) --",
        "$1",
        ":since",
        "?",
        "{}",
        "%(x)s",
        "{{7*7}}",
        "\\x27",
        "\u2019 OR 1=1",
        "1e309",
        "NaN",
        "-1",
        "0x10",
    ),
    *(
        '"a" NEAR/2 "b"',
        "title:bridges",
        "bridges*",
        "^bridges",
        "a AND OR NOT b",
        "(((",
        '""""',
        "-",
        "bridges & !x",
        "<->",
        "a:*",
    ),
    *(
        "\t",
        "\n",
        "\r\n",
        "\x1b[2J",
        "\u202e",
        "İ",
        "ß",
        "ﬁ",
        "🌉",
        "a" * 200,
        "Ada",
        "ada lund",
        "Lund%",
        "Ad_",
        "Harbour",
        "count",
    ),
]
words = st.sampled_from(ODD) | st.text(max_size=40) | st.lists(st.sampled_from(ODD), max_size=4).map("".join)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT_FILTERS = ("words", "source", "publisher", "speaker", "place", "unit", "modality", "series", "after", "low", "article")


@pytest.fixture
def api(store_engine: Engine) -> Iterator[TestClient]:
    fill(store_engine, 2)
    with client(store_engine, api_per_minute=1_000_000) as made:
        yield made


def holdings(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        tables = ("article", "version", "claim", "figure", "speaker", "api_key", "subscription")
        return [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]


@pytest.mark.threat("sql-injection")
def test_any_string_in_any_filter_over_http(api: TestClient, store_engine: Engine) -> None:
    before = holdings(store_engine)
    everything = {kind: api.get(f"{V1}/{kind}", params={"limit": 500}).json()["items"] for kind in ("articles", "claims")}

    @quick
    @given(st.sampled_from(TEXT_FILTERS), words, st.sampled_from(["articles", "claims", "figures"]))
    def ask(name: str, value: str, kind: str) -> None:
        answer = api.get(f"{V1}/{kind}", params={name: value})
        assert answer.status_code in (200, 422), answer.text
        if answer.status_code == 422:
            assert answer.headers["content-type"] == "application/problem+json"
        elif name in ("source", "publisher"):
            expected = [row for row in everything.get(kind, []) if row[name] == value]
            assert kind == "figures" or len(answer.json()["items"]) == len(expected)
        elif name == "speaker" and kind == "claims":
            assert all(value.lower() in row["speaker"].lower() for row in answer.json()["items"]), value
        elif name == "unit" and kind == "figures":
            assert {row["unit"] for row in answer.json()["items"]} <= {value}

    ask()
    assert holdings(store_engine) == before


@pytest.mark.threat("sql-injection")
def test_any_string_as_cursor_path_and_parameter(api: TestClient, store_engine: Engine) -> None:
    before = holdings(store_engine)
    paths = (
        "articles/{}",
        "claims/{}",
        "claims/{}.jsonld",
        "series/{}",
        "speakers/{}",
        "exports/{}.csv",
        "feeds/{}.atom",
        "{}",
    )

    @quick
    @given(words, st.sampled_from(paths))
    def ask(value: str, path: str) -> None:
        assert api.get(f"{V1}/claims", params={"cursor": value}).status_code == 422
        assert api.get(f"{V1}/claims", params={value or "x": "1"}).status_code in (200, 422)
        assert api.get(f"{V1}/search", params={"words": value, "among": value}).status_code == 422
        quoted = "".join(f"%{byte:02x}" for byte in value.encode())
        assert api.get(f"{V1}/{path.format(quoted)}").status_code in (200, 307, 404, 405, 422)

    ask()
    assert holdings(store_engine) == before


@pytest.mark.threat("like-wildcards")
def test_wildcards_are_letters(store_engine: Engine) -> None:
    fill(store_engine, 2)
    found = {kind: list(queries.stream(store_engine, kind, Filter())) for kind in ("claims",)}

    @quick
    @given(words.filter(lambda value: "\0" not in value and value.isascii()))
    def ask(value: str) -> None:
        by_text = list(queries.stream(store_engine, "claims", Filter(text=value)))
        assert [row["id"] for row in by_text] == [
            r["id"] for r in found["claims"] if value.lower() in r["claim"]["text"].lower()
        ]
        by_name = list(queries.stream(store_engine, "claims", Filter(speaker=value)))
        named = [r["id"] for r in found["claims"] if r["speaker"] and value.lower() in r["speaker"].lower()]
        assert [row["id"] for row in by_name] == named

    ask()


@pytest.mark.threat("fts-syntax")
def test_any_words_are_looked_for_or_refused(store_engine: Engine) -> None:
    fill(store_engine, 2)

    @quick
    @given(words)
    def ask(value: str) -> None:
        for kind in ("claims", "articles"):
            try:
                list(queries.stream(store_engine, kind, Filter(words=value.replace("\0", ""))))
            except QueryError:
                assert kind

    ask()


@pytest.mark.threat("sql-injection")
@pytest.mark.parametrize("value", ["' OR 1=1 --", "%", "\\", '"; DROP TABLE claim; --', "\x1b[2J"])
def test_any_string_in_any_option_of_the_commands(store_engine: Engine, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    fill(store_engine, 1)
    before = holdings(store_engine)
    # A process of its own lets go of its connections at its end; here they all are this test's.
    monkeypatch.setattr("services.store.cli.connect", lambda _url: store_engine)
    for option in ("--speaker", "--source", "--place", "--unit", "--text"):
        for name in ("claims", "figures", "articles"):
            asked = CliRunner().invoke(command, [name, option, value, "--json"])
            rows: list[dict[str, Any]] = [json.loads(line) for line in asked.stdout.splitlines()]
            assert asked.exit_code in (0, 2), (name, option, asked.output)
            assert rows == [], (name, option)
    assert holdings(store_engine) == before
