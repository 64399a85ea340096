"""Write docs/settings.md from the settings themselves."""

from __future__ import annotations

from pathlib import Path

from services.extract.settings import ExtractSettings
from services.ingest.settings import IngestSettings
from services.store.settings import StoreSettings
from shared.settings import PREFIX, Settings
from shared.web.settings import WebSettings

HEAD = """# Settings

Every setting is an environment variable, or a line in `.env`. For secrets, `NAME_FILE` names a file whose content is taken
instead (as Docker and Kubernetes mount them). A wrong setting stops the start with one line that names it.
This page is written by `tools/settings_table.py`; a test holds it true.
"""
GROUPS = {
    "All services": Settings,
    "Ingest": IngestSettings,
    "Extract": ExtractSettings,
    "Store": StoreSettings,
    "Pages and API": WebSettings,
}


def main() -> None:
    parts = [HEAD]
    for title, model in GROUPS.items():
        own = {n: f for n, f in model.model_fields.items() if model is Settings or n not in Settings.model_fields}
        parts += [f"\n## {title}\n", "| name | default | meaning |", "|---|---|---|"]
        for name, field in own.items():
            default = "" if field.default in (None, ()) else f"`{_plain(field.default)}`"
            parts.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    Path("docs/settings.md").write_text("\n".join(parts) + "\n")


def _plain(value: object) -> str:
    """A default as it would be written in the environment."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


if __name__ == "__main__":
    main()
