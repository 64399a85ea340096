"""The `claimwire` command: each service's own sub-commands, and those that concern the whole line."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from services.commands import COMMANDS, installed


class Lazy(TyperGroup):
    """Lists commands without loading them, and loads the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands that are installed."""
        return installed()

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
        """A command as the list shows it."""
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name].help) if cmd_name in installed() else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        """The command itself, for it to run or to show its own help."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(str(command.name)) if command else None, rest


def load(name: str) -> Any:
    """A command from its module, under the log of the command line: from warnings on, on stderr."""
    from shared import logs  # noqa: PLC0415 - the list of commands is shown without them
    from shared.settings import Settings, load_or_exit  # noqa: PLC0415

    settings = load_or_exit(Settings)
    quiet = settings if "log_level" in settings.model_fields_set else settings.model_copy(update={"log_level": "WARNING"})
    logs.configure(quiet, "cli")
    part = typer.Typer(pretty_exceptions_enable=False)
    part.callback()(lambda: None)  # so that a module's only command keeps its name
    brought: typer.Typer = import_module(COMMANDS[name].module).app
    part.registered_commands, part.registered_groups = brought.registered_commands, brought.registered_groups
    return get_command(part).commands[name]  # type: ignore[attr-defined] # with a callback it is a group


app = typer.Typer(cls=Lazy, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback(help=__doc__)
def _claimwire() -> None:
    """Nothing of its own: all commands come from modules."""


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
