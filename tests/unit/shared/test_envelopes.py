"""What is an envelope: everything that we send, and nothing that would end a worker."""

from __future__ import annotations

import base64
import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus import create_app
from shared.envelopes import MAX_BYTES, complaint
from shared.settings import Settings

pytestmark = pytest.mark.threat("queue-malformed")


def envelope(**headers: Any) -> dict[str, Any]:
    """A message as Celery and kombu put it on a queue."""
    return {
        "body": base64.b64encode(json.dumps([[{"ids": [1]}], {}, {"callbacks": None}]).encode()).decode(),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"lang": "py", "task": "ingest.fetch", "id": "ab" * 16, "eta": None, "retries": 0, **headers},
        "properties": {
            "correlation_id": "ab" * 16,
            "reply_to": "cd" * 16,
            "delivery_mode": 2,
            "delivery_info": {"exchange": "", "routing_key": "ingest.fetch"},
            "priority": 0,
            "body_encoding": "base64",
            "delivery_tag": "ef" * 16,
        },
    }


def changed(*path: str, value: object) -> bytes:
    made = copy.deepcopy(envelope())
    inner = made
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return json.dumps(made).encode()


def test_what_we_send_is_an_envelope() -> None:
    assert complaint(json.dumps(envelope()).encode()) is None
    assert complaint(json.dumps(envelope(timelimit=[None, 120], eta="2026-11-28T18:00:00.5+00:00")).encode()) is None


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"\x00\xff", b"not json", b"[]", b"7", b"null", b"{}", b"[" * 100_000, b"1" * 10_000, b"x" * (MAX_BYTES + 1)),
        b'{"__type__": "datetime", "__value__": "x"}',
        changed("body", value="%%%"),
        changed("body", value=7),
        changed("content-type", value="application/x-python-serialize"),
        changed("headers", "compression", value="gzip"),
        changed("headers", "eta", value="tomorrow"),
        changed("headers", "task", value=["ingest.fetch"]),
        changed("headers", "stamped_headers", value="x"),
        changed("headers", value=None),
        changed("properties", "delivery_tag", value={}),
        changed("properties", "priority", value="high"),
        changed("properties", "delivery_info", value=[]),
        changed("properties", "body_encoding", value="zip"),
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_what_is_none_is_told_why(raw: bytes) -> None:
    assert complaint(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_lies_on_a_queue_is_judged(raw: bytes) -> None:
    assert complaint(raw)


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "rediss://127.0.0.1:1/0", "sentinel://127.0.0.1:1/0"])
def test_every_broker_over_redis_is_guarded(url: str) -> None:
    app = create_app("ingest", Settings(redis_url="redis://127.0.0.1:1/0"))
    with app.connection_for_read(url) as connection:
        assert connection.transport_cls in {f"shared.envelopes:{name}" for name in ("Transport", "SentinelTransport")} or (
            type(connection.transport).__module__ == "shared.envelopes"
        )
