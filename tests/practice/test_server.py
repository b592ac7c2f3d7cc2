"""Starting, stopping, threads, memory, and clients that hang up."""

import http.client
import re
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.scenarios import SCENARIOS
from leadway_desktop.practice.server import PracticeServer
from tests.practice.client import PHOTO, Client, fetch, head_of_put, open_line, put

MB = 1024 * 1024
QUICK_S = 5.0  # on a busy machine; the waits that stop must end are a minute and more


def stop_quickly(server: PracticeServer) -> None:
    begun = time.monotonic()
    server.stop()
    assert time.monotonic() - begun < QUICK_S


def test_two_ports_and_an_account(server: PracticeServer) -> None:
    account = server.account
    assert urlsplit(account.base_url).port != urlsplit(account.bucket_url).port
    assert account.token.startswith("pit-")
    tokens = {account.token, account.token_read_only, account.token_wrong_scope,
              account.token_wrong_location, account.token_revoked}  # fmt: skip
    assert len(tokens) == 5
    assert not any(token in repr(account) for token in tokens)


def test_a_seed_decides_tokens_and_people() -> None:
    with PracticeServer(seed=5) as first, PracticeServer(seed=5) as second:
        assert first.account.token == second.account.token
        assert first.account.location_id == second.account.location_id
        assert [c.id for c in first.conversations] == [c.id for c in second.conversations]
        with PracticeServer(seed=6) as other:
            assert other.account.token != first.account.token
            assert other.conversations[0].id != first.conversations[0].id


def test_stop_leaves_no_thread_no_port_no_file(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    server = PracticeServer(storage=tmp_path).start()
    put(Client(server).initiate())
    assert list(tmp_path.glob("*/*"))
    url = server.account.base_url
    stop_quickly(server)
    assert set(threading.enumerate()) == before
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ConnectionRefusedError):
        open_line(url)
    server.stop()


def test_stop_does_not_wait_for_anybody() -> None:
    server = PracticeServer().start()
    server.faults.add(Fault("search", "latency", seconds=60, times=None))
    server.faults.add(Fault("put", "bandwidth", bytes_per_s=10))
    lines = [open_line(server.account.base_url) for _ in range(4)]
    lines[0].sendall(b"GET /conv")
    lines[1].sendall(b"POST /conversations/messages HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
    lines[2].sendall(b"GET /conversations/search HTTP/1.1\r\n\r\n")
    url = Client(server).initiate().json["uploadUrl"]
    upload = open_line(url)
    upload.sendall(head_of_put(url, "Content-Length: 9999") + PHOTO[:9999])
    assert server.record.wait_for(lambda record: len(record.faults) == 2)
    stop_quickly(server)
    for line in (*lines, upload):
        line.close()


def test_stop_does_not_wait_for_a_client_that_does_not_read() -> None:
    server = PracticeServer().start()
    server.faults.add(Fault("search", "huge_reply", size=1024 * MB))
    account = server.account
    with open_line(account.base_url) as line:
        line.sendall(
            f"GET /conversations/search?locationId={account.location_id} HTTP/1.1\r\n"
            f"Authorization: Bearer {account.token}\r\nVersion: 2021-07-28\r\n\r\n".encode()
        )
        assert line.recv(8) == b"HTTP/1.1"
        stop_quickly(server)


def test_offline_and_online_again(server: PracticeServer, client: Client) -> None:
    begun = client.initiate()
    put(begun)
    server.go_offline()
    with pytest.raises(OSError, match="refused"):
        client.search()
    server.go_online()
    assert client.complete(begun).status == 200
    assert server.account.base_url == client.account.base_url


def test_a_taken_port_is_told_and_leaves_nothing(server: PracticeServer, tmp_path: Path) -> None:
    taken = urlsplit(server.account.base_url).port or 0
    storage = tmp_path / "second"
    storage.mkdir()
    with pytest.raises(OSError, match="in use"):
        PracticeServer(port=taken, storage=storage).start()
    with pytest.raises(OSError, match="in use"):
        PracticeServer(bucket_port=taken, storage=storage).start()
    assert list(storage.iterdir()) == []


def test_a_server_needs_to_be_started_once() -> None:
    server = PracticeServer()
    with pytest.raises(RuntimeError, match="not been started"):
        _ = server.account
    with server, pytest.raises(RuntimeError, match="has been started"):
        server.start()


def test_an_unknown_scenario_names_the_others() -> None:
    with pytest.raises(ValueError, match="hotel-wifi"):
        PracticeServer(scenario="moon-base")


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_serves(name: str) -> None:
    with PracticeServer(scenario=name) as server:
        server.faults.clear()
        assert Client(server).search().status == 200


def test_other_spellings() -> None:
    with PracticeServer(scenario="other-spellings") as server:
        client = Client(server)
        refused = client.initiate(conversationId="nobody")
        assert (refused.status, refused.json["status"]) == (400, 400)
        assert isinstance(client.search().json["conversations"][0]["lastMessageDate"], str)
        assert client.send().status == 200
        url = urlsplit(client.initiate().json["uploadUrl"])
        line = http.client.HTTPConnection(url.netloc, timeout=10)
        headers = {"Content-Type": "image/jpeg"}
        line.request("PUT", f"{url.path}?{url.query}", PHOTO, headers)
        assert len(line.getresponse().headers.get_all("x-goog-hash") or []) == 2
        line.close()


def test_busy_scenarios_refuse_with_and_without_a_hint() -> None:
    for name, hint in (("busy", True), ("busy-no-hint", False)):
        with PracticeServer(scenario=name) as server:
            client = Client(server)
            answers = [client.search(limit=1) for _ in range(11)]
        assert [answer.status for answer in answers] == [200] * 10 + [429]
        assert ("retry-after" in answers[-1].headers) == hint


def test_connections_are_kept_alive_even_after_refusals(client: Client) -> None:
    line = http.client.HTTPConnection(urlsplit(client.account.base_url).netloc, timeout=10)
    ports = set()
    for _ in range(3):
        line.request("POST", "/conversations/messages/upload/initiate", b'{"a": 1}')
        answer = line.getresponse()
        assert answer.status == 401
        answer.read()
        ports.add(line.sock.getsockname()[1])
    line.close()
    assert len(ports) == 1


def test_a_client_that_asks_first_is_refused_before_it_sends(client: Client) -> None:
    url = client.initiate().json["uploadUrl"]
    asking = (f"Content-Length: {100 * MB}", "Expect: 100-continue")
    with open_line(url) as line:
        line.sendall(head_of_put(url, *asking, content_type="image/png"))
        assert line.recv(100).startswith(b"HTTP/1.1 403")


def test_a_client_that_asks_first_is_invited(client: Client) -> None:
    url = client.initiate().json["uploadUrl"]
    with open_line(url) as line:
        line.sendall(head_of_put(url, "Content-Length: 2", "Expect: 100-continue"))
        assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(b"ok")
        assert line.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\x16\x03\x01\x02\x00\r\n\r\n",
        b"GET\r\n\r\n",
        b"POST /conversations/messages HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /conversations/messages HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"BREW / HTTP/1.1\r\n\r\n",
        b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n",
    ],
)
def test_rubbish_gets_an_error_and_harms_nobody(client: Client, rubbish: bytes) -> None:
    with open_line(client.account.base_url) as line:
        line.sendall(rubbish)
        line.shutdown(socket.SHUT_WR)
        reply = b"".join(iter(lambda: line.recv(4096), b""))
    assert re.search(rb"HTTP/1.1 [45]\d\d |Error code: 400", reply)
    assert client.search().status == 200


def test_clients_that_hang_up_leave_no_trace_on_stderr(
    server: PracticeServer, client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    begun = client.initiate(fileSize=MB)
    url = begun.json["uploadUrl"]
    head = head_of_put(url, f"Content-Length: {MB}")
    for sent in (b"", head[:30], head[:-2], head, head + b"abc"):
        with open_line(url) as line:
            line.sendall(sent)
    assert server.record.wait_for(lambda record: record.steps().count("put") >= 3)
    assert {seen.status for seen in server.record.requests if seen.step == "put"} == {None}
    assert client.complete(begun).status == 404
    server.stop()
    assert capfd.readouterr() == ("", "")


def test_a_broken_put_leaves_no_file(
    server: PracticeServer, client: Client, tmp_path: Path
) -> None:
    server.faults.add(Fault("put", "reset", at_byte=MB))
    with pytest.raises((OSError, http.client.HTTPException)):
        put(client.initiate(fileSize=2 * MB), bytes(2 * MB))
    assert server.record.wait_for(lambda record: "put" in record.steps())
    assert list(tmp_path.glob("leadway-practice-*/*")) == []


def blocks(count: int) -> Iterator[bytes]:
    block = bytes(range(256)) * 1024
    for _ in range(count * 4):
        yield block


def test_a_hundred_megabytes_take_constant_memory(client: Client) -> None:
    begun = client.initiate("video.mp4", contentType="video/mp4", fileSize=100 * MB)
    headers = {"Content-Type": "video/mp4", "Content-Length": str(100 * MB)}
    tracemalloc.start()
    try:
        answer = put(begun, blocks(100), headers)
        upload_peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert answer.status == 200
    assert upload_peak < 5 * MB
    done = client.complete(begun, "video.mp4")
    assert done.json["metadata"]["size"] == 100 * MB


def test_the_record_keeps_no_secret(server: PracticeServer, client: Client) -> None:
    begun = client.initiate()
    put(begun)
    fetch("PUT", begun.json["uploadUrl"], PHOTO, {"Authorization": f"Bearer {client.token}"})
    fetch("PUT", f"{begun.json['uploadUrl']}&t={client.token}", PHOTO)
    client.call("GET", f"/{client.token}", query={"locationId": client.token})
    text = str(server.record.to_json())
    assert client.token not in text
    assert "Signature" not in text
    assert "X-Goog" not in text
    carried = [(seen.host, seen.carried_token) for seen in server.record.requests]
    assert carried[1:4] == [("bucket", False), ("bucket", True), ("bucket", True)]


def test_many_at_once_each_arrive_whole(server: PracticeServer, client: Client) -> None:
    sizes = [1000 * n + n for n in range(1, 13)]

    def upload(size: int) -> None:
        begun = client.initiate(f"{size}.jpg", fileSize=size)
        put(begun, bytes(size))
        client.complete(begun, f"{size}.jpg")

    threads = [threading.Thread(target=upload, args=(size,)) for size in sizes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done.size for done in server.record.uploads) == sizes
    assert len(server.record.objects) == len(sizes)


def test_it_imports_nothing_of_the_rest() -> None:
    script = (
        "import sys, leadway_desktop.practice.serve\n"
        "ours = [n for n in sys.modules if n.startswith('leadway_desktop.')]\n"
        "assert all(n.startswith('leadway_desktop.practice') for n in ours), ours\n"
        "assert not {'httpx', 'PySide6', 'keyring'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
