"""What lies on a Redis queue is an envelope, or it is set aside before kombu opens it.

Kombu believes what it pops: what is no JSON, or JSON of another shape, raises in the worker's event loop and ends the worker
(../shared/celery.md). Whoever can write to Redis could so stop the line with one message. Here every message is looked at when
it comes off the wire; one that is no envelope is told to `refused` and the worker goes on.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from functools import partial
from typing import Any, Literal

import structlog
from celery.utils.dispatch import Signal
from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as kombu_redis
from kombu.utils.json import loads
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.pipeline import QUEUES

log = structlog.get_logger()
MAX_BYTES = 8 * 2**20  # ten times what fifty quarantined pages with their tracebacks take

refused = Signal(name="refused", providing_args={"queue", "raw", "why"})
"""Sent for what is no envelope, on a queue or (`queue` is empty) in the record of what is in hand: the bytes, and why."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class _Headers(_Part):
    """Celery's headers, as far as a worker computes with them before a handler sees the message."""

    id: str = Field(min_length=1, max_length=200)
    task: str
    eta: str | None = None
    expires: str | None = None
    retries: int | None = None
    sent_at: float | None = None
    timelimit: tuple[float | None, float | None] | None = Field(None, strict=False)
    stamped_headers: list[str] | None = None
    stamps: dict[str, Any] | None = None
    compression: None = None  # we send none, and kombu inflates without measure


class _Route(_Part):
    exchange: str
    routing_key: str


class _Properties(_Part):
    delivery_tag: str = Field(min_length=1, max_length=200)
    delivery_info: _Route
    body_encoding: Literal["base64"]
    priority: int | None = Field(None, ge=0, le=255)
    reply_to: str | None = None
    correlation_id: str | None = None


class _Envelope(_Part):
    """Kombu's envelope of a message to a Celery task (protocol 2)."""

    body: str
    headers: _Headers
    properties: _Properties
    content_type: Literal["application/json"] = Field(alias="content-type")
    content_encoding: Literal["utf-8"] = Field(alias="content-encoding")


def complaint(raw: bytes) -> str | None:
    """Why these bytes are no envelope that a worker may open, or None where they are one."""
    if len(raw) > MAX_BYTES:
        return f"{len(raw)} bytes are more than any message has"
    try:
        envelope = _Envelope.model_validate(loads(raw.decode("utf-8")))
        base64.b64decode(envelope.body, validate=True)
        for moment in (envelope.headers.eta, envelope.headers.expires):
            if moment is not None:
                datetime.fromisoformat(moment)
    except ValidationError as error:
        return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)[:5])
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError, binascii.Error) as error:
        return f"no JSON that a message is made of: {type(error).__name__}: {error}"[:500]
    return None


class _Reader(kombu_redis.PrefixedStrictRedis):
    """Kombu's client, whose answer to BRPOP on a queue of the line is an envelope, or nothing."""

    def parse_response(self, connection: Any, command_name: Any, **options: Any) -> Any:
        """What the server answered."""
        answer = super().parse_response(connection, command_name, **options)
        if command_name != "BRPOP" or not answer:
            return answer
        key, raw = answer
        queue = (key.decode() if isinstance(key, bytes) else key).partition(kombu_redis.Channel.sep)[0]
        why = complaint(raw) if queue in QUEUES else None
        if why is None:
            return answer
        _refuse(queue, raw, why)
        return None


class _QoS(kombu_redis.QoS):
    """Kombu's record of what workers have in hand: what is no record there is taken out and not looked at for ever."""

    def restore_by_tag(self, tag: Any, client: Any = None, leftmost: bool = False) -> None:
        """Give back to its queue what a lost worker had in hand."""
        try:
            super().restore_by_tag(tag, client, leftmost)
        except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError) as error:
            with self.channel.conn_or_acquire(client) as connection:
                raw = connection.hget(self.unacked_key, tag)
                with self.pipe_or_acquire(client=connection) as pipe:
                    self._remove_from_indices(tag, pipe).execute()
            _refuse("", raw or b"", f"no record of a message in hand: {type(error).__name__}: {error}"[:500])


def _refuse(queue: str, raw: bytes, why: str) -> None:
    log.error("message.refused", queue=queue, why=why, bytes=len(raw))
    refused.send(sender=None, queue=queue, raw=raw, why=why)


class _Guarded:
    """Mixed into kombu's channels over Redis."""

    QoS = _QoS
    global_keyprefix: str

    def _get_client(self) -> Any:
        return partial(_Reader, global_keyprefix=self.global_keyprefix)


class _Channel(_Guarded, kombu_redis.Channel):
    pass


class _SentinelChannel(_Guarded, kombu_redis.SentinelChannel):
    pass


class Transport(kombu_redis.Transport):
    """Redis, guarded."""

    Channel = _Channel


class SentinelTransport(kombu_redis.SentinelTransport):
    """Redis behind Sentinels, guarded."""

    Channel = _SentinelChannel


def guard() -> None:
    """From now on every connection of this process to a broker on Redis is a guarded one."""
    TRANSPORT_ALIASES.update(redis=_HERE + "Transport", rediss=_HERE + "Transport", sentinel=_HERE + "SentinelTransport")


_HERE = f"{__name__}:"
