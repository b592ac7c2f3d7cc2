"""What a file is, by its name and its first bytes, with Qt's MIME database."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QMimeDatabase, QMimeType

from leadway_desktop.domain.checks import FileType
from leadway_desktop.domain.content_type import CONTENT_TYPES, content_type_of
from leadway_desktop.domain.errors import FileMissing, FileUnreadable

_SNIFFED = 64 * 1024
"""Bytes that are looked at; every magic number of the database lies within."""

_OFFICE = [CONTENT_TYPES[name] for name in ("doc", "xls", "ppt", "docx", "xlsx", "pptx")]

_SAME_CONTAINER: tuple[frozenset[str], ...] = (
    frozenset({"video/mp4", "audio/mp4", "video/quicktime", "video/3gpp", "video/3gpp2"}),
    frozenset({"application/ogg", "audio/ogg", "video/ogg", "audio/x-opus+ogg"}),
    frozenset({"audio/x-vorbis+ogg", "audio/ogg", "application/ogg"}),
    frozenset({"video/webm", "video/matroska", "video/x-matroska", "audio/webm"}),
    frozenset({"image/heif", "image/heic", "image/avif", "video/mp4"}),
    frozenset({"audio/mpeg", "audio/aac", "video/mpeg", "audio/mp2"}),
    frozenset({"audio/amr", "audio/AMR-WB"}),
    frozenset({"application/vnd.rar", "application/x-rar-compressed", "application/x-rar"}),
    # Word, Excel and PowerPoint before 2007, and any of today's with a password.
    frozenset({*_OFFICE, "application/x-ole-storage"}),
    # What Word and Excel open under these names as well: banks export tables as .xls in HTML.
    frozenset({"application/msword", "application/rtf"}),
    frozenset({"application/vnd.ms-excel", "text/html", "text/plain", "application/xml"}),
)
"""Types that share a container: their first bytes do not tell them apart reliably."""


_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""What a file's name may hold on a disk and cannot in JSON or in a link: bytes that are no text."""


class QtFileTypes:
    """Satisfies `transfer.ports.FileTypes`; any number of threads may share it."""

    def __init__(self) -> None:
        self._database = QMimeDatabase()

    def type_of(self, path: Path) -> FileType:
        """Look at name and content; raises FileMissing or FileUnreadable."""
        by_content = self._database.mimeTypeForData(_first_bytes(path))
        name = _UNWRITABLE.sub("_", path.name)
        by_name = self._database.mimeTypesForFileName(name)
        fixed = content_type_of(name)
        if not by_name and fixed is None:
            return _without_extension(name, by_content)
        content_type = fixed or by_name[0].name()
        # Only the types that the platform documents are held against the content: for the rest
        # the database's guess by content is too weak to refuse a file.
        agree = fixed is None or _agree(by_name, fixed, by_content)
        return FileType(content_type, by_content.name(), agree, name)


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_SNIFFED)
    except FileNotFoundError:
        raise FileMissing from None
    except OSError:
        raise FileUnreadable from None


def _without_extension(name: str, by_content: QMimeType) -> FileType:
    """Give the name the extension that its content asks for: the API wants one."""
    suffix = "" if by_content.isDefault() else by_content.preferredSuffix()
    named = f"{name}.{suffix}" if suffix else name
    content_type = content_type_of(named) or by_content.name()
    return FileType(content_type, by_content.name(), True, named)


def _agree(by_name: list[QMimeType], fixed: str, by_content: QMimeType) -> bool:
    if by_content.isDefault():
        return True
    names = {fixed, *(one.name() for one in by_name)}
    contents = {by_content.name(), *by_content.aliases()}
    if names & contents or any(names & group and contents & group for group in _SAME_CONTAINER):
        return True
    return any(
        one.inherits(by_content.name()) or by_content.inherits(one.name()) for one in by_name
    )
