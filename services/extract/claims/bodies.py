"""Organisations: their names, and the body that "the agency" means."""

from __future__ import annotations

import re

from services.extract.claims.lexical import (
    AGAIN,
    BODY_WORDS,
    CAPITALS,
    COMPANIES,
    COUNTRIES,
    DEMONYM,
    ORGANISATIONS,
    PEOPLE_ALL,
    PLACE_WORDS,
    is_name_word,
    is_unknown,
)
from services.extract.claims.memory import FAR, Memory, Speaker, head_of, words_of
from services.extract.claims.names import is_person_like
from services.extract.claims.persons import fullest
from services.extract.claims.pronouns import pronoun
from services.extract.claims.text import Token
from shared.claims import SpeakerKind

_GENERIC = frozenset(word for word in ORGANISATIONS if word.endswith("s"))
_SINGULARS = frozenset(["authorities", "forces", "police", "services", "systems", "airlines"])
_PUBLIC = frozenset(["agency", "department", "ministry", "authority", "court", "watchdog", "regulator", "monitor", "body"])
_OF_A_PERSON = frozenset(["office", "administration", "campaign", "team", "foundation", "ministry", "department"])
_OF_A_STATE = frozenset(["ministry", "government", "army", "military", "navy", "parliament", "police"])
_OPENING = 3  # sentences, headings among them
_AGAIN_AND_AGAIN = 3
_STATE_NEAR = 300  # characters back that the land is looked for
_NEAR = 12_000  # characters back that the name of a body is looked for
_NAMELESS = (AGAIN - _PUBLIC) | {"hospital", "school", "university", "clinic", "union", "council", "team"}
_TRADERS = (AGAIN - _PUBLIC - {"bank", "bloc", "alliance", "department", "ministry"}) | {
    "vendor",
    "maker",
    "provider",
    "seller",
}
_DEFINITE = frozenset(["the", "this", "that", "his", "her", "their", "its"])
_COMPANY = BODY_WORDS | frozenset(["inc", "ltd", "llc", "plc", "corp", "co", "gmbh", "ag", "sa", "nv", "group", "holdings"])
_PEOPLES = frozenset(["hispanics", "catholics", "muslims", "jews", "brits", "britons", "germans", "afghans"])


def organisation(memory: Memory, items: list[Token], at: int, sentence: int) -> Speaker:
    head = items[at].lower
    named = _is_named(memory, items)
    if not named and (owner := _owner(memory, items, head, sentence)):
        return memory.made(f"{owner}'s {words_of(memory.document, items[1:])}", "organisation", items, sentence)
    if not named and items[0].lower in ("the", "this", "that", "its") and (head in ORGANISATIONS or at == len(items) - 1):
        known = _body(memory, head, [token.lower for token in items[1:at]], items[0].start, sentence)
        known = known or _restated(memory, items, at, sentence)
        if known:
            return memory.made(known, "organisation", items, sentence)
    text = words_of(memory.document, items)
    many = items[at].text.islower() and (items[at].tag == "NNS" or (not at and head.endswith("s"))) and head not in _SINGULARS
    if _is_nameless(items, at, head):
        return Speaker(f"unnamed: {text}", "unnamed", text, items[0].start, sentence)
    if named and not (at and many):
        return memory.made(_organisation_name(memory, items), _kind_of_name(memory, items), items, sentence)
    generic = head.endswith("s") and head not in _SINGULARS and items[0].lower not in _DEFINITE
    several = generic or (many and items[0].lower == "the" and items[at].tag == "NNS")
    if head in CAPITALS or (head in ORGANISATIONS and not several):
        return memory.made(_without_article(text), "organisation", items, sentence)
    return _those_before(memory, items, head, sentence)


def _is_nameless(items: list[Token], at: int, head: str) -> bool:
    """Whether the words bring in a body without its name: "authorities", "a monitoring group", "a Christian charity"."""
    if head in ("authorities", "staff"):
        lands = items[0].lower.endswith(("i", *DEMONYM))  # "Israeli authorities"
        return not lands and not any(is_name_word(token) for token in items[1:])
    if head in _TRADERS and items[at].text.islower() and items[0].lower not in _DEFINITE | {"a", "an"}:
        return True  # "Sensor maker says": a headline
    brought_in = items[0].lower in ("a", "an") and items[at].text.islower() and at == head_of(items)
    return brought_in and head in _NAMELESS


def _those_before(memory: Memory, items: list[Token], head: str, sentence: int) -> Speaker:
    """Speakers without a name: "the unions" are those that spoke before ("nurses unions")."""
    before = memory.last(lambda speaker: speaker.plural and speaker.canonical.endswith(f" {head}"), sentence)
    if before is not None and len(items) == 2 and items[0].lower == "the":
        return memory.again(before, items, sentence)
    text = words_of(memory.document, items)
    return Speaker(f"unnamed: {text}", "unnamed", text, items[0].start, sentence, "", True)


def people(memory: Memory, items: list[Token], at: int, sentence: int) -> Speaker | None:
    """A people or faith, whose members speak without a name: "Many Tunisians", "Hispanics"."""
    low = items[at].lower
    if not (low in _PEOPLES or low.endswith(("ians", "icans", "eans"))) or at != len(items) - 1 or not is_name_word(items[at]):
        return None
    if any(is_name_word(token) for token in items[1:at]):
        return None
    text = words_of(memory.document, items)
    return Speaker(f"unnamed: {text}", "unnamed", text, items[0].start, sentence, "", True)


def _owner(memory: Memory, items: list[Token], head: str, sentence: int) -> str | None:
    """Whose body "its ministry" or "her office" is, by name."""
    if items[0].lower == "its" and head in _OF_A_STATE:
        return _state_before(memory, items[0].start)
    if items[0].lower not in ("his", "her") or head not in _OF_A_PERSON:
        return None
    owner = pronoun(memory, items[0].lower, items[0].start, sentence)
    return owner.canonical if owner is not None and owner.kind == "person" else None


def _state_before(memory: Memory, before: int) -> str | None:
    """The land that "its ministry" is of: the name of one word before it that has a ministry or people of its own."""
    for name in reversed(memory.names.between(max(0, before - _STATE_NEAR), before)):
        word = name.words[0]
        of_it = rf"\b{re.escape(word[:-2])}\w*(?:n|ese|ish)\b"  # "Velenia", and elsewhere "Velenese"
        if len(name.words) == 1 and (word.lower() in COUNTRIES or (len(word) > 4 and re.search(of_it, memory.document.text))):
            return word
    return None


def _is_named(memory: Memory, items: list[Token]) -> bool:
    """Whether the words hold a name: one of the article's, or a capital behind the first word."""
    if memory.names.between(items[0].start, items[-1].end):
        return len(items) > 1 or items[0].lower not in PEOPLE_ALL | _GENERIC
    return any(is_name_word(token) for token in items[1:]) or (is_name_word(items[0]) and is_unknown(items[0]))


def _kind_of_name(memory: Memory, items: list[Token]) -> SpeakerKind:
    """A single capitalised word that is no known body, land or acronym is a person's surname."""
    word = items[0].text
    low = word.lower()
    known = low in ORGANISATIONS | BODY_WORDS | PLACE_WORDS | COUNTRIES | CAPITALS | COMPANIES or word in memory.names.acronyms
    shape = word[:1].isupper() and word[1:].islower() and word.isalpha()
    return "person" if len(items) == 1 and shape and not known and not low.endswith(DEMONYM) else "organisation"


def _organisation_name(memory: Memory, items: list[Token]) -> str:
    """The body's name without article and bracket, an acronym spelt out."""
    first = 1 if items[0].lower in ("the", "a", "an") and len(items) > 1 else 0
    while first and first + 1 < len(items) and items[first].tag == "JJ" and items[first].text.islower():
        if not is_name_word(items[first + 1]) and items[first + 1].tag != "JJ":
            break
        first += 1  # "a furious NUM"
    last = len(items)
    for index, token in enumerate(items):
        if token.text == "(" or (index and token.lower == "and" and items[-1].text.islower()):  # "the UN and other agencies"
            last = index
            break
    kept = items[first:last] or items
    text = memory.document.text[kept[0].start : kept[-1].end]
    text = memory.names.acronyms.get(text, text)
    return text if text.lower() in COUNTRIES or text.lower() in CAPITALS else _longer(memory, text)


def _longer(memory: Memory, text: str) -> str:
    """The longest name of a body in the text that begins with these words ("Desjardins": "Desjardins Economics")."""
    words = tuple(text.split())
    longer = [
        name.words
        for name in memory.names.by_first.get(words[0].lower(), ())[:FAR]
        if not name.heading
        and len(words) < len(name.words) <= len(words) + 3
        and name.words[: len(words)] == words
        and any(word.lower().strip(".") in _COMPANY | ORGANISATIONS for word in name.words[len(words) :])
    ]
    return " ".join(longer[0]) if longer else text


def _body(memory: Memory, head: str, modifiers: list[str], before: int, sentence: int) -> str | None:
    """The body that "the <head>" means: an earlier name with that word, else the body that spoke last."""
    stem = head.rstrip("s")
    for acronym, phrase in memory.names.acronyms.items():
        words = phrase.lower().split()
        if memory.names.introduced.get(acronym, 0) < before and (words[-1:] == [head] or stem in words):
            return phrase
    for name in reversed(memory.names.between(max(0, before - _NEAR), before)):
        lows = [word.lower() for word in name.words]
        if (
            stem in lows
            and len(lows) > 1
            and all(word in lows for word in modifiers if word not in ("provincial", "federal", "national", "state", "local"))
        ):
            return name.text
    if modifiers and not set(modifiers) <= {"provincial", "federal", "national", "local", "central", "same", "think"}:
        return None
    if head not in AGAIN and (head, modifiers) != ("tank", ["think"]):
        return _namesake(memory) if head in ("club", "team", "side") else None
    same = memory.last(lambda speaker: speaker.kind == "organisation" and speaker.canonical.endswith(f" {head}"), sentence)
    if same is not None:
        return same.canonical
    known = memory.last(
        lambda speaker: (
            (speaker.kind in ("organisation", "outlet") and not speaker.canonical[:1].islower())
            or (speaker.kind == "unnamed" and speaker.canonical.endswith(f" {head}"))
        ),
        sentence,
    )
    return known.canonical if known else _last_body(memory, before)


def _namesake(memory: Memory) -> str | None:
    """The club that the article is about: the first name in its opening, no person's or land's, that comes again and again."""
    for name in memory.names.mentions:
        if name.sentence > _OPENING:
            return None
        times = sum(other.words == name.words for other in memory.names.by_last[name.words[-1].lower()])
        person = len(name.words) > 1 and fullest(memory, name) is not None  # "Chelsea" is a given name, too
        if times >= _AGAIN_AND_AGAIN and not person and name.words[-1].lower() not in COUNTRIES:
            return name.text
    return None


def _restated(memory: Memory, items: list[Token], at: int, sentence: int) -> str | None:
    """The company that opens the sentence which it ends by saying: "Norvik will shut, the toy retailer said"."""
    here = memory.document.sentences[sentence]
    described = items[0].lower == "the" and at == len(items) - 1 and all(token.text.islower() for token in items)
    if not described or items[at].lower not in AGAIN - _PUBLIC:
        return None
    for name in memory.names.between(here.start, here.start + 3):
        if fullest(memory, name) is None and name.end < items[0].start:
            return memory.names.acronyms.get(name.text, name.text)
    return None


def _last_body(memory: Memory, before: int) -> str | None:
    for name in reversed(memory.names.between(max(0, before - 900), before)):
        if name.text in memory.names.acronyms:
            return memory.names.acronyms[name.text]
        if (
            not name.heading
            and not is_person_like(memory.names.fullest(name.words))
            and any(word.lower() in ORGANISATIONS | _COMPANY for word in name.words)
        ):
            return name.text
    return None


def _without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if rest and first.lower() in ("the", "a", "an") else text
