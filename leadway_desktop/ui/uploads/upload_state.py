"""An upload together with its latest progress, and what may be said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.ui.uploads.answer_watch import is_asked_for
from leadway_desktop.ui.wait_words import seconds_left

ALMOST = 99
"""The per cent an upload shows at most until complete has answered: 100 means done."""


def waits_of(upload: Upload) -> tuple[Wait, ...]:
    """Return what an upload waits for, and what its message does."""
    waits = (upload.wait, upload.delivery.wait if upload.delivery else None)
    return tuple(wait for wait in waits if wait is not None)


def one_of_each_message(uploads: Iterable[Upload]) -> list[Upload]:
    """Return one upload for each message among them: what is done to it is done to the others."""
    by_key = {upload.delivery.key: upload for upload in uploads if upload.delivery is not None}
    return list(by_key.values())


def tells_time(upload: Upload) -> bool:
    """Whether its row tells how long it still waits, or how long a server has not answered."""
    return is_asked_for(upload) or any(wait.reason is WaitReason.TIME for wait in waits_of(upload))


@dataclass(frozen=True, slots=True)
class UploadState:
    """What a row shows."""

    upload: Upload
    progress: Progress | None = None
    now: datetime | None = None
    """The moment that is shown, for what counts down."""
    companions: int = 0
    """How many other files go in its message."""
    awaited: int = 0
    """How many of them are still on their way: its message waits for those."""
    unanswered: float | None = None
    """Seconds that a server has been asked and not answered; None: that is nothing unusual."""
    note: str = ""
    """What else there is to know of it, in a few words."""

    @property
    def seconds_to_wait(self) -> float | None:
        """How long until it is tried again; None where it waits for no time, or not at all."""
        wait = next(iter(waits_of(self.upload)), None)
        return None if wait is None or self.now is None else seconds_left(wait, self.now)

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
