"""Builds and starts the real compose stack with the sample newsroom, once for all tests here; skips where Docker is absent.

With CLAIMWIRE_E2E_KEEP=1 the stack is taken as it is found and left running, for a look at it and a quick next run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.stack import Stack

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "docker-compose.yml"]
PROJECT = "claimwire-e2e"
KEEP = os.environ.get("CLAIMWIRE_E2E_KEEP") == "1"
DOWN = "--profile sample --profile cli --profile api down --volumes --remove-orphans --timeout 5"
SUBNET = "172.31.251.0/28"  # not the one of an operator's own stack on this machine


def docker_works() -> bool:
    if not shutil.which("docker"):
        return False
    asked = [["docker", "info"], ["docker", "compose", "version"]]
    return all(subprocess.run(question, capture_output=True, timeout=60, check=False).returncode == 0 for question in asked)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test builds the images: none is stopped for being slow within half an hour."""
    for item in items:
        if Path(item.fspath).is_relative_to(ROOT / "tests" / "e2e"):
            item.add_marker(pytest.mark.timeout(1800))


@pytest.fixture(scope="session")
def docker_compose_file() -> Iterator[list[str]]:
    if not docker_works():
        pytest.skip("needs a Docker engine with Compose v2")
    subprocess.run([ROOT / "tools" / "secrets.sh"], check=True)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CLAIMWIRE_SAMPLE_SUBNET", SUBNET)
        environment.setenv("CLAIMWIRE_FETCH_ALLOW", SUBNET)
        yield [str(file) for file in FILES]


@pytest.fixture(scope="session")
def docker_compose_project_name() -> str:
    return PROJECT


@pytest.fixture(scope="session")
def docker_setup() -> list[str]:
    return ([] if KEEP else [DOWN]) + [
        "--profile sample --profile cli --profile api build",
        "--profile sample up --detach --wait --scale extract=2",
    ]


@pytest.fixture(scope="session")
def docker_cleanup() -> list[str]:
    return [] if KEEP else [DOWN]


@pytest.fixture(scope="session")
def running(docker_services: Any, docker_compose_file: list[str]) -> Stack:
    files = [part for file in docker_compose_file for part in ("-f", file)]
    return Stack(("docker", "compose", *files, "-p", PROJECT, "--profile", "sample", "--profile", "cli"))


@pytest.fixture
def stack(running: Stack) -> Stack:
    """The stack, empty."""
    running.wipe()
    return running
