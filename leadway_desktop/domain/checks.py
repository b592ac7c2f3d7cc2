"""What is wrong with a file for a channel, told before any network call."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.content_type import extension_of
from leadway_desktop.domain.errors import (
    FileChanged,
    FileEmpty,
    FileMissing,
    FileTooLarge,
    FileTypeMismatch,
    FileUnreadable,
)
from leadway_desktop.domain.regular_file import check_regular
from leadway_desktop.domain.upload import LocalFile


@dataclass(frozen=True, slots=True)
class FileType:
    """A file's type by its name and by its content.

    `agree` says that the two can be the same thing (a .docx is a zip; text is any text format).
    """

    content_type: str
    by_content: str
    agree: bool
    file_name: str
    """The name to upload under: with an extension, added from the content where it had none."""


def look_at(path: Path) -> LocalFile:
    """Return the file's identity as it is now; touches the disk.

    Raises FileMissing, FileUnreadable, FileIsDirectory, FileIsSpecial or FileEmpty.
    """
    try:
        facts = path.stat()
        readable = os.access(path, os.R_OK)
    except (FileNotFoundError, NotADirectoryError):
        raise FileMissing from None
    except (OSError, ValueError):
        raise FileUnreadable from None
    check_regular(facts.st_mode)
    if not readable:
        raise FileUnreadable
    if facts.st_size == 0:
        raise FileEmpty
    return LocalFile(path, facts.st_size, facts.st_mtime_ns)


def check_unchanged(file: LocalFile) -> None:
    """Raise FileChanged, or what `look_at` raises, unless the file is as it was when dropped."""
    if look_at(file.path) != file:
        raise FileChanged


def check_not_saved_anew(file: LocalFile) -> None:
    """Raise FileChanged where the file is another by now; one that is gone was read as it was."""
    try:
        check_unchanged(file)
    except FileEmpty:
        raise FileChanged from None
    except (FileMissing, FileUnreadable):
        return


def check_size(size: int, channel: Channel, server_limit: int | None = None) -> None:
    """Raise FileTooLarge if the channel, or the server's own limit, does not take the size."""
    limit = channel.rules.upload_limit if server_limit is None else server_limit
    if size > limit:
        raise FileTooLarge(size=size, limit=limit, channel=channel)


def check_type(file_type: FileType) -> None:
    """Raise FileTypeMismatch if name and content contradict each other."""
    if not file_type.agree:
        raise FileTypeMismatch(
            by_name=file_type.content_type,
            by_content=file_type.by_content,
            extension=extension_of(file_type.file_name),
        )
