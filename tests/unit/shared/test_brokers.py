"""What Celery is told of each kind of broker."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from shared.brokers import celery_settings, redis_client, shown
from shared.pipeline import QUEUES
from shared.settings import Settings

SENTINELS = "sentinel://:pass%20word@one:26379/2;sentinel://two:26380/2"


def test_redis_is_the_broker_unless_another_is_named() -> None:
    told = celery_settings(Settings(redis_url="redis://keys/1"))
    assert told["broker_url"] == "redis://keys/1"
    assert told["broker_transport_options"]["global_keyprefix"] == "claimwire:"
    assert [queue.name for queue in told["task_queues"]] == list(QUEUES)
    assert (
        celery_settings(Settings(redis_url="redis://keys/1", broker_url="redis://messages/1"))["broker_url"]
        == "redis://messages/1"
    )


def test_sentinels_are_asked_for_the_master_by_celery_and_by_us() -> None:
    settings = Settings(redis_url=SENTINELS, sentinel_master="news", sentinel_password="secret")
    options = celery_settings(settings)["broker_transport_options"]
    assert (options["master_name"], options["sentinel_kwargs"]["password"]) == ("news", "secret")
    pool = redis_client(settings, timeout=3).connection_pool
    assert (pool.service_name, pool.connection_kwargs["password"], pool.connection_kwargs["db"]) == ("news", "pass word", 2)
    nodes = [sentinel.connection_pool.connection_kwargs for sentinel in pool.sentinel_manager.sentinels]
    assert [(node["host"], node["port"], node["password"]) for node in nodes] == [
        ("one", 26379, "secret"),
        ("two", 26380, "secret"),
    ]


def test_rabbitmq_has_quorum_queues_and_confirms_what_it_takes() -> None:
    told = celery_settings(Settings(redis_url="redis://keys/1", broker_url="amqp://user:pass@rabbit//"))
    assert told["broker_transport_options"]["confirm_publish"] is True
    assert {queue.queue_arguments["x-queue-type"] for queue in told["task_queues"]} == {"quorum"}
    assert {queue.exchange.type for queue in told["task_queues"]} == {"topic"}
    assert [queue.routing_key for queue in told["task_queues"]] == list(QUEUES)


@pytest.mark.parametrize(
    "wrong", [{"redis_url": "amqp://rabbit"}, {"redis_url": "localhost:6379"}, {"broker_url": "sqs://queue"}]
)
def test_a_server_of_another_kind_is_a_wrong_setting(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)


def test_what_is_shown_holds_no_password() -> None:
    assert shown(SENTINELS) == "one:26379/2;two:26380/2"
    assert shown("amqp://user:pass@rabbit//") == "rabbit//"
