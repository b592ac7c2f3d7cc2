"""Where Python was when the process died without a word: a fault in a library's machine code.

The file holds function names and line numbers of every thread, and no value of any variable.
"""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FILE_NAME = "crash.log"
LAST_CRASH = f"{FILE_NAME}.1"
"""What the crash before this start has left."""


@contextmanager
def crashes_kept_in(folder: Path) -> Iterator[bool]:
    """In the block, have a crash leave its place in a file that only its owner can read.

    Yields whether the last run crashed. Where the file cannot be had, a crash leaves nothing.
    """
    try:
        has_crashed = _set_last_crash_aside(folder)
        descriptor = _open(folder / FILE_NAME)
    except OSError:
        yield False
        return
    was_on = faulthandler.is_enabled()
    faulthandler.enable(descriptor)
    try:
        yield has_crashed
    finally:
        if was_on:
            faulthandler.enable()
        else:
            faulthandler.disable()
        os.close(descriptor)
        with suppress(OSError):
            _remove_if_empty(folder / FILE_NAME)


def _set_last_crash_aside(folder: Path) -> bool:
    """Move what a crash has left; an empty file is what kill -9 or a power cut leaves."""
    file = folder / FILE_NAME
    if not file.exists() or file.stat().st_size == 0:
        return False
    os.replace(file, folder / LAST_CRASH)
    return True


def _open(file: Path) -> int:
    return os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _remove_if_empty(file: Path) -> None:
    if file.stat().st_size == 0:
        file.unlink()
