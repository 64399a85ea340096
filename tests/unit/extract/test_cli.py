"""`claimwire extract` on the command line and as a line server."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.extract import cli

TEXT = "Officials in Colby said on Monday that more than 3,000 homes were lost."
runner = CliRunner()


def test_each_line_is_answered_with_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.dumps({"id": number, "text": TEXT, "date": "2025-03-01"}) for number in range(2)]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
    cli.serve_lines()
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["id"] for answer in answers] == [0, 1]
    assert answers[0]["claims"][0]["quantities"][0]["text"] == "more than 3,000"


def test_json_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    shown = runner.invoke(cli.app, [str(path), "--json"])
    assert shown.exit_code == 0
    answer = json.loads(shown.stdout)
    assert answer["text"] == TEXT
    assert answer["claims"][0]["source"]["canonical"] == "unnamed: Officials in Colby"


def test_standard_input_is_shown_with_its_claims() -> None:
    shown = runner.invoke(cli.app, ["-"], input=TEXT)
    assert shown.exit_code == 0
    assert "more than 3,000" in shown.stdout
    assert "unnamed: Officials" in shown.stdout


def test_a_missing_file_is_refused() -> None:
    assert runner.invoke(cli.app, ["nowhere.txt"]).exit_code == 2
