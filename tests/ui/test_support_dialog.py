"""The report for support is shown whole before it is saved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit, QPushButton, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.support_report import Report, ReportPart
from leadway_desktop.ui.support_dialog import SupportDialog
from leadway_desktop.ui.theme import Theme
from tests.ui.test_object_names import documented

REPORT: Report = (
    ReportPart("README.txt", "This list", "<b>README</b>"),
    ReportPart("doctor.txt", "What `doctor` finds", "x" * 2500),
)


class StandInDesk(QObject):
    collected = Signal(object)
    saved = Signal(object)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []

    def collect(self) -> None:
        self.asked.append("collect")

    def cancel(self) -> None:
        self.asked.append("cancel")

    def save(self, file: Path, report: Report) -> None:
        self.asked.append((file, report))


@pytest.fixture
def desk() -> StandInDesk:
    return StandInDesk()


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme, desk: StandInDesk) -> Iterator[SupportDialog]:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = SupportDialog(theme, desk, window)
    dialog.show()
    yield dialog
    dialog.close()


def save_button(dialog: SupportDialog) -> QPushButton:
    found = dialog.findChild(QPushButton, "save_support_button")
    assert found is not None
    return found


def words(dialog: SupportDialog, name: str) -> str:
    label = dialog.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_nothing_can_be_saved_before_it_is_there_to_be_read(
    dialog: SupportDialog, desk: StandInDesk
) -> None:
    assert desk.asked == ["collect"]
    assert not save_button(dialog).isEnabled()
    desk.collected.emit(REPORT)
    assert save_button(dialog).isEnabled()


def test_every_file_is_listed_and_its_text_is_shown_as_it_is(
    dialog: SupportDialog, desk: StandInDesk
) -> None:
    desk.collected.emit(REPORT)
    parts, text = dialog.findChild(QTreeWidget), dialog.findChild(QPlainTextEdit)
    assert parts is not None
    assert text is not None
    rows = [parts.topLevelItem(row) for row in range(parts.topLevelItemCount())]
    shown = [[row.text(column) for column in range(3)] for row in rows if row]
    assert shown[1] == ["doctor.txt", "2\u00a0KB", "What `doctor` finds"]
    assert text.toPlainText() == "<b>README</b>"
    parts.setCurrentIndex(parts.model().index(1, 0))
    assert text.toPlainText() == "x" * 2500


def test_where_it_is_saved_and_that_it_was(
    dialog: SupportDialog, desk: StandInDesk, tmp_path: Path
) -> None:
    desk.collected.emit(REPORT)
    save_button(dialog).click()
    chooser = dialog.findChild(QFileDialog, "support_file_dialog")
    assert chooser is not None
    assert chooser.defaultSuffix() == "zip"
    chooser.fileSelected.emit(str(tmp_path / "report.zip"))
    chooser.reject()
    assert desk.asked[-1] == (tmp_path / "report.zip", REPORT)
    desk.saved.emit(tmp_path / "report.zip")
    assert words(dialog, "support_notice_what") == "The report is saved: report.zip"


def test_a_failure_is_said_and_it_can_be_tried_again(
    dialog: SupportDialog, desk: StandInDesk
) -> None:
    desk.collected.emit(REPORT)
    desk.failed.emit("Permission denied")
    assert "Permission denied" in words(dialog, "support_notice_what")
    assert save_button(dialog).isEnabled()


def test_where_none_can_be_made_that_is_said(dialog: SupportDialog, desk: StandInDesk) -> None:
    desk.failed.emit("ImportError")
    assert "could not be made: ImportError" in words(dialog, "support_notice_what")
    assert not save_button(dialog).isEnabled()


def test_closing_stops_the_collecting(dialog: SupportDialog, desk: StandInDesk) -> None:
    dialog.reject()
    assert desk.asked == ["collect", "cancel"]


def test_its_parts_are_documented(dialog: SupportDialog, desk: StandInDesk) -> None:
    names = {part.objectName() for part in dialog.findChildren(QObject)} | {dialog.objectName()}
    assert documented("SupportDialog") - {"support_file_dialog"} <= names


def test_it_fits_a_magnified_screen(magnified: QRect, dialog: SupportDialog) -> None:
    assert dialog.height() < magnified.height()
