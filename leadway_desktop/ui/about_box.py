"""What the program is, and which version of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from leadway_desktop import NAME
from leadway_desktop.ui.icons import app_icon


def show_about(parent: QWidget) -> None:
    """Open the box over a window; returns at once."""
    translate = QCoreApplication.translate
    box = QMessageBox(parent)
    box.setObjectName("about_box")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(translate("About", "About Leadway Desktop"))
    box.setIconPixmap(app_icon().pixmap(48, 48))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"{NAME} {QApplication.applicationVersion()}".strip())
    box.setInformativeText(
        translate(
            "About", "Attach files to Leadway CRM conversations, with progress that does not lie."
        )
    )
    box.open()
