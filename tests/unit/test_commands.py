"""The list of commands is what the modules bring, and costs little."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from services.cli import app, load
from services.commands import COMMANDS, installed


def test_every_command_of_every_module_is_listed_with_its_own_words() -> None:
    for module in {command.module for command in COMMANDS.values()}:
        brought = import_module(module).app
        names = {command.name or command.callback.__name__ for command in brought.registered_commands}
        names |= {group.name for group in brought.registered_groups}
        assert names == {name for name, command in COMMANDS.items() if command.module == module}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_line_in_the_list_is_how_the_commands_help_begins(name: str) -> None:
    words = " ".join((load(name).help or "").split())
    assert words.startswith(COMMANDS[name].help.rstrip(".").split(",")[0].split(":")[0])


def test_help_lists_all_and_loads_none() -> None:
    shown = CliRunner().invoke(app, ["--help"])
    assert shown.exit_code == 0
    assert all(name in shown.output for name in installed())
    heavy = "{'celery', 'sqlalchemy', 'redis', 'pydantic', 'trafilatura', 'alembic'} & set(sys.modules)"
    run = "try: runpy.run_module('services.cli', run_name='__main__')\nexcept SystemExit: pass"
    code = f"import sys, runpy; sys.argv = ['claimwire', '--help']\n{run}\nsys.stderr.write(repr({heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "set()"


def test_a_command_that_is_not_there_is_told() -> None:
    told = CliRunner().invoke(app, ["figurs"])
    assert told.exit_code == 2 and "figurs" in told.output


def test_the_lists_order_is_the_tables() -> None:
    assert list(get_command(app).list_commands(None)) == installed()  # type: ignore[attr-defined]
