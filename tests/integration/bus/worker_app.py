"""A worker for the tests: it reads pages like the extract service, but a page's URL says how it goes wrong.

/crash kills the process, /loop never ends, /raise fails, /slow takes three seconds, anything else is well.
"""

from __future__ import annotations

import os
import time
from urllib.parse import urlsplit

from shared import health, logs
from shared.bus import Bus, create_app
from shared.errors import UnavailableError
from shared.messages import EntriesSettled, PagesFetched, Settlement
from shared.outcomes import Outcome
from shared.settings import Settings, load

settings = load(Settings)
logs.configure(settings, "extract")
health.beat_for("extract", settings)
app = create_app("extract", settings)
bus = Bus(app, settings)
outage = {"left": 5}


@bus.handles(PagesFetched, time_limit=4)
def read(event: PagesFetched) -> None:
    for page in event.pages:
        match urlsplit(page.url).path:
            case "/crash":
                time.sleep(0.5)  # or else the pool does not know yet who has the message, and gives it to another process
                os._exit(1)
            case "/loop":
                while True:
                    pass
            case "/raise":
                raise ValueError("a fault of ours")
            case "/slow":
                time.sleep(3)
            case "/away" if outage["left"]:
                outage["left"] -= 1
                raise UnavailableError("the database is away")
    results = tuple(Settlement(entry_id=p.entry_id, page=p.page, outcome=Outcome.STORED) for p in event.pages)
    bus.publish(EntriesSettled(results=results))
