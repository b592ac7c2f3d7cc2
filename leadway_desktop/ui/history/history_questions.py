"""What the history asks before it deletes receipts, and where a table is to be written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDate, QStandardPaths, Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from leadway_desktop.ui.file_dialog import FileDialog
from leadway_desktop.ui.theme import set_role
from leadway_desktop.ui.tokens import SPACE_16, SPACE_20


class DeletionQuestion(QMessageBox):
    """Says what goes and what stays; Return and Esc keep everything."""

    def __init__(self, count: int, delete: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("delete_receipts_question")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Delete from the history"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(self.tr("Delete %Ln receipt(s) from the history?", "", count))
        self.setInformativeText(
            self.tr(
                "Only this computer's record goes. The files in Leadway stay, and their links "
                "go on working for whoever has them. What stands in a draft, or whose message is "
                "not settled yet, is kept."
            )
        )
        for title in self.findChildren(QLabel, "qt_msgbox_label"):
            set_role(title, "strong")
        button = self.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        button.setObjectName("delete_receipts_button")
        keep = self.addButton(self.tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        keep.setObjectName("keep_receipts_button")
        self.setDefaultButton(keep)
        button.clicked.connect(lambda: delete())
        if (layout := self.layout()) is not None:
            # Without a picture, its column is the left margin.
            layout.setContentsMargins(0, SPACE_20, SPACE_20, SPACE_16)


class ExportDialog(FileDialog):
    """Asks for the place of a table; the day is in the name that it proposes."""

    def __init__(self, write: Callable[[Path], None], parent: QWidget) -> None:
        super().__init__("export_dialog", parent)
        self.setWindowTitle(self.tr("Export the history"))
        self.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        self.setNameFilter(self.tr("Table for Excel (*.csv)"))
        self.setDefaultSuffix("csv")
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        self.setDirectory(QStandardPaths.writableLocation(documents))
        day = QDate.currentDate().toString(Qt.DateFormat.ISODate)
        self.selectFile(self.tr("leadway-history-{day}.csv").format(day=day))
        self.fileSelected.connect(lambda name: write(Path(name)))
