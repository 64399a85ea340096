"""Pronouns: he and she by gender and nearness to a subject, it and they by kind."""

from __future__ import annotations

from services.extract.claims import cues
from services.extract.claims.lexical import COUNTRIES, FINITE, PEOPLE, can_speak, is_name_word
from services.extract.claims.memory import FAR, Memory, Speaker, words_of
from services.extract.claims.persons import fullest, leads
from services.extract.claims.text import Token

_THEY_REACH = 4  # sentences


def pronoun(memory: Memory, word: str, at: int, sentence: int) -> Speaker | None:
    if word in ("he", "she", "his", "her"):
        return _singular(memory, "m" if word in ("he", "his") else "f", at, sentence)
    if word in ("it", "its"):
        found = memory.last(lambda speaker: speaker.kind in ("organisation", "outlet", "document"), sentence)
        named = _leading_body(memory, at, sentence) or _last_subject_body(memory, at, sentence)
        found = found if found and (named is None or found.sentence >= named.sentence) else named or found
        return found or _last_subject_body(memory, at, sentence + 1)  # "Norvik Steel will cut 1,200 jobs, it said"
    found = memory.last(lambda speaker: speaker.plural or speaker.kind in ("organisation", "unnamed", "document"), sentence)
    before = _told_of_them(memory, sentence)
    spoken_of = _plural_subject(memory, before)
    return spoken_of if spoken_of and (found is None or found.sentence < before) else found


def _told_of_them(memory: Memory, sentence: int) -> int:
    """The sentence before `sentence`, past those that open with "they" themselves."""
    document, before = memory.document, sentence - 1
    while before > max(0, sentence - _THEY_REACH) and document.tokens[document.sentences[before].first].lower == "they":
        before -= 1
    return before


def _plural_subject(memory: Memory, sentence: int) -> Speaker | None:
    """The people that a sentence opens with: "Officials from two countries were more cautious." """
    if sentence < 0 or memory.document.sentences[sentence].kind == "heading":
        return None
    tokens = memory.document.sentence_tokens(memory.document.sentences[sentence])
    end = next((n for n, token in enumerate(tokens) if _ends_subject(token)), 0)
    head = next((n for n, token in enumerate(tokens[:end]) if token.lower in cues.PREPOSITIONS), end) - 1
    several = head >= 0 and tokens[head].tag in ("NNS", "NNPS") and _are_people(tokens, head)
    if not several and not _are_joined(tokens[:end]):
        return None
    words = words_of(memory.document, tokens[:end])
    return Speaker(f"unnamed: {words}", "unnamed", words, tokens[0].start, sentence, plural=True)


def _are_people(tokens: list[Token], head: int) -> bool:
    low = tokens[head].lower
    named = low.removesuffix("s") in PEOPLE or low.endswith(("ers", "ors", "ists", "ians"))
    return named or can_speak(tokens, 0, head) == "organisation"


def _are_joined(tokens: list[Token]) -> bool:
    """Whether two names joined by "and" are all the words: "Ana Reis and Tom Bell"."""
    link = next((n for n, token in enumerate(tokens) if token.lower == "and"), 0)
    named = all(is_name_word(token) or token.text == "." for n, token in enumerate(tokens) if n != link)
    return 0 < link < len(tokens) - 1 and named


def _ends_subject(token: Token) -> bool:
    return (
        token.tag in FINITE | {"VBN"}
        or token.lower in cues.RELATIVES | {"that"}
        or token.text in (",", "—", "–", ":", ";", "(")
    )


def _leading_body(memory: Memory, at: int, sentence: int) -> Speaker | None:
    """The land whose name opens the sentence in which "it" stands: "Dravenia last gave a toll when it said"."""
    here = memory.document.sentences[sentence]
    names = memory.names.between(here.body, here.end)
    if not names or names[0].start != here.body or names[0].end >= at or names[0].words[0].lower() not in COUNTRIES:
        return None
    return Speaker(names[0].text, "organisation", names[0].text, names[0].start, sentence)


def _last_subject_body(memory: Memory, at: int, sentence: int) -> Speaker | None:
    """The body named first in one of the two sentences before."""
    for index in range(sentence - 1, max(-1, sentence - 3), -1):
        here = memory.document.sentences[index]
        names = memory.names.between(here.body, here.end)
        if names and names[0].end < at and names[0].start - here.body < 30 and fullest(memory, names[0]) is None:
            text = memory.names.acronyms.get(names[0].text, names[0].text)
            return Speaker(text, "organisation", names[0].text, names[0].start, index)
    return None


def _singular(memory: Memory, gender: str, at: int, sentence: int) -> Speaker | None:
    """He or she: the fitting person mentioned last as a subject or a speaker, going back sentence by sentence."""
    for index in range(sentence, max(-1, sentence - FAR), -1):
        here = memory.document.sentences[index]
        if index != sentence and (here.kind == "heading" or (index in memory.quoted and sentence not in memory.quoted)):
            continue
        end = at if index == sentence else here.end
        spoke = [one for one in memory.spoke.get(index, ()) if one.at < end and one.kind in ("person", "unnamed")]
        fitting = [speaker for speaker in spoke if speaker.gender in ("", gender) and not speaker.plural]
        if fitting:
            return fitting[-1] if index == sentence else fitting[0]
        for name in memory.names.between(here.start, end):
            words = fullest(memory, name)
            if words is None or (len(words) < 2 and not name.titles) or not leads(memory, name, here.start):
                continue
            known = memory.names.gender.get(words[-1].lower(), "")
            if known in ("", gender):
                return Speaker(" ".join(words), "person", name.text, name.start, index, known, False, frozenset(name.titles))
    known_speaker = memory.last(lambda speaker: speaker.kind == "person" and speaker.gender in ("", gender), sentence)
    return known_speaker or _named_before(memory, gender, at)


def _named_before(memory: Memory, gender: str, at: int) -> Speaker | None:
    """The person named last before `at` whose gender fits."""
    for name in reversed(memory.names.between(max(0, at - 1500), at)):
        words = fullest(memory, name)
        if words is not None and len(words) > 1 and memory.names.gender.get(words[-1].lower(), "") in ("", gender):
            return Speaker(" ".join(words), "person", name.text, name.start, name.sentence)
    return None


def subject_of(memory: Memory, sentence: int) -> Speaker | None:
    """The person who is the subject of a sentence: a pronoun or a name at its head."""
    here = memory.document.sentences[sentence]
    first = memory.document.tokens[here.first]
    if first.lower in ("he", "she"):
        return pronoun(memory, first.lower, first.start, sentence)
    for name in memory.names.between(here.start, here.end):
        words = fullest(memory, name, loose=True)
        if words is not None and leads(memory, name, here.start):
            return Speaker(" ".join(words), "person", name.text, name.start, sentence)
    return None
