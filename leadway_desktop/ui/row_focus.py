"""What lists of rows do for those who come by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent
from PySide6.QtWidgets import QAbstractItemView


def select_where_it_stands(view: QAbstractItemView) -> None:
    """Select the current row, or the first, where none is selected: keys need a row to act on."""
    if not view.selectionModel().hasSelection():
        current = view.currentIndex()
        view.setCurrentIndex(current if current.isValid() else view.model().index(0, 0))


def comes_back(event: QFocusEvent) -> bool:
    """Tell whether a list has the keyboard again as its window does: nothing was chosen by that."""
    reasons = Qt.FocusReason
    return event.reason() in (reasons.ActiveWindowFocusReason, reasons.PopupFocusReason)


def comes_by_keyboard(event: QFocusEvent, *, before: bool) -> bool:
    """Tell whether a list gets the keyboard by a key, or by us: then it shows the focus ring.

    `before`: what was so when it had the keyboard last.
    """
    return before if comes_back(event) else event.reason() is not Qt.FocusReason.MouseFocusReason


def menu_position(view: QAbstractItemView, event: QContextMenuEvent) -> QPoint:
    """Return where on the screen a menu opens: at the pointer, or at the row of the keyboard."""
    if event.reason() is QContextMenuEvent.Reason.Keyboard:
        return view.viewport().mapToGlobal(view.visualRect(view.currentIndex()).center())
    return event.globalPos()
