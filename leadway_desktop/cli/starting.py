"""Ctrl-C while the program is still being loaded: nothing has begun, so it ends at once.

Python's own way would raise KeyboardInterrupt in the middle of Qt's imports, which abort the
process, or go on without what they had not read.
"""

from __future__ import annotations

import os
import signal
from types import FrameType

from leadway_desktop.cli.exit_status import ExitStatus


def end_at_ctrl_c() -> None:
    """Have Ctrl-C end the process, unless it is ignored; for the main thread."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def raise_at_ctrl_c() -> None:
    """Have Ctrl-C raise KeyboardInterrupt from now on, where it would end the process."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(number: int, frame: FrameType | None) -> None:
    os._exit(ExitStatus.INTERRUPTED)
