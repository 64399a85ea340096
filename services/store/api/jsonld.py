"""A claim as schema.org Claim in JSON-LD."""

from __future__ import annotations

from typing import Any

from services.store.intervals import Reading, wording

MEDIA_TYPE = "application/ld+json"
_AGENTS = {"person": "Person", "organisation": "Organization", "outlet": "NewsMediaOrganization"}


def claim_jsonld(row: dict[str, Any], address: str) -> dict[str, Any]:
    """The claim (a row of `queries.claim`) with who makes it and the article in which it appears; `address` names the claim."""
    article = {
        "@type": "NewsArticle",
        "@id": row["url"],
        "url": row["url"],
        "headline": row["title"],
        "publisher": {"@type": "NewsMediaOrganization", "name": row["source"]},
    }
    if row["published"]:
        article["datePublished"] = row["published"].isoformat()
    told = row["claim"]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Claim",
        "@id": address,
        "text": told["text"],
        "author": _author(row),
        "appearance": article,
        "firstAppearance": {"@id": row["url"]},
        "dateCreated": row["first_seen"].isoformat(),
    }
    if told["quantities"]:
        data["about"] = [_quantity(quantity) for quantity in told["quantities"]]
    if told["places"]:
        data["contentLocation"] = [{"@type": "Place", "name": place["text"]} for place in told["places"]]
    return data


def _author(row: dict[str, Any]) -> dict[str, str]:
    if row["speaker"] is None:
        return {"@type": "NewsMediaOrganization", "name": row["source"]}
    return {"@type": _AGENTS.get(row["speaker_kind"], "Thing"), "name": row["speaker"]}


def _quantity(quantity: dict[str, Any]) -> dict[str, Any]:
    """A figure; a vague one has neither bound, only words."""
    data: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": quantity["unit"], "description": quantity["text"]}
    low, high = quantity["low"], quantity["high"]
    if low is not None and low == high:
        data["value"] = low
    else:
        data |= {name: bound for name, bound in (("minValue", low), ("maxValue", high)) if bound is not None}
    if quantity["what"]:
        data["name"] = " ".join(filter(None, (quantity["what"], quantity["event"])))
    if quantity["comparator"] != "vague":
        data["alternateName"] = wording(Reading(low, high, quantity["comparator"]))
    return data
