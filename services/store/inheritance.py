"""Within one article: what a figure's words leave open is what was spoken of just before."""

from __future__ import annotations

from dataclasses import replace

from services.store.cases import Case, same_value
from services.store.figures import Features
from services.store.senses import SAME_PERIOD

NEAR = 300  # characters within which a figure that leaves open what it counts goes on with what was counted before


def inherit(cases: list[Case]) -> None:
    """Fills in, within one article in reading order, the measure, the group and the country that a figure leaves open."""
    last: dict[str, Features] = {}
    before: dict[str, Case] = {}
    rate = ""
    _read_headline(cases)
    for case in cases:
        f = case.features
        if not f.measure and f.unit in before and _near(case, before[f.unit]):
            f = _as_before(f, before[f.unit].features)
            case.inherited = True
        if f.rate == SAME_PERIOD:
            f = replace(f, rate=rate)
        rate = f.rate or rate
        if f.family == "protest" and not f.places and f.unit in before and before[f.unit].features.measure == f.measure:
            f = replace(f, places=before[f.unit].features.places)
        spoken = last.get(_kin(f.family))
        if spoken and _kin(f.family):
            same_people = spoken.family == f.family or spoken.origin  # rescuers sent into a flood are not its victims
            elsewhere = bool(f.places) and not set(f.places) & set(spoken.places) and not f.places[0].isupper()
            if (
                same_people
                and not elsewhere
                and not f.subject
                and spoken.subject == "soldiers"
                and f.origin in ("", spoken.origin)
            ):
                f = replace(f, subject="soldiers")
            if not f.subject and f.family in ("damage", "closure", "attack"):
                f = replace(f, subject=spoken.subject)
            of_armies = f.subject in ("", "soldiers") and spoken.subject in ("", "soldiers") and f.family == spoken.family
            if not f.origin and not elsewhere and (f.subject == spoken.subject == "soldiers" or of_armies):
                f = replace(f, origin=spoken.origin)
        case.features = f
        if f.measure:
            before[f.unit] = case
            last[_kin(f.family)] = f


def _near(case: Case, before: Case) -> bool:
    """Whether a figure stands so near behind another that it may go on to speak of the same."""
    if case.figure.part != before.figure.part:
        return before.figure.part != "text" and case.figure.position < NEAR
    return case.figure.position - before.figure.position <= NEAR


def _as_before(f: Features, before: Features) -> Features:
    """A figure that says nothing of itself, in the terms of the one before it."""
    return replace(
        f,
        measure=before.measure,
        family=before.family,
        subject=f.subject or before.subject,
        origin=f.origin or before.origin,
        entity=f.entity or before.entity if before.entity else "",
        place_is_part=before.place_is_part,
        rate=f.rate or ("" if f.total else before.rate),
    )


def _read_headline(cases: list[Case]) -> None:
    """A headline's figure that leaves open what or whom it counts means what the same number means in the body.

    So does one that only speaks of "losses", where the body says killed.
    """
    for case in cases:
        f = case.features
        if case.figure.part == "text":
            continue
        told = [c.features for c in cases if c.figure.part == "text" and c.features.unit == f.unit and same_value(c, case)]
        kin = [t for t in told if t.measure and (not f.measure or t.family == f.family)]
        if f.measure in ("", "casualties") and kin and f.measure not in {t.measure for t in kin}:
            case.features = replace(kin[0], places=f.places, part=False, earlier=False)
        elif kin and not f.subject:
            alike = [t for t in kin if t.measure == f.measure and (t.subject or not f.origin)]
            case.features = replace(f, subject=alike[0].subject, origin=alike[0].origin) if alike else f


def _kin(family: str) -> str:
    """Families that speak of the same people or things: the soldiers sent are the soldiers killed."""
    return {"harm": "troops", "deploy": "troops", "damage": "damage", "closure": "closure", "attack": "attack"}.get(family, "")
