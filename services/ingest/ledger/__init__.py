"""The ledger: what was discovered and what became of it. The database is the truth; messages only wake the workers.

Each function of this room is one short transaction over plain values; `now` is always given, so time can be faked.
"""

from services.ingest.ledger.accounts import Account, account, history
from services.ingest.ledger.backfill import reading_backfill
from services.ingest.ledger.dispatch import (
    any_lease_ended,
    expire_leases,
    lease_entries,
    lease_feeds,
    make_all_due,
    release,
    renew_leases,
)
from services.ingest.ledger.polls import Found, Listing, record_poll
from services.ingest.ledger.quarantine import (
    Case,
    find_case,
    messages_to_replay,
    open_cases,
    quarantine_message,
    replayed,
    resolve,
)
from services.ingest.ledger.sources import due_feeds, list_sources, sources_by_name, sync_sources
from services.ingest.ledger.visits import Visit, pages_to_read, record_visits, settle

__all__ = [
    "Account",
    "Case",
    "Found",
    "Listing",
    "Visit",
    "account",
    "any_lease_ended",
    "due_feeds",
    "expire_leases",
    "find_case",
    "history",
    "lease_entries",
    "lease_feeds",
    "list_sources",
    "make_all_due",
    "messages_to_replay",
    "open_cases",
    "pages_to_read",
    "quarantine_message",
    "reading_backfill",
    "record_poll",
    "record_visits",
    "release",
    "renew_leases",
    "replayed",
    "resolve",
    "settle",
    "sources_by_name",
    "sync_sources",
]
