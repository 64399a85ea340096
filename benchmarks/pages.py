"""Pages: how well and how fast the article reader works on the project's own corpus, beside plain trafilatura in one run.

    python benchmarks/pages.py [--rounds 20]

Speed is a ratio of processor times measured in turns, since absolute times say little on shared machines.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import resource
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from statistics import mean

import trafilatura

from services.extract.article import read
from shared.outcomes import PageDropped
from tests.corpus import articles, markup, walls

Reading = tuple[str, list[str], str]  # title, authors, text
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


def ours(sample: markup.Sample) -> Reading:
    """What read() makes of a page; empty where it drops it."""
    try:
        article = read(sample.page, sample.url, content_type=sample.content_type)
    except PageDropped:
        return "", [], ""
    return article.title, list(article.authors), article.text


def theirs(sample: markup.Sample) -> Reading:
    """What trafilatura with metadata makes of it."""
    found = trafilatura.bare_extraction(sample.page, url=sample.url, with_metadata=True, include_comments=False)
    if found is None:
        return "", [], ""
    return found.title or "", [name.strip() for name in (found.author or "").split(";") if name.strip()], found.text or ""


def furnished(sample: markup.Sample) -> markup.Sample:
    """The page with as much around the article as real ones have: about 1,000 elements and 350 kB of scripts and menus."""
    menu = "".join(f'<li class="menu-item"><a href="/section/{n}">Section {n}</a></li>' for n in range(300))
    data = json.dumps({"items": [{"id": n, "name": f"item {n}", "tags": ["a", "b"]} for n in range(6_000)]})
    cards = "".join(
        f'<div class="card"><a href="/n/{n}"><span class="card-title">Teaser {n}</span></a></div>' for n in range(120)
    )
    around = f'<nav><ul>{menu}</ul></nav><script>window.state={data}</script><div class="recommended">{cards}</div></body>'
    return replace(sample, page=sample.page.replace(b"</body>", around.encode()))


def overlap(want: str, got: str) -> float:
    """F1 of runs of four words."""
    runs = [Counter(tuple(words[i : i + 4]) for i in range(len(words) - 3)) for words in map(_WORD.findall, (want, got))]
    common, total = sum((runs[0] & runs[1]).values()), sum(map(Counter.total, runs))
    return 2 * common / total if total else 1.0


def quality(reader: Callable[[markup.Sample], Reading], samples: list[markup.Sample]) -> str:
    """One line of figures."""
    readings = [(sample, *reader(sample)) for sample in samples]
    body = mean(overlap("\n".join(sample.body), text) for sample, _, _, text in readings)
    title = mean(title == sample.title for sample, title, _, _ in readings)
    people = mean(set(names) == set(sample.authors) for sample, _, names, _ in readings)
    foreign = sum(line in text for sample, _, _, text in readings for line in sample.banned)
    return f"body F1 {body:.3f}  title {title:.2f}  authors {people:.2f}  foreign lines {foreign}"


def seconds(reader: Callable[[markup.Sample], Reading], samples: list[markup.Sample]) -> float:
    """Processor time for all samples once."""
    started = time.process_time()
    for sample in samples:
        reader(sample)
    return time.process_time() - started


def dropped_walls() -> tuple[int, int]:
    """(walls dropped for the right reason, walls)."""
    right, total = 0, 0
    for wall in walls.pages():
        total += 1
        try:
            read(wall.html.encode(), wall.url)
        except PageDropped as dropped:
            right += dropped.reason == wall.reason
    return right, total


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    logging.disable(logging.CRITICAL)
    samples = list(articles.pages())
    print(f"claimwire    {quality(ours, samples)}")
    print(f"trafilatura  {quality(theirs, samples)}")
    heavy = [furnished(sample) for sample in samples]
    print(f"claimwire    {quality(ours, heavy)}  (with the furniture of real pages)")
    spent = [(seconds(ours, heavy), seconds(theirs, heavy)) for _ in range(rounds)]
    own, other = (sum(column) for column in zip(*spent, strict=True))
    print(f"speed: {own / rounds / len(heavy) * 1e3:.2f} ms a page, {other / own:.2f} times trafilatura with metadata")
    print("walls dropped for the right reason: {} of {}".format(*dropped_walls()))
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
