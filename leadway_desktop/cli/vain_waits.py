"""Whether anything still comes of trying again: each wait may be short, and there is no last one.

A server that answers 429 to one call for ever is waited for ten seconds at a time, as no failure.
A long queue under the same limit comes on, file by file.
"""

from __future__ import annotations

from leadway_desktop.cli.finished import is_finished
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.messages.retry import look_policy_for
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.retry import FOR_EVER, policy_for
from leadway_desktop.transfer.sleep_time import SleepWatch


class VainWaits:
    """Knows how long ago something last came of it, be it for one upload of many."""

    def __init__(self, clock: Clock, longest: float) -> None:
        """`longest`: seconds in which something has to come of it."""
        self._clock = clock
        self._longest = longest
        self._sleep = SleepWatch(clock.slept)
        self._since = clock.monotonic()
        self._steps: dict[str, int] = {}
        self.is_over = False
        """Whether it is time to stop: what fails by itself some time is left to that."""

    def note(self, upload: Upload) -> None:
        """Take an upload that has changed."""
        step = _step_of(upload)
        if step > self._steps.get(upload.id, 0):
            self._steps[upload.id] = step
            self.note_progress()
        elif _waits_without_end(upload):
            if self._sleep.has_slept():
                self.note_progress()  # nobody could try
            self.is_over = self._clock.monotonic() - self._since > self._longest

    def note_progress(self) -> None:
        """Take that something has come of it, such as bytes that were acknowledged."""
        self._since, self.is_over = self._clock.monotonic(), False


def _step_of(upload: Upload) -> int:
    """Return how far it has come, whatever it waits for there."""
    if is_finished(upload):
        return 4
    if upload.stage is UploadStage.UPLOADED:
        return 3
    if upload.stored is not None:
        return 2
    return int(upload.stage is UploadStage.UPLOADING)


def _waits_without_end(upload: Upload) -> bool:
    """Whether it waits for a time after an error that no number of tries makes a failure."""
    message = upload.delivery if upload.stage is UploadStage.UPLOADED else None
    error = upload.error if message is None else message.error
    wait = upload.wait if message is None else message.wait
    if error is None or wait is None or wait.until is None:
        return False
    if message is not None and message.stage is DeliveryStage.CHECKING:
        return look_policy_for(error).tries == FOR_EVER
    return policy_for(error, UploadStage.INITIATING).tries == FOR_EVER
