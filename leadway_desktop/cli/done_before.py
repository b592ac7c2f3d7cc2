"""What was done with uploads before a command took them up: it is told as such, and not counted."""

from __future__ import annotations

from collections.abc import Iterable

from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage


class DoneBefore:
    """Knows how far uploads were when a run began."""

    def __init__(self) -> None:
        self._uploaded: set[str] = set()
        self._sent: set[str] = set()

    def note(self, uploads: Iterable[Upload]) -> None:
        """Take the uploads as they are before anything is done with them."""
        for upload in uploads:
            if upload.stage is UploadStage.UPLOADED:
                self._uploaded.add(upload.id)
            if upload.is_sent:
                self._sent.add(upload.id)

    def has_uploaded(self, upload: Upload) -> bool:
        """Whether its file had arrived."""
        return upload.id in self._uploaded

    def has_sent(self, upload: Upload) -> bool:
        """Whether its message had been sent."""
        return upload.id in self._sent

    def in_a_word(self, upload: Upload) -> str | None:
        """Return the last of it that was done, for scripts; None where nothing was."""
        if self.has_sent(upload):
            return "sent"
        return "uploaded" if self.has_uploaded(upload) else None
