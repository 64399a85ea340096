"""Places of claims in the one form that lists are narrowed by: folded names, and the codes of countries."""

from __future__ import annotations

from services.store.countries import country, fold
from shared.claims import Claim


def claim_places(claim: Claim) -> list[str]:
    """The keys of all places that a claim names, or that its figures hold for: "kursk", "RU"."""
    named = {fold(place.text) for place in claim.places} | {fold(q.place) for q in claim.quantities if q.place}
    codes = {place.country for place in claim.places if place.country}
    codes |= {code for q in claim.quantities if q.place and (code := country(q.place))}
    return sorted((named | codes) - {""})


def wanted_places(place: str) -> list[str]:
    """The keys of which a claim must have one to be about `place`: a country also stands for the known places in it."""
    code = country(place) or (place if len(place) == 2 and place.isalpha() and place.isupper() else None)
    return [key for key in (fold(place), code) if key]
