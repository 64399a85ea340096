"""The Dockerfile and the compose file say what the code says: queues, settings, packages; and keep their doors shut."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.extract.settings import ExtractSettings
from services.ingest.settings import IngestSettings
from services.store.settings import StoreSettings
from shared.pipeline import STEPS, queues_of
from shared.web.settings import WebSettings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SETTINGS = {"ingest": IngestSettings, "extract": ExtractSettings, "store": StoreSettings}
WORKERS = sorted({step.service for step in STEPS})


def final_stage(target: str) -> str:
    return (ROOT / "Dockerfile").read_text("utf-8").split(f" AS {target}\n")[1].split("\nFROM ")[0]


@pytest.mark.parametrize("service", WORKERS)
def test_worker_consumes_exactly_its_queues(service: str) -> None:
    command = json.loads(re.findall(r"^CMD (\[.*\])$", final_stage(service), re.M)[0])
    assert command[command.index("-n") + 1] == f"{service}@%h", "Flower and logs tell workers apart by their names"
    assert command[command.index("-A") + 1] == f"services.{service}.app"
    assert command[command.index("-Q") + 1].split(",") == queues_of(service)
    assert "command" not in SERVICES[service]


@pytest.mark.parametrize("service", sorted(set(SERVICES) - {"redis", "postgres", "prometheus", "grafana"}))
def test_environment_names_settings_that_exist(service: str) -> None:
    known = {f"CLAIMWIRE_{name.upper()}" for cls in (*SETTINGS.values(), WebSettings) for name in cls.model_fields}
    given = {name.removesuffix("_FILE") for name in SERVICES[service].get("environment", {})}
    assert given <= known
    if service in SETTINGS:
        assert given <= {f"CLAIMWIRE_{name.upper()}" for name in SETTINGS[service].model_fields}


@pytest.mark.threat("container-escape")
def test_only_what_people_look_at_is_published_and_on_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    ports = {"api": 8000, "prometheus": 9090, "grafana": 3000, "flower": 5555}
    assert published == {
        name: [f"${{CLAIMWIRE_{name.upper()}_ADDRESS:-127.0.0.1:{port}}}:{port}"] for name, port in ports.items()
    }
    optional = {name: service.get("profiles") for name, service in SERVICES.items() if name in ports}
    assert optional == {"api": ["api"], "prometheus": ["monitoring"], "grafana": ["monitoring"], "flower": ["flower"]}


@pytest.mark.threat("container-escape")
def test_nothing_is_named_or_privileged() -> None:
    for service in SERVICES.values():
        assert not {"container_name", "privileged", "network_mode", "cap_add"} & set(service)
        assert "no-new-privileges:true" in service["security_opt"]
        assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
        assert service.get("read_only") or service["image"].startswith("postgres")


@pytest.mark.threat("lateral-move")
def test_only_ingest_and_the_api_touch_the_outside() -> None:
    assert COMPOSE["networks"]["internal"]["internal"]
    assert COMPOSE["networks"]["sample"]["internal"]
    assert [name for name, service in SERVICES.items() if "egress" in service["networks"]] == ["ingest", "store", "api", "cli"]
    assert [name for name, service in SERVICES.items() if "api" in service["networks"]] == [
        "api",
        "prometheus",
        "grafana",
        "flower",
    ]


@pytest.mark.threat("container-escape")
@pytest.mark.parametrize("target", ["ingest", "extract", "store", "api", "newsroom", "cli", "flower"])
def test_final_images_run_as_nobody_special(target: str) -> None:
    assert "\nUSER claimwire\n" in final_stage(target)


SERVED = ("api", "web")  # a service's folders that only the image of the API and the pages needs


def imports(*folders: Path, without: tuple[str, ...] = ()) -> Iterator[str]:
    """What a process imports as it starts. What a function imports for itself belongs to an extra that may be missing."""
    for file in (file for folder in folders for file in folder.rglob("*.py")):
        if file.relative_to(ROOT / "services").parts[1] in without:
            continue
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


def missing(image: str, wanted: set[str]) -> set[str]:
    """Which of the packages that are `wanted` the requirements of an image do not hold."""
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / f"{image}.txt").read_text("utf-8"), re.M))
    providers = packages_distributions()
    strange = wanted - {"services", "shared", "sample", *sys.stdlib_module_names}
    return {name for name in strange if not {re.sub("[_.]", "-", d).lower() for d in providers.get(name, [name])} & pinned}


@pytest.mark.parametrize("service", WORKERS)
def test_image_holds_every_package_that_its_service_imports(service: str) -> None:
    assert missing(service, set(imports(ROOT / "services" / service, without=SERVED))) == set()


def test_the_image_of_the_api_holds_every_package_that_it_imports() -> None:
    folders = [ROOT / "services" / name for name in ("ingest", "store", "serve")]
    wanted = set(imports(*folders)) | {"fastapi", "starlette", "limits", "python_multipart"}
    assert missing("serve", wanted) == set()
    assert missing("store", wanted) >= {"fastapi", "uvicorn"}, "workers need no web server"


@pytest.mark.threat("supply-chain")
@pytest.mark.parametrize("file", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda file: file.name)
def test_requirements_are_pinned_by_hash_and_name_no_registry(file: Path) -> None:
    content = file.read_text("utf-8")
    blocks = re.split(r"\n(?=\S)", "\n".join(line for line in content.splitlines() if not line.lstrip().startswith("#")))
    assert all("==" in block and "--hash=sha256:" in block for block in blocks if block.strip())
    assert "://" not in content


@pytest.mark.threat("supply-chain")
def test_every_package_has_a_hash_on_every_line_and_is_installed_by_it() -> None:
    for file in (ROOT / "requirements").glob("*.txt"):
        lines = [line for line in file.read_text("utf-8").splitlines() if line.strip() and not line.lstrip().startswith("#")]
        known = re.compile(r"[\w.\[\]-]+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
        assert [line for line in lines if not known.fullmatch(line)] == []
    recipes = (ROOT / "Makefile").read_text("utf-8") + (ROOT / "Dockerfile").read_text("utf-8")
    installs = [line for line in recipes.replace("\\\n", " ").splitlines() if "pip" in line and " install" in line]
    assert len(installs) >= 8
    assert [line for line in installs if "--require-hashes" not in line and "--no-deps" not in line] == []


REGISTRIES = [
    re.compile(rf"{name}\.{top}\b")
    for name, top in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("deb.debian", "org"),
        ("proxy.golang", "org"),
    )
]


@pytest.mark.threat("supply-chain")
def test_no_tracked_file_names_a_registry() -> None:
    """What is installed comes from where the machine is told to look, and from nowhere that a file of ours slips in."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    texts = {file: file.read_bytes().decode("utf-8", "replace") for file in files if file.is_file()}
    assert len(texts) > 300
    assert [str(file) for file, content in texts.items() if any(host.search(content) for host in REGISTRIES)] == []
