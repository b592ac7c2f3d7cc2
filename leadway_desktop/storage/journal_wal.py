"""SQLite's write-ahead log, read without SQLite, which stops at the first frame that is broken.

Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import dropwhile, takewhile

MAGIC = b"SQLite format 3\0"
"""How a database begins."""

_USUAL_PAGE_SIZE = 4096
HEADER, FRAME_HEADER = 32, 24
"""Bytes: of the log, and of each frame before its page."""
_WAL_MARK = b"\x37\x7f\x06"
"""How a log begins; the byte behind it tells the order of words in its checksums."""
_BIG_ENDIAN_SUMS = b"\x83"
_NO_LOG = b"\x01\x01"
"""In the header: who writes and who reads do so without one."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A page as a transaction left it; `is_commit` where it is the transaction's last."""

    number: int
    page: bytes
    is_commit: bool
    is_sound: bool
    """Whether its salts are the log's, and its checksum follows from the frame's before it."""


def committed_pages(wal: bytes, page_size: int) -> dict[int, bytes]:
    """Return the last sound frame of each page by its number, up to the last commit."""
    return _committed(frame for frame in _frames(wal, page_size) if frame.is_sound)


def with_log(main: bytes, wal: bytes) -> bytes:
    """Return a database with its log in it, as SQLite reads the two; it needs no log any more."""
    size = page_size_of(main, wal)
    frames = _frames(wal, size) if is_headed(wal) else iter(())
    whole = bytearray(main)
    for number, page in _committed(takewhile(lambda one: one.is_sound, frames)).items():
        start = (number - 1) * size
        whole.extend(bytes(max(0, start + size - len(whole))))
        whole[start : start + size] = page
    whole[18:20] = _NO_LOG
    return bytes(whole)


def _committed(frames: Iterable[Frame]) -> dict[int, bytes]:
    """Return each page as the last commit left it, by its number."""
    pending: dict[int, bytes] = {}
    committed: dict[int, bytes] = {}
    for frame in frames:
        pending[frame.number] = frame.page
        if frame.is_commit:
            committed |= pending
            pending = {}
    return committed


def hides_commits(wal: bytes, page_size: int) -> bool:
    """Whether SQLite would pass over commits that had returned, as a frame before them is broken.

    One commit behind a broken frame is what a power cut leaves: that one had not returned. Before
    the next could begin, the whole of the one before was on the disk.
    """
    frames = _frames(wal, page_size)
    if is_headed(wal):
        frames = dropwhile(lambda frame: frame.is_sound, frames)
    return sum(frame.is_sound and frame.is_commit for frame in frames) > 1


def sound_frames(wal: bytes, page_size: int) -> int:
    """Return how many frames SQLite would read: those before the first that is broken."""
    frames = _frames(wal, page_size) if is_headed(wal) else iter(())
    return sum(1 for _ in takewhile(lambda frame: frame.is_sound, frames))


def page_size_of(main: bytes, wal: bytes) -> int:
    """Return the size of a page in bytes, as either says it, or the usual one."""
    said = [int.from_bytes(main[16:18], "big")] if main[:16] == MAGIC else []
    said.append(int.from_bytes(wal[8:12], "big"))
    sizes = [65536 if size == 1 else size for size in said]
    likely = [size for size in sizes if 512 <= size <= 65536 and size & (size - 1) == 0]
    return likely[0] if likely else _USUAL_PAGE_SIZE


def _frames(wal: bytes, page_size: int) -> Iterator[Frame]:
    """Yield all frames; those from before the log was last begun anew have other salts."""
    # A header that is broken does not matter: the first frame has the salts as well.
    salts = wal[16:24] if is_headed(wal) else wal[HEADER + 8 : HEADER + 16]
    before = wal[24:32]
    step = FRAME_HEADER + page_size
    for at in range(HEADER, len(wal) - step + 1, step):
        head, page = wal[at : at + FRAME_HEADER], wal[at + FRAME_HEADER : at + step]
        number, committed_size = struct.unpack(">II", head[:8])
        is_ours = head[8:16] == salts
        is_sound = is_ours and running_sum(before, head[:8] + page, wal[3:4]) == head[16:24]
        yield Frame(number, page, committed_size > 0, is_sound)
        before = head[16:24]


def is_headed(wal: bytes) -> bool:
    """Whether a log begins as one does."""
    # Of nothing but zeros the checksum is right, too.
    has_mark = len(wal) >= HEADER and wal[:3] == _WAL_MARK
    return has_mark and running_sum(bytes(8), wal[:24], wal[3:4]) == wal[24:32]


def running_sum(before: bytes, content: bytes, mark: bytes) -> bytes:
    """Return the running checksum after `content`; `mark` tells in which order its words are."""
    first, second = struct.unpack(">II", before)
    order = ">" if mark == _BIG_ENDIAN_SUMS else "<"
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return struct.pack(">II", first, second)
