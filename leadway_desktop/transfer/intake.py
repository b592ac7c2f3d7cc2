"""From a dropped path to an upload: the file's identity is frozen here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from leadway_desktop.domain.checks import check_size, look_at
from leadway_desktop.domain.delivery import Delivery, MessagePlan
from leadway_desktop.domain.errors import FileError
from leadway_desktop.domain.upload import LocalFile, Upload, UploadTarget, new_upload_id
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.messages.contents import deliveries_of
from leadway_desktop.transfer.ports import Clock
from leadway_desktop.transfer.spool import NotCopied, Spool
from leadway_desktop.transfer.upload_queue import UploadQueue

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that comes, and what is known of it in the moment of the drop."""

    path: Path
    delivery: Delivery | None = None
    upload_id: str = ""
    """That its upload gets; empty: a new one."""
    is_drafted: bool = False
    is_untold: bool = False


Supersede = Callable[[Upload, LocalFile], bool]
"""Has a newer upload that brings the file as it is now do it, and returns whether there is one."""

Part = Sequence[Arrival]
"""Files that are taken in together."""

_MOST_WRITES = 200
"""Of a drop to the disk; of more files some share one, or ten thousand would take minutes."""


def parts_of(
    target: UploadTarget, files: Sequence[Arrival], plan: MessagePlan | None
) -> list[Part]:
    """Return files as they are taken in: those of a message together, else few or each alone."""
    if plan is None:
        few = ceil(len(files) / _MOST_WRITES) or 1
        return [files[start : start + few] for start in range(0, len(files), few)]
    most = target.channel.rules.most_attachments
    deliveries = deliveries_of(plan, len(files), most)
    planned = [replace(file, delivery=one) for file, one in zip(files, deliveries, strict=True)]
    return [planned[start : start + most] for start in range(0, len(planned), most)]


class Intake:
    """Looks at dropped files and queues them; touches the disk, so not in the window's thread."""

    def __init__(self, queue: UploadQueue, clock: Clock, spool: Spool | None = None) -> None:
        """Take the queue, and where files are copied that might be gone before their turn."""
        self._queue = queue
        self._clock = clock
        self._spool = spool

    def take(self, target: UploadTarget, path: Path, delivery: Delivery | None = None) -> Upload:
        """Queue one file; one that cannot be uploaded is in the queue too, as failed."""
        return self.take_together(target, [Arrival(path, delivery)])[0]

    def take_together(self, target: UploadTarget, files: Part) -> list[Upload]:
        """Look at files and queue them at once."""
        uploads = self.look_at(target, files)
        self.put(uploads)
        return uploads

    def look_at(self, target: UploadTarget, files: Part) -> list[Upload]:
        """Return the uploads that files make; a drive that is gone may take its time."""
        return [self._looked_at(target, file) for file in files]

    def put(self, uploads: Sequence[Upload]) -> None:
        """Queue uploads at once, so that the message of which they are parts is never in parts."""
        self.keep_back(uploads)
        self._queue.add(*uploads)

    def keep_back(self, uploads: Sequence[Upload]) -> None:
        """Let none that is about to be queued, and that the spool wants, begin before `copy`."""
        for upload in uploads:
            if self._spool is not None and self._spool.wants(upload):
                self._queue.keep_back(upload.id)

    def copy(self, upload: Upload) -> None:
        """Copy the file of an upload that was kept back, and let it begin.

        Where there can be no copy it goes from where it is.
        """
        assert self._spool is not None
        copy = None
        try:
            copy = self._spool.copy(upload.file)
        except NotCopied as error:
            logger.info("A file was not copied before its turn: %s", error)
        if not self._queue.let_go(upload, copy) and copy is not None:
            self._spool.discard(copy.path)

    def safe(self, path: Path) -> Path:
        """Return a file that may wait: itself, or our copy where it might be gone soon.

        It is no upload yet: the agent has to say something first.
        """
        if self._spool is None or not self._spool.wants_file(path):
            return path
        try:
            return self._spool.copy(look_at(path)).path
        except (FileError, NotCopied) as error:
            logger.info("A file that waits was not copied: %s", type(error).__name__)
            return path

    def retry(self, upload_id: str, supersede: Supersede | None = None) -> bool:
        """Queue one again. If the file was at fault, take it as it is now: it was mended.

        With `supersede`, unless a newer one brings that. Nothing happens to one that has left the
        queue. Returns whether it goes on with the file as it is now.
        """
        try:
            upload = self._queue.upload(upload_id)
        except KeyError:
            return False
        if not isinstance(upload.error, FileError):
            self._queue.retry(upload_id)
            return False
        try:
            file = replace(look_at(upload.file.path), origin=upload.file.origin)
            check_size(file.size, upload.target.channel)
        except FileError as error:
            self._queue.fail_again(self._failed(upload, error))
        else:
            if supersede is None or not supersede(upload, file):
                self._queue.retry(upload_id, file)
                return True
        return False

    def refuse(self, target: UploadTarget, path: Path, error: FileError) -> Upload:
        """Show a file that never came to be, as failed."""
        upload = Upload(new_upload_id(), target, LocalFile(path, 0, 0), self._clock.now())
        upload = self._failed(upload, error)
        self._queue.add(upload)
        return upload

    def _looked_at(self, target: UploadTarget, arrival: Arrival) -> Upload:
        upload = Upload(
            id=arrival.upload_id or new_upload_id(),
            target=target,
            file=LocalFile(arrival.path, 0, 0),
            created_at=self._clock.now(),
            delivery=arrival.delivery,
            is_drafted=arrival.is_drafted,
            is_untold=arrival.is_untold,
        )
        try:
            upload = replace(upload, file=look_at(arrival.path))
            check_size(upload.file.size, target.channel)
        except FileError as error:
            upload = self._failed(upload, error)
        return upload

    def _failed(self, upload: Upload, error: FileError) -> Upload:
        if upload.stage is UploadStage.FAILED:
            return replace(upload, error=error, finished_at=self._clock.now())
        return upload.moved_to(UploadStage.FAILED, at=self._clock.now(), error=error)
