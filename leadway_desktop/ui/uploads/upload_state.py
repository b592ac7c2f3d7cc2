"""An upload together with its latest progress, and what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass

from leadway_desktop.domain.upload import Progress, Upload, UploadStage

ALMOST = 99
"""The per cent an upload shows at most until complete has answered: 100 means done."""


@dataclass(frozen=True, slots=True)
class UploadState:
    """What a row shows."""

    upload: Upload
    progress: Progress | None = None

    @property
    def percent(self) -> int | None:
        """Whole per cent, never rounded up; None where no bytes are on their way."""
        if self.upload.stage is UploadStage.UPLOADED:
            return 100
        if self.upload.stage is UploadStage.COMPLETING:
            return ALMOST
        if self.upload.stage is not UploadStage.UPLOADING:
            return None
        if self.progress is None or self.progress.total <= 0:
            return 0
        return max(0, min(ALMOST, 100 * self.progress.acknowledged // self.progress.total))

    @property
    def total(self) -> int:
        """The file's size in bytes."""
        return self.progress.total if self.progress else self.upload.file.size

    @property
    def has_bar(self) -> bool:
        """Whether a bar tells more than the words: from the first step to the last."""
        return self.upload.stage.is_running
