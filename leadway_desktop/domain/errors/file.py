"""Errors of the file itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadway_desktop.domain.content_type import Content, ending_of
from leadway_desktop.domain.errors.root import LeadwayError
from leadway_desktop.domain.remedy import Remedy

if TYPE_CHECKING:
    from leadway_desktop.domain.channel import Channel


class FileError(LeadwayError):
    """The file cannot be uploaded as it is."""

    remedy = Remedy.FIX_FILE


class FileMissing(FileError):
    """Nothing is at the path."""


class FileUnreadable(FileError):
    """The operating system refuses to read it."""


class FileIsDirectory(FileError):
    """It is a folder."""


class FileIsSpecial(FileError):
    """It is a device, a pipe or a socket: no ordinary file."""


class FileEmpty(FileError):
    """It has no bytes."""


class FileTooLarge(FileError):
    """It is larger than the channel takes; sizes in bytes.

    `limit` is None where the server does not tell it, `channel` where the server refused.
    """

    def __init__(
        self,
        *,
        size: int,
        limit: int | None,
        channel: Channel | None = None,
        detail: str = "",
        trace_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail=detail, trace_id=trace_id, status=status)
        self.size = size
        self.limit = limit
        self.channel = channel


class FileTypeMismatch(FileError):
    """The extension says one type, the content another: no phone would open it.

    Both as content types; `extension` is the name's, without its dot.
    """

    def __init__(self, *, by_name: str, by_content: str, extension: str = "") -> None:
        super().__init__()
        self.extension = extension or ending_of(by_name)
        self.by_name = by_name
        self.by_content = by_content

    @property
    def right_ending(self) -> str:
        """The extension that the content has, without its dot; empty where several may be."""
        endings = {content.content_type: content.ending for content in Content}
        return endings.get(self.by_content, "")


class FileChanged(FileError):
    """Size or modification time are not those of the file that was dropped."""


class FileGivenAgain(FileError):
    """It was given again since, as it is now: that upload brings it, or has brought it."""
