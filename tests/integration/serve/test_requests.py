"""`claimwire serve` against requests that no client sends: through the socket, as somebody on the network would."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(400)
HOST = b"Host: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server over empty tables."""
    folder: Path = tmp_path_factory.mktemp("serve")
    databases = {f"CLAIMWIRE_{name}_DATABASE_URL": f"sqlite:///{folder}/{name}.db" for name in ("INGEST", "STORE")}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CLAIMWIRE_")} | databases
    environment["CLAIMWIRE_BLOB_URL"] = str(folder / "blobs")
    command = [sys.executable, "-c", "from services.cli import main; main()"]
    environment["PYTHONPATH"] = str(Path(__file__).parents[3])
    subprocess.run([*command, "migrate"], env=environment, cwd=folder, check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free: int = taken.getsockname()[1]
    with subprocess.Popen(
        [*command, "serve", "--port", str(free)], env=environment, cwd=folder, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(free, server)
            yield free
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 180
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not start")


def send(port: int, raw: bytes) -> bytes:
    """All that the server answers, until it hangs up or is silent for two seconds."""
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        answer = b""
        try:
            connection.sendall(raw)
            connection.settimeout(2)
            while piece := connection.recv(65_536):
                answer += piece
        except OSError:  # silence, or it hung up while we were still sending
            pass
        return answer


def status(answer: bytes) -> int:
    """The status of the first answer; 0 where the server only hung up."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def alive(port: int) -> bool:
    return any(status(send(port, b"GET /livez HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")) == 200 for _ in range(5))


POST = b"POST /api/v1/subscriptions HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
CHUNK = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
OVERSIZED = {
    "long header": b"GET /livez HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
    "many headers": b"GET /livez HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 50_000 + b"\r\n",
    "long URL": b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "long body": POST + b"Content-Length: 99999999\r\n\r\n" + b"[" * 200_000,
    "long chunks": POST + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK + CHUNK + b"0\r\n\r\n",
}


@pytest.mark.threat("request-oversized")
@pytest.mark.parametrize("raw", OVERSIZED.values(), ids=OVERSIZED)
def test_no_request_is_too_large_for_us(port: int, raw: bytes) -> None:
    assert status(send(port, raw)) in (0, 400, 413, 414, 422, 431)
    assert alive(port)


@pytest.mark.threat("request-smuggling")
@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
        b"Content-Length: 5, 6\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: 0x5\r\n",
        b"Content-Length: 44\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Content-Length : 5\r\n",
        b" X: folded\r\n",
        b"X\x00: y\r\n",
        b"X: a\rb\r\n",
    ],
    ids=repr,
)
def test_no_request_hides_another(port: int, headers: bytes) -> None:
    """Refused, or read one way, with at most one answer, and the connection closed: nothing of the rest is a request."""
    hidden = b"GET /openapi.json HTTP/1.1\r\n" + HOST + b"\r\n"
    answer = send(port, b"POST /nowhere HTTP/1.1\r\n" + HOST + headers + b"\r\n0\r\n\r\n" + hidden)
    assert b'"openapi"' not in answer
    assert status(answer) in (0, 400, 403, 404, 405, 501)
    assert alive(port)


@pytest.mark.threat("host-header")
@pytest.mark.parametrize(
    "host",
    [
        b"evil.example",
        b"127.0.0.1.evil.example",
        b"127.0.0.1@evil.example",
        b"localhost.evil.example",
        b"",
        b"[::1].evil.example",
        b"0.0.0.0",
    ],
)
def test_no_other_name_leads_to_the_open_api(port: int, host: bytes) -> None:
    answer = send(port, b"GET /api/v1/sources HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
    assert status(answer) == 400
    assert status(send(port, b"GET /api/v1/sources HTTP/1.1\r\n\r\n")) == 400


CLIMBS = (
    *(
        "../../../../etc/passwd",
        "..%2f..%2f..%2f..%2fetc/passwd",
        "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "//etc/passwd",
    ),
    *("..\\..\\..\\etc\\passwd", "%00/etc/passwd", "....//....//etc/passwd", "%252e%252e/etc/passwd"),
)


@pytest.mark.threat("static-traversal")
@pytest.mark.parametrize("folder", ["static-offline-docs", "static"])
@pytest.mark.parametrize("climb", CLIMBS)
def test_no_path_climbs_out_of_the_static_files(port: int, folder: str, climb: str) -> None:
    raw = f"GET /{folder}/{climb} HTTP/1.1\r\n".encode() + HOST + b"Connection: close\r\n\r\n"
    answer = send(port, raw)
    assert status(answer) in (0, 400, 404)
    assert b"root:" not in answer
