"""Conversations by the thousand, and drags over a row."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication

from leadway_desktop.domain.conversation import Conversation, ConversationQuery
from tests.ui.stand_ins import COPY_OR_MOVE, conversation

_NOW = datetime.now(UTC)


class StandInFeed(QObject):
    """Records what the list asks; a test answers through the signals."""

    page_arrived = Signal(object, bool)
    failed = Signal(object)
    busy_changed = Signal(bool)
    total_changed = Signal(int)
    looked_up = Signal(object)
    look_up_failed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.has_more = False
        self.asked: list[ConversationQuery | str] = []

    def search(self, query: ConversationQuery) -> None:
        self.asked.append(query)

    def load_more(self) -> None:
        self.asked.append("more")

    def refresh(self) -> None:
        self.asked.append("refresh")

    def look_up(self, conversation_id: str) -> None:
        self.asked.append(conversation_id)


def many(count: int, start: int = 0) -> tuple[Conversation, ...]:
    return tuple(row(number) for number in range(start, start + count))


def row(number: int) -> Conversation:
    return replace(
        conversation(f"c{number}", name=f"Contact {number}"),
        last_message=f"Message {number}",
        last_message_at=_NOW - timedelta(minutes=number),
        unread_count=number % 3,
    )


class Drag:
    """A drag that proposes to move, as a file manager does; it goes over a view's rows."""

    def __init__(
        self, view: QAbstractItemView, data: QMimeData, possible: Qt.DropAction = COPY_OR_MOVE
    ) -> None:
        self._port = view.viewport()
        self._data = data
        self._possible = possible
        self._buttons = Qt.MouseButton.LeftButton
        self._keys = Qt.KeyboardModifier.NoModifier

    def enter(self, at: QPoint) -> QDragEnterEvent:
        event = QDragEnterEvent(at, self._possible, self._data, self._buttons, self._keys)
        self._send(event)
        return event

    def move(self, at: QPoint) -> QDragMoveEvent:
        event = QDragMoveEvent(at, self._possible, self._data, self._buttons, self._keys)
        self._send(event)
        return event

    def drop(self, at: QPoint) -> QDropEvent:
        event = QDropEvent(at, self._possible, self._data, self._buttons, self._keys)
        self._send(event)
        return event

    def leave(self) -> None:
        QApplication.sendEvent(self._port, QDragLeaveEvent())

    def _send(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.MoveAction)
        event.ignore()
        QApplication.sendEvent(self._port, event)
