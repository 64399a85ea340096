"""Check-worthiness: how much there is to check in a claim, as a transparent sum of what it has."""

from __future__ import annotations

from shared.claims import Claim

# The parts sum to 1. A figure weighs most: it is what can be compared; then who answers for it.
_FIGURE = 0.35
_EXACT = 0.05  # the figure is no vague word
_EVENT = 0.10  # it is told what happened to what is counted
_NAMED = 0.20  # a speaker with a name answers for it
_UNNAMED = 0.08
_OWN_VOICE = 0.04  # the outlet answers for it
_PLACE = 0.10
_TIME = 0.10
_FIRM = 0.10  # asserted or denied, neither hedged nor planned


def check_worthiness(claim: Claim) -> float:
    """From 0 to 1: figure, named claimant, event, place and time, each with its weight above."""
    figures = claim.quantities
    total = _FIGURE * bool(figures)
    total += _EXACT * any(figure.comparator != "vague" for figure in figures)
    total += _EVENT * any(figure.event is not None for figure in figures)
    total += _speaker(claim)
    total += _PLACE * bool(claim.places or any(figure.place for figure in figures))
    total += _TIME * bool(claim.times or any(figure.time for figure in figures))
    total += _FIRM * (claim.modality in ("asserted", "denied"))
    return round(min(1.0, total), 2)


def _speaker(claim: Claim) -> float:
    if claim.source is None:
        return _OWN_VOICE
    return _UNNAMED if claim.source.kind == "unnamed" else _NAMED
