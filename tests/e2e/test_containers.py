"""How the containers are kept: no root, nothing writable but their volumes, no door to the outside, no way out but ingest's."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.e2e.stack import Stack

OURS = ("beat", "ingest", "extract", "store", "newsroom")


@pytest.mark.threat("container-escape")
@pytest.mark.parametrize("service", OURS)
def test_no_root_and_nothing_writable(running: Stack, service: str) -> None:
    script = "id -u; touch /data/x /opt/x 2>/dev/null && echo writable; command -v pip gcc || true"
    assert running.compose("exec", "-T", service, "sh", "-c", script).split() in (["10001"], ["10001", "/usr/local/bin/pip"])


@pytest.mark.threat("lateral-move")
def test_no_port_is_published_and_all_workers_are_healthy(running: Stack) -> None:
    containers = [json.loads(line) for line in running.compose("ps", "--format", "json").splitlines()]
    assert len(containers) == 8
    assert not [port for one in containers for port in one.get("Publishers") or [] if port["PublishedPort"]]
    assert {one["Service"] for one in containers if one["Health"] == "healthy"} == {*OURS, "postgres", "redis"}


@pytest.mark.threat("secret-leak")
def test_secrets_are_neither_in_the_environment_nor_on_command_lines(running: Stack) -> None:
    secret = running.compose("exec", "-T", "redis", "cat", "/run/secrets/redis_password").strip()
    ids = running.compose("ps", "--quiet").split()
    told = subprocess.run(["docker", "inspect", *ids], capture_output=True, text=True, check=True).stdout
    assert len(secret) == 48
    assert secret not in told
    assert secret not in running.compose("top")
