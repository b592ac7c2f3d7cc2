"""A cancel acts within 100 ms wherever the exchange is."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec

import pytest

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.upload import UploadRequest, UploadSlot, UploadTarget
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.network.conftest import Clients, MakeFile, put, request_for
from tests.network.peer import Line, Peer, full_backlog

PROMISE = 0.1
"""Seconds; a quiet machine stays below 0.06 at every point."""
TRIES = 3
"""A busy machine may be late once or twice; a wait that heeds no cancel is late each time."""

Facts = ParamSpec("Facts")


def best_of_three(measure: Callable[Facts, float]) -> Callable[Facts, None]:
    """Make a test of a measurement, which is taken again where it was above the promise."""

    @wraps(measure)
    def test(*args: Facts.args, **kwargs: Facts.kwargs) -> None:
        taken = [measure(*args, **kwargs)]
        while min(taken) >= PROMISE and len(taken) < TRIES:
            taken.append(measure(*args, **kwargs))
        assert min(taken) < PROMISE, taken

    return test


def latency(
    work: Callable[[CancelToken], object],
    until: Callable[[], object],
    record: Callable[[str, object], None],
) -> float:
    """Run `work`, cancel it once `until` has returned, and return how long it took to stop."""
    cancel = CancelToken()
    ended: list[tuple[float, BaseException | None]] = []

    def run() -> None:
        error = None
        try:
            work(cancel)
        except BaseException as caught:
            error = caught
        ended.append((time.monotonic(), error))

    thread = threading.Thread(target=run)
    thread.start()
    until()
    assert thread.is_alive(), f"the work ended by itself: {ended}"
    at = time.monotonic()
    cancel.cancel()
    thread.join(20)
    when, error = ended[0]
    assert isinstance(error, Cancelled), repr(error)
    record("cancel_ms", round((when - at) * 1000, 1))
    print(f"cancelled after {(when - at) * 1000:.1f} ms")
    return when - at


def is_cancelled(work: Callable[[], object]) -> None:
    with pytest.raises(Cancelled):
        work()


def search(clients: Clients, url: str, **settings: Any) -> Callable[[CancelToken], object]:
    crm = clients.crm(url, **settings)
    return lambda cancel: crm.search(ConversationQuery(), None, cancel)


@pytest.fixture
def record(record_property: Callable[[str, object], None]) -> Callable[[str, object], None]:
    return record_property


Record = Callable[[str, object], None]


@best_of_three
def test_while_the_name_is_looked_up(
    clients: Clients, record: Record, monkeypatch: pytest.MonkeyPatch
) -> float:
    asked, go_on = threading.Event(), threading.Event()

    def hang(*args: Any, **kwargs: Any) -> Any:
        asked.set()
        go_on.wait(20)
        raise socket.gaierror(socket.EAI_AGAIN, "late")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    work = search(clients, "https://leadway.invalid")
    try:
        return latency(work, lambda: asked.wait(5), record)
    finally:
        go_on.set()


@best_of_three
def test_while_connecting(clients: Clients, record: Record) -> float:
    with full_backlog() as url:
        started = threading.Event()

        def work(cancel: CancelToken) -> None:
            started.set()
            search(clients, url, connect_timeout=60.0)(cancel)

        def is_connecting() -> None:
            assert started.wait(5)
            time.sleep(0.1)  # nothing tells that a SYN has been sent

        return latency(work, is_connecting, record)


@best_of_three
def test_while_shaking_hands(clients: Clients, record: Record) -> float:
    hello = threading.Event()

    def silent(line: Line) -> None:
        line.sock.recv(1)
        hello.set()
        line.wait()

    with Peer(silent) as peer:
        work = search(clients, peer.url.replace("http:", "https:"))
        return latency(work, lambda: hello.wait(5), record)


@best_of_three
def test_while_a_patient_complete_waits(clients: Clients, record: Record) -> float:
    asked = threading.Event()

    def silent(line: Line) -> None:
        line.request()
        asked.set()
        line.until_hung_up()

    with Peer(silent) as peer:
        crm = clients.crm(peer.url)
        target = UploadTarget("loc", "conv", "c", "Ana", Channel.WHATSAPP)
        request = UploadRequest(target, "foto.jpg", "image/jpeg", 10)
        slot = UploadSlot("up", "path")
        work = partial(crm.complete, request, slot, failures=9)
        return latency(work, lambda: asked.wait(5), record)


@best_of_three
def test_while_another_hand_is_being_shaken(clients: Clients, record: Record) -> float:
    """One silent server must not make the other connections of the same client deaf."""
    hellos = threading.Semaphore(0)

    def silent(line: Line) -> None:
        line.sock.recv(1)
        hellos.release()
        line.wait()

    def both_are_at_it() -> None:
        assert hellos.acquire(timeout=5)
        assert hellos.acquire(timeout=5)

    with Peer(silent) as peer:
        work = search(clients, peer.url.replace("http:", "https:"))
        first = CancelToken()
        blocked = threading.Thread(target=partial(is_cancelled, partial(work, first)))
        blocked.start()
        try:
            return latency(work, both_are_at_it, record)
        finally:
            first.cancel()
            blocked.join()


@best_of_three
def test_while_the_server_reads_nothing(
    clients: Clients, make_file: MakeFile, record: Record
) -> float:
    reading = threading.Event()

    def deaf(line: Line) -> None:
        line.head()
        reading.set()
        line.wait()

    file = make_file(20_000_000)
    with Peer(deaf, receive_buffer=65536) as peer:
        bucket = clients.bucket()
        stuck = StuckWatch()
        return latency(
            lambda cancel: put(bucket, f"{peer.url}/o?s", file, cancel=cancel,
                               on_acknowledged=stuck.moved),
            lambda: reading.wait(5) and stuck.wait(),
            record,
        )  # fmt: skip


class StuckWatch:
    """Waits until progress has stopped."""

    def __init__(self) -> None:
        self._moved = threading.Event()
        self._size = 0

    def moved(self, size: int) -> None:
        if size != self._size:
            self._size = size
            self._moved.set()

    def wait(self) -> bool:
        while self._moved.wait(0.3):
            self._moved.clear()
        return True


@best_of_three
def test_in_a_stall_of_the_practice_bucket(
    practice: PracticeServer, clients: Clients, make_file: MakeFile, record: Record
) -> float:
    practice.faults.add(Fault("put", "stall", at_byte=300_000))
    stalls = len(practice.record.faults)
    file = make_file(20_000_000)
    signed = clients.of_practice(practice).initiate(request_for(practice, file), CancelToken())
    bucket = clients.bucket()
    took = latency(
        lambda cancel: put(bucket, signed.signed_url.reveal(), file, cancel=cancel),
        lambda: practice.record.wait_for(lambda seen: len(seen.faults) > stalls),
        record,
    )
    assert practice.record.objects == ()
    return took


@best_of_three
def test_while_waiting_for_the_reply(
    clients: Clients, make_file: MakeFile, record: Record
) -> float:
    whole = threading.Event()

    def silent(line: Line) -> None:
        line.request()
        whole.set()
        line.wait()

    file = make_file(300_000)
    with Peer(silent) as peer:
        bucket = clients.bucket()
        return latency(
            lambda cancel: put(bucket, f"{peer.url}/o?s", file, cancel=cancel),
            lambda: whole.wait(5),
            record,
        )


@best_of_three
def test_while_a_reply_drips(clients: Clients, record: Record) -> float:
    dripping = threading.Event()

    def drip(line: Line) -> None:
        line.request()
        line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{")
        while not line.wait(0.01):
            line.send(b" ")
            dripping.set()

    with Peer(drip) as peer:
        return latency(search(clients, peer.url), lambda: dripping.wait(5), record)


@best_of_three
def test_over_tls_while_the_server_reads_nothing(
    clients: Clients, make_file: MakeFile, record: Record, authority: Any
) -> float:
    def deaf(line: Line) -> None:
        line.head()
        line.wait()

    file = make_file(20_000_000)
    stuck = StuckWatch()
    with Peer(deaf, receive_buffer=65536, tls=authority.server("127.0.0.1")) as peer:
        bucket = clients.bucket()
        return latency(
            lambda cancel: put(bucket, f"{peer.url}/o?s", file, cancel=cancel,
                               on_acknowledged=stuck.moved),
            lambda: peer.accepted.wait(5) and stuck.wait(),
            record,
        )  # fmt: skip


def test_before_anything_began(clients: Clients) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with Peer(lambda line: line.answer()) as peer, pytest.raises(Cancelled):
        search(clients, peer.url)(cancel)
    assert peer.lines == []


def test_a_cancel_drops_what_waits_in_the_kernel(clients: Clients, make_file: MakeFile) -> None:
    """Megabytes that nobody wants must not go on blocking a slow line."""
    go_on, ended = threading.Event(), threading.Event()
    seen: list[int] = []

    def slow(line: Line) -> None:
        line.head()
        go_on.wait(10)
        line.until_hung_up()
        seen.append(line.received)
        ended.set()

    file = make_file(20_000_000)
    stuck, cancel = StuckWatch(), CancelToken()
    with Peer(slow, receive_buffer=65536) as peer:
        bucket = clients.bucket()
        work = partial(
            put, bucket, f"{peer.url}/o?s", file, cancel=cancel, on_acknowledged=stuck.moved
        )
        sending = threading.Thread(target=partial(is_cancelled, work))
        sending.start()
        assert peer.accepted.wait(5)
        stuck.wait()
        cancel.cancel()
        sending.join(5)
        go_on.set()
        assert ended.wait(5)
    assert seen[0] < 1_000_000
