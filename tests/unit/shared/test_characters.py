"""Characters of others: none that a database refuses is stored, none that a terminal obeys is shown."""

from __future__ import annotations

import io
import json
import logging
import re

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table
from rich.text import Text

from shared import logs
from shared.characters import escaped, printable, storable
from shared.settings import Settings
from shared.terminal import Terminal, as_json, cell

EVIL = "Mayor\x1b]0;owned\x07 \x1b[2J\x9b31m\x00\u202egnidaer\u2028\ud800 \r\nlevel=forged"
OBEYED = [chr(code) for code in (*range(32), *range(0x7F, 0xA0), 0x202E, 0x2066, 0x2028, 0xD800) if chr(code) not in "\n"]

anything = st.text(st.characters(exclude_categories=()))


@given(anything)
def test_storable_text_is_kept_by_every_database(text: str) -> None:
    kept = storable(text)
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert "\0" not in kept
    assert storable(kept) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("the mayor\x92s car, \x9350\x94", "the mayor’s car, “50”"),
        ("a\x00b\x1bc\x7fd\x81e", "abcde"),
        ("half\ud83d a pair", "half a pair"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("خانه‌ها", "خانه‌ها"),
        ("👩‍🚒", "👩‍🚒"),
    ],
)
def test_what_is_kept(text: str, kept: str) -> None:
    assert storable(text) == kept


@given(anything)
def test_escaped_json_says_the_same(text: str) -> None:
    line = escaped(json.dumps({text: [text]}, ensure_ascii=False))
    assert json.loads(line) == {text: [text]}
    assert printable(line) == line
    line.encode()


@pytest.mark.threat("terminal")
def test_no_table_or_line_sends_an_escape_sequence_of_others() -> None:
    shown = io.StringIO()
    terminal = Terminal(file=shown, width=200, color_system=None, force_terminal=False)
    table = Table(title=EVIL)
    table.add_column(EVIL)
    table.add_row(cell(EVIL))
    table.add_row(cell([EVIL, EVIL]))
    table.add_row(Text(EVIL))
    terminal.print(table)
    terminal.print(Text(EVIL))
    terminal.print(EVIL, markup=False, highlight=False)
    shown.write(as_json({"title": EVIL}))
    assert [char for char in OBEYED if char in shown.getvalue()] == []


@pytest.mark.threat("terminal")
def test_our_own_colours_and_progress_still_reach_the_terminal() -> None:
    shown = io.StringIO()
    terminal = Terminal(file=shown, width=80, force_terminal=True, color_system="standard")
    terminal.print("Ada Lund", style="bold")
    with terminal.status("working"):
        pass
    assert "\x1b[1mAda Lund" in shown.getvalue()
    assert "\x1b[?25l" in shown.getvalue()


@pytest.mark.threat("log-injection")
@pytest.mark.parametrize("form", ["console", "json"])
def test_no_log_line_can_be_forged(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:]
    logs.configure(Settings(log_format=form), "extract")
    try:
        structlog.get_logger().warning("page.failed", url=EVIL, words=[EVIL], **{"detail": {"x": EVIL}})
        logging.getLogger("kombu").warning("received %s", EVIL)
        try:
            raise ValueError(EVIL)
        except ValueError:
            structlog.get_logger().exception("page.failed", url=EVIL)
    finally:
        logging.getLogger().handlers[:] = before
        structlog.reset_defaults()
        structlog.contextvars.clear_contextvars()
    said = capsys.readouterr().err
    without_colours = re.sub(r"\x1b\[[0-9;]*m", "", said)
    assert [char for char in OBEYED if char in without_colours] == []
    told = [line for line in without_colours.splitlines() if "page.failed" in line or "received" in line]
    assert len(told) == 3
    if form == "json":
        assert [json.loads(line)["level"] for line in said.splitlines()] == ["warning", "warning", "error"]
