"""Errors in what is stored: it arrived, and is not what was read."""

from __future__ import annotations

from leadway_desktop.domain.errors.root import LeadwayError
from leadway_desktop.domain.remedy import Remedy


class IntegrityError(LeadwayError):
    """What is stored is not what was read; never reported as done."""

    remedy = Remedy.RETRY


class ChecksumMismatch(IntegrityError):
    """The bucket's checksum of the stored bytes differs from that of the bytes read."""


class SizeMismatch(IntegrityError):
    """The stored size differs from the file's; sizes in bytes."""

    def __init__(self, *, expected: int, stored: int, trace_id: str | None = None) -> None:
        super().__init__(trace_id=trace_id)
        self.expected = expected
        self.stored = stored


class PlaceTaken(IntegrityError):
    """Initiate gave the place of another upload's bytes; nothing was put there.

    `other` is the name of that one's file.
    """

    def __init__(self, *, other: str, trace_id: str | None = None) -> None:
        super().__init__(trace_id=trace_id)
        self.other = other


class LinkShared(IntegrityError):
    """Complete gave the link of another upload's file, which has other bytes.

    `other` is the name of that file.
    """

    def __init__(self, *, other: str, trace_id: str | None = None) -> None:
        super().__init__(trace_id=trace_id)
        self.other = other


class ContentTypeMismatch(IntegrityError):
    """The stored content type is of another family than the one that was declared, or of none."""

    def __init__(self, *, expected: str, stored: str, trace_id: str | None = None) -> None:
        super().__init__(trace_id=trace_id)
        self.expected = expected
        self.stored = stored
