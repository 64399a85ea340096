"""Write monitoring/alerts.yml from the limits that `claimwire doctor` goes by."""

from __future__ import annotations

from pathlib import Path

import yaml

from services.doctor.alerts import rules

HEAD = "# Written by tools/alert_rules.py from services/doctor: change it there; a test holds it true.\n"


def main() -> None:
    Path("monitoring/alerts.yml").write_text(HEAD + yaml.safe_dump(rules(), sort_keys=False, width=120))


if __name__ == "__main__":
    main()
