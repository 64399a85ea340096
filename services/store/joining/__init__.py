"""Joining: after articles are saved, their figures join series. `join_new` is the one entrance of this room.

All that is decided is decided by the pure modules beside (`contexts`, `features`, `stories`, `series`, `points`, `wires`,
`speakers`); this room loads what they need and writes down what they say. Joining is a transaction of its own after saving: an
article that is stored but not yet joined is marked by `article.joined < article.versions`, so nothing is forgotten.
"""

from services.store.joining.join import join_all, join_new, rejoin, sum_up_old

__all__ = ["join_all", "join_new", "rejoin", "sum_up_old"]
