"""How the containers are kept: no root, nothing writable but their volumes, no door to the outside, no way out but ingest's."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.stack import Stack

ROOT = Path(__file__).parents[2]
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


FIND = "find / -xdev -path /proc -prune -o -path /sys -prune -o -path /run -prune -o"
BUNDLED = "-not -path '*/ensurepip/*' -not -path '/usr/share/python-wheels/*'"
LEFT_BEHIND = f"-name '.*_history' -o -name pip.conf -o -name .netrc -o -path '*/.cache/pip' -o -name '*.whl' {BUNDLED}"


@pytest.mark.threat("container-escape")
@pytest.mark.parametrize("service", OURS)
def test_no_file_gives_more_rights_than_whoever_starts_it_has(running: Stack, service: str) -> None:
    assert running.compose("exec", "-T", service, "sh", "-c", f"{FIND} -type f -perm /6000 -print 2>/dev/null || true") == ""


@pytest.mark.threat("container-escape")
@pytest.mark.parametrize("service", OURS)
def test_the_root_file_system_cannot_be_written_to(running: Stack, service: str) -> None:
    script = "for d in / /etc /usr/local/bin /opt /var/tmp; do touch $d/x 2>/dev/null && echo $d; done; touch /tmp/x"
    assert running.compose("exec", "-T", service, "sh", "-c", script) == ""


@pytest.mark.threat("secret-leak")
@pytest.mark.parametrize("service", OURS)
def test_nothing_is_left_behind_in_an_image(running: Stack, service: str) -> None:
    script = f"{FIND} \\( {LEFT_BEHIND} \\) -print 2>/dev/null || true"
    assert running.compose("exec", "-T", service, "sh", "-c", script) == ""


@pytest.mark.threat("secret-leak")
def test_no_secret_and_no_index_is_in_an_image_or_its_history(running: Stack) -> None:
    hidden = [path.read_text("utf-8").strip() for path in (ROOT / "secrets").iterdir()]
    hidden += [os.environ[name] for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL") if os.environ.get(name)]
    assert len(hidden) >= 5
    for image in ("ingest", "extract", "store", "cli", "newsroom"):
        for command in (["history", "--no-trunc"], ["image", "inspect"]):
            told = subprocess.run(["docker", *command, f"claimwire-{image}"], capture_output=True, text=True, check=True).stdout
            assert not [word for word in hidden if word in told]
    for service in ("ingest", "extract", "store"):  # those that are given secrets as they start
        script = "grep -rlF -f /run/secrets/redis_url /etc /home /opt /root /srv /usr/local /var 2>/dev/null || true"
        assert running.compose("exec", "-T", service, "sh", "-c", script) == ""
