"""A figure's features: everything that joining looks at, read from its claim and its article alone."""

from __future__ import annotations

import re
from datetime import datetime

from services.store.contexts import Context, context, name_key, names_in
from services.store.countries import countries_in, country, fold
from services.store.entities import bearer
from services.store.figures import Features, part_text
from services.store.lexicons import load
from services.store.measures import Measure, measure
from services.store.nouns import THINGS, group, predicate, subject
from services.store.places import clause, is_located, is_seat, is_small, place_keys, places_of
from services.store.senses import sense
from services.store.sentences import Sentence, sentence_at
from services.store.surroundings import FIGURE, Surroundings, core_length, pattern, surroundings
from shared.articles import Article
from shared.claims import Claim, Quantity

# Families of measures that happen somewhere; money and votes belong to the whole story.
PLACED = frozenset(
    [
        "harm",
        "move",
        "jobs",
        "damage",
        "protest",
        "arrest",
        "power",
        "illness",
        "deploy",
        "vaccine",
        "weather",
        "attack",
        "closure",
        "election",
    ]
)
COMPANY = frozenset(("jobs", "accounts", "money", "closure"))
ADDED = frozenset(("deployed", "hired", "doses"))  # measures of which a "further" number is another thing
UNKNOWN = Measure("", "", "special")


def article_context(article_id: str, article: Article) -> Context:
    """The context of an article under its id in the store."""
    return context(article_id, article.published, article.title, article.dek, article.text)


def figure_features(claim: Claim, quantity: Quantity, article: Article, about: Context) -> Features:
    """The features of one figure. `measure` is empty where nothing tells what it measures; the article before it may."""
    text = part_text(article, claim.part)
    sentence = sentence_at(text, quantity.start)
    start, stop = quantity.start - sentence.start, min(quantity.end, sentence.end) - sentence.start
    around = surroundings(sentence.text, start, stop)
    known = measure(quantity, around, about.topics) or UNKNOWN
    meant = sense(quantity, around, about.topics)
    if meant.part and known.name.startswith("~") and _counts_persons(around):
        known = UNKNOWN  # "43 people were killed, including 15 children": what happened to them was told before
    before = text[: sentence.start]
    told = _names_told(claim, sentence.text)
    open_, election = not known.name, "election" in about.topics
    if quantity.unit == "percent" and known.family == "election" and _compared(around):
        known = UNKNOWN  # "turnout was 77%, compared with 79%": told before
    places = _places(claim, quantity, known, sentence, start, before, about.leader)
    return Features(
        measure=known.name,
        family=known.family,
        unit=quantity.unit,
        subject=subject(quantity, around, known.subject),
        origin=_origin(quantity, around, known, sentence.text, start),
        places=places,
        small_place=bool(places) and is_small(sentence.text, places[0]),
        rate="" if known.name == "savings" or (known.family == "accounts" and meant.rate == "year") else meant.rate,
        period=_period(sentence.text, start, stop, article.published) or ("long" if meant.long else ""),
        entity=bearer(article.text, sentence.text, start, stop, before) if known.entity or (open_ and election) else "",
        incident=meant.incident if known.family == "harm" else "",
        part=meant.part,
        earlier=meant.earlier,
        extra=meant.extra and known.name in ADDED,
        place_is_part=known.place_is_part,
        contrast=meant.contrast,
        total=meant.total,
        foreign=_foreign(told, around, about, sentence.text),
        names=frozenset(told),
    )


_COMPARED = re.compile(r"\b(?:compared (?:with|to)|(?:up|down) from)(?: the| its| an?)? #fig")


def _compared(around: Surroundings) -> bool:
    """Whether the figure is set beside another one of the sentence."""
    found = _COMPARED.search(around.words)
    return found is not None and "#" in around.words[: found.start()].split()


def _counts_persons(around: Surroundings) -> bool:
    """Whether the noun behind the figure is one for persons."""
    counted = group(around.behind(5)) or group(predicate(around))
    return bool(counted) and counted not in THINGS


def _speakers(claim: Claim) -> frozenset[str]:
    """The name keys of the claimant and the relays."""
    names = (claim.source.canonical if claim.source else "", *claim.relays)
    return frozenset(name_key(word) for name in names for word in name.split())


def _places(
    claim: Claim, quantity: Quantity, known: Measure, sentence: Sentence, start: int, before: str, company: str
) -> tuple[str, ...]:
    """The extractor's place where the words bear it out, else the one that they name.

    `company` is the body that the article is about, no place.
    """
    if known.family not in PLACED and known.name and not known.name.startswith("~"):
        return ()
    corporate = known.family in COMPANY
    no_places = _speakers(claim) | ({company} if corporate else set())
    if known.family == "election" and (capital := _IN_THE_CAPITAL.search(sentence.text)) and capital.start() < start:
        return ("capital",)
    read: tuple[str, ...] = ()
    borne = _bears(sentence.text, quantity.place, start)
    if quantity.place and is_located(sentence.text, quantity.place):
        read = tuple(k for k in place_keys(quantity.place) if not (corporate and k == company))
    if read and borne and not read[0].isupper():
        return read
    if read and not borne and is_seat(sentence.text, sentence.text.find(f"in {quantity.place}")):
        read = ()
    found = places_of(sentence.text, start, before, no_places, company=corporate)
    elsewhere = not borne and _beyond_a_number(sentence.text, quantity, start)
    return found or _place_by_country(quantity, known, sentence.text, start) or (() if elsewhere else read)


_IN_THE_CAPITAL = re.compile(r"^(?:But |And )?[Ii]n the capital\b(?! of)")


def _bears(sentence: str, place: str | None, at: int) -> bool:
    """Whether the clause of position `at`, or the opening of its sentence, names the place."""
    begin, end = clause(sentence, at)
    if place and is_seat(sentence, sentence.find(f"in {place}")):
        return False
    return bool(place) and ((place or "") in sentence[begin:end] or (place or "") in sentence.split(",", 1)[0])


def _beyond_a_number(sentence: str, quantity: Quantity, start: int) -> bool:
    """Whether the sentence names the extractor's place, but with another number between, to which it belongs."""
    at = sentence.find(quantity.place) if quantity.place else -1
    if at < 0 or not quantity.place:
        return False
    stop = start + quantity.end - quantity.start
    between = sentence[stop:at] if at >= stop else sentence[at + len(quantity.place) : start]
    return bool(_ANOTHER.search(_without_years(between))) or ":" in between


def _place_by_country(quantity: Quantity, known: Measure, sentence: str, start: int) -> tuple[str, ...]:
    """The country that took refugees in, or whose jobs are cut: "Rwanda has taken in 15,600", "250 Irish jobs"."""
    begin, end = clause(sentence, start)
    if known.name == "refugees":
        return countries_in(sentence[begin:start])[-1:]
    if known.family == "jobs":
        behind = sentence[start + quantity.end - quantity.start : end].split()[:3]
        return countries_in(" ".join(behind))[:1]
    return ()


def _names_told(claim: Claim, sentence: str) -> list[str]:
    """The names in the sentence but those of the claimant and the relays."""
    return [n for n in names_in(sentence) if n not in _speakers(claim)]


_DEMONYM = r"([A-Z][a-z]+(?:ian|ean|ese|ish|an|i|ic|ch))s?"
_DEAD = r"(?:dead|deaths|losses|casualties|soldiers|troops|servicemen|fighters|forces|men|prisoners|wounded|fatalities)"
_COUNTED_PEOPLE = re.compile(rf"^\s*(?:more |other |[a-z]+ ){{0,2}}{_DEMONYM}(?:\s+(?:[a-z]+ )?{_DEAD}\b|(?! [A-Z])[\s,.;]|$)")
_PEOPLE_BEFORE = re.compile(
    rf"(?:{_DEMONYM}\s+(?:{_DEAD}|side|ranks|army)|(?:fallen|dead|killed|wounded|captured) {_DEMONYM})\b[^,;]{{0,25}}$"
)
_OWN_LOSSES = re.compile(
    r"([A-Z][a-z]+)(?:[’']s)?(?:,[^,]*,)? "
    r"(?:own |army |has |had |have |is |was |now |also |forces |said |says |it |they |that ){0,5}"
    r"(?:lost|loses?|losing|losses|loss of|admit(?:s|ted)|acknowledge[sd]?|conced(?:es|ed)"
    r"|suffer(?:ed|s|ing)?|sustain(?:ed|s)|said [\w ]{0,20}of its)\b[^.;]{0,40}$"
)


def _origin(quantity: Quantity, around: Surroundings, known: Measure, sentence: str, start: int) -> str:
    """The country whose people were counted ("North Korean soldiers", "soldiers from the DPRK", "Russia lost")."""
    if known.family not in ("harm", "deploy", "move"):
        return ""
    for words in (quantity.what or "", around.behind(6)):
        leading = countries_in(re.split(r"\b(?:in|into|to|across|near|at|for|by|against)\b", fold(words))[0])
        if leading:
            return leading[0]
    lost = around.nearest(pattern(*load("measures")["measure"]["casualties"]["military"]), 6.0)
    if lost and lost[1].start() < around.words.index(FIGURE):
        owner = countries_in(around.words[: lost[1].start()])
        if owner:
            return owner[-1]
    return _origin_by_form(sentence, start, start + core_length(quantity.text))


# "Tervia's defence ministry said 12 of its soldiers", "Tervia put its final death toll at 77 soldiers"
_SUBJECT = re.compile(
    r"(?:The )?([A-Z][a-z]+)(?:['’]s)?(?: [a-z]+){0,4}? (?:said|says|put|puts|admitted|admits|has|had|gave|gives)\b"
)
_OF_ITS = re.compile(r"^\W*(?:[a-z]+ ){0,2}of its (?:own )?(?:soldiers|troops|men|servicemen|forces|army|personnel|fighters)\b")
_ITS_LOSSES = re.compile(r"\bits (?:own |final |total |military )*(?:death toll|losses|dead|casualties|toll)\b[^,;.]{0,25}$")


def _origin_by_form(sentence: str, start: int, end: int) -> str:
    """The same for peoples that no list knows, by the form of the word: "Ostrian soldiers", "Velenese dead at 1,350"."""
    before, behind = sentence[:start], sentence[end:]
    owner = _SUBJECT.match(sentence)
    if owner and (_OF_ITS.match(behind) or _ITS_LOSSES.search(before)):
        return country(owner[1], seats=True) or name_key(owner[1])
    behind = re.sub(r"^\W*of its (?:own )?(?:soldiers|men|troops)", "", behind)
    for form, words in ((_COUNTED_PEOPLE, behind), (_PEOPLE_BEFORE, before), (_OWN_LOSSES, before)):
        found = form.search(words)
        if found:
            at = next(i for i, group in enumerate(found.groups(), 1) if group)
            name, first = found[at], words[: found.start(at)].split()[-1:]
            whole = country(f"{first[0]} {name}") if first else None
            return whole or country(name, seats=True) or re.sub(r"(?:ese|ish)$", "", name_key(name))
    return ""


_YEAR = re.compile(r"\b(?:in|of|during|from|for) (?:the )?(?:[a-z]+ ){0,2}((?:19|20)\d\d)\b", re.I)
_YEARS_AGO = re.compile(
    r"\b(?P<one>last year(?!['’]s (?!\d))|a year (?:ago|earlier|before))\b"
    r"|\b(?P<n>two|three|four|five|six|seven|eight|ten) years (?:ago|earlier|before)\b"
    r"|\b(?P<last>last time|(?:at |in )?the (?:last|previous|preceding) (?:[a-z]+ )?"
    r"(?:election|vote|poll|war|flood|floods|quake))\b",
    re.I,
)
_NUMBERED = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
_ANOTHER = re.compile(r"(?<![\w.,])\d[\d.,]*(?!\d|st\b|nd\b|rd\b|th\b)")


def _period(sentence: str, start: int, stop: int, published: datetime | None) -> str:
    """The year that a figure speaks of where it is not that of the article ("in the floods of 2019", "four years ago").

    A year behind another number belongs to that one: "27.9%, down from 31.4% in 2023".
    """
    if not published:
        return ""
    for match in _YEAR.finditer(sentence):
        since = re.search(r"\bsince\b", sentence[: match.start()][-12:])
        if int(match[1]) < published.year and not since and _belongs(sentence, match.span(), start, stop):
            return match[1]
    for match in _YEARS_AGO.finditer(sentence):
        told = re.search(r"\b(?:announced|unveiled|presented|planned|agreed|launched) $", sentence[: match.start()])
        if not told and _belongs(sentence, match.span(), start, stop):
            if match["last"]:
                return "before"
            return str(published.year - (1 if match["one"] else _NUMBERED[match["n"].lower()]))
    return ""


def _belongs(sentence: str, time: tuple[int, int], start: int, stop: int) -> bool:
    """Whether words of time speak of the figure from `start` to `stop`: no other number stands between.

    Words of time that open the sentence speak of all in it.
    """
    if time[0] >= stop:
        return not _ANOTHER.search(_without_years(sentence[stop : time[0]]))
    if time[0] < 4:
        return True
    between = sentence[time[1] : start]
    behind = sentence[: time[0]]
    return not _ANOTHER.search(_without_years(between)) and not _close_behind_a_number(behind)


def _close_behind_a_number(words: str) -> bool:
    """Whether words end on a number and at most three words more, which the time that follows then belongs to."""
    return bool(_ANOTHER.search(_without_years(" ".join(words.split()[-4:]))))


def _without_years(words: str) -> str:
    return re.sub(r"\b(?:19|20)\d\d\b", "", words)


# Another body that speaks of itself: "Norvik Motors said it would cut".
_OTHER_BODY = re.compile(
    r"([A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)(?:,[^,]*,)? (?:also )?(?:said|announced|says|disclosed|confirmed|reported)"
    r"(?: (?:on|last|in|this) \w+)?"
    r"(?: that)? (?:it|they) (?:would|will|was|were|is|had|has|planned|plans|intends)"
)


def _foreign(told: list[str], around: Surroundings, about: Context, sentence: str) -> tuple[str, ...]:
    """Names of another event or body that the sentence turns to: none of the article's focus, and a cue that it turns away."""
    other = _OTHER_BODY.search(sentence)
    if other:
        names = names_in(other[1])
        if names and not names[0].isupper() and not any(about.names.get(n, 0) >= 2 for n in names):
            return tuple(dict.fromkeys(names))
    turn = re.search(r"\b(?:[Rr]ivals?|[Cc]ompetitors?|[Nn]eighbou?ring)\b", sentence)
    if turn:
        names = [n for n in names_in(sentence[turn.end() :]) if n not in about.focus]
        return tuple(dict.fromkeys(names))
    if any(n in about.focus for n in told) or not pattern(*load("subjects")["cues"]["elsewhere"]).search(around.words):
        return ()
    return tuple(dict.fromkeys(told))
