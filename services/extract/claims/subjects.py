"""Finding who speaks: the noun phrase before or after a cue verb, among the items of a view."""

from __future__ import annotations

from dataclasses import dataclass

from services.extract.claims import cues
from services.extract.claims.lexical import DOCUMENTS, ends_name, is_name_word, is_role, is_verb
from services.extract.claims.text import Token

_TIMING = cues.TIME_WORDS | frozenset(["past", "few", "several", "recent", "coming", "number", "of", "couple"])
_REACH = 80  # items looked at on either side of a cue
_CONNECTIVES = frozenset(["and", "but", "or", "so", "yet", "however", "still", "meanwhile", "then", "nor"])
BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "'s", "'re"])
LEADING_TO = frozenset(["appears", "appear", "appeared", "seems", "seem", "seemed", "continues", "continued", "continue", "on"])
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


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject as items `first`..`last` (both inside); `clause` is the first item of the stretch that belongs to it and its verb.

    `after_comma` is True where a comma stands before that stretch, so that what is said may stand before the comma.
    """  # noqa: E501

    first: int
    last: int
    clause: int


def left_of(items: list[Token], verb: int) -> Subject | None:
    """The subject that ends right before the verb at `verb`, across adverbs, auxiliaries and appositions."""
    at = _skip_left(items, verb - 1)
    if at < 0:
        return None
    token = items[at]
    if token.text == ",":
        return _across_apposition(items, at)
    if token.lower in cues.RELATIVES and not token.text.isupper():
        return _antecedent(items, at)
    if token.kind == "sign" and token.text not in (")", "’", "'", ".", "&", "“”"):
        return None
    if token.lower in _CONNECTIVES or token.lower in cues.PREPOSITIONS or token.lower in cues.BREAKS:
        return None
    return phrase_ending(items, at)


def _skip_left(items: list[Token], at: int) -> int:
    """Step left over adverbs, auxiliaries and a time phrase between subject and verb."""
    while at >= 0:
        token = items[at]
        low = token.lower
        if low in cues.AUXILIARIES or (low in cues.ADVERBS and low not in ("all", "both")) or _is_ly(token):
            at -= 1
            continue
        if low == "to" and at >= 1 and items[at - 1].lower in LEADING_TO:
            at -= 1 if items[at - 1].lower != "on" else 2
            at -= 1
            continue
        time = _time_phrase_ending(items, at)
        if time is None or time == 0:
            return at
        at = time - 1
    return at


def _is_ly(token: Token) -> bool:
    return (
        token.lower.endswith("ly")
        and token.text[0].islower()
        and len(token.text) > 4
        and token.lower not in ("family", "assembly")
    )


def _time_phrase_ending(items: list[Token], at: int) -> int | None:
    """Index where a phrase like "on Monday" or "last week" that ends at `at` begins, or None."""
    first = at
    while first >= 0 and (items[first].lower in _TIMING or items[first].kind == "number") and at - first < 6:
        first -= 1
    if first == at or not any(token.lower in cues.TIME_WORDS for token in items[first + 1 : at + 1]):
        return None
    if first >= 0 and items[first].lower in ("on", "in", "at", "by", "since", "during", "over", "for", "within"):
        return first
    if first >= 0 and items[first].lower == "the":
        ahead = first - 1
        return ahead if ahead >= 0 and items[ahead].lower in ("on", "in", "during", "over", "for", "within") else None
    return first + 1


def phrase_ending(items: list[Token], last: int) -> Subject | None:
    """The noun phrase whose last item is `last`."""
    if items[last].lower in cues.SUBJECT_PRONOUNS and not (items[last].text.isupper() and len(items[last].text) > 1):
        return Subject(last, last, _clause_start(items, last))
    first = last
    floor = max(0, last - _REACH)
    while first > floor:
        step = _step_left(items, first)
        if step == first:
            break
        first = step
    first = _strip_lead(items, first, last)
    if first > last:
        return None
    return Subject(first, last, _clause_start(items, first))


def _step_left(items: list[Token], first: int) -> int:  # noqa: PLR0911
    """The next item to the left that still belongs to the phrase beginning at `first`, or `first` itself."""
    before = items[first - 1]
    low = before.lower
    if before.kind == "sign" and before.tag != "QUOTE":
        if before.text == ")":
            return _opening_bracket(items, first - 1)
        return first - 1 if before.text in "’'&-/." and first > 1 and items[first - 2].kind != "sign" else first
    if before.tag == "QUOTE":
        return first - 1 if _is_scare(before) and first > 1 else first
    if low in ("and", "or"):
        return first - 1 if _joins_names(items, first - 1) else first
    if low in cues.BREAKS:
        return first
    if low in cues.RELATIVES and not before.text.isupper():  # "the man who led the team said", but "a girl who Ms Lee said"
        return first - 1 if any(is_verb(token) for token in items[first : first + 2]) else first
    if low in cues.SUBJECT_PRONOUNS and not before.text.isupper():
        return first
    cue = cues.CUES.get(low)
    if cue and is_verb(before) and items[first].lower not in cues.PREPOSITIONS and before.text[0].islower():
        return first
    return first - 1


def _is_scare(quote: Token) -> bool:
    return quote.end - quote.start < 40 and not getattr(quote, "closed", False)


def _opening_bracket(items: list[Token], at: int) -> int:
    for back in range(at - 1, max(-1, at - 12), -1):
        if items[back].text == "(":
            return back
    return at + 1


def _joins_names(items: list[Token], at: int) -> bool:
    """Whether the "and" at `at` joins two parts of one subject: no verb stands before it in its clause."""
    if at == 0:
        return False
    for back in range(at - 1, max(-1, at - 14), -1):
        token = items[back]
        if (token.kind == "sign" and token.text not in "’'&-." and token.tag != "QUOTE") or token.lower in cues.BREAKS:
            return back < at - 1
        if is_verb(token) or token.lower in cues.AUXILIARIES:
            return False
    return True


def _strip_lead(items: list[Token], first: int, last: int) -> int:
    """Step over connectives, adverbs and a leading prepositional phrase ("On Tuesday", "In Washington")."""
    while first < last:
        token = items[first]
        low = token.lower
        if (
            low in _CONNECTIVES
            or low in cues.ADVERBS
            or low in cues.BREAKS
            or _is_ly(token)
            or low in ("even", "additionally", "like")
            or (token.kind == "sign" and token.tag != "QUOTE")
        ):
            first += 1
        elif low in cues.PREPOSITIONS and low not in ("over", "around", "about", "under", "among"):
            first = _after_preposition(items, first, last)
        elif (
            low in ("last", "this", "next", "earlier", "late")
            and first + 1 < last
            and items[first + 1].lower in cues.TIME_WORDS
        ):
            first += 2
        elif low in cues.TIME_WORDS and low not in ("may", "march", "last", "this"):
            first += 1
        else:
            break
    return first


def _after_preposition(items: list[Token], first: int, last: int) -> int:
    """First item of the subject behind a prepositional phrase that opens the clause without a comma."""
    at = first + 1
    while at < last and (items[at].lower in cues.TIME_WORDS or items[at].kind == "number"):
        at += 1
    if at > first + 1:
        return at
    begin = last
    while begin > at and items[begin - 1].lower not in cues.PREPOSITIONS and items[begin - 1].kind != "sign":
        begin -= 1
        if items[begin].lower in cues.DETERMINERS or (is_name_word(items[last]) and not is_name_word(items[begin - 1])):
            break
    return begin if begin > first else first + 1


def _clause_start(items: list[Token], first: int) -> int:
    """First item of the connectives and time words that stand before the subject at `first`."""
    at = first
    while at > 0 and (
        items[at - 1].lower in _CONNECTIVES or items[at - 1].lower in cues.BREAKS or items[at - 1].lower in cues.ADVERBS
    ):
        at -= 1
    return at


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
    return at > 0 and items[at - 1].text not in (",", ":") and _is_scare(items[at])


def _across_apposition(items: list[Token], comma: int) -> Subject | None:
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
    if len(parts) > 1 and ends_name(items, first, last) and (plain or titled) and _is_described(items, parts[-2]):
        return Subject(first, last, _clause_start(items, parts[-2][0]))
    at = len(parts) - 1
    while at > 0 and _is_appositive(items, *parts[at]):
        at -= 1
    first, last = parts[at]
    if at == len(parts) - 1 and len(parts) > 1:
        return None  # nothing in apposition: the comma closes something else
    if at == len(parts) - 1 and len(parts) == 1:
        return None
    return phrase_ending(items, last) if items[last].kind != "sign" else None


def _is_described(items: list[Token], part: tuple[int, int]) -> bool:
    """Whether the stretch before a name describes a person: "the bank's chief economist"."""
    first, last = part
    return is_role(items, first, last) or (
        items[last].tag == "NN" and any(token.kind == "clitic" for token in items[first:last])
    )


def _is_appositive(items: list[Token], first: int, last: int) -> bool:
    token = items[first]
    low = token.lower
    if low in _OPENERS or low in cues.PREPOSITIONS or low in cues.ADVERBS or token.kind == "number" or token.tag == "QUOTE":
        return True
    if low.endswith(("ing", "ed")) and token.text[0].islower():
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
    return described or (first == last and _is_ly(token))


def _antecedent(items: list[Token], relative: int) -> Subject | None:
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
    first = subject.first
    for index in range(at - 1, first, -1):  # "attacks by the minister and allies, who claim"
        if items[index].lower in ("by", "from", "with", "to", "on", "against") or items[index].tag in ("VBZ", "VBD", "VBP"):
            first = index + 1
            break
        if items[index].lower == "of" and items[at].tag == "NNS":  # "the ranks of critics who say"
            first = index + 1
            break
    return Subject(first, subject.last, relative)


def right_of(items: list[Token], verb: int) -> Subject | None:
    """The subject that follows an inverted verb: `"...," said Jessica Calarco, a sociologist`."""
    first = verb + 1
    if first >= len(items):
        return None
    token = items[first]
    if token.lower in cues.SUBJECT_PRONOUNS:
        return Subject(first, first, verb) if token.lower in ("he", "she", "they", "it", "i", "we") else None
    if token.kind == "sign" or token.lower in cues.PREPOSITIONS or token.lower in cues.BREAKS or token.lower in cues.TIME_WORDS:
        return None
    last = _phrase_beginning(items, first)
    follower = items[last + 1] if last + 1 < len(items) else None
    if (
        follower is not None
        and follower.text == ","
        and is_role(items, first, last)
        and (items[first].text[0].islower() or items[last].text[0].islower())
    ):
        end = last + 2
        while end < len(items) and is_name_word(items[end]):
            end += 1
        if end > last + 2 and (end == len(items) or items[end].kind == "sign") and not is_role(items, last + 2, end - 1):
            return Subject(last + 2, end - 1, verb)
    return Subject(first, last, verb)


def _phrase_beginning(items: list[Token], first: int) -> int:
    """Last item of the noun phrase that begins at `first`: up to a sign, a verb, a break or a phrase of time and place."""
    named = False
    last = first
    for at in range(first, min(len(items), first + 25)):
        token = items[at]
        low = token.lower
        if (token.kind == "sign" and token.text not in "’'&-.") or token.tag == "QUOTE":
            break
        if token.text == "." and (at + 1 >= len(items) or not named):
            break
        if at > first and (
            low in cues.BREAKS or low in cues.RELATIVES or low in cues.SUBJECT_PRONOUNS or low in cues.TIME_WORDS
        ):
            break
        if at > first and low in cues.PREPOSITIONS and not _attaches(items, at, named=named):
            break
        if at > first and is_verb(token) and not is_name_word(token):
            break
        if (
            named
            and not is_name_word(token)
            and token.kind != "clitic"
            and token.text not in "’'&-."
            and low not in ("and", "of")
        ):
            if items[last].kind == "clitic":
                named = False
            else:
                break
        named = (named or is_name_word(token)) and token.kind != "clitic"
        last = at
    while last > first and items[last].lower in ("and", "of", "the", ".", "-"):
        last -= 1
    return last


def _attaches(items: list[Token], at: int, *, named: bool) -> bool:
    """Whether the preposition at `at` goes on with the phrase: "of" and a name, or "of", "for", "at" behind a common noun."""
    low = items[at].lower
    if low == "of":
        return not named or (at + 1 < len(items) and is_name_word(items[at + 1]))
    return not named and low in ("for", "at")


def opening(items: list[Token], verb: int) -> Subject | None:
    """The subject of the clause that holds `verb`: the noun phrase before its first finite verb, behind opening phrases."""
    start = 0
    for at in range(verb):
        if items[at].text in (";", ":") or (items[at].tag == "QUOTE" and at + 1 < verb):
            start = at + 1
    at = start
    while at < verb:
        token = items[at]
        if is_verb(token) and token.kind != "clitic" and at > start and not token.lower.endswith("ing"):
            subject = left_of(items, at)
            if subject and not _in_opening_phrase(items, subject, start):
                return subject
        at += 1
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
        if low in cues.AUXILIARIES or low in cues.NEGATIONS:
            found.append(low)
        elif low not in cues.ADVERBS and not low.endswith("ly"):
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
    return subject.first == subject.last and items[subject.first].lower in ("i", "we", "you", "me", "us")
