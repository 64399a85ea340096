"""Celery for all services: the app factory, publishing, and the wrapper around every handler.

Redis with Celery is at-least-once at best, so nothing here promises more: the ledger in the database does. What this room
adds is that a poison message is known by the number of its starts (counted before the work) and set aside after a few.
"""

from __future__ import annotations

import json
import random
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar

import redis
import structlog
from celery import Celery, Task
from celery.exceptions import TimeLimitExceeded
from celery.signals import before_task_publish, setup_logging
from kombu.exceptions import OperationalError
from pydantic import ValidationError
from structlog.contextvars import bound_contextvars, get_contextvars

from shared import envelopes, metrics
from shared.brokers import carrier, celery_settings, redis_client, waiting
from shared.errors import UnavailableError
from shared.messages import Message, MessageRejected
from shared.pipeline import BY_EVENT, BY_TASK, queues_of
from shared.settings import Settings
from shared.stopping import is_stopping, stop_politely
from shared.transit import carried, keep_in_hand

log = structlog.get_logger()
M = TypeVar("M", bound=Message)
TRIES_KEPT_SECONDS = 3600
CONFIRM_SECONDS = 10  # a broker that does not confirm a message is given up: the sweeper sends it later

# Measured in ../shared/celery.md; each line is there because its absence lost or repeated work, or hung.
SAFE_SETTINGS: dict[str, Any] = {
    "task_serializer": "json",
    "accept_content": ["json"],
    "task_ignore_result": True,
    "result_backend": None,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "worker_max_tasks_per_child": 500,
    "worker_max_memory_per_child": 400_000,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "worker_send_task_events": False,
    "worker_hijack_root_logger": False,
    "worker_redirect_stdouts": False,
    "task_create_missing_queues": False,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "task_publish_retry_policy": {"max_retries": 3, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.5},
    "timezone": "UTC",
}


def create_app(service: str, settings: Settings, **overrides: Any) -> Celery:
    """The Celery app of one service: it consumes that service's queues and may publish to all."""
    setup_logging.connect(_keep_our_logging)
    envelopes.guard()
    before_task_publish.connect(_stamp)
    stop_politely()
    app = Celery(f"claimwire.{service}", set_as_current=False)
    app.conf.update(SAFE_SETTINGS | celery_settings(settings))
    app.conf.task_default_queue = queues_of(service)[0] if queues_of(service) else "ingest.tick"
    app.conf.task_routes = {step.task: {"queue": step.queue} for step in BY_TASK.values()}
    app.conf.update(overrides)
    return app


def _keep_our_logging(**_: Any) -> None:
    """With a receiver on this signal Celery leaves logging as `shared.logs` made it."""


def _stamp(headers: dict[str, Any], **_: Any) -> None:
    """Every message, the clock's too, says when it was sent: how long it waited, and how old the oldest is in a queue."""
    headers["sent_at"] = time.time()


class Bus:
    """Publishes events and registers their handlers on one Celery app."""

    def __init__(self, app: Celery, settings: Settings) -> None:
        self.app = app
        self._settings = settings
        self._max_tries = settings.max_attempts
        self._redis = redis_client(settings)
        self._carrier = carrier(settings)
        if self._carrier:
            keep_in_hand(self._carrier)
        envelopes.refused.connect(self._refuse)

    @property
    def stopping(self) -> bool:
        """Whether this worker was told to stop: a handler that has long work ends it at the next good point."""
        return is_stopping()

    def publish(self, event: Message, **options: Any) -> None:
        """Send `event` to its queue, with the trace of the message that is being handled.

        Raises kombu's OperationalError when the broker is away: the sweeper sends it later.
        """
        step = BY_EVENT[type(event)]
        body = event.model_dump(mode="json") | {"trace": event.trace or get_contextvars().get("trace")}
        self.app.send_task(step.task, args=[body], queue=step.queue, confirm_timeout=CONFIRM_SECONDS, **options)

    def carried(self) -> list[Message] | None:
        """Every message that waits in a queue or is in a worker's hands. RabbitMQ shows none: with it, null while any waits.

        Raises UnavailableError when the broker is away.
        """
        if self._carrier:
            return carried(self._carrier)
        try:
            return None if any(queue.count for queue in waiting(self._settings).values()) else []
        except OperationalError as error:
            raise UnavailableError(f"broker: {error}") from error

    def handles(self, event: type[M], **options: Any) -> Callable[[Callable[[M], None]], Callable[[M], None]]:
        """Make a function the handler of `event`: the body of the Celery task that the pipeline table names for it."""
        step = BY_EVENT[event]

        def register(handler: Callable[[M], None]) -> Callable[[M], None]:
            @wraps(handler)
            def run(task: Task, body: Any) -> None:
                sent = task.request.sent_at
                if isinstance(sent, float) and not task.request.eta:  # a header may be anything
                    metrics.observe(metrics.WAIT, max(time.time() - sent, 0.0), step.queue)
                try:
                    self._run(event, handler, body, step.task, str(task.request.id))
                finally:
                    metrics.write(self._redis)

            self.app.task(run, bind=True, name=step.task, base=_base(self), **options)
            return handler

        return register

    def _run(self, event: type[M], handler: Callable[[M], None], body: Any, task: str, delivery: str) -> None:
        try:
            message = event.model_validate(body)
        except ValidationError as error:
            self.reject(task, body, "invalid_message", str(error))
            return
        with bound_contextvars(message_id=message.message_id, trace=message.trace or delivery, task=task):
            begun = time.perf_counter()
            end = self._end(handler, message, body, task, delivery)
            metrics.observe(metrics.TASK, time.perf_counter() - begun, task, end)

    def _end(self, handler: Callable[[M], None], message: M, body: Any, task: str, delivery: str) -> str:
        """Handle the message, or do with it what its number of starts calls for; how that ended, in a word."""
        try:
            tries = self._count_start(delivery)
        except redis.RedisError as error:  # a broker of its own may be up without Redis: the message waits there
            return self._wait(task, body, delivery, error)
        if tries > 1:
            log.warning("message.again", tries=tries)
        if tries > 1 and len(parts := message.split()) > 1:
            log.warning("message.split", tries=tries, parts=len(parts))
            metrics.count(metrics.RETRIES, task, "split")
            for part in parts:
                self.publish(part)
            return "split"
        if tries > self._max_tries:
            self.reject(task, body, "poison_message", f"started {tries - 1} times and never ended", message, tries - 1)
            return "rejected"
        return self._handle(handler, message, body, task, delivery, tries)

    def _handle(self, handler: Callable[[M], None], message: M, body: Any, task: str, delivery: str, tries: int) -> str:
        try:
            handler(message)
        except (UnavailableError, redis.RedisError) as error:
            with suppress(redis.RedisError):
                self._redis.decr(_tries_key(delivery))  # it ended in good order: an outage makes nothing a poison
            return self._wait(task, body, delivery, error)
        except Exception as error:
            log.exception("task.failed", error=str(error), entries=message.entry_ids())
            if tries < self._max_tries:
                metrics.count(metrics.RETRIES, task, "failed")
                self.repeat(task, body, delivery, countdown=2.0**tries)
                return "failed"
            detail = f"{type(error).__name__}: {error}"
            self.reject(task, body, "handler_failed", detail, message, tries, traceback.format_exc())
            return "rejected"
        return "done"

    def _wait(self, task: str, body: Any, delivery: str, error: Exception) -> str:
        log.warning("task.waits", error=str(error))
        metrics.count(metrics.RETRIES, task, "unavailable")
        self.repeat(task, body, delivery, countdown=random.uniform(2, 8))
        return "waits"

    def _count_start(self, delivery: str) -> int:
        """How often this delivery was started, this time included. Redis wiped means counting anew: the ledger counts too."""
        pipe = self._redis.pipeline(transaction=False)
        pipe.incr(_tries_key(delivery))
        pipe.expire(_tries_key(delivery), TRIES_KEPT_SECONDS)
        return int(pipe.execute()[0])

    def reject(
        self,
        task: str,
        body: Any,
        reason: str,
        detail: str,
        message: Message | None = None,
        tries: int = 1,
        trace: str = "",
    ) -> None:
        """Set a message aside for a person: it goes to the quarantine with its reason, never back on its queue."""
        log.error("message.rejected", task=task, reason=reason, detail=detail[:500])
        metrics.count(metrics.REJECTED, task, reason)
        if task == BY_EVENT[MessageRejected].task:
            return  # what cannot be set aside is only logged, or it would go round for ever
        self.publish(
            MessageRejected(
                task=task,
                reason=reason,
                detail=detail[:2000],
                traceback=trace[-20_000:],
                body=json.dumps(body)[:20_000],
                tries=tries,
                entries=message.entry_ids() if message else (),
            )
        )

    def _refuse(self, queue: str, raw: bytes, why: str, **_: Any) -> None:
        """Set aside what lay on a queue and is no message; the entries that it may have been about come back by the ledger."""
        task = next((step.task for step in BY_TASK.values() if step.queue == queue), "unknown")
        self.reject(task, raw[:10_000].decode("utf-8", "backslashreplace"), "no_message", why)

    def repeat(self, task: str, body: Any, delivery: str, countdown: float = 0) -> None:
        """Put a message back on its own queue after `countdown` seconds, as the same delivery: its starts go on counting."""
        options = {"queue": BY_TASK[task].queue, "countdown": countdown or None, "confirm_timeout": CONFIRM_SECONDS}
        self.app.send_task(task, args=[body], task_id=delivery, **options)


def _tries_key(delivery: str) -> str:
    return f"claimwire:tries:{delivery}"


def _base(bus: Bus) -> type[Task]:
    class HandlerTask(Task):
        """Runs in the worker's parent process when a time limit has killed the child: the message goes round again."""

        abstract = True

        def on_failure(self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: Any) -> None:
            if isinstance(exc, TimeLimitExceeded):
                log.error("task.time_limit", task=self.name, task_id=task_id)
                metrics.count(metrics.RETRIES, self.name, "time_limit")
                bus.repeat(self.name, args[0], task_id)

    return HandlerTask
