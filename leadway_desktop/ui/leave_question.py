"""Asks before files that have not arrived are given up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from leadway_desktop.ui.theme import set_role


class LeaveQuestion(QMessageBox):
    """Stop and go, or stay; staying is the default, and what Esc means."""

    leave_chosen = Signal()

    def __init__(self, count: int, leave: str, parent: QWidget) -> None:
        """Take how many files have not arrived, and what the button that stops them says."""
        super().__init__(parent)
        self.setObjectName("leave_question")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Files are still on their way"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(self.tr("%n file(s) have not arrived yet.", "", count))
        self.setInformativeText(self.tr("If you stop them now, you have to upload them again."))
        self._leave = self.addButton(leave, QMessageBox.ButtonRole.DestructiveRole)
        self._leave.setObjectName("leave_button")
        stay = self.addButton(self.tr("Keep working"), QMessageBox.ButtonRole.RejectRole)
        stay.setObjectName("stay_button")
        set_role(stay, "primary")
        self.setDefaultButton(stay)
        self.setEscapeButton(stay)
        self.finished.connect(self._tell)

    def _tell(self) -> None:
        if self.clickedButton() is self._leave:
            self.leave_chosen.emit()
