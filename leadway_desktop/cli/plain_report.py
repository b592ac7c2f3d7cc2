"""What `upload` and `resume` say to a person: bars, sentences and links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.done_before import DoneBefore
from leadway_desktop.cli.error_words import error_text
from leadway_desktop.cli.message_words import MessageWords, kept_words, not_over_words
from leadway_desktop.cli.output import print_line, reader_may_leave, tell
from leadway_desktop.cli.progress_bars import ProgressBars
from leadway_desktop.cli.wait_words import tell_of_wait
from leadway_desktop.domain.errors import FileError, LeadwayError
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui import texts
from leadway_desktop.ui.plain_text import one_line

if TYPE_CHECKING:
    from leadway_desktop.workers.instance_messages import HandedUpload

translate = QCoreApplication.translate


class PlainReport:
    """For a person: links on standard output, all else on standard error."""

    is_for_scripts = False

    def __init__(self, terminal: TextIO) -> None:
        self._bars = ProgressBars(terminal)
        self._told_holds: set[type[LeadwayError]] = set()
        self._before = DoneBefore()
        self._messages = MessageWords(self._before)
        self._told_ends: set[str] = set()
        self._not_taken = 0

    def begins(self, uploads: Sequence[Upload]) -> None:
        """Note what is done before, and which files go together."""
        self._before.note(uploads)
        self._messages.note(uploads)

    def changed(self, upload: Upload) -> None:
        """Start or end a bar, and say the outcome; then what becomes of its message."""
        if upload.id not in self._told_ends:
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
            self._told_ends.add(upload.id)
            with self._bars.hidden():
                self._say_outcome(upload)

    def progressed(self, progress: Progress) -> None:
        """Move a bar."""
        self._bars.move(progress)

    def waits(self, now: datetime) -> None:
        """Count down."""
        self._bars.count_down(now)

    def kept(self, upload: Upload, *, is_certain: bool = True) -> None:
        """Say that it is not lost, if that is so."""
        text = translate("CommandLine", "not uploaded yet; it is kept.")
        if not is_certain:
            text = not_over_words(upload)
        elif upload.stage is UploadStage.UPLOADED and upload.delivery is not None:
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
        if upload.is_sent_before:
            text = translate("CommandLine", "was already sent before; it was not sent again.")
        self._say_of(path, text if upload.error is None else error_text(upload.error).text)

    def unanswered(self, path: Path, conversation_id: str) -> None:
        """Say nothing: one sentence stands for all files."""

    def not_taken(self, path: Path, conversation_id: str, error: FileError) -> None:
        """Say why."""
        self._not_taken += 1
        self._say_of(path, error_text(error).text)

    def never_begun(self, path: Path, conversation_id: str, error: LeadwayError | None) -> None:
        """Say nothing: the one sentence about the error stands for all files."""

    def sum_up(self, uploads: Sequence[Upload]) -> None:
        """Say how many; a single file has said it itself."""
        self._bars.close()
        for line in (self._messages.summary(uploads), self._summary(uploads)):
            if line:
                tell(line)

    def _summary(self, uploads: Sequence[Upload]) -> str:
        if len(uploads) + self._not_taken < 2:
            return ""
        now = [one for one in uploads if not self._before.has_uploaded(one)]
        count, before = Counter(upload.stage for upload in now), len(uploads) - len(now)
        pattern = translate("CommandLine", "Uploaded: {done}. Failed: {failed}. Kept: {kept}.")
        done, failed = count[UploadStage.UPLOADED], count[UploadStage.FAILED]
        kept = len(now) - done - failed
        line = pattern.format(done=done, failed=failed + self._not_taken, kept=kept)
        return f"{line} {_uploaded_before(before)}" if before else line

    def _say_outcome(self, upload: Upload) -> None:
        if upload.link is not None:
            if self._before.has_uploaded(upload) and not self._before.has_sent(upload):
                self._say_of(upload.file.path, _was_uploaded(upload))
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


def _was_uploaded(upload: Upload) -> str:
    if upload.finished_at is None:
        return translate("CommandLine", "was already uploaded before.")
    pattern = translate("CommandLine", "was already uploaded {time}.")
    return pattern.format(time=texts.moment_in_words(upload.finished_at))


def _uploaded_before(count: int) -> str:
    return translate("CommandLine", "Uploaded before: {count}.").format(count=count)
