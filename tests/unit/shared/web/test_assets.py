"""What pages load is what its sources say: built files are committed, so that a machine without Node runs."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from shared.web import pages

ASSETS = Path(pages.__file__).parent / "assets"
BUILT = json.loads((pages.STATIC / "built.json").read_text())


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_built_files_are_those_of_these_sources() -> None:
    sources = {f"src/{file.name}" for file in (ASSETS / "src").iterdir()} | {"package-lock.json", "build.mjs", "tsconfig.json"}
    assert {name: _digest(ASSETS / name) for name in sources} == BUILT["sources"], "run `make assets`"
    made = [file for file in pages.STATIC.iterdir() if file.suffix in (".js", ".css")]
    assert {file.name: _digest(file) for file in made} == BUILT["built"], "run `make assets`"


def test_the_lock_file_names_no_registry() -> None:
    lock = (ASSETS / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    package = json.loads((ASSETS / "package.json").read_text())
    exact = {**package["dependencies"], **package["devDependencies"]}.values()
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in exact)


def test_nothing_stands_in_a_page_itself() -> None:
    folders = [*Path().glob("services/*/web/templates"), ASSETS.parent / "templates"]
    for template in (file for folder in folders for file in folder.rglob("*.html")):
        text = template.read_text()
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|\|\s*safe", text), template
        for opening in re.findall(r"<script[^>]*>", text):
            assert "asset(" in opening or "application/ld+json" in opening, template
