"""Questions that may never be answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Protocol, TypeVar

from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.errors import KeyringLocked, Stalled

KEYRING_PATIENCE = 10.0
"""Seconds: a keyring that asks its owner something may never answer."""
SERVER_PATIENCE = 15.0
"""Seconds: where somebody waits for a report, the settings' own timeouts are too long."""

_Answer = TypeVar("_Answer")


class Runner(Protocol):
    """Makes a call that can be cancelled; the command line's Interrupts are one."""

    def run(self, work: Callable[[CancelToken], _Answer]) -> _Answer:
        """Return what `work` returns; raises Cancelled if it was cancelled."""
        ...


class PatientRunner:
    """Makes a call in the thread that it is in, and gives up after a time."""

    def __init__(self, cancel: CancelToken, seconds: float = SERVER_PATIENCE) -> None:
        self._cancel = cancel
        self._seconds = seconds

    def run(self, work: Callable[[CancelToken], _Answer]) -> _Answer:
        """Return what `work` returns; raises Stalled when the time is over."""
        ours = CancelToken()
        timer = threading.Timer(self._seconds, ours.cancel)
        timer.start()
        try:
            with self._cancel.on_cancel(ours.cancel):
                return work(ours)
        except Cancelled:
            if self._cancel.is_cancelled:
                raise
            raise Stalled(detail=f"no answer in {self._seconds:g} s") from None
        finally:
            timer.cancel()
            timer.join()


def ask_keyring(question: Callable[[], _Answer]) -> _Answer:
    """Ask the keyring; raises KeyringLocked if it does not answer: it waits for its owner."""
    answer = in_background(question)
    if not wait([answer], KEYRING_PATIENCE).done:
        raise KeyringLocked(detail=f"no answer in {KEYRING_PATIENCE:g} s")
    return answer.result()


def in_background(work: Callable[[], _Answer]) -> Future[_Answer]:
    """Run `work` in a thread that the program's end does not wait for."""
    outcome = Future[_Answer]()
    threading.Thread(target=_settle, args=(outcome, work), daemon=True).start()
    return outcome


def _settle(outcome: Future[_Answer], work: Callable[[], _Answer]) -> None:
    try:
        outcome.set_result(work())
    except BaseException as error:
        outcome.set_exception(error)
