"""Where the bytes of each upload lie, and by which link: never two files in one place.

Nobody has documented that Leadway gives a place or a link once. Where two files share one, the
bytes of one are gone, and the customer gets the other twice; so that is no upload that is done.
The same bytes may share both.
"""

from __future__ import annotations

from collections.abc import Iterator

from leadway_desktop.domain.errors import LinkShared, PlaceTaken
from leadway_desktop.domain.upload import Upload, UploadSlot
from leadway_desktop.domain.upload_stage import UploadStage


class Places:
    """Not thread-safe; knows the uploads of one ledger as they were last noted."""

    def __init__(self) -> None:
        self._by_path = _Index()
        self._by_link = _Index()

    def note(self, upload: Upload) -> None:
        """Take an upload as it is now.

        What is stored holds its place whatever became of the upload: a retry asks for its link.
        """
        slot = _slot_of(upload)
        self._by_path.put(upload, slot.file_path if slot is not None else None)
        self._by_link.put(upload, upload.link)

    def forget(self, upload_id: str) -> None:
        """Take that an upload has gone."""
        self._by_path.remove(upload_id)
        self._by_link.remove(upload_id)

    def claim(self, upload: Upload) -> None:
        """Note a step before it is taken, unless it would put one file in another's place.

        Raises PlaceTaken before a PUT, LinkShared for a link.
        """
        if upload.stage is UploadStage.UPLOADING and upload.slot is not None:
            for other in self._by_path.others(upload, upload.slot.file_path):
                if _is_one_place(upload.slot, _slot_of(other)) and not _is_one_file(upload, other):
                    raise PlaceTaken(other=other.sent_name, trace_id=_trace_id(upload))
        if upload.stage is UploadStage.UPLOADED and upload.link is not None:
            for other in self._by_link.others(upload, upload.link):
                if not _is_one_file(upload, other):
                    raise LinkShared(other=other.sent_name, trace_id=_trace_id(upload))
        self.note(upload)


class _Index:
    """Uploads by a text that each has one of, or none."""

    def __init__(self) -> None:
        self._uploads: dict[str, dict[str, Upload]] = {}
        self._key_of: dict[str, str] = {}

    def put(self, upload: Upload, key: str | None) -> None:
        if self._key_of.get(upload.id) != key:
            self.remove(upload.id)
        if key is not None:
            self._key_of[upload.id] = key
            self._uploads.setdefault(key, {})[upload.id] = upload

    def remove(self, upload_id: str) -> None:
        key = self._key_of.pop(upload_id, None)
        if key is not None:
            del self._uploads[key][upload_id]
            if not self._uploads[key]:
                del self._uploads[key]

    def others(self, upload: Upload, key: str) -> Iterator[Upload]:
        return (one for one in self._uploads.get(key, {}).values() if one.id != upload.id)


def _slot_of(upload: Upload) -> UploadSlot | None:
    return upload.stored.slot if upload.stored is not None else upload.slot


def _is_one_place(one: UploadSlot, other: UploadSlot | None) -> bool:
    """Whether a PUT to one would go over the other's bytes.

    The path alone does not say so: it may be told without the folder that the id stands for.
    """
    if other is None or one.file_path != other.file_path:
        return False
    is_one_object = one.object_id is not None and one.object_id == other.object_id
    return one.upload_id == other.upload_id or is_one_object


def _is_one_file(one: Upload, other: Upload) -> bool:
    """Whether both are of the same bytes, as far as that is certain."""
    ours, theirs = _crc32c(one), _crc32c(other)
    if ours is None or theirs is None:
        return one.file == other.file
    return (one.file.size, ours) == (other.file.size, theirs)


def _crc32c(upload: Upload) -> int | None:
    return upload.stored.crc32c if upload.stored is not None else None


def _trace_id(upload: Upload) -> str | None:
    """Return the name of the reply that ended the step before this one."""
    return next((step.trace_id for step in upload.steps[-2:-1]), None)
