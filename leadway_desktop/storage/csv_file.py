"""Tables for a spreadsheet: CSV as Excel reads it, in which no text can turn into a formula.

Nor does any steer whoever shows it. Such characters are spelt out rather than left out, so that a
name can still be told from others; what has to be itself to the letter is in JSON.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from leadway_desktop.domain.errors import TableNotWritten
from leadway_desktop.domain.steering import spelt_out
from leadway_desktop.storage.private_file import replacing

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for a formula's beginning, the full-width forms of Asia among them
(owasp.org/www-community/attacks/CSV_Injection). A caption comes from an agent, but a file's name
and a contact's may come from anybody."""
_BYTE_ORDER_MARK = "utf-8-sig"
"""Without the mark Excel reads UTF-8 as the system's old code page."""


def write_table(path: Path, rows: Iterable[Sequence[str]], delimiter: str = ",") -> int:
    """Write rows, the head among them, as a file that is whole or is not there; returns how many.

    It is this user's alone: receipts name customers. Raises TableNotWritten where the disk
    refuses; what stood there before is then untouched.
    """
    try:
        with replacing(path) as out:
            file = io.TextIOWrapper(out, encoding=_BYTE_ORDER_MARK, errors="replace", newline="")
            count = write_rows(file, rows, delimiter)
            file.detach()
    except OSError as error:
        raise TableNotWritten(detail=error.strerror or type(error).__name__) from None
    return count


def write_rows(file: TextIO, rows: Iterable[Sequence[str]], delimiter: str = ",") -> int:
    """Write rows to an open text; returns how many."""
    writer = csv.writer(file, delimiter=delimiter)
    count = 0
    for row in rows:
        writer.writerow([defused(cell) for cell in row])
        count += 1
    return count


def defused(cell: str) -> str:
    """Return a cell that every spreadsheet shows as text, in the order of its letters."""
    text = spelt_out(cell)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
