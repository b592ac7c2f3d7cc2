"""The cap on all uploads together: exact over seconds, fair, changed while running, cancelled."""

from __future__ import annotations

import heapq
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.network.bandwidth import Bandwidth, Line, bytes_a_second
from tests.network.conftest import Clients, MakeFile, put
from tests.network.peer import Line as Connection
from tests.network.peer import Peer

PIECE = 512 * 1024
SECONDS = 5.0


class Office:
    """Uploads on one capped line, by a clock of their own; each wakes up a little late."""

    def __init__(self, speed: float, lateness: list[float], share_used: float = 1.0) -> None:
        self.line = Line(speed, 0.0)
        self.sent: list[tuple[float, int, int]] = []
        """When, how many bytes, by whom."""
        self._lateness = lateness
        self._share_used = share_used

    def run(self, until: float) -> None:
        moments = [(0.0, upload) for upload in range(len(self._lateness))]
        while moments[0][0] < until:
            now, upload = heapq.heappop(moments)
            size, start = self.line.book(PIECE, now)
            at = max(start + self._lateness[upload], now)
            taken = max(1, int(size * self._share_used))
            self.line.give_back(size - taken)
            self.sent.append((at, taken, upload))
            heapq.heappush(moments, (at, upload))

    def speed(self, begin: float, end: float, upload: int | None = None) -> float:
        sizes = [
            size
            for at, size, who in self.sent
            if begin <= at < end and (upload is None or who == upload)
        ]
        return sum(sizes) / (end - begin)


speeds = st.integers(10, 1_000_000).map(lambda kilobytes: kilobytes * 1000.0)
late = st.lists(st.floats(0, 0.03), min_size=1, max_size=8)


@given(speeds, late, st.floats(1, SECONDS))
def test_all_together_are_as_fast_as_they_may_within_a_tenth(
    speed: float, lateness: list[float], begin: float
) -> None:
    office = Office(speed, lateness)
    office.run(begin + SECONDS + 1)
    assert office.speed(begin, begin + SECONDS) == pytest.approx(speed, rel=0.1)


@given(speeds, st.integers(2, 8))
def test_each_has_its_share(speed: float, uploads: int) -> None:
    office = Office(speed, [0.0] * uploads)
    office.run(12)
    shares = [office.speed(1, 11, upload) for upload in range(uploads)]
    assert max(shares) - min(shares) < 0.15 * speed / uploads


@given(speeds, late, st.floats(0.01, 1))
def test_what_a_socket_does_not_take_is_not_lost(
    speed: float, lateness: list[float], share_used: float
) -> None:
    office = Office(speed, lateness, share_used)
    office.run(3)
    assert office.speed(0, 3) <= speed * 1.1


@given(speeds, st.floats(0.2, 1e6))
def test_a_pause_is_not_made_up_for(speed: float, pause: float) -> None:
    """A burst after a lull would be just what the cap is there to prevent."""
    line = Line(speed, 0.0)
    gone, now = 0, pause
    while now < pause + 1:
        size, start = line.book(PIECE, now)
        now = max(now, start)
        gone += size
    assert gone <= speed * 1.2 + 2048


@given(speeds, st.integers(1, PIECE))
def test_a_turn_is_some_bytes_and_never_more_than_wanted(speed: float, wanted: int) -> None:
    size, start = Line(speed, 0.0).book(wanted, 0.0)
    assert 1 <= size <= wanted
    assert start <= 0.0


# -- threads --------------------------------------------------------------------------------------


def test_without_a_limit_nobody_waits() -> None:
    assert Bandwidth().take(PIECE, CancelToken()) == PIECE
    assert bytes_a_second(0) is None
    assert bytes_a_second(250) == 250_000


def test_threads_share_it() -> None:
    bandwidth, began = Bandwidth(400_000), time.monotonic()

    def send(size: int) -> None:
        while size > 0:
            size -= bandwidth.take(size, CancelToken())

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(send, 60_000) for _ in range(4)]:
            done.result(20)
    assert time.monotonic() - began > 0.9 * 240_000 / 400_000 - 0.1


def waiting(bandwidth: Bandwidth, cancel: CancelToken) -> tuple[threading.Thread, list[object]]:
    """Start a thread that waits for a turn which is hours away; returns what it will get."""
    got: list[object] = []

    def run() -> None:
        try:
            got.append(bandwidth.take(10_000, cancel))
        except Cancelled:
            got.append(Cancelled)

    bandwidth.take(10_000, CancelToken())
    thread = threading.Thread(target=run)
    thread.start()
    until = time.monotonic() + 5
    while not bandwidth._waiting and time.monotonic() < until:
        thread.join(0.001)
    return thread, got


def test_a_cancel_ends_the_wait_at_once() -> None:
    cancel = CancelToken()
    thread, got = waiting(Bandwidth(0.1), cancel)
    began = time.monotonic()
    cancel.cancel()
    thread.join(5)
    assert got == [Cancelled]
    assert time.monotonic() - began < 4.0  # not the hours that its turn takes


def test_a_turn_that_was_cancelled_is_the_next_one_s() -> None:
    cancel = CancelToken()
    waits: list[float] = []

    def wait(event: threading.Event, seconds: float) -> None:
        waits.append(seconds)
        cancel.cancel()

    bandwidth = Bandwidth(1024, lambda: 100.0, wait)
    assert bandwidth.take(1024, CancelToken()) == 1024
    with pytest.raises(Cancelled):
        bandwidth.take(1024, cancel)
    assert bandwidth.take(1024, CancelToken()) == 1024
    assert waits == pytest.approx([1.0, 1.0])


@pytest.mark.parametrize(("limit", "size"), [(None, 10_000), (1e9, 10_000)])
def test_a_new_limit_is_for_those_that_wait_too(limit: float | None, size: int) -> None:
    bandwidth = Bandwidth(0.1)
    thread, got = waiting(bandwidth, CancelToken())
    bandwidth.limit_to(limit)
    thread.join(5)
    assert got == [size]


def test_a_clock_of_the_test_s_own() -> None:
    now = 100.0
    waits: list[float] = []

    def wait(event: threading.Event, seconds: float) -> None:
        nonlocal now
        waits.append(seconds)
        now += seconds

    bandwidth, left = Bandwidth(100_000, lambda: now, wait), 1_000_000
    while left:
        left -= bandwidth.take(left, CancelToken())
    assert now - 100 == pytest.approx(10, abs=0.2)
    assert max(waits) < 0.11


# -- uploads --------------------------------------------------------------------------------------


def test_a_cap_that_is_low_is_no_stall_and_progress_follows_it(
    clients: Clients, make_file: MakeFile
) -> None:
    """Eight uploads at 40 KB/s: none may go without a byte for a second."""
    bucket = clients.bucket(stall_timeout=1.0)
    bucket.bandwidth.limit_to(40_000)
    file = make_file(8_000)
    steps: list[int] = []

    def script(line: Connection) -> None:
        line.request()
        line.answer()

    began = time.monotonic()
    with Peer(script) as peer, ThreadPoolExecutor(8) as pool:
        urls = [f"{peer.url}/o{number}?s" for number in range(8)]
        running = [pool.submit(put, bucket, u, file, on_acknowledged=steps.append) for u in urls]
        assert {one.result(20).read_size for one in running} == {file.size}
    assert time.monotonic() - began > 0.9 * 64_000 / 40_000 - 0.1
    assert len(set(steps)) >= 4, "in steps, not in one leap"
    assert max(steps) == file.size


def test_a_cancel_under_a_cap_is_heard_at_once(clients: Clients, make_file: MakeFile) -> None:
    bucket, cancel = clients.bucket(), CancelToken()
    bucket.bandwidth.limit_to(0.1)
    ended: list[float] = []

    def run() -> None:
        with pytest.raises(Cancelled):
            put(bucket, f"{peer.url}/o?s", make_file(100_000), cancel=cancel)
        ended.append(time.monotonic())

    with Peer(lambda line: line.until_hung_up()) as peer:
        thread = threading.Thread(target=run)
        thread.start()
        until = time.monotonic() + 5
        while not bucket.bandwidth._waiting and time.monotonic() < until:
            thread.join(0.001)
        cancelled_at = time.monotonic()
        cancel.cancel()
        thread.join(5)
    assert ended[0] - cancelled_at < 0.1
