"""Subscriptions: saved queries with a condition, told of by signed webhooks.

`judging` finds what a subscription is to be told of, along the changes, and writes a delivery for each event in the
transaction that moves the subscription on: nothing is told twice or left out. `delivering` sends what is due and keeps the
log of its tries.
"""

from __future__ import annotations

from services.store.subscriptions.book import Condition, add, all_of, deliveries, one, remove
from services.store.subscriptions.delivering import any_due, deliver_due
from services.store.subscriptions.judging import judge

__all__ = ["Condition", "add", "all_of", "any_due", "deliver_due", "deliveries", "judge", "one", "remove"]
