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
_PAGES = slice(16, 20)
"""Where it says how many pages there were before what it undoes."""
_HEADER = 28
_WITH_A_LOG = b"\x02\x02"
"""In the header of a database: who writes and who reads do so by a log."""


def was_being_made(file: Path) -> bool:
    """Whether SQLite will go back to an empty file: the program was killed at its first start."""
    return _undoing(file)[_PAGES] == bytes(4) and not _is_in_use(file)


def is_undone_by_another(file: Path) -> bool:
    """Whether SQLite would undo by a journal that is not this database's own, as it has a log."""
    return bool(_undoing(file)) and _is_in_use(file)


def _undoing(file: Path) -> bytes:
    """Return the head of the rollback journal, or nothing where SQLite would undo nothing."""
    head = _head(file.with_name(f"{file.name}-journal"), _HEADER)
    return head if head.startswith(_MAGIC) else b""


def _is_in_use(file: Path) -> bool:
    """Whether something has been written by way of the log since the database was made."""
    head = _head(file, _HEADER)
    if not head.startswith(MAGIC) or head[18:20] != _WITH_A_LOG:
        return False
    log = file.with_name(f"{file.name}-wal")
    has_log = log.exists() and log.stat().st_size > 0
    return has_log or file.stat().st_size > page_size_of(head, b"")


def _head(file: Path, size: int) -> bytes:
    if not file.exists():
        return b""
    with file.open("rb") as content:
        return content.read(size)
