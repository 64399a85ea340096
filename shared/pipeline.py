"""The whole line on one screen: each event, the task that takes it, and the queue between them.

beat ─▶ ingest.tick ─▶ ingest.poll        feeds: new entries into the ledger
             │
             └───────▶ ingest.fetch ─▶ extract.read ─▶ store.save
                        pages, blobs    article,        versions,
                             ▲          claims          claims, figures
                             │             │                │
                       ingest.settle ◀─────┴────────────────┘   stored, unchanged, dropped, quarantined

store.join          each two seconds: figures that were saved join their series
store.follow        each two seconds: search learns what was saved, subscriptions are judged by it
store.deliver       webhooks that are due
ingest.quarantine   messages that no handler could take
"""

from __future__ import annotations

from dataclasses import dataclass

from shared import messages
from shared.messages import Message


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow of the line: `event` is published to `queue` and handled by the Celery task named `task`."""

    event: type[Message]
    task: str
    queue: str
    service: str


STEPS = (
    Step(messages.Tick, "ingest.tick", "ingest.tick", "ingest"),
    Step(messages.PollDue, "ingest.poll", "ingest.poll", "ingest"),
    Step(messages.FetchDue, "ingest.fetch", "ingest.fetch", "ingest"),
    Step(messages.PagesFetched, "extract.read", "extract.read", "extract"),
    Step(messages.ArticlesRead, "store.save", "store.save", "store"),
    Step(messages.JoinDue, "store.join", "store.join", "store"),
    Step(messages.FollowDue, "store.follow", "store.follow", "store"),
    Step(messages.DeliverDue, "store.deliver", "store.deliver", "store"),
    Step(messages.EntriesSettled, "ingest.settle", "ingest.settle", "ingest"),
    Step(messages.MessageRejected, "ingest.quarantine", "ingest.settle", "ingest"),
)

SERVICES = tuple(dict.fromkeys(step.service for step in STEPS))
QUEUES = tuple(dict.fromkeys(step.queue for step in STEPS))
BY_EVENT = {step.event: step for step in STEPS}
BY_TASK = {step.task: step for step in STEPS}


def queues_of(service: str) -> list[str]:
    """The queues that a worker of `service` consumes, in the order of the line."""
    return list(dict.fromkeys(step.queue for step in STEPS if step.service == service))
