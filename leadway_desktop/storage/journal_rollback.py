"""What lies beside a database as SQLite's rollback journal: by it, changes are undone at the start.

Format: https://www.sqlite.org/fileformat.html#the_rollback_journal. Our journal has one at its
making alone, and where its log is begun. One that comes to lie beside it later, as where a backup
is put into a folder in which a first start was killed, would have SQLite undo all that there is.
"""

from __future__ import annotations

from pathlib import Path

from leadway_desktop.storage.journal_wal import MAGIC, page_size_of

_MAGIC = bytes.fromhex("d9d505f920a163d7")
"""How a rollback journal begins; any other file SQLite passes over."""
_RECORDS, _PAGES, _SECTOR = slice(8, 12), slice(16, 20), slice(20, 24)
"""Where it says how many pages it keeps, how many there were, and where the first of them is."""
_HEADER = 28
_FIRST = (1).to_bytes(4, "big")


def was_being_made(file: Path) -> bool:
    """Whether SQLite will go back to an empty file: the program was killed at its first start."""
    return _undoing(file)[_PAGES] == bytes(4) and not _is_in_use(file)


def is_undone_by_another(file: Path) -> bool:
    """Whether SQLite would undo by a journal that is not this database's own."""
    return bool(_undoing(file)) and _is_in_use(file) and not _was_being_given_a_log(file)


def _undoing(file: Path) -> bytes:
    """Return the head of the rollback journal, or nothing where SQLite would undo nothing."""
    head = _start(_beside(file), _HEADER)
    return head if head.startswith(_MAGIC) else b""


def _is_in_use(file: Path) -> bool:
    """Whether something has been written since the database was made: that is one page."""
    head = _start(file, _HEADER)
    return head.startswith(MAGIC) and (
        _has_log(file) or file.stat().st_size > page_size_of(head, b"")
    )


def _was_being_given_a_log(file: Path) -> bool:
    """Whether the program was killed as a recovered database's log was begun.

    Then the first page alone is kept, as it was but for what says so: no upload is undone.
    """
    journal, size = _undoing(file), page_size_of(_start(file, _HEADER), b"")
    there_were = int.from_bytes(journal[_PAGES], "big")
    at = int.from_bytes(journal[_SECTOR], "big")
    record = _start(_beside(file), at + 4 + size)[at:]
    keeps_the_first_alone = journal[_RECORDS] == record[:4] == _FIRST
    is_as_large = there_were * size == file.stat().st_size and not _has_log(file)
    is_as_it_was = _without_version(record[4:]) == _without_version(_start(file, size))
    return keeps_the_first_alone and is_as_large and is_as_it_was


def _without_version(page: bytes) -> bytes:
    """Return a first page without how it is written, and the counts of its changes."""
    return page[:18] + page[20:24] + page[28:92] + page[100:]


def _has_log(file: Path) -> bool:
    return bool(_start(file.with_name(f"{file.name}-wal"), 1))


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}-journal")


def _start(file: Path, size: int) -> bytes:
    """Return a file's first bytes; none where it is gone: another program may be removing it."""
    try:
        with file.open("rb") as content:
            return content.read(size)
    except FileNotFoundError:
        return b""
