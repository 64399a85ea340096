"""The clock of the line: `celery -A services.clock beat` says when it is time. Two clocks do no harm."""

from __future__ import annotations

from typing import Any

from shared import logs
from shared.bus import create_app
from shared.messages import DeliverDue, FollowDue, JoinDue, Message, Tick
from shared.pipeline import BY_EVENT
from shared.settings import Settings, load_or_exit

EVERY = {Tick: 1.0, JoinDue: 2.0, FollowDue: 2.0, DeliverDue: 10.0}  # seconds

settings = load_or_exit(Settings)
logs.configure(settings, "clock")


def _entry(event: type[Message], seconds: float) -> dict[str, Any]:
    step = BY_EVENT[event]
    return {
        "task": step.task,
        "schedule": seconds,
        "args": [event(message_id=event.__name__).model_dump(mode="json")],
        "options": {"queue": step.queue, "expires": 5 * seconds},  # a late one is no use: the next does it all
    }


app = create_app(
    "ingest",
    settings,
    beat_schedule={event.__name__: _entry(event, seconds) for event, seconds in EVERY.items()},
    beat_max_loop_interval=1,
)
