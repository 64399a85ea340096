"""The pages under compose: published behind keys, an operator logs in and sends a case through the line once more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.e2e.stack import Stack, wait_for

# A page that is stored is set aside as if it had failed; what takes it up again is the real line.
SET_ASIDE = """
WITH chosen AS (SELECT id FROM entry WHERE outcome = 'stored' ORDER BY id LIMIT 1),
     held AS (UPDATE entry SET outcome = 'quarantined', reason = 'extraction_failed' FROM chosen
              WHERE entry.id = chosen.id RETURNING entry.id)
INSERT INTO quarantine (key, entry_id, task, reason, detail, tries, at)
SELECT 'entry:' || id, id, 'extract.read', 'extraction_failed', 'set aside by a test', 1, now() FROM held
"""

# Runs in the API's container, where there is a Python and no browser.
BROWSER = """
import http.cookiejar, json, re, sys, urllib.error, urllib.parse, urllib.request

HERE = "http://127.0.0.1:8000"
browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
browser.addheaders = [("Accept", "text/html")]

def get(path):
    with browser.open(HERE + path) as answer:
        return answer.geturl(), answer.read().decode()

def send(page, action, **fields):
    token = re.search('name="form_token" value="([0-9a-f]{64})"', get(page)[1])[1]
    asked = urllib.request.Request(HERE + action, urllib.parse.urlencode(fields | {"form_token": token}).encode())
    asked.add_header("Origin", HERE)
    with browser.open(asked) as answer:
        return answer.geturl()

told = {"before": get("/desk/quarantine")[0]}
told["after"] = send("/login?next=/desk/quarantine", "/login", key=sys.argv[1], next="/desk/quarantine")
told["shown"] = "set aside by a test" in get("/desk/quarantine")[1]
told["done"] = send("/desk/quarantine", "/desk/quarantine/replay", reason="extraction_failed")
told["series"] = "casualties" in get("/series")[1]
try:
    urllib.request.urlopen(HERE + "/api/v1/ledger")
except urllib.error.HTTPError as refused:
    told["without_key"] = refused.code
print(json.dumps(told))
"""


@pytest.fixture
def desk(stack: Stack) -> Iterator[Stack]:
    """The stack with the API, behind an operator's key."""
    wider = replace(stack, prefix=(*stack.prefix, "--profile", "api"))
    try:
        yield wider
    finally:
        wider.compose("rm", "--stop", "--force", "api")


def test_an_operator_logs_in_and_replays(desk: Stack) -> None:
    desk.crawl()
    desk.sql("ingest", SET_ASIDE)
    key = desk.claimwire("keys", "create", "e2e", "--scope", "admin").strip()
    desk.compose("up", "--detach", "--wait", "--no-deps", "api")
    told = json.loads(desk.compose("exec", "-T", "api", "python", "-c", BROWSER, key))
    here = "http://127.0.0.1:8000"
    assert told == {
        "before": f"{here}/login?next=%2Fdesk%2Fquarantine",
        "after": f"{here}/desk/quarantine",
        "shown": True,
        "done": f"{here}/desk/quarantine?done=replayed&count=1",
        "series": True,
        "without_key": 401,
    }
    settled = "SELECT count(*) FROM entry WHERE state = 'settled' AND outcome IN ('stored', 'unchanged')"
    everything = int(desk.sql("ingest", "SELECT count(*) FROM entry WHERE outcome <> 'dropped' OR outcome IS NULL"))
    wait_for(lambda: int(desk.sql("ingest", settled)) == everything, 60, "the case to come to its end")
    assert desk.sql("ingest", "SELECT resolution FROM quarantine") == "replayed"
