"""What `upload` says: bars and sentences for a person, or one JSON object per file."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TextIO

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.output import (
    error_fields,
    print_line,
    print_record,
    reader_may_leave,
    tell,
)
from leadway_desktop.cli.progress_bars import ProgressBars
from leadway_desktop.domain.errors import FileEmpty, LeadwayError
from leadway_desktop.domain.upload import Progress, Upload, UploadStage
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.ui.plain_text import one_line

FIELDS = (
    "file",
    "conversation_id",
    "channel",
    "size",
    "status",
    "last_step",
    "link",
    "crc32c",
    "seconds",
    "error",
)
"""Of every object that `--json` prints: `size` in bytes, `crc32c` in hexadecimal, `seconds` from
the first call about the file to its end (null if there was none)."""

translate = QCoreApplication.translate


class UploadReport(Protocol):
    """Told of everything, in one thread."""

    def changed(self, upload: Upload) -> None:
        """Take an upload in another stage."""
        ...

    def progressed(self, progress: Progress) -> None:
        """Take a PUT's progress."""
        ...

    def never_begun(self, path: Path, conversation_id: str, error: LeadwayError) -> None:
        """Take a file that was not tried, because of something that stopped all of them."""
        ...

    def sum_up(self, uploads: Sequence[Upload]) -> None:
        """Take the end of them all."""
        ...


class PlainReport:
    """For a person: links on standard output, all else on standard error."""

    def __init__(self, terminal: TextIO) -> None:
        self._bars = ProgressBars(terminal)
        self._stages: dict[str, UploadStage] = {}

    def changed(self, upload: Upload) -> None:
        """Start or end a bar, and say the outcome."""
        before = self._stages.get(upload.id, UploadStage.QUEUED)
        self._stages[upload.id] = upload.stage
        if upload.stage is UploadStage.UPLOADING:
            self._bars.start(upload)
        if upload.stage.is_over:
            self._bars.end(upload.id)
            with self._bars.hidden():
                self._say_outcome(upload, before)

    def progressed(self, progress: Progress) -> None:
        """Move a bar."""
        self._bars.move(progress)

    def never_begun(self, path: Path, conversation_id: str, error: LeadwayError) -> None:
        """Say nothing: the one sentence about the error stands for all files."""

    def sum_up(self, uploads: Sequence[Upload]) -> None:
        """Say how many; a single file has said it itself."""
        self._bars.close()
        if len(uploads) < 2:
            return
        count = Counter(upload.stage for upload in uploads)
        pattern = translate(
            "CommandLine", "Uploaded: {done}. Failed: {failed}. Cancelled: {cancelled}."
        )
        tell(
            pattern.format(
                done=count[UploadStage.UPLOADED],
                failed=count[UploadStage.FAILED],
                cancelled=count[UploadStage.CANCELLED],
            )
        )

    def _say_outcome(self, upload: Upload, before: UploadStage) -> None:
        name = one_line(upload.file.path.name)
        if upload.link is not None:
            with reader_may_leave():
                print_line(f"{name}\t{one_line(upload.link)}")
        elif upload.error is not None:
            tell(f"{name}: {error_text(upload.error).text}")
        elif before is UploadStage.COMPLETING:
            tell(f"{name}: {_perhaps_stored()}")
        else:
            tell(f"{name}: {translate('CommandLine', 'cancelled; it was not uploaded.')}")


class JsonReport:
    """For a script: one object per file, in the order in which they end."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stages: dict[str, UploadStage] = {}
        self._begun: dict[str, float] = {}

    def changed(self, upload: Upload) -> None:
        """Print the object of an upload that is over."""
        if upload.stage.is_over:
            with reader_may_leave():
                print_record(self._fields(upload))
        else:
            self._stages[upload.id] = upload.stage
            if upload.stage is UploadStage.INITIATING:
                self._begun[upload.id] = self._clock()

    def progressed(self, progress: Progress) -> None:
        """Say nothing: an object is about an end."""

    def never_begun(self, path: Path, conversation_id: str, error: LeadwayError) -> None:
        """Print that the file failed with what stopped them all."""
        fields = dict.fromkeys(FIELDS) | {
            "file": str(path),
            "conversation_id": conversation_id,
            "status": UploadStage.FAILED.value,
            "last_step": UploadStage.QUEUED.value,
            "error": error_fields(error),
        }
        with reader_may_leave():
            print_record(fields)

    def sum_up(self, uploads: Sequence[Upload]) -> None:
        """Say nothing: the objects have said it."""

    def _fields(self, upload: Upload) -> dict[str, object]:
        last_step = self._stages.get(upload.id, UploadStage.QUEUED)
        checksum = upload.checksum
        return {
            "file": str(upload.file.path),
            "conversation_id": upload.target.conversation_id,
            "channel": upload.target.channel.value,
            "size": _size(upload),
            "status": upload.stage.value,
            "last_step": last_step.value,
            "link": upload.link,
            "crc32c": None if checksum is None else f"{checksum:08x}",
            "seconds": self._seconds(upload.id),
            "error": None if upload.error is None else error_fields(upload.error),
        }

    def _seconds(self, upload_id: str) -> float | None:
        begun = self._begun.get(upload_id)
        return None if begun is None else round(self._clock() - begun, 3)


def _size(upload: Upload) -> int | None:
    """Return the file's size; None where nobody could tell it."""
    return 0 if isinstance(upload.error, FileEmpty) else upload.file.size or None


def _perhaps_stored() -> str:
    return translate(
        "CommandLine",
        "cancelled in the last step: it may be in Leadway's storage all the same, without a link.",
    )
