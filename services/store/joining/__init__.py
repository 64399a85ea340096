"""Joining: after articles are saved, their figures join series. `join_new` is the one entrance of this room.

All that is decided is decided by the pure modules beside (`contexts`, `features`, `stories`, `series`, `points`, `wires`,
`identity`); this room loads what they need and writes down what they say. Joining is a transaction of its own after saving: an
article that is stored but not yet joined is marked by `article.joined < article.versions`, so nothing is forgotten.
"""

from services.store.joining.join import are_waiting, join_all, join_batches, join_new, rejoin, settled_around, sum_up_old

__all__ = ["are_waiting", "join_all", "join_batches", "join_new", "rejoin", "settled_around", "sum_up_old"]
