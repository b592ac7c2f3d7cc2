"""An upload together with its latest progress, and what may be said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import Wait, WaitReason
from leadway_desktop.ui.wait_words import seconds_left

_ASKED = {UploadStage.INITIATING, UploadStage.COMPLETING}
_UNUSUAL = 5.0
"""Seconds for an answer: what takes longer is told."""
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


def asked_at(upload: Upload) -> datetime | None:
    """Return since when a server is asked for it and has not answered; None: none is."""
    stage, delivery = upload.stage, upload.delivery
    if delivery is not None and delivery.stage is DeliveryStage.SENDING:
        return delivery.began_at
    if stage in _ASKED and upload.steps and upload.steps[-1].stage is stage:
        return upload.steps[-1].at
    return None


def tells_time(upload: Upload) -> bool:
    """Whether its row tells how long it still waits, or how long a server has not answered."""
    is_asked = asked_at(upload) is not None
    return is_asked or any(wait.reason is WaitReason.TIME for wait in waits_of(upload))


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
    note: str = ""
    """What else there is to know of it, in a few words."""

    @property
    def seconds_to_wait(self) -> float | None:
        """How long until it is tried again; None where it waits for no time, or not at all."""
        wait = next(iter(waits_of(self.upload)), None)
        return None if wait is None or self.now is None else seconds_left(wait, self.now)

    @property
    def seconds_unanswered(self) -> float | None:
        """How long a server has been asked and not answered; None where that is nothing unusual."""
        since = asked_at(self.upload)
        if since is None or self.now is None:
            return None
        seconds = (self.now - since).total_seconds()
        return seconds if seconds >= _UNUSUAL else None

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
