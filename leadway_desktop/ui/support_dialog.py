"""The report for support: everything that it holds is there to be read before it is saved."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from leadway_desktop.domain.support_report import Report
from leadway_desktop.ui.busy_line import BusyLine
from leadway_desktop.ui.buttons import text_button
from leadway_desktop.ui.error_notice import ErrorNotice
from leadway_desktop.ui.error_texts import ErrorText
from leadway_desktop.ui.file_dialog import FileDialog
from leadway_desktop.ui.labels import plain_label
from leadway_desktop.ui.return_key import ReturnKeyDialog
from leadway_desktop.ui.support_service import SupportService
from leadway_desktop.ui.texts import size
from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.tokens import SPACE_4, SPACE_8, SPACE_12, SPACE_20
from leadway_desktop.ui.window_place import resize_to_fit

_WIDTH, _HEIGHT = 720, 600


class SupportDialog(ReturnKeyDialog):
    """Shows one report, and saves it where the agent says."""

    def __init__(self, theme: Theme, service: SupportService, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("support_dialog")
        self.setWindowTitle(self.tr("Report for support"))
        self._service = service
        self._report: Report = ()
        self._saved: Path | None = None
        self._line = BusyLine(theme, self)
        self._parts = QTreeWidget(self)
        self._text = QPlainTextEdit(self)
        self._notice = ErrorNotice("support_notice", self)
        self._save = text_button("save_support_button", self.tr("Save…"), "primary", self)
        self._close = text_button("close_support_button", self.tr("Close"), parent=self)
        self._lay_out()
        self._wire()
        self._line.set_busy(True)
        service.collect()

    # --- what happens ---------------------------------------------------------------------

    def _show(self, report: Report) -> None:
        self._report = report
        self._line.set_busy(False)
        self._parts.clear()
        for part in report:
            row = QTreeWidgetItem([part.name, size(part.size), part.what])
            row.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.setToolTip(2, part.what)
            self._parts.addTopLevelItem(row)
        self._parts.setCurrentIndex(self._parts.model().index(0, 0))
        self._save.setEnabled(True)
        self._save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_text(self) -> None:
        row = self._parts.currentIndex().row()
        self._text.setPlainText(self._report[row].text if 0 <= row < len(self._report) else "")

    def _ask_where(self) -> None:
        dialog = FileDialog("support_file_dialog", self)
        dialog.setWindowTitle(self.tr("Save the report"))
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.setDirectory(_usual_folder())
        dialog.selectFile(f"leadway-desktop-report-{datetime.now():%Y-%m-%dT%H-%M}.zip")
        dialog.fileSelected.connect(self._save_as)
        dialog.open()

    def _save_as(self, file: str) -> None:
        self._notice.hide()
        self._save.setEnabled(False)
        self._service.save(Path(file), self._report)

    def _tell_saved(self, file: Path) -> None:
        self._saved = file
        self._save.setEnabled(True)
        what = self.tr("The report is saved: {file}").format(file=file.name)
        next_step = self.tr("Send it to support, with a word on what you were doing.")
        self._notice.say(ErrorText(what, next_step), "ok", self.tr("Open the folder"))

    def _tell_failed(self, reason: str) -> None:
        self._saved = None
        self._line.set_busy(False)
        self._save.setEnabled(bool(self._report))
        if self._report:
            what = self.tr("The report was not saved: {reason}.")
            next_step = self.tr("Choose another folder.")
        else:
            what = self.tr("The report could not be made: {reason}.")
            next_step = self.tr("Close this and try again.")
        self._notice.say(ErrorText(what.format(reason=reason), next_step))

    def _open_folder(self) -> None:
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved.parent)))

    # --- parts ----------------------------------------------------------------------------

    def _wire(self) -> None:
        self._service.collected.connect(self._show)
        self._service.saved.connect(self._tell_saved)
        self._service.failed.connect(self._tell_failed)
        self._parts.currentItemChanged.connect(self._show_text)
        self._notice.action_pressed.connect(self._open_folder)
        self._save.clicked.connect(self._ask_where)
        self._close.clicked.connect(self.reject)
        self.finished.connect(self._service.cancel)

    def _lay_out(self) -> None:
        resize_to_fit(self, _WIDTH, _HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_20, SPACE_20, SPACE_20, SPACE_20)
        column.setSpacing(SPACE_8)
        column.addWidget(plain_label(self, "title", words=self.tr("Report for support")))
        why = self.tr(
            "It helps support to find out what went wrong. Tokens, passwords and the names, "
            "numbers and files of customers are taken out. Look for yourself: this is all of it."
        )
        column.addWidget(plain_label(self, "secondary", words=why))
        column.addWidget(self._line)
        self._set_up_parts()
        self._set_up_text()
        column.addWidget(self._parts, 2)
        column.addWidget(self._text, 3)
        column.addWidget(self._notice)
        column.addSpacing(SPACE_4)
        column.addLayout(self._foot())

    def _set_up_parts(self) -> None:
        self._parts.setObjectName("support_parts")
        self._parts.setAccessibleName(self.tr("What the report holds"))
        self._parts.setHeaderLabels([self.tr("File"), self.tr("Size"), self.tr("What it holds")])
        self._parts.setRootIsDecorated(False)
        self._parts.setUniformRowHeights(True)
        self._parts.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._parts.setAllColumnsShowFocus(True)
        header = self._parts.header()
        header.hide()  # the rows speak for themselves; a screen reader has its words
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)

    def _set_up_text(self) -> None:
        self._text.setObjectName("support_text")
        self._text.setAccessibleName(self.tr("Text of the selected file"))
        self._text.setReadOnly(True)
        self._text.setFrameShape(QFrame.Shape.StyledPanel)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setTabChangesFocus(True)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_12)
        row.addStretch(1)
        row.addWidget(self._close)
        row.addWidget(self._save)
        self._save.setEnabled(False)
        return row


def _usual_folder() -> str:
    location = QStandardPaths.StandardLocation.DesktopLocation
    return QStandardPaths.writableLocation(location) or QDir.homePath()
