"""Logs are events with fields: one JSON object a line, or columns on a terminal. Message and entry ids ride along."""

from __future__ import annotations

import logging
import sys

import structlog

from shared.characters import printable
from shared.settings import Settings

_NOISY = (
    *("urllib3", "alembic", "fsspec", "trafilatura", "htmldate"),
    *("celery.beat", "celery.worker.strategy", "celery.app.trace"),
)


def _on_one_line(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """What the console's columns show as it stands: no escape sequence of others, and no line that looks like one of ours."""
    event["event"] = printable(str(event.get("event", ""))).replace("\n", "\\n")
    if "exception" in event:
        event["exception"] = printable(event["exception"])
    return event


def configure(settings: Settings, service: str) -> None:
    """Send structlog and the standard library's logging through one formatter to stderr; every event names the service."""
    console = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    common: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        _named(service),
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, _on_one_line, structlog.dev.ConsoleRenderer()]
        if console
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=True)]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=common, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*common, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _named(service: str) -> structlog.typing.Processor:
    """Names the service in every thread's events: a new thread starts without context variables."""

    def name(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event.setdefault("service", service)
        return event

    return name
