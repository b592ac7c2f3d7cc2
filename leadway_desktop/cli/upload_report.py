"""What `upload` and `resume` tell of: every file, from its first step to its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from leadway_desktop.domain.errors import FileError, LeadwayError
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload

if TYPE_CHECKING:
    from leadway_desktop.workers.instance_messages import HandedUpload


class UploadReport(Protocol):
    """Told of everything, in one thread."""

    is_for_scripts: bool
    """Whether all of it is told by results; a person reads the messages beside them, too."""

    def begins(self, uploads: Sequence[Upload]) -> None:
        """Take all uploads before anything is done: what has arrived, or is sent, was so before."""
        ...

    def changed(self, upload: Upload) -> None:
        """Take an upload in another stage."""
        ...

    def progressed(self, progress: Progress) -> None:
        """Take a PUT's progress."""
        ...

    def waits(self, now: datetime) -> None:
        """Take that time goes by."""
        ...

    def kept(self, upload: Upload, *, is_certain: bool = True) -> None:
        """Take an upload that is not over at the end, and stays in the journal.

        `is_certain`: whether the journal has all that happened to it.
        """
        ...

    def taken_over(self, upload: Upload) -> None:
        """Take an upload that a window goes on with."""
        ...

    def handed_over(self, path: Path, conversation_id: str, upload: HandedUpload) -> None:
        """Take a file that a window has taken in, or has found unfit."""
        ...

    def unanswered(self, path: Path, conversation_id: str) -> None:
        """Take a file that a window was given, which has not said what became of it."""
        ...

    def not_taken(self, path: Path, conversation_id: str, error: FileError) -> None:
        """Take what was given and is no file that can be read: nothing is kept of it."""
        ...

    def never_begun(self, path: Path, conversation_id: str, error: LeadwayError | None) -> None:
        """Take a file that was not tried, because of something that stopped all of them."""
        ...

    def sum_up(self, uploads: Sequence[Upload]) -> None:
        """Take the end of them all."""
        ...
