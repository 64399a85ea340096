"""`claimwire extract`: articles and claims of files, saved pages or standard input, without any service."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from services.extract import article, claims
from services.extract.extraction import claims_of
from services.extract.pretty import Highlighted
from shared.characters import escaped
from shared.claims import Claim, Part
from shared.outcomes import PageDropped
from shared.terminal import Terminal, say

app = typer.Typer(help="Read articles and their claims.", no_args_is_help=True)


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
        page = article.read(
            request["html"].encode("utf-8", "replace"), request.get("url") or "", content_type="text/html; charset=utf-8"
        )
    except PageDropped as dropped:
        return {"id": request["id"], "dropped": dropped.reason, "detail": dropped.detail, "claims": []}
    found, _ = claims_of(page)
    shown = page.model_dump(mode="json", exclude={"fingerprint", "blocks"})
    return {"id": request["id"], **shown, "claims": [claim.model_dump(mode="json") for claim in found]}


def serve_lines() -> None:
    """Answer each line of standard input with one flushed line on standard output."""
    for line in sys.stdin:
        sys.stdout.write(escaped(json.dumps(answer(json.loads(line)), ensure_ascii=False)) + "\n")
        sys.stdout.flush()


@app.command()
def extract(
    file: Annotated[str, typer.Argument(help="A text file or a saved page; - reads standard input.")] = "-",
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Answer JSON lines on standard input, one line each.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the claims as JSON.")] = False,
    url: Annotated[str, typer.Option(help="Address of a saved page.")] = "",
) -> None:
    """Show an article with its claims highlighted."""
    if jsonl:
        serve_lines()
        return
    content = sys.stdin.buffer.read() if file == "-" else _read(Path(file))
    try:
        parts, found = _claims_of(content, url)
    except PageDropped as dropped:
        say(f"{file}: no article ({dropped.reason}): {dropped.detail}", err=True)
        raise typer.Exit(1) from None
    if as_json:
        shown: dict[str, Any] = {part: words for part, words in parts if words}
        shown["claims"] = [claim.model_dump(mode="json") for claim in found]
        typer.echo(escaped(json.dumps(shown, ensure_ascii=False, indent=2)))
        return
    Terminal().print(Highlighted(parts, found))


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise typer.BadParameter(f"no such file: {path}")
    return path.read_bytes()


def _claims_of(content: bytes, url: str) -> tuple[list[tuple[Part, str]], list[Claim]]:
    """The parts of a page or plain text and its claims. Raises PageDropped for a page that is no article."""
    if content.lstrip()[:1] == b"<":
        page = article.read(content, url)
        found, _ = claims_of(page)
        return [("title", page.title), ("dek", page.dek or ""), ("text", page.text)], found
    text = content.decode("utf-8", errors="replace")
    return [("text", text)], claims.extract(text)


def main() -> None:
    """`python -m services.extract.cli`: JSON lines when called without arguments, else the command line."""
    if len(sys.argv) == 1:
        serve_lines()
    else:
        app()


if __name__ == "__main__":
    main()
