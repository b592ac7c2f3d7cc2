"""What a recovery found, kept in the recovered journal itself until somebody has been told.

A table of its own, of recovered journals alone: it comes and goes with them, whatever instant kills
the program, and older versions pass over it.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Recovery:
    """Where the damaged file is now, how many uploads were read, and lost (None: who knows)."""

    set_aside: Path
    recovered: int
    lost: int | None


def note_recovery(connection: sqlite3.Connection, recovery: Recovery) -> None:
    """Write it, into a journal that has none; raises sqlite3.Error."""
    connection.execute(
        "CREATE TABLE recovery (set_aside TEXT NOT NULL, recovered INTEGER NOT NULL, lost INTEGER)"
    )
    facts = (recovery.set_aside.name, recovery.recovered, recovery.lost)
    connection.execute("INSERT INTO recovery VALUES (?, ?, ?)", facts)


def untold_recovery(connection: sqlite3.Connection, folder: Path) -> Recovery | None:
    """Return what nobody has been told yet, of a journal in that folder; raises sqlite3.Error."""
    is_there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'recovery'"
    if connection.execute(is_there).fetchone() is None:
        return None
    found = connection.execute("SELECT set_aside, recovered, lost FROM recovery").fetchone()
    return None if found is None else Recovery(folder / str(found[0]), found[1], found[2])


def forget_recovery(connection: sqlite3.Connection) -> None:
    """Note that it was told; raises sqlite3.Error."""
    connection.execute("DROP TABLE IF EXISTS recovery")
