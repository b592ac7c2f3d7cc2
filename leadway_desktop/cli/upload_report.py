"""What `upload` and `resume` say: bars and sentences for a person, or one JSON object per file."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.finished import is_finished
from leadway_desktop.cli.message_words import (
    MessageWords,
    kept_words,
    message_fields,
    summary,
)
from leadway_desktop.cli.output import (
    print_line,
    print_record,
    reader_may_leave,
    tell,
)
from leadway_desktop.cli.progress_bars import ProgressBars
from leadway_desktop.cli.wait_words import tell_of_wait
from leadway_desktop.domain.errors import FileEmpty, LeadwayError
from leadway_desktop.domain.upload import Progress, Upload, UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.error_texts import error_fields, error_text
from leadway_desktop.ui.plain_text import one_line

if TYPE_CHECKING:
    from leadway_desktop.workers.instance_messages import HandedUpload

FIELDS = (
    "id",
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
    "message",
)
"""Of every object that `--json` prints: `size` in bytes, `crc32c` in hexadecimal, `seconds` from
the first call about the file to its end (null if there was none)."""

HANDED_OVER = "handed over"
"""The status of a file that a window goes on with."""

translate = QCoreApplication.translate


class UploadReport(Protocol):
    """Told of everything, in one thread."""

    def changed(self, upload: Upload) -> None:
        """Take an upload in another stage."""
        ...

    def progressed(self, progress: Progress) -> None:
        """Take a PUT's progress."""
        ...

    def waits(self, now: datetime) -> None:
        """Take that time goes by."""
        ...

    def kept(self, upload: Upload) -> None:
        """Take an upload that is not over at the end, and stays in the journal."""
        ...

    def taken_over(self, upload: Upload) -> None:
        """Take an upload that a window goes on with."""
        ...

    def handed_over(self, path: Path, conversation_id: str, upload: HandedUpload) -> None:
        """Take a file that a window has taken in, or has found unfit."""
        ...

    def never_begun(self, path: Path, conversation_id: str, error: LeadwayError | None) -> None:
        """Take a file that was not tried, because of something that stopped all of them."""
        ...

    def sum_up(self, uploads: Sequence[Upload]) -> None:
        """Take the end of them all."""
        ...


class PlainReport:
    """For a person: links on standard output, all else on standard error."""

    def __init__(self, terminal: TextIO) -> None:
        self._bars = ProgressBars(terminal)
        self._told_holds: set[type[LeadwayError]] = set()
        self._messages = MessageWords()
        self._told_links: set[str] = set()

    def changed(self, upload: Upload) -> None:
        """Start or end a bar, and say the outcome; then what becomes of its message."""
        if upload.id not in self._told_links:
            self._take_step(upload)
        line = self._messages.line(upload)
        if line:
            with self._bars.hidden():
                tell(line)

    def _take_step(self, upload: Upload) -> None:
        self._bars.end(upload.id)
        if upload.stage is UploadStage.UPLOADING:
            self._told_holds.clear()
            self._bars.start(upload)
        elif upload.stage is UploadStage.WAITING:
            with self._bars.hidden():
                self._say_wait(upload)
            self._bars.wait(upload)
        elif upload.stage.is_over:
            with self._bars.hidden():
                self._say_outcome(upload)

    def progressed(self, progress: Progress) -> None:
        """Move a bar."""
        self._bars.move(progress)

    def waits(self, now: datetime) -> None:
        """Count down."""
        self._bars.count_down(now)

    def kept(self, upload: Upload) -> None:
        """Say that it is not lost."""
        text = translate("CommandLine", "not uploaded yet; it is kept.")
        if upload.stage is UploadStage.UPLOADED and upload.delivery is not None:
            text = kept_words(upload.delivery)
        elif upload.stored is not None:
            text = translate(
                "CommandLine",
                "its bytes have arrived, but Leadway has not confirmed the last step; it is kept.",
            )
        self._say_of(upload.file.path, text)

    def taken_over(self, upload: Upload) -> None:
        """Say who goes on."""
        text = translate("CommandLine", "the window that was opened goes on with it.")
        self._say_of(upload.file.path, text)

    def handed_over(self, path: Path, conversation_id: str, upload: HandedUpload) -> None:
        """Say who has it now, or what is wrong with it."""
        text = translate("CommandLine", "handed over to the window that is open.")
        self._say_of(path, text if upload.error is None else error_text(upload.error).text)

    def never_begun(self, path: Path, conversation_id: str, error: LeadwayError | None) -> None:
        """Say nothing: the one sentence about the error stands for all files."""

    def sum_up(self, uploads: Sequence[Upload]) -> None:
        """Say how many; a single file has said it itself."""
        self._bars.close()
        messages = summary(uploads)
        if messages:
            tell(messages)
        if len(uploads) < 2:
            return
        count = Counter(upload.stage for upload in uploads)
        pattern = translate("CommandLine", "Uploaded: {done}. Failed: {failed}. Kept: {kept}.")
        done, failed = count[UploadStage.UPLOADED], count[UploadStage.FAILED]
        tell(pattern.format(done=done, failed=failed, kept=len(uploads) - done - failed))

    def _say_outcome(self, upload: Upload) -> None:
        if upload.link is not None:
            self._told_links.add(upload.id)
            with reader_may_leave():
                print_line(f"{one_line(upload.file.path.name)}\t{one_line(upload.link)}")
        elif upload.error is not None:
            self._say_of(upload.file.path, error_text(upload.error).text)

    def _say_wait(self, upload: Upload) -> None:
        """Say why: each time, or once where all wait for the same thing."""
        if upload.wait is not None and upload.wait.reason is not WaitReason.TIME:
            if type(upload.error) in self._told_holds:
                return
            self._told_holds |= {type(upload.error)} if upload.error else set()
        tell_of_wait(upload)

    def _say_of(self, path: Path, text: str) -> None:
        with self._bars.hidden():
            tell(f"{one_line(path.name)}: {text}")


class JsonReport:
    """For a script: one object per file, in the order in which they end.

    `files` gives absolute paths as they were spelt on the command line.
    """

    def __init__(
        self, files: Mapping[Path, Path], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._files = files
        self._clock = clock
        self._steps: dict[str, UploadStage] = {}
        self._begun: dict[str, float] = {}

    def changed(self, upload: Upload) -> None:
        """Print the object of an upload that is over."""
        if upload.stage.is_running:
            self._steps[upload.id] = upload.stage
            if upload.stage is not UploadStage.PREPARING:
                self._begun.setdefault(upload.id, self._clock())
        elif is_finished(upload):
            self._print(upload, upload.stage.value)

    def progressed(self, progress: Progress) -> None:
        """Say nothing: an object is about an end."""

    def waits(self, now: datetime) -> None:
        """Say nothing."""

    def kept(self, upload: Upload) -> None:
        """Print what it waits for: its status is a stage that is no end."""
        self._print(upload, upload.stage.value)

    def taken_over(self, upload: Upload) -> None:
        """Print that a window has it."""
        self._print(upload, HANDED_OVER)

    def handed_over(self, path: Path, conversation_id: str, upload: HandedUpload) -> None:
        """Print that a window has it, or why not."""
        is_taken = upload.error is None
        self._print_beginning(
            path,
            conversation_id,
            upload.error,
            id=upload.id,
            size=upload.size or None,
            channel=upload.channel.value,
            status=HANDED_OVER if is_taken else UploadStage.FAILED.value,
        )

    def never_begun(self, path: Path, conversation_id: str, error: LeadwayError | None) -> None:
        """Print that the file failed with what stopped them all."""
        self._print_beginning(path, conversation_id, error)

    def sum_up(self, uploads: Sequence[Upload]) -> None:
        """Say nothing: the objects have said it."""

    def _print(self, upload: Upload, status: str) -> None:
        last_step = self._steps.get(upload.id, UploadStage.QUEUED)
        path = upload.file.path
        fields = upload_fields(upload) | {
            "file": str(self._files.get(path, path)),
            "status": status,
            "last_step": last_step.value,
            "seconds": self._seconds(upload.id),
        }
        with reader_may_leave():
            print_record({name: fields[name] for name in FIELDS})

    def _seconds(self, upload_id: str) -> float | None:
        begun = self._begun.get(upload_id)
        return None if begun is None else round(self._clock() - begun, 3)

    def _print_beginning(
        self, path: Path, conversation_id: str, error: LeadwayError | None, **known: object
    ) -> None:
        """Print the object of a file whose upload did not begin here."""
        fields = dict.fromkeys(FIELDS) | {
            "file": str(path),
            "conversation_id": conversation_id,
            "status": UploadStage.FAILED.value,
            "last_step": UploadStage.QUEUED.value,
            "error": None if error is None else error_fields(error),
        }
        with reader_may_leave():
            print_record(fields | known)


def upload_fields(upload: Upload) -> dict[str, object]:
    """Return an upload for JSON, for `upload`, `resume` and `uploads` alike."""
    checksum = upload.checksum
    return {
        "id": upload.id,
        "file": str(upload.file.path),
        "conversation_id": upload.target.conversation_id,
        "channel": upload.target.channel.value,
        "size": _size(upload),
        "status": upload.stage.value,
        "link": upload.link,
        "crc32c": None if checksum is None else f"{checksum:08x}",
        "error": None if upload.error is None else error_fields(upload.error),
        "message": message_fields(upload.delivery),
    }


def _size(upload: Upload) -> int | None:
    """Return the file's size; None where nobody could tell it."""
    return 0 if isinstance(upload.error, FileEmpty) else upload.file.size or None
