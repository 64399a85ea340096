"""What the engine remembers while it resolves the speakers of an article: who spoke, in which words, which papers are whose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.extract.claims import cues
from services.extract.claims.lexical import ends_head, past_owner
from services.extract.claims.names import Names
from services.extract.claims.text import Document, Token
from shared.claims import SpeakerKind

FAR = 12  # sentences back that a pronoun or short description may reach


@dataclass(frozen=True, slots=True)
class Speaker:
    """A resolved speaker: canonical name, kind, the words it was last mentioned by, where, and what is known of its gender."""

    canonical: str
    kind: SpeakerKind
    words: str
    at: int
    sentence: int
    gender: str = ""
    plural: bool = False
    titles: frozenset[str] = frozenset()


class Memory:
    """The names of the article, who has spoken so far and whose documents have been mentioned."""

    def __init__(self, document: Document, names: Names, quoted: frozenset[int] = frozenset()) -> None:
        self.document = document
        self.names = names
        self.quoted = quoted  # sentences that stand in a quotation as a whole
        self.history: list[Speaker] = []
        self.spoke: dict[int, list[Speaker]] = {}  # by sentence
        self.authors: list[tuple[str, str]] = []  # (document noun, author) in order of mention
        self.alone: dict[tuple[str, ...], bool] = {}  # whether the text uses a bare surname

    def remember(self, speaker: Speaker) -> None:
        """Note that somebody speaks."""
        self.history.append(speaker)
        self.spoke.setdefault(speaker.sentence, []).append(speaker)

    def last(self, fits: Callable[[Speaker], bool], sentence: int) -> Speaker | None:
        """The speaker who spoke last and fits, not too far before `sentence`."""
        for speaker in reversed(self.history):
            if sentence - speaker.sentence > FAR:
                return None
            if fits(speaker):
                return speaker
        return None

    def again(self, known: Speaker, items: list[Token], sentence: int) -> Speaker:
        """A known speaker, meant by other words."""
        words = words_of(self.document, items)
        return Speaker(known.canonical, known.kind, words, items[0].start, sentence, known.gender, known.plural, known.titles)

    def made(self, canonical: str, kind: SpeakerKind, items: list[Token], sentence: int, *, plural: bool = False) -> Speaker:
        """A speaker named by these words."""
        return Speaker(canonical, kind, words_of(self.document, items), items[0].start, sentence, "", plural)


def words_of(document: Document, items: list[Token]) -> str:
    return document.text[items[0].start : items[-1].end]


def head_of(items: list[Token]) -> int:
    """Position of the head noun: the last word before a preposition, bracket, comma or relative."""
    at = begin = past_owner(items, 0, len(items) - 1)
    for index in range(begin, len(items)):
        token = items[index]
        if index > begin and (
            token.lower in cues.PREPOSITIONS
            or (token.lower in cues.RELATIVES and not token.text.isupper())
            or token.text in "(,"
        ):
            break
        if index > begin and ends_head(token, items[index - 1]):
            break
        if token.kind in ("word", "name"):
            at = index
    return at
