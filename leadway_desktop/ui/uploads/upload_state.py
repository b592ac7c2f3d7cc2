"""An upload together with its latest progress, and what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leadway_desktop.domain.upload import Progress, Upload, UploadStage

ALMOST = 99
"""The per cent an upload shows at most until complete has answered: 100 means done."""


@dataclass(frozen=True, slots=True)
class UploadState:
    """What a row shows."""

    upload: Upload
    progress: Progress | None = None
    now: datetime | None = None
    """The moment that is shown, for what counts down."""

    @property
    def seconds_to_wait(self) -> float | None:
        """How long until it is tried again; None where it waits for no time, or not at all."""
        wait = self.upload.wait
        if wait is None or wait.until is None or self.now is None:
            return None
        return max(0.0, (wait.until - self.now).total_seconds())

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
