"""`leadway-desktop history`: what was uploaded from this computer, found again."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.output import print_line, print_record, results, tell
from leadway_desktop.cli.upload_fields import journal_fields
from leadway_desktop.cli.upload_lines import line_of
from leadway_desktop.domain.history import HistoryQuery, may_expire
from leadway_desktop.domain.upload import Upload
from leadway_desktop.storage.upload_history import UploadHistory
from leadway_desktop.surroundings import Surroundings

STANDARD_OUTPUT = "-"
_AT_ONCE = 500
"""Receipts in memory."""

translate = QCoreApplication.translate


def show_history(options: Namespace, surroundings: Surroundings) -> int:
    """Print the receipts that fit, newest first, or write them as a table; return the status.

    They are those of the location in the settings, or of every location where none is set.
    """
    history = UploadHistory(surroundings.folders)
    query = HistoryQuery(surroundings.loaded.settings.location_id, options.query)
    receipts = _receipts(history, history.find(query))
    if not surroundings.loaded.settings.history_days:
        # What a command has told is kept for the same one alone, if it comes again.
        receipts = (one for one in receipts if one.told_at is None or not may_expire(one))
    if options.csv is not None:
        return _write(receipts, options.csv)
    is_empty = True
    for receipt in receipts:
        is_empty = False
        if options.as_json:
            print_record(journal_fields(receipt))
        else:
            print_line(line_of(receipt))
    if is_empty and options.query.strip():
        tell(translate("CommandLine", "No receipt has these words."))
    elif is_empty:
        tell(translate("CommandLine", "There are no receipts."))
    return ExitStatus.DONE


def _receipts(history: UploadHistory, positions: Sequence[int]) -> Iterator[Upload]:
    for start in range(0, len(positions), _AT_ONCE):
        block = positions[start : start + _AT_ONCE]
        found = history.read(block)
        yield from (found[position] for position in block if position in found)


def _write(receipts: Iterator[Upload], where: str) -> ExitStatus:
    from leadway_desktop.storage.csv_file import write_rows, write_table
    from leadway_desktop.ui.history.receipt_table import table_for_scripts

    table = table_for_scripts()
    rows = (row for part in ([table.head], map(table.row_of, receipts)) for row in part)
    if where == STANDARD_OUTPUT:
        with results() as output:
            write_rows(output, rows, table.delimiter)
        return ExitStatus.DONE
    count = write_table(Path(where), rows, table.delimiter) - 1
    tell(translate("CommandLine", "Written: {count}.").format(count=count))
    return ExitStatus.DONE
