"""Documents: whose they are, where the text tells ("a Labor Department study", "its report")."""

from __future__ import annotations

from itertools import pairwise

from services.extract.claims import cues
from services.extract.claims.bodies import organisation
from services.extract.claims.lexical import (
    COMPANIES,
    COUNTRIES,
    DEMONYM,
    DOCUMENT_QUALITIES,
    DOCUMENTS,
    ORGANISATIONS,
    OUTLETS,
    PEOPLE,
    PLACE_WORDS,
    TITLES,
    can_speak,
    is_name_word,
)
from services.extract.claims.memory import FAR, Memory, Speaker, head_of, words_of
from services.extract.claims.names import Name
from services.extract.claims.persons import fullest
from services.extract.claims.pronouns import pronoun
from services.extract.claims.text import Token
from shared.claims import SpeakerKind

_OBTAINED = frozenset(
    ["obtained", "seen", "viewed", "reviewed", "leaked", "shared", "shown", "verified", "received", "heard", "read", "examined"]
)
_MONTHS = cues.TIME_WORDS
_RECENT = 4  # sentences in which "the statement" still means the one brought in
_BEFORE_AUTHORS = cues.DETERMINERS | {"journal", "magazine", "newspaper"}
_NO_AUTHORS = DOCUMENTS | PLACE_WORDS | DOCUMENT_QUALITIES | {"television", "tv", "radio", "media", "press", "news"}
_TITLED = TITLES | PEOPLE
_AUTHORS = (ORGANISATIONS | COMPANIES | COUNTRIES) - PLACE_WORDS


def document(memory: Memory, items: list[Token], at: int, sentence: int) -> Speaker:
    """A document: its author where the text names one, else unnamed by its own words."""
    head = items[at].lower
    author = _author(memory, items, at, sentence)
    text = words_of(memory.document, items)
    if author is None and items[0].lower in ("the", "this", "that", "these", "its"):
        same = [name for noun, name in memory.authors[-FAR:] if noun.rstrip("s") == head.rstrip("s") or noun == "any"]
        author = same[-1] if same else None
    if author is None and items[0].lower == "the" and at == 1 and head == "statement":
        author = _stated(memory, sentence)
    if (
        author is None
        and items[0].lower == "the"
        and at == 1
        and head in ("report", "study", "survey", "poll", "paper", "story")
        and memory.authors
    ):
        author = memory.authors[-1][1]
    if author is not None:
        memory.authors.append((head, author))
        kind: SpeakerKind = "outlet" if author.lower() in OUTLETS else "document"
        return memory.made(author, kind, items, sentence)
    return Speaker(f"unnamed: {text}", "document", text, items[0].start, sentence)


def _stated(memory: Memory, sentence: int) -> str | None:
    """Who made the statement that one of the sentences before brought in: "the army said in a statement"."""
    for number in range(sentence, max(-1, sentence - _RECENT), -1):
        here = memory.document.sentences[number]
        words = [token.lower for token in memory.document.tokens[here.first : here.last]]
        brought = any(pair in (("a", "statement"), ("an", "statement")) for pair in pairwise(words))
        spoke = [one for one in memory.spoke.get(number, ()) if one.kind != "document"] if brought else []
        if spoke:
            return spoke[-1].canonical if spoke[-1].kind in ("organisation", "person") else None
    return None


def note_documents(memory: Memory, start: int, end: int) -> None:
    """Remember documents and authors that a sentence mentions without letting them speak ("a report from the ministry")."""
    names = memory.names.between(start, end)
    tokens = memory.document.tokens
    for name in names:
        if name.words[0].lower() in _MONTHS or name.words[-1].lower() in _MONTHS:
            continue
        index = memory.document.token_index(name.start)
        back = index - 1
        while back > 0 and tokens[back].lower in ("the", "a"):
            back -= 1
        if back > 0 and tokens[back].lower in ("from", "by") and tokens[back - 1].lower in DOCUMENTS:
            memory.authors.append((tokens[back - 1].lower, author_name(memory, name)))
        after = memory.document.token_index(name.end)
        for ahead in range(after, min(len(tokens), after + 5)):
            if tokens[ahead].lower in ("magazine", "newspaper"):
                memory.authors.append(("story", memory.document.text[name.start : tokens[ahead].end]))
            if tokens[ahead].lower in DOCUMENTS and tokens[ahead].start < end:
                memory.authors.append((tokens[ahead].lower, author_name(memory, name)))
                break
            if tokens[ahead].kind == "sign" or tokens[ahead].lower in cues.PREPOSITIONS:
                break


def author_name(memory: Memory, name: Name) -> str:
    full = fullest(memory, name)
    return " ".join(full) if full else memory.names.acronyms.get(name.text, name.text)


def _author(memory: Memory, items: list[Token], at: int, sentence: int) -> str | None:
    """Whose document it is: a possessor, a name before the noun, or "by X" and "from X" behind it."""
    if items[0].lower in ("his", "her", "their", "its") and len(items) > 1:
        owner = pronoun(memory, items[0].lower, items[0].start, sentence)
        return owner.canonical if owner else None
    for name in memory.names.between(items[0].start, items[-1].end):
        index = memory.document.token_index(name.start) - memory.document.token_index(items[0].start)
        head_before = name.end <= items[at].end
        if (
            name.words[0].lower() in _MONTHS
            or name.words[-1].lower() in _MONTHS
            or (len(name.words) == 1 and (name.words[0].lower() in _NO_AUTHORS or _is_adjective(items, index)))
        ):
            continue
        if head_before or _is_author(items, index):
            return author_name(memory, name)
    first = items[0].lower
    if at and is_name_word(items[0]) and first in _AUTHORS:
        return items[0].text
    return _issuer(memory, items, at, sentence)


def _issuer(memory: Memory, items: list[Token], at: int, sentence: int) -> str | None:
    """The named body meant by the words for who brought a document out: "an estimate released by the agency"."""
    by = next((n for n in range(at + 1, len(items) - 1) if items[n].lower in ("by", "from")), None)
    if by is None or items[by - 1].lower in _OBTAINED or items[by + 1].lower not in ("the", "its"):
        return None
    body = items[by + 1 :]
    body = body[: head_of(body) + 1]
    if any(is_name_word(token) for token in body) or can_speak(body, 0, len(body) - 1) != "organisation":
        return None
    if body[-1].lower == "group":  # of people whom nobody has named, as often as not
        return None
    name = organisation(memory, body, len(body) - 1, sentence).canonical
    return name if name[0].isupper() else None


def which(memory: Memory, at: int, sentence: int) -> Speaker | None:
    """The document or body nearest before "which" in its sentence."""
    here = memory.document.sentences[sentence]
    tokens = memory.document.tokens
    before = range(memory.document.token_index(at) - 1, here.first - 1, -1)
    for index in before:
        low = tokens[index].lower
        if low in DOCUMENTS:
            same = [name for noun, name in memory.authors[-FAR:] if noun.rstrip("s") == low.rstrip("s")]
            owner = _owner(memory, index, here.first, sentence) or (same[-1] if same else None)
            return Speaker(
                owner or f"unnamed: {tokens[index].text}", "document", tokens[index].text, tokens[index].start, sentence
            )
    return None


def _owner(memory: Memory, noun: int, first: int, sentence: int) -> str | None:
    """Whose document the noun is, by "its", "his" or a name's "'s" at most three words before it."""
    tokens = memory.document.tokens
    for index in range(noun - 1, max(first, noun - 4), -1):
        low = tokens[index].lower
        if low == "its":
            names = [
                name for name in memory.names.between(tokens[first].start, tokens[index].start) if fullest(memory, name) is None
            ]
            return author_name(memory, names[-1]) if names else None
        if low in ("his", "her"):
            person = pronoun(memory, low, tokens[index].start, sentence)
            return person.canonical if person else None
        if tokens[index].kind == "clitic":
            names = memory.names.between(tokens[first].start, tokens[index].start)
            return author_name(memory, names[-1]) if names and names[-1].end == tokens[index].start else None
    return None


def _is_only_place(items: list[Token], name: int) -> bool:
    """Whether "from" or "in" and a land tell where a document comes from, not who made it ("radar data from Malaysia")."""
    return items[name - 1].lower in ("from", "in") and items[name].lower in COUNTRIES and items[-1] is items[name]


def _is_demonym(items: list[Token], name: int) -> bool:
    """Whether a name is only the adjective of a land ("a British journal")."""
    alone = name + 1 >= len(items) or not is_name_word(items[name + 1])
    return alone and items[name].lower.endswith(DEMONYM)


def _is_adjective(items: list[Token], name: int) -> bool:
    """Whether a people's name only says of which land a document is: "a Taiwanese memo"."""
    return name > 0 and items[name].lower.endswith(("ean", *DEMONYM)) and items[name - 1].lower in ("a", "an")


def _is_author(items: list[Token], name: int) -> bool:
    """Whether the name at `name` is brought in by "by" or "from" as the author, not as the one who obtained a paper."""
    at = name - 1
    while at > 0 and items[at].lower in _BEFORE_AUTHORS:
        at -= 1
    titled = at
    while titled > 0 and (items[titled].lower in _TITLED or (items[titled + 1].lower in _TITLED and items[titled].tag == "NN")):
        titled -= 1
    if titled != at and items[titled - 1].lower in DOCUMENTS:  # "a statement by fire chief Ana Reis"
        at = titled
    described = at
    while described > 0 and items[described].tag in ("NN", "NNS", "JJ", "HYPH", "DT") and items[described].text.islower():
        described -= 1
    if described > 0 and items[described].lower == "by":  # "modelling by free-market think tank Norvik"
        at = described
    if at <= 0 or items[at].lower not in ("by", "from", "in"):
        return False
    return (
        items[at - 1].lower not in _OBTAINED
        and not _is_demonym(items, name)
        and not _is_only_place(items, name)
        and (
            items[at].lower != "in"
            or items[at - 1].lower in ("published", "out", "paper", "study", "article", "research", "report")
        )
    )
