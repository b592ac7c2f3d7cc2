"""Every kind of fault, as a client meets it on the wire."""

import http.client
import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from leadway_desktop.practice.faults import WORDS, Fault, FaultBook
from leadway_desktop.practice.server import PracticeServer
from tests.practice.client import PHOTO, Answer, Client, fetch, head_of_put, open_line, put
from tests.practice.conftest import TurnableClock

BIG = bytes(8 * 1024 * 1024)


def is_hung_up(call: Any) -> bool:
    """Tell whether a call ends without a whole reply."""
    try:
        call()
    except (OSError, http.client.HTTPException):
        return True
    return False


def struck(server: PracticeServer) -> list[tuple[str, str]]:
    return [(fault.step, fault.kind) for fault in server.record.faults]


# -- on the way in --------------------------------------------------------------------------------


def test_latency_waits_first(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("search", "latency", seconds=0.2))
    begun = time.monotonic()
    assert client.search().status == 200
    assert time.monotonic() - begun >= 0.2
    assert client.search().status == 200
    assert struck(server) == [("search", "latency")]


def test_bandwidth_paces_the_body(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("put", "bandwidth", bytes_per_s=1_000_000))
    begun = client.initiate()
    start = time.monotonic()
    assert put(begun, bytes(400_000)).status == 200
    assert time.monotonic() - start >= 0.35


def test_bandwidth_paces_a_reply(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("search", "bandwidth", bytes_per_s=100_000))
    start = time.monotonic()
    answer = client.search(limit=50)
    assert answer.json["total"] == 300
    assert time.monotonic() - start >= len(answer.body) / 100_000 * 0.9


def test_a_sender_feels_a_slow_reader(server: PracticeServer, client: Client) -> None:
    """The kernel must not swallow megabytes that the account has not taken."""
    server.faults.add(Fault("put", "stall", at_byte=100_000))
    url = client.initiate(fileSize=len(BIG)).json["uploadUrl"]
    with open_line(url) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
        line.sendall(head_of_put(url, f"Content-Length: {len(BIG)}"))
        taken = send_until_stuck(line)
    assert 100_000 <= taken < 4_000_000


def send_until_stuck(line: socket.socket) -> int:
    taken = 0
    line.settimeout(0.5)
    try:
        while taken < len(BIG):
            taken += line.send(BIG[:65536])
    except TimeoutError:
        pass
    return taken


@pytest.mark.parametrize("at_byte", [0, 1, 100_000, len(BIG) - 1, len(BIG), 10 * len(BIG)])
def test_reset_leaves_nothing(server: PracticeServer, client: Client, at_byte: int) -> None:
    server.faults.add(Fault("put", "reset", at_byte=at_byte))
    begun = client.initiate(fileSize=len(BIG))
    assert is_hung_up(lambda: put(begun, BIG))
    assert server.record.wait_for(lambda record: "put" in record.steps())
    seen = server.record.requests[-1]
    assert (seen.status, seen.body_bytes) == (None, min(at_byte, len(BIG)))
    assert client.complete(begun).status == 404
    assert put(begun, BIG).status == 200


def test_reset_is_a_reset_on_the_wire(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("put", "reset", at_byte=10))
    url = client.initiate().json["uploadUrl"]
    with open_line(url) as line:
        line.sendall(head_of_put(url, "Content-Length: 100") + bytes(10))
        with pytest.raises(ConnectionResetError):
            line.recv(1)


@pytest.mark.parametrize(
    "step", ["search", "conversation", "initiate", "complete", "send", "messages"]
)
def test_reset_before_the_work(server: PracticeServer, client: Client, step: str) -> None:
    begun = client.initiate()
    put(begun)
    calls: dict[str, Any] = {
        "search": client.search,
        "conversation": lambda: client.call(
            "GET", f"/conversations/{server.account.conversation_id}"
        ),
        "initiate": client.initiate,
        "complete": lambda: client.complete(begun),
        "send": client.send,
        "messages": client.messages,
    }
    server.faults.add(Fault.from_json({"step": step, "kind": "reset"}))
    assert is_hung_up(calls[step])
    assert (server.record.uploads, server.record.messages) == ((), ())
    assert calls[step]().status in (200, 201)


def test_a_stall_ends_after_its_time(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("put", "stall", at_byte=100, seconds=0.2))
    start = time.monotonic()
    assert put(client.initiate()).status == 200
    assert time.monotonic() - start >= 0.2


def test_a_stall_without_end_ends_with_the_server(client: Client, server: PracticeServer) -> None:
    server.faults.add(Fault("put", "stall", at_byte=100))
    begun = client.initiate()
    hung_up = threading.Event()

    def upload() -> None:
        if is_hung_up(lambda: put(begun)):
            hung_up.set()

    uploader = threading.Thread(target=upload)
    uploader.start()
    assert server.record.wait_for(lambda record: bool(record.faults))
    server.stop()
    uploader.join()
    assert hung_up.is_set()


# -- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 401, 403, 408, 429, 500, 502, 503, 504, 599])
def test_status_answers_as_the_api_and_as_the_bucket(
    server: PracticeServer, client: Client, status: int
) -> None:
    server.faults.add(Fault("initiate", "status", status=status))
    refused = client.initiate()
    assert (refused.status, refused.json["statusCode"]) == (status, status)
    assert refused.json["traceId"]
    server.faults.add(Fault("put", "status", status=status))
    begun = client.initiate()
    answer = put(begun)
    assert answer.status == status
    assert answer.code
    assert client.complete(begun).status == 404


def test_an_early_refusal_is_read_by_a_client_that_goes_on_sending(
    server: PracticeServer, client: Client
) -> None:
    server.faults.add(Fault("put", "status", status=403, at_byte=1000))
    assert put(client.initiate(fileSize=len(BIG)), BIG).status == 403


@pytest.mark.parametrize(
    ("body", "start"),
    [
        ("html", b"<!DOCTYPE html>"),
        ("empty", b""),
        ("truncated", b'{"statusCode": 503'),
        ("garbage", b"\xff\xfe"),
        ("array", b"[]"),
        ("json", b'{"message": null'),
    ],
)
@pytest.mark.parametrize("kind", ["status", "malformed_reply"])
def test_bodies_that_are_not_what_they_should_be(
    server: PracticeServer, client: Client, kind: str, body: str, start: bytes
) -> None:
    server.faults.add(Fault.from_json({"step": "search", "kind": kind, "body": body}))
    answer = client.search()
    assert answer.status == (503 if kind == "status" else 200)
    assert answer.body.startswith(start)
    assert bool(answer.body) == bool(start)


def test_a_page_of_the_network_has_nothing_of_the_api(
    server: PracticeServer, client: Client
) -> None:
    assert "x-ratelimit-remaining" in client.search().headers
    server.faults.add(Fault("search", "malformed_reply", body="html"))
    page = client.search()
    assert page.body.startswith(b"<!DOCTYPE html>")
    assert not [name for name in page.headers if name.startswith("x-")]


def test_a_reply_that_is_not_http(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("search", "malformed_reply", body="head"))
    with pytest.raises(http.client.BadStatusLine):
        client.search()


def test_a_redirect_can_be_staged(server: PracticeServer, client: Client) -> None:
    elsewhere = "http://127.0.0.1:9/elsewhere"
    server.faults.add(Fault("put", "status", status=307, headers={"Location": elsewhere}))
    answer = put(client.initiate())
    assert (answer.status, answer.headers["location"]) == (307, elsewhere)


@pytest.mark.parametrize(("scope", "burst_left"), [("burst", "0"), ("day", "100")])
def test_rate_limit_tells_burst_from_day(
    server: PracticeServer, client: Client, scope: str, burst_left: str
) -> None:
    server.faults.add(
        Fault.from_json({"step": "search", "kind": "rate_limit", "scope": scope, "seconds": 7})
    )
    answer = client.search()
    assert answer.status == 429
    assert answer.headers["x-ratelimit-remaining"] == burst_left
    assert (answer.headers["x-ratelimit-daily-remaining"] == "0") == (scope == "day")
    assert answer.headers["retry-after"] == "7"


def test_rate_limit_without_a_hint(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("search", "rate_limit"))
    assert "retry-after" not in client.search().headers


# -- after the work -------------------------------------------------------------------------------


def test_lost_replies_after_the_work_was_done(server: PracticeServer, client: Client) -> None:
    server.faults.add(
        *(Fault.from_json({"step": s, "kind": "lost_reply"}) for s in ("put", "complete", "send"))
    )
    begun = client.initiate()
    assert is_hung_up(lambda: put(begun))
    assert len(server.record.objects) == 1
    assert is_hung_up(lambda: client.complete(begun))
    assert len(server.record.uploads) == 1
    assert client.complete(begun).status == 200
    assert is_hung_up(client.send)
    assert len(server.record.messages) == 1


def test_a_gateways_502_after_the_work(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("send", "status", status=502, body="html", after_work=True))
    answer = client.send()
    assert (answer.status, answer.body[:9]) == (502, b"<!DOCTYPE")
    assert len(server.record.messages) == 1


def test_a_cut_reply_ends_in_the_middle_of_its_body(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("search", "cut_reply"))
    with pytest.raises(http.client.IncompleteRead):
        client.search()


def test_a_cut_reply_without_a_body_ends_in_its_head(
    server: PracticeServer, client: Client
) -> None:
    server.faults.add(Fault("put", "cut_reply"))
    begun = client.initiate()
    url = begun.json["uploadUrl"]
    with open_line(url) as line:
        line.sendall(head_of_put(url, "Content-Length: 2") + b"ok")
        reply = b"".join(iter(lambda: line.recv(4096), b""))
    assert reply.startswith(b"HTTP/1.1 200 ")
    assert b"\r\n\r\n" not in reply
    assert client.complete(begun).status == 200


def test_a_huge_reply_has_the_size_it_says(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("search", "huge_reply", size=5_000_000))
    answer = client.search()
    assert len(answer.body) == 5_000_000
    assert set(answer.json) == {"padding"}


def test_a_patch_lies_over_the_reply(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("initiate", "patch", patch={"maxFileSize": 10, "uploadUrl": None}))
    content = client.initiate().json
    assert (content["maxFileSize"], content["uploadUrl"]) == (10, None)
    assert content["uploadId"]


# -- faults of the work itself --------------------------------------------------------------------


def test_an_expired_url_from_initiate(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("initiate", "expired_url"))
    begun = client.initiate()
    assert begun.json["expiresAt"] < time.time() * 1000
    assert (put(begun).status, put(begun).code) == (400, "ExpiredToken")
    assert put(client.initiate()).status == 200


def test_an_expired_url_at_the_bucket(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("put", "expired_url"))
    begun = client.initiate()
    assert put(begun).code == "ExpiredToken"
    assert put(begun).status == 200


def test_complete_that_does_not_see_the_file(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("complete", "not_in_storage"))
    begun = client.initiate()
    put(begun)
    assert client.complete(begun).status == 404
    assert client.complete(begun).status == 200


def test_attachments_may_show_late(server: PracticeServer, client: Client) -> None:
    client.send(attachments=["http://127.0.0.1:1/a.jpg"])
    server.faults.add(Fault("messages", "hidden_attachments"))
    shown = [client.messages().json["messages"]["messages"][0]["attachments"] for _ in range(2)]
    assert shown == [[], ["http://127.0.0.1:1/a.jpg"]]


def test_a_skewed_clock_shows_everywhere_but_urls_still_work(
    server: PracticeServer, client: Client
) -> None:
    server.faults.add(Fault("*", "clock_skew", seconds=-3600))
    begun = client.initiate()
    assert begun.json["expiresAt"] < time.time() * 1000 - 2000 * 1000
    assert put(begun).status == 200
    server.faults.clear()
    assert put(begun).code == "ExpiredToken"


# -- the book -------------------------------------------------------------------------------------


def test_every_kind_has_its_test() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert not [kind for kind in WORDS["kind"] if f'"{kind}"' not in source]


def test_times_and_skip(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("search", "status", status=500, times=2, skip=1))
    assert [client.search().status for _ in range(4)] == [200, 500, 500, 200]
    server.faults.add(Fault("*", "status", times=None))
    assert [client.search().status, client.initiate().status, client.search().status] == [503] * 3
    server.faults.clear()
    assert client.search().status == 200


def test_the_same_seed_deals_the_same() -> None:
    fault = Fault("put", "reset", times=None, probability=0.5, at_byte=0, at_byte_max=10**6)

    def deal(seed: int, *others: Fault) -> list[list[int | None]]:
        book = FaultBook(seed)
        book.add(fault, *others)
        return [[f.at_byte for f in book.take("put") if f.kind == "reset"] for _ in range(50)]

    other = Fault("put", "latency", times=None, probability=0.5)
    assert deal(1) == deal(1) == deal(1, other)
    assert deal(1) != deal(2)
    strikes = sum(map(len, deal(1)))
    assert 10 < strikes < 40


@pytest.mark.parametrize("content", [[], "reset", {}, {"step": "put"}])
def test_a_fault_is_an_object_with_step_and_kind(content: object) -> None:
    with pytest.raises((ValueError, TypeError), match=r"a fault (is|needs)"):
        Fault.from_json(content)


@pytest.mark.parametrize(
    "changes",
    [
        {"step": "nap"}, {"step": []}, {"kind": "explode"}, {"colour": 1}, {"at_byte": -1},
        {"times": 0}, {"times": "often"}, {"status": 99}, {"body": "x"}, {"probability": 2},
        {"seconds": "1"}, {"seconds_max": -1}, {"bytes_per_s": 0}, {"times": 1.5}, {"times": True},
        {"probability": float("nan")}, {"at_byte_max": "x"}, {"patch": 5}, {"headers": []},
        {"size": None}, {"scope": "year"},
    ],
)  # fmt: skip
def test_faults_that_mean_nothing_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)) as caught:
        Fault.from_json({"step": "put", "kind": "reset", **changes})
    assert str(caught.value)


def test_json_and_back() -> None:
    fault = Fault("put", "reset", at_byte=7, times=None)
    assert fault.to_json() == {"step": "put", "kind": "reset", "at_byte": 7, "times": None}
    assert Fault.from_json(json.loads(json.dumps(fault.to_json()))) == fault


# -- the control endpoint -------------------------------------------------------------------------


def control(server: PracticeServer, method: str, path: str, content: object = None) -> Answer:
    body = json.dumps(content).encode() if content is not None else None
    headers = {"X-Practice-Key": server.account.control_key}
    return fetch(method, server.account.control_url + path, body, headers)


def test_another_program_sets_and_clears_faults(server: PracticeServer, client: Client) -> None:
    fault = {"step": "search", "kind": "status", "status": 500, "times": None}
    answer = control(server, "POST", "faults", fault)
    assert (answer.status, answer.json["faults"]) == (200, [fault])
    assert client.search().status == 500
    assert control(server, "GET", "faults").json["faults"] == [fault]
    assert control(server, "DELETE", "faults").json["faults"] == []
    assert client.search().status == 200
    several = [{"step": "put", "kind": "reset"}, {"step": "put", "kind": "stall"}]
    assert len(control(server, "POST", "faults", several).json["faults"]) == 2


def test_another_program_reads_the_record(server: PracticeServer, client: Client) -> None:
    begun = client.initiate()
    put(begun)
    client.complete(begun)
    client.send()
    record = control(server, "GET", "record").json
    assert [seen["step"] for seen in record["requests"]][:3] == ["initiate", "put", "complete"]
    assert record["objects"][0]["size"] == len(PHOTO)
    assert record["uploads"][0]["filename"] == "foto.jpg"
    assert len(record["messages"]) == 1


def test_control_wants_its_key_and_sense(server: PracticeServer, client: Client) -> None:
    url = server.account.control_url + "record"
    assert fetch("GET", url).status == 401
    assert fetch("GET", url, headers={"X-Practice-Key": client.token}).status == 401
    assert control(server, "GET", "nothing").status == 404
    refused = control(server, "POST", "faults", {"step": "put", "kind": "explode"})
    assert refused.status == 422
    assert "explode" in refused.json["message"]
    assert control(server, "POST", "faults", "no").status == 422


def test_control_is_neither_counted_nor_struck(server: PracticeServer, client: Client) -> None:
    server.faults.add(Fault("*", "status", times=None))
    assert control(server, "GET", "record").status == 200
    server.faults.clear()
    assert client.search().headers["x-ratelimit-remaining"] == "99"


def test_turning_the_clock_needs_no_fault(clock: TurnableClock, client: Client) -> None:
    clock.ahead = 86_400
    assert client.initiate().json["expiresAt"] > (time.time() + 86_400) * 1000
