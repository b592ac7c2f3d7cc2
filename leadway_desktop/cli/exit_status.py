"""What the caller's shell is told."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """0 all done, 1 something failed, 2 bad use, 130 stopped by Ctrl-C (128 + SIGINT)."""

    DONE = 0
    FAILED = 1
    BAD_USE = 2
    INTERRUPTED = 130
