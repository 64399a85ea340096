"""Who a source mention means: the fullest name in the article, and what kind of speaker it is.

Named sources are looked up among the article's names (surnames, acronyms); pronouns and short descriptions ("the agency") go
to the speaker last mentioned that fits; documents to their author where the text names one; the rest stay unnamed.
"""

from __future__ import annotations

from dataclasses import replace

from services.extract.claims import cues
from services.extract.claims.bodies import organisation, people
from services.extract.claims.documents import document, which
from services.extract.claims.lexical import (
    DOCUMENTS,
    EPITHETS,
    ORGANISATIONS,
    PEOPLE_ALL,
    can_speak,
    is_name_word,
)
from services.extract.claims.memory import Memory, Speaker, head_of, words_of
from services.extract.claims.outlets import masthead, outlet
from services.extract.claims.persons import described_person, person
from services.extract.claims.pronouns import pronoun
from services.extract.claims.text import Document, Token
from shared.claims import SpeakerMention

_ENDS_NOUN = cues.PREPOSITIONS | cues.RELATIVES | {",", ".", "that"}
_OTHERS = frozenset(["other", "others", "allies", "his", "her", "its", "their", "several", "various"])


def resolve(memory: Memory, start: int, end: int) -> Speaker | None:
    """The speaker meant by the words `start`..`end`; None for a pronoun that nobody fits."""
    document = memory.document
    first, last = document.token_index(start), document.token_index(end)
    items = _unquoted(document.tokens[first:last])
    if not items:
        return None
    sentence = document.sentence_at(start)
    number = sentence.index if sentence else 0
    found = _resolve(memory, items, number)
    if found is not None:
        here = replace(found, sentence=number, at=start)
        memory.remember(here)
    return found


def _resolve(memory: Memory, items: list[Token], sentence: int) -> Speaker | None:  # noqa: PLR0911
    low = items[0].lower.partition("'")[0]
    if len(items) == 1 and low == "which":
        return which(memory, items[0].start, sentence)
    if len(items) == 1 and items[0].text != "WHO" and low in ("he", "she", "they", "it", "who", "his", "her", "their", "its"):
        return pronoun(memory, low, items[0].start, sentence)
    self_named = next((n for n, token in enumerate(items[:-2]) if token.lower in ("calling", "calls")), 0)
    if self_named and items[self_named + 1].lower in ("itself", "themselves"):
        return _resolve(memory, items[self_named + 2 :], sentence)  # "a group calling itself the Free Valley"
    at = head_of(items)
    kind = can_speak(items, 0, len(items) - 1)
    head = items[at].lower
    joint = _joined_with_others(memory, items)
    if joint:
        return _resolve(memory, items[:joint], sentence)
    named_outlet = None if _is_of_an_outlet(memory, items) else outlet(memory, items)
    if head in DOCUMENTS and not named_outlet:
        return document(memory, items, at, sentence)
    if named_outlet and named_outlet.lower().startswith("local "):
        words = words_of(memory.document, items)
        return Speaker(f"unnamed: {words}", "unnamed", words, items[0].start, sentence)
    if named_outlet:
        whole = masthead(memory, named_outlet)
        if head in DOCUMENTS:
            memory.authors.append((head, whole))
        return memory.made(whole, "outlet", items, sentence)
    named = people(memory, items, at, sentence) or (None if _is_body(memory, items) else person(memory, items, at, sentence))
    if named is not None:
        return named
    if head in PEOPLE_ALL or head in EPITHETS or head.endswith("-old") or kind == "person":
        return described_person(memory, items, at, sentence)
    return organisation(memory, items, at, sentence)


def _is_body(memory: Memory, items: list[Token]) -> bool:
    """Whether what follows the words tells that they name a body: ", which runs six clinics," or ", a chain of clinics,"."""
    tokens, at = memory.document.tokens, memory.document.token_index(items[-1].end)
    if at + 2 >= len(tokens) or tokens[at].text != ",":
        return False
    if tokens[at + 1].lower == "which":
        return True
    if tokens[at + 1].lower not in ("a", "an", "the"):
        return False
    end = next((n for n in range(at + 2, min(len(tokens), at + 9)) if tokens[n].lower in _ENDS_NOUN), at + 2)
    return tokens[end - 1].lower in ORGANISATIONS


def _is_of_an_outlet(memory: Memory, items: list[Token]) -> bool:
    """Whether the words name a person behind what he or she does for an outlet ("BBC presenter Ana Reis")."""
    last = next(reversed(memory.names.between(items[1].start, items[-1].end)), None) if len(items) > 1 else None
    if last is None or last.end != items[-1].end:
        return False
    before = [token for token in items if token.end <= last.start]
    return bool(before) and before[-1].tag == "NN" and before[-1].text.islower()


def _joined_with_others(memory: Memory, items: list[Token]) -> int:
    """Where "and allies" or "and other agencies" begins behind a name; 0 where it does not."""
    at = next((index for index, token in enumerate(items) if token.lower == "and"), 0)
    if not at or at + 1 >= len(items) or items[at + 1].lower not in _OTHERS or not items[-1].text.islower():
        return 0
    named = any(is_name_word(token) for token in items[:at] if token.lower not in cues.DETERMINERS)
    return at if named and memory.names.between(items[0].start, items[at].start) else 0


def _unquoted(items: list[Token]) -> list[Token]:
    """The words of a source without a title in quotation marks inside it ("the body's “Crime in 2023” report")."""
    first = next((index for index, token in enumerate(items) if token.text in "“‘"), None)
    last = next((index for index, token in enumerate(items) if token.text in "”’" and token.kind == "sign"), None)
    if first is None or last is None or not 0 < first < last < len(items) - 1:
        return items
    return items[:first] + items[last + 1 :]


def mention(speaker: Speaker, document: Document, span: tuple[int, int] | None) -> SpeakerMention:
    """The contract's form of a speaker; without a span it is carried over from an earlier place."""
    if span is None:
        return SpeakerMention(text=speaker.words, canonical=speaker.canonical, kind=speaker.kind)
    return SpeakerMention(
        text=document.text[span[0] : span[1]], start=span[0], end=span[1], canonical=speaker.canonical, kind=speaker.kind
    )
