"""Persons: named ones to their fullest name, described ones ("the minister") to the person meant."""

from __future__ import annotations

from bisect import bisect_left

from services.extract.claims import cues
from services.extract.claims.lexical import (
    BODY_WORDS,
    CAPITALS,
    COMPANIES,
    COUNTRIES,
    DEMONYM,
    EPITHETS,
    ORGANISATIONS,
    OUTLET_WORDS,
    PEOPLE,
    PEOPLE_ALL,
    PLACE_WORDS,
    ROLE_COLOURS,
    TITLES,
    is_name_word,
)
from services.extract.claims.memory import FAR, Memory, Speaker, words_of
from services.extract.claims.names import FEMALE_TITLES, MALE_TITLES, Name, is_given, is_person_like
from services.extract.claims.roles import agrees, restates
from services.extract.claims.text import Token

_DEFINITE = frozenset(["the", "this", "that", "his", "her", "their", "its"])
_EPITHET_REACH = 5
_RESTATED_REACH = 12  # sentences that a speaker is restated over, a long quotation between
_HEADLINE = 4_000  # characters ahead for one described in the headline
_SOON = 900  # characters ahead that a person described first is named in


def person(memory: Memory, items: list[Token], at: int, sentence: int) -> Speaker | None:
    """A person named in the mention: the last name of it that can be a person's."""
    inside = memory.names.between(items[0].start, items[-1].end)
    _note_bodies(memory, inside, items, sentence)
    described = (
        items[at].lower in PEOPLE_ALL and at < len(items) - 1 and items[0].lower in ("a", "an", "the", "one", "another")
    )  # "a spokeswoman for President Joe Biden"
    described = described and not _is_named_behind(memory, items, inside)
    if inside and not described and inside[-1].end == items[-1].end and len(inside[-1].words) > 1:
        told = set(inside[-1].titles) & (PEOPLE | TITLES) or is_given(inside[-1].words[0]) or items[at].lower in PEOPLE | TITLES
        words = fullest(memory, inside[-1], loose=True) if told else None
        if words is not None:
            return _named(memory, words, inside[-1], items, sentence)
    for name in sorted(inside, key=lambda one: one.start, reverse=at == len(items) - 1):
        follows = name.end < items[-1].end and memory.document.text[name.end : name.end + 2] in ("'s", "’s")
        if follows or not _is_head(memory, name, items, at):
            continue
        words = fullest(memory, name, loose=True)
        if words is not None:
            return _named(memory, words, name, items, sentence)
    return None


def _is_named_behind(memory: Memory, items: list[Token], inside: list[Name]) -> bool:
    """Whether the name at the end is that of the person described: "The bureau's head of national accounts Michael Orr"."""
    if not inside or inside[-1].end != items[-1].end or len(inside[-1].words) < 2 or not is_given(inside[-1].words[0]):
        return False
    first = memory.document.token_index(inside[-1].start)
    before = memory.document.tokens[first - 1]
    return before.tag in ("NN", "NNS") and before.text.islower() and before.lower not in PEOPLE_ALL | TITLES


def _note_bodies(memory: Memory, inside: list[Name], items: list[Token], sentence: int) -> None:
    """Remember the bodies that a person speaks for ("Norvik chief Olga Lindt"), so that "the company" can mean them."""
    for name in inside:
        if name.end < items[-1].end or name.start > items[0].start:
            lows = {word.lower() for word in name.words}
            place = lows & (COUNTRIES | CAPITALS) or name.words[-1].lower().endswith(DEMONYM)
            if not place and fullest(memory, name) is None:
                body = memory.names.acronyms.get(name.text, name.text)
                memory.remember(Speaker(body, "organisation", name.text, name.start, sentence))


def _is_head(memory: Memory, name: Name, items: list[Token], at: int) -> bool:
    """Whether the name is what the mention is about, not a part of its description ("a lawyer for X")."""
    before = [token for token in items if token.end <= name.start]
    if any(token.lower in cues.PREPOSITIONS for token in before[at:]):
        return False
    if before and before[-1].lower == "and" and name.end == items[-1].end and at == 0:
        return False
    return name.end >= items[at].end


def fullest(memory: Memory, name: Name, *, loose: bool = False) -> tuple[str, ...] | None:
    """The person's fullest name, or None when the name is no person's; `loose` trusts a name that speaks."""
    words = name.words
    if len(words) == 1 and words[0] in memory.names.acronyms:
        return None
    full = memory.names.fullest(words)
    lows = [word.lower() for word in full]
    if (
        lows[-1] in CAPITALS
        or lows[-1] in COUNTRIES
        or lows[-1] in PEOPLE_ALL
        or (len(lows) == 1 and lows[0] in COMPANIES)
        or any(low in ORGANISATIONS or low in OUTLET_WORDS for low in lows)
    ):
        return None
    if is_person_like(full):
        relative = memory.document.text[name.end : name.end + len(", who ")] == ", who "
        known = (
            bool(name.titles) or is_given(full[0]) or full != words or relative or _acts_as_person(memory, full, loose=loose)
        )
        return full if known else None
    if len(words) > 1 or words[0].isupper() or lows[0] in BODY_WORDS or lows[0] in PLACE_WORDS or lows[0].endswith(DEMONYM):
        return full if len(words) == 2 and name.titles and lows[0] in TITLES else None
    return full if loose or name.titles or is_given(words[0]) else None


def _acts_as_person(memory: Memory, words: tuple[str, ...], *, loose: bool) -> bool:
    """Whether the text uses the bare surname too, or, `loose`, the name is two or three plain capitalised words."""
    if words not in memory.alone:
        memory.alone[words] = any(name.words == words[-1:] for name in memory.names.by_last.get(words[-1].lower(), ()))
    alone = memory.alone[words]
    return alone or (loose and len(words) in (2, 3) and not any(word.isupper() and len(word) > 2 for word in words))


def _named(memory: Memory, words: tuple[str, ...], name: Name, items: list[Token], sentence: int) -> Speaker:
    text = memory.names.written.get(words) or " ".join(words)
    gender = memory.names.gender.get(words[-1].lower(), "")
    titles = frozenset(name.titles) | {token.lower for token in items if token.lower in PEOPLE | TITLES}
    return Speaker(text, "person", words_of(memory.document, items), items[0].start, sentence, gender, False, titles)


def described_person(memory: Memory, items: list[Token], at: int, sentence: int) -> Speaker:
    head = items[at].lower
    singular = head in PEOPLE
    definite = items[0].lower in _DEFINITE
    described = {token.lower for token in items[1:at]}
    if memory.document.sentences[sentence].kind == "heading" and singular and at == len(items) - 1 and not definite:
        titled = _titled(memory, head, {token.lower for token in items[:at]}, items[0].start)
        if titled is not None:
            return memory.again(titled, items, sentence)
    if singular and definite and not any(is_name_word(token) for token in items[1:at]):
        known = memory.last(
            lambda speaker: speaker.kind == "person" and head in speaker.titles and agrees(described, speaker.titles, head),
            sentence,
        )
        if known is None:
            known = _titled(memory, head, described, items[0].start)
        if known is None:
            known = _restated(memory, head, described, sentence)
        if known is None and at == 1:
            known = memory.last(
                lambda speaker: (
                    speaker.kind == "person"
                    and not speaker.titles
                    and _gender_fits(head, speaker)
                    and not _is_of_another(memory, speaker, sentence)
                ),
                sentence,
            )
        if known is not None:
            return memory.again(known, items, sentence)
    if (head in EPITHETS or head.endswith("-old")) and definite and items[0].lower in ("the", "this"):
        near = memory.last(lambda speaker: speaker.kind == "person" and _gender_fits(head, speaker), sentence)
        if near is not None and sentence - near.sentence <= _EPITHET_REACH:
            return memory.again(near, items, sentence)
    if head in ("police", "authorities"):
        return memory.made(words_of(memory.document, items), "organisation", items, sentence, plural=True)
    words = words_of(memory.document, items)
    gender = "f" if head in FEMALE_TITLES or head == "woman" else "m" if head in MALE_TITLES or head == "man" else ""
    return Speaker(f"unnamed: {words}", "unnamed", words, items[0].start, sentence, gender, not singular, frozenset({head}))


def _is_of_another(memory: Memory, speaker: Speaker, sentence: int) -> bool:
    """Whether a person of another paragraph is told by where he or she works ("Ana Reis of the Housing Forum")."""
    sentences = memory.document.sentences
    if sentences[speaker.sentence].paragraph == sentences[sentence].paragraph:
        return False
    named = [
        name for name in memory.names.by_last.get(speaker.canonical.rsplit(None, 1)[-1].lower(), ()) if len(name.words) > 1
    ]
    return any(memory.document.text[name.end : name.end + 4] in (" of ", " at ") for name in named)


def _restated(memory: Memory, head: str, described: set[str], sentence: int) -> Speaker | None:
    """The person who spoke last, where the description is only another word for the title he or she has."""
    last = memory.last(lambda speaker: speaker.kind in ("person", "unnamed"), sentence)
    if last is None or last.kind != "person" or sentence - last.sentence > _RESTATED_REACH or not described <= ROLE_COLOURS:
        return None
    titles = last.titles | memory.names.titles_of(last.canonical)
    return last if restates(head, titles) and _gender_fits(head, last) else None


def _titled(memory: Memory, head: str, described: set[str], before: int) -> Speaker | None:
    """The person last named with this title ("MEC Mamabolo" for "the MEC"), else the next one shortly after."""
    named = memory.names.by_title.get(head, [])
    at = bisect_left(named, before, key=lambda name: name.start)
    reach = _SOON if memory.document.sentence_at(before) != memory.document.sentences[0] else _HEADLINE
    soon = [name for name in named[at:] if name.start - before < reach]
    fitting = [
        name
        for name in (*sorted(named[:at], key=lambda name: _named_last(memory, name, before), reverse=True), *soon)
        if agrees(described, frozenset(name.titles), head) and fullest(memory, name) is not None
    ]
    for name in fitting[:1]:
        words = memory.names.fullest(name.words)
        gender = memory.names.gender.get(words[-1].lower(), "")
        return Speaker(" ".join(words), "person", name.text, name.start, name.sentence, gender, False, frozenset(name.titles))
    return None


def _named_last(memory: Memory, name: Name, before: int) -> int:
    """Where the person of this name is named last before the character `before`."""
    mentions = memory.names.by_last.get(name.words[-1].lower(), [])
    at = bisect_left(mentions, before, key=lambda mention: mention.start)
    return mentions[at - 1].start if at else name.start


def leads(memory: Memory, name: Name, start: int) -> bool:
    """Whether a name stands where the subject of its sentence or clause does."""
    before = memory.document.text[start : name.start].rstrip("“\"‘' ").rsplit(None, 1)
    lead = before[-1].lower() if before else ""
    return (name.start - start < 45 and lead not in cues.PREPOSITIONS) or lead in cues.BREAKS


def mentioned_before(memory: Memory, sentence: int) -> Speaker | None:
    """The person named last as the subject of a sentence of running text before `sentence`."""
    for index in range(sentence - 1, max(-1, sentence - FAR), -1):
        here = memory.document.sentences[index]
        if here.kind == "heading" or index in memory.quoted:
            continue
        for name in memory.names.between(here.start, here.end):
            words = fullest(memory, name)
            if words is not None and (len(words) > 1 or name.titles) and leads(memory, name, here.start):
                return Speaker(" ".join(words), "person", name.text, name.start, index)
    return None


def _gender_fits(head: str, speaker: Speaker) -> bool:
    gender = "f" if head in FEMALE_TITLES or head == "woman" else "m" if head in MALE_TITLES or head == "man" else ""
    return not gender or speaker.gender in ("", gender)
