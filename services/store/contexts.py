"""What an article is about, as far as joining figures needs it: its names, its topics and its time.

Names are weighed by where they stand (headline, standfirst, opening, body). Countries count under their code, so that
"DPRK" and "North Korean" are one name. Everything follows from the one article, never from a corpus: the same article gives
the same context on any day, in whatever order articles arrive.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache

from services.store.countries import country, fold
from services.store.lexicons import load
from services.store.senses import incident
from services.store.sentences import sentences
from services.store.speakers import transliterated
from services.store.surroundings import surroundings

WINDOW = timedelta(days=45)  # articles further apart are linked only through articles between them
LONG_WINDOW = timedelta(days=120)  # the same for two articles much alike on one body, and on no disaster
MUCH_ALIKE = 0.60
ALIKE = 0.18  # cosine of the names' weights from which two articles tell one story
WEIGHTS = {"title": 4.0, "dek": 2.0, "lead": 3.0, "body": 1.0}
BODY_CAP = 3.0
FOCUS = 3.0  # a name of this weight or more stands in the headline or opening
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
KEYS = 12

_NAME = re.compile(
    r"(?<![\w’'-])[A-ZÀ-ÞŁŚŠŽČĆĐ][\w’'.&-]*"
    r"(?:\s+(?:(?:of|of the|de|del|da|la|al|el|bin|van|von|der|and)\s+(?=[A-ZÀ-Þ]))?[A-ZÀ-ÞŁŚŠŽČĆĐ][\w’'.&-]*)*"
)


_LOCATED = re.compile(
    r"(?<!hares )(?<!stake )(?<!onfidence )\b(?i:in|near|across|around|throughout) "
    r"(?:(?:the|[a-z]+ern|city|town|province|state|region|of) )*([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)"
)


@dataclass(frozen=True)
class Context:
    """An article's names with their weights, those in focus, the places (no countries) among these, its topics and its time.

    `headline` are the names in the headline, standfirst and first sentence.
    `leader` is the weightiest name that is no place: the company, candidate or body that the article is about. `incident` is
    the single incident ("strike") that its headline or first sentence tells of.
    """

    article: str
    published: datetime | None
    names: dict[str, float]
    topics: frozenset[str]
    focus: frozenset[str]
    places: frozenset[str]
    headline: frozenset[str] = frozenset()
    leader: str = ""
    incident: str = ""

    @cached_property
    def norm(self) -> float:
        """The length of its vector of names."""
        return math.sqrt(math.fsum(w * w for w in self.names.values()))

    @cached_property
    def country(self) -> str:
        """The code of the country that the article names most; "" where it names none."""
        codes = [n for n in self.names if n.isupper()]
        return min(codes, key=lambda n: (-self.names[n], n)) if codes else ""

    @cached_property
    def block_keys(self) -> tuple[str, ...]:
        """Blocking keys: two articles that `linked` accepts share at least one. Indexable columns of a side table."""
        ranked = sorted(self.names, key=lambda n: (-self.names[n], n))
        nations = sorted(n for n in self.focus if n.isupper())
        return tuple(dict.fromkeys((*ranked[:KEYS], *filter(None, [self.country]), *nations, *sorted(self.places))))


def context(article: str, published: datetime | None, title: str, dek: str | None, text: str) -> Context:
    """The context of one article; `article` is its id."""
    spoken = sentences(text)
    lead, body = [s.text for s in spoken[:2]], [s.text for s in spoken[2:]]
    weights: dict[str, float] = defaultdict(float)
    known = _known_lowercase(text)
    for part, texts in (("title", [title]), ("dek", [dek or ""]), ("lead", lead)):
        for name in {n for t in texts for n in names_in(t, known)}:
            weights[name] += WEIGHTS[part]
    counted = Counter(n for t in body for n in names_in(t, known))
    for name, count in counted.items():
        weights[name] += min(BODY_CAP, count * WEIGHTS["body"])
    focus = frozenset(n for n, w in weights.items() if w >= FOCUS and n in _focus_names(title, dek, lead, known))
    located = _located(" . ".join((title, dek or "", text)), known)
    leaders = [n for n in weights if not n.isupper() and n not in located]
    told_of = topics(title, dek, text)
    opening = f"{title} . {lead[0] if lead else ''}"
    return Context(
        article,
        published,
        dict(weights),
        told_of,
        focus,
        places=frozenset(n for n in focus & located if not n.isupper()),
        headline=frozenset(_focus_names(title, dek, lead[:1], known)),
        leader=min(leaders, key=lambda n: (-weights[n], n)) if leaders else "",
        incident=incident(surroundings(opening, 0, 0), told_of),
    )


def _located(text: str, known: frozenset[str]) -> frozenset[str]:
    """The names of which a third of the mentions stand after "in" or "near": places rather than bodies."""
    placed = Counter(n for m in _LOCATED.finditer(text) for n in names_in(m[1]))
    told = Counter(names_in(text, known))
    return frozenset(n for n, count in placed.items() if 3 * count >= told[n])


def _focus_names(title: str, dek: str | None, lead: list[str], known: frozenset[str]) -> set[str]:
    return {n for t in (title, dek or "", *lead) for n in names_in(t, known)}


def linked(a: Context, b: Context) -> bool:
    """Whether two articles tell one story: a common topic, near in time, and alike in their names.

    A judgement on the two articles alone, so that stories (the connected sets) do not depend on the order of arrival.
    """
    close = likeness(a, b) >= MUCH_ALIKE and a.leader == b.leader
    if a.topics and b.topics and not a.topics & b.topics and not close:
        return _one_crisis(a, b)
    window = LONG_WINDOW if close and not (a.topics | b.topics) & EVENT_TOPICS else WINDOW
    if a.topics & b.topics & {"war", "displacement"}:
        window = max(window, NATION_WINDOW)
    if a.published and b.published and abs(a.published - b.published) > window:
        return False
    if "layoffs" in a.topics & b.topics and a.leader != b.leader:
        return False
    shared = a.focus & b.focus
    if any(not n.isupper() for n in shared):
        return likeness(a, b) >= ALIKE
    if shared and a.topics & b.topics & NATIONAL_TOPICS and likeness(a, b) >= ALIKE_BY_NATION:
        return True
    return (len(shared) > 1 and likeness(a, b) >= ALIKE_BY_COUNTRIES) or _same_event_at_large(a, b)


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


def topics(title: str, dek: str | None, text: str) -> frozenset[str]:
    """The topics that an article's headline and opening, or else its text repeatedly, speak of (lexicon `topics`)."""
    first = next((s.text for s in sentences(text)), "")
    opening, whole = fold(" . ".join((title, dek or "", first))), fold(text)
    found = {t for t, pattern in _topics().items() if pattern.search(opening) or len(pattern.findall(whole)) > 2}
    return frozenset(found or {t for t, pattern in _topics().items() if pattern.search(whole)})


@cache
def _topics() -> dict[str, re.Pattern[str]]:
    return {t: re.compile(rf"\b(?:{'|'.join(words)})\b") for t, words in load("topics")["topics"].items()}


def names_in(text: str, lowercase: frozenset[str] = frozenset()) -> list[str]:
    """The names in a text, folded, one per mention; a country's name or demonym as its code ("KP").

    `lowercase` are words that the article also writes small: such a word at the start of a sentence is no name.
    """
    found = []
    for match in _NAME.finditer(text):
        words = match[0].split()
        at_start = match.start() == 0 or text[: match.start()].rstrip()[-1:] in '.!?:“"‘\n—-'
        if at_start:
            while words and not _country_at(words) and (fold(words[0]) in lowercase or fold(words[0]) in _no_names()):
                words = words[1:]
        found += _keyed([w for w in words if w])
    return found


def _keyed(words: list[str]) -> list[str]:
    """The keys of one run of capitalised words: countries' codes, then each word that tells something."""
    keys = []
    while words:
        found = _country_at(words)
        keys.append(found[0] if found else name_key(words[0]))
        words = words[found[1] if found else 1 :]
    return [k for k in keys if k]


def _country_at(words: list[str]) -> tuple[str, int] | None:
    """The country that the first words name, and how many words that takes."""
    if words[0] == "New" and len(words) > 1 and not country(" ".join(words[:2])):
        return None
    for length in (6, 5, 4, 3, 2, 1):
        code = country(" ".join(words[:length])) if length <= len(words) else None
        if code:
            return code, length
    return None


@lru_cache(maxsize=50_000)
def name_key(word: str) -> str:
    """One word of a name under one spelling ("Kestrian" and "Kestria", "Zelenskyy" and "Zelensky"); empty for no name."""
    key = fold(word)
    if key in _no_names() or key.split(" ")[0] in _no_names() or len(key) < 2 or key[0].isdigit():
        return ""
    return transliterated(re.sub(r"(?<=\w{4}[^s])s$", "", re.sub(r"(?<=\w{3})ian$", "ia", key)))


@cache
def _no_names() -> frozenset[str]:
    return frozenset(load("topics")["no_names"])


def _known_lowercase(text: str) -> frozenset[str]:
    return frozenset(fold(w) for w in re.findall(r"(?<![\w’'-])[a-z][\w’'-]+", text))
