"""Progress and stalls are judged by what the other end took, not by what the kernel did."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

import pytest

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import ReplyLost, Stalled
from leadway_desktop.network.watch import Watch
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.network.conftest import Clients, MakeFile, put, request_for
from tests.network.peer import Line, Peer

RECEIVE_BUFFER = 65536
tells = pytest.mark.skipif(
    sys.platform not in ("linux", "darwin", "win32"), reason="this system does not tell"
)


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_a_server_that_reads_nothing_is_a_stall(
    clients: Clients, make_file: MakeFile, request: pytest.FixtureRequest, tls: bool
) -> None:
    def deaf(line: Line) -> None:
        line.head()
        line.wait()

    context: Any = None
    if tls:
        context = request.getfixturevalue("authority").server("127.0.0.1")
    file = make_file(8_000_000)
    started = time.monotonic()
    with Peer(deaf, receive_buffer=RECEIVE_BUFFER, tls=context) as peer, pytest.raises(Stalled):
        put(clients.bucket(stall_timeout=1.0), f"{peer.url}/o?s", file)
    assert 1.0 <= time.monotonic() - started < 3.0


def test_a_server_that_never_answers_is_a_stall(clients: Clients, make_file: MakeFile) -> None:
    def silent(line: Line) -> None:
        line.request()
        line.wait()

    with Peer(silent) as peer, pytest.raises(ReplyLost):
        put(clients.bucket(stall_timeout=1.0), f"{peer.url}/o?s", make_file())


@tells
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_a_slow_server_is_no_stall_while_megabytes_wait_in_the_kernel(
    clients: Clients, make_file: MakeFile, request: pytest.FixtureRequest, tls: bool
) -> None:
    """All of the file is in the kernel at once; then the server takes it for over two seconds."""
    size, pace = 600_000, 256_000

    def slow(line: Line) -> None:
        line.head()
        while line.received < size:
            line.body(min(16_000, size - line.received), step=16_000)
            line.wait(16_000 / pace)
        line.answer()

    context: Any = None
    if tls:
        context = request.getfixturevalue("authority").server("127.0.0.1")
    reports: list[int] = []
    started = time.monotonic()
    with Peer(slow, receive_buffer=RECEIVE_BUFFER, tls=context) as peer:
        put(
            clients.bucket(stall_timeout=1.0, reply_timeout=1.0),
            f"{peer.url}/o?s",
            make_file(size),
            on_acknowledged=reports.append,
        )
    assert time.monotonic() - started > 1.5
    assert reports[-1] == size


def test_a_paced_practice_bucket_is_no_stall(
    practice: PracticeServer, clients: Clients, make_file: MakeFile
) -> None:
    practice.faults.add(Fault("put", "bandwidth", bytes_per_s=400_000))
    file = make_file(560_000)
    signed = clients.of_practice(practice).initiate(request_for(practice, file), CancelToken())
    put(clients.bucket(stall_timeout=1.0), signed.signed_url.reveal(), file)
    assert [stored.size for stored in practice.record.objects] == [file.size]


@tells
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_progress_never_runs_ahead_of_the_server_and_ends_at_the_total(
    clients: Clients, make_file: MakeFile, request: pytest.FixtureRequest, tls: bool
) -> None:
    size = 6_000_000
    lines: list[Line] = []

    def slow(line: Line) -> None:
        lines.append(line)
        line.head()
        while line.received < size:
            line.body(min(65536, size - line.received))
            line.wait(0.005)
        line.answer()

    context: Any = None
    if tls:
        context = request.getfixturevalue("authority").server("127.0.0.1")
    reports: list[int] = []
    ahead: list[int] = []

    def report(acknowledged: int) -> None:
        reports.append(acknowledged)
        ahead.append(acknowledged - (lines[0].received if lines else 0))

    with Peer(slow, receive_buffer=RECEIVE_BUFFER, tls=context) as peer:
        put(clients.bucket(), f"{peer.url}/o?s", make_file(size), on_acknowledged=report)
    assert reports == sorted(reports)
    assert reports[-1] == size
    assert len(reports) > 4
    # Linux doubles what is asked for; what the script has asked the kernel for is on its way too.
    assert max(ahead) <= 2 * RECEIVE_BUFFER + 65536 * 2


def test_progress_counts_the_body_alone_on_a_connection_used_before(
    clients: Clients, make_file: MakeFile
) -> None:
    def script(line: Line) -> None:
        while True:
            line.request()
            line.answer()

    with Peer(script) as peer:
        bucket = clients.bucket()
        for size in (100_000, 1, 300_000):
            reports: list[int] = []
            put(bucket, f"{peer.url}/o?s", make_file(size), on_acknowledged=reports.append)
            assert reports[-1] == size
            assert min(reports) > 0
        assert len(peer.lines) == 1


def test_a_server_that_stops_reading_is_told_again_and_again(
    clients: Clients, make_file: MakeFile
) -> None:
    """So that whoever shows the progress knows that time passes."""

    def deaf(line: Line) -> None:
        line.head()
        line.body(100_000)
        line.wait()

    reports: list[int] = []
    with Peer(deaf, receive_buffer=RECEIVE_BUFFER) as peer, pytest.raises(Stalled):
        put(
            clients.bucket(stall_timeout=1.0),
            f"{peer.url}/o?s",
            make_file(8_000_000),
            on_acknowledged=reports.append,
        )
    assert reports.count(reports[-1]) > 1


class Seconds:
    """A clock that a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


def test_what_the_watch_takes_for_a_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Seconds(monkeypatch)
    watch = Watch(CancelToken(), stall_timeout=10, total_timeout=25)
    clock.now = 9.9
    watch.check()
    watch.wrote(100)
    watch.acknowledge(90)
    clock.now = 19.8
    watch.check()  # ten bytes were acknowledged meanwhile
    watch.acknowledge(90)
    clock.now = 20.0
    with pytest.raises(TimeoutError):
        watch.check()  # the same ten


def test_a_slice_of_which_tls_tells_nothing_is_no_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's queue moves though nothing is counted as written."""
    clock = Seconds(monkeypatch)
    watch = Watch(CancelToken(), stall_timeout=10, total_timeout=25)
    watch.wrote(100_000)
    for queued in (90_000, 95_000, 91_000, 96_000):
        clock.now += 9
        watch.acknowledge(queued)
        watch.check()
    clock.now += 11
    watch.acknowledge(96_000)
    with pytest.raises(TimeoutError):
        watch.check()


def test_a_reply_that_drips_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Seconds(monkeypatch)
    watch = Watch(CancelToken(), stall_timeout=10, total_timeout=25)
    watch.wrote(100)
    watch.acknowledge(0)
    while clock.now < 24.5:
        clock.now += 1
        watch.received()
        watch.check()
    clock.now += 1
    watch.received()
    with pytest.raises(TimeoutError):
        watch.check()


def test_a_body_sent_anew_counts_anew() -> None:
    reports: list[int] = []
    watch = Watch(CancelToken(), stall_timeout=9, total_timeout=9, on_acknowledged=reports.append)
    watch.wrote(50)
    watch.acknowledge(0)
    watch.body_begins()
    watch.wrote(10)
    watch.acknowledge(0)
    watch.wrote(50)
    watch.body_begins()
    watch.wrote(10)
    watch.acknowledge(4)
    assert reports == [10, 6]


def test_threads_have_a_watch_each(clients: Clients, make_file: MakeFile) -> None:
    """Several files go at once over one client, each with its own cancel and its own progress."""
    go_on = threading.Event()

    def script(line: Line) -> None:
        line.request()
        go_on.wait(5)
        line.answer()

    file = make_file(200_000)
    bucket = clients.bucket()
    ends: dict[int, list[int]] = {number: [] for number in range(6)}
    cancels = {number: CancelToken() for number in ends}
    with Peer(script) as peer:

        def one(number: int) -> None:
            put(bucket, f"{peer.url}/o?{number}", file, cancel=cancels[number],
                on_acknowledged=ends[number].append)  # fmt: skip

        threads = [threading.Thread(target=one, args=(number,)) for number in ends]
        for thread in threads:
            thread.start()
        go_on.set()
        for thread in threads:
            thread.join(10)
    assert [reports[-1] for reports in ends.values()] == [file.size] * 6
