"""Where a story plays: its own country, and in a war the place of the single incident that an article tells of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.store.cases import Case
from services.store.contexts import Context
from services.store.stories import Profile


def own_nation(cases: Sequence[Case], contexts: Mapping[str, Context], profile: Profile) -> str:
    """The country that most of the story's articles put in focus, by its code or name key; "" where none does.

    Of two warring ones it is the one in which more of the figures are told to be.
    """
    mine = [contexts[a] for a in profile.articles if a in contexts]
    nations = frozenset[str]().union(*(c.nations for c in mine)) | {n for c in mine for n in c.focus if n.isupper()}
    focus = Counter(n for c in mine for n in c.focus & nations)
    told = Counter(c.features.places[0] for c in cases if c.features.places)
    return min(focus, key=lambda n: (-focus[n], -told[n], n)) if focus else ""


def settle_abroad(cases: Sequence[Case], contexts: Mapping[str, Context], nation: str) -> None:
    """Those displaced whom the words place in another country are its refugees."""
    if not nation:
        return
    for case in cases:
        f = case.features
        if f.measure not in ("displaced", "arrived") or not f.places or f.places[0] == nation or f.rate:
            continue
        if f.places[0].isupper() or f.places[0] in contexts[case.figure.article].nations - {nation}:
            case.features = replace(f, measure="refugees", place_is_part=True)


def settle_scenes(cases: Sequence[Case], contexts: Mapping[str, Context], profile: Profile) -> None:
    """In a war, an article that opens with an incident tells its dead and hurt of the place in its headline.

    The place then says which incident it is, better than its kind does.
    """
    if "war" not in profile.topics:
        return
    mine = [contexts[a] for a in profile.articles if a in contexts]
    places = frozenset(p for c in mine for p in c.places if p not in c.nations and not p.isupper())
    scenes = {c.article: scene for c in mine if c.incident and (scene := _scene(c, places - profile.common))}
    known = set(scenes.values())
    for case in cases:
        f = case.features
        if f.family != "harm":
            continue
        scene = scenes.get(case.figure.article, "")
        if scene and not (f.places or f.period or f.rate or f.foreign or f.origin) and f.subject != "soldiers":
            f = replace(f, places=(scene,))
        if f.places and f.places[0] in known:
            f = replace(f, incident="")
        case.features = f


def _scene(context: Context, places: frozenset[str]) -> str:
    named = context.headline & places
    return min(named, key=lambda n: (-context.names[n], n)) if named else ""
