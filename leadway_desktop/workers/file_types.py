"""What a file is, by its name and its first bytes, with Qt's MIME database."""

from __future__ import annotations

import codecs
import re
from io import BufferedReader
from pathlib import Path

from PySide6.QtCore import QMimeDatabase, QMimeType

from leadway_desktop.domain.checks import FileType
from leadway_desktop.domain.content_type import Content, content_named, content_type_of, may_hold
from leadway_desktop.domain.errors import FileUnreadable
from leadway_desktop.domain.regular_file import open_regular

_SNIFFED = 64 * 1024
"""Bytes that are looked at; every magic number of the database lies within."""

_TEXT_BYTES = frozenset(range(0x20, 0x100)) - {0x7F} | set(b"\t\n\r\f\b\x1b")
_BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""What a file's name may hold on a disk and cannot in JSON or in a link: bytes that are no text."""


class QtFileTypes:
    """Satisfies `transfer.ports.FileTypes`; any number of threads may share it."""

    def __init__(self) -> None:
        self._database = QMimeDatabase()

    def type_of(self, path: Path) -> FileType:
        """Look at name and content; raises what `open_regular` does."""
        data = _first_bytes(path)
        by_content = self._database.mimeTypeForData(data)
        name = _UNWRITABLE.sub("_", path.name)
        by_name = self._database.mimeTypesForFileName(name)
        fixed = content_type_of(name)
        if not by_name and fixed is None:
            return _without_extension(name, by_content)
        told = _told(data, by_content)
        # The computer's database may spell it its own way; ours is what people are told.
        content = told.content_type if told else by_content.name()
        return FileType(fixed or by_name[0].name(), content, may_hold(name, told), name)


def _told(data: bytes, by_content: QMimeType) -> Content | None:
    """Return what the content certainly is, or None; the same on every computer.

    A note may begin with "MZ", "ID3" or "From:", which the database takes for a sign.
    """
    names = [by_content.name(), *by_content.aliases(), *by_content.allAncestors()]
    told = content_named(names)
    if told is not Content.PDF and _is_text(data):
        return Content.TEXT
    return told


def _is_text(data: bytes) -> bool:
    return data.startswith(_BYTE_ORDER_MARKS) or _TEXT_BYTES.issuperset(data)


def _first_bytes(path: Path) -> bytes:
    try:
        with BufferedReader(open_regular(path)) as file:
            return file.read(_SNIFFED)
    except OSError:
        raise FileUnreadable from None


def _without_extension(name: str, by_content: QMimeType) -> FileType:
    """Give the name the extension that its content asks for: the API wants one."""
    suffix = "" if by_content.isDefault() else by_content.preferredSuffix()
    named = f"{name}.{suffix}" if suffix else name
    content_type = content_type_of(named) or by_content.name()
    return FileType(content_type, by_content.name(), True, named)
