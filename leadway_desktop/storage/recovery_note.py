"""What a recovery found, kept in the recovered journal itself until the agent has been told.

A command tells it once, but whether somebody read that, nobody knows: the window tells it as well.

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
    was_told: bool = False
    """Whether a command has told it."""


def note_recovery(connection: sqlite3.Connection, recovery: Recovery) -> None:
    """Write it, into a journal that has none; raises sqlite3.Error."""
    connection.execute(
        "CREATE TABLE recovery (set_aside TEXT NOT NULL, recovered INTEGER NOT NULL, lost INTEGER, "
        "was_told INTEGER NOT NULL)"
    )
    facts = (recovery.set_aside.name, recovery.recovered, recovery.lost, recovery.was_told)
    connection.execute("INSERT INTO recovery VALUES (?, ?, ?, ?)", facts)


def untold_recovery(connection: sqlite3.Connection, folder: Path) -> Recovery | None:
    """Return what the agent was not told yet, of a journal in that folder; raises sqlite3.Error."""
    is_there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'recovery'"
    if connection.execute(is_there).fetchone() is None:
        return None
    found = connection.execute("SELECT * FROM recovery").fetchone()
    if found is None:
        return None
    return Recovery(folder / str(found[0]), found[1], found[2], was_told=any(found[3:]))


def note_told(connection: sqlite3.Connection) -> None:
    """Note that a command has told it; raises sqlite3.Error."""
    connection.execute("UPDATE recovery SET was_told = 1")


def forget_recovery(connection: sqlite3.Connection) -> None:
    """Note that the agent was told; raises sqlite3.Error."""
    connection.execute("DROP TABLE IF EXISTS recovery")
