"""Writes of the journal that a power cut cannot undo, against SQLite with a commit for each."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.inside_out import numbers_from
from benchmarks.table import Quantity, Row


def measure(folder: Path) -> Iterator[Row]:
    """Yield a row for a single thread and one for eight at once."""
    for threads in (1, 8):
        found = numbers_from("journal_writes.py", str(folder / f"{threads}"), str(threads))
        yield Row(
            f"journal writes, {threads} at once",
            Quantity(found["journal"], "/s"),
            Quantity(found["sqlite"], "/s"),
            "SQLite, a commit each",
            aim=1,
            is_speedup=True,
        )
