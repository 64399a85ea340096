"""What stands before a figure that it measures: a noun it belongs to, what moved, or the subject of its verb."""

from __future__ import annotations

from services.extract.claims.amounts import Amount
from services.extract.claims.lexical import FINITE, NOUNS
from services.extract.claims.numerals import FRACTIONS
from services.extract.claims.phrases import AUXILIARIES, CALENDAR, Phrase, extended, phrase_from, phrase_until
from services.extract.claims.tokens import Token
from services.extract.claims.units import unit_after
from services.extract.claims.verbs import before_time, subject_before, verb_before
from services.extract.lexicons import load

_LEX = {name: frozenset(words.split()) for name, words in load("counting").items()}
_NO_OBJECTS = CALENDAR | {"times"}
_NO_HEADS = _LEX["no_heads"] | FRACTIONS.keys()
_AMOUNTING = frozenset(("amount", "amounts", "amounted", "amounting", "come", "comes", "came"))
_APPEALS = frozenset(("appeal", "bid", "tender", "contract", "order", "bill"))
_CLAUSE = 40  # tokens before a participle in which its clause stands
_HEADLINE_VERBS = frozenset(("hits", "reaches", "tops", "nears"))  # plurals to the tagger at times
COPULAS = frozenset(("is", "was", "are", "were", "be", "been"))


def mover(tokens: list[Token], direct: Phrase, end: int) -> Phrase | None:
    """The thing that moves in "a 10% increase in the price"; the phrase itself where it is no movement; None where unknown."""
    if tokens[direct[1] - 1].lower not in _LEX["movements"]:
        return direct
    if direct[1] < end and tokens[direct[1]].lower in ("in", "of", "on", "to", "for"):
        inner = phrase_from(tokens, direct[1] + 1, end)
        if inner is not None:
            return extended(tokens, inner, end)
    return None


def measured(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """The phrase that the figure measures: "a fine of $500", "the number of casualties surpassed a thousand"."""
    head = headed(tokens, amount, start)
    before = _past_idle(tokens, amount.first - 1, start)
    if head is not None or before <= start:
        return head
    if amount.unit is not None and (tokens[before].tag in ("NN", "NNS") or tokens[before].lower in _HEADLINE_VERBS):
        return _noun_before(tokens, before, start)
    listed = amount.unit is not None and amount.unit.kind == "share" and tokens[before].tag == "NNP"
    if listed and tokens[before - 1].lower in (",", "and", ";"):
        return before, before + 1  # "Norvik fell 4 percent, Halvik 3 percent and Lund 2 percent"
    words = [token.lower for token in (tokens[max(start, before)], *tokens[amount.first : amount.core])]
    measuring = any(word in _LEX["measuring"] for word in words)
    if words[:1] in (["to"], ["from"]):
        changing = any(token.lower in _LEX["changes"] for token in tokens[max(start, before - 6) : before])
        driven = words[0] == "to" and any(token.lower in _LEX["driving"] for token in tokens[max(start, before - 9) : before])
        measuring = changing or driven or tokens[before - 1].lower in _AMOUNTING
    elif words[:1] == ["number"]:
        measuring = tokens[before - 1].lower == "to"  # "a force that was to number 5,000"
    if not measuring:
        return None
    moved = object_before(tokens, amount, start) if words[:1] in (["to"], ["at"], ["by"], ["from"]) else None
    return moved or subject(tokens, amount, start)


def _noun_before(tokens: list[Token], at: int, start: int) -> Phrase | None:
    """The phrase whose noun stands right before the figure; the subject where it is a verb in spite of its tag."""
    link = tokens[at - 1]
    verbal = link.tag in ("WDT", "MD", "TO") or link.lower in ("to", "that", "which", "who")
    if verbal and tokens[at].lower in _LEX["measuring"] | _LEX["costing"]:  # "kits that cost $50", "to average 2%"
        return subject_before(tokens, at - (link.lower == "to"), start)
    if link.tag in NOUNS and tokens[at].lower in _LEX["measuring"] | _LEX["costing"]:
        return subject_before(tokens, at, start)  # "turnout hits 60%"
    return None if tokens[at].lower in _LEX["no_heads"] or tokens[at - 1].lower == "told" else phrase_until(tokens, at, start)


def headed(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """The phrase before "of", "at", "worth" or a colon: "a fine of $500", "Attendance: 12,000"."""
    before = amount.first - 1
    if before <= start:
        return None
    appealed = tokens[before].lower == "for" and tokens[before - 1].lower in _APPEALS  # "its appeal for $145m"
    if appealed or (tokens[before].lower in ("ranging", "varying") and tokens[before - 1].tag in NOUNS):
        return phrase_until(tokens, before - 1, start)
    if tokens[before].lower == "at" and tokens[before - 1].text == "," and amount.unit is not None:
        return phrase_until(tokens, before - 2, start)  # "inflation, at 4%, stayed high"
    if before - 1 > start and (tokens[before].lower, tokens[before - 1].tag, tokens[before - 2].tag) == ("of", "VBZ", "JJ"):
        return before - 2, before  # "annual returns of 5 per cent": a noun in spite of its tag
    counted_of = amount.unit is not None or tokens[before - 1].tag != "NNS" or tokens[before].lower != "of"
    if tokens[before].lower in ("of", "at", ":", "worth", "(") and tokens[before - 1].tag in NOUNS and counted_of:
        bracketed = tokens[before].text == "(" and unit_after(tokens, before - 1, before) is not None  # "5 inches (127 mm)"
        mark = amount.unit is not None and amount.unit.kind == "share" and tokens[before - 1].lower in _LEX["marks"]
        dated = before_time(tokens, before - 1, start) != before - 1  # "closed on Friday at $12"
        idle = bracketed or mark or dated or tokens[before - 1].lower in _NO_HEADS
        return None if idle else phrase_until(tokens, before - 1, start)
    return None


def object_before(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """ "cut emissions 42.6 per cent", "raised rates by 25 basis points"."""
    before = _past_idle(tokens, amount.first - 1, start)
    if before - 1 > start and tokens[before].lower == "by" and tokens[before - 1].lower in ("up", "down"):
        before -= 1  # "push prices up by 40%"
    if before > start and tokens[before].lower in ("by", "to", "at", "from", "up", "down"):
        before = before_time(tokens, _past_start(tokens, before - 1, start, by=tokens[before].lower == "to"), start)
    found = phrase_until(tokens, before, start) if before >= start else None
    if found is not None and tokens[found[0] - 1].lower in ("told", "tells"):
        return None  # "told reporters 40 mm had fallen"
    if found is not None and tokens[found[0] - 1].lower == "in" and tokens[found[0]].tag == "NNP":
        return None  # "closed in Lund at $12"
    if found is None or tokens[before].lower in _NO_OBJECTS or unit_after(tokens, before, before + 1) is not None:
        return None  # "edged down a tenth of a percentage point to 3%", "gusting at times to 60 mph"
    return found if _is_gapped(tokens, amount, found, start) or verb_before(tokens, found[0], start) is not None else None


def _past_idle(tokens: list[Token], at: int, start: int) -> int:
    """Before a quotation mark or a word that only opens a range: "put it at | “slightly above 40”", "at | anything between"."""
    while at > start and (tokens[at].text in "“\"‘'" or tokens[at].lower in ("anything", "anywhere", "somewhere")):
        at -= 1
    return at


def _is_gapped(tokens: list[Token], amount: Amount, found: Phrase, start: int) -> bool:
    """Whether a thing joined by "and" has its verb with the one before: "beef was up by 9% and chocolate by 5%"."""
    joined = found[0] - 1 > start and tokens[found[0] - 1].lower in ("and", "but", ",", "while")
    return joined and found[1] == amount.first - 1 and tokens[amount.first - 1].lower == "by"


def _past_start(tokens: list[Token], at: int, start: int, *, by: bool) -> int:
    """Before what something moved from or by: "its forecast for growth | from 2% | to 3%", "its rate | by a point | to 4%"."""
    behind = next(
        (n for n in range(at, max(start, at - 5), -1) if tokens[n].lower == "from" or (by and tokens[n].lower == "by")), None
    )
    moved = behind is not None and any(token.kind == "number" or token.lower in FRACTIONS for token in tokens[behind : at + 1])
    return behind - 1 if moved and behind is not None else at


def before_degree(tokens: list[Token], amount: Amount, start: int) -> int:
    """The word before the amount, past one of degree: "wages were | up 2.1 percent", "losses could be | nearer £20m"."""
    before = amount.first - 1
    return before - (before > start and tokens[before].lower in ("up", "down", "nearer", "closer"))


def subject(tokens: list[Token], amount: Amount, start: int) -> Phrase | None:
    """The subject of the verb or copula that leads to the figure; never a period, nor who tells a share."""
    before = before_degree(tokens, amount, start)
    linked = before > start and tokens[before].lower in COPULAS
    verb = before if linked else verb_before(tokens, amount.core, start)
    if verb is None:
        verb = next(
            (n for n in range(amount.core - 1, max(start, amount.core - 8), -1) if tokens[n].lower in AUXILIARIES), None
        )
    if verb is None:
        return None
    idle = _LEX["telling"] if amount.unit is not None and amount.unit.kind == "share" else _LEX["only_telling"]
    passive = tokens[verb - 1].lower in AUXILIARIES  # "damage is estimated at $3m"
    if amount.unit is not None and tokens[verb].lower in idle and (idle is _LEX["telling"] or not passive):
        return None  # "the poll found 57% want it": what tells the share is not what it is of
    if tokens[verb].tag == "VBG" and verb > start and tokens[verb - 1].text == ",":
        verb = _main_verb(tokens, verb, start) or verb  # "the bond fell in May, hitting 16%"
    personal = amount.unit is not None and amount.unit.kind == "measure" and verb > start and tokens[verb - 1].tag == "PRP"
    if personal and tokens[verb - 1].lower == "it" and not linked and tokens[verb].lower not in COPULAS:
        return None  # "it rained 5 inches"
    found = (verb - 1, verb) if personal else subject_before(tokens, verb, start)
    found = found if found is None or not is_period(tokens, found) else None
    return _antecedent(tokens, verb, start, sure=found is None) or found


def _antecedent(tokens: list[Token], verb: int, start: int, *, sure: bool) -> Phrase | None:
    """What moves where a relative clause tells which is meant: "the number of those | who had asthma | rose by 25 percent".

    Not `sure`, it is none behind a verb of telling, which may have the moving thing after it ("who ran it said sales rose").
    """
    if tokens[verb].lower not in _LEX["changes"] or tokens[verb].tag not in ("VBD", "VBZ", "VBP"):
        return None
    verbs = 0
    for at in range(verb - 1, max(start, verb - _CLAUSE), -1):
        token = tokens[at]
        if token.text in ",;:—–()" or (token.lower in _LEX["telling"] and not sure and tokens[at + 1].tag != "PRP"):
            return None
        if token.lower == "who" and verbs:
            those = at - 3 > start and tokens[at - 1].lower == "those" and tokens[at - 2].lower == "of"
            return phrase_until(tokens, at - 3, start) if those else subject_before(tokens, at + 1, start)
        verbs += token.tag in FINITE
    return None


def _main_verb(tokens: list[Token], participle: int, start: int) -> int | None:
    """The first finite verb of the clause on which a participle behind a comma hangs."""
    for at in range(participle - 2, max(start, participle - _CLAUSE) - 1, -1):
        if tokens[at].text in ";:—–":
            start = at + 1
            break
    return next((at for at in range(start, participle) if tokens[at].tag in ("VBD", "VBZ", "VBP")), None)


def away_from(tokens: list[Token], amount: Amount, at: int, start: int, end: int) -> Phrase | None:
    """What lies so far from elsewhere: "its main plant, 25 km (16 miles) north of Lund", "the train was 29 miles from it"."""
    if at < end and tokens[at].text == "(":
        at = next((n + 1 for n in range(at + 1, min(end, at + 6)) if tokens[n].text == ")"), at)
    if at >= end or tokens[at].lower not in _LEX["directions"]:
        return None
    before = amount.first - 1
    if before > start and tokens[before].lower in ("located", "situated"):
        before -= 1
    if before > start and tokens[before].text == ",":
        return phrase_until(tokens, before - 1, start)
    return subject(tokens, amount, start) if before > start and tokens[before].lower in COPULAS else None


def is_period(tokens: list[Token], phrase: Phrase) -> bool:
    """Whether a phrase is a stretch of time or a share, and nothing measured: "the past 12 months", "65 percent were"."""
    unit = unit_after(tokens, phrase[1] - 1, phrase[1])
    return tokens[phrase[1] - 1].lower in ("half", "quarter") or (unit is not None and unit.unit.kind in ("time", "share"))
