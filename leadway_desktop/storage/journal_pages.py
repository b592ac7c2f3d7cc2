"""What is left in a damaged SQLite file: records found page by page, without SQLite's help.

Format: https://www.sqlite.org/fileformat2.html. Only leaves of tables are read; the header, the
inner pages and the index may all be gone. What is found may be anything: the caller judges it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leadway_desktop.storage.journal_wal import MAGIC, committed_pages, page_size_of

Value = int | float | str | bytes | None
Record = tuple[int, list[Value]]
"""The row's id, and the values of its columns, those at the end left out where NULL was added."""

_TABLE_LEAF = 0x0D
_MOST_COLUMNS = 2000


class _Broken(Exception):
    """These bytes are no record."""


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages by number, from 1, as they were last committed; `usable` bytes of each count."""

    by_number: dict[int, bytes]
    usable: int


def records_in(file: Path) -> Iterator[Record]:
    """Yield every record of the file and of what SQLite left beside it; raises OSError."""
    pages = _read(file)
    for number in sorted(pages.by_number):
        yield from _leaf(pages, number)


def _read(file: Path) -> _Pages:
    main = _content(file)
    wal = _content(file.with_name(f"{file.name}-wal"))
    size = page_size_of(main, wal)
    # What SQLite leaves free at the end of each page, in bytes; it uses 480 at the least.
    reserved = main[20] if main[:16] == MAGIC and main[20] <= size - 480 else 0
    pages = {
        at // size + 1: main[at : at + size]
        for at in range(0, len(main), size)
        if len(main) - at >= size
    }
    return _Pages(pages | committed_pages(wal, size), size - reserved)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


# -- pages ---------------------------------------------------------------------------------------


def _leaf(pages: _Pages, number: int) -> Iterator[Record]:
    page = pages.by_number[number]
    start = 100 if number == 1 else 0
    if page[start] != _TABLE_LEAF:
        return
    count = min(int.from_bytes(page[start + 3 : start + 5], "big"), len(page) // 4)
    pointers = page[start + 8 : start + 8 + 2 * count]
    for at in range(0, len(pointers) - 1, 2):
        try:
            yield _cell(pages, page, int.from_bytes(pointers[at : at + 2], "big"))
        except (_Broken, IndexError, struct.error, UnicodeDecodeError):
            continue  # one cell that is broken says nothing about the next


def _cell(pages: _Pages, page: bytes, at: int) -> Record:
    length, at = _varint(page, at)
    row_id, at = _varint(page, at)
    usable = pages.usable
    local = length
    if length > usable - 35:
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = local if local <= usable - 35 else least
    payload = page[at : at + local]
    if local < length:
        first = int.from_bytes(page[at + local : at + local + 4], "big")
        payload += _overflow(pages, first, length - local)
    if len(payload) != length:
        raise _Broken
    return _signed(row_id), _record(payload)


def _overflow(pages: _Pages, number: int, length: int) -> bytes:
    """Return the rest of a record that does not fit into its leaf."""
    parts: list[bytes] = []
    for _ in range(len(pages.by_number)):
        page = pages.by_number.get(number)
        if page is None or length <= 0:
            break
        parts.append(page[4 : min(pages.usable, length + 4)])
        length -= len(parts[-1])
        number = int.from_bytes(page[:4], "big")
    return b"".join(parts)


# -- records -------------------------------------------------------------------------------------


def _record(payload: bytes) -> list[Value]:
    header, at = _varint(payload, 0)
    values: list[Value] = []
    body = header
    while at < header:
        kind, at = _varint(payload, at)
        value, body = _value(payload, body, kind)
        values.append(value)
        if len(values) > _MOST_COLUMNS:
            raise _Broken
    if at != header or body != len(payload):
        raise _Broken
    return values


_INTEGER_SIZES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind in (0, 8, 9):
        return {0: None, 8: 0, 9: 1}[kind], at
    size = _INTEGER_SIZES.get(kind, 8 if kind == 7 else (kind - 12) // 2)
    if kind in (10, 11) or at + size > len(payload):
        raise _Broken
    raw = payload[at : at + size]
    if kind in _INTEGER_SIZES:
        return int.from_bytes(raw, "big", signed=True), at + size
    if kind == 7:
        return float(struct.unpack(">d", raw)[0]), at + size
    return raw.decode() if kind % 2 else raw, at + size


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins there, unsigned, and where it ends."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | content[place] & 0x7F
        if content[place] < 0x80:
            return value, place + 1
    return value << 8 | content[at + 8], at + 9


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value
