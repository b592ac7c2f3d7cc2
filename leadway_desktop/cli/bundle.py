"""`leadway-desktop doctor --bundle`: a report for support, shown before it is saved."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.bad_use import BadUse
from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.output import print_line, print_record, tell
from leadway_desktop.domain.support_report import Report
from leadway_desktop.support.report import collect, file_name, write_report
from leadway_desktop.surroundings import Surroundings
from leadway_desktop.ui.texts import size

translate = QCoreApplication.translate


def save_bundle(options: Namespace, surroundings: Surroundings) -> int:
    """Show what the report holds, ask on a terminal, and write it.

    Raises BadUse where it would replace a file and nobody can be asked.
    """
    file = Path(options.bundle or file_name(datetime.now()))
    is_asking = not (options.yes or options.as_json) and sys.stdin.isatty()
    if file.exists() and not (options.yes or is_asking):
        there = translate("CommandLine", "{file} is there already. --yes replaces it.")
        raise BadUse(there.format(file=file))
    if not options.as_json:
        tell(translate("CommandLine", "Collecting what support needs…"))
    with Interrupts() as interrupts:
        report = collect(surroundings, interrupts)
    if not options.as_json:
        _show(report)
    if is_asking and not _agrees(file):
        tell(translate("CommandLine", "Nothing was written."))
        return ExitStatus.FAILED
    return _write(file, report, as_json=options.as_json)


def _show(report: Report) -> None:
    print_line(translate("CommandLine", "The report for support holds:"))
    for part in report:
        print_line(f"  {part.name:<28} {size(part.size):>9}  {part.what}")
    print_line(translate("CommandLine", "Tokens, passwords and customers are taken out."))


def _agrees(file: Path) -> bool:
    there = translate("CommandLine", "{file} is there already. Replace it? [y/N]")
    new = translate("CommandLine", "Write {file}? [y/N]")
    tell((there if file.exists() else new).format(file=file))
    answer = sys.stdin.readline().strip().lower()
    return answer in {"y", "yes", *translate("CommandLine", "y,yes").split(",")}


def _write(file: Path, report: Report, *, as_json: bool) -> int:
    try:
        write_report(file, report)
    except OSError as error:
        pattern = translate("CommandLine", "{file} cannot be written: {reason}")
        tell(pattern.format(file=file, reason=error.strerror))
        return ExitStatus.FAILED
    if as_json:
        parts = [{"name": one.name, "size": one.size, "what": one.what} for one in report]
        print_record({"file": str(file.absolute()), "contents": parts})
    else:
        print_line(translate("CommandLine", "Written: {file}").format(file=file.absolute()))
    return ExitStatus.DONE
