"""A figure's features: everything that joining looks at, read from its claim and its article alone."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from services.store.contexts import Context, context, name_key, names_in
from services.store.countries import countries_in, country, fold
from services.store.lexicons import load
from services.store.measures import Measure, Sense, measure, sense, subject, unit_family
from services.store.sentences import sentence_at, sentences
from services.store.surroundings import Surroundings, pattern, surroundings
from shared.articles import Article
from shared.claims import Claim, Comparator, Part, Quantity

PLACED = frozenset(
    {"harm", "move", "jobs", "damage", "protest", "arrest", "power", "illness", "deploy", "vaccine", "weather", "attack"}
)
MILITARY = frozenset({"soldiers", "fighters", ""})


@dataclass(frozen=True)
class Features:
    """What joining compares. Empty strings mean "not told". `places` are name keys, nearest first; `names` all of the sentence."""

    measure: str
    family: str
    unit: str
    subject: str = ""
    origin: str = ""
    places: tuple[str, ...] = ()
    rate: str = ""
    period: str = ""
    entity: str = ""
    incident: str = ""
    part: bool = False
    earlier: bool = False
    extra: bool = False
    place_is_part: bool = False
    foreign: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Figure:
    """A figure to be joined: its id, its place in time and reading order, who claims what, and its features.

    `id` is stable over re-extraction and edits elsewhere in the article (see `figure_id`). `claimant` is a speaker key.
    """

    id: str
    article: str
    part: Part
    position: int
    published: datetime | None
    low: float | None
    high: float | None
    comparator: Comparator
    claimant: str
    features: Features = field(compare=False)


def figure_id(article: str, part: Part, text: str, quantity: Quantity) -> str:
    """An id from the article, the part and the figure's number with its count among equal numbers there.

    Neither offsets nor the extractor's reading enter, so that what operators pinned survives re-extraction.
    """
    core = _number_words(quantity.text)
    nth = len(re.findall(rf"(?<![\w.,]){re.escape(core)}(?!\w)", text[: quantity.start].lower()))
    return hashlib.sha256(f"{article}\n{part}\n{core}\n{nth}".encode()).hexdigest()[:24]


def article_context(article_id: str, article: Article) -> Context:
    """The context of an article under its id in the store."""
    return context(article_id, article.published, article.title, article.dek, article.text)


def part_text(article: Article, part: Part) -> str:
    """The text into which the offsets of a claim of this part count."""
    return {"title": article.title, "dek": article.dek or "", "text": article.text}[part]


def figure_features(claim: Claim, quantity: Quantity, article: Article, about: Context) -> Features | None:
    """The features of one figure; null where nothing tells what it measures (see `inherited` in series)."""
    text = part_text(article, claim.part)
    sentence = sentence_at(text, quantity.start)
    stop = min(quantity.end, sentence.end)
    around = surroundings(sentence.text, quantity.start - sentence.start, stop - sentence.start)
    found = measure(quantity, around, about.topics)
    known = found or Measure("", "", "special")
    meant = sense(quantity, around, about.topics)
    told = _names_told(claim, sentence.text)
    return Features(
        measure=known.name,
        family=known.family,
        unit=quantity.unit,
        subject=subject(quantity, around, known.subject),
        origin=_origin(quantity, around, known),
        places=_places(quantity, claim, sentence.text, quantity.start - sentence.start)
        if known.family in PLACED or known.name[:1] == "~"
        else (),
        rate="" if known.name == "savings" else meant.rate,
        period=_period(sentence.text, quantity.end - sentence.start, article.published),
        entity=_entity(article, sentence.text, quantity.start - sentence.start, stop - sentence.start, text[: sentence.start])
        if known.entity
        else "",
        incident=meant.incident if known.family == "harm" else "",
        part=meant.part,
        earlier=meant.earlier,
        place_is_part=known.place_is_part,
        extra=meant.extra and known.name in ("deployed", "hired", "doses"),
        foreign=_foreign(claim, told, around, about, sentence.text),
        names=frozenset(told),
    )


def _number_words(words: str) -> str:
    """The number of a figure without its comparator: "more than 3,000" gives "3,000", "twenty-two people" "twenty-two"."""
    digits = re.search(r"\d[\d.,]*\d|\d", words)
    if digits:
        return digits[0]
    spelled = re.search(
        r"[a-z-]*(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|ty|hundred|thousand|million|dozen)[a-z-]*",
        words.lower(),
    )
    return spelled[0] if spelled else words.lower().split()[-1]


def _names_told(claim: Claim, sentence: str) -> list[str]:
    """The names in the sentence that are not the claimant's, its relays' or their office's."""
    speakers = {name_key(w) for n in (claim.source.canonical if claim.source else "", *claim.relays) for w in n.split()}
    return [n for n in names_in(sentence) if n not in speakers]


def _origin(quantity: Quantity, around: Surroundings, known: Measure) -> str:
    """The country whose people were counted ("North Korean soldiers", "soldiers from the DPRK", "Russia lost")."""
    if known.family not in ("harm", "deploy", "move"):
        return ""
    for words in (quantity.what or "", around.behind(6)):
        found = [c for c in countries_in(words) if not re.search(rf"\b(?:in|into|to|across|near|at)\b.*{c}", words)]
        leading = countries_in(re.split(r"\b(?:in|into|to|across|near|at|for|by|against)\b", fold(words))[0])
        if leading and found:
            return leading[0]
    lost = around.nearest(pattern(*load("measures")["casualties"]["military"]), 6.0)
    if lost and lost[1].start() < around.words.index("#fig"):
        owner = countries_in(around.words[: lost[1].start()])
        return owner[-1] if owner else ""
    return ""


_PLACE = re.compile(
    r"\b(?:in|at|near|around|across|outside|throughout|within|over|into|inside)\s+(?:[a-z]+ly\s+)?"
    r"((?:the\s+)?(?:(?:town|city|village|province|region|state|district|county|suburb|port|capital|island|valley|northern|southern|eastern|western"
    r"|central|north|south|east|west|neighbouring|nearby|plant|works|camp|hospital|streets)\s+(?:of\s+|at\s+|in\s+)?)*)([A-Z][\w’'-]+(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w’'-]+)*)"
)


def _places(quantity: Quantity, claim: Claim, sentence: str, at: int) -> tuple[str, ...]:
    """The places that the figure is about: the extractor's reading, else those named by "in X" in its clause, nearest first."""
    if quantity.place:
        return _place_keys(quantity.place)
    begin, end = _clause(sentence, at)
    speakers = {name_key(w) for n in (claim.source.canonical if claim.source else "", *claim.relays) for w in n.split()}
    found = []
    for match in _PLACE.finditer(sentence, begin, end):
        keys = _place_keys(match[2])
        if keys and not (set(keys) & speakers) and not _NO_PLACE.search(sentence[: match.start()][-14:] + " " + match[0]):
            found.append((abs(match.start() - at), keys))
    return min(found)[1] if found else ()


_NO_PLACE = re.compile(
    r"(?:head|chief|minister|ministry|president|governor|mayor|bank|university|institute|statement|interview|memo|king|bishop) of\b",
    re.I,
)


def _clause(sentence: str, at: int) -> tuple[int, int]:
    """The stretch around a figure that no semicolon, dash or "while/but" cuts off."""
    breaks = [m.start() for m in re.finditer(r";|\s[—–-]\s|,?\s(?:while|but|whereas)\s", sentence)]
    return max([0, *(b for b in breaks if b < at)]), min([len(sentence), *(b for b in breaks if b > at)])


@cache
def _place_keys(words: str) -> tuple[str, ...]:
    """A place's keys, most telling first: "Valdora province" gives its name, "Tarkan state" too; a country its code."""
    whole = country(words)
    if whole:
        return (whole,)
    return tuple(k for k in names_in(words) if k not in _PLACE_WORDS)


_PLACE_WORDS = frozenset({"province", "region", "state", "valley", "city", "town", "county", "district"})


def _period(sentence: str, behind: int, published: datetime | None) -> str:
    """The year that a figure speaks of where it is not that of the article ("in the floods of 2019", "last year")."""
    if not published:
        return ""
    for match in re.finditer(r"\b(?:in|of|during|from|for) (?:the )?(?:[a-z]+ ){0,2}((?:19|20)\d\d)\b", sentence):
        if int(match[1]) < published.year and not re.search(r"\bsince\b", sentence[: match.start()][-12:]):
            return match[1]
    if re.search(r"\b(?:last year|a year (?:ago|earlier|before))\b", sentence):
        return str(published.year - 1)
    return ""


_ROLES = (
    "president",
    "incumbent",
    "challenger",
    "opposition",
    "premier",
    "chancellor",
    "prime minister",
    "ruling party",
    "governor",
    "mayor",
    "senator",
)


def _entity(article: Article, sentence: str, start: int, end: int, before: str) -> str:
    """Whose votes or seats a figure counts: the candidate or party that the words nearest to it name, by family name."""
    candidates = [*_mentions(sentence, article)]
    after = [
        (s - end, k)
        for s, e, k in candidates
        if s >= end
        and re.match(r"\W*(?:of the vote[s]?|per ?cent|percent|%|of votes|votes)?\W*(?:for|to)\s+[\w ]{0,20}$", sentence[end:s])
    ]
    if after:
        return min(after)[1]
    prior = [(start - e, k) for s, e, k in candidates if e <= start and not _speaks(sentence, s, e)]
    if prior:
        return min(prior)[1]
    for earlier in reversed(sentences(before)[-3:]):
        told = [k for s, e, k in _mentions(earlier.text, article) if not _speaks(earlier.text, s, e)]
        if told:
            return told[0]
    later = [(s - end, k) for s, e, k in candidates if s >= end]
    return min(later)[1] if later else ""


def _speaks(sentence: str, start: int, end: int) -> bool:
    """Whether the name from `start` to `end` is there as a speaker or an office, not as what the figure counts for."""
    return bool(
        re.match(r"\W*(?:said|says|told|reported|according)", sentence[end:])
        or re.search(r"(?:according to|by)(?: the)? $", sentence[:start])
        or re.search(
            r"(?:commission|committee|court|council|agency|institute|bureau|ministry|police|authority|office)",
            sentence[start:end],
            re.I,
        )
    )


def _mentions(sentence: str, article: Article) -> list[tuple[int, int, str]]:
    """Names and roles in a sentence with the key of the candidate or party that they mean."""
    found = []
    for match in re.finditer(r"[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*", sentence):
        keys = [k for k in names_in(match[0]) if len(k) > 2]
        if keys and not country(match[0]) and not re.match(r"['’]s\b", sentence[match.end() - 2 :][:3]):
            found.append((match.start(), match.end(), keys[-1]))
    for match in re.finditer(rf"\b(?:[Tt]he )?(?:ruling |outgoing |sitting )?({'|'.join(_ROLES)})\b", sentence, re.I):
        holder = _holder(match[1].lower(), article.text)
        if holder and not re.match(r"\s+(?:\w+ )?[A-Z]", sentence[match.end() :]):
            found.append((match.start(), match.end(), holder))
    return found


@cache
def _holder(role: str, text: str) -> str:
    """The person whom the article introduces by a role: "Incumbent Viktor Malenko", "opposition leader Dana Reyes"."""
    match = re.search(rf"\b(?i:{role})(?: [a-z]+){{0,2}},? ((?:[A-Z][\w’'-]+ ?){{1,3}})", text)
    keys = names_in(match[1]) if match else []
    return keys[-1] if keys else ""


def _foreign(claim: Claim, told: list[str], around: Surroundings, about: Context, sentence: str) -> tuple[str, ...]:
    """Names of another event or body that the sentence turns to: none of the article's focus, and a cue that it turns away."""
    turn = re.search(r"\b(?:[Rr]ivals?|[Cc]ompetitors?|[Nn]eighbou?ring)\b", sentence)
    if turn:
        names = [n for n in names_in(sentence[turn.end() :]) if n not in about.focus]
        return tuple(dict.fromkeys(names))
    if any(n in about.focus for n in told) or not pattern(*load("subjects")["cues"]["elsewhere"]).search(around.words):
        return ()
    return tuple(dict.fromkeys(told))


__all__ = ["Features", "Figure", "Sense", "article_context", "figure_features", "figure_id", "part_text", "unit_family"]
