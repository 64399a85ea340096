"""Checks of settings that are right for the program and yet wrong for the world. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from services.doctor.findings import Finding, ok, warning
from services.ingest.settings import IngestSettings
from shared.net.addresses import Network, parse_networks

_METADATA = parse_networks(["169.254.0.0/16"])[0]


def check_manners(settings: IngestSettings) -> Iterator[Finding]:
    """Who we say we are, and what may be reached."""
    yield from judge_user_agent(settings.user_agent)
    yield from judge_networks(settings.fetch_allow)


def judge_user_agent(agent: str) -> Iterator[Finding]:
    """A crawler without an address to complain to is blocked first."""
    if agent == IngestSettings.model_fields["user_agent"].default or not ("@" in agent or "://" in agent):
        advice = "Set CLAIMWIRE_USER_AGENT, e.g. 'Claimwire/0.1 (+https://your.site/bot; desk@your.site)'."
        yield warning("user agent", "it names no way to reach you, so site owners can only block you", advice)
    else:
        yield ok("user agent", agent)


def judge_networks(networks: tuple[Network, ...]) -> Iterator[Finding]:
    """Feeds are written by strangers: what they name may be fetched from the internet, hardly from inside."""
    for network in networks:
        if network.prefixlen == 0:
            advice = "Name the one network that you need in CLAIMWIRE_FETCH_ALLOW, or none: feeds reach your inner services."
            yield warning("fetch safety", f"CLAIMWIRE_FETCH_ALLOW opens everything ({network})", advice)
        elif network.version == 4 and network.overlaps(_METADATA):
            advice = "Take it out of CLAIMWIRE_FETCH_ALLOW: cloud machines give their credentials there."
            yield warning("fetch safety", f"{network} holds the metadata address of clouds", advice)
        elif network.num_addresses > 2**20:
            advice = "Name only the addresses that you need in CLAIMWIRE_FETCH_ALLOW."
            yield warning("fetch safety", f"{network} is open to whatever a feed names", advice)
