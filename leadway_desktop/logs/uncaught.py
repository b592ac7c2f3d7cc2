"""What nobody caught, in any thread: logged without secrets, and told to whoever shows it.

A failure that comes again and again, as one in a paint event does, is logged ever more rarely: it
must not push its own beginning, and everything before it, out of the log.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from functools import partial
from types import TracebackType

from leadway_desktop.logs.log_file import tell_standard_error

Listener = Callable[[], None]
"""Called once for each failure, in the thread where it happened; it should only post a message."""

_logger = logging.getLogger(__name__)


class _Failures:
    """How often each came, and who wants to hear of a new one."""

    def __init__(self) -> None:
        # Entered again where the garbage collector finds a failing finalizer meanwhile.
        self._lock = threading.RLock()
        self._times: Counter[tuple[str, str, int]] = Counter()
        self._listeners: list[Listener] = []

    def count(self, error: BaseException) -> int:
        """Return how often this came, by its kind and the line that raised it."""
        with self._lock:
            place = _place(error)
            self._times[place] += 1
            return self._times[place]

    def add(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.append(listener)

    def remove(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.remove(listener)

    def tell(self) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            try:
                listener()
            except Exception as error:
                _logger.warning("A failure could not be shown: %s", type(error).__name__)


_failures = _Failures()


def install_exception_hooks() -> None:
    """Log what nobody caught, in any thread, and tell standard error without secrets.

    Qt's slots and QThreads end here too: PySide hands what they raise to `sys.excepthook`.
    """
    sys.excepthook = _on_uncaught
    threading.excepthook = _on_uncaught_in_thread
    sys.unraisablehook = _on_unraisable


def tell_of_uncaught(listener: Listener) -> Callable[[], None]:
    """Tell the listener of each failure that did not come before; returns what ends that."""
    _failures.add(listener)
    return partial(_failures.remove, listener)


def report_uncaught(error: BaseException, what: str = "Nobody caught this") -> None:
    """Log a failure that its thread survives, and tell of it, as if nobody had caught it."""
    times = _failures.count(error)
    if times & (times - 1):  # not the 1st, 2nd, 4th, 8th …
        return
    again = f" ({times} times now)" if times > 1 else ""
    _logger.critical("%s%s", what, again, exc_info=error)
    tell_standard_error("".join(traceback.format_exception(error)))
    if times == 1:
        _failures.tell()


def _on_uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        report_uncaught((error or kind()).with_traceback(trace))


def _on_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    _on_uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _on_unraisable(args: sys.UnraisableHookArgs) -> None:
    if args.exc_value is not None:
        # The object's repr is not told: it may be a request, with its URL.
        report_uncaught(args.exc_value, f"Ignored in {type(args.object).__name__}")


def _place(error: BaseException) -> tuple[str, str, int]:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__, "", 0
    return type(error).__name__, trace.tb_frame.f_code.co_filename, trace.tb_lineno
