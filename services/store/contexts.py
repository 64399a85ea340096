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
from datetime import datetime
from functools import cache, cached_property

from services.store.beginnings import beginnings, begun
from services.store.bodies import companies, nations
from services.store.countries import fold
from services.store.lexicons import load
from services.store.names import known_lowercase, names_in, only_at_starts
from services.store.senses import incident
from services.store.sentences import dateline, sentences
from services.store.surroundings import surroundings

WEIGHTS = {"title": 4.0, "dek": 2.0, "lead": 3.0, "body": 1.0}
BODY_CAP = 3.0
FOCUS = 3.0  # a name of this weight or more stands in the headline or opening
BUSINESS = frozenset({"layoffs", "insolvency", "economy"})
SENTENCE_WORDS = 5

_LOCATED = re.compile(
    r"(?<!hares )(?<!stake )(?<!onfidence )\b(?i:in|near|across|around|throughout) "
    r"(?:(?:the|[a-z]+ern|city|town|province|state|region|of) )*([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)"
)


@dataclass(frozen=True)
class Context:
    """An article's names with their weights, those in focus, the places (no countries) among these, its topics and its time.

    `headline` are the names in the headline, standfirst and first sentence.
    `leader` is the weightiest name that is no place: the company, candidate or body that the article is about. `incident` is
    the single incident ("strike") that its headline or first sentence tells of. `nations` are the names that have an army or
    a government here, whether or not a list knows them as countries, `companies` those that do what companies do.
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
    nations: frozenset[str] = frozenset()
    companies: frozenset[str] = frozenset()

    @cached_property
    def norm(self) -> float:
        """The length of its vector of names."""
        return math.sqrt(math.fsum(w * w for w in self.names.values()))

    @cached_property
    def country(self) -> str:
        """The code of the country that the article names most; "" where it names none."""
        codes = [n for n in self.names if n.isupper()]
        return min(codes, key=lambda n: (-self.names[n], n)) if codes else ""


def context(article: str, published: datetime | None, title: str, dek: str | None, text: str) -> Context:
    """The context of one article; `article` is its id."""
    spoken = [s.text for s in sentences(text)]
    lead, body = _lead(spoken)
    weights: dict[str, float] = defaultdict(float)
    known = known_lowercase(text) | only_at_starts(f"{title}\n{dek or ''}\n{text}")
    in_focus = _focus_names(title, dek, lead, known)
    for part, texts in (("title", [title]), ("dek", [dek or ""]), ("lead", lead)):
        for name in {n for t in texts for n in names_in(t, known)}:
            weights[name] += WEIGHTS[part]
    counted = Counter(n for t in body for n in names_in(t, known))
    for name, count in counted.items():
        weights[name] += min(BODY_CAP, count * WEIGHTS["body"])
    focus = frozenset(n for n, w in weights.items() if w >= FOCUS and n in in_focus)
    whole = " . ".join((title, dek or "", text))
    located = _located(whole, known)
    told_of = topics(title, dek, text)
    firms = frozenset(companies(whole) & weights.keys()) - located if told_of & BUSINESS else frozenset[str]()
    leaders = firms or {n for n in weights if not n.isupper() and n not in located}
    opening = f"{title} . {' '.join(lead[:-1])}"
    return Context(
        article,
        published,
        dict(weights),
        told_of,
        focus,
        places=frozenset(n for n in focus & located if not n.isupper()),
        headline=frozenset(_focus_names(title, dek, [_undated(s) for s in lead[:-1] or lead], known)),
        leader=min(leaders, key=lambda n: (-weights[n], n)) if leaders else "",
        incident=incident(surroundings(opening, 0, 0), told_of, reach=len(opening)),
        nations=nations(whole),
        companies=firms,
    )


def _undated(sentence: str) -> str:
    """A first sentence without the place where it was written."""
    return sentence[len(dateline(sentence)) :]


def _lead(spoken: list[str]) -> tuple[list[str], list[str]]:
    """The opening, which is the first two sentences, and the rest; scraps ("1.", "How many?") do not count as sentences."""
    whole = [i for i, s in enumerate(spoken) if len(s.split()) >= SENTENCE_WORDS]
    end = whole[1] + 1 if len(whole) > 1 else len(spoken)
    return spoken[:end], spoken[end:]


def _located(text: str, known: frozenset[str]) -> frozenset[str]:
    """The names of which a third of the mentions stand after "in" or "near": places rather than bodies."""
    placed = Counter(n for m in _LOCATED.finditer(text) for n in names_in(m[1]))
    told = Counter(names_in(text, known))
    return frozenset(n for n, count in placed.items() if 3 * count >= told[n])


def _focus_names(title: str, dek: str | None, lead: list[str], known: frozenset[str]) -> set[str]:
    return {n for t in (title, dek or "", *lead) for n in names_in(t, known)}


def topics(title: str, dek: str | None, text: str) -> frozenset[str]:
    """The topics that an article's headline and opening, or else its text repeatedly, speak of (lexicon `topics`)."""
    first = next((s.text for s in sentences(text)), "")
    opening, whole = fold(" . ".join((title, dek or "", first))), fold(text)
    words = begun(f"{opening} {whole}")
    told = {t: pattern for t, pattern in _topics().items() if not words.isdisjoint(beginnings(pattern.pattern))}
    found = {t for t, pattern in told.items() if pattern.search(opening) or len(pattern.findall(whole)) > 2}
    return frozenset(found or {t for t, pattern in told.items() if pattern.search(whole)})


@cache
def _topics() -> dict[str, re.Pattern[str]]:
    return {t: re.compile(rf"\b(?:{'|'.join(words)})\b") for t, words in load("topics")["topics"].items()}
