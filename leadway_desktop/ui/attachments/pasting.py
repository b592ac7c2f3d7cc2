"""A picture from the clipboard, made ready for a worker to encode."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QByteArray, QCoreApplication, QMimeData, QUrl
from PySide6.QtGui import QImage, QImageWriter

from leadway_desktop.ui.attachments.attachment_desk import Picture
from leadway_desktop.ui.incoming_files import files_of

translate = QCoreApplication.translate


def holds_attachment(data: QMimeData) -> bool:
    """Whether these are things of this computer or a picture, rather than text."""
    is_local = data.hasUrls() and any(url.isLocalFile() for url in data.urls())
    return is_local or bool(files_of(data)) or _holds_picture(data)


def picture_of(data: QMimeData, now: datetime) -> Picture | None:
    """Return the clipboard's picture under a name with the local time `now`, or None.

    Spreadsheets and word processors put a picture of copied text beside the text; that is no
    picture that anybody meant to send.
    """
    if not _holds_picture(data):
        return None
    image = data.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return None
    name = translate("Pasting", "picture {time}")
    file_name = name.format(time=f"{now:%Y-%m-%d %H.%M.%S}") + ".png"
    return Picture(file_name, _PngWriter(image.copy()))


def why_no_attachment(data: QMimeData) -> str:
    """Return what the clipboard holds instead of files or a picture."""
    if data.hasUrls():
        return translate("Pasting", "The clipboard holds a web address or a folder, not a file")
    if data.hasText():
        return translate("Pasting", "The clipboard holds text, not a file or a picture")
    return translate("Pasting", "The clipboard holds no file and no picture")


def _holds_picture(data: QMimeData) -> bool:
    return data.hasImage() and not _is_copied_text(data)


def _is_copied_text(data: QMimeData) -> bool:
    text = data.text().strip() if data.hasFormat("text/plain") else ""
    is_address = " " not in text and QUrl(text).scheme() in {"http", "https", "data", "file"}
    return bool(text) and not is_address


class _PngWriter:
    """Holds the image itself, so that encoding it can wait for the worker."""

    def __init__(self, image: QImage) -> None:
        self._image = image

    def __call__(self, path: Path) -> None:
        writer = QImageWriter(str(path), QByteArray(b"png"))
        if not writer.write(self._image):
            raise OSError(writer.errorString())
