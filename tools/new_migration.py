"""Write a migration of one service from the difference between its models and its newest migration.

    .venv/bin/python tools/new_migration.py ingest "what changes"

The result is read and edited by a person before it is committed.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path

import alembic.command
import alembic.config


def main(service: str, message: str) -> None:
    schema = importlib.import_module(f"services.{service}.schema")
    scripts = Path(schema.__file__ or "").parent / "migrations"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/now.db"
        config = alembic.config.Config()
        config.set_main_option("script_location", str(scripts))
        config.attributes.update(url=url, version_table=schema.VERSION_TABLE)
        number = len(list((scripts / "versions").glob("[0-9]*.py"))) + 1
        if number > 1:
            alembic.command.upgrade(config, "head")
        alembic.command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
