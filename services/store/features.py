"""A figure's features: everything that joining looks at, read from its claim and its article alone."""

from __future__ import annotations

import re
from dataclasses import replace

from services.store.contexts import Context, context
from services.store.employers import company_of
from services.store.entities import bearer
from services.store.figures import COMPANY, Features
from services.store.lexicons import load
from services.store.measures import Measure, measure
from services.store.names import names_in
from services.store.nouns import THINGS, group, predicate, stems, subject
from services.store.origins import origin
from services.store.periods import period
from services.store.places import is_small
from services.store.rounds import voting_round
from services.store.senses import sense
from services.store.spots import Spot
from services.store.surroundings import Surroundings, pattern
from services.store.whereabouts import whereabouts
from shared.articles import Article
from shared.claims import Claim, Quantity

OF_A_COUNTRY = frozenset(("harm", "deploy", "move", "damage", "attack", ""))  # families whose people or things have one
ADDED = frozenset(("deployed", "hired", "doses"))  # measures of which a "further" number is another thing
WHOLES = frozenset(
    ("seats", "employed", "registered", "hired")
)  # measures told as "60 of the 150", where the second is the whole
UNKNOWN = Measure("", "", "special")


def article_context(article_id: str, article: Article) -> Context:
    """The context of an article under its id in the store."""
    return context(article_id, article.published, article.title, article.dek, article.text)


def figure_features(claim: Claim, quantity: Quantity, article: Article, about: Context) -> Features:
    """The features of one figure. `measure` is empty where nothing tells what it measures; the article before it may."""
    spot = Spot(claim, quantity, article, about)
    sentence, start, stop, before, around = spot.sentence, spot.start, spot.stop, spot.before, spot.around
    known = measure(quantity, around, about.topics) or UNKNOWN
    meant = sense(quantity, around, about.topics)
    if meant.part and known.name.startswith("~") and _counts_persons(around):
        known = UNKNOWN  # "43 people were killed, including 15 children": what happened to them was told before
    told = _names_told(spot)
    if known.name and _WHOLE_OF.search(around.words):
        known = _whole(known, around)
    open_, election = not known.name, "election" in about.topics
    if _compared(around) and known.family in ("harm", "move", "election"):
        known = UNKNOWN  # "turnout was 77%, compared with 79%": told before
    places = whereabouts(spot, known)
    return Features(
        measure=known.name,
        family=known.family,
        unit=quantity.unit,
        subject=subject(quantity, around, known.subject),
        origin=origin(quantity, around, sentence.text, start, about.nations) if known.family in OF_A_COUNTRY else "",
        places=places,
        small_place=bool(places) and is_small(sentence.text, places[0]),
        rate="" if known.name == "savings" or (known.family == "accounts" and meant.rate == "year") else meant.rate,
        period=period(sentence.text, start, stop, article.published, accounts=known.family == "accounts")
        or ("long" if meant.long else ""),
        entity=company_of(spot)
        if known.family in COMPANY
        else bearer(article.text, sentence.text, start, stop, before, spot.speakers)
        if known.entity or (open_ and election)
        else "",
        incident=meant.incident if known.family == "harm" else "",
        part=meant.part,
        earlier=meant.earlier,
        extra=meant.change or (meant.extra and known.name in ADDED),
        place_is_part=known.place_is_part,
        contrast=meant.contrast,
        round=voting_round(around, article.published) if known.family == "election" or (open_ and election) else "",
        total=meant.total,
        sum=meant.sum,
        later=meant.later,
        foreign=() if known.family == "money" else _foreign(told, around, about, sentence.text),
        names=frozenset(told),
        what=tuple(stems(quantity.what or "").split()),
        event=stems(quantity.event or ""),
        near=_near_words(sentence.text[:start], sentence.text[stop:]),
    )


_TELLS_NOTHING = frozenset(load("measures")["tells_nothing"])


def _near_words(left: str, right: str) -> frozenset[str]:
    """The stems of the telling words next to a figure in its sentence: three before it, four behind it."""
    before, behind = ([w for w in re.findall(r"[a-z]{3,}", side.lower()) if w not in _TELLS_NOTHING] for side in (left, right))
    return frozenset(stems(" ".join(before[-3:] + behind[:4])).split())


_WHOLE_OF = re.compile(
    r"#(?! and).*\bout of (?:(?:the|its|their|about|some) )*#fig"
    r"|# of (?:(?:its|their|the|his|her|all|some|about|a total of|every) )*#fig"
)


def _whole(known: Measure, around: Surroundings) -> Measure:
    """What the second number of "1,200 of its 7,400 staff" measures: the whole that the first is a part of."""
    if known.family == "jobs" and not around.behind(1).startswith("job"):
        return replace(known, name="employed")
    return known if known.name in WHOLES or known.name.startswith("~") else replace(known, name=f"{known.name} of")


_COMPARED = re.compile(r"\b(?:compared (?:with|to)|(?:up|down) from)(?: the| its| an?)? #fig")


def _compared(around: Surroundings) -> bool:
    """Whether the figure is set beside another one of the sentence."""
    found = _COMPARED.search(around.words)
    return found is not None and "#" in around.words[: found.start()].split()


def _counts_persons(around: Surroundings) -> bool:
    """Whether the noun behind the figure is one for persons."""
    counted = group(around.behind(5)) or group(predicate(around))
    return bool(counted) and counted not in THINGS


def _names_told(spot: Spot) -> list[str]:
    """The names in the sentence but those of the claimant and the relays."""
    return [n for n in names_in(spot.sentence.text) if n not in spot.speakers]


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
