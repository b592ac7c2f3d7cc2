"""Shows the folder of an upload's file in the system's file manager."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.uploads.upload_words import taken_from


def open_folder_of(upload: Upload) -> str:
    """Open the folder that the file was taken from; returns why it did not open, or nothing."""
    folder = upload.file.path.parent
    if not taken_from(upload):
        return QCoreApplication.translate(
            "UploadFolder", "A copy was uploaded; it is no longer on this computer"
        )
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        return QCoreApplication.translate("UploadFolder", "The folder could not be opened")
    return ""
