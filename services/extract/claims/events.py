"""The event that a figure tells of, as the base form of its verb: "kill", "lay off", "kill or wound"."""

from __future__ import annotations

from services.extract.claims.amounts import Amount
from services.extract.claims.lemmas import lemma
from services.extract.claims.phrases import AUXILIARIES, VERBS, Phrase
from services.extract.claims.sums import EVENT_NOUNS, PLIGHTS
from services.extract.claims.tokens import Token
from services.extract.claims.verbs import verb_after, verb_before
from services.extract.lexicons import load

_LEX = {name: frozenset(words.split()) for name, words in load("counting").items()}
_IDIOMS: dict[str, str] = load("events")["idioms"]
_SMALL = {name: frozenset(words.split()) for name, words in load("events")["small"].items()}
PEOPLE_VERBS = _SMALL["people_verbs"]
PEOPLE_EVENTS = _SMALL["people_events"] | PEOPLE_VERBS
_LINKS = _SMALL["links"]
_SINGULAR = {"lives": "life", "homes": "home", "jobs": "job", "ballots": "ballot", "votes": "vote"}  # nouns of idioms
_REACH = 7  # tokens behind a verb in which the noun of its idiom stands
_OPENERS = frozenset(("that", "and", "but", "while", "as", "because", "after", "when", "if", "which", "where", "than"))


def event_of(tokens: list[Token], amount: Amount, phrase: Phrase | None, start: int, end: int) -> str | None:
    """The event of `amount`, whose thing is `phrase`, within its sentence `tokens[start:end]`; None where no verb tells it."""
    behind = phrase is not None and phrase[0] >= amount.last
    after = max(amount.last, phrase[1]) if phrase is not None and behind else amount.last
    told = _plight(tokens, amount.last, end) or _plight(tokens, after, end)
    if told is not None:
        return told
    if phrase is not None and (named := EVENT_NOUNS.get(tokens[phrase[1] - 1].lower)):
        return named
    if after < end and tokens[after].tag == "VBN":
        return _named(tokens, after, end)
    return _by_verb(tokens, amount, after, start, end)


def _plight(tokens: list[Token], at: int, end: int) -> str | None:
    """What "dead", "still missing", "people are confirmed dead" say, links before it passed over."""
    cursor = at
    while cursor < min(end, at + 6) and (tokens[cursor].lower in _LINKS or tokens[cursor].tag == "RB"):
        cursor += 1
    if cursor >= end or tokens[cursor].lower not in PLIGHTS:
        return None
    event = PLIGHTS[tokens[cursor].lower]
    if cursor + 2 < end and tokens[cursor + 1].lower in ("or", "and") and tokens[cursor + 2].lower in PLIGHTS:
        return f"{event} {tokens[cursor + 1].lower} {PLIGHTS[tokens[cursor + 2].lower]}"
    return event


def _by_verb(tokens: list[Token], amount: Amount, after: int, start: int, end: int) -> str | None:
    bounding = any(token.tag in VERBS and token.lower in _LEX["measuring"] for token in tokens[amount.first : amount.core])
    left = verb_before(tokens, amount.core if bounding else amount.first, start)
    right = verb_after(tokens, after, end)
    telling = left is not None and tokens[left].lower in _LEX["telling"]
    if right is not None and (left is None or telling or opens_clause(tokens, amount.first, start)):
        return _named(tokens, _predicate(tokens, right, end), end)
    if left is not None:
        return None if tokens[left].lower in _LEX["only_telling"] else _named(tokens, left, end)
    return "have" if amount.first > start and tokens[amount.first - 1].lower in ("has", "have", "had") else None


def _predicate(tokens: list[Token], verb: int, end: int) -> int:
    """Past verbs that only link or tell: "are known to have died" is "died"; the verb itself where nothing follows."""
    if tokens[verb].lower not in _LINKS:
        return verb
    cursor = verb + 1
    while cursor < min(end, verb + 6) and (tokens[cursor].lower in _LINKS or tokens[cursor].tag in ("RB", "TO")):
        cursor += 1
    full = cursor < end and tokens[cursor].tag in ("VBN", "VB", "VBG") and tokens[cursor].lower not in AUXILIARIES
    return cursor if full else verb


def opens_clause(tokens: list[Token], first: int, start: int) -> bool:
    """Whether the figure stands where a subject stands: first, or after "that", "and", a comma or a quotation mark."""
    if first <= start:
        return True
    before = tokens[first - 1]
    return before.text in ',:;“"—–' or before.lower in _OPENERS


def _named(tokens: list[Token], verb: int, end: int) -> str:
    """The base form at `verb`, with its particle ("shoot down") or idiom ("lose their lives"); two joined verbs together."""
    name = PLIGHTS.get(tokens[verb].lower) or lemma(tokens[verb].lower)
    if verb + 2 < end and tokens[verb + 1].lower in ("or", "and"):
        other = tokens[verb + 2]
        if other.tag == tokens[verb].tag or other.lower in PLIGHTS:
            return f"{name} {tokens[verb + 1].lower} {PLIGHTS.get(other.lower) or lemma(other.lower)}"
    if verb + 2 < end and tokens[verb + 1].tag == "RP" and tokens[verb + 2].lower != "to":  # but "cut up to 40 jobs"
        return f"{name} {tokens[verb + 1].lower}"
    return _idiom(tokens, name, verb, end) or name


def _idiom(tokens: list[Token], name: str, verb: int, end: int) -> str | None:
    for token in tokens[verb + 1 : min(end, verb + 1 + _REACH)]:
        if token.text in ".;:," or token.lower in ("and", "but", "who", "that"):
            return None
        if found := _IDIOMS.get(f"{name} {_SINGULAR.get(token.lower, token.lower)}"):
            return found
    return None
