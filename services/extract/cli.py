"""`claimwire extract`: articles and claims of files, saved pages or standard input, without any service."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

from services.extract import article, claims
from shared.outcomes import PageDropped


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """One reply line for one request line of `--jsonl`: {"id", "text"[, "title", "date"]} or {"id", "html", "url"}."""
    if "html" in request:
        return _answer_page(request)
    published = datetime.fromisoformat(request["date"]) if request.get("date") else None
    if published and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    found = claims.extract(request["text"], title=request.get("title"), published=published)
    return {"id": request["id"], "claims": [claim.model_dump(mode="json") for claim in found]}


def _answer_page(request: dict[str, Any]) -> dict[str, Any]:
    try:
        page = article.read(request["html"].encode(), request.get("url") or "", content_type="text/html; charset=utf-8")
    except PageDropped as dropped:
        return {"id": request["id"], "dropped": dropped.reason, "detail": dropped.detail, "claims": []}
    found = claims.extract(page.text, title=page.title, dek=page.dek, published=page.published)
    shown = page.model_dump(mode="json", exclude={"fingerprint", "blocks"})
    return {"id": request["id"], **shown, "claims": [claim.model_dump(mode="json") for claim in found]}


def serve_lines() -> None:
    """Answer each line of standard input with one flushed line on standard output."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line)), ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve_lines()
import typer

app = typer.Typer()
