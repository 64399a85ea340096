"""Finding who speaks: the subject before a cue verb, or that of its clause, among the items of a view."""

from __future__ import annotations

from services.extract.claims import cues
from services.extract.claims.apposition import across_apposition, antecedent
from services.extract.claims.lexical import (
    ADJECTIVES,
    DOCUMENTS,
    NOUNS,
    PARTICLES,
    can_speak,
    ends_name,
    is_name_word,
    is_role,
    is_verb,
)
from services.extract.claims.phrase_walk import CONNECTIVES, Subject, is_ly, phrase_ending, time_phrase_ending
from services.extract.claims.text import Token

BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "'s", "'re"])
_BEFORE_NOUN = NOUNS | ADJECTIVES | {"DT", "PRP$", "VBN", "CD", "POS"}
_NO_NAMES = cues.PREPOSITIONS | cues.TIME_WORDS
_ROLE = 16  # items of a role behind a name
_RELATED = 12  # items of a relative clause before its second verb
_INSERTED = 30  # items of an insertion between dashes
LEADING_TO = frozenset(["appears", "appear", "appeared", "seems", "seem", "seemed", "continues", "continued", "continue", "on"])


def left_of(items: list[Token], verb: int) -> Subject | None:
    """The subject that ends right before the verb at `verb`, across adverbs, auxiliaries and appositions."""
    at = _skip_left(items, verb - 1)
    if at < 0:
        return None
    token = items[at]
    if token.text in (",", "—", "–"):
        return across_apposition(items, at) if token.text == "," else _across_insertion(items, at)
    if token.lower in cues.RELATIVES | {"that"} and not token.text.isupper():
        return _document_that(items, at) if token.lower == "that" else antecedent(items, at)
    if token.kind == "sign" and token.text not in (")", "’", "'", ".", "&", "“”"):
        return None
    if token.lower in CONNECTIVES or token.lower in cues.PREPOSITIONS or token.lower in cues.BREAKS:
        return None
    found = phrase_ending(items, at)
    return found and (_described(items, found) or _introduced(items, at) or found)


def _document_that(items: list[Token], that: int) -> Subject | None:
    """The document that "that" stands for: "radar data from Norway that suggested"."""
    noun = next((at for at in range(that - 1, max(-1, that - 5), -1) if items[at].lower in DOCUMENTS), None)
    if noun is None or any(is_verb(token) or token.kind == "sign" for token in items[noun + 1 : that]):
        return None
    first = noun
    while first > 0 and items[first - 1].tag in _BEFORE_NOUN:
        first -= 1
    return Subject(first, that - 1, that)


def _described(items: list[Token], found: Subject) -> Subject | None:
    """The name whose description lacks its second comma: `"...," Ana Reis, a geographer at Halvik College told`."""
    first, last = found.first, found.last
    if (
        first < 2
        or items[first].lower not in ("a", "an")
        or items[first - 1].text != ","
        or can_speak(items, first, last) != "person"
    ):
        return None
    begin = first - 1
    while begin > 0 and (is_name_word(items[begin - 1]) or items[begin - 1].lower in PARTICLES):
        begin -= 1
    placed = items[begin].lower in cues.PREPOSITIONS or items[first - 2].lower in cues.TIME_WORDS  # "On Friday, a doctor said"
    opens = not placed and (begin == 0 or items[begin - 1].tag == "QUOTE")
    return Subject(begin, first - 2, begin) if opens and first - 1 - begin > 1 and ends_name(items, begin, first - 2) else None


def _introduced(items: list[Token], last: int) -> Subject | None:
    """The name behind a quotation or at the head, with a role behind its one comma: `"...," Ana Reis, head of it told`."""
    comma = next((at for at in range(last, max(0, last - _ROLE), -1) if items[at].text == ","), 0)
    begin = comma
    while begin > 0 and (is_name_word(items[begin - 1]) or items[begin - 1].lower in PARTICLES):
        begin -= 1
    name, role = items[begin:comma], items[comma + 1 : last + 1]
    if (begin and items[begin - 1].tag != "QUOTE") or len(name) < 2 or not role or not ends_name(items, begin, comma - 1):
        return None
    if any(token.lower in _NO_NAMES for token in name):
        return None  # "On Wednesday, envoys for the north defended it"
    plain = role[0].text.islower() and is_role(items, comma + 1, last) and not any(is_verb(token) for token in role)
    return Subject(begin, comma - 1, begin) if plain else None


def _opening_dash(items: list[Token], closing: int) -> int:
    """The dash that opens the insertion which ends at `closing`; 0 where there is none."""
    for at in range(closing - 1, max(0, closing - _INSERTED), -1):
        if items[at].text in ("—", "–"):
            return at
        if items[at].tag == "QUOTE" or items[at].text in (";", ":"):
            return 0
    return 0


def _across_insertion(items: list[Token], closing: int) -> Subject | None:
    """The subject before an insertion between dashes ("Ana Reis, founder of Norvik — which owns the mill — told")."""
    dash = _opening_dash(items, closing)
    subject = left_of(items, dash) if dash else None
    comma = next((at for at in range(dash - 1, max(0, dash - _INSERTED), -1) if items[at].text == ","), 0)
    if comma and subject is not None and ends_name(items, 0, comma - 1) and is_role(items, comma + 1, dash - 1):
        return Subject(0, comma - 1, 0)
    return subject


def _skip_left(items: list[Token], at: int) -> int:
    """Step left over adverbs, auxiliaries and a time phrase between subject and verb."""
    while at >= 0:
        token = items[at]
        low = token.lower
        if (
            (low in cues.AUXILIARIES and token.text != "May")
            or _is_meanwhile(items, at)
            or (low in cues.ADVERBS and (low not in ("all", "both") or (at and items[at - 1].tag in NOUNS)))
            or is_ly(token)
        ):
            at -= 1
            continue
        if low == "to" and at >= 1 and items[at - 1].lower in LEADING_TO:
            at -= 1 if items[at - 1].lower != "on" else 2
            at -= 1
            continue
        if low == "out" and at and items[at - 1].lower in DOCUMENTS:  # "figures out on Friday"
            at -= 1
            continue
        time = time_phrase_ending(items, at)
        if time is None or time == 0:
            return at
        at = time - 1
    return at


def _is_meanwhile(items: list[Token], at: int) -> bool:
    """Whether "since" is the adverb of "has since confirmed"."""
    return items[at].lower == "since" and at > 0 and items[at - 1].lower in ("has", "have", "had")


def of_relative(items: list[Token], verb: int) -> Subject | None:
    """Whom a relative clause with a second verb tells of: "Ana Reis, a cleaner who takes two buses and says she pays 40"."""
    for at in range(verb - 1, max(0, verb - _RELATED), -1):
        if items[at].text in (",", ";", ":", "—", "–") or items[at].tag == "QUOTE":
            return None
        if items[at].lower == "who":
            return (
                antecedent(items, at) if any(token.tag in ("VBZ", "VBP", "VBD") for token in items[at + 1 : verb - 1]) else None
            )
    return None


def opening(items: list[Token], verb: int) -> Subject | None:
    """The subject of the clause that holds `verb`: the noun phrase before its first finite verb, behind opening phrases."""
    start = 0
    for at in range(verb):
        if items[at].text in (";", ":") or (items[at].tag == "QUOTE" and at + 1 < verb):
            start = at + 1
    return _first_subject(items, start, verb) or (_first_subject(items, 0, verb) if start else None)


def _first_subject(items: list[Token], start: int, verb: int) -> Subject | None:
    for at in range(start + 1, verb):
        token = items[at]
        verbal = is_verb(token) or (items[at - 1].text == "," and token.lower in cues.CUES and token.lower.endswith("ed"))
        if verbal and token.kind != "clitic" and not token.lower.endswith("ing"):
            subject = left_of(items, at)
            if subject and not _in_opening_phrase(items, subject, start):
                return subject
    return None


def _in_opening_phrase(items: list[Token], subject: Subject, start: int) -> bool:
    """Whether the subject belongs to a subordinate clause that opens the sentence ("When X resigned, ...")."""
    return subject.first > start and items[subject.first - 1].lower in cues.BREAKS | {"what", "how", "who", "which"} - {
        "but",
        "yet",
        "so",
    }


def auxiliary_chain(items: list[Token], at: int) -> list[str]:
    """Lower-case auxiliaries, adverbs and negations right before the verb, nearest first."""
    found = []
    for index in range(at - 1, max(-1, at - 6), -1):
        low = items[index].lower
        if items[index].text in ("May", "Daily", "Weekly"):
            break  # "in May put the toll at 40", "the People's Daily said"
        if low in cues.AUXILIARIES or low in cues.NEGATIONS:
            found.append(low)
        elif low not in cues.ADVERBS and not low.endswith("ly") and not _is_meanwhile(items, index):
            break
    return found


def is_joined(items: list[Token], at: int) -> bool:
    index = at - 1
    while index >= 0 and (
        items[index].lower in cues.ADVERBS or items[index].lower in cues.AUXILIARIES or items[index].lower.endswith("ly")
    ):
        index -= 1
    if index > 1 and items[index].text == ",":  # "and, given the data, expects"
        opening = next((back for back in range(index - 1, max(0, index - 25), -1) if items[back].text == ","), 0)
        return opening > 0 and items[opening - 1].lower in ("and", "but")
    return index >= 0 and items[index].lower in ("and", "but", "or", "then", "yet")


def first_person(items: list[Token], subject: Subject) -> bool:
    return subject.first == subject.last and items[subject.first].lower.partition("'")[0] in ("i", "we", "you", "me", "us")
