"""Base forms of verbs that news counts with."""

from __future__ import annotations

import pytest

from services.extract.claims.lemmas import lemma

PAIRS = """killed kill, wounded wound, hired hire, allocated allocate, deployed deploy, raised raise, used use, displaced
displace, injured injure, reduced reduce, planned plan, stopped stop, surged surge, lifted lift, gathered
gather, served serve, making make, costing cost, hiring hire, reversing reverse, paying pay, seized seize,
admitted admit, carried carry, died die, rose rise, fell fall, lost lose, sent send, loses lose, reaches
reach, carries carry, passed pass, exceeded exceed, offered offer, opened open, declined decline, jailed jail,
fined fine, sentenced sentence, boosted boost, arrested arrest, visited visit, ate eat, spread spread, cut cut"""


@pytest.mark.parametrize("pair", PAIRS.split(","))
def test_lemma(pair: str) -> None:
    word, base = pair.split()
    assert lemma(word) == base
