"""Opening a file that somebody else may have replaced since it was looked at."""

from __future__ import annotations

import os
import stat
import sys
from io import FileIO
from pathlib import Path

from leadway_desktop.domain.errors import (
    FileIsDirectory,
    FileIsSpecial,
    FileMissing,
    FileUnreadable,
)


def open_regular(path: Path) -> FileIO:
    """Open a file to read its bytes, unbuffered; never waits for a pipe's other end.

    Raises FileMissing, FileUnreadable, FileIsDirectory or FileIsSpecial.
    """
    try:
        file = FileIO(path, opener=_without_waiting)
    except (FileNotFoundError, NotADirectoryError):
        raise FileMissing from None
    except IsADirectoryError:
        raise FileIsDirectory from None
    except (OSError, ValueError):
        raise FileUnreadable from None
    try:
        check_regular(os.fstat(file.fileno()).st_mode)
    except BaseException:
        file.close()
        raise
    return file


def check_regular(mode: int) -> None:
    """Raise FileIsDirectory or FileIsSpecial unless that is the mode of an ordinary file."""
    if not stat.S_ISREG(mode):
        raise FileIsDirectory if stat.S_ISDIR(mode) else FileIsSpecial


def _without_waiting(path: str, flags: int) -> int:
    if sys.platform == "win32":  # which has no pipes among its files
        return os.open(path, flags)
    try:
        handle = os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY)
    except BlockingIOError:
        # No pipe says that: another program (Samba) is asked to give the file free first.
        return os.open(path, flags | os.O_NOCTTY)
    os.set_blocking(handle, True)  # some file systems would heed it at each read
    return handle
