"""Which uploads are silent: they should be telling how far they are, and tell nothing.

Who sends tells once a second that nothing moves, as long as it runs at all. A thread that hangs in
the operating system, reading a file from a network drive that is gone, tells nothing, and what it
told last would stand there for ever: its speed, and a time left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage

SILENT_AFTER = 5.0
"""Seconds without news that no thread which still runs lets pass: it tells far more often.

Only a turn under the lowest of bandwidth limits takes longer, and then nothing moves either.
"""


class SilenceWatch:
    """Knows since when nothing was heard of each upload that is sending, by a monotonic clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._moved: dict[str, tuple[float, Progress]] = {}

    @property
    def is_needed(self) -> bool:
        """Whether any upload is sending."""
        return bool(self._moved)

    def follow(self, upload: Upload) -> None:
        """Take note of an upload's stage: from its PUT on it has something to tell."""
        if upload.stage is not UploadStage.UPLOADING:
            self.forget(upload.id)
        elif upload.id not in self._moved:
            self.hear(Progress(upload.id, 0, upload.file.size))

    def hear(self, progress: Progress) -> None:
        """Take note of what an upload has told, or of what `reports` has told in its place."""
        self._moved[progress.upload_id] = self._clock() - (progress.still or 0), progress

    def forget(self, upload_id: str) -> None:
        """Expect nothing of an upload any more."""
        self._moved.pop(upload_id, None)

    def reports(self) -> list[Progress]:
        """Return for each that is silent what is true of it: where it was, and for how long."""
        now = self._clock()
        return [
            replace(progress, speed=None, still=now - moved_at)
            for moved_at, progress in self._moved.values()
            if now - moved_at >= SILENT_AFTER and not progress.has_arrived
        ]
