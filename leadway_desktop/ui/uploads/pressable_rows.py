"""A list whose rows hold painted buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent

from leadway_desktop.ui.theme import Theme
from leadway_desktop.ui.uploads.movable_rows import MovableRows
from leadway_desktop.ui.uploads.shown_uploads import ShownUploads
from leadway_desktop.ui.uploads.upload_delegate import Hot, UploadDelegate
from leadway_desktop.ui.uploads.upload_list_model import STATE_ROLE


class PressableRows(MovableRows):
    """Lights the button under the pointer, and tells when one is pressed and let go."""

    button_pressed = Signal(str, object)
    """The upload's id, and the UploadAction that its button stands for."""

    def __init__(self, shown: ShownUploads, theme: Theme, *, names_conversation: bool) -> None:
        super().__init__(shown, theme)
        self._painter = UploadDelegate(theme, self, names_conversation=names_conversation)
        self.setItemDelegate(self._painter)
        self.setMouseTracking(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the button under the pointer."""
        super().mouseMoveEvent(event)
        self._set_hot(self._hot_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Put the light out."""
        super().leaveEvent(event)
        self._set_hot(None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Put the light out."""
        super().hideEvent(event)
        self._set_hot(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press a button of a row, or select the row."""
        self._painter.shows_focus = False
        hot = self._hot_at(event.position().toPoint())
        if hot is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._set_hot(hot)
        self._painter.pressed = hot
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what the button says if the pointer is still on it."""
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

    def _hot_at(self, point: QPoint) -> Hot | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        rect, state = self.visualRect(index), index.data(STATE_ROLE)
        action = self._painter.action_at(rect, state, point.x(), point.y(), self.layoutDirection())
        return (state.upload.id, action) if action is not None else None

    def _set_hot(self, hot: Hot | None) -> None:
        if hot == self._painter.hot:
            return
        self._painter.hot = hot
        shape = Qt.CursorShape.ArrowCursor if hot is None else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)
        self.viewport().update()
