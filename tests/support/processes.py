"""A process of a test whose words are kept in files: one that writes into a pipe that nobody empties stands still at 64 kB."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from typing import Any


class Process(subprocess.Popen[str]):
    """Runs `command`; `output` waits for its end."""

    def __init__(self, command: Sequence[str], **options: Any) -> None:
        self._files = [tempfile.TemporaryFile("w+", encoding="utf-8") for _ in range(2)]  # noqa: SIM115 - `_read` closes
        out, err = self._files
        super().__init__(command, stdout=out, stderr=err, text=True, **options)

    def output(self, seconds: float) -> tuple[str, str]:
        """What it wrote to standard output and standard error, once it has ended. Raises subprocess.TimeoutExpired."""
        self.wait(seconds)
        return self._read(0), self._read(1)

    def _read(self, which: int) -> str:
        with self._files[which] as file:
            file.seek(0)
            return file.read()
