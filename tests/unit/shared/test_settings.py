from __future__ import annotations

import re
from pathlib import Path

import pytest

from services.extract.settings import ExtractSettings
from services.ingest.settings import IngestSettings
from services.store.settings import StoreSettings
from shared.settings import PREFIX, Settings, SettingsError, load, load_or_exit
from shared.web.settings import WebSettings

ALL = (Settings, IngestSettings, ExtractSettings, StoreSettings, WebSettings)
DOCS = Path(__file__).parents[3] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def no_settings_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CLAIMWIRE_REDIS_URL=redis://file/1\nCLAIMWIRE_BLOB_URL=s3://pages\n")
    monkeypatch.setenv("CLAIMWIRE_REDIS_URL", "redis://environment/2")
    settings = load(Settings)
    assert (settings.redis_url, settings.blob_url) == ("redis://environment/2", "s3://pages")


@pytest.mark.threat("secret-leak")
def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("postgresql://claimwire:s3cret@db/ledger\n")
    monkeypatch.setenv("CLAIMWIRE_INGEST_DATABASE_URL_FILE", str(tmp_path / "secret"))
    assert load(IngestSettings).ingest_database_url == "postgresql://claimwire:s3cret@db/ledger"


def test_a_secret_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMWIRE_REDIS_URL_FILE", "/nowhere/redis")
    with pytest.raises(SettingsError, match=r"CLAIMWIRE_REDIS_URL_FILE: cannot read /nowhere/redis"):
        load(Settings)


def test_networks_are_read_from_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMWIRE_FETCH_ALLOW", "127.0.0.0/8, fd00::/8")
    assert [str(network) for network in load(IngestSettings).fetch_allow] == ["127.0.0.0/8", "fd00::/8"]


def test_a_wrong_setting_stops_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLAIMWIRE_FETCH_ALLOW", "everything")
    with pytest.raises(SystemExit) as stopped:
        load_or_exit(IngestSettings)
    said = capsys.readouterr().err
    assert stopped.value.code == 2
    assert said.count("\n") == 1
    assert "CLAIMWIRE_FETCH_ALLOW" in said and "everything" in said and "docs/settings.md" in said


def test_the_documentation_names_every_setting_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(CLAIMWIRE_\w+)` \| `?([^|`]*?)`? \|", DOCS.read_text(), re.MULTILINE))
    fields = {f"{PREFIX}{name.upper()}": field for model in ALL for name, field in model.model_fields.items()}
    assert all(field.description for field in fields.values())
    assert rows == {name: written(field.default) for name, field in fields.items()}


def written(default: object) -> str:
    return ",".join(default) if isinstance(default, tuple) else "" if default is None else str(default)
