"""What articles are about, and which tell one story."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

from services.store.contexts import Context, context
from services.store.links import block_keys, linked
from services.store.names import names_in
from services.store.sentences import sentence_at, sentences
from services.store.stories import merge_into, profiles, stories
from tests.unit.store.stories import STORIES, read_stories

WORLDS = STORIES.parent / "worlds"

NOON = datetime(2030, 3, 4, 12, tzinfo=UTC)


def about(name: str, title: str, text: str, days: float = 0) -> Context:
    return context(name, NOON + timedelta(days=days), title, None, text)


FLOOD = about("f1", "Floods kill 12 in Valdora", "The River Senn burst its banks in Valdora province in Kestria.")
LATER = about("f2", "Kestria floods: toll rises", "Floods in Valdora have killed 31 people, governor Inés Ferreira said.", 1)
OTHER = about("o1", "Tolvania floods kill eight", "A flash flood struck a campsite in Tolvania's Ardo valley.", 1)
NORVIK = about("n1", "Norvik cuts 3,800 jobs in Germany", "Carmaker Norvik will cut jobs in Germany.")
SKYHAVEN = about("s1", "Skyhaven cuts 2,900 jobs in Germany", "Airline Skyhaven will cut jobs in Germany.", 2)


def test_one_story_is_linked_and_two_are_not() -> None:
    assert linked(FLOOD, LATER)
    assert not linked(FLOOD, OTHER)
    assert not linked(NORVIK, SKYHAVEN)
    assert not linked(FLOOD, about("f9", "Floods kill 12 in Valdora", "The Senn flooded Valdora province in Kestria.", 90))


def test_articles_that_are_linked_share_a_blocking_key_and_few_others_do() -> None:
    told = [a.article for folder in (STORIES, *sorted(WORLDS.iterdir())) for a in read_stories(folder)]
    ours = [context(f"{n}", a.published, a.title, a.dek, a.text) for n, a in enumerate(told)]
    ours += [replace(c, article=f"{c.article} later", published=c.published and c.published + timedelta(days=9)) for c in ours]
    keys = [frozenset(block_keys(c)) for c in ours]
    pairs = list(combinations(range(len(ours)), 2))
    meeting = {(i, j) for i, j in pairs if keys[i] & keys[j]}
    linked_ones = {(i, j) for i, j in pairs if linked(ours[i], ours[j])}
    assert len(linked_ones) > 1000
    assert linked_ones <= meeting
    assert len(meeting) < 0.1 * len(pairs)


def test_people_of_one_surname_do_not_make_one_story_of_two_places() -> None:
    words = "A fire in {0} killed {1} people, fire chief {2} Varga said. Firefighters from {0} worked all night in {0}."
    here = about("a1", "Fire in Ashport kills 12", words.format("Ashport", 12, "Ada"))
    there = about("b1", "Fire in Berford kills 15", words.format("Berford", 15, "Leon"), 1)
    assert "varga" in here.focus & there.focus
    assert not linked(here, there)
    both = about(
        "b2",
        "Fire in Berford kills 15",
        words.format("Berford", 15, "Leon") + " A day before, Ashport had burned. Ashport is near.",
        1,
    )
    assert linked(here, both)


def test_a_company_makes_one_story_of_two_places() -> None:
    words = "The carmaker Norvik Motors will cut {1} jobs in {0}, the company said. Norvik shares fell."
    here = about("a1", "Norvik to cut 300 jobs in Ashport", words.format("Ashport", 300))
    there = about("b1", "Norvik cuts 200 jobs in Berford", words.format("Berford", 200), 1)
    assert here.places and there.places and not here.places & there.places
    assert linked(here, there)


def test_names_are_one_under_demonym_code_and_spelling() -> None:
    assert names_in("the DPRK and North Korean troops") == ["KP", "KP"]
    assert set(names_in("In Kestria the Kestrian")) == set(names_in("Kestria"))
    assert names_in("told Zelenskyy") == names_in("told Zelensky")
    assert FLOOD.topics == {"flood"}
    assert NORVIK.leader == names_in("Norvik")[0]


def test_stories_do_not_depend_on_order_and_grow_article_by_article() -> None:
    contexts = [FLOOD, LATER, OTHER, NORVIK, SKYHAVEN]
    expected = stories(contexts)
    assert expected == {"f1": "f1", "f2": "f1", "o1": "o1", "n1": "n1", "s1": "s1"}
    random.Random(2).shuffle(contexts)
    assert stories(contexts) == expected
    assert merge_into(LATER, [FLOOD, OTHER], expected) == {"f1"}
    assert merge_into(SKYHAVEN, [FLOOD, NORVIK], expected) == frozenset()
    assert profiles(contexts, expected)["f1"].articles == ("f1", "f2")


def test_sentences_keep_their_offsets_and_abbreviations() -> None:
    text = "Gen. Paul Kasende spoke. He said 12 died!\nThe U.S. team left at 6 p.m. on Monday."
    found = sentences(text)
    assert [s.text for s in found] == [
        "Gen. Paul Kasende spoke.",
        "He said 12 died!",
        "The U.S. team left at 6 p.m. on Monday.",
    ]
    assert all(text[s.start : s.end] == s.text for s in found)
    assert sentence_at(text, text.index("12")).text == "He said 12 died!"
