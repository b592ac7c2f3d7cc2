"""Where files are taken in, over a queue that a test drives by hand."""

from __future__ import annotations

from pathlib import Path

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import ConnectionLost, FileError
from leadway_desktop.transfer.intake import Intake
from leadway_desktop.transfer.lanes import Lane
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.transfer.superseding import Superseding
from leadway_desktop.transfer.upload_queue import UploadQueue
from tests.transfer.fakes import Diary, FakeWorld, HandClock, Notebook


class Desk:
    def __init__(self, spool: Spool | None = None) -> None:
        self.diary, self.clock = Diary(), HandClock()
        self.queue = UploadQueue(self.clock, Notebook(), self.diary.watcher)
        self.intake = Intake(self.queue, self.clock)
        self.failed: list[str] = []
        self.superseding = Superseding(
            self.queue, self.clock, spool or Spool(Path("nowhere")), self.failed.append
        )

    def fail_with(self, upload_id: str, error: FileError | ConnectionLost) -> None:
        """Run the upload, which fails with `error` when it asks for a signed URL."""

        def fail(step: str, cancel: CancelToken) -> None:
            raise error

        lanes = iter([Lane.ANY, Lane.CLOSED])
        self.queue.work(FakeWorld(fail).job(self.clock), lambda: next(lanes))
        assert self.queue.upload(upload_id).error is error
