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
FILE_SIZE = 256 * 1024
"""Bytes; a longer one begins anew. One crash takes some ten thousand."""


@contextmanager
def crashes_kept_in(folder: Path) -> Iterator[None]:
    """In the block, have a crash leave its place in a file that only its owner can read.

    Where the file cannot be had, a crash leaves nothing.
    """
    try:
        descriptor = _open(folder / FILE_NAME)
    except OSError:
        yield
        return
    was_on = faulthandler.is_enabled()
    faulthandler.enable(descriptor)
    try:
        yield
    finally:
        if was_on:
            faulthandler.enable()
        else:
            faulthandler.disable()
        os.close(descriptor)
        with suppress(OSError):
            _remove_if_empty(folder / FILE_NAME)


def _open(file: Path) -> int:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    descriptor = os.open(file, flags, 0o600)
    if os.fstat(descriptor).st_size > FILE_SIZE:
        os.ftruncate(descriptor, 0)
    return descriptor


def _remove_if_empty(file: Path) -> None:
    if file.stat().st_size == 0:
        file.unlink()
