"""Linux binaries: where they tell the loader to look for libraries, besides in the system.

A Python that was built on some machine names that machine's folders. They mean nothing on another
one, or worse, something that somebody else put there: the program looks beside itself alone.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

MAGIC = b"\x7fELF"
_BESIDE_IT = b"$ORIGIN"
_DYNAMIC = 6
_SEARCH_PATHS = {15, 29}  # DT_RPATH, DT_RUNPATH


def is_elf(file: Path) -> bool:
    """Whether a file is a Linux program or library."""
    with file.open("rb") as stream:
        return stream.read(len(MAGIC)) == MAGIC


def forget_foreign_folders(file: Path) -> None:
    """Have a binary look beside itself, where it names folders of another machine."""
    data = bytearray(file.read_bytes())
    foreign = [(at, path) for at, path in search_paths(data) if path.startswith(b"/")]
    for at, path in foreign:
        data[at : at + len(path)] = _BESIDE_IT.ljust(len(path), b"\0")[: len(path)]
    if foreign:
        file.write_bytes(data)


def search_paths(data: bytes | bytearray) -> Iterator[tuple[int, bytes]]:
    """Yield each search path of a 64-bit little-endian binary, and where in the file it stands."""
    sections = list(_sections(data))
    for kind, begin, size, link in sections:
        if kind == _DYNAMIC:
            strings = sections[link][1]
            for at in range(begin, begin + size, 16):
                tag, value = struct.unpack_from("<qQ", data, at)
                if tag in _SEARCH_PATHS:
                    start = strings + value
                    yield start, bytes(data[start : data.index(b"\0", start)])


def section_end(data: bytes, place: int) -> int | None:
    """Return where the section that holds a place in the file ends."""
    for _, begin, size, _ in _sections(data):
        if begin <= place < begin + size:
            return begin + size
    return None


def _sections(data: bytes | bytearray) -> Iterator[tuple[int, int, int, int]]:
    """Yield type, offset, size and link of each section."""
    (table,) = struct.unpack_from("<Q", data, 0x28)
    size, count = struct.unpack_from("<HH", data, 0x3A)
    for number in range(count):
        at = table + number * size
        (kind,) = struct.unpack_from("<I", data, at + 4)
        begin, length, link = struct.unpack_from("<QQI", data, at + 0x18)
        yield kind, begin, length, link
