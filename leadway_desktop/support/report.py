"""The report for support: collected, cleaned, and written as one zip file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from importlib.metadata import distributions
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from leadway_desktop.domain.cancel import Cancelled
from leadway_desktop.domain.support_report import Report, ReportPart
from leadway_desktop.domain.upload import Upload
from leadway_desktop.storage.journal_reading import read_journal
from leadway_desktop.storage.private_file import write_privately
from leadway_desktop.support import disk
from leadway_desktop.support.cleaning import Cleaner
from leadway_desktop.support.examination import as_lines, as_record, examine
from leadway_desktop.support.journal_summary import summary
from leadway_desktop.support.patience import Runner
from leadway_desktop.surroundings import Surroundings

translate = QCoreApplication.translate

_Made = Iterator[tuple[str, str, Callable[[], str]]]
"""Name, what it holds, and what makes its text."""


def collect(surroundings: Surroundings, runner: Runner) -> Report:
    """Return the parts of a report, each without secrets and without customers.

    A part that cannot be made says why: who needs a report has trouble enough. Raises Cancelled.
    """
    uploads, journal = _journal(surroundings)
    cleaner = Cleaner(uploads, Path.home())
    made = [*_examined(surroundings, runner), *_read(surroundings, journal)]
    parts = [ReportPart(name, what, cleaner.clean(_text(make))) for name, what, make in made]
    return (_contents(parts), *parts)


def file_name(now: datetime) -> str:
    """Return a name for a report made at this time."""
    return f"leadway-desktop-report-{now:%Y-%m-%dT%H-%M}.zip"


def write_report(file: Path, report: Report) -> None:
    """Write the report as a zip file that only its owner can read, whole or not at all.

    Raises OSError.
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as content:
        for part in report:
            content.writestr(part.name, part.text.encode("utf-8", "replace"))
    write_privately(file, archive.getvalue())


def _journal(surroundings: Surroundings) -> tuple[Sequence[Upload], Callable[[], str]]:
    """Return the uploads, and what makes the part that tells of them."""
    try:
        uploads = [upload for upload, _ in read_journal(surroundings.folders)]
    except Exception as error:
        why = _why_not(error)
        return [], lambda: why
    return uploads, lambda: _json(summary(uploads))


def _examined(surroundings: Surroundings, runner: Runner) -> _Made:
    sections = list(examine(surroundings, runner))
    read = translate("Support", "What `doctor` finds: versions, folders, settings, keyring, server")
    yield "doctor.txt", read, lambda: "\n".join(line for one in sections for line in as_lines(one))
    yield (
        "doctor.json",
        translate("Support", "The same, for programs"),
        lambda: _json(as_record(sections)),
    )


def _read(surroundings: Surroundings, journal: Callable[[], str]) -> _Made:
    folders = surroundings.folders
    uploads = translate("Support", "Uploads by stage, errors and traceIds; no names, no files")
    yield "uploads.json", uploads, journal
    state = translate("Support", "Sizes and permissions of the program's own files")
    yield "files.json", state, lambda: _json(disk.state(folders))
    yield "packages.txt", translate("Support", "Versions of the libraries"), _packages
    log = translate("Support", "What the program noted down; no names, no files")
    for file in disk.log_files(folders):
        yield f"logs/{file.name}", log, partial(disk.end_of, file)


def _contents(parts: Sequence[ReportPart]) -> ReportPart:
    what = translate("Support", "This list")
    lines = ["Leadway Desktop", ""]
    lines += [f"{part.name:<28} {part.size:>9}  {part.what}" for part in parts]
    return ReportPart("README.txt", what, "\n".join([*lines, ""]))


def _packages() -> str:
    found = {f"{one.name} {one.version}" for one in distributions()}
    return "\n".join([*sorted(found, key=str.lower), ""])


def _json(fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=1) + "\n"


def _text(make: Callable[[], str]) -> str:
    try:
        return make()
    except Cancelled:
        raise
    except Exception as error:
        return _why_not(error)


def _why_not(error: Exception) -> str:
    return f"This part could not be made: {type(error).__name__}\n"
