"""Names and words from the server and from file names are text: never markup, anywhere."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex
from PySide6.QtGui import QAction, QKeySequence, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMessageBox,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.errors import RequestRefused
from leadway_desktop.domain.upload_stage import UploadStage
from tests.ui.stand_ins import conversation, upload
from tests.ui.test_main_window import Screen, screen

__all__ = ["screen"]

MARKUP = "<b>Ana & Co</b><img src='file:///etc/passwd'><a href='https://evil.example'>x</a>"


def texts_of(widget: QWidget) -> Iterator[tuple[QWidget, str, bool]]:
    """Yield each text that a widget shows as it is, and whether Qt would take it for markup."""
    for label in widget.findChildren(QLabel):
        yield label, label.text(), _is_markup(label.textFormat(), label.text())
    for box in widget.findChildren(QMessageBox):
        for text in (box.text(), box.informativeText(), box.detailedText()):
            yield box, text, _is_markup(box.textFormat(), text)
    for edit in widget.findChildren(QTextEdit):
        yield edit, edit.toPlainText(), edit.acceptRichText() and not edit.isReadOnly()
    for part in widget.findChildren(QWidget):
        tip = part.toolTip()
        yield part, tip, Qt.mightBeRichText(tip) and "<img" in tip


def _is_markup(kind: Qt.TextFormat, text: str) -> bool:
    may_be = kind is Qt.TextFormat.AutoText and Qt.mightBeRichText(text)
    return may_be or kind in {Qt.TextFormat.RichText, Qt.TextFormat.MarkdownText}


def labels_of(widget: QWidget) -> Iterator[str]:
    """Yield what Qt reads on buttons, menus and labels of fields, where an & may mark a key."""
    for button in widget.findChildren(QAbstractButton):
        yield button.text()
    for action in widget.findChildren(QAction):
        yield action.text()
    for label in widget.findChildren(QLabel):
        if label.buddy() is not None:
            yield label.text()


def tool_tips(view: QAbstractItemView) -> Iterator[str]:
    model: QAbstractItemModel = view.model()
    for row in range(model.rowCount(QModelIndex())):
        yield str(model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) or "")


@pytest.fixture
def hostile(screen: Screen, qtbot: QtBot) -> Screen:
    """Return a window full of texts that would like to be markup."""
    talk = conversation(name=MARKUP)
    talk = replace(talk, phone=MARKUP, email=MARKUP, last_message=MARKUP)
    screen.feed._conversations = (talk,)
    page = screen.work(label=MARKUP)
    target = replace(upload().target, title=MARKUP, conversation_id=talk.id)
    refused = RequestRefused(detail=MARKUP, trace_id=MARKUP)
    for stage in (UploadStage.UPLOADING, UploadStage.FAILED, UploadStage.UPLOADED):
        error = refused if stage is UploadStage.FAILED else None
        one = replace(upload(stage=stage), target=target, error=error)
        one = replace(one, file=replace(one.file, path=Path("/home/ana") / f"{MARKUP[:-4]}x.jpg"))
        screen.uploads.upload_changed.emit(one)
    page.model.show_pending()
    page.show_all_uploads(True)
    view = screen.part(QAbstractItemView, "conversation_list")
    view.setCurrentIndex(view.model().index(0, 0))
    screen.window.show_notice(MARKUP)
    screen.part(QPushButton, "history_button").click()
    page.offered.take([Path("/home/ana") / f"{MARKUP[:-4]}x.jpg"])
    QApplication.processEvents()
    return screen


def test_no_label_takes_it_for_markup(hostile: Screen) -> None:
    shown = list(texts_of(hostile.window))
    hostile.feed.failed.emit(RequestRefused(detail=MARKUP, trace_id=MARKUP))
    shown += texts_of(hostile.window)
    assert any("<img" in text for _, text, _ in shown)
    wrong = [(part.objectName(), text) for part, text, is_markup in shown if is_markup]
    assert wrong == []


def test_no_button_takes_it_for_a_key(hostile: Screen) -> None:
    labels = list(labels_of(hostile.window))
    assert sum("Ana && Co" in label for label in labels) >= 2
    assert [label for label in labels if not QKeySequence.mnemonic(label).isEmpty()] == []


@pytest.mark.parametrize("name", ["conversation_list", "all_uploads_list"])
def test_every_tool_tip_of_a_row_is_escaped(hostile: Screen, name: str) -> None:
    tips = list(tool_tips(hostile.part(QAbstractItemView, name)))
    assert any("&lt;img" in tip for tip in tips), tips
    assert not any("<img" in tip or "<a " in tip or "<b>" in tip for tip in tips)
