"""The clock of the line: `celery -A services.ingest.clock beat` sends a tick each second. Two clocks do no harm."""

from __future__ import annotations

from shared import logs
from shared.bus import create_app
from shared.messages import Tick
from shared.pipeline import BY_EVENT
from shared.settings import Settings, load_or_exit

TICK_SECONDS = 1.0

settings = load_or_exit(Settings)
logs.configure(settings, "clock")
_tick = BY_EVENT[Tick]
app = create_app(
    "ingest",
    settings,
    beat_schedule={
        "tick": {
            "task": _tick.task,
            "schedule": TICK_SECONDS,
            "args": [Tick(message_id="tick").model_dump(mode="json")],
            "options": {"queue": _tick.queue, "expires": 5 * TICK_SECONDS},  # a late tick is no use: the next one does it all
        }
    },
    beat_max_loop_interval=1,
)
