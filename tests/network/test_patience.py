"""A server that is slow to answer what it has taken: waited for, and never called a bad network."""

from __future__ import annotations

from typing import Any

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.errors import ReplyLost, Stalled
from leadway_desktop.domain.upload import StoredFile, UploadRequest, UploadSlot, UploadTarget
from leadway_desktop.network import watch as watch_module
from leadway_desktop.network.watch import Watch
from tests.network.conftest import Clients, MakeFile, put
from tests.network.peer import Line, Peer

TARGET = UploadTarget("loc", "conv", "contact", "Ana", Channel.WHATSAPP)
REQUEST = UploadRequest(TARGET, "foto.jpg", "image/jpeg", 10)
DONE = b'{"uploadedFiles": {"foto.jpg": "https://cdn.example/foto.jpg"}}'


def complete(clients: Clients, url: str, failures: int, **settings: Any) -> StoredFile:
    crm = clients.crm(url, **settings)
    return crm.complete(REQUEST, UploadSlot("up", "path"), CancelToken(), failures)


def scanner(line: Line) -> None:
    """Answer when three usual times are over."""
    line.request()
    if not line.wait(3):
        line.answer(200, DONE)


def test_complete_is_waited_for_longer_after_each_failure(clients: Clients) -> None:
    with Peer(scanner) as peer:
        with pytest.raises(Stalled):
            complete(clients, peer.url, 0, reply_timeout=1.0)
        assert complete(clients, peer.url, 3, reply_timeout=1.0).link


def test_a_bucket_behind_a_slow_proxy_is_waited_for_longer_after_each_failure(
    clients: Clients, make_file: MakeFile
) -> None:
    """The proxy takes the whole file at once, and passes it on for three usual times."""
    with Peer(scanner) as peer:
        bucket = clients.bucket(stall_timeout=1.0)
        with pytest.raises(ReplyLost):
            put(bucket, f"{peer.url}/o?s", make_file())
        put(bucket, f"{peer.url}/o?s", make_file(), failures=3)


def test_who_does_not_answer_is_told_from_who_takes_no_data(clients: Clients) -> None:
    def silent(line: Line) -> None:
        line.request()
        line.until_hung_up()

    def breaks_off(line: Line) -> None:
        line.request()
        line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")
        line.until_hung_up()

    for script, is_taken in ((silent, True), (breaks_off, False)):
        with Peer(script) as peer, pytest.raises(Stalled) as caught:
            complete(clients, peer.url, 0, reply_timeout=1.0)
        assert caught.value.is_taken is is_taken
    with Peer(silent) as peer, pytest.raises(Stalled) as caught:
        clients.crm(peer.url, reply_timeout=1.0).search(ConversationQuery(), None, CancelToken())
    assert caught.value.is_taken


class Times:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Times:
    times = Times()
    monkeypatch.setattr(watch_module, "time", times)
    return times


def patience_of(watch: Watch, times: Times) -> float:
    """Return after how many seconds it is at an end."""
    start = times.now
    for times.now in range(int(start), int(start) + 10_000):
        try:
            watch.check()
        except TimeoutError:
            return times.now - start - 1
    raise AssertionError("never")


@pytest.mark.parametrize(
    ("reply_timeout", "waits"),
    [(30.0, [30, 60, 120, 240, 240]), (200.0, [200, 240, 240]), (600.0, [600, 600])],
)
def test_patience_grows_to_a_few_minutes(reply_timeout: float, waits: list[float]) -> None:
    told = []
    for failures in range(len(waits)):
        patience = watch_module.patience_after(failures, reply_timeout)
        told.append(reply_timeout * patience)
    assert told == waits


def test_only_a_server_that_has_the_request_is_waited_for(times: Times) -> None:
    watch = Watch(CancelToken(), stall_timeout=30, answer_timeout=240, total_timeout=300)
    assert patience_of(watch, times) == 30, "nothing has gone out"
    watch.wrote(500)
    watch.acknowledge(100)
    assert patience_of(watch, times) == 30, "the line is dead"
    watch.acknowledge(0)
    assert patience_of(watch, times) == 240
    watch.received(10)
    assert patience_of(watch, times) == 30, "the answer has begun"


def test_what_a_proxy_said_before_the_connection_stood_is_no_answer(times: Times) -> None:
    watch = Watch(CancelToken(), stall_timeout=30, answer_timeout=240, total_timeout=300)
    watch.connected()
    watch.wrote(80)
    watch.received(40)  # "200 Connection established"
    watch.connected()  # TLS stands
    watch.wrote(500)
    watch.acknowledge(0)
    assert patience_of(watch, times) == 240
