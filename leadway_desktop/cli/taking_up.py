"""Uploads of the journal as a command takes them up again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TypeAlias

from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import FileError
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.upload_queue import UploadQueue

Known: TypeAlias = tuple[Upload, int]
"""An upload of the journal, and its revision."""


def taken_up(upload: Upload) -> Upload:
    """Return an upload that is not done as it goes on: the person has asked for it.

    One that waits keeps its wait. Where the file was at fault, it is taken as it is now.
    """
    if upload.stage is UploadStage.PAUSED:
        return upload.moved_to(UploadStage.QUEUED)
    if upload.stage is UploadStage.UPLOADED:
        return _sent_again(upload)
    if not upload.stage.is_over:
        return upload
    file = file_of_now(upload) or upload.file
    stored = upload.stored if file == upload.file else None
    return upload.moved_to(UploadStage.QUEUED, file=file, stored=stored, failures=0, renewals=0)


def _sent_again(upload: Upload) -> Upload:
    """Return it with its message planned again, if that was refused: nothing was sent then."""
    delivery = upload.delivery
    if delivery is None or delivery.stage is not DeliveryStage.REFUSED:
        return upload
    return replace(upload, delivery=delivery.moved_to(DeliveryStage.PLANNED, failures=0))


def take_up(
    known: Known,
    queue: UploadQueue,
    *,
    is_given: bool = False,
    file: LocalFile | None = None,
    gives_way: bool = False,
) -> str:
    """Put an upload into the queue as the person has asked for it; return its id.

    `is_given`: as a file that a command gives again, which has told nothing of it yet; with `file`,
    where that is not as it was. `gives_way`: another message takes the place of its own, which is
    certainly unsent.
    """
    upload, revision = taken_up(known[0]), known[1]
    if file is not None and file != upload.file:
        upload = replace(upload, file=file, stored=None)
    if is_given and not upload.is_sent:
        upload = replace(upload, is_untold=True)
    if gives_way and upload.delivery is not None:
        # Planned, not refused: who follows the queue would take it for finished. The other message
        # knows that this one was tried.
        upload = replace(upload, delivery=replace(upload.delivery, began_at=None))
    queue.restore(upload, revision)
    return upload.id


def restore_companions(
    chosen: Sequence[Known],
    known: Sequence[Known],
    queue: UploadQueue,
    but: Collection[str] = frozenset(),
) -> None:
    """Put into the queue what goes in the same messages as the chosen: a message goes whole.

    `but` are the keys of messages that will not go.
    """
    ids = {upload.id for upload, _ in chosen}
    keys = {upload.delivery.key for upload, _ in chosen if upload.delivery is not None}
    keys.difference_update(but)
    for upload, revision in known:
        if upload.delivery is not None and upload.delivery.key in keys and upload.id not in ids:
            is_wanted = upload.stage in {UploadStage.PAUSED, UploadStage.UPLOADED}
            queue.restore(taken_up(upload) if is_wanted else upload, revision)


def file_of_now(upload: Upload) -> LocalFile | None:
    """Return the file with which one goes on: as it is now, if it was at fault; None: it is gone.

    Touches the disk.
    """
    if not isinstance(upload.error, FileError):
        return upload.file
    try:
        return replace(look_at(upload.file.path), origin=upload.file.origin)
    except FileError:
        return None
