"""Writes JPEG frames as a video: Motion JPEG in an MP4 container (ISO/IEC 14496-12 and -14)."""

import struct
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

FRAME_SIZE = (1280, 720)
FRAMES_PER_SECOND = 25
JPEG_OBJECT_TYPE = 0x6C  # ISO/IEC 14496-1, table 5: "Visual ISO/IEC 10918-1"
MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)  # as it was taken


def write(path: Path, frames: Sequence[bytes], size: int) -> None:
    """Write `frames` over and over until the file has at least `size` bytes."""
    count = -(-size * len(frames) // sum(map(len, frames)))
    sizes = list(islice(cycle(map(len, frames)), count))
    kind = _box(b"ftyp", b"isom", _numbers(512), b"isomiso2mp41")
    with path.open("wb") as file:
        file.write(kind + struct.pack(">I4s", 8 + sum(sizes), b"mdat"))
        file.writelines(islice(cycle(frames), count))
        file.write(_movie(sizes, first=len(kind) + 8))


def _movie(sizes: Sequence[int], first: int) -> bytes:
    """Return `moov`: one track, whose frames of `sizes` bytes follow each other from `first`."""
    ticks = len(sizes)
    header = _full(
        b"mvhd",
        _numbers(0, 0, FRAMES_PER_SECOND, ticks, 0x10000),
        struct.pack(">H10x", 0x100),
        MATRIX,
        bytes(24),
        _numbers(2),
    )
    return _box(b"moov", header, _track(sizes, first, ticks))


def _track(sizes: Sequence[int], first: int, ticks: int) -> bytes:
    width, height = FRAME_SIZE
    header = _full(
        b"tkhd",
        _numbers(0, 0, 1, 0, ticks),
        bytes(16),
        MATRIX,
        _numbers(width << 16, height << 16),
        flags=3,
    )
    media = _box(
        b"mdia",
        _full(b"mdhd", _numbers(0, 0, FRAMES_PER_SECOND, ticks, 0x55C40000)),
        _full(b"hdlr", bytes(4), b"vide", bytes(12), b"Tour\0"),
        _box(
            b"minf",
            _full(b"vmhd", bytes(8), flags=1),
            _box(b"dinf", _full(b"dref", _numbers(1), _full(b"url ", flags=1))),
            _box(b"stbl", *_sample_tables(sizes, first)),
        ),
    )
    return _box(b"trak", header, media)


def _sample_tables(sizes: Sequence[int], first: int) -> list[bytes]:
    count = len(sizes)
    return [
        _full(b"stsd", _numbers(1), _format()),
        _full(b"stts", _numbers(1, count, 1)),
        _full(b"stsc", _numbers(1, 1, count, 1)),
        _full(b"stsz", _numbers(0, count, *sizes)),
        _full(b"stco", _numbers(1, first)),
    ]


def _format() -> bytes:
    """Return the `mp4v` entry, whose elementary stream descriptor says JPEG."""
    decoder = _descriptor(4, struct.pack(">BB3xII", JPEG_OBJECT_TYPE, 0x11, 0, 0))
    stream = _descriptor(3, struct.pack(">HB", 1, 0), decoder, _descriptor(6, b"\x02"))
    picture = struct.pack(">6xH16xHHII4xH", 1, *FRAME_SIZE, 0x480000, 0x480000, 1)
    return _box(b"mp4v", picture, bytes(32), struct.pack(">Hh", 24, -1), _full(b"esds", stream))


def _descriptor(tag: int, *content: bytes) -> bytes:
    body = b"".join(content)
    return bytes([tag, len(body)]) + body


def _box(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), name) + body


def _full(name: bytes, *content: bytes, flags: int = 0) -> bytes:
    """Return a box that begins with a version (0) and flags."""
    return _box(name, _numbers(flags), *content)


def _numbers(*values: int) -> bytes:
    return struct.pack(f">{len(values)}I", *values)
