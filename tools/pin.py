"""Pin all dependencies with hashes: `requirements/*.txt` from pyproject.toml. No index address is written down.

One file for each image of the Dockerfile, one for development, and one with the tools that install the rest.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

UV = Path(sys.executable).with_name("uv")
COMMON = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet")
FILES = {
    "tools": ("requirements/tools.in",),
    "dev": ("pyproject.toml", "--extra", "all", "--extra", "s3", "--group", "dev"),
    "ingest": ("pyproject.toml", "--extra", "ingest", "--extra", "s3"),
    "extract": ("pyproject.toml", "--extra", "extract", "--extra", "s3"),
    "store": ("pyproject.toml", "--extra", "store", "--extra", "s3"),
    "serve": ("pyproject.toml", "--extra", "ingest", "--extra", "store", "--extra", "serve", "--extra", "s3"),
    "all": ("pyproject.toml", "--extra", "all", "--extra", "s3"),
    "flower": ("pyproject.toml", "--extra", "flower"),
}

for name, arguments in FILES.items():
    upgrade = ("--upgrade",) if "--upgrade" in sys.argv else ()
    subprocess.run(
        [UV, "pip", "compile", *arguments, *COMMON, *upgrade, "--output-file", f"requirements/{name}.txt"], check=True
    )
