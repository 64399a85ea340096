"""Subscriptions on both kinds of database: what fires, once each, and how it is delivered."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from standardwebhooks import Webhook

from services.store import keys, search, subscriptions
from services.store.joining import join_all
from services.store.models import Contradiction, Delivery
from services.store.queries import Filter, QueryError
from services.store.save import save
from services.store.subscriptions import Condition, deliver_due, judge
from services.store.subscriptions.book import SubscriptionError, Wish
from services.store.subscriptions.delivering import WAITS
from services.store.subscriptions.events import side
from services.store.subscriptions.sending import Letter, Sender
from shared.database import reading, transaction
from shared.net.addresses import parse_networks
from shared.web.holders import Scope
from tests.integration.store.api import client
from tests.integration.store.test_save import EDITED, NOW, arrival, extraction

LOOPBACK = parse_networks(["127.0.0.0/8"])


def subscribe(engine: Engine, condition: Condition, url: str = "http://127.0.0.1:1/", **query: Any) -> tuple[int, str]:
    threshold = query.pop("threshold", None)
    made, secret = subscriptions.add(engine, Wish("watch", url, condition, Filter(**query), threshold), NOW)
    return made["id"], secret


def article(n: int, text: str | None = None, page: str = "aa") -> Any:
    made = extraction(text, url=f"https://harbour.example/{n}") if text else extraction(url=f"https://harbour.example/{n}")
    return arrival(n, made, page=page * 32)


def events(engine: Engine) -> list[dict[str, Any]]:
    search.catch_up(engine)
    join_all(engine)
    judge(engine, NOW)
    with reading(engine) as connection:
        return [row["data"] for row in connection.execute(select(Delivery.payload).order_by(Delivery.id)).scalars()]


def test_new_claims_fire_once_and_old_ones_never(store_engine: Engine) -> None:
    save(store_engine, [article(1)])
    subscribe(store_engine, Condition.NEW_CLAIM, words="bridges")
    assert events(store_engine) == []
    save(store_engine, [article(2)])
    save(store_engine, [article(1, EDITED, "bb")])
    found = events(store_engine)
    assert [row["claim"]["claim"]["text"] for row in found] == ["12 bridges were closed", "at least 9 bridges were closed"]
    assert len(events(store_engine)) == 2


def test_a_new_claimant_fires_with_the_first_claim(store_engine: Engine) -> None:
    subscribe(store_engine, Condition.NEW_CLAIMANT, unit="count")
    save(store_engine, [article(1), article(2)])
    (found,) = events(store_engine)
    assert found["claimant"] == "person:ada lund"
    save(store_engine, [article(3)])
    assert len(events(store_engine)) == 1


def test_a_figure_crosses_a_threshold(store_engine: Engine) -> None:
    save(store_engine, [article(1, EDITED)])
    subscribe(store_engine, Condition.FIGURE_CROSSES, unit="count", threshold=10)
    save(store_engine, [article(2)])
    save(store_engine, [article(3)])
    assert [(row["side"], row["figure"]["text"]) for row in events(store_engine)] == [("above", "12")]


@pytest.mark.parametrize(
    ("low", "high", "comparator", "expected"),
    [
        (10, 10, "=", "above"),
        (9, 9, "=", "below"),
        (9, None, ">", None),
        (11, None, ">", "above"),
        (None, 10, "<", "below"),
        (None, 10, "<=", None),
        (8, 12, "range", None),
        (None, None, "vague", None),
    ],
)
def test_sides_of_a_threshold(low: float | None, high: float | None, comparator: str, expected: str | None) -> None:
    assert side(low, high, comparator, 10) == expected


def test_an_edited_figure_fires(store_engine: Engine) -> None:
    save(store_engine, [article(1), article(2)])
    subscribe(store_engine, Condition.FIGURE_EDITED)
    save(store_engine, [article(1, EDITED, "bb")])
    (found,) = events(store_engine)
    assert (found["before"]["text"], found["claim"]["claim"]["text"]) == (
        "12 bridges were closed",
        "at least 9 bridges were closed",
    )
    assert found["reason"] == "12 became at least 9"


def test_a_contradiction_fires_when_it_appears(store_engine: Engine) -> None:
    save(store_engine, [article(1)])
    events(store_engine)
    subscribe(store_engine, Condition.CONTRADICTION)
    with transaction(store_engine) as connection:
        series = connection.exec_driver_sql("SELECT series FROM figure WHERE text = '12'").scalar_one()
        a = {"claimant": "person:ada lund", "low": 12, "high": 12, "comparator": "="}
        row = {"series": series, "a": a, "b": {**a, "claimant": "person:x", "low": 40, "high": 40}, "reason": "", "since": NOW}
        connection.execute(Contradiction.__table__.insert().values(**row))
    judge(store_engine, NOW)
    judge(store_engine, NOW)
    with reading(store_engine) as connection:
        (payload,) = connection.execute(select(Delivery.payload)).scalars()
    assert (payload["type"], payload["data"]["contradiction"]["b"]["low"]) == ("claimwire.contradiction", 40)


@pytest.mark.threat("webhook-private")
def test_what_cannot_be_subscribed_to(store_engine: Engine) -> None:
    for wish in (
        Wish("x", "ftp://x/", Condition.NEW_CLAIM, Filter()),
        Wish("x", "https://user@x/", Condition.NEW_CLAIM, Filter()),
        Wish("x", "http://a]b/", Condition.NEW_CLAIM, Filter()),
        Wish("x", "https://x/", Condition.FIGURE_CROSSES, Filter()),
        Wish("x", "https://x/", Condition.NEW_CLAIM, Filter(), 3),
    ):
        with pytest.raises(SubscriptionError):
            subscriptions.add(store_engine, wish, NOW)
    with pytest.raises(QueryError):
        subscriptions.add(store_engine, Wish("x", "https://x/", Condition.NEW_CLAIM, Filter(words="-a")), NOW)


class Receiver(ThreadingHTTPServer):
    """Takes webhooks and answers with the status that is set."""

    status = 204

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), _Take)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook"


class _Take(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def receiving() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def states(engine: Engine) -> list[tuple[str, int]]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(Delivery.state, Delivery.attempts).order_by(Delivery.id))]


@pytest.mark.threat("webhook-forged")
def test_a_webhook_is_signed_repeated_and_logged(store_engine: Engine) -> None:
    now = datetime.now(UTC)
    with receiving() as receiver:
        id, secret = subscribe(store_engine, Condition.NEW_CLAIM, receiver.url, unit="count")
        save(store_engine, [article(1)])
        events(store_engine)
        sender = Sender(5, LOOPBACK)
        receiver.status = 503
        assert deliver_due(store_engine, sender, lambda: now) == 1
        assert deliver_due(store_engine, sender, lambda: now) == 0  # it waits
        receiver.status = 204
        assert deliver_due(store_engine, sender, lambda: now + timedelta(seconds=10)) == 1
        assert deliver_due(store_engine, sender, lambda: now + timedelta(days=9)) == 0
    (first, again) = receiver.got
    assert first[0]["webhook-id"] == again[0]["webhook-id"] and first[1] == again[1]
    told = Webhook(secret).verify(again[1], again[0])
    assert (told["type"], told["data"]["claim"]["claim"]["text"]) == ("claimwire.new_claim", "12 bridges were closed")
    (log,) = subscriptions.deliveries(store_engine, id)
    assert (log["state"], [attempt["status"] for attempt in log["tries"]]) == ("delivered", [503, 204])


def test_a_receiver_that_never_answers_is_given_up(store_engine: Engine) -> None:
    subscribe(store_engine, Condition.NEW_CLAIM, unit="count")
    save(store_engine, [article(1)])
    events(store_engine)
    now = datetime.now(UTC)
    for n in range(len(WAITS) + 3):
        deliver_due(store_engine, Sender(1, LOOPBACK), lambda day=n: now + timedelta(days=2 * day))
    assert states(store_engine) == [("failed", len(WAITS) + 1)]


@pytest.mark.threat("webhook-redirect")
@pytest.mark.parametrize("status", [302, 410])
def test_redirects_are_not_followed_and_gone_ends_it(store_engine: Engine, status: int) -> None:
    with receiving() as receiver:
        receiver.status = status
        id, _ = subscribe(store_engine, Condition.NEW_CLAIM, receiver.url, unit="count")
        save(store_engine, [article(1)])
        events(store_engine)
        deliver_due(store_engine, Sender(5, LOOPBACK), lambda: datetime.now(UTC))
    (log,) = subscriptions.deliveries(store_engine, id)
    assert [attempt["status"] for attempt in log["tries"]] == [status]
    assert subscriptions.one(store_engine, id)["active"] == (status == 302)  # type: ignore[index]


@pytest.mark.threat("webhook-private")
def test_no_webhook_follows_a_name_that_moves_inside() -> None:
    """A name that was good when the subscription was made, and for the first try, leads inside at the second."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"], ["127.0.0.1", "127.0.0.2"]])
    with receiving() as receiver:
        sender = Sender(2.0, parse_networks(["127.0.0.1/32"]), lambda _host, _port: next(answers))
        letter = Letter(f"http://hooks.example:{receiver.server_address[1]}/", "whsec_" + "QUJD" * 8, "msg_1", "{}")
        sent = [sender.send(letter, NOW) for _ in range(3)]
    assert sent[0].taken
    assert [answer.status for answer in sent[1:]] == [None, None]
    assert all("ForbiddenAddress" in (answer.error or "") for answer in sent[1:])


@pytest.mark.threat("webhook-private")
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1", "0x7f000001", "localhost"])
def test_no_webhook_reaches_the_inside(store_engine: Engine, host: str) -> None:
    with receiving() as receiver:
        url = f"http://{host}:{receiver.server_address[1]}/"
        id, _ = subscribe(store_engine, Condition.NEW_CLAIM, url, unit="count")
        save(store_engine, [article(1)])
        events(store_engine)
        deliver_due(store_engine, Sender(3), lambda: datetime.now(UTC))
    assert receiver.got == []
    (log,) = subscriptions.deliveries(store_engine, id)
    assert log["tries"][0]["status"] is None and log["tries"][0]["error"]


def test_a_worker_that_died_leaves_its_letters_to_others(store_engine: Engine) -> None:
    subscribe(store_engine, Condition.NEW_CLAIM, unit="count")
    save(store_engine, [article(1)])
    events(store_engine)
    now = datetime.now(UTC)

    class Killed(Sender):
        def send(self, *_: Any) -> Any:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver_due(store_engine, Killed(1), lambda: now)
    assert deliver_due(store_engine, Sender(1, LOOPBACK), lambda: now + timedelta(seconds=60)) == 0
    assert deliver_due(store_engine, Sender(1, LOOPBACK), lambda: now + timedelta(seconds=130)) == 1
    assert states(store_engine) == [("pending", 2)]


@pytest.mark.threat("key-scope")
def test_over_http_with_an_admin_key_only(store_engine: Engine) -> None:
    path, now = "/api/v1/subscriptions", datetime.now(UTC)
    reader, admin = (
        {"Authorization": f"Bearer {keys.create(store_engine, scope.value, scope, now)}"} for scope in (Scope.READ, Scope.ADMIN)
    )
    wish = {"name": "Bridges", "url": "https://desk.example/hook", "condition": "new_claim", "query": {"words": "bridges"}}
    with client(store_engine, open_to_all=False) as api:
        assert api.get(path).status_code == 401
        assert api.post(path, json=wish, headers=reader).status_code == 403
        made = api.post(path, json=wish, headers=admin)
        assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
        assert "secret" not in json.dumps(api.get(path, headers=admin).json())
        one = f"{path}/{made.json()['id']}"
        assert api.get(one, headers=admin).json()["query"] == {"words": "bridges"}
        assert api.get(f"{one}/deliveries", headers=admin).json() == {"items": []}
        for wrong in ({}, wish | {"url": "file:///etc"}, wish | {"condition": "x"}, wish | {"threshold": 1}, wish | {"z": 1}):
            assert api.post(path, json=wrong, headers=admin).status_code == 422
        assert api.post(path, content=b"x" * 70_000, headers=admin | {"Content-Type": "application/json"}).status_code == 413
        assert (api.delete(one, headers=admin).status_code, api.delete(one, headers=admin).status_code) == (204, 404)


def test_an_inactive_subscription_hears_nothing(store_engine: Engine) -> None:
    id, _ = subscribe(store_engine, Condition.NEW_CLAIM)
    with transaction(store_engine) as connection:
        from services.store.models import Subscription

        connection.execute(update(Subscription).where(Subscription.id == id).values(active=False))
    save(store_engine, [article(1)])
    assert events(store_engine) == []
