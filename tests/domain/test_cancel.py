"""A cancel is heard once, by everybody, from any thread."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.cancel import Cancelled, CancelToken


def test_a_wait_ends_at_once() -> None:
    cancel = CancelToken()
    waiting = threading.Event()

    def wait() -> float:
        waiting.set()
        with pytest.raises(Cancelled):
            cancel.wait(30)
        return time.monotonic()

    with ThreadPoolExecutor() as pool:
        ended = pool.submit(wait)
        assert waiting.wait(5)
        at = time.monotonic()
        cancel.cancel()
        assert ended.result(5) - at < 0.5


def test_a_wait_that_is_not_cancelled_ends_by_itself() -> None:
    CancelToken().wait(0.001)


def test_callbacks_run_once_inside_the_block_and_never_outside() -> None:
    cancel = CancelToken()
    calls: list[str] = []
    with cancel.on_cancel(lambda: calls.append("left")):
        pass
    with cancel.on_cancel(lambda: calls.append("inside")):
        cancel.cancel()
        assert cancel.is_cancelled
    assert calls == ["inside"]
    with pytest.raises(Cancelled), cancel.on_cancel(lambda: calls.append("late")):
        calls.append("entered")
    assert calls == ["inside"]
    with pytest.raises(Cancelled):
        cancel.raise_if_cancelled()


def test_an_error_in_the_block_unregisters_the_callback() -> None:
    cancel = CancelToken()
    calls: list[int] = []
    with pytest.raises(KeyError), cancel.on_cancel(lambda: calls.append(1)):
        raise KeyError
    cancel.cancel()
    assert calls == []


def test_no_callback_runs_after_its_block_even_when_a_cancel_is_under_way() -> None:
    """The socket that it would shut down may serve another upload by then."""
    cancel = CancelToken()
    in_first, go_on, left = threading.Event(), threading.Event(), threading.Event()
    late: list[bool] = []

    def first() -> None:
        in_first.set()
        go_on.wait(5)

    def owner() -> None:
        with cancel.on_cancel(first), cancel.on_cancel(lambda: late.append(left.is_set())):
            registered.set()
            in_first.wait(5)
        left.set()

    registered = threading.Event()
    with ThreadPoolExecutor() as pool:
        owning = pool.submit(owner)
        assert registered.wait(5)
        cancelling = pool.submit(cancel.cancel)
        assert in_first.wait(5)
        assert not left.wait(0.05)
        go_on.set()
        cancelling.result(5)
        owning.result(5)
    assert late == [False]


@given(st.integers(2, 8))
def test_many_threads_cancel_and_all_that_wait_hear_it(count: int) -> None:
    cancel = CancelToken()
    heard: list[int] = []
    ready = threading.Barrier(2 * count)

    def wait_again_and_again() -> None:
        while True:
            with cancel.on_cancel(lambda: heard.append(1)):
                cancel.wait(0.0005)

    def waiter() -> None:
        ready.wait(5)
        with pytest.raises(Cancelled):
            wait_again_and_again()

    def canceller() -> None:
        ready.wait(5)
        cancel.cancel()

    jobs: list[Callable[[], None]] = [waiter] * count + [canceller] * count
    with ThreadPoolExecutor(2 * count) as pool:
        for future in [pool.submit(job) for job in jobs]:
            future.result(10)


def test_a_callback_may_look_at_the_token() -> None:
    cancel = CancelToken()
    seen: list[bool] = []
    with cancel.on_cancel(lambda: seen.append(cancel.is_cancelled)):
        cancel.cancel()
        cancel.cancel()
    assert seen
    assert all(seen)
