"""Plain trafilatura behind the line protocol of `claimwire extract --jsonl`, to be scored beside it.

    python run.py --corpus fundus fundus_eval aed -- python benchmarks/adapters/trafilatura_lines.py [favor_precision]

Reads {"id", "url", "html"} a line, answers {"id", "title", "authors", "published", "language", "text"}.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import trafilatura


def answer(request: dict[str, Any], options: dict[str, bool]) -> dict[str, Any]:
    """What trafilatura with metadata reads on one page."""
    found = trafilatura.bare_extraction(
        request["html"], url=request.get("url"), with_metadata=True, include_comments=False, **options
    )
    if found is None:
        return {"id": request["id"]}
    authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    return {
        "id": request["id"],
        "title": found.title,
        "authors": authors,
        "published": found.date,
        "language": found.language,
        "text": found.text,
    }


if __name__ == "__main__":
    chosen = dict.fromkeys(sys.argv[1:], True)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line), chosen), ensure_ascii=False) + "\n")
        sys.stdout.flush()
