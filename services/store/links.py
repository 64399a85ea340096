"""Whether two articles tell one story."""

from __future__ import annotations

import math
from datetime import timedelta
from itertools import combinations

from services.store.contexts import Context

WINDOW = timedelta(days=45)  # articles further apart are linked only through articles between them
LONG_WINDOW = timedelta(days=120)  # the same for two articles much alike on one body, and on no disaster
MUCH_ALIKE = 0.60
ALIKE = 0.18  # cosine of the names' weights from which two articles tell one story
ALIKE_BY_COUNTRIES = 0.40  # the same where only names of countries stand in both headlines or openings
EVENT_TOPICS = frozenset({"flood", "storm", "quake", "fire", "accident", "epidemic", "election"})
NATION_WINDOW = timedelta(days=90)  # wars and crises are told of for months
EVENT_WINDOW = timedelta(days=14)
# Events of which a country has one at a time, so that its name in both headlines or openings tells the story.
NATIONAL_TOPICS = frozenset({"war", "displacement", "election", "epidemic"})
CRISES = frozenset({"war", "displacement", "crime", "epidemic", "fire", "protest"})
CRISIS_WINDOW = timedelta(days=21)
ALIKE_IN_CRISIS = 0.35
ALIKE_BY_NATION = 0.25


def linked(a: Context, b: Context) -> bool:
    """Whether two articles tell one story: a common topic, near in time, and alike in their names.

    A judgement on the two articles alone, so that stories (the connected sets) do not depend on the order of arrival.
    """
    close = a.leader == b.leader and likeness(a, b) >= MUCH_ALIKE
    if a.topics and b.topics and not a.topics & b.topics and not close:
        return _one_crisis(a, b)
    window = LONG_WINDOW if close and not (a.topics | b.topics) & EVENT_TOPICS else WINDOW
    if a.topics & b.topics & {"war", "displacement"}:
        window = max(window, NATION_WINDOW)
    if a.published and b.published and abs(a.published - b.published) > window:
        return False
    if "layoffs" in a.topics & b.topics and a.leader not in b.focus and b.leader not in a.focus:
        return False
    shared = a.focus & b.focus
    if _elsewhere(a, b):
        shared &= {n for n in shared if n.isupper()} | (a.nations & b.nations) | (a.companies & b.companies)
    if any(not n.isupper() for n in shared):
        return likeness(a, b) >= ALIKE
    if shared and a.topics & b.topics & NATIONAL_TOPICS and likeness(a, b) >= ALIKE_BY_NATION:
        return True
    return (len(shared) > 1 and likeness(a, b) >= ALIKE_BY_COUNTRIES) or _same_event_at_large(a, b)


def block_keys(article: Context) -> tuple[str, ...]:
    """Blocking keys: two articles that `linked` accepts share at least one. Indexable columns of a side table.

    A name in focus is one by itself. A country is one only with what else `linked` asks of two articles that have nothing but
    countries in common: a topic, another country, or an event and a time. Half of all articles name the same three countries.
    """
    countries = sorted(n for n in article.focus if n.isupper())
    keys = sorted(article.focus - {*countries} | article.places)
    keys += [f"{n}/{topic}" for n in countries for topic in sorted(article.topics & NATIONAL_TOPICS)]
    keys += [f"{a}+{b}" for a, b in combinations(countries, 2)]
    if article.country and article.published:
        span = int(article.published.timestamp() / EVENT_WINDOW.total_seconds())
        events = sorted(article.topics & EVENT_TOPICS)
        keys += [f"{article.country}/{topic}/{n}" for topic in events for n in (span, span + 1)]
    return tuple(keys)


def _elsewhere(a: Context, b: Context) -> bool:
    """Whether both open in places, and neither names the other's: then people of one surname are two people.

    Not so in an election: a candidate is in one place today and in another one tomorrow.
    """
    if not a.places or not b.places or "election" in a.topics & b.topics:
        return False
    return a.places.isdisjoint(b.names) and b.places.isdisjoint(a.names)


def _one_crisis(a: Context, b: Context) -> bool:
    """Whether two articles tell two sides of one crisis: an attack and those who fled it, in one place, within weeks."""
    if not (a.topics & CRISES and b.topics & CRISES) or not (a.published and b.published):
        return False
    near = abs(a.published - b.published) <= CRISIS_WINDOW
    return near and bool(a.places & b.places) and likeness(a, b) >= ALIKE_IN_CRISIS


def _same_event_at_large(a: Context, b: Context) -> bool:
    """For an article whose headline and opening name no place: a country, a disaster and a time in common do."""
    if (a.places and b.places) or not a.topics & b.topics & EVENT_TOPICS or not a.published or not b.published:
        return False
    soon = abs(a.published - b.published) <= EVENT_WINDOW
    return soon and a.country != "" and a.country == b.country and likeness(a, b) >= ALIKE / 2


def likeness(a: Context, b: Context) -> float:
    """The cosine of two articles' name weights, 0 to 1."""
    if len(a.names) > len(b.names):
        a, b = b, a
    shared = math.fsum(w * b.names[n] for n, w in a.names.items() if n in b.names)  # the same in every order
    return shared / (a.norm * b.norm or 1.0)
