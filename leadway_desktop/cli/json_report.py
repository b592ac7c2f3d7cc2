"""What `upload` and `resume` say to a script with --json: one object per file."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from leadway_desktop.cli.done_before import DoneBefore
from leadway_desktop.cli.error_words import error_fields
from leadway_desktop.cli.finished import is_finished
from leadway_desktop.cli.output import print_record, reader_may_leave
from leadway_desktop.cli.upload_fields import upload_fields
from leadway_desktop.domain.errors import FileError, LeadwayError
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage

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
    "done_before",
)
"""Of every object that `--json` prints: `size` in bytes, `crc32c` in hexadecimal, `seconds` from
the first call about the file to its end (null if there was none), `done_before` what was so when
the command began ("uploaded" or "sent"; null if neither)."""

HANDED_OVER = "handed over"
"""The status of a file that a window goes on with."""


class JsonReport:
    """For a script: one object per file, in the order in which they end.

    `files` gives absolute paths as they were spelt on the command line.
    """

    is_for_scripts = True

    def __init__(
        self, files: Mapping[Path, Path], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._files = files
        self._clock = clock
        self._steps: dict[str, UploadStage] = {}
        self._begun: dict[str, float] = {}
        self._before = DoneBefore()
        self._ended: set[str] = set()

    def begins(self, uploads: Sequence[Upload]) -> None:
        """Note what is done before."""
        self._before.note(uploads)

    def changed(self, upload: Upload) -> None:
        """Print the object of an upload that is over."""
        if upload.stage.is_running:
            self._steps[upload.id] = upload.stage
            if upload.stage is not UploadStage.PREPARING:
                self._begun.setdefault(upload.id, self._clock())
        elif is_finished(upload) and upload.id not in self._ended:
            # The message of one that has failed may still change: it goes on with the others.
            self._ended.add(upload.id)
            self._print(upload, upload.stage.value)

    def progressed(self, progress: Progress) -> None:
        """Say nothing: an object is about an end."""

    def waits(self, now: datetime) -> None:
        """Say nothing."""

    def kept(self, upload: Upload, *, is_certain: bool = True) -> None:
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
            status=HANDED_OVER if is_taken else upload.stage.value,
            done_before="sent" if upload.is_sent_before else None,
        )

    def unanswered(self, path: Path, conversation_id: str) -> None:
        """Print that a window has it, which has not said under which id."""
        self._print_beginning(path, conversation_id, None, status=HANDED_OVER)

    def not_taken(self, path: Path, conversation_id: str, error: FileError) -> None:
        """Print that it failed."""
        self._print_beginning(path, conversation_id, error)

    def never_begun(self, path: Path, conversation_id: str, error: LeadwayError | None) -> None:
        """Print that the file failed with what stopped them all."""
        self._print_beginning(path, conversation_id, error)

    def sum_up(self, uploads: Sequence[Upload]) -> None:
        """Say nothing: the objects have said it."""

    def _print(self, upload: Upload, status: str) -> None:
        last_step = self._steps.get(upload.id, UploadStage.QUEUED)
        given = self._files.get(upload.file.path)
        fields = upload_fields(upload) | {
            "status": status,
            "last_step": last_step.value,
            "seconds": self._seconds(upload.id),
            "done_before": self._before.in_a_word(upload),
        }
        if given is not None:
            fields["file"] = str(given)
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
