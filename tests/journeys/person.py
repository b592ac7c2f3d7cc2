"""A person at the window: finds things by what they are, and waits by looking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QItemSelectionModel, QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from leadway_desktop.app import Desktop
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason

Found = TypeVar("Found", bound=QWidget)
PATIENCE = 15_000
"""Milliseconds; for a slow machine, not for a slow program."""


class Person:
    """Uses the window of a Desktop; everything goes through its widgets."""

    def __init__(self, desktop: Desktop, qtbot: QtBot) -> None:
        self._desktop = desktop
        self._qtbot = qtbot

    # -- looking ----------------------------------------------------------------------------------

    def wait_until(self, is_so: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(is_so()), timeout=PATIENCE)

    def find(self, kind: type[Found], name: str) -> Found:
        found = self._desktop.window.findChild(kind, name)
        assert found is not None, f"there is no {name}"
        return found

    def sees(self, name: str) -> bool:
        found = self._desktop.window.findChild(QWidget, name)
        return found is not None and found.isVisible()

    def words_of(self, name: str) -> str:
        """Return all the visible words inside a widget."""
        labels = self.find(QWidget, name).findChildren(QLabel)
        return " ".join(label.text() for label in labels if label.isVisible())

    def rows(self, view_name: str) -> list[str]:
        """Return what a screen reader says of each row."""
        model = self.find(QAbstractItemView, view_name).model()
        indexes = (model.index(row, 0) for row in range(model.rowCount()))
        return [str(index.data(Qt.ItemDataRole.AccessibleTextRole)) for index in indexes]

    def uploads(self) -> list[Upload]:
        """Return the uploads of the list of all, as the model has them."""
        page = self._desktop.window.work_page
        assert page is not None
        page.model.show_pending()
        model = page.model
        return [model.index(row, 0).data(_upload_role()) for row in range(model.rowCount())]

    def upload_of(self, path: Path) -> Upload | None:
        return next((one for one in self.uploads() if one.file.path == path), None)

    def wait_for_stage(self, path: Path, stage: UploadStage) -> Upload:
        def is_there() -> bool:
            upload = self.upload_of(path)
            return upload is not None and upload.stage is stage

        self.wait_until(is_there)
        upload = self.upload_of(path)
        assert upload is not None
        return upload

    def waits_for(self, path: Path, reason: WaitReason) -> bool:
        upload = self.upload_of(path)
        return upload is not None and upload.wait is not None and upload.wait.reason is reason

    # -- doing ------------------------------------------------------------------------------------

    def type_into(self, name: str, text: str) -> None:
        field = self.find(QLineEdit, name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)

    def press(self, name: str) -> None:
        button = self.find(QPushButton, name)
        self.wait_until(button.isEnabled)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose_menu(self, name: str) -> None:
        """Choose an entry of a menu."""
        entry = self._desktop.window.findChild(QAction, name)
        assert entry is not None, f"there is no {name}"
        assert entry.isEnabled()
        entry.trigger()

    def sign_in(self, token: str, location_id: str) -> None:
        self.wait_until(lambda: self.sees("sign_in_page"))
        self.type_into("token_field", token)
        self.type_into("location_field", location_id)
        self.press("connect_button")

    def give_another_token(self, token: str) -> None:
        """Answer the question for a token; there is no keyring, so for this session only."""
        self.wait_until(lambda: self.sees("token_dialog"))
        self.type_into("token_field", token)
        self.press("connect_button")
        self.wait_until(lambda: self.sees("sign_in_error_action"))
        self.press("sign_in_error_action")
        self.wait_until(lambda: not self.sees("token_dialog"))

    def choose_conversation(self, name: str) -> None:
        self.wait_until(lambda: self.sees("conversation_list"))
        view = self.find(QAbstractItemView, "conversation_list")
        self.wait_until(lambda: any(name in row for row in self.rows("conversation_list")))
        row = next(i for i, row in enumerate(self.rows("conversation_list")) if name in row)
        view.scrollTo(view.model().index(row, 0))
        where = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        self.wait_until(lambda: name in self.words_of("conversation_header"))

    def choose_row(self, view_name: str, row: int) -> QAbstractItemView:
        view = self.find(QAbstractItemView, view_name)
        index: QModelIndex = view.model().index(row, 0)
        view.setFocus()
        view.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        return view

    def key(
        self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None
    ) -> None:
        QTest.keyClick(widget, key, modifier or Qt.KeyboardModifier.NoModifier)

    def drop(self, paths: Sequence[Path], on: str = "attachment_pane") -> Qt.DropAction:
        """Drag files in from a program that would rather move them; returns what it is told."""
        return drop_files(self.find(QWidget, on), paths)

    def clipboard(self) -> str:
        return QGuiApplication.clipboard().text()


def drop_files(target: QWidget, paths: Sequence[Path], at: QPoint | None = None) -> Qt.DropAction:
    """Send a drag and its drop; IgnoreAction where the target does not take it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where = at or target.rect().center()
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, actions, data, button, keys)
    enter.setDropAction(Qt.DropAction.MoveAction)
    QApplication.sendEvent(target, enter)
    move = QDragMoveEvent(where, actions, data, button, keys)
    move.setDropAction(Qt.DropAction.MoveAction)
    QApplication.sendEvent(target, move)
    if not (enter.isAccepted() and move.isAccepted()):
        QApplication.sendEvent(target, QDragLeaveEvent())
        return Qt.DropAction.IgnoreAction
    drop = QDropEvent(QPointF(where), actions, data, button, keys)
    drop.setDropAction(Qt.DropAction.MoveAction)
    QApplication.sendEvent(target, drop)
    return drop.dropAction() if drop.isAccepted() else Qt.DropAction.IgnoreAction


def _upload_role() -> int:
    from leadway_desktop.ui.uploads.upload_list_model import UPLOAD_ROLE

    return int(UPLOAD_ROLE)
