"""Subjects across commas: "X, a lawyer for Y, argued"; "the lawyer for Y, X, argued"; "X, who argued"."""

from __future__ import annotations

from services.extract.claims import cues
from services.extract.claims.lexical import DOCUMENTS, ORGANISATIONS, PARTY, VERBAL, can_speak, ends_name, is_name_word, is_role
from services.extract.claims.phrase_walk import Subject, clause_start, is_ly, is_scare, phrase_ending
from services.extract.claims.text import Token

_REACH = 80  # items looked at on either side of a cue
_OPENERS = frozenset(
    [
        "a",
        "an",
        "the",
        "who",
        "which",
        "whose",
        "one",
        "head",
        "formerly",
        "now",
        "then",
        "himself",
        "herself",
        "themselves",
        "including",
    ]
)


def across_apposition(items: list[Token], comma: int) -> Subject | None:
    """The subject before the verb that follows `comma`: "X, a lawyer for Y, argued"; "the lawyer for Y, X, argued"."""
    parts = _segments(items, comma)
    if not parts:
        return None
    first, last = parts[-1]
    titled = (
        is_role(items, first, first)
        and not is_role(items, last, last)
        and all(t.lower != "of" for t in items[first : last + 1])
    )
    plain = not is_role(items, first, last)
    if len(parts) > 1 and not PARTY.match(items[first].text) and not _is_place_of(items, parts, len(parts) - 1):
        body = items[parts[-2][1]].lower in ORGANISATIONS  # "The victims' group, Homes Justice, believes"
        named = ends_name(items, first, last) and (body or ((plain or titled) and _is_described(items, parts[-2])))
        if named or (_is_described(items, parts[-2]) and _ends_described(items, first, last)):
            return Subject(first, last, clause_start(items, parts[-2][0]))
    at = len(parts) - 1
    while at > 0 and (_is_appositive(items, *parts[at]) or _is_place_of(items, parts, at)):
        related = items[parts[at][0]].lower in cues.RELATIVES
        if not related and can_speak(items, *parts[at]) and _is_whole_clause(items, *parts[at - 1]):
            break  # "At least 40 died, a spokeswoman for the hospital, who ..., said"
        at -= 1
    if at == len(parts) - 1:
        opened = parts[0][0] > 0 and items[parts[0][0] - 1].tag == "QUOTE"
        if len(parts) == 1 or not opened:
            return None  # nothing in apposition: the comma closes something else
        at = 0  # `"...," X, from Truro, Cornwall, told`
    last = parts[at][1]
    return phrase_ending(items, last) if items[last].kind != "sign" or items[last].text == ")" else None


def _is_whole_clause(items: list[Token], first: int, last: int) -> bool:
    """Whether a stretch has a verb of its own, so that it is what is said and no name for an apposition to describe."""
    words = items[first : last + 1]
    return any(token.tag in ("VBD", "VBZ", "VBP", "MD", "VBN") for token in words[1:]) and not any(
        token.lower in cues.RELATIVES | {"that"} for token in words
    )


def _ends_described(items: list[Token], first: int, last: int) -> bool:
    """Whether a stretch is a description with a name at its end ("24-year-old student Ruth Banda")."""
    part = items[first : last + 1]
    if part[0].lower in ("a", "an", "the", "who", "whose") or not is_name_word(part[-1]) or len(part) < 3:
        return False
    return (
        is_role(items, first, last) and not is_role(items, last, last) and all(t.lower not in cues.PREPOSITIONS for t in part)
    )


def _is_place_of(items: list[Token], parts: list[tuple[int, int]], at: int) -> bool:
    """Whether a name goes on with the place before it ("from Truro, Cornwall")."""
    first, last = parts[at - 1]
    if at == 1 and at + 1 < len(parts) and items[first].lower in cues.PREPOSITIONS:
        return False  # "In Lund, Ana Reis, 58, said"
    alone = parts[at][0] == parts[at][1]  # "a man from Truro, Cornwall", "economists in Truro, Cornwall"
    place = (n for n in range(first + 1, last) if items[n].lower in ("in", "from") and (alone or items[n - 1].tag == "NNS"))
    first = next(place, first)
    placed = items[first].lower in cues.PREPOSITIONS and not any(token.tag in VERBAL for token in items[first : last + 1])
    return placed and ends_name(items, *parts[at])


def _segments(items: list[Token], comma: int) -> list[tuple[int, int]]:
    """The stretches between commas that end at `comma`, left to right, back to a hard boundary."""
    found: list[tuple[int, int]] = []
    last = comma - 1
    at = last
    floor = max(-1, comma - _REACH)
    while at > floor:
        token = items[at]
        hard = (token.kind == "sign" and token.text in (";", ":", "—", "–", "--", "…")) or (
            token.tag == "QUOTE" and not _is_inline(items, at)
        )
        if hard or token.text == ",":
            if at + 1 <= last:
                found.append((at + 1, last))
            if hard:
                return found[::-1]
            last = at - 1
        at -= 1
    if at + 1 <= last:
        found.append((at + 1, last))
    return found[::-1]


def _is_inline(items: list[Token], at: int) -> bool:
    """Whether a quotation is part of the running sentence rather than an utterance before it."""
    return at > 0 and items[at - 1].text not in (",", ":") and is_scare(items[at])


def _is_described(items: list[Token], part: tuple[int, int]) -> bool:
    """Whether the stretch before a name describes a person: "the bank's chief economist"."""
    first, last = part
    if items[first].lower in ("one", "another"):
        return True
    return is_role(items, first, last) or (
        items[last].tag == "NN" and any(token.kind == "clitic" for token in items[first:last])
    )


def _is_appositive(items: list[Token], first: int, last: int) -> bool:
    token = items[first]
    low = token.lower
    if (
        _renames(items, first, last)
        or low in _OPENERS
        or PARTY.match(token.text)
        or low in cues.PREPOSITIONS
        or low in cues.ADVERBS
        or token.kind == "number"
        or token.tag == "QUOTE"
    ):
        return True
    if (low.endswith(("ing", "ed")) or token.tag in ("VBN", "VBG")) and token.text[0].islower():
        return True
    if (
        first > 1
        and is_role(items, first, last)
        and is_name_word(items[first - 2])
        and any(t.text.islower() for t in items[first : last + 1])
    ):
        return True
    if low in cues.SUBJECT_PRONOUNS or (is_name_word(items[last]) and low not in cues.DETERMINERS):
        return False
    if (
        low in cues.DETERMINERS
        or low in cues.TIME_WORDS
        or low in ("and", "as", "when", "while", "if", "along", "speaking", "aged")
    ):
        return True
    described = is_role(items, first, last) and first > 1 and is_name_word(items[first - 2])
    return described or (first == last and is_ly(token))


def _renames(items: list[Token], first: int, last: int) -> bool:
    """Whether a stretch is a body's acronym or the second half of its seat: "the Centre for Roads, or CFR, a Berg,
    Oruvale-based charity,"."""
    if items[first].lower == "or" and first + 1 == last and items[last].text.isupper():
        return True
    based = items[first].lower.endswith("-based") or [token.lower for token in items[first + 1 : first + 3]] == ["-", "based"]
    return first > 2 and based and items[first - 1].text == "," and is_name_word(items[first - 2])


def antecedent(items: list[Token], relative: int) -> Subject | None:
    """The noun phrase that "who" or "which" at `relative` stands for."""
    at = relative - 1
    if at >= 0 and items[at].text == ",":
        at -= 1
    if at < 0 or items[at].kind == "sign":
        return None
    if items[relative].lower == "which":
        told = any(token.lower in DOCUMENTS for token in items[max(0, relative - 25) : relative])
        return Subject(relative, relative, relative) if told else None
    subject = phrase_ending(items, at)
    if subject is None:
        return None
    begin = subject.first
    if (
        begin > 1
        and items[begin].lower in ("a", "an", "the", "head")
        and items[begin - 1].text == ","
        and is_name_word(items[begin - 2])
    ):
        named = phrase_ending(items, begin - 2)  # "said Dan Ives, an analyst at Wedbush, who estimated"
        if named is not None:
            return Subject(named.first, named.last, relative)
    first = subject.first
    for index in range(at - 1, first, -1):  # "attacks by the minister and allies, who claim"
        if items[index].lower in ("by", "from", "with", "to", "on", "against") or items[index].tag in ("VBZ", "VBD", "VBP"):
            first = index + 1
            break
        if items[index].lower == "of" and items[at].tag == "NNS":  # "the ranks of critics who say"
            first = index + 1
            break
    return Subject(first, subject.last, relative)
