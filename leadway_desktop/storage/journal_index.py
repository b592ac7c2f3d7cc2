"""What SQLite's index of the log (`-shm`), left by a crash, still knows of the log.

Format: https://www.sqlite.org/walformat.html. A frame is on the disk before the index tells of it,
so a log that lacks it was damaged afterwards. SQLite makes the index anew, and says nothing.
"""

from __future__ import annotations

import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from leadway_desktop.storage.journal_wal import (
    FRAME_HEADER,
    HEADER,
    is_headed,
    running_sum,
    sound_frames,
)

_INDEX_HEADER, _SUMMED = 48, 40
_BACKFILLED_AT = 2 * _INDEX_HEADER


@dataclass(frozen=True, slots=True)
class _Index:
    """Of how many frames it tells; the last one's place and checksum."""

    frames: int
    backfilled: int
    """Of these, how many are in the database as well."""
    page_size: int
    salts: bytes
    checksum: bytes


def log_lacks_commits(file: Path, *, thoroughly: bool) -> bool:
    """Whether the log of a database has lost commits; raises OSError.

    `thoroughly`: each frame is summed, 0.1 s for a MB; else the last one alone is looked at.
    While another program writes, what is read may not fit together; then the index has changed.
    Not for a database that this process has open: see `unless_open_here`.
    """
    index = _index_of(file)
    if index is None:
        return False
    log = file.with_name(f"{file.name}-wal")
    has_all = _has_last(log, index) and not (thoroughly and _is_broken_before(log, index))
    return not has_all and _index_of(file) == index


def _is_broken_before(log: Path, index: _Index) -> bool:
    wal = _read(log, 0, -1)
    is_its_log = wal[16:24] == index.salts
    return is_its_log and sound_frames(wal, index.page_size) < index.frames


def _has_last(log: Path, index: _Index) -> bool:
    head = _read(log, 0, HEADER)
    if not is_headed(head):
        return index.frames <= index.backfilled
    if head[16:24] != index.salts:
        return True  # begun anew since, as all of it was in the database
    step = FRAME_HEADER + index.page_size
    last = _read(log, HEADER + (index.frames - 1) * step, step)
    return len(last) == step and last[8:FRAME_HEADER] == index.salts + index.checksum


def _index_of(file: Path) -> _Index | None:
    """Return what the index tells, or None where it tells of no frame, or is broken itself."""
    content = _read(file.with_name(f"{file.name}-shm"), 0, _BACKFILLED_AT + 4)
    head, copy = content[:_INDEX_HEADER], content[_INDEX_HEADER:_BACKFILLED_AT]
    if len(content) < _BACKFILLED_AT + 4 or head != copy:
        return None
    order = b"\x83" if sys.byteorder == "big" else b"\x82"
    if running_sum(bytes(8), head[:_SUMMED], order) != _as_in_log(head[_SUMMED:]):
        return None
    page_size, frames = struct.unpack("=HI", head[14:20])
    (backfilled,) = struct.unpack("=I", content[_BACKFILLED_AT:])
    size = 65536 if page_size == 1 else page_size
    index = _Index(frames, backfilled, size, head[32:40], _as_in_log(head[24:32]))
    return index if frames else None


def _as_in_log(numbers: bytes) -> bytes:
    """Return two numbers, which the index has in the processor's order, as the log has them."""
    return struct.pack(">II", *struct.unpack("=II", numbers))


def _read(file: Path, at: int, size: int) -> bytes:
    try:
        # Unbuffered: Windows refuses a read that touches the bytes behind, which SQLite locks.
        with file.open("rb", buffering=0) as content:
            content.seek(at)
            return content.read(size)
    except FileNotFoundError:
        return b""
