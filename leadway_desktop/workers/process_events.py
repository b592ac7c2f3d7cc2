"""What happens to the whole process: Ctrl-C, Qt's own messages, and an end that must come."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self

from PySide6.QtCore import QMessageLogContext, QSocketNotifier, QtMsgType

_SECONDS_TO_TELL = 2.0

_logger = logging.getLogger(__name__)
_qt_logger = logging.getLogger("qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Put Qt's messages into our log; for qInstallMessageHandler."""
    _qt_logger.log(_LEVELS.get(kind, logging.WARNING), "%s", message)


@contextmanager
def ending_within(seconds: float) -> Iterator[None]:
    """End the process, as a kill would, if the block does not end.

    A thread that asks a drive which is gone may hang for as long as the system likes, and nobody
    can call it back.
    """
    timer = threading.Timer(seconds, _end_now)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _end_now() -> None:
    # In a thread: the log may lie on the drive that is gone.
    telling = threading.Thread(target=_tell_of_the_end, daemon=True)
    telling.start()
    telling.join(_SECONDS_TO_TELL)
    os._exit(1)


def _tell_of_the_end() -> None:
    _logger.warning("A thread has not ended in time; the process ends without it")
    logging.shutdown()


class CtrlC:
    """While entered, SIGINT and SIGTERM call `stop` in Qt's event loop.

    Python runs its handlers between bytecodes, and Qt's loop executes none: the signal's number
    arrives on a socket that the loop watches.
    """

    _SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop

    def __enter__(self) -> Self:
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._wake)
        self._fd_before = signal.set_wakeup_fd(self._writer.fileno())
        self._before = [(number, signal.signal(number, _nothing)) for number in self._SIGNALS]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before:
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd_before)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def _wake(self) -> None:
        self._notifier.setEnabled(False)
        self._stop()


def _nothing(number: int, frame: FrameType | None) -> None:
    """Do nothing: the socket tells the loop."""
