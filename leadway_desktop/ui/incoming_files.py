"""What a drag or the clipboard brings, read without touching the disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QSysInfo, Qt, QUrl
from PySide6.QtGui import QDropEvent

_GNOME_COPIED = "x-special/gnome-copied-files"
_NAUTILUS_COPIED = "x-special/nautilus-clipboard\n"  # newer ones put it at the head of plain text


@dataclass(frozen=True, slots=True)
class IncomingFiles:
    """Paths of this computer's files, and how many other things came with them.

    Whether a path is a file at all is for the engine to find out: asking the disk can block.
    """

    paths: tuple[Path, ...] = ()
    left_out: int = 0
    """Web addresses and folders that say so by their form; they cannot be uploaded."""

    def __bool__(self) -> bool:
        return bool(self.paths)


def files_of(data: QMimeData) -> IncomingFiles:
    """Return the files that a drag or the clipboard holds."""
    if data.hasUrls():
        return _from_urls(data.urls())
    if data.hasFormat(_GNOME_COPIED):
        return _from_copied(bytes(data.data(_GNOME_COPIED).data()).decode("utf-8", "replace"))
    if data.hasText() and data.text().startswith(_NAUTILUS_COPIED):
        return _from_copied(data.text().removeprefix(_NAUTILUS_COPIED))
    return IncomingFiles()


def files_of_drag(event: QDropEvent) -> IncomingFiles:
    """Return the files of a drag that may be copied; none where a drop could only move them.

    A source that offers no copy would delete its files once we took them.
    """
    if not event.possibleActions() & Qt.DropAction.CopyAction:
        return IncomingFiles()
    return files_of(event.mimeData())


def take_as_copy(event: QDropEvent) -> None:
    """Accept a drag or drop as a copy, whatever was proposed: a move makes the source delete."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _from_copied(text: str) -> IncomingFiles:
    """Read a file manager's own format: a verb, then one address a line."""
    _verb, *lines = text.splitlines()
    return _from_urls(QUrl.fromEncoded(line.encode()) for line in lines if line)


def _from_urls(urls: Iterable[QUrl]) -> IncomingFiles:
    found = [_local_path(url) for url in urls]
    paths = tuple(dict.fromkeys(path for path in found if path is not None))
    return IncomingFiles(paths, found.count(None))


def _local_path(url: QUrl) -> Path | None:
    if not url.isLocalFile() or url.path().endswith("/"):
        return None
    if sys.platform == "win32":
        return Path(url.toLocalFile())
    ours = {"", "localhost", QSysInfo.machineHostName().lower()}
    if url.host().lower() not in ours:
        return None
    # Not toLocalFile: it makes //host/path of a named host, and a name whose bytes are no UTF-8,
    # out of an old archive, into another one.
    encoded = url.path(QUrl.ComponentFormattingOption.FullyEncoded)
    return Path(os.fsdecode(unquote_to_bytes(encoded)))
