"""One speaker under many spellings; two speakers never made one."""

from __future__ import annotations

import random
from itertools import product

import pytest

from services.store import identity
from services.store.identity import group
from services.store.speakers import Aliases, Match, Speaker, block_key, same_speaker, speaker_key
from shared.claims import SpeakerKind

SPELLINGS = [
    (
        "person",
        ["Volodymyr Zelenskyy", "Volodymyr Zelensky", "Volodymyr Zelenskiy", "Volodymyr Zelenskyi", "Vladimir Zelensky"],
    ),
    ("person", ["Ukrainian President Volodymyr Zelenskyy", "President Volodymyr Zelensky", "Mr Volodymyr Zelenskiy"]),
    ("person", ["Oleksandr Syrskyi", "General Oleksandr Syrskyi", "Aleksandr Syrsky", "Gen. Oleksandr Syrskiy"]),
    ("person", ["Kim Jong Un", "Kim Jong-un", "North Korean leader Kim Jong Un", "Kim Jong-Un"]),
    ("person", ["Bashar al-Assad", "Bashar Al Assad", "President Bashar Assad"]),
    ("person", ["Joe Biden", "Joseph Biden", "President Joe Biden"]),
    ("person", ["Muhammad Yunus", "Mohammed Yunus", "Mohamed Yunus"]),
    ("person", ["Yevgeny Prigozhin", "Evgeny Prigozhin", "Yevgeniy Prigojin"]),
    ("person", ["Inés Ferreira", "Ines Ferreira", "Governor Inés Ferreira"]),
    ("organisation", ["WHO", "World Health Organization", "The World Health Organisation", "World Health Organization (WHO)"]),
    (
        "organisation",
        [
            "Ukraine's Ministry of Defence",
            "Ministry of Defense of Ukraine",
            "Ukrainian Defence Ministry",
            "the Ukrainian Ministry of Defence",
        ],
    ),
    ("organisation", ["Ukraine's Air Force", "Ukrainian Air Force", "the Air Force of Ukraine"]),
    ("organisation", ["UNHCR", "UN refugee agency", "the U.N. refugee agency"]),
    (
        "organisation",
        ["South Korea's National Intelligence Service", "National Intelligence Service", "NIS", "South Korea's spy agency"],
    ),
    ("organisation", ["Kremlin", "the Kremlin", "Moscow"]),
    ("outlet", ["The New York Times", "New York Times", "NYT"]),
]

DIFFERENT: list[tuple[SpeakerKind, str, str]] = [
    ("person", "Volodymyr Zelenskyy", "Olena Zelenska"),
    ("person", "Kim Jong Un", "Kim Yo Jong"),
    ("person", "Maria Lopez", "Carla Lopez"),
    ("person", "Mayor John Smith", "Colonel James Smith"),
    ("person", "Anna Berg", "Anna Bergmann"),
    ("organisation", "Ministry of Defence of Ukraine", "Russia's Ministry of Defence"),
    ("organisation", "South Korean military", "North Korean military"),
    ("organisation", "Ministry of Health", "Ministry of Defence"),
    ("organisation", "Red Cross", "Red Crescent"),
    ("outlet", "The Times", "The New York Times"),
    ("outlet", "The Washington Post", "The Washington Times"),
    ("organisation", "Norvik Steel", "Norvik Airlines"),
]


@pytest.mark.parametrize(("kind", "names"), SPELLINGS)
def test_spellings_share_one_key(kind: SpeakerKind, names: list[str]) -> None:
    keys = {n: speaker_key(n, kind) for n in names}
    assert len(set(keys.values())) == 1, keys
    assert len({block_key(n, kind) for n in names}) == 1


def test_blocks_hold_what_may_be_one_and_little_else() -> None:
    def block(name: str) -> str:
        return block_key(name, "organisation")

    assert len({block("Barford Council"), block("Council of Bath"), block("Police"), block("Parliament")}) == 4
    assert block("Ukraine's Defence Ministry") == block("Defence Ministry") == block("Russian Ministry of Defence")
    assert block("VCPA") == block("Valdora Civil Protection Agency")


@pytest.mark.parametrize(("kind", "a", "b"), DIFFERENT)
def test_different_speakers_stay_apart(kind: SpeakerKind, a: str, b: str) -> None:
    assert same_speaker(Speaker(a, kind), Speaker(b, kind)).decision == "different"
    assert len(set(group([Speaker(a, kind), Speaker(b, kind)]).values())) == 2


def test_bare_family_name_joins_the_only_person_it_can_mean() -> None:
    full, bare = Speaker("Volodymyr Zelenskyy", "person"), Speaker("Zelensky", "person")
    assert same_speaker(full, bare).decision == "unsure"
    keys = group([bare, full, Speaker("Olena Zelenska", "person")])
    assert keys[bare] == keys[full] == "person:volodimir zelenski"


def test_bare_family_name_stays_alone_between_two_people() -> None:
    maria, carla, bare = (Speaker(n, "person") for n in ("Maria Lopez", "Carla Lopez", "Lopez"))
    assert len(set(group([maria, carla, bare]).values())) == 3


def test_bare_ministry_joins_the_only_country_there_is() -> None:
    bare, ours, theirs = (
        Speaker(n, "organisation") for n in ("Defence Ministry", "Ukraine's Defence Ministry", "Russian Defence Ministry")
    )
    assert group([bare, ours])[bare] == speaker_key(ours.name, "organisation")
    assert len(set(group([bare, ours, theirs]).values())) == 3


def test_acronym_joins_the_body_whose_initials_it_is() -> None:
    long, short = Speaker("Valdora Civil Protection Agency", "organisation"), Speaker("VCPA", "organisation")
    other = Speaker("Veridian Coal Producers Association", "organisation")
    assert len(set(group([long, short]).values())) == 1
    assert len(set(group([long, short, other]).values())) == 3


def test_unnamed_speakers_never_meet_across_articles_nor_a_named_one() -> None:
    a, b = (Speaker("unnamed: officials", "unnamed", article) for article in ("a1", "a2"))
    named = Speaker("Officials Union", "organisation", "a1")
    assert same_speaker(a, b).decision == "different"
    assert len(set(group([a, b, named]).values())) == 3
    assert same_speaker(a, Speaker("unnamed: officials", "unnamed", "a1")).decision == "same"


def test_operators_win_both_ways() -> None:
    a, b = Speaker("Civil Defence", "organisation"), Speaker("Emergency Directorate", "organisation")
    key_a, key_b = (speaker_key(s.name, s.kind) for s in (a, b))
    merge = Aliases(merged=(frozenset((key_a, key_b)),))
    assert len(set(group([a, b], merge).values())) == 1
    split = Aliases(merged=merge.merged, split=frozenset({frozenset((key_a, key_b))}))
    assert len(set(group([a, b], split).values())) == 2
    bare, full = Speaker("Conti", "person"), Speaker("Elisa Conti", "person")
    apart = Aliases(split=frozenset({frozenset(("person:conti", speaker_key(full.name, "person")))}))
    assert len(set(group([bare, full], apart).values())) == 2


def test_grouping_does_not_depend_on_the_order_of_arrival() -> None:
    speakers = [Speaker(n, kind) for kind, names in SPELLINGS for n in names] + [
        Speaker(n, k) for k, *both in DIFFERENT for n in both
    ]
    expected = group(speakers)
    rng = random.Random(5)
    for _ in range(5):
        rng.shuffle(speakers)
        assert group(speakers) == expected


def test_of_a_thousand_councils_none_is_compared_with_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[Speaker] = []

    def counted(a: Speaker, b: Speaker, aliases: Aliases) -> Match:
        compared.append(a)
        return same_speaker(a, b, aliases)

    monkeypatch.setattr(identity, "same_speaker", counted)
    towns = [
        f"{a}{b}{c}" for a in ("Bar", "Len", "Mor", "Tas") for b in "aeiouy" for c in ("dale", "ford", "holm", "wick", "gate")
    ]
    councils = [Speaker(f"{town} Council", "organisation") for town in towns]
    persons = [Speaker(f"{a}{b} Miller", "person") for a, b in product("BCDFGHKLMNPRSTVZ", ("aul", "ero", "igny"))]
    ours = [Speaker("the Bariford Council", "outlet"), Speaker("B. Miller", "person"), Speaker("Miller", "person")]
    keys = group([*councils, *persons, *ours])
    assert keys[ours[0]] == "body:bariford council"
    assert len(set(keys.values())) == len(councils) + len(persons) + 2
    assert len(compared) < 6 * len(keys)
