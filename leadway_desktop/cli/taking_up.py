"""Uploads of the journal as a command takes them up again."""

from __future__ import annotations

from pathlib import Path

from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.errors import FileError
from leadway_desktop.domain.upload import LocalFile, Upload, UploadStage


def taken_up(upload: Upload) -> Upload:
    """Return an upload that is not done as it goes on: the person has asked for it.

    One that waits keeps its wait. Where the file was at fault, it is taken as it is now.
    """
    if upload.stage is UploadStage.PAUSED:
        return upload.moved_to(UploadStage.QUEUED)
    if not upload.stage.is_over:
        return upload
    file = _mended(upload)
    stored = upload.stored if file == upload.file else None
    return upload.moved_to(UploadStage.QUEUED, file=file, stored=stored, failures=0, renewals=0)


def file_at(path: Path) -> LocalFile | None:
    """Return a file's identity as it is now; None where it cannot be uploaded."""
    try:
        return look_at(path)
    except FileError:
        return None


def _mended(upload: Upload) -> LocalFile:
    now = file_at(upload.file.path) if isinstance(upload.error, FileError) else None
    return now or upload.file
