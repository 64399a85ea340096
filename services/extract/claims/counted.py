"""What a figure counts or measures, in the article's own words, and the event it tells of."""

from __future__ import annotations

from dataclasses import dataclass

from services.extract.claims.amounts import Amount
from services.extract.claims.context_units import bounds_age
from services.extract.claims.events import PEOPLE_VERBS, event_of
from services.extract.claims.following import following, past_inset
from services.extract.claims.lemmas import lemma
from services.extract.claims.lexical import NOUNS
from services.extract.claims.measured import COPULAS, away_from, measured, mover, object_before, subject
from services.extract.claims.numerals import after_hyphen
from services.extract.claims.phrases import VERBS, Phrase, defined, phrase_from, phrase_until
from services.extract.claims.priced import priced
from services.extract.claims.sums import PLIGHTS, sum_before, sum_behind
from services.extract.claims.tokens import Token
from services.extract.claims.verbs import subject_before, verb_before
from services.extract.lexicons import load

_LEX = {name: frozenset(words.split()) for name, words in load("counting").items()}
_LABEL = 10  # words that the label of a row may have
_SPENT = frozenset(("going", "spent", "earmarked", "allocated", "reserved"))
_THEM = frozenset(("them", "whom", "which", "those", "these", "us"))  # things told before


@dataclass(frozen=True, slots=True)
class Counted:
    """The thing (token positions, or null where no words here say it), the event, and whether it is people that are counted."""

    phrase: Phrase | None
    event: str | None
    people: bool = False


def counted(tokens: list[Token], amount: Amount, start: int, end: int) -> Counted:
    """What `amount` counts within its sentence `tokens[start:end]`, and its event; either may be unknown."""
    follower = after_hyphen(tokens, amount.last, end)
    group = _aged_group(tokens, amount, follower, start, end)
    if group is not None:
        return Counted(phrase_until(tokens, group, start), event_of(tokens, amount, None, start, end))
    them = follower + (follower < end and tokens[follower].lower == "of")
    if them < end and tokens[them].lower in (_THEM if them > follower else ("them", "whom")):  # "40 of them", "half them women"
        phrase = _said_to_be(tokens, them + 1, end) or _those(tokens, them, end) or _made_up(tokens, amount, start)
        return Counted(phrase, event_of(tokens, amount, phrase, start, end))
    if _is_headline_verb(tokens, amount, follower, end):
        return Counted(None, lemma(tokens[follower].lower), people=True)
    said = _said_to_be(tokens, follower, end) if amount.unit is None and _is_copula(tokens, follower, end) else None
    own = said or _own(tokens, amount, follower, end)  # "of those hurt, 40 are tenants", "40 tenants"
    labelled = _labelled(tokens, amount, start) if own is None else None
    if labelled is not None:
        return labelled
    summed = (sum_behind(tokens, amount, follower, end) or sum_before(tokens, amount, start)) if own is None else None
    if summed is not None:
        return Counted(summed.phrase, summed.event or event_of(tokens, amount, None, start, end))
    phrase = said or _apposed(tokens, amount, start, end) or _thing(tokens, amount, follower, own, start, end)
    return Counted(phrase, event_of(tokens, amount, phrase if said is None else None, start, end))


def _aged_group(tokens: list[Token], amount: Amount, at: int, start: int, end: int) -> int | None:
    """The last word for those whose ages are told: "staff aged 55", "sons younger than 18", "men 25 to 34 years old"."""
    if amount.first - 1 > start and tokens[amount.first - 1].lower in ("aged", "ages"):
        return amount.first - 2
    bounded = bounds_age(tokens, amount) or (amount.range and at < end and tokens[at].lower == "old")
    told = amount.first > start and tokens[amount.first - 1].tag in NOUNS
    return amount.first - 1 if bounded and told else None


def _own(tokens: list[Token], amount: Amount, at: int, end: int) -> Phrase | None:
    """The noun that belongs to the figure itself; none in "the 300 | the firm told of" and "above the 300 | mark"."""
    if amount.unit is not None and amount.unit.kind == "measure" and at + 1 < end and tokens[amount.first].lower == "within":
        return None  # "within 40 km of the town"
    told_of = amount.unit is None and at < end and (tokens[at].tag in ("DT", "PRP$") or tokens[at].lower in _LEX["thresholds"])
    return None if told_of or _is_whole_measure(tokens, amount, at, end) else following(tokens, at, end)


def _apposed(tokens: list[Token], amount: Amount, start: int, end: int) -> Phrase | None:
    """Those before a count set between commas: "most of these deaths, 244, were in the south"."""
    first, last = amount.first - 1, amount.last
    inset = amount.unit is None and first > start and last < end and tokens[first].text == tokens[last].text == ","
    return phrase_until(tokens, first - 1, start) if inset and tokens[first - 1].tag == "NNS" else None


def _labelled(tokens: list[Token], amount: Amount, start: int) -> Counted | None:
    """What the label of a row says: "Dead: at least 41 (agency), 52 (county)", "Cases in Halvik (2023): 20"."""
    colon = next((at for at in range(start + 1, min(amount.first, start + _LABEL)) if tokens[at].text == ":"), None)
    label = tokens[start:colon] if colon else []
    if not label or any(
        token.tag in VERBS - {"VBN", "VBG"} or token.kind == "sign" for token in label if token.text not in "()-"
    ):
        return None
    if any(token.tag in VERBS - {"VBN", "VBG"} for token in tokens[colon : amount.first]):
        return None  # a sentence behind a colon, no row
    plight = PLIGHTS.get(label[-1].lower)
    phrase = (start, start + 1) if plight and len(label) == 1 else phrase_from(tokens, start, colon or start)
    return Counted(phrase, plight or event_of(tokens, amount, phrase, start, amount.last)) if phrase else None


def _said_to_be(tokens: list[Token], at: int, end: int) -> Phrase | None:
    """Who those of "two of them were children" and "36 of them children" are; None where it is not said."""
    while at < end and tokens[at].lower in COPULAS:
        at += 1
    phrase = phrase_from(tokens, at, end) if at < end and tokens[at].tag in NOUNS | {"JJ", "DT"} else None
    return phrase if phrase is not None and tokens[phrase[1] - 1].tag == "NNS" else None


def _those(tokens: list[Token], at: int, end: int) -> Phrase | None:
    """Those of "two thirds of those at risk" and "one in six of those evacuated"."""
    if tokens[at].lower == "those" and at + 1 < end and tokens[at + 1].tag == "VBN":
        return at, at + 2
    if tokens[at].lower != "those" or at + 2 >= end or tokens[at + 1].tag != "IN":
        return None
    inner = phrase_from(tokens, at + 2, end)
    return (at, inner[1]) if inner is not None else None


def _made_up(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """Who is told to be a share of others: "graduates account for a third of those hired"."""
    verb = verb_before(tokens, amount.first, start)
    making = verb is not None and lemma(tokens[verb].lower) in ("account", "make", "represent", "comprise", "constitute")
    return subject_before(tokens, verb, start) if making and verb is not None else None


def _is_copula(tokens: list[Token], at: int, end: int) -> bool:
    """Whether the word at `at` says who those counted are: "40 are tenants"."""
    return at < end and tokens[at].lower in ("are", "were")


def _is_headline_verb(tokens: list[Token], amount: Amount, at: int, end: int) -> bool:
    """Whether the word behind a bare count is what people do: "12,000 march against cuts", "26,000 flee"."""
    if amount.unit is not None or at >= end or tokens[at].lower not in PEOPLE_VERBS or not tokens[at].text.islower():
        return False
    return at + 1 == end or tokens[at + 1].tag not in ("NN", "NNS", "HYPH")  # but "300 return tickets"


def _thing(tokens: list[Token], amount: Amount, at: int, direct: Phrase | None, start: int, end: int) -> Phrase | None:
    kind = amount.unit.kind if amount.unit is not None else None
    if direct is None and kind == "share" and (shared := _shared(tokens, amount, at, start, end)) is not None:
        return shared
    if kind is None:
        return direct or measured(tokens, amount, start)
    if direct is not None and (kind in ("share", "measure", "time") or amount.hyphen):
        whole = defined(tokens, direct, end) if kind == "share" and tokens[at].lower == "of" else direct
        return mover(tokens, whole, end) or measured(tokens, amount, start) or direct
    told = away_from(tokens, amount, at, start, end) if kind == "measure" else None
    told = told or _complement(tokens, amount, end) or (_term(tokens, amount, end) if kind == "time" else None)
    if told is not None:
        return told
    if kind == "money":
        return priced(tokens, amount, direct, start, end)
    return direct or measured(tokens, amount, start) or object_before(tokens, amount, start) or subject(tokens, amount, start)


def _term(tokens: list[Token], amount: Amount, end: int) -> Phrase | None:
    """What a term is served in or the time is of: "nine years in prison", "13 months in a work-release scheme"."""
    if amount.last >= end or tokens[amount.last].lower not in ("in", "on", "behind", "of"):
        return None
    inner = phrase_from(tokens, amount.last + 1, end)
    terms = inner is not None and any(token.lower in _LEX["duration_nouns"] for token in tokens[inner[0] : inner[1]])
    return inner if terms else None


def _shared(tokens: list[Token], amount: Amount, at: int, start: int, end: int) -> Phrase | None:
    """What a share without a noun is of: what it is knocked off ("a point off growth"), the word that is a noun in spite of its
    tag ("the 15% tariffs"), or the whole told before a comma ("Of the pupils who took part, just over half were girls")."""
    if at < end and tokens[at].lower == "off":
        return phrase_from(tokens, at + 1, end)
    if at + 1 < end and tokens[at].lower in _SPENT and tokens[at + 1].lower in ("to", "towards", "toward", "on", "for", "into"):
        return phrase_from(tokens, at + 2, end)  # "with 53% going towards roads"
    before = tokens[amount.first - 1] if amount.first > start else None
    if before is not None and before.lower == "the" and at < end and tokens[at].tag == "VBZ" and tokens[at].lower != "is":
        return at, at + 1
    told = before is not None and before.text == "," and tokens[start].lower in ("of", "among")
    return phrase_from(tokens, start + 1, amount.first - 1) if told else None


def _is_whole_measure(tokens: list[Token], amount: Amount, at: int, end: int) -> bool:
    """Whether a unit in the plural ends the figure: "3 pounds" measures no noun right behind it ("lost 3 pounds Monday")."""
    if amount.unit is None or amount.unit.kind != "measure" or amount.hyphen or at >= end:
        return False
    unit = tokens[amount.last - 1]
    return unit.tag == "NNS" and unit.lower.endswith("s") and tokens[past_inset(tokens, at, end)].lower != "of"


def _complement(tokens: list[Token], amount: Amount, end: int) -> Phrase | None:
    """What a figure that is a subject is said to be: "40 degrees is a danger", "$5 was the price"."""
    at = amount.last
    if at + 2 >= end or tokens[at].lower not in COPULAS or tokens[at + 1].tag != "DT":
        return None
    return phrase_from(tokens, at + 1, end)
