"""Milliseconds per 4,000 characters: our claims engine and its parts beside other libraries, in one run on one core.

    python benchmarks/claims.py [--rounds 5]

The text is our own test prose. quantulum3 and spaCy's English pipelines are measured where they are installed.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from services.extract.claims import extract
from services.extract.claims.places import find_places
from services.extract.claims.quantities import find_quantities
from services.extract.claims.text import Document
from services.extract.claims.times import find_times

CASES = Path(__file__).parents[1] / "tests" / "unit" / "extract" / "claims" / "quantity_cases.json"
PER = 4000  # characters: a usual article
SENTENCES = 40  # to a text


def texts() -> list[str]:
    """Our test sentences as articles of paragraphs of three sentences."""
    sentences = [case["text"] for case in json.loads(CASES.read_text(encoding="utf-8"))]
    articles = [sentences[at : at + SENTENCES] for at in range(0, len(sentences), SENTENCES)]
    return ["\n".join(" ".join(article[at : at + 3]) for at in range(0, len(article), 3)) for article in articles]


def milliseconds(work: Callable[[str], object], sample: list[str], rounds: int) -> float:
    """The best of `rounds` runs over all texts, in processor milliseconds per 4,000 characters."""
    work(sample[0])
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        for text in sample:
            work(text)
        best = min(best, time.process_time() - began)
    return best * 1000 * PER / sum(map(len, sample))


def ours() -> Iterator[tuple[str, Callable[[str], object]]]:
    yield "claimwire: claims (whole engine)", extract
    yield "claimwire: tokens, sentences, tags", Document
    yield "claimwire: text model + quantities", lambda text: find_quantities(Document(text))
    yield "claimwire: text model + times + places", lambda text: (find_times(document := Document(text)), find_places(document))


def others() -> Iterator[tuple[str, Callable[[str], object]]]:
    """The parsers of other libraries that are installed here."""
    if importlib.util.find_spec("quantulum3"):
        yield "quantulum3: parse", importlib.import_module("quantulum3.parser").parse
    if importlib.util.find_spec("spacy"):
        spacy = importlib.import_module("spacy")
        for name in ("en_core_web_sm", "en_core_web_md"):
            with contextlib.suppress(OSError):
                yield f"spaCy: {name}", spacy.load(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    sample = texts()
    print(f"{len(sample)} texts, {sum(map(len, sample))} characters; ms per {PER} characters, best of {rounds}")
    for name, work in ours():
        print(f"{milliseconds(work, sample, rounds):9.2f}  {name}")
    for name, work in others():
        print(f"{milliseconds(work, sample, 1):9.2f}  {name}")


if __name__ == "__main__":
    main()
