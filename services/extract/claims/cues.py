"""The cue lexicon: which word forms are verbs of saying, thinking, showing or speech acts, and what may follow them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.extract.lexicons import load

Form = Literal["base", "third", "past", "ing"]

_LEX = load("cues")
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Cue:
    """One word form of a cue verb: its lemma, the frames ("say", "tell", ...) it opens, its form and past participle use."""

    lemma: str
    frames: frozenset[str]
    form: Form
    participle: bool


def words(table: str, name: str) -> frozenset[str]:
    """A word list of the cue lexicon as a set."""
    return frozenset(_LEX[table][name].split())


def _forms(lemma: str) -> tuple[str, str, str, str]:
    """Third person, past, -ing form and participle of a regular verb."""
    if lemma.endswith("e"):
        return lemma + "s", lemma + "d", lemma[:-1] + "ing", lemma + "d"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing", lemma[:-1] + "ied"
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return third, lemma + "ed", lemma + "ing", lemma + "ed"


def _build() -> dict[str, Cue]:
    frames: dict[str, set[str]] = {}
    for frame, verbs in _LEX["verbs"].items():
        for lemma in verbs.split():
            frames.setdefault(lemma, set()).add(frame)
    table: dict[str, Cue] = {}
    for lemma, opened in frames.items():
        irregular = _LEX["irregular"].get(lemma)
        third, past, ing, participle, *more = irregular.split() if irregular else _forms(lemma)
        kinds: list[tuple[str, Form]] = [(lemma, "base"), (third, "third"), (ing, "ing")]
        kinds += [(form, "past") for form in (past, participle, *more)]
        for form, kind in kinds:
            same = kind == "past" and form == participle
            table.setdefault(form, Cue(lemma, frozenset(opened), kind, same))
    return table


CUES = _build()
OBJECT = {name: words("objects", name) for name in _LEX["objects"]}
ADVERBS = words("words", "adverbs")
AUXILIARIES = words("words", "auxiliaries")
NEGATIONS = words("words", "negations")
PREPOSITIONS = words("words", "prepositions")
BREAKS = words("words", "breaks")
RELATIVES = words("words", "relatives")
DETERMINERS = words("words", "determiners")
_PRONOUNS = words("words", "subject_pronouns")
SUBJECT_PRONOUNS = _PRONOUNS | {pronoun + ending for pronoun in _PRONOUNS for ending in ("'d", "'ve", "'ll", "'re", "'m")}
TIME_WORDS = words("words", "time_words")
ADJUNCTS = words("words", "adjuncts")
AMBIGUOUS = words("ambiguous", "lemmas")
PASSIVE = words("passive", "verbs")
AS_SAYING = words("passive", "as_saying")
NOUNS_THAT = words("nouns", "that")
NOUNS_OF = words("nouns", "of")
EXPECTATIONS = words("nouns", "expectations")
EXPECTING = words("nouns", "expecting")
