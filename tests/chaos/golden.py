"""The messages of the released version, as a deployment finds them on the queues of a new one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shared.pipeline import BY_EVENT

GOLDEN = Path(__file__).parents[1] / "unit" / "shared" / "messages.json"

# Run with the messages as its argument, in the environment of a worker.
SEND = """
import json, sys
from shared.bus import Bus, create_app
from shared.settings import Settings
settings = Settings()
bus = Bus(create_app("ingest", settings), settings)
for n, (task, body) in enumerate(json.loads(sys.argv[1])):
    bus.repeat(task, body, f"golden-{n}")
"""


def released_messages() -> str:
    """One of every message but the quarantine's, as (task, body) in JSON, about entries and feeds that do not exist."""
    golden = json.loads(
        GOLDEN.read_text().replace('"entry_id": 7', '"entry_id": 990007').replace('"entry_id": 8', '"entry_id": 990008')
    )
    tasks = {event.__name__: step.task for event, step in BY_EVENT.items()}
    return json.dumps([(tasks[name], _far_away(body)) for name, body in golden.items() if name != "MessageRejected"])


def _far_away(body: dict[str, Any]) -> dict[str, Any]:
    return body | {name: [990_000 + n for n in body[name]] for name in ("ids", "feed_ids") if name in body}
