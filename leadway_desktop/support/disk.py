"""What lies in the program's folders: sizes, times, permissions, the lock; and the logs."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from leadway_desktop.storage.paths import Folders
from leadway_desktop.workers.instance_lock import InstanceLock

LONGEST_LOG = 2 * 1024 * 1024
"""Bytes of a log that go into the report: its end. Logs rotate at half of that."""


def state(folders: Folders) -> dict[str, object]:
    """Return what is in the folders; of the spool no names: they are the customers' files."""
    ours = [folders.config, folders.data, folders.logs]
    return {
        "folders": {str(folder): _facts(folder) for folder in [*ours, folders.spool]},
        "files": {str(file): _facts(file) for folder in ours for file in _files(folder)},
        "spool": _weighed(folders.spool),
        "is_in_use": _is_in_use(folders.data),
    }


def log_files(folders: Folders) -> Iterator[Path]:
    """Yield the program's logs, the window's and the command line's, rotated ones too."""
    return (file for file in _files(folders.logs) if ".log" in file.name)


def end_of(file: Path) -> str:
    """Return the end of a log; raises OSError."""
    with file.open("rb") as content:
        content.seek(max(0, file.stat().st_size - LONGEST_LOG))
        return content.read(LONGEST_LOG).decode("utf-8", "replace")


def _is_in_use(folder: Path) -> bool | None:
    """Return whether a program, perhaps this one, works in the folder; None: nobody can tell."""
    lock = InstanceLock(folder)
    try:
        is_free = lock.acquire()
    except OSError:
        return None
    lock.release()
    return not is_free


def _files(folder: Path) -> list[Path]:
    """Return the ordinary files: a link could lead to what is none of ours."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    return [entry for entry in entries if not entry.is_symlink() and entry.is_file()]


def _facts(file: Path) -> dict[str, object] | None:
    try:
        found = file.lstat()
    except OSError:
        return None
    return {
        "size": found.st_size,
        "modified": datetime.fromtimestamp(found.st_mtime, UTC).isoformat(timespec="seconds"),
        "mode": stat.filemode(found.st_mode),
        "is_ours": os.name != "posix" or found.st_uid == os.getuid(),
    }


def _weighed(folder: Path) -> dict[str, int]:
    sizes = [file.lstat().st_size for file in _files(folder)]
    return {"files": len(sizes), "bytes": sum(sizes)}
