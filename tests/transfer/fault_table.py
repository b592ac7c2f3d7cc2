"""The table of the package's README: every step against every fault, and how that ends.

Each test that fills columns has them compared with the README, so one that is out of date fails.
Where FAULT_COLUMNS names a folder they are written there instead; `packaging/fault_table.py update`
has that done, and writes the README anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.practice.faults import Step
from tests.transfer.fault_rows import FAULTS, STEPS

README = Path(__file__).parents[2] / "leadway_desktop" / "README.md"
BEGIN, END = "<!-- faults: begin -->\n", "<!-- faults: end -->"
FOLDER = "FAULT_COLUMNS"
STALE = "the README is out of date: run `python3 packaging/fault_table.py update`"

Columns = Mapping[Step, Mapping[str, str]]
"""How it ended, by step and the fault's name."""


def both(once: str, always: str) -> str:
    """Return the words for a fault that struck once, and every time."""
    return once if once == always else f"{once} / {always}"


def words(error: LeadwayError | None) -> str:
    """Return an error's name as words."""
    return re.sub(r"(?<=.)([A-Z])", r" \1", type(error).__name__).lower()


def rows_of(columns: Columns) -> list[tuple[str, ...]]:
    """Return the rows that a test run prints, head first."""
    rows = [(name, *(column[name] for column in columns.values())) for name in FAULTS]
    return [("fault", *columns), *rows]


def check_columns(columns: Columns) -> None:
    """Compare columns with the README's, or hand them over where they are asked for."""
    folder = os.environ.get(FOLDER)
    if folder:
        for step, column in columns.items():
            Path(folder, f"{step}.json").write_text(json.dumps(column), encoding="utf-8")
        return
    told = read(README.read_text(encoding="utf-8"))
    assert told.keys() == FAULTS.keys(), STALE
    stale = {
        (step, name): (told.get(name, {}).get(step), ended)
        for step, column in columns.items()
        for name, ended in column.items()
        if told.get(name, {}).get(step) != ended
    }
    assert not stale, f"{STALE}: {stale}"


def read(readme: str) -> dict[str, dict[str, str]]:
    """Return the README's cells by fault and step."""
    table = readme.partition(BEGIN)[2].partition(END)[0]
    rows = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in table.splitlines()
        if line.startswith("|")
    ]
    found: dict[str, dict[str, str]] = {}
    for first, *cells in rows[2:]:
        for name in _names(first):
            found[name] = dict(zip(rows[0][1:], cells, strict=True))
    return found


def _names(first: str) -> Iterator[str]:
    """Yield the names of a row: "`reset` at once, at the end; `lost_reply`"."""
    for part in first.split("; "):
        kind, _, shapes = part.partition(" ")
        for shape in shapes.split(", "):
            yield f"{kind.strip('`')} {shape}".strip()


def write(columns: Columns) -> None:
    """Write the table into the README; faults that end alike share a row."""
    before, begin, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    README.write_text("".join((before, begin, _table(columns), end, after)), encoding="utf-8")


def _table(columns: Columns) -> str:
    alike: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for name, fault in FAULTS.items():
        row = alike.setdefault(tuple(columns[step][name] for step in STEPS), {})
        row.setdefault(fault.kind, []).append(name.removeprefix(fault.kind).strip())
    rows = [("fault", *STEPS), ("---",) * (len(STEPS) + 1)]
    rows += [(_first(kinds), *cells) for cells, kinds in alike.items()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _first(kinds: Mapping[str, list[str]]) -> str:
    return "; ".join(f"`{kind}` {', '.join(shapes)}".strip() for kind, shapes in kinds.items())
