"""Finds uploads of a file among thousands: by the place where the person has it, or had it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TypeAlias

from leadway_desktop.domain.upload import LocalFile, Upload

_Way: TypeAlias = Path | tuple[str, int, int]
"""To find a file again: its place, or its name without ending with its size and time."""


class SameFiles:
    """Not thread-safe: whoever has a queue tell it of changes asks with the queue's lock held."""

    def __init__(self) -> None:
        self._uploads: dict[str, Upload] = {}
        self._ids: defaultdict[_Way, dict[str, None]] = defaultdict(dict)

    def note(self, upload: Upload) -> None:
        """Take an upload as it is now."""
        before = self._uploads.get(upload.id)
        if before is None or before.file is not upload.file:
            self.forget(upload.id)
            for way in _ways(upload.file):
                self._ids[way][upload.id] = None
        self._uploads[upload.id] = upload

    def forget(self, upload_id: str) -> None:
        """Take that an upload has gone."""
        upload = self._uploads.pop(upload_id, None)
        for way in _ways(upload.file) if upload is not None else ():
            del self._ids[way][upload_id]
            if not self._ids[way]:
                del self._ids[way]

    def get(self, upload_id: str) -> Upload | None:
        """Return one as it is, or None."""
        return self._uploads.get(upload_id)

    def of(self, file: LocalFile) -> list[Upload]:
        """Return the uploads that may be of a file: there, or moved, or with another ending."""
        ids = dict.fromkeys(one for way in _ways(file) for one in self._ids.get(way, ()))
        return [self._uploads[upload_id] for upload_id in ids]


def _ways(file: LocalFile) -> tuple[_Way, _Way]:
    return file.given_path, (file.path.stem, file.size, file.modified_ns)
