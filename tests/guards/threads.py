"""A test that leaves a thread running fails, and is told where the thread was started."""

import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QThread, QThreadPool
from shiboken6 import isValid

GRACE_SECONDS = 2.0
RUNNER = ("_pytest", "pluggy")


@dataclass(frozen=True)
class Leak:
    name: str
    started: str

    def __str__(self) -> str:
        return f"{self.name} is still running; it was started here:\n{self.started}"


class StartedThreads:
    """Remembers each thread that is started, with the stack that started it."""

    def __init__(self) -> None:
        self._python: list[tuple[threading.Thread, str]] = []
        self._qt: list[tuple[QThread, str]] = []

    def python(self, thread: threading.Thread) -> None:
        self._python.append((thread, _stack()))

    def qt(self, thread: QThread) -> None:
        self._qt.append((thread, _stack()))

    def leaks(self) -> list[Leak]:
        """Give the threads a moment to end; return those that did not."""
        until = time.monotonic() + GRACE_SECONDS
        running = [Leak(t.name, at) for t, at in self._python if not _python_ended(t, until)]
        running += [Leak(_qt_name(t), at) for t, at in self._qt if not _qt_ended(t, until)]
        if not QThreadPool.globalInstance().waitForDone(_milliseconds(until)):
            running.append(Leak("a task of the global QThreadPool", "(unknown)"))
        return running


def _stack() -> str:
    """Return where we are called from, without the test runner's frames and our own."""
    frames = traceback.extract_stack()[:-3]
    ours = [frame for frame in frames if not any(part in frame.filename for part in RUNNER)]
    return "".join(traceback.format_list(ours[-8:]))


def _python_ended(thread: threading.Thread, until: float) -> bool:
    thread.join(max(0.0, until - time.monotonic()))
    return not thread.is_alive()


def _qt_ended(thread: QThread, until: float) -> bool:
    return not isValid(thread) or thread.wait(_milliseconds(until))


def _qt_name(thread: QThread) -> str:
    return f"{type(thread).__name__} {thread.objectName()!r}"


def _milliseconds(until: float) -> int:
    return max(0, int((until - time.monotonic()) * 1000))


@pytest.fixture(autouse=True)
def no_leaked_thread() -> Iterator[None]:
    """Fail a test at whose end, fixtures included, a thread that it started still runs."""
    started = StartedThreads()
    with pytest.MonkeyPatch.context() as patch:
        _watch(patch, started)
        yield
    if leaks := started.leaks():
        pytest.fail("Leaked threads:\n" + "\n".join(map(str, leaks)), pytrace=False)


def _watch(patch: pytest.MonkeyPatch, started: StartedThreads) -> None:
    python_start, qt_start = threading.Thread.start, QThread.start

    def start_python(thread: threading.Thread) -> None:
        started.python(thread)
        python_start(thread)

    def start_qt(thread: QThread, *priority: QThread.Priority) -> None:
        started.qt(thread)
        qt_start(thread, *priority)

    patch.setattr(threading.Thread, "start", start_python)
    patch.setattr(QThread, "start", start_qt)
