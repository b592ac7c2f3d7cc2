"""When a newer upload of the same file takes the place of an older one that cannot go as it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from leadway_desktop.domain.errors import FileError
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.domain.upload_stage import UploadStage


def given_again(upload: Upload, file: LocalFile, others: Iterable[Upload]) -> Upload | None:
    """Return a newer one of `others` that does all that was wanted of `upload`, or is asked about.

    `file` is that of `upload` as it is now: who then has both go on would send it twice.
    """
    newer = (
        other
        for other in others
        if other.id != upload.id
        and _is_of(other.file, file)
        and other.file.looks_like(file)
        and _is_same_way(other, upload)
        and not _has_wrong_file(other)
        and _came_since(other, upload)
        and (does_instead(other, upload) or is_asked_about(other, upload))
    )
    return next(newer, None)


def has_failed_by_file(upload: Upload) -> bool:
    """Whether it is the file that has to be otherwise."""
    return upload.stage is UploadStage.FAILED and isinstance(upload.error, FileError)


def is_unread(upload: Upload) -> bool:
    """Whether it will fail for certain where its file is another by now: no copy, nothing read."""
    waits = upload.stage in {UploadStage.QUEUED, UploadStage.WAITING, UploadStage.PAUSED}
    return waits and upload.stored is None and upload.file.origin is None


def is_replaced(old: Upload, new: Upload) -> bool:
    """Whether a new upload brings, as it is now, the file with which an old one cannot go."""
    if new.id == old.id or _has_wrong_file(new) or not _is_same_way(new, old):
        return False
    if has_failed_by_file(old):
        return _is_of(old.file, new.file)
    is_changed = old.file.path == new.file.given_path and not old.file.looks_like(new.file)
    return is_unread(old) and is_changed


def does_instead(new: Upload, old: Upload) -> bool:
    """Whether a new upload does all that was wanted of an old one of the same file."""
    if old.delivery is None:
        return not old.is_drafted or new.is_drafted or new.delivery is not None
    words = old.delivery.text
    return new.delivery is not None and (not words or new.delivery.text == words)


def keeps_words_of(new: Upload, old: Upload) -> bool:
    """Whether a new upload has the words that were kept with an old one, as neither is drafted."""
    is_drafted = new.is_drafted or old.is_drafted
    return bool(old.unsaid) and not (is_drafted or new.unsaid) and new.delivery is None


def is_asked_about(new: Upload, old: Upload) -> bool:
    """Whether the agent says how a new upload is sent, or has said so, in place of an old one."""
    is_agents = new.is_drafted or (new.delivery is not None and not new.is_of_command)
    return is_agents and old.delivery is not None and old.delivery.is_certainly_unsent


def taken_at(upload: Upload) -> datetime:
    """Return when its file was taken as it was then: given, or tried again as another."""
    return _entered_at(upload, UploadStage.QUEUED)


def _came_since(new: Upload, failed: Upload) -> bool:
    """Whether an upload was begun after another was given, or is to be."""
    begun_at = _entered_at(new, UploadStage.PREPARING)
    return not new.stage.is_over or begun_at > failed.created_at


def _entered_at(upload: Upload, stage: UploadStage) -> datetime:
    return next((step.at for step in upload.steps if step.stage is stage), upload.created_at)


def _has_wrong_file(upload: Upload) -> bool:
    return has_failed_by_file(upload) or upload.stage is UploadStage.CANCELLED


def _is_of(known: LocalFile, file: LocalFile) -> bool:
    """Whether it is the same file: by its place, or moved, or with another ending.

    Files that were unpacked or made together may have one size and time, so the look alone is none.
    """
    is_there = known.given_path == file.given_path
    return is_there or (known.looks_like(file) and known.path.stem == file.path.stem)


def _is_same_way(one: Upload, other: Upload) -> bool:
    here, there = one.target, other.target
    return (here.conversation_id, here.channel) == (there.conversation_id, there.channel)
