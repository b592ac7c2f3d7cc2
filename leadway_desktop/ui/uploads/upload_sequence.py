"""Uploads in the order in which they came, found by id or by position."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import count

from leadway_desktop.domain.upload import Upload


class UploadSequence:
    """Oldest first, so that a new one moves no other; each has a serial number that it keeps."""

    def __init__(self) -> None:
        self._uploads: list[Upload] = []
        self._serials: list[int] = []  # ascending, beside _uploads: position by bisection
        self._serial_of: dict[str, int] = {}
        self._next_serial = count()

    def __len__(self) -> int:
        return len(self._uploads)

    def __iter__(self) -> Iterator[Upload]:
        return iter(self._uploads)

    def __contains__(self, upload_id: object) -> bool:
        return upload_id in self._serial_of

    def __getitem__(self, position: int) -> Upload:
        return self._uploads[position]

    def between(self, first: int, last: int) -> list[Upload]:
        """Return those from one position to another, both included."""
        return self._uploads[first : last + 1]

    def serial(self, upload_id: str) -> int:
        """Return a number that is the higher the later an upload came; raises KeyError."""
        return self._serial_of[upload_id]

    def position(self, upload_id: str) -> int | None:
        """Return where an upload is, or None."""
        serial = self._serial_of.get(upload_id)
        return None if serial is None else bisect_left(self._serials, serial)

    def positions(self, upload_ids: Iterable[str]) -> set[int]:
        """Return where those are that are here."""
        return {found for found in map(self.position, upload_ids) if found is not None}

    def extend(self, uploads: list[Upload]) -> None:
        """Add uploads that are not here yet."""
        for upload in uploads:
            serial = next(self._next_serial)
            self._serial_of[upload.id] = serial
            self._serials.append(serial)
        self._uploads += uploads

    def put(self, position: int, upload: Upload) -> None:
        """Put an upload in the place of its earlier state."""
        self._uploads[position] = upload

    def remove(self, first: int, last: int) -> None:
        """Remove those from one position to another, both included."""
        for upload in self.between(first, last):
            del self._serial_of[upload.id]
        del self._uploads[first : last + 1], self._serials[first : last + 1]
