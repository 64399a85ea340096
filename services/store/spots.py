"""A figure where it stands: its claim, its sentence, and the words around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from services.store.contexts import Context
from services.store.figures import part_text
from services.store.names import name_key
from services.store.sentences import Sentence, sentence_at
from services.store.surroundings import Surroundings, surroundings
from shared.articles import Article
from shared.claims import Claim, Quantity


@dataclass(frozen=True)
class Spot:
    """One figure of a claim in its article, of which `about` is the context."""

    claim: Claim
    quantity: Quantity
    article: Article
    about: Context

    @cached_property
    def text(self) -> str:
        """The part of the article in which the figure stands."""
        return part_text(self.article, self.claim.part)

    @cached_property
    def sentence(self) -> Sentence:
        """Its sentence."""
        return sentence_at(self.text, self.quantity.start)

    @property
    def start(self) -> int:
        """Where the figure begins in its sentence."""
        return self.quantity.start - self.sentence.start

    @property
    def stop(self) -> int:
        """Where it ends there."""
        return min(self.quantity.end, self.sentence.end) - self.sentence.start

    @cached_property
    def before(self) -> str:
        """The text before its sentence."""
        return self.text[: self.sentence.start]

    @cached_property
    def around(self) -> Surroundings:
        """The words around it."""
        return surroundings(self.sentence.text, self.start, self.stop)

    @cached_property
    def speakers(self) -> frozenset[str]:
        """The name keys of the claimant and the relays."""
        names = (self.claim.source.canonical if self.claim.source else "", *self.claim.relays)
        return frozenset(name_key(word) for name in names for word in name.split())
