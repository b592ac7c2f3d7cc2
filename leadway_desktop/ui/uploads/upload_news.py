"""What is told of uploads, gathered until the next frame."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload

FRAME_MS = 16
"""How long changes are gathered before the views hear of them, in milliseconds."""
_BUSY_FRAME = 0.05
"""Seconds from one time to the next at least: what changes all the time is not read any faster."""


class UploadNews(QObject):
    """Of each upload the latest alone: ten reports of progress are one."""

    due = Signal()
    """A frame is over, and something was told in it: `take`."""

    def __init__(
        self, monotonic: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._monotonic = monotonic
        self._changes: dict[str, Upload | None] = {}
        self._progress: dict[str, Progress] = {}
        self._next_frame_at = 0.0
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.timeout.connect(self.due)

    def put(self, upload: Upload) -> None:
        """Take an upload's new stage; what was told of its progress before is over."""
        self._changes[upload.id] = upload
        self._progress.pop(upload.id, None)
        self._wait_for_frame()

    def remove(self, upload_id: str) -> None:
        """Take that an upload has gone."""
        self._changes[upload_id] = None
        self._wait_for_frame()

    def advance(self, progress: Progress) -> None:
        """Take how far an upload is."""
        self._progress[progress.upload_id] = progress
        self._wait_for_frame()

    def advance_silent(self, progress: Progress) -> None:
        """Take how far an upload is of which nothing is told; what is told comes before."""
        self._progress.setdefault(progress.upload_id, progress)
        self._wait_for_frame()

    def upload(self, upload_id: str, shown: Upload | None) -> Upload | None:
        """Return an upload as it was told last; as it is `shown` where nothing was told since."""
        return self._changes.get(upload_id, shown)

    def take(self) -> tuple[dict[str, Upload | None], dict[str, Progress]]:
        """Return changes (None: gone) and progress by id, and begin to gather anew."""
        self._frame.stop()
        self._next_frame_at = self._monotonic() + _BUSY_FRAME
        taken = self._changes, self._progress
        self._changes, self._progress = {}, {}
        return taken

    def _wait_for_frame(self) -> None:
        if not self._frame.isActive():
            rest = self._next_frame_at - self._monotonic()
            self._frame.start(max(FRAME_MS, round(1000 * rest)))
