"""The messages are a contract between versions of the services: golden files say what is on the wire."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from shared import messages
from shared.messages import Message
from shared.outcomes import DropReason, Outcome
from shared.pipeline import BY_EVENT, STEPS

GOLDEN = Path(__file__).parent / "messages.json"
DIGEST = "ab" * 32
SOURCE = messages.SourceRef(name="Harbour Times", publisher="Harbour Media", language="en")
AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)

EXAMPLES: list[Message] = [
    messages.Tick(message_id="m1"),
    messages.PollDue(message_id="m2", feed_ids=(1, 2)),
    messages.FetchDue(message_id="m3", ids=(7, 8, 9)),
    messages.PagesFetched(
        message_id="m4",
        pages=(
            messages.FetchedPage(
                entry_id=7, url="https://harbour.example/a", page=DIGEST, fetched_at=AT, source=SOURCE, authors=("Ada Lund",)
            ),
        ),
    ),
    messages.ArticlesRead(
        message_id="m5",
        articles=(
            messages.ReadArticle(
                entry_id=7, url="https://harbour.example/a", page=DIGEST, extraction=DIGEST, fetched_at=AT, source=SOURCE
            ),
        ),
    ),
    messages.EntriesSettled(
        message_id="m6",
        results=(
            messages.Settlement(entry_id=7, page=DIGEST, outcome=Outcome.STORED, published=AT),
            messages.Settlement.dropped(8, DIGEST, DropReason.CONSENT_WALL, "asks for consent"),
        ),
    ),
    messages.JoinDue(message_id="m8"),
    messages.FollowDue(message_id="m9"),
    messages.DeliverDue(message_id="m10"),
    messages.MessageRejected(message_id="m7", task="extract.read", reason="poison_message", tries=3, entries=(7,)),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda m: type(m).__name__)
def test_on_the_wire_as_the_golden_file_says(example: Message) -> None:
    golden = json.loads(GOLDEN.read_text())[type(example).__name__]
    assert example.model_dump(mode="json") == golden
    assert type(example).model_validate(golden) == example


def test_every_event_of_the_pipeline_has_an_example() -> None:
    assert {type(example) for example in EXAMPLES} == set(BY_EVENT)
    assert len({step.task for step in STEPS}) == len(STEPS)


def test_messages_are_small() -> None:
    page = EXAMPLES[3].model_dump(mode="json")["pages"][0]
    assert len(json.dumps(page)) < 600  # eight pages a message stay well under 5 KB


def test_a_newer_producer_may_add_fields() -> None:
    assert messages.FetchDue.model_validate({"ids": [1], "message_id": "m", "priority": "new"}).ids == (1,)


@pytest.mark.threat("queue-malformed")
@pytest.mark.parametrize("bad", [{}, {"ids": []}, {"ids": ["x"]}, {"ids": [1], "schema_version": 99}, [], None, "x"])
def test_a_malformed_message_is_refused(bad: object) -> None:
    with pytest.raises(ValidationError):
        messages.FetchDue.model_validate(bad)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda m: type(m).__name__)
def test_a_batch_splits_into_messages_of_one(example: Message) -> None:
    parts = example.split()
    assert sorted(i for part in parts for i in part.entry_ids()) == sorted(example.entry_ids())
    assert all(len(part.entry_ids()) <= 1 for part in parts)
    if len(parts) > 1:
        assert len({part.message_id for part in parts}) == len(parts)
