"""How firmly a clause claims its figure."""

from __future__ import annotations

import pytest

from services.extract.claims.modality import of_clause, of_cue
from services.extract.claims.text import Document
from shared.claims import Modality


def modality(text: str, *, lemma: str = "", reported: bool = False) -> Modality:
    """The modality of the first number of a sentence."""
    tokens = Document(text).tokens
    at = next(index for index, token in enumerate(tokens) if token.kind == "number")
    return of_clause(tokens, at, at + 1, lemma=lemma, reported=reported)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The flood killed 40 people.", "asserted"),
        ("The firm will hire 40 people.", "planned"),
        ("The firm aims to hire 40 people.", "planned"),
        ("The flood may have killed 40 people.", "hedged"),
        ("An estimated 40 people died.", "hedged"),
        ("The plan would cost 40 jobs.", "conditional"),
        ("If it fails, 40 people would drown.", "conditional"),
        ("The flood did not kill 40 people.", "denied"),
        ("No food has reached 40 people.", "denied"),
        ("The flood killed 40 people, but nobody will pay.", "asserted"),
        ("Some 40 people have no water.", "asserted"),
        ("Not only were 40 people hurt.", "asserted"),
        ("The dealer Will Smith sold 40 cars.", "asserted"),
        ("It hit its 40 per cent target.", "planned"),
        ("They struck 40 targets.", "asserted"),
        ("The walker saw 40 villages she had not known.", "asserted"),
        ("Our 40 camps are a scandal we can't hide.", "asserted"),
        ("Some 40 films showed what seemed to be whales.", "asserted"),
        ("The firm will woo the island's 40-strong guild.", "asserted"),
        ("It plans to sell the arm, comprising 40 shops.", "asserted"),
        ("The firm will close its 40 shops.", "planned"),
        ("Next week we'll hire 40 people.", "planned"),
        ("The target is 40 per cent.", "asserted"),
        ("Some 40 proposed laws have been tabled.", "asserted"),
        ("Costs could double, and 40 per cent of clients have left.", "asserted"),
        ("Costs could double and that 40 per cent of clients had left.", "asserted"),
        ("Some 40 cars and trucks will be sold.", "planned"),
        ("New jobs don't make up for the 40 posts lost since May.", "asserted"),
        ("The rally that lifted the yield to 40 points will be undone.", "asserted"),
        ("The firm will sell the rig that drew 40 bids.", "asserted"),
        ("Only 40 of a planned nine hundred halls stand.", "asserted"),
        ("It let an estimated 1.1 million people, aged 40 or less, apply.", "hedged"),
        ("Vale Care, a 40-clinic chain in Halvik, expects to grow.", "asserted"),
        ("The bank will seek the 40 owed to it.", "asserted"),
        ("Traders are now pricing in 40 cuts.", "planned"),
        ("Exports did not recover, a 40 per cent slump.", "asserted"),
        ("The board will ask why 40 wards lost power.", "asserted"),
        ("The board will ask why the wards lost power in 40 cuts.", "asserted"),
        ("It would be the latest in a series of cuts, including one last month that affected 40 homes.", "asserted"),
        ("The board will sue firms whose masts failed in May, leaving 40 towns dark.", "asserted"),
        ("He could not sleep even after 40 pills.", "asserted"),
        ("He would come because 40 people had died.", "asserted"),
        ("He would come when 40 people leave.", "conditional"),
    ],
)
def test_words_decide(text: str, expected: str) -> None:
    assert modality(text) == expected


def test_a_reported_would_is_a_will() -> None:
    assert modality("The firm would hire 40 people.", reported=True) == "planned"
    assert modality("The firm would hire 40 people.") == "conditional"
    assert modality("Without oil, output would be 40 points lower.", reported=True) == "conditional"
    assert modality("Some 40 ships from Halvik, Norvik and Lund would sail.", reported=True, lemma="say") == "planned"


def test_the_cue_decides_what_the_words_leave_open() -> None:
    assert modality("40 people died", lemma="deny") == "denied"
    assert modality("40 people died", lemma="estimate") == "hedged"
    assert modality("a rise of 40 points", lemma="predict") == "planned"
    assert modality("40 people may die", lemma="predict") == "hedged"
    assert of_cue("say") == "asserted"
