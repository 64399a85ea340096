"""What Redis carries for us: which messages wait or are in a worker's hands, and whose hands are still alive.

Kombu keeps what a worker has in hand in a hash, and the moment at which it was taken in a sorted set; what was taken longer ago
than the visibility timeout goes back to its queue. Here each worker renews that moment while it lives, so the timeout may be
short: what a dead worker held is back after seconds, and a slow task is never given to another.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import redis
import structlog
from celery.signals import heartbeat_sent, worker_ready
from pydantic import ValidationError

from shared.errors import UnavailableError
from shared.messages import Message
from shared.pipeline import BY_TASK

log = structlog.get_logger()
PREFIX = "claimwire:"
IN_HAND, TAKEN_AT = f"{PREFIX}unacked", f"{PREFIX}unacked_index"
VISIBILITY_SECONDS = 15.0


def keep_in_hand(client: redis.Redis) -> None:
    """Let this process, once it is a Celery worker, renew every two seconds its hold on the messages that it has in hand."""
    consumers: list[Any] = []

    def ready(sender: Any, **_: Any) -> None:
        consumers[:] = [sender]

    def renew(**_: Any) -> None:
        held = [tag for consumer in consumers if consumer.task_consumer for tag in _tags(consumer.task_consumer.channel.qos)]
        if not held:
            return
        try:
            client.zadd(TAKEN_AT, dict.fromkeys(held, time.time()), xx=True)
        except redis.RedisError as error:
            log.warning("hold.failed", error=str(error))

    worker_ready.connect(ready, weak=False)
    heartbeat_sent.connect(renew, weak=False)


def _tags(qos: Any) -> list[str]:
    return list(qos._delivered)  # kombu's own record of what was delivered and not yet acknowledged; it tells no other way


def carried(client: redis.Redis) -> list[Message]:
    """Every message that waits in a queue or is in a worker's hands, as they stood at one moment.

    Raises UnavailableError when Redis is away.
    """
    try:
        pipe = client.pipeline(transaction=True)
        for queue in dict.fromkeys(step.queue for step in BY_TASK.values()):
            pipe.lrange(PREFIX + queue, 0, -1)
        pipe.hvals(IN_HAND)
        *queues, in_hand = pipe.execute()
    except redis.RedisError as error:
        raise UnavailableError(f"broker: {error}") from error
    waiting = [message for queue in queues for raw in queue for message in _message(raw)]
    return waiting + [message for raw in in_hand for message in _message(raw, in_hand=True)]


def _message(raw: bytes, *, in_hand: bool = False) -> Iterator[Message]:
    """The message in kombu's envelope; nothing where it is none of ours, or one that no handler could read either."""
    try:
        envelope = json.loads(raw)[0] if in_hand else json.loads(raw)
        step = BY_TASK[envelope["headers"]["task"]]
        (body, *_), *_ = json.loads(base64.b64decode(envelope["body"]))
        yield step.event.model_validate(body)
    except (LookupError, ValueError, TypeError, RecursionError, ValidationError):
        return
