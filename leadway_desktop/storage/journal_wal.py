"""SQLite's write-ahead log, read without SQLite, which stops at the first frame that is broken.

Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile

_HEADER, _FRAME_HEADER = 32, 24
_BIG_ENDIAN_SUMS = b"\x83"


@dataclass(frozen=True, slots=True)
class Frame:
    """A page as a transaction left it; `is_commit` where it is the transaction's last."""

    number: int
    page: bytes
    is_commit: bool
    is_sound: bool
    """Whether its checksum is right, counted from that of the frame before it."""


def committed_pages(wal: bytes, page_size: int) -> dict[int, bytes]:
    """Return the last sound frame of each page by its number, up to the last commit."""
    pending: dict[int, bytes] = {}
    committed: dict[int, bytes] = {}
    for frame in _frames(wal, page_size):
        if frame.is_sound:
            pending[frame.number] = frame.page
        if frame.is_sound and frame.is_commit:
            committed |= pending
            pending = {}
    return committed


def hides_commits(wal: bytes) -> bool:
    """Whether SQLite would pass over commits that had returned, as a frame before them is broken.

    One commit behind a broken frame is what a power cut leaves: that one had not returned. Before
    the next could begin, the whole of the one before was on the disk.
    """
    page_size = int.from_bytes(wal[8:12], "big")
    if len(wal) < _HEADER + _FRAME_HEADER or not 512 <= page_size <= 65536:
        return False
    is_headed = _sum(bytes(8), wal[:24], wal[3:4]) == wal[24:32]
    frames = _frames(wal, page_size)
    passed_over = dropwhile(lambda frame: frame.is_sound, frames) if is_headed else frames
    return sum(frame.is_sound and frame.is_commit for frame in passed_over) > 1


def _frames(wal: bytes, page_size: int) -> Iterator[Frame]:
    """Yield the frames since the log was last begun anew; older ones have other salts."""
    salts = wal[_HEADER + 8 : _HEADER + 16]
    before = wal[24:32]
    step = _FRAME_HEADER + page_size
    for at in range(_HEADER, len(wal) - step + 1, step):
        head, page = wal[at : at + _FRAME_HEADER], wal[at + _FRAME_HEADER : at + step]
        if head[8:16] == salts:
            number, committed_size = struct.unpack(">II", head[:8])
            is_sound = _sum(before, head[:8] + page, wal[3:4]) == head[16:24]
            yield Frame(number, page, committed_size > 0, is_sound)
        before = head[16:24]


def _sum(before: bytes, content: bytes, mark: bytes) -> bytes:
    """Return the running checksum after `content`; `mark` tells in which order its words are."""
    first, second = struct.unpack(">II", before)
    order = ">" if mark == _BIG_ENDIAN_SUMS else "<"
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return struct.pack(">II", first, second)
