"""A list whose rows hold painted buttons."""

from __future__ import annotations

from math import inf
from time import monotonic

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QCursor, QHideEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication

from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.movable_rows import MovableRows
from leadway_desktop.ui.uploads.shown_uploads import ShownUploads
from leadway_desktop.ui.uploads.upload_actions import UploadAction
from leadway_desktop.ui.uploads.upload_delegate import Hot, UploadDelegate
from leadway_desktop.ui.uploads.upload_list_model import STATE_ROLE, UPLOAD_ROLE

_TO_SEE = 0.5
"""Seconds to see that another button has taken the place of one under the pointer."""


class PressableRows(MovableRows):
    """Lights the button under the pointer, and tells when one is pressed and let go.

    One that has come under a pointer at rest is not pressed at once: the agent meant the one before
    it, as who presses "Try now" twice, or as the wait ends, does not mean "Do not send". Nor does
    who presses "Cancel" twice mean the row that moves up, or who presses "Send" twice a row of the
    list that comes where the message was.
    """

    button_pressed = Signal(str, object)
    """The upload's id, and the UploadAction that its button stands for."""
    press_left_out = Signal()
    """Somebody pressed what had slid under the pointer: the keyboard was not meant to come here."""

    def __init__(self, shown: ShownUploads, theme: Theme, *, names_conversation: bool) -> None:
        super().__init__(shown, theme)
        self._painter = UploadDelegate(theme, self, names_conversation=names_conversation)
        self.setItemDelegate(self._painter)
        self.setMouseTracking(True)
        self._pointer: QPoint | None = None
        self._aimed_at: Hot | None = None
        """The last button that was under the pointer since that has moved."""
        self._changed_at = -inf
        """When a button last came under the pointer at rest, or was pressed too soon."""
        self._slid_at, self._slid_under = -inf, QPoint()
        """When the list last slid, and where the pointer was on the screen."""
        self._is_left_out = False
        """Whether the press under way does not mean the list."""

    def note_slide(self) -> None:
        """Take that the list is elsewhere by now, as something above it came or went."""
        self._slid_at, self._slid_under = monotonic(), QCursor.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the button under the pointer."""
        if not self._is_left_out:
            super().mouseMoveEvent(event)
        self._light_at(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Put the light out."""
        super().leaveEvent(event)
        self._light_at(None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Put the light out."""
        super().hideEvent(event)
        self._light_at(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Light what has come under the pointer, which rests."""
        super().paintEvent(event)
        self._look_again()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press a button of a row, or select the row."""
        self._painter.shows_focus = False
        self._painter.pressed, self._is_left_out = None, False  # which may never have been let go
        self._light_at(event.position().toPoint())
        hot, is_left = self._painter.hot, event.button() is Qt.MouseButton.LeftButton
        if is_left and self._has_slid_under(event.globalPosition().toPoint()):
            self._is_left_out = True
            self.press_left_out.emit()
            return
        if hot is None or not is_left:
            super().mousePressEvent(event)
            return
        if monotonic() - self._changed_at < _TO_SEE:
            self._changed_at = monotonic()  # the next press may be of the same haste
            return
        self._painter.pressed = hot
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what the button says if the pointer is still on it."""
        was_left_out, self._is_left_out = self._is_left_out, False
        if was_left_out:
            return
        pressed, self._painter.pressed = self._painter.pressed, None
        if pressed is None:
            super().mouseReleaseEvent(event)
            return
        self.viewport().update()
        if self._hot_at(event.position().toPoint()) == pressed:
            self.button_pressed.emit(*pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a quick second click on a button as a click; a row has no double click."""
        self.mousePressEvent(event)

    def _has_slid_under(self, on_screen: QPoint) -> bool:
        """Whether the list has come under the pointer too lately to be what a press there means."""
        moved = (on_screen - self._slid_under).manhattanLength()
        return monotonic() - self._slid_at < _TO_SEE and moved < QApplication.startDragDistance()

    def _hot_at(self, point: QPoint) -> Hot | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        rect, state = self.visualRect(index), index.data(STATE_ROLE)
        action = self._painter.action_at(rect, state, point.x(), point.y(), self.layoutDirection())
        return (state.upload.id, action) if action is not None else None

    def _light_at(self, point: QPoint | None) -> None:
        self._look_again()
        if point == self._pointer:
            return
        self._pointer = point
        self._light_row()
        self._aimed_at = hot = None if point is None else self._hot_at(point)
        if hot != self._painter.hot:
            self._changed_at = -inf  # it is the pointer that has come there
            self._set_hot(hot)

    def _look_again(self) -> None:
        """Note whether another button, of this row or another, has come where the pointer is."""
        if self._pointer is None:
            return
        self._light_row()
        hot, before = self._hot_at(self._pointer), self._aimed_at
        if hot is not None and hot != before:
            # Rows may be taken off the list as fast as one can press.
            if before is None or not hot[1] is before[1] is UploadAction.REMOVE:
                self._changed_at = monotonic()
            self._aimed_at = hot
        self._set_hot(hot)

    def _light_row(self) -> None:
        """Light the row under the pointer; Qt's own light goes with a row that moves away."""
        index = QModelIndex() if self._pointer is None else self.indexAt(self._pointer)
        under = index.data(UPLOAD_ROLE).id if index.isValid() else None
        if under != self._painter.under:
            self._painter.under = under
            self.viewport().update()

    def _set_hot(self, hot: Hot | None) -> None:
        if hot == self._painter.hot:
            return
        self._painter.hot = hot
        shape = Qt.CursorShape.ArrowCursor if hot is None else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)
        self.viewport().update()
