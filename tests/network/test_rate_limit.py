"""Threads that take turns, and the client under the practice account's limits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.errors import RateLimited
from leadway_desktop.network.crm_client import CrmClient
from leadway_desktop.network.http_client import Reply
from leadway_desktop.network.rate_limit import Priority, RateLimit, Turn
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.rate_limit import RateLimits
from leadway_desktop.practice.server import PracticeServer
from tests.network.conftest import Clients, MakeFile, put, request_for

BACKGROUND, INTERACTIVE = Priority.BACKGROUND, Priority.INTERACTIVE


class Clock:
    """Monotonic seconds that a test moves; knows which threads have looked."""

    def __init__(self) -> None:
        self.now = 0.0
        self._looked = threading.Condition()
        self._by: set[str] = set()

    def __call__(self) -> float:
        with self._looked:
            self._by.add(threading.current_thread().name)
            self._looked.notify_all()
            return self.now

    def wait_for(self, name: str) -> None:
        """Block until the thread of that name has looked: it stands in the line then."""
        with self._looked:
            assert self._looked.wait_for(lambda: name in self._by, 10)


def told(limit: int, remaining: int, status: int = 200, **more: str) -> Reply:
    headers = {
        "X-RateLimit-Max": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Interval-Milliseconds": "10000",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return Reply(status, httpx.Headers(headers), b"")


def call(limit: RateLimit, reply: Reply, priority: Priority = BACKGROUND) -> None:
    with limit.turn(priority, CancelToken()) as turn:
        turn.reply = reply


class Line:
    """Threads that want a turn each, all of them behind one call that is under way."""

    def __init__(self, limit: RateLimit, clock: Clock) -> None:
        self._limit, self._clock = limit, clock
        self._threads: list[threading.Thread] = []
        self.began: list[str] = []
        self.ended: dict[str, BaseException | None] = {}

    def join(self, name: str, priority: Priority, cancel: CancelToken | None = None) -> None:
        def run() -> None:
            error = None
            try:
                with self._limit.turn(priority, cancel or CancelToken()):
                    self.began.append(name)
            except (Cancelled, RateLimited) as caught:
                error = caught
            self.ended[name] = error

        thread = threading.Thread(target=run, name=name)
        self._threads.append(thread)
        thread.start()
        self._clock.wait_for(name)

    def wait_for_all(self) -> None:
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def wait_for(self, name: str) -> None:
        next(thread for thread in self._threads if thread.name == name).join(10)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@contextmanager
def used_up(limit: RateLimit, reply: Reply | None = None) -> Iterator[None]:
    """Use up a limit of 20 at the moment 0; the last of the calls ends after the block."""
    with limit.turn(INTERACTIVE, CancelToken()) as last:
        for remaining in range(19, 0, -1):
            call(limit, told(20, remaining), INTERACTIVE)
        yield
        last.reply = reply


def test_first_come_first_served_and_the_interactive_before(clock: Clock) -> None:
    limit = RateLimit(clock)
    line = Line(limit, clock)
    with used_up(limit):
        for name in ("b1", "b2"):
            line.join(name, BACKGROUND)
        for name in ("i1", "i2"):
            line.join(name, INTERACTIVE)
        line.join("b3", BACKGROUND)
        assert line.began == []
        clock.now = 20.0
    line.wait_for_all()
    assert line.began == ["i1", "i2", "b1", "b2", "b3"]


def test_a_cancel_ends_the_wait_at_once_and_moves_the_line_up(clock: Clock) -> None:
    limit = RateLimit(clock)
    line, cancel = Line(limit, clock), CancelToken()
    with used_up(limit):
        line.join("first", BACKGROUND, cancel)
        line.join("second", BACKGROUND)
        cancel.cancel()
        line.wait_for("first")  # while the clock stands still
        assert isinstance(line.ended["first"], Cancelled)
        clock.now = 20.0
    line.wait_for_all()
    assert line.began == ["second"]


def test_a_cancel_deep_in_the_line(clock: Clock) -> None:
    limit = RateLimit(clock)
    line, cancel = Line(limit, clock), CancelToken()
    with used_up(limit):
        line.join("first", BACKGROUND)
        line.join("second", BACKGROUND, cancel)
        cancel.cancel()
        line.wait_for("second")
        assert isinstance(line.ended["second"], Cancelled)
        clock.now = 20.0
    line.wait_for_all()
    assert line.began == ["first"]


def test_who_is_cancelled_already_takes_no_turn() -> None:
    cancel = CancelToken()
    cancel.cancel()
    limit = RateLimit()
    with pytest.raises(Cancelled), limit.turn(BACKGROUND, cancel):
        pytest.fail("no turn")
    call(limit, told(20, 19))


@pytest.mark.parametrize(
    "asked",
    [
        {"retry_after": "600"},
        {
            "retry_after": "Wed, 21 Oct 2026 07:38:00 GMT",
            "date": "Wed, 21 Oct 2026 07:28:00 GMT",
        },
    ],
    ids=["seconds", "a date"],
)
def test_a_429_that_asks_for_long_sends_everybody_home(clock: Clock, asked: dict[str, str]) -> None:
    limit = RateLimit(clock)
    line = Line(limit, clock)
    with used_up(limit, told(20, 0, 429, **asked)):
        line.join("upload", BACKGROUND)
        line.join("search", INTERACTIVE)
    line.wait_for_all()
    for error in line.ended.values():
        assert isinstance(error, RateLimited)
        assert (error.wait_seconds, error.is_daily) == (600.0, False)


def test_the_agent_s_word_lets_who_waits_call_at_once(clock: Clock) -> None:
    limit = RateLimit(clock)
    line = Line(limit, clock)
    with used_up(limit, Reply(429, httpx.Headers({"Retry-After": "40"}), b"")):
        line.join("search", INTERACTIVE)
    clock.now += 11.0  # what was used up is free again
    limit.ask_anyway()
    line.wait_for("search")


def test_a_call_that_fails_gives_its_turn_back(clock: Clock) -> None:
    limit = RateLimit(clock)
    for _ in range(30):
        with pytest.raises(ZeroDivisionError), limit.turn(BACKGROUND, CancelToken()):
            raise ZeroDivisionError
    call(limit, told(20, 19))


def test_without_a_limit_all_threads_call_at_once() -> None:
    limit = RateLimit()
    call(limit, Reply(200, httpx.Headers(), b""))
    together = threading.Barrier(8, timeout=10)

    def work() -> None:
        for _ in range(20):
            with limit.turn(BACKGROUND, CancelToken()) as turn:
                together.wait()
                turn.reply = Reply(200, httpx.Headers(), b"")

    run_together([work] * 8)


def run_together(works: list[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(len(works)) as pool:
        futures = [pool.submit(work) for work in works]
    for future in futures:
        future.result()


# -- the client -----------------------------------------------------------------------------------


@contextmanager
def limited(tmp_path: Path, limits: RateLimits) -> Iterator[PracticeServer]:
    server = PracticeServer(storage=tmp_path)
    server.scenario = replace(server.scenario, limits=limits)
    with server:
        yield server


def statuses(server: PracticeServer) -> set[int | None]:
    return {request.status for request in server.record.requests if request.host == "api"}


def test_many_threads_and_not_one_429(
    tmp_path: Path, clients: Clients, make_file: MakeFile
) -> None:
    """40 files are 80 calls: 4 s at 20 calls a second."""
    with limited(tmp_path, RateLimits(burst=20, interval_ms=1000)) as server:
        crm, bucket = clients.of_practice(server), clients.bucket()
        files = [make_file(500, f"{number}.jpg") for number in range(40)]
        left = iter(files)
        lock = threading.Lock()

        def work() -> None:
            while True:
                with lock:
                    file = next(left, None)
                if file is None:
                    return
                request = request_for(server, file)
                ticket = crm.initiate(request, CancelToken())
                put(bucket, ticket.signed_url.reveal(), file)
                crm.complete(request, ticket.slot, CancelToken())

        started = time.monotonic()
        run_together([work] * 6)
        assert time.monotonic() - started <= 2 * 4.0  # a serial wait for each call would take 80 s
        assert len(server.record.uploads) == 40
        assert statuses(server) == {200}


def test_a_search_passes_the_uploads(tmp_path: Path, clients: Clients, make_file: MakeFile) -> None:
    with limited(tmp_path, RateLimits(burst=10, interval_ms=1000)) as server, ExitStack() as end:
        crm = clients.of_practice(server)
        request = request_for(server, make_file())
        cancel = CancelToken()
        end.callback(cancel.cancel)
        many = threading.Semaphore(0)

        def work() -> None:
            while True:
                try:
                    crm.initiate(request, cancel)
                except Cancelled:
                    return
                many.release()

        pool = end.enter_context(ThreadPoolExecutor(8))
        end.callback(cancel.cancel)
        futures = [pool.submit(work) for _ in range(8)]
        for _ in range(12):
            assert many.acquire(timeout=10)
        waits = [seconds_of_a_search(crm) for _ in range(8)]
        cancel.cancel()
        for future in futures:
            future.result()
        assert max(waits[1:]) < 0.5, "eight uploads in line would be 0.8 s"
        assert statuses(server) <= {200, None}, "None: cut off by the cancel"


def search(crm: CrmClient) -> None:
    crm.search(ConversationQuery(page_size=1), None, CancelToken())


def seconds_of_a_search(crm: CrmClient) -> float:
    started = time.monotonic()
    search(crm)
    return time.monotonic() - started


class NotedTurns(RateLimit):
    """Takes down who wanted a turn."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: list[Priority] = []

    @contextmanager
    def turn(self, priority: Priority, cancel: CancelToken) -> Iterator[Turn]:
        self.wanted.append(priority)
        with super().turn(priority, cancel) as turn:
            yield turn


def test_only_a_search_tells_of_somebody_at_the_window(
    practice: PracticeServer, clients: Clients
) -> None:
    """Or a command that asks for its conversation would have its own uploads spread out."""
    turns = NotedTurns()
    crm = replace(clients.of_practice(practice), rate_limit=turns)
    crm.conversation(practice.account.conversation_id, CancelToken())
    search(crm)
    assert turns.wanted == [BACKGROUND, INTERACTIVE]


def test_the_day_ends_without_a_429(tmp_path: Path, clients: Clients) -> None:
    with limited(tmp_path, RateLimits(daily=5)) as server:
        crm = clients.of_practice(server)
        for _ in range(5):
            search(crm)
        with pytest.raises(RateLimited) as caught:
            search(crm)
        assert caught.value.is_daily
        assert statuses(server) == {200}


def test_a_429_slows_the_next_call(practice: PracticeServer, clients: Clients) -> None:
    """Longer than a reply may take: the wait is nobody's stall."""
    crm = clients.of_practice(practice, reply_timeout=1.0, connect_timeout=1.0)
    practice.faults.add(Fault("search", "rate_limit", seconds=2))
    with pytest.raises(RateLimited):
        search(crm)
    started = time.monotonic()
    search(crm)
    assert 1.9 < time.monotonic() - started < 8
