"""The subject behind an inverted verb: `"...," said Jessica Calarco, a sociologist`."""

from __future__ import annotations

from services.extract.claims import cues
from services.extract.claims.lexical import body_link, is_name_word, is_role, is_verb
from services.extract.claims.phrase_walk import Subject, is_ly
from services.extract.claims.text import Token


def right_of(items: list[Token], verb: int) -> Subject | None:
    """The subject that follows an inverted verb: `"...," said Jessica Calarco, a sociologist`."""
    first = verb + 1
    if first >= len(items):
        return None
    token = items[first]
    acronym = token.text in ("WHO", "US")  # no pronouns
    if token.lower in cues.SUBJECT_PRONOUNS and not acronym:
        return Subject(first, first, verb) if token.lower in ("he", "she", "they", "it", "i", "we") else None
    if not acronym and (
        token.kind == "sign" or token.lower in cues.PREPOSITIONS or token.lower in cues.BREAKS or token.lower in cues.TIME_WORDS
    ):
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
    last = linked = first
    for at in range(first, min(len(items), first + 25)):
        token = items[at]
        low = token.lower
        linked = max(linked, at + body_link(items, at))
        if at < linked:
            continue  # "the Institute for the Study of War"
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
        moved = token.tag == "VBN" and is_ly(items[at - 1])  # "said a deeply moved Ana Reis"
        if at > first and is_verb(token) and not is_name_word(token) and not moved:
            break
        if named and token.text.islower() and is_role(items, at, at):
            named = False  # "Tory councillor Priya Nair"
            last = at
            continue
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
