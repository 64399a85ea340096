"""Wire copies, credited and not, and the origin they trace to."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from rensa import RMinHash

from services.store.wires import NEAR_DUPLICATE, Item, band_keys, credit, publisher_family, trace
from shared.articles import Article, resemblance

WIRE = (
    "MARENTA - Floodwater swept through the lower town before dawn on Tuesday and the civil protection agency said "
    "at least 31 people had died and 14 were still missing. Rescuers in boats searched the flooded streets around "
    "the old market, where the river rose four metres in a single hour. The governor asked for army helicopters and "
    "said that two bridges had been lost. Schools will stay shut until the end of the week and the water company "
    "warned residents to boil what comes from their taps."
)
EDITED = WIRE.replace("before dawn on Tuesday", "early on Tuesday").replace(
    "Schools will stay shut until the end of the week and the", "The"
)
OTHER = (
    "Shopkeepers in Marenta began clearing mud from the old market on Wednesday, a day after the river burst its "
    "banks. Officials put the toll at 34. Many asked why no siren had sounded, and the governor promised an inquiry "
    "into the warning system that was bought in 2019."
)
NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)


def fingerprint(text: str) -> tuple[int, ...]:
    words = text.lower().split()
    signature = RMinHash(num_perm=128, seed=7)
    signature.update([" ".join(words[i : i + 3]) for i in range(len(words) - 2)])
    return tuple(signature.digest())


def item(name: str, text: str, hour: int, agency: str | None = None) -> Item:
    return Item(name, name.split("-", maxsplit=1)[0], NOON + timedelta(hours=hour), fingerprint(text), agency)


def test_near_duplicates_are_told_from_reports_on_the_same_event() -> None:
    assert resemblance(fingerprint(WIRE), fingerprint(EDITED)) >= NEAR_DUPLICATE
    assert resemblance(fingerprint(WIRE), fingerprint(OTHER)) < 0.1
    assert set(band_keys(fingerprint(WIRE))) & set(band_keys(fingerprint(EDITED)))


def test_bands_hold_apart_what_is_unlike_and_bring_together_what_is_alike() -> None:
    chance = random.Random(4)

    def meets(similarity: float) -> bool:
        one = [chance.randrange(2**32) for _ in range(64)]
        other = [value if chance.random() < similarity else chance.randrange(2**32) for value in one]
        return bool(set(band_keys(one)) & set(band_keys(other)))

    met = {similarity: sum(meets(similarity) for _ in range(400)) / 400 for similarity in (0.05, 0.1, 0.5, 0.7)}
    assert met[0.05] < 0.02 and met[0.1] < 0.06
    assert met[0.5] > 0.9 and met[0.7] > 0.99
    assert band_keys(()) == ()


def test_uncredited_copies_trace_to_the_earliest_credited_one() -> None:
    items = [
        item("courier-1", EDITED, 1),
        item("ledger-1", WIRE, 2, "Reuters"),
        item("post-1", EDITED, 3, "Reuters"),
        item("globe-1", OTHER, 1),
    ]
    origins = trace(items)
    assert {k: v.root for k, v in origins.items()} == {
        "courier-1": "ledger-1",
        "ledger-1": "ledger-1",
        "post-1": "ledger-1",
        "globe-1": "globe-1",
    }
    assert origins["courier-1"].agency == "Reuters"
    assert origins["courier-1"].reason.startswith("uncredited copy")
    random.Random(1).shuffle(items)
    assert trace(items) == origins


def test_copies_without_any_credit_trace_to_the_earliest() -> None:
    origins = trace([item("b", EDITED, 5), item("a", WIRE, 6)])
    assert {o.root for o in origins.values()} == {"b"}


@pytest.mark.parametrize(
    ("fields", "agency"),
    [
        ({"text": "MARENTA (Reuters) - Floodwater swept through."}, "Reuters"),
        ({"text": "MARENTA, Kestria (AP) — Floodwater swept through."}, "AP"),
        ({"text": "Floodwater swept through.\nAgence France-Presse"}, "AFP"),
        ({"text": "Floodwater swept through.\nThe Associated Press contributed to this report."}, "AP"),
        ({"text": "Floodwater swept through.\n— dpa"}, "dpa"),
        ({"text": "Floodwater swept through.\nReporting by Ana Duarte; Reuters"}, "Reuters"),
        ({"text": "Floodwater swept through.", "authors": ("AAP",)}, "AAP"),
        ({"text": "Floodwater swept through.", "wire": "Xinhua News Agency"}, "Xinhua"),
        ({"text": "Source: Interfax-Ukraine\nFloodwater swept through."}, "Interfax"),
        ({"text": "The governor told Reuters that two bridges had been lost."}, None),
        ({"text": "Floodwater swept through, the state agency TASS said."}, None),
        ({"text": "Floodwater swept through.", "authors": ("Ana Pa",)}, None),
    ],
)
def test_credits(fields: dict[str, object], agency: str | None) -> None:
    article = Article.model_validate(
        {"url": "https://a.example", "canonical_url": "https://a.example", "title": "Flood", **fields}
    )
    assert credit(article) == agency


def test_publisher_families_meet_under_one_name() -> None:
    assert publisher_family("The Daily Ledger") == publisher_family("Daily Ledger")
